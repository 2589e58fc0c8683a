//! Letters: the mails that follow from an entry, written in the transaction that made it.

mod annex;
mod preview;
mod sender;
mod told;

pub use preview::LetterPreview;
pub use sender::Sender;

use preview::follows;

use super::delivery::note;
use super::sheet::Sheet;
use super::{Error, Workflow};
use crate::record::chain;
use crate::store::authorities::AuthorityRow;
use crate::store::customers::ContactRow;
use crate::store::outbox::held;
use crate::store::outbox::{self, MessageRow};
use crate::store::{Conn, Txn, customers};
use domain::Instant;
use domain::actor::Actor;
use domain::command::{Act, ActKind, Command};
use domain::contact::Reach;
use domain::demand::Demand;
use domain::event::{Entry, Event};
use domain::ids::{ContactId, CustomerId, DemandId, DocumentId, MessageId};
use domain::letter::{Letter, Side, Upkeep};
use domain::notice::{Addressee, NoticeDraft, NoticeKind};
use domain::paper::DocumentRef;
use serde::Serialize;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Who gets a letter.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Recipient {
    /// Name of a contact or of the authority.
    pub name: String,
    /// Address.
    pub mail: String,
    /// Language, such as `sv`.
    pub language: String,
}

/// Why a letter was not written.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the letter was not written: {code}")]
pub struct Unwritten {
    /// The stable code; its sentence stands in the translations.
    pub code: &'static str,
    /// Codes of the facts that are missing, if that is it.
    pub facts: Vec<&'static str>,
}

impl From<Unwritten> for Error {
    fn from(why: Unwritten) -> Self {
        Error::Letter { code: why.code, facts: why.facts }
    }
}

/// A rendered mail.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Mail {
    /// Subject, free of content.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// Simple HTML.
    pub html: Option<String>,
}

/// Renders letters. Implemented on a floor above, so that this one needs no templates.
pub trait LetterWriter: Send + Sync {
    /// Who writes.
    fn sender(&self) -> Sender;

    /// Write a letter. The same demand and recipient give the same words: two people read what is sent. `refer_to` is the
    /// customer's contact for a letter that refers the authority to the customer.
    ///
    /// # Errors
    /// Which facts are missing.
    fn write(&self, letter: &Letter, demand: &Demand, to: &Recipient, refer_to: Option<&Recipient>) -> Result<Mail, Unwritten>;

    /// Write a mail that follows from no demand.
    ///
    /// # Errors
    /// [`Unwritten`].
    fn write_upkeep(&self, mail: &UpkeepMail<'_>, to: &Recipient) -> Result<Mail, Unwritten>;

    /// Write to our own staff, in a language by its code, that something is due. It says of nothing what it is.
    ///
    /// # Errors
    /// The template failed.
    fn remind(&self, what: Reminder, language: &str) -> Result<Mail, Unwritten>;
}

/// What a mail to our own staff says; never of which demand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reminder {
    /// Something on the desk is due.
    Desk,
    /// Marks on the clocks of so many duties were reached; so many of them are overdue.
    Marks {
        /// Duties.
        duties: u64,
        /// Of them overdue.
        overdue: u64,
    },
    /// An emergency waits for an answer within so many minutes.
    Emergency {
        /// Minutes.
        minutes: i64,
    },
}

/// A mail that follows from no demand, with what stands in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum UpkeepMail<'a> {
    /// Does this address reach the contact?
    Verification {
        /// Name of the customer who listed the contact.
        customer: &'a str,
        /// Secret of the link.
        token: &'a str,
        /// Until when the link works.
        until: Instant,
    },
    /// Are the contacts still the right ones?
    Reminder {
        /// Name of the customer.
        customer: &'a str,
        /// Whom it listed, in order: name, address, how the address stands.
        listed: &'a [(String, String, Reach)],
    },
    /// A period is over, and what there was in sum can be read.
    Report {
        /// Name of the customer.
        customer: &'a str,
        /// The period, such as `2026-H1`.
        period: &'a str,
    },
}

impl UpkeepMail<'_> {
    /// Which mail.
    #[must_use]
    pub const fn kind(&self) -> Upkeep {
        match self {
            Self::Verification { .. } => Upkeep::ContactVerification,
            Self::Reminder { .. } => Upkeep::ContactReminder,
            Self::Report { .. } => Upkeep::CustomerReport,
        }
    }
}

/// A notice exactly as it would be sent.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct NoticePreview {
    /// Kind.
    pub kind: NoticeKind,
    /// Each contact's mail, in the customer's order.
    pub mails: Vec<(Recipient, Mail)>,
    /// Copies of the demand's papers that go with each mail.
    pub copies: Vec<DocumentRef>,
    /// What stands on each mail's page beside its words.
    #[serde(skip)]
    pub sheet: Sheet,
    /// Who each contact is, and its place in the customer's order: those who share the lowest are told first.
    pub order: Vec<(ContactId, u32)>,
    /// SHA-256 (hex) over all of it.
    pub digest: String,
}

