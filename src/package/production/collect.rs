//! Gathering: one file for one scope line, minimised before anything of it is kept.

use super::bundle::{Reading, blocking, scope_of};
use super::error::ProductionError;
use crate::store::StoreError;
use crate::workflow::{Stored, Workflow};
use domain::actor::Actor;
use domain::command::{Command, Verb};
use domain::demand::Demand;
use domain::ids::{DemandId, DocumentId, LineId};
use domain::paper::{Collected, DocumentRef};
use domain::refusal::Reason;
use minimise::{MAX_ROW_BYTES, Mapping, Scope, Source, run_file};
use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use uuid::Uuid;

/// The largest file that is taken for one line, in bytes.
pub const LIMIT: u64 = 64 << 30;

/// Names inside the folder for work.
const RAW: &str = "raw";
const WITHHELD: &str = "withheld.jsonl";

/// Take a gathered file for one scope line. `name` decides the format and which source of `mapping` reads it.
///
/// Rows and fields outside this line's account, authorised range and category do not get past the filter; those that cannot be judged
/// are listed by place in a document of their own. The gathered file, the kept one, how to read it and that list are stored, and the
/// record says their counts, all together or not at all: a run that fails keeps nothing. Gathering a line again replaces what it gave.
///
/// Streams: the size of the file does not matter, up to [`LIMIT`].
///
/// # Errors
/// [`ProductionError::Workflow`] with all reasons, before the file is read; [`ProductionError::Minimise`] when the file is not what the
/// mapping says; [`ProductionError::Store`].
#[expect(clippy::too_many_arguments, reason = "who, which line, a name, a stream, how to read it, and the key")]
pub async fn collect(
    workflow: &Workflow,
    actor: Actor,
    demand: DemandId,
    line: LineId,
    name: &str,
    from: impl AsyncRead + Unpin + Send,
    mapping: &Mapping,
    key: Option<String>,
) -> Result<Demand, ProductionError> {
    let before = workflow.find(&actor, demand).await?;
    if let Some(key) = &key
        && let Some(done) = workflow.done_before(&actor, demand, key).await?
    {
        return Ok(done);
    }
    let place = before.lines.iter().position(|l| l.id == line);
    let place = place.ok_or_else(|| ProductionError::refused(Verb::RecordCollection, vec![Reason::NoSuchLine]))?;
    // Ask the rules before a byte is read; they are asked again when it counts.
    let asked = Command::RecordCollection { line, collected: Collected::NoData { looked: name.to_owned() } };
    let _ = before.decide(&asked, &workflow.context(actor, workflow.clock().now()))?;

    let folder = workflow.blobs().workspace()?;
    take_in(from, &folder.path().join(RAW)).await?;
    let number = place + 1;
    let scope = scope_of(number, &before.lines[place])?;
    let kept_name = kept_name(number, before.lines[place].category.code(), name);
    let job = Job { folder: folder.path().to_owned(), name: name.to_owned(), kept_name, mapping: mapping.clone(), scope };
    let reading = blocking(move || job.run()).await?;

    let files = Files { workflow, folder: folder.path() };
    let source = files.store(RAW, name, "collected", None).await?;
    let kept = files.store(&reading.report.file, &reading.report.file, "kept", None).await?;
    let same = source.document.sha256 == reading.report.collected_sha256 && kept.document.sha256 == reading.report.kept_sha256;
    if !same {
        return Err(ProductionError::Unusable { line: number, why: "it was altered while it was being stored".to_owned() });
    }
    let of = kept.document.id;
    let mut stored = vec![files.store_bytes(&to_json(&reading)?, &format!("{}.reading.json", kept.document.name), "reading", of).await?];
    if reading.report.rows.withheld_in_all() > 0 {
        stored.push(files.store(WITHHELD, &format!("{}.{WITHHELD}", kept.document.name), "withheld", Some(of)).await?);
    }
    let rows = &reading.report.rows;
    let collected = Collected::Records {
        source: source.document.clone(),
        kept_file: kept.document.clone(),
        read: rows.read(),
        kept: rows.kept(),
        dropped: rows.dropped().iter().map(|(reason, n)| (reason.code().to_owned(), *n)).collect(),
        withheld: rows.withheld_in_all(),
    };
    stored.extend([source, kept]);
    Ok(workflow.commit_checked(actor, demand, Command::RecordCollection { line, collected }, stored, key).await?)
}

