//! Days that the provider adds to a calendar: a wrong file stops the start, and no date moves until somebody says why.

use crate::both_databases;
use crate::support::actors::{Desk, morning};
use crate::support::site::Site;
use chrono::{Duration, NaiveDate};
use domain::actor::{Actor, Role};
use domain::calendar::Added;
use domain::category::Category;
use domain::clocks::{ObligationKind, explain};
use domain::command::Command;
use domain::demand::Demand;
use domain::invariants::{Sight, inv_12};
use domain::policy::Policy;
use ombud::installation::own_calendars;
use ombud::notify::writer::Writer;
use ombud::rulebook::{self, calendars};
use ombud::words::{Language, Words};
use ombud::workflow::Workflow;
use std::collections::BTreeMap;
use std::sync::Arc;

const CLOSED: &str = r#"place = "IE"

[[day]]
date = "2026-09-11"
law = "S.I. No. 1 of 2026"
reason.en = "Day of national mourning"
reason.sv = "Nationell sorgedag"
"#;

fn parse(text: &str) -> Result<BTreeMap<String, Added>, String> {
    calendars::parse(&[("ie.toml".to_owned(), text.to_owned())]).map_err(|e| e.to_string())
}

/// The same installation after its calendars have changed.
fn under(workflow: &Workflow, added: BTreeMap<String, Added>) -> Workflow {
    let (rules, policy) = (rulebook::load().unwrap(), Policy { added, ..Policy::default() });
    let writer = Writer::new("Example Provider", "legal-desk@example.org", chrono_tz::Europe::Stockholm, rules.clone(), policy.clone());
    let (store, blobs, clock) = (workflow.store().clone(), workflow.blobs().clone(), workflow.clock().clone());
    Workflow::new(store, blobs, clock, rules, policy, Arc::new(writer))
}

fn last_day(demand: &Demand) -> NaiveDate {
    explain(demand.clock(ObligationKind::Produce).unwrap()).legal.unwrap().date
}

fn day(d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 9, d).unwrap()
}

#[test]
fn a_file_that_is_wrong_says_where_and_what_to_write() {
    let places = parse(CLOSED).unwrap();
    assert_eq!(places["IE"].days.keys().copied().collect::<Vec<_>>(), [day(11)]);
    let remarked = parse(&format!("# A remark.\n{CLOSED}")).unwrap();
    assert_eq!(remarked, places, "a remark changes no version");
    let another = parse(&CLOSED.replace("No. 1", "No. 2")).unwrap();
    assert_ne!(another["IE"].version, places["IE"].version);
    for (from, to, line, says) in [
        ("\"IE\"", "\"XX\"", 1, "no calendar for 'XX'"),
        ("2026-09-11", "2026-02-30", 4, "is no day"),
        ("2026-09-11", "11 September", 4, "is no day"),
        ("date = \"2026-09-11\"", "every_year = \"02-29\"\nfrom = 2026\nto = 2028", 4, "no day of each year"),
        ("date = \"2026-09-11\"", "every_year = \"09-11\"", 4, "in which years"),
        ("date = \"2026-09-11\"", "every_year = \"09-11\"\nfrom = 2030\nto = 2026", 5, "not in order"),
        ("date = \"2026-09-11\"\n", "", 4, "which day"),
        ("S.I. No. 1 of 2026", " ", 5, "no provision"),
        ("Nationell sorgedag", "", 6, "both languages"),
        ("reason.sv = \"Nationell sorgedag\"\n", "", 6, "'sv' is missing"),
        ("law =", "lag =", 5, "no field 'lag'"),
        ("place = \"IE\"", "place = IE", 1, "not TOML"),
    ] {
        let error = parse(&CLOSED.replace(from, to)).unwrap_err();
        assert!(error.contains(says) && error.starts_with(&format!("ie.toml:{line}:")) && error.contains("; write "), "{to}: {error}");
    }
    let twice = format!("{CLOSED}\n[[day]]\ndate = \"2026-09-11\"\nlaw = \"x\"\nreason.en = \"x\"\nreason.sv = \"x\"\n");
    assert!(parse(&twice).unwrap_err().contains("stands there twice"));
    let two = [("a.toml".to_owned(), CLOSED.to_owned()), ("b.toml".to_owned(), CLOSED.to_owned())];
    assert!(calendars::parse(&two).unwrap_err().to_string().starts_with("b.toml:1:"));
    // The folder of an installation: what is wrong in it stops the start.
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("ie.toml"), CLOSED.replace("IE", "XX")).unwrap();
    assert!(own_calendars(Some(folder.path())).unwrap_err().to_string().contains("ie.toml:1:"));
    assert!(own_calendars(Some(&folder.path().join("none"))).is_err());
    assert!(own_calendars(None).unwrap().is_empty());
}

