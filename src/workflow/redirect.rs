//! The letter that refers an authority to the customer, and whose contact stands in it.
//!
//! To name the customer to the authority tells the customer nothing; an authority that then turns to the customer's contact
//! does. So the contact is given only where the customer may be told, asked when the letter is written and again in the
//! transaction that lets it go: secrecy may have come between the two.

use super::delivery::note;
use super::letters::Recipient;
use super::{Error, Workflow};
use crate::store::outbox::{self, MessageRow};
use crate::store::{Conn, Txn};
use domain::Instant;
use domain::actor::Actor;
use domain::demand::Demand;
use domain::ids::MessageId;
use domain::letter::Letter;
use domain::secrecy::MayTell;
use domain::stage::Stage;

impl Workflow {
    /// The customer's contact for the letter, if it may stand there now.
    ///
    /// # Errors
    /// [`Error::Letter`] when the contact may be given and the customer listed nobody who can be reached.
    pub(super) async fn refer_to(&self, conn: &impl Conn, demand: &Demand, now: Instant) -> Result<Option<Recipient>, Error> {
        let Some(customer) = &demand.customer else { return Ok(None) };
        if demand.may_tell_customer(now) != MayTell::Yes {
            return Ok(None);
        }
        let first = self.contacts(conn, customer.id).await?.into_iter().next();
        first.map(|listed| Some(listed.to)).ok_or_else(|| Error::Letter { code: "letter-missing", facts: vec!["redirect-to"] })
    }

    /// Whether a queued letter may go as it is written. Where its contact may no more be given, it is withdrawn and written
    /// anew without; where there is nothing left to refer, it is withdrawn. The record says so.
    pub(super) async fn gate_redirect(&self, txn: &Txn, message: &MessageRow, demand: &Demand, now: Instant) -> Result<bool, Error> {
        if demand.may_tell_customer(now) == MayTell::Yes {
            return Ok(true);
        }
        let to = Recipient { name: message.audience.clone(), mail: message.recipient.clone(), language: message.language.clone() };
        let anew = match &demand.stage {
            Stage::Redirecting { offer: Some(offer), .. } => {
                let letter = Letter::Redirect { answer_by: offer.answer_by };
                self.inner.writer.write(&letter, demand, &to, None).ok()
            }
            _ => None,
        };
        if anew.as_ref().is_some_and(|mail| mail.text == message.body_text) {
            return Ok(true);
        }
        outbox::cancel(txn, message.id.to(), "secrecy").await?;
        let mut messages = vec![message.id.to::<MessageId>()];
        if let Some(mail) = anew {
            let id = MessageId(uuid::Uuid::new_v4());
            let row = MessageRow {
                id: id.into(),
                subject: mail.subject,
                body_text: mail.text,
                body_html: mail.html,
                state: outbox::QUEUED.to_owned(),
                attempts: 0,
                next_at: now,
                lease_until: None,
                created_at: now,
                last_response: None,
                message_id: outbox::message_id(id, &self.sender().mail),
                ..message.clone()
            };
            outbox::put(txn, row).await?;
            if let Some(sheet) = outbox::sheet_of(txn, message.id.to()).await? {
                outbox::put_sheet(txn, id, sheet).await?;
            }
            messages.push(id);
        }
        let payload = serde_json::json!({ "mail": "contact_withheld", "messages": messages });
        note(txn, demand.id, Actor::System, "mail_contact_withheld", payload, now).await?;
        Ok(false)
    }
}
