//! The numbers to call back, one by one: entered with their source by one person, confirmed by another who found them there too.

use super::directory::{WrongField, allowed, phone, who};
use super::{Error, Workflow};
use crate::store::authorities::history::{self, Happened};
use crate::store::authorities::numbers::{self, NumberRow};
use crate::store::{Key, Txn, authorities};
use domain::Instant;
use domain::actor::Actor;
use domain::ids::{AuthorityId, DemandId, NumberId};
use domain::text::one_line;
use serde_json::json;
use uuid::Uuid;

/// A number as typed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewNumber {
    /// As its source writes it.
    pub number: String,
    /// What it reaches.
    pub reaches: String,
    /// The public register or page where it was found.
    pub source: String,
    /// The day on which it was found there.
    pub found_on: chrono::NaiveDate,
    /// The demand that somebody was working on when looking it up: for that one it never counts.
    pub demand: Option<DemandId>,
}

impl Workflow {
    /// Enter a number. It counts when somebody else has confirmed it.
    ///
    /// # Errors
    /// [`Error::Field`] without a number or a source; [`Error::NotFound`]; [`Error::Store`].
    pub async fn add_number(&self, actor: Actor, id: AuthorityId, new: NewNumber) -> Result<NumberId, Error> {
        allowed(&actor)?;
        let txn = self.store().begin().await?;
        let now = self.clock().now();
        let authority = authorities::find(&txn, id).await?.ok_or(Error::NotFound)?;
        let number = phone(&new.number)?;
        let digits = domain::who::digits(&number, &authority.territory).ok_or(Error::Field(WrongField::Phone))?;
        let source = one_line(&new.source, 300);
        if source.is_empty() {
            return Err(Error::Field(WrongField::Source));
        }
        let row = NumberRow {
            id: Key(Uuid::new_v4()),
            authority_id: id.into(),
            digits,
            reaches: one_line(&new.reaches, 100),
            source,
            sourced_on: new.found_on.to_string(),
            demand_id: new.demand.map(Key::from),
            entered_by: who(&actor),
            entered_at: now,
            confirmed_by: None,
            confirmed_at: None,
            withdrawn_by: None,
            withdrawn_at: None,
            number,
        };
        let number = row.id.to();
        self.of_number(&txn, actor, &row, "number_added", now).await?;
        numbers::add(&txn, row).await?;
        txn.commit().await?;
        Ok(number)
    }

    /// Second person: the number stands in its source.
    ///
    /// # Errors
    /// [`Error::SecondPerson`] for whoever entered it; [`Error::NotFound`]; [`Error::Store`].
    pub async fn confirm_number(&self, actor: Actor, id: AuthorityId, number: NumberId) -> Result<(), Error> {
        allowed(&actor)?;
        let txn = self.store().begin().await?;
        let now = self.clock().now();
        let row = own(&txn, id, number).await?.filter(|row| row.confirmed_at.is_none()).ok_or(Error::NotFound)?;
        if row.entered_by == who(&actor) {
            return Err(Error::SecondPerson);
        }
        self.of_number(&txn, actor, &row, "number_confirmed", now).await?;
        numbers::save(&txn, NumberRow { confirmed_by: Some(who(&actor)), confirmed_at: Some(now), ..row }).await?;
        Ok(txn.commit().await?)
    }

    /// Take a number out; one person may, because calling one number less deceives nobody.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Store`].
    pub async fn withdraw_number(&self, actor: Actor, id: AuthorityId, number: NumberId) -> Result<(), Error> {
        allowed(&actor)?;
        let txn = self.store().begin().await?;
        let now = self.clock().now();
        let row = own(&txn, id, number).await?.ok_or(Error::NotFound)?;
        self.of_number(&txn, actor, &row, "number_withdrawn", now).await?;
        numbers::save(&txn, NumberRow { withdrawn_by: Some(who(&actor)), withdrawn_at: Some(now), ..row }).await?;
        Ok(txn.commit().await?)
    }

    async fn of_number(&self, txn: &Txn, actor: Actor, row: &NumberRow, what: &str, now: Instant) -> Result<(), Error> {
        let payload = json!({ "authority": row.authority_id, "number": row.number, "source": row.source, "found_on": row.sourced_on });
        self.note(txn, actor, what, payload).await?;
        let by = who(&actor);
        let (authority, detail, reason) = (row.authority_id.to(), row.number.as_str(), row.source.as_str());
        Ok(history::add(txn, Happened { authority, officer: None, by: &by, what, detail, reason }, now).await?)
    }
}

/// A number of this authority that nobody took out.
async fn own(txn: &Txn, authority: AuthorityId, number: NumberId) -> Result<Option<NumberRow>, Error> {
    let row = numbers::find(txn, number).await?;
    Ok(row.filter(|row| row.authority_id == Key::from(authority) && row.withdrawn_at.is_none()))
}
