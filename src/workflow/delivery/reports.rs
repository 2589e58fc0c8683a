//! What became of a mail after it was accepted (RFC 3464), and what follows from it.
//!
//! A report counts by itself only when it comes back to the message's own address: the token in it is known to those who
//! carried the mail, and to nobody else. A Message-ID is known to everybody who ever saw the mail, so a report that is tied
//! by it alone is shown to a person. The recipient can forge a report about its own mail even so: one that comes late, that
//! contradicts itself or what was reported before, waits for a person too.

use super::{note, whole};
use crate::record::chain;
use crate::store::documents::{self, DocumentRow};
use crate::store::outbox::{self, Fate, MessageRow, ReportRow, Tie};
use crate::store::{Key, Txn, customers, demands, idempotency, mails};
use crate::workflow::{Error, Workflow, state};
use bytes::Bytes;
use chrono::Duration;
use domain::Instant;
use domain::actor::Actor;
use domain::command::Command;
use domain::ids::{DemandId, DocumentId, MessageId};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Kind of the document that holds a report as it came.
pub const REPORT: &str = "delivery_report";

/// How long after the sending a report counts by itself. Servers give up after five days (RFC 5321 section 4.5.4.1).
const FRESH: Duration = Duration::days(14);

/// What a report says of one recipient.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reported {
    /// Addresses it names for the recipient: the final and the original one, lower case.
    pub addresses: Vec<String>,
    /// What became of the mail.
    pub fate: Fate,
    /// Enhanced status code, such as `5.1.1`; empty if there is none.
    pub status: String,
    /// The other side's words, on one line.
    pub said: String,
}

/// A report, read, before it is known what it is about.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Report {
    /// What may be the token of a message: from the address it came to, and from its envelope id.
    pub tokens: Vec<String>,
    /// The Message-ID of the mail that it returns, without angle brackets.
    pub message_id: Option<String>,
    /// What it says, per recipient.
    pub recipients: Vec<Reported>,
}

/// What became of a report.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Filed {
    /// It counts: written down, and what follows from it was done.
    Counted(MessageId, Fate),
    /// A person has to look at it.
    Shown(MessageId),
    /// These very bytes came before.
    Known(MessageId),
    /// It is about no message of ours, or nobody can tell which. Nothing was kept.
    Stray,
}

impl Workflow {
    /// File a delivery report with the message it is about. `bytes` is the report as it came; they are kept with the demand.
    ///
    /// # Errors
    /// [`Error::Store`]; then nothing was filed, and the report may be given again.
    pub async fn file_report(&self, report: Report, bytes: Bytes) -> Result<Filed, Error> {
        self.file_report_of(report, bytes, None).await
    }

