//! Reports and runs over several files.

use super::*;

#[test]
fn sums_that_do_not_close_are_no_report() {
    let run = run("a.csv", "user,at\nother@example.org,x\n", &scope(), &logins());
    let mut json = serde_json::to_value(&run.report).unwrap();
    assert_eq!(serde_json::from_value::<FileReport>(json.clone()).unwrap(), run.report);
    json["rows"]["kept"] = 1.into();
    assert!(serde_json::from_value::<FileReport>(json).unwrap_err().to_string().contains("1 rows were read"));
}

#[test]
fn a_run_writes_kept_files_the_held_back_list_and_the_report() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    let files: Vec<PathBuf> = ["b.csv", "a.csv"].iter().map(|n| dir.path().join(n)).collect();
    std::fs::write(&files[0], "user,at\ntarget@example.org,2026-01-05T00:00:00Z\n").unwrap();
    std::fs::write(&files[1], "user,at\ntarget@example.org,soon\n").unwrap();
    let mut heard = Vec::new();
    let mut progress = |p: Progress<'_>| heard.push((p.file.to_owned(), p.nth, p.rows.read()));
    let report = run_files(&scope(), &logins(), &out, &files, &|| false, &mut progress).unwrap();
    assert_eq!(heard.last(), Some(&("b.csv".to_owned(), 2, 1)));
    assert_eq!((report.rows().read(), report.rows().kept(), report.rows().withheld_in_all()), (2, 1, 1));
    let on_disk: Report = serde_json::from_slice(&std::fs::read(out.join(REPORT_FILE)).unwrap()).unwrap();
    assert_eq!(on_disk, report);
    assert_eq!(std::fs::read_to_string(out.join("b.csv")).unwrap(), "user,at\ntarget@example.org,2026-01-05T00:00:00Z\n");
    assert!(std::fs::read_to_string(out.join(WITHHELD_FILE)).unwrap().contains("time_unreadable"));
    let mut names: Vec<_> = std::fs::read_dir(&out).unwrap().map(|e| e.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["a.csv", "b.csv", REPORT_FILE, REVIEW_FILE, WITHHELD_FILE]);

    // A second run into the same folder overwrites nothing.
    let again = run_files(&scope(), &logins(), &out, &files, &|| false, &mut |_| {}).unwrap_err();
    assert!(matches!(again.problem, Problem::Exists { .. }));
    // Nor do two files of one name, from two folders.
    std::fs::create_dir(dir.path().join("x")).unwrap();
    let twin = dir.path().join("x/a.csv");
    std::fs::copy(&files[1], &twin).unwrap();
    let same = run_files(&scope(), &logins(), &dir.path().join("out2"), &[files[1].clone(), twin], &|| false, &mut |_| {}).unwrap_err();
    assert!(matches!(same.problem, Problem::SameName));
    assert!(!dir.path().join("out2").exists());
}

#[test]
fn a_file_that_failed_leaves_nothing_under_its_name() {
    let dir = tempfile::tempdir().unwrap();
    let (out, file) = (dir.path().join("out"), dir.path().join("a.csv"));
    std::fs::write(&file, "user,at\ntarget@example.org,2026-01-05T00:00:00Z\ntarget@example.org,\"\n").unwrap();
    run_files(&scope(), &logins(), &out, &[file], &|| false, &mut |_| {}).unwrap_err();
    assert_eq!(std::fs::read_dir(&out).unwrap().count(), 0);
}
