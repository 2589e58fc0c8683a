//! A team's list of past demands: what comes in, what comes back, what is counted, and who sees it.

use crate::support::TestDatabase;
use crate::support::site::Site;
use axum::http::StatusCode;
use domain::actor::{Actor, Role};
use domain::clocks::end_of_day;
use ombud::installation::Installation;
use ombud::intake::history::{self, HistoryError, List, Mapping, MappingError, Taken};
use ombud::report::{self, Measure, Period};
use ombud::store::events;
use ombud::store::past::{self, PastFilter};
use ombud::workflow::Workflow;
use std::process::{Command, Stdio};

/// One row of each kind that the counting rules tell apart, with what they need.
const LIST: &str = "reference,received_at,territory,instrument,identifiers,accounts_matched,customers,data_sought,outcome,accounts_disclosed,secrecy,notice,effect_at\n\
A-1,2025-01-10,US-NY,us.sca.warrant,3,2,1,both,DISCLOSED_CONTENT,2,fixed,after,2025-02-01\n\
A-2,2025-01-11T09:30:00-05:00,US,us.sca.subpoena,a@x.example.net; b@x.example.net; A@x.example.net,1,1,noncontent,disclosed noncontent,,none,before,2025-01-20\n\
A-3,2025-02-01,SE,se.rb.beslag,1,,,content,NO_DATA_FOUND,,,,2025-02-03\n\
A-4,2025-03-01,DE,de.bestand,1,1,1,,REJECTED_INVALID,0,,,2025-03-02\n\
A-5,2025-03-02,IE,eu.epoc,1,1,1,,WITHDRAWN_BY_AUTHORITY,,,,2025-03-05\n\
A-6,2025-03-03,FR,gen.informal,1,1,1,,REDIRECTED_TO_CUSTOMER,,,,2025-03-09\n\
A-7,2025-04-01,,,,,,,,,,,\n\
A-8,2025-05-01,US,us.sca.preserve_2703f,2,2,1,,PRESERVED_ONLY,,,,2025-05-02\n\
A-9,2025-06-01,US,us.sca.subpoena,1,1,1,noncontent,FRAUDULENT,0,,,2025-06-02\n\
A-10,2025-06-05,US,us.sca.subpoena,1,1,1,noncontent,SUPERSEDED,,,,2025-06-06\n";

fn is_territory(code: &str) -> bool {
    report::territory::find(code).is_some()
}

struct Asked {
    mapping: Mapping,
    dry_run: bool,
    replace: bool,
}

fn plainly() -> Asked {
    Asked { mapping: Mapping { source: Some("tracker".to_owned()), ..Mapping::default() }, dry_run: false, replace: false }
}

async fn take(workflow: &Workflow, text: &str, asked: &Asked) -> Result<(Taken, String), HistoryError> {
    let mut rejects = Vec::new();
    let list = List {
        input: text.as_bytes(),
        file: "list.csv",
        mapping: &asked.mapping,
        zone: chrono_tz::Europe::Stockholm,
        dry_run: asked.dry_run,
        replace: asked.replace,
        is_territory,
        most: 10,
    };
    let taken = history::take_in(workflow, Actor::Operator, list, Some(&mut rejects), |_| ()).await?;
    Ok((taken, String::from_utf8(rejects).unwrap()))
}

async fn count(workflow: &Workflow, period: &str) -> Result<report::Facts, report::ReportError> {
    let (period, zone): (Period, _) = (period.parse().unwrap(), chrono_tz::Europe::Stockholm);
    let cut_off = workflow.clock().now();
    let within = end_of_day(period.start().pred_opt().unwrap(), zone)..end_of_day(period.end(), zone);
    report::run(&workflow.tallies(within, cut_off).await.unwrap(), period, cut_off, zone)
}

/// The kinds of the record's entries that tell of lists.
async fn entries(workflow: &Workflow) -> Vec<(String, serde_json::Value)> {
    let all = events::page(workflow.store().read(), 0, 1_000).await.unwrap();
    all.into_iter().filter(|e| e.kind.starts_with("past_")).map(|e| (e.kind, e.payload.unwrap())).collect()
}

