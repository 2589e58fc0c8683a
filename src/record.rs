//! The exported record: one line per event, then a signed head; and the check that needs nothing but the file.
//!
//! Every line is canonical JSON (keys sorted, no spaces), so a file has exactly one right form and each byte counts.
//! The head carries the number of events, the last hash, a digest over all lines before it and the installation's
//! Ed25519 signature: a cut tail, an erased payload and a record hashed anew without the key are all found.

use crate::store::chain::{self, Bytes32, Link};
use crate::store::events::{self, StoredEvent};
use crate::store::keys::{self, Keys};
use crate::store::{Conn, StoreError};
use chrono::{DateTime, SecondsFormat};
use domain::Instant;
use ed25519_dalek::{Signature, VerifyingKey};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::io::{BufRead, Read, Write};
use uuid::Uuid;

/// Version of the file's form, in the head.
const FORMAT: &str = "ombud-record/1";
/// What the head's signature is for.
const HEAD_PURPOSE: &str = "ombud/record/head/1";
/// How many events are read at once while exporting.
const PAGE: u64 = 1_000;
/// No honest line is longer; keeps a hostile file from filling the memory.
const LONGEST_LINE: u64 = 64 * 1024 * 1024;

/// One event as a line. The fields stand in the order of their names.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct EventLine {
    actor: Value,
    at: String,
    commitment: String,
    demand: Option<Uuid>,
    hash: String,
    kind: String,
    /// `null` when the payload was erased.
    nonce: Option<String>,
    payload: Value,
    prev: String,
    seq: i64,
}

/// What the signature covers.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    content: String,
    count: i64,
    erased: i64,
    exported_at: String,
    format: String,
    installation: Uuid,
    last_hash: String,
    public_key: String,
}

/// The last line.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct HeadLine {
    head: Head,
    signature: String,
}

/// A record that holds.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Verified {
    /// Number of events.
    pub count: i64,
    /// How many of them had their payload erased.
    pub erased: i64,
    /// Hash of the last event, hexadecimal.
    pub last_hash: String,
    /// Which installation.
    pub installation: Uuid,
    /// The key that signed, hexadecimal. Compare it with one that came by another way, or pin it.
    pub public_key: String,
    /// When it was exported, as the head says.
    pub exported_at: String,
}

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

