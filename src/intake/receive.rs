//! From the bytes of a mail or a JSON file to a demand on the record. Nothing that came is lost: the original is always kept,
//! and what cannot be read is kept in quarantine.

use super::error::IntakeError;
use super::json::{self, ImportedDemand};
use super::mail::{self, IncomingMail, Limits, Mark};
use super::pdf::{self, PdfFacts};
use super::suggest::{Field, Suggestions, suggest};
use super::{Attachment, Sniffed};
use crate::record::chain;
use crate::workflow::{Error, NewDemand, NewDocument, Workflow};
use bytes::Bytes;
use chrono::{NaiveDate, NaiveTime, TimeZone};
use chrono_tz::Tz;
use domain::Instant;
use domain::actor::Actor;
use domain::clocks::end_of_day;
use domain::demand::Demand;
use domain::ids::Reference;
use domain::instrument::InstrumentId;
use domain::paper::{Channel, LinkKind, Paper, Receipt};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::time::Duration;

/// How long one PDF may take to read.
const PATIENCE: Duration = Duration::from_secs(20);
/// Most bytes that are taken in at all, read or unread.
pub const MOST_BYTES: usize = 256 * 1024 * 1024;

/// Kind of a document that nobody opens before a person has looked at where it came from.
pub const QUARANTINE: &str = "quarantine";

/// Why nothing was taken in.
#[derive(Debug, thiserror::Error)]
pub enum ReceiveError {
    /// The bytes are no mail, or the JSON is wrong.
    #[error(transparent)]
    Unread(#[from] IntakeError),
    /// Larger than anything that is kept.
    #[error(
        "it has {size} bytes and at most {MOST_BYTES} are kept; nothing was recorded: take it in as several demands, or its documents one by one"
    )]
    TooLarge {
        /// Bytes.
        size: usize,
    },
    /// The receipt lies in the future or before 1970.
    #[error("the receipt cannot be at {at}: it must lie between 1970 and now; nothing was recorded")]
    Receipt {
        /// As given.
        at: Instant,
    },
    /// The rules or the store said no.
    #[error(transparent)]
    Workflow(#[from] Error),
}

impl ReceiveError {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unread(error) => error.code(),
            Self::TooLarge { .. } => "intake-too-large",
            Self::Receipt { .. } => "intake-receipt",
            Self::Workflow(Error::Refused(_)) => "refused",
            Self::Workflow(_) => "workflow",
        }
    }
}

/// A part that was kept but not read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unread {
    /// File name.
    pub name: String,
    /// Why.
    pub why: IntakeError,
}

/// What a mail or file gives, before anybody has decided anything: for a form, or to be taken in as it is.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The demand as far as it could be read.
    pub new: NewDemand,
    /// What was read, with the lines it was read from; empty for JSON.
    pub suggestions: Suggestions,
    /// What a person must see.
    pub marks: Vec<Mark>,
    /// What was kept but not read.
    pub unread: Vec<Unread>,
    /// Fields that no document gave beyond doubt and a person has to fill in.
    pub open: Vec<Field>,
    /// The mail as read, without its files (they are among the documents), to be shown beside the fields.
    pub mail: Option<IncomingMail>,
    /// Each paper that could be read, by the name of its file, in the order that [`Source::Pdf`] counts.
    ///
    /// [`Source::Pdf`]: super::suggest::Source::Pdf
    pub papers: Vec<(String, PdfFacts)>,
}

/// A demand taken in.
#[derive(Clone, Debug)]
pub struct Received {
    /// The demand.
    pub demand: Demand,
    /// Earlier demands of the same authority, reference and accounts: linked, never merged (INV-27).
    pub duplicates: Vec<Reference>,
    /// As in [`Draft::marks`].
    pub marks: Vec<Mark>,
    /// As in [`Draft::unread`].
    pub unread: Vec<Unread>,
    /// As in [`Draft::open`].
    pub open: Vec<Field>,
}

