//! What stops a publication, and the faults that must be caught.

use super::samples::{ZONE, at, closed, cut_off, half, leave, mixed, open, preservation, reference, run};
use domain::outcome::Outcome;
use domain::tally::{Contradiction, DemandKind, Disclosed, Notified, Tally};
use ombud::report::{Closing, Measure, ReportError, Rules, run_by};
use std::collections::BTreeSet;

/// Rules that are wrong in one place.
fn fault(measure: Measure, count: fn(&Tally) -> usize) -> Option<Closing> {
    let mut tallies = mixed();
    let mut fooled = closed(300, Outcome::Fraudulent);
    leave(&mut fooled, Disclosed::Content, Notified::Prohibited);
    let told = [Notified::After, Notified::Exigent, Notified::Other];
    for (n, how) in (301..).zip(told) {
        tallies.push(Tally { notified: Some(how), ..closed(n, Outcome::DisclosedContent) });
    }
    tallies.extend([fooled, open(310), Tally { accounts_matched: 0, ..open(311) }, preservation(312)]);
    assert!(run(&tallies).is_ok(), "the rules in force close over the sample");
    match run_by(Rules::current().replacing(measure, count), &tallies, half(), cut_off(), ZONE) {
        Ok(_) => None,
        Err(ReportError::DoesNotClose { rule, demands }) => {
            assert!(!demands.is_empty(), "the demands are named");
            Some(rule)
        }
        Err(other) => panic!("{other}"),
    }
}

const fn disclosure(t: &Tally) -> bool {
    matches!(t.demand_kind, DemandKind::Disclosure)
}

#[test]
fn a_wrong_outcome_rule_is_caught() {
    let caught = Some(Closing::OutcomesDivideReceived);
    // Duplicates and replaced papers counted as received.
    assert_eq!(fault(Measure::Received, |t| usize::from(disclosure(t))), caught);
    // Preservation inside the total.
    assert_eq!(fault(Measure::Received, |t| usize::from(t.counts())), caught);
    // Identifiers instead of demands.
    assert_eq!(fault(Measure::Received, |t| if disclosure(t) && t.counts() { 2 } else { 0 }), caught);
    // By outcome alone: what left under a forged paper falls out.
    assert_eq!(fault(Measure::Content, |t| usize::from(t.outcome == Some(Outcome::DisclosedContent))), caught);
    // A disclosure without content counted twice.
    assert_eq!(fault(Measure::Content, |t| usize::from(disclosure(t) && t.disclosed != Disclosed::Nothing)), caught);
    // One outcome forgotten, one by one.
    for forgotten in Measure::OUTCOMES {
        assert_eq!(fault(forgotten, |_| 0), caught, "{}", forgotten.id());
    }
    // Everything closed is rejected.
    assert_eq!(fault(Measure::Rejected, |t| usize::from(disclosure(t) && t.outcome.is_some())), caught);
    // A forged demand belongs nowhere.
    assert_eq!(
        fault(Measure::Rejected, |t| usize::from(matches!(t.outcome, Some(Outcome::RejectedInvalid | Outcome::RejectedChallengedWon)))),
        caught
    );
}

#[test]
fn a_wrong_rule_of_disclosure_or_notice_is_caught() {
    assert_eq!(
        fault(Measure::SomeDisclosed, |t| usize::from(t.disclosed == Disclosed::Content)),
        Some(Closing::DisclosedIsContentAndNoncontent)
    );
    for forgotten in Measure::NOTICES {
        assert_eq!(fault(forgotten, |_| 0), Some(Closing::NoticesDivideDisclosed), "{}", forgotten.id());
    }
    // Notices of demands under which nothing left.
    assert_eq!(fault(Measure::NotifiedBefore, |t| usize::from(disclosure(t))), Some(Closing::NoticesDivideDisclosed));
}

#[test]
fn a_part_that_outgrows_its_whole_is_caught() {
    assert_eq!(fault(Measure::WithIndefiniteOrder, |_| 1), Some(Closing::PartsWithinWhole));
    assert_eq!(fault(Measure::WithSecrecyOrder, |_| 1), Some(Closing::PartsWithinWhole));
    assert_eq!(fault(Measure::Fraudulent, |_| 1), Some(Closing::PartsWithinWhole));
    assert_eq!(fault(Measure::PreservationReceived, |_| 1), Some(Closing::PreservationApart));
    assert_eq!(fault(Measure::Identifiers, |t| t.identifiers), Some(Closing::UnitsBelongToADemand));
    assert_eq!(fault(Measure::AccountsPreserved, |t| t.accounts_matched), Some(Closing::UnitsBelongToADemand));
    assert_eq!(fault(Measure::AccountsDisclosed, |t| 5 * t.accounts_disclosed), Some(Closing::UnitsBelongToADemand));
}

