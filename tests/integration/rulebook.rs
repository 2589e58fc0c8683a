mod own;

use domain::category::Category;
use domain::instrument::{Audience, Force, Instrument, InstrumentId, IssuerKind, NoticeDuty, NoticeTiming, Purpose, SecrecySource};
use ombud::rulebook::{FILES, Kind, RulebookError, VERSION, collect, load, parse};
use std::collections::BTreeSet;

fn row(id: &str) -> Instrument {
    load().unwrap().get(&InstrumentId(id.to_owned())).unwrap().clone()
}

fn file(name: &str) -> &'static str {
    FILES.iter().find(|(n, _)| *n == name).unwrap().1
}

mod embedded {
    use super::*;

    #[test]
    fn files_are_all_read_and_none_is_forgotten() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rulebook");
        let on_disk: BTreeSet<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .filter(|n| n.ends_with(".toml"))
            .collect();
        let embedded: BTreeSet<String> = FILES.iter().map(|(n, _)| (*n).to_owned()).collect();
        assert_eq!(on_disk, embedded);
        let book = load().unwrap();
        assert_eq!((book.version.as_str(), book.instruments.len()), (VERSION, FILES.len()));
    }

    /// The whole rulebook in one view: a change of law shows here as a changed line.
    #[test]
    fn rows_are_what_they_were() {
        let mut text = String::new();
        for i in load().unwrap().instruments.values() {
            let codes = |reach: &BTreeSet<Category>| reach.iter().map(|c| c.code()).collect::<Vec<_>>().join(" ");
            text.push_str(&format!(
                "{}\n  {:?} {:?}, approvable {}\n  reach {}\n  issuers {:?}\n  clock {:?}\n  secrecy {:?} {:?} by request {:?}\n  notice {:?}\n  redirect {:?}\n  preservation {:?}\n  clearance {}\n  counted {} {:?}, review {}\n",
                i.id,
                i.force,
                i.purpose,
                i.can_be_approved(),
                codes(&i.reach),
                i.issuers,
                i.clock,
                i.secrecy.source,
                i.secrecy.covers,
                i.secrecy.by_request,
                i.notice,
                i.redirect,
                i.preservation,
                i.clearance.as_ref().map_or_else(|| "none".to_owned(), |c| codes(&c.categories)),
                i.statistics.legal_process,
                i.statistics.matter,
                i.review_required,
            ));
        }
        insta::assert_snapshot!("rows", text);
    }

    #[test]
    fn rows_speak_both_languages_in_different_words() {
        for i in load().unwrap().instruments.values() {
            let texts = [&i.title, &i.summary].into_iter().chain(i.form.iter().map(|f| &f.text)).chain(&i.open_points);
            for text in texts {
                assert_ne!(text.en, text.sv, "{}: not translated", i.id);
            }
        }
    }
}

/// The examples that stand in the rows' own files.
mod examples {
    use super::*;
    use domain::clocks::{ClockRule, Counting};
    use domain::instrument::Vector;
    use domain::policy::Policy;

    #[test]
    fn every_row_agrees_with_its_own_and_carries_some() {
        let policy = Policy::default();
        for i in load().unwrap().instruments.values() {
            assert!(i.tests.len() >= 2, "{} has {} examples", i.id, i.tests.len());
            for (n, vector) in i.tests.iter().enumerate() {
                assert_eq!(vector.differs(i, &policy), Vec::<String>::new(), "{} example {}: {vector:?}", i.id, n + 1);
            }
        }
    }

