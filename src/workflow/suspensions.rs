//! Suspending whoever asks: nothing leaves to them any more, everything that came from them is looked at again, and where something
//! had left, the breach clock starts (INV-25).

use super::directory::{WrongField, allowed, who};
use super::{Error, Workflow, state};
use crate::store::authorities::history::{self, Happened};
use crate::store::suspensions::{self, SenderColumn, SuspensionRow};
use crate::store::{Key, Sight, Txn, authorities, compartments, customers, demands, officers};
use chrono::Duration;
use domain::Instant;
use domain::actor::Actor;
use domain::event::Event;
use domain::ids::{AuthorityId, BreachId, CustomerId, DemandId, OfficerId, SuspensionId};
use domain::text::one_line;
use domain::who::MailFacts;
use serde_json::json;
use std::collections::BTreeSet;
use uuid::Uuid;

/// How many demands are read at once.
const PAGE: u64 = 200;

/// A controller notifies the supervisory authority within 72 hours of becoming aware (Reg. (EU) 2016/679 Art 33(1)).
const CONTROLLER: Duration = Duration::hours(72);

/// A processor tells the controller without undue delay (Art 33(2)): the law gives no number, so a day is the provider's own target.
const PROCESSOR: Duration = Duration::hours(24);

/// Who is suspended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Subject {
    /// A whole authority.
    Authority(AuthorityId),
    /// One officer.
    Officer(OfficerId),
    /// A mail domain, whoever sends from it.
    Domain(String),
}

struct Found {
    kind: &'static str,
    subject: String,
    name: String,
    authority: Option<AuthorityId>,
    officer: Option<OfficerId>,
}

impl Workflow {
    /// Suspend somebody. One person may: stopping can wait for nobody.
    ///
    /// # Errors
    /// [`Error::Field`] without a reason; [`Error::NotFound`]; [`Error::Store`], with a duplicate when the subject is suspended already.
    pub async fn suspend(&self, actor: Actor, subject: Subject, reason: &str) -> Result<SuspensionId, Error> {
        allowed(&actor)?;
        let reason = needed(reason)?;
        let txn = self.store().begin().await?;
        let now = self.clock().now();
        let found = self.stop(&txn, actor, &subject, now).await?;
        let id = SuspensionId(Uuid::new_v4());
        let row = SuspensionRow {
            id: id.into(),
            kind: found.kind.to_owned(),
            subject: found.subject.clone(),
            authority_id: found.authority.map(Key::from),
            name: found.name.clone(),
            reason: reason.clone(),
            by: who(&actor),
            at: now,
            lift_reason: String::new(),
            lift_first: None,
            lift_first_at: None,
            lifted_by: None,
            lifted_at: None,
        };
        suspensions::put(&txn, row).await?;
        self.wrote(&txn, actor, &found, "suspended", &reason, now).await?;
        let payload = json!({ "suspension": id, "kind": found.kind, "subject": found.subject, "reason": reason });
        self.note(&txn, actor, "suspended", payload).await?;
        self.look_back(&txn, actor, id, &subject, now).await?;
        txn.commit().await?;
        Ok(id)
    }

    /// Take the standing away; for an authority, its open demands are told at once.
    async fn stop(&self, txn: &Txn, actor: Actor, subject: &Subject, now: Instant) -> Result<Found, Error> {
        Ok(match subject {
            Subject::Authority(id) => {
                let before = authorities::find(txn, *id).await?.ok_or(Error::NotFound)?;
                self.stand(txn, actor, &before, "frozen", now).await?;
                Found { kind: "authority", subject: id.to_string(), name: before.name, authority: Some(*id), officer: None }
            }
            Subject::Officer(id) => {
                let before = officers::find(txn, *id).await?.ok_or(Error::NotFound)?;
                let after = officers::OfficerRow { standing: "suspended".to_owned(), version: before.version + 1, ..before.clone() };
                officers::save(txn, &before, &after).await?;
                let authority = Some(before.authority_id.to());
                Found { kind: "officer", subject: id.to_string(), name: before.name, authority, officer: Some(*id) }
            }
            Subject::Domain(domain) => {
                let domain = super::directory::domain(domain)?;
                let owners = authorities::by_mail(txn, &format!("x@{domain}")).await?;
                let authority = if let [only] = owners.as_slice() { Some(only.id.to()) } else { None };
                Found { kind: "domain", subject: domain.clone(), name: domain, authority, officer: None }
            }
        })
    }

