//! Holidays and due dates against an independent count: Python's `zoneinfo` and the maintained list `holidays`.

use crate::support::python::{python, script};
use chrono::{DateTime, Datelike, NaiveDate, Weekday};
use domain::Instant;
use domain::calendar;
use domain::clocks::{ClockRule, Counting, Due, Locus, ObligationKind, start};
use domain::ids::ObligationId;
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

/// How many deadlines are counted twice.
const CASES: usize = 1_000_000;
/// How many of them each planted fault sees.
const PLANTED: usize = 60_000;

fn oracle(question: &serde_json::Value, mut each: impl FnMut(&str)) {
    let mut child =
        Command::new(python()).arg(script("oracle.py")).arg(question.to_string()).stdout(Stdio::piped()).spawn().expect("Python runs");
    let mut lines = BufReader::with_capacity(1 << 16, child.stdout.take().expect("its output is piped"));
    let mut line = String::new();
    while lines.read_line(&mut line).expect("lines of text") > 0 {
        each(line.trim_end());
        line.clear();
    }
    assert!(child.wait().unwrap().success(), "the oracle failed; what it says stands above");
}

/// Every place that is carried, with its own civil time, and zones that are awkward.
fn loci() -> Vec<Locus> {
    let own = calendar::all().map(|c| Locus::new(c.place, c.zone));
    let awkward = [
        ("US", "Pacific/Honolulu"),
        ("US", "America/Los_Angeles"),
        ("PT", "Atlantic/Azores"),
        ("ZZ", "Australia/Lord_Howe"),
        ("ZZ", "Asia/Kathmandu"),
        ("ZZ", "America/Santiago"),
        ("ZZ", "Asia/Beirut"),
        ("ZZ", "America/Havana"),
    ];
    own.chain(awkward.map(|(place, zone)| Locus::new(place, zone.parse().unwrap()))).collect()
}

/// Every named clock, and every way to count with short and long periods.
fn rules() -> Vec<ClockRule> {
    let mut all: Vec<ClockRule> = ombud::rulebook::clocks::load().unwrap().into_iter().map(|c| c.rule).collect();
    all.push(ClockRule::Face { sla_days: 14 });
    for counting in [Counting::Reg1182, Counting::Frcp, Counting::Se1930, Counting::Bgb, Counting::Cpr, Counting::Plain] {
        all.extend([0, 1, 2, 3, 5, 10, 30].map(|n| ClockRule::Days { id: "D".to_owned(), n, counting }));
        all.extend([0, 8, 48, 96].map(|n| ClockRule::Hours { id: "D".to_owned(), n, counting }));
    }
    all
}

fn counted(rule: &ClockRule, locus: &Locus, at: Instant) -> Due {
    start(ObligationId(uuid::Uuid::nil()), ObligationKind::Produce, rule, at, locus, None).due
}

/// The same clock counted another way.
fn with(rule: &ClockRule, other: Counting, hours_only: bool) -> ClockRule {
    match rule.clone() {
        ClockRule::Hours { id, n, .. } => ClockRule::Hours { id, n, counting: other },
        ClockRule::Days { id, n, .. } if !hours_only => ClockRule::Days { id, n, counting: other },
        same => same,
    }
}

type Count = fn(&ClockRule, &Locus, Instant) -> Due;

/// Wrong ways to count, each of which the comparison must see.
const FAULTS: [(&str, Count); 6] = [
    ("hours of 1182/71 that roll", |rule, locus, at| counted(&with_if(rule, Counting::Reg1182, Counting::Frcp, true), locus, at)),
    ("1182/71 without its two working days", |rule, locus, at| counted(&with_if(rule, Counting::Reg1182, Counting::Bgb, false), locus, at)),
    ("Sweden without its eves", |rule, locus, at| counted(&with_if(rule, Counting::Se1930, Counting::Bgb, false), locus, at)),
    ("Irish dates by the calendar of Northern Ireland", |rule, locus, at| {
        let place = if locus.place == "IE" { "GB-NIR" } else { &locus.place };
        counted(rule, &Locus::new(place, locus.zone), at)
    }),
    ("the western Easter in Greece", |rule, locus, at| {
        let place = if locus.place == "GR" { "IT" } else { &locus.place };
        counted(rule, &Locus::new(place, locus.zone), at)
    }),
    ("days of 24 hours", |rule, locus, at| match rule {
        ClockRule::Days { n, counting, .. } => counted(&ClockRule::Hours { id: "D".to_owned(), n: n * 24, counting: *counting }, locus, at),
        _ => counted(rule, locus, at),
    }),
];

