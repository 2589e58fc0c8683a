//! The sealed package by its public doors: what may not leave cannot be packed, and what was packed can be checked again.

use age::secrecy::{ExposeSecret, SecretString};
use age::x25519;
use chrono::{TimeZone, Utc};
use ombud::minimise::check::Breach;
use ombud::minimise::{Mapping, Report, Scope, ScopeLine, run_files};
use ombud::package::{Approved, Contents, FOLDER, Key, Lock, MANIFEST, PackageError, open, passphrase, seal, verify, verify_hashes};
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

    fn seal_with(
        &self,
        lock: &Lock,
        edit: impl FnOnce(&mut Contents<'_>),
    ) -> Result<(ombud::package::Sealed, Vec<u8>, Vec<u8>), PackageError> {
        let kept = self.kept();
        let mut contents = Contents {
            demand: DEMAND,
            recipient: RECIPIENT,
            created_at: Utc.with_ymd_and_hms(2026, 3, 1, 12, 0, 0).unwrap(),
            approval_sha256: APPROVAL,
            scope: &self.scope,
            mapping: &self.mapping,
            report: &self.report,
            folder: &kept,
        };
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

    fn approved(&self) -> Approved<'_> {
        Approved { demand: DEMAND, recipient: RECIPIENT, approval_sha256: APPROVAL, scope: &self.scope, mapping: &self.mapping }
    }
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

mod sealing {
    use super::*;

    #[test]
    fn a_package_holds_the_kept_files_and_says_what_was_done() {
        let desk = Desk::new();
        let (done, zip, sealed) = desk.seal_with(&quick(), |_| {}).unwrap();
        assert_eq!((done.zip.sha256, done.zip.size), (sha256(&zip), zip.len() as u64));
        assert_eq!((done.sealed.sha256, done.sealed.size), (sha256(&sealed), sealed.len() as u64));
        let entries = entries(&zip);
        let names: Vec<&str> = entries.iter().map(|(n, _)| n.as_str()).collect();
        assert_eq!(names, ["files/a.jsonl", "files/z.csv", "manifest.json"]);
        for (name, bytes) in &entries[..2] {
            assert_eq!(*bytes, std::fs::read(desk.kept().join(name.strip_prefix(FOLDER).unwrap())).unwrap());
        }
        let manifest: serde_json::Value = serde_json::from_slice(&entries[2].1).unwrap();
        assert_eq!(manifest["demand"], DEMAND);
        assert_eq!(manifest["approval_sha256"], APPROVAL);
        assert_eq!(manifest["created_at"], "2026-03-01T12:00:00Z");
        assert_eq!(manifest["scope"]["lines"][0]["to"], "2026-02-01T00:00:00Z");
        assert_eq!(manifest["rows"]["dropped"]["foreign_account"], 1);
        assert_eq!(manifest["files"][1]["sha256"], sha256(&entries[1].1));
        assert_eq!(manifest["files"][1]["fields_removed"]["ACCESS_IP"], 2);
    }

    #[test]
    fn the_same_contents_make_the_same_zip_and_never_the_same_cipher() {
        let desk = Desk::new();
        let (first, zip, sealed) = desk.seal_with(&quick(), |_| {}).unwrap();
        let (second, again, sealed_again) = desk.seal_with(&quick(), |_| {}).unwrap();
        assert_eq!((zip, &first.zip), (again, &second.zip));
        assert_ne!(sealed, sealed_again);
        let later = desk.seal_with(&quick(), |c| c.created_at = Utc.with_ymd_and_hms(2026, 3, 1, 12, 0, 1).unwrap()).unwrap().0;
        assert_ne!(later.zip, first.zip);
    }

    #[test]
    fn what_is_missing_is_named() {
        let desk = Desk::new();
        assert_eq!(desk.refused(|c| c.recipient = " ").code(), "package-missing");
        assert_eq!(desk.refused(|c| c.approval_sha256 = "abc").code(), "package-missing");
        assert_eq!(desk.refused(|c| c.demand = "").code(), "package-missing");
        let nothing = Desk { report: Report::default(), ..desk };
        assert!(matches!(nothing.refused(|_| {}), PackageError::Empty));
    }

    #[test]
    fn a_name_that_could_do_harm_is_refused() {
        for name in ["../a.csv", "a/b.csv", ".hidden.csv", "c:a.csv", "a\n.csv", "", "a\\b.csv"] {
            let mut desk = Desk::new();
            desk.report.files[0].file = name.to_owned();
            assert!(matches!(desk.refused(|_| {}), PackageError::BadName { .. }), "{name}");
        }
        let mut desk = Desk::new();
        let twin = desk.report.files[0].clone();
        desk.report.files.push(twin);
        assert!(matches!(desk.refused(|_| {}), PackageError::BadName { .. }));
    }

    #[test]
    fn a_full_disk_is_an_error_and_not_a_package() {
        struct Full(usize);
        impl Write for Full {
            fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
                self.0 = self.0.checked_sub(buf.len()).ok_or(io::ErrorKind::StorageFull)?;
                Ok(buf.len())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let desk = Desk::new();
        let kept = desk.kept();
        let at = Utc.with_ymd_and_hms(2026, 3, 1, 12, 0, 0).unwrap();
        let contents = Contents {
            demand: DEMAND,
            recipient: RECIPIENT,
            created_at: at,
            approval_sha256: APPROVAL,
            scope: &desk.scope,
            mapping: &desk.mapping,
            report: &desk.report,
            folder: &kept,
        };
        let whole = desk.seal_with(&quick(), |_| {}).unwrap();
        for room in [0, 100, whole.1.len() - 1] {
            let error = seal(&contents, &quick(), Full(room), io::sink()).unwrap_err();
            assert_eq!(error.code(), "package-write", "{error}");
        }
        for room in [0, 100, whole.2.len() - 1] {
            let error = seal(&contents, &quick(), io::sink(), Full(room)).unwrap_err();
            assert!(error.to_string().contains("must not be used"), "{error}");
        }
    }
}

mod not_authorised {
    use super::*;

    /// Puts a row into a kept file behind the filter's back, and hides it in the report as well.
    fn slip_in(desk: &mut Desk, row: &str) {
        let path = desk.kept().join("z.csv");
        let mut bytes = std::fs::read(&path).unwrap();
        bytes.extend_from_slice(row.as_bytes());
        std::fs::write(&path, &bytes).unwrap();
        let file = desk.report.files.iter_mut().find(|f| f.file == "z.csv").unwrap();
        (file.kept_sha256, file.kept_size) = (sha256(&bytes), bytes.len() as u64);
        let mut rows = serde_json::to_value(&file.rows).unwrap();
        for key in ["read", "kept"] {
            rows[key] = (rows[key].as_u64().unwrap() + 1).into();
        }
        file.rows = serde_json::from_value(rows).unwrap();
    }

    #[test]
    fn cannot_be_packed_and_the_refusal_names_the_rows() {
        let mut desk = Desk::new();
        slip_in(&mut desk, "other@example.org,2026-01-05T00:00:00Z\n");
        slip_in(&mut desk, "target@example.org,2026-02-01T00:00:00Z\n");
        let PackageError::Unauthorised(which) = desk.refused(|_| {}) else { panic!("not refused for the rows") };
        let rows: Vec<_> = which.rows.iter().map(|v| (v.file.as_str(), v.row, v.breach)).collect();
        assert_eq!(rows, [("z.csv", 3, Breach::ForeignAccount), ("z.csv", 4, Breach::OutsideTime)]);
        assert_eq!(which.total, 2);
        assert!(which.to_string().contains("z.csv row 3"), "{which}");
    }

    #[test]
    fn nothing_is_written_then() {
        let mut desk = Desk::new();
        slip_in(&mut desk, "other@example.org,2026-01-05T00:00:00Z\n");
        let kept = desk.kept();
        let contents = Contents {
            demand: DEMAND,
            recipient: RECIPIENT,
            created_at: Utc.with_ymd_and_hms(2026, 3, 1, 12, 0, 0).unwrap(),
            approval_sha256: APPROVAL,
            scope: &desk.scope,
            mapping: &desk.mapping,
            report: &desk.report,
            folder: &kept,
        };
        let (mut zip, mut sealed) = (Vec::new(), Vec::new());
        seal(&contents, &quick(), &mut zip, &mut sealed).unwrap_err();
        assert!(zip.is_empty() && sealed.is_empty());
    }

    #[test]
    fn a_refusal_of_many_rows_counts_them_all() {
        let mut desk = Desk::new();
        slip_in(&mut desk, &"other@example.org,2026-01-05T00:00:00Z\n".repeat(3000));
        let PackageError::Unauthorised(which) = desk.refused(|_| {}) else { panic!("not refused for the rows") };
        assert_eq!((which.rows.len(), which.total), (ombud::package::NAMED, 3000));
    }

    #[test]
    fn nor_can_a_file_that_is_not_the_reported_one() {
        let mut desk = Desk::new();
        let path = desk.kept().join("z.csv");
        let whole = std::fs::read_to_string(&path).unwrap();
        let shorter: String = whole.lines().take(2).map(|l| format!("{l}\n")).collect();
        std::fs::write(&path, &shorter).unwrap();
        assert!(matches!(desk.refused(|_| {}), PackageError::NotAsReported { .. }));
        // With the hash corrected, the number of rows still tells.
        let file = desk.report.files.iter_mut().find(|f| f.file == "z.csv").unwrap();
        (file.kept_sha256, file.kept_size) = (sha256(shorter.as_bytes()), shorter.len() as u64);
        assert!(matches!(desk.refused(|_| {}), PackageError::NotAsReported { what: "its number of rows differs", .. }));
        std::fs::remove_file(&path).unwrap();
        assert_eq!(desk.refused(|_| {}).code(), "package-read");
    }

    #[test]
    fn a_scope_that_was_narrowed_since_stops_the_release() {
        let desk = Desk::new();
        let zip = desk.zip();
        let narrowed =
            Scope::new(vec![ScopeLine { to: Some(Utc.with_ymd_and_hms(2026, 1, 5, 0, 0, 0).unwrap()), ..desk.scope.lines()[0].clone() }])
                .unwrap();
        let approved = Approved { scope: &narrowed, ..desk.approved() };
        assert!(matches!(verify(Cursor::new(&zip), &approved), Err(PackageError::NotAsApproved("scope"))));

        // A forger who makes the manifest say the narrowed scope still meets the rows.
        let mut parts = entries(&zip);
        let mut manifest: serde_json::Value = serde_json::from_slice(&parts[2].1).unwrap();
        manifest["scope"] = serde_json::to_value(&narrowed).unwrap();
        parts[2].1 = serde_json::to_vec(&manifest).unwrap();
        let Err(PackageError::Unauthorised(which)) = verify(Cursor::new(rezip(&parts)), &approved) else { panic!("released") };
        assert_eq!(which.total, 3);
    }
}

mod verifying {
    use super::*;

    #[test]
    fn a_good_package_passes_and_gives_its_manifest() {
        let desk = Desk::new();
        let (done, zip, _) = desk.seal_with(&quick(), |_| {}).unwrap();
        assert_eq!(verify(Cursor::new(&zip), &desk.approved()).unwrap(), done.manifest);
        assert_eq!(verify_hashes(Cursor::new(&zip)).unwrap(), done.manifest);
    }

    #[test]
    fn another_approval_demand_recipient_or_mapping_does_not() {
        let desk = Desk::new();
        let zip = desk.zip();
        let other = Mapping::from_toml("[[source]]\nmatch = \"*\"\naccount = \"user\"\ncategory = \"TRAFFIC\"\n").unwrap();
        let good = desk.approved();
        for (what, approved) in [
            ("approval", Approved { approval_sha256: "00", ..good }),
            ("demand", Approved { demand: "D-2222-2222", ..good }),
            ("recipient", Approved { recipient: "Someone else", ..good }),
            ("mapping", Approved { mapping: &other, ..good }),
        ] {
            assert!(matches!(verify(Cursor::new(&zip), &approved), Err(PackageError::NotAsApproved(w)) if w == what), "{what}");
        }
    }

    #[test]
    fn each_alteration_is_found() {
        let desk = Desk::new();
        let good = entries(&desk.zip());
        let altered = |edit: &dyn Fn(&mut Entries)| {
            let mut parts = good.clone();
            edit(&mut parts);
            verify(Cursor::new(rezip(&parts)), &desk.approved()).unwrap_err()
        };
        verify(Cursor::new(rezip(&good)), &desk.approved()).unwrap();
        let changed = altered(&|p| p[1].1[0] ^= 1);
        assert!(matches!(changed, PackageError::NotAsManifest { what: "has another SHA-256 or size", .. }), "{changed}");
        let longer = altered(&|p| p[1].1.extend_from_slice(b"target@example.org,2026-01-05T00:00:00Z\n"));
        assert!(matches!(longer, PackageError::NotAsManifest { .. }), "{longer}");
        let extra = altered(&|p| p.insert(0, ("files/extra.csv".into(), b"x".to_vec())));
        assert!(matches!(extra, PackageError::NotAsManifest { what: "is not in the manifest", .. }), "{extra}");
        let lost = altered(&|p| drop(p.remove(0)));
        assert!(matches!(lost, PackageError::NotAsManifest { what: "is missing", .. }), "{lost}");
        let bare = altered(&|p| p.retain(|(name, _)| name != MANIFEST));
        assert_eq!(bare.code(), "package-unreadable");
        let unknown =
            altered(&|p| p[2].1 = String::from_utf8(p[2].1.clone()).unwrap().replace("ombud-package-1", "ombud-package-9").into());
        assert_eq!(unknown.code(), "package-unreadable");
        let miscounted = altered(&|p| p[2].1 = String::from_utf8(p[2].1.clone()).unwrap().replacen("\"read\": 4", "\"read\": 5", 1).into());
        assert_eq!(miscounted.code(), "package-unreadable");
        assert_eq!(verify_hashes(Cursor::new(b"not a zip")).unwrap_err().code(), "package-unreadable");
        let zip = desk.zip();
        assert!(verify_hashes(Cursor::new(&zip[..zip.len() - 30])).is_err());
    }
}

mod locks {
    use super::*;

    fn unlock(sealed: &[u8], key: &Key) -> Result<Vec<u8>, String> {
        let mut zip = Vec::new();
        open(Cursor::new(sealed), key).map_err(|e| e.code().to_owned())?.read_to_end(&mut zip).map_err(|e| e.to_string())?;
        Ok(zip)
    }

    #[test]
    fn a_passphrase_opens_and_another_does_not() {
        let desk = Desk::new();
        let (_, zip, sealed) = desk.seal_with(&quick(), |_| {}).unwrap();
        assert_eq!(unlock(&sealed, &Key::Passphrase("correct horse".to_owned().into())).unwrap(), zip);
        assert_eq!(unlock(&sealed, &Key::Passphrase("wrong horse".to_owned().into())).unwrap_err(), "package-closed");
        assert!(!sealed.windows(18).any(|w| w == b"target@example.org"));
    }

    #[test]
    fn a_recipients_key_opens_and_another_does_not() {
        let desk = Desk::new();
        let identity = x25519::Identity::generate();
        let lock = Lock::recipient(&format!(" {}\n", identity.to_public())).unwrap();
        let (_, zip, sealed) = desk.seal_with(&lock, |_| {}).unwrap();
        assert_eq!(unlock(&sealed, &Key::Identity(identity.clone())).unwrap(), zip);
        assert_eq!(unlock(&sealed, &Key::Identity(x25519::Identity::generate())).unwrap_err(), "package-closed");
        let mut altered = sealed.clone();
        *altered.last_mut().unwrap() ^= 1;
        assert!(unlock(&altered, &Key::Identity(identity.clone())).is_err());
        assert!(unlock(&sealed[..sealed.len() - 1], &Key::Identity(identity)).is_err());
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for key in ["", "age1", "AGE-SECRET-KEY-1", "ssh-ed25519 AAAA"] {
            assert_eq!(Lock::recipient(key).err().unwrap().code(), "package-not-a-key", "{key}");
        }
    }

    #[test]
    fn passphrases_are_drawn_from_the_given_randomness() {
        use rand::SeedableRng;
        let draw = |seed| passphrase::draw(&mut rand::rngs::StdRng::seed_from_u64(seed)).expose_secret().to_owned();
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
        let fresh: SecretString = passphrase::draw_fresh();
        let groups: Vec<&str> = fresh.expose_secret().split('-').collect();
        assert!(
            groups.len() == 7
                && groups.iter().all(|g| g.len() == 4 && g.bytes().all(|b| b.is_ascii_lowercase() || (b'2'..=b'7').contains(&b)))
        );
    }
}