crate::both_databases! {
    async fn a_list_comes_in_once_and_is_counted_as_what_was_handled_here(url: String) {
        let site = Site::open(&url, true).await;
        let workflow = &site.app.workflow;
        let (taken, rejects) = take(workflow, LIST, &plainly()).await.unwrap();
        assert_eq!((taken.counts.added, taken.counts.rejected, taken.import), (10, 0, Some(1)), "{rejects}");
        let again = take(workflow, LIST, &plainly()).await.unwrap().0;
        assert_eq!((again.counts.added, again.counts.unchanged, again.counts.changed), (0, 10, 0), "nothing comes in twice");
        assert_eq!(past::last(workflow.store().read()).await.unwrap(), 10);

        let facts = count(workflow, "2025-H1").await.unwrap();
        let numbers = |measures: &[Measure]| measures.iter().map(|m| facts.total().get(*m)).collect::<Vec<_>>();
        // A-8 is a preservation, A-10 was replaced by another paper: eight demands, one of each outcome, forged ones as refused.
        assert_eq!(numbers(&[Measure::Received]), [8]);
        assert_eq!(numbers(&Measure::OUTCOMES), [1, 1, 1, 2, 1, 1, 1]);
        assert_eq!(numbers(&Measure::NOTICES), [1, 1, 0, 0, 0]);
        assert_eq!(numbers(&[Measure::Identifiers, Measure::Accounts, Measure::AccountsDisclosed]), [3 + 2 + 1 + 1 + 1 + 1 + 1, 2 + 1 + 1 + 1 + 1 + 1, 2 + 1]);
        assert_eq!(numbers(&[Measure::PreservationReceived, Measure::AccountsPreserved, Measure::Fraudulent]), [1, 2, 1]);
        assert_eq!(numbers(&[Measure::WithSecrecyOrder, Measure::RedirectAccepted]), [1, 1]);

        let kinds: Vec<String> = entries(workflow).await.into_iter().map(|(kind, _)| kind).collect();
        assert_eq!(kinds, ["past_import_begun", "past_demands_imported", "past_import_begun", "past_demands_imported"], "one pair per import");
        let told = entries(workflow).await.remove(1).1;
        assert_eq!(told["sha256"], taken.sha256);
        assert_eq!(told["counts"]["added"], 10);
        assert!(workflow.check_projection().await.unwrap().differing.is_empty());
    }

    async fn a_row_that_says_something_else_changes_nothing_unless_asked(url: String) {
        let site = Site::open(&url, true).await;
        let workflow = &site.app.workflow;
        take(workflow, LIST, &plainly()).await.unwrap();
        let other = LIST.replace("A-4,2025-03-01,DE", "A-4,2025-03-01,AT");
        let territory = async || past::list(workflow.store().read(), &PastFilter { reference: Some("A-4".into()), ..Default::default() }, None, 9).await.unwrap()[0].territory.clone();
        let seen = take(workflow, &other, &plainly()).await.unwrap().0;
        assert_eq!((seen.counts.unchanged, seen.counts.changed, seen.counts.replaced), (9, 1, 0));
        assert_eq!(seen.changed, [(5, "A-4".to_owned())]);
        assert_eq!(territory().await, "DE");
        let dry = take(workflow, &other, &Asked { dry_run: true, replace: true, ..plainly() }).await.unwrap().0;
        assert_eq!((dry.counts.replaced, dry.import), (1, None));
        assert_eq!((territory().await, entries(workflow).await.len()), ("DE".to_owned(), 4), "a dry run keeps nothing and is no entry");
        let done = take(workflow, &other, &Asked { replace: true, ..plainly() }).await.unwrap().0;
        assert_eq!((done.counts.replaced, past::last(workflow.store().read()).await.unwrap()), (1, 10));
        assert_eq!(territory().await, "AT");
        let (kind, told) = entries(workflow).await.into_iter().find(|(kind, _)| kind == "past_demands_replaced").unwrap();
        assert_ne!(told["rows"][0]["was"], told["rows"][0]["is"], "{kind}: {told}");
        // Another list may use the same references.
        let other_list = Asked { mapping: Mapping { source: Some("other".to_owned()), ..Mapping::default() }, ..plainly() };
        assert_eq!(take(workflow, LIST, &other_list).await.unwrap().0.counts.added, 10);
    }

    async fn what_nobody_may_know_leaves_no_trace_in_the_numbers(url: String) {
        let site = Site::open(&url, true).await;
        let workflow = &site.app.workflow;
        take(workflow, LIST, &plainly()).await.unwrap();
        let files = async |style| {
            let facts = count(workflow, "2025-H1").await.unwrap();
            report::files(style, &facts).unwrap().into_iter().map(|f| (f.name, f.bytes)).collect::<Vec<_>>()
        };
        let before = files(report::Style::Tidy).await;
        let secret = "reference,received_at,territory,outcome,accounts_disclosed,existence_secret\n\
            S-1,2025-01-15,CN,DISCLOSED_CONTENT,5,yes\nS-2,2025-02-15,US,,,ja\n";
        assert_eq!(take(workflow, secret, &plainly()).await.unwrap().0.counts.added, 2);
        assert_eq!(files(report::Style::Tidy).await, before, "byte for byte");
        let matter = "reference,received_at,matter,instrument\nN-1,2025-01-16,national security,\n";
        take(workflow, matter, &plainly()).await.unwrap();
        assert_eq!(files(report::Style::Tidy).await, before, "national security is in no exact number");
        // The planted fault: the same rows, not secret, are seen.
        let open = secret.replace("S-", "O-").replace("yes", "no").replace("ja", "nej");
        take(workflow, &open, &plainly()).await.unwrap();
        assert_ne!(files(report::Style::Tidy).await, before);

        let mut intake = site.member(&[Role::Intake]).await;
        let mut counsel = site.member(&[Role::Reviewer, Role::Cleared]).await;
        let mut uncleared = site.member(&[Role::Reviewer]).await;
        assert!(!uncleared.get("/demands/past").await.body.contains("N-1"));
        for (hidden, q) in [("S-1", "S-"), ("S-2", ""), ("N-1", ""), ("N-1", "D-0222-222F")] {
            let page = intake.get(&format!("/demands/past?q={q}")).await;
            assert_eq!(page.status, StatusCode::OK);
            assert!(!page.body.contains(hidden), "{}", page.body);
        }
        assert!(intake.get("/demands/past?q=O-1").await.body.contains("O-1"));
        assert!(!intake.get("/demands?q=S-1").await.body.contains("/demands/past"));
        let page = counsel.get("/demands/past").await;
        for reference in ["S-1", "S-2", "N-1", "A-10"] {
            assert!(page.body.contains(reference), "{reference}: {}", page.body);
        }
        assert!(counsel.get("/demands?q=S-1").await.body.contains("/demands/past?q=S-1"));
        assert_eq!(site.member(&[Role::Auditor]).await.get("/demands/past").await.status, StatusCode::FORBIDDEN);
        assert_eq!(counsel.get("/demands/past?outcome=MAYBE").await.status, StatusCode::NOT_FOUND);
        let closed = counsel.get("/demands/past?q=&outcome=SUPERSEDED").await.body;
        assert!(closed.contains("A-10") && !closed.contains("A-1<"), "{closed}");
    }
}

