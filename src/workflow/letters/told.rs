//! The mails to the customer's side: those who stand first, the next in the order, reminders, the answer to an objection.
//!
//! What two people confirmed is written once, for everybody in the customer's order. Who is not yet to be told waits outside the
//! outbox with exactly that text.

use super::{Error, Recipient, Workflow, thread};
use crate::store::outbox::{self, MessageRow, held};
use crate::store::{Conn, Txn};
use domain::Instant;
use domain::demand::Demand;
use domain::letter::{Letter, REMINDER, Side};
use domain::notice::{Fate, NoticeDraft, reminder};

impl Workflow {
    /// The notice that two people ordered: to those who stand first at once; for the next it is kept.
    pub(super) async fn post_notice(&self, txn: &Txn, after: &Demand, draft: &NoticeDraft, now: Instant) -> Result<(), Error> {
        let preview = self.notice(txn, after, draft.kind, &draft.copies).await?;
        if preview.digest != draft.digest {
            return Err(Error::NoticeChanged);
        }
        let code = Letter::Notice { kind: draft.kind, copy: !draft.copies.is_empty() }.code();
        let attachments = serde_json::to_string(&draft.copies).map_err(|e| Error::Corrupt(e.to_string()))?;
        let thread = thread(txn, after.id, outbox::CUSTOMER).await?;
        for (to, (recipient, mail)) in draft.to.iter().zip(preview.mails) {
            let row = self.message(to.message, after.id, code, outbox::CUSTOMER, &thread, recipient, mail, now);
            let row = MessageRow { attachments: attachments.clone(), ..row };
            let first = after.notice.mailing().and_then(|m| m.post(to.message)).is_some_and(|post| post.fate == Fate::Queued);
            if first { self.queue(txn, after, row, Side::Customer)? } else { held::put(txn, row).await? }
        }
        Ok(())
    }

    /// Those who have the notice are reminded, with the very text that they were sent.
    pub(super) async fn post_reminders(&self, txn: &Txn, after: &Demand, now: Instant) -> Result<(), Error> {
        let Some(mailing) = after.notice.mailing() else { return Ok(()) };
        let n = mailing.reminded.len().saturating_sub(1);
        for post in mailing.posts.iter().filter(|post| post.fate.arrived()) {
            let Some(sent) = outbox::find(txn, post.to.message).await? else { continue };
            let id = reminder(post.to.message, n);
            let message_id = outbox::message_id(id, &self.sender().mail);
            let row = MessageRow { id: id.into(), letter: REMINDER.to_owned(), message_id, ..again(sent, now) };
            self.queue(txn, after, row, Side::Customer)?;
        }
        Ok(())
    }

    /// Whom the answer to an objection is sent: the contact who objected, else the first who can be reached. `None` when nobody
    /// can, or nobody may be told.
    pub(super) async fn objector(&self, conn: &impl Conn, after: &Demand, now: Instant) -> Result<Option<Recipient>, Error> {
        let (true, Some(customer)) = (after.open_to_customer(now), &after.customer) else { return Ok(None) };
        let by = after.objections.last().and_then(|o| o.by);
        let mut listed = self.contacts(conn, customer.id).await?;
        listed.sort_by_key(|l| Some(l.contact) != by);
        Ok(listed.into_iter().next().map(|l| l.to))
    }

    /// Those who come next in the customer's order are sent the text that was kept for them.
    pub(super) async fn post_next(&self, txn: &Txn, after: &Demand, place: u32, now: Instant) -> Result<(), Error> {
        let turn = after.notice.mailing().into_iter().flat_map(|m| &m.posts).filter(|p| p.to.place == place && p.fate == Fate::Queued);
        for post in turn {
            if let Some(row) = held::take(txn, post.to.message).await? {
                self.queue(txn, after, MessageRow { next_at: now, ..row }, Side::Customer)?;
            }
        }
        Ok(())
    }
}

/// A message as it was, to be sent once more.
fn again(row: MessageRow, now: Instant) -> MessageRow {
    MessageRow {
        state: outbox::QUEUED.to_owned(),
        attempts: 0,
        next_at: now,
        lease_until: None,
        created_at: now,
        sent_at: None,
        last_response: None,
        ..row
    }
}
