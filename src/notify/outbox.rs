//! The loop that empties the outbox.
//!
//! A message is leased, its attempt committed, then the socket opens, then the end is written down. Before the attempt is
//! committed a crash costs nothing, afterwards the message is ambiguous and waits for a person: at most once without one.

use super::message::{Enclosure, MessageError, Posting, ReadyMail, compose};
use super::page::{self, PageError};
use super::transport::{SendOutcome, Transport};
use crate::store::outbox::{self, MessageRow, Outcome};
use crate::store::{Key, StoreError, documents};
use crate::workflow::{Error, Workflow};
use domain::ids::{DocumentId, MessageId};
use std::time::Duration;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// How much at once and how long.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Messages on the way at the same time: so many slow recipients don't hold the others.
    pub at_once: usize,
    /// How long a message is held. Longer than `attempt`, or a slow one would be taken for lost.
    pub lease: Duration,
    /// The longest that one attempt may take; after it the message is ambiguous. Longer than the transport's own patience.
    pub attempt: Duration,
    /// How often to look for new messages while others are still on the way.
    pub look: Duration,
    /// Whether each letter carries itself as a page (PDF).
    pub pages: bool,
    /// Once cancelled, nothing more is begun and what is on the way is finished: a stop leaves nothing ambiguous.
    pub closing: CancellationToken,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            at_once: 8,
            lease: Duration::from_secs(30 * 60),
            attempt: Duration::from_secs(20 * 60),
            look: Duration::from_secs(1),
            pages: true,
            closing: CancellationToken::new(),
        }
    }
}

/// What one pass has done.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Delivered {
    /// Taken over by the other side's server.
    pub sent: u64,
    /// Not sent; tried again later.
    pub later: u64,
    /// Given up.
    pub dead: u64,
    /// Nobody knows; a person decides.
    pub ambiguous: u64,
    /// Withdrawn at the gate, or by somebody else before the attempt.
    pub stopped: u64,
    /// Held back by an error of our own; the message comes again when its lease runs out.
    pub failed: u64,
}

/// The waits after the first failures; then the last one again and again.
const WAITS: [i64; 5] = [1, 5, 15, 60, 240];
/// Attempts until a message is given up: three days. A person who queues it again begins another round.
const ROUND: i64 = 22;

/// How long to wait after the `attempts`-th attempt has failed for now; `None`: no more.
#[must_use]
pub fn next_wait(attempts: i64) -> Option<chrono::Duration> {
    let done = attempts.max(1);
    let wait = usize::try_from((done - 1) % ROUND).ok().and_then(|n| WAITS.get(n)).or(WAITS.last())?;
    (done % ROUND != 0).then(|| chrono::Duration::minutes(*wait))
}

/// Send what is due, until nothing is due and nothing on the way. Each message for itself: what one recipient's server does
/// holds no other message.
///
/// # Errors
/// [`Error::Store`] when the outbox can't be read; what was on the way has been finished then.
pub async fn deliver_once(workflow: &Workflow, transport: &Transport, limits: &Limits) -> Result<Delivered, Error> {
    workflow.settle_notices(500).await?;
    let lease = chrono::Duration::from_std(limits.lease).unwrap_or(chrono::Duration::hours(1));
    let mut total = Delivered::default();
    let mut on_the_way: JoinSet<Result<Option<Outcome>, Error>> = JoinSet::new();
    let mut broken = None;
    loop {
        let room = limits.at_once.saturating_sub(on_the_way.len());
        let mut more = false;
        if room > 0 && broken.is_none() && !limits.closing.is_cancelled() {
            match workflow.lease_mail(room as u64, lease).await {
                Ok(leased) => {
                    more = !leased.stopped.is_empty();
                    total.stopped += leased.stopped.len() as u64;
                    for message in leased.messages {
                        on_the_way.spawn(one(workflow.clone(), transport.clone(), limits.clone(), message));
                    }
                }
                Err(error) => broken = Some(error),
            }
        }
        if on_the_way.is_empty() && !more {
            return broken.map_or(Ok(total), Err);
        }
        tokio::select! {
            Some(done) = on_the_way.join_next() => total.count(done.unwrap_or(Err(Error::Cut))),
            () = tokio::time::sleep(limits.look), if !more => {}
            () = std::future::ready(()), if more => {}
        }
    }
}

