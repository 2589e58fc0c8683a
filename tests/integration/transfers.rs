//! What the clauses for transfers ask, as data; and the time that an authority sets for the notice.

use crate::both_databases;
use crate::support::actors::Desk;
use chrono::Duration;
use domain::category::Category;
use domain::command::{Command, OrderDraft};
use domain::customer_report::ReportInterval;
use domain::demand::Demand;
use domain::ids::OrderId;
use domain::instrument::{Audience, SecrecySource};
use domain::notice::Notice;
use domain::paper::CustomerClass;
use domain::refusal::Reason;
use domain::secrecy::{Answer, Checklist, EffortKind, EffortResult};
use domain::stage::SkipGround;
use domain::transfer::{Keep, NoticeFact};
use ombud::rulebook::{Kind, load, parse_transfers};
use uuid::Uuid;

const TEXT: &str = include_str!("../../src/rulebook/laws/transfers.toml");

#[test]
fn the_clauses_say_what_they_say() {
    let clauses = load().unwrap().transfers;
    assert_eq!(clauses.notice, NoticeFact::ALL.into());
    assert_eq!((clauses.waiver_efforts, clauses.report_interval, clauses.keep), (1, ReportInterval::HalfYearly, Keep::ContractEnd));
    assert!(!clauses.report_to.contains(&CustomerClass::Consumer) && clauses.report_to.contains(&CustomerClass::PublicSector));
    assert!(clauses.source.contains("2021/914") && !clauses.open_points.is_empty());
}

#[test]
fn a_wrong_file_is_answered_with_its_line() {
    assert!(parse_transfers("t.toml", TEXT).is_ok());
    for (was, is, line, says) in [
        ("\"authority\", ", "", "notice", "need not say 'authority'"),
        ("waiver_efforts = 1", "waiver_efforts = 0", "waiver_efforts", "no try"),
        ("\"half_yearly\"\n", "\"never\"\n", "report_to", "the other way round"),
        ("source = \"Commission Implementing Decision (EU) 2021/914, annex, clause 15.1\"", "source = \" \"", "source", "empty"),
        ("keep = \"contract_end\"", "keep = \"ever\"", "keep", "ever"),
        ("waiver_efforts = 1", "waiver_efforts = 1\nwaivers = 2", "waivers", "waivers"),
    ] {
        assert!(TEXT.contains(was), "{was}");
        let text = TEXT.replacen(was, is, 1);
        let error = parse_transfers("t.toml", &text).unwrap_err();
        let place = 1 + text.lines().position(|l| l.starts_with(line)).unwrap();
        assert!(error.to_string().contains(says), "{error}");
        assert_eq!(error.line, place, "{error}");
    }
    assert_eq!(parse_transfers("t.toml", "source =").unwrap_err().kind, Kind::Syntax);
}

fn order(desk: &Desk, until: Option<domain::Instant>) -> OrderDraft {
    OrderDraft {
        id: OrderId(Uuid::new_v4()),
        source: SecrecySource::Court,
        covers: [Audience::Customer].into(),
        law: "Reg. (EU) 2022/2065 Art 10(6)".to_owned(),
        document: "order of the court".to_owned(),
        from: desk.now(),
        until,
    }
}

async fn read_anew(desk: &Desk, demand: &Demand, notice_at: Option<domain::Instant>) -> Demand {
    let mut paper = demand.paper.clone();
    paper.notice_at = notice_at;
    let (lines, reason) = (demand.lines.clone(), "the order was read again".to_owned());
    let again = Command::CorrectPaper { paper: Box::new(paper), lines, reason, statutory_order: OrderId(Uuid::new_v4()) };
    desk.does(desk.staff.intake, demand.id, again).await
}

both_databases! {
    /// Reg. (EU) 2022/2065 Art 10(5): "or, where applicable, at the time provided by the authority in its order".
    async fn the_time_that_the_authority_sets_moves_the_date(url: String) {
        let desk = Desk::open(&url).await;
        let until = desk.now() + Duration::days(5);
        let set = desk.now() + Duration::days(40);
        for (instrument, moves) in [("eu.dsa.art10", true), ("us.sca.subpoena", false)] {
            desk.clock.set(until - Duration::days(5));
            let mut new = desk.demand(instrument, instrument, &[Category::SubId]);
            new.paper.notice_at = Some(set);
            let id = desk.receive(new).await.id;
            desk.does(desk.staff.intake, id, Command::PlaceSecrecy(order(&desk, Some(until)))).await;
            desk.verify(id).await;
            desk.does(desk.staff.intake, id, Command::SkipRedirect { ground: SkipGround::Secrecy }).await;
            desk.clock.set(until);
            desk.workflow.tick(10).await.unwrap();
            let owed = desk.find(id).await;
            let own = desk.workflow.policy().after_secrecy(until, &desk.workflow.policy().locus(desk.workflow.territory(&owed)));
            assert_eq!(owed.notice.due(), Some(if moves { set } else { own }), "{instrument}");
            if moves {
                let later = set + Duration::days(10);
                let moved = read_anew(&desk, &owed, Some(later)).await;
                assert!(matches!(moved.notice, Notice::Owed { .. }), "{:?}", moved.notice);
                assert_eq!(moved.notice.due(), Some(later));
                let same = read_anew(&desk, &moved, Some(later)).await;
                assert_eq!(same.notice, moved.notice, "nothing moves where nothing was read otherwise");
                let none = read_anew(&desk, &same, None).await;
                assert_eq!(none.notice.due(), Some(desk.now() + desk.workflow.policy().notice_due));
            }
        }
        desk.holds().await;
    }

    /// Clause 15.1(b): a secrecy without an end is not looked at again before somebody has tried to have it waived.
    async fn a_try_to_have_it_waived_comes_before_the_review(url: String) {
        let desk = Desk::open(&url).await;
        let id = desk.receive(desk.demand("us.sca.subpoena", "t-1", &[Category::SubId])).await.id;
        let draft = order(&desk, None);
        let of = draft.id;
        desk.does(desk.staff.intake, id, Command::PlaceSecrecy(draft)).await;
        let review = || Command::ReviewSecrecy { order: of, checklist: Checklist { individualised: Answer::Yes, end_date: Answer::Yes, alternative: Answer::Yes }, note: "looked at".to_owned() };
        assert!(desk.refused(desk.staff.reviewer, id, review()).await.contains(&Reason::EffortNeeded));
        let effort = Command::RecordEffort { order: of, kind: EffortKind::Waiver, result: EffortResult::Awaited, note: "asked".to_owned() };
        desk.does(desk.staff.reviewer, id, effort).await;
        desk.does(desk.staff.reviewer, id, review()).await;
    }
}
