//! Error codes of the interface (TS 103 120, annex D), as far as this desk gives them.

use super::message::ErrorInformation;
use crate::wire::WireError;

/// Why an action, or a whole message, was not done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Code {
    /// The rules of the desk forbid it.
    BusinessLogic = 3000,
    /// An action or a kind of object that isn't handled here.
    NotSupported = 3001,
    /// Two actions with one identifier.
    DuplicateAction = 3002,
    /// For the moment; try again.
    Transient = 3003,
    /// A part that must be there.
    Missing = 3005,
    /// A change that isn't allowed.
    ChangeNotAllowed = 3006,
    /// A value that can't be.
    ImproperValue = 3007,
    /// An object with this identifier is there already.
    Exists = 3010,
    /// The object to be changed isn't there.
    NoSuchObject = 3011,
    /// The object asked for isn't there.
    NotFound = 3014,
    /// An object that another one names isn't there.
    NoLinkTarget = 3016,
    /// The message does not fit its schema, or can't be read.
    Validation = 3020,
    /// Larger than is taken.
    TooLarge = 3022,
}

impl Code {
    /// With a sentence.
    #[must_use]
    pub fn says(self, description: impl Into<String>) -> ErrorInformation {
        ErrorInformation { code: self as u64, description: description.into(), others: crate::wire::Others::new() }
    }

    /// The code for a message that was not understood.
    #[must_use]
    pub const fn of(error: &WireError) -> Self {
        match error {
            WireError::TooLarge(_) => Self::TooLarge,
            WireError::Unknown { .. } => Self::NotSupported,
            WireError::Missing { .. } => Self::Missing,
            WireError::TooDeep
            | WireError::TooMany
            | WireError::Encoding
            | WireError::Json { .. }
            | WireError::Xml { .. }
            | WireError::Forbidden(_)
            | WireError::Wrong { .. } => Self::Validation,
        }
    }
}