impl Delivered {
    fn count(&mut self, end: Result<Option<Outcome>, Error>) {
        match end {
            Ok(Some(Outcome::Sent)) => self.sent += 1,
            Ok(Some(Outcome::Failed { .. })) => self.later += 1,
            Ok(Some(Outcome::Dead)) => self.dead += 1,
            Ok(Some(Outcome::Ambiguous)) => self.ambiguous += 1,
            Ok(None) => self.stopped += 1,
            Err(error) => {
                // The error's own text names no case, but what it stands on might.
                tracing::error!(code = "outbox-attempt", kind = kind(&error), "an attempt to send was not carried through");
                self.failed += 1;
            }
        }
    }
}

const fn kind(error: &Error) -> &'static str {
    match error {
        Error::Store(error) => error.code(),
        Error::Cut => "cut",
        Error::Corrupt(_) => "corrupt",
        _ => "refused",
    }
}

/// One attempt on one message; `None` when it was withdrawn before.
async fn one(workflow: Workflow, transport: Transport, limits: Limits, message: MessageRow) -> Result<Option<Outcome>, Error> {
    let id: MessageId = message.id.to();
    let Some(attempt) = workflow.begin_mail(id).await? else { return Ok(None) };
    let (outcome, response) = match ready(&workflow, &message, limits.pages).await {
        Ok(mail) => match tokio::time::timeout(limits.attempt, transport.send(&mail)).await {
            Ok(end) => judged(&workflow, &message, end),
            Err(_) => uncertain(&workflow, &message, "no end within the time of an attempt".to_owned()),
        },
        Err(NotReady::Never(why)) => (Outcome::Dead, why.to_owned()),
        Err(NotReady::NotNow(why)) => (later(&workflow, &message), why.to_owned()),
    };
    ended(&workflow, id, attempt, outcome, response).await?;
    Ok(Some(outcome))
}

/// Write the end down; once more if the database was busy, because an end that is not written makes the message ambiguous.
async fn ended(workflow: &Workflow, id: MessageId, attempt: Key, outcome: Outcome, response: String) -> Result<(), Error> {
    for wait in [1, 5] {
        match workflow.end_mail(id, attempt, outcome, response.clone()).await {
            Err(Error::Store(StoreError::Database(_) | StoreError::CommitUnknown(_))) => {
                tokio::time::sleep(Duration::from_secs(wait)).await;
            }
            done => return done,
        }
    }
    workflow.end_mail(id, attempt, outcome, response).await
}

fn judged(workflow: &Workflow, message: &MessageRow, end: SendOutcome) -> (Outcome, String) {
    match end {
        SendOutcome::Accepted { response } => (Outcome::Sent, response),
        SendOutcome::Refused { phase, response } => (Outcome::Dead, format!("{}: {response}", phase.code())),
        SendOutcome::Temporary { phase, why } => (later(workflow, message), format!("{}: {why}", phase.code())),
        SendOutcome::Ambiguous { why } => uncertain(workflow, message, why),
    }
}

/// A person decides about what concerns a demand; anything else may come twice and is tried again.
fn uncertain(workflow: &Workflow, message: &MessageRow, why: String) -> (Outcome, String) {
    (if message.demand_id.is_some() { Outcome::Ambiguous } else { later(workflow, message) }, why)
}

fn later(workflow: &Workflow, message: &MessageRow) -> Outcome {
    // The row was read before this attempt was begun.
    next_wait(message.attempts + 1).map_or(Outcome::Dead, |wait| Outcome::Failed { next_at: workflow.clock().now() + wait })
}