/// Read a mail that was received at `at` (UTC).
///
/// A mail beyond the reader's limits is kept whole and unread, with what its header says.
///
/// # Errors
/// [`ReceiveError::Unread`] when the bytes are no mail; [`ReceiveError::TooLarge`]; [`ReceiveError::Receipt`].
pub async fn read_mail(workflow: &Workflow, bytes: Bytes, name: &str, at: Instant) -> Result<Draft, ReceiveError> {
    check(workflow, bytes.len(), at)?;
    let (mail, too_much) = match mail::read(&bytes, &Limits::default()) {
        Ok(mail) => (Some(mail), None),
        Err(IntakeError::NotAMail) => return Err(IntakeError::NotAMail.into()),
        Err(why) => (header_alone(&bytes), Some(why)),
    };
    let hash = chain::hex(&Sha256::digest(&bytes));
    let mut documents = vec![NewDocument {
        name: file_name(name, "mail.eml"),
        media_type: "message/rfc822".to_owned(),
        kind: if too_much.is_some() { QUARANTINE } else { "mail" }.to_owned(),
        bytes: bytes.clone(),
    }];
    let mut unread: Vec<Unread> = too_much.map(|why| Unread { name: file_name(name, "mail.eml"), why }).into_iter().collect();
    let (mut names, mut papers) = (Vec::new(), Vec::new());
    for attachment in mail.iter().flat_map(|m| &m.attachments) {
        let (document, facts, problem) = sort(attachment).await;
        documents.push(document);
        if let Some(facts) = facts {
            names.push(attachment.name.clone());
            papers.push(facts);
        }
        unread.extend(problem);
    }
    let suggestions = mail.as_ref().map(|m| suggest(m, &papers)).unwrap_or_default();
    let marks = mail.as_ref().map(|m| m.marks.clone()).unwrap_or_default();
    let new = from_suggestions(workflow, &suggestions, mail.as_ref(), &hash, at, documents);
    let open = open_fields(&suggestions);
    let papers = names.into_iter().zip(papers).collect();
    let mail = mail.map(|m| IncomingMail { attachments: Vec::new(), ..m });
    Ok(Draft { new, suggestions, marks, unread, open, mail, papers })
}

/// Read a demand from JSON.
///
/// # Errors
/// [`ReceiveError::Unread`] with every wrong field; [`ReceiveError::Receipt`].
pub fn read_json(workflow: &Workflow, bytes: &Bytes, name: &str, now: Instant) -> Result<Draft, ReceiveError> {
    let demand = json::read(bytes, workflow.rulebook())?;
    let at = demand.received_at.unwrap_or(now);
    check(workflow, bytes.len(), at)?;
    let document = NewDocument {
        name: file_name(name, "demand.json"),
        media_type: "application/json".to_owned(),
        kind: "attachment".to_owned(),
        bytes: bytes.clone(),
    };
    let new = from_json(workflow, demand, at, document);
    Ok(Draft {
        new,
        suggestions: Suggestions::default(),
        marks: Vec::new(),
        unread: Vec::new(),
        open: Vec::new(),
        mail: None,
        papers: Vec::new(),
    })
}

/// Put a draft on the record. `key` makes a repeated submit harmless.
///
/// # Errors
/// [`ReceiveError::Workflow`]; then nothing was recorded.
pub async fn take(workflow: &Workflow, actor: Actor, draft: Draft, key: Option<String>) -> Result<Received, ReceiveError> {
    let Draft { new, marks, unread, open, .. } = draft;
    let demand = workflow.receive(actor, new, key).await?;
    let mut duplicates = Vec::new();
    for link in demand.links.iter().filter(|l| l.kind == LinkKind::Duplicate) {
        duplicates.push(workflow.find(&Actor::System, link.other).await?.reference);
    }
    tracing::info!(code = "demand-received", documents = demand.documents.len(), unread = unread.len(), "a demand came in");
    Ok(Received { demand, duplicates, marks, unread, open })
}

pub(super) fn check(workflow: &Workflow, size: usize, at: Instant) -> Result<(), ReceiveError> {
    if size > MOST_BYTES {
        return Err(ReceiveError::TooLarge { size });
    }
    if at > workflow.clock().now() || at < Instant::UNIX_EPOCH {
        return Err(ReceiveError::Receipt { at });
    }
    Ok(())
}

