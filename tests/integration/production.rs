//! From the gathered file to the released package, by its public doors.

use crate::support::actors::{ACCOUNT, Desk, authority_identity, sample};
use chrono::Duration;
use domain::category::Category;
use domain::command::{Act, Command};
use domain::demand::Demand;
use domain::ids::DemandId;
use domain::paper::{Collected, Decision};
use domain::refusal::Reason;
use domain::stage::{Package, PackedLine, StageName};
use futures::TryStreamExt;
use minimise::check::Breach;
use ombud::package::production::{self, ProductionError, Recipient};
use ombud::package::{Key, PackageError, open, verify_hashes};
use ombud::store::documents;
use ombud::workflow::Error;
use std::io::{Cursor, Read};
use uuid::Uuid;

/// A demand for two categories, approved, in the state in which the custodian gathers.
async fn producing(desk: &Desk) -> Demand {
    let demand = desk.receive(desk.demand("us.sca.subpoena", "EX-1", &[Category::SubId, Category::AccessIp])).await;
    desk.to_producing(demand.id).await
}

/// Ready to be released.
async fn releasable(desk: &Desk) -> DemandId {
    let id = producing(desk).await.id;
    desk.no_secrecy(id).await;
    desk.notify(id).await;
    desk.collect(id).await;
    desk.seal(id).await.unwrap();
    desk.forward(Duration::days(10));
    id
}

async fn files(desk: &Desk, id: DemandId, kind: &str) -> Vec<documents::DocumentRow> {
    let rows = documents::of_demand(desk.workflow.store().read(), id).await.unwrap();
    rows.into_iter().filter(|r| r.kind == kind).collect()
}

/// Where the blob of a document lies.
fn blob(desk: &Desk, row: &documents::DocumentRow) -> std::path::PathBuf {
    let name = row.document().to_string();
    desk.folder.join("blobs").join(&name[..2]).join(name)
}

/// Folders for work that were left behind.
fn left_behind(desk: &Desk) -> usize {
    let folders = std::fs::read_dir(desk.folder.join("blobs")).unwrap().flatten();
    folders.filter(|f| f.file_name().to_string_lossy().starts_with(".work")).count()
}

async fn fetch(desk: &Desk, id: DemandId) -> Vec<u8> {
    let (row, parts) = production::package_file(&desk.workflow, desk.staff.officer, id).await.unwrap();
    let bytes = parts.try_fold(Vec::new(), |mut all, part| async move {
        all.extend_from_slice(&part);
        Ok(all)
    });
    let bytes = bytes.await.unwrap();
    assert_eq!(i64::try_from(bytes.len()).unwrap(), row.bytes);
    bytes
}