    /// A rule that is changed under an example, and an example that is wrong, are both seen.
    #[test]
    fn a_planted_fault_is_seen() {
        let policy = Policy::default();
        let right = row("eu.epoc");
        let wrong = |change: fn(&mut Instrument)| {
            let mut i = right.clone();
            change(&mut i);
            i.tests.iter().flat_map(|v| v.differs(&i, &policy)).collect::<Vec<_>>().join("; ")
        };
        assert_eq!(wrong(|_| ()), "");
        assert!(wrong(|i| i.clock = ClockRule::Days { id: "D.epoc10".to_owned(), n: 11, counting: Counting::Reg1182 }).contains("due"));
        assert!(wrong(|i| i.narrower_issuers.clear()).contains("competent"));
        assert!(wrong(|i| i.reach.clear()).contains("reached"));
        assert!(wrong(|i| i.secrecy.covers.clear()).contains("silent_to"));
        assert!(wrong(|i| i.notice.customer = NoticeDuty::No).contains("customer"));
        assert!(wrong(|i| i.tests[0].legal = None).contains("due"));
        assert!(wrong(|i| i.tests[0].received = None).contains("due"), "a fact that is missing is a difference too");
        assert!(wrong(|i| i.tests[0] = Vector::default()).contains("expects nothing"));
    }
}

mod law {
    use super::*;

    /// INV-17.
    #[test]
    fn what_binds_nobody_can_never_be_approved() {
        for id in ["gen.informal", "gen.other"] {
            let i = row(id);
            assert_eq!(i.force, Force::None);
            assert!(i.reach.is_empty() && !i.can_be_approved());
        }
        assert_eq!(InstrumentId::unclassified().as_str(), "gen.other");
    }

    /// INV-10.
    #[test]
    fn whatever_compels_starts_a_preservation_and_a_preservation_reaches_nothing() {
        for i in load().unwrap().instruments.values() {
            assert!(i.force != Force::Compulsory || i.preservation.is_some(), "{}", i.id);
            assert!(i.purpose != Purpose::Preserve || (i.reach.is_empty() && !i.can_be_approved()), "{}", i.id);
        }
    }

    /// 18 USC 2703; United States v. Warshak; Carpenter v. United States. What an emergency may reach (2702(b)(8)) it compels nobody
    /// to give, and INV-13 keeps it shut.
    #[test]
    fn only_the_warrant_compels_content_in_the_united_states() {
        assert_eq!(row("us.sca.emergency_2702").force, Force::Voluntary);
        for id in ["us.sca.subpoena", "us.sca.order_2703d", "us.sca.preserve_2703f"] {
            assert!(!row(id).reach.iter().any(|c| c.is_content()), "{id}");
        }
        assert!(row("us.sca.warrant").reach.contains(&Category::Content));
        assert!(!row("us.sca.order_2703d").reach.contains(&Category::Location));
    }

    /// INV-16.
    #[test]
    fn nothing_live_and_no_password_is_in_reach() {
        for i in load().unwrap().instruments.values() {
            for c in [Category::Credentials, Category::ContentRt, Category::TrafficRt] {
                assert!(!i.reach.contains(&c), "{} reaches {c}", i.id);
            }
        }
    }

    /// Reg. (EU) 2023/1543 Art 4(1), 4(2).
    #[test]
    fn a_prosecutor_may_ask_for_subscriber_data_but_not_for_traffic_or_content() {
        let epoc = row("eu.epoc");
        let set = |categories: &[Category]| categories.iter().copied().collect();
        assert!(epoc.issuer_competent(IssuerKind::Prosecutor, &set(&[Category::SubId, Category::AccessIp])));
        for c in [Category::Traffic, Category::Usage, Category::Location, Category::Content, Category::Support] {
            assert!(!epoc.issuer_competent(IssuerKind::Prosecutor, &set(&[Category::SubId, c])), "{c}");
            assert!(epoc.issuer_competent(IssuerKind::Court, &set(&[c])), "{c}");
            assert!(epoc.clearance.as_ref().unwrap().categories.contains(&c), "{c}");
        }
        assert!(!epoc.issuer_competent(IssuerKind::Police, &set(&[Category::SubId])));
    }

