//! What the form of each verb asks: the one table. A new verb is one more entry here and one in `deed.rs`, and the compiler
//! asks for both.

use domain::command::{ActKind, Verb};
use domain::refusal::{Field, Reason};

/// Where a list's answers come from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Source {
    /// Grounds that the instrument knows.
    Grounds,
    /// How somebody made sure who asks.
    Methods,
    /// What came of asking.
    CheckResults,
    /// The demand's own documents.
    Evidence,
    /// Items of the rulebook's list for the paper.
    Form,
    /// What the authority said to a redirect.
    Answers,
    /// Why no redirect is offered.
    Skips,
    /// GDPR Article 48.
    Art48,
    /// Whether a challenge has a basis.
    Basis,
    /// Won or lost.
    Won,
    /// Given or refused.
    Clearances,
    /// How an order of secrecy arose.
    Secrecies,
    /// Whom an order covers.
    Audiences,
    /// Orders on the demand.
    Orders,
    /// What was tried against an order.
    Efforts,
    /// What came of it.
    EffortResults,
    /// Yes, no, not known.
    Checks,
    /// What is done with a request for secrecy.
    RequestDecisions,
    /// What keeps data beyond its term.
    HoldKinds,
    /// What keeps it now.
    Holds,
    /// One box: no extension came.
    NoExtension,
    /// Why no notice is given.
    Waivers,
    /// Acts that wait for a second person.
    Prepared,
    /// Duties of the demand.
    Duties,
    /// Staff.
    People,
    /// The registry of authorities.
    Authorities,
    /// The numbers of the demand's authority to call back.
    Numbers,
    /// The directory of customers.
    Customers,
    /// Lines that were authorised.
    Lines,
    /// Instruments of the rulebook.
    Instruments,
    /// Kinds of issuers.
    Issuers,
    /// Categories of data.
    Categories,
    /// Found or not.
    Found,
    /// Where a row's category stands.
    RowCategories,
    /// How times are written.
    TimeFormats,
    /// How the recipient opens the package.
    Recipients,
    /// Kinds of documents.
    DocumentKinds,
    /// What counsel finds of an objection.
    Verdicts,
    /// The customer's contacts.
    Contacts,
    /// Papers of which a copy may be cleared.
    Papers,
    /// The paper as it is, or a file in its place.
    CopyAs,
    /// Copies that are cleared for the customer.
    Cleared,
    /// Whether a secrecy was breached.
    Breach,
    /// Whether it was right to give it.
    Sound,
    /// Whether the demand follows counsel's choice.
    Adopt,
    /// One box: yes.
    Yes,
}

/// What kind of input.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Input {
    /// One line.
    Line,
    /// Several lines.
    Lines,
    /// Date and time.
    Moment,
    /// Date.
    Day,
    /// A file.
    File,
    /// Any number of files.
    Files,
    /// One of a list to unfold.
    Select(Source),
    /// One of several in sight.
    Radio(Source),
    /// Any of several in sight.
    Boxes(Source),
}

/// One question of a form.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ask {
    /// Name of the field, and of its words: `ask-<name>`.
    pub name: &'static str,
    /// What kind.
    pub input: Input,
    /// Whether it may be left empty.
    pub optional: bool,
}

const fn ask(name: &'static str, input: Input) -> Ask {
    Ask { name, input, optional: false }
}

const fn may(name: &'static str, input: Input) -> Ask {
    Ask { name, input, optional: true }
}

const REASON: Ask = ask("reason", Input::Lines);
const TEXT: Ask = ask("text", Input::Lines);
const DOCUMENT: Ask = ask("document", Input::Line);
const GROUNDS: Ask = ask("grounds", Input::Boxes(Source::Grounds));
const ORDER: Ask = ask("order", Input::Radio(Source::Orders));

const PAPER: &[Ask] = &[
    ask("instrument", Input::Select(Source::Instruments)),
    ask("authority-name", Input::Line),
    ask("authority-reference", Input::Line),
    may("issuer", Input::Select(Source::Issuers)),
    may("statute", Input::Line),
    may("issued-on", Input::Day),
    may("face-due", Input::Moment),
    may("notice-at", Input::Moment),
    may("emergency", Input::Boxes(Source::Yes)),
    may("refrain", Input::Boxes(Source::Yes)),
    may("enforcing", Input::Boxes(Source::Yes)),
    ask("identifiers", Input::Lines),
    ask("categories", Input::Boxes(Source::Categories)),
    may("from", Input::Moment),
    may("to", Input::Moment),
    REASON,
];
const ASSESSMENT: &[Ask] = &[
    ask("assessment", Input::Lines),
    may("challenge-basis", Input::Radio(Source::Basis)),
    may("challenge-reason", Input::Lines),
    may("art48", Input::Select(Source::Art48)),
    may("repeat-reason", Input::Lines),
];
const COLLECTION: &[Ask] = &[
    ask("line", Input::Select(Source::Lines)),
    ask("found", Input::Radio(Source::Found)),
    may("looked", Input::Lines),
    may("account-field", Input::Line),
    may("time-field", Input::Line),
    may("time-format", Input::Select(Source::TimeFormats)),
    may("time-pattern", Input::Line),
    may("time-zone", Input::Line),
    may("row-category", Input::Radio(Source::RowCategories)),
    may("category-field", Input::Line),
    // Last: it is read as it arrives, by what stands before it.
    may("file", Input::File),
];
const SECRECY: &[Ask] = &[
    ask("source", Input::Radio(Source::Secrecies)),
    ask("covers", Input::Boxes(Source::Audiences)),
    ask("law", Input::Line),
    DOCUMENT,
    ask("from", Input::Moment),
    may("until", Input::Moment),
    may("also", Input::Lines),
];

