//! One demand of every instrument, driven through the one door to its own end. What is expected is written here by hand from the law
//! and not read from the rulebook.

mod reach;

use crate::both_databases;
use crate::support::actors::{Desk, called_back};
use chrono::{Duration, NaiveDate};
use domain::actor::Actor;
use domain::category::Category::{self, AccessIp, Content, ContentRt, Credentials, Location, SubId, Traffic, TrafficRt};
use domain::clocks::{ObligationKind, explain};
use domain::command::{Command, Verb};
use domain::demand::Demand;
use domain::effect::Effect;
use domain::ground::Ground::{self, R01, R02, R06, R10, R11, R23};
use domain::ids::{DemandId, LineId};
use domain::instrument::Audience::{self, Customer, EndUser, Public};
use domain::instrument::IssuerKind::{self, Agency, Court, Minister, Party, Police, Prosecutor};
use domain::instrument::NoticeTiming::{self, After, Before, With};
use domain::instrument::{InstrumentId, NoticeDuty};
use domain::notice::Notice;
use domain::outcome::Outcome;
use domain::paper::Decision;
use domain::preservation::Preservation;
use domain::refusal::Reason;
use domain::stage::{SkipGround, StageName};
use ombud::store::outbox::{self, MessageFilter};
use std::collections::BTreeSet;

