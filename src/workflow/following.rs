//! Forms 5 and 6 (Reg. (EU) 2023/1543, Annexes V and VI) about a preservation that is there: which it may be, and the filing by a person who
//! said which it is. The file number alone never decides.

use super::delivery::whole;
use super::several::one_after_another;
use super::{Error, Workflow, rules, state, visible};
use crate::eevidence::Follow;
use crate::eevidence::form::said;
use crate::store::demands;
use crate::store::documents::{self, DocumentRow};
use domain::actor::Actor;
use domain::command::{Command, Verb};
use domain::demand::Demand;
use domain::ids::{DemandId, DocumentId, Reference};
use domain::paper::DocumentRef;
use domain::preservation::Hold;
use domain::refusal::{Reason, Refusal};

/// Most demands of one file number that are looked at.
const MOST: u64 = 20;

/// A preservation that a form may be about.
#[derive(Clone, Debug)]
pub struct Followed {
    /// The demand.
    pub demand: Demand,
    /// Whether the form names its authority too.
    pub same_authority: bool,
}

/// What a form 5 or 6 asks for.
#[must_use]
pub fn asked(number: u64, document: &str) -> Option<Command> {
    let document = document.to_owned();
    match number {
        5 => Some(Command::HoldOver { reason: document.clone(), hold: Hold::Confirmed { document } }),
        6 => Some(Command::ExtendPreservation { document }),
        _ => None,
    }
}

impl Workflow {
    /// The preservations that a form may be about: those under its file number, or under our own reference that it quotes, those of the
    /// authority that it names first.
    ///
    /// # Errors
    /// [`Error::Store`]; [`Error::Corrupt`].
    pub async fn followed_by(&self, actor: &Actor, form: &Follow) -> Result<Vec<Followed>, Error> {
        let conn = self.store().read();
        let mut rows = match said(form.file.as_deref()) {
            Some(file) => demands::with_authority_reference(conn, file, MOST).await?,
            None => Vec::new(),
        };
        if let Some(ours) = said(form.addressee_file.as_deref()).and_then(|text| text.parse::<Reference>().ok()) {
            rows.extend(demands::find_by_reference(conn, ours).await?.filter(|row| rows.iter().all(|r| r.id != row.id)));
        }
        let named = said(form.authority.as_deref()).map(str::to_lowercase);
        let mut found = Vec::new();
        for row in rows {
            let Ok(demand) = visible(self.rulebook(), actor, state(&row)?) else { continue };
            if !demand.preservation.is_active() {
                continue;
            }
            let its = [Some(&demand.paper.authority_name), demand.authority.as_ref().map(|a| &a.name)];
            let same_authority = named.is_some() && its.into_iter().flatten().any(|name| Some(name.trim().to_lowercase()) == named);
            found.push(Followed { demand, same_authority });
        }
        found.sort_by_key(|one| !one.same_authority);
        Ok(found)
    }

    /// File a kept form with the preservation that a person said it is about, and do what it asks where this person may; else it is only
    /// filed, and the demand's page offers it to who may. Gives whether it was done.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Refused`] when nothing is kept there; [`Error::Store`]. Nothing is changed then.
    pub async fn file_follow(&self, actor: Actor, id: DemandId, file: DocumentId, form: &Follow, media_type: &str) -> Result<bool, Error> {
        let row = self.incoming(&actor, file).await?;
        let ending = media_type.rsplit('/').next().unwrap_or_default();
        let name = format!("form-{}.{ending}", form.number);
        let Some(command) = asked(form.number, &name) else { return Err(Error::NotFound) };
        let row = DocumentRow { demand_id: Some(id.into()), name, media_type: media_type.to_owned(), kind: "paper".to_owned(), ..row };
        let this = self.clone();
        whole(async move {
            let txn = this.store().begin().await?;
            let now = this.clock().now();
            let before = demands::find_to_change(&txn, id).await?.ok_or(Error::NotFound)?;
            let demand = visible(this.rulebook(), &actor, state(&before)?)?;
            rules::known(&demand, this.rulebook())?;
            if !demand.preservation.is_active() {
                return Err(Refusal { verb: Verb::AddDocument, reasons: vec![Reason::NoPreservation] }.into());
            }
            let document = DocumentRef {
                id: row.document(),
                name: row.name.clone(),
                media_type: row.media_type.clone(),
                sha256: row.sha256.clone(),
                bytes: u64::try_from(row.bytes).unwrap_or_default(),
            };
            let add = Command::AddDocument { document };
            let ctx = this.context(actor, now);
            let both = one_after_another(&demand, &[add.clone(), command], &ctx);
            let done = both.is_ok();
            let events = match both {
                Ok(events) => events,
                Err(Error::Refused(_)) => demand.decide(&add, &ctx)?,
                Err(other) => return Err(other),
            };
            this.record(&txn, actor, demand, events, now, Some(before)).await?;
            documents::adopt(&txn, row).await?;
            txn.commit().await?;
            Ok(done)
        })
        .await
    }

    /// Forms 5 and 6 that were filed with a demand and ask for what is not done yet: the number of each, and its document.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn follows_open(&self, demand: &Demand) -> Result<Vec<(u64, String)>, Error> {
        if !demand.preservation.is_active() {
            return Ok(Vec::new());
        }
        let names =
            documents::of_demand(self.store().read(), demand.id).await?.into_iter().filter(|row| row.kind == "paper").map(|r| r.name);
        let open = |name: &String| {
            let number = name.strip_prefix("form-")?.split('.').next()?.parse().ok()?;
            let done = match asked(number, name)? {
                Command::HoldOver { hold, .. } => demand.preservation.holds().contains(&hold),
                _ => demand.preservation.extended() > 0,
            };
            (!done).then_some(number)
        };
        Ok(names.filter_map(|name| Some((open(&name)?, name))).collect())
    }
}
