//! What the authority hears of its order.

use super::{Broken, Sight, must, row, said};
use crate::demand::Demand;
use crate::event::{Entry, Event};
use crate::instrument::Purpose;
use crate::letter::{Side, letter};
use crate::stage::End;

/// INV-30: an order to act ends by our hand only with a word to the authority: what was done and when, or why nothing was. Only what
/// it took back or put something else in the place of, what it agreed to seek elsewhere, and what no authority sent ends without.
/// Reg. (EU) 2022/2065 Art 9(1).
///
/// # Errors
/// That it ended without one, or with one that says nothing.
pub fn step_30(before: &Demand, entry: &Entry, after: &Demand, sight: &Sight<'_>) -> Result<(), Broken> {
    let ours = match after.stage.end() {
        Some(End::Refused { .. } | End::NoData { .. } | End::PreservedOnly | End::Released(_) | End::Acted(_)) => !before.is_closed(),
        Some(End::Withdrawn { .. } | End::Redirected | End::Superseded { .. } | End::Fraud { .. }) | None => false,
    };
    if !ours || row(after, sight).is_none_or(|i| i.purpose != Purpose::Act) {
        return Ok(());
    }
    let told = letter(&entry.event).is_some_and(|l| l.side() == Side::Authority);
    must(told, "INV-30", || format!("'{}' ended an order to act, and nobody tells the authority", entry.event.kind()))?;
    let Event::EffectGiven { effect } = &entry.event else { return Ok(()) };
    must(said(&effect.what), "INV-30", || "the authority is not told what was done".to_owned())?;
    must(effect.at <= entry.at, "INV-30", || "the authority is told of what has not happened".to_owned())
}
