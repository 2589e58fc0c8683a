//! The small world that is explored: a rulebook of seven rows, a few people, and time in days.

use chrono::{DateTime, Duration, NaiveDate};
use domain::Instant;
use domain::actor::{Actor, Role, Roles};
use domain::category::Category;
use domain::clocks::{ClockRule, Counting, ObligationKind};
use domain::command::Receive;
use domain::ground::Ground;
use domain::ids::{AuthorityId, CustomerId, DemandId, LineId, OrderId, PersonId, Reference};
use domain::instrument::{
    Audience, Bilingual, ClearanceRule, Confidence, CostRule, Force, Instrument, InstrumentId, IssuerKind, Matter, NoticeDuty, NoticeRule,
    NoticeTiming, ObligationRule, Payer, PreservationRule, PreservationStart, Purpose, RedirectRule, RowHash, Rule, Rulebook, SecrecyRule,
    SecrecySource, StartsWith, StatisticsKeys, StopsWith,
};
use domain::paper::{Channel, CustomerClass, Identifier, IdentifierKind, KnownAuthority, KnownCustomer, Paper, Receipt, ScopeLine};
use domain::policy::Policy;
use uuid::Uuid;

/// An id that is the same in every run.
pub fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

/// The instant at which a tick falls; tick 0 is the receipt. One tick is one day.
pub fn tick(n: u32) -> Instant {
    DateTime::from_timestamp(1_790_000_000, 0).unwrap() + Duration::days(i64::from(n))
}

pub const SUBSCRIBER: u128 = 21;
pub const CONTENT: u128 = 22;
pub const BEYOND: u128 = 23;
/// The order that a paper or a demand's own law brings.
pub const STATUTORY: u128 = 30;
pub const ORDER: u128 = 31;
pub const PUBLIC_ORDER: u128 = 32;

/// Approvals last three days, checks four, a first half two, so that each ends within the days explored.
pub fn policy() -> Policy {
    Policy {
        verification_valid: Duration::days(4),
        approval_valid: Duration::days(3),
        prepared_valid: Duration::days(2),
        notice_after_secrecy: 1,
        send_after_working_days: Some(1),
        indefinite_review: Duration::days(2),
        notice_due: Duration::days(1),
        acknowledge_within: Duration::days(1),
        reminders: 1,
        window_margin: Duration::hours(12),
        ..Policy::default()
    }
}

pub const WARRANT: &str = "zz.warrant";
pub const EPOC: &str = "zz.epoc";
pub const SECRET: &str = "zz.secret";
pub const PRESERVE: &str = "zz.preserve";
pub const EMERGENCY: &str = "zz.emergency";
pub const INFORMAL: &str = "zz.informal";
/// An order to act; wider than any real one, so that nothing but its purpose keeps data from leaving.
pub const ACT: &str = "zz.act";
/// Its row has changed: today's brings silence by law, the one of before did not.
pub const RENEWED: &str = "zz.renewed";
pub const TODAY: &str = "what the row says today";

/// The name of today's row of [`RENEWED`].
pub fn today() -> Rule {
    Rule { version: "small".to_owned(), row: RowHash(TODAY.to_owned()) }
}

fn row(name: &str) -> Instrument {
    let text = || Bilingual { en: name.to_owned(), sv: name.to_owned() };
    Instrument {
        id: InstrumentId(name.to_owned()),
        title: text(),
        territory: "ZZ".to_owned(),
        statute: "a statute".to_owned(),
        summary: text(),
        force: Force::Compulsory,
        purpose: Purpose::Disclose,
        reach: [Category::SubId, Category::Content].into(),
        issuers: [IssuerKind::Court].into(),
        enabled: true,
        compartment: None,
        no_access: [].into(),
        validators: [].into(),
        thresholds: Vec::new(),
        paper_term: None,
        suspended_by: [].into(),
        obligations: Vec::new(),
        cost: CostRule { payer: Payer::Provider, text: None, law: "none".to_owned() },
        side_rules: Vec::new(),
        confidence: Confidence::General,
        overrides: None,
        tests: Vec::new(),
        narrower_issuers: std::collections::BTreeMap::new(),
        form: Vec::new(),
        clock: ClockRule::Hours { id: "D.three_days".to_owned(), n: 72, counting: Counting::Plain },
        emergency_clock: None,
        secrecy: SecrecyRule {
            source: SecrecySource::Court,
            covers: [].into(),
            by_request: [].into(),
            law: String::new(),
            terms: Vec::new(),
        },
        notice: NoticeRule {
            customer: NoticeDuty::Must,
            end_user: NoticeDuty::Must,
            when: NoticeTiming::Before,
            window_days: 1,
            per_customer: false,
            set_by_order: false,
        },
        redirect: RedirectRule::Expected,
        preservation: Some(PreservationRule {
            days: Some(3),
            extension_days: Some(3),
            from: PreservationStart::Receipt,
            confirmable: true,
        }),
        clearance: None,
        grounds: vec![Ground::R03, Ground::R10, Ground::R11],
        ground_laws: [].into(),
        statistics: StatisticsKeys { legal_process: name.to_owned(), matter: Matter::Criminal },
        sources: Vec::new(),
        effective_from: NaiveDate::MIN,
        effective_to: None,
        review_required: true,
        open_points: Vec::new(),
    }
}

