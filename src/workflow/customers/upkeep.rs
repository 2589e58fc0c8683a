//! What is asked of contacts by itself: does the address reach you, are these still the right people?
//!
//! When which mail goes follows from the directory and the calendar alone. No demand is read here, so a customer about whom there is
//! one hears the same, at the same time, as one about whom there is none.

use super::super::directory::allowed;
use super::super::letters::{Recipient, UpkeepMail};
use super::super::staff::secrets::Token;
use super::super::{Error, Workflow};
use super::contacts::on_list;
use crate::store::customers::upkeep::{self, ContactLinkRow, ReminderRow};
use crate::store::customers::{self, ContactRow, CustomerRow};
use crate::store::outbox::{self, MessageRow};
use crate::store::{Conn, Key, Txn};
use domain::Instant;
use domain::actor::Actor;
use domain::contact::Reach;
use domain::ids::{ContactId, CustomerId, MessageId};
use domain::letter::Upkeep;
use uuid::Uuid;

/// What one round has done.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Kept {
    /// Contacts whose address was asked.
    pub asked: u64,
    /// Customers who were reminded.
    pub reminded: u64,
    /// Mails that could not be written; tried again a day later.
    pub failed: u64,
}

/// Whom a mailed link is about, for the page that it opens.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LinkedContact {
    /// The contact.
    pub contact: ContactId,
    /// Name of the customer who listed it.
    pub customer: String,
    /// The address that would be verified.
    pub mail: String,
}

/// How many are done in one transaction: nobody else writes meanwhile.
const AT_ONCE: u64 = 50;
/// When a mail that could not be written is tried again.
const LATER: chrono::Duration = chrono::Duration::days(1);

impl Workflow {
    /// Ask and remind whoever is due, up to `most` of each. Idempotent: the next time is written with the mail.
    ///
    /// # Errors
    /// [`Error::Store`]; what was not done is done in the next round.
    pub async fn keep_contacts(&self, most: u64) -> Result<Kept, Error> {
        let mut kept = Kept::default();
        let now = self.clock().now();
        let mut left = most;
        while left > 0 {
            let txn = self.store().begin().await?;
            let due = upkeep::contacts_to_ask(&txn, now, left.min(AT_ONCE)).await?;
            if due.is_empty() {
                break;
            }
            left -= due.len() as u64;
            for row in due {
                match self.ask(&txn, Actor::System, &row, now).await {
                    Ok(asked) => kept.asked += u64::from(asked),
                    Err(Error::Letter { code, .. }) => {
                        tracing::error!(code, contact = %row.id, "a contact could not be asked");
                        upkeep::set_asked(&txn, row.id.to(), row.asks, row.asked_at, Some(now + LATER)).await?;
                        kept.failed += 1;
                    }
                    Err(other) => return Err(other),
                }
            }
            txn.commit().await?;
        }
        let mut left = most;
        while left > 0 {
            let txn = self.store().begin().await?;
            let due = upkeep::customers_to_remind(&txn, now, left.min(AT_ONCE)).await?;
            if due.is_empty() {
                break;
            }
            left -= due.len() as u64;
            for row in due {
                match self.remind(&txn, &row, now).await {
                    Ok(()) => kept.reminded += 1,
                    Err(Error::Letter { code, .. }) => {
                        tracing::error!(code, customer = %row.id, "a customer could not be reminded");
                        upkeep::set_reminder(&txn, row.id.to(), Some(now + LATER)).await?;
                        kept.failed += 1;
                    }
                    Err(other) => return Err(other),
                }
            }
            txn.commit().await?;
        }
        Ok(kept)
    }

    /// Ask a contact's address now, because a person wants it; also one from which mail came back.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is not on the list, or its customer has ended; [`Error::NotAllowed`]; [`Error::Store`].
    pub async fn ask_contact(&self, actor: Actor, contact: ContactId) -> Result<(), Error> {
        allowed(&actor)?;
        let txn = self.store().begin().await?;
        let row = on_list(&txn, contact).await?;
        if !self.ask(&txn, actor, &ContactRow { asks: 0, ..row }, self.clock().now()).await? {
            return Err(Error::NotFound);
        }
        Ok(txn.commit().await?)
    }

    /// Whom a mailed link is about. Looking does not use it: mail programs open links.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a link that is unknown, used or expired, or whose contact has another address or is off the list;
    /// [`Error::Store`].
    pub async fn look_at_contact_link(&self, token: &Token) -> Result<LinkedContact, Error> {
        self.linked(self.store().read(), token).await
    }

    /// The address of a mailed link answered: it is verified.
    ///
    /// # Errors
    /// As [`Workflow::look_at_contact_link`].
    pub async fn use_contact_link(&self, token: &Token) -> Result<LinkedContact, Error> {
        let txn = self.store().begin().await?;
        let linked = self.linked(&txn, token).await?;
        if !upkeep::use_link(&txn, &token.hash(), self.clock().now()).await? {
            return Err(Error::NotFound);
        }
        self.contact_answered_in(&txn, Actor::System, linked.contact, "link", "").await?;
        txn.commit().await?;
        Ok(linked)
    }

    async fn linked(&self, conn: &impl Conn, token: &Token) -> Result<LinkedContact, Error> {
        let link = upkeep::find_link(conn, &token.hash()).await?.ok_or(Error::NotFound)?;
        if link.used_at.is_some() || link.expires_at <= self.clock().now() {
            return Err(Error::NotFound);
        }
        let row = on_list(conn, link.contact_id.to()).await?;
        if row.mail != link.mail {
            return Err(Error::NotFound);
        }
        let customer = customers::find(conn, row.customer_id.to()).await?.ok_or(Error::NotFound)?;
        Ok(LinkedContact { contact: row.id.to(), customer: customer.name, mail: row.mail })
    }