    /// Write an authority's standing and tell its demands.
    pub(super) async fn stand(
        &self,
        txn: &Txn,
        actor: Actor,
        before: &authorities::AuthorityRow,
        standing: &str,
        now: Instant,
    ) -> Result<(), Error> {
        let mut after = before.clone();
        after.standing = standing.to_owned();
        after.version += 1;
        after.changed_by = who(&actor);
        self.note(txn, actor, "authority_standing", json!({ "authority": before.id, "standing": standing })).await?;
        authorities::save(txn, before, &after).await?;
        authorities::numbers::follow(txn, Some(before), &after, now).await?;
        self.tell_demands(txn, actor, &after).await
    }

    async fn wrote(&self, txn: &Txn, actor: Actor, found: &Found, what: &str, reason: &str, now: Instant) -> Result<(), Error> {
        let Some(authority) = found.authority else { return Ok(()) };
        let by = who(&actor);
        let happened = Happened { authority, officer: found.officer, by: &by, what, detail: &found.name, reason };
        Ok(history::add(txn, happened, now).await?)
    }

    /// Every demand of the suspended: open ones are stopped, all are put on the list, and what had left opens a breach per customer.
    async fn look_back(&self, txn: &Txn, actor: Actor, id: SuspensionId, subject: &Subject, now: Instant) -> Result<(), Error> {
        let mut harmed: BTreeSet<Option<Key>> = BTreeSet::new();
        let mut after: Option<DemandId> = None;
        loop {
            let ids = self.demands_of(txn, subject, after).await?;
            let Some(last) = ids.last() else { break };
            after = Some(*last);
            let mut listed = Vec::new();
            for demand in ids {
                let Some(row) = demands::find(txn, demand).await? else { continue };
                let disclosed = left(&row);
                if disclosed {
                    harmed.insert(row.customer_id);
                }
                listed.push((demand, disclosed, true));
                self.relearn(txn, actor, row, MailFacts::default(), now).await?;
            }
            suspensions::look_back(txn, id, listed).await?;
        }
        self.look_back_at_unknown(txn, actor, id, subject, now).await?;
        for customer in harmed {
            self.harm(txn, actor, id, customer.map(Key::to), now).await?;
        }
        Ok(())
    }

    /// Of demands that came by post, or before senders were kept, only the authority is known: they are looked at again too, and say
    /// so; an open one stands still until somebody has found it fine. No breach is opened for them until one is found forged.
    async fn look_back_at_unknown(&self, txn: &Txn, actor: Actor, id: SuspensionId, subject: &Subject, now: Instant) -> Result<(), Error> {
        let authorities: Vec<AuthorityId> = match subject {
            Subject::Authority(_) => Vec::new(),
            Subject::Officer(officer) => officers::find(txn, *officer).await?.map(|row| row.authority_id.to()).into_iter().collect(),
            Subject::Domain(domain) => {
                let domain = super::directory::domain(domain)?;
                authorities::by_mail(txn, &format!("x@{domain}")).await?.into_iter().map(|row| row.id.to()).collect()
            }
        };
        for authority in authorities {
            let mut after: Option<DemandId> = None;
            loop {
                let ids = demands::ids_of_unknown_sender(txn, authority, after, PAGE).await?;
                let Some(last) = ids.last() else { break };
                after = Some(*last);
                let (mut listed, mut open) = (Vec::new(), Vec::new());
                for demand in ids {
                    let Some(row) = demands::find(txn, demand).await? else { continue };
                    listed.push((demand, left(&row), false));
                    open.push(row);
                }
                suspensions::look_back(txn, id, listed).await?;
                for row in open {
                    self.relearn(txn, actor, row, MailFacts::default(), now).await?;
                }
            }
        }
        Ok(())
    }

    /// The breach clock starts for a customer (INV-25).
    async fn harm(&self, txn: &Txn, actor: Actor, id: SuspensionId, customer: Option<CustomerId>, now: Instant) -> Result<(), Error> {
        let role = match customer {
            Some(id) => customers::find(txn, id).await?.map_or_else(|| "processor".to_owned(), |row| row.role),
            // Of an account without a customer the provider itself is the controller.
            None => "controller".to_owned(),
        };
        let due = now + if role == "controller" { CONTROLLER } else { PROCESSOR };
        let breach = suspensions::open_breach(txn, id, customer, &role, (now, due)).await?;
        let payload = json!({ "breach": breach, "suspension": id, "role": role, "due": due });
        self.note(txn, actor, "breach_opened", payload).await
    }