enum NotReady {
    Never(&'static str),
    NotNow(&'static str),
}

impl From<MessageError> for NotReady {
    fn from(error: MessageError) -> Self {
        Self::Never(error.code())
    }
}

impl From<StoreError> for NotReady {
    fn from(error: StoreError) -> Self {
        Self::NotNow(error.code())
    }
}

/// What a file is called in a mail. Its own name may say what the case is about.
#[must_use]
pub fn enclosed_as(n: usize, media_type: &str) -> String {
    let ending = match media_type {
        "application/pdf" => "pdf",
        "text/plain" => "txt",
        "message/rfc822" => "eml",
        "image/png" => "png",
        "image/jpeg" => "jpg",
        "image/tiff" => "tif",
        _ => "bin",
    };
    format!("document-{n}.{ending}")
}

/// The mail of a row, with its page and its files.
async fn ready(workflow: &Workflow, message: &MessageRow, pages: bool) -> Result<ReadyMail, NotReady> {
    let sender = workflow.sender();
    let files: Vec<DocumentId> = serde_json::from_str(&message.attachments).map_err(|_| NotReady::Never("message-build"))?;
    let mut enclosures = Vec::with_capacity(files.len() + 1);
    let page = if pages { page::of(workflow.store().read(), message).await } else { Err(PageError::NotBuilt) };
    match page {
        Ok(bytes) => enclosures.push(Enclosure { name: page::NAME.to_owned(), media_type: "application/pdf".to_owned(), bytes }),
        Err(PageError::NoLetter | PageError::NotBuilt) => {}
        Err(PageError::Store(error)) => return Err(error.into()),
        // The mail says all that the page would. A page that can't be set must not hold a letter that is owed.
        Err(error) => tracing::error!(code = "letter-page", message = %message.id, %error, "a letter goes without its page"),
    }
    match page::annex(workflow.store().read(), message, pages).await {
        Ok(Some(page::Annexed { pdf, xml })) => {
            let file = |ending: &str, bytes| Enclosure {
                name: format!("{}.{ending}", page::ANNEX),
                media_type: format!("application/{ending}"),
                bytes,
            };
            enclosures.extend(pdf.map(|bytes| file("pdf", bytes)));
            enclosures.push(file("xml", xml));
        }
        Ok(None) => {}
        Err(PageError::Store(error)) => return Err(error.into()),
        // The letter owes its form; without it, it waits.
        Err(_) => return Err(NotReady::NotNow("message-build")),
    }
    for (n, file) in files.into_iter().enumerate() {
        let row = documents::find(workflow.store().read(), file).await?.ok_or(NotReady::Never("message-build"))?;
        let bytes = workflow.blobs().get(&row).await?.to_vec();
        enclosures.push(Enclosure { name: enclosed_as(n + 1, &row.media_type), media_type: row.media_type, bytes });
    }
    let reply_to = (message.side != outbox::STAFF).then(|| sender.answer_to(&message.thread)).flatten();
    let mut mail = compose(&Posting {
        id: message.id.to(),
        message_id: &message.message_id,
        from_name: &sender.name,
        from: &sender.mail,
        reply_to: reply_to.as_deref(),
        to: &message.recipient,
        thread: &message.thread,
        in_reply_to: None,
        written_at: message.created_at,
        subject: &message.subject,
        text: &message.body_text,
        html: message.body_html.as_deref(),
        enclosures: &enclosures,
    })?;
    if sender.bounces.is_some() {
        // Reports come back to an address of this message alone.
        let token = outbox::token_of(workflow.store().read(), message.id.to()).await?;
        mail.from = sender.envelope(token.as_deref());
        mail.envelope_id = token;
    }
    Ok(mail)
}

#[cfg(test)]
mod tests {
    use super::next_wait;

    #[test]
    fn waits_grow_and_end_after_three_days() {
        let waits: Vec<i64> = (1..30).map_while(next_wait).map(|w| w.num_minutes()).collect();
        assert_eq!(waits[..7], [1, 5, 15, 60, 240, 240, 240]);
        let days = waits.iter().sum::<i64>() / (24 * 60);
        assert_eq!((waits.len(), days), (21, 2));
        assert!(next_wait(22).is_none());
        assert_eq!(next_wait(23).map(|w| w.num_minutes()), Some(1), "a second round, after a person's word");
        assert_eq!(next_wait(0), next_wait(1));
    }
}
