//! How a demand ended: exactly one per closed demand.

use serde::{Deserialize, Serialize};

macro_rules! outcomes {
    ($($(#[$doc:meta])* $name:ident = $code:literal),+ $(,)?) => {
        /// The one outcome of a closed demand. The code (`NO_DATA_FOUND`) is what stands in the record.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        pub enum Outcome {$(
            $(#[$doc])*
            #[serde(rename = $code)]
            $name,
        )+}

        impl Outcome {
            /// All outcomes.
            pub const ALL: &'static [Outcome] = &[$(Outcome::$name),+];

            /// The stable code.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {$(Outcome::$name => $code),+}
            }
        }
    };
}

outcomes! {
    /// Content left, alone or with other data.
    DisclosedContent = "DISCLOSED_CONTENT",
    /// Something left, but no content.
    DisclosedNoncontent = "DISCLOSED_NONCONTENT",
    /// Nothing left because nothing is held: no such account, or the data has gone.
    NoDataFound = "NO_DATA_FOUND",
    /// Refused: form, competence, service or scope.
    RejectedInvalid = "REJECTED_INVALID",
    /// Refused after a challenge that the provider or the customer won.
    RejectedChallengedWon = "REJECTED_CHALLENGED_WON",
    /// The authority took the demand back.
    Withdrawn = "WITHDRAWN_BY_AUTHORITY",
    /// The authority agreed to ask the customer instead; nothing left.
    RedirectedToCustomer = "REDIRECTED_TO_CUSTOMER",
    /// A duplicate, or replaced by another paper; the other one is counted.
    Superseded = "SUPERSEDED",
    /// A preservation that ended without anything being disclosed under it.
    PreservedOnly = "PRESERVED_ONLY",
    /// Effect was given to an order to act, as a whole or in part: something was removed or blocked, and nothing disclosed.
    ActedOn = "ACTED_ON",
    /// No authority asked: the paper or the sender was forged.
    Fraudulent = "FRAUDULENT",
}

impl Outcome {
    /// Whether data left.
    #[must_use]
    pub const fn disclosed(self) -> bool {
        matches!(self, Outcome::DisclosedContent | Outcome::DisclosedNoncontent)
    }
}

/// A text that is no outcome.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("'{0}' is not an outcome; write one of the codes such as NO_DATA_FOUND")]
pub struct NotAnOutcome(pub String);

impl std::fmt::Display for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl std::str::FromStr for Outcome {
    type Err = NotAnOutcome;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        Outcome::ALL.iter().copied().find(|o| o.code() == s).ok_or_else(|| NotAnOutcome(s.to_owned()))
    }
}
