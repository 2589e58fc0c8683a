use chrono::{NaiveDate, NaiveDateTime, TimeDelta, TimeZone};
use chrono_tz::Tz;
use domain::Instant;
use domain::calendar::{self, NonWorking};
use domain::clocks::{
    ClockRule, Counting, Due, Locus, Moment, Obligation, ObligationKind, Why, end_of_day, explain, fisa_window_end, start, term_end,
};
use domain::ids::ObligationId;
use ombud::words::{Language, Words};

const DUBLIN: Tz = Tz::Europe__Dublin;
const STOCKHOLM: Tz = Tz::Europe__Stockholm;
const NEW_YORK: Tz = Tz::America__New_York;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A civil time of a zone, as an instant.
fn wall(zone: Tz, text: &str) -> Instant {
    let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
    zone.from_local_datetime(&local).earliest().unwrap().to_utc()
}

/// 24:00 of a day that is followed by an ordinary midnight.
fn ends(zone: Tz, text: &str) -> Instant {
    wall(zone, &format!("{} 00:00", day(text).succ_opt().unwrap()))
}

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

mod known_cases {
    use super::*;

    #[test]
    fn epoc_ten_days_without_a_holiday() {
        let o = begin(&days("D.epoc10", 10, Counting::Reg1182), wall(DUBLIN, "2026-09-18 10:00"), &locus("IE", DUBLIN));
        assert_eq!(o.due, Due { internal: ends(DUBLIN, "2026-09-28"), legal: Some(ends(DUBLIN, "2026-09-28")) });
    }

    #[test]
    fn epoc_ten_days_onto_the_irish_october_holiday() {
        let o = begin(&days("D.epoc10", 10, Counting::Reg1182), wall(DUBLIN, "2026-10-16 16:20"), &locus("IE", DUBLIN));
        assert_eq!(o.due, Due { internal: ends(DUBLIN, "2026-10-26"), legal: Some(ends(DUBLIN, "2026-10-27")) });
    }

    #[test]
    fn epoc_ten_days_onto_christmas_in_sweden() {
        let o = begin(&days("D.epoc10", 10, Counting::Reg1182), wall(STOCKHOLM, "2026-12-15 09:00"), &locus("SE", STOCKHOLM));
        assert_eq!(o.due, Due { internal: ends(STOCKHOLM, "2026-12-25"), legal: Some(ends(STOCKHOLM, "2026-12-28")) });
    }

    #[test]
    fn epoc_eight_hours() {
        let o = begin(&hours("D.epoc8h", 8, Counting::Reg1182), wall(DUBLIN, "2026-11-17 14:20"), &locus("IE", DUBLIN));
        assert_eq!(o.due, Due { internal: wall(DUBLIN, "2026-11-17 22:20"), legal: Some(wall(DUBLIN, "2026-11-17 23:00")) });
    }

    #[test]
    fn preservation_sixty_days_and_thirty_more() {
        assert_eq!(term_end(day("2026-10-01"), 60), day("2026-11-30"));
        assert_eq!(term_end(day("2026-11-30"), 30), day("2026-12-30"));
    }

    #[test]
    fn objection_fourteen_days_onto_thanksgiving() {
        let o = begin(&days("D.obj14", 14, Counting::Frcp), wall(NEW_YORK, "2026-11-12 11:00"), &locus("US", NEW_YORK));
        assert_eq!(o.due, Due { internal: ends(NEW_YORK, "2026-11-26"), legal: Some(ends(NEW_YORK, "2026-11-27")) });
    }

    #[test]
    fn objection_fourteen_days_onto_christmas() {
        let o = begin(&days("D.obj14", 14, Counting::Frcp), wall(NEW_YORK, "2026-12-11 11:00"), &locus("US", NEW_YORK));
        assert_eq!(o.due, Due { internal: ends(NEW_YORK, "2026-12-25"), legal: Some(ends(NEW_YORK, "2026-12-28")) });
    }