/// What the header of a mail says whose body is beyond the limits; `None` when not even that can be read.
fn header_alone(bytes: &[u8]) -> Option<IncomingMail> {
    let limit = Limits::default().header;
    let head = bytes.get(..bytes.len().min(limit))?;
    let end = head.windows(4).position(|w| w == b"\r\n\r\n").or_else(|| head.windows(2).position(|w| w == b"\n\n"))?;
    let mut alone: Vec<u8> = Vec::with_capacity(end + 64);
    // Without its parts the mail is a plain one; what says otherwise would be misread.
    let mut keep = true;
    for line in head.get(..end)?.split_inclusive(|b| *b == b'\n') {
        if !line.starts_with(b" ") && !line.starts_with(b"\t") {
            let name = line.split(|b| *b == b':').next().unwrap_or_default().to_ascii_lowercase();
            keep = !name.starts_with(b"content-");
        }
        if keep {
            alone.extend_from_slice(line);
        }
    }
    alone.extend_from_slice(b"\r\n\r\n");
    mail::read(&alone, &Limits::default()).ok()
}

/// One attachment as a document: a paper that could be read, a file, or something for quarantine.
pub(super) async fn sort(attachment: &Attachment) -> (NewDocument, Option<PdfFacts>, Option<Unread>) {
    let bytes = Bytes::copy_from_slice(&attachment.bytes);
    let claims_pdf = attachment.declared == "application/pdf" || attachment.name.to_ascii_lowercase().ends_with(".pdf");
    let (kind, facts, why) = if attachment.sniffed == Sniffed::Pdf || claims_pdf {
        match pdf::inspect_apart(bytes.clone(), PATIENCE).await {
            // A paper that acts by itself is read, but nobody is to open it.
            Ok(facts) if facts.is_active() => (QUARANTINE, Some(facts), None),
            Ok(facts) => ("paper", Some(facts), None),
            Err(why) => (QUARANTINE, None, Some(why)),
        }
    } else if attachment.misdeclared() || matches!(attachment.sniffed, Sniffed::Program | Sniffed::Archive | Sniffed::Markup) {
        (QUARANTINE, None, None)
    } else {
        ("attachment", None, None)
    };
    let document =
        NewDocument { name: attachment.name.clone(), media_type: media_type(attachment.sniffed).to_owned(), kind: kind.to_owned(), bytes };
    (document, facts, why.map(|why| Unread { name: attachment.name.clone(), why }))
}

/// A file that was handed in with a demand: what it is by its bytes, and why it was not read, if it was not.
pub async fn document(name: &str, bytes: Vec<u8>) -> (NewDocument, Option<Unread>) {
    let sniffed = Sniffed::of(&bytes);
    let attachment = Attachment { name: file_name(name, "document"), declared: media_type(sniffed).to_owned(), sniffed, bytes };
    let (document, _, unread) = sort(&attachment).await;
    (document, unread)
}

/// By the bytes; what the sender declares is not taken over.
const fn media_type(sniffed: Sniffed) -> &'static str {
    match sniffed {
        Sniffed::Pdf => "application/pdf",
        Sniffed::Text => "text/plain",
        Sniffed::Mail => "message/rfc822",
        Sniffed::Archive | Sniffed::Image | Sniffed::Markup | Sniffed::Program | Sniffed::Office | Sniffed::Unknown => {
            "application/octet-stream"
        }
    }
}

fn file_name(name: &str, fallback: &str) -> String {
    super::file::safe_name(name, fallback)
}

pub(super) fn from_suggestions(
    workflow: &Workflow,
    read: &Suggestions,
    mail: Option<&IncomingMail>,
    hash: &str,
    at: Instant,
    documents: Vec<NewDocument>,
) -> NewDemand {
    let instrument = read.instrument.as_ref().map_or_else(InstrumentId::unclassified, |s| s.value.clone());
    let zone = zone_of(workflow, &instrument);
    // Without a reference of its own the demand goes under what the sender can find it by: the mail.
    let by_mail =
        mail.and_then(|m| m.message_id.clone()).map_or_else(|| format!("mail {}", hash.get(..16).unwrap_or(hash)), |id| format!("<{id}>"));
    let reference = read.authority_reference.as_ref().map_or(by_mail, |s| s.value.clone());
    let due = read.face_due.as_ref().map(|s| match s.value.time {
        Some(time) => moment(s.value.date, time, zone),
        None => end_of_day(s.value.date, zone),
    });
    let period = read.period.as_ref().map(|s| s.value);
    let mut statutes: Vec<&str> = Vec::new();
    for statute in &read.statutes {
        if !statutes.contains(&statute.value.as_str()) {
            statutes.push(&statute.value);
        }
    }
    let sender = mail.and_then(IncomingMail::sender).map(|a| a.mail.clone()).unwrap_or_default();
    // Where the law gives the form's own box effect, the box is read, not the words.
    let by_box = workflow.rulebook().get(&instrument).is_some_and(|i| !i.secrecy.by_request.is_empty());
    let secrecy_asked = read.secrecy_asked.clone().filter(|_| !by_box);
    NewDemand {
        secrecy_asked,
        receipt: Receipt { at, channel: Channel::Mail, sender },
        paper: Paper {
            instrument,
            rulebook: workflow.rulebook().version.clone(),
            authority_name: read.authority_name.as_ref().map(|s| s.value.clone()).unwrap_or_default(),
            authority_reference: reference,
            issuer: None,
            statute: statutes.join("; "),
            issued_on: read.issued_on.as_ref().map(|s| s.value),
            face_due: due,
            notice_at: None,
            emergency_claimed: read.emergency.as_ref().is_some_and(|s| s.value),
            refrain_requested: false,
            enforcing_authority_notified: false,
            identifiers: read.accounts.iter().map(|s| s.value.clone()).collect(),
            stated: domain::stated::Stated::default(),
        },
        categories: read.categories.iter().map(|s| s.value).collect(),
        from: period.map(|p| start_of_day(p.from, zone)),
        to: period.map(|p| end_of_day(p.to, zone)),
        authority: None,
        customer: None,
        documents,
    }
}

