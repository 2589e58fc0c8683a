//! Looking at what came in: file by file, and what one of them brings holds up no other.

use super::anchors::Anchors;
use super::ask::version;
use super::cms::{self, Question};
use super::parts::{self, How, Part};
use super::{Checked, Covers, Format, Outcome, Signature, Signer, pdf, pgp};
use crate::intake::{IncomingMail, Limits, Sniffed, mail};
use crate::outside::{Outside, OutsideError};
use crate::record::chain;
use crate::store::StoreError;
use crate::store::signatures::WantRow;
use crate::workflow::signatures::Looked;
use crate::workflow::{Error, Workflow};
use bytes::Bytes;
use domain::Instant;
use sha2::{Digest, Sha256};
use std::path::Path;

/// How often a file is tried when the house itself is in trouble.
const MOST_TRIES: i64 = 5;
/// Most documents in a mail that are looked at.
const MOST_FILES: usize = 20;

/// Look at the signatures of what waits, at most `most` files; how many were looked at. `folder` holds the operator's certificates and keys.
///
/// # Errors
/// [`Error::Store`]; what was not looked at is looked at in the next round.
pub async fn check_waiting(workflow: &Workflow, outside: &Outside, folder: Option<&Path>, most: u64) -> Result<u64, Error> {
    let waiting = workflow.signatures_waiting(most).await?;
    if waiting.is_empty() {
        return Ok(0);
    }
    let anchors = Anchors::load(workflow, folder).await?;
    let mut looked = 0;
    for want in waiting {
        one(workflow, outside, &anchors, want).await?;
        looked += 1;
    }
    Ok(looked)
}

async fn one(workflow: &Workflow, outside: &Outside, anchors: &Anchors, want: WantRow) -> Result<(), Error> {
    let (bytes, at) = match workflow.signed_file(want.document_id.to()).await {
        Ok(Some(file)) => file,
        Ok(None) => return workflow.signatures_looked_at(want, Vec::new()).await,
        Err(Error::Store(StoreError::Halted)) => return Err(StoreError::Halted.into()),
        // Bytes that can't be had hold up no other file.
        Err(error) => {
            tracing::error!(code = "signatures-bytes", %error, tries = want.tries, "the bytes of a file can't be had, so nobody looks for signatures");
            return if want.tries < MOST_TRIES {
                workflow.signatures_again(want).await
            } else {
                workflow.signatures_looked_at(want, Vec::new()).await
            };
        }
    };
    match check(outside, anchors, bytes.clone(), at).await {
        Ok(all) => {
            let looked = all.into_iter().map(|(sha256, checked)| {
                let summary = checked.signatures.iter().map(summary).collect();
                Ok(Looked { sha256, found: serde_json::to_string(&checked).map_err(|e| Error::Corrupt(e.to_string()))?, summary })
            });
            workflow.signatures_looked_at(want, looked.collect::<Result<_, Error>>()?).await
        }
        // The house's own trouble passes: it is tried again, but not for ever.
        Err(error) if want.tries < MOST_TRIES => {
            tracing::error!(code = "signatures", %error, "a file was not looked at for signatures; tried again in a later round");
            workflow.signatures_again(want).await
        }
        Err(error) => {
            tracing::error!(code = "signatures", %error, "a file was not looked at for signatures, and is not tried again");
            let format = if Sniffed::of(&bytes) == Sniffed::Pdf { Format::Pdf } else { Format::Smime };
            let lost = Signature::bare(format, Covers::Part, Outcome::BrokenOff, String::new());
            let found = Checked { signatures: vec![lost], ..Checked::default() };
            let found = serde_json::to_string(&found).map_err(|e| Error::Corrupt(e.to_string()))?;
            let sha256 = digest(&bytes);
            workflow.signatures_looked_at(want, vec![Looked { sha256, found, summary: vec!["broken_off".to_owned()] }]).await
        }
    }
}

/// What the record says of a signature: no more than what was found and with what.
fn summary(signature: &Signature) -> String {
    let code = serde_json::to_value(signature.outcome).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default();
    let by = signature.signer.as_ref().map(|s| s.fingerprint.as_str()).unwrap_or_default();
    format!("{code} {by} ({})", signature.tool)
}

