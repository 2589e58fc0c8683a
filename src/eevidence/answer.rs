//! Form 3 (Annex III): why an order is not, not yet or not wholly carried out, identifier by identifier, and what is preserved meanwhile. Made
//! from the demand as it stands; nothing in it says who the customer is or who was told.

use super::check::{Gravity, Point};
use super::form::Day;
use super::{EPOC, Form};
use crate::wire::object::{object, one};
use crate::wire::{At, Body, Node, Space, Wire, WireError};
use domain::Instant;
use domain::demand::{Challenge, Demand};
use domain::ground::Ground;
use domain::instrument::{Purpose, Rulebook};
use domain::paper::Decision;
use domain::preservation::Preservation;
use domain::stage::End;
use std::collections::{BTreeMap, BTreeSet};

macro_rules! coded {
    ($($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $value:ident = $code:literal),+ $(,)? })+) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
        pub enum $name {$($(#[$doc])* $value),+}

        impl $name {
            /// All values.
            pub const ALL: &'static [Self] = &[$(Self::$value),+];

            /// As it is written; its name stands in the translations, in small letters with hyphens.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {$(Self::$value => $code),+}
            }
        }

        impl Wire for $name {
            fn body(&self, _: Space) -> Body {
                Body::Text(self.code().to_owned())
            }

            fn read(node: Node, at: &At<'_>) -> Result<Self, WireError> {
                let text = String::read(node, at)?;
                Self::ALL.iter().copied().find(|value| value.code() == text.trim()).ok_or_else(|| at.wrong("is no code of form 3"))
            }
        }

        one!($name);
    )+};
}

coded! {
    /// Why (section D).
    Reason {
        /// Incomplete.
        Incomplete = "INCOMPLETE",
        /// Manifest errors.
        ManifestErrors = "MANIFEST_ERRORS",
        /// Not enough information to carry it out.
        InsufficientInfo = "INSUFFICIENT_INFO",
        /// Not stored when the certificate was received.
        NotStored = "NOT_STORED_AT_RECEIPT",
        /// Impossible for other reasons.
        Impossible = "DE_FACTO_IMPOSSIBILITY_OTHER",
        /// Issuer not competent, or not validated.
        IssuerNotCompetent = "ISSUER_NOT_COMPETENT",
        /// Offence not covered.
        OffenceNotCovered = "OFFENCE_NOT_COVERED",
        /// Service not covered.
        ServiceNotCovered = "SERVICE_NOT_COVERED",
        /// Immunity, privilege, freedom of the press.
        Immunity = "IMMUNITY_PRIVILEGE_PRESS",
        /// Conflict with the law of a third country.
        Conflict = "THIRD_COUNTRY_CONFLICT",
        /// The deadline can't be met.
        Deadline = "CANNOT_MEET_DEADLINE",
    }

    /// What is preserved (section G).
    Kept {
        /// Until the data are produced.
        UntilProduced = "PRESERVED_UNTIL_PRODUCED",
        /// Until the authority says that it is not needed.
        UntilReleased = "PRESERVED_UNTIL_RELEASED",
        /// Not preserved, because the data could not be identified.
        NotIdentified = "NOT_PRESERVED_NOT_IDENTIFIABLE",
    }
}

object! {
    /// Section B.
    EPOC => Concerned {
        /// Issuing authority.
        issuing: Option<String> = "IssuingAuthority",
        /// Its file number.
        issuing_file: Option<String> = "IssuingFileReference",
        /// Validating authority.
        validating: Option<String> = "ValidatingAuthority",
        /// Its file number.
        validating_file: Option<String> = "ValidatingFileReference",
        /// Enforcing authority, where one is notified.
        enforcing: Option<String> = "EnforcingAuthority",
        /// Date of issue.
        issued: Option<Day> = "DateOfIssue",
        /// When it was received.
        received: Option<Instant> = "DateOfReceipt",
    }
}

object! {
    /// Section C.
    EPOC => Us {
        /// The addressee.
        name: String = "Name",
        /// Our file number.
        file: String = "FileReference",
        /// The provider.
        provider: Option<String> = "ServiceProviderConcerned",
    }
}

object! {
    /// Section D for one identifier.
    EPOC => NonExecution {
        /// The form's own number of it, if it had one.
        id: Option<String> = "IdentifierId",
        /// As printed.
        identifier: String = "Identifier",
        /// Why.
        reasons: Vec<Reason> = "Reasons/Reason",
        /// In words, or another reason.
        explanation: Option<String> = "ExplanationOrOtherReason",
    }
}