    /// Reg. (EU) 2023/1543 Art 34(2).
    #[test]
    fn a_production_order_could_not_be_issued_before_the_regulation_applied() {
        let mut epoc = row("eu.epoc");
        let on = |day: &str| day.parse().unwrap();
        assert!(!epoc.in_effect(on("2026-08-17")) && epoc.in_effect(on("2026-08-18")));
        epoc.effective_to = Some(on("2027-12-31"));
        assert!(epoc.in_effect(on("2027-12-31")) && !epoc.in_effect(on("2028-01-01")));
    }

    #[test]
    fn the_customer_is_told_unless_a_statute_forbids_it() {
        for i in load().unwrap().instruments.values().filter(|i| i.can_be_approved()) {
            let silenced = i.secrecy.covers.contains(&Audience::Customer);
            assert_eq!(i.notice.customer == NoticeDuty::Must, !silenced, "{}", i.id);
        }
        let bestand = row("de.bestand").secrecy;
        assert_eq!((bestand.source, bestand.covers.len()), (SecrecySource::Statutory, 3));
        let epoc = row("eu.epoc").secrecy;
        assert!(
            epoc.source == SecrecySource::Request
                && epoc.by_request.contains(&Audience::Customer)
                && !epoc.covers.contains(&Audience::Customer)
        );
        for id in ["us.sca.subpoena", "us.sca.order_2703d", "us.sca.warrant", "se.rb.beslag"] {
            let notice = row(id).notice;
            assert_eq!((notice.when, notice.window_days), (NoticeTiming::Before, 10), "{id}");
        }
    }
}

mod wrong_file {
    use super::*;

    /// A right file with one text replaced; the replacement must really change it.
    fn broken(name: &str, from: &str, to: &str) -> RulebookError {
        let text = file(name);
        assert!(text.contains(from), "{name} has no '{from}'");
        parse(name, &text.replacen(from, to, 1)).expect_err("the change must be refused")
    }

    /// The line of the first occurrence in the file, from 1.
    fn line_of(name: &str, text: &str) -> usize {
        file(name).lines().position(|l| l.contains(text)).unwrap() + 1
    }

    const EPOC: &str = "eu.epoc.toml";
    const WARRANT: &str = "us.sca.warrant.toml";

