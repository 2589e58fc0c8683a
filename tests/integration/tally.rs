//! From a demand's entries to a tally: each rule by entries that somebody could have made, and the closing of them all.

use domain::Instant;
use domain::actor::{Actor, Role, Roles};
use domain::category::Category;
use domain::command::{ClearanceAnswer, Receive, RedirectAnswer};
use domain::count::{Earlier, Sources, tally};
use domain::event::{Consequences, Entry, Event};
use domain::ground::Ground;
use domain::ids::{AuthorityId, CustomerId, DemandId, LineId, MessageId, OrderId, PackageId, PersonId, Reference};
use domain::instrument::{Audience, InstrumentId, IssuerKind, Matter, Rulebook, SecrecySource};
use domain::notice::{NoticeDraft, NoticeKind};
use domain::outcome::Outcome;
use domain::paper::{Channel, CustomerClass, Identifier, IdentifierKind, KnownAuthority, KnownCustomer, Paper, Receipt, ScopeLine};
use domain::preservation::Preservation;
use domain::secrecy::{OrderEnd, SecrecyOrder};
use domain::stage::{Assessment, CheckMethod, Package, PackedLine, SkipGround};
use domain::tally::{AuthorityLevel, DataSought, DemandKind, Disclosed, Notified, RedirectTally, Route, SecrecyTally, Segment, Tally};
use ombud::rulebook;
use std::collections::BTreeMap;
use uuid::Uuid;

fn at(hour: i64) -> Instant {
    "2026-03-02T00:00:00Z".parse::<Instant>().unwrap() + chrono::Duration::hours(hour)
}

fn person(n: u128) -> Actor {
    Actor::Person { id: PersonId(Uuid::from_u128(n)), roles: Roles::default().with(Role::Reviewer) }
}

fn reference(n: u8) -> Reference {
    Reference::from_random([n; 8])
}

/// A demand's life, entry by entry, an hour apart.
struct Life {
    entries: Vec<Entry>,
    rulebook: Rulebook,
    level: AuthorityLevel,
    earlier: BTreeMap<DemandId, Earlier>,
}

impl Life {
    fn of(instrument: &str, shape: impl FnOnce(&mut Receive, &mut Consequences)) -> Self {
        let line = |n: u128, account: &str, category| ScopeLine {
            id: LineId(Uuid::from_u128(n)),
            account: account.to_owned(),
            category,
            from: None,
            to: None,
            decision: None,
            collected: None,
        };
        let name = |kind, value: &str| Identifier { kind, value: value.to_owned() };
        let mut demand = Receive {
            id: DemandId(Uuid::from_u128(1)),
            reference: reference(1),
            receipt: Receipt { at: at(0), channel: Channel::Mail, sender: "clerk@court.example.org".to_owned() },
            paper: Paper {
                instrument: InstrumentId(instrument.to_owned()),
                rulebook: "1".to_owned(),
                authority_name: "Example County Court".to_owned(),
                authority_reference: "EX-1".to_owned(),
                issuer: Some(IssuerKind::Court),
                statute: String::new(),
                issued_on: None,
                face_due: None,
                notice_at: None,
                emergency_claimed: false,
                refrain_requested: false,
                enforcing_authority_notified: false,
                identifiers: vec![name(IdentifierKind::Mail, "A@example.com"), name(IdentifierKind::Account, "b")],
                stated: domain::stated::Stated::default(),
            },
            lines: vec![line(1, "A@example.com", Category::SubId), line(2, "b", Category::Content)],
            documents: Vec::new(),
            authority: Some(KnownAuthority {
                id: AuthorityId(Uuid::from_u128(7)),
                name: "Example County Court".to_owned(),
                kind: IssuerKind::Court,
                territory: "US".to_owned(),
                frozen: false,
            }),
            customer: Some(KnownCustomer {
                id: CustomerId(Uuid::from_u128(8)),
                name: "Example Customer".to_owned(),
                class: CustomerClass::Enterprise,
                country: "US".to_owned(),
                accounts: vec!["a@example.com".to_owned(), "b".to_owned()],
                told: None,
            }),
            duplicates: Vec::new(),
            statutory_order: OrderId(Uuid::from_u128(9)),
            secrecy_asked: None,
            facts: None,
        };
        let mut consequences =
            Consequences { clocks: Vec::new(), preservation: Preservation::None, statutory: None, clearance_needed: false, rule: None };
        shape(&mut demand, &mut consequences);
        let received = Event::Received { demand: Box::new(demand), consequences: Box::new(consequences) };
        Self {
            entries: vec![Entry { at: at(0), actor: Actor::Operator, event: received }],
            rulebook: rulebook::load().unwrap(),
            level: AuthorityLevel::Local,
            earlier: BTreeMap::new(),
        }
    }