#[test]
fn what_the_checks_cannot_see() {
    // Sizes have no partition: a wrong sum of identifiers closes. The tests of counting hold these.
    assert_eq!(fault(Measure::Identifiers, |t| if disclosure(t) && t.counts() { t.identifiers + 1 } else { 0 }), None);
}

#[test]
fn a_demand_without_an_answer_on_notice_blocks_and_is_named() {
    let unanswered = Tally { notified: None, ..closed(5, Outcome::DisclosedContent) };
    let why = run(&[closed(4, Outcome::DisclosedContent), unanswered]).unwrap_err();
    assert!(matches!(&why, ReportError::DoesNotClose { rule: Closing::NoticesDivideDisclosed, .. }));
    assert_eq!(why.demands(), [reference(5)]);
    assert!(why.to_string().contains(&reference(5).to_string()));
}

#[test]
fn every_contradiction_is_found_and_named() {
    let late = Some(at("2026-08-14T10:00:01Z"));
    let mut left = open(1);
    leave(&mut left, Disclosed::Content, Notified::Before);
    let cases = [
        (Contradiction::HalfClosed, Tally { outcome: Some(Outcome::NoDataFound), ..open(1) }),
        (Contradiction::HalfClosed, Tally { closed_at: Some(cut_off()), ..open(1) }),
        (Contradiction::ClosedAfterCutOff, Tally { closed_at: late, ..closed(1, Outcome::NoDataFound) }),
        (Contradiction::ClosedBeforeReceipt, Tally { closed_at: Some(at("2026-03-02T08:59:59Z")), ..closed(1, Outcome::NoDataFound) }),
        (Contradiction::DuplicateOfItself, Tally { duplicate_of: Some(reference(1)), ..open(1) }),
        (Contradiction::DisclosedButNotCounted, Tally { duplicate_of: Some(reference(2)), ..left.clone() }),
        (Contradiction::PreservationDisclosed, Tally { demand_kind: DemandKind::Preservation, ..left.clone() }),
        (Contradiction::PreservedOnlyWasADisclosure, closed(1, Outcome::PreservedOnly)),
        (Contradiction::ActionDisclosed, Tally { demand_kind: DemandKind::Action, ..left.clone() }),
        (Contradiction::ActedOnWasNoOrderToAct, closed(1, Outcome::ActedOn)),
        (
            Contradiction::OutcomeAgainstDisclosure,
            Tally { outcome: Some(Outcome::NoDataFound), closed_at: Some(cut_off()), ..left.clone() },
        ),
        (Contradiction::OutcomeAgainstDisclosure, Tally { disclosed: Disclosed::Content, ..closed(1, Outcome::DisclosedNoncontent) }),
        (Contradiction::AccountsAgainstDisclosure, Tally { accounts_disclosed: 0, ..left.clone() }),
        (Contradiction::AccountsAgainstDisclosure, Tally { accounts_disclosed: 1, ..open(1) }),
        (Contradiction::MoreDisclosedThanMatched, Tally { accounts_disclosed: 9, ..left }),
    ];
    let tried: BTreeSet<Contradiction> = cases.iter().map(|(what, _)| *what).collect();
    assert_eq!(tried.len(), Contradiction::ALL.len(), "each one is tried");
    for (expected, tally) in cases {
        let why = run(&[open(9), tally]).unwrap_err();
        assert!(matches!(&why, ReportError::Contradiction { what, .. } if *what == expected), "{expected:?}: {why}");
        assert_eq!(why.demands(), [reference(1)]);
    }
}

#[test]
fn unknown_codes_and_repeated_demands_block() {
    for territory in ["EL", "UK", "se", "", "To Be Determined"] {
        let why = run(&[Tally { territory: territory.to_owned(), ..open(1) }]).unwrap_err();
        assert!(matches!(why, ReportError::UnknownCode { .. }), "{territory}");
        assert_eq!(why.demands(), [reference(1)]);
    }
    for process in ["", "=HYPERLINK(1)", "Warrant", "us warrant", "us\nwarrant", ".us"] {
        assert!(
            matches!(run(&[Tally { legal_process: process.to_owned(), ..open(1) }]), Err(ReportError::UnknownCode { .. })),
            "{process}"
        );
    }
    assert!(matches!(run(&[open(1), open(1)]), Err(ReportError::CountedTwice { .. })));
}