    #[test]
    fn is_refused_with_file_line_and_advice() {
        // (file, what is replaced, by what, kind, text on the reported line, part of the problem, part of the advice)
        let cases = [
            (WARRANT, "\"SUPPORT\", \"CONTENT\"]", "\"SUPPORT\", \"CONTENTS\"]", Kind::Shape, "reach = ", "CONTENTS", "CREDENTIALS"),
            (WARRANT, "\"R21\"]", "\"R99\"]", Kind::Shape, "grounds = ", "R99", "R01, R02"),
            (
                WARRANT,
                "effective_from = \"2018-03-23\"",
                "effective_from = \"2018-02-30\"",
                Kind::Shape,
                "effective_from",
                "2018-02-30",
                "year-month-day",
            ),
            (
                WARRANT,
                "effective_from = \"2018-03-23\"",
                "effective_from = 2018-03-23",
                Kind::Shape,
                "effective_from",
                "effective_from",
                "in quotes",
            ),
            (WARRANT, "force = \"compulsory\"", "force = \"binding\"", Kind::Shape, "force = ", "binding", "\"voluntary\""),
            (WARRANT, "issuers = [\"court\"]", "issuers = [\"judge\"]", Kind::Shape, "issuers = ", "judge", "\"court\""),
            (
                WARRANT,
                "redirect = \"expected\"",
                "redirekt = \"expected\"",
                Kind::Shape,
                "redirect = ",
                "no field 'redirekt'",
                "'redirect'",
            ),
            (WARRANT, "customer = \"must\"", "customer = \"may\"", Kind::Shape, "customer = ", "may", "\"must\""),
            (WARRANT, "window_days = 10", "window_days = \"10\"", Kind::Shape, "window_days", "\"10\"", "without quotes"),
            (WARRANT, "review_required = true", "review_required = yes", Kind::Syntax, "review_required", "not TOML", "key = value"),
            (WARRANT, "territory = \"US\"", "territory = \"US", Kind::Syntax, "territory", "not TOML", "double quotes"),
            (WARRANT, "purpose = \"disclose\"", "force = \"none\"", Kind::Syntax, "purpose = ", "duplicate key", "once"),
            (WARRANT, "territory = \"US\"", "territory = \"USA\"", Kind::Rule, "territory", "USA", "two capital letters"),
            (WARRANT, "id = \"us.sca.warrant\"", "id = \"us.sca.warant\"", Kind::Rule, "id = ", "us.sca.warant", "us.sca.warrant"),
            (WARRANT, "sources = [\"18 USC", "sources = [\"\", \"18 USC", Kind::Rule, "sources = ", "empty", "where the rule can be read"),
            (WARRANT, "reach = [", "reach = [\"CREDENTIALS\", ", Kind::Rule, "reach = ", "CREDENTIALS", "no password"),
            (WARRANT, "grounds = [\"R01\"", "grounds = [\"R01\", \"R01\"", Kind::Rule, "grounds = ", "R01 stands twice", "once"),
            (WARRANT, "window_days = 10", "window_days = 0", Kind::Rule, "window_days", "does not fit", "before"),
            (
                WARRANT,
                "clock = { face = { sla_days = 14 } }",
                "clock = { voluntary = { sla_hours = 1 } }",
                Kind::Rule,
                "clock = ",
                "force",
                "binds",
            ),
            (WARRANT, "sla_days = 14", "sla_days = 0", Kind::Rule, "clock = ", "too short", "from 1"),
            (WARRANT, "sla_days = 14", "sla_days = 4000000000", Kind::Rule, "clock = ", "too long", "3660"),
            (
                WARRANT,
                "source = \"court\"",
                "source = \"court\"\ncovers = [\"customer\"]",
                Kind::Rule,
                "law = \"18 USC 2705(b)\"",
                "no statute",
                "statutory",
            ),
            (
                EPOC,
                "counting = \"reg1182\" } }\nvalidators",
                "counting = \"bgb\" } }\nvalidators",
                Kind::Rule,
                "emergency_clock = ",
                "hours",
                "frcp",
            ),
            (EPOC, "CONTENT = [\"court\"]", "CONTENT = [\"police\"]", Kind::Rule, "CONTENT = ", "CONTENT", "issuers"),
            (
                EPOC,
                "\"SUPPORT\", \"CONTENT\"]\n# Issued",
                "\"SUPPORT\"]\n# Issued",
                Kind::Rule,
                "CONTENT = [",
                "CONTENT is not in reach",
                "reach",
            ),
            (
                EPOC,
                "covers = [\"end_user\"",
                "covers = [\"customer\", \"end_user\"",
                Kind::Rule,
                "by_request",
                "covered already",
                "one list",
            ),
            (EPOC, "end_user = \"authority\"", "end_user = \"must\"", Kind::Rule, "end_user = ", "secrecy covers them", "\"authority\""),
            (EPOC, "review_required = true", "review_required = false", Kind::Rule, "review_required", "open", "true"),
            (
                EPOC,
                "effective_from = \"2026-08-18\"",
                "effective_from = \"2026-08-18\"\neffective_to = \"2026-08-17\"",
                Kind::Rule,
                "review_required",
                "before",
                "last day",
            ),
            (EPOC, "key = \"addressee\"", "key = \"Addressee!\"", Kind::Rule, "key = \"addressee\"", "no name", "small letters"),
            (EPOC, "key = \"addressee\"", "key = \"authorities\"", Kind::Rule, "key = \"addressee\"", "twice", "once"),
            (EPOC, "kind = \"preserve\"", "kind = \"produce\"", Kind::Rule, "kind = \"preserve\"", "production", "clock = "),
            (EPOC, "n = 5, counting", "n = 0, counting", Kind::Rule, "n = 5, counting", "too short", "from 1"),
            (
                EPOC,
                "validators = [\"court\"",
                "validators = [\"police\", \"court\"",
                Kind::Rule,
                "validators = ",
                "issuers does not",
                "may issue",
            ),
            (
                EPOC,
                "start = \"clarification\"",
                "start = \"question\"",
                Kind::Shape,
                "start = \"clarification\"",
                "question",
                "\"receipt\"",
            ),
            (EPOC, "confidence = \"mixed\"", "confidence = \"high\"", Kind::Shape, "confidence = ", "high", "\"general\""),
            (EPOC, "payer = \"issuing_state\"", "payer = \"nobody\"", Kind::Shape, "payer = ", "nobody", "\"provider\""),
            ("us.sca.preserve_2703f.toml", "reach = []", "reach = [\"CONTENT\"]", Kind::Rule, "reach = ", "preserve", "reach = []"),
            ("gen.other.toml", "reach = []", "reach = [\"SUB_ID\"]", Kind::Rule, "reach = ", "force is none", "reach = []"),
            ("gen.informal.toml", "sv = \"Informell begäran\"", "sv = \" \"", Kind::Rule, "Informell begäran", "title.sv", "both"),
        ];
        for (name, from, to, kind, line, problem, advice) in cases {
            let error = broken(name, from, to);
            let context = format!("{from} → {to}: {error}");
            assert_eq!((error.file.as_str(), error.kind), (name, kind), "{context}");
            assert_eq!(error.line, line_of(name, line), "{context}");
            assert!(error.column >= 1, "{context}");
            assert!(error.problem.contains(problem), "{context}");
            assert!(error.advice.contains(advice), "{context}");
        }
    }

