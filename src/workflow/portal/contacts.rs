//! The customer keeps its own list of those who are told: each change is on the record and mailed to the others on the list.

use super::{PortalError, Represented};
use crate::store::customers::{self, ContactRow};
use crate::store::outbox::{self, MessageRow};
use crate::store::{Conn, Txn};
use crate::words::{Language, Words};
use crate::workflow::customers::{ContactKey, NewContact, Put};
use crate::workflow::{Error, Workflow};
use domain::Instant;
use domain::actor::Actor;
use domain::ids::{ContactId, MessageId};

/// The outbox's code of the mail that says that the list was changed.
pub const LIST_LETTER: &str = "portal_contacts";
/// Most people that a customer lists by itself.
const MOST: usize = 50;

/// What was done to the list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Done {
    Added,
    Changed,
    Removed,
}

impl Done {
    const fn key(self) -> &'static str {
        match self {
            Done::Added => "portal-mail-list-added",
            Done::Changed => "portal-mail-list-changed",
            Done::Removed => "portal-mail-list-removed",
        }
    }
}

impl Workflow {
    /// List somebody (`id` is `None`) or change an entry of the customer's own list. A new or changed address is asked by mail
    /// before it is told anything.
    ///
    /// # Errors
    /// [`PortalError::LastReachable`] when nobody would be left whom a notice reaches; [`PortalError::TooManyContacts`]; else as
    /// [`Workflow::put_contact`].
    pub async fn put_own_contact(
        &self,
        who: &Represented,
        id: Option<ContactId>,
        new: NewContact,
        expected: Option<i64>,
    ) -> Result<Put<ContactId>, PortalError> {
        let txn = self.store().begin().await?;
        let before = customers::contacts_of(&txn, who.customer_id()).await?;
        let key = match id {
            None if before.len() >= MOST => return Err(PortalError::TooManyContacts),
            None => ContactKey::New,
            // Off the list is off the list: it is listed anew like anybody else.
            Some(id) if before.iter().all(|c| c.id != id.into()) => return Err(Error::NotFound.into()),
            Some(id) => ContactKey::Id(id),
        };
        let actor = Actor::Contact(who.contact_id());
        let put = self.put_contact_in(&txn, actor, who.customer_id(), key, new, expected).await?;
        let done = if id.is_none() { Done::Added } else { Done::Changed };
        self.changed(txn, who, &before, done, put.id).await?;
        Ok(put)
    }

    /// Take somebody off the customer's own list.
    ///
    /// # Errors
    /// [`PortalError::LastReachable`]; else as [`Workflow::remove_contact`].
    pub async fn remove_own_contact(&self, who: &Represented, id: ContactId, expected: Option<i64>) -> Result<(), PortalError> {
        let txn = self.store().begin().await?;
        let before = customers::contacts_of(&txn, who.customer_id()).await?;
        if before.iter().all(|c| c.id != id.into()) {
            return Err(Error::NotFound.into());
        }
        self.remove_contact_in(&txn, Actor::Contact(who.contact_id()), id, expected).await?;
        self.changed(txn, who, &before, Done::Removed, id).await
    }

    /// Whether somebody is left who can be told; then the others hear of it, and it is kept.
    async fn changed(&self, txn: Txn, who: &Represented, before: &[ContactRow], done: Done, id: ContactId) -> Result<(), PortalError> {
        let now = self.clock().now();
        let after = customers::contacts_of(&txn, who.customer_id()).await?;
        let reachable = |list: &[ContactRow]| list.iter().any(|c| c.reach(&self.policy().contacts, now).reachable());
        if reachable(before) && !reachable(&after) {
            return Err(PortalError::LastReachable);
        }
        let subject = customers::find_contact(&txn, id).await?.ok_or(Error::NotFound)?;
        if before.iter().all(|c| *c != subject) {
            self.tell_the_others(&txn, who, before, done, &subject, now).await?;
        }
        txn.commit().await?;
        Ok(())
    }

    /// Everybody who was on the list hears of it at the address of before, but whoever did it and whoever can't be reached.
    async fn tell_the_others(
        &self,
        txn: &Txn,
        who: &Represented,
        before: &[ContactRow],
        done: Done,
        subject: &ContactRow,
        now: Instant,
    ) -> Result<(), Error> {
        for other in before.iter().filter(|c| c.id != who.contact.id && c.bounced_at.is_none()) {
            outbox::put(txn, self.list_mail(who, other, done, subject, now)).await?;
        }
        Ok(())
    }

    fn list_mail(&self, who: &Represented, to: &ContactRow, done: Done, subject: &ContactRow, now: Instant) -> MessageRow {
        let words = Words::of(Language::from_code(&to.language).unwrap_or_default());
        let (by, name, mail, sender) = (who.contact.name.clone(), subject.name.clone(), subject.mail.clone(), self.sender());
        let what = words.say3(done.key(), "by", by, "name", name, "mail", mail);
        let text = words.say3("portal-mail-list-text", "what", what, "customer", who.customer.name.clone(), "provider", sender.name);
        let subject = words.say("portal-mail-list-subject").into_owned();
        self.caseless(LIST_LETTER, &to.mail, words.language, subject, text.into_owned(), None, now)
    }

    /// A row of the outbox for a mail to a customer's people that follows from no demand.
    #[expect(clippy::too_many_arguments, reason = "a row of the outbox")]
    pub(in crate::workflow) fn caseless(
        &self,
        letter: &str,
        to: &str,
        language: Language,
        subject: String,
        text: String,
        expires_at: Option<Instant>,
        now: Instant,
    ) -> MessageRow {
        let id = MessageId(uuid::Uuid::new_v4());
        MessageRow {
            id: id.into(),
            demand_id: None,
            letter: letter.to_owned(),
            side: outbox::CUSTOMER.to_owned(),
            audience: "portal".to_owned(),
            recipient: to.to_owned(),
            language: language.code().to_owned(),
            subject,
            body_text: format!("{text}\n"),
            body_html: None,
            attachments: "[]".to_owned(),
            state: outbox::QUEUED.to_owned(),
            attempts: 0,
            next_at: now,
            lease_until: None,
            expires_at,
            created_at: now,
            sent_at: None,
            last_response: None,
            message_id: outbox::message_id(id, &self.sender().mail),
            thread: uuid::Uuid::new_v4().simple().to_string(),
        }
    }
}

/// Whether a mail is one of this door's own, which say nothing of any demand.
#[must_use]
pub fn is_caseless(row: &MessageRow) -> bool {
    row.demand_id.is_none() && [super::CODE_LETTER, super::PASSKEY_LETTER, LIST_LETTER].contains(&row.letter.as_str())
}

/// A contact may keep the list that it stands on, and no other.
pub(in crate::workflow) async fn keeps_list(conn: &impl Conn, actor: &Actor, customer: domain::ids::CustomerId) -> Result<bool, Error> {
    let Actor::Contact(id) = actor else { return Ok(false) };
    let row = customers::find_contact(conn, *id).await?;
    Ok(row.is_some_and(|c| c.removed_at.is_none() && c.customer_id == customer.into()))
}
