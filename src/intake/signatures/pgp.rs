//! Signatures of OpenPGP, checked by gpgv: it knows no keys but those that it is given.

use super::anchors::Anchors;
use super::ask::{Heard, ask};
use super::{Outcome, Signer, Trust};
use crate::outside::{Folder, Outside, OutsideError};
use chrono::DateTime;
use domain::Instant;
use domain::text::one_line;

/// What was found.
pub(super) struct Verdict {
    pub outcome: Outcome,
    pub signer: Option<Signer>,
    pub trust: Trust,
    pub claimed_at: Option<Instant>,
    pub absent: Option<&'static str>,
}

/// Hashes that can be forged, by their number (RFC 9580 section 9.5): MD5, SHA-1, RIPEMD-160.
const FORGED: [&str; 3] = ["1", "2", "3"];

/// Check a signature over `content`, or a text that carries its own.
///
/// # Errors
/// As [`ask`].
pub(super) async fn check(outside: &Outside, anchors: &Anchors, signature: &[u8], content: Option<&[u8]>) -> Result<Verdict, OutsideError> {
    let folder = Folder::new()?;
    let ring = folder.put("ring.gpg", &anchors.ring())?;
    folder.put("signature.asc", signature)?;
    let mut args: Vec<&(dyn AsRef<std::ffi::OsStr> + Sync)> = vec![&"--status-fd", &"1", &"--keyring", &ring, &"signature.asc"];
    if let Some(content) = content {
        folder.put("content", content)?;
        args.push(&"content");
    }
    let bare = |outcome, absent| Verdict { outcome, signer: None, trust: Trust::NotAsked, claimed_at: None, absent };
    Ok(match ask(outside, "gpgv", &args, &folder).await? {
        Heard::Absent(program) => bare(Outcome::Absent, Some(program)),
        Heard::BrokenOff => bare(Outcome::BrokenOff, None),
        Heard::Said(reply) => {
            let mut verdict = read(&String::from_utf8_lossy(&reply.out), reply.code).unwrap_or_else(|| bare(Outcome::Unreadable, None));
            if let (Trust::Nobody, Some(signer)) = (&verdict.trust, &verdict.signer) {
                verdict.trust = anchors.whose(outside, &folder, &signer.fingerprint).await?;
            }
            verdict
        }
    })
}

/// gpgv's own lines; a text that is signed is not written there. Whose a good key is, is asked afterwards.
fn read(text: &str, code: i32) -> Option<Verdict> {
    let said: Vec<(&str, &str)> =
        text.lines().filter_map(|line| line.strip_prefix("[GNUPG:] ")).map(|line| line.split_once(' ').unwrap_or((line, ""))).collect();
    let find = |key: &str| said.iter().find(|(k, _)| *k == key).map(|(_, rest)| *rest);
    let bare = |outcome| Verdict { outcome, signer: None, trust: Trust::NotAsked, claimed_at: None, absent: None };
    if find("BADSIG").is_some() {
        return Some(bare(Outcome::Broken));
    }
    if find("NO_PUBKEY").is_some() {
        return Some(bare(Outcome::UnknownKey));
    }
    // Several signatures in one: what holds for one would be read as holding for all.
    if said.iter().filter(|(k, _)| *k == "NEWSIG").count() > 1 {
        return None;
    }
    let valid: Vec<&str> = find("VALIDSIG")?.split(' ').collect();
    let made = valid.get(2).and_then(|seconds| seconds.parse().ok()).and_then(|seconds| DateTime::from_timestamp(seconds, 0));
    let primary = (*valid.get(9).or(valid.first())?).to_ascii_lowercase();
    let (trust, name) = if let Some(rest) = find("REVKEYSIG") {
        (Trust::Revoked, rest)
    } else if let Some(rest) = find("EXPKEYSIG").or_else(|| find("EXPSIG")) {
        (Trust::OutOfTime, rest)
    } else {
        let rest = find("GOODSIG").filter(|_| code == 0)?;
        (Trust::Nobody, rest)
    };
    let name = one_line(name.split_once(' ').map_or("", |(_, name)| name), 300);
    let mails = name.rsplit_once('<').and_then(|(_, rest)| rest.strip_suffix('>')).map(str::to_ascii_lowercase).into_iter().collect();
    let outcome = if valid.get(7).is_some_and(|hash| FORGED.contains(hash)) { Outcome::Weak } else { Outcome::Valid };
    Some(Verdict {
        outcome,
        signer: Some(Signer { name, issuer: String::new(), fingerprint: primary, mails }),
        trust,
        claimed_at: made,
        absent: None,
    })
}