    async fn demands_of(&self, txn: &Txn, subject: &Subject, after: Option<DemandId>) -> Result<Vec<DemandId>, Error> {
        Ok(match subject {
            Subject::Authority(id) => demands::ids_of_authority(txn, *id, after, PAGE).await?,
            Subject::Officer(id) => match officers::find(txn, *id).await?.and_then(|row| row.mail) {
                Some(mail) => suspensions::from_sender(txn, (SenderColumn::Address, &mail), after, PAGE).await?,
                None => Vec::new(),
            },
            Subject::Domain(domain) => {
                suspensions::from_sender(txn, (SenderColumn::Domain, &super::directory::domain(domain)?), after, PAGE).await?
            }
        })
    }

    /// Say to an open demand what is known of its sender now, with what another mail of the sender's proves.
    pub(super) async fn relearn(
        &self,
        txn: &Txn,
        actor: Actor,
        before: demands::DemandRow,
        later: MailFacts,
        now: Instant,
    ) -> Result<(), Error> {
        if before.closed_at.is_some() {
            return Ok(());
        }
        let Ok(demand) = state(&before) else {
            tracing::error!(code = "suspension-unreadable", demand = %before.id, "a demand was not told that its sender is suspended");
            return Ok(());
        };
        let facts = self.found_now(txn, &demand, later, now).await?;
        if !demand.nothing_new(&facts, self.policy(), now) {
            let events = vec![Event::FactsEstablished { facts: Box::new(facts) }];
            self.record(txn, actor, demand, events, now, Some(before)).await?;
        }
        Ok(())
    }

    async fn relearn_of(&self, txn: &Txn, actor: Actor, demand: DemandId, now: Instant) -> Result<(), Error> {
        match demands::find(txn, demand).await? {
            Some(row) => self.relearn(txn, actor, row, MailFacts::default(), now).await,
            None => Ok(()),
        }
    }

    /// The first of two says why a suspension may be lifted.
    ///
    /// # Errors
    /// [`Error::Field`] without a reason; [`Error::NotFound`]; [`Error::Store`].
    pub async fn ask_to_lift(&self, actor: Actor, id: SuspensionId, reason: &str) -> Result<(), Error> {
        allowed(&actor)?;
        let reason = needed(reason)?;
        let txn = self.store().begin().await?;
        let row = suspensions::find(&txn, id).await?.filter(|row| row.lifted_at.is_none()).ok_or(Error::NotFound)?;
        self.note(&txn, actor, "lifting_asked", json!({ "suspension": id, "reason": reason })).await?;
        let now = self.clock().now();
        let row = SuspensionRow { lift_reason: reason, lift_first: Some(who(&actor)), lift_first_at: Some(now), ..row };
        suspensions::save(&txn, row).await?;
        Ok(txn.commit().await?)
    }

    /// The second lifts it. An officer has to be vetted anew; what is on the look-back's list stays there.
    ///
    /// # Errors
    /// [`Error::SecondPerson`] when nobody else has asked for it; [`Error::NotFound`]; [`Error::Store`].
    pub async fn lift(&self, actor: Actor, id: SuspensionId) -> Result<(), Error> {
        allowed(&actor)?;
        let txn = self.store().begin().await?;
        let now = self.clock().now();
        let row = suspensions::find(&txn, id).await?.filter(|row| row.lifted_at.is_none()).ok_or(Error::NotFound)?;
        if row.lift_first.as_ref().is_none_or(|first| *first == who(&actor)) {
            return Err(Error::SecondPerson);
        }
        let lifted = SuspensionRow { lifted_by: Some(who(&actor)), lifted_at: Some(now), ..row.clone() };
        suspensions::save(&txn, lifted).await?;
        self.note(&txn, actor, "suspension_lifted", json!({ "suspension": id, "reason": row.lift_reason })).await?;
        let subject = match (row.kind.as_str(), row.subject.parse::<Uuid>()) {
            ("authority", Ok(uuid)) => Subject::Authority(AuthorityId(uuid)),
            ("officer", Ok(uuid)) => Subject::Officer(OfficerId(uuid)),
            _ => Subject::Domain(row.subject.clone()),
        };
        match &subject {
            Subject::Authority(id) => {
                let before = authorities::find(&txn, *id).await?.ok_or(Error::NotFound)?;
                // An entry that was changed meanwhile waits for whoever confirms the change.
                if before.standing == "frozen" {
                    self.stand(&txn, actor, &before, "known", now).await?;
                }
            }
            Subject::Officer(id) => {
                let before = officers::find(&txn, *id).await?.ok_or(Error::NotFound)?;
                let after = officers::OfficerRow {
                    standing: "invited".to_owned(),
                    vetted_first: None,
                    vetted_first_at: None,
                    vetted_second: None,
                    vetted_at: None,
                    version: before.version + 1,
                    ..before.clone()
                };
                officers::save(&txn, &before, &after).await?;
            }
            Subject::Domain(_) => {}
        }
        let (authority, officer) = (row.authority_id.map(Key::to), if let Subject::Officer(id) = &subject { Some(*id) } else { None });
        let found = Found { kind: "", subject: row.subject, name: row.name, authority, officer };
        self.wrote(&txn, actor, &found, "lifted", &row.lift_reason, now).await?;
        let mut after: Option<DemandId> = None;
        loop {
            let ids = self.demands_of(&txn, &subject, after).await?;
            let Some(last) = ids.last() else { break };
            after = Some(*last);
            for demand in ids {
                self.relearn_of(&txn, actor, demand, now).await?;
            }
        }
        for demand in suspensions::of_unknown_sender(&txn, id).await? {
            self.relearn_of(&txn, actor, demand, now).await?;
        }
        Ok(txn.commit().await?)
    }

