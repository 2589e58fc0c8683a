//! The people whom a customer listed: entered, changed, put in order, taken off, answered for, and bounced.

use super::super::directory::{WrongField, allowed, language, mail, name, who};
use super::super::portal::keeps_list;
use super::super::{Error, Workflow};
use super::{Change, Differences, Put, as_read, external, keeps_contacts, maybe};
use crate::store::customers::users::User;
use crate::store::customers::{self, ContactRow};
use crate::store::{Conn, Txn};
use domain::Instant;
use domain::actor::Actor;
use domain::contact::ContactPurpose;
use domain::ids::{ContactId, CustomerId};
use uuid::Uuid;

/// A contact as typed, or as a list kept elsewhere has it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct NewContact {
    /// Name or role.
    pub name: String,
    /// Address.
    pub mail: String,
    /// Language of letters.
    pub language: String,
    /// What it is listed for.
    pub purpose: ContactPurpose,
    /// Place in the order, the lowest told first, shared by several; `None` leaves it, or puts a new one last.
    pub position: Option<i64>,
    /// Its id in the system that keeps the list. `None` leaves the one that is there.
    pub external_id: Option<String>,
    /// When the provider's own systems verified the address, if they did; an earlier moment than the one known changes nothing.
    pub verified_at: Option<Instant>,
}

/// Which contact of a customer is meant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ContactKey {
    /// None that is there: a new one.
    New,
    /// This one, which must be there; taken off the list, it is listed again.
    Id(ContactId),
    /// The one on the list that a list kept elsewhere knows by this id; a new one when there is none.
    External(String),
    /// The one on the list with this address; a new one when there is none.
    Mail(String),
}

impl Workflow {
    /// Enter an admin contact, last in order unless it says its place.
    ///
    /// # Errors
    /// As [`Workflow::put_contact`].
    pub async fn add_contact(&self, actor: Actor, customer: CustomerId, new: NewContact) -> Result<ContactId, Error> {
        Ok(self.put_contact(actor, customer, ContactKey::New, new, None).await?.id)
    }

    /// Enter a contact of a customer or bring it in line with `new`. A new or changed address is unverified and is asked by mail,
    /// by itself. With `expected`, only if that is still its version.
    ///
    /// # Errors
    /// [`Error::Field`] names what can't be kept; [`Error::NotFound`] also for a contact of another customer; [`Error::Store`]
    /// with [`crate::store::StoreError::Stale`] when somebody was faster; [`Error::NotAllowed`].
    pub async fn put_contact(
        &self,
        actor: Actor,
        customer: CustomerId,
        key: ContactKey,
        new: NewContact,
        expected: Option<i64>,
    ) -> Result<Put<ContactId>, Error> {
        let txn = self.store().begin().await?;
        let put = self.put_contact_in(&txn, actor, customer, key, new, expected).await?;
        txn.commit().await?;
        Ok(put)
    }

    /// The same inside a transaction.
    pub(in crate::workflow) async fn put_contact_in(
        &self,
        txn: &Txn,
        actor: Actor,
        customer: CustomerId,
        key: ContactKey,
        new: NewContact,
        expected: Option<i64>,
    ) -> Result<Put<ContactId>, Error> {
        self.put_contact_as_in(txn, actor, customer, key, new, expected, true).await
    }

    /// The same, on the list or off it.
    pub(super) async fn put_contact_listed_in(
        &self,
        txn: &Txn,
        actor: Actor,
        customer: CustomerId,
        key: ContactKey,
        new: NewContact,
        listed: bool,
    ) -> Result<Put<ContactId>, Error> {
        let put = self.put_contact_as_in(txn, actor, customer, key, new, None, listed).await?;
        // A new one comes on the list first, so that the record tells both.
        if listed || put.change != Change::Added { Ok(put) } else { self.remove_contact_in(txn, actor, put.id, None).await }
    }

    /// Put a contact that was taken off the list on it again, as it is.
    pub(super) async fn list_again_in(&self, txn: &Txn, actor: Actor, user: &User) -> Result<Put<ContactId>, Error> {
        let new = NewContact::of(&user.contact);
        self.put_contact_in(txn, actor, user.customer(), ContactKey::Id(user.id()), new, None).await
    }

