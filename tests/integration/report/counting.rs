//! What is counted.

use super::samples::{at, closed, cut_off, half, leave, many, mixed, open, preservation, reference, run};
use domain::instrument::Matter;
use domain::outcome::Outcome;
use domain::tally::{DemandKind, Disclosed, Notified, SecrecyTally, Tally};
use ombud::report::{Counts, Dimension, Measure, ReportError, Style, files, table};
use proptest::prelude::*;

fn numbers(counts: &Counts) -> Vec<(&'static str, u64)> {
    Measure::ALL.iter().map(|m| (m.id(), counts.get(*m))).filter(|(_, n)| *n > 0).collect()
}

#[test]
fn each_outcome_lands_where_the_rule_says() {
    let of = |outcome| numbers(run(&[closed(1, outcome)]).unwrap().total());
    let plain = |id| vec![("M1", 1), ("M2", 1), ("M3", 1), ("M4", 1), (id, 1)];
    assert_eq!(of(Outcome::NoDataFound), plain("M7"));
    assert_eq!(of(Outcome::RejectedInvalid), plain("M8"));
    assert_eq!(of(Outcome::RejectedChallengedWon), plain("M8"));
    assert_eq!(of(Outcome::Withdrawn), plain("M9"));
    assert_eq!(of(Outcome::RedirectedToCustomer), plain("M10"));
    assert_eq!(numbers(run(&[open(1)]).unwrap().total()), plain("M11"));
    let disclosed = |id| vec![("M1", 1), ("M2", 1), ("M3", 1), ("M4", 1), (id, 1), ("M12", 1), ("M15", 1), ("M23", 1)];
    assert_eq!(of(Outcome::DisclosedContent), disclosed("M5"));
    assert_eq!(of(Outcome::DisclosedNoncontent), disclosed("M6"));
    assert_eq!(of(Outcome::Superseded), vec![]);
}

#[test]
fn a_forged_demand_counts_by_what_left_and_in_a_row_of_its_own() {
    let caught = run(&[closed(1, Outcome::Fraudulent)]).unwrap();
    assert_eq!((caught.total().get(Measure::Rejected), caught.total().get(Measure::Fraudulent)), (1, 1));

    let mut fooled = closed(1, Outcome::Fraudulent);
    leave(&mut fooled, Disclosed::Noncontent, Notified::Other);
    let fooled = run(&[fooled]).unwrap();
    let get = |m| fooled.total().get(m);
    assert_eq!((get(Measure::Rejected), get(Measure::Noncontent), get(Measure::SomeDisclosed), get(Measure::Fraudulent)), (0, 1, 1, 1));
}

#[test]
fn a_rolling_production_is_disclosed_before_it_is_closed() {
    let mut rolling = open(1);
    leave(&mut rolling, Disclosed::Content, Notified::After);
    let facts = run(&[rolling]).unwrap();
    assert_eq!((facts.total().get(Measure::Content), facts.total().get(Measure::InProcess)), (1, 0));
}

#[test]
fn preservation_stands_apart_and_an_extension_is_not_new() {
    let extension = Tally { extends_preservation: true, ..preservation(2) };
    let ended = Tally { outcome: Some(Outcome::PreservedOnly), closed_at: Some(at("2026-06-01T00:00:00Z")), ..preservation(3) };
    let facts = run(&[preservation(1), extension, ended]).unwrap();
    assert_eq!(numbers(facts.total()), vec![("M17", 2), ("M18", 2), ("M19", 2)]);
    let csv =
        String::from_utf8(files(Style::Tidy, &facts).unwrap().into_iter().find(|f| f.name == "transparency.csv").unwrap().bytes).unwrap();
    assert!(csv.lines().all(|l| !l.contains("percent") || l.contains("not_applicable,,,,demands_received")), "no percentage of nothing");
}

