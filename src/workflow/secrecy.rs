//! The end of a secrecy: one person looked whether an extension came; and the calendar that says when somebody must look.

use super::{Error, NoticePreview, Workflow, state, visible};
use crate::store::secrecy::{self, DateRow};
use crate::store::{Key, Sight, demands};
use chrono::Timelike;
use domain::Instant;
use domain::actor::Actor;
use domain::actor::Role;
use domain::command::Command;
use domain::demand::Demand;
use domain::ids::DemandId;
use domain::notice::{Notice, NoticeKind};
use domain::paper::CustomerClass;
use domain::secrecy::calendar::windows;

impl Workflow {
    /// The notice that goes to a consumer as soon as somebody confirms that the secrecy is over; `None` where two people order it,
    /// where none is owed, and where nobody can be reached: then it stays owed.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Letter`] when a fact is missing that the notice must say; [`Error::Store`].
    pub async fn notice_at_once(&self, actor: &Actor, demand: &Demand) -> Result<Option<NoticePreview>, Error> {
        let consumer = demand.customer.as_ref().is_some_and(|c| c.class == CustomerClass::Consumer);
        let delayed = demand.fitting_notice(&self.context(*actor, self.clock().now())) == NoticeKind::Delayed;
        if !(consumer && delayed && matches!(demand.notice, Notice::Owed { .. })) {
            return Ok(None);
        }
        match self.preview_notice(actor, demand.id).await {
            Ok(preview) => Ok(Some(preview)),
            Err(Error::NoAddress(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// No extension came, says one person who looked. A consumer's notice goes at once, if it is the one that was read.
    ///
    /// # Errors
    /// [`Error::NoticeChanged`] when what was read is not what would be sent; as [`Workflow::act`].
    pub async fn check_docket(
        &self,
        actor: Actor,
        id: DemandId,
        checked: String,
        read: &str,
        key: Option<String>,
    ) -> Result<Demand, Error> {
        let demand = self.find(&actor, id).await?;
        let notice = match self.notice_at_once(&actor, &demand).await? {
            Some(preview) if preview.digest == read => Some(preview.draft()),
            // Whoever may not do it, or not yet, is told so first.
            Some(preview) => {
                let command = Command::CheckDocket { checked: checked.clone(), notice: Some(preview.draft()) };
                demand.decide(&command, &self.context(actor, self.clock().now()))?;
                return Err(Error::NoticeChanged);
            }
            None => None,
        };
        self.act(actor, id, Command::CheckDocket { checked, notice }, key).await
    }

    /// Dates of secrecy, the earliest first, each with its demand, as far as the actor may see it: of one kind or of all, until an
    /// instant, after a date that was shown; at most `limit` are looked at. The second value is the last date looked at, if there
    /// may be more.
    ///
    /// # Errors
    /// [`Error::Store`]; [`Error::Corrupt`].
    pub async fn secrecy_dates(
        &self,
        actor: &Actor,
        kind: Option<&str>,
        until: Option<Instant>,
        after: Option<&DateRow>,
        limit: u64,
    ) -> Result<(Vec<(DateRow, Demand)>, Option<DateRow>), Error> {
        let read = self.store().read();
        let mut rows = secrecy::dates(read, Sight::of(actor), kind, until, after, limit.saturating_add(1)).await?;
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = rows.len() > most;
        rows.truncate(most);
        let last = rows.last().filter(|_| more).cloned();
        let mut ids: Vec<DemandId> = rows.iter().map(|r| r.demand_id.to()).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut seen = std::collections::BTreeMap::new();
        for row in demands::with_ids(read, &ids).await? {
            match visible(self.rulebook(), actor, state(&row)?) {
                Ok(demand) => drop(seen.insert(Key::from(demand.id).0, demand)),
                Err(Error::NotFound) => {}
                Err(error) => return Err(error),
            }
        }
        Ok((rows.into_iter().filter_map(|r| Some((r.clone(), seen.get(&r.demand_id.0)?.clone()))).collect(), last))
    }

    /// Remind those who tell customers, once a day by a mail without content, of dates that are 30, 14, 7 or 1 days away or have
    /// come; once a date has passed, those who can decide too. Nobody is woken: not before seven in the morning.
    ///
    /// # Errors
    /// [`Error::Store`]; [`Error::Letter`].
    pub async fn remind_of_secrecy(&self) -> Result<u64, Error> {
        let now = self.clock().now();
        let zone = self.policy().locus("ZZ").zone;
        if now.with_timezone(&zone).hour() < 7 {
            return Ok(0);
        }
        let (read, windows) = (self.store().read(), windows(now, zone));
        let mut reminded = 0;
        for sight in [Sight::Open, Sight::Whole] {
            let mut ahead = false;
            for (from, to) in &windows.ahead {
                ahead = ahead || secrecy::any_between(read, sight, Some(*from), *to).await?;
            }
            if ahead {
                reminded += self.remind_staff("secrecy_ahead", &[Role::NoticeOfficer], sight, now).await?;
            }
            if secrecy::any_between(read, sight, None, windows.passed).await? {
                let roles = [Role::NoticeOfficer, Role::Reviewer, Role::Approver];
                reminded += self.remind_staff("secrecy_passed", &roles, sight, now).await?;
            }
        }
        Ok(reminded)
    }

    /// The policy's days have passed since a secrecy ended, and nobody stopped it. For the clockwork.
    ///
    /// # Errors
    /// As [`Workflow::act`].
    pub(super) async fn pass_grace(&self, id: DemandId) -> Result<Demand, Error> {
        let demand = self.find(&Actor::System, id).await?;
        let notice = self.notice_at_once(&Actor::System, &demand).await?.map(|preview| preview.draft());
        self.act(Actor::System, id, Command::PassGrace { notice }, None).await
    }
}
