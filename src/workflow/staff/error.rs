//! What can be wrong with what staff ask for.

use super::secrets::HashingFailed;
use crate::store::StoreError;
use domain::Instant;

/// Why something about people was not done. Each code has a sentence under `staff-<code>`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Why {
    /// A name is needed.
    NameMissing,
    /// The mail address is not one.
    MailWrong,
    /// Somebody has this mail address.
    MailTaken,
    /// At least one role is needed.
    RolesNone,
    /// Administration of people and work on cases can't be one person's.
    RolesConflict,
    /// The roles are the same as before.
    RolesSame,
    /// Nobody changes their own roles or access.
    OwnAccess,
    /// Who proposed can't be who confirms.
    SamePerson,
    /// Another change of this person waits already.
    ChangeWaits,
    /// Nothing waits to be decided.
    NothingWaits,
    /// The last security admin stays.
    LastAdmin,
    /// The password is too short or too long.
    PasswordLength,
    /// The repeated password differs.
    PasswordRepeat,
    /// The six-digit code is wrong, old or used.
    CodeWrong,
}

impl Why {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Why::NameMissing => "name-missing",
            Why::MailWrong => "mail-wrong",
            Why::MailTaken => "mail-taken",
            Why::RolesNone => "roles-none",
            Why::RolesConflict => "roles-conflict",
            Why::RolesSame => "roles-same",
            Why::OwnAccess => "own-access",
            Why::SamePerson => "same-person",
            Why::ChangeWaits => "change-waits",
            Why::NothingWaits => "nothing-waits",
            Why::LastAdmin => "last-admin",
            Why::PasswordLength => "password-length",
            Why::PasswordRepeat => "password-repeat",
            Why::CodeWrong => "code-wrong",
        }
    }
}

impl std::fmt::Display for Why {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

/// Why a use case about staff did not succeed. Nothing was changed in any of them.
#[derive(Debug, thiserror::Error)]
pub enum StaffError {
    /// Mail address, password and code don't belong together, or there is no such person: not said which.
    #[error("mail address, password and code don't belong together; nothing was changed")]
    Wrong,
    /// Too many failures.
    #[error("too many failed tries; try again after {until}")]
    Wait {
        /// From when on.
        until: Instant,
    },
    /// The link was used, has expired, or never was.
    #[error("the link was used, has expired or is not complete; ask for a new one")]
    LinkDead,
    /// No such person.
    #[error("there is no such person")]
    NotFound,
    /// All reasons.
    #[error("not done: {}", .0.iter().map(|w| w.code()).collect::<Vec<_>>().join(", "))]
    Refused(Vec<Why>),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The machine.
    #[error(transparent)]
    Hashing(#[from] HashingFailed),
}

impl From<Why> for StaffError {
    fn from(why: Why) -> Self {
        Self::Refused(vec![why])
    }
}
