//! Bulk loading: any number of realistic demands, for benches and for a demonstration with volume.
//!
//! Nothing is written that the real rules did not decide: each demand is walked through its life by
//! [`Demand::decide`], each decision is an entry of the chained record, and the rows are the same projection of the same
//! fold as everywhere else. Only the transactions are larger. What it leaves out: letters (nothing is to be sent for an
//! invented past) and documents of one's own (all demands name one sample file, which is stored).

mod cast;
mod chance;
mod desk;
mod fate;

pub use fate::Depth;

use crate::store::demands::{self, AccountRow, DemandRow};
use crate::store::events::{self, NewEvent};
use crate::store::timers::{self, TimerRow};
use crate::store::{Store, StoreError, authorities, customers, documents, people};
use crate::store::{compartments, custody, secrecy};
use crate::workflow::{Workflow, keeping, next_tick, projection};
use cast::Cast;
use chance::Chance;
use chrono::{Duration, SubsecRound};
use desk::Desk;
use domain::Instant;
use domain::actor::Actor;
use domain::command::Command;
use domain::context::Context;
use domain::demand::Demand;
use domain::event::{Entry, Event};
use domain::ids::Reference;
use domain::instrument::Rulebook;
use domain::paper::DocumentRef;
use domain::policy::Policy;
use domain::refusal::Refusal;
use fate::Fate;

/// Demands in one transaction: all of them are kept or none.
const SLICE: u64 = 5_000;
/// No life has more steps; a desk that goes in circles is a mistake in [`desk`].
const STEPS: usize = 200;
/// Demands of a large load that get their whole life.
const WHOLE: u64 = 10_000;
/// One in so many demands is a busy one, with some fifty entries.
const BUSY: u64 = 20;

/// What to load.
#[derive(Clone, Debug)]
pub struct Plan {
    /// How many demands.
    pub demands: u64,
    /// Number of the first. Loads of one seed and different numbers never meet.
    pub first: u64,
    /// The same seed gives the same demands (the record's nonces are drawn anew).
    pub seed: u64,
    /// Everything happens before this moment; what was not finished by then is open.
    pub until: Instant,
    /// Demands arrive over so many days before `until`, more of them towards the end.
    pub days: u32,
    /// How much happens to each.
    pub depth: Depth,
}

/// What was loaded.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Loaded {
    /// Demands.
    pub demands: u64,
    /// Entries of the record.
    pub entries: u64,
    /// Demands that are still open.
    pub open: u64,
}

impl Loaded {
    /// Both loads.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self { demands: self.demands + other.demands, entries: self.entries + other.entries, open: self.open + other.open }
    }
}

/// Why a load stopped. The slices before are kept, whole; what of the last was not committed is gone.
#[derive(Debug, thiserror::Error)]
pub enum BulkError {
    /// The rules refused a step of the invented desk: its walk has to be mended.
    #[error("demand {reference} of the load could not take its next step: {refusal}. The slices before it are kept")]
    Refused {
        /// Which.
        reference: String,
        /// Why.
        refusal: Refusal,
    },
    /// A life without an end, or a paper for which the cast has nobody.
    #[error("demand number {0} of the load makes no life; the slices before it are kept")]
    NoLife(u64),
    /// A value that has no JSON.
    #[error("an entry of the load cannot be written: {0}")]
    Json(#[from] serde_json::Error),
    /// Below.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// One demand's life: its entries, and what it is after the last.
pub struct Life {
    /// The entries, in order.
    pub entries: Vec<Entry>,
    /// The commands that made them, each with who gave it and when; the receipt is none of them.
    pub commands: Vec<(Instant, Actor, Command)>,
    /// The fold.
    pub demand: Demand,
}

/// What every life of a load shares.
pub struct House<'a> {
    rulebook: &'a Rulebook,
    policy: &'a Policy,
    cast: Cast,
    plan: Plan,
}

impl<'a> House<'a> {
    /// The house of a plan, without a database.
    #[must_use]
    pub fn new(rulebook: &'a Rulebook, policy: &'a Policy, plan: Plan) -> Self {
        let sample = DocumentRef {
            id: Cast::sample_id(),
            name: "sample.csv".to_owned(),
            media_type: "text/csv".to_owned(),
            sha256: String::new(),
            bytes: 0,
        };
        Self { rulebook, policy, cast: Cast::new(sample), plan }
    }