fn from_json(workflow: &Workflow, demand: ImportedDemand, at: Instant, document: NewDocument) -> NewDemand {
    let zone = zone_of(workflow, &demand.instrument);
    NewDemand {
        secrecy_asked: None,
        receipt: Receipt { at, channel: Channel::File, sender: demand.authority.mail.unwrap_or_default() },
        paper: Paper {
            instrument: demand.instrument,
            rulebook: workflow.rulebook().version.clone(),
            authority_name: demand.authority.name,
            authority_reference: demand.authority_reference,
            issuer: demand.issuer,
            statute: demand.statute.unwrap_or_default(),
            issued_on: demand.issued_on,
            face_due: demand.face_due,
            notice_at: demand.notice_at,
            emergency_claimed: demand.emergency,
            refrain_requested: false,
            enforcing_authority_notified: false,
            identifiers: demand.identifiers,
            stated: domain::stated::Stated::default(),
        },
        categories: demand.categories,
        from: demand.from.map(|day| start_of_day(day, zone)),
        to: demand.to.map(|day| end_of_day(day, zone)),
        authority: None,
        customer: None,
        documents: vec![document],
    }
}

/// Days on a paper are civil days where its law applies.
#[must_use]
pub fn zone_of(workflow: &Workflow, instrument: &InstrumentId) -> Tz {
    let territory = workflow.rulebook().get(instrument).map_or("ZZ", |i| i.territory.as_str());
    workflow.policy().locus(territory).zone
}

/// 0:00 of a civil day.
#[must_use]
pub fn start_of_day(day: NaiveDate, zone: Tz) -> Instant {
    day.pred_opt().map_or_else(|| day.and_time(NaiveTime::MIN).and_utc(), |before| end_of_day(before, zone))
}

/// A civil time as an instant: the earlier of two where clocks go back, and the duty to act follows the earlier; where they
/// go forward and the time does not exist, the hour before.
#[must_use]
pub fn moment(day: NaiveDate, time: NaiveTime, zone: Tz) -> Instant {
    let civil = day.and_time(time);
    let found = zone.from_local_datetime(&civil).earliest();
    let found = found.or_else(|| zone.from_local_datetime(&(civil - chrono::Duration::hours(1))).earliest());
    found.map_or_else(|| civil.and_utc(), |t| t.to_utc())
}

/// What a person still has to fill in: what no document says, and what they contradict each other in.
pub(super) fn open_fields(read: &Suggestions) -> Vec<Field> {
    let mut open: BTreeSet<Field> = read.conflicts.iter().copied().collect();
    let missing = [
        (read.authority_reference.is_none(), Field::AuthorityReference),
        (read.authority_name.is_none(), Field::AuthorityName),
        (read.instrument.is_none(), Field::Instrument),
        (read.issued_on.is_none(), Field::IssuedOn),
        (read.accounts.is_empty(), Field::Accounts),
        (read.categories.is_empty(), Field::Categories),
    ];
    open.extend(missing.into_iter().filter(|(missing, _)| *missing).map(|(_, field)| field));
    open.into_iter().collect()
}
