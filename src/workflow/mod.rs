//! Use cases; the only room that changes a demand.
//!
//! Everything that happens to a demand goes through [`Workflow::change`]: load, decide, append the entries, save the
//! projection, put the letters that follow from the entries in the outbox, commit. One transaction, in a task of its
//! own, so that a dropped connection cannot cut a command in half.

mod aftermath;
pub mod agency;
mod answers;
mod asking;
mod attention;
pub mod authority_keys;
pub mod calendars;
pub mod competence;
mod copies;
mod customer;
pub mod customers;
mod delivery;
pub mod directory;
mod error;
pub mod escalation;
pub mod etsi;
pub mod feeds;
mod following;
mod incoming;
pub mod keeping;
mod letters;
mod looks;
mod lost;
pub mod mails;
mod matching;
pub mod numbers;
pub mod on_call;
mod operation;
mod orders;
pub mod past;
pub mod portal;
mod production;
pub mod projection;
pub mod receive;
mod redirect;
mod registry;
pub mod reminders;
pub mod rules;
mod scans;
pub mod scope;
mod secrecy;
mod several;
mod sheet;
mod sight;
pub mod signatures;
pub mod sourced;
pub mod staff;
pub mod suspensions;
mod tallies;
mod timing;
pub mod tokens;
mod webhooks;
mod who;

pub use answers::Answered;
pub use asking::{ACCOUNT_ANSWER, ACCOUNTS_ASKED, Reply, SaidAccount, Unanswered};
pub use copies::{CLEARABLE, NewCopy};
pub use customer::NewObjection;
pub use delivery::{Filed, Leased, REPORT, Report, Reported};
pub use error::Error;
pub use following::Followed;
pub use incoming::INCOMING;
pub use letters::{LetterPreview, LetterWriter, Mail, NoticePreview, Recipient, Reminder, Sender, Unwritten, UpkeepMail};
pub use looks::{LOOKED, Look};
pub use lost::Checked;
pub use matching::{Candidate, MatchedBy};
pub use operation::Operation;
pub use production::Stored;
pub use receive::{NewDemand, NewDocument, authority as known_authority};
pub use sheet::{Annex, AnnexPart, Sheet};
pub use webhooks::{BEGINS as WEBHOOK_SECRET_BEGINS, Heard, NewWebhook, WebhookError, next_attempt};

use crate::clock::Clock;
use crate::store::blobs::Blobs;
use crate::store::events::{self, NewEvent, StoredEvent};
use crate::store::idempotency::{self, AnswerRow};
use crate::store::{Conn, Store, StoreError, Txn, compartments, custody, demands, documents, timers};
use domain::Instant;
use domain::actor::Actor;
use domain::command::Command;
use domain::context::Context;
use domain::demand::Demand;
use domain::event::{Entry, Event};
use domain::ids::{DemandId, Reference};
use domain::instrument::Rulebook;
use domain::policy::Policy;
use domain::token::TokenScope;
use orders::{Silent, Spread};
use sight::visible;
use std::sync::Arc;

/// The use cases. Cheap to clone.
#[derive(Clone)]
pub struct Workflow {
    inner: Arc<Inner>,
    view: Arc<portal::View>,
}

impl std::fmt::Debug for Workflow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Workflow").finish_non_exhaustive()
    }
}

struct Inner {
    store: Store,
    blobs: Blobs,
    clock: Clock,
    rulebook: Rulebook,
    policy: Policy,
    writer: Arc<dyn LetterWriter>,
    looks: looks::Recent,
}

impl Workflow {
    /// The use cases over a store. `writer` renders letters; it belongs to a floor above and comes in here.
    #[must_use]
    pub fn new(store: Store, blobs: Blobs, clock: Clock, rulebook: Rulebook, policy: Policy, writer: Arc<dyn LetterWriter>) -> Self {
        let inner = Inner { store, blobs, clock, rulebook, policy, writer, looks: looks::Recent::default() };
        Self { inner: Arc::new(inner), view: Arc::new(domain::customer_view::view) }
    }

    /// The store, for reading.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    /// Where documents lie.
    #[must_use]
    pub fn blobs(&self) -> &Blobs {
        &self.inner.blobs
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.inner.clock
    }

    /// The rules.
    #[must_use]
    pub fn rulebook(&self) -> &Rulebook {
        &self.inner.rulebook
    }