impl NoticePreview {
    pub(super) fn draft(&self) -> NoticeDraft {
        let drawn =
            |(contact, place): &(ContactId, u32)| Addressee { contact: *contact, message: MessageId(Uuid::new_v4()), place: *place };
        let copies = self.copies.iter().map(|d| d.id).collect();
        NoticeDraft { kind: self.kind, digest: self.digest.clone(), copies, to: self.order.iter().map(drawn).collect() }
    }
}

impl Workflow {
    /// The notice that fits the moment, as it would be sent now: with the copies that a second person is to confirm, else with all
    /// that are cleared.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::NoAddress`] when the customer listed nobody who can be reached; [`Error::Letter`].
    pub async fn preview_notice(&self, actor: &Actor, id: DemandId) -> Result<NoticePreview, Error> {
        let demand = self.find(actor, id).await?;
        let copies = match demand.prepared(ActKind::SendNotice).map(|p| &p.act) {
            Some(Act::SendNotice(draft)) => draft.copies.clone(),
            _ => demand.cleared.iter().map(|c| c.copy).collect(),
        };
        self.preview_notice_with(actor, id, &copies).await
    }

    /// The same with these copies of the demand's papers.
    ///
    /// # Errors
    /// As [`Workflow::preview_notice`].
    pub async fn preview_notice_with(&self, actor: &Actor, id: DemandId, copies: &[DocumentId]) -> Result<NoticePreview, Error> {
        let demand = self.find(actor, id).await?;
        let kind = demand.fitting_notice(&self.context(*actor, self.clock().now()));
        self.notice(self.store().read(), &demand, kind, copies).await
    }

    /// First half of a notice: what was read is what is prepared.
    ///
    /// # Errors
    /// [`Error::NoticeChanged`] when what was read is not what would be sent; as [`Workflow::act`].
    pub async fn prepare_notice(&self, actor: Actor, id: DemandId, read: &str, key: Option<String>) -> Result<Demand, Error> {
        let demand = self.find(&actor, id).await?;
        let all: Vec<DocumentId> = demand.cleared.iter().map(|c| c.copy).collect();
        self.prepare_notice_with(actor, id, &all, read, key).await
    }

    /// The same with these copies of the demand's papers.
    ///
    /// # Errors
    /// As [`Workflow::prepare_notice`].
    pub async fn prepare_notice_with(
        &self,
        actor: Actor,
        id: DemandId,
        copies: &[DocumentId],
        read: &str,
        key: Option<String>,
    ) -> Result<Demand, Error> {
        let preview = self.preview_notice_with(&actor, id, copies).await?;
        if preview.digest != read {
            return Err(Error::NoticeChanged);
        }
        self.act(actor, id, Command::Prepare(Act::SendNotice(preview.draft())), key).await
    }

    /// Second half of a notice, by another person: it goes to the outbox.
    ///
    /// # Errors
    /// As [`Workflow::prepare_notice`].
    pub async fn confirm_notice(&self, actor: Actor, id: DemandId, read: &str, key: Option<String>) -> Result<Demand, Error> {
        let demand = self.find(&actor, id).await?;
        let draft = match demand.prepared(ActKind::SendNotice).map(|p| &p.act) {
            Some(Act::SendNotice(draft)) if draft.digest == read => draft.clone(),
            Some(_) => return Err(Error::NoticeChanged),
            // Nothing is prepared: the rule says so in its own words.
            None => self.preview_notice(&actor, id).await?.draft(),
        };
        self.act(actor, id, Command::Confirm(Act::SendNotice(draft)), key).await
    }

    /// A mail of a notice as a message, before there is one: its id is none, and its date is now.
    #[must_use]
    pub fn unsent(&self, preview: &NoticePreview, id: DemandId, place: usize) -> Option<MessageRow> {
        let (to, mail) = preview.mails.get(place)?.clone();
        let code = Letter::Notice { kind: preview.kind, copy: !preview.copies.is_empty() }.code();
        Some(self.message(MessageId(Uuid::nil()), id, code, outbox::CUSTOMER, "", to, mail, self.clock().now()))
    }