#[test]
fn secrecy_by_order_and_by_statute_differ() {
    let with = |n, secrecy| Tally { secrecy, ..open(n) };
    let all =
        [with(1, SecrecyTally::Fixed), with(2, SecrecyTally::Indefinite), with(3, SecrecyTally::Statutory), with(4, SecrecyTally::None)];
    let facts = run(&all).unwrap();
    assert_eq!((facts.total().get(Measure::WithSecrecyOrder), facts.total().get(Measure::WithIndefiniteOrder)), (2, 1));
    let by = facts.by(&[Dimension::Secrecy]);
    assert_eq!(by[&vec!["statutory"]].get(Measure::Received), 1);
}

#[test]
fn received_in_the_period_by_the_declared_zones_days() {
    // Stockholm: UTC+1 in winter, UTC+2 in summer.
    let edges =
        [("2025-12-31T22:59:59.999999Z", 0), ("2025-12-31T23:00:00Z", 1), ("2026-06-30T21:59:59.999999Z", 1), ("2026-06-30T22:00:00Z", 0)];
    for (moment, counted) in edges {
        let facts = run(&[Tally { received_at: at(moment), ..open(1) }]).unwrap();
        assert_eq!(facts.total().get(Measure::Received), counted, "{moment}");
    }
}

#[test]
fn the_period_is_that_of_receipt_whenever_it_is_closed() {
    let late = Tally { closed_at: Some(at("2026-07-20T00:00:00Z")), ..closed(1, Outcome::NoDataFound) };
    assert_eq!(run(&[late]).unwrap().total().get(Measure::NoData), 1);
}

#[test]
fn a_run_inside_the_period_is_provisional_and_counts_nothing_later_than_its_cut_off() {
    let march = at("2026-03-15T00:00:00Z");
    let later = Tally { received_at: at("2026-03-15T00:00:01Z"), ..open(2) };
    let facts = ombud::report::run(&[open(1), later], half(), march, super::samples::ZONE).unwrap();
    assert!(facts.run().provisional());
    assert_eq!(facts.total().get(Measure::Received), 1);
    let text =
        |name: &str| String::from_utf8(files(Style::Tidy, &facts).unwrap().into_iter().find(|f| f.name == name).unwrap().bytes).unwrap();
    assert!(text("methodology.md").contains("Provisional") && text("methodology.sv.md").contains("Preliminärt"));
    assert!(text("transparency.csv").lines().skip(1).all(|l| l.ends_with(",provisional")));
    assert!(!run(&[open(1)]).unwrap().run().provisional());
}

#[test]
fn what_does_not_count_leaves_no_trace() {
    let all = mixed();
    let mut with = all.clone();
    with.push(Tally { duplicate_of: Some(reference(0)), territory: "BR".to_owned(), ..open(200) });
    with.push(Tally { territory: "BR".to_owned(), legal_process: "br.order".to_owned(), ..closed(201, Outcome::Superseded) });
    with.push(Tally { received_at: at("2026-07-03T00:00:00Z"), territory: "BR".to_owned(), ..open(202) });
    let (without, with) = (run(&all).unwrap(), run(&with).unwrap());
    for style in [Style::Tidy, Style::Microsoft] {
        assert_eq!(files(style, &without).unwrap(), files(style, &with).unwrap());
    }
    assert_eq!(table(&without), table(&with));
}

#[test]
fn national_security_stops_the_run_and_the_refusal_tells_nothing() {
    let secret = Tally { matter: Matter::NationalSecurity, legal_process: "us.order".to_owned(), ..open(7) };
    let one = run(&[open(1), secret.clone()]).unwrap_err();
    let wrong = Tally { closed_at: Some(cut_off()), ..open(3) };
    let two = run(&[secret.clone(), Tally { reference: reference(8), ..secret.clone() }, wrong]).unwrap_err();
    assert!(matches!(one, ReportError::Withheld));
    assert_eq!(one.to_string(), two.to_string(), "neither how many, nor what else is wrong");
    assert!(!one.to_string().contains(&secret.reference.to_string()) && one.demands().is_empty());
    // In another period it is not this run's concern.
    assert!(run(&[open(1), Tally { received_at: at("2026-09-01T00:00:00Z"), ..secret }]).is_ok());
}

