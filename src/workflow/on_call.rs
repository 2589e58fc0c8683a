//! On call: the rota, calling people to an emergency one after the other until somebody answers, and the answer.

use super::delivery::{note, whole};
use super::escalation::{MOST_STAFF, Member};
use super::{Error, LATER, Reminder, Workflow, state};
use crate::store::on_call::{self, AnswerRow, CallRow, ShiftRow};
use crate::store::{Key, StoreError, Txn, demands, people, timers};
use chrono::Duration;
use domain::Instant;
use domain::actor::{Actor, Role};
use domain::demand::{Demand, Emergency};
use domain::ids::{DemandId, PersonId, ShiftId};
use domain::on_call::{LAST_PLACE, Shift, at, next};
use domain::roles;
use domain::verb::Verb;
use serde_json::json;
use uuid::Uuid;

/// The kind of entry that says who was called to an emergency.
pub const CALLED: &str = "on_call_called";
/// The kind of entry that says who answered.
pub const ANSWERED: &str = "on_call_answered";
/// The longest time on call that is entered as one.
const LONGEST: Duration = Duration::days(31);

/// A time on call as it is entered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NewShift {
    /// Who.
    pub person: PersonId,
    /// First, second and so on, from 1.
    pub place: u32,
    /// From when.
    pub from: Instant,
    /// Until when, exclusively.
    pub until: Instant,
}

/// Why a time on call can't be entered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WhyNot {
    /// Nobody who can sign in.
    Unknown,
    /// Somebody who sees no demands.
    SeesNothing,
    /// A place that there is none of.
    Place,
    /// It ends before it begins.
    Backwards,
    /// It has ended already.
    Past,
    /// It is longer than a month.
    Long,
    /// The person is on call then already.
    Twice,
}

impl WhyNot {
    /// The stable code; its sentence stands in the translations under `on-call-why-<code>`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            WhyNot::Unknown => "unknown",
            WhyNot::SeesNothing => "sees-nothing",
            WhyNot::Place => "place",
            WhyNot::Backwards => "backwards",
            WhyNot::Past => "past",
            WhyNot::Long => "long",
            WhyNot::Twice => "twice",
        }
    }
}

/// Why the rota was not changed.
#[derive(Debug, thiserror::Error)]
pub enum RotaError {
    /// The time can't be entered.
    #[error("this time on call can't be entered ({}); nothing was changed", .0.code())]
    Refused(WhyNot),
    /// Below.
    #[error(transparent)]
    Workflow(#[from] Error),
}

impl From<StoreError> for RotaError {
    fn from(error: StoreError) -> Self {
        Self::Workflow(error.into())
    }
}

/// How the calls to an emergency stand.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Calls {
    /// Who was called, the first first.
    pub called: Vec<CallRow>,
    /// Who answered.
    pub answered: Option<AnswerRow>,
}