/// Eight rows: what differs between the instruments of the real rulebook, each once.
pub fn rulebook() -> Rulebook {
    let warrant = row(WARRANT);
    let epoc = Instrument {
        secrecy: SecrecyRule {
            source: SecrecySource::Request,
            covers: [Audience::EndUser, Audience::Public].into(),
            by_request: [Audience::Customer].into(),
            law: "the form's own box".to_owned(),
            terms: Vec::new(),
        },
        notice: NoticeRule {
            customer: NoticeDuty::Must,
            end_user: NoticeDuty::Authority,
            when: NoticeTiming::With,
            window_days: 0,
            per_customer: true,
            set_by_order: false,
        },
        redirect: RedirectRule::Allowed,
        preservation: Some(PreservationRule { days: None, extension_days: None, from: PreservationStart::Receipt, confirmable: false }),
        clearance: Some(ClearanceRule { categories: [Category::Content].into(), law: "the enforcing authority's time".to_owned() }),
        emergency_clock: Some(ClockRule::Hours { id: "D.eight_hours".to_owned(), n: 8, counting: Counting::Plain }),
        obligations: vec![ObligationRule {
            kind: ObligationKind::Preserve,
            clock: ClockRule::Hours { id: "D.hour".to_owned(), n: 1, counting: Counting::Plain },
            start: StartsWith::Receipt,
            stops: [StopsWith::Preserved, StopsWith::Withdrawn].into(),
            suspended_by: [].into(),
            law: "keep it without undue delay".to_owned(),
        }],
        ..row(EPOC)
    };
    let secret = Instrument {
        reach: [Category::SubId].into(),
        secrecy: SecrecyRule {
            source: SecrecySource::Statutory,
            covers: [Audience::Customer, Audience::EndUser].into(),
            by_request: [].into(),
            law: "a law of silence".to_owned(),
            terms: Vec::new(),
        },
        notice: NoticeRule {
            customer: NoticeDuty::No,
            end_user: NoticeDuty::Authority,
            when: NoticeTiming::After,
            window_days: 0,
            per_customer: false,
            set_by_order: false,
        },
        redirect: RedirectRule::NotForeseen,
        clock: ClockRule::Promptly { id: "D.promptly".to_owned(), sla_hours: 48 },
        preservation: None,
        ..row(SECRET)
    };
    let preserve = Instrument { purpose: Purpose::Preserve, redirect: RedirectRule::NotForeseen, notice: told_after(), ..row(PRESERVE) };
    let emergency = Instrument {
        force: Force::Voluntary,
        notice: told_after(),
        clock: ClockRule::Voluntary { sla_hours: 4 },
        preservation: None,
        redirect: RedirectRule::NotForeseen,
        ..row(EMERGENCY)
    };
    let act = Instrument { purpose: Purpose::Act, notice: told_after(), preservation: None, ..row(ACT) };
    let informal = Instrument { force: Force::None, preservation: None, ..row(INFORMAL) };
    let renewed = Instrument { secrecy: secret.secrecy.clone(), redirect: RedirectRule::NotForeseen, preservation: None, ..row(RENEWED) };
    let before = Instrument { preservation: None, ..row(RENEWED) };
    let (name, then) = (InstrumentId(RENEWED.to_owned()), RowHash("what it said".to_owned()));
    Rulebook {
        version: "small".to_owned(),
        hashes: [(name.clone(), today().row)].into(),
        kept: [(then.clone(), before), (today().row, renewed.clone())].into(),
        versions: [(("old".to_owned(), name.clone()), then), (("small".to_owned(), name), today().row)].into(),
        instruments: [warrant, epoc, secret, preserve, emergency, act, informal, renewed].into_iter().map(|i| (i.id.clone(), i)).collect(),
        ..Rulebook::default()
    }
}