    /// The life of the demand with this number, as far as the plan's end.
    ///
    /// # Errors
    /// [`BulkError::Refused`], [`BulkError::NoLife`].
    pub fn life(&self, n: u64) -> Result<Life, BulkError> {
        let plan = &self.plan;
        let mut chance = Chance::seeded(plan.seed ^ n.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        // The house grows: the last week brings twice what an average week brought.
        let share = (n.saturating_sub(plan.first) as f64 / plan.demands.max(1) as f64).sqrt();
        let span = i64::from(plan.days.max(1)) * 86_400;
        let at = plan.until - Duration::seconds(span - (span as f64 * share) as i64) + chance.minutes(0, 1);
        let at = at.trunc_subsecs(6);
        let (rulebook, policy) = (self.rulebook, self.policy);
        let drawn = Fate::draw(chance, plan.depth, reference(plan.seed, n), n % BUSY == BUSY - 1, at, &self.cast, rulebook);
        let (mut fate, receive) = drawn.ok_or(BulkError::NoLife(n))?;
        let reference = receive.reference;
        let refused = |refusal| BulkError::Refused { reference: reference.to_string(), refusal };
        let mut ctx = Context { now: at, actor: self.cast.intake(fate.second), rulebook, policy };
        let entry = |ctx: &Context<'_>, event: Event| Entry { at: ctx.now, actor: ctx.actor, event };
        let mut entries: Vec<Entry> = domain::receive(receive, &ctx).map_err(refused)?.into_iter().map(|e| entry(&ctx, e)).collect();
        let mut demand = Demand::fold(&entries).ok_or(BulkError::NoLife(n))?;
        let mut commands = Vec::new();
        let mut desk = Desk { cast: &self.cast, fate: &mut fate };
        while let Some(step) = desk.next(&demand, &ctx) {
            let then = ctx.now + step.after;
            if then >= plan.until {
                break;
            }
            if commands.len() >= STEPS {
                return Err(BulkError::NoLife(n));
            }
            ctx = Context { now: then, actor: step.by, ..ctx };
            for event in demand.decide(&step.command, &ctx).map_err(refused)? {
                let made = entry(&ctx, event);
                demand = demand.apply(&made);
                entries.push(made);
            }
            commands.push((ctx.now, ctx.actor, step.command));
        }
        Ok(Life { entries, commands, demand })
    }
}

/// Load demands of the year before `until` for a demonstration or a bench with volume: whole lives, and beyond
/// [`WHOLE`] of them short ones, so that a million takes minutes.
///
/// # Errors
/// [`BulkError`].
pub async fn volume(
    workflow: &Workflow,
    demands: u64,
    until: Instant,
    progress: &mut (dyn FnMut(Loaded) + Send),
) -> Result<Loaded, BulkError> {
    let plan = |first, demands, depth| Plan { demands, first, seed: 1, until, days: 365, depth };
    let whole = load(workflow, plan(0, demands.min(WHOLE), Depth::Full), progress).await?;
    let rest = plan(WHOLE, demands.saturating_sub(WHOLE), Depth::Short);
    let short = load(workflow, rest, &mut |so_far| progress(whole.and(so_far))).await?;
    Ok(whole.and(short))
}

/// Load demands. Every [`SLICE`] of them is one transaction in which the entries of all stand in the order of time;
/// the next slice begins with receipts again. `progress` is told after each commit.
///
/// A directory of staff, authorities and customers is made at the first load; the staff cannot sign in.
///
/// # Errors
/// [`BulkError`].
pub async fn load(workflow: &Workflow, plan: Plan, progress: &mut (dyn FnMut(Loaded) + Send)) -> Result<Loaded, BulkError> {
    let mut house = House::new(workflow.rulebook(), workflow.policy(), plan);
    house.cast.sample = directory(workflow, &house.cast, &house.plan).await?;
    let mut done = Loaded::default();
    while done.demands < house.plan.demands {
        let until = (done.demands + SLICE).min(house.plan.demands);
        let lives = (done.demands..until).map(|n| house.life(house.plan.first + n)).collect::<Result<Vec<Life>, BulkError>>()?;
        write(workflow, lives, &mut done).await?;
        progress(done);
    }
    Ok(done)
}

/// A reference of its own for each number of a seed: random ones would meet before the millionth demand.
fn reference(seed: u64, n: u64) -> Reference {
    // 30 letters in eight places; the factor shares no divisor with 30, so the steps visit every reference once.
    const ALL: u128 = 30_u128.pow(8);
    let start = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut place = (u128::from(start) + u128::from(n) * 412_345_678_919) % ALL;
    Reference::from_random(std::array::from_fn(|_| {
        let digit = place % 30;
        place /= 30;
        u8::try_from(digit).unwrap_or(0)
    }))
}

async fn write(workflow: &Workflow, lives: Vec<Life>, done: &mut Loaded) -> Result<(), BulkError> {
    let mut rows: Vec<DemandRow> = Vec::with_capacity(lives.len());
    let (mut accounts, mut due, mut news): (Vec<AccountRow>, Vec<TimerRow>, Vec<(Instant, NewEvent)>) = Default::default();
    let (mut dates, mut orders, mut kept, mut apart) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for Life { entries, demand, .. } in lives {
        let last = entries.last().map_or(demand.receipt.at, |e| e.at);
        rows.push(projection::row(&demand, workflow.territory(&demand), last)?);
        accounts.extend(projection::accounts(&demand));
        dates.extend(projection::secrecy_dates(&demand, workflow.rulebook(), workflow.policy()));
        orders.extend(projection::secrecy_orders(&demand));
        kept.push(keeping::kept(&demand));
        apart.extend(demand.compartment(workflow.rulebook()).map(|c| (demand.id, c)));
        let tick = next_tick(&demand, workflow.rulebook(), workflow.policy(), last);
        due.extend(tick.map(|due_at| TimerRow { demand_id: demand.id.into(), kind: timers::TICK.to_owned(), due_at }));
        let mark = demand.next_mark(&workflow.policy().escalation, Some(last));
        due.extend(mark.map(|due_at| TimerRow { demand_id: demand.id.into(), kind: timers::MARK.to_owned(), due_at }));
        done.open += u64::from(!demand.is_closed());
        for entry in entries {
            let payload = serde_json::to_value(&entry.event)?;
            news.push((entry.at, NewEvent { demand: Some(demand.id), actor: entry.actor, kind: entry.event.kind().to_owned(), payload }));
        }
    }
    // Entries of one demand at one moment keep their order: the sort is stable.
    news.sort_by_key(|(at, _)| *at);
    done.demands += rows.len() as u64;
    done.entries += news.len() as u64;
    let txn = workflow.store().begin().await?;
    events::append_all(&txn, &news).await?;
    demands::insert_many(&txn, rows).await?;
    demands::insert_accounts(&txn, accounts).await?;
    secrecy::insert_dates(&txn, dates).await?;
    secrecy::cover(&txn, orders).await?;
    custody::insert_many(&txn, kept).await?;
    compartments::insert_many(&txn, apart).await?;
    timers::insert_many(&txn, due).await?;
    txn.commit().await?;
    Ok(())
}

/// The rows that demands refer to, unless an earlier load made them; gives the sample file.
async fn directory(workflow: &Workflow, cast: &Cast, plan: &Plan) -> Result<DocumentRef, BulkError> {
    let store: &Store = workflow.store();
    let at = (plan.until - Duration::days(i64::from(plan.days) + 1)).trunc_subsecs(6);
    let mut sample = cast.sample.clone();
    if let Some(row) = documents::find(store.read(), sample.id).await? {
        (sample.sha256, sample.bytes) = (row.sha256, u64::try_from(row.bytes).unwrap_or_default());
        return Ok(sample);
    }
    let sealed =
        workflow.blobs().put_bytes(sample.id, b"account,time,event\nuser1@customer1.example.org,2026-01-05T10:00:00Z,sign-in\n").await?;
    (sample.sha256, sample.bytes) = (sealed.sha256, u64::try_from(sealed.bytes).unwrap_or_default());
    let txn = store.begin().await?;
    for row in cast.people(at) {
        people::add(&txn, row).await?;
    }
    for row in cast.authority_rows(at) {
        authorities::put(&txn, row).await?;
    }
    for row in cast.customer_rows(at) {
        customers::put(&txn, row).await?;
    }
    let row = documents::DocumentRow {
        id: sample.id.into(),
        demand_id: None,
        name: sample.name.clone(),
        media_type: sample.media_type.clone(),
        bytes: i64::try_from(sample.bytes).unwrap_or(i64::MAX),
        sha256: sample.sha256.clone(),
        kind: "collected".to_owned(),
        added_at: at,
        added_by: "operator".to_owned(),
        note: "the one sample file of all bulk demands".to_owned(),
    };
    documents::add(&txn, row).await?;
    txn.commit().await?;
    Ok(sample)
}