crate::both_databases! {
    async fn what_is_gathered_is_minimised_for_its_line_alone(url: String) {
        let desk = Desk::open(&url).await;
        let demand = producing(&desk).await;
        let line = demand.lines.iter().find(|l| l.category == Category::AccessIp).unwrap();
        let after = desk.collect_line(demand.id, line.id, sample().as_bytes()).await.unwrap();
        let Some(Collected::Records { read, kept, dropped, withheld, kept_file, source }) = after.line(line.id).unwrap().collected.clone() else {
            panic!("nothing was recorded")
        };
        assert_eq!((read, kept, withheld), (9, 2, 1));
        let dropped: Vec<(&str, u64)> = dropped.iter().map(|(reason, n)| (reason.as_str(), *n)).collect();
        assert_eq!(dropped, [("foreign_account", 1), ("outside_time", 2), ("category", 3)]);
        let rows = documents::of_demand(desk.workflow.store().read(), demand.id).await.unwrap();
        let text = |id| {
            let row = rows.iter().find(|r| r.document() == id).unwrap().clone();
            let blobs = desk.workflow.blobs().clone();
            async move { String::from_utf8(blobs.get(&row).await.unwrap().to_vec()).unwrap() }
        };
        let kept = text(kept_file.id).await;
        assert!(kept.contains("192.0.2.1") && kept.contains("192.0.2.2"), "{kept}");
        for foreign in ["192.0.2.3", "192.0.2.4", "192.0.2.5", "192.0.2.6", "A. Holder", "Dear"] {
            assert!(!kept.contains(foreign), "{foreign} is in what was kept:\n{kept}");
        }
        assert_eq!(text(source.id).await, sample(), "the gathered file is kept as it was");
        assert_eq!(files(&desk, demand.id, "withheld").await.len(), 1);
        assert!(!kept_file.name.contains('@'), "the account is in a file name");
        assert_eq!(left_behind(&desk), 0);
        desk.holds().await;
    }

    async fn a_package_is_sealed_released_and_fetched(url: String) {
        let desk = Desk::open(&url).await;
        let id = releasable(&desk).await;
        let sealed = desk.find(id).await.stage.sealed().unwrap().clone();
        let lines: Vec<_> = sealed.package.lines.iter().map(|l| (l.category, l.records, l.first.is_some())).collect();
        assert_eq!(lines, [(Category::SubId, 1, true), (Category::AccessIp, 2, true)]);
        let early = production::package_file(&desk.workflow, desk.staff.officer, id).await.err();
        assert!(matches!(early, Some(ProductionError::NotReleased)), "{early:?}");

        let released = desk.release(id).await.unwrap();
        assert_eq!(released.stage.name(), StageName::Closed);
        let file = fetch(&desk, id).await;
        let mut zip = Vec::new();
        open(file.as_slice(), &Key::Identity(authority_identity())).unwrap().read_to_end(&mut zip).unwrap();
        let manifest = verify_hashes(Cursor::new(&zip)).unwrap();
        assert_eq!(manifest.approval_sha256, sealed.approved.recommended.digest);
        assert_eq!((manifest.demand, manifest.recipient.as_str()), (released.reference.to_string(), "Example County Court"));
        assert_eq!(manifest.rows.kept(), 3);
        let other = production::package_file(&desk.workflow, desk.staff.reviewer, id).await.err();
        assert!(matches!(other, Some(ProductionError::Workflow(Error::NotFound))), "{other:?}");
        let looks = desk.workflow.store().read();
        let seen = ombud::store::events::of_demand(looks, id).await.unwrap().into_iter().filter(|e| e.kind == "looked").count();
        assert_eq!(seen, 1, "the hand-over is not on the record");
        assert_eq!(left_behind(&desk), 0);
        desk.holds().await;
    }

    async fn a_row_smuggled_into_a_kept_file_stops_the_release(url: String) {
        let desk = Desk::open(&url).await;
        let id = releasable(&desk).await;
        production::prepare_release(&desk.workflow, desk.staff.officer, id, None).await.unwrap();
        let kept = files(&desk, id, "kept").await;
        let path = blob(&desk, &kept[0]);
        let good = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, format!("{good}other@customer.example.com,2026-08-04T10:00:00Z,login,192.0.2.5\n")).unwrap();
        let error = production::confirm_release(&desk.workflow, desk.staff.other_officer, id, None).await.unwrap_err();
        assert_eq!(error.code(), Some("store-blob-altered"), "{error}");
        assert_eq!(desk.find(id).await.stage.name(), StageName::Releasing);
        std::fs::write(&path, good).unwrap();
        production::confirm_release(&desk.workflow, desk.staff.other_officer, id, None).await.unwrap();
    }

    async fn an_altered_package_is_neither_released_nor_fetched(url: String) {
        let desk = Desk::open(&url).await;
        let id = releasable(&desk).await;
        production::prepare_release(&desk.workflow, desk.staff.officer, id, None).await.unwrap();
        let path = blob(&desk, &files(&desk, id, "package").await[0]);
        let good = std::fs::read(&path).unwrap();
        let mut bad = good.clone();
        *bad.last_mut().unwrap() ^= 1;
        std::fs::write(&path, &bad).unwrap();
        let error = production::confirm_release(&desk.workflow, desk.staff.other_officer, id, None).await.unwrap_err();
        assert_eq!(error.code(), Some("store-blob-altered"), "{error}");
        std::fs::write(&path, good).unwrap();
        production::confirm_release(&desk.workflow, desk.staff.other_officer, id, None).await.unwrap();
        std::fs::write(&path, bad).unwrap();
        let error = production::package_file(&desk.workflow, desk.staff.officer, id).await.err().unwrap();
        assert_eq!(error.code(), Some("store-blob-altered"), "{error}");
    }

    async fn files_are_not_vouched_for_by_a_form(url: String) {
        let desk = Desk::open(&url).await;
        let demand = producing(&desk).await;
        desk.no_secrecy(demand.id).await;
        let before = desk.notify(demand.id).await;
        let package = Package {
            id: domain::ids::PackageId(Uuid::new_v4()),
            sha256: "0".repeat(64),
            sealed_sha256: "0".repeat(64),
            bytes: 1,
            lines: vec![PackedLine {
                line: demand.lines[0].id,
                account: ACCOUNT.to_owned(),
                category: demand.lines[0].category,
                first: demand.lines[0].from,
                last: demand.lines[0].from,
                records: 1,
            }],
            recipient: desk.authority,
        };
        let act = Act::Release { package: package.id };
        let document = domain::paper::DocumentRef { name: "never stored".to_owned(), ..before.documents[0].clone() };
        for command in [Command::AddDocument { document }, Command::SealPackage { package }, Command::Confirm(act)] {
            let error = desk.workflow.act(desk.staff.officer, demand.id, command, None).await.unwrap_err();
            assert!(matches!(error, Error::Unchecked(_)), "{error}");
        }
        assert_eq!(desk.find(demand.id).await, before);
        let new = ombud::workflow::NewDocument {
            name: "letter.txt".to_owned(),
            media_type: "text/plain".to_owned(),
            kind: "attachment".to_owned(),
            bytes: bytes::Bytes::from_static(b"more facts"),
        };
        let after = desk.workflow.add_document(desk.staff.officer, demand.id, new, None).await.unwrap();
        let added = after.documents.last().unwrap();
        let row = files(&desk, demand.id, "attachment").await.remove(0);
        assert_eq!((row.document(), &row.sha256), (added.id, &added.sha256));
        assert_eq!(desk.workflow.blobs().get(&row).await.unwrap().as_ref(), b"more facts");
    }
}