#[tokio::test]
async fn bad_rows_come_back_with_line_column_and_reason_and_can_be_mended() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let workflow = &site.app.workflow;
    let bad = [
        ("B-1,2025-13-01,,,,,", "received_at"),
        ("B-2,2027-01-01,,,,,", "received_at"),
        (",2025-01-01,,,,,", "reference"),
        ("B-3,2025-01-01,QQ,,,,", "territory"),
        ("B-4,2025-01-01,,us.sca.wish,,,", "instrument"),
        ("B-5,2025-01-01,,,MAYBE,,", "outcome"),
        ("B-6,2025-01-01,,,NO_DATA_FOUND,3,", "accounts_disclosed"),
        ("B-7,2025-01-01,,,DISCLOSED_CONTENT,0,", "accounts_disclosed"),
        ("B-8,2025-01-01,,,,2,", "accounts_disclosed"),
        ("B-9,2025-01-02,,,WITHDRAWN_BY_AUTHORITY,,2025-01-01", "effect_at"),
        ("B-10,2025-01-01,,us.sca.preserve_2703f,DISCLOSED_CONTENT,1,", "outcome"),
        ("B-11,2025-01-01,,us.sca.subpoena,PRESERVED_ONLY,,", "outcome"),
        ("B-12,2025-01-01,,,FRAUDULENT,1,", "data_sought"),
        ("B-13,2025-01-01,,,,,,one,more", "reference"),
        ("G-1,2025-01-01,,,,,", "reference"),
        ("B-14,2025-01-01,,,,minus,", "accounts_disclosed"),
    ];
    let head = "reference,received_at,territory,instrument,outcome,accounts_disclosed,effect_at,notes";
    let rows: Vec<&str> = bad.iter().map(|(row, _)| *row).collect();
    let text = format!("{head}\nG-1,2025-01-01,,,,,,kept\n{}\n", rows.join("\n"));
    let (taken, rejects) = take(workflow, &text, &plainly()).await.unwrap();
    assert_eq!((taken.counts.added, taken.counts.rejected), (1, bad.len() as u64), "{rejects}");
    assert_eq!(taken.not_read, ["notes"]);
    let mut back = csv::ReaderBuilder::new().flexible(true).from_reader(rejects.as_bytes());
    assert_eq!(back.headers().unwrap().iter().take(4).collect::<Vec<_>>(), ["line", "column", "reason", "reference"]);
    let back: Vec<csv::StringRecord> = back.records().map(Result::unwrap).collect();
    for ((n, (row, column)), came) in bad.iter().enumerate().zip(&back) {
        assert_eq!((&came[0], &came[1]), ((n + 3).to_string().as_str(), *column), "{row}: {came:?}");
        assert!(came[2].len() > 10, "{came:?}");
        assert_eq!(came.iter().skip(3).collect::<Vec<_>>().join(","), *row);
    }
    // What came back is mended and goes in; the good row of before is not in it.
    let mended = rejects.replace("QQ", "FR");
    let (taken, _) = take(workflow, &mended, &plainly()).await.unwrap();
    assert_eq!((taken.counts.added, taken.counts.unchanged), (1, 1), "B-3 comes in, G-1 is there");
    // No count breaks over what came in.
    assert_eq!(count(workflow, "2025").await.unwrap().total().get(Measure::Received), 2);
}

