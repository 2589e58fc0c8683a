//! Coded reasons of a refusal, a narrowing or a challenge.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

macro_rules! grounds {
    ($($(#[$doc:meta])* $code:ident),+ $(,)?) => {
        /// A ground. Every refusal carries at least one, with the law behind it (INV-21), which depends on whose law the
        /// paper rests on: see [`Laws`].
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        pub enum Ground {$($(#[$doc])* $code),+}

        impl Ground {
            /// All grounds.
            pub const ALL: &'static [Ground] = &[$(Ground::$code),+];

            /// The stable code; its sentence stands in the translations under `ground-<code>`.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {$(Ground::$code => stringify!($code)),+}
            }
        }
    };
}

grounds! {
    /// No legal basis, or nothing compels.
    R01,
    /// Issuer not competent or not validated.
    R02,
    /// Defect of signature, service, jurisdiction or language.
    R03,
    /// Incomplete, or insufficient to execute.
    R04,
    /// Manifest errors.
    R05,
    /// Offence not covered or threshold not met.
    R06,
    /// Service not covered by the instrument.
    R07,
    /// Data not held, not stored at receipt, or deleted earlier.
    R08,
    /// De facto impossibility.
    R09,
    /// Overbroad, not targeted at identified accounts.
    R10,
    /// A category beyond the instrument's reach.
    R11,
    /// Privilege, immunity or freedom of the press.
    R12,
    /// Conflict with foreign law; comity; no basis under GDPR Article 48.
    R13,
    /// Wrong addressee: the controller can be reached.
    R14,
    /// The customer is a public authority outside the issuing State.
    R15,
    /// Fundamental rights, ne bis in idem or dual criminality.
    R16,
    /// Undue burden or disproportionate.
    R17,
    /// Expired, not yet valid, or wrong dates.
    R18,
    /// The secrecy order is unlawful: indefinite, without findings, not individualised.
    R19,
    /// Identity of the requester not verified, or fraud suspected.
    R20,
    /// The account is not ours, or the customer is not our tenant.
    R21,
    /// Improper emergency: no imminent danger shown.
    R22,
    /// A civil party asks for content.
    R23,
}

/// The law behind each ground, by whose law the refused paper rests on. The values are data (the rulebook).
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Laws(pub BTreeMap<Ground, BTreeMap<String, String>>);

impl Laws {
    /// The key of what binds the provider whoever asks.
    pub const EVERYWHERE: &'static str = "ZZ";

    /// The law behind a ground for a paper of a territory (`US`, `EU`, `SE`), or what holds everywhere; `None` for a ground
    /// that the data leave out.
    #[must_use]
    pub fn of(&self, ground: Ground, territory: &str) -> Option<&str> {
        let laws = self.0.get(&ground)?;
        laws.get(territory).or_else(|| laws.get(Self::EVERYWHERE)).map(String::as_str)
    }
}

/// A text that is no ground.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("'{0}' is not a ground; write R01 to R23")]
pub struct NotAGround(pub String);

impl std::str::FromStr for Ground {
    type Err = NotAGround;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        Ground::ALL.iter().copied().find(|g| g.code() == s).ok_or_else(|| NotAGround(s.to_owned()))
    }
}
