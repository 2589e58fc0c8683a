//! A production from the gathered file to the released package.
//!
//! [`collect`] minimises what the custodian gathered, for its scope line alone, and keeps both files. [`seal`] packs what was kept, lets
//! the independent check read every row, and encrypts. [`confirm_release`] does the check again on the stored files, packs them again
//! and lets go only what has the very bytes that were sealed (INV-03). [`package_file`] hands out the encrypted file.
//!
//! The passphrase of a package is drawn, given back once and stored nowhere: the record can't open what it holds. It is told
//! to the authority over the number in the registry. Who lost it reopens the review, and a new package has a new one.

mod bundle;
mod collect;
mod error;
mod release;
mod sealing;

pub use collect::{LIMIT, collect, no_data};
pub use error::ProductionError;
pub use release::{confirm_release, package_file, package_for_officer, prepare_release, recheck};
pub use sealing::{Handover, Recipient, seal};
