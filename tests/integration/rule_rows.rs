//! A demand stays on the row of the rulebook under which it came, until counsel moves it.

use crate::both_databases;
use crate::support::actors::Desk;
use crate::support::site::Site;
use domain::actor::Role;
use domain::category::Category;
use domain::clocks::{ClockRule, ObligationKind};
use domain::command::Command;
use domain::demand::Demand;
use domain::ids::OrderId;
use domain::instrument::{InstrumentId, RowHash, Rulebook};
use domain::policy::Policy;
use domain::refusal::{Field, Reason};
use ombud::notify::writer::Writer;
use ombud::rulebook;
use ombud::store::rules as rows;
use ombud::workflow::rules::{self, RulesError};
use ombud::workflow::{Error, Workflow};
use std::sync::Arc;
use uuid::Uuid;

const EPOC: &str = "eu.epoc";

fn epoc() -> InstrumentId {
    InstrumentId(EPOC.to_owned())
}

/// A rulebook of another version, in which the EPOC gives so many days.
fn edition(version: &str, days: u32) -> Rulebook {
    let mut book = rulebook::load().unwrap();
    version.clone_into(&mut book.version);
    let Some(ClockRule::Days { n, .. }) = book.instruments.get_mut(&epoc()).map(|row| &mut row.clock) else { panic!("days") };
    *n = days;
    book
}

/// The same desk, started again under another rulebook.
fn under(mut desk: Desk, book: Rulebook) -> Desk {
    let old = &desk.workflow;
    let writer = Writer::new("Example Provider", "legal-desk@example.org", chrono_tz::Europe::Stockholm, book.clone(), Policy::default());
    let (store, blobs) = (old.store().clone(), old.blobs().clone());
    desk.workflow = Workflow::new(store, blobs, desk.clock.clone(), book, Policy::default(), Arc::new(writer));
    desk
}

/// As [`under`], with the rows of before.
async fn started(desk: Desk, book: Rulebook) -> Desk {
    let book = rules::keep(desk.workflow.store(), &desk.clock, book).await.unwrap();
    under(desk, book)
}

/// How many days the row gives that a demand is read by.
fn days(demand: &Demand, book: &Rulebook) -> Option<u32> {
    match &demand.instrument(book)?.clock {
        ClockRule::Days { n, .. } => Some(*n),
        _ => None,
    }
}

fn due(demand: &Demand) -> domain::Instant {
    demand.clock(ObligationKind::Produce).unwrap().due.legal.unwrap()
}

fn correct(demand: &Demand) -> Command {
    let (paper, lines) = (Box::new(demand.paper.clone()), demand.lines.clone());
    Command::CorrectPaper { paper, lines, reason: "a name".to_owned(), statutory_order: OrderId(Uuid::new_v4()) }
}

fn go(to: &RowHash, reason: &str) -> Command {
    Command::MoveRules { to: to.clone(), reason: reason.to_owned(), statutory_order: OrderId(Uuid::new_v4()) }
}

/// What a test of this file must see: the demand is read by the row that gave its date.
fn stays(demand: &Demand, book: &Rulebook, n: u32) -> bool {
    days(demand, book) == Some(n)
}

