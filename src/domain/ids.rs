//! Identifiers. Each noun has its own type, so that one cannot be passed for another.
//!
//! All are random (UUID version 4, 122 random bits): nothing about volume or order can be read from
//! an identifier that leaves the house.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(s: &str) -> Result<Self, Self::Err> {
                s.parse().map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
    )+};
}

id! {
    /// One demand.
    DemandId,
    /// A member of staff.
    PersonId,
    /// A customer (tenant); a consumer account is a customer of one.
    CustomerId,
    /// A person whom a customer listed to be told.
    ContactId,
    /// A body that issues or serves demands.
    AuthorityId,
    /// A person who acts for an authority.
    OfficerId,
    /// A number of the directory to call back.
    NumberId,
    /// A suspension of an authority, an officer or a mail domain.
    SuspensionId,
    /// A person's time on call.
    ShiftId,
    /// A data breach, as a case of its own.
    BreachId,
    /// A stored document: the demand's paper, a letter, an order.
    DocumentId,
    /// One scope line of a demand.
    LineId,
    /// One secrecy order.
    OrderId,
    /// One sealed production.
    PackageId,
    /// One outgoing message in the outbox.
    MessageId,
    /// One obligation with a clock.
    ObligationId,
    /// A machine's token.
    TokenId,
    /// A subscription of the provider's own systems.
    WebhookId,
    /// A passkey of a customer's contact.
    PasskeyId,
}

/// What people say on the telephone: `D-7KQ2-M4XR`. Random, never sequential.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Reference([u8; 8]);

/// Letters and digits that are not mistaken for each other when read aloud or typed (no 0 1 I L O U).
const ALPHABET: &[u8; 30] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Why a text is not a reference.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("a reference looks like D-7KQ2-M4XR; '{0}' does not")]
pub struct NotAReference(pub String);

impl Reference {
    /// A reference from random bytes; the caller draws them.
    #[must_use]
    pub fn from_random(bytes: [u8; 8]) -> Self {
        Self(bytes.map(|b| ALPHABET[usize::from(b) % ALPHABET.len()]))
    }

    /// The reference of the `n`th demand that came in with a list of past ones. It begins with a 0, which no other reference has.
    #[must_use]
    pub fn of_past(n: u64) -> Self {
        let mut left = n;
        let mut bytes = [b'0'; 8];
        for byte in bytes.iter_mut().skip(1).rev() {
            *byte = ALPHABET[usize::try_from(left % ALPHABET.len() as u64).unwrap_or_default()];
            left /= ALPHABET.len() as u64;
        }
        Self(bytes)
    }

    /// Which past demand it is the reference of, if it is one's.
    #[must_use]
    pub fn past(self) -> Option<u64> {
        let [b'0', digits @ ..] = self.0 else { return None };
        digits.iter().try_fold(0_u64, |n, digit| {
            let value = ALPHABET.iter().position(|b| b == digit)?;
            Some(n * ALPHABET.len() as u64 + value as u64)
        })
    }
}

impl std::fmt::Display for Reference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("D-")?;
        for (i, b) in self.0.iter().enumerate() {
            if i == 4 {
                f.write_str("-")?;
            }
            write!(f, "{}", char::from(*b))?;
        }
        Ok(())
    }
}

impl std::str::FromStr for Reference {
    type Err = NotAReference;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let wrong = || NotAReference(s.chars().take(40).collect());
        let upper = s.trim().to_ascii_uppercase();
        let rest = upper.strip_prefix("D-").ok_or_else(wrong)?;
        let plain: Vec<u8> = rest.bytes().filter(|b| *b != b'-').collect();
        let bytes: [u8; 8] = plain.try_into().map_err(|_| wrong())?;
        // A past demand's begins with a 0.
        let rest = bytes.strip_prefix(b"0").unwrap_or(&bytes);
        if rest.iter().all(|b| ALPHABET.contains(b)) { Ok(Self(bytes)) } else { Err(wrong()) }
    }
}

impl Serialize for Reference {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Reference {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}