/// Why a record could not be exported.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Writing failed.
    #[error("the record can't be written: {0}. What was written is not complete; export again")]
    Write(#[from] std::io::Error),
    /// The record in the database doesn't hold: it is not signed.
    #[error("the record in the database does not hold, so it was not signed: {0}")]
    Broken(#[from] Broken),
    /// A line that can't be made.
    #[error("event {0} can't be written as a line")]
    Line(i64),
}

/// What has been checked so far, line by line.
struct Walk {
    last: i64,
    hash: Bytes32,
    erased: i64,
    first_erased: i64,
    content: Sha256,
}

impl Walk {
    fn new() -> Self {
        Self { last: 0, hash: chain::GENESIS, erased: 0, first_erased: 0, content: Sha256::new() }
    }

    /// Check the next event; `line` is without its end.
    fn step(&mut self, line: &str) -> Result<(), Broken> {
        let seq = self.last + 1;
        let form = |why: String| Broken::Form { line: u64::try_from(seq).unwrap_or(0), seq, why };
        let event: EventLine = serde_json::from_str(line).map_err(|e| form(e.to_string()))?;
        if event.seq > seq {
            return Err(Broken::Missing { seq, found: event.seq });
        }
        if event.seq < seq {
            return Err(Broken::Order { seq: event.seq, expected: seq });
        }
        if write(&event).as_deref() != Some(line) {
            return Err(form("spaces, the order of keys, or the way a value is written".to_owned()));
        }
        let bytes = |name: &str, text: &str| chain::unhex(text).ok_or_else(|| form(format!("{name} is not 32 bytes in hexadecimal")));
        let (prev, hash, commitment) = (bytes("prev", &event.prev)?, bytes("hash", &event.hash)?, bytes("commitment", &event.commitment)?);
        if prev != self.hash {
            return Err(Broken::Previous { seq });
        }
        match &event.nonce {
            Some(nonce) => {
                let payload = chain::canonical(&event.payload).map_err(|f| form(format!("the payload holds the fraction {}", f.0)))?;
                if chain::commitment(&bytes("nonce", nonce)?, &payload) != commitment {
                    return Err(Broken::Payload { seq });
                }
            }
            None if event.payload.is_null() => {
                self.erased += 1;
                self.first_erased = if self.first_erased == 0 { seq } else { self.first_erased };
            }
            None => return Err(Broken::Payload { seq }),
        }
        let at = DateTime::parse_from_rfc3339(&event.at).map_err(|e| form(format!("at: {e}")))?.to_utc();
        if stamp(at) != event.at {
            return Err(form("at is not UTC to the microsecond".to_owned()));
        }
        let actor = chain::canonical(&event.actor).map_err(|f| form(format!("the actor holds the fraction {}", f.0)))?;
        let link = Link {
            seq,
            prev: &prev,
            at_micros: at.timestamp_micros(),
            demand: event.demand,
            actor: &actor,
            kind: &event.kind,
            commitment: &commitment,
        };
        if link.hash() != hash {
            return Err(Broken::Hash { seq });
        }
        self.content.update(line.as_bytes());
        self.content.update(b"\n");
        (self.last, self.hash) = (seq, hash);
        Ok(())
    }

    fn digest(&self) -> String {
        chain::hex(&self.content.clone().finalize())
    }
}

/// Write the record as it is now, and sign it. Each event is checked on the way: what doesn't hold is never signed.
///
/// # Errors
/// [`ExportError`].
pub async fn export(conn: &impl Conn, keys: &Keys, now: Instant, mut to: impl Write) -> Result<Verified, ExportError> {
    let end = events::head(conn).await?;
    let mut walk = Walk::new();
    while walk.last < end.count {
        let page = events::page(conn, walk.last, PAGE.min(u64::try_from(end.count - walk.last).unwrap_or(PAGE))).await?;
        if page.is_empty() {
            return Err(Broken::Cut { last: walk.last }.into());
        }
        for event in page {
            let seq = event.seq;
            let line = line_of(event).ok_or(ExportError::Line(seq))?;
            walk.step(&line)?;
            to.write_all(line.as_bytes())?;
            to.write_all(b"\n")?;
        }
    }
    let head = Head {
        content: walk.digest(),
        count: walk.last,
        erased: walk.erased,
        exported_at: stamp(now),
        format: FORMAT.to_owned(),
        installation: keys.installation,
        last_hash: chain::hex(&walk.hash),
        public_key: chain::hex(&keys.public_key()),
    };
    let signed = write(&head).ok_or(ExportError::Line(walk.last))?;
    let signature = chain::hex(&keys.sign(HEAD_PURPOSE, signed.as_bytes()));
    let line = write(&HeadLine { head, signature }).ok_or(ExportError::Line(walk.last))?;
    to.write_all(line.as_bytes())?;
    to.write_all(b"\n")?;
    to.flush()?;
    Ok(verify_head(&walk, &line, None)?)
}

/// Check an exported record. Reads line by line; the memory needed is that of the longest line.
///
/// With `pinned`, the head must be signed with that key; without, the caller compares [`Verified::public_key`] himself.
///
/// # Errors
/// The first thing that is wrong.
pub fn verify(mut from: impl BufRead, pinned: Option<&[u8; 32]>) -> Result<Verified, Broken> {
    let mut walk = Walk::new();
    let mut number = 0;
    while let Some(line) = next_line(&mut from, &mut number)? {
        if !line.starts_with("{\"head\":") {
            walk.step(&line)?;
            continue;
        }
        let verified = verify_head(&walk, &line, pinned)?;
        let mut rest = [0; 1];
        return match from.read(&mut rest) {
            Ok(0) => Ok(verified),
            Ok(_) => Err(Broken::Trailing { line: number + 1 }),
            Err(e) => Err(Broken::Unreadable { line: number + 1, why: e.to_string() }),
        };
    }
    Err(Broken::Cut { last: walk.last })
}

/// The next line without its end; `None` at the end of the file. A line without an end was cut.
fn next_line(from: &mut impl BufRead, number: &mut u64) -> Result<Option<String>, Broken> {
    let mut bytes = Vec::new();
    *number += 1;
    let unreadable = |why: String| Broken::Unreadable { line: *number, why };
    let n = from.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut bytes).map_err(|e| unreadable(e.to_string()))?;
    if n == 0 {
        return Ok(None);
    }
    if bytes.pop() != Some(b'\n') {
        return Err(unreadable("it has no end: the file was cut in the middle of it, or it is longer than any export writes".to_owned()));
    }
    String::from_utf8(bytes).map(Some).map_err(|e| unreadable(e.to_string()))
}

