//! The sealed production: a ZIP of what may leave, with a manifest, encrypted to the recipient.
//!
//! [`seal`] runs the independent check before a byte is written, so that what was not authorised cannot be packed; [`verify`] runs it again
//! at release, on the ZIP itself and against the scope as it stands then (INV-03). The ZIP has the same bytes for the same contents; only the
//! encryption differs each time. Everything is a stream: the size of a file does not matter.

mod error;
mod lock;
mod manifest;
pub mod passphrase;
pub mod production;
mod seal;
mod verify;

pub use error::{NAMED, PackageError, Unauthorised};
pub use lock::{Key, Lock, open};
pub use manifest::{FOLDER, FORMAT, MANIFEST, Manifest, ManifestFile};
pub use seal::{Contents, Part, Sealed, pack, seal};
pub use verify::{Approved, ApprovedPart, verify, verify_hashes};
