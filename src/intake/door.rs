//! The one path of a mail, whatever door it came through: kept and hashed before anything is parsed; then read, under limits of size
//! and time; then looked at where it came from; then tied to a demand or left to a person.
//!
//! A door answers for a mail once it is kept. Reading happens afterwards, one mail beside the other: what can't be read in time goes to
//! quarantine, and the next one is not its hostage.

use super::authenticity::{Dns, Envelope, Outcome, Trust, Verdicts, examine};
use super::error::IntakeError;
use super::mail::{self, IncomingMail, Limits};
use super::{report, thread};
use crate::store::mails::{self, MailRow};
use crate::store::{StoreError, documents};
use crate::workflow::mails::{KeptMail, NewMail, Reading};
use crate::workflow::{Error, Filed, Report, Sender, Workflow};
use bytes::Bytes;
use domain::ids::DocumentId;
use domain::who::{self, MailVerdict};
use futures::stream::{self, StreamExt as _};
use mail_parser::MessageParser;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// How long reading one mail may take. With the time that looking at its origin takes it stays below five seconds.
const PATIENCE: Duration = Duration::from_millis(1_500);
/// Mails that are read beside each other.
const BESIDE: usize = 8;
/// Characters of the text that the list shows.
const EXCERPT: usize = 1_000;

/// What reads mails, with what it believes and whom it asks. Cheap to clone.
#[derive(Clone, Debug)]
pub struct MailIn {
    workflow: Workflow,
    trust: Trust,
    dns: Dns,
    limits: Limits,
    beside: Arc<Semaphore>,
}

/// One attachment, as the list shows it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct AttachmentFacts {
    /// File name, made safe.
    pub name: String,
    /// Bytes.
    pub size: usize,
}

/// What a mail says, as far as it is kept beside its bytes.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct MailFacts {
    /// Senders: name and address.
    pub from: Vec<(String, String)>,
    /// Where answers are asked to go.
    pub reply_to: Vec<String>,
    /// To whom.
    pub to: Vec<String>,
    /// Subject.
    pub subject: String,
    /// Codes of the marks that a person must see.
    pub marks: Vec<String>,
    /// Files.
    pub attachments: Vec<AttachmentFacts>,
    /// The beginning of its text.
    pub excerpt: String,
    /// The values that the sentence on why it is in quarantine names.
    pub why: Vec<(String, String)>,
}

impl MailFacts {
    fn of(mail: &IncomingMail) -> Self {
        let plain = |list: &[mail::Address]| list.iter().map(|a| a.mail.clone()).collect();
        Self {
            from: mail.from.iter().map(|a| (a.name.clone().unwrap_or_default(), a.mail.clone())).collect(),
            reply_to: plain(&mail.reply_to),
            to: plain(&mail.to),
            subject: mail.subject.clone().unwrap_or_default(),
            marks: mail.marks.iter().map(|m| m.code().to_owned()).collect(),
            attachments: mail.attachments.iter().map(|a| AttachmentFacts { name: a.name.clone(), size: a.bytes.len() }).collect(),
            excerpt: mail.text.chars().take(EXCERPT).collect(),
            why: Vec::new(),
        }
    }
}

/// What one mail gives when it is read, before anything is asked or written.
#[derive(Clone, Debug)]
pub struct Read {
    /// The mail, or why it can't be read.
    pub mail: Result<IncomingMail, IntakeError>,
    /// What it reports of a mail of ours, if it does.
    pub report: Option<Report>,
    /// What may be tokens of ours.
    pub tokens: Vec<String>,
    /// The mails that it answers.
    pub answers: Vec<String>,
}

/// Read a mail: pure, and bounded by `limits`. Never panics, whatever the bytes are.
#[must_use]
pub fn read(bytes: &[u8], envelope: &Envelope, sender: &Sender, limits: &Limits) -> Read {
    let mail = mail::read(bytes, limits);
    let mut read = Read { mail, report: None, tokens: Vec::new(), answers: Vec::new() };
    if read.mail.is_err() {
        return read;
    }
    let came_to = envelope.to.first().map(String::as_str);
    read.report = report::read(bytes, came_to, sender, limits).unwrap_or_default();
    if let Ok((header, _)) = super::mime::split_header(bytes, limits.header)
        && let Some(head) = MessageParser::default().parse_headers(header)
    {
        read.tokens = thread::tokens(&thread::came_to(&head, &envelope.to), sender);
        read.answers = thread::answers(&head);
    }
    read
}

impl MailIn {
    /// Over these use cases.
    #[must_use]
    pub fn new(workflow: Workflow, trust: Trust, dns: Dns) -> Self {
        Self { workflow, trust, dns, limits: Limits::default(), beside: Arc::new(Semaphore::new(BESIDE)) }
    }

    /// Keep a mail. Once this has returned, the door may answer for it.
    ///
    /// # Errors
    /// [`Error::Store`]: nothing is kept, and the mail may be given again.
    pub async fn keep(&self, door: &'static str, envelope: &Envelope, bytes: Bytes) -> Result<KeptMail, Error> {
        let envelope = serde_json::to_value(envelope).map_err(|_| Error::Cut)?;
        self.workflow.keep_mail(NewMail { door, envelope, bytes }).await
    }

