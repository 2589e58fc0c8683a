//! Mails that come in, by whatever door: kept before anything is read, then read once, then tied to a demand by what cannot be guessed,
//! or left to a person.
//!
//! A mail is tied by a token of ours that it brings back and by coming from whom the token was given to; both, or a person decides.
//! A subject or a reference ties nothing.

use super::delivery::{note, note_of_the_house, whole};
use super::{Error, INCOMING, Workflow};
use crate::record::chain;
use crate::store::documents::{self, DocumentRow};
use crate::store::events::{self, NewEvent};
use crate::store::mails::{self, MailRow};
use crate::store::outbox::{self, MessageRow};
use crate::store::{Key, Sight, StoreError, Txn, compartments, demands, idempotency};
use bytes::Bytes;
use domain::Instant;
use domain::actor::{Actor, Role};
use domain::ids::{DemandId, DocumentId, Reference};
use domain::who::MailFacts;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Kind of the document that is a demand's correspondence from outside.
pub const CORRESPONDENCE: &str = "correspondence";
/// Kind of a document that nobody opens.
const QUARANTINE: &str = "quarantine";

/// A mail as it comes in.
#[derive(Clone, Debug)]
pub struct NewMail {
    /// `pipe`, `lmtp` or `imap`.
    pub door: &'static str,
    /// How it came.
    pub envelope: Value,
    /// The mail.
    pub bytes: Bytes,
}

/// What became of the bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KeptMail {
    /// They are kept, durably.
    New(DocumentId),
    /// They came before.
    Known(DocumentId),
}

impl KeptMail {
    /// The mail.
    #[must_use]
    pub const fn id(self) -> DocumentId {
        match self {
            Self::New(id) | Self::Known(id) => id,
        }
    }
}

/// What was read of a mail.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Reading {
    /// Why it goes to quarantine; `None`: it could be read.
    pub quarantine: Option<&'static str>,
    /// What it says.
    pub facts: Value,
    /// What is known of where it came from.
    pub verdicts: Option<Value>,
    /// What that proves of the sender.
    pub proof: MailFacts,
    /// Sender's address, if there is one.
    pub sender: Option<String>,
    /// `Message-ID` without angle brackets.
    pub message_id: Option<String>,
    /// What may be tokens of ours: from the addresses it came to.
    pub tokens: Vec<String>,
    /// The mails that it answers, by `Message-ID`.
    pub answers: Vec<String>,
    /// References of ours that stand in it. They tie nothing.
    pub references: Vec<Reference>,
}

/// By what a mail belongs, or may belong, to a demand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tie {
    /// It brings a token back, and comes from whom it was given to.
    Token,
    /// It answers a mail of ours, and comes from whom that went to.
    Answer,
    /// As one of these, but from somebody else: a person decides.
    Stranger,
    /// Our reference stands in it: a person decides.
    Reference,
}

impl Tie {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Answer => "message_id",
            Self::Stranger => "stranger",
            Self::Reference => "reference",
        }
    }

    /// Whether it is enough.
    const fn binds(self) -> bool {
        matches!(self, Self::Token | Self::Answer)
    }
}

impl Workflow {
    /// Keep a mail before anything is read of it. Durable when it returns; the same bytes are kept once.
    ///
    /// # Errors
    /// [`Error::Store`]; nothing is kept then, and the mail may be given again.
    pub async fn keep_mail(&self, new: NewMail) -> Result<KeptMail, Error> {
        let this = self.clone();
        whole(async move {
            let sha256 = chain::hex(&Sha256::digest(&new.bytes));
            if let Some(row) = mails::with_hash(this.store().read(), &sha256).await? {
                return Ok(KeptMail::Known(row.document()));
            }
            let id = DocumentId(Uuid::new_v4());
            let sealed = this.blobs().put_bytes(id, &new.bytes).await?;
            let txn = this.store().begin().await?;
            // Again under the writer's lock: the same mail may have come twice at once.
            if let Some(row) = mails::with_hash(&txn, &sha256).await? {
                return Ok(KeptMail::Known(row.document()));
            }
            let now = this.clock().now();
            let payload = json!({ "document": id, "sha256": sha256, "bytes": sealed.bytes, "door": new.door });
            let document = DocumentRow {
                id: id.into(),
                demand_id: None,
                name: "mail.eml".to_owned(),
                media_type: "message/rfc822".to_owned(),
                bytes: sealed.bytes,
                sha256: sealed.sha256,
                kind: INCOMING.to_owned(),
                added_at: now,
                added_by: idempotency::whose(&Actor::System),
                note: String::new(),
            };
            documents::add(&txn, document).await?;
            mails::add(&txn, unread(id, sha256, now, &new)).await?;
            note_of_the_house(&txn, Actor::System, "incoming_kept", payload, now).await?;
            txn.commit().await?;
            Ok(KeptMail::New(id))
        })
        .await
    }

