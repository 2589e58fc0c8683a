use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Timelike};
use chrono_tz::Tz;
use domain::Instant;
use domain::calendar;
use domain::clocks::{ClockRule, Counting, Due, Locus, Obligation, ObligationKind, Why, end_of_day, explain, start, term_end};
use domain::ids::ObligationId;
use proptest::prelude::*;

fn locus(place: &str, zone: Tz) -> Locus {
    Locus::new(place, zone)
}

fn days(id: &str, n: u32, counting: Counting) -> ClockRule {
    ClockRule::Days { id: id.to_owned(), n, counting }
}

fn hours(id: &str, n: u32, counting: Counting) -> ClockRule {
    ClockRule::Hours { id: id.to_owned(), n, counting }
}

fn begin(rule: &ClockRule, at: Instant, locus: &Locus) -> Obligation {
    start(ObligationId(uuid::Uuid::nil()), ObligationKind::Produce, rule, at, locus, None)
}

fn any_counting() -> impl Strategy<Value = Counting> {
    prop::sample::select(vec![Counting::Reg1182, Counting::Frcp, Counting::Se1930, Counting::Bgb, Counting::Cpr, Counting::Plain])
}

fn any_locus() -> impl Strategy<Value = Locus> {
    prop::sample::select(vec![
        locus("US", Tz::America__New_York),
        locus("US", Tz::Pacific__Honolulu),
        locus("IE", Tz::Europe__Dublin),
        locus("SE", Tz::Europe__Stockholm),
        locus("DE", Tz::Europe__Berlin),
        locus("ZZ", Tz::Australia__Lord_Howe),
        locus("ZZ", Tz::Asia__Kathmandu),
        locus("ZZ", Tz::America__Santiago),
        locus("ZZ", Tz::Asia__Beirut),
    ])
}

/// Any second of 1995 to 2060.
fn any_instant() -> impl Strategy<Value = Instant> {
    (788_918_400_i64..2_871_763_200).prop_map(|s| DateTime::from_timestamp(s, 0).unwrap())
}