object! {
    /// Section E: the law of a third country.
    EPOC => Conflict {
        /// Law and provision.
        law: Option<String> = "Law",
        /// Why it conflicts.
        why: Option<String> = "WhyConflict",
    }
}

object! {
    /// Section G for one identifier.
    EPOC => PreservationOfData {
        /// The form's own number of it, if it had one.
        id: Option<String> = "IdentifierId",
        /// As printed.
        identifier: String = "Identifier",
        /// What is kept.
        kept: Option<Kept> = "Preservation",
    }
}

object! {
    /// Section H. The signature is put by a person.
    EPOC => Contact {
        /// Name.
        name: String = "Name",
        /// Mail address.
        mail: String = "Email",
        /// Date.
        date: Option<Day> = "Date",
    }
}

object! {
    /// Form 3.
    EPOC => Answer {
        /// 3.
        number: u64 = "Form",
        /// A: `EPOC` or `EPOC-PR`.
        a: String = "SectionA",
        /// B.
        b: Option<Concerned> = "SectionB",
        /// C.
        c: Option<Us> = "SectionC",
        /// D.
        d: Vec<NonExecution> = "SectionD/NonExecutionReason",
        /// E.
        e: Option<Conflict> = "SectionE",
        /// F: what is asked of the issuing authority.
        f: Vec<String> = "SectionF/InformationRequiredFromIssuingAuthority",
        /// G.
        g: Vec<PreservationOfData> = "SectionG/PreservationOfData",
        /// H.
        h: Option<Contact> = "SectionH",
    }
}

/// The code of a ground; one that the form has no code for is said in words.
#[must_use]
pub const fn reason(ground: Ground) -> Option<Reason> {
    match ground {
        Ground::R02 => Some(Reason::IssuerNotCompetent),
        Ground::R03 | Ground::R05 | Ground::R18 => Some(Reason::ManifestErrors),
        Ground::R04 => Some(Reason::Incomplete),
        Ground::R06 => Some(Reason::OffenceNotCovered),
        Ground::R07 => Some(Reason::ServiceNotCovered),
        Ground::R08 => Some(Reason::NotStored),
        Ground::R09 | Ground::R21 => Some(Reason::Impossible),
        Ground::R12 => Some(Reason::Immunity),
        Ground::R13 => Some(Reason::Conflict),
        Ground::R01
        | Ground::R10
        | Ground::R11
        | Ground::R14
        | Ground::R15
        | Ground::R16
        | Ground::R17
        | Ground::R19
        | Ground::R20
        | Ground::R22
        | Ground::R23 => None,
    }
}

/// Why a finding has to be asked about, by the codes of section D; what is only doubtful lacks information.
#[must_use]
pub const fn reason_of(gravity: Gravity) -> Reason {
    match gravity {
        Gravity::Missing => Reason::Incomplete,
        Gravity::Contradictory => Reason::ManifestErrors,
        Gravity::Doubtful => Reason::InsufficientInfo,
    }
}

/// Why the authority is asked (Art 10(6), 11(5)): incomplete, manifest errors, or neither and then not enough information.
#[must_use]
pub fn asked_for(points: &[Point]) -> Vec<Reason> {
    let grave: BTreeSet<Gravity> = points.iter().map(|point| point.gravity()).filter(|gravity| *gravity != Gravity::Doubtful).collect();
    if grave.is_empty() { vec![Reason::InsufficientInfo] } else { grave.into_iter().map(reason_of).collect() }
}

/// Who answers.
#[derive(Clone, Debug)]
pub struct Desk {
    /// Name of the provider.
    pub provider: String,
    /// Mail address of the desk.
    pub mail: String,
}

/// What an identifier is answered with.
#[derive(Default)]
struct Why {
    reasons: Vec<Reason>,
    words: Vec<String>,
}

impl Why {
    fn ground(&mut self, ground: Ground, law: &str, about: Option<&str>) {
        if let Some(code) = reason(ground).filter(|code| !self.reasons.contains(code)) {
            self.reasons.push(code);
        }
        let about = about.map(|about| format!("{about}: ")).unwrap_or_default();
        self.words.push(format!("{about}{} ({law})", ground.code()));
    }
}