#[tokio::test]
async fn a_teams_own_headings_words_and_dates_are_mapped() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let workflow = &site.app.workflow;
    let mapping = Mapping::read(
        r#"
        source = "tracker 2019"
        zone = "America/New_York"
        dates = ["%d/%m/%Y %H:%M", "%d/%m/%Y"]
        identifiers = "list"
        [columns]
        reference = "Case No"
        received_at = "Date In"
        outcome = "Result"
        identifiers = "Accounts Named"
        [constants]
        territory = "US"
        instrument = "us.sca.subpoena"
        [values.outcome]
        "gave records" = "DISCLOSED_NONCONTENT"
        "pending" = ""
        "#,
    )
    .unwrap();
    let asked = Asked { mapping, ..plainly() };
    let text =
        "\u{feff}Case No;Date In;Result;Accounts Named;Owner\n1/19;31/12/2018 23:30;Gave Records;123456;Desk\n2/19;01/01/2019;pending;;\n";
    let (taken, rejects) = take(workflow, text, &asked).await.unwrap();
    assert_eq!((taken.counts.added, taken.source.as_str(), taken.not_read), (2, "tracker 2019", vec!["Owner".to_owned()]), "{rejects}");
    let rows = past::list(workflow.store().read(), &PastFilter::default(), None, 9).await.unwrap();
    let moments: Vec<String> = rows.iter().map(|r| r.received_at.to_rfc3339()).collect();
    assert_eq!(moments, ["2019-01-01T05:00:00+00:00", "2019-01-01T04:30:00+00:00"], "New York's own evening and midnight");
    let facts = count(workflow, "2019").await.unwrap();
    assert_eq!(
        [Measure::Received, Measure::Identifiers, Measure::Noncontent, Measure::InProcess].map(|m| facts.total().get(m)),
        [2, 1, 1, 1]
    );

    for (wrong, needle) in [
        ("colour = 1", "colour"),
        ("[columns]\nrefrence = \"x\"", "refrence"),
        ("zone = \"Mars/Olympus\"", "Mars"),
        ("dates = [\"%H:%M\"]", "%H:%M"),
        ("dates = [\"%Q\"]", "%Q"),
        ("delimiter = \"\\\"\"", "delimiter"),
        ("[columns]\nreference = \"A\"\nproduct = \"a\"", "two columns"),
    ] {
        let error: MappingError = Mapping::read(wrong).unwrap_err();
        assert!(error.to_string().contains(needle), "{wrong}: {error}");
    }
    let absent = Mapping::read("[columns]\nreference = \"Ticket\"").unwrap();
    let error = take(workflow, text, &Asked { mapping: absent, ..plainly() }).await.unwrap_err().to_string();
    assert!(error.contains("Ticket") && error.contains("Case No"), "{error}");
    let error = take(workflow, "a,b\n1,2\n", &plainly()).await.unwrap_err().to_string();
    assert!(error.contains("reference") && error.contains("received_at"), "{error}");
    assert!(matches!(take(workflow, "", &plainly()).await, Err(HistoryError::Empty)));
    assert_eq!(entries(workflow).await.len(), 2, "what was refused as a whole is no entry");
}