    fn warrant() -> Self {
        Self::of("us.sca.warrant", |_, _| {})
    }

    fn then(mut self, by: u128, event: Event) -> Self {
        let hour = i64::try_from(self.entries.len()).unwrap();
        self.entries.push(Entry { at: at(hour), actor: person(by), event });
        self
    }

    fn verified(self) -> Self {
        self.then(1, Event::VerificationBegun)
            .then(
                1,
                Event::RequesterChecked {
                    method: CheckMethod::CallBack,
                    note: "registry".to_owned(),
                    call: None,
                    proof: Default::default(),
                    until: None,
                },
            )
            .then(1, Event::FormChecked)
            .then(1, Event::Verified)
    }

    fn reviewed(self) -> Self {
        self.verified().then(1, Event::RedirectSkipped { ground: SkipGround::Emergency })
    }

    fn sealed(self, records: &[(&str, Category, u64)]) -> Self {
        let assessment = Assessment { text: "lawful".to_owned(), challenge: None, art48: None, repeat_reason: None };
        let lines = records.iter().enumerate().map(|(n, (account, category, records))| PackedLine {
            line: LineId(Uuid::from_u128(n as u128)),
            account: (*account).to_owned(),
            category: *category,
            first: None,
            last: None,
            records: *records,
        });
        let package = Package {
            id: PackageId(Uuid::from_u128(3)),
            sha256: String::new(),
            sealed_sha256: String::new(),
            bytes: 1,
            lines: lines.collect(),
            recipient: AuthorityId(Uuid::from_u128(7)),
        };
        self.reviewed()
            .then(2, Event::Recommended { assessment, digest: "d".to_owned() })
            .then(3, Event::Approved { digest: "d".to_owned() })
            .then(4, Event::PackageSealed { package })
    }

    fn released(self, records: &[(&str, Category, u64)]) -> Self {
        self.sealed(records).then(5, Event::Released { first: PersonId(Uuid::from_u128(4)) })
    }

    fn told(self) -> Self {
        let draft = NoticeDraft { kind: NoticeKind::Advance, digest: "n".to_owned(), copies: Vec::new(), to: Vec::new() };
        self.then(5, Event::NoticeQueued { draft, first: Some(PersonId(Uuid::from_u128(4))) })
            .then(1, Event::NoticeSent { message: MessageId(Uuid::from_u128(5)), window: None, late: false })
    }

    fn silenced(self, source: SecrecySource, end: OrderEnd) -> Self {
        let placed_at = at(i64::try_from(self.entries.len()).unwrap());
        self.then(
            1,
            Event::SecrecyPlaced {
                order: SecrecyOrder {
                    id: OrderId(Uuid::from_u128(u128::try_from(placed_at.timestamp()).unwrap())),
                    source,
                    covers: [Audience::Customer].into(),
                    law: "18 USC 2705(b)".to_owned(),
                    document: "order".to_owned(),
                    from: placed_at,
                    end,
                    placed_at,
                    efforts: Vec::new(),
                    reviews: Vec::new(),
                    ended_at: None,
                },
            },
        )
    }

    fn at_cut_off(&self, cut_off: Instant) -> Option<Tally> {
        let sources = Sources { rulebook: &self.rulebook, level: self.level, earlier: &self.earlier };
        let tally = tally(&self.entries, cut_off, &sources)?;
        assert_eq!(tally.contradiction(cut_off), None, "{tally:?}");
        assert_eq!(tally.notified.is_some(), tally.disclosed != Disclosed::Nothing);
        // What the counting itself refuses must not come out of a demand that somebody can have.
        let period = "2026".parse().unwrap();
        ombud::report::run(std::slice::from_ref(&tally), period, cut_off, chrono_tz::UTC).unwrap();
        Some(tally)
    }