/// The answer that a demand owes on form 3 at this moment; `None` where there is nothing to say on it.
#[must_use]
pub fn answer(demand: &Demand, form: Option<&Form>, points: &[Point], rulebook: &Rulebook, desk: &Desk, now: Instant) -> Option<Answer> {
    let instrument = demand.instrument(rulebook)?;
    let law = |ground: Ground| rulebook.law(ground, Some(instrument));
    // A certificate that names nobody is answered all the same.
    let nobody = demand.paper.identifiers.is_empty().then(|| "-".to_owned());
    let accounts = || demand.paper.identifiers.iter().map(|one| one.value.clone()).chain(nobody.clone());
    let mut why: BTreeMap<String, Why> = BTreeMap::new();
    let mut questions = Vec::new();
    let mut conflict = None;
    if let Some(asked) = &demand.clarification {
        let codes = asked_for(points);
        for account in accounts() {
            why.entry(account).or_default().reasons.extend(&codes);
        }
        questions.push(asked.question.clone());
    }
    if let Challenge::Filed { grounds, .. } = &demand.challenge {
        for account in accounts() {
            let own = why.entry(account).or_default();
            grounds.iter().for_each(|ground| own.ground(*ground, law(*ground), None));
        }
    }
    match demand.stage.end() {
        Some(End::Refused { grounds, explanation, .. }) => {
            for account in accounts() {
                let own = why.entry(account).or_default();
                grounds.iter().for_each(|ground| own.ground(*ground, law(*ground), None));
                own.words.push(explanation.clone());
            }
        }
        Some(End::NoData { .. }) => {
            accounts().for_each(|account| why.entry(account).or_default().ground(Ground::R08, law(Ground::R08), None));
        }
        _ => {}
    }
    for line in &demand.lines {
        if let Some(Decision::Refuse { ground } | Decision::Narrow { ground, .. }) = line.decision {
            why.entry(line.account.clone()).or_default().ground(ground, law(ground), Some(line.category.code()));
        }
    }
    if why.is_empty() {
        return None;
    }
    if why.values().any(|own| own.reasons.contains(&Reason::Conflict)) {
        let words = why.values().find(|own| own.reasons.contains(&Reason::Conflict)).map(|own| own.words.join("; "));
        conflict = Some(Conflict { law: Some(law(Ground::R13).to_owned()), why: words, ..Conflict::default() });
    }
    let id = |account: &str| {
        let own = form?.e.iter().find(|e| e.value.as_deref().map(str::trim) == Some(account))?;
        own.id.clone()
    };
    let a = form.and_then(|form| form.a.clone()).unwrap_or_default();
    let preserve = instrument.purpose == Purpose::Preserve;
    Some(Answer {
        number: 3,
        a: if preserve { "EPOC-PR" } else { "EPOC" }.to_owned(),
        b: Some(Concerned {
            issuing: Some(demand.paper.authority_name.clone()),
            issuing_file: Some(demand.paper.authority_reference.clone()),
            validating: a.validating,
            validating_file: a.validating_file,
            enforcing: form.and_then(Form::notified).map(str::to_owned),
            issued: demand.paper.issued_on.map(Day),
            received: Some(demand.receipt.at),
            ..Concerned::default()
        }),
        c: Some(Us { name: desk.provider.clone(), file: demand.reference.to_string(), ..Us::default() }),
        g: accounts()
            .map(|account| PreservationOfData {
                id: id(&account),
                kept: Some(kept(demand, why.get(&account))),
                identifier: account,
                ..PreservationOfData::default()
            })
            .collect(),
        d: why
            .into_iter()
            .map(|(account, own)| NonExecution {
                id: id(&account),
                identifier: account,
                reasons: own.reasons,
                explanation: Some(own.words.join("; ")).filter(|words| !words.is_empty()),
                ..NonExecution::default()
            })
            .collect(),
        e: conflict,
        f: questions,
        h: Some(Contact { name: desk.provider.clone(), mail: desk.mail.clone(), date: Some(Day(now.date_naive())), ..Contact::default() }),
        others: crate::wire::Others::new(),
    })
}

/// What is kept of an identifier (Art 10(9), 11(1), 11(2)).
fn kept(demand: &Demand, why: Option<&Why>) -> Kept {
    let unknown = why.is_some_and(|own| own.reasons.iter().any(|code| matches!(code, Reason::NotStored | Reason::Impossible)));
    match demand.preservation {
        _ if unknown => Kept::NotIdentified,
        Preservation::Active { until: None, .. } => Kept::UntilProduced,
        Preservation::Active { until: Some(_), .. } => Kept::UntilReleased,
        Preservation::None | Preservation::Ended { .. } | Preservation::Purged { .. } => Kept::NotIdentified,
    }
}
