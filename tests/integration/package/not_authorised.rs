//! What may not leave cannot be packed, nor released.

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
    let parts = desk.parts();
    let contents = Desk::contents(&parts);
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
    let parts_now: Vec<_> = desk.approved_parts().into_iter().map(|p| ApprovedPart { scope: &narrowed, ..p }).collect();
    let now = approved(&parts_now);
    assert!(matches!(verify(Cursor::new(&zip), &now), Err(PackageError::NotAsApproved("scope"))));

    // A forger who makes the manifest say the narrowed scope still meets the rows.
    let mut parts = entries(&zip);
    let mut manifest: serde_json::Value = serde_json::from_slice(&parts[2].1).unwrap();
    for file in [0, 1] {
        manifest["files"][file]["scope"] = serde_json::to_value(&narrowed).unwrap();
    }
    parts[2].1 = serde_json::to_vec(&manifest).unwrap();
    let Err(PackageError::Unauthorised(which)) = verify(Cursor::new(rezip(&parts)), &now) else { panic!("released") };
    assert_eq!(which.total, 3);
}
