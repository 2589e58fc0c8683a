//! What a package holds, and when there is none.

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
    assert_eq!(manifest["files"][0]["scope"]["lines"][0]["to"], "2026-02-01T00:00:00Z");
    assert_eq!(
        (&manifest["files"][0]["first"], &manifest["files"][0]["last"]),
        (&"2026-01-06T00:00:00Z".into(), &"2026-01-06T00:00:00Z".into())
    );
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
    assert!(matches!(desk.refused(|c| c.parts = &[]), PackageError::Empty));
}

#[test]
fn a_name_that_could_do_harm_is_refused() {
    let desk = Desk::new();
    for name in ["../a.csv", "a/b.csv", ".hidden.csv", "c:a.csv", "a\n.csv", "", "a\\b.csv"] {
        let parts = [Part { name, ..desk.parts().remove(0) }];
        let error = seal(&Desk::contents(&parts), &quick(), io::sink(), io::sink()).unwrap_err();
        assert!(matches!(error, PackageError::BadName { .. }), "{name}");
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
    let parts = desk.parts();
    let contents = Desk::contents(&parts);
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
