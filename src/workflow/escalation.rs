//! People are reminded at set marks of a duty's clock: once per mark, of all that was reached by one mail, and on record.

use super::delivery::{note, whole};
use super::{Error, LATER, Reminder, Workflow, state, visible};
use crate::store::escalations::{self, EscalationRow};
use crate::store::{Txn, demands, on_call, people, timers};
use domain::Instant;
use domain::actor::{Actor, Role, Roles};
use domain::demand::{Demand, Emergency};
use domain::escalation::{Mark, Reached, Whom, moves_from};
use domain::ids::{DemandId, ObligationId, PersonId};
use people::PersonRow;
use serde_json::json;
use std::collections::BTreeMap;

/// The kind of entry that says who was reminded at which mark.
pub const ESCALATED: &str = "escalated";
/// Most members of staff; an installation has fewer.
pub(super) const MOST_STAFF: u64 = 10_000;

/// What of a demand the timers of people hang on.
pub(super) struct Standing {
    duties: Vec<(ObligationId, Instant)>,
    claimed: bool,
}

impl Standing {
    pub(super) fn of(demand: &Demand) -> Self {
        let duties = demand.running_duties().into_iter().map(|duty| (duty.id, duty.due.internal)).collect();
        Self { duties, claimed: demand.emergency == Emergency::Claimed && !demand.is_closed() }
    }
}

/// A member of staff who can sign in.
pub(super) struct Member {
    pub(super) id: PersonId,
    pub(super) roles: Roles,
    pub(super) row: PersonRow,
}

impl Member {
    fn actor(&self) -> Actor {
        Actor::Person { id: self.id, roles: self.roles }
    }
}

/// What one round has done.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Escalated {
    /// Duties of which a mark was reached.
    pub duties: u64,
    /// Mails that were queued.
    pub mails: u64,
}

/// Of how many duties somebody is told, and how many of them are overdue.
type Told = BTreeMap<PersonId, (u64, u64)>;

impl Workflow {
    /// Set the timers by which people are reminded and called, where what they hang on has changed.
    pub(super) async fn wind_people(&self, txn: &Txn, stood: Option<Standing>, after: &Demand, now: Instant) -> Result<(), Error> {
        let stands = Standing::of(after);
        let (duties, claimed) = stood.map(|s| (s.duties, s.claimed)).unwrap_or_default();
        if stands.duties != duties {
            // The first mark, also where it has passed: the round knows which were seen to.
            match after.next_mark(&self.policy().escalation, None) {
                Some(at) => timers::set(txn, after.id, timers::MARK, at).await?,
                None => timers::clear(txn, after.id, timers::MARK).await?,
            }
        }
        if stands.claimed && !claimed {
            on_call::begin_anew(txn, after.id).await?;
            timers::set(txn, after.id, timers::RING, now).await?;
        }
        Ok(())
    }

    /// Remind people of the duties whose marks were reached, of up to `most` demands. Each is told by one mail how many there are.
    ///
    /// # Errors
    /// [`Error::Store`], [`Error::Letter`]; nobody was reminded then, and the next round does it.
    pub async fn escalate(&self, most: u64) -> Result<Escalated, Error> {
        if timers::due(self.store().read(), timers::MARK, self.clock().now(), 1).await?.is_empty() {
            return Ok(Escalated::default());
        }
        let this = self.clone();
        whole(async move {
            let txn = this.store().begin().await?;
            let now = this.clock().now();
            let staff = this.staff_in(&txn).await?;
            let on_call: Vec<PersonId> = this.on_call_in(&txn, now).await?.into_iter().map(|shift| shift.person).collect();
            let (mut done, mut told) = (Escalated::default(), Told::new());
            for timer in timers::due(&txn, timers::MARK, now, most).await? {
                let id: DemandId = timer.demand_id.to();
                let next = match demands::find(&txn, id).await?.as_ref().map(state) {
                    None => None,
                    Some(Ok(demand)) => {
                        done.duties += this.escalate_one(&txn, &demand, (&staff, &on_call), now, &mut told).await?;
                        this.looked_at_next(&demand, now)
                    }
                    Some(Err(_)) => {
                        tracing::error!(code = "escalation-failed", demand = %id, "nobody could be reminded of a demand's duties");
                        Some(now + LATER)
                    }
                };
                match next {
                    Some(at) => timers::set(&txn, id, timers::MARK, at).await?,
                    None => timers::clear(&txn, id, timers::MARK).await?,
                }
            }
            for member in staff {
                let Some((duties, overdue)) = told.get(&member.id).copied() else { continue };
                this.queue_reminder(&txn, member.row, Reminder::Marks { duties, overdue }, now).await?;
                done.mails += 1;
            }
            txn.commit().await?;
            Ok(done)
        })
        .await
    }

    /// Until when nobody is mailed about a demand; an emergency waits for no morning.
    fn quiet(&self, demand: &Demand, now: Instant) -> Option<Instant> {
        let policy = self.policy();
        let zone = policy.locus("ZZ").zone;
        policy.escalation.quiet_until(now, zone).filter(|_| demand.emergency == Emergency::No)
    }

