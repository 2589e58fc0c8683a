//! Reading a package again.

use super::*;

#[test]
fn a_good_package_passes_and_gives_its_manifest() {
    let desk = Desk::new();
    let (done, zip, _) = desk.seal_with(&quick(), |_| {}).unwrap();
    assert_eq!(desk.verify(&zip).unwrap(), done.manifest);
    assert_eq!(verify_hashes(Cursor::new(&zip)).unwrap(), done.manifest);
}

#[test]
fn another_approval_demand_recipient_or_rule_does_not() {
    let desk = Desk::new();
    let zip = desk.zip();
    let other = Mapping::from_toml("[[source]]\nmatch = \"*\"\naccount = \"user\"\ncategory = \"TRAFFIC\"\n").unwrap();
    let parts = desk.approved_parts();
    let good = approved(&parts);
    let one = [parts[0]];
    let renamed = [parts[0], ApprovedPart { name: "y.csv", ..parts[1] }];
    let elsewhere = [parts[0], ApprovedPart { read_as: "y.csv", ..parts[1] }];
    let remapped = [parts[0], ApprovedPart { mapping: &other, ..parts[1] }];
    for (what, approved) in [
        ("approval", Approved { approval_sha256: "00", ..good }),
        ("demand", Approved { demand: "D-2222-2222", ..good }),
        ("recipient", Approved { recipient: "Someone else", ..good }),
        ("files", Approved { parts: &one, ..good }),
        ("files", Approved { parts: &renamed, ..good }),
        ("source", Approved { parts: &elsewhere, ..good }),
        ("mapping", Approved { parts: &remapped, ..good }),
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
        desk.verify(&rezip(&parts)).unwrap_err()
    };
    desk.verify(&rezip(&good)).unwrap();
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
    let unknown = altered(&|p| p[2].1 = String::from_utf8(p[2].1.clone()).unwrap().replace("ombud-package-1", "ombud-package-9").into());
    assert_eq!(unknown.code(), "package-unreadable");
    let miscounted = altered(&|p| p[2].1 = String::from_utf8(p[2].1.clone()).unwrap().replacen("\"read\": 4", "\"read\": 5", 1).into());
    assert_eq!(miscounted.code(), "package-unreadable");
    assert_eq!(verify_hashes(Cursor::new(b"not a zip")).unwrap_err().code(), "package-unreadable");
    let zip = desk.zip();
    assert!(verify_hashes(Cursor::new(&zip[..zip.len() - 30])).is_err());
}
