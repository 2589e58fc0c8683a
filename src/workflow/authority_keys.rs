//! The keys of authorities, one by one: entered with their source by one person, confirmed by another who compared the fingerprint there.

use super::directory::{WrongField, allowed, who};
use super::{Error, Workflow};
use crate::store::authorities::history::{self, Happened};
use crate::store::authorities::keys::{self, KeyRow};
use crate::store::{Key, Txn, authorities};
use domain::Instant;
use domain::actor::Actor;
use domain::ids::AuthorityId;
use domain::text::one_line;
use serde_json::json;
use uuid::Uuid;

/// A key that was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewKey {
    /// `smime`, `eseal` or `pgp`.
    pub kind: String,
    /// The certificate as PEM, the key with its armour.
    pub material: String,
    /// SHA-256 of the certificate or the fingerprint of the key, lower-case hexadecimal.
    pub fingerprint: String,
    /// The names in it.
    pub about: String,
    /// The public register or page where it was found.
    pub source: String,
    /// The day on which it was found there.
    pub found_on: chrono::NaiveDate,
}

impl Workflow {
    /// Enter a key. It counts when somebody else has confirmed it.
    ///
    /// # Errors
    /// [`Error::Field`] without a source, or for a key that the authority has already; [`Error::NotFound`]; [`Error::Store`].
    pub async fn add_key(&self, actor: Actor, id: AuthorityId, new: NewKey) -> Result<Uuid, Error> {
        allowed(&actor)?;
        let txn = self.store().begin().await?;
        let now = self.clock().now();
        authorities::find(&txn, id).await?.ok_or(Error::NotFound)?;
        let source = one_line(&new.source, 300);
        if source.is_empty() {
            return Err(Error::Field(WrongField::Source));
        }
        if keys::of(&txn, id).await?.iter().any(|row| row.fingerprint == new.fingerprint && row.kind == new.kind) {
            return Err(Error::Field(WrongField::Taken));
        }
        let row = KeyRow {
            id: Key(Uuid::new_v4()),
            authority_id: id.into(),
            officer_id: None,
            kind: new.kind,
            fingerprint: new.fingerprint,
            material: new.material,
            source,
            sourced_on: new.found_on.to_string(),
            entered_by: who(&actor),
            entered_at: now,
            confirmed_by: None,
            confirmed_at: None,
            withdrawn_by: None,
            withdrawn_at: None,
            about: one_line(&new.about, 300),
        };
        let key = row.id.0;
        self.of_key(&txn, actor, &row, "key_added", now).await?;
        keys::add(&txn, row).await?;
        txn.commit().await?;
        Ok(key)
    }

    /// Second person: the fingerprint is the one in its source.
    ///
    /// # Errors
    /// [`Error::SecondPerson`] for whoever entered it; [`Error::NotFound`]; [`Error::Store`].
    pub async fn confirm_key(&self, actor: Actor, id: AuthorityId, key: Uuid) -> Result<(), Error> {
        allowed(&actor)?;
        let txn = self.store().begin().await?;
        let now = self.clock().now();
        let row = own(&txn, id, key).await?.filter(|row| row.confirmed_at.is_none()).ok_or(Error::NotFound)?;
        if row.entered_by == who(&actor) {
            return Err(Error::SecondPerson);
        }
        self.of_key(&txn, actor, &row, "key_confirmed", now).await?;
        keys::save(&txn, KeyRow { confirmed_by: Some(who(&actor)), confirmed_at: Some(now), ..row }).await?;
        Ok(txn.commit().await?)
    }

    /// Take a key out; one person may, because one key less deceives nobody.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Store`].
    pub async fn withdraw_key(&self, actor: Actor, id: AuthorityId, key: Uuid) -> Result<(), Error> {
        allowed(&actor)?;
        let txn = self.store().begin().await?;
        let now = self.clock().now();
        let row = own(&txn, id, key).await?.ok_or(Error::NotFound)?;
        self.of_key(&txn, actor, &row, "key_withdrawn", now).await?;
        keys::save(&txn, KeyRow { withdrawn_by: Some(who(&actor)), withdrawn_at: Some(now), ..row }).await?;
        Ok(txn.commit().await?)
    }

    async fn of_key(&self, txn: &Txn, actor: Actor, row: &KeyRow, what: &str, now: Instant) -> Result<(), Error> {
        let payload = json!({ "authority": row.authority_id, "kind": row.kind, "fingerprint": row.fingerprint, "source": row.source });
        self.note(txn, actor, what, payload).await?;
        let by = who(&actor);
        let (authority, detail, reason) = (row.authority_id.to(), row.fingerprint.as_str(), row.source.as_str());
        Ok(history::add(txn, Happened { authority, officer: None, by: &by, what, detail, reason }, now).await?)
    }
}

/// A key of this authority that nobody took out.
async fn own(txn: &Txn, authority: AuthorityId, key: Uuid) -> Result<Option<KeyRow>, Error> {
    Ok(keys::of(txn, authority).await?.into_iter().find(|row| row.id == Key(key)))
}
