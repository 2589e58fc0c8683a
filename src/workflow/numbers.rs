//! The numbers to call back, one by one.

use super::directory::{WrongField, phone};
use super::sourced::{Entry, Found};
use super::{Error, Workflow};
use crate::store::Key;
use crate::store::authorities::numbers::NumberRow;
use domain::actor::Actor;
use domain::ids::{AuthorityId, DemandId, NumberId};
use domain::text::one_line;
use serde_json::{Value, json};
use uuid::Uuid;

/// A number as typed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewNumber {
    /// As its source writes it.
    pub number: String,
    /// What it reaches.
    pub reaches: String,
    /// Where it was found.
    pub found: Found,
    /// The demand that somebody was working on when looking it up: for that one it never counts.
    pub demand: Option<DemandId>,
}

impl Entry for NumberRow {
    fn detail(&self) -> &str {
        &self.number
    }

    fn payload(&self) -> Value {
        json!({ "authority": self.authority_id, "number": self.number, "source": self.source, "found_on": self.sourced_on })
    }
}

impl Workflow {
    /// Enter a number. It counts when somebody else has confirmed it.
    ///
    /// # Errors
    /// [`Error::Field`] without a number or a source; [`Error::NotFound`]; [`Error::Store`].
    pub async fn add_number(&self, actor: Actor, id: AuthorityId, new: NewNumber) -> Result<NumberId, Error> {
        let entered = self.enter_by_source(actor, id, |authority, _, by, now| {
            let number = phone(&new.number)?;
            let digits = domain::who::digits(&number, &authority.territory).ok_or(Error::Field(WrongField::Phone))?;
            Ok(NumberRow {
                id: Key(Uuid::new_v4()),
                authority_id: id.into(),
                digits,
                reaches: one_line(&new.reaches, 100),
                source: new.found.source()?,
                sourced_on: new.found.on.to_string(),
                demand_id: new.demand.map(Key::from),
                entered_by: by,
                entered_at: now,
                confirmed_by: None,
                confirmed_at: None,
                withdrawn_by: None,
                withdrawn_at: None,
                number,
            })
        });
        entered.await.map(NumberId)
    }
}
