//! The facts of a letter.

use chrono::NaiveDate;
use chrono_tz::Tz;
use domain::Instant;
use domain::effect::Effect;
use domain::ground::Ground;
use domain::objection::Verdict;
use domain::transfer::NoticeFact;
use std::collections::BTreeSet;

/// Who writes: the provider's desk.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Desk {
    /// Name of the provider.
    pub provider: String,
    /// Mail address of the desk.
    pub mail: String,
    /// The provider's zone; every time in a letter is said in it.
    pub zone: Tz,
}

/// What the provider answers, or will answer, to the authority.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Response {
    /// Not decided; nothing has been disclosed.
    Considering,
    /// Decided at least in part; nothing has been disclosed.
    Planned {
        /// What is planned for each line demanded, in plain words.
        lines: Vec<String>,
    },
    /// Something was disclosed.
    Disclosed {
        /// When.
        at: Instant,
        /// What became of each line demanded, in plain words.
        lines: Vec<String>,
    },
    /// The demand ended and nothing was disclosed.
    Ended {
        /// When.
        at: Instant,
        /// How.
        how: Ending,
    },
}

/// How a demand ended without a disclosure.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ending {
    /// Refused.
    Refused,
    /// There was nothing.
    NothingHeld,
    /// The authority took it back.
    Withdrawn,
    /// The authority turns to the customer.
    Redirected,
    /// Data was kept and not handed over.
    PreservedOnly,
    /// Effect was given to an order to act.
    ActedOn,
    /// Another demand took its place.
    Superseded,
    /// It was not genuine.
    Fraud,
}

/// How a customer can object or challenge.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Objection {
    /// Where to, such as a mail address of the desk or the portal.
    pub to: String,
    /// How long it can stop a release; `None` where nothing waits for it any more.
    pub end: Option<ObjectionEnd>,
}

/// How long the customer can object. Counted from the sending, which is not known when two people read the letter, so that
/// the letter says the number of days; what is known is the date that the law forces.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ObjectionEnd {
    /// Days of 24 hours from the sending.
    pub days: u32,
    /// The end at the latest, where the authority's legal date leaves no more (INV-20).
    pub latest: Option<Instant>,
}

/// Why a notice comes after the fact.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum WhyLate {
    /// A secrecy stood in the way.
    Secrecy {
        /// When it ended.
        at: Instant,
        /// What it rested on, such as a provision or a court's order.
        basis: String,
    },
    /// It was an emergency.
    Emergency,
    /// The demand was answered before the notice could go.
    Answered,
    /// It only asks that data be kept; the notice follows the keeping.
    Kept,
    /// It ordered an act; the notice goes when effect is given.
    Acted,
}

/// Whether a copy of the demand goes with a notice.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DemandCopy {
    /// It is attached.
    Attached,
    /// It may not be, or cannot be.
    Withheld {
        /// Why, in plain words.
        why: String,
    },
}

/// What happens to the data that was kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Preserved {
    /// Kept until then.
    Until(Instant),
    /// Kept until the authority lets it go.
    UntilReleased,
    /// Not kept.
    No,
}

/// The customer to whom an authority is referred.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RedirectTo {
    /// The organisation.
    pub organisation: String,
    /// How to reach it; `None` where the authority may not be brought together with it now.
    pub contact: Option<String>,
}

/// What says that an authority should turn to the customer first.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum RedirectBy {
    /// Reg. (EU) 2023/1543 Art 5(6), (7): the order goes to the controller.
    EEvidence,
    /// The policy of the U.S. Department of Justice of December 2017.
    UsEnterprise,
    /// Whose data it is.
    #[default]
    General,
}

/// A ground with its sentence in the letter's language and the law behind it (INV-21).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GroundSentence {
    /// The ground.
    pub ground: Ground,
    /// Its sentence.
    pub sentence: String,
    /// The law behind it, as it bears on this demand.
    pub law: String,
}

/// The facts of a letter. Texts are in the letter's language; which of them a letter owes says [`LetterKind::owes`].
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct LetterFacts {
    /// Who writes.
    pub desk: Option<Desk>,
    /// Our reference.
    pub our_reference: Option<String>,
    /// The authority's name.
    pub authority: Option<String>,
    /// The authority's reference.
    pub authority_reference: Option<String>,
    /// What the paper is called.
    pub paper: Option<String>,
    /// Day of issue.
    pub issued_on: Option<NaiveDate>,
    /// Receipt.
    pub received_at: Option<Instant>,
    /// Statute and provision.
    pub legal_basis: Option<String>,
    /// Data demanded, one plain line each.
    pub demanded: Vec<String>,
    /// Response given or planned.
    pub response: Option<Response>,
    /// How to object.
    pub objection: Option<Objection>,
    /// Why the notice comes after the fact.
    pub why_late: Option<WhyLate>,
    /// What the clauses for transfers ask a notice to say (SCC clause 15.1(a)).
    pub clauses: BTreeSet<NoticeFact>,
    /// Whether the customer is one person and not an organisation.
    pub consumer: bool,
    /// Where the customer's people sign in; the same in every letter.
    pub portal: Option<String>,
    /// Copy of the demand.
    pub copy: Option<DemandCopy>,
    /// Grounds.
    pub grounds: Vec<GroundSentence>,
    /// What the desk adds in its own words.
    pub explanation: Option<String>,
    /// What the authority is asked to say or to mend.
    pub questions: Vec<String>,
    /// By when.
    pub answer_by: Option<Instant>,
    /// To whom the authority is referred.
    pub redirect_to: Option<RedirectTo>,
    /// What says so.
    pub redirect_by: RedirectBy,
    /// What happens to the data that was kept.
    pub preserved: Option<Preserved>,
    /// What counsel finds of an objection.
    pub verdict: Option<Verdict>,
    /// The demand had ended by then.
    pub closed: bool,
    /// Whether the paper orders an act and asks for no data.
    pub acts: bool,
    /// The effect that was given to it.
    pub effect: Option<Effect>,
}
