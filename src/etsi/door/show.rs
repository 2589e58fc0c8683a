//! Objects as the other side may see them: its own, with where they stand.

use super::{Door, DoorError, stored};
use crate::etsi::dictionary::{AuthorisationStatus, LPTaskStatus};
use crate::etsi::intake::{identifiers_of, request_of};
use crate::etsi::message::{ListRecord, Outcome};
use crate::etsi::object::{Detail, Entry, Object};
use crate::etsi::status;
use crate::store::etsi::ObjectRow;
use domain::Instant;
use domain::actor::Actor;
use domain::preservation::Preservation;

impl Door<'_> {
    /// An object as it came, with where it stands.
    pub(super) async fn present(&self, row: &ObjectRow) -> Result<Object, DoorError> {
        let mut object = stored(row)?;
        object.base.generation = u64::try_from(row.generation).ok();
        object.base.last_changed = Some(row.changed_at);
        let Some(id) = row.demand_id else {
            if let Detail::Authorisation(own) = &mut object.detail {
                own.status = Some(AuthorisationStatus::SubmittedToCSP);
            }
            return Ok(object);
        };
        let demand = self.workflow.find(&Actor::System, id.to()).await?;
        let accounts: Vec<String> =
            request_of(&object).map(identifiers_of).unwrap_or_default().into_iter().map(|identifier| identifier.value).collect();
        match &mut object.detail {
            Detail::Authorisation(own) => {
                own.status = Some(status::authorisation(&demand));
                own.served = Some(demand.receipt.at);
            }
            Detail::LdTask(own) => own.status = Some(status::disclosure(&demand, &accounts)),
            Detail::LpTask(own) => {
                own.status = Some(status::preservation(&demand));
                own.until = match demand.preservation {
                    Preservation::Active { until, .. } if own.status == Some(LPTaskStatus::Preserved) => until,
                    Preservation::Active { .. } | Preservation::None | Preservation::Ended { .. } | Preservation::Purged { .. } => None,
                };
            }
            Detail::Document(own) => own.status = Some(status::document(&demand)),
            Detail::Notification(_) => {}
        }
        Ok(object)
    }

    /// The authority's objects, those that changed last first.
    pub(super) async fn list(&self, kind: Option<&str>, since: Option<Instant>, most: u64) -> Result<Outcome, DoorError> {
        let kind = kind.map(|kind| if kind.ends_with("Object") { kind.to_owned() } else { format!("{kind}Object") });
        let rows = self.workflow.etsi_objects(self.authority(), kind.as_deref(), since, most).await?;
        let record = |row: ObjectRow| {
            Ok(ListRecord {
                kind: Entry::new("ETSI", "ObjectType", &row.kind),
                identifier: row.object_id.0,
                country: Some(self.sender.country.clone()),
                owner: Some(self.sender.identifier.clone()),
                generation: u64::try_from(row.generation).unwrap_or_default(),
                external: stored(&row)?.base.external,
                changed: Some(row.changed_at),
                others: crate::wire::Others::new(),
            })
        };
        Ok(Outcome::Listed(rows.into_iter().map(record).collect::<Result<_, DoorError>>()?))
    }
}