    #[expect(clippy::too_many_arguments, reason = "which contact, of whom, by whom, what it is to be, and two conditions")]
    async fn put_contact_as_in(
        &self,
        txn: &Txn,
        actor: Actor,
        customer: CustomerId,
        key: ContactKey,
        mut new: NewContact,
        expected: Option<i64>,
        on_list: bool,
    ) -> Result<Put<ContactId>, Error> {
        may_list(txn, &actor, customer).await?;
        customers::find(txn, customer).await?.ok_or(Error::NotFound)?;
        let listed = customers::contacts_of(txn, customer).await?;
        let before = match key {
            ContactKey::New => None,
            ContactKey::Id(id) => Some(of_customer(txn, customer, id).await?),
            ContactKey::External(id) => {
                let id = external(Some(&id))?.ok_or(Error::Field(WrongField::ExternalId))?;
                let found = listed.iter().find(|c| c.external_id.as_ref() == Some(&id)).cloned();
                new.external_id = Some(id);
                found
            }
            ContactKey::Mail(address) => {
                let address = mail(&address)?.to_lowercase();
                listed.iter().find(|c| c.mail == address).cloned()
            }
        };
        let now = self.clock().now();
        let last = listed.iter().map(|c| c.position).max().unwrap_or(0) + 1;
        let row = before.clone().unwrap_or_else(|| ContactRow::new(ContactId(Uuid::new_v4()), customer, "", "", "", last, now));
        if let Some(before) = &before {
            as_read("contact", before.id, expected, before.version)?;
        }
        let mut after = filled(row, &new, now)?;
        if before.as_ref().is_none_or(|before| before.mail != after.mail) {
            after.mail_by = who(&actor);
        }
        let same =
            |c: &&ContactRow| c.id != after.id && (c.mail == after.mail || (c.external_id.is_some() && c.external_id == after.external_id));
        if listed.iter().any(|c| same(&c)) {
            return Err(Error::Field(WrongField::Taken));
        }
        let id: ContactId = after.id.to();
        let Some(before) = before else {
            after.ask_at = Some(self.next_ask(&after, now));
            let payload = serde_json::json!({ "customer": customer, "contact": id, "name": after.name, "mail": after.mail, "purpose": after.purpose, "position": after.position, "verified_at": after.verified_at });
            customers::add_contact(txn, after).await?;
            self.note(txn, actor, "contact_added", payload).await?;
            return Ok(Put { id, version: 1, change: Change::Added });
        };
        after.removed_at = if on_list { None } else { before.removed_at.or(Some(now)) };
        let kind = if before.removed_at.is_none() && !on_list { "contact_removed" } else { "contact_changed" };
        self.save_contact(txn, actor, kind, &before, after).await
    }

    /// Take a contact off the list; who was told before stays on record.
    ///
    /// # Errors
    /// [`Error::NotFound`] also when it is off the list already; else as [`Workflow::put_contact`].
    pub async fn remove_contact(&self, actor: Actor, contact: ContactId, expected: Option<i64>) -> Result<Put<ContactId>, Error> {
        let txn = self.store().begin().await?;
        let put = self.remove_contact_in(&txn, actor, contact, expected).await?;
        txn.commit().await?;
        Ok(put)
    }

    /// The same inside a transaction.
    pub(in crate::workflow) async fn remove_contact_in(
        &self,
        txn: &Txn,
        actor: Actor,
        contact: ContactId,
        expected: Option<i64>,
    ) -> Result<Put<ContactId>, Error> {
        let before = on_list(txn, contact).await?;
        may_list(txn, &actor, before.customer_id.to()).await?;
        as_read("contact", contact, expected, before.version)?;
        self.take_off(txn, actor, before).await
    }

    /// Take a contact off the list, inside a transaction.
    pub(super) async fn take_off(&self, txn: &Txn, actor: Actor, before: ContactRow) -> Result<Put<ContactId>, Error> {
        let after = ContactRow { removed_at: Some(self.clock().now()), ..before.clone() };
        self.save_contact(txn, actor, "contact_removed", &before, after).await
    }

    /// Give contacts of a customer their places; those not named keep theirs.
    ///
    /// # Errors
    /// [`Error::NotFound`] when one is not on the customer's list; else as [`Workflow::put_contact`].
    pub async fn order_contacts(&self, actor: Actor, customer: CustomerId, places: &[(ContactId, i64)]) -> Result<(), Error> {
        keeps_contacts(&actor, customer)?;
        let txn = self.store().begin().await?;
        for (contact, position) in places {
            let before = on_list(&txn, *contact).await?;
            if before.customer_id != customer.into() {
                return Err(Error::NotFound);
            }
            let after = ContactRow { position: *position, ..before.clone() };
            self.save_contact(&txn, actor, "contact_changed", &before, after).await?;
        }
        Ok(txn.commit().await?)
    }

