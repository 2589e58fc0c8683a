//! What goes out: letters, mails and their transports.
