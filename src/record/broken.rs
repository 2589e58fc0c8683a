//! What can be wrong with an exported record, and where.

/// The first thing that is wrong with a record.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Broken {
    /// The file can't be read on.
    #[error("line {line} can't be read: {why}")]
    Unreadable {
        /// Line, from 1.
        line: u64,
        /// Why.
        why: String,
    },
    /// The line is not what an export writes.
    #[error("line {line}, where event {seq} should stand, is not in the form that an export writes: {why}")]
    Form {
        /// Line, from 1.
        line: u64,
        /// The event that should stand there.
        seq: i64,
        /// What is different.
        why: String,
    },
    /// An event is left out.
    #[error("event {seq} is missing: event {found} stands in its place")]
    Missing {
        /// The missing event.
        seq: i64,
        /// What stands there.
        found: i64,
    },
    /// An event stands where a later one should.
    #[error("event {seq} is out of order: event {expected} should stand there")]
    Order {
        /// The event out of order.
        seq: i64,
        /// What should stand there.
        expected: i64,
    },
    /// An event does not follow the one before.
    #[error("event {seq} does not follow the event before it: the hash before was changed, or the event before was")]
    Previous {
        /// The event.
        seq: i64,
    },
    /// A payload was changed.
    #[error("the payload of event {seq} was changed: it does not fit its commitment")]
    Payload {
        /// The event.
        seq: i64,
    },
    /// Another field of an event was changed.
    #[error("event {seq} was changed: its time, demand, actor, kind or commitment does not fit its hash")]
    Hash {
        /// The event.
        seq: i64,
    },
    /// The end is missing.
    #[error("the tail was cut off: after event {last} there is no signed head")]
    Cut {
        /// The last event there is.
        last: i64,
    },
    /// The head counts another number of events.
    #[error("the head signs {signed} events and there are {found}: event {} is the first that is missing or added", signed.min(found) + 1)]
    Count {
        /// As signed.
        signed: i64,
        /// As found.
        found: i64,
    },
    /// The head names another last hash.
    #[error("the head signs another last hash than that of event {seq}: the record was made anew")]
    LastHash {
        /// The last event.
        seq: i64,
    },
    /// Fewer payloads than the head says.
    #[error(
        "payloads were taken out: the head signs {signed} erased ones and there are {found}; the first without payload is event {first}"
    )]
    Erased {
        /// As signed.
        signed: i64,
        /// As found.
        found: i64,
        /// The first event without payload.
        first: i64,
    },
    /// The digest over the lines differs though each line holds.
    #[error("the lines are not those that the head signs, though each holds by itself")]
    Content,
    /// The signature is not right.
    #[error("the signature of the head is not right: the head was changed, or not made with the key it names")]
    Signature,
    /// Another key than the one expected.
    #[error("the head is signed with key {found}, not with the expected {expected}")]
    OtherKey {
        /// Expected, hexadecimal.
        expected: String,
        /// Found, hexadecimal.
        found: String,
    },
    /// Something stands after the head.
    #[error("something stands after the head, from line {line} on")]
    Trailing {
        /// Line, from 1.
        line: u64,
    },
}

impl Broken {
    /// The stable code, for translation and for machines.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "record-unreadable",
            Self::Form { .. } => "record-form",
            Self::Missing { .. } => "record-missing",
            Self::Order { .. } => "record-order",
            Self::Previous { .. } => "record-previous",
            Self::Payload { .. } => "record-payload",
            Self::Hash { .. } => "record-hash",
            Self::Cut { .. } => "record-cut",
            Self::Count { .. } => "record-count",
            Self::LastHash { .. } => "record-last-hash",
            Self::Erased { .. } => "record-erased",
            Self::Content => "record-content",
            Self::Signature => "record-signature",
            Self::OtherKey { .. } => "record-other-key",
            Self::Trailing { .. } => "record-trailing",
        }
    }

    /// The first bad event, where one can be named.
    #[must_use]
    pub fn seq(&self) -> Option<i64> {
        match self {
            Self::Form { seq, .. }
            | Self::Missing { seq, .. }
            | Self::Order { seq, .. }
            | Self::Previous { seq }
            | Self::Payload { seq }
            | Self::Hash { seq }
            | Self::LastHash { seq } => Some(*seq),
            Self::Cut { last } => Some(last + 1),
            Self::Count { signed, found } => Some(signed.min(found) + 1),
            Self::Erased { first, .. } => Some(*first),
            Self::Unreadable { .. } | Self::Content | Self::Signature | Self::OtherKey { .. } | Self::Trailing { .. } => None,
        }
    }
}