    fn tally(&self) -> Tally {
        self.at_cut_off(at(500)).unwrap()
    }
}

const SUB: (&str, Category, u64) = ("A@example.com", Category::SubId, 3);
const MAILS: (&str, Category, u64) = ("b", Category::Content, 2);

#[test]
fn what_the_paper_says_is_counted() {
    let t = Life::warrant().tally();
    assert_eq!((t.reference, t.received_at, t.closed_at, t.outcome), (reference(1), at(0), None, None));
    assert_eq!((t.territory.as_str(), t.authority_level, t.route), ("US", AuthorityLevel::Local, Route::Direct));
    assert_eq!((t.legal_process.as_str(), t.matter, t.demand_kind), ("us.search_warrant", Matter::Criminal, DemandKind::Disclosure));
    assert_eq!((t.segment, t.data_sought, t.emergency), (Segment::Enterprise, DataSought::Both, false));
    assert_eq!((t.identifiers, t.accounts_matched, t.customers, t.accounts_disclosed), (2, 2, 1, 0));
    assert_eq!((t.disclosed, t.notified, t.secrecy, t.redirect), (Disclosed::Nothing, None, SecrecyTally::None, RedirectTally::NotOffered));
    assert_eq!((t.duplicate_of, t.extends_preservation, t.accounts_preserved), (None, false, 0));
}

#[test]
fn identifiers_are_counted_once_however_they_are_written() {
    let named = |value: &str| Identifier { kind: IdentifierKind::Mail, value: value.to_owned() };
    let life = Life::of("us.sca.warrant", |d, _| {
        d.paper.identifiers = vec![named("a@example.com"), named("A@Example.com "), named("c@example.com")]
    });
    assert_eq!(life.tally().identifiers, 2);
}

#[test]
fn the_territory_is_the_authoritys_and_else_the_laws() {
    let from =
        |territory: &str| Life::of("eu.epoc", |d, _| d.authority.as_mut().unwrap().territory = territory.to_owned()).tally().territory;
    assert_eq!((from("SE"), from("US-NY"), from("nowhere")), ("SE".to_owned(), "US".to_owned(), "ZZ".to_owned()));
    let unknown = |instrument: &str| Life::of(instrument, |d, _| d.authority = None).tally();
    assert_eq!(unknown("eu.epoc").territory, "ZZ", "the Union's paper comes from a member that nobody has named");
    assert_eq!(unknown("se.rb.beslag").territory, "SE");
    assert_eq!(unknown("gen.other").territory, "ZZ");
    assert_eq!(unknown("se.rb.beslag").authority_level, AuthorityLevel::Unknown, "nobody has identified the authority");
}

#[test]
fn routes_segments_and_data_follow_their_sources() {
    let route = |instrument: &str| Life::of(instrument, |_, _| {}).tally().route;
    assert_eq!((route("eu.epoc"), route("gen.informal"), route("de.bestand")), (Route::EEvidence, Route::Informal, Route::Direct));
    let segment = |class| Life::of("us.sca.warrant", |d, _| d.customer.as_mut().unwrap().class = class).tally().segment;
    assert_eq!(segment(CustomerClass::Consumer), Segment::Consumer);
    assert_eq!(segment(CustomerClass::PublicSector), Segment::PublicSector);
    assert_eq!(segment(CustomerClass::Privileged), Segment::Enterprise);
    let nobody = Life::of("us.sca.warrant", |d, _| d.customer = None).tally();
    assert_eq!((nobody.segment, nobody.customers, nobody.accounts_matched), (Segment::Unknown, 0, 0));
    let sought = |keep: fn(&ScopeLine) -> bool| Life::of("us.sca.warrant", |d, _| d.lines.retain(keep)).tally().data_sought;
    assert_eq!(sought(|l| l.category.is_content()), DataSought::Content);
    assert_eq!(sought(|l| !l.category.is_content()), DataSought::Noncontent);
    assert_eq!(sought(|_| false), DataSought::Unstated);
}