proptest! {
    #[test]
    fn the_law_never_comes_before_our_own_reading(at in any_instant(), n in 0_u32..400, c in any_counting(), l in any_locus(), in_days: bool) {
        let rule = if in_days { days("D", n, c) } else { hours("D", n, c) };
        let o = begin(&rule, at, &l);
        prop_assert!(o.due.legal.unwrap() >= o.due.internal);
        prop_assert!(o.due.internal >= at);
    }

    #[test]
    fn a_period_in_days_ends_with_a_working_day(at in any_instant(), n in 0_u32..400, c in any_counting(), l in any_locus()) {
        let o = begin(&days("D", n, c), at, &l);
        let last = explain(&o).legal.unwrap();
        prop_assert_eq!(last.time, None);
        prop_assert_eq!(calendar::of(&l.place).non_working(last.date, c), None);
        if c == Counting::Plain {
            prop_assert_eq!(o.due.legal, Some(o.due.internal));
        }
    }

    #[test]
    fn every_skipped_day_lies_between_and_is_named(at in any_instant(), n in 0_u32..400, c in any_counting(), l in any_locus()) {
        let e = explain(&begin(&days("D", n, c), at, &l));
        let expected: Vec<_> = e.raw.date.iter_days().take_while(|d| *d < e.legal.unwrap().date).collect();
        prop_assert_eq!(e.skipped.iter().map(|s| s.date).collect::<Vec<_>>(), expected);
        for s in &e.skipped {
            match s.why {
                Why::NonWorking(why) => prop_assert_eq!(calendar::of(&l.place).non_working(s.date, c), Some(why)),
                Why::TooFewWorkingDays => prop_assert!(c == Counting::Reg1182 && calendar::of(&l.place).non_working(s.date, c).is_none()),
                Why::OnlyWorkingDays => prop_assert!(c == Counting::Cpr && calendar::of(&l.place).non_working(s.date, c).is_none()),
            }
        }
    }

    #[test]
    fn a_period_of_1182_71_holds_two_working_days(at in any_instant(), n in 2_u32..30, l in any_locus()) {
        let e = explain(&begin(&days("D", n, Counting::Reg1182), at, &l));
        let calendar = calendar::of(&l.place);
        let working = e.started.date().iter_days().skip(1).take_while(|d| *d <= e.legal.unwrap().date);
        prop_assert!(working.filter(|d| calendar.non_working(*d, Counting::Reg1182).is_none()).count() >= 2);
    }

    #[test]
    fn later_receipt_and_longer_periods_never_come_due_earlier(at in any_instant(), later in 0_i64..40_000_000, n in 0_u32..100, more in 0_u32..30, c in any_counting(), l in any_locus(), in_days: bool) {
        let rule = |n| if in_days { days("D", n, c) } else { hours("D", n, c) };
        let first = begin(&rule(n), at, &l).due;
        // FRCP 6(a)(2)(C) carries the time of day over to the next working day, so there an hour more can end earlier.
        // CPR 2.8(4) counts five days otherwise than six.
        let keeps_order = c != Counting::Cpr && (in_days || c != Counting::Frcp);
        let received_later = begin(&rule(n), at + TimeDelta::seconds(later), &l).due;
        prop_assert!(received_later.internal >= first.internal && (!keeps_order || received_later.legal >= first.legal));
        let longer = begin(&rule(n + more), at, &l).due;
        prop_assert!(longer.internal >= first.internal && (!keeps_order || longer.legal >= first.legal));
    }

    #[test]
    fn days_end_on_the_civil_date_whatever_the_clocks_do(at in any_instant(), n in 0_u32..400, l in any_locus()) {
        let o = begin(&days("D", n, Counting::Plain), at, &l);
        let received = at.with_timezone(&l.zone).date_naive();
        let just_before = (o.due.internal - TimeDelta::microseconds(1)).with_timezone(&l.zone).date_naive();
        prop_assert_eq!(just_before, term_end(received, n));
        prop_assert!(o.due.internal.with_timezone(&l.zone).date_naive() > just_before);
    }

    #[test]
    fn hours_of_1182_71_start_with_the_next_full_hour(at in any_instant(), n in 0_u32..400, l in any_locus()) {
        let o = begin(&hours("D", n, Counting::Reg1182), at, &l);
        prop_assert_eq!(o.due.internal - at, TimeDelta::hours(i64::from(n)));
        let received = at.with_timezone(&l.zone);
        let rest_of_the_hour = TimeDelta::seconds(3600 - i64::from(received.minute() * 60 + received.second()));
        prop_assert_eq!(o.due.legal.unwrap() - o.due.internal, rest_of_the_hour);
    }

    #[test]
    fn an_obligation_survives_its_own_text(at in any_instant(), n in 0_u32..400, c in any_counting(), l in any_locus()) {
        let o = begin(&days("D", n, c), at, &l);
        let read: Obligation = serde_json::from_str(&serde_json::to_string(&o).unwrap()).unwrap();
        prop_assert_eq!(read, o);
    }
}

/// A wrong way to count, and what it must be caught by: the check is only worth something if it sees these.
mod planted_fault {
    use super::*;

    type Count = fn(u32, Counting, Instant, &Locus) -> Due;

    fn true_days(n: u32, c: Counting, at: Instant, l: &Locus) -> Due {
        begin(&days("D", n, c), at, l).due
    }