    /// The provider's choices.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.inner.policy
    }

    /// What a decision may look at, for this actor at this moment.
    #[must_use]
    pub fn context(&self, actor: Actor, now: Instant) -> Context<'_> {
        Context { now, actor, rulebook: &self.inner.rulebook, policy: &self.inner.policy }
    }

    /// A demand, if this actor may see it.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none or it is not the actor's to see; [`Error::Store`].
    pub async fn find(&self, actor: &Actor, id: DemandId) -> Result<Demand, Error> {
        if let Actor::Officer(officer) = actor {
            return self.for_officer(*officer, id).await;
        }
        load(self.store().read(), self.rulebook(), actor, id).await
    }

    /// A demand by what people say on the telephone.
    ///
    /// # Errors
    /// As [`Workflow::find`].
    pub async fn find_by_reference(&self, actor: &Actor, reference: Reference) -> Result<Demand, Error> {
        let row = demands::find_by_reference(self.store().read(), reference).await?.ok_or(Error::NotFound)?;
        visible(self.rulebook(), actor, state(&row)?)
    }

    /// A demand's entries, in order, for the timeline.
    ///
    /// # Errors
    /// As [`Workflow::find`].
    pub async fn entries(&self, actor: &Actor, id: DemandId) -> Result<Vec<(i64, Entry)>, Error> {
        self.find(actor, id).await?;
        Ok(entries(&events::of_demand(self.store().read(), id).await?))
    }

    /// Do something to a demand. `key` makes a repeated submit harmless: the same key by the same actor is done once.
    ///
    /// # Errors
    /// [`Error::Refused`] with all reasons; [`Error::NotFound`]; [`Error::Store`] with [`crate::store::StoreError::Stale`] when
    /// somebody was faster.
    ///
    /// [`Error::Unchecked`] for what goes with files: see [`Workflow::commit_checked`]. [`crate::store::StoreError::Duplicate`]
    /// for a key that was used for something else.
    pub async fn act(&self, actor: Actor, id: DemandId, command: Command, key: Option<String>) -> Result<Demand, Error> {
        if production::goes_with_files(&command) {
            return Err(Error::Unchecked(command.verb()));
        }
        let command = self.as_listed(&actor, id, command).await?;
        let also = vec![Spread::same_order(&command)];
        self.change(actor, id, key, Vec::new(), also, move |demand, ctx| Ok(demand.decide(&command, ctx)?)).await
    }

    /// [`Workflow::change`], with documents whose bytes are durable and whose rows come into being with the entries.
    async fn change_with<F>(&self, actor: Actor, id: DemandId, key: Option<String>, files: Vec<Stored>, decide: F) -> Result<Demand, Error>
    where
        F: FnOnce(&Demand, &Context<'_>) -> Result<Vec<Event>, Error> + Send + 'static,
    {
        self.change(actor, id, key, files, Vec::new(), decide).await
    }

    /// The one way a demand changes; with documents whose bytes are durable, and with what is done in the same transaction to other
    /// demands under the same order.
    async fn change<F>(
        &self,
        actor: Actor,
        id: DemandId,
        key: Option<String>,
        files: Vec<Stored>,
        also: Vec<Spread>,
        decide: F,
    ) -> Result<Demand, Error>
    where
        F: FnOnce(&Demand, &Context<'_>) -> Result<Vec<Event>, Error> + Send + 'static,
    {
        let this = self.clone();
        tokio::spawn(async move {
            let txn = this.store().begin().await?;
            // Read the clock once the writer is ours: entries must not run backwards.
            let now = this.inner.clock.now();
            if let Some(key) = &key
                && let Some(done) = idempotency::find(&txn, key, &actor).await?
            {
                txn.rollback().await?;
                let same = done.demand_id == Some(id.into()) && done.result != RECEIVED;
                return match actor {
                    _ if !same => Err(used_otherwise()),
                    Actor::Contact(contact) => this.for_contact(contact, id).await,
                    _ => this.find(&actor, id).await,
                };
            }
            let before = match also.iter().any(Spread::writes) {
                true => demands::find_to_answer(&txn, id).await?,
                false => demands::find_to_change(&txn, id).await?,
            };
            let before = before.ok_or(Error::NotFound)?;
            let demand = match actor {
                Actor::Contact(contact) => customer::own(&txn, contact, state(&before)?, now).await?,
                Actor::Machine { id, scopes, .. } if scopes.has(TokenScope::Etsi) => etsi::own(&txn, id, state(&before)?).await?,
                Actor::Officer(officer) => agency::own(&txn, officer, state(&before)?, now).await?,
                _ => visible(this.rulebook(), &actor, state(&before)?)?,
            };
            rules::known(&demand, this.rulebook())?;
            let events = decide(&demand, &this.context(actor, now))?;
            let events = this.as_stored(&txn, &demand, events, now).await?;
            let others = this.others(&txn, &demand, also).await?;
            let moved = !events.is_empty();
            let after = this.enter(&txn, actor, demand, events, now).await?;
            for (other, command) in others {
                this.spread(&txn, actor, other, &command, now).await?;
            }
            for file in files {
                documents::add_later(&txn, file.row(id, now, &actor));
            }
            if let Some(key) = key {
                remember(&txn, key, &actor, id, after.version.to_string(), now);
            }
            // Last, so that all that was written since goes to the database together with it.
            if moved {
                demands::save(&txn, &before, &this.row(&after, now)?).await?;
            }
            txn.commit().await?;
            Ok(after)
        })
        .await
        .map_err(|_| Error::Cut)?
    }

    /// Append the entries, save the projection, queue the letters, set the timer. All in the given transaction. `before` is the
    /// demand's row, unless the demand is new and `demand` is what its first entry has made.
    async fn record(
        &self,
        txn: &Txn,
        actor: Actor,
        demand: Demand,
        events: Vec<Event>,
        now: Instant,
        before: Option<demands::DemandRow>,
    ) -> Result<Demand, Error> {
        // On the heap: the futures of all that calls this would else carry it, and overflow a thread's stack in a debug build.
        let Some(before) = before else { return Box::pin(self.record_new(txn, actor, demand, events, now)).await };
        let moved = !events.is_empty();
        let after = Box::pin(self.enter(txn, actor, demand, events, now)).await?;
        if moved {
            demands::save(txn, &before, &self.row(&after, now)?).await?;
        }
        Ok(after)
    }

    async fn record_new(&self, txn: &Txn, actor: Actor, demand: Demand, events: Vec<Event>, now: Instant) -> Result<Demand, Error> {
        let folded = append(txn, &demand, actor, events, now).await?;
        let after = folded.iter().skip(1).fold(demand, Demand::apply);
        demands::insert(txn, self.row(&after, now)?).await?;
        demands::insert_accounts(txn, projection::accounts(&after)).await?;
        crate::store::suspensions::sent(txn, after.id, &after.receipt.sender).await?;
        self.put_secrecy(txn, after.id, Silent::default(), self.silent(&after)).await?;
        self.put_kept(txn, after.id, &custody::Kept::default(), keeping::kept(&after), now).await?;
        compartments::put(txn, after.id, None, after.compartment(self.rulebook())).await?;
        for entry in &folded {
            self.post(txn, &after, entry, now).await?;
        }
        self.ring(txn, None, &after, now).await?;
        // It has no timer yet, whatever its first entry says.
        self.wind(txn, &after, None, now).await?;
        self.wind_people(txn, None, &after, now).await?;
        Ok(after)
    }

    /// All that follows from a demand's new entries but the projection, which is the caller's to save last.
    async fn enter(&self, txn: &Txn, actor: Actor, demand: Demand, events: Vec<Event>, now: Instant) -> Result<Demand, Error> {
        let (id, was, silent, held) = (demand.id, self.next_tick(&demand, now), self.silent(&demand), keeping::kept(&demand));
        let (stage, stood, apart) = (demand.stage.name(), escalation::Standing::of(&demand), demand.compartment(self.rulebook()));
        let folded = append(txn, &demand, actor, events, now).await?;
        let after = folded.iter().fold(demand, Demand::apply);
        self.recounted(txn, &folded, &after).await?;
        if folded.iter().any(|e| matches!(e.event, Event::PaperCorrected { .. })) {
            demands::put_accounts(txn, id, projection::accounts(&after)).await?;
        }
        self.put_secrecy(txn, id, silent, self.silent(&after)).await?;
        self.put_kept(txn, id, &held, keeping::kept(&after), now).await?;
        compartments::put(txn, id, apart, after.compartment(self.rulebook())).await?;
        let mut too_late = Vec::new();
        for entry in &folded {
            too_late.extend(self.post(txn, &after, entry, now).await?);
        }
        let after = self.escaped(txn, after, too_late, now).await?;
        self.ring(txn, Some(stage), &after, now).await?;
        self.wind(txn, &after, was, now).await?;
        self.wind_people(txn, Some(stood), &after, now).await?;
        Ok(after)
    }

    /// Set the timer, if it was set for another moment. Most commands end nothing sooner or later.
    async fn wind(&self, txn: &Txn, after: &Demand, was: Option<Instant>, now: Instant) -> Result<(), Error> {
        match (was, self.next_tick(after, now)) {
            (was, is) if was == is => {}
            (_, Some(at)) => timers::set(txn, after.id, timers::TICK, at).await?,
            (_, None) => timers::clear(txn, after.id, timers::TICK).await?,
        }
        Ok(())
    }

    fn row(&self, demand: &Demand, at: Instant) -> Result<demands::DemandRow, Error> {
        projection::row(demand, self.territory(demand), at).map_err(|e| Error::Corrupt(e.to_string()))
    }

    fn next_tick(&self, demand: &Demand, now: Instant) -> Option<Instant> {
        next_tick(demand, self.rulebook(), self.policy(), now)
    }

    /// Note what has ended by itself: orders, preservations. For the clockwork; returns how many demands moved. A demand for
    /// which it cannot be noted holds none of the others: it is looked at again later.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn tick(&self, most: u64) -> Result<u64, Error> {
        let mut moved = 0;
        let now = self.inner.clock.now();
        for timer in timers::due(self.store().read(), timers::TICK, now, most).await? {
            match self.tick_one(timer.demand_id.to(), now).await {
                Ok(_) => moved += 1,
                Err(Error::Refused(_) | Error::NotFound) => {
                    let txn = self.store().begin().await?;
                    timers::clear(&txn, timer.demand_id.to(), timers::TICK).await?;
                    txn.commit().await?;
                }
                // The store itself failed, for every demand.
                Err(Error::Store(error)) if !of_one_row(&error) => return Err(error.into()),
                Err(_) => {
                    tracing::error!(code = "tick-failed", demand = %timer.demand_id, "what ended by itself was not noted for a demand");
                    let txn = self.store().begin().await?;
                    timers::set(&txn, timer.demand_id.to(), &timer.kind, now + LATER).await?;
                    txn.commit().await?;
                }
            }
        }
        Ok(moved)
    }

    /// Note what has ended by itself; where nothing has, the policy's days after a secrecy may have passed.
    async fn tick_one(&self, id: DemandId, now: Instant) -> Result<Demand, Error> {
        match self.act(Actor::System, id, Command::Tick, None).await {
            Err(Error::Refused(refusal)) => {
                let demand = self.find(&Actor::System, id).await?;
                let passed = demand.grace_ends(self.rulebook(), self.policy()).is_some_and(|at| at <= now);
                if passed { self.pass_grace(id).await } else { Err(Error::Refused(refusal)) }
            }
            done => done,
        }
    }
}

