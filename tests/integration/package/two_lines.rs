//! Files of several scope lines.

use super::*;
use minimise::run_file;

/// What one line opens must not open another's file: the same collected file, minimised to two lines, and then swapped.
#[test]
fn each_file_obeys_its_own() {
    let dir = tempfile::tempdir().unwrap();
    let mapping = Mapping::from_toml(
        "[[source]]\nmatch = \"*\"\naccount = \"user\"\ntime = { field = \"at\", format = \"rfc3339\" }\ncategory = \"TRAFFIC\"\n",
    )
    .unwrap();
    let scopes = [("first@example.org", "2026-01"), ("second@example.org", "2026-02")].map(|(account, month)| {
        Scope::from_json(&format!(
            r#"{{"lines":[{{"account":"{account}","categories":["TRAFFIC"],"from":"{month}-01T00:00:00Z","to":"{month}-15T00:00:00Z"}}]}}"#
        ))
        .unwrap()
    });
    let collected = "user,at\nfirst@example.org,2026-01-05T00:00:00Z\nsecond@example.org,2026-02-05T00:00:00Z\nsecond@example.org,2026-02-06T00:00:00Z\n";
    let names = ["line-1.csv", "line-2.csv"];
    let reports: Vec<_> = names
        .iter()
        .zip(&scopes)
        .map(|(name, scope)| {
            let mut kept = Vec::new();
            let report = run_file(collected.as_bytes(), "log.csv", scope, &mapping, 1 << 20, &mut kept, io::sink(), &|| false).unwrap();
            std::fs::write(dir.path().join(name), kept).unwrap();
            report
        })
        .collect();
    let part = |name: usize, rules: usize| Part {
        name: names[name],
        path: dir.path().join(names[name]),
        report: &reports[name],
        scope: &scopes[rules],
        mapping: &mapping,
    };
    let parts = [part(0, 0), part(1, 1)];
    let mut zip = Vec::new();
    let manifest = seal(&Desk::contents(&parts), &quick(), &mut zip, io::sink()).unwrap().manifest;
    let seen: Vec<_> = manifest.files.iter().map(|f| (f.rows.kept(), f.first.unwrap().to_string(), f.last.unwrap().to_string())).collect();
    assert_eq!(seen[1], (2, "2026-02-05 00:00:00 UTC".to_owned(), "2026-02-06 00:00:00 UTC".to_owned()));
    assert_eq!((manifest.rows.read(), manifest.rows.kept()), (6, 3));
    let rules = [0, 1].map(|i| ApprovedPart { name: names[i], read_as: "log.csv", scope: &scopes[i], mapping: &mapping });
    assert_eq!(verify(Cursor::new(&zip), &approved(&rules)).unwrap(), manifest);

    let swapped = [part(0, 1), part(1, 0)];
    let error = seal(&Desk::contents(&swapped), &quick(), io::sink(), io::sink()).unwrap_err();
    let PackageError::Unauthorised(which) = error else { panic!("packed") };
    let files: Vec<_> = which.rows.iter().map(|v| v.file.as_str()).collect();
    assert_eq!(files, ["line-1.csv", "line-2.csv", "line-2.csv"]);
}