    #[test]
    fn us_preservation_ninety_days_and_renewed() {
        assert_eq!(term_end(day("2026-09-01"), 90), day("2026-11-30"));
        assert_eq!(term_end(day("2026-11-30"), 90), day("2027-02-28"));
    }

    #[test]
    fn swedish_preservation_ninety_days_from_the_decision() {
        let decided = day("2026-09-01");
        assert_eq!(term_end(decided, 90), day("2026-11-30"));
        assert_eq!(term_end(term_end(decided, 90), 90), day("2027-02-28"));
    }

    #[test]
    fn fisa_reporting_window() {
        assert_eq!(fisa_window_end(day("2027-01-31")), day("2026-08-04"));
    }
}

mod counting {
    use super::*;

    #[test]
    fn the_civil_day_of_the_locus_counts_not_the_day_in_utc() {
        // 00:30 in Stockholm is still the evening before in UTC.
        let o = begin(&days("D", 10, Counting::Reg1182), wall(STOCKHOLM, "2026-06-02 00:30"), &locus("SE", STOCKHOLM));
        assert_eq!(o.due.legal, Some(ends(STOCKHOLM, "2026-06-12")));
    }

    #[test]
    fn a_day_with_twenty_five_hours_is_one_day() {
        // Clocks go back in Dublin on 25 October 2026: ten civil days are 241 hours.
        let o = begin(&days("D", 10, Counting::Plain), wall(DUBLIN, "2026-10-19 00:00"), &locus("IE", DUBLIN));
        assert_eq!(o.due.internal - o.started_at, TimeDelta::hours(11 * 24 + 1));
    }

    #[test]
    fn hours_are_elapsed_time_over_a_clock_change() {
        let o = begin(&hours("D", 8, Counting::Reg1182), wall(DUBLIN, "2026-10-24 22:20"), &locus("IE", DUBLIN));
        assert_eq!(o.due.internal - o.started_at, TimeDelta::hours(8));
        // 23:00 + 8 hours, one of which is the hour that comes twice.
        assert_eq!(o.due.legal, Some(wall(DUBLIN, "2026-10-25 06:00")));
    }

    #[test]
    fn an_event_on_the_full_hour_still_loses_that_hour() {
        let o = begin(&hours("D", 8, Counting::Reg1182), wall(DUBLIN, "2026-11-17 14:00"), &locus("IE", DUBLIN));
        assert_eq!(o.due.legal, Some(wall(DUBLIN, "2026-11-17 23:00")));
    }

    #[test]
    fn hours_of_1182_71_do_not_roll_but_those_of_frcp_do() {
        let friday = |zone| wall(zone, "2026-11-20 20:00");
        let eu = begin(&hours("D", 8, Counting::Reg1182), friday(DUBLIN), &locus("IE", DUBLIN));
        assert_eq!(eu.due.legal, Some(wall(DUBLIN, "2026-11-21 05:00")));
        let us = begin(&hours("D", 8, Counting::Frcp), friday(NEW_YORK), &locus("US", NEW_YORK));
        assert_eq!(us.due.legal, Some(wall(NEW_YORK, "2026-11-23 04:00")));
        assert_eq!(us.due.internal, wall(NEW_YORK, "2026-11-21 04:00"));
    }

    #[test]
    fn two_days_of_1182_71_hold_two_working_days() {
        // Received on a Friday: Saturday and Sunday pass, Monday is the first working day, Tuesday the second.
        let o = begin(&days("D", 2, Counting::Reg1182), wall(DUBLIN, "2026-11-20 10:00"), &locus("IE", DUBLIN));
        assert_eq!(o.due, Due { internal: ends(DUBLIN, "2026-11-22"), legal: Some(ends(DUBLIN, "2026-11-24")) });
        assert_eq!(explain(&o).skipped.last().map(|s| s.why), Some(Why::TooFewWorkingDays));
    }