    /// Write down what was read of a mail, and tie it. What was read already stays as it is.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Store`], then nothing was changed and it may be read again.
    pub async fn mail_was_read(&self, id: DocumentId, reading: Reading) -> Result<MailRow, Error> {
        let this = self.clone();
        whole(async move {
            let txn = this.store().begin().await?;
            let now = this.clock().now();
            let before = mails::find(&txn, id).await?.ok_or(Error::NotFound)?;
            if before.state != mails::NEW {
                return Ok(before);
            }
            let same_as = match &reading.message_id {
                Some(message_id) => mails::with_message_id(&txn, message_id, id).await?.map(|row| row.id),
                None => None,
            };
            let mut row = MailRow {
                message_id: reading.message_id.clone(),
                sender: reading.sender.clone(),
                facts: reading.facts.to_string(),
                verdicts: reading.verdicts.as_ref().map(Value::to_string),
                proof: Some(json!(reading.proof).to_string()),
                same_as,
                read_at: Some(now),
                ..before
            };
            if let Some(why) = reading.quarantine {
                row.state = mails::QUARANTINE.to_owned();
                row.why = why.to_owned();
                documents::set_kind(&txn, id, QUARANTINE).await?;
            } else {
                let tied = tie(&txn, &reading).await?;
                row.tie = tied.map(|(_, tie)| tie.code().to_owned());
                match tied {
                    Some((demand, tie)) if tie.binds() => {
                        row.state = mails::FILED.to_owned();
                        row.demand_id = Some(demand.into());
                        row.open = true;
                        documents::assign(&txn, id, demand, CORRESPONDENCE).await?;
                        let payload = json!({ "mail": "filed", "document": id, "tie": tie.code() });
                        note(&txn, demand, Actor::System, "mail_filed", payload, now).await?;
                        this.learn_from_mail(&txn, &row, demand, now).await?;
                    }
                    other => {
                        row.state = mails::WAITING.to_owned();
                        row.suggested_id = other.map(|(demand, _)| demand.into());
                    }
                }
            }
            let payload = json!({
                "document": id, "state": row.state, "why": row.why,
                "verdicts_sha256": row.verdicts.as_ref().map(|v| chain::hex(&Sha256::digest(v))),
            });
            note_of_the_house(&txn, Actor::System, "mail_read", payload, now).await?;
            mails::set(&txn, row.clone()).await?;
            txn.commit().await?;
            Ok(row)
        })
        .await
    }

    /// A mail that came in, for whoever takes demands in.
    ///
    /// # Errors
    /// [`Error::NotFound`], also for other people; [`Error::Store`].
    pub async fn mail(&self, actor: &Actor, id: DocumentId) -> Result<MailRow, Error> {
        takes_in(actor).map_err(|_| Error::NotFound)?;
        let row = mails::find(self.store().read(), id).await?.ok_or(Error::NotFound)?;
        for demand in [row.demand_id, row.suggested_id].into_iter().flatten() {
            if !compartments::reaches(self.store().read(), Sight::of(actor), demand.to()).await? {
                return Err(Error::NotFound);
            }
        }
        Ok(row)
    }

    /// A mail that came in, to be read. That somebody looked is on the record before anything of it leaves.
    ///
    /// # Errors
    /// As [`Workflow::mail`].
    pub async fn look_at_mail(&self, actor: Actor, id: DocumentId) -> Result<MailRow, Error> {
        let row = self.mail(&actor, id).await?;
        let this = self.clone();
        whole(async move {
            let txn = this.store().begin().await?;
            let payload = json!({ "looked_at": "document", "document": id });
            let demand = row.demand();
            let now = this.clock().now();
            events::append(&txn, &[NewEvent { demand, actor, kind: "looked".to_owned(), payload }], now).await?;
            txn.commit().await?;
            Ok(row)
        })
        .await
    }

