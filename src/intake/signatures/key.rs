//! A key or certificate of an authority, as somebody enters it: read before it is kept.

use super::ask::{Heard, ask};
use super::certificate;
use crate::outside::{Folder, Outside, OutsideError};
use domain::text::one_line;
use mail_parser::decoders::base64::base64_decode;

/// Most bytes of a key.
pub const MOST_BYTES: usize = 256 << 10;

/// The kinds that a signature is checked with.
pub const KINDS: [&str; 3] = ["smime", "eseal", "pgp"];

/// What was read of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReadKey {
    /// SHA-256 of the certificate, or the fingerprint of the key, in hexadecimal.
    pub fingerprint: String,
    /// The names in it.
    pub about: String,
}

/// Why it isn't kept.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// It is none, several, or no public one.
    #[error("this is not one certificate (PEM) or one public key of OpenPGP (with armour); nothing was kept: paste exactly one")]
    None,
    /// The program that reads it is not installed.
    #[error("{0} is not installed, so nobody can say what this key is; nothing was kept: install it and try again")]
    Absent(&'static str),
    /// The program gave no answer.
    #[error(transparent)]
    Outside(#[from] OutsideError),
}

/// Read a certificate (`smime`, `eseal`) or a key (`pgp`).
///
/// # Errors
/// [`KeyError`].
pub async fn read(outside: &Outside, kind: &str, material: &str) -> Result<ReadKey, KeyError> {
    if material.len() > MOST_BYTES {
        return Err(KeyError::None);
    }
    let folder = Folder::new()?;
    if kind == "pgp" {
        return read_pgp(outside, &folder, material).await;
    }
    let blocks = certificate::blocks(material, 2);
    let ([pem], true) = (blocks.as_slice(), KINDS.contains(&kind)) else { return Err(KeyError::None) };
    folder.put("certificate.pem", pem.as_bytes())?;
    match certificate::read(outside, &folder, "certificate.pem").await? {
        Some(signer) => Ok(ReadKey { fingerprint: signer.fingerprint, about: one_line(&signer.name, 300) }),
        None if outside.find("openssl").is_none() => Err(KeyError::Absent("openssl")),
        None => Err(KeyError::None),
    }
}

async fn read_pgp(outside: &Outside, folder: &Folder, material: &str) -> Result<ReadKey, KeyError> {
    let bytes = packets(material).ok_or(KeyError::None)?;
    folder.put("key.gpg", &bytes)?;
    let text = match listed(outside, folder, "key.gpg").await? {
        Heard::Said(text) => text,
        Heard::Absent(program) => return Err(KeyError::Absent(program)),
        Heard::BrokenOff => return Err(KeyError::None),
    };
    let names: Vec<_> = text.lines().filter_map(|line| column(line, "uid")).collect();
    let about = one_line(&names.join(", ").replace("\\x3a", ":"), 300);
    match primaries(&text).as_slice() {
        [fingerprint] => Ok(ReadKey { fingerprint: fingerprint.clone(), about }),
        _ => Err(KeyError::None),
    }
}

/// What gpg lists of the keys in a file of `folder`, in its own columns.
///
/// # Errors
/// As [`ask`].
pub(super) async fn listed(outside: &Outside, folder: &Folder, file: &str) -> Result<Heard<String>, OutsideError> {
    let said = ask(outside, "gpg", &[&"--homedir", &".", &"--batch", &"--with-colons", &"--show-keys", &file], folder).await?;
    Ok(match said {
        Heard::Said(reply) => Heard::Said(String::from_utf8_lossy(&reply.out).into_owned()),
        Heard::Absent(program) => Heard::Absent(program),
        Heard::BrokenOff => Heard::BrokenOff,
    })
}

/// The tenth column of a line of this kind.
fn column<'a>(line: &'a str, kind: &str) -> Option<&'a str> {
    let mut columns = line.split(':');
    if columns.next() == Some(kind) { columns.nth(8) } else { None }
}

/// The fingerprints of the primary keys in such a list, lower-case hexadecimal: the one that follows each key, before its subkeys.
pub(super) fn primaries(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    let mut awaited = false;
    for line in text.lines() {
        if line.starts_with("pub:") {
            awaited = true;
        } else if let Some(fingerprint) = column(line, "fpr").filter(|_| awaited) {
            all.push(fingerprint.to_ascii_lowercase());
            awaited = false;
        }
    }
    all
}

/// The packets of the public keys in a text (RFC 9580 section 6.2); `None` where there are none.
pub(super) fn packets(text: &str) -> Option<Vec<u8>> {
    let text = text.replace("\r\n", "\n");
    let mut all = Vec::new();
    for part in text.split("-----BEGIN PGP PUBLIC KEY BLOCK-----\n").skip(1) {
        let (inside, _) = part.split_once("-----END PGP PUBLIC KEY BLOCK-----")?;
        // Headers, an empty line, the packets, and a checksum behind '='.
        let (_, body) = inside.split_once("\n\n").or_else(|| inside.strip_prefix('\n').map(|body| ("", body)))?;
        let lines: String = body.lines().take_while(|line| !line.starts_with('=')).collect();
        all.extend(base64_decode(lines.trim().as_bytes())?);
    }
    if all.is_empty() { None } else { Some(all) }
}
