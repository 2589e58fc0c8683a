//! Letters: which event makes which letter, and to which side. Nobody has to remember to write one.

use crate::Instant;
use crate::clocks::ObligationKind;
use crate::command::{ActKind, Verb};
use crate::demand::Demand;
use crate::effect::Effect;
use crate::event::Event;
use crate::ground::Ground;
use crate::notice::NoticeKind;
use crate::objection::Verdict;
use crate::paper::Decision;
use crate::secrecy::RequestDecision;
use serde::{Deserialize, Serialize};

/// A letter that an event makes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Letter {
    /// To the authority: the demand has arrived.
    Acknowledgement,
    /// To the authority: ask the customer.
    Redirect {
        /// Answer asked for by.
        answer_by: Instant,
    },
    /// To the authority: no, because.
    Refusal {
        /// Grounds.
        grounds: Vec<Ground>,
        /// In words.
        explanation: String,
    },
    /// To the authority: whether, when and how far effect was given to its order.
    Effect {
        /// What was done.
        effect: Effect,
    },
    /// To the authority: what do you mean?
    Clarification {
        /// The question.
        question: String,
    },
    /// To the authority: its certificate is not, or not wholly, carried out; form 3 goes with it (Reg. (EU) 2023/1543 Art 10(7), 10(8), 17).
    NotCarriedOut,
    /// To the authority: a request in a letter binds nobody; send an order.
    OrderAsked {
        /// Until when nobody is told.
        answer_by: Instant,
    },
    /// To the authority: something was given without process; its paper is owed.
    PaperOwed {
        /// Asked for by.
        answer_by: Instant,
    },
    /// To the customer's admin contacts.
    Notice {
        /// Which.
        kind: NoticeKind,
        /// Whether a copy of the demand goes with it.
        copy: bool,
    },
    /// To the customer: what counsel finds of its objection.
    ObjectionAnswer {
        /// What counsel finds.
        verdict: Verdict,
        /// The grounds that counsel finds good.
        grounds: Vec<Ground>,
        /// In words.
        answer: String,
    },
}

/// Which side a letter goes to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The authority.
    Authority,
    /// The customer: passes the gate on secrecy at the moment of sending (INV-04).
    Customer,
}

/// The stable code of a notice that is sent again because nobody acknowledged it.
pub const REMINDER: &str = "notice_reminder";

impl Letter {
    /// The code of a refusal.
    pub const REFUSAL: &'static str = "refusal";
    /// The code of a question.
    pub const CLARIFICATION: &'static str = "clarification";
    /// The code of a letter that says that a certificate is not, or not wholly, carried out.
    pub const NOT_CARRIED_OUT: &'static str = "not_carried_out";
    /// The code of a referral to the customer.
    pub const REDIRECT: &str = "redirect";
    /// The code of an answer to an objection.
    pub const OBJECTION_ANSWER: &'static str = "objection_answer";

    /// Where it goes.
    #[must_use]
    pub const fn side(&self) -> Side {
        match self {
            Letter::Acknowledgement
            | Letter::Redirect { .. }
            | Letter::Refusal { .. }
            | Letter::Effect { .. }
            | Letter::Clarification { .. }
            | Letter::NotCarriedOut
            | Letter::OrderAsked { .. }
            | Letter::PaperOwed { .. } => Side::Authority,
            Letter::Notice { .. } | Letter::ObjectionAnswer { .. } => Side::Customer,
        }
    }

    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Letter::Acknowledgement => "acknowledgement",
            Letter::Redirect { .. } => Self::REDIRECT,
            Letter::Refusal { .. } => Letter::REFUSAL,
            Letter::Effect { .. } => "effect",
            Letter::Clarification { .. } => Letter::CLARIFICATION,
            Letter::NotCarriedOut => Letter::NOT_CARRIED_OUT,
            Letter::OrderAsked { .. } => "order_asked",
            Letter::PaperOwed { .. } => "paper_owed",
            Letter::Notice { kind: NoticeKind::Advance, .. } => "advance_notice",
            Letter::Notice { kind: NoticeKind::Delayed, .. } => "delayed_notice",
            Letter::Notice { kind: NoticeKind::WithProduction, .. } => "notice_with_production",
            Letter::Notice { kind: NoticeKind::Withdrawn, .. } => "withdrawn_notice",
            Letter::Notice { kind: NoticeKind::EndOfMatter, .. } => "end_notice",
            Letter::ObjectionAnswer { .. } => Letter::OBJECTION_ANSWER,
        }
    }
}