    #[test]
    fn swedish_eves_count_under_the_law_of_1930_only() {
        // Ten days from 14 December 2026 end on Christmas Eve, a Thursday.
        let at = wall(STOCKHOLM, "2026-12-14 10:00");
        let se = begin(&days("D", 10, Counting::Se1930), at, &locus("SE", STOCKHOLM));
        assert_eq!(se.due.legal, Some(ends(STOCKHOLM, "2026-12-28")));
        let eu = begin(&days("D", 10, Counting::Reg1182), at, &locus("SE", STOCKHOLM));
        assert_eq!(eu.due.legal, Some(ends(STOCKHOLM, "2026-12-24")));
    }

    #[test]
    fn german_civil_code_rolls_over_the_day_of_unity() {
        // Ten days from 23 September 2025 end on Friday 3 October.
        let berlin = Tz::Europe__Berlin;
        let o = begin(&days("D", 10, Counting::Bgb), wall(berlin, "2025-09-23 10:00"), &locus("DE", berlin));
        assert_eq!(o.due, Due { internal: ends(berlin, "2025-10-03"), legal: Some(ends(berlin, "2025-10-06")) });
    }

    #[test]
    fn english_periods_of_five_days_or_less_count_working_days_only() {
        let at = wall(Tz::Europe__London, "2026-12-23 10:00");
        let short = begin(&days("D", 3, Counting::Cpr), at, &locus("GB", Tz::Europe__London));
        // Thursday 24 December, Tuesday 29 and Wednesday 30: Monday 28 stands for Boxing Day, a Saturday.
        assert_eq!(
            short.due,
            Due { internal: ends(Tz::Europe__London, "2026-12-26"), legal: Some(ends(Tz::Europe__London, "2026-12-30")) }
        );
        assert_eq!(explain(&short).skipped.last().map(|s| s.why), Some(Why::OnlyWorkingDays));
        let long = begin(&days("D", 7, Counting::Cpr), at, &locus("GB", Tz::Europe__London));
        assert_eq!(long.due.legal, Some(ends(Tz::Europe__London, "2026-12-30")));
    }

    #[test]
    fn an_hour_that_the_clocks_jump_over_is_the_end_of_the_jump() {
        // 24 hours from Friday 23:37, in Beirut, end on Saturday; Monday 00:37 is not jumped over, but Sunday's is.
        let beirut = Tz::Asia__Beirut;
        let start = wall(beirut, "2027-03-27 00:37");
        assert_eq!(end_of_day(day("2027-03-27"), beirut), wall(beirut, "2027-03-28 01:00"));
        assert_eq!(begin(&hours("D", 24, Counting::Plain), start, &locus("ZZ", beirut)).due.internal, wall(beirut, "2027-03-28 01:37"));
    }

    #[test]
    fn a_midnight_that_the_clocks_jump_over_ends_the_day_all_the_same() {
        // In Santiago the clocks went from 24:00 on 5 September 2026 to 01:00.
        let santiago = Tz::America__Santiago;
        let o = begin(&days("D", 1, Counting::Plain), wall(santiago, "2026-09-04 12:00"), &locus("CL", santiago));
        assert_eq!(o.due.internal, wall(santiago, "2026-09-06 01:00"));
        assert_eq!(explain(&o).raw, Moment { date: day("2026-09-05"), time: None });
    }

    #[test]
    fn a_civil_day_that_never_was_is_survived() {
        // Samoa had no 30 December 2011.
        let apia = Tz::Pacific__Apia;
        let o = begin(&days("D", 1, Counting::Plain), wall(apia, "2011-12-28 12:00"), &locus("WS", apia));
        assert_eq!(o.due.internal, wall(apia, "2011-12-31 00:00"));
    }

    #[test]
    fn an_unknown_place_rolls_over_weekends_only_and_says_so() {
        let o = begin(&days("D", 10, Counting::Reg1182), wall(DUBLIN, "2026-12-15 10:00"), &locus("XX", DUBLIN));
        assert_eq!(o.due.legal, Some(ends(DUBLIN, "2026-12-25")));
        assert_eq!(o.calendar, "ZZ-weekends.1");
    }

