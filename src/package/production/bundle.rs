//! The kept files of a demand, fetched from the blobs into a folder of their own, with what is needed to read them.

use super::error::ProductionError;
use crate::package::{Contents, Manifest, PackageError, Part};
use crate::store::StoreError;
use crate::store::documents::{self, DocumentRow};
use crate::workflow::{Workflow, scope};
use domain::Instant;
use domain::demand::Demand;
use domain::ids::{DemandId, DocumentId};
use domain::paper::{self, Collected, DocumentRef};
use domain::stage::PackedLine;
use futures::TryStreamExt;
use minimise::{FileReport, Mapping, Scope, ScopeLine, Source};
use serde::{Deserialize, Serialize};
use std::path::Path;
use tempfile::TempDir;
use tokio::io::AsyncWriteExt;

/// How a kept file is read, and what its minimisation counted: a document of its own beside the kept file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Reading {
    /// The one source, for exactly the kept file's name.
    pub(super) source: Source,
    /// The counts and hashes.
    pub(super) report: FileReport,
}

/// What an authorised line may disclose, as a scope of its own: the rows of another line of the same demand are foreign to it.
pub(super) fn scope_of(number: usize, line: &paper::ScopeLine) -> Result<Scope, ProductionError> {
    let (from, to) =
        line.authorised_range().ok_or_else(|| ProductionError::Unusable { line: number, why: "it is not authorised".to_owned() })?;
    let line = ScopeLine { account: line.account.clone(), categories: [line.category].into(), from, to };
    Scope::new(vec![line]).map_err(|e| ProductionError::Unusable { line: number, why: e.to_string() })
}

/// What was kept of a line.
struct Kept {
    /// Name in the package.
    name: String,
    reading: Reading,
    mapping: Mapping,
}

/// An authorised line with its kept file, if anything was kept.
struct Packing {
    line: paper::ScopeLine,
    scope: Scope,
    kept: Option<Kept>,
}

/// Everything a package is made of.
pub(super) struct Bundle {
    folder: TempDir,
    lines: Vec<Packing>,
    demand: String,
    recipient: String,
    approval: String,
}

impl Bundle {
    /// Fetch the kept files of all authorised lines. Each blob's hash is checked on the way.
    pub(super) async fn fetch(workflow: &Workflow, demand: &Demand) -> Result<Self, ProductionError> {
        let approved = demand.stage.approved().ok_or(ProductionError::NotApproved)?;
        let recommended = &approved.recommended;
        if scope::digest(demand, &recommended.assessment) != recommended.digest {
            return Err(ProductionError::NotApproved);
        }
        let folder = workflow.blobs().workspace()?;
        let rows = documents::of_demand(workflow.store().read(), demand.id).await?;
        let mut lines = Vec::new();
        for (i, line) in demand.lines.iter().enumerate().filter(|(_, l)| l.is_authorised()) {
            let number = i + 1;
            let mut packing = Packing { line: line.clone(), scope: scope_of(number, line)?, kept: None };
            if let Some(Collected::Records { kept_file, kept, .. }) = &line.collected
                && *kept > 0
            {
                let reading = reading(workflow, number, &rows, kept_file).await?;
                let mapping = Mapping::new(vec![reading.source.clone()])
                    .map_err(|e| ProductionError::Unusable { line: number, why: e.to_string() })?;
                write(workflow, row_of(number, &rows, kept_file)?, &folder.path().join(&kept_file.name)).await?;
                packing.kept = Some(Kept { name: kept_file.name.clone(), reading, mapping });
            }
            lines.push(packing);
        }
        Ok(Self {
            folder,
            lines,
            demand: demand.reference.to_string(),
            recipient: demand.authority.as_ref().map(|a| a.name.clone()).unwrap_or_default(),
            approval: recommended.digest.clone(),
        })
    }

    /// Do something with what a package of this bundle is made of, at a moment.
    pub(super) fn with<T>(
        &self,
        created_at: Instant,
        work: impl FnOnce(&Contents<'_>) -> Result<T, PackageError>,
    ) -> Result<T, PackageError> {
        let kept = self.lines.iter().filter_map(|l| l.kept.as_ref().map(|k| (k, &l.scope)));
        let parts: Vec<Part<'_>> = kept
            .map(|(kept, scope)| Part {
                name: &kept.name,
                path: self.folder.path().join(&kept.name),
                report: &kept.reading.report,
                scope,
                mapping: &kept.mapping,
            })
            .collect();
        work(&Contents { demand: &self.demand, recipient: &self.recipient, created_at, approval_sha256: &self.approval, parts: &parts })
    }

    /// Where the package itself is written.
    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Each authorised line with the records that the independent check found in its file.
    pub(super) fn lines(&self, manifest: &Manifest) -> Vec<PackedLine> {
        let found = |kept: &Kept| manifest.files.iter().find(|f| f.name == kept.name);
        self.lines
            .iter()
            .map(|Packing { line, kept, .. }| {
                let file = kept.as_ref().and_then(found);
                PackedLine {
                    line: line.id,
                    account: line.account.clone(),
                    category: line.category,
                    first: file.and_then(|f| f.first),
                    last: file.and_then(|f| f.last),
                    records: file.map_or(0, |f| f.rows.kept()),
                }
            })
            .collect()
    }
}

/// The document that explains another one.
pub(super) fn explaining<'a>(rows: &'a [DocumentRow], kind: &str, of: DocumentId) -> Option<&'a DocumentRow> {
    let of = of.to_string();
    rows.iter().find(|r| r.kind == kind && r.note == of)
}

async fn reading(workflow: &Workflow, line: usize, rows: &[DocumentRow], kept: &DocumentRef) -> Result<Reading, ProductionError> {
    let row = explaining(rows, "reading", kept.id)
        .ok_or_else(|| ProductionError::Unusable { line, why: "nothing says how it is read".to_owned() })?;
    let bytes = workflow.blobs().get(row).await?;
    serde_json::from_slice(&bytes).map_err(|e| ProductionError::Unusable { line, why: e.to_string() })
}

/// The row of a file that the record names; it must say of the file what the record says.
fn row_of<'a>(line: usize, rows: &'a [DocumentRow], file: &DocumentRef) -> Result<&'a DocumentRow, ProductionError> {
    let row = rows.iter().find(|r| r.document() == file.id);
    row.filter(|r| r.sha256 == file.sha256)
        .ok_or_else(|| ProductionError::Unusable { line, why: "its row is missing or differs from the record".to_owned() })
}

async fn write(workflow: &Workflow, row: &DocumentRow, to: &Path) -> Result<(), ProductionError> {
    let mut parts = workflow.blobs().stream(row).await?;
    let mut file = tokio::fs::File::create_new(to).await?;
    while let Some(part) = parts.try_next().await? {
        file.write_all(&part).await?;
    }
    file.flush().await?;
    Ok(())
}

/// Run blocking work on files off the threads that serve people.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ProductionError> + Send + 'static,
) -> Result<T, ProductionError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| ProductionError::Cut)?
}

/// The demand's document row of an id, if the demand has it.
pub(super) async fn document(workflow: &Workflow, demand: DemandId, id: DocumentId) -> Result<DocumentRow, ProductionError> {
    let row = documents::find_of(workflow.store().read(), demand, id).await?;
    row.ok_or_else(|| StoreError::BlobMissing(id.to_string()).into())
}
