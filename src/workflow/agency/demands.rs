//! What an officer does with its own demands: submit, keep the receipt, follow, answer, take back, ask to keep longer.

use super::sign_in::attending;
use super::{AgencyError, Attending};
use crate::store::agency::{self, SubmittedRow};
use crate::store::documents::{self, DocumentRow};
use crate::store::followups::FOLLOW_UP;
use crate::store::outbox::{self, MessageRow};
use crate::store::{Conn, Txn};
use crate::words::{Language, Words};
use crate::workflow::receive::added_by;
use crate::workflow::{Error, NewDemand, NewDocument, Workflow, state};
use chrono::TimeDelta;
use domain::Instant;
use domain::actor::Actor;
use domain::agency_view::{self, AgencyView};
use domain::command::Command;
use domain::demand::Demand;
use domain::ids::{DemandId, DocumentId, OfficerId, Reference};
use domain::instrument::InstrumentId;
use domain::paper::DocumentRef;

/// The outbox's code of the mail with a receipt.
pub const RECEIPT_LETTER: &str = "officer_receipt";
/// The kind of the document that holds what was typed, and names the hash of each file.
pub const SUBMISSION: &str = "submission";
/// Most demands of an officer in a day.
pub const MOST_A_DAY: u64 = 100;
/// Most demands in a list.
const LISTED: u64 = 200;

/// A file as it was received.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReceivedFile {
    /// Its id.
    pub id: DocumentId,
    /// Name.
    pub name: String,
    /// SHA-256, hex.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: u64,
    /// When.
    pub at: Instant,
}

/// What an officer is given for a demand that it has submitted; all of it is known to the officer, or was made on receipt.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Receipt {
    /// The demand.
    pub id: DemandId,
    /// What both sides call it.
    pub reference: Reference,
    /// When it was received, UTC.
    pub received_at: Instant,
    /// SHA-256 (hex) of what was submitted.
    pub sha256: String,
    /// Kind of paper, as it was submitted.
    pub instrument: InstrumentId,
    /// The authority's own reference.
    pub authority_reference: String,
    /// Whether the officer was vetted then.
    pub vetted: bool,
    /// Whether it was sent as an emergency.
    pub emergency: bool,
    /// All that the officer has sent, in order.
    pub files: Vec<ReceivedFile>,
    /// When the production's receipt was acknowledged.
    pub acknowledged_at: Option<Instant>,
}

/// The demand, if it is this officer's own and the officer is vetted now.
pub(in crate::workflow) async fn own(conn: &impl Conn, officer: OfficerId, demand: Demand, now: Instant) -> Result<Demand, Error> {
    let account = agency::account(conn, officer).await?.ok_or(Error::NotFound)?;
    let vetted = attending(conn, account, now, now).await?.is_vetted();
    let own = agency::submitted(conn, demand.id).await?.is_some_and(|row| row.officer_id == officer.into());
    if own && vetted { Ok(demand) } else { Err(Error::NotFound) }
}

/// Whose a new demand is, in the transaction that takes it in; the receipt goes to the officer by mail.
pub(in crate::workflow) async fn put_submitted(
    workflow: &Workflow,
    txn: &Txn,
    officer: OfficerId,
    demand: &Demand,
    documents: &[(DocumentRef, &str)],
    now: Instant,
) -> Result<(), Error> {
    let account = agency::account(txn, officer).await?.ok_or(Error::NotFound)?;
    let whole = documents.iter().find(|(_, kind)| *kind == SUBMISSION).map(|(document, _)| document.sha256.clone());
    let sha256 = whole.ok_or(Error::NotFound)?;
    let (mail, language) = (account.mail.clone(), Language::from_code(&account.language).unwrap_or_default());
    let vetted = attending(txn, account, now, now).await?.is_vetted();
    let row = SubmittedRow {
        demand_id: demand.id.into(),
        officer_id: officer.into(),
        sha256: sha256.clone(),
        received_at: demand.receipt.at,
        vetted,
        fetched_at: None,
        acknowledged_at: None,
    };
    agency::submit(txn, row).await?;
    agency::drop_draft(txn, officer, demand.paper.instrument.as_str()).await?;
    let words = Words::of(language);
    let at = demand.receipt.at.format("%Y-%m-%d %H:%M:%S UTC").to_string();
    let (reference, provider) = (demand.reference.to_string(), workflow.sender().name);
    let text = words.fill("agency-receipt-mail", &[("reference", &reference), ("at", &at), ("hash", &sha256), ("provider", &provider)]);
    let subject = words.say("agency-receipt-subject").into_owned();
    let letter = workflow.caseless(RECEIPT_LETTER, &mail, language, subject, text.into_owned(), None, now);
    let letter = MessageRow { side: outbox::AUTHORITY.to_owned(), audience: "officer".to_owned(), ..letter };
    Ok(outbox::put(txn, letter).await?)
}