    #[test]
    fn the_ends_of_time_do_not_panic() {
        for at in [Instant::MIN_UTC, Instant::MAX_UTC, wall(DUBLIN, "1969-12-31 23:00")] {
            for counting in [Counting::Reg1182, Counting::Frcp, Counting::Se1930, Counting::Bgb, Counting::Plain] {
                for rule in [days("D", u32::MAX, counting), hours("D", u32::MAX, counting), days("D", 0, counting)] {
                    let o = start(ObligationId(uuid::Uuid::nil()), ObligationKind::Produce, &rule, at, &locus("US", NEW_YORK), Some(at));
                    assert!(o.due.legal.is_some());
                    assert!(explain(&o).legal.is_some());
                }
            }
        }
    }
}

mod printed_date {
    use super::*;

    fn with_face(rule: &ClockRule, face: Option<&str>) -> Obligation {
        let face = face.map(|f| wall(NEW_YORK, f));
        start(
            ObligationId(uuid::Uuid::nil()),
            ObligationKind::Produce,
            rule,
            wall(NEW_YORK, "2026-11-02 09:00"),
            &locus("US", NEW_YORK),
            face,
        )
    }

    #[test]
    fn of_the_paper_is_the_due_date() {
        let o = with_face(&ClockRule::Face { sla_days: 14 }, Some("2026-11-20 17:00"));
        let at = wall(NEW_YORK, "2026-11-20 17:00");
        assert_eq!(o.due, Due { internal: at, legal: Some(at) });
        assert_eq!(explain(&o).key(), "clock-face");
    }

    #[test]
    fn unknown_leaves_our_own_target_and_no_legal_date() {
        let o = with_face(&ClockRule::Face { sla_days: 14 }, None);
        assert_eq!(o.due, Due { internal: ends(NEW_YORK, "2026-11-16"), legal: None });
        assert_eq!(explain(&o).key(), "clock-face-unknown");
    }

    #[test]
    fn pulls_our_target_forward_and_never_pushes_it_back() {
        let rule = days("D.epoc10", 10, Counting::Plain);
        let earlier = with_face(&rule, Some("2026-11-05 12:00"));
        assert_eq!(earlier.due, Due { internal: wall(NEW_YORK, "2026-11-05 12:00"), legal: Some(ends(NEW_YORK, "2026-11-12")) });
        let later = with_face(&rule, Some("2026-11-30 12:00"));
        assert_eq!(later.due, with_face(&rule, None).due);
    }

    #[test]
    fn is_the_legal_date_where_the_law_has_no_number_but_not_where_nothing_is_owed() {
        let promptly = ClockRule::Promptly { id: "D.unverzueglich".to_owned(), sla_hours: 24 };
        let o = with_face(&promptly, Some("2026-11-20 17:00"));
        assert_eq!(o.due, Due { internal: wall(NEW_YORK, "2026-11-03 09:00"), legal: Some(wall(NEW_YORK, "2026-11-20 17:00")) });
        assert_eq!(with_face(&ClockRule::Voluntary { sla_hours: 1 }, Some("2026-11-02 09:30")).due.legal, None);
        assert_eq!(with_face(&ClockRule::Immediate { sla_minutes: 60 }, None).due.internal, wall(NEW_YORK, "2026-11-02 10:00"));
    }
}

mod explanation {
    use super::*;

    #[test]
    fn names_the_raw_date_the_holiday_and_the_law() {
        let o = begin(&days("D.epoc10", 10, Counting::Reg1182), wall(DUBLIN, "2026-10-16 16:20"), &locus("IE", DUBLIN));
        let e = explain(&o);
        assert_eq!((e.key(), e.rule.as_str(), e.source), ("clock-days-rolled", "D.epoc10", Some("Reg. (EEC, Euratom) 1182/71 Art 3")));
        assert_eq!(e.started.to_string(), "2026-10-16 16:20:00");
        assert_eq!(e.raw, Moment { date: day("2026-10-26"), time: None });
        assert_eq!(e.legal, Some(Moment { date: day("2026-10-27"), time: None }));
        let [skipped] = e.skipped.as_slice() else { panic!("one day is skipped, not {:?}", e.skipped) };
        assert_eq!((skipped.date, skipped.why.key().as_str()), (day("2026-10-26"), "holiday-ie-october"));
        assert_eq!((e.calendar.as_str(), e.differs), (calendar::of("IE").version, None));
    }

