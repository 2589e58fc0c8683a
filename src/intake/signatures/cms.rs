//! Signatures of the Cryptographic Message Syntax (RFC 5652), checked by OpenSSL: S/MIME, and what stands in a PDF.

use super::anchors::{Anchors, Chain};
use super::ask::{Heard, ask};
use super::{Outcome, Signer, Trust, certificate};
use crate::outside::{Folder, Outside, OutsideError};
use chrono::NaiveDateTime;
use domain::Instant;

/// Most signers of one signature that are looked at.
const MOST_SIGNERS: usize = 5;
/// Most bytes of certificates that a signature may bring.
const MOST_CERTIFICATES: u64 = 1 << 20;

/// One signer's share.
pub(super) struct Verdict {
    pub outcome: Outcome,
    pub signer: Option<Signer>,
    pub trust: Trust,
    pub claimed_at: Option<Instant>,
    pub timestamp: bool,
    /// The program that is missing.
    pub absent: Option<&'static str>,
}

impl Verdict {
    const fn bare(outcome: Outcome, absent: Option<&'static str>) -> Self {
        Self { outcome, signer: None, trust: Trust::NotAsked, claimed_at: None, timestamp: false, absent }
    }
}

/// What is to be checked.
pub(super) struct Question<'a> {
    /// The signature, DER.
    pub signature: &'a [u8],
    /// What it was made over; `None` where that lies in it.
    pub content: Option<&'a [u8]>,
    /// What the certificate must be for: `smimesign` or `any`.
    pub purpose: &'static str,
    /// The time at which it must have been valid.
    pub at: Instant,
}

/// Check one signature; it may have several signers, and at least one verdict comes back.
///
/// # Errors
/// As [`ask`].
pub(super) async fn check(outside: &Outside, anchors: &Anchors, question: &Question<'_>) -> Result<Vec<Verdict>, OutsideError> {
    let folder = Folder::new()?;
    folder.put("signature.der", question.signature)?;
    // The chain is looked at afterwards, and only towards what is believed here.
    let mut args: Vec<&(dyn AsRef<std::ffi::OsStr> + Sync)> = vec![
        &"cms",
        &"-verify",
        &"-inform",
        &"DER",
        &"-in",
        &"signature.der",
        &"-binary",
        &"-noverify",
        &"-signer",
        &"signers.pem",
        &"-certsout",
        &"links.pem",
        &"-out",
        &"content.out",
    ];
    if let Some(content) = question.content {
        folder.put("content", content)?;
        args.extend_from_slice(&[&"-content", &"content"]);
    }
    let reply = match ask(outside, "openssl", &args, &folder).await? {
        Heard::Said(reply) => reply,
        Heard::Absent(program) => return Ok(vec![Verdict::bare(Outcome::Absent, Some(program))]),
        Heard::BrokenOff => return Ok(vec![Verdict::bare(Outcome::BrokenOff, None)]),
    };
    if reply.code != 0 {
        let outcome = match reply.code {
            4 if reply.err.contains("signer certificate not found") => Outcome::UnknownKey,
            4 => Outcome::Broken,
            _ => Outcome::Unreadable,
        };
        return Ok(vec![Verdict::bare(outcome, None)]);
    }
    let about = about(outside, &folder).await?;
    let outcome = if about.weak { Outcome::Weak } else { Outcome::Valid };
    let signers = folder.get("signers.pem", MOST_CERTIFICATES)?.unwrap_or_default();
    if folder.get("links.pem", MOST_CERTIFICATES)?.is_none() {
        folder.put("links.pem", b"")?;
    }
    let mut all = Vec::new();
    for pem in certificate::blocks(&String::from_utf8_lossy(&signers), MOST_SIGNERS) {
        folder.put("signer.pem", pem.as_bytes())?;
        let mut verdict = Verdict { claimed_at: about.claimed_at, timestamp: about.timestamp, ..Verdict::bare(outcome, None) };
        verdict.signer = certificate::read(outside, &folder, "signer.pem").await?;
        match anchors.vouch(outside, &folder, "signer.pem", "links.pem", question.purpose, question.at).await? {
            Chain::Ends(trust) => verdict.trust = trust,
            Chain::Absent(program) => (verdict.outcome, verdict.absent) = (Outcome::Absent, Some(program)),
            Chain::BrokenOff => verdict.outcome = Outcome::BrokenOff,
        }
        all.push(verdict);
    }
    if all.is_empty() {
        all.push(Verdict::bare(Outcome::Unreadable, None));
    }
    Ok(all)
}

/// What the signature says of itself.
#[derive(Default)]
struct About {
    claimed_at: Option<Instant>,
    timestamp: bool,
    weak: bool,
}

async fn about(outside: &Outside, folder: &Folder) -> Result<About, OutsideError> {
    let args: [&(dyn AsRef<std::ffi::OsStr> + Sync); 7] = [&"cms", &"-cmsout", &"-print", &"-noout", &"-inform", &"DER", &"-in"];
    let mut args = args.to_vec();
    args.push(&"signature.der");
    let Heard::Said(reply) = ask(outside, "openssl", &args, folder).await? else { return Ok(About::default()) };
    let text = String::from_utf8_lossy(&reply.out);
    let Some((_, infos)) = text.split_once("signerInfos:") else { return Ok(About::default()) };
    let after = |mark: &str| infos.split_once(mark).map(|(_, rest)| rest);
    let claimed_at = after("signingTime (1.2.840.113549.1.9.5)").and_then(|rest| {
        let line =
            rest.lines().find_map(|line| line.trim().strip_prefix("UTCTIME:").or_else(|| line.trim().strip_prefix("GENERALIZEDTIME:")))?;
        NaiveDateTime::parse_from_str(line.trim(), "%b %e %H:%M:%S %Y GMT").ok().map(|at| at.and_utc())
    });
    let forged = ["md2", "md4", "md5", "sha1"];
    // Each signer's own: the weakest of them is what the whole is worth.
    let digests = infos.split("digestAlgorithm:").skip(1);
    let named = digests.filter_map(|rest| rest.lines().find_map(|line| line.trim().strip_prefix("algorithm: ")));
    let weak = named.into_iter().any(|line| forged.contains(&line.split(' ').next().unwrap_or_default()));
    Ok(About { claimed_at, timestamp: infos.contains("(1.2.840.113549.1.9.16.2.14)"), weak })
}