    #[test]
    fn with_a_request_that_covers_nobody_is_refused_at_its_section() {
        let error = broken(EPOC, "by_request = [\"customer\"]\n", "");
        assert_eq!((error.kind, error.line), (Kind::Rule, line_of(EPOC, "[secrecy]")), "{error}");
    }

    #[test]
    fn says_which_field_is_missing_and_what_belongs_there() {
        for name in ["sources", "reach", "force", "statute", "clock"] {
            let (before, after) = file(WARRANT).split_once(&format!("\n{name} =")).unwrap();
            let text = format!("{before}\n{}", after.split_once('\n').unwrap().1);
            let error = parse(WARRANT, &text).unwrap_err();
            assert_eq!((error.kind, error.file.as_str()), (Kind::Shape, WARRANT));
            assert_eq!(error.problem, format!("'{name}' is missing"));
            assert!(error.advice.starts_with(&format!("{name} = ")), "{error}");
        }
        let error = broken(WARRANT, "matter = \"criminal\"\n", "");
        assert_eq!(error.problem, "statistics: 'matter' is missing");
        assert_eq!(error.line, line_of(WARRANT, "[statistics]"));
    }

    #[test]
    fn points_at_the_very_value_in_a_list() {
        let error = broken(WARRANT, "\"SUPPORT\", \"CONTENT\"]", "\"SUPPORT\", \"CONTENTS\"]");
        let line = file(WARRANT).lines().nth(error.line - 1).unwrap();
        assert_eq!(error.column, line.find("\"CONTENT\"").unwrap() + 1);
    }