    /// Answer for a contact's address without a mailed link, as after a call to a known number; the reason is on record. Not who
    /// entered the address: what is told goes there, so two people stand behind it.
    ///
    /// # Errors
    /// [`Error::Field`] without a reason; [`Error::SecondPerson`] for whoever entered the address; else as [`Workflow::put_contact`].
    pub async fn vouch_for_contact(&self, actor: Actor, contact: ContactId, why: &str) -> Result<Put<ContactId>, Error> {
        allowed(&actor)?;
        let why = domain::text::one_line(why, 1000);
        if why.is_empty() {
            return Err(Error::Field(WrongField::Reason));
        }
        let txn = self.store().begin().await?;
        if on_list(&txn, contact).await?.mail_by == who(&actor) {
            return Err(Error::SecondPerson);
        }
        let put = self.contact_answered_in(&txn, actor, contact, &who(&actor), &why).await?;
        txn.commit().await?;
        Ok(put)
    }

    /// The address answered, by a link or a code that was mailed to it and nowhere else; `how` says which.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is not on the list; [`Error::Store`].
    pub async fn contact_answered_in(
        &self,
        txn: &Txn,
        actor: Actor,
        contact: ContactId,
        how: &str,
        why: &str,
    ) -> Result<Put<ContactId>, Error> {
        let before = on_list(txn, contact).await?;
        let after = ContactRow {
            verified_at: Some(self.clock().now()),
            verified_how: Some(how.to_owned()),
            bounced_at: None,
            bounced_why: None,
            asks: 0,
            ..before.clone()
        };
        let kind = if why.is_empty() { "contact_verified" } else { "contact_vouched_for" };
        self.save_contact_because(txn, actor, kind, why, &before, after).await
    }

    /// A mail to the contact came back; `why` is what the other side's server said. It is not told any more until its address
    /// answers or changes. A second bounce changes nothing.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Store`].
    pub async fn contact_bounced(&self, contact: ContactId, why: &str) -> Result<Put<ContactId>, Error> {
        let txn = self.store().begin().await?;
        let put = self.contact_bounced_in(&txn, contact, why).await?;
        txn.commit().await?;
        Ok(put)
    }

    /// The same inside a transaction, such as the one that reads the report of the bounce.
    ///
    /// # Errors
    /// As [`Workflow::contact_bounced`].
    pub async fn contact_bounced_in(&self, txn: &Txn, contact: ContactId, why: &str) -> Result<Put<ContactId>, Error> {
        let before = customers::find_contact(txn, contact).await?.ok_or(Error::NotFound)?;
        if before.bounced_at.is_some() || before.removed_at.is_some() {
            return Ok(Put { id: contact, version: before.version, change: Change::Unchanged });
        }
        let after =
            ContactRow { bounced_at: Some(self.clock().now()), bounced_why: Some(domain::text::one_line(why, 500)), ..before.clone() };
        self.save_contact(txn, Actor::System, "contact_bounced", &before, after).await
    }

    async fn save_contact(
        &self,
        txn: &Txn,
        actor: Actor,
        kind: &str,
        before: &ContactRow,
        after: ContactRow,
    ) -> Result<Put<ContactId>, Error> {
        self.save_contact_because(txn, actor, kind, "", before, after).await
    }

    /// Write what differs, with its entry; say when the address is asked next, and remind the customer at once when this left
    /// nobody who can be reached.
    async fn save_contact_because(
        &self,
        txn: &Txn,
        actor: Actor,
        kind: &str,
        why: &str,
        before: &ContactRow,
        mut after: ContactRow,
    ) -> Result<Put<ContactId>, Error> {
        let id: ContactId = before.id.to();
        let differences = differences(before, &after);
        if differences.0.is_empty() {
            return Ok(Put { id, version: before.version, change: Change::Unchanged });
        }
        let (policy, now) = (self.policy().contacts, self.clock().now());
        after.version = before.version + 1;
        after.changed_at = now;
        let standing = after.standing();
        if before.standing() != standing || before.mail != after.mail {
            let asked = standing.removed_at.is_none() && standing.bounced_at.is_none();
            after.ask_at = asked.then(|| self.next_ask(&after, now));
        }
        customers::save_contact(txn, before, &after).await?;
        let customer: CustomerId = before.customer_id.to();
        let mut payload = serde_json::json!({ "customer": customer, "contact": id, "version": after.version, "fields": differences.0 });
        if !why.is_empty() {
            payload["reason"] = why.into();
        }
        self.note(txn, actor, kind, payload).await?;
        if before.mail != after.mail || after.removed_at.is_some() {
            self.drop_passkeys_in(txn, actor, before).await?;
        }
        if before.reach(&policy, now).reachable() && !after.reach(&policy, now).reachable() {
            let others = customers::contacts_of(txn, customer).await?;
            if !others.iter().any(|c| c.reach(&policy, now).reachable()) {
                customers::upkeep::set_reminder(txn, customer, Some(now)).await?;
            }
        }
        Ok(Put { id, version: after.version, change: Change::Changed(differences.0) })
    }