    /// As [`Workflow::file_report`], for a report whose bytes were kept as a mail before: the document is that mail's.
    ///
    /// # Errors
    /// As [`Workflow::file_report`].
    pub async fn file_report_of(&self, report: Report, bytes: Bytes, mail: Option<DocumentId>) -> Result<Filed, Error> {
        let this = self.clone();
        whole(async move {
            let conn = this.store().read();
            let mut found = None;
            for token in &report.tokens {
                if let Some(row) = outbox::by_token(conn, token).await? {
                    found = Some((row, Tie::Token));
                    break;
                }
            }
            if found.is_none()
                && let Some(id) = &report.message_id
            {
                found = outbox::by_message_id(conn, id).await?.map(|row| (row, Tie::MessageId));
            }
            let Some((row, tie)) = found else { return Ok(Filed::Stray) };
            let message: MessageId = row.id.to();
            let sha256 = chain::hex(&Sha256::digest(&bytes));
            if outbox::report_with(conn, message, &sha256).await?.is_some() {
                return Ok(Filed::Known(message));
            }
            let said = about(&report.recipients, &row.recipient);
            let document = mail.unwrap_or_else(|| DocumentId(Uuid::new_v4()));
            let size = match mail {
                Some(_) => i64::try_from(bytes.len()).unwrap_or(i64::MAX),
                None => this.blobs().put_bytes(document, &bytes).await?.bytes,
            };
            let txn = this.store().begin().await?;
            let now = this.clock().now();
            // Read again under the writer's lock: the same report may have come twice at once.
            if outbox::report_with(&txn, message, &sha256).await?.is_some() {
                return Ok(Filed::Known(message));
            }
            let row = outbox::find(&txn, message).await?.ok_or(Error::NotFound)?;
            let before = outbox::reports_of(&txn, &[row.id]).await?;
            let counts = tie == Tie::Token && said.fate != Fate::Unclear && credible(&row, &before, said.fate, now);
            match (mail, row.demand_id) {
                (None, _) => documents::add(&txn, document_row(document, &row, size, sha256.clone(), now)).await?,
                (Some(kept), Some(_)) => {
                    documents::adopt(&txn, document_row(kept, &row, size, sha256.clone(), now)).await?;
                }
                (Some(kept), None) => documents::set_kind(&txn, kept, REPORT).await?,
            }
            if let Some(kept) = mail {
                mails::reported(&txn, kept, row.demand_id, now).await?;
            }
            let filed = ReportRow {
                id: Key(Uuid::new_v4()),
                message_id: row.id,
                at: now,
                fate: said.fate.code().to_owned(),
                status: said.status.clone(),
                said: said.said.clone(),
                tied: tie.code().to_owned(),
                counts,
                open: !counts || (said.fate == Fate::Bounced && row.side != outbox::CUSTOMER),
                document_id: document.into(),
                sha256,
                decided_at: None,
                decided_by: None,
            };
            outbox::add_report(&txn, filed.clone()).await?;
            if counts {
                this.follow(&txn, &row, &filed, Actor::System, now).await?;
            } else {
                let payload = serde_json::json!({ "mail": "report_doubtful", "message": row.id, "fate": filed.fate, "tied": filed.tied });
                tell(&txn, &row, Actor::System, "mail_report_doubtful", payload, now).await?;
            }
            txn.commit().await?;
            Ok(if counts { Filed::Counted(message, said.fate) } else { Filed::Shown(message) })
        })
        .await
    }

    /// A person has looked at a report that waited: it counts, with all that follows, or it does not; a bounce that counted
    /// already has been dealt with. The reason is kept in the record.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::NotAllowed`]; [`Error::Refused`] without a reason; [`Error::Store`] with
    /// [`crate::store::StoreError::Stale`] when somebody has decided already.
    pub async fn decide_report(&self, actor: Actor, report: Key, counts: bool, reason: String) -> Result<(), Error> {
        let this = self.clone();
        whole(async move {
            let txn = this.store().begin().await?;
            let now = this.clock().now();
            let filed = outbox::find_report(&txn, report).await?.ok_or(Error::NotFound)?;
            let message: MessageId = filed.message_id.to();
            let row = super::person::decidable(&txn, this.rulebook(), &actor, message, &reason).await?;
            let by = idempotency::whose(&actor);
            // What counted by itself stays: a person only says that it has been seen to.
            outbox::decide_report(&txn, report, counts || filed.counts, &by, now).await?;
            let payload = serde_json::json!({
                "mail": "report_decided", "message": message, "fate": filed.fate, "counts": counts || filed.counts, "reason": reason
            });
            tell(&txn, &row, actor, "mail_report_decided", payload, now).await?;
            if counts && !filed.counts && filed.told()? != Fate::Unclear {
                this.follow(&txn, &row, &filed, actor, now).await?;
            }
            Ok(txn.commit().await?)
        })
        .await
    }

