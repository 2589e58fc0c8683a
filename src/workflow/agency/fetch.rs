//! A production goes to nobody but a vetted officer of the authority that it was sealed for, at an address in a domain that the
//! directory lists for it, who has proved the mailbox a moment ago (INV-23).

use super::{AgencyError, Attending};
use crate::store::agency;
use crate::store::events::{self, NewEvent};
use crate::workflow::{Error, Workflow};
use domain::demand::Demand;
use domain::ids::DemandId;
use serde_json::json;

impl Workflow {
    /// The demand whose production this officer may fetch now.
    ///
    /// # Errors
    /// [`AgencyError::Stale`] when the mailbox was proved too long ago; [`Error::NotFound`] for everything else that stands in the way.
    pub async fn may_fetch(&self, who: &Attending, id: DemandId) -> Result<Demand, AgencyError> {
        let demand = self.for_officer(who.id(), id).await?;
        let package = &demand.stage.released().ok_or(Error::NotFound)?.sealed.package;
        let authority = who.authority.as_ref().ok_or(Error::NotFound)?;
        if package.recipient != authority.id.to() {
            return Err(Error::NotFound.into());
        }
        if !who.is_fresh(self.clock().now()) {
            return Err(AgencyError::Stale);
        }
        Ok(demand)
    }

    /// Put on record that the production is being fetched, before its first byte leaves.
    ///
    /// # Errors
    /// [`Error::Store`]; nothing may be handed out then.
    pub async fn note_fetched(&self, who: &Attending, id: DemandId, sha256: &str) -> Result<(), Error> {
        let txn = self.store().begin().await?;
        let now = self.clock().now();
        agency::fetched(&txn, id, now).await?;
        let payload = json!({ "officer": who.id(), "sha256": sha256 });
        events::append(&txn, &[NewEvent { demand: Some(id), actor: who.actor(), kind: "production_fetched".to_owned(), payload }], now)
            .await?;
        Ok(txn.commit().await?)
    }

    /// The officer says that the production arrived and has the hash that we name. Said twice it is said.
    ///
    /// # Errors
    /// As [`Workflow::may_fetch`].
    pub async fn acknowledge_production(&self, who: &Attending, id: DemandId) -> Result<(), AgencyError> {
        let demand = self.may_fetch(who, id).await?;
        let sha256 = demand.stage.released().map(|released| released.sealed.package.sealed_sha256.clone());
        let txn = self.store().begin().await?;
        let now = self.clock().now();
        if agency::acknowledged(&txn, id, now).await? {
            let payload = json!({ "officer": who.id(), "sha256": sha256 });
            let kind = "production_acknowledged".to_owned();
            events::append(&txn, &[NewEvent { demand: Some(id), actor: who.actor(), kind, payload }], now).await?;
        }
        txn.commit().await?;
        Ok(())
    }
}