/// Those of the stored events that are entries of the demand's own machine; looks and downloads are not.
#[must_use]
pub fn entries(stored: &[StoredEvent]) -> Vec<(i64, Entry)> {
    stored
        .iter()
        .filter_map(|s| {
            let event: Event = serde_json::from_value(s.payload.clone()?).ok()?;
            Some((s.seq, Entry { at: s.at, actor: s.actor, event }))
        })
        .collect()
}

/// Append a demand's new entries to the record.
async fn append(txn: &Txn, demand: &Demand, actor: Actor, events: Vec<Event>, now: Instant) -> Result<Vec<Entry>, Error> {
    let news = events
        .iter()
        .map(|event| {
            let payload = serde_json::to_value(event).map_err(|e| Error::Corrupt(e.to_string()))?;
            Ok(NewEvent { demand: Some(demand.id), actor, kind: event.kind().to_owned(), payload })
        })
        .collect::<Result<Vec<_>, Error>>()?;
    events::append(txn, &news, now).await?;
    Ok(events.into_iter().map(|event| Entry { at: now, actor, event }).collect())
}

async fn load(conn: &impl Conn, rulebook: &Rulebook, actor: &Actor, id: DemandId) -> Result<Demand, Error> {
    let row = demands::find(conn, id).await?.ok_or(Error::NotFound)?;
    visible(rulebook, actor, state(&row)?)
}