pub fn person(n: u128, roles: &[Role]) -> Actor {
    Actor::Person { id: PersonId(id(n)), roles: roles.iter().copied().collect::<Roles>() }
}

/// The customer's contact whose mail is number 60.
pub fn customers_contact() -> Actor {
    Actor::Contact(super::menu::contact(0))
}

/// Somebody who holds every role that works on a case.
pub fn anyone(n: u128) -> Actor {
    person(n, &[Role::Intake, Role::Reviewer, Role::Approver, Role::DisclosureOfficer, Role::NoticeOfficer])
}

pub fn custodian() -> Actor {
    person(9, &[Role::Custodian])
}

pub fn court() -> KnownAuthority {
    KnownAuthority {
        id: AuthorityId(id(40)),
        name: "Example County Court".to_owned(),
        kind: IssuerKind::Court,
        territory: "US".to_owned(),
        frozen: false,
    }
}

pub fn police() -> KnownAuthority {
    KnownAuthority { id: AuthorityId(id(41)), name: "Example Police".to_owned(), kind: IssuerKind::Police, ..court() }
}

pub fn customer(class: CustomerClass) -> KnownCustomer {
    let n = match class {
        CustomerClass::Consumer => 50,
        CustomerClass::Enterprise => 51,
        CustomerClass::PublicSector => 52,
        CustomerClass::Privileged => 53,
    };
    KnownCustomer {
        id: CustomerId(id(n)),
        name: class.code().to_owned(),
        class,
        country: "SE".to_owned(),
        accounts: vec!["a@example.org".to_owned()],
        told: None,
    }
}

pub fn line(n: u128) -> ScopeLine {
    let category = match n {
        SUBSCRIBER => Category::SubId,
        CONTENT => Category::Content,
        _ => Category::Traffic,
    };
    ScopeLine {
        id: LineId(id(n)),
        account: "a@example.org".to_owned(),
        category,
        from: Some(tick(0) - Duration::days(30)),
        to: Some(tick(0)),
        decision: None,
        collected: None,
    }
}

pub fn paper(instrument: &str) -> Paper {
    Paper {
        instrument: InstrumentId(instrument.to_owned()),
        rulebook: "small".to_owned(),
        authority_name: "Example County Court".to_owned(),
        authority_reference: "file 1".to_owned(),
        issuer: None,
        statute: "a statute".to_owned(),
        issued_on: None,
        face_due: None,
        notice_at: None,
        emergency_claimed: instrument == EMERGENCY,
        refrain_requested: false,
        enforcing_authority_notified: instrument == EPOC,
        identifiers: vec![Identifier { kind: IdentifierKind::Mail, value: "a@example.org".to_owned() }],
        stated: domain::stated::Stated::default(),
    }
}

/// A demand as it comes in: authority and customer known for certain.
pub fn received(instrument: &str, lines: &[u128], class: CustomerClass) -> Receive {
    Receive {
        id: DemandId(id(1)),
        reference: Reference::from_random([0; 8]),
        receipt: Receipt { at: tick(0), channel: Channel::Mail, sender: "clerk@example.org".to_owned() },
        paper: paper(instrument),
        lines: lines.iter().map(|n| line(*n)).collect(),
        documents: Vec::new(),
        authority: Some(court()),
        customer: Some(customer(class)),
        duplicates: Vec::new(),
        statutory_order: OrderId(id(STATUTORY)),
        secrecy_asked: None,
        facts: None,
    }
}

/// The customer is told afterwards, with no time to object.
fn told_after() -> NoticeRule {
    NoticeRule {
        customer: NoticeDuty::Must,
        end_user: NoticeDuty::Must,
        when: NoticeTiming::After,
        window_days: 0,
        per_customer: false,
        set_by_order: false,
    }
}