macro_rules! list {
    ($($ask:expr),*) => {{
        const LIST: &[Ask] = &[$($ask),*];
        LIST
    }};
}

/// What the form of a verb asks; `None` for what only the clockwork does, and for the lines, which are decided where they stand.
#[must_use]
pub const fn asks(verb: Verb) -> Option<&'static [Ask]> {
    Some(match verb {
        Verb::CorrectPaper => PAPER,
        Verb::IdentifyAuthority => list![ask("authority", Input::Select(Source::Authorities))],
        Verb::MatchCustomer => list![ask("customer", Input::Select(Source::Customers))],
        Verb::AddDocument => list![ask("document-kind", Input::Radio(Source::DocumentKinds)), ask("file", Input::File)],
        Verb::CheckRequester => list![
            ask("method", Input::Radio(Source::Methods)),
            may("number", Input::Select(Source::Numbers)),
            ask("result", Input::Radio(Source::CheckResults)),
            TEXT,
            may("evidence", Input::Select(Source::Evidence))
        ],
        Verb::CheckForm => list![ask("items", Input::Boxes(Source::Form))],
        Verb::OfferRedirect => list![ask("answer-by", Input::Moment)],
        Verb::RecordAnswer => list![ask("answer", Input::Radio(Source::Answers)), may("reason", Input::Lines)],
        Verb::SkipRedirect => list![ask("skip", Input::Radio(Source::Skips))],
        Verb::Recommend => ASSESSMENT,
        Verb::Challenge | Verb::Refuse => list![GROUNDS, TEXT],
        Verb::EndChallenge => list![ask("won", Input::Radio(Source::Won)), TEXT],
        Verb::Supersede => list![ask("by", Input::Line), REASON],
        Verb::RecordCollection => COLLECTION,
        Verb::SealPackage => list![ask("recipient", Input::Radio(Source::Recipients)), may("age-key", Input::Line)],
        Verb::NoDataFound => list![ask("looked", Input::Lines)],
        Verb::GiveEffect => list![
            ask("effect-what", Input::Lines),
            ask("effect-at", Input::Moment),
            may("effect-territory", Input::Line),
            may("effect-short", Input::Lines)
        ],
        Verb::Prepare(ActKind::LiftSecrecy) => list![ORDER, DOCUMENT],
        Verb::Prepare(ActKind::ClearCopy) => list![
            ask("paper", Input::Select(Source::Papers)),
            ask("copy-as", Input::Radio(Source::CopyAs)),
            REASON,
            may("file", Input::File)
        ],
        Verb::Prepare(ActKind::SendNotice) => list![may("copies", Input::Boxes(Source::Cleared))],
        Verb::Prepare(ActKind::WaiveNotice) => list![ask("waiver", Input::Radio(Source::Waivers))],
        Verb::Discard => list![ask("prepared", Input::Radio(Source::Prepared))],
        Verb::PlaceSecrecy => SECRECY,
        Verb::ExtendSecrecy => list![ORDER, may("until", Input::Moment), DOCUMENT],
        Verb::RecordEffort => {
            list![ORDER, ask("effort", Input::Radio(Source::Efforts)), ask("effort-result", Input::Radio(Source::EffortResults)), TEXT]
        }
        Verb::ReviewSecrecy => list![
            ORDER,
            ask("individualised", Input::Radio(Source::Checks)),
            ask("end-date", Input::Radio(Source::Checks)),
            ask("alternative", Input::Radio(Source::Checks)),
            TEXT
        ],
        Verb::RecordSecrecyRequest => list![ask("words", Input::Lines)],
        Verb::DecideSecrecyRequest => list![
            ask("request-decision", Input::Radio(Source::RequestDecisions)),
            may("answer-by", Input::Moment),
            may("order", Input::Radio(Source::Orders)),
            REASON
        ],
        Verb::ExamineEscape => list![ask("breach", Input::Radio(Source::Breach)), TEXT],
        Verb::ReviewEmergency => list![ask("sound", Input::Radio(Source::Sound)), TEXT],
        Verb::SettleFollowUp => list![may("process", Input::Line), may("reason", Input::Lines)],
        Verb::DecideTiming => list![ask("adopt", Input::Radio(Source::Adopt)), REASON],
        Verb::CheckDocket => list![ask("looked", Input::Lines), ask("no-extension", Input::Boxes(Source::NoExtension))],
        Verb::Prepare(ActKind::NarrowSecrecy) => {
            list![ORDER, ask("covers", Input::Boxes(Source::Audiences)), may("until", Input::Moment), DOCUMENT]
        }
        Verb::RecordClearance => list![ask("clearance", Input::Radio(Source::Clearances)), DOCUMENT],
        Verb::ExtendPreservation => list![DOCUMENT],
        Verb::HoldOver => list![ask("hold-kind", Input::Radio(Source::HoldKinds)), may("hold-what", Input::Line), REASON],
        Verb::LiftHold => list![ask("hold", Input::Radio(Source::Holds)), REASON],
        Verb::RecountDuty => list![ask("duty", Input::Radio(Source::Duties)), REASON],
        Verb::ExtendDue => list![ask("duty", Input::Radio(Source::Duties)), ask("due", Input::Moment), DOCUMENT, REASON],
        Verb::Assign => list![ask("person", Input::Select(Source::People))],
        Verb::ReportFraud
        | Verb::RecordWithdrawal
        | Verb::SendBack
        | Verb::ReopenReview
        | Verb::ConfirmEmergency
        | Verb::OpenContent
        | Verb::StopGrace
        | Verb::EndPreservation
        | Verb::MoveRules
        | Verb::Prepare(ActKind::Reopen) => list![REASON],
        Verb::AskToClarify | Verb::RecordClarification | Verb::AddNote => list![TEXT],
        Verb::RecordObjection => list![TEXT, may("file", Input::Files)],
        Verb::AnswerObjection => list![ask("verdict", Input::Radio(Source::Verdicts)), may("grounds", Input::Boxes(Source::Grounds)), TEXT],
        Verb::NameCounsel => list![ask("counsel-name", Input::Line), ask("counsel-mail", Input::Line)],
        Verb::NoticeAcknowledged => list![ask("contact", Input::Select(Source::Contacts))],
        Verb::Acknowledge
        | Verb::BeginVerification
        | Verb::EstablishFacts
        | Verb::Verify
        | Verb::Approve
        | Verb::ConfirmPreserved
        | Verb::Prepare(ActKind::ConfirmNoSecrecy | ActKind::Release)
        | Verb::Confirm(_) => list![],
        Verb::DecideLine
        | Verb::AnswerCustody
        | Verb::NoticeAccepted
        | Verb::NoticeBounced
        | Verb::NoticeDelivered
        | Verb::NoticeOpened
        | Verb::NoticeEscaped
        | Verb::EscapeSettled
        | Verb::AskTiming
        | Verb::StopNotice
        | Verb::PassGrace
        | Verb::Tick => return None,
    })
}