#[tokio::test]
async fn nobody_but_the_operator_takes_a_list_in() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let refused = site.app.workflow.begin_past_import(Actor::System, "tracker", "list.csv").await;
    assert!(matches!(refused, Err(ombud::workflow::Error::NotAllowed)), "{refused:?}");
}

/// Exit code, standard output, standard error.
fn ombud(folder: &std::path::Path, args: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ombud"));
    for (name, _) in std::env::vars_os().filter(|(n, _)| n.to_string_lossy().starts_with("OMBUD_")) {
        command.env_remove(name);
    }
    let out = command.current_dir(folder).args(args).stdin(Stdio::null()).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (out.status.code().unwrap(), text(&out.stdout), text(&out.stderr))
}

#[test]
fn the_command_says_what_it_would_do_does_it_and_says_what_came_back() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    std::fs::write(here.join("list.csv"), format!("{LIST}A-11,never,,,,,,,,,,,\n")).unwrap();
    let (code, out, err) = ombud(here, &["import", "demands", "list.csv", "--dry-run"]);
    assert_eq!(code, 1, "{err}");
    assert!(out.contains("10 would be added") && out.contains("1 would be not taken in"), "{out}");
    assert!(err.contains("line 12: received_at: 'never'"), "{err}");
    let (code, out, err) = ombud(here, &["import", "demands", "list.csv", "--json", "--rejected", "back.csv"]);
    assert_eq!(code, 1, "{err}");
    let said: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(
        (said["added"].as_u64(), said["rejected"].as_u64(), said["first_rejected"][0]["line"].as_u64()),
        (Some(10), Some(1), Some(12))
    );
    assert!(std::fs::read_to_string(here.join("back.csv")).unwrap().contains("12,received_at,"));
    let (code, out, err) = ombud(here, &["export", "transparency", "--period", "2025-H1", "--out", "published"]);
    assert_eq!(code, 0, "{out}{err}");
    let (_, help, _) = ombud(here, &["import", "demands", "--help"]);
    for column in history::COLUMNS {
        assert!(help.contains(column), "{column}: {help}");
    }
    let (code, _, err) = ombud(here, &["import", "demands", "absent.csv"]);
    assert!(code == 1 && err.contains("absent.csv"), "{err}");
    std::fs::write(here.join("m.toml"), "zone = \"Nowhere\"").unwrap();
    let (code, _, err) = ombud(here, &["import", "demands", "list.csv", "--mapping", "m.toml"]);
    assert!(code == 2 && err.contains("Nowhere"), "{err}");
}

#[test]
fn the_page_names_every_column() {
    let page = include_str!("../../docs/history.md");
    for column in history::COLUMNS {
        assert!(page.contains(&format!("| `{column}` |")), "{column}");
    }
}

/// [`Installation`] is what the command opens; the library alone does the same.
#[tokio::test]
async fn many_batches_come_in_whole() {
    let folder = tempfile::tempdir().unwrap();
    let flags = [("data", folder.path().join("data").display().to_string())];
    let config = ombud::config::Config::load(None, [], &flags).unwrap();
    let clock = ombud::clock::Clock::standing("2026-11-22T12:00:00Z".parse().unwrap());
    let installation = Installation::open(config, clock).await.unwrap();
    let mut text = String::from("reference,received_at,outcome\n");
    (0..12_345).for_each(|n| text.push_str(&format!("R-{n},2024-0{}-01,NO_DATA_FOUND\n", 1 + n % 9)));
    let (taken, _) = take(&installation.workflow, &text, &plainly()).await.unwrap();
    assert_eq!(taken.counts.added, 12_345);
    assert_eq!(count(&installation.workflow, "2024").await.unwrap().total().get(Measure::NoData), 12_345);
}
