//! What stands in the directory by a public source: entered by one person, confirmed by another who found it there too, taken out.

use super::directory::{WrongField, allowed, who};
use super::{Error, Workflow};
use crate::store::authorities::history::{self, Happened};
use crate::store::authorities::sourced::{self, Sourced};
use crate::store::{Key, Txn, authorities};
use domain::Instant;
use domain::actor::Actor;
use domain::ids::AuthorityId;
use domain::text::one_line;
use serde_json::Value;
use uuid::Uuid;

/// An entry, as the record tells it.
pub trait Entry: Sourced + Sync {
    /// What it is, in a few words: the number, the fingerprint.
    fn detail(&self) -> &str;

    /// All that the record keeps of it.
    fn payload(&self) -> Value;
}

/// Where something was found, and when.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    /// The public register or page.
    pub source: String,
    /// The day.
    pub on: chrono::NaiveDate,
}

impl Found {
    /// The source on one line.
    ///
    /// # Errors
    /// [`Error::Field`] where there is none.
    pub(super) fn source(&self) -> Result<String, Error> {
        let source = one_line(&self.source, 300);
        if source.is_empty() { Err(Error::Field(WrongField::Source)) } else { Ok(source) }
    }
}

impl Workflow {
    /// Enter what `make` gives. It counts when somebody else has confirmed it.
    pub(super) async fn enter_by_source<T: Entry>(
        &self,
        actor: Actor,
        id: AuthorityId,
        make: impl FnOnce(&authorities::AuthorityRow, &[T], String, Instant) -> Result<T, Error>,
    ) -> Result<Uuid, Error> {
        allowed(&actor)?;
        let txn = self.store().begin().await?;
        let now = self.clock().now();
        let authority = authorities::find(&txn, id).await?.ok_or(Error::NotFound)?;
        let row = make(&authority, &sourced::of(&txn, id).await?, who(&actor), now)?;
        let entry = row.id().0;
        self.tell_of(&txn, actor, &row, "added", now).await?;
        sourced::add(&txn, row).await?;
        txn.commit().await?;
        Ok(entry)
    }

    /// Second person: it stands in its source.
    ///
    /// # Errors
    /// [`Error::SecondPerson`] for whoever entered it; [`Error::NotFound`]; [`Error::Store`].
    pub async fn confirm_entry<T: Entry>(&self, actor: Actor, id: AuthorityId, entry: Uuid) -> Result<(), Error> {
        allowed(&actor)?;
        let txn = self.store().begin().await?;
        let now = self.clock().now();
        let row = own::<T>(&txn, id, entry).await?.filter(|row| !row.is_confirmed()).ok_or(Error::NotFound)?;
        if row.entered_by() == who(&actor) {
            return Err(Error::SecondPerson);
        }
        self.tell_of(&txn, actor, &row, "confirmed", now).await?;
        sourced::save(&txn, row.confirmed(who(&actor), now)).await?;
        Ok(txn.commit().await?)
    }

    /// Take it out; one person may, because one entry less deceives nobody.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Store`].
    pub async fn withdraw_entry<T: Entry>(&self, actor: Actor, id: AuthorityId, entry: Uuid) -> Result<(), Error> {
        allowed(&actor)?;
        let txn = self.store().begin().await?;
        let now = self.clock().now();
        let row = own::<T>(&txn, id, entry).await?.ok_or(Error::NotFound)?;
        self.tell_of(&txn, actor, &row, "withdrawn", now).await?;
        sourced::save(&txn, row.withdrawn(who(&actor), now)).await?;
        Ok(txn.commit().await?)
    }

    async fn tell_of<T: Entry>(&self, txn: &Txn, actor: Actor, row: &T, done: &str, now: Instant) -> Result<(), Error> {
        let what = format!("{}_{done}", T::WHAT);
        self.note(txn, actor, &what, row.payload()).await?;
        let happened = Happened {
            authority: row.authority().to(),
            officer: None,
            by: &who(&actor),
            what: &what,
            detail: row.detail(),
            reason: row.source(),
        };
        Ok(history::add(txn, happened, now).await?)
    }
}

/// An entry of this authority that nobody took out.
async fn own<T: Entry>(txn: &Txn, authority: AuthorityId, entry: Uuid) -> Result<Option<T>, Error> {
    Ok(sourced::of::<T>(txn, authority).await?.into_iter().find(|row| row.id() == Key(entry)))
}