#[test]
fn what_left_decides_the_outcome_and_is_counted_by_account() {
    let both = Life::warrant().released(&[SUB, MAILS]).tally();
    assert_eq!((both.outcome, both.disclosed, both.accounts_disclosed), (Some(Outcome::DisclosedContent), Disclosed::Content, 2));
    let some = Life::warrant().released(&[SUB, ("b", Category::Content, 0)]).tally();
    assert_eq!((some.outcome, some.disclosed, some.accounts_disclosed), (Some(Outcome::DisclosedNoncontent), Disclosed::Noncontent, 1));
    let none = Life::warrant().released(&[("b", Category::Content, 0)]).tally();
    assert_eq!((none.outcome, none.disclosed), (Some(Outcome::NoDataFound), Disclosed::Nothing), "an empty package discloses nothing");
    assert_eq!(Life::warrant().sealed(&[SUB]).tally().disclosed, Disclosed::Nothing, "what is sealed has not left");
}

#[test]
fn two_names_of_one_account_are_not_two_accounts() {
    let life = Life::of("us.sca.warrant", |d, _| d.customer.as_mut().unwrap().accounts.truncate(1)).released(&[SUB, MAILS]);
    let t = life.tally();
    assert_eq!((t.accounts_disclosed, t.accounts_matched), (1, 1));
    let unmatched = Life::of("us.sca.warrant", |d, _| d.customer.as_mut().unwrap().accounts.clear()).released(&[SUB, MAILS]).tally();
    assert_eq!((unmatched.accounts_disclosed, unmatched.accounts_matched), (2, 2), "an account of which something left was matched");
}

#[test]
fn what_left_once_has_left_whatever_comes_later() {
    let reopened =
        Life::warrant().released(&[SUB]).then(2, Event::Reopened { first: PersonId(Uuid::from_u128(9)), reason: "again".to_owned() });
    let t = reopened.tally();
    assert_eq!((t.outcome, t.closed_at, t.disclosed), (None, None, Disclosed::Noncontent));
    let refused = reopened.then(2, Event::Refused { grounds: vec![Ground::R04], explanation: "incomplete".to_owned() }).tally();
    assert_eq!((refused.outcome, refused.disclosed), (Some(Outcome::DisclosedNoncontent), Disclosed::Noncontent));
    let forged =
        Life::warrant().released(&[SUB]).then(2, Event::Reopened { first: PersonId(Uuid::from_u128(9)), reason: "forged".to_owned() });
    let forged = forged.then(2, Event::FraudReported { reason: "called the court".to_owned() }).tally();
    assert_eq!(
        (forged.outcome, forged.disclosed),
        (Some(Outcome::Fraudulent), Disclosed::Noncontent),
        "a fraud found after release (INV-25)"
    );
}

#[test]
fn only_what_happened_up_to_the_cut_off_counts() {
    let life = Life::warrant().released(&[SUB]);
    let released = life.entries.last().unwrap().at;
    let before = life.at_cut_off(released - chrono::Duration::microseconds(1)).unwrap();
    assert_eq!((before.outcome, before.disclosed, before.notified), (None, Disclosed::Nothing, None));
    assert_eq!(life.at_cut_off(released).unwrap().outcome, Some(Outcome::DisclosedNoncontent));
    assert_eq!(life.at_cut_off(at(-1)), None, "it had not come yet");
}

#[test]
fn the_other_ends_are_themselves() {
    let end = |event: Event| Life::warrant().reviewed().then(2, event).tally().outcome.unwrap();
    assert_eq!(end(Event::NoDataFound { looked: "everywhere".to_owned() }), Outcome::NoDataFound);
    assert_eq!(end(Event::Withdrawn { reason: "by letter".to_owned() }), Outcome::Withdrawn);
    assert_eq!(end(Event::Refused { grounds: vec![Ground::R10], explanation: "too wide".to_owned() }), Outcome::RejectedInvalid);
    assert_eq!(end(Event::Superseded { by: DemandId(Uuid::from_u128(2)), reason: "amended".to_owned() }), Outcome::Superseded);
    assert_eq!(end(Event::FraudReported { reason: "called".to_owned() }), Outcome::Fraudulent);
}

