//! Why a use case did not happen.

use crate::store::StoreError;
use domain::command::Verb;
use domain::refusal::Refusal;

/// What went wrong. What was asked did not happen, wholly: there is no half-run command.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No such demand, or none that this person may see: the two are one answer.
    #[error("there is no such demand, or it is not yours to see; check the reference")]
    NotFound,
    /// The rules say no, with all reasons.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The text that was confirmed is not the text that would be sent: contacts or facts changed meanwhile.
    #[error("the notice has changed since it was prepared; nothing was sent. Read it again and prepare it anew")]
    NoticeChanged,
    /// A letter cannot be written because a fact is missing.
    #[error("the letter cannot be written ({code}{}). Nothing was sent and the demand is unchanged", lacking(facts))]
    Letter {
        /// The stable code; its sentence stands in the translations.
        code: &'static str,
        /// Codes of the facts that are missing; their names stand in the translations under `letter-fact-<code>`.
        facts: Vec<&'static str>,
    },
    /// Nobody to write to.
    #[error("there is no address to write to: {0}. Nothing was sent and the demand is unchanged")]
    NoAddress(&'static str),
    /// Gathering, sealing and releasing go with a check of the files, which is not made here.
    #[error("{} goes with a check of the files, which was not made; nothing was changed. Use the page or command for it", .0.code())]
    Unchecked(Verb),
    /// A field of a form can't be kept as typed.
    #[error("the field {0:?} can't be kept as typed; nothing was changed")]
    Field(super::directory::WrongField),
    /// The roles don't include it.
    #[error("this is not in your role; nothing was changed")]
    NotAllowed,
    /// Somebody else must do the second half.
    #[error("another person must confirm this; nothing was changed")]
    SecondPerson,
    /// Something had left, and nobody has looked at it again.
    #[error("what was disclosed to this customer's harm has not been looked at again; nothing was changed. Conclude the look-back first")]
    LookbackOpen,
    /// The entry is suspended.
    #[error("this entry is suspended; nothing was changed. Two people lift the suspension first")]
    Suspended,
    /// The demand is read by a row of the rulebook that this process has not loaded.
    #[error(
        "the demand came under the rules {0}, which this process does not have; nothing was changed. Start it again: it reads them at its start"
    )]
    OtherRules(String),
    /// What is stored can't be what was written.
    #[error("the record of demand {0} does not fold to a state; run `ombud rebuild --check`")]
    Corrupt(String),
    /// Below.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The task that ran the command ended early.
    #[error("the command was cut off; ask again: a command that had happened is not repeated")]
    Cut,
}

fn lacking(facts: &[&str]) -> String {
    if facts.is_empty() { String::new() } else { format!(": {}", facts.join(", ")) }
}

impl Error {
    /// The refusal's reasons, if the rules said no.
    #[must_use]
    pub const fn refusal(&self) -> Option<&Refusal> {
        match self {
            Error::Refused(refusal) => Some(refusal),
            _ => None,
        }
    }
}
