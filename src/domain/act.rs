//! Acts that take two people: one prepares, another confirms.

use crate::Instant;
use crate::ids::{DocumentId, OrderId, PackageId};
use crate::instrument::Audience;
use crate::notice::{NoticeDraft, WaiverGround};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// An act that takes two people: one prepares it, another confirms it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Nothing forbids telling the customer.
    ConfirmNoSecrecy,
    /// An order has been lifted.
    LiftSecrecy {
        /// Which.
        order: OrderId,
        /// The paper that lifts it.
        document: String,
    },
    /// An order covers less than it did, or ends sooner: that lets us tell more.
    NarrowSecrecy {
        /// Which.
        order: OrderId,
        /// Whom it still covers.
        covers: BTreeSet<Audience>,
        /// Its new end; `None` leaves the end as it is.
        until: Option<Instant>,
        /// The paper that narrows it.
        document: String,
    },
    /// Tell the customer.
    SendNotice(NoticeDraft),
    /// A copy of a paper may go to the customer.
    ClearCopy {
        /// The paper.
        of: DocumentId,
        /// What goes: the paper itself, or a file in its place.
        copy: DocumentId,
        /// Why it may go, and what was blacked out.
        reason: String,
    },
    /// Never tell the customer.
    WaiveNotice {
        /// Why.
        ground: WaiverGround,
    },
    /// Make the package available to the authority.
    Release {
        /// Which package; an edit makes another one.
        package: PackageId,
    },
    /// Open a closed demand again.
    Reopen {
        /// Why.
        reason: String,
    },
}

/// The kind of a two-person act; at most one of each kind is prepared at a time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActKind {
    /// See [`Act::ConfirmNoSecrecy`].
    ConfirmNoSecrecy,
    /// See [`Act::LiftSecrecy`].
    LiftSecrecy,
    /// See [`Act::NarrowSecrecy`].
    NarrowSecrecy,
    /// See [`Act::SendNotice`].
    SendNotice,
    /// See [`Act::ClearCopy`].
    ClearCopy,
    /// See [`Act::WaiveNotice`].
    WaiveNotice,
    /// See [`Act::Release`].
    Release,
    /// See [`Act::Reopen`].
    Reopen,
}

impl ActKind {
    /// All.
    pub const ALL: [ActKind; 8] = [
        ActKind::ConfirmNoSecrecy,
        ActKind::LiftSecrecy,
        ActKind::NarrowSecrecy,
        ActKind::ClearCopy,
        ActKind::SendNotice,
        ActKind::WaiveNotice,
        ActKind::Release,
        ActKind::Reopen,
    ];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            ActKind::ConfirmNoSecrecy => "confirm_no_secrecy",
            ActKind::LiftSecrecy => "lift_secrecy",
            ActKind::NarrowSecrecy => "narrow_secrecy",
            ActKind::ClearCopy => "clear_copy",
            ActKind::SendNotice => "send_notice",
            ActKind::WaiveNotice => "waive_notice",
            ActKind::Release => "release",
            ActKind::Reopen => "reopen",
        }
    }
}

impl Act {
    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> ActKind {
        match self {
            Act::ConfirmNoSecrecy => ActKind::ConfirmNoSecrecy,
            Act::LiftSecrecy { .. } => ActKind::LiftSecrecy,
            Act::NarrowSecrecy { .. } => ActKind::NarrowSecrecy,
            Act::ClearCopy { .. } => ActKind::ClearCopy,
            Act::SendNotice(_) => ActKind::SendNotice,
            Act::WaiveNotice { .. } => ActKind::WaiveNotice,
            Act::Release { .. } => ActKind::Release,
            Act::Reopen { .. } => ActKind::Reopen,
        }
    }
}
