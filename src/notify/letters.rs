//! Letters: to authorities in English, Swedish, German and French; to a customer's admin contacts in English and Swedish.
//!
//! Rendering is pure, and a letter that lacks a fact it owes cannot be rendered: a notice always carries the authority, the
//! legal basis, the data demanded, the response given or planned, and how to challenge (INV-19; Implementing Decision (EU)
//! 2021/914, clause 15.1(a)); a refusal always carries a ground and its law (INV-21).

mod facts;
mod view;

pub use facts::{
    DemandCopy, Desk, Ending, GroundSentence, LetterFacts, Objection, ObjectionEnd, Preserved, RedirectBy, RedirectTo, Response, WhyLate,
};

use super::markup::{self, clean};
use crate::words::Language;
use domain::transfer::NoticeFact;
use view::{View, source};

/// Which letter.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LetterKind {
    /// To the authority: your demand has arrived.
    Acknowledgement,
    /// To the authority: please go to the customer.
    Redirect,
    /// To the authority: we do not disclose, and why.
    Refusal,
    /// To the authority: whether, when and how far effect was given to its order.
    Effect,
    /// To the authority: we need to know more.
    Clarification,
    /// To the authority: its certificate is not, or not wholly, carried out; form 3 says why.
    NotCarriedOut,
    /// To the authority: send an order, or we tell the customer.
    OrderAsked,
    /// To the authority: send the paper of what you were given without one.
    PaperOwed,
    /// To the customer, before anything leaves.
    AdvanceNotice,
    /// To the customer, after a secrecy has ended.
    DelayedNotice,
    /// To the customer, with the production (Reg. (EU) 2023/1543 Art 5(7)).
    NoticeWithProduction,
    /// To the customer, who was told before: the authority took the demand back.
    WithdrawnNotice,
    /// To the customer, who was told before: how the demand ended.
    EndNotice,
    /// To the customer: what we find of its objection.
    ObjectionAnswer,
}

impl LetterKind {
    /// All letters.
    pub const ALL: [Self; 14] = [
        Self::Acknowledgement,
        Self::Redirect,
        Self::Refusal,
        Self::Effect,
        Self::Clarification,
        Self::NotCarriedOut,
        Self::OrderAsked,
        Self::PaperOwed,
        Self::AdvanceNotice,
        Self::DelayedNotice,
        Self::NoticeWithProduction,
        Self::WithdrawnNotice,
        Self::EndNotice,
        Self::ObjectionAnswer,
    ];

    /// The stable code, as in the outbox and in translation keys.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Acknowledgement => "acknowledgement",
            Self::Redirect => "redirect",
            Self::Refusal => "refusal",
            Self::Effect => "effect",
            Self::Clarification => "clarification",
            Self::NotCarriedOut => "not_carried_out",
            Self::OrderAsked => "order_asked",
            Self::PaperOwed => "paper_owed",
            Self::AdvanceNotice => "advance_notice",
            Self::DelayedNotice => "delayed_notice",
            Self::NoticeWithProduction => "notice_with_production",
            Self::WithdrawnNotice => "withdrawn_notice",
            Self::EndNotice => "end_notice",
            Self::ObjectionAnswer => "objection_answer",
        }
    }

    /// Whether it goes to the customer's side, so that the gate on secrecy stands before it (INV-04).
    #[must_use]
    pub const fn is_notice(self) -> bool {
        matches!(self, Self::AdvanceNotice | Self::DelayedNotice | Self::NoticeWithProduction | Self::WithdrawnNotice | Self::EndNotice)
    }

    /// The facts without which it is not written. A notice owes those of [`LetterFacts::clauses`] besides.
    #[must_use]
    pub const fn owes(self) -> &'static [Fact] {
        use Fact::{
            AnswerBy, Authority, Desk, Effect, Explanation, Grounds, HowToObject, ObjectionEnd, OurReference, Questions, ReceivedAt,
            RedirectTo, Verdict, WhyLate,
        };
        match self {
            Self::Acknowledgement | Self::NotCarriedOut => &[Desk, OurReference, Authority, ReceivedAt],
            Self::Redirect => &[Desk, OurReference, Authority, ReceivedAt, RedirectTo, AnswerBy],
            Self::Refusal => &[Desk, OurReference, Authority, ReceivedAt, Grounds],
            Self::Effect => &[Desk, OurReference, Authority, ReceivedAt, Effect],
            Self::OrderAsked | Self::PaperOwed => &[Desk, OurReference, Authority, ReceivedAt, AnswerBy],
            Self::Clarification => &[Desk, OurReference, Authority, ReceivedAt, Questions],
            Self::AdvanceNotice => &[Desk, OurReference, ReceivedAt, HowToObject, ObjectionEnd],
            Self::NoticeWithProduction | Self::WithdrawnNotice | Self::EndNotice => &[Desk, OurReference, ReceivedAt, HowToObject],
            Self::ObjectionAnswer => &[Desk, OurReference, Authority, Verdict, Explanation],
            Self::DelayedNotice => &[Desk, OurReference, ReceivedAt, HowToObject, WhyLate],
        }
    }
}

