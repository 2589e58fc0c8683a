//! The lines of an exported record.

use super::chain;
use chrono::SecondsFormat;
use domain::Instant;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// One event as a line. The fields stand in the order of their names.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EventLine {
    pub actor: Value,
    pub at: String,
    pub commitment: String,
    pub demand: Option<Uuid>,
    pub hash: String,
    pub kind: String,
    /// `null` when the payload was erased.
    pub nonce: Option<String>,
    pub payload: Value,
    pub prev: String,
    pub seq: i64,
}

/// What the signature covers.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Head {
    pub content: String,
    pub count: i64,
    pub erased: i64,
    pub exported_at: String,
    pub format: String,
    pub installation: Uuid,
    pub last_hash: String,
    pub public_key: String,
}

/// The last line.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HeadLine {
    pub head: Head,
    pub signature: String,
}

/// Canonical JSON of a line.
pub(crate) fn write(line: &impl Serialize) -> Option<String> {
    chain::canonical(&serde_json::to_value(line).ok()?).ok()
}

/// UTC to the microsecond, always in the same form.
pub(crate) fn stamp(at: Instant) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}