#[tokio::test]
async fn the_passphrase_is_given_once_and_opens_the_package() {
    let database = crate::support::TestDatabase::sqlite();
    let desk = Desk::open(&database.url).await;
    let id = producing(&desk).await.id;
    desk.no_secrecy(id).await;
    desk.notify(id).await;
    desk.collect(id).await;
    let key = Some("one-submit".to_owned());
    let first = production::seal(&desk.workflow, desk.staff.officer, id, &Recipient::Passphrase, key.clone()).await.unwrap();
    let passphrase = first.passphrase.unwrap();
    let again = production::seal(&desk.workflow, desk.staff.officer, id, &Recipient::Passphrase, key).await.unwrap();
    assert!(again.passphrase.is_none(), "the passphrase is given twice");
    assert_eq!(again.demand, first.demand);
    assert_eq!(files(&desk, id, "package").await.len(), 1);

    desk.forward(Duration::days(10));
    desk.release(id).await.unwrap();
    let file = fetch(&desk, id).await;
    let mut zip = Vec::new();
    open(file.as_slice(), &Key::Passphrase(passphrase.clone())).unwrap().read_to_end(&mut zip).unwrap();
    verify_hashes(Cursor::new(&zip)).unwrap();
    // Not in the database, not beside it.
    use age::secrecy::ExposeSecret;
    let path = database.url.trim_start_matches("sqlite://").split('?').next().unwrap().to_owned();
    for file in [path.clone(), format!("{path}-wal")] {
        let bytes = std::fs::read(&file).unwrap_or_default();
        let secret = passphrase.expose_secret().as_bytes();
        assert!(!bytes.windows(secret.len()).any(|w| w == secret), "the passphrase stands in {file}");
    }
}

