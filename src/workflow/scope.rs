//! What a second person reads and approves, and its digest.

use crate::record::chain;
use domain::demand::Demand;
use domain::stage::Assessment;
use sha2::{Digest, Sha256};

/// SHA-256 (hex) of everything an approval covers: the demand, its recipient, each line with its decision, the assessment.
#[must_use]
pub fn digest(demand: &Demand, assessment: &Assessment) -> String {
    let lines: Vec<_> = demand.lines.iter().map(|l| (l.id, &l.account, l.category, l.from, l.to, &l.decision)).collect();
    let recipient = demand.authority.as_ref().map(|a| a.id);
    let written =
        serde_json::json!({ "act": "approve", "demand": demand.id, "recipient": recipient, "lines": lines, "assessment": assessment });
    chain::hex(&Sha256::digest(written.to_string()))
}
