//! The sealed package by its public doors: what may not leave cannot be packed, and what was packed can be checked again.

mod locks;
mod not_authorised;
mod sealing;
mod sentences;
mod two_lines;
mod verifying;

use age::secrecy::{ExposeSecret, SecretString};
use age::x25519;
use chrono::{TimeZone, Utc};
use minimise::check::Breach;
use minimise::{Mapping, Report, Scope, ScopeLine, run_files};
use ombud::package::{
    Approved, ApprovedPart, Contents, FOLDER, Key, Lock, MANIFEST, Manifest, PackageError, Part, Sealed, open, passphrase, seal, verify,
    verify_hashes,
};
use sha2::{Digest, Sha256};
use std::io::{self, Cursor, Read, Write};
use std::path::PathBuf;
use tempfile::TempDir;
use zip::write::{SimpleFileOptions, ZipWriter};

const APPROVAL: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
const DEMAND: &str = "D-7KQ2-M4XR";
const RECIPIENT: &str = "Example County Court, registry";

/// A minimised folder, ready to be sealed.
struct Desk {
    dir: TempDir,
    scope: Scope,
    mapping: Mapping,
    report: Report,
}

impl Desk {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let scope = Scope::from_json(
            r#"{"lines":[{"account":"target@example.org","categories":["TRAFFIC"],"from":"2026-01-01T00:00:00Z","to":"2026-02-01T00:00:00Z"}]}"#,
        )
        .unwrap();
        let mapping = Mapping::from_toml(
            "[[source]]\nmatch = \"*\"\naccount = \"user\"\ntime = { field = \"at\", format = \"rfc3339\" }\ncategory = \"TRAFFIC\"\n[source.fields]\nip = \"ACCESS_IP\"\n",
        )
        .unwrap();
        let files: Vec<PathBuf> = ["z.csv", "a.jsonl"].iter().map(|n| dir.path().join(n)).collect();
        let row = "target@example.org,2026-01-05T00:00:00Z,192.0.2.1\n";
        std::fs::write(&files[0], format!("user,at,ip\n{row}other@example.org,2026-01-05T00:00:00Z,192.0.2.1\n{row}")).unwrap();
        std::fs::write(&files[1], "{\"user\":\"target@example.org\",\"at\":\"2026-01-06T00:00:00Z\"}\n").unwrap();
        let report = run_files(&scope, &mapping, &dir.path().join("kept"), &files, &|| false, &mut |_| {}).unwrap();
        Self { dir, scope, mapping, report }
    }

    fn kept(&self) -> PathBuf {
        self.dir.path().join("kept")
    }

    /// The files of the run, as they are to be packed.
    fn parts(&self) -> Vec<Part<'_>> {
        Part::of_run(&self.report, &self.kept(), &self.scope, &self.mapping)
    }

    fn contents<'a>(parts: &'a [Part<'a>]) -> Contents<'a> {
        let created_at = Utc.with_ymd_and_hms(2026, 3, 1, 12, 0, 0).unwrap();
        Contents { demand: DEMAND, recipient: RECIPIENT, created_at, approval_sha256: APPROVAL, parts }
    }

    fn seal_with(&self, lock: &Lock, edit: impl FnOnce(&mut Contents<'_>)) -> Result<(Sealed, Vec<u8>, Vec<u8>), PackageError> {
        let parts = self.parts();
        let mut contents = Self::contents(&parts);
        edit(&mut contents);
        let (mut zip, mut sealed) = (Vec::new(), Vec::new());
        seal(&contents, lock, &mut zip, &mut sealed).map(|done| (done, zip, sealed))
    }

    fn zip(&self) -> Vec<u8> {
        self.seal_with(&quick(), |_| {}).unwrap().1
    }

    fn refused(&self, edit: impl FnOnce(&mut Contents<'_>)) -> PackageError {
        self.seal_with(&quick(), edit).expect_err("this should have been refused")
    }

    /// What the two files were approved for.
    fn approved_parts(&self) -> Vec<ApprovedPart<'_>> {
        ["a.jsonl", "z.csv"].map(|name| ApprovedPart { name, read_as: name, scope: &self.scope, mapping: &self.mapping }).to_vec()
    }

    fn verify(&self, zip: &[u8]) -> Result<Manifest, PackageError> {
        verify(Cursor::new(zip), &approved(&self.approved_parts()))
    }
}

fn approved<'a>(parts: &'a [ApprovedPart<'a>]) -> Approved<'a> {
    Approved { demand: DEMAND, recipient: RECIPIENT, approval_sha256: APPROVAL, parts }
}

/// A lock that takes no time: scrypt at its own work factor takes seconds in a test build.
fn quick() -> Lock {
    Lock::Passphrase { passphrase: "correct horse".to_owned().into(), work_factor: Some(4) }
}

fn sha256(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(bytes))
}

/// Names and bytes.
type Entries = Vec<(String, Vec<u8>)>;

/// The entries of a ZIP, in their order.
fn entries(zip: &[u8]) -> Entries {
    let mut zip = zip::ZipArchive::new(Cursor::new(zip)).unwrap();
    (0..zip.len())
        .map(|i| {
            let mut entry = zip.by_index(i).unwrap();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            (entry.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

fn rezip(entries: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        zip.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}