    /// A person files a waiting mail with a demand.
    ///
    /// # Errors
    /// [`Error::NotAllowed`]; [`Error::NotFound`] for a mail or demand that is not there; [`Error::Store`] with
    /// [`StoreError::Stale`] when somebody has decided already.
    pub async fn file_mail(&self, actor: Actor, id: DocumentId, demand: DemandId) -> Result<(), Error> {
        self.find(&actor, demand).await?;
        self.decide_mail(actor, id, &[mails::WAITING], move |row| {
            row.state = mails::FILED.to_owned();
            row.demand_id = Some(demand.into());
            row.tie = Some("person".to_owned());
            Ok("mail_filed")
        })
        .await
    }

    /// A person says that a waiting mail is not for us, and why. It stays kept.
    ///
    /// # Errors
    /// As [`Workflow::file_mail`]; [`Error::NotAllowed`] without a reason.
    pub async fn dismiss_mail(&self, actor: Actor, id: DocumentId, reason: String) -> Result<(), Error> {
        let reason = reason_of(&reason)?;
        self.decide_mail(actor, id, &[mails::WAITING], move |row| {
            row.state = mails::DISMISSED.to_owned();
            row.why = reason;
            Ok("mail_dismissed")
        })
        .await
    }

    /// A person puts a waiting mail into quarantine, and says why.
    ///
    /// # Errors
    /// As [`Workflow::dismiss_mail`].
    pub async fn quarantine_mail(&self, actor: Actor, id: DocumentId, reason: String) -> Result<(), Error> {
        let reason = reason_of(&reason)?;
        self.decide_mail(actor, id, &[mails::WAITING], move |row| {
            row.state = mails::QUARANTINE.to_owned();
            row.why = reason;
            (row.asked_by, row.asked_at) = (None, None);
            Ok("mail_quarantined")
        })
        .await
    }

    /// Ask that a mail be let out of quarantine; another person does it. Asked again, the latest asking counts.
    ///
    /// # Errors
    /// As [`Workflow::file_mail`].
    pub async fn ask_mail_release(&self, actor: Actor, id: DocumentId) -> Result<(), Error> {
        let who = idempotency::whose(&actor);
        let now = self.clock().now();
        self.decide_mail(actor, id, &[mails::QUARANTINE], move |row| {
            (row.asked_by, row.asked_at) = (Some(who), Some(now));
            Ok("mail_release_asked")
        })
        .await
    }

    /// Let a mail out of quarantine that another person asked about.
    ///
    /// # Errors
    /// [`Error::SecondPerson`] when nobody asked, or the same person; else as [`Workflow::file_mail`].
    pub async fn release_mail(&self, actor: Actor, id: DocumentId) -> Result<(), Error> {
        let who = idempotency::whose(&actor);
        self.decide_mail(actor, id, &[mails::QUARANTINE], move |row| {
            if row.asked_by.as_ref().is_none_or(|first| *first == who) {
                return Err(Error::SecondPerson);
            }
            row.state = mails::WAITING.to_owned();
            Ok("mail_released")
        })
        .await
    }

    /// Somebody has read a mail that was filed by itself.
    ///
    /// # Errors
    /// As [`Workflow::file_mail`].
    pub async fn mail_seen(&self, actor: Actor, id: DocumentId) -> Result<(), Error> {
        self.decide_mail(actor, id, &[mails::FILED], |row| {
            row.open = false;
            Ok("mail_seen")
        })
        .await
    }