fn state(row: &demands::DemandRow) -> Result<Demand, Error> {
    serde_json::from_str(&row.state).map_err(|_| Error::Corrupt(row.reference.clone()))
}

/// When a demand whose timer failed is looked at again.
const LATER: chrono::Duration = chrono::Duration::minutes(10);

/// Whether the store failed for what a row holds, and not for all of them.
const fn of_one_row(error: &StoreError) -> bool {
    matches!(error, StoreError::Inconsistent { .. } | StoreError::Stale { .. } | StoreError::Duplicate(_) | StoreError::Dangling(_))
}

/// What is remembered of a key under which a demand came in.
const RECEIVED: &str = "received";

/// A key stands for one thing: under one that was used for something else, nothing has been done of what is asked now.
fn used_otherwise() -> Error {
    StoreError::KeyUsed.into()
}

/// Remember what a command under a key has done, so that asking again does nothing.
fn remember(txn: &Txn, key: String, actor: &Actor, id: DemandId, result: String, at: Instant) {
    let row = AnswerRow { key, actor: idempotency::whose(actor), demand_id: Some(id.into()), result, at };
    idempotency::put(txn, row);
}

/// When something about the demand will end by itself.
#[must_use]
pub fn next_tick(demand: &Demand, rulebook: &Rulebook, policy: &Policy, now: Instant) -> Option<Instant> {
    let orders = demand.secrecy.orders.iter().filter(|o| o.ended_at.is_none()).filter_map(domain::secrecy::SecrecyOrder::ends_at);
    orders
        .chain(demand.preservation.ends_at())
        .chain(demand.grace_ends(rulebook, policy))
        .chain(demand.reminds_at(policy, now))
        .min()
        .map(|t| t.max(now))
}
