//! What is going to happen to one demand: drawn at its receipt.

use super::cast::{self, Cast};
use super::chance::Chance;
use chrono::Duration;
use domain::Instant;
use domain::category::Category;
use domain::command::Receive;
use domain::ids::{DemandId, LineId, OrderId, Reference};
use domain::instrument::{InstrumentId, IssuerKind, Rulebook};
use domain::paper::{Channel, Identifier, IdentifierKind, KnownAuthority, KnownCustomer, Paper, Receipt, ScopeLine};
use std::collections::BTreeSet;

use Category::{AccessIp, Content, Location, SubId, SubPay, Traffic};

/// How often in a hundred, which instrument, who issues it, its territory, what it asks.
const KINDS: [(u64, &str, IssuerKind, &str, &[Category]); 10] = [
    (30, "us.sca.subpoena", IssuerKind::Prosecutor, "US", &[SubId, SubPay, AccessIp]),
    (12, "us.sca.order_2703d", IssuerKind::Court, "US", &[SubId, Traffic]),
    (20, "us.sca.warrant", IssuerKind::Court, "US", &[SubId, Traffic, Content]),
    (10, "se.rb.beslag", IssuerKind::Prosecutor, "SE", &[SubId, Content]),
    (8, "de.bestand", IssuerKind::Police, "DE", &[SubId, AccessIp]),
    (6, "eu.epoc", IssuerKind::Court, "EU", &[SubId, Traffic]),
    (6, "us.sca.preserve_2703f", IssuerKind::Police, "US", &[]),
    (2, "eu.epoc_pr", IssuerKind::Prosecutor, "EU", &[]),
    (3, "us.sca.emergency_2702", IssuerKind::Police, "US", &[SubId, Location]),
    (3, "gen.informal", IssuerKind::Police, "ZZ", &[SubId]),
];

/// How it ends, unless the law of its instrument ends it otherwise.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ending {
    /// Something is disclosed.
    Released,
    /// Nothing is held.
    NoData,
    /// Refused by counsel.
    Refused,
    /// The authority goes to the customer.
    Redirected,
    /// Taken back.
    Withdrawn,
    /// Forged.
    Fraud,
}

const ENDINGS: [(u64, Ending); 6] = [
    (52, Ending::Released),
    (12, Ending::NoData),
    (12, Ending::Refused),
    (14, Ending::Redirected),
    (7, Ending::Withdrawn),
    (3, Ending::Fraud),
];

/// How much happens to each demand.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Depth {
    /// Its whole life: some twenty entries for most, fifty and more for one in twenty.
    #[default]
    Full,
    /// It comes and is taken back: two entries. For loads so large that only the number of demands matters.
    Short,
}

/// One demand's luck.
pub struct Fate {
    /// How it ends.
    pub ending: Ending,
    /// Only received and taken back.
    pub short: bool,
    /// A court forbids telling.
    pub order: bool,
    /// The approver sends it back once.
    pub send_back: bool,
    /// Questions to the authority still to be asked.
    pub questions: u64,
    /// Notes still to be written.
    pub notes: u64,
    /// Which of two persons of a role has it.
    pub second: bool,
    /// Who asks.
    pub authority: KnownAuthority,
    /// Whose data it is.
    pub customer: Option<KnownCustomer>,
    /// The rest of its luck.
    pub chance: Chance,
}

fn weighted<T: Copy>(chance: &mut Chance, some: &[(u64, T)]) -> Option<T> {
    let mut left = chance.below(some.iter().map(|(weight, _)| weight).sum());
    some.iter()
        .find(|(weight, _)| {
            let here = left < *weight;
            left = left.saturating_sub(*weight);
            here
        })
        .map(|(_, what)| *what)
}

impl Fate {
    /// What arrives at `at`, and what will become of it. `busy` gives it some fifty entries.
    pub fn draw(
        mut chance: Chance,
        depth: Depth,
        reference: Reference,
        busy: bool,
        at: Instant,
        cast: &Cast,
        rulebook: &Rulebook,
    ) -> Option<(Self, Receive)> {
        let kinds = KINDS.map(|(weight, name, issuer, territory, asks)| (weight, (name, issuer, territory, asks)));
        let (instrument, issuer, territory, asks) = weighted(&mut chance, &kinds)?;
        let authority = cast.authority(issuer, territory, &mut chance)?.clone();
        let n = chance.below(1_000_000);
        let mut customer = chance.one_of(&cast.customers)?.clone();
        let domain = cast::domain_of(&customer);
        let accounts: BTreeSet<String> =
            (0..=u64::from(chance.percent(20))).map(|_| format!("user{}@{domain}", chance.below(5_000))).collect();
        customer.accounts = accounts.iter().cloned().collect();
        let ours = !chance.percent(5);
        let known = ours && chance.percent(80);
        let from = at - Duration::days(90);
        // Some ask for more than their paper reaches.
        let asks: Vec<Category> =
            asks.iter().copied().chain((instrument == "us.sca.subpoena" && chance.percent(8)).then_some(Content)).collect();
        let mut lines = Vec::new();
        for account in &accounts {
            for category in &asks {
                let id = LineId(chance.id());
                let (account, from, to) = (account.clone(), Some(from), Some(at - Duration::days(1)));
                lines.push(ScopeLine { id, account, category: *category, from, to, decision: None, collected: None });
            }
        }
        let instrument = InstrumentId(instrument.to_owned());
        let receive = Receive {
            id: DemandId(chance.id()),
            reference,
            receipt: Receipt { at, channel: Channel::Mail, sender: cast::sender(&authority) },
            paper: Paper {
                rulebook: rulebook.version.clone(),
                authority_name: authority.name.clone(),
                authority_reference: format!("EX-{}-{n:06}", at.format("%Y")),
                issuer: Some(issuer),
                statute: rulebook.get(&instrument).map(|i| i.statute.clone()).unwrap_or_default(),
                issued_on: Some((at - Duration::days(2)).date_naive()),
                face_due: chance.percent(40).then(|| at + Duration::days(30)),
                notice_at: None,
                emergency_claimed: instrument.as_str() == "us.sca.emergency_2702",
                refrain_requested: chance.percent(30),
                enforcing_authority_notified: chance.percent(30),
                identifiers: accounts.into_iter().map(|value| Identifier { kind: IdentifierKind::Mail, value }).collect(),
                stated: domain::stated::Stated::default(),
                instrument,
            },
            lines,
            documents: Vec::new(),
            authority: chance.percent(85).then(|| authority.clone()),
            customer: known.then(|| customer.clone()),
            duplicates: Vec::new(),
            statutory_order: OrderId(chance.id()),
            secrecy_asked: None,
            facts: None,
        };
        let fate = Self {
            ending: weighted(&mut chance, &ENDINGS)?,
            short: depth == Depth::Short,
            order: chance.percent(15),
            send_back: chance.percent(6),
            questions: u64::from(chance.percent(8)),
            notes: if busy { 38 } else { chance.below(3) },
            second: chance.percent(50),
            authority,
            customer: ours.then_some(customer),
            chance,
        };
        Some((fate, receive))
    }
}
