//! The release, and what is handed out after it.

use super::bundle::{Bundle, blocking, document, explaining};
use super::error::ProductionError;
use crate::package::{self, Manifest, PackageError};
use crate::store::StoreError;
use crate::store::documents::{self, DocumentRow};
use crate::workflow::agency::{AgencyError, Attending};
use crate::workflow::{Error, Look, Workflow};
use bytes::Bytes;
use domain::actor::{Actor, Role};
use domain::command::ActKind;
use domain::command::{Act, Command, Verb};
use domain::demand::Demand;
use domain::ids::{DemandId, DocumentId};
use domain::refusal::Reason;
use futures::stream::BoxStream;
use std::io;

/// First half of a release, of the package that is sealed now.
///
/// # Errors
/// [`ProductionError::Workflow`] with all reasons.
pub async fn prepare_release(workflow: &Workflow, actor: Actor, demand: DemandId, key: Option<String>) -> Result<Demand, ProductionError> {
    let before = workflow.find(&actor, demand).await?;
    let act = release_of(&before, Verb::Prepare(ActKind::Release))?;
    Ok(workflow.act(actor, demand, Command::Prepare(act), key).await?)
}

/// Second half: check again what is about to leave, row by row, and let it go (INV-03).
///
/// # Errors
/// [`ProductionError::Workflow`] with all reasons; as [`recheck`]. Nothing has left then.
pub async fn confirm_release(workflow: &Workflow, actor: Actor, demand: DemandId, key: Option<String>) -> Result<Demand, ProductionError> {
    let before = workflow.find(&actor, demand).await?;
    if let Some(key) = &key
        && let Some(done) = workflow.done_before(&actor, demand, key).await?
    {
        return Ok(done);
    }
    let command = Command::Confirm(release_of(&before, Verb::Confirm(ActKind::Release))?);
    // The rules are asked first: whoever may not release learns nothing from the check. They are asked again when it counts.
    let _ = before.decide(&command, &workflow.context(actor, workflow.clock().now()))?;
    recheck(workflow, &before).await?;
    Ok(workflow.commit_checked(actor, demand, command, Vec::new(), key).await?)
}

fn release_of(demand: &Demand, verb: Verb) -> Result<Act, ProductionError> {
    let sealed = demand.stage.sealed().filter(|_| !demand.is_closed());
    let package = sealed.map(|s| s.package.id);
    package.map(|package| Act::Release { package }).ok_or_else(|| {
        let is = demand.stage.name();
        ProductionError::refused(verb, vec![if demand.is_closed() { Reason::Closed } else { Reason::WrongStage { is } }])
    })
}

/// Whether the sealed package is still what the stored files give under the scope as it stands now: every row is checked again, the
/// ZIP is packed again and must have the hash that was sealed, and so must the encrypted file.
///
/// # Errors
/// [`ProductionError::Package`] names the rows that may not leave; [`ProductionError::NotApproved`], [`ProductionError::NotSealed`],
/// [`ProductionError::Unusable`], [`ProductionError::Store`].
pub async fn recheck(workflow: &Workflow, demand: &Demand) -> Result<Manifest, ProductionError> {
    let sealed = demand.stage.sealed().ok_or(ProductionError::NotSealed("there is no package"))?;
    let package = sealed.package.clone();
    let rows = documents::of_demand(workflow.store().read(), demand.id).await?;
    let file = DocumentId(package.id.0);
    let row = explaining(&rows, "manifest", file).ok_or(ProductionError::NotSealed("its manifest is missing"))?;
    let manifest: Manifest =
        serde_json::from_slice(&workflow.blobs().get(row).await?).map_err(|_| ProductionError::NotSealed("its manifest cannot be read"))?;
    let encrypted = document(workflow, demand.id, file).await?;
    if encrypted.sha256 != package.sealed_sha256 {
        return Err(ProductionError::NotSealed("the encrypted file is another one"));
    }
    // Reads the whole of it and compares the hash before the first part is given.
    drop(workflow.blobs().stream(&encrypted).await?);

    let bundle = Bundle::fetch(workflow, demand).await?;
    blocking(move || {
        let (now, zip) = bundle.with(manifest.created_at, |contents| package::pack(contents, io::sink()))?;
        if now != manifest {
            return Err(ProductionError::NotSealed("the manifest differs"));
        }
        if zip.sha256 != package.sha256 {
            return Err(ProductionError::NotSealed("the SHA-256 of the package differs"));
        }
        if bundle.lines(&manifest) != package.lines {
            return Err(ProductionError::NotSealed("the lines differ from the record"));
        }
        Ok(manifest)
    })
    .await
}

/// The encrypted file of a released package, for whoever hands it to the authority: its row (name, size, SHA-256) and its bytes in
/// parts. The look is on the record before the first byte leaves.
///
/// # Errors
/// [`Error::NotFound`] for anybody but a disclosure officer; [`ProductionError::NotReleased`]; [`ProductionError::Store`] when the
/// bytes are not those that were sealed.
pub async fn package_file(
    workflow: &Workflow,
    actor: Actor,
    demand: DemandId,
) -> Result<(DocumentRow, BoxStream<'static, Result<Bytes, StoreError>>), ProductionError> {
    let demand = workflow.find(&actor, demand).await?;
    if !actor.has(Role::DisclosureOfficer) {
        return Err(Error::NotFound.into());
    }
    let row = released_file(workflow, &demand).await?;
    workflow.look(actor, demand.id, Look::Document(row.id.to())).await?;
    let parts = workflow.blobs().stream(&row).await?;
    Ok((row, parts))
}

/// The same for the officer of the authority that it was sealed for: see [`Workflow::may_fetch`]. That it is fetched is on the record
/// before the first byte leaves (INV-23).
///
/// # Errors
/// As [`Workflow::may_fetch`]; [`ProductionError::Store`] when the bytes are not those that were sealed.
pub async fn package_for_officer(
    workflow: &Workflow,
    who: &Attending,
    demand: DemandId,
) -> Result<(DocumentRow, BoxStream<'static, Result<Bytes, StoreError>>), ProductionError> {
    let demand = match workflow.may_fetch(who, demand).await {
        Ok(demand) => demand,
        Err(AgencyError::Workflow(error)) => return Err(error.into()),
        Err(AgencyError::Stale | AgencyError::TooMany { .. }) => return Err(Error::NotAllowed.into()),
    };
    let row = released_file(workflow, &demand).await?;
    workflow.note_fetched(who, demand.id, &row.sha256).await?;
    let parts = workflow.blobs().stream(&row).await?;
    Ok((row, parts))
}

/// The row of a released package's encrypted file, if it is the one that was sealed.
async fn released_file(workflow: &Workflow, demand: &Demand) -> Result<DocumentRow, ProductionError> {
    let package = &demand.stage.released().ok_or(ProductionError::NotReleased)?.sealed.package;
    let row = document(workflow, demand.id, DocumentId(package.id.0)).await?;
    if row.sha256 != package.sealed_sha256 {
        return Err(PackageError::NotAsManifest { file: row.name, what: "has another SHA-256 than the record" }.into());
    }
    Ok(row)
}
