//! The end of a secrecy: one person looked whether an extension came.

use super::{Error, NoticePreview, Workflow};
use domain::actor::Actor;
use domain::command::Command;
use domain::demand::Demand;
use domain::ids::DemandId;
use domain::notice::{Notice, NoticeKind};
use domain::paper::CustomerClass;

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
