//! Coded reasons of a refusal, a narrowing or a challenge.

use serde::{Deserialize, Serialize};

macro_rules! grounds {
    ($($(#[$doc:meta])* $code:ident = $law:literal),+ $(,)?) => {
        /// A ground. Every refusal carries at least one, with the law behind it (INV-21).
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

            /// The law or policy behind it.
            #[must_use]
            pub const fn law(self) -> &'static str {
                match self {$(Ground::$code => $law),+}
            }
        }
    };
}

grounds! {
    /// No legal basis, or nothing compels.
    R01 = "18 USC 2702(a)",
    /// Issuer not competent or not validated.
    R02 = "Reg. (EU) 2023/1543 Art 16(4)(a)",
    /// Defect of signature, service, jurisdiction or language.
    R03 = "Reg. (EU) 2023/1543 Art 9(1), 9(4)",
    /// Incomplete, or insufficient to execute.
    R04 = "Reg. (EU) 2023/1543 Art 10(6)",
    /// Manifest errors.
    R05 = "Reg. (EU) 2023/1543 Art 10(6), 16(4)(c)",
    /// Offence not covered or threshold not met.
    R06 = "Reg. (EU) 2023/1543 Art 16(4)(b)",
    /// Service not covered by the instrument.
    R07 = "Reg. (EU) 2023/1543 Art 16(4)(e)",
    /// Data not held, not stored at receipt, or deleted earlier.
    R08 = "Reg. (EU) 2023/1543 Art 16(4)(d)",
    /// De facto impossibility.
    R09 = "Reg. (EU) 2023/1543 Art 10(7), 16(4)(c)",
    /// Overbroad, not targeted at identified accounts.
    R10 = "Decision (EU) 2021/914, clause 15.2",
    /// A category beyond the instrument's reach.
    R11 = "18 USC 2703(a)-(d)",
    /// Privilege, immunity or freedom of the press.
    R12 = "Reg. (EU) 2023/1543 Art 10(5), 16(4)(f)",
    /// Conflict with foreign law; comity; no basis under GDPR Article 48.
    R13 = "Reg. (EU) 2023/1543 Art 17; 18 USC 2703(h); Reg. (EU) 2016/679 Art 48",
    /// Wrong addressee: the controller can be reached.
    R14 = "Reg. (EU) 2023/1543 Art 5(6)",
    /// The customer is a public authority outside the issuing State.
    R15 = "Reg. (EU) 2023/1543 Art 5(8)",
    /// Fundamental rights, ne bis in idem or dual criminality.
    R16 = "Reg. (EU) 2023/1543 Art 12(1)(b)-(d)",
    /// Undue burden or disproportionate.
    R17 = "18 USC 2703(d); FRCP 45(d)(3)",
    /// Expired, not yet valid, or wrong dates.
    R18 = "FRCrP 41(e)(2); Crime (Overseas Production Orders) Act 2019 s.9",
    /// The secrecy order is unlawful: indefinite, without findings, not individualised.
    R19 = "18 USC 2705(b)",
    /// Identity of the requester not verified, or fraud suspected.
    R20 = "18 USC 2702(a); Reg. (EU) 2016/679 Art 32",
    /// The account is not ours, or the customer is not our tenant.
    R21 = "Reg. (EU) 2023/1543 Art 10(7)",
    /// Improper emergency: no imminent danger shown.
    R22 = "18 USC 2702(b)(8)",
    /// A civil party asks for content.
    R23 = "18 USC 2702(b)",
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