/// A fact that a letter can owe.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Fact {
    /// Who writes.
    Desk,
    /// Our reference.
    OurReference,
    /// The authority.
    Authority,
    /// When the demand was received.
    ReceivedAt,
    /// Legal basis.
    LegalBasis,
    /// Data demanded.
    DataDemanded,
    /// Response given or planned.
    Response,
    /// Where an objection goes.
    HowToObject,
    /// Until when it can be made.
    ObjectionEnd,
    /// Why the notice comes after the fact.
    WhyLate,
    /// At least one ground.
    Grounds,
    /// At least one question.
    Questions,
    /// By when an answer is asked for.
    AnswerBy,
    /// To whom the authority is referred.
    RedirectTo,
    /// What we find of an objection.
    Verdict,
    /// Our reasons in words.
    Explanation,
    /// What was done on an order.
    Effect,
}

impl Fact {
    /// The fact that a clause asks for.
    #[must_use]
    pub const fn of(fact: NoticeFact) -> Self {
        match fact {
            NoticeFact::DataDemanded => Self::DataDemanded,
            NoticeFact::Authority => Self::Authority,
            NoticeFact::LegalBasis => Self::LegalBasis,
            NoticeFact::Response => Self::Response,
        }
    }

    /// The stable code; its name stands in the translations under `letter-fact-<code>`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Desk => "desk",
            Self::OurReference => "our-reference",
            Self::Authority => "authority",
            Self::ReceivedAt => "received-at",
            Self::LegalBasis => "legal-basis",
            Self::DataDemanded => "data-demanded",
            Self::Response => "response",
            Self::HowToObject => "how-to-object",
            Self::ObjectionEnd => "objection-end",
            Self::WhyLate => "why-late",
            Self::Grounds => "grounds",
            Self::Questions => "questions",
            Self::AnswerBy => "answer-by",
            Self::RedirectTo => "redirect-to",
            Self::Verdict => "verdict",
            Self::Explanation => "explanation",
            Self::Effect => "effect",
        }
    }
}

/// Why a letter was not written.
#[derive(Debug, thiserror::Error)]
pub enum LetterError {
    /// Facts that the letter owes are not there: all of them.
    #[error("the letter '{}' was not written: it lacks {}; add what is missing to the demand", letter.code(), names(facts))]
    Missing {
        /// Which letter.
        letter: LetterKind,
        /// What it lacks.
        facts: Vec<Fact>,
    },
    /// An advance notice that speaks of data that has already left.
    #[error("the advance notice was not written: the answer has already been given; write a delayed notice")]
    TooLateForAdvance,
    /// A notice with a production that nobody has decided on.
    #[error("the notice was not written: it goes with the production, and nothing has been decided; decide first")]
    NotDecided,
    /// The template failed, which only running out of memory makes it do.
    #[error("the letter was not written: {0}")]
    Template(#[from] askama::Error),
}

impl LetterError {
    /// The stable code; its sentence stands in the translations.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "letter-missing",
            Self::TooLateForAdvance => "letter-too-late-for-advance",
            Self::NotDecided => "letter-not-decided",
            Self::Template(_) => "letter-template",
        }
    }
}

fn names(facts: &[Fact]) -> String {
    facts.iter().map(|f| f.code()).collect::<Vec<_>>().join(", ")
}

/// A letter, written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Letter {
    /// Language.
    pub lang: Language,
    /// Subject: the same for every letter of a language, so that it tells nothing.
    pub subject: &'static str,
    /// Plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