    /// The rules that a count of days must keep, checked over two years of receipts; the first one broken.
    fn broken_rule(count: Count) -> Option<&'static str> {
        let loci = [locus("IE", Tz::Europe__Dublin), locus("SE", Tz::Europe__Stockholm), locus("US", Tz::America__New_York)];
        let first = Tz::UTC.with_ymd_and_hms(2026, 1, 1, 0, 10, 0).unwrap().to_utc();
        // 7 h 13 min: every hour of the day, every day of the week.
        for at in (0..2400).map(|i| first + TimeDelta::minutes(433 * i)) {
            for l in &loci {
                for (n, c) in
                    [(10, Counting::Reg1182), (2, Counting::Reg1182), (14, Counting::Frcp), (10, Counting::Se1930), (30, Counting::Plain)]
                {
                    let due = count(n, c, at, l);
                    let received = at.with_timezone(&l.zone).date_naive();
                    if due.internal != end_of_day(term_end(received, n), l.zone) {
                        return Some("our own reading is the civil day, not rolled");
                    }
                    let Some(legal) = due.legal else { return Some("a number has a legal date") };
                    if legal < due.internal {
                        return Some("the law never comes first");
                    }
                    let last = (legal - TimeDelta::microseconds(1)).with_timezone(&l.zone).date_naive();
                    let calendar = calendar::of(&l.place);
                    if calendar.non_working(last, c).is_some() {
                        return Some("the last day is a working day");
                    }
                    let working = |d: &NaiveDate| calendar.non_working(*d, c).is_none();
                    let held = received.iter_days().skip(1).take_while(|d| *d <= last).filter(working).count();
                    if c == Counting::Reg1182 && held < 2 {
                        return Some("two working days");
                    }
                    // No later than it must be: had it ended a day earlier, some rule would have been broken.
                    let earlier = last - Days::new(1);
                    let rolled = earlier >= term_end(received, n);
                    if rolled && working(&earlier) && (c != Counting::Reg1182 || held > 2) {
                        return Some("the first day that fits");
                    }
                }
            }
        }
        None
    }

    #[test]
    fn the_true_count_breaks_no_rule() {
        assert_eq!(broken_rule(true_days), None);
    }

    #[test]
    fn is_caught() {
        let faults: [(&str, Count, &str); 7] = [
            (
                "the day in UTC",
                |n, c, at, l| {
                    let utc = at.date_naive().and_time(NaiveTime::from_hms_opt(12, 0, 0).unwrap()).and_utc();
                    true_days(n, c, utc, l)
                },
                "our own reading is the civil day, not rolled",
            ),
            (
                "24 hours for a day",
                |n, c, at, l| {
                    let due = true_days(n, c, at, l);
                    let midnight = end_of_day(at.with_timezone(&l.zone).date_naive(), l.zone);
                    Due { internal: midnight + TimeDelta::hours(24 * i64::from(n)), ..due }
                },
                "our own reading is the civil day, not rolled",
            ),
            (
                "our own reading rolled too",
                |n, c, at, l| {
                    let due = true_days(n, c, at, l);
                    Due { internal: due.legal.unwrap(), ..due }
                },
                "our own reading is the civil day, not rolled",
            ),
            (
                "no roll",
                |n, c, at, l| {
                    let due = true_days(n, c, at, l);
                    Due { legal: Some(due.internal), ..due }
                },
                "the last day is a working day",
            ),
            (
                "no holidays",
                |n, c, at, l| {
                    let due = true_days(n, c, at, l);
                    let weekends_only = true_days(n, c, at, &locus("ZZ", l.zone)).legal;
                    Due { legal: if c == Counting::Reg1182 { due.legal } else { weekends_only }, ..due }
                },
                "the last day is a working day",
            ),
            (
                "1182/71 without its two working days",
                |n, c, at, l| {
                    let due = true_days(n, c, at, l);
                    let as_bgb = if c == Counting::Reg1182 { true_days(n, Counting::Bgb, at, l).legal } else { due.legal };
                    Due { legal: as_bgb, ..due }
                },
                "two working days",
            ),
            (
                "one day too many",
                |n, c, at, l| {
                    let due = true_days(n, c, at, l);
                    let next = true_days(n + 1, c, at, l).legal.max(due.legal);
                    Due { legal: if c == Counting::Plain { due.legal } else { next }, ..due }
                },
                "the first day that fits",
            ),
        ];
        for (name, fault, rule) in faults {
            assert_eq!(broken_rule(fault), Some(rule), "planted: {name}");
        }
    }
}