both_databases! {
    async fn a_demand_stays_until_it_is_moved_either_way(url: String) {
        let desk = started(Desk::open(&url).await, edition("2026.10", 5)).await;
        let old = desk.receive(desk.demand(EPOC, "ROW-1", &[Category::SubId])).await;
        assert_eq!(old.rules_version(), "2026.10");

        let desk = started(desk, edition("2026.11", 10)).await;
        let book = desk.workflow.rulebook().clone();
        let (id, staff) = (old.id, desk.staff);
        let new = desk.receive(desk.demand(EPOC, "ROW-2", &[Category::SubId])).await;
        assert_eq!((days(&new, &book), new.rules_version(), new.newer_rule(&book)), (Some(10), "2026.11", None));

        // Nothing that is done moves it, reading the paper again least of all.
        assert!(stays(&desk.find(id).await, &book, 5));
        let again = desk.does(staff.intake, id, correct(&old)).await;
        assert!(stays(&again, &book, 5));
        assert_eq!((due(&again), again.rules_version()), (due(&old), "2026.10"));
        assert!(due(&old) < due(&new));
        // Another kind of paper is read by that version too.
        let mut other = old.clone();
        other.paper.instrument = InstrumentId("us.sca.warrant".to_owned());
        let warrant = desk.does(staff.intake, id, correct(&other)).await;
        assert_eq!(warrant.rules_version(), "2026.10");
        let back = desk.does(staff.intake, id, correct(&old)).await;
        assert!(stays(&back, &book, 5));

        // Planted: the row of before forgotten, and another one used for it in silence.
        let mut forgotten = book.clone();
        let was = old.rule.clone().unwrap().row;
        forgotten.kept.remove(&was);
        assert_eq!(days(&back, &forgotten), None, "today's row is never used for it");
        let mut silent = book.clone();
        silent.kept.insert(was, book.get(&epoc()).unwrap().clone());
        assert!(!stays(&back, &silent, 5));
        let blind = under(desk, rulebook::load().unwrap());
        let refused = blind.workflow.act(staff.intake, id, Command::BeginVerification, None).await;
        assert!(matches!(refused, Err(Error::OtherRules(version)) if version == "2026.10"));
        let desk = under(blind, book.clone());

        // Moved by counsel, with a reason, to what was shown.
        let today = back.newer_rule(&book).unwrap().row;
        assert!(desk.refused(staff.intake, id, go(&today, "said")).await.iter().any(|r| matches!(r, Reason::NeedsRole { .. })));
        assert_eq!(desk.refused(staff.reviewer, id, go(&today, " ")).await, [Reason::Missing { field: Field::Reason }]);
        assert_eq!(desk.refused(staff.reviewer, id, go(&RowHash("other".to_owned()), "said")).await, [Reason::RulesDiffer]);
        let moved = desk.does(staff.reviewer, id, go(&today, "the longer time is the law now")).await;
        assert!(stays(&moved, &book, 10));
        assert_eq!((due(&moved), moved.rules_version()), (due(&new), "2026.11"));
        assert_eq!(desk.refused(staff.reviewer, id, go(&today, "again")).await, [Reason::NothingToDo]);
        desk.holds().await;

        // And the other way.
        let desk = started(desk, edition("2026.12", 5)).await;
        let book = desk.workflow.rulebook().clone();
        let now = desk.find(id).await;
        assert!(stays(&now, &book, 10));
        let shorter = now.newer_rule(&book).unwrap().row;
        assert_eq!(Some(&shorter), old.rule.as_ref().map(|rule| &rule.row), "the same words are the same row");
        let moved = desk.does(staff.reviewer, id, go(&shorter, "back")).await;
        assert_eq!((due(&moved), moved.rules_version()), (due(&old), "2026.12"));
        desk.holds().await;

        // Each row is kept once for each version, however often it starts.
        let kept = rows::all(desk.workflow.store().read()).await.unwrap().len();
        let desk = started(desk, edition("2026.12", 5)).await;
        assert_eq!(rows::all(desk.workflow.store().read()).await.unwrap().len(), kept);
        assert_eq!(kept, 3 * rulebook::FILES.len());
        assert_eq!(rules::versions(desk.workflow.rulebook()), ["2026.10", "2026.11", "2026.12"]);
        assert_eq!(desk.workflow.on_older_rows(desk.workflow.store().read(), &epoc()).await.unwrap(), 1, "the one of 2026.11");
    }

    async fn what_came_before_rows_were_kept_is_read_by_its_version(url: String) {
        let desk = Desk::open(&url).await;
        let old = desk.receive(desk.demand(EPOC, "ROW-3", &[Category::SubId])).await;
        assert_eq!(old.rule, None);
        let desk = started(desk, rulebook::load().unwrap()).await;
        let desk = started(desk, edition("2027.01", 5)).await;
        let book = desk.workflow.rulebook();
        let found = desk.find(old.id).await;
        assert!(stays(&found, book, 10));
        let again = desk.does(desk.staff.intake, old.id, correct(&found)).await;
        assert_eq!((due(&again), again.rules_version()), (due(&old), rulebook::VERSION));
        desk.holds().await;
    }

    async fn a_row_that_was_altered_stops_the_start(url: String) {
        let desk = started(Desk::open(&url).await, edition("2026.10", 5)).await;
        let store = desk.workflow.store();
        let mut row = rows::all(store.read()).await.unwrap().swap_remove(0);
        row.version = "2026.09".to_owned();
        row.content = row.content.replace("\"review_required\":true", "\"review_required\":false").replace("confidence", "Confidence");
        let txn = store.begin().await.unwrap();
        rows::keep(&txn, vec![row]).await.unwrap();
        txn.commit().await.unwrap();
        let start = rules::keep(store, &desk.clock, rulebook::load().unwrap()).await;
        assert!(matches!(start, Err(RulesError::Changed { version, .. }) if version == "2026.09"));
    }
}

