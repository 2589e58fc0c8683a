//! What the provider's own systems are told by webhook. A message says that something happened and to which demand, by an id that
//! says nothing; whoever wants to know more asks with a token. There is no kind about notice: who was told what stays inside.

use crate::stage::StageName;
use serde::{Deserialize, Serialize};

/// One kind of message.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum HookKind {
    /// A demand came in.
    #[serde(rename = "demand.received")]
    Received,
    /// A demand reached another stage.
    #[serde(rename = "demand.moved")]
    Moved,
    /// A demand is closed.
    #[serde(rename = "demand.closed")]
    Closed,
    /// The custodian is asked to keep an account, or to remove what was kept.
    #[serde(rename = "preservation.asked")]
    PreservationAsked,
}

impl HookKind {
    /// All kinds.
    pub const ALL: [HookKind; 4] = [HookKind::Received, HookKind::Moved, HookKind::Closed, HookKind::PreservationAsked];

    /// The stable code: the `type` of the message.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            HookKind::Received => "demand.received",
            HookKind::Moved => "demand.moved",
            HookKind::Closed => "demand.closed",
            HookKind::PreservationAsked => "preservation.asked",
        }
    }

    /// What a demand's way from one stage to another is told as; `None` before it was received.
    #[must_use]
    pub fn of(was: Option<StageName>, is: StageName) -> Option<Self> {
        match (was, is) {
            (None, _) => Some(HookKind::Received),
            (Some(was), is) if was == is => None,
            (Some(_), StageName::Closed) => Some(HookKind::Closed),
            (Some(_), _) => Some(HookKind::Moved),
        }
    }
}

/// A text that is no kind of message.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("'{0}' is not a kind of message; there are {all}", all = HookKind::ALL.map(HookKind::code).join(", "))]
pub struct NotAHookKind(pub String);

impl std::str::FromStr for HookKind {
    type Err = NotAHookKind;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        HookKind::ALL.into_iter().find(|kind| kind.code() == s).ok_or_else(|| NotAHookKind(s.to_owned()))
    }
}