    fn looked_at_next(&self, demand: &Demand, now: Instant) -> Option<Instant> {
        let next = demand.next_mark(&self.policy().escalation, Some(now));
        let unseen = !demand.reached_marks(&self.policy().escalation, now).is_empty();
        self.quiet(demand, now).filter(|_| unseen).or(next)
    }

    /// The marks of one demand; returns how many duties people were told of.
    async fn escalate_one(
        &self,
        txn: &Txn,
        demand: &Demand,
        (staff, on_call): (&[Member], &[PersonId]),
        now: Instant,
        told: &mut Told,
    ) -> Result<u64, Error> {
        if self.quiet(demand, now).is_some() {
            return Ok(0);
        }
        let mut duties = 0;
        for reached in demand.reached_marks(&self.policy().escalation, now) {
            let mark = reached.mark.code();
            if escalations::seen_to(txn, demand.id, reached.duty, reached.due, &mark).await? {
                continue;
            }
            let (whom, ids) = self.reminded_at(demand, &reached, staff, on_call);
            let payload = json!({ "duty": reached.kind.code(), "mark": mark, "whom": whom.code(), "people": ids });
            let row = EscalationRow {
                demand_id: demand.id.into(),
                duty_id: reached.duty.into(),
                due_at: reached.due,
                mark,
                kind: reached.kind.code().to_owned(),
                whom: whom.code().to_owned(),
                people: payload["people"].to_string(),
                at: now,
            };
            escalations::add(txn, row).await?;
            note(txn, demand.id, Actor::System, ESCALATED, payload, now).await?;
            for id in ids {
                let (all, overdue) = told.entry(id).or_default();
                *all += 1;
                *overdue += u64::from(reached.mark == Mark::Overdue);
            }
            duties += 1;
        }
        Ok(duties)
    }

    /// Who is reminded at a mark: only who may see the demand. Where nobody it was given to can be reminded, whoever can move it on.
    fn reminded_at(&self, demand: &Demand, reached: &Reached, staff: &[Member], on_call: &[PersonId]) -> (Whom, Vec<PersonId>) {
        let of = |whom: Whom| -> Vec<PersonId> {
            let asked = |m: &&Member| {
                demand.assignee == Some(m.id)
                    || match whom {
                        Whom::Assignee => false,
                        Whom::Role => moves_from(demand.stage.name(), m.roles),
                        Whom::Reviewers => m.roles.has(Role::Reviewer) || on_call.contains(&m.id),
                    }
            };
            staff.iter().filter(asked).filter(|m| self.sees(m, demand)).map(|m| m.id).collect()
        };
        let ids = of(reached.whom);
        if ids.is_empty() && reached.whom == Whom::Assignee { (Whom::Role, of(Whom::Role)) } else { (reached.whom, ids) }
    }

    pub(super) fn sees(&self, member: &Member, demand: &Demand) -> bool {
        visible(self.rulebook(), &member.actor(), demand.clone()).is_ok()
    }

    /// Everybody who can sign in, as the transaction sees them.
    pub(super) async fn staff_in(&self, txn: &Txn) -> Result<Vec<Member>, Error> {
        let mut staff = Vec::new();
        for row in people::list(txn, MOST_STAFF).await? {
            if row.disabled_at.is_none() {
                staff.push(Member { id: row.id.to(), roles: row.role_set()?, row });
            }
        }
        Ok(staff)
    }

    /// The latest marks that still stand: whose duty runs and has the same date, as far as the actor may see the demand; the latest
    /// first, one per demand. At most `limit` marks are looked at.
    ///
    /// # Errors
    /// [`Error::Store`]; [`Error::Corrupt`].
    pub async fn escalated(&self, actor: &Actor, limit: u64) -> Result<Vec<(EscalationRow, Demand)>, Error> {
        let read = self.store().read();
        let rows = escalations::latest(read, limit).await?;
        let mut ids: Vec<DemandId> = rows.iter().map(|row| row.demand_id.to()).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut seen = BTreeMap::new();
        for row in demands::with_ids(read, &ids).await? {
            match visible(self.rulebook(), actor, state(&row)?) {
                Ok(demand) => drop(seen.insert(demand.id, demand)),
                Err(Error::NotFound) => {}
                Err(error) => return Err(error),
            }
        }
        let stands = |row: &EscalationRow, demand: &Demand| {
            let duty = demand.running_duties().into_iter().find(|duty| duty.id == row.duty_id.to());
            duty.is_some_and(|duty| duty.due.internal == row.due_at)
        };
        let mut found = Vec::new();
        for row in rows {
            if let Some(demand) = seen.remove(&row.demand_id.to()) {
                match stands(&row, &demand) {
                    true => found.push((row, demand)),
                    false => drop(seen.insert(demand.id, demand)),
                }
            }
        }
        Ok(found)
    }

    /// Who is on call at an instant, in their order, as the transaction sees it.
    pub(super) async fn on_call_in(&self, txn: &Txn, now: Instant) -> Result<Vec<domain::on_call::Shift>, Error> {
        let rows = on_call::between(txn, now - chrono::Duration::seconds(1), now + chrono::Duration::seconds(1), MOST_STAFF).await?;
        let shifts: Vec<_> = rows.iter().map(on_call::ShiftRow::shift).collect();
        Ok(domain::on_call::at(&shifts, now))
    }
}