both_databases! {
    async fn a_changed_calendar_moves_nothing_until_somebody_says_why(url: String) {
        let desk = Desk::open(&url).await;
        let id = desk.receive(desk.demand("eu.epoc", "ADDED-1", &[Category::SubId])).await.id;
        assert_eq!(desk.workflow.compare_calendars().await.unwrap(), Some(0));
        assert_eq!(desk.workflow.compare_calendars().await.unwrap(), None, "looked at once");
        let before = desk.find(id).await;
        assert_eq!(last_day(&before), day(11));

        let changed = under(&desk.workflow, parse(CLOSED).unwrap());
        assert_eq!(changed.compare_calendars().await.unwrap(), Some(1));
        assert_eq!(changed.compare_calendars().await.unwrap(), None);
        // Nothing moves by itself: not by the comparison, not by the clockwork, and not by another step.
        desk.forward(Duration::days(1));
        changed.tick(100).await.unwrap();
        changed.act(desk.staff.intake, id, Command::AddNote { text: "Seen.".to_owned() }, None).await.unwrap();
        let still = changed.find(&Actor::System, id).await.unwrap();
        assert_eq!(still.clocks, before.clocks);

        let moved = changed.waiting_for_recount(&desk.staff.reviewer, 10).await.unwrap();
        let [one] = moved.as_slice() else { panic!("{moved:?}") };
        assert_eq!((one.demand, one.today.kind), (id, ObligationKind::Produce));
        assert_eq!(explain(&one.today).legal.unwrap().date, day(14), "Friday the 11th, then a weekend");
        assert!(changed.waiting_for_recount(&desk.staff.admin, 10).await.unwrap().is_empty(), "who sees no demands");

        let recount = Command::RecountDuty { kind: ObligationKind::Produce, reason: "A day of mourning.".to_owned() };
        let after = changed.act(desk.staff.reviewer, id, recount, None).await.unwrap();
        assert_eq!(last_day(&after), day(14));
        let duty = after.clock(ObligationKind::Produce).unwrap();
        assert!(duty.calendar.contains("+ own-"), "{}", duty.calendar);
        let said = Words::of(Language::En).why_due(duty);
        assert!(said.contains("Day of national mourning (S.I. No. 1 of 2026"), "{said}");
        assert!(Words::of(Language::Sv).why_due(duty).contains("Nationell sorgedag"));
        assert!(changed.waiting_for_recount(&desk.staff.reviewer, 10).await.unwrap().is_empty());

        // Received under it: counted by it at once.
        desk.clock.set(morning());
        let later = changed.receive(desk.staff.intake, desk.demand("eu.epoc", "ADDED-2", &[Category::SubId]), None).await;
        assert_eq!(last_day(&later.unwrap()), day(14));
        // The days that a date was counted by are kept with it, so that the record proves it without the file.
        let sight = Sight { now: desk.now(), rulebook: desk.workflow.rulebook(), policy: desk.workflow.policy() };
        assert_eq!(inv_12(&after, &sight), Ok(()));
        // Planted: a date that moved with the calendar and without its days.
        let mut planted = before.clone();
        let clock = planted.clocks.iter_mut().find(|c| c.kind == ObligationKind::Produce).unwrap();
        clock.due = duty.due.clone();
        assert!(inv_12(&planted, &sight).is_err());
        // Taken away again: the difference comes back to the desk, the other way round.
        assert_eq!(desk.workflow.compare_calendars().await.unwrap(), Some(2));
        desk.holds().await;
    }

    async fn the_desk_shows_what_is_to_be_counted_anew(url: String) {
        let desk = Desk::open(&url).await;
        let id = desk.receive(desk.demand("eu.epoc", "ADDED-3", &[Category::SubId])).await.id;
        let changed = under(&desk.workflow, parse(CLOSED).unwrap());
        let site = Site::over(changed.clone());
        let mut counsel = site.member(&[Role::Reviewer]).await;
        assert!(counsel.get("/calendars/changed").await.body.contains("No date differs"));
        assert!(!counsel.get("/").await.body.contains("Changed calendars"));
        changed.compare_calendars().await.unwrap();
        let act = format!("/demands/{id}/recount_duty");
        let page = counsel.get("/calendars/changed").await;
        assert!(page.body.contains(&act) && page.body.contains("11 September 2026") && page.body.contains("14 September 2026"), "{}", page.body);
        assert!(counsel.get("/").await.body.contains("Changed calendars"));
        let mut intake = site.member(&[Role::Intake]).await;
        assert!(!intake.get("/calendars/changed").await.body.contains(&act), "counsel's to count");
        assert!(counsel.get(&act).await.body.contains("Count"));
        crate::web_demand::does(&mut counsel, &act, &[("duty", "produce"), ("reason", "A day of mourning.")]).await;
        assert!(counsel.get("/calendars/changed").await.body.contains("No date differs"));
    }
}