/// A clock: days end with a civil day, hours and minutes at a moment.
#[derive(Clone, Copy, Debug)]
enum Due {
    /// The date on the paper, which nobody has entered: our own target in days.
    Face(i64),
    /// Days of the law, ten after receipt, that end on a working day here.
    Epoc,
    /// Hours of our own, under the rule of this name.
    Hours(&'static str, i64),
    /// At once: an hour of our own.
    AtOnce,
    /// No duty at all.
    None,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kept {
    /// Nothing was placed on receipt.
    No,
    /// Until it is produced or taken back.
    Open,
    /// Until the end of a day.
    Until(i32, u32, u32),
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Ends {
    /// Data leaves.
    Released,
    /// Kept, and nothing leaves.
    Preserved,
    /// Something is removed or blocked, and nothing leaves.
    Acted,
    /// Understood and compulsory, but there is nothing here that it can get: refused at the review.
    NoAccess,
    /// It binds nobody: it never gets past verification.
    CompelsNothing,
}

struct Expected {
    id: &'static str,
    asks: Category,
    issuer: IssuerKind,
    /// Somebody who may not issue it for what is asked.
    wrong_issuer: Option<IssuerKind>,
    /// A category that it never gets.
    beyond: Category,
    due: Due,
    silent: &'static [Audience],
    told: Option<NoticeTiming>,
    kept: Kept,
    ground: (Ground, &'static str),
    ends: Ends,
}

const ALL: &[Audience] = &[Customer, EndUser, Public];
const THEM: &[Audience] = &[EndUser, Public];
const NOBODY: &[Audience] = &[];

#[rustfmt::skip]
#[expect(clippy::too_many_arguments, reason = "a row of the table, in the order of its columns")]
const fn row(id: &'static str, asks: Category, issuer: IssuerKind, wrong_issuer: Option<IssuerKind>, beyond: Category, due: Due,
    silent: &'static [Audience], told: Option<NoticeTiming>, kept: Kept, ground: (Ground, &'static str), ends: Ends) -> Expected {
    Expected { id, asks, issuer, wrong_issuer, beyond, due, silent, told, kept, ground, ends }
}

use Due::{AtOnce, Epoc, Face, Hours};
use Ends::{Acted, CompelsNothing, NoAccess, Preserved, Released};
use Kept::{No, Open, Until};

const DE: &str = "D.unverzueglich";

/// Instrument, what is asked, issuer, wrong issuer, beyond reach, clock, silent on receipt, customer told, kept, a ground with its
/// law, end. Received on Tuesday, 1 September 2026.
#[rustfmt::skip]
const TABLE: &[Expected] = &[
    // 18 USC 2703(c)(2), (d), (a): six items, records, content. Secrecy only by an order under 2705(b).
    row("us.sca.subpoena", SubId, Prosecutor, None, Traffic, Face(14), NOBODY, Some(Before), Open, (R11, "2703"), Released),
    row("us.sca.order_2703d", Traffic, Court, Some(Prosecutor), Location, Face(14), NOBODY, Some(Before), Open, (R11, "2703"), Released),
    row("us.sca.warrant", Content, Court, Some(Police), ContentRt, Face(14), NOBODY, Some(Before), Open, (R10, "FRCrP"), Released),
    // 2703(f): 90 days, nothing leaves. 2702: the provider decides.
    row("us.sca.preserve_2703f", SubId, Police, None, SubId, AtOnce, NOBODY, Some(After), Until(2026, 11, 30), (R01, "2702(a)"), Preserved),
    row("us.sca.emergency_2702", AccessIp, Police, None, ContentRt, Hours("D.none", 1), NOBODY, Some(After), Open, (R11, "2703"), Released),
    // 18 USC 3123(d), 2511(2)(a)(ii), 2709(c); 50 USC 1881a, 1805: live or secret by statute.
    row("us.pen_trap", TrafficRt, Court, Some(Police), TrafficRt, Face(3), ALL, None, Open, (R11, "USC"), NoAccess),
    row("us.wiretap_t3", ContentRt, Court, Some(Prosecutor), ContentRt, Face(3), ALL, None, Open, (R06, "2016/679"), NoAccess),
    row("us.nsl_2709", SubId, Agency, Some(Police), Content, Face(14), ALL, None, Open, (R11, "USC"), Released),
    row("us.fisa.702", ContentRt, Agency, Some(Court), ContentRt, Face(3), ALL, None, Open, (R11, "USC"), NoAccess),
    row("us.fisa.other", ContentRt, Court, Some(Agency), ContentRt, Face(3), ALL, None, Open, (R11, "USC"), NoAccess),
    // FRCP 45; 18 USC 2702 bars content.
    row("us.civil_subpoena", SubId, Party, Some(Police), Content, Face(14), NOBODY, Some(Before), Open, (R23, "2702"), Released),
    // Reg. (EU) 2023/1543 Art 4(2), 5(7), 10(3), 13(1), 13(4).
    row("eu.epoc", Content, Court, Some(Prosecutor), ContentRt, Epoc, THEM, Some(With), Open, (R11, "2023/1543 Art 4"), Released),
    row("eu.epoc_pr", SubId, Prosecutor, Some(Police), SubId, AtOnce, THEM, None, Until(2026, 10, 31), (R02, "Art 4(3)"), Preserved),
    // Reg. (EU) 2022/2065 Art 9, 10.
    row("eu.dsa.art10", SubId, Agency, None, Content, Face(10), NOBODY, Some(With), Open, (R11, "2022/2065 Art 10"), Released),
    row("eu.dsa.art9", SubId, Agency, None, SubId, Hours("D.without_undue_delay", 24), NOBODY, Some(With), Open, (R01, "2022/2065 Art 9"), Acted),
    row("eu.eio", SubId, Court, None, SubId, Due::None, NOBODY, None, No, (R01, "2014/41"), CompelsNothing),
    // IPA 2016 s.60A, 82; Part 2, s.57; s.253, 255(8). RIPA 2000 s.49.
    row("uk.ipa.comms_data", Traffic, Agency, Some(Court), Content, Face(14), ALL, None, Open, (R11, "IPA 2016"), Released),
    row("uk.ipa.intercept", Content, Minister, Some(Police), ContentRt, Face(7), ALL, None, Open, (R02, "IPA 2016"), Released),
    row("uk.ipa.tcn", Credentials, Minister, Some(Police), Credentials, Face(14), ALL, None, Open, (R02, "IPA 2016 s.253"), NoAccess),
    row("uk.ripa_s49", Credentials, Court, None, Credentials, Face(14), NOBODY, None, Open, (R11, "RIPA"), NoAccess),
    // PACE 1984 Sch 1; COPO 2019 s.1, 8, 9; the UK-US agreement.
    row("uk.pace_order", Content, Court, Some(Police), ContentRt, Face(7), NOBODY, Some(Before), Open, (R02, "PACE"), Released),
    row("uk.copo", Content, Court, Some(Minister), ContentRt, Face(7), NOBODY, Some(Before), Open, (R11, "Overseas"), Released),
    row("uk.daa_order", Content, Minister, Some(Police), ContentRt, Face(14), ALL, None, Open, (R06, "Data Access Agreement"), Released),
    row("uk.emergency", SubId, Police, Some(Court), Content, Hours("D.none", 1), NOBODY, Some(After), Open, (R10, "UK GDPR"), Released),
    row("uk.norwich_pharmacal", SubId, Court, Some(Party), Content, Face(14), NOBODY, Some(Before), Open, (R02, "CPR"), Released),
    // LEK 9 kap. 31–33 §§; rättegångsbalken 27 kap. 16, 16 a, 18, 19 §§, 28 kap. 1 §, 38 kap.; lag (2020:62); URL 53 c §.
    row("se.lek.abonnemang", SubId, Police, Some(Court), Traffic, Hours("D.promptly", 72), ALL, None, Open, (R11, "LEK"), Released),
    row("se.rb.hok", Traffic, Prosecutor, Some(Police), Content, AtOnce, ALL, None, Open, (R06, "27 kap. 19"), Released),
    row("se.rb.hak", Traffic, Court, Some(Police), ContentRt, AtOnce, ALL, None, Open, (R06, "27 kap. 18"), Released),
    row("se.hda", Content, Court, Some(Police), ContentRt, AtOnce, ALL, None, Open, (R06, "2020:62"), Released),
    row("se.rb.beslag", Content, Police, Some(Agency), ContentRt, Face(14), NOBODY, Some(Before), Open, (R06, "28 kap. 1"), Released),
    row("se.rb.edition", Content, Court, Some(Prosecutor), ContentRt, Face(14), NOBODY, Some(Before), Open, (R10, "38 kap. 2"), Released),
    row("se.rb.bevarande", SubId, Police, Some(Court), SubId, AtOnce, NOBODY, Some(After), Until(2026, 11, 28), (R02, "27 kap. 16"), Preserved),
    row("se.url.53c", SubId, Court, Some(Party), Content, Face(14), NOBODY, Some(Before), Open, (R23, "1960:729"), Released),
    // StPO §§ 94, 98, 100a, 100g, 100j, 100k; TDDDG §§ 21–24; TKG § 174.
    row("de.bestand", SubId, Police, Some(Court), Credentials, Hours(DE, 24), ALL, None, Open, (R11, "100j"), Released),
    row("de.bestand_zugang", Credentials, Court, Some(Police), Credentials, Hours(DE, 24), ALL, None, Open, (R11, "TDDDG § 23"), NoAccess),
    row("de.nutzung", Traffic, Court, Some(Prosecutor), Content, Hours(DE, 24), ALL, None, Open, (R02, "100k"), Released),
    row("de.verkehr", Traffic, Court, Some(Prosecutor), Content, Hours(DE, 24), ALL, None, Open, (R06, "100g"), Released),
    row("de.tku", ContentRt, Court, Some(Police), ContentRt, Face(3), ALL, None, Open, (R06, "100a"), NoAccess),
    row("de.beschlagnahme", Content, Prosecutor, Some(Police), ContentRt, Face(7), NOBODY, Some(Before), Open, (R02, "98"), Released),
    row("de.tdddg_21", SubId, Court, Some(Party), Content, Face(14), NOBODY, Some(Before), Open, (R23, "TDDDG § 21"), Released),
    // Between States, by consent, without power.
    row("intl.mlat", Content, Court, None, SubId, Due::None, NOBODY, None, No, (R01, "2016/679"), CompelsNothing),
    row("intl.budapest_2ap", SubId, Court, None, Content, Due::None, NOBODY, Some(Before), No, (R01, "2016/679"), CompelsNothing),
    row("au.ipo", Content, Court, Some(Police), ContentRt, Face(7), ALL, None, Open, (R06, "Australia-US"), Released),
    row("gen.foreign_order", SubId, Court, None, SubId, Due::None, NOBODY, None, No, (R01, "2016/679"), CompelsNothing),
    row("gen.emergency", SubId, Police, Some(Party), Content, Hours("D.none", 1), NOBODY, Some(After), Open, (R10, "2016/679"), Released),
    row("gen.consent", SubId, Police, None, SubId, Due::None, NOBODY, None, No, (R01, "2016/679"), CompelsNothing),
    row("gen.civil_foreign", SubId, Party, None, SubId, Due::None, NOBODY, None, No, (R23, "2016/679"), CompelsNothing),
    row("gen.regulator", SubId, Agency, Some(Police), Content, Face(14), NOBODY, Some(Before), Open, (R11, "2016/679"), Released),
    row("gen.informal", SubId, Police, None, SubId, Due::None, NOBODY, None, No, (R01, "2016/679"), CompelsNothing),
    row("gen.other", SubId, Police, None, SubId, Due::None, NOBODY, None, No, (R01, "2016/679"), CompelsNothing),
];

#[test]
fn the_table_holds_every_instrument_once() {
    let table: Vec<&str> = TABLE.iter().map(|e| e.id).collect();
    let unique: BTreeSet<&str> = table.iter().copied().collect();
    assert_eq!(unique.len(), table.len());
    let book = ombud::rulebook::load().unwrap();
    assert_eq!(unique, book.instruments.keys().map(InstrumentId::as_str).collect());
}

impl Expected {
    async fn receive(&self, desk: &Desk, n: usize) -> Demand {
        let mut asked = vec![self.asks];
        if self.beyond != self.asks {
            asked.push(self.beyond);
        }
        let asked = if self.ends == Preserved { Vec::new() } else { asked };
        let mut new = desk.demand(self.id, &format!("EX-{n}"), &asked);
        new.paper.issuer = Some(self.issuer);
        new.paper.emergency_claimed = matches!(self.due, Hours("D.none", _));
        // RB 27 kap. 16 §: the term runs from the decision, two days before.
        new.paper.issued_on = NaiveDate::from_ymd_opt(2026, 8, 30);
        desk.receive(new).await
    }

    fn on_receipt(&self, desk: &Desk, demand: &Demand) {
        let id = self.id;
        let rulebook = desk.workflow.rulebook();
        // Clocks.
        let kind = if self.ends == Preserved { ObligationKind::Preserve } else { ObligationKind::Produce };
        match (self.due, demand.clock(kind)) {
            (Due::None, clock) => assert!(clock.is_none(), "{id}: {clock:?}"),
            (due, Some(clock)) => {
                let why = explain(clock);
                let after = clock.due.internal - desk.now();
                let (rule, right) = match due {
                    Face(days) => {
                        let last = desk.now().date_naive() + Duration::days(days);
                        ("D.face", why.internal.date == last && why.internal.time.is_none() && clock.due.legal.is_none())
                    }
                    Epoc => {
                        let last = NaiveDate::from_ymd_opt(2026, 9, 11);
                        ("D.epoc10", Some(why.internal.date) == last && why.legal.map(|l| l.date) == last)
                    }
                    Hours(rule, hours) => (rule, after == Duration::hours(hours) && clock.due.legal.is_none()),
                    AtOnce => ("D.immediate", after == Duration::hours(1) && clock.due.legal.is_none()),
                    Due::None => ("", false),
                };
                assert_eq!(clock.rule.id(), rule, "{id}");
                assert!(right, "{id}: {why:?}");
            }
            (_, None) => panic!("{id}: no clock runs"),
        }
        assert!(demand.clock(ObligationKind::Acknowledge).is_some(), "{id}");
        // Secrecy: what the statute itself silences.
        let silent: BTreeSet<Audience> = demand.secrecy.orders.iter().flat_map(|o| o.covers.iter().copied()).collect();
        assert_eq!(silent, self.silent.iter().copied().collect(), "{id}: silent on receipt");
        // Notice.
        let (duty, when) = demand.notice_duty(rulebook);
        assert_eq!((duty == NoticeDuty::Must).then_some(when), self.told, "{id}: told");
        // Preservation.
        let kept = match demand.preservation {
            Preservation::None | Preservation::Ended { .. } | Preservation::Purged { .. } => No,
            Preservation::Active { until: None, .. } => Open,
            Preservation::Active { until: Some(end), .. } => {
                let last = (end - Duration::hours(12)).date_naive();
                Until(chrono::Datelike::year(&last), chrono::Datelike::month(&last), chrono::Datelike::day(&last))
            }
        };
        assert_eq!(kept, self.kept, "{id}: kept");
        // Grounds.
        let (ground, law) = self.ground;
        let instrument = demand.instrument(rulebook).unwrap();
        assert!(instrument.grounds.contains(&ground), "{id}: {ground:?} is no ground");
        let says = rulebook.law(ground, Some(instrument));
        assert!(says.contains(law), "{id}: {ground:?} rests on {says}");
    }

    /// Who may not issue it does not get through verification.
    async fn wrong(&self, desk: &Desk, n: usize) {
        let Some(wrong) = self.wrong_issuer else { return };
        let mut new =
            desk.demand(self.id, &format!("EX-{n}-wrong"), if self.ends == Preserved { &[] } else { std::slice::from_ref(&self.asks) });
        new.paper.issuer = Some(wrong);
        let id = desk.receive(new).await.id;
        desk.does(desk.staff.intake, id, Command::BeginVerification).await;
        let why = desk.blocked(desk.staff.intake, id, Verb::Verify).await;
        assert!(why.contains(&Reason::IssuerNotCompetent), "{}: {wrong:?} may issue it: {why:?}", self.id);
    }

    async fn refuse(&self, desk: &Desk, id: DemandId) {
        let refuse = Command::Refuse { grounds: vec![self.ground.0], explanation: "By its own law.".to_owned() };
        let closed = desk.does(desk.staff.reviewer, id, refuse).await;
        assert_eq!(closed.stage.end().map(domain::stage::End::outcome), Some(Outcome::RejectedInvalid), "{}", self.id);
    }

    /// Nothing can leave; what was done is recorded, the authority hears of it at once, and whose content it was is owed a word.
    async fn act(&self, desk: &Desk, id: DemandId, line: LineId) {
        let reviewer = desk.staff.reviewer;
        assert!(desk.blocked(reviewer, id, Verb::Recommend).await.contains(&Reason::ActsOnly), "{}", self.id);
        let why = desk.refused(reviewer, id, Command::DecideLine { line, decision: Decision::Authorise }).await;
        assert_eq!(why, [Reason::BeyondReach { category: self.asks }], "{}", self.id);
        let effect = |at| {
            let what = "The page was removed.".to_owned();
            Command::GiveEffect { effect: Effect { what, at, territory: "The Union".to_owned(), short_of: String::new() } }
        };
        let why = desk.refused(reviewer, id, effect(desk.now() + Duration::hours(1))).await;
        assert_eq!(why, [Reason::DatesReversed], "{}: what has not happened", self.id);
        let acted = desk.does(reviewer, id, effect(desk.now())).await;
        assert_eq!(acted.stage.end().map(domain::stage::End::outcome), Some(Outcome::ActedOn), "{}", self.id);
        assert!(acted.clock(ObligationKind::Produce).unwrap().met_at.is_some(), "{}", self.id);
        assert!(matches!(acted.notice, Notice::Owed { due, .. } if due == desk.now()), "{}: {:?}", self.id, acted.notice);
        let letters =
            outbox::list(desk.workflow.store().read(), ombud::store::Sight::Whole, &MessageFilter::default(), None, 500).await.unwrap();
        let told: Vec<_> = letters.iter().filter(|m| m.demand_id.map(|d| d.to()) == Some(id) && m.letter == "effect").collect();
        assert_eq!(told.len(), 1, "{}", self.id);
        assert!(told[0].side == outbox::AUTHORITY && told[0].body_text.contains("The page was removed."), "{}", told[0].body_text);
    }

    async fn past_the_customer(&self, desk: &Desk, id: DemandId) -> Demand {
        let named = desk.workflow.rulebook().get(&InstrumentId(self.id.to_owned())).unwrap().redirect;
        let demand = desk.find(id).await;
        if demand.emergency != domain::demand::Emergency::No {
            desk.does(desk.staff.other_reviewer, id, Command::ConfirmEmergency { reason: "A child is missing.".to_owned() }).await;
            return desk.does(desk.staff.intake, id, Command::SkipRedirect { ground: SkipGround::Emergency }).await;
        }
        if self.ends == Preserved || named == domain::instrument::RedirectRule::NotForeseen {
            return desk.does(desk.staff.intake, id, Command::SkipRedirect { ground: SkipGround::LawNamesProvider }).await;
        }
        desk.redirect(id).await
    }

    /// From receipt to its own end.
    async fn run(&self, desk: &Desk, n: usize) {
        let received = self.receive(desk, n).await;
        let id = received.id;
        self.on_receipt(desk, &received);
        self.wrong(desk, n).await;
        let staff = desk.staff;
        if self.ends == CompelsNothing {
            desk.does(staff.intake, id, Command::BeginVerification).await;
            desk.does(staff.caller, id, called_back()).await;
            desk.does(staff.intake, id, Command::CheckForm).await;
            let why = desk.refused(staff.intake, id, Command::Verify).await;
            assert!(why.iter().any(|r| matches!(r, Reason::CompelsNothing | Reason::NotClassified)), "{}: {why:?}", self.id);
            return self.refuse(desk, id).await;
        }
        desk.verify(id).await;
        let reviewing = self.past_the_customer(desk, id).await;
        assert_eq!(reviewing.stage.name(), StageName::Reviewing, "{}", self.id);
        if self.ends == Preserved {
            assert!(desk.blocked(staff.reviewer, id, Verb::Recommend).await.contains(&Reason::PreservesOnly), "{}", self.id);
            assert!(desk.blocked(staff.reviewer, id, Verb::ConfirmPreserved).await.iter().any(|r| matches!(r, Reason::NotYetKept { .. })));
            desk.keeps(id).await;
            let kept = desk.does(staff.reviewer, id, Command::ConfirmPreserved).await;
            assert_eq!(kept.stage.end().map(domain::stage::End::outcome), Some(Outcome::PreservedOnly), "{}", self.id);
            return;
        }
        if self.ends == Acted {
            return self.act(desk, id, reviewing.lines[0].id).await;
        }
        if !self.silent.contains(&Customer) {
            desk.no_secrecy(id).await;
        }
        if self.told == Some(Before) {
            desk.notify(id).await;
            desk.forward(Duration::days(15));
        }
        // Reach: what it can't compel can't be authorised, whoever asks.
        for line in &reviewing.lines {
            let authorise = Command::DecideLine { line: line.id, decision: Decision::Authorise };
            if line.category == self.beyond {
                let why = desk.refused(staff.reviewer, id, authorise).await;
                assert_eq!(why, [Reason::BeyondReach { category: self.beyond }], "{}", self.id);
                let refuse = Decision::Refuse { ground: self.ground.0 };
                desk.does(staff.reviewer, id, Command::DecideLine { line: line.id, decision: refuse }).await;
            } else {
                desk.does(staff.reviewer, id, authorise).await;
            }
        }
        if self.ends == NoAccess {
            let why = desk.blocked(staff.reviewer, id, Verb::Recommend).await;
            assert!(why.contains(&Reason::NothingAuthorised), "{}: {why:?}", self.id);
            return self.refuse(desk, id).await;
        }
        let digest = desk.recommend(id, desk.assessment()).await.stage.recommended().unwrap().digest.clone();
        desk.does(staff.approver, id, Command::Approve { digest }).await;
        let line = desk.find(id).await.lines.iter().find(|l| l.is_authorised()).unwrap().id;
        desk.collect_line(id, line, crate::support::actors::sample().as_bytes()).await.unwrap();
        desk.seal(id).await.unwrap();
        let released = desk.release(id).await.unwrap_or_else(|e| panic!("{}: {e}", self.id));
        assert!(released.stage.released().is_some() || released.is_closed(), "{}", self.id);
        match self.told {
            None => assert!(matches!(released.notice, Notice::NotOwed(_)), "{}: {:?}", self.id, released.notice),
            // Told before; what is owed now is how it ended.
            Some(Before) => assert!(released.past_notices.iter().any(|past| past.reached.is_some()), "{}: {:?}", self.id, released.notice),
            Some(With | After) => assert!(matches!(released.notice, Notice::Owed { .. }), "{}: {:?}", self.id, released.notice),
        }
        assert!(desk.workflow.find(&Actor::System, id).await.is_ok());
    }
}

both_databases! {
    /// The whole table on one installation: each demand by its own rules, and the record holds at the end.
    async fn one_demand_of_every_instrument_runs_by_its_own_rules(url: String) {
        let mut desk = Desk::open(&url).await;
        desk.staff = desk.staff.cleared();
        for (n, expected) in TABLE.iter().enumerate() {
            desk.clock.set(crate::support::actors::morning());
            expected.run(&desk, n).await;
        }
        desk.holds().await;
    }
}
