//! What is kept: account by account who says what, what keeps it beyond the term, and what comes next.

use super::case::Case;
use crate::web::parts::Facts;
use crate::web::paths;
use domain::demand::Demand;
use domain::ids::DemandId;
use domain::preservation::{Custody, Hold, Preservation};
use std::collections::BTreeMap;

/// The productions that a demand's data is kept for.
pub fn productions(demand: &Demand) -> impl Iterator<Item = DemandId> {
    demand.preservation.holds().iter().filter_map(|hold| match hold {
        Hold::Production { demand } => Some(*demand),
        Hold::Confirmed { .. } | Hold::Litigation { .. } => None,
    })
}

/// The lines about what is kept, under the track; a production is named if it is one of `others`, which the viewer may see.
#[must_use]
pub fn facts(case: &Case, mut facts: Facts, others: &BTreeMap<DemandId, String>) -> Facts {
    let (w, track) = (case.words(), &case.demand.preservation);
    for kept in track.accounts() {
        let said = match &kept.custody {
            Custody::Asked { at } => format!("{}, {}", w.say("custody-asked"), case.short(at)),
            Custody::Answered { answer, at, .. } => {
                format!("{}, {}: {}", w.name("custody", answer.code()), case.short(at), answer.text())
            }
        };
        facts = facts.with(kept.account.value.clone(), said);
    }
    for hold in track.holds() {
        let name = w.name("hold", hold.code());
        facts = match hold {
            Hold::Production { demand } if others.contains_key(demand) => facts.linked(name, w.say("track-link"), paths::demand(*demand)),
            Hold::Production { .. } => facts.with(name, w.say("demand-apart")),
            Hold::Confirmed { document: text } | Hold::Litigation { matter: text } => facts.with(name, text.clone()),
        };
    }
    let next = match track {
        Preservation::Ended { .. } => Some("keeping-next-purge"),
        Preservation::Active { accounts, .. } if accounts.iter().any(|k| k.answer().is_none()) => Some("keeping-next-place"),
        Preservation::Active { until: None, holds, .. } if holds.is_empty() && case.demand.is_closed() => Some("keeping-next-decide"),
        Preservation::None | Preservation::Active { .. } | Preservation::Purged { .. } => None,
    };
    match next {
        Some(key) => facts.with(w.say("keeping-next"), w.say(key)),
        None => facts,
    }
}