    #[test]
    fn without_a_single_word_or_with_none_of_ours_is_refused() {
        for text in ["", "\u{feff}", "[[[", "x = 1", "\0\0\0", "id = \"a\"\nid = \"b\"", "# only a remark"] {
            assert!(parse("a.toml", text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn spoils_the_whole_rulebook_and_two_of_one_instrument_do_too() {
        let (name, text) = (WARRANT, file(WARRANT));
        let error = collect("test", &[(name, text), (EPOC, "force = 3")]).unwrap_err();
        assert_eq!(error.file, EPOC);
        let error = collect("test", &[(name, text), (name, text)]).unwrap_err();
        assert!(error.problem.contains("us.sca.warrant"), "{error}");
        assert!(collect("test", &[(name, text)]).is_ok());
    }

    proptest::proptest! {
        /// Whatever is cut out of a file, the loader answers; and what it accepts keeps the rules.
        #[test]
        fn cut_anywhere_never_panics(start in 0_usize..4000, length in 1_usize..400) {
            let text: Vec<char> = file(EPOC).chars().collect();
            let cut: String = text.iter().enumerate().filter(|(i, _)| *i < start || *i >= start + length).map(|(_, c)| c).collect();
            match parse(EPOC, &cut) {
                Ok(i) => proptest::prop_assert!(i.id.as_str() == "eu.epoc" && !i.sources.is_empty() && !i.reach.contains(&Category::Credentials)),
                Err(e) => proptest::prop_assert!(e.line >= 1 && e.line <= cut.lines().count() + 1 && !e.advice.is_empty()),
            }
        }
    }
}

mod laws {
    use domain::ground::{Ground, Laws};
    use domain::instrument::InstrumentId;
    use ombud::rulebook::{Kind, load, parse_laws};

    const TEXT: &str = include_str!("../../src/rulebook/laws/grounds.toml");

    /// INV-21: a court of one legal order is not answered with the law of another.
    #[test]
    fn each_ground_of_each_instrument_has_the_law_of_its_own_order() {
        let book = load().unwrap();
        for instrument in book.instruments.values() {
            for ground in Ground::ALL {
                let law = book.law(*ground, Some(instrument));
                assert!(!law.is_empty(), "{} {}", instrument.id, ground.code());
                let american = law.contains("USC") || law.contains("FRC");
                assert!(!american || instrument.territory == "US", "{} is answered with {law}", instrument.id);
                assert!(!law.contains("2023/1543") || instrument.territory == "EU", "{} is answered with {law}", instrument.id);
            }
        }
        let of = |id: &str, ground| book.law(ground, book.get(&InstrumentId(id.to_owned()))).to_owned();
        assert_eq!(of("eu.epoc", Ground::R14), "Reg. (EU) 2023/1543 Art 5(6)");
        assert_eq!(of("eu.epoc_pr", Ground::R02), "Reg. (EU) 2023/1543 Art 4(3), 16(5)(a)", "its own provision goes first");
        assert!(of("se.rb.beslag", Ground::R10).contains("Rättegångsbalken"));
        assert_eq!(book.law(Ground::R20, None), "Reg. (EU) 2016/679 Art 32");
    }

    #[test]
    fn a_mistake_is_answered_with_its_place() {
        assert!(parse_laws("g.toml", TEXT).is_ok());
        for (before, after, kind, said) in [
            ("[R10]", "[R99]", Kind::Shape, "R99"),
            ("[R23]", "[R23]]", Kind::Syntax, ""),
            ("US = \"18 USC 2705(b)\"", "USA = \"18 USC 2705(b)\"", Kind::Rule, "'USA' is no country code"),
            ("US = \"18 USC 2705(b)\"", "US = \" \"", Kind::Rule, "the law of R19 in US is empty"),
            ("ZZ = \"Reg. (EU) 2016/679 Art 32\"", "", Kind::Rule, "R20 has no law that holds everywhere"),
        ] {
            let text = TEXT.replacen(before, after, 1);
            assert_ne!(text, TEXT, "{before}");
            let error = parse_laws("g.toml", &text).unwrap_err();
            assert!(error.kind == kind && error.to_string().contains(said) && error.line > 1, "{error}");
        }
        let without = TEXT.split("# A civil party").next().unwrap();
        assert!(parse_laws("g.toml", without).unwrap_err().to_string().contains("R23 has no law"));
        assert_eq!(Laws::default().of(Ground::R01, "US"), None);
    }
}
