//! The exported record: one line per event, then a signed head; and the check that needs nothing but the file.
//!
//! Every line is canonical JSON (keys sorted, no spaces), so a file has exactly one right form and each byte counts.
//! The head carries the number of events, the last hash, a digest over all lines before it and the installation's
//! Ed25519 signature: a cut tail, an erased payload and a record hashed anew without the key are all found.

mod broken;
pub mod chain;
mod line;

pub use broken::Broken;
pub(crate) use line::{EventLine, stamp, write};

use chain::{Bytes32, Link};
use chrono::DateTime;
use domain::Instant;
use ed25519_dalek::{Signature, VerifyingKey};
use line::{Head, HeadLine};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::io::{BufRead, Read};
use uuid::Uuid;

/// Version of the file's form, in the head.
const FORMAT: &str = "ombud-record/1";
/// What the head's signature is for.
const HEAD_PURPOSE: &str = "ombud/record/head/1";
/// No honest line is longer; keeps a hostile file from filling the memory.
const LONGEST_LINE: u64 = 64 * 1024 * 1024;

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

/// What has been checked so far, line by line.
pub(crate) struct Walk {
    last: i64,
    hash: Bytes32,
    erased: i64,
    first_erased: i64,
    content: Sha256,
}

impl Walk {
    /// Before the first line.
    pub(crate) fn new() -> Self {
        Self { last: 0, hash: chain::GENESIS, erased: 0, first_erased: 0, content: Sha256::new() }
    }

    /// After an event that is taken as it is, to look at what follows it only.
    pub(crate) fn after(last: i64, hash: Bytes32) -> Self {
        Self { last, hash, ..Self::new() }
    }

    /// Check the next event; `line` is without its end.
    pub(crate) fn step(&mut self, line: &str) -> Result<(), Broken> {
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

    /// The last event that was checked; 0 before the first.
    pub(crate) const fn last(&self) -> i64 {
        self.last
    }

    /// The head for what was checked, signed by `sign` (purpose, message), as a line without its end.
    pub(crate) fn seal(
        &self,
        installation: Uuid,
        public_key: &Bytes32,
        now: Instant,
        sign: impl FnOnce(&str, &[u8]) -> [u8; 64],
    ) -> Result<(String, Verified), Broken> {
        let head = Head {
            content: self.digest(),
            count: self.last,
            erased: self.erased,
            exported_at: stamp(now),
            format: FORMAT.to_owned(),
            installation,
            last_hash: chain::hex(&self.hash),
            public_key: chain::hex(public_key),
        };
        let signed = write(&head).ok_or(Broken::Signature)?;
        let signature = chain::hex(&sign(HEAD_PURPOSE, signed.as_bytes()));
        let line = write(&HeadLine { head, signature }).ok_or(Broken::Signature)?;
        let verified = verify_head(self, &line, Some(public_key))?;
        Ok((line, verified))
    }

    fn digest(&self) -> String {
        chain::hex(&self.content.clone().finalize())
    }
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
    key.verify_strict(&chain::for_purpose(HEAD_PURPOSE, signed.as_bytes()), &signature).map_err(|_| Broken::Signature)?;
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