    async fn notice(&self, conn: &impl Conn, demand: &Demand, kind: NoticeKind, copies: &[DocumentId]) -> Result<NoticePreview, Error> {
        let customer = demand.customer.as_ref().ok_or(Error::NoAddress("no customer has been matched"))?;
        let copies: Vec<DocumentRef> = demand.documents.iter().filter(|d| copies.contains(&d.id)).cloned().collect();
        let letter = Letter::Notice { kind, copy: !copies.is_empty() };
        let (mut mails, mut order) = (Vec::new(), Vec::new());
        for Listed { contact, place, to } in self.contacts(conn, customer.id).await? {
            let mail = self.inner.writer.write(&letter, demand, &to, None)?;
            mails.push((to, mail));
            order.push((contact, place));
        }
        if mails.is_empty() {
            return Err(Error::NoAddress("the customer has no admin contact that can be reached"));
        }
        let sheet = Sheet::new(&self.sender(), demand, Side::Customer, "");
        let written = serde_json::to_vec(&(kind, &mails, &order, &copies, &sheet)).map_err(|e| Error::Corrupt(e.to_string()))?;
        Ok(NoticePreview { kind, mails, copies, sheet, order, digest: chain::hex(&Sha256::digest(written)) })
    }

    /// Put what follows from an entry in the outbox, and take back what may not go any more.
    /// Gives back what was on the wire, or uncertain, by then.
    pub(super) async fn post(&self, txn: &Txn, after: &Demand, entry: &Entry, now: Instant) -> Result<Vec<MessageId>, Error> {
        let mut too_late = Vec::new();
        if ends_mailing(&entry.event) {
            held::drop_all(txn, after.id).await?;
            let cancelled = outbox::cancel_for_demand_audience(txn, after.id, outbox::CUSTOMER, None, entry.event.kind()).await?;
            self.say_too_late(txn, after.id, &entry.actor, &cancelled.too_late, now).await?;
            too_late = cancelled.too_late;
        }
        self.post_letters(txn, after, entry, now).await?;
        Ok(too_late)
    }

    async fn post_letters(&self, txn: &Txn, after: &Demand, entry: &Entry, now: Instant) -> Result<(), Error> {
        match &entry.event {
            Event::NoticeQueued { draft, .. } => return self.post_notice(txn, after, draft, now).await,
            Event::NoticeNext { place } => return self.post_next(txn, after, *place, now).await,
            Event::NoticeReminded => return self.post_reminders(txn, after, now).await,
            _ => {}
        }
        let Some(letter) = follows(after, &entry.event) else { return Ok(()) };
        let (side, known, thread) = match letter.side() {
            Side::Customer => (outbox::CUSTOMER, None, outbox::thread_of(txn, after.id, outbox::CUSTOMER).await?),
            Side::Authority => {
                let (known, thread) = outbox::talk_with(txn, after.id, after.authority.as_ref().map(|a| a.id)).await?;
                (outbox::AUTHORITY, known, thread)
            }
        };
        let postal = known.as_ref().map(|row| row.postal.clone()).unwrap_or_default();
        let Some((to, mail)) = self.written(txn, known, after, &letter, now).await? else {
            return withheld(txn, after.id, entry.actor, &letter, now).await;
        };
        let annex = if letter.side() == Side::Authority { self.annex(txn, after, &to.language, now).await? } else { None };
        let thread = thread.unwrap_or_else(new_thread);
        let row = self.message(MessageId(Uuid::new_v4()), after.id, letter.code(), side, &thread, to, mail, now);
        queue_with(txn, row, &Sheet { annex, ..Sheet::new(&self.sender(), after, letter.side(), &postal) })
    }

    /// Put a message in the outbox, with what its page says beside the text.
    pub(super) fn queue(&self, txn: &Txn, after: &Demand, row: MessageRow, side: Side) -> Result<(), Error> {
        queue_with(txn, row, &Sheet::new(&self.sender(), after, side, ""))
    }

    #[expect(clippy::too_many_arguments, reason = "one row of the outbox, column by column")]
    pub(super) fn message(
        &self,
        id: MessageId,
        demand: DemandId,
        letter: &str,
        side: &str,
        thread: &str,
        to: Recipient,
        mail: Mail,
        now: Instant,
    ) -> MessageRow {
        MessageRow {
            id: id.into(),
            demand_id: Some(demand.into()),
            letter: letter.to_owned(),
            side: side.to_owned(),
            audience: to.name,
            recipient: to.mail,
            language: to.language,
            subject: mail.subject,
            body_text: mail.text,
            body_html: mail.html,
            attachments: "[]".to_owned(),
            state: outbox::QUEUED.to_owned(),
            attempts: 0,
            next_at: now,
            lease_until: None,
            expires_at: None,
            created_at: now,
            sent_at: None,
            last_response: None,
            message_id: outbox::message_id(id, &self.sender().mail),
            thread: thread.to_owned(),
        }
    }

    /// Who writes.
    #[must_use]
    pub fn sender(&self) -> Sender {
        self.inner.writer.sender()
    }

