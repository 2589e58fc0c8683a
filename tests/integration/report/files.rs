//! Writing an export: all or nothing, and never over anything foreign.

use super::samples::{closed, mixed, run};
use data_encoding::HEXLOWER;
use domain::outcome::Outcome;
use domain::tally::Tally;
use ombud::report::{Facts, ReportError, Style, export, files};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;

fn facts() -> Facts {
    let closed_ones: Vec<Tally> = mixed().into_iter().filter(|t| t.outcome.is_some()).collect();
    run(&closed_ones).unwrap()
}

fn listing(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let mut all: Vec<_> = fs::read_dir(dir)
        .unwrap()
        .map(|e| e.unwrap())
        .map(|e| (e.file_name().into_string().unwrap(), fs::read(e.path()).unwrap_or_default()))
        .collect();
    all.sort();
    all
}

#[test]
fn what_is_written_is_what_was_made_and_its_hashes_hold() {
    let home = tempfile::tempdir().unwrap();
    for style in Style::ALL {
        let dir = home.path().join("deep").join(style.code());
        let written = export(style, &facts(), &dir).unwrap();
        let mut made: Vec<_> = files(style, &facts()).unwrap().into_iter().map(|f| (f.name, f.bytes)).collect();
        made.sort();
        assert_eq!(listing(&dir), made);
        assert_eq!(written.len(), made.len());
        for file in &written {
            let bytes = fs::read(&file.path).unwrap();
            assert_eq!((file.bytes, &file.sha256), (bytes.len() as u64, &HEXLOWER.encode(&Sha256::digest(&bytes))));
        }
        let sums = fs::read_to_string(dir.join("SHA256SUMS")).unwrap();
        assert_eq!(sums.lines().count(), written.len() - 1, "all but the list itself");
        for line in sums.lines() {
            let (hash, name) = line.split_once("  ").unwrap();
            assert_eq!(hash, HEXLOWER.encode(&Sha256::digest(fs::read(dir.join(name)).unwrap())));
        }
    }
}

#[test]
fn an_empty_folder_is_taken_and_an_untouched_export_replaced() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("export");
    fs::create_dir(&dir).unwrap();
    export(Style::Tidy, &facts(), &dir).unwrap();
    let tidy = listing(&dir);
    export(Style::Tidy, &facts(), &dir).unwrap();
    assert_eq!(listing(&dir), tidy, "again: the same bytes");
    export(Style::Microsoft, &run(&[closed(1, Outcome::NoDataFound)]).unwrap(), &dir).unwrap();
    assert!(listing(&dir).iter().any(|(name, _)| name == "loss.md"));
    assert!(listing(&dir).iter().all(|(name, _)| name != "datapackage.json"), "nothing of the earlier one stays");
    assert_eq!(listing(home.path()).len(), 1, "and nothing beside it");
}

#[test]
fn a_foreign_folder_is_left_alone() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("export");
    let refused = |why: Result<_, ReportError>, what: &str| {
        let why: ReportError = Result::map(why, |_: Vec<_>| ()).unwrap_err();
        assert!(matches!(&why, ReportError::ForeignDirectory { found, .. } if found.contains(what)), "{why}");
    };
    // Somebody's own file, alone.
    fs::create_dir(&dir).unwrap();
    fs::write(dir.join("thesis.txt"), "years of work").unwrap();
    refused(export(Style::Tidy, &facts(), &dir), "thesis.txt");
    assert_eq!(listing(&dir), [("thesis.txt".to_owned(), b"years of work".to_vec())]);
    // A list of hashes of nothing.
    fs::remove_file(dir.join("thesis.txt")).unwrap();
    fs::write(dir.join("SHA256SUMS"), "").unwrap();
    refused(export(Style::Tidy, &facts(), &dir), "SHA256SUMS");
    fs::remove_file(dir.join("SHA256SUMS")).unwrap();
    // Beside an export; inside one; instead of one.
    export(Style::Tidy, &facts(), &dir).unwrap();
    fs::write(dir.join("notes.txt"), "mine").unwrap();
    refused(export(Style::Tidy, &facts(), &dir), "notes.txt");
    fs::remove_file(dir.join("notes.txt")).unwrap();
    fs::write(dir.join("methodology.md"), "corrected by hand").unwrap();
    refused(export(Style::Tidy, &facts(), &dir), "methodology.md");
    assert_eq!(fs::read_to_string(dir.join("methodology.md")).unwrap(), "corrected by hand");
    let file = home.path().join("file");
    fs::write(&file, "x").unwrap();
    refused(export(Style::Tidy, &facts(), &file), "a file");
    assert!(matches!(export(Style::Tidy, &facts(), &file.join("below")), Err(ReportError::Write { .. })));
    assert_eq!(fs::read(&file).unwrap(), b"x");
    refused(export(Style::Tidy, &facts(), Path::new("/")), "root");
}

#[test]
fn a_style_that_cannot_show_the_numbers_writes_nothing() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("export");
    let pending = run(&[super::samples::open(1), super::samples::open(2), closed(3, Outcome::NoDataFound)]).unwrap();
    let why = export(Style::Microsoft, &pending, &dir).unwrap_err();
    assert!(matches!(&why, ReportError::StyleCannot { loss } if loss.items.iter().any(|i| i.code == "in-process" && i.demands == Some(2))));
    assert!(why.to_string().contains("(2)"), "{why}");
    assert!(!dir.exists());
    export(Style::Tidy, &pending, &dir).unwrap();
}