impl Workflow {
    /// Submit a demand. Sent twice under one key it is one demand.
    ///
    /// # Errors
    /// [`AgencyError::TooMany`]; as [`Workflow::receive`].
    pub async fn submit_demand(&self, who: &Attending, new: NewDemand, key: &str) -> Result<DemandId, AgencyError> {
        let now = self.clock().now();
        if let Some(done) = self.taken_in(&who.actor(), key).await? {
            return Ok(done);
        }
        let day = TimeDelta::days(1);
        if agency::count_since(self.store().read(), who.id(), now - day).await? >= MOST_A_DAY {
            return Err(AgencyError::TooMany { until: now + day });
        }
        let authority = who.authority.as_ref().filter(|_| who.is_vetted()).map(|row| row.id.to());
        let new = NewDemand { authority, customer: None, ..new };
        Ok(self.receive(who.actor(), new, Some(key.to_owned())).await?.id)
    }

    /// What an officer has submitted, the latest first.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn officers_receipts(&self, who: &Attending) -> Result<Vec<Receipt>, Error> {
        let mut all = Vec::new();
        for row in agency::of_officer(self.store().read(), who.id(), LISTED).await? {
            all.push(self.receipt_of(who, row).await?);
        }
        Ok(all)
    }

    /// The receipt of one's own demand, vetted or not.
    ///
    /// # Errors
    /// [`Error::NotFound`] for anybody else's; [`Error::Store`].
    pub async fn officers_receipt(&self, who: &Attending, id: DemandId) -> Result<Receipt, Error> {
        let row = agency::submitted(self.store().read(), id).await?;
        let row = row.filter(|row| row.officer_id == who.account.officer_id).ok_or(Error::NotFound)?;
        self.receipt_of(who, row).await
    }

    async fn receipt_of(&self, who: &Attending, row: SubmittedRow) -> Result<Receipt, Error> {
        let conn = self.store().read();
        let id: DemandId = row.demand_id.to();
        let demand = state(&crate::store::demands::find(conn, id).await?.ok_or(Error::NotFound)?)?;
        let by = added_by(&who.actor());
        let sent = documents::of_demand(conn, id).await?.into_iter().filter(|document| document.added_by == by);
        let file = |row: DocumentRow| ReceivedFile {
            id: row.id.to(),
            bytes: u64::try_from(row.bytes).unwrap_or_default(),
            at: row.added_at,
            name: row.name,
            sha256: row.sha256,
        };
        Ok(Receipt {
            id,
            reference: demand.reference,
            received_at: row.received_at,
            sha256: row.sha256,
            instrument: demand.paper.instrument,
            authority_reference: demand.paper.authority_reference,
            vetted: row.vetted,
            emergency: demand.paper.emergency_claimed,
            files: sent.map(file).collect(),
            acknowledged_at: row.acknowledged_at,
        })
    }

    /// One's own demand as an officer may see it. A vetted officer only.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Store`].
    pub async fn officers_demand(&self, who: &Attending, id: DemandId) -> Result<AgencyView, Error> {
        let demand = self.for_officer(who.id(), id).await?;
        Ok(agency_view::view(&demand, self.rulebook()))
    }

    /// The same demand whole, for rules that have to know it.
    pub(in crate::workflow) async fn for_officer(&self, officer: OfficerId, id: DemandId) -> Result<Demand, Error> {
        let conn = self.store().read();
        let row = crate::store::demands::find(conn, id).await?.ok_or(Error::NotFound)?;
        own(conn, officer, state(&row)?, self.clock().now()).await
    }

    /// Answer what was asked, with papers.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Refused`] without a text, or when nothing is asked (any more).
    pub async fn officer_answers(
        &self,
        who: &Attending,
        id: DemandId,
        text: &str,
        files: Vec<NewDocument>,
        key: &str,
    ) -> Result<(), Error> {
        let answer = Command::RecordClarification { answer: text.trim().to_owned() };
        self.officer_does(who, id, Some(answer), files, true, key).await
    }

    /// Take the demand back.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Refused`] without a reason, or when it is over.
    pub async fn officer_withdraws(&self, who: &Attending, id: DemandId, reason: &str, key: &str) -> Result<(), Error> {
        let withdraw = Command::RecordWithdrawal { reason: reason.trim().to_owned() };
        self.officer_does(who, id, Some(withdraw), Vec::new(), true, key).await
    }

    /// Send papers that belong to the demand, such as the process that an emergency owes.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Store`] when the bytes can't be kept.
    pub async fn officer_sends(&self, who: &Attending, id: DemandId, files: Vec<NewDocument>, key: &str) -> Result<(), Error> {
        self.officer_does(who, id, None, files, true, key).await
    }

    /// Ask to keep longer what is kept. The request is a document of the demand in any case; whether it extends something now is not
    /// answered, because whether something is kept is not the officer's to learn here.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Store`] when the bytes can't be kept.
    pub async fn officer_asks_longer(&self, who: &Attending, id: DemandId, request: NewDocument, key: &str) -> Result<(), Error> {
        let extend = Command::ExtendPreservation { document: request.name.clone() };
        self.officer_does(who, id, Some(extend), vec![request], false, key).await
    }

    /// Add papers and do something in one step. `needed`: without the step nothing is done.
    async fn officer_does(
        &self,
        who: &Attending,
        id: DemandId,
        command: Option<Command>,
        files: Vec<NewDocument>,
        needed: bool,
        key: &str,
    ) -> Result<(), Error> {
        // Whoever may not see the demand leaves no bytes behind.
        self.for_officer(who.id(), id).await?;
        let mut kept = Vec::new();
        for file in files {
            kept.push(self.keep(NewDocument { kind: FOLLOW_UP.to_owned(), ..file }).await?);
        }
        let papers: Vec<Command> = kept.iter().map(|file| Command::AddDocument { document: file.document.clone() }).collect();
        self.change_with(who.actor(), id, Some(key.to_owned()), kept, move |demand, ctx| {
            let mut events = Vec::new();
            for paper in &papers {
                events.extend(demand.decide(paper, ctx)?);
            }
            match command.map(|command| demand.decide(&command, ctx)) {
                Some(Ok(decided)) => events.extend(decided),
                Some(Err(refusal)) if needed => return Err(refusal.into()),
                Some(Err(_)) | None => {}
            }
            Ok(events)
        })
        .await?;
        Ok(())
    }

    /// Keep a form that is not sent yet.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn keep_officers_draft(&self, who: &Attending, form: &str, typed: String) -> Result<(), Error> {
        let txn = self.store().begin().await?;
        let row = agency::DraftRow { officer_id: who.account.officer_id, form: form.to_owned(), typed, saved_at: self.clock().now() };
        agency::keep_draft(&txn, row).await?;
        Ok(txn.commit().await?)
    }

    /// Who submitted a demand, for our own people; `None`: it did not come through the authorities' door.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a demand that this person may not see; [`Error::Store`].
    pub async fn submitted_by(&self, actor: &Actor, id: DemandId) -> Result<Option<(SubmittedRow, Attending)>, Error> {
        self.find(actor, id).await?;
        let conn = self.store().read();
        let Some(row) = agency::submitted(conn, id).await? else { return Ok(None) };
        let Some(account) = agency::account(conn, row.officer_id.to()).await? else { return Ok(None) };
        let proved = account.proved_at;
        let who = attending(conn, account, proved, self.clock().now()).await?;
        Ok(Some((row, who)))
    }
}