    /// Where a letter to the authority goes. What says anything of a case goes to the registry's address, which two people stand
    /// behind, and nowhere else: a sender's address proves nobody. While nobody stands behind an address, the acknowledgement,
    /// which only says that something arrived, goes to the sender; a refusal, and the question for an order, are decided and not
    /// written (`None`: whoever asks is told by other means); any other letter cannot be written. To a frozen authority nothing goes.
    fn authority_address(&self, row: Option<AuthorityRow>, demand: &Demand, letter: &Letter) -> Result<Option<Recipient>, Error> {
        let language = |territory: &str| spoken(territory).to_owned();
        let standing = row.as_ref().map(|row| row.standing.clone()).unwrap_or_default();
        if let Some(row) = row.filter(|_| standing == "known") {
            let Some(mail) = row.mail else {
                // The step itself must not wait for an address: the form is there for who sends it by other means, and what was given
                // in an emergency has left already.
                let waits = !matches!(letter, Letter::NotCarriedOut | Letter::PaperOwed { .. });
                return if waits { Err(Error::NoAddress("the registry has no mail address for the authority")) } else { Ok(None) };
            };
            let language = if row.language.is_empty() { language(&row.territory) } else { row.language };
            return Ok(Some(Recipient { name: row.name, mail, language }));
        }
        match letter {
            Letter::Acknowledgement if standing != "frozen" && demand.receipt.sender.contains('@') => {
                let name = demand.paper.authority_name.clone();
                Ok(Some(Recipient { name, mail: demand.receipt.sender.clone(), language: language(self.territory(demand)) }))
            }
            Letter::Refusal { .. } | Letter::NotCarriedOut | Letter::OrderAsked { .. } | Letter::PaperOwed { .. } => Ok(None),
            Letter::Acknowledgement
            | Letter::Redirect { .. }
            | Letter::Effect { .. }
            | Letter::Clarification { .. }
            | Letter::Notice { .. }
            | Letter::ObjectionAnswer { .. } => Err(Error::NoAddress("no second person has confirmed the authority in the registry")),
        }
    }

    /// The people whom a customer listed and who can be reached now, in its order.
    pub(super) async fn contacts(&self, conn: &impl Conn, customer: CustomerId) -> Result<Vec<Listed>, Error> {
        let (policy, now) = (self.policy().contacts, self.clock().now());
        let listed = customers::contacts_of(conn, customer).await?;
        let reached = listed.into_iter().filter(|c| c.reach(&policy, now).reachable());
        let one = |c: ContactRow| Listed {
            contact: c.id.to(),
            place: u32::try_from(c.position).unwrap_or_default(),
            to: Recipient { name: c.name, mail: c.mail, language: c.language },
        };
        Ok(reached.map(one).collect())
    }
}

/// The same with a sheet that is there already.
fn queue_with(txn: &Txn, row: MessageRow, sheet: &Sheet) -> Result<(), Error> {
    let id = row.id.to();
    outbox::put_later(txn, row);
    outbox::put_sheet_later(txn, id, sheet.kept()?);
    Ok(())
}

/// The language in which an authority of a territory is written to. Where a country writes in several, in English.
fn spoken(territory: &str) -> &'static str {
    match territory.split('-').next().unwrap_or_default() {
        "SE" => "sv",
        "DE" | "AT" | "LI" => "de",
        "FR" | "LU" | "MC" => "fr",
        _ => "en",
    }
}

/// A contact who can be reached.
#[derive(Clone, Debug)]
pub(super) struct Listed {
    /// Who.
    pub contact: ContactId,
    /// Place in the customer's order; those who share the lowest are told first.
    pub place: u32,
    /// Where.
    pub to: Recipient,
}

/// Whether an event ends what is on its way to the customer: nothing more of that notice goes out.
const fn ends_mailing(event: &Event) -> bool {
    matches!(
        event,
        Event::NoticeStopped { .. }
            | Event::NoticeFailed
            | Event::NoticeOwed { .. }
            | Event::SecrecyPlaced { .. }
            | Event::NoticeWaived { .. }
            | Event::PaperCorrected { .. }
            | Event::CustomerMatched { .. }
            | Event::Reopened { .. }
    )
}

/// A letter that nobody may be sent; the record says so.
async fn withheld(txn: &Txn, demand: DemandId, actor: Actor, letter: &Letter, now: Instant) -> Result<(), Error> {
    let payload = serde_json::json!({ "mail": "withheld", "letter": letter.code() });
    note(txn, demand, actor, "letter_withheld", payload, now).await
}

/// The token of the talk with one side about a demand.
pub(super) async fn thread(txn: &Txn, demand: DemandId, side: &str) -> Result<String, Error> {
    Ok(outbox::thread_of(txn, demand, side).await?.unwrap_or_else(new_thread))
}

fn new_thread() -> String {
    Uuid::new_v4().simple().to_string()
}
