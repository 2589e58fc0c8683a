//! Whose certificates and keys are believed: those that the operator put into a folder, and those of the directory that two people stand
//! behind.

use super::Trust;
use super::ask::{Heard, ask};
use super::{certificate, key};
use crate::outside::{Folder, Outside, OutsideError};
use crate::store::authorities::keys::{self, KeyRow};
use crate::workflow::{Error, Workflow};
use domain::Instant;
use std::path::Path;

/// Most bytes of a file in the operator's folder, and most certificates and keys of one side.
const MOST_BYTES: u64 = 4 << 20;
const MOST: usize = 2_000;

/// A certificate that may stand at the end of a chain.
#[derive(Clone, Debug)]
struct Anchor {
    pem: String,
    whose: Trust,
}

/// A key of OpenPGP.
#[derive(Clone, Debug)]
struct Key {
    packets: Vec<u8>,
    fingerprint: Option<String>,
    whose: Trust,
}

/// All of them.
#[derive(Clone, Debug, Default)]
pub struct Anchors {
    certificates: Vec<Anchor>,
    keys: Vec<Key>,
}

/// What became of a chain.
pub(super) enum Chain {
    /// Somebody vouches, or nobody does.
    Ends(Trust),
    /// A program is not installed.
    Absent(&'static str),
    /// The check was broken off.
    BrokenOff,
}

impl Anchors {
    /// Those of the directory and of the folder. What can't be read there is said in the log and left out.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn load(workflow: &Workflow, folder: Option<&Path>) -> Result<Self, Error> {
        let mut all = Self::default();
        for (row, name) in keys::counting(workflow.store().read(), MOST as u64).await? {
            all.add_row(&row, name);
        }
        if let Some(folder) = folder {
            all.add_folder(folder);
        }
        Ok(all)
    }

    fn add_row(&mut self, row: &KeyRow, name: String) {
        let whose = Trust::Directory { authority: row.authority_id.to(), name };
        match row.kind.as_str() {
            "smime" | "eseal" => {
                let one = certificate::blocks(&row.material, 1).into_iter();
                self.certificates.extend(one.map(|pem| Anchor { pem, whose: whose.clone() }));
            }
            "pgp" => {
                let packets = key::packets(&row.material);
                self.keys.extend(packets.map(|packets| Key { packets, fingerprint: Some(row.fingerprint.clone()), whose }));
            }
            _ => {}
        }
    }

