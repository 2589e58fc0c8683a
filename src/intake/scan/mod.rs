//! Papers that came as pictures: drawn page by page and read by machine, by programs of the system under limits.
//!
//! What a machine read may be wrong: each line keeps how sure the machine was, and nothing of it is ever filled in by itself.

mod machine;
mod pictures;
mod reading;

pub use machine::{MOST_PAGES, Seen, languages, picture, read};
pub use pictures::Pictures;
pub use reading::{Reading, ScanLine, ScanPage};

use super::receive::Draft;
use super::upload::read_upload;
use super::{PdfFacts, Sniffed};
use crate::outside::{Outside, OutsideError};
use crate::record::chain;
use crate::store::scans::{ABSENT, FAILED, READ, ScanRow};
use crate::workflow::{Error, NewDocument, Workflow};
use bytes::Bytes;
use domain::ids::DocumentId;
use sha2::{Digest, Sha256};

/// How often a picture is tried when the house itself is in trouble.
const MOST_TRIES: i64 = 5;

/// How a picture in a draft stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Standing {
    /// It will be read soon.
    Waiting,
    /// It was read.
    Read(Reading),
    /// It could not be read; the code of why.
    Failed(String),
    /// The programs are not installed.
    Absent,
}

/// A picture of a paper in a draft.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Scan {
    /// Name of the file.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// How it stands.
    pub standing: Standing,
    /// Which of the draft's papers it is, once it was read.
    pub paper: Option<usize>,
}

/// A document that is a picture of a paper: a PDF whose pages hold no text, or a picture.
fn is_scan(document: &NewDocument, papers: &[(String, PdfFacts)]) -> bool {
    let image = Sniffed::of(&document.bytes) == Sniffed::Image && !document.bytes.starts_with(b"GIF8");
    let empty = |facts: &PdfFacts| facts.pages > 0 && !facts.encrypted && facts.text.iter().all(|p| p.text.trim().is_empty());
    image || papers.iter().any(|(name, facts)| *name == document.name && empty(facts))
}

/// The pictures of a draft.
fn scans(draft: &Draft) -> impl Iterator<Item = &NewDocument> {
    draft.new.documents.iter().filter(|d| is_scan(d, &draft.papers))
}

fn digest(document: &NewDocument) -> String {
    chain::hex(&Sha256::digest(&document.bytes))
}

/// Put into a draft what a machine has read of its pictures, and ask for what nobody has wanted yet. `kept` is the file the draft
/// was read from.
///
/// # Errors
/// [`Error::Store`].
pub async fn fill(workflow: &Workflow, kept: DocumentId, draft: &mut Draft) -> Result<Vec<Scan>, Error> {
    let wanted: Vec<(String, String)> = scans(draft).map(|d| (d.name.clone(), digest(d))).collect();
    let mut all = Vec::new();
    for (name, sha256) in wanted {
        let row = workflow.want_scan(&sha256, kept).await?;
        let standing = standing(&row)?;
        // That it is no mail is no news of a picture: how it stands says more.
        draft.unread.retain(|u| u.name != name);
        let mut scan = Scan { name, sha256, standing, paper: None };
        if let Standing::Read(reading) = &scan.standing {
            let text = reading.texts();
            let known = draft.papers.iter().position(|(n, _)| *n == scan.name);
            let index = known.unwrap_or(draft.papers.len());
            match draft.papers.get_mut(index) {
                Some((_, facts)) => (facts.text, facts.text_complete) = (text, reading.whole),
                None => {
                    let facts = PdfFacts { pages: reading.pages.len(), text, text_complete: reading.whole, ..PdfFacts::default() };
                    draft.papers.push((scan.name.clone(), facts));
                }
            }
            scan.paper = Some(index);
        }
        all.push(scan);
    }
    if all.iter().any(|s| s.paper.is_some()) {
        let papers: Vec<PdfFacts> = draft.papers.iter().map(|(_, facts)| facts.clone()).collect();
        draft.suggestions = super::suggest(&draft.mail.clone().unwrap_or_else(super::upload::nobodys_mail), &papers);
    }
    Ok(all)
}

fn standing(row: &ScanRow) -> Result<Standing, Error> {
    Ok(match row.state.as_str() {
        READ => {
            let text = row.pages.as_deref().unwrap_or_default();
            Standing::Read(serde_json::from_str(text).map_err(|_| Error::Corrupt(format!("scan {}", row.sha256)))?)
        }
        FAILED => Standing::Failed(row.why.clone()),
        ABSENT => Standing::Absent,
        _ => Standing::Waiting,
    })
}

/// Read what waits, at most `most` pictures; returns how many were looked at.
///
/// # Errors
/// [`Error::Store`]; what was not read is looked at again in the next round.
pub async fn read_waiting(workflow: &Workflow, outside: &Outside, most: u64) -> Result<u64, Error> {
    let mut looked = 0;
    for row in workflow.scans_waiting(most).await? {
        let kept: DocumentId = row.document_id.to();
        let found = workflow.scanned_file(kept).await?;
        let bytes = match found {
            Some((name, bytes, at)) => picture_in(workflow, bytes, &name, at, &row.sha256).await,
            None => None,
        };
        let after = match bytes {
            None => ScanRow { state: FAILED.to_owned(), why: "gone".to_owned(), ..row },
            Some(bytes) => after(row, read(outside, &bytes).await)?,
        };
        workflow.scanned(after).await?;
        looked += 1;
    }
    Ok(looked)
}

/// A row after a picture was looked at.
fn after(row: ScanRow, read: Result<Seen, OutsideError>) -> Result<ScanRow, Error> {
    let set = |state: &str, why: &str, pages| ScanRow {
        state: state.to_owned(),
        why: why.to_owned(),
        pages,
        tries: row.tries + 1,
        ..row.clone()
    };
    Ok(match read {
        Ok(Seen::Read(reading)) => {
            let text = serde_json::to_string(&reading).map_err(|e| Error::Corrupt(e.to_string()))?;
            set(READ, "", Some(text))
        }
        Ok(Seen::Absent) => set(ABSENT, "", None),
        Ok(Seen::Unreadable) => set(FAILED, "unreadable", None),
        Err(OutsideError::TooLong { .. } | OutsideError::TooMuch { .. }) => set(FAILED, "limits", None),
        // The house's own trouble passes: it is tried again, but not for ever.
        Err(error) if row.tries < MOST_TRIES => {
            tracing::error!(code = "scan", %error, "a picture was not read; tried again in the next round");
            ScanRow { tries: row.tries + 1, ..row }
        }
        Err(_) => set(FAILED, "unreadable", None),
    })
}

/// The bytes of the picture with this digest in a kept file.
async fn picture_in(workflow: &Workflow, bytes: Bytes, name: &str, at: domain::Instant, sha256: &str) -> Option<Bytes> {
    let draft = read_upload(workflow, bytes, name, at).await.ok()?;
    draft.new.documents.iter().find(|d| digest(d) == sha256).map(|d| d.bytes.clone())
}
