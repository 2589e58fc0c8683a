//! The kept files of a demand, fetched from the blobs into a folder of their own, with what is needed to read them.

use super::error::{ProductionError, no_mapping, no_scope};
use crate::minimise::{FileReport, Mapping, Report, Scope, ScopeLine, Source, check};
use crate::package::{Contents, PackageError, Unauthorised};
use crate::store::StoreError;
use crate::store::documents::{self, DocumentRow};
use crate::workflow::{Workflow, scope};
use domain::Instant;
use domain::demand::Demand;
use domain::ids::{DemandId, DocumentId};
use domain::paper::{self, Collected, DocumentRef};
use domain::stage::PackedLine;
use futures::TryStreamExt;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::BufReader;
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
    Scope::new(vec![line]).map_err(no_scope(number))
}

/// An authorised line with its kept file, if anything was kept.
struct Packing {
    number: usize,
    line: paper::ScopeLine,
    scope: Scope,
    file: Option<FileReport>,
}

/// Everything a package is made of.
pub(super) struct Bundle {
    folder: TempDir,
    lines: Vec<Packing>,
    scope: Scope,
    mapping: Option<Mapping>,
    report: Report,
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
        let (mut lines, mut sources, mut report) = (Vec::new(), Vec::new(), Report::default());
        for (i, line) in demand.lines.iter().enumerate().filter(|(_, l)| l.is_authorised()) {
            let number = i + 1;
            let mut packing = Packing { number, line: line.clone(), scope: scope_of(number, line)?, file: None };
            if let Some(Collected::Records { kept_file, kept, .. }) = &line.collected
                && *kept > 0
            {
                let reading = reading(workflow, number, &rows, kept_file).await?;
                let row = row_of(number, &rows, kept_file)?;
                write(workflow, row, &folder.path().join(&kept_file.name)).await?;
                if reading.report.file != kept_file.name {
                    return Err(ProductionError::Unusable { line: number, why: "its report is another file's".to_owned() });
                }
                packing.file = Some(reading.report.clone());
                report.files.push(reading.report);
                sources.push(reading.source);
            }
            lines.push(packing);
        }
        let scope = Scope::new(lines.iter().flat_map(|l| l.scope.lines().to_vec()).collect()).map_err(no_scope(1))?;
        let mapping = if sources.is_empty() { None } else { Some(Mapping::new(sources).map_err(no_mapping)?) };
        Ok(Self {
            folder,
            lines,
            scope,
            mapping,
            report,
            demand: demand.reference.to_string(),
            recipient: demand.authority.as_ref().map(|a| a.name.clone()).unwrap_or_default(),
            approval: recommended.digest.clone(),
        })
    }

    /// What a package of this bundle is made of, at a moment.
    pub(super) fn contents(&self, created_at: Instant) -> Result<Contents<'_>, ProductionError> {
        Ok(Contents {
            demand: &self.demand,
            recipient: &self.recipient,
            created_at,
            approval_sha256: &self.approval,
            scope: &self.scope,
            mapping: self.mapping.as_ref().ok_or(PackageError::Empty)?,
            report: &self.report,
            folder: self.folder.path(),
        })
    }

    /// Where the package itself is written.
    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Each line with the records that the independent check found in its file, judged by this line alone.
    pub(super) fn lines(&self) -> Result<Vec<PackedLine>, ProductionError> {
        let mut unauthorised = Unauthorised::default();
        let mut packed = Vec::new();
        for Packing { number, line, scope, file } in &self.lines {
            let mut seen = check::Seen::default();
            if let (Some(file), Some(mapping)) = (file, &self.mapping) {
                let input = BufReader::with_capacity(1 << 16, File::open(self.folder.path().join(&file.file))?);
                seen = check::look(input, &file.file, scope, mapping, &mut |v| unauthorised.add(v))?;
                if unauthorised.total == 0 && seen.rows != file.rows.kept() {
                    return Err(ProductionError::Unusable { line: *number, why: "it has another number of rows than reported".to_owned() });
                }
            }
            packed.push(PackedLine {
                line: line.id,
                account: line.account.clone(),
                category: line.category,
                first: seen.span.map(|(first, _)| first),
                last: seen.span.map(|(_, last)| last),
                records: seen.rows,
            });
        }
        if unauthorised.total > 0 { Err(PackageError::Unauthorised(unauthorised).into()) } else { Ok(packed) }
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
