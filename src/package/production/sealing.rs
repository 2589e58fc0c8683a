//! Sealing what was kept.

use super::bundle::{Bundle, blocking};
use super::collect::stored;
use super::error::ProductionError;
use crate::package::{self, Lock, passphrase};
use crate::workflow::Workflow;
use age::secrecy::SecretString;
use domain::actor::Actor;
use domain::command::{Command, Verb};
use domain::demand::Demand;
use domain::ids::{DemandId, DocumentId, PackageId};
use domain::refusal::Reason;
use domain::stage::Package;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use uuid::Uuid;

/// Name of the encrypted file inside the folder for work; no kept file is called so.
const SEALED: &str = "package.zip.age";

/// How the authority opens the package.
#[derive(Clone, Debug, Default)]
pub enum Recipient {
    /// By a passphrase, drawn here and told over the number in the registry.
    #[default]
    Passphrase,
    /// By its own age key, `age1…`.
    Key(String),
}

/// A sealed package, and what has to be told.
pub struct Handover {
    /// The demand, now waiting for its gates.
    pub demand: Demand,
    /// The passphrase, this once; it is stored nowhere. `None` with a key of the recipient, and when the package had been sealed
    /// before under the same idempotency key.
    pub passphrase: Option<SecretString>,
}

/// Pack what was kept of all authorised lines, check every row of it, encrypt, store, and say so in the record.
///
/// # Errors
/// [`ProductionError::Workflow`] with all reasons; [`ProductionError::Package`] names the rows that may not leave;
/// [`ProductionError::NotApproved`] when the scope is not the approved one. Nothing is kept then.
pub async fn seal(
    workflow: &Workflow,
    actor: Actor,
    demand: DemandId,
    to: &Recipient,
    key: Option<String>,
) -> Result<Handover, ProductionError> {
    let before = workflow.find(&actor, demand).await?;
    let now = workflow.clock().now();
    let mut why = before.guards(Verb::SealPackage, &workflow.context(actor, now));
    let Some(authority) = before.authority.as_ref().filter(|_| why.is_empty()).map(|a| a.id) else {
        if before.authority.is_none() {
            why.push(Reason::UnknownAuthority);
        }
        return replayed(workflow, actor, demand, key, why).await;
    };
    let (lock, passphrase) = match to {
        Recipient::Key(key) => (Lock::recipient(key)?, None),
        Recipient::Passphrase => {
            let drawn = passphrase::draw_fresh();
            (Lock::passphrase(drawn.clone()), Some(drawn))
        }
    };
    let bundle = Bundle::fetch(workflow, &before).await?;
    let (bundle, sealed) = blocking(move || {
        let mut out = BufWriter::with_capacity(1 << 16, File::create_new(bundle.folder().join(SEALED))?);
        let sealed = bundle.with(now, |contents| package::seal(contents, &lock, io::sink(), &mut out))?;
        out.flush()?;
        Ok((bundle, sealed))
    })
    .await?;

    let id = PackageId(Uuid::new_v4());
    let file = DocumentId(id.0);
    let blob = workflow.blobs().put_file(file, &bundle.folder().join(SEALED), u64::MAX).await?;
    if blob.sha256 != sealed.sealed.sha256 {
        return Err(ProductionError::NotSealed("the encrypted file was altered while it was being stored"));
    }
    let package = Package {
        id,
        sha256: sealed.zip.sha256.clone(),
        sealed_sha256: blob.sha256.clone(),
        bytes: sealed.sealed.size,
        lines: bundle.lines(&sealed.manifest),
        recipient: authority,
    };
    let manifest = DocumentId(Uuid::new_v4());
    let written = workflow.blobs().put_bytes(manifest, &sealed.manifest.to_bytes()?).await?;
    let files = vec![
        stored(file, &format!("{}.zip.age", before.reference), blob, "package", None),
        stored(manifest, package::MANIFEST, written, "manifest", Some(file)),
    ];
    let demand = workflow.commit_checked(actor, demand, Command::SealPackage { package }, files, key).await?;
    // Asked again under a key that was used: the package is the first one's, and so is its passphrase.
    let ours = demand.stage.sealed().is_some_and(|s| s.package.id == id);
    Ok(Handover { demand, passphrase: passphrase.filter(|_| ours) })
}

/// The rules say no; but a repeated submit of what was done already is not refused.
async fn replayed(
    workflow: &Workflow,
    actor: Actor,
    demand: DemandId,
    key: Option<String>,
    why: Vec<Reason>,
) -> Result<Handover, ProductionError> {
    if let Some(key) = key
        && let Some(demand) = workflow.done_before(&actor, demand, &key).await?
    {
        return Ok(Handover { demand, passphrase: None });
    }
    Err(ProductionError::refused(Verb::SealPackage, why))
}