/// Record that nothing is held for a line; `looked` says where somebody looked.
///
/// # Errors
/// [`ProductionError::Workflow`].
pub async fn no_data(
    workflow: &Workflow,
    actor: Actor,
    demand: DemandId,
    line: LineId,
    looked: String,
    key: Option<String>,
) -> Result<Demand, ProductionError> {
    Ok(workflow.act(actor, demand, Command::RecordCollection { line, collected: Collected::NoData { looked } }, key).await?)
}

/// The name in the package: says line and category, never an account.
fn kept_name(number: usize, category: &str, name: &str) -> String {
    let end = minimise::ending(name).or_else(|| Path::new(name).extension()?.to_str()).unwrap_or_default().to_ascii_lowercase();
    format!("line-{number:03}-{category}.{end}")
}

async fn take_in(mut from: impl AsyncRead + Unpin + Send, to: &Path) -> Result<(), ProductionError> {
    let mut file = tokio::fs::File::create_new(to).await?;
    let copied = tokio::io::copy(&mut (&mut from).take(LIMIT + 1), &mut file).await?;
    file.flush().await?;
    if copied > LIMIT { Err(StoreError::TooLarge { limit: LIMIT }.into()) } else { Ok(()) }
}

/// One run of the filter, on a thread of its own.
struct Job {
    folder: PathBuf,
    name: String,
    kept_name: String,
    mapping: Mapping,
    scope: Scope,
}

impl Job {
    fn run(self) -> Result<Reading, ProductionError> {
        let input = BufReader::with_capacity(1 << 16, File::open(self.folder.join(RAW))?);
        // A name without a known end is refused before either file is written.
        let mut kept = BufWriter::with_capacity(1 << 16, File::create_new(self.folder.join(&self.kept_name))?);
        let mut withheld = BufWriter::new(File::create_new(self.folder.join(WITHHELD))?);
        let report = run_file(input, &self.name, &self.scope, &self.mapping, MAX_ROW_BYTES, &mut kept, &mut withheld, &|| false)?;
        kept.flush()?;
        withheld.flush()?;
        let source = self.mapping.matching(&self.name).next().cloned();
        // The filter has just found this source; its pattern becomes the kept file's own name.
        let source = source.ok_or(ProductionError::Cut)?;
        let source = Source { pattern: glob::Pattern::escape(&self.kept_name), ..source };
        Ok(Reading { source, report: minimise::FileReport { file: self.kept_name, ..report } })
    }
}

/// Puts files of a folder for work into the blobs.
struct Files<'a> {
    workflow: &'a Workflow,
    folder: &'a Path,
}

impl Files<'_> {
    async fn store(&self, file: &str, name: &str, kind: &'static str, of: Option<DocumentId>) -> Result<Stored, ProductionError> {
        let id = DocumentId(Uuid::new_v4());
        let sealed = self.workflow.blobs().put_file(id, &self.folder.join(file), LIMIT).await?;
        Ok(stored(id, name, sealed, kind, of))
    }

    async fn store_bytes(&self, bytes: &[u8], name: &str, kind: &'static str, of: DocumentId) -> Result<Stored, ProductionError> {
        let id = DocumentId(Uuid::new_v4());
        let sealed = self.workflow.blobs().put_bytes(id, bytes).await?;
        Ok(stored(id, name, sealed, kind, Some(of)))
    }
}

/// What the record and the row say of a stored file.
pub(super) fn stored(
    id: DocumentId,
    name: &str,
    sealed: crate::store::blobs::Sealed,
    kind: &'static str,
    of: Option<DocumentId>,
) -> Stored {
    let media_type = match name.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase()).as_deref() {
        Some("csv") => "text/csv",
        Some("tsv") => "text/tab-separated-values",
        Some("jsonl" | "ndjson") => "application/jsonl",
        Some("gz") => "application/gzip",
        Some("zst") => "application/zstd",
        Some("json") => "application/json",
        _ => "application/octet-stream",
    };
    let document = DocumentRef {
        id,
        name: name.to_owned(),
        media_type: media_type.to_owned(),
        sha256: sealed.sha256,
        bytes: u64::try_from(sealed.bytes).unwrap_or_default(),
    };
    Stored { document, kind: kind.into(), of }
}

fn to_json(value: &impl serde::Serialize) -> Result<Vec<u8>, ProductionError> {
    serde_json::to_vec(value).map_err(|e| ProductionError::Store(StoreError::Io(e.into())))
}
