//! What goes out: letters to authorities, notices to customers, and the way they travel.
//!
//! [`letters`] says it, [`message`] makes a mail of it, [`transport`] carries it and tells truthfully what became of it.

pub mod letters;
mod markup;
pub mod message;
pub mod outbox;
pub mod page;
pub mod reminder;
pub mod transport;
pub mod writer;