    #[test]
    fn lists_each_day_of_a_long_roll() {
        let o = begin(&days("D", 10, Counting::Se1930), wall(STOCKHOLM, "2026-12-14 10:00"), &locus("SE", STOCKHOLM));
        let keys: Vec<_> = explain(&o).skipped.iter().map(|s| s.why.key()).collect();
        assert_eq!(keys, ["holiday-se-julafton", "holiday-se-juldagen", "holiday-se-annandag-jul", "nonworking-sunday"]);
    }

    #[test]
    fn shows_stored_dates_and_says_when_they_would_differ_today() {
        let mut o = begin(&days("D.epoc10", 10, Counting::Reg1182), wall(DUBLIN, "2026-10-16 16:20"), &locus("IE", DUBLIN));
        let today = o.due.clone();
        o.calendar = "IE.0".to_owned();
        o.due.legal = Some(ends(DUBLIN, "2026-10-26"));
        let e = explain(&o);
        assert_eq!(e.legal, Some(Moment { date: day("2026-10-26"), time: None }));
        assert_eq!((e.calendar.as_str(), e.differs), ("IE.0", Some(today)));
    }

    #[test]
    fn says_an_hour_as_an_hour() {
        let e = explain(&begin(&hours("D.epoc8h", 8, Counting::Reg1182), wall(DUBLIN, "2026-11-17 15:20"), &locus("IE", DUBLIN)));
        assert_eq!(e.key(), "clock-hours-next-hour");
        assert_eq!(e.legal, Some(Moment { date: day("2026-11-18"), time: chrono::NaiveTime::from_hms_opt(0, 0, 0) }));
    }

    #[test]
    fn has_words_in_both_languages() {
        let rules = [
            days("D", 10, Counting::Reg1182),
            days("D", 14, Counting::Reg1182),
            hours("D", 8, Counting::Reg1182),
            hours("D", 8, Counting::Plain),
            hours("D", 96, Counting::Frcp),
            ClockRule::Face { sla_days: 14 },
            ClockRule::Promptly { id: "D".to_owned(), sla_hours: 24 },
            ClockRule::Immediate { sla_minutes: 60 },
            ClockRule::Voluntary { sla_hours: 1 },
        ];
        let at = wall(NEW_YORK, "2026-11-12 10:20");
        let mut keys: Vec<String> = calendar::all().flat_map(|c| c.codes()).map(|code| format!("holiday-{code}")).collect();
        keys.extend(calendar::all().map(|c| format!("place-{}", c.place.to_ascii_lowercase())));
        keys.extend([NonWorking::Saturday.key(), NonWorking::Sunday.key(), Why::TooFewWorkingDays.key(), Why::OnlyWorkingDays.key()]);
        for rule in &rules {
            for face in [None, Some(at)] {
                let o = start(ObligationId(uuid::Uuid::nil()), ObligationKind::Produce, rule, at, &locus("US", NEW_YORK), face);
                keys.push(explain(&o).key().to_owned());
            }
        }
        for language in Language::ALL {
            for key in &keys {
                assert!(Words::of(language).has(key), "{} has no words for {key}", language.code());
            }
        }
        let vienna = locus("AT", Tz::Europe__Vienna);
        let easter = explain(&begin(&days("D", 10, Counting::Reg1182), wall(Tz::Europe__Vienna, "2026-03-27 10:00"), &vienna));
        let said = Words::of(Language::En).why_skipped(&easter.skipped[0], &easter);
        assert_eq!(said, "Easter Monday, a public holiday in Austria");
    }
}