#[test]
fn the_screen_shows_blank_and_not_zero_percent() {
    let empty = table(&run(&[]).unwrap());
    assert!(empty.outcomes.iter().chain(&empty.notices).all(|s| s.count == 0 && s.percent.is_none()));
    assert_eq!(empty.total.disclosed_percent, None);

    let shown = table(&run(&mixed()).unwrap());
    let names: Vec<&str> = shown.rows.iter().map(|r| r.territory.en).collect();
    assert_eq!(names, ["Åland Islands", "Sweden", "United States"]);
    // Per country: two disclosed, two rejected and one forged, one each of the rest; the replaced one is not counted.
    assert_eq!(shown.rows[1].disclosed_percent, Some(25));
    let rejected = shown.outcomes.iter().find(|s| s.measure == Measure::Rejected).unwrap();
    assert_eq!((rejected.count, rejected.percent), (9, Some(38)), "37.5 goes up");
    assert_eq!(shown.total.counts.get(Measure::Received), 24);
}

/// The sums, counted a second time in another way.
fn by_hand(tallies: &[Tally], of: impl Fn(&Tally) -> usize) -> u64 {
    let within = |t: &&Tally| half().contains(t.received_at, super::samples::ZONE) && t.received_at <= cut_off();
    tallies.iter().filter(within).filter(|t| t.counts()).map(|t| of(t) as u64).sum()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn partitions_close_and_totals_are_sums(tallies in many()) {
        let facts = run(&tallies).unwrap();
        let disclosure = |t: &Tally| t.demand_kind == DemandKind::Disclosure;
        prop_assert_eq!(facts.total().get(Measure::Received), by_hand(&tallies, |t| usize::from(disclosure(t))));
        prop_assert_eq!(facts.total().get(Measure::Identifiers), by_hand(&tallies, |t| if disclosure(t) { t.identifiers } else { 0 }));
        let of = |kind: DemandKind| move |t: &Tally| usize::from(t.demand_kind == kind && (kind == DemandKind::Action || !t.extends_preservation));
        prop_assert_eq!(facts.total().get(Measure::PreservationReceived), by_hand(&tallies, of(DemandKind::Preservation)));
        prop_assert_eq!(facts.total().get(Measure::ActReceived), by_hand(&tallies, of(DemandKind::Action)));
        for dimensions in [vec![], vec![Dimension::Territory], vec![Dimension::Territory, Dimension::Matter], vec![Dimension::Segment]] {
            let table = facts.by(&dimensions);
            for counts in table.values() {
                prop_assert_eq!(counts.sum(&Measure::OUTCOMES), counts.get(Measure::Received));
                prop_assert_eq!(counts.sum(&Measure::NOTICES), counts.get(Measure::SomeDisclosed));
                prop_assert!(counts.get(Measure::SomeDisclosed) <= counts.get(Measure::Received));
            }
            for m in Measure::ALL {
                prop_assert_eq!(table.values().map(|c| c.get(*m)).sum::<u64>(), facts.total().get(*m));
            }
        }
    }

    #[test]
    fn the_order_of_the_demands_does_not_matter(tallies in many(), turn in 0usize..60) {
        let mut turned = tallies.clone();
        turned.reverse();
        if !turned.is_empty() {
            let by = turn % turned.len();
            turned.rotate_left(by);
        }
        let (one, two) = (run(&tallies).unwrap(), run(&turned).unwrap());
        for style in Style::ALL {
            match (files(style, &one), files(style, &two)) {
                (Ok(one), Ok(two)) => prop_assert!(one == two),
                (Err(one), Err(two)) => prop_assert_eq!(one.to_string(), two.to_string()),
                _ => prop_assert!(false, "one order is exported, the other is not"),
            }
        }
    }
}