/// Mails to a customer's contacts that follow from no demand: they are the same for every customer, whatever demands there are, so
/// that they tell nothing. No secrecy stops them and none shows in them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Upkeep {
    /// Does this address reach the contact?
    ContactVerification,
    /// Are the contacts still the right ones?
    ContactReminder,
    /// What was there in sum in a period; the figures stand behind the sign-in.
    CustomerReport,
}

impl Upkeep {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::ContactVerification, Self::ContactReminder, Self::CustomerReport];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::ContactVerification => "contact_verification",
            Self::ContactReminder => "contact_reminder",
            Self::CustomerReport => "customer_report",
        }
    }

    /// The mail of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|u| u.code() == code)
    }
}

/// The letter that an event makes, if any.
#[must_use]
pub fn letter(event: &Event) -> Option<Letter> {
    match event {
        Event::Acknowledged => Some(Letter::Acknowledgement),
        Event::RedirectOffered { answer_by } => Some(Letter::Redirect { answer_by: *answer_by }),
        Event::Refused { grounds, explanation } => Some(Letter::Refusal { grounds: grounds.clone(), explanation: explanation.clone() }),
        Event::EffectGiven { effect } => Some(Letter::Effect { effect: effect.clone() }),
        Event::ClarificationAsked { question } => Some(Letter::Clarification { question: question.clone() }),
        Event::SecrecyRequestDecided { decision: RequestDecision::AskForOrder { answer_by }, .. } => {
            Some(Letter::OrderAsked { answer_by: *answer_by })
        }
        Event::DutiesChanged { duties, reason: None } => {
            let paper = duties.iter().find(|duty| duty.kind == ObligationKind::FollowUp)?;
            Some(Letter::PaperOwed { answer_by: paper.due.internal })
        }
        Event::NoticeQueued { draft, .. } => Some(Letter::Notice { kind: draft.kind, copy: !draft.copies.is_empty() }),
        Event::ObjectionAnswered { verdict, grounds, answer } => {
            Some(Letter::ObjectionAnswer { verdict: *verdict, grounds: grounds.clone(), answer: answer.clone() })
        }
        _ => None,
    }
}

/// The letter that an event makes under a certificate besides those that it makes under any paper: nothing was found, not all is
/// produced, or foreign law stands in the way (Reg. (EU) 2023/1543 Art 10(7), 10(8), 17(1)). `after` is the demand with the event.
#[must_use]
pub fn not_carried_out(after: &Demand, event: &Event) -> Option<Letter> {
    let narrower = |decision: &Option<Decision>| matches!(decision, Some(Decision::Refuse { .. } | Decision::Narrow { .. }));
    let owed = match event {
        Event::NoDataFound { .. } | Event::ChallengeFiled { .. } => true,
        Event::Approved { .. } => after.lines.iter().any(|line| narrower(&line.decision)),
        _ => false,
    };
    owed.then_some(Letter::NotCarriedOut)
}

/// Whether a step can make a letter, by itself or by what follows from it in the same step: what the letter rests on is said before,
/// to the first of two people as well.
#[must_use]
pub const fn may_write(verb: Verb) -> bool {
    matches!(
        verb,
        Verb::Acknowledge
            | Verb::OfferRedirect
            | Verb::AskToClarify
            | Verb::Challenge
            | Verb::Refuse
            | Verb::Approve
            | Verb::NoDataFound
            | Verb::GiveEffect
            | Verb::Prepare(ActKind::SendNotice | ActKind::Release)
            | Verb::Confirm(ActKind::SendNotice | ActKind::Release)
            | Verb::DecideSecrecyRequest
            | Verb::CheckDocket
            | Verb::PassGrace
            | Verb::AnswerObjection
    )
}