fn with_if(rule: &ClockRule, when: Counting, other: Counting, hours_only: bool) -> ClockRule {
    if rule.counting() == when { with(rule, other, hours_only) } else { rule.clone() }
}

#[test]
fn a_million_deadlines_are_counted_alike() {
    let (rules, loci) = (rules(), loci());
    let question = serde_json::json!({
        "seed": 1182, "count": CASES, "years": [2021, 2033], "rules": rules,
        "loci": loci.iter().map(|l| (l.place.clone(), l.zone.name())).collect::<Vec<_>>(),
    });
    let (mut seen, mut differ, mut caught) = (0, Vec::new(), [false; FAULTS.len()]);
    oracle(&question, |line| {
        let mut fields = line.split(' ');
        let mut number = || fields.next().and_then(|f| f.parse::<i64>().ok());
        let (Some(rule), Some(locus), Some(at), Some(internal), legal) = (number(), number(), number(), number(), number()) else {
            panic!("not a case: {line}")
        };
        let instant = |seconds| DateTime::from_timestamp(seconds, 0).unwrap();
        let (rule, locus, at) = (&rules[rule as usize], &loci[locus as usize], instant(at));
        let expected = Due { internal: instant(internal), legal: legal.map(instant) };
        let ours = counted(rule, locus, at);
        if ours != expected {
            differ.push(format!("{rule:?} at {locus:?} from {at}: counted {ours:?}, the oracle {expected:?}"));
        }
        if seen < PLANTED {
            for ((_, fault), caught) in FAULTS.iter().zip(&mut caught) {
                *caught |= fault(rule, locus, at) != expected;
            }
        }
        seen += 1;
    });
    assert!(differ.is_empty(), "{} of {seen} differ, such as\n{}", differ.len(), differ[..differ.len().min(10)].join("\n"));
    assert_eq!(seen, CASES);
    for ((name, _), caught) in FAULTS.iter().zip(caught) {
        assert!(caught, "planted, and not seen: {name}");
    }
}

const YEARS: (i32, i32) = (2020, 2035);

/// Weekdays that are holidays, as "place date".
fn our_holidays() -> BTreeSet<String> {
    let days = |place: &'static str| {
        let year = move |y| calendar::of(place).year(y).into_iter().map(move |(date, _)| (place, date));
        (YEARS.0..=YEARS.1).flat_map(year)
    };
    let weekday = |date: &NaiveDate| !matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
    calendar::all().flat_map(|c| days(c.place)).filter(|(_, d)| weekday(d)).map(|(place, date)| format!("{place} {date}")).collect()
}

#[test]
fn every_holiday_of_every_place_is_the_maintained_list_s() {
    let pinned = include_str!("../python/requirements.txt").lines().find(|l| l.starts_with("holidays==")).unwrap();
    assert_eq!(pinned.replace("==", " "), calendar::COMPARED_WITH, "the version says what the rules were compared with");
    assert!(calendar::all().all(|c| c.version.contains(calendar::COMPARED_WITH)));
    let mut theirs = BTreeSet::new();
    let question = serde_json::json!({
        "holidays": true, "seed": 0, "count": 0, "years": YEARS, "rules": [],
        "loci": calendar::all().map(|c| (c.place, c.zone.name())).collect::<Vec<_>>(),
    });
    oracle(&question, |line| {
        theirs.insert(line.to_owned());
    });
    let mut ours = our_holidays();
    assert_eq!(ours.difference(&theirs).collect::<Vec<_>>(), Vec::<&String>::new(), "we call holidays what are none");
    assert_eq!(theirs.difference(&ours).collect::<Vec<_>>(), Vec::<&String>::new(), "we miss holidays");
    assert!(ours.len() > 35 * 16 * 3, "only {} were compared", ours.len());
    // One wrong day would be seen.
    assert!(ours.remove("IE 2026-10-26") && ours.insert("IE 2026-10-19".to_owned()));
    assert_ne!(ours, theirs);
}