    /// When an address is asked by itself: at once if it never answered, else when its answer is no longer good.
    fn next_ask(&self, row: &ContactRow, now: Instant) -> Instant {
        row.verified_at.map_or(now, |at| (at + self.policy().contacts.valid).max(now))
    }
}

/// Staff and programs keep the lists that they may keep; a contact keeps the one that it stands on.
async fn may_list(conn: &impl Conn, actor: &Actor, customer: CustomerId) -> Result<(), Error> {
    if keeps_list(conn, actor, customer).await? { Ok(()) } else { keeps_contacts(actor, customer) }
}

/// A contact of this customer, on the list or off it.
async fn of_customer(conn: &impl Conn, customer: CustomerId, id: ContactId) -> Result<ContactRow, Error> {
    let row = customers::find_contact(conn, id).await?;
    row.filter(|c| c.customer_id == customer.into()).ok_or(Error::NotFound)
}

/// A contact that is on its customer's list.
pub(super) async fn on_list(conn: &impl Conn, id: ContactId) -> Result<ContactRow, Error> {
    customers::find_contact(conn, id).await?.filter(|c| c.removed_at.is_none()).ok_or(Error::NotFound)
}

/// A row with what was typed in it, checked. Another address has not answered, whatever the old one did.
pub(super) fn filled(row: ContactRow, new: &NewContact, now: Instant) -> Result<ContactRow, Error> {
    let address = mail(&new.mail)?.to_lowercase();
    let mut after = ContactRow {
        name: name(&new.name)?,
        language: language(&new.language)?,
        position: new.position.unwrap_or(row.position),
        purpose: new.purpose.code().to_owned(),
        external_id: external(new.external_id.as_ref())?.or(row.external_id.clone()),
        ..row.clone()
    };
    if address != row.mail {
        (after.verified_at, after.verified_how, after.bounced_at, after.bounced_why) = (None, None, None, None);
        (after.asks, after.asked_at) = (0, None);
        after.mail = address;
    }
    // Nobody verifies an address in the future, and an old answer does not undo a bounce.
    let claimed = new.verified_at.map(|at| at.min(now)).filter(|at| after.verified_at.is_none_or(|known| *at > known));
    if let Some(at) = claimed {
        (after.verified_at, after.verified_how) = (Some(at), Some("import".to_owned()));
        if after.bounced_at.is_some_and(|bounced| at > bounced) {
            (after.bounced_at, after.bounced_why) = (None, None);
        }
    }
    Ok(after)
}

fn differences(before: &ContactRow, after: &ContactRow) -> Differences {
    let mut found = Differences::default();
    let when = |at: Option<Instant>| at.map(|t| t.to_rfc3339()).unwrap_or_default();
    found.see("name", &before.name, &after.name);
    found.see("mail", &before.mail, &after.mail);
    found.see("language", &before.language, &after.language);
    found.see("purpose", &before.purpose, &after.purpose);
    found.see("order", before.position, after.position);
    found.see("external_id", maybe(before.external_id.as_ref()), maybe(after.external_id.as_ref()));
    found.see("verified_at", when(before.verified_at), when(after.verified_at));
    found.see("verified_how", maybe(before.verified_how.as_ref()), maybe(after.verified_how.as_ref()));
    found.see("bounced_at", when(before.bounced_at), when(after.bounced_at));
    found.see("bounced_why", maybe(before.bounced_why.as_ref()), maybe(after.bounced_why.as_ref()));
    found.see("removed_at", when(before.removed_at), when(after.removed_at));
    found
}