    /// What follows from a report that counts: a message that was uncertain was accepted, the record says what became of it,
    /// and a contact whose mail came back is marked.
    async fn follow(&self, txn: &Txn, row: &MessageRow, filed: &ReportRow, actor: Actor, now: Instant) -> Result<(), Error> {
        let fate = filed.told()?;
        let message: MessageId = row.id.to();
        // Whoever reports on a mail has had it.
        outbox::known_to_be_sent(txn, message, now).await?;
        let kind = match fate {
            Fate::Bounced => "mail_bounced",
            Fate::Delivered => "mail_delivered",
            Fate::Delayed => "mail_delayed",
            Fate::Relayed => "mail_relayed",
            Fate::Unclear => return Ok(()),
        };
        let payload = serde_json::json!({
            "mail": "reported", "message": row.id, "fate": filed.fate, "status": filed.status, "said": filed.said
        });
        tell(txn, row, actor, kind, payload, now).await?;
        if fate == Fate::Bounced {
            self.upkeep_returned(txn, row, [filed.status.as_str(), filed.said.as_str()].join(" ").trim()).await?;
        }
        let (Some(demand), true) = (row.demand_id, row.side == outbox::CUSTOMER) else { return Ok(()) };
        // First what its acceptance means, then what its return means.
        self.settle(txn, demand.to(), now).await?;
        self.settle_escape(txn, demand.to(), message, true, now).await?;
        if fate == Fate::Bounced {
            let why = [filed.status.as_str(), filed.said.as_str()].join(" ");
            self.mark_contact(txn, demand.to(), &row.recipient, why.trim()).await?;
            self.report(txn, Command::NoticeBounced { message, why: why.trim().to_owned() }, now).await?;
        } else if fate == Fate::Delivered {
            self.report(txn, Command::NoticeDelivered { message }, now).await?;
        }
        Ok(())
    }

    /// A mail to a contact came back: the contact is not written to again until somebody has mended the address.
    async fn mark_contact(&self, txn: &Txn, demand: DemandId, address: &str, why: &str) -> Result<(), Error> {
        let Some(before) = demands::find(txn, demand).await? else { return Ok(()) };
        let Some(customer) = state(&before)?.customer else { return Ok(()) };
        for contact in customers::contacts_of(txn, customer.id).await? {
            if contact.mail.eq_ignore_ascii_case(address) {
                self.contact_bounced_in(txn, contact.id.to(), why).await?;
            }
        }
        Ok(())
    }
}

/// What the report says of the message's recipient. Our mails have one each; where the report names others instead (the mail
/// was forwarded), a single answer is taken for it, and several that differ say nothing.
fn about(recipients: &[Reported], to: &str) -> Reported {
    let to = to.to_lowercase();
    let own: Vec<&Reported> = recipients.iter().filter(|r| r.addresses.contains(&to)).collect();
    let meant: Vec<&Reported> = if own.is_empty() { recipients.iter().collect() } else { own };
    match meant.as_slice() {
        [first, rest @ ..] if rest.iter().all(|r| r.fate == first.fate) => (*first).clone(),
        [first, ..] => Reported { fate: Fate::Unclear, ..(*first).clone() },
        [] => Reported { addresses: Vec::new(), fate: Fate::Unclear, status: String::new(), said: String::new() },
    }
}

/// Whether a report fits what is known of the message.
fn credible(row: &MessageRow, before: &[ReportRow], fate: Fate, now: Instant) -> bool {
    let fresh = row.sent_at.unwrap_or(row.created_at) + FRESH > now;
    let on_its_way = matches!(row.state.as_str(), outbox::SENT | outbox::AMBIGUOUS | outbox::LEASED);
    let said = |fate: Fate| before.iter().any(|r| r.counts && r.fate == fate.code());
    let contradicts = match fate {
        Fate::Bounced => said(Fate::Delivered),
        Fate::Delivered | Fate::Delayed | Fate::Relayed => said(Fate::Bounced),
        Fate::Unclear => true,
    };
    fresh && on_its_way && !contradicts
}

fn document_row(id: DocumentId, row: &MessageRow, bytes: i64, sha256: String, now: Instant) -> DocumentRow {
    DocumentRow {
        id: id.into(),
        demand_id: row.demand_id,
        name: "delivery-report.eml".to_owned(),
        media_type: "message/rfc822".to_owned(),
        bytes,
        sha256,
        kind: REPORT.to_owned(),
        added_at: now,
        added_by: idempotency::whose(&Actor::System),
        note: String::new(),
    }
}

/// On the demand's record; on the house's where the message is about none.
async fn tell(txn: &Txn, row: &MessageRow, actor: Actor, kind: &str, payload: serde_json::Value, now: Instant) -> Result<(), Error> {
    match row.demand_id {
        Some(demand) => note(txn, demand.to(), actor, kind, payload, now).await,
        None => super::note_of_the_house(txn, actor, kind, payload, now).await,
    }
}