    /// Read a mail that was kept. One that was read already stays as it is.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Store`]: it is read in the next round then.
    pub async fn read(&self, id: DocumentId) -> Result<MailRow, Error> {
        let _place = self.beside.acquire().await.map_err(|_| Error::Cut)?;
        let conn = self.workflow.store().read();
        let row = mails::find(conn, id).await?.ok_or(Error::NotFound)?;
        if row.state != mails::NEW {
            return Ok(row);
        }
        let document = documents::find(conn, id).await?.ok_or(Error::NotFound)?;
        let bytes = self.workflow.blobs().get(&document).await?;
        let envelope: Envelope = serde_json::from_str(&row.envelope).unwrap_or_default();
        let read = self.read_apart(bytes.clone(), envelope.clone()).await;
        if let Some(report) = read.report {
            match self.workflow.file_report_of(report, bytes.clone(), Some(id)).await? {
                Filed::Counted(..) | Filed::Shown(_) => return mails::find(conn, id).await?.ok_or(Error::NotFound),
                Filed::Known(_) | Filed::Stray => {}
            }
        }
        let now = self.workflow.clock().now();
        let verdicts = examine(bytes, envelope, self.trust.clone(), self.dns.clone(), now).await;
        let reading = match read.mail {
            Ok(mail) => Reading {
                quarantine: None,
                sender: mail.sender().map(|a| a.mail.clone()),
                message_id: mail.message_id.clone(),
                references: thread::references(&mail),
                facts: json(&MailFacts::of(&mail)),
                verdicts: Some(json(&verdicts)),
                proof: proof(&mail, &verdicts),
                tokens: read.tokens,
                answers: read.answers,
            },
            Err(why) => {
                let args = why.args().into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
                let facts = json(&MailFacts { why: args, ..MailFacts::default() });
                Reading { quarantine: Some(why.code()), facts, verdicts: Some(json(&verdicts)), ..Reading::default() }
            }
        };
        self.workflow.mail_was_read(id, reading).await
    }

    /// On a thread of its own, with an end in time; a panic in a parser is an unreadable mail.
    async fn read_apart(&self, bytes: Bytes, envelope: Envelope) -> Read {
        let (sender, limits) = (self.workflow.sender(), self.limits);
        let reading = tokio::task::spawn_blocking(move || read(&bytes, &envelope, &sender, &limits));
        let failed = |why| Read { mail: Err(why), report: None, tokens: Vec::new(), answers: Vec::new() };
        match tokio::time::timeout(PATIENCE, reading).await {
            Ok(Ok(read)) => read,
            Ok(Err(_)) => failed(IntakeError::MailBroken),
            Err(_) => failed(IntakeError::MailTooSlow),
        }
    }

    /// Keep a mail, and read it in a task of its own. What becomes of the reading is not waited for.
    ///
    /// # Errors
    /// As [`MailIn::keep`].
    pub async fn take(&self, door: &'static str, envelope: &Envelope, bytes: Bytes) -> Result<KeptMail, Error> {
        let kept = self.keep(door, envelope, bytes).await?;
        if let KeptMail::New(id) = kept {
            let this = self.clone();
            tokio::spawn(async move { this.read_or_say(id).await });
        }
        Ok(kept)
    }

    async fn read_or_say(&self, id: DocumentId) -> bool {
        let read = self.read(id).await;
        match &read {
            Ok(_) | Err(Error::Store(StoreError::Halted)) => {}
            Err(error) => tracing::error!(code = "mail-unread", mail = %id, %error, "a mail was kept and not read"),
        }
        read.is_ok()
    }

    /// Read what was kept at least `since` ago and not read yet, at most `most` mails, several beside each other. How many were read.
    ///
    /// # Errors
    /// [`Error::Store`] when the list can't be read. A mail that fails is tried again in the next round and holds up no other.
    pub async fn read_waiting(&self, most: u64, since: chrono::Duration) -> Result<u64, Error> {
        let before = self.workflow.clock().now() - since;
        let rows = mails::unread(self.workflow.store().read(), most).await?;
        let due = rows.into_iter().filter(|row| row.came_at <= before);
        let done: Vec<bool> = stream::iter(due).map(|row| self.read_or_say(row.document())).buffer_unordered(BESIDE).collect().await;
        Ok(done.into_iter().map(u64::from).sum())
    }
}

/// What the verdicts prove of the sender, as the demand's record keeps it.
fn proof(mail: &IncomingMail, verdicts: &Verdicts) -> who::MailFacts {
    let sender = mail.sender().and_then(|a| who::domain_of(&a.mail));
    who::MailFacts {
        spf: verdict(verdicts.spf.outcome),
        dkim: verdict(verdicts.dkim_outcome()),
        dmarc: verdict(verdicts.dmarc.outcome),
        arc: verdict(verdicts.arc.outcome),
        from: None,
        reply_elsewhere: mail.reply_to.iter().any(|a| who::domain_of(&a.mail) != sender),
    }
}

/// A check that could not be made, or says neither, proves as little as one that was never made.
const fn verdict(outcome: Outcome) -> MailVerdict {
    match outcome {
        Outcome::Pass => MailVerdict::Pass,
        Outcome::Fail | Outcome::SoftFail => MailVerdict::Fail,
        Outcome::None => MailVerdict::None,
        Outcome::Neutral | Outcome::TempError | Outcome::PermError | Outcome::NotDetermined => MailVerdict::NotDetermined,
    }
}

/// The facts of a mail's row.
#[must_use]
pub fn facts(row: &MailRow) -> MailFacts {
    serde_json::from_str(&row.facts).unwrap_or_default()
}

/// The verdicts of a mail's row, once it was looked at.
#[must_use]
pub fn verdicts(row: &MailRow) -> Option<Verdicts> {
    serde_json::from_str(row.verdicts.as_deref()?).ok()
}

fn json<T: Serialize>(value: &T) -> serde_json::Value {
    serde_json::to_value(value).unwrap_or_default()
}