    /// The files of a folder: certificates as PEM, keys of OpenPGP with or without armour.
    pub fn add_folder(&mut self, folder: &Path) {
        let entries = match std::fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => {
                tracing::error!(code = "signatures-folder", %error, "the folder of certificates and keys can't be read; nobody of it vouches");
                return;
            }
        };
        let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).filter(|path| path.is_file()).collect();
        paths.sort();
        for path in paths {
            let file = path.file_name().map(|n| domain::text::one_line(&n.to_string_lossy(), 200)).unwrap_or_default();
            let whose = Trust::Folder { file: file.clone() };
            let small = std::fs::metadata(&path).is_ok_and(|about| about.len() <= MOST_BYTES);
            let bytes = if small { std::fs::read(&path).unwrap_or_default() } else { Vec::new() };
            let text = String::from_utf8_lossy(&bytes);
            let certificates = certificate::blocks(&text, MOST);
            let extension = path.extension().map(|e| e.to_ascii_lowercase()).unwrap_or_default();
            if !certificates.is_empty() {
                self.certificates.extend(certificates.into_iter().map(|pem| Anchor { pem, whose: whose.clone() }));
            } else if let Some(packets) = key::packets(&text).or_else(|| (extension == "gpg" && !bytes.is_empty()).then_some(bytes)) {
                self.keys.push(Key { packets, fingerprint: None, whose });
            } else {
                tracing::warn!(code = "signatures-file", file, "a file of the folder of certificates and keys holds none; it is left out");
            }
        }
        self.certificates.truncate(MOST);
    }

    /// The keys of OpenPGP, as a ring.
    pub(super) fn ring(&self) -> Vec<u8> {
        self.keys.iter().flat_map(|key| key.packets.iter().copied()).collect()
    }

    /// Whose a key of the ring is, by the fingerprint of its primary key: one of the directory by what two people compared, one of the
    /// operator's by the file that holds it.
    ///
    /// # Errors
    /// As [`ask`].
    pub(super) async fn whose(&self, outside: &Outside, folder: &Folder, fingerprint: &str) -> Result<Trust, OutsideError> {
        let own = self.keys.iter().find(|key| key.fingerprint.as_deref().is_some_and(|f| f.eq_ignore_ascii_case(fingerprint)));
        if let Some(key) = own {
            return Ok(key.whose.clone());
        }
        let theirs: Vec<&Key> = self.keys.iter().filter(|key| key.fingerprint.is_none()).collect();
        if let [only] = theirs.as_slice() {
            return Ok(only.whose.clone());
        }
        for key in theirs {
            folder.put("one.gpg", &key.packets)?;
            if let Heard::Said(text) = key::listed(outside, folder, "one.gpg").await?
                && key::primaries(&text).iter().any(|one| one.eq_ignore_ascii_case(fingerprint))
            {
                return Ok(key.whose.clone());
            }
        }
        Ok(Trust::Nobody)
    }

    /// Who vouches for the certificate in `signer` of `folder`, as at `at`; `links` holds what came with the signature.
    ///
    /// # Errors
    /// As [`ask`].
    pub(super) async fn vouch(
        &self,
        outside: &Outside,
        folder: &Folder,
        signer: &str,
        links: &str,
        purpose: &str,
        at: Instant,
    ) -> Result<Chain, OutsideError> {
        let usable = self.usable(outside, folder).await?;
        if usable.is_empty() {
            return Ok(Chain::Ends(Trust::Nobody));
        }
        let seconds = at.timestamp().to_string();
        let then: [&str; 2] = ["-attime", &seconds];
        let question = Question { outside, folder, signer, links, purpose };
        match question.ends(&usable, &then).await? {
            Ends::Yes => {}
            Ends::No => {
                // The same without a time says whether only that was wrong.
                return Ok(match question.ends(&usable, &["-no_check_time"]).await? {
                    Ends::Yes => Chain::Ends(Trust::OutOfTime),
                    Ends::No => Chain::Ends(Trust::Nobody),
                    Ends::Other(other) => other,
                });
            }
            Ends::Other(other) => return Ok(other),
        }
        // Who is one of those that suffice together: halved until it is one.
        let mut among = usable.as_slice();
        while among.len() > 1 {
            let (first, second) = among.split_at(among.len() / 2);
            among = match question.ends(first, &then).await? {
                Ends::Yes => first,
                Ends::No => second,
                Ends::Other(other) => return Ok(other),
            };
        }
        // What was only concluded is asked once more.
        Ok(match (among.first(), question.ends(among, &then).await?) {
            (Some(anchor), Ends::Yes) => Chain::Ends(anchor.whose.clone()),
            (_, Ends::Other(other)) => other,
            _ => Chain::Ends(Trust::Nobody),
        })
    }

    /// The certificates that OpenSSL can read: one that it can't would spoil the whole file for it.
    async fn usable(&self, outside: &Outside, folder: &Folder) -> Result<Vec<&Anchor>, OutsideError> {
        let all: String = self.certificates.iter().map(|a| a.pem.as_str()).collect();
        folder.put("anchors.pem", all.as_bytes())?;
        let args: [&(dyn AsRef<std::ffi::OsStr> + Sync); 6] =
            [&"crl2pkcs7", &"-nocrl", &"-certfile", &"anchors.pem", &"-out", &"anchors.p7"];
        if self.certificates.is_empty() {
            return Ok(Vec::new());
        }
        if let Heard::Said(reply) = ask(outside, "openssl", &args, folder).await?
            && reply.code != 0
        {
            let mut good = Vec::new();
            for anchor in &self.certificates {
                folder.put("anchor.pem", anchor.pem.as_bytes())?;
                match certificate::read(outside, folder, "anchor.pem").await? {
                    Some(_) => good.push(anchor),
                    None => {
                        tracing::warn!(code = "signatures-certificate", whose = ?anchor.whose, "a certificate can't be read; it vouches for nobody")
                    }
                }
            }
            return Ok(good);
        }
        Ok(self.certificates.iter().collect())
    }
}

/// A certificate whose chain is looked for.
struct Question<'a> {
    outside: &'a Outside,
    folder: &'a Folder,
    signer: &'a str,
    links: &'a str,
    purpose: &'a str,
}

/// Whether its chain ends at one of those that were given.
enum Ends {
    Yes,
    No,
    Other(Chain),
}

impl Question<'_> {
    async fn ends(&self, among: &[&Anchor], time: &[&str]) -> Result<Ends, OutsideError> {
        let text: String = among.iter().map(|a| a.pem.as_str()).collect();
        self.folder.put("anchors.pem", text.as_bytes())?;
        let fixed = ["verify", "-no-CApath", "-no-CAstore", "-CAfile", "anchors.pem", "-partial_chain", "-auth_level", "1"];
        let own = ["-purpose", self.purpose, "-untrusted", self.links];
        let words: Vec<&str> = fixed.iter().chain(time).chain(&own).copied().chain([self.signer]).collect();
        let args: Vec<&(dyn AsRef<std::ffi::OsStr> + Sync)> =
            words.iter().map(|word| word as &(dyn AsRef<std::ffi::OsStr> + Sync)).collect();
        Ok(match ask(self.outside, "openssl", &args, self.folder).await? {
            Heard::Said(reply) if reply.code == 0 => Ends::Yes,
            Heard::Said(_) => Ends::No,
            Heard::Absent(program) => Ends::Other(Chain::Absent(program)),
            Heard::BrokenOff => Ends::Other(Chain::BrokenOff),
        })
    }
}
