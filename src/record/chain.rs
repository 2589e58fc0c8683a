//! The arithmetic of the record: canonical payloads, commitments and the chain of hashes. Pure.
//!
//! An event's hash covers a *commitment* to its payload, `HMAC-SHA-256(nonce, payload)`, never the payload: with
//! the nonce erased the payload can't be guessed from it, and the chain still verifies.

use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// A SHA-256 hash, a commitment or a nonce.
pub type Bytes32 = [u8; 32];

/// What stands before the first event.
pub const GENESIS: Bytes32 = [0; 32];

/// Separates this hash from every other use of SHA-256, and carries the version of the layout.
const EVENT_DOMAIN: &[u8] = b"ombud/record/event/1";
const PAYLOAD_DOMAIN: &[u8] = b"ombud/record/payload/1";

/// What an event's hash covers.
#[derive(Clone, Copy, Debug)]
pub struct Link<'a> {
    /// Place in the record, from 1.
    pub seq: i64,
    /// Hash of the event before, or [`GENESIS`].
    pub prev: &'a Bytes32,
    /// When, in microseconds since 1970 UTC.
    pub at_micros: i64,
    /// Which demand, if the event belongs to one.
    pub demand: Option<Uuid>,
    /// Who, as canonical JSON.
    pub actor: &'a str,
    /// Kind of event.
    pub kind: &'a str,
    /// Commitment to the payload.
    pub commitment: &'a Bytes32,
}

impl Link<'_> {
    /// SHA-256 over the fields in order, each preceded by its length (8 bytes, big-endian), numbers as 8 bytes big-endian.
    #[must_use]
    pub fn hash(&self) -> Bytes32 {
        let mut hash = Sha256::new();
        let mut field = |bytes: &[u8]| {
            hash.update((bytes.len() as u64).to_be_bytes());
            hash.update(bytes);
        };
        field(EVENT_DOMAIN);
        field(&self.seq.to_be_bytes());
        field(self.prev);
        field(&self.at_micros.to_be_bytes());
        field(self.demand.as_ref().map_or(&[], |id| id.as_bytes()));
        field(self.actor.as_bytes());
        field(self.kind.as_bytes());
        field(self.commitment);
        hash.finalize().into()
    }
}

/// The commitment to a payload in canonical form.
#[must_use]
pub fn commitment(nonce: &Bytes32, payload: &str) -> Bytes32 {
    // HMAC takes a key of any length (RFC 2104), so the error can't occur; an empty key would still be a commitment.
    let mut mac = Hmac::<Sha256>::new_from_slice(nonce).unwrap_or_else(|_| Hmac::<Sha256>::new(&Default::default()));
    mac.update(&(PAYLOAD_DOMAIN.len() as u64).to_be_bytes());
    mac.update(PAYLOAD_DOMAIN);
    mac.update(payload.as_bytes());
    mac.finalize().into_bytes().into()
}

/// A number that has no single written form, as text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fraction(pub String);

/// The one way to write a value: keys sorted by bytes, no spaces, whole numbers only.
///
/// # Errors
/// [`Fraction`] when the value holds a number that is not whole: two programs may write it differently.
pub fn canonical(value: &Value) -> Result<String, Fraction> {
    let mut out = String::new();
    write(value, &mut out)?;
    Ok(out)
}

fn write(value: &Value, out: &mut String) -> Result<(), Fraction> {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
        Value::Number(n) if n.is_i64() || n.is_u64() => out.push_str(&n.to_string()),
        Value::Number(n) => return Err(Fraction(n.to_string())),
        Value::String(_) => out.push_str(&value.to_string()),
        Value::Array(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write(item, out)?;
            }
            out.push(']');
        }
        Value::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort_unstable();
            out.push('{');
            for (i, key) in keys.into_iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                out.push_str(&Value::String(key.clone()).to_string());
                out.push(':');
                write(&map[key], out)?;
            }
            out.push('}');
        }
    }
    Ok(())
}

/// Lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    HEXLOWER.encode(bytes)
}

/// Exactly 32 bytes from lower-case hexadecimal.
#[must_use]
pub fn unhex(text: &str) -> Option<Bytes32> {
    HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok()
}

/// Purpose and message with the purpose's length before it, so that no two pairs give the same bytes.
#[must_use]
pub fn for_purpose(purpose: &str, message: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(8 + purpose.len() + message.len());
    bytes.extend_from_slice(&(purpose.len() as u64).to_be_bytes());
    bytes.extend_from_slice(purpose.as_bytes());
    bytes.extend_from_slice(message);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn keys_are_sorted_at_every_depth() {
        let value: Value = serde_json::from_str(r#"{"b":{"z":1,"a":[{"y":null,"x":"\u0001é"}]},"a":-2}"#).unwrap();
        assert_eq!(canonical(&value).unwrap(), "{\"a\":-2,\"b\":{\"a\":[{\"x\":\"\\u0001é\",\"y\":null}],\"z\":1}}");
    }

    #[test]
    fn fractions_are_refused() {
        assert_eq!(canonical(&json!({ "a": [1, 1.5] })), Err(Fraction("1.5".to_owned())));
        assert!(canonical(&json!(u64::MAX)).is_ok());
    }

    #[test]
    fn every_field_counts_and_lengths_keep_them_apart() {
        let (a, b) = ([1; 32], [2; 32]);
        let base = Link { seq: 1, prev: &a, at_micros: 5, demand: None, actor: "ab", kind: "c", commitment: &b };
        let id = Uuid::from_u128(7);
        let others = [
            Link { seq: 2, ..base },
            Link { prev: &b, ..base },
            Link { at_micros: 6, ..base },
            Link { demand: Some(id), ..base },
            Link { actor: "a", kind: "bc", ..base },
            Link { kind: "d", ..base },
            Link { commitment: &a, ..base },
        ];
        for other in others {
            assert_ne!(base.hash(), other.hash(), "{other:?}");
        }
    }

    /// Known answer: computed apart from this code (Python's hashlib and hmac), so that the layout can't drift unseen.
    #[test]
    fn known_answer() {
        let commitment = commitment(&[7; 32], "{\"a\":1}");
        assert_eq!(hex(&commitment), KNOWN_COMMITMENT);
        let link = Link {
            seq: 3,
            prev: &[9; 32],
            at_micros: 1_750_000_000_123_456,
            demand: Some(Uuid::from_u128(0x0011_2233_4455_6677_8899_aabb_ccdd_eeff)),
            actor: "\"operator\"",
            kind: "demand_received",
            commitment: &commitment,
        };
        assert_eq!(hex(&link.hash()), KNOWN_HASH);
    }

    const KNOWN_COMMITMENT: &str = "39c4ae3d3419d055a687875e6a18ca57414dd81d2751a1eab588a4f4b743cfce";
    const KNOWN_HASH: &str = "325f547fc1daef782ba3078d13639b8a55efc20a54658bad6c6abef9ba43b080";
}