fn verify_head(walk: &Walk, line: &str, pinned: Option<&[u8; 32]>) -> Result<Verified, Broken> {
    let form = |why: String| Broken::Form { line: u64::try_from(walk.last + 1).unwrap_or(0), seq: walk.last + 1, why };
    let HeadLine { head, signature } = serde_json::from_str(line).map_err(|e| form(e.to_string()))?;
    let signed = write(&head).ok_or(Broken::Signature)?;
    if format!("{{\"head\":{signed},\"signature\":\"{signature}\"}}") != line {
        return Err(form("the head's spaces, order of keys, or the way a value is written".to_owned()));
    }
    if head.format != FORMAT {
        return Err(form(format!("the format is '{}' and this program reads '{FORMAT}'", head.format)));
    }
    if let Some(expected) = pinned.map(|key| chain::hex(key)).filter(|expected| *expected != head.public_key) {
        return Err(Broken::OtherKey { expected, found: head.public_key });
    }
    let key = chain::unhex(&head.public_key).and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok()).ok_or(Broken::Signature)?;
    let signature = data_encoding::HEXLOWER.decode(signature.as_bytes()).ok().and_then(|b| Signature::from_slice(&b).ok());
    let signature = signature.ok_or(Broken::Signature)?;
    key.verify_strict(&keys::for_purpose(HEAD_PURPOSE, signed.as_bytes()), &signature).map_err(|_| Broken::Signature)?;
    if head.count != walk.last {
        return Err(Broken::Count { signed: head.count, found: walk.last });
    }
    if head.last_hash != chain::hex(&walk.hash) {
        return Err(Broken::LastHash { seq: walk.last });
    }
    if head.erased != walk.erased {
        return Err(Broken::Erased { signed: head.erased, found: walk.erased, first: walk.first_erased });
    }
    if head.content != walk.digest() {
        return Err(Broken::Content);
    }
    Ok(Verified {
        count: head.count,
        erased: head.erased,
        last_hash: head.last_hash,
        installation: head.installation,
        public_key: head.public_key,
        exported_at: head.exported_at,
    })
}

fn line_of(event: StoredEvent) -> Option<String> {
    write(&EventLine {
        actor: serde_json::to_value(event.actor).ok()?,
        at: stamp(event.at),
        commitment: chain::hex(&event.commitment),
        demand: event.demand.map(|id| id.0),
        hash: chain::hex(&event.hash),
        kind: event.kind,
        nonce: event.nonce.map(|n| chain::hex(&n)),
        payload: event.payload.unwrap_or(Value::Null),
        prev: chain::hex(&event.prev_hash),
        seq: event.seq,
    })
}

/// Canonical JSON of a line.
fn write(line: &impl Serialize) -> Option<String> {
    chain::canonical(&serde_json::to_value(line).ok()?).ok()
}

/// UTC to the microsecond, always in the same form.
fn stamp(at: Instant) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}