fn digest(bytes: &[u8]) -> String {
    chain::hex(&Sha256::digest(bytes))
}

/// What the mail gives to be checked.
struct Taken {
    parts: Vec<Part>,
    more: bool,
    sender: Option<String>,
    papers: Vec<(String, Vec<u8>)>,
}

/// Look at a mail or a PDF that came at `at`: what was found in it first, then in each PDF of the mail, by digest.
///
/// # Errors
/// [`OutsideError`] where the house itself is in trouble.
pub async fn check(outside: &Outside, anchors: &Anchors, bytes: Bytes, at: Instant) -> Result<Vec<(String, Checked)>, OutsideError> {
    let whole = digest(&bytes);
    if Sniffed::of(&bytes) == Sniffed::Pdf {
        return Ok(vec![(whole, in_pdf(outside, anchors, &bytes, at).await?)]);
    }
    let limits = Limits::default();
    // A panic in a parser is a file in which nothing is found.
    let taken = tokio::task::spawn_blocking(move || mail::read(&bytes, &limits).ok().map(|read| take(&bytes, read, &limits))).await;
    let Ok(Some(taken)) = taken else { return Ok(vec![(whole, Checked::default())]) };
    let mut checked = Checked { more: taken.more, ..Checked::default() };
    for part in &taken.parts {
        let found = in_part(outside, anchors, part, taken.sender.as_deref(), at).await?;
        checked.signatures.extend(found);
    }
    let mut inside = Vec::new();
    for (name, paper) in taken.papers {
        let found = in_pdf(outside, anchors, &paper, at).await?;
        let sha256 = digest(&paper);
        checked.files.push((name, sha256.clone()));
        inside.push((sha256, found));
    }
    Ok([(whole, checked)].into_iter().chain(inside).collect())
}

fn take(bytes: &[u8], read: IncomingMail, limits: &Limits) -> Taken {
    let (parts, more) = parts::signed(bytes, limits);
    let sender = read.sender().map(|s| s.mail.to_ascii_lowercase());
    let papers = read.attachments.into_iter().filter(|a| a.sniffed == Sniffed::Pdf).take(MOST_FILES);
    Taken { parts, more, sender, papers: papers.map(|a| (a.name, a.bytes)).collect() }
}

async fn in_pdf(outside: &Outside, anchors: &Anchors, bytes: &[u8], at: Instant) -> Result<Checked, OutsideError> {
    let tools = format!("{}; {}", version(outside, "pdfsig", "-v").await?, version(outside, "openssl", "version").await?);
    pdf::check(outside, anchors, bytes, at, &tools).await
}

async fn in_part(
    outside: &Outside,
    anchors: &Anchors,
    part: &Part,
    sender: Option<&str>,
    at: Instant,
) -> Result<Vec<Signature>, OutsideError> {
    let names = |signer: &Option<Signer>| Some(signer.as_ref()?.mails.iter().any(|mail| Some(mail.as_str()) == sender));
    Ok(match &part.how {
        How::Unreadable => vec![Signature::bare(Format::Smime, part.covers, Outcome::Unreadable, String::new())],
        How::Smime { signature, content } => {
            let tool = version(outside, "openssl", "version").await?;
            let question = Question { signature, content: content.as_deref(), purpose: "smimesign", at };
            let verdicts = cms::check(outside, anchors, &question).await?;
            let shown = verdicts.into_iter().map(|verdict| Signature {
                sender: names(&verdict.signer),
                trust: verdict.trust,
                claimed_at: verdict.claimed_at,
                timestamp: verdict.timestamp,
                signer: verdict.signer,
                ..Signature::bare(Format::Smime, part.covers, verdict.outcome, verdict.absent.map_or(tool.clone(), str::to_owned))
            });
            shown.collect()
        }
        How::Pgp { signature, content } => {
            let tool = version(outside, "gpgv", "--version").await?;
            let verdict = pgp::check(outside, anchors, signature, content.as_deref()).await?;
            vec![Signature {
                sender: names(&verdict.signer),
                trust: verdict.trust,
                claimed_at: verdict.claimed_at,
                signer: verdict.signer,
                ..Signature::bare(Format::Pgp, part.covers, verdict.outcome, verdict.absent.map_or(tool, str::to_owned))
            }]
        }
    })
}