#[tokio::test]
async fn the_page_shows_what_would_change_before_it_is_done() {
    let database = crate::support::TestDatabase::sqlite();
    let desk = started(Desk::open(&database.url).await, edition("2026.10", 5)).await;
    let old = desk.receive(desk.demand(EPOC, "ROW-4", &[Category::SubId])).await;
    let desk = started(desk, edition("2026.11", 10)).await;
    let site = Site::over(desk.workflow.clone());
    let mut counsel = site.member(&[Role::Reviewer]).await;
    let path = format!("/demands/{}/move_rules", old.id);
    let page = counsel.get(&path).await;
    for text in ["2026.10 → 2026.11", "clock.days.n: 5 → 10", "No change."] {
        assert!(page.body.contains(text), "{text} in {}", page.body);
    }
    let read = |name: &str| {
        let (_, after) = page.body.split_once(&format!("name=\"{name}\" value=\"")).unwrap();
        after.split_once('"').unwrap().0.to_owned()
    };
    let (key, version, digest) = (read("key"), read("version"), read("digest"));
    let fields = [("key", key.as_str()), ("version", version.as_str()), ("digest", digest.as_str()), ("reason", "it is the law now")];
    let done = counsel.post(&path, &fields).await;
    assert_eq!(done.status, axum::http::StatusCode::SEE_OTHER, "{}", done.body);
    let moved = desk.find(old.id).await;
    assert_eq!(moved.rules_version(), "2026.11");
    let timeline = counsel.get(&format!("/demands/{}", old.id)).await;
    assert!(timeline.body.contains("it is the law now"), "{}", timeline.body);
}

#[tokio::test]
async fn what_a_letter_and_the_form_check_rest_on_is_said() {
    let database = crate::support::TestDatabase::sqlite();
    let desk = started(Desk::open(&database.url).await, rulebook::load().unwrap()).await;
    let demand = desk.receive(desk.demand(EPOC, "ROW-5", &[Category::Content])).await;
    desk.does(desk.staff.intake, demand.id, Command::BeginVerification).await;
    let site = Site::over(desk.workflow.clone());
    let mut person = site.member(&[Role::Intake, Role::Reviewer]).await;
    let row = desk.workflow.rulebook().get(&epoc()).unwrap().clone();
    let unescaped = |html: &str| html.replace("&#38;", "&").replace("&#39;", "'").replace("&#34;", "\"");
    let letter = unescaped(&person.get(&format!("/demands/{}/ask_to_clarify", demand.id)).await.body);
    assert!(row.review_required && letter.contains("Counsel must still confirm the row"), "{letter}");
    for point in &row.open_points {
        assert!(letter.contains(&point.en), "{}", point.en);
    }
    let note = person.get(&format!("/demands/{}/add_note", demand.id)).await.body;
    assert!(!note.contains("Counsel must still confirm the row"), "a note is no letter");
    let form = unescaped(&person.get(&format!("/demands/{}/check_form", demand.id)).await.body);
    assert!(!row.thresholds.is_empty() && form.contains("must be validated by one of these"), "{form}");
    for threshold in &row.thresholds {
        assert!(form.contains(&threshold.text.en) && form.contains(&threshold.law), "{}", threshold.text.en);
    }
}

#[test]
fn the_command_line_reads_own_rows_and_those_of_before() {
    let place = tempfile::tempdir().unwrap();
    let own = place.path().join("rules");
    std::fs::create_dir(&own).unwrap();
    let (name, text) = rulebook::FILES.iter().find(|(name, _)| *name == "eu.epoc.toml").unwrap();
    let said = "id = \"eu.epoc\"\noverrides = { id = \"eu.epoc\", why = \"five days are promised\" }";
    std::fs::write(own.join(name), text.replacen("id = \"eu.epoc\"", said, 1).replacen("n = 10", "n = 5", 1)).unwrap();
    let run = |rules: bool, args: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_ombud"));
        command.current_dir(place.path()).args(args).env("OMBUD_DATA", place.path().join("data"));
        if rules {
            command.env("OMBUD_RULES_DIR", &own);
        }
        let out = command.output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (out.status.code().unwrap(), text(&out.stdout), text(&out.stderr))
    };
    let days = |rules| {
        let (code, out, err) = run(rules, &["rules", "show", EPOC, "--json"]);
        assert_eq!(code, 0, "{err}");
        serde_json::from_str::<serde_json::Value>(&out).unwrap()["clock"]["days"]["n"].as_u64()
    };
    assert_eq!((days(false), days(true)), (Some(10), Some(5)));
    // The rows that ship are kept by the first command that opens the installation.
    assert_eq!(run(false, &["demand", "list"]).0, 0);
    let (code, out, err) = run(true, &["rules", "diff", "--against", rulebook::VERSION, "--json"]);
    assert_eq!(code, 0, "{err}");
    let changes = serde_json::from_str::<serde_json::Value>(&out).unwrap();
    let fields: Vec<_> = changes.as_array().unwrap().iter().map(|c| (c["id"].as_str().unwrap(), c["field"].as_str().unwrap())).collect();
    assert_eq!(fields, [(EPOC, "clock.days.n"), (EPOC, "overrides.id"), (EPOC, "overrides.why")]);
    let (code, _, err) = run(true, &["rules", "diff", "--against", "2020.01"]);
    assert!(code == 2 && err.contains(rulebook::VERSION), "{err}");
}
