//! How far each instrument reaches, category by category, and what its paper must show: written by hand from the law, tried through the door.

use crate::support::TestDatabase;
use crate::support::actors::{Desk, called_back, morning};
use domain::category::Category::{self, AccessIp, Content, CustomerCfg, Exists, Location, SubId, SubPay, SubSvc, Support, Traffic, Usage};
use domain::command::Command;
use domain::ground::Ground;
use domain::ids::LineId;
use domain::paper::Decision;
use domain::refusal::Reason;
use domain::stage::{SkipGround, StageName};
use std::collections::BTreeSet;

/// 18 USC 2703(c)(2); Reg. (EU) 2023/1543 Art 3(9), (10): who somebody is.
const WHO: &[Category] = &[Exists, SubId, SubPay, SubSvc, AccessIp];
/// Records that are not content and no history of places: 18 USC 2703(d).
const RECORDS: &[Category] = &[Exists, SubId, SubPay, SubSvc, AccessIp, Traffic, Usage, CustomerCfg];
/// All that is stored: a search, a seizure, an order to hand over.
const STORED: &[Category] = &[Exists, SubId, SubPay, SubSvc, AccessIp, Traffic, Usage, CustomerCfg, Location, Support, Content];
/// Reg. (EU) 2023/1543 Art 3(9)-(12): the four kinds of data.
const EVIDENCE: &[Category] = &[Exists, SubId, SubPay, SubSvc, AccessIp, Traffic, Usage, Location, Support, Content];
/// Communications and what belongs to them, under the agreements on access.
const TREATY: &[Category] = &[Exists, SubId, SubPay, SubSvc, AccessIp, Traffic, Location, Content];
/// Where somebody is and who it is: what averts a danger.
const RESCUE: &[Category] = &[Exists, SubId, SubPay, SubSvc, AccessIp, Location];
const NOTHING: &[Category] = &[];

/// Instrument and all that it reaches; whatever is not listed is beyond it.
#[rustfmt::skip]
const REACH: &[(&str, &[Category])] = &[
    ("us.sca.subpoena", WHO),
    ("us.sca.order_2703d", RECORDS),
    ("us.sca.warrant", STORED),
    ("us.sca.preserve_2703f", NOTHING),
    // 2702(b)(8), (c)(4): what relates to the emergency.
    ("us.sca.emergency_2702", &[Exists, SubId, SubPay, SubSvc, AccessIp, Traffic, Usage, Location, Content]),
    ("us.pen_trap", NOTHING), ("us.wiretap_t3", NOTHING), ("us.fisa.702", NOTHING), ("us.fisa.other", NOTHING),
    // 18 USC 2709(b)(1): name, address, length of service.
    ("us.nsl_2709", &[SubId, SubSvc]),
    // 18 USC 2702(a), (c)(6): content is barred.
    ("us.civil_subpoena", &[Exists, SubId, SubSvc, Traffic]),
    ("eu.epoc", EVIDENCE), ("eu.epoc_pr", NOTHING), ("eu.dsa.art10", WHO), ("eu.dsa.art9", NOTHING), ("eu.eio", NOTHING),
    // IPA 2016 s.60A, 261(5): entity and events data, never content.
    ("uk.ipa.comms_data", &[Exists, SubId, SubPay, SubSvc, AccessIp, Traffic, Location]),
    ("uk.ipa.intercept", &[Traffic, Content]), ("uk.ipa.tcn", NOTHING), ("uk.ripa_s49", NOTHING),
    ("uk.pace_order", STORED), ("uk.copo", STORED), ("uk.daa_order", TREATY), ("uk.emergency", RESCUE), ("uk.norwich_pharmacal", WHO),
    // LEK 9 kap. 33 §: abonnemang; rättegångsbalken 27 kap. 18, 19 §§.
    ("se.lek.abonnemang", &[Exists, SubId, SubSvc, AccessIp]), ("se.rb.hok", &[Exists, AccessIp, Traffic, Location]),
    ("se.rb.hak", &[Traffic, Location]), ("se.hda", &[Traffic, Location, Content]), ("se.rb.beslag", STORED), ("se.rb.edition", STORED),
    ("se.rb.bevarande", NOTHING), ("se.url.53c", &[Exists, SubId, SubSvc, AccessIp]),
    // StPO §§ 100g, 100j, 100k; TDDDG §§ 21, 22, 24.
    ("de.bestand", WHO), ("de.bestand_zugang", NOTHING), ("de.nutzung", &[AccessIp, Traffic, Usage, Location]),
    ("de.verkehr", &[AccessIp, Traffic, Location]), ("de.tku", NOTHING), ("de.beschlagnahme", STORED), ("de.tdddg_21", &[Exists, SubId, SubSvc]),
    // CETS 224 Art 7: subscriber information.
    ("intl.mlat", NOTHING), ("intl.budapest_2ap", &[Exists, SubId, SubPay, SubSvc]), ("au.ipo", TREATY),
    ("gen.foreign_order", NOTHING), ("gen.emergency", RESCUE), ("gen.consent", NOTHING), ("gen.civil_foreign", NOTHING),
    ("gen.regulator", &[Exists, SubId, SubPay, SubSvc]), ("gen.informal", NOTHING), ("gen.other", NOTHING),
];

