//! What is kept: account by account who says what, what keeps it beyond the term, and what comes next.

use super::case::Case;
use crate::store::custody;
use crate::web::parts::Facts;
use crate::web::paths;
use crate::web::problem::Problem;
use domain::preservation::{Custody, Hold, Preservation};

/// The lines about what is kept, under the track.
#[must_use]
pub fn facts(case: &Case, mut facts: Facts) -> Facts {
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
            Hold::Production { demand } => facts.linked(name, w.say("track-link"), paths::demand(*demand)),
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

/// How many preservations a production is shown to follow.
const MOST: u64 = 20;

/// The preservations that are kept on for this demand.
///
/// # Errors
/// [`Problem::Store`].
pub async fn kept_for(case: &Case, mut facts: Facts) -> Result<Facts, Problem> {
    let w = case.words();
    for kept in custody::kept_for(case.app.store.read(), Some(case.demand.id), MOST).await? {
        facts = facts.linked(w.say("link-follows"), w.say("track-link"), paths::demand(kept.demand_id.to()));
    }
    Ok(facts)
}