#[test]
fn the_notice_is_before_after_or_has_a_reason() {
    let notified = |life: &Life| life.tally().notified.unwrap();
    let owed = |life: Life| life.then(1, Event::NoticeOwed { due: at(400) });
    let before = owed(Life::warrant()).told().released(&[SUB]);
    assert_eq!(notified(&before), Notified::Before);
    let after = owed(Life::warrant().released(&[SUB])).told();
    assert_eq!(notified(&after), Notified::After);
    let told_at = after.entries.last().unwrap().at;
    let not_yet = after.at_cut_off(told_at - chrono::Duration::microseconds(1)).unwrap();
    assert_eq!(not_yet.notified, Some(Notified::Other), "queued is not told");

    let until = |hour| OrderEnd::Until(at(hour));
    let silent = owed(Life::warrant().released(&[SUB])).silenced(SecrecySource::Court, until(1_000));
    assert_eq!(notified(&silent), Notified::Prohibited);
    let ended = owed(Life::warrant().released(&[SUB])).silenced(SecrecySource::Court, until(100));
    assert_eq!(notified(&ended), Notified::Other, "the order has ended and nobody has told yet");
    assert_eq!(ended.at_cut_off(at(99)).unwrap().notified, Some(Notified::Prohibited));

    let emergency = |life: Life| life.then(3, Event::EmergencyConfirmed { reason: "danger to life".to_owned() });
    assert_eq!(notified(&emergency(Life::warrant().released(&[SUB]))), Notified::Exigent);
    let silenced = emergency(Life::warrant().released(&[SUB])).silenced(SecrecySource::Court, until(1_000));
    assert_eq!(notified(&silenced), Notified::Prohibited, "a prohibition outweighs the haste");
    assert_eq!(notified(&Life::warrant().released(&[SUB])), Notified::Other);
}

#[test]
fn the_gravest_order_that_was_ever_in_force_counts() {
    let until = OrderEnd::Until(at(3));
    let forever = OrderEnd::Indefinite { review_on: at(900) };
    let secrecy = |life: Life| life.tally().secrecy;
    assert_eq!(secrecy(Life::warrant().silenced(SecrecySource::Court, until)), SecrecyTally::Fixed, "over at the cut-off and counted");
    assert_eq!(
        secrecy(Life::warrant().silenced(SecrecySource::Court, until).silenced(SecrecySource::Request, forever)),
        SecrecyTally::Indefinite
    );
    assert_eq!(secrecy(Life::warrant().silenced(SecrecySource::Statutory, forever)), SecrecyTally::Statutory);
    let both = Life::warrant().silenced(SecrecySource::Court, until).silenced(SecrecySource::Statutory, forever);
    assert_eq!(secrecy(both), SecrecyTally::Fixed, "an order is counted before a statute");
    let dead = Life::warrant().silenced(SecrecySource::Court, OrderEnd::Until(at(0)));
    assert_eq!(secrecy(dead), SecrecyTally::None, "it had ended before anybody recorded it");

    let order = |life: &Life| match &life.entries.last().unwrap().event {
        Event::SecrecyPlaced { order } => order.id,
        other => panic!("{other:?}"),
    };
    let fixed = Life::warrant().silenced(SecrecySource::Court, OrderEnd::Until(at(50)));
    let id = order(&fixed);
    let extended = fixed.then(1, Event::SecrecyExtended { order: id, end: forever, document: "order 2".to_owned() });
    let narrowed = extended.then(1, Event::SecrecyExtended { order: id, end: OrderEnd::Until(at(60)), document: "order 3".to_owned() });
    assert_eq!(secrecy(narrowed), SecrecyTally::Indefinite, "it was without an end once");
}

#[test]
fn what_became_of_a_redirect_is_counted() {
    let offered = Life::warrant().verified().then(1, Event::RedirectOffered { answer_by: at(100) });
    assert_eq!(offered.tally().redirect, RedirectTally::Offered);
    let accepted = offered.then(1, Event::RedirectAnswered { answer: RedirectAnswer::Accepted }).tally();
    assert_eq!((accepted.redirect, accepted.outcome), (RedirectTally::Accepted, Some(Outcome::RedirectedToCustomer)));
    let offer = || Life::warrant().verified().then(1, Event::RedirectOffered { answer_by: at(100) });
    let declined = RedirectAnswer::Declined { reason: "No.".to_owned() };
    for (answer, counted) in [(RedirectAnswer::Silent, RedirectTally::Silent), (declined, RedirectTally::Declined)] {
        assert_eq!(offer().then(1, Event::RedirectAnswered { answer }).tally().redirect, counted);
    }
    for (ground, counted) in [
        (SkipGround::Secrecy, RedirectTally::SkippedSecrecy),
        (SkipGround::Emergency, RedirectTally::SkippedEmergency),
        (SkipGround::LawNamesProvider, RedirectTally::SkippedLaw),
        (SkipGround::Consumer, RedirectTally::SkippedConsumer),
        (SkipGround::NoCustomer, RedirectTally::SkippedNoCustomer),
    ] {
        let skip = Event::RedirectSkipped { ground };
        assert_eq!(Life::warrant().verified().then(1, skip.clone()).tally().redirect, counted);
        assert_eq!(offer().then(1, skip).tally().redirect, RedirectTally::Offered, "an offer that was made is counted as one");
    }
}