    /// The one way in which a person changes what becomes of a mail: from one of these states, with an event, in one transaction.
    async fn decide_mail<F>(&self, actor: Actor, id: DocumentId, from: &'static [&'static str], change: F) -> Result<(), Error>
    where
        F: FnOnce(&mut MailRow) -> Result<&'static str, Error> + Send + 'static,
    {
        takes_in(&actor)?;
        self.mail(&actor, id).await?;
        let this = self.clone();
        whole(async move {
            let txn = this.store().begin().await?;
            let now = this.clock().now();
            let mut row = mails::find(&txn, id).await?.ok_or(Error::NotFound)?;
            if !from.contains(&row.state.as_str()) {
                return Err(StoreError::Stale { noun: "mail", id: id.to_string() }.into());
            }
            let kind = change(&mut row)?;
            (row.decided_by, row.decided_at) = (Some(idempotency::whose(&actor)), Some(now));
            match (row.state.as_str(), row.demand()) {
                (mails::FILED, Some(demand)) if kind == "mail_filed" => documents::assign(&txn, id, demand, CORRESPONDENCE).await?,
                (mails::QUARANTINE, _) => documents::set_kind(&txn, id, QUARANTINE).await?,
                (mails::DISMISSED, _) => documents::set_kind(&txn, id, "dismissed").await?,
                (mails::WAITING, _) => documents::set_kind(&txn, id, INCOMING).await?,
                _ => {}
            }
            let payload = json!({ "mail": kind.trim_start_matches("mail_"), "document": id, "reason": row.why, "tie": row.tie });
            match row.demand() {
                Some(demand) => {
                    note(&txn, demand, actor, kind, payload, now).await?;
                    if kind == "mail_filed" {
                        this.learn_from_mail(&txn, &row, demand, now).await?;
                    }
                }
                None => note_of_the_house(&txn, actor, kind, payload, now).await?,
            }
            mails::set(&txn, row).await?;
            txn.commit().await?;
            Ok(())
        })
        .await
    }
}

fn unread(id: DocumentId, sha256: String, now: Instant, new: &NewMail) -> MailRow {
    MailRow {
        id: id.into(),
        sha256,
        came_at: now,
        door: new.door.to_owned(),
        envelope: new.envelope.to_string(),
        state: mails::NEW.to_owned(),
        why: String::new(),
        message_id: None,
        sender: None,
        demand_id: None,
        tie: None,
        suggested_id: None,
        same_as: None,
        facts: "{}".to_owned(),
        verdicts: None,
        proof: None,
        read_at: None,
        open: false,
        asked_by: None,
        asked_at: None,
        decided_by: None,
        decided_at: None,
    }
}

/// The demand that a mail belongs to, or may belong to.
async fn tie(txn: &Txn, reading: &Reading) -> Result<Option<(DemandId, Tie)>, Error> {
    let mut may_be = None;
    for token in &reading.tokens {
        if let Some(row) = outbox::by_thread(txn, token).await? {
            match tied(txn, &row, reading.sender.as_deref()).await? {
                Some((demand, true)) => return Ok(Some((demand, Tie::Token))),
                Some((demand, false)) => may_be = may_be.or(Some((demand, Tie::Stranger))),
                None => {}
            }
        }
    }
    for id in &reading.answers {
        if let Some(row) = outbox::by_message_id(txn, id).await? {
            match tied(txn, &row, reading.sender.as_deref()).await? {
                Some((demand, true)) => return Ok(Some((demand, Tie::Answer))),
                Some((demand, false)) => may_be = may_be.or(Some((demand, Tie::Stranger))),
                None => {}
            }
        }
    }
    if may_be.is_some() {
        return Ok(may_be);
    }
    for reference in &reading.references {
        if let Some(row) = demands::find_by_reference(txn, *reference).await? {
            return Ok(Some((row.demand(), Tie::Reference)));
        }
    }
    Ok(None)
}

/// The demand of a message of ours, and whether this sender is whom we write to about it on that side: the same address; at an
/// authority, where letters are answered by a colleague, the same domain.
async fn tied(txn: &Txn, message: &MessageRow, sender: Option<&str>) -> Result<Option<(DemandId, bool)>, Error> {
    let Some(demand) = message.demand_id.map(Key::to::<DemandId>) else { return Ok(None) };
    let Some(sender) = sender else { return Ok(Some((demand, false))) };
    let domain = |mail: &str| mail.rsplit_once('@').map(|(_, domain)| domain.to_ascii_lowercase());
    let rows = outbox::of_demand(txn, demand).await?;
    let expected = rows.iter().filter(|row| row.side == message.side).any(|row| {
        let colleague = message.side == outbox::AUTHORITY && domain(&row.recipient).is_some_and(|d| Some(d) == domain(sender));
        row.recipient.eq_ignore_ascii_case(sender) || colleague
    });
    Ok(Some((demand, expected)))
}

fn reason_of(reason: &str) -> Result<String, Error> {
    let reason = domain::text::one_line(reason, 500);
    if reason.is_empty() { Err(Error::NotAllowed) } else { Ok(reason) }
}

fn takes_in(actor: &Actor) -> Result<(), Error> {
    if matches!(actor, Actor::Person { .. }) && actor.has(Role::Intake) { Ok(()) } else { Err(Error::NotAllowed) }
}