#[tokio::test]
async fn a_file_that_is_not_what_the_mapping_says_changes_nothing() {
    let database = crate::support::TestDatabase::sqlite();
    let desk = Desk::open(&database.url).await;
    let demand = producing(&desk).await;
    let (id, line) = (demand.id, demand.lines[0].id);
    let before = documents::of_demand(desk.workflow.store().read(), id).await.unwrap();
    let cases: [(&str, &[u8], &str); 5] = [
        ("export.csv", b"user,kind\n", "minimise-missing-column"),
        ("export.csv", b"PK\x03\x04 not a table", "minimise-archive"),
        ("export.xlsx", b"user,at,kind\n", "minimise-unknown-type"),
        ("export.csv", b"user,at,kind\n\"never closed\n", "minimise-unterminated-quote"),
        ("export.csv", b"", "minimise-no-header"),
    ];
    for (name, bytes, code) in cases {
        let done = production::collect(&desk.workflow, desk.staff.custodian, id, line, name, bytes, &desk.mapping(), None).await;
        let error = done.unwrap_err();
        assert_eq!(error.code(), Some(code), "{name}: {error}");
        assert!(error.to_string().contains(name) && error.to_string().contains("Nothing of the file was kept"), "{error}");
    }
    assert_eq!(documents::of_demand(desk.workflow.store().read(), id).await.unwrap(), before);
    assert_eq!(desk.find(id).await, demand);
    assert_eq!(left_behind(&desk), 0);
}

#[tokio::test]
async fn refusals_come_before_the_file_is_read() {
    let database = crate::support::TestDatabase::sqlite();
    let desk = Desk::open(&database.url).await;
    let demand = desk.receive(desk.demand("us.sca.subpoena", "EX-1", &[Category::SubId])).await;
    let line = demand.lines[0].id;
    let never = futures::stream::pending::<std::io::Result<bytes::Bytes>>();
    let never = tokio_util::io::StreamReader::new(never);
    let workflow = &desk.workflow;
    let error =
        production::collect(workflow, desk.staff.officer, demand.id, line, "a.csv", never, &desk.mapping(), None).await.unwrap_err();
    let reasons = error.refusal().unwrap().reasons.clone();
    assert!(reasons.contains(&Reason::WrongStage { is: StageName::Received }), "{reasons:?}");
    let error = desk.seal(demand.id).await.unwrap_err();
    assert!(error.refusal().is_some(), "{error}");
    // Who may not see it learns nothing at all.
    let error = production::seal(workflow, desk.staff.custodian, demand.id, &Recipient::Passphrase, None).await.err().unwrap();
    assert!(matches!(error, ProductionError::Workflow(Error::NotFound)), "{error}");
}

/// Lines of different reach: what one line lets through must not ride on another line's file.
#[tokio::test]
async fn a_narrowed_line_keeps_less_than_was_demanded() {
    let database = crate::support::TestDatabase::sqlite();
    let desk = Desk::open(&database.url).await;
    let demand = desk.receive(desk.demand("us.sca.subpoena", "EX-1", &[Category::AccessIp])).await;
    let (id, line) = (demand.id, demand.lines[0].id);
    desk.verify(id).await;
    desk.redirect(id).await;
    let until = demand.lines[0].from.map(|t| t + Duration::days(4));
    let narrowed = Decision::Narrow { from: None, to: until, ground: domain::ground::Ground::R10 };
    desk.does(desk.staff.reviewer, id, Command::DecideLine { line, decision: narrowed }).await;
    let digest = desk.recommend(id, desk.assessment()).await.stage.recommended().unwrap().digest.clone();
    desk.does(desk.staff.approver, id, Command::Approve { digest }).await;
    let after = desk.collect_line(id, line, sample().as_bytes()).await.unwrap();
    assert!(matches!(after.lines[0].collected, Some(Collected::Records { kept: 1, .. })), "{:?}", after.lines[0].collected);
    let sealed = desk.seal(id).await.unwrap();
    assert_eq!(sealed.stage.sealed().unwrap().package.lines[0].records, 1);
}

