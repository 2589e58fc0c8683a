//! Signatures in a PDF: found by poppler's pdfsig, and checked by it and by OpenSSL, which have to agree.

use super::anchors::Anchors;
use super::ask::{Heard, ask};
use super::cms::{self, Question};
use super::{Checked, Covers, Format, MOST, Outcome, Signature};
use crate::outside::{Folder, Outside, OutsideError};
use domain::Instant;
use std::collections::BTreeMap;

/// Most bytes of one signature.
const MOST_SIGNATURE: u64 = 4 << 20;

/// The signatures in a PDF that came at `at`.
///
/// # Errors
/// As [`ask`].
pub(super) async fn check(outside: &Outside, anchors: &Anchors, bytes: &[u8], at: Instant, tools: &str) -> Result<Checked, OutsideError> {
    // Every signature names its ranges, outside of what may be compressed (ISO 32000-2, 12.8.1).
    if !bytes.windows(10).any(|w| w == b"/ByteRange") {
        return Ok(Checked::default());
    }
    let one = |outcome, tool: &str| Checked {
        signatures: vec![Signature::bare(Format::Pdf, Covers::Document, outcome, tool.to_owned())],
        ..Checked::default()
    };
    let folder = Folder::new()?;
    folder.put("paper.pdf", bytes)?;
    // Nothing is fetched and nobody is asked over the net; who vouches is not pdfsig's to say. Its home is the private folder, so
    // that it finds nobody's certificates.
    let args: [&(dyn AsRef<std::ffi::OsStr> + Sync); 3] = [&"-nocert", &"-no-ocsp", &"paper.pdf"];
    let said = match ask(outside, "pdfsig", &args, &folder).await? {
        Heard::Said(reply) => reply,
        Heard::Absent(program) => return Ok(one(Outcome::Absent, program)),
        Heard::BrokenOff => return Ok(one(Outcome::BrokenOff, tools)),
    };
    let text = String::from_utf8_lossy(&said.out).into_owned();
    if text.contains("does not contain any signatures") {
        return Ok(Checked::default());
    }
    let Some(blocks) = blocks(&text).filter(|blocks| said.code == 0 && !blocks.is_empty()) else {
        return Ok(one(Outcome::Unreadable, tools));
    };
    let dumped = ask(outside, "pdfsig", &[&"-dump", &"paper.pdf"], &folder).await?;
    if !matches!(dumped, Heard::Said(_)) {
        return Ok(one(Outcome::BrokenOff, tools));
    }
    let mut checked = Checked { more: blocks.len() > MOST, ..Checked::default() };
    for (n, block) in blocks.iter().enumerate().take(MOST) {
        let Some(ranges) = block.get("Signed Ranges").map(|text| ranges(text)) else { continue };
        let signature = folder.get(&format!("paper.pdf.sig{n}"), MOST_SIGNATURE)?;
        let (Some(signature), Some((covers, content))) = (signature, ranges.and_then(|r| cut(bytes, r))) else {
            checked.signatures.push(Signature::bare(Format::Pdf, Covers::Revision, Outcome::Broken, tools.to_owned()));
            continue;
        };
        let detached = ["adbe.pkcs7.detached", "ETSI.CAdES.detached"].contains(&block.get("Signature Type").map_or("", String::as_str));
        if !detached {
            checked.signatures.push(Signature::bare(Format::Pdf, covers, Outcome::Unreadable, tools.to_owned()));
            continue;
        }
        let agreed = block.get("Signature Validation").is_some_and(|said| said == "Signature is Valid.");
        let question = Question { signature: &signature, content: Some(&content), purpose: "any", at };
        for verdict in cms::check(outside, anchors, &question).await? {
            let sound = matches!(verdict.outcome, Outcome::Valid | Outcome::Weak);
            let bare = |outcome| Signature::bare(Format::Pdf, covers, outcome, verdict.absent.unwrap_or(tools).to_owned());
            checked.signatures.push(if sound && !agreed {
                bare(Outcome::Broken)
            } else {
                Signature {
                    claimed_at: verdict.claimed_at,
                    timestamp: verdict.timestamp,
                    trust: verdict.trust,
                    signer: verdict.signer,
                    ..bare(verdict.outcome)
                }
            });
        }
    }
    Ok(checked)
}

/// What pdfsig says of each signature, by its own keys. A name in the file could bring lines of its own: then a key stands twice, or the
/// signatures are not counted through, and nothing of it is believed.
fn blocks(text: &str) -> Option<Vec<BTreeMap<String, String>>> {
    let mut all: Vec<BTreeMap<String, String>> = Vec::new();
    for line in text.lines() {
        if let Some(number) = line.strip_prefix("Signature #") {
            let number: usize = number.trim_end_matches(':').parse().ok()?;
            all.push(BTreeMap::new());
            if number != all.len() {
                return None;
            }
        } else if let (Some(block), Some(item)) = (all.last_mut(), line.strip_prefix("  - ")) {
            let (key, value) = match item.split_once(": ") {
                Some((key, value)) => (key, value),
                None => (item, ""),
            };
            if block.insert(key.to_owned(), value.trim().to_owned()).is_some() {
                return None;
            }
        }
    }
    Some(all)
}

/// `[0 - 465], [8659 - 8850]`.
fn ranges(text: &str) -> Option<[(usize, usize); 2]> {
    let mut pairs = text.split(", ").map(|pair| {
        let (from, to) = pair.strip_prefix('[')?.strip_suffix(']')?.split_once(" - ")?;
        Some((from.parse().ok()?, to.parse().ok()?))
    });
    let both = [pairs.next()??, pairs.next()??];
    if pairs.next().is_some() { None } else { Some(both) }
}

/// What was signed: everything from the first byte on but the signature itself. `None` when more than that is left out.
fn cut(bytes: &[u8], [(start, a), (b, end)]: [(usize, usize); 2]) -> Option<(Covers, Vec<u8>)> {
    let between = bytes.get(a..b)?;
    let inside = between.strip_prefix(b"<")?.strip_suffix(b">")?;
    if start != 0 || !inside.iter().all(|c| c.is_ascii_hexdigit() || c.is_ascii_whitespace()) {
        return None;
    }
    let content = [bytes.get(..a)?, bytes.get(b..end)?].concat();
    Some((if end == bytes.len() { Covers::Document } else { Covers::Revision }, content))
}