#[test]
fn a_repetition_is_counted_once_unless_it_was_answered_again() {
    let repeated = || {
        let mut life = Life::of("us.sca.warrant", |d, _| d.duplicates = vec![DemandId(Uuid::from_u128(20)), DemandId(Uuid::from_u128(21))]);
        for (n, hour) in [(20, -10), (21, -90)] {
            let known = Earlier { reference: reference(n), received_at: at(hour), preservation: Preservation::None };
            life.earlier.insert(DemandId(Uuid::from_u128(n.into())), known);
        }
        life
    };
    let t = repeated().tally();
    assert_eq!((t.duplicate_of, t.counts()), (Some(reference(21)), false), "the oldest is the one that is counted");
    let again = repeated().released(&[SUB]).tally();
    assert_eq!((again.duplicate_of, again.counts()), (None, true), "what left must not drop out of the count");
}

#[test]
fn preservations_are_their_own_kind() {
    let active = Preservation::Active { since: at(0), until: Some(at(90 * 24)), extended: 0, holds: Vec::new(), accounts: Vec::new() };
    let life = Life::of("us.sca.preserve_2703f", |_, c| c.preservation = active.clone());
    let t = life.tally();
    assert_eq!((t.demand_kind, t.accounts_preserved, t.data_sought), (DemandKind::Preservation, 2, DataSought::Unstated));
    let over = life.then(1, Event::PreservedConfirmed).then(1, Event::PreservationEnded).tally();
    assert_eq!((over.outcome, over.accounts_preserved), (Some(Outcome::PreservedOnly), 2), "it was kept, if only for a time");

    let prolongs = |until: i64| {
        let mut life = Life::of("us.sca.preserve_2703f", |d, c| {
            c.preservation = active.clone();
            d.duplicates = vec![DemandId(Uuid::from_u128(20))];
        });
        let preservation =
            Preservation::Active { since: at(-99), until: Some(at(until)), extended: 0, holds: Vec::new(), accounts: Vec::new() };
        life.earlier.insert(DemandId(Uuid::from_u128(20)), Earlier { reference: reference(20), received_at: at(-99), preservation });
        life.tally().extends_preservation
    };
    assert!(prolongs(1) && !prolongs(-1));
}

#[test]
fn an_emergency_is_one_that_was_confirmed_or_asked_without_process() {
    let claimed = Life::of("us.sca.warrant", |d, _| d.paper.emergency_claimed = true);
    assert!(!claimed.tally().emergency, "a claim alone is a claim");
    assert!(claimed.then(2, Event::EmergencyConfirmed { reason: "danger".to_owned() }).tally().emergency);
    let without = Life::of("us.sca.emergency_2702", |_, _| {}).tally();
    assert_eq!((without.emergency, without.matter), (true, Matter::Emergency));
}

#[test]
fn every_instrument_of_the_rulebook_can_be_counted() {
    for id in rulebook::load().unwrap().instruments.keys() {
        let life =
            Life::of(id.as_str(), |_, _| {}).then(1, Event::ClearanceRecorded { answer: ClearanceAnswer::Given, document: "d".to_owned() });
        let sources = Sources { rulebook: &life.rulebook, level: life.level, earlier: &life.earlier };
        let tally = tally(&life.entries, at(500), &sources).unwrap();
        assert_eq!(tally.contradiction(at(500)), None, "{id}: {tally:?}");
        let report = ombud::report::run(std::slice::from_ref(&tally), "2026".parse().unwrap(), at(500), chrono_tz::UTC);
        // INV-22: the counting takes no demand of national security.
        assert_eq!(report.is_err(), tally.matter == Matter::NationalSecurity, "{id}");
    }
}
