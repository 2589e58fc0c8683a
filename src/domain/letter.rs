//! Letters: which event makes which letter, and to which side. Nobody has to remember to write one.

use crate::Instant;
use crate::event::Event;
use crate::ground::Ground;
use crate::notice::NoticeKind;
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
    /// To the authority: what do you mean?
    Clarification {
        /// The question.
        question: String,
    },
    /// To the customer's admin contacts.
    Notice(NoticeKind),
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

impl Letter {
    /// The code of a referral to the customer.
    pub const REDIRECT: &str = "redirect";

    /// Where it goes.
    #[must_use]
    pub const fn side(&self) -> Side {
        match self {
            Letter::Acknowledgement | Letter::Redirect { .. } | Letter::Refusal { .. } | Letter::Clarification { .. } => Side::Authority,
            Letter::Notice(_) => Side::Customer,
        }
    }

    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Letter::Acknowledgement => "acknowledgement",
            Letter::Redirect { .. } => Self::REDIRECT,
            Letter::Refusal { .. } => "refusal",
            Letter::Clarification { .. } => "clarification",
            Letter::Notice(NoticeKind::Advance) => "advance_notice",
            Letter::Notice(NoticeKind::Delayed) => "delayed_notice",
            Letter::Notice(NoticeKind::WithProduction) => "notice_with_production",
        }
    }
}

/// The letter that an event makes, if any.
#[must_use]
pub fn letter(event: &Event) -> Option<Letter> {
    match event {
        Event::Acknowledged => Some(Letter::Acknowledgement),
        Event::RedirectOffered { answer_by } => Some(Letter::Redirect { answer_by: *answer_by }),
        Event::Refused { grounds, explanation } => Some(Letter::Refusal { grounds: grounds.clone(), explanation: explanation.clone() }),
        Event::ClarificationAsked { question } => Some(Letter::Clarification { question: question.clone() }),
        Event::NoticeQueued { draft, .. } => Some(Letter::Notice(draft.kind)),
        _ => None,
    }
}