impl Workflow {
    /// The times on call that touch a span, the earliest first.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn rota(&self, from: Instant, until: Instant) -> Result<Vec<Shift>, Error> {
        Ok(on_call::between(self.store().read(), from, until, MOST_STAFF).await?.iter().map(ShiftRow::shift).collect())
    }

    /// Who is on call now, in the order in which they are called.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn on_call_now(&self) -> Result<Vec<Shift>, Error> {
        let now = self.clock().now();
        Ok(at(&self.rota(now - Duration::seconds(1), now + Duration::seconds(1)).await?, now))
    }

    /// Put somebody on call.
    ///
    /// # Errors
    /// [`RotaError::Refused`]; [`Error::NotAllowed`] for who doesn't administer people; [`Error::Store`].
    pub async fn put_on_call(&self, actor: Actor, new: NewShift) -> Result<ShiftId, RotaError> {
        administers(&actor)?;
        let txn = self.store().begin().await?;
        let now = self.clock().now();
        let person = people::find(&txn, new.person).await?.filter(|p| p.disabled_at.is_none());
        let person = person.ok_or(RotaError::Refused(WhyNot::Unknown))?;
        if !person.role_set()?.iter().any(Role::handles_cases) {
            return Err(RotaError::Refused(WhyNot::SeesNothing));
        }
        let taken = on_call::between(&txn, new.from, new.until, MOST_STAFF).await?;
        let why = match () {
            () if !(1..=LAST_PLACE).contains(&new.place) => Some(WhyNot::Place),
            () if new.until <= new.from => Some(WhyNot::Backwards),
            () if new.until <= now => Some(WhyNot::Past),
            () if new.until - new.from > LONGEST => Some(WhyNot::Long),
            () if taken.iter().any(|row| row.person_id == Key::from(new.person)) => Some(WhyNot::Twice),
            () => None,
        };
        if let Some(why) = why {
            return Err(RotaError::Refused(why));
        }
        let id = ShiftId(Uuid::new_v4());
        let row = ShiftRow {
            id: id.into(),
            person_id: new.person.into(),
            place: i64::from(new.place),
            from_at: new.from,
            until_at: new.until,
            made_by: super::directory::who(&actor),
            made_at: now,
        };
        on_call::add(&txn, row).await?;
        let payload = json!({ "shift": id, "person": new.person, "place": new.place, "from": new.from, "until": new.until });
        self.note(&txn, actor, "on_call_put", payload).await?;
        txn.commit().await?;
        Ok(id)
    }

    /// Take a time on call off the rota.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::NotAllowed`] for who doesn't administer people; [`Error::Store`].
    pub async fn take_off_call(&self, actor: Actor, id: ShiftId) -> Result<(), Error> {
        administers(&actor)?;
        let txn = self.store().begin().await?;
        if !on_call::remove(&txn, id).await? {
            return Err(Error::NotFound);
        }
        self.note(&txn, actor, "on_call_taken_off", json!({ "shift": id })).await?;
        Ok(txn.commit().await?)
    }

    /// Call whoever is next to the emergencies that nobody has answered: those on call in their order, then everybody whose role it
    /// is. Returns how many were called.
    ///
    /// # Errors
    /// [`Error::Store`], [`Error::Letter`]; nobody was called then, and the next round does it.
    pub async fn call_to_emergencies(&self, most: u64) -> Result<u64, Error> {
        if timers::due(self.store().read(), timers::RING, self.clock().now(), 1).await?.is_empty() {
            return Ok(0);
        }
        let this = self.clone();
        whole(async move {
            let txn = this.store().begin().await?;
            let now = this.clock().now();
            let staff = this.staff_in(&txn).await?;
            let mut called = 0;
            for timer in timers::due(&txn, timers::RING, now, most).await? {
                let id: DemandId = timer.demand_id.to();
                let (n, again) = match demands::find(&txn, id).await?.as_ref().map(state) {
                    None => (0, None),
                    Some(Ok(demand)) => this.call_to(&txn, &demand, &staff, now).await?,
                    Some(Err(_)) => {
                        tracing::error!(code = "on-call-failed", demand = %id, "nobody could be called to an emergency");
                        (0, Some(now + LATER))
                    }
                };
                called += n;
                match again {
                    Some(at) => timers::set(&txn, id, timers::RING, at).await?,
                    None => timers::clear(&txn, id, timers::RING).await?,
                }
            }
            txn.commit().await?;
            Ok(called)
        })
        .await
    }

    /// Call whoever is next to one demand. How many were called, and when to look again.
    async fn call_to(&self, txn: &Txn, demand: &Demand, staff: &[Member], now: Instant) -> Result<(u64, Option<Instant>), Error> {
        let over = demand.is_closed() || demand.emergency != Emergency::Claimed;
        if over || on_call::answered(txn, demand.id).await?.is_some() {
            return Ok((0, None));
        }
        let called: Vec<PersonId> = on_call::calls(txn, demand.id).await?.iter().map(|row| row.person_id.to()).collect();
        let can_come = |id: PersonId| staff.iter().find(|m| m.id == id).filter(|m| self.sees(m, demand));
        let mut on = self.on_call_in(txn, now).await?;
        on.retain(|shift| can_come(shift.person).is_some());
        if let Some(member) = next(&on, &called).and_then(can_come) {
            self.call(txn, demand.id, member, "on_call", now).await?;
            return Ok((1, Some(now + self.policy().escalation.answer_within)));
        }
        // Nobody is on call, or nobody of them answers: silence is the one thing that must not happen.
        let its_role = |m: &&Member| roles(Verb::ConfirmEmergency).iter().any(|role| m.roles.has(*role)) && self.sees(m, demand);
        let rest: Vec<&Member> = staff.iter().filter(its_role).filter(|m| !called.contains(&m.id)).collect();
        let n = rest.len() as u64;
        for member in rest {
            self.call(txn, demand.id, member, "everybody", now).await?;
        }
        if n == 0 && called.is_empty() {
            tracing::error!(code = "nobody-to-call", demand = %demand.id, "an emergency came in and there is nobody to be called");
            return Ok((0, Some(now + LATER)));
        }
        Ok((n, None))
    }

    async fn call(&self, txn: &Txn, demand: DemandId, member: &Member, why: &str, now: Instant) -> Result<(), Error> {
        let minutes = self.policy().escalation.answer_within.num_minutes();
        self.queue_reminder(txn, member.row.clone(), Reminder::Emergency { minutes }, now).await?;
        on_call::call(txn, CallRow { demand_id: demand.into(), person_id: member.id.into(), at: now }).await?;
        note(txn, demand, Actor::System, CALLED, json!({ "person": member.id, "as": why }), now).await
    }

    /// Somebody takes an emergency on: nobody else is called to it. Whether it was theirs to take; somebody may have been faster.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a demand that is none, or not theirs to see, or no claimed emergency; [`Error::NotAllowed`] for who
    /// handles no cases; [`Error::Store`].
    pub async fn answer_call(&self, actor: Actor, id: DemandId) -> Result<bool, Error> {
        let Actor::Person { id: person, roles } = actor else { return Err(Error::NotAllowed) };
        if !roles.iter().any(Role::handles_cases) {
            return Err(Error::NotAllowed);
        }
        let txn = self.store().begin().await?;
        let demand = super::load(&txn, self.rulebook(), &actor, id).await?;
        if demand.emergency != Emergency::Claimed || demand.is_closed() {
            return Err(Error::NotFound);
        }
        if on_call::answered(&txn, id).await?.is_some() {
            return Ok(false);
        }
        let now = self.clock().now();
        on_call::answer(&txn, AnswerRow { demand_id: id.into(), person_id: person.into(), at: now }).await?;
        timers::clear(&txn, id, timers::RING).await?;
        note(&txn, id, actor, ANSWERED, json!({ "person": person }), now).await?;
        txn.commit().await?;
        Ok(true)
    }

    /// The emergencies that the actor was called to and nobody has taken on, the latest call first.
    ///
    /// # Errors
    /// [`Error::Store`]; [`Error::Corrupt`].
    pub async fn my_calls(&self, actor: &Actor, limit: u64) -> Result<Vec<(CallRow, Demand)>, Error> {
        let Some(person) = actor.person() else { return Ok(Vec::new()) };
        let mut found = Vec::new();
        for row in on_call::unanswered(self.store().read(), person, limit).await? {
            match self.find(actor, row.demand_id.to()).await {
                Ok(demand) if demand.emergency == Emergency::Claimed && !demand.is_closed() => found.push((row, demand)),
                Ok(_) | Err(Error::NotFound) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(found)
    }

    /// How the calls to a demand stand.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn calls_to(&self, id: DemandId) -> Result<Calls, Error> {
        let read = self.store().read();
        Ok(Calls { called: on_call::calls(read, id).await?, answered: on_call::answered(read, id).await? })
    }
}

fn administers(actor: &Actor) -> Result<(), Error> {
    match actor {
        Actor::Person { roles, .. } if roles.has(Role::SecurityAdmin) => Ok(()),
        Actor::Operator => Ok(()),
        _ => Err(Error::NotAllowed),
    }
}
