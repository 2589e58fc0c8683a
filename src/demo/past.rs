//! A list of past demands, taken in by the real import: what the team kept in a spreadsheet before.

use super::DemoError;
use crate::installation::Installation;
use crate::intake::history::{self, List, Mapping};
use crate::report::territory;
use chrono::Days;
use domain::Instant;
use domain::actor::Actor;

/// Instrument, where from, what it asked for, how it ended, accounts of which something left, and whether the customer was told.
const KINDS: [[&str; 6]; 6] = [
    ["us.sca.subpoena", "US-CA", "noncontent", "DISCLOSED_NONCONTENT", "1", "before"],
    ["us.sca.warrant", "US-NY", "both", "DISCLOSED_CONTENT", "2", "after"],
    ["se.rb.beslag", "SE", "noncontent", "NO_DATA_FOUND", "", ""],
    ["gen.informal", "FR", "noncontent", "REDIRECTED_TO_CUSTOMER", "", ""],
    ["de.bestand", "DE", "noncontent", "REJECTED_INVALID", "", ""],
    ["eu.epoc", "IE", "noncontent", "WITHDRAWN_BY_AUTHORITY", "", ""],
];
/// Rows of the list.
const ROWS: u64 = 24;

/// Take the list in: its demands came before those that were handled here.
pub(super) async fn load(installation: &Installation, now: Instant) -> Result<(), DemoError> {
    let mut text = String::from("Case;Received;Kind;From;Asked for;Result;Accounts disclosed;Customer told\n");
    for (n, kind) in (0..ROWS).zip(KINDS.iter().cycle()) {
        let day = (now - Days::new(60 + 13 * n)).date_naive();
        text.push_str(&format!("LR-{:03};{};{}\n", ROWS - n, day.format("%d/%m/%Y"), kind.join(";")));
    }
    let mapping = Mapping::read(MAPPING)?;
    let list = List {
        input: text.as_bytes(),
        file: "requests.csv",
        mapping: &mapping,
        zone: installation.config.zone,
        dry_run: false,
        replace: false,
        is_territory: |code| territory::find(code).is_some(),
        most: 1,
    };
    let taken = history::take_in(&installation.workflow, Actor::Operator, list, None::<std::io::Sink>, |_| ()).await?;
    if taken.counts.added == ROWS { Ok(()) } else { Err(DemoError::Gate(format!("past demands came back: {:?}", taken.rejected))) }
}

const MAPPING: &str = r#"
source = "Requests before this desk"
dates = ["%d/%m/%Y"]
[columns]
reference = "Case"
received_at = "Received"
instrument = "Kind"
territory = "From"
data_sought = "Asked for"
outcome = "Result"
accounts_disclosed = "Accounts disclosed"
notice = "Customer told"
[constants]
identifiers = "2"
accounts_matched = "2"
customers = "1"
"#;