/// The subject of every letter. It names no person, reference, customer, authority or kind of letter.
#[must_use]
pub const fn subject(lang: Language) -> &'static str {
    match lang {
        Language::En => "A message from the legal desk",
        Language::Sv => "Ett meddelande från den juridiska enheten",
        Language::De => "Eine Mitteilung der Rechtsabteilung",
        Language::Fr => "Un message du service juridique",
    }
}

/// Write a letter.
///
/// # Errors
/// Facts that the letter owes are missing, or contradict each other.
pub fn render(kind: LetterKind, facts: &LetterFacts, lang: Language) -> Result<Letter, LetterError> {
    let lang =
        if kind.is_notice() || kind == LetterKind::ObjectionAnswer { Language::from_code(lang.code()).unwrap_or_default() } else { lang };
    let clauses = facts.clauses.iter().filter(|_| kind.is_notice()).map(|fact| Fact::of(*fact));
    let missing: Vec<Fact> = kind.owes().iter().copied().chain(clauses).filter(|fact| !has(facts, *fact)).collect();
    let desk = match (&facts.desk, missing.is_empty()) {
        (Some(desk), true) => desk,
        _ => return Err(LetterError::Missing { letter: kind, facts: missing }),
    };
    let open = matches!(facts.response, Some(Response::Considering | Response::Planned { .. }));
    match kind {
        LetterKind::NoticeWithProduction | LetterKind::WithdrawnNotice | LetterKind::EndNotice if open => {
            return Err(LetterError::NotDecided);
        }
        LetterKind::AdvanceNotice if !open => return Err(LetterError::TooLateForAdvance),
        _ => {}
    }
    let view = View::new(facts, desk, lang);
    let source = source(kind, lang, &view)?;
    let blocks = markup::parse(&source);
    let subject = subject(lang);
    Ok(Letter { lang, subject, text: markup::text(&blocks), html: markup::html(lang.code(), subject, &blocks) })
}

fn has(facts: &LetterFacts, fact: Fact) -> bool {
    let says = |text: &Option<String>| text.as_deref().is_some_and(|t| !clean(t).is_empty());
    let any = |lines: &[String]| !lines.is_empty() && lines.iter().all(|l| !clean(l).is_empty());
    match fact {
        Fact::Desk => facts.desk.as_ref().is_some_and(|d| !clean(&d.provider).is_empty() && !clean(&d.mail).is_empty()),
        Fact::OurReference => says(&facts.our_reference),
        Fact::Authority => says(&facts.authority),
        Fact::ReceivedAt => facts.received_at.is_some(),
        Fact::LegalBasis => says(&facts.legal_basis),
        Fact::DataDemanded => any(&facts.demanded),
        Fact::Response => match &facts.response {
            Some(Response::Planned { lines } | Response::Disclosed { lines, .. }) => any(lines),
            Some(Response::Considering | Response::Ended { .. }) => true,
            None => false,
        },
        Fact::HowToObject => facts.objection.as_ref().is_some_and(|o| !clean(&o.to).is_empty()),
        Fact::ObjectionEnd => facts.objection.as_ref().and_then(|o| o.end).is_some_and(|end| end.days > 0),
        Fact::WhyLate => match &facts.why_late {
            Some(WhyLate::Secrecy { basis, .. }) => !clean(basis).is_empty(),
            Some(WhyLate::Emergency | WhyLate::Answered | WhyLate::Kept | WhyLate::Acted) => true,
            None => false,
        },
        Fact::Grounds => {
            !facts.grounds.is_empty() && facts.grounds.iter().all(|g| !clean(&g.sentence).is_empty() && !clean(&g.law).is_empty())
        }
        Fact::Questions => any(&facts.questions),
        Fact::AnswerBy => facts.answer_by.is_some(),
        Fact::Verdict => facts.verdict.is_some(),
        Fact::Explanation => says(&facts.explanation),
        Fact::Effect => facts.effect.as_ref().is_some_and(|e| !clean(&e.what).is_empty()),
        Fact::RedirectTo => facts
            .redirect_to
            .as_ref()
            .is_some_and(|r| !clean(&r.organisation).is_empty() && r.contact.as_deref().is_none_or(|contact| !clean(contact).is_empty())),
    }
}
