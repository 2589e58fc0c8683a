//! A mail that may have left after it was stopped: on the wire when the order came. It is examined, never forgotten.

use crate::Instant;
use crate::demand::Demand;
use crate::event::Event;
use crate::ids::{MessageId, PersonId};
use crate::refusal::Reason;
use serde::{Deserialize, Serialize};

/// What a person found of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Finding {
    /// Who.
    pub by: PersonId,
    /// When.
    pub at: Instant,
    /// Whether somebody was told whom an order forbade to tell.
    pub breach: bool,
    /// What was found, and what was done.
    pub text: String,
}

/// A mail to the customer's side that was on the wire when what goes there was stopped.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Escape {
    /// Which mail.
    pub message: MessageId,
    /// When the notice was stopped.
    pub at: Instant,
    /// Whether telling was forbidden, or not known to be allowed, by then: a possible breach of secrecy.
    pub forbidden: bool,
    /// That a mail server took responsibility for it; not known before.
    pub accepted: bool,
    /// What a person found.
    pub answer: Option<Finding>,
}

impl Demand {
    /// Mails that may have left after they were stopped, and that nobody has examined.
    pub fn open_escapes(&self) -> impl Iterator<Item = &Escape> {
        self.escapes.iter().filter(|e| e.answer.is_none())
    }

    pub(crate) fn escape_blockers(&self, message: MessageId, why: &mut Vec<Reason>) {
        if self.escapes.iter().any(|e| e.message == message) {
            why.push(Reason::AlreadyDone);
        }
    }

    /// That a mail was not taken says nothing new of one that was examined.
    pub(crate) fn settle_blockers(&self, message: MessageId, accepted: bool, why: &mut Vec<Reason>) {
        let news = |e: &Escape| e.message == message && !e.accepted && (accepted || e.answer.is_none());
        if !self.escapes.iter().any(news) {
            why.push(Reason::NothingToDo);
        }
    }

    /// What an entry about such a mail does.
    pub(crate) fn escaped(&mut self, event: &Event, at: Instant, by: Option<PersonId>) {
        match event {
            Event::NoticeEscaped { message, forbidden } => {
                self.escapes.push(Escape { message: *message, at, forbidden: *forbidden, accepted: false, answer: None });
            }
            // What no server took never left.
            Event::EscapeSettled { message, accepted: false } => {
                self.escapes.retain(|e| e.message != *message || e.answer.is_some());
            }
            Event::EscapeSettled { message, accepted: true } => {
                for escape in self.escapes.iter_mut().filter(|e| e.message == *message) {
                    escape.accepted = true;
                    // Whoever found that nothing had happened did not know that it was accepted.
                    escape.answer.take_if(|found| !found.breach);
                }
            }
            Event::EscapeExamined { breach, text } => {
                if let Some(by) = by {
                    for escape in self.escapes.iter_mut().filter(|e| e.answer.is_none()) {
                        escape.answer = Some(Finding { by, at, breach: *breach, text: text.clone() });
                    }
                }
            }
            _ => {}
        }
    }
}