#[test]
fn every_row_reaches_what_its_law_says_and_no_more() {
    let book = ombud::rulebook::load().unwrap();
    let listed: BTreeSet<&str> = REACH.iter().map(|(id, _)| *id).collect();
    assert_eq!(listed, book.instruments.keys().map(|id| id.as_str()).collect());
    for (id, reach) in REACH {
        let row = book.instruments.values().find(|row| row.id.as_str() == *id).unwrap();
        assert_eq!(row.reach, reach.iter().copied().collect(), "{id}");
        // What lives is never had from stored data, and secrets of access never at all.
        for never in [Category::ContentRt, Category::TrafficRt, Category::Credentials] {
            assert!(!row.reach.contains(&never), "{id}: {never:?}");
        }
        // Every disclosing paper says what it must show.
        assert!(row.reach.is_empty() || !row.form.is_empty(), "{id}: no content of the paper is asked for");
        assert!(!row.sources.is_empty() && !row.grounds.is_empty(), "{id}: sources, grounds");
    }
}

/// One line of every category each, decided through the door: exactly what the law reaches can be authorised.
#[tokio::test]
async fn the_door_lets_through_what_is_reached_and_nothing_else() {
    let database = TestDatabase::sqlite();
    let mut desk = Desk::open(&database.url).await;
    desk.staff = desk.staff.cleared();
    let mut tried = 0;
    for (n, (id, reach)) in REACH.iter().enumerate().filter(|(_, (_, reach))| !reach.is_empty()) {
        desk.clock.set(morning());
        let row = desk.workflow.rulebook().instruments.values().find(|row| row.id.as_str() == *id).unwrap().clone();
        let mut new = desk.demand(id, &format!("REACH-{n}"), Category::ALL);
        new.paper.issuer = row.issuers.iter().next().copied();
        let demand = desk.receive(new).await.id;
        desk.does(desk.staff.intake, demand, Command::BeginVerification).await;
        desk.does(desk.staff.caller, demand, called_back()).await;
        desk.does(desk.staff.intake, demand, Command::CheckForm).await;
        let stopped = desk.blocked(desk.staff.intake, demand, domain::command::Verb::Verify).await;
        if !stopped.is_empty() {
            // A paper that compels nothing, or whose issuer may not ask for all of this, stops before the review.
            let known = |why: &Reason| matches!(why, Reason::CompelsNothing | Reason::IssuerNotCompetent | Reason::NotClassified);
            assert!(stopped.iter().all(known), "{id}: {stopped:?}");
            continue;
        }
        desk.does(desk.staff.intake, demand, Command::Verify).await;
        let redirect = row.redirect != domain::instrument::RedirectRule::NotForeseen;
        if redirect {
            desk.redirect(demand).await;
        } else {
            desk.does(desk.staff.intake, demand, Command::SkipRedirect { ground: SkipGround::LawNamesProvider }).await;
        }
        let reviewing = desk.find(demand).await;
        assert_eq!(reviewing.stage.name(), StageName::Reviewing, "{id}");
        let decide = |line: LineId, decision| Command::DecideLine { line, decision };
        for line in &reviewing.lines {
            tried += 1;
            if reach.contains(&line.category) {
                desk.does(desk.staff.reviewer, demand, decide(line.id, Decision::Authorise)).await;
            } else {
                let why = desk.refused(desk.staff.reviewer, demand, decide(line.id, Decision::Authorise)).await;
                assert_eq!(why, [Reason::BeyondReach { category: line.category }], "{id}");
                desk.does(desk.staff.reviewer, demand, decide(line.id, Decision::Refuse { ground: Ground::R11 })).await;
            }
        }
    }
    assert!(tried >= 20 * Category::ALL.len(), "{tried} lines");
    desk.holds().await;
}
