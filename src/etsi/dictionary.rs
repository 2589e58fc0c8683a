//! The dictionaries of the specification that this desk answers from. A status that stands in none of them can't be written.

use super::object::Entry;
use super::space;
use crate::wire::{At, Body, Node, Space, Wire, WireError, object::one};

/// The owner of the specification's own dictionaries.
pub const ETSI: &str = "ETSI";

macro_rules! dictionaries {
    ($($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $value:ident),+ $(,)? })+) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum $name {$($(#[$doc])* $value),+}

        impl $name {
            /// All values.
            pub const ALL: &'static [Self] = &[$(Self::$value),+];

            /// The value as it is written.
            #[must_use]
            pub const fn value(self) -> &'static str {
                match self {$(Self::$value => stringify!($value)),+}
            }

            /// The value of a text.
            #[must_use]
            pub fn of(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.value() == text)
            }

            /// The whole entry.
            #[must_use]
            pub fn entry(self) -> Entry {
                Entry::new(ETSI, stringify!($name), self.value())
            }
        }

        impl Wire for $name {
            fn body(&self, _: Space) -> Body {
                self.entry().body(space::COMMON)
            }

            fn read(node: Node, at: &At<'_>) -> Result<Self, WireError> {
                let entry = Entry::read(node, at)?;
                Self::of(&entry.value).ok_or_else(|| at.wrong(format!("'{}' is no {}", entry.value, stringify!($name))))
            }
        }

        one!($name);
    )+};
}

dictionaries! {
    /// Status of an authorisation.
    AuthorisationStatus {
        /// Not approved yet.
        AwaitingApproval,
        /// Approved for an emergency.
        EmergencyApproval,
        /// Approved.
        Approved,
        /// Refused.
        Rejected,
        /// Suspended.
        Suspended,
        /// Taken back.
        Cancelled,
        /// Over.
        Expired,
        /// Can't be carried out as it stands.
        Invalid,
        /// Being written for the provider.
        CreatingForCSP,
        /// With the provider.
        SubmittedToCSP,
        /// A change waits for approval.
        AwaitingUpdateApproval,
    }

    /// Status of a disclosure.
    LDTaskStatus {
        /// Not approved yet.
        AwaitingApproval,
        /// Being worked on.
        AwaitingDisclosure,
        /// Disclosed.
        Disclosed,
        /// Nothing there to disclose.
        DisclosureNotAvailable,
        /// Refused.
        Rejected,
        /// Taken back.
        Cancelled,
        /// Something failed.
        Error,
        /// Can't be carried out as it stands.
        Invalid,
    }

    /// Status of a preservation.
    LPTaskStatus {
        /// Not placed yet.
        AwaitingPreservation,
        /// Kept.
        Preserved,
        /// Nothing there to keep.
        PreservationNotAvailable,
        /// Refused.
        Rejected,
        /// Taken back.
        Cancelled,
        /// The term is over.
        Expired,
        /// Something failed.
        Error,
        /// Can't be carried out as it stands.
        Invalid,
    }

    /// Status of a document.
    DocumentStatus {
        /// Not approved yet.
        AwaitingApproval,
        /// Approved.
        Approved,
        /// Refused.
        Rejected,
        /// Suspended.
        Suspended,
        /// Taken back.
        Cancelled,
        /// Over.
        Expired,
        /// Can't be used as it stands.
        Invalid,
    }

    /// What kind of data a task asks for.
    RequestType {
        /// Who the subscriber is.
        SubscriberData,
        /// What is needed solely to identify the user.
        UserIdentifyingData,
        /// Traffic.
        TrafficData,
        /// Stored content.
        StoredContentData,
        /// The first two.
        SubscriberDataAndUserIdentifyingData,
        /// The last two.
        TrafficDataAndStoredContentData,
        /// Said in words.
        Other,
    }
}
