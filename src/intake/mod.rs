//! What comes in: mails and documents.