    /// Mail a link to an address; `false` when its customer has ended or it is off the list, so that it is asked no more.
    async fn ask(&self, txn: &Txn, actor: Actor, row: &ContactRow, now: Instant) -> Result<bool, Error> {
        let contact: ContactId = row.id.to();
        let customer = customers::find(txn, row.customer_id.to()).await?.ok_or(Error::NotFound)?;
        if customer.ended_at.is_some() || row.removed_at.is_some() {
            upkeep::set_asked(txn, contact, row.asks, row.asked_at, None).await?;
            return Ok(false);
        }
        let policy = self.policy().contacts;
        let (token, until) = (Token::draw(), now + policy.ask_again);
        let mail = UpkeepMail::Verification { customer: &customer.name, token: token.secret(), until };
        let message = self.post_upkeep(txn, row, &mail, until, now).await?;
        let link = ContactLinkRow {
            token_hash: token.hash(),
            contact_id: row.id,
            mail: row.mail.clone(),
            created_at: now,
            expires_at: until,
            used_at: None,
        };
        upkeep::add_link(txn, link).await?;
        let asks = row.asks + 1;
        let again = (asks < i64::from(policy.asks) && row.bounced_at.is_none()).then_some(until);
        upkeep::set_asked(txn, contact, asks, Some(now), again).await?;
        let payload = serde_json::json!({ "customer": customer.id, "contact": contact, "message": message, "times": asks });
        self.note(txn, actor, "contact_asked", payload).await?;
        Ok(true)
    }

    /// Ask a customer to keep its contacts current. It goes to every address that has answered at some time and has not bounced;
    /// those that have not answered for long, or never, are asked once more as well.
    async fn remind(&self, txn: &Txn, customer: &CustomerRow, now: Instant) -> Result<(), Error> {
        let id: CustomerId = customer.id.to();
        let policy = self.policy().contacts;
        let rows = customers::contacts_of(txn, id).await?;
        let listed: Vec<(String, String, Reach)> = rows.iter().map(|c| (c.name.clone(), c.mail.clone(), c.reach(&policy, now))).collect();
        let reachable = listed.iter().filter(|(_, _, reach)| reach.reachable()).count();
        let next = now + if reachable == 0 { policy.remind_unreachable } else { policy.remind };
        let mail = UpkeepMail::Reminder { customer: &customer.name, listed: &listed };
        let mut messages = Vec::new();
        for row in &rows {
            match row.reach(&policy, now) {
                Reach::Verified | Reach::Stale | Reach::Lapsed => {
                    messages.push(self.post_upkeep(txn, row, &mail, next, now).await?);
                }
                Reach::Unverified | Reach::Bounced | Reach::Removed => {}
            }
            let silent = matches!(row.reach(&policy, now), Reach::Stale | Reach::Lapsed | Reach::Unverified);
            if silent && row.ask_at.is_none() {
                upkeep::set_asked(txn, row.id.to(), i64::from(policy.asks) - 1, row.asked_at, Some(now)).await?;
            }
        }
        upkeep::set_reminder(txn, id, Some(next)).await?;
        let row = ReminderRow {
            id: Key(Uuid::new_v4()),
            customer_id: customer.id,
            at: now,
            reachable: i64::try_from(reachable).unwrap_or(i64::MAX),
            messages: super::json(&messages)?,
        };
        upkeep::add_reminder(txn, row).await?;
        let payload = serde_json::json!({ "customer": id, "reachable": reachable, "listed": listed.len(), "messages": messages });
        self.note(txn, Actor::System, "customer_reminded", payload).await
    }

    /// A mail came back: if it was one of these, its contact is marked, as long as it still has that address.
    pub(in crate::workflow) async fn upkeep_returned(&self, txn: &Txn, row: &MessageRow, why: &str) -> Result<(), Error> {
        let ours = row.demand_id.is_none() && Upkeep::from_code(&row.letter).is_some();
        let Some(id) = row.audience.parse::<ContactId>().ok().filter(|_| ours) else { return Ok(()) };
        if customers::find_contact(txn, id).await?.is_some_and(|c| c.mail == row.recipient) {
            self.contact_bounced_in(txn, id, why).await?;
        }
        Ok(())
    }

    /// Put a mail that follows from no demand in the outbox; it is no use after `until`.
    pub(super) async fn post_upkeep(
        &self,
        txn: &Txn,
        to: &ContactRow,
        mail: &UpkeepMail<'_>,
        until: Instant,
        now: Instant,
    ) -> Result<MessageId, Error> {
        let recipient = Recipient { name: to.name.clone(), mail: to.mail.clone(), language: to.language.clone() };
        let written = self.inner.writer.write_upkeep(mail, &recipient)?;
        let id = MessageId(Uuid::new_v4());
        let row = MessageRow {
            id: id.into(),
            demand_id: None,
            letter: mail.kind().code().to_owned(),
            side: outbox::CUSTOMER.to_owned(),
            audience: to.id.to_string(),
            recipient: recipient.mail,
            language: recipient.language,
            subject: written.subject,
            body_text: written.text,
            body_html: written.html,
            attachments: "[]".to_owned(),
            state: outbox::QUEUED.to_owned(),
            attempts: 0,
            next_at: now,
            lease_until: None,
            expires_at: Some(until),
            created_at: now,
            sent_at: None,
            last_response: None,
            message_id: outbox::message_id(id, &self.sender().mail),
            thread: Uuid::new_v4().simple().to_string(),
        };
        outbox::put(txn, row).await?;
        Ok(id)
    }
}