    /// Say what was found of one demand of the look-back.
    ///
    /// # Errors
    /// [`Error::Field`] without evidence; [`Error::NotFound`]; [`Error::Store`].
    pub async fn conclude(&self, actor: Actor, id: SuspensionId, demand: DemandId, forged: bool, evidence: &str) -> Result<(), Error> {
        allowed(&actor)?;
        let evidence = needed(evidence)?;
        let txn = self.store().begin().await?;
        if !compartments::reaches(&txn, Sight::of(&actor), demand).await? {
            return Err(Error::NotFound);
        }
        let mut row = suspensions::one_looked_at(&txn, id, demand).await?.ok_or(Error::NotFound)?;
        let finding = if forged { "forged" } else { "fine" };
        row.finding = Some(finding.to_owned());
        row.by = Some(who(&actor));
        row.at = Some(self.clock().now());
        let payload = json!({ "suspension": id, "demand": demand, "finding": finding, "evidence": evidence });
        row.evidence = evidence;
        self.note(&txn, actor, "lookback_concluded", payload).await?;
        let sender_known = row.sender_known;
        let unknown = forged && row.disclosed && !sender_known;
        suspensions::conclude(&txn, row).await?;
        if !sender_known {
            self.relearn_of(&txn, actor, demand, self.clock().now()).await?;
        }
        if unknown && let Some(found) = demands::find(&txn, demand).await? {
            let breaches = suspensions::breaches_of(&txn, id).await?;
            if !breaches.iter().any(|b| b.customer_id == found.customer_id && b.closed_at.is_none()) {
                self.harm(&txn, actor, id, found.customer_id.map(Key::to), self.clock().now()).await?;
            }
        }
        Ok(txn.commit().await?)
    }

    /// Close a breach: what was done, or why nobody had to be told.
    ///
    /// # Errors
    /// [`Error::Field`] without a conclusion; [`Error::LookbackOpen`] while a disclosure to this customer's harm has not been looked
    /// at; [`Error::NotFound`]; [`Error::Store`].
    pub async fn close_breach(&self, actor: Actor, id: BreachId, conclusion: &str) -> Result<(), Error> {
        allowed(&actor)?;
        let conclusion = needed(conclusion)?;
        let txn = self.store().begin().await?;
        let mut row = suspensions::find_breach(&txn, id).await?.filter(|row| row.closed_at.is_none()).ok_or(Error::NotFound)?;
        if !suspensions::breach_reached(&txn, Sight::of(&actor), &row).await? {
            return Err(Error::NotFound);
        }
        for left in suspensions::unexamined(&txn, row.suspension_id.to()).await? {
            let of = demands::find(&txn, left).await?.and_then(|demand| demand.customer_id);
            if of == row.customer_id {
                return Err(Error::LookbackOpen);
            }
        }
        self.note(&txn, actor, "breach_closed", json!({ "breach": id, "conclusion": conclusion })).await?;
        row.conclusion = conclusion;
        row.closed_by = Some(who(&actor));
        row.closed_at = Some(self.clock().now());
        suspensions::save_breach(&txn, row).await?;
        Ok(txn.commit().await?)
    }
}

/// Whether something left.
fn left(row: &demands::DemandRow) -> bool {
    row.outcome.as_deref().and_then(|o| o.parse::<domain::outcome::Outcome>().ok()).is_some_and(|o| o.disclosed())
}

fn needed(text: &str) -> Result<String, Error> {
    let text = one_line(text, 2_000);
    if text.is_empty() { Err(Error::Field(WrongField::Reason)) } else { Ok(text) }
}