/// The check at sealing must not trust the filter: a kept file that the filter would never have written, with hashes and rows that fit
/// it everywhere, is still refused, and the refusal names the row.
#[tokio::test]
async fn a_planted_row_with_fitting_hashes_is_named_at_sealing() {
    let database = crate::support::TestDatabase::sqlite();
    let desk = Desk::open(&database.url).await;
    let demand = producing(&desk).await;
    let id = demand.id;
    desk.collect(id).await;
    // The other line's file: authorised for the demand, not for this line.
    let foreign = "user,at,kind,detail\naccounts@customer.example.com,2026-08-04T10:00:00Z,login,192.0.2.1\n";
    let place = demand.lines.iter().position(|l| l.category == Category::SubId).unwrap();
    let line = demand.lines[place].id;
    forge(&desk, id, line, foreign).await;
    let error = desk.seal(id).await.unwrap_err();
    let ProductionError::Package(PackageError::Unauthorised(rows)) = &error else { panic!("{error}") };
    assert_eq!((rows.total, rows.rows[0].row, rows.rows[0].breach), (1, 1, Breach::Category), "{error}");
    assert_eq!(desk.find(id).await.stage.name(), StageName::Producing);
    assert_eq!(files(&desk, id, "package").await.len(), 0);
}

/// Record a kept file as a program gone wrong would: everything fits but the rows.
async fn forge(desk: &Desk, id: DemandId, line: domain::ids::LineId, text: &str) {
    use domain::ids::DocumentId;
    use domain::paper::DocumentRef;
    use ombud::workflow::Stored;
    let demand = desk.find(id).await;
    let Some(Collected::Records { source, kept_file, .. }) = demand.line(line).unwrap().collected.clone() else { panic!("not gathered") };
    let rows = documents::of_demand(desk.workflow.store().read(), id).await.unwrap();
    let reading = rows.iter().find(|r| r.kind == "reading" && r.note == kept_file.id.to_string()).unwrap();
    let mut reading: serde_json::Value = serde_json::from_slice(&desk.workflow.blobs().get(reading).await.unwrap()).unwrap();
    let blobs = desk.workflow.blobs();
    let kept = DocumentId(Uuid::new_v4());
    let put = blobs.put_bytes(kept, text.as_bytes()).await.unwrap();
    reading["report"]["kept_sha256"] = put.sha256.clone().into();
    reading["report"]["kept_size"] = put.bytes.into();
    reading["report"]["rows"] = serde_json::json!({"read": 1, "kept": 1, "dropped": {}, "withheld": {}});
    let explained = DocumentId(Uuid::new_v4());
    let bytes = serde_json::to_vec(&reading).unwrap();
    let said = blobs.put_bytes(explained, &bytes).await.unwrap();
    let document = |id, name: &str, sealed: &ombud::store::blobs::Sealed| DocumentRef {
        id,
        name: name.to_owned(),
        media_type: "text/csv".to_owned(),
        sha256: sealed.sha256.clone(),
        bytes: u64::try_from(sealed.bytes).unwrap(),
    };
    let kept_file = document(kept, &kept_file.name, &put);
    let files = vec![
        Stored { document: kept_file.clone(), kind: "kept".into(), of: None },
        Stored { document: document(explained, "reading.json", &said), kind: "reading".into(), of: Some(kept) },
    ];
    let collected = Collected::Records { source, kept_file, read: 1, kept: 1, dropped: Vec::new(), withheld: 0 };
    let command = Command::RecordCollection { line, collected };
    desk.workflow.commit_checked(desk.staff.custodian, id, command, files, None).await.unwrap();
}

/// A process killed at work leaves files in the clear; the sweep takes them, and not those of work that goes on.
#[tokio::test]
async fn what_a_killed_process_left_in_the_clear_is_swept() {
    let database = crate::support::TestDatabase::sqlite();
    let desk = Desk::open(&database.url).await;
    let folder = desk.workflow.blobs().workspace().unwrap().keep();
    std::fs::write(folder.join("raw"), sample()).unwrap();
    let sweep = async |before| desk.workflow.blobs().sweep_orphans(desk.workflow.store().read(), before).await.unwrap();
    assert_eq!(sweep(domain::Instant::MIN_UTC).await, 0);
    assert!(folder.join("raw").exists(), "work that goes on was swept away");
    assert_eq!(sweep(domain::Instant::MAX_UTC).await, 1);
    assert!(!folder.exists());
}
