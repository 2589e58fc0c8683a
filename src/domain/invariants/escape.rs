//! What must be true of a mail that may have left after it was stopped.

use super::{Broken, Sight, must, said};
use crate::demand::Demand;
use crate::event::{Entry, Event};

/// INV-04: a mail that may have told somebody whom an order forbids to tell stays on the demand, open until a person has said in
/// words what it was; it is dropped only when its server says that it never took it.
///
/// # Errors
/// Which mail was forgotten.
pub fn step_04_wire(before: &Demand, entry: &Entry, after: &Demand, _: &Sight<'_>) -> Result<(), Broken> {
    for was in &before.escapes {
        let is = after.escapes.iter().find(|e| e.message == was.message);
        let held = matches!(&entry.event, Event::EscapeSettled { message, accepted: false } if *message == was.message);
        must(is.is_some() || held, "INV-04", || "a mail on the wire was forgotten".to_owned())?;
        let (Some(is), None) = (is, &was.answer) else { continue };
        let silent = is.answer.as_ref().is_some_and(|found| !said(&found.text));
        must(!silent, "INV-04", || "a mail on the wire was examined, and nobody said what was found".to_owned())?;
    }
    Ok(())
}