/// Whether what is done can't be taken back, so that its page restates everything.
#[must_use]
pub const fn irreversible(verb: Verb) -> bool {
    matches!(
        verb,
        Verb::Approve
            | Verb::Refuse
            | Verb::GiveEffect
            | Verb::ReportFraud
            | Verb::SealPackage
            | Verb::CheckDocket
            | Verb::Prepare(ActKind::Release | ActKind::ClearCopy | ActKind::SendNotice | ActKind::WaiveNotice)
            | Verb::Confirm(_)
    )
}

/// The fields at which a reason is shown, if the form has one of them.
#[must_use]
pub const fn fields_of(reason: &Reason) -> &'static [&'static str] {
    match reason {
        Reason::Missing { field } => match field {
            Field::Reason => &["reason"],
            Field::Document => &["document"],
            Field::Law => &["law"],
            Field::Covers => &["covers"],
            Field::Assessment => &["assessment"],
            Field::Text => &["text", "effect-what"],
            Field::Looked => &["looked"],
            Field::Digest => &[],
            Field::Words => &["words"],
            Field::AuthorityReference => &["authority-reference"],
            Field::Recipients => &[],
            Field::Counsel => &["counsel-name"],
        },
        Reason::GroundNeeded | Reason::GroundUnknown { .. } => &["grounds"],
        Reason::GroundDoesNotFit => &["skip", "waiver", "source"],
        Reason::DatesReversed => &["until", "answer-by", "due", "to", "effect-at"],
        Reason::ChallengeNotConsidered => &["challenge-reason"],
        Reason::Art48Missing => &["art48"],
        Reason::RepeatNotExplained => &["repeat-reason"],
        Reason::NoSuchOrder | Reason::EffortNeeded => &["order"],
        Reason::NotNarrower => &["covers", "until"],
        Reason::NoSuchDocument => &["paper", "evidence"],
        Reason::NotTheProcess => &["process"],
        Reason::CopyNotCleared => &["copies"],
        Reason::NoSuchLine | Reason::LineNotAuthorised { .. } => &["line"],
        Reason::NoSuchDuty => &["duty"],
        _ => &[],
    }
}
