//! A letter before the step that makes it: what would be written if somebody did it now.

use super::{Error, Mail, Recipient, Workflow};
use crate::store::Conn;
use crate::store::authorities::{self, AuthorityRow};
use domain::Instant;
use domain::actor::Actor;
use domain::command::Command;
use domain::demand::Demand;
use domain::event::{Entry, Event};
use domain::letter::{Letter, letter, not_carried_out};

/// A letter that is not sent, with the words that it would have.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LetterPreview {
    /// Which.
    pub letter: Letter,
    /// To whom, and what; `None` when nobody may be written to, so that it is decided and not sent.
    pub mail: Option<(Recipient, Mail)>,
}

/// The letter that follows from an event, if any. Notices, which go to several, are read by their own preview.
pub(super) fn follows(after: &Demand, event: &Event) -> Option<Letter> {
    letter(event).or_else(|| not_carried_out(after, event).filter(|_| crate::eevidence::concerns(after)))
}

impl Workflow {
    /// The letters that a command would make now, exactly as they would be written. Nothing is kept and nothing sent.
    ///
    /// # Errors
    /// As [`Workflow::act`]: a command that is refused writes nothing.
    pub async fn preview_letters(&self, actor: Actor, id: domain::ids::DemandId, command: &Command) -> Result<Vec<LetterPreview>, Error> {
        let demand = self.find(&actor, id).await?;
        let now = self.clock().now();
        let conn = self.store().read();
        let mut after = demand.clone();
        let mut letters = Vec::new();
        for event in demand.decide(command, &self.context(actor, now))? {
            let entry = Entry { at: now, actor, event };
            after = after.apply(&entry);
            let Some(letter) = follows(&after, &entry.event).filter(|l| !matches!(l, Letter::Notice { .. })) else { continue };
            let known = match &after.authority {
                Some(authority) => authorities::find(conn, authority.id).await?,
                None => None,
            };
            let mail = self.written(conn, known, &after, &letter, now).await?;
            letters.push(LetterPreview { letter, mail });
        }
        Ok(letters)
    }

    /// To whom a letter goes, and its words; `None` when nobody may be written to. `known` is the authority's row, for its letters.
    pub(super) async fn written(
        &self,
        conn: &impl Conn,
        known: Option<AuthorityRow>,
        after: &Demand,
        letter: &Letter,
        now: Instant,
    ) -> Result<Option<(Recipient, Mail)>, Error> {
        let (to, refer_to) = match letter {
            Letter::ObjectionAnswer { .. } => (self.objector(conn, after, now).await?, None),
            Letter::Redirect { .. } => match self.authority_address(known, after, letter)? {
                Some(to) => (Some(to), self.refer_to(conn, after, now).await?),
                None => (None, None),
            },
            _ => (self.authority_address(known, after, letter)?, None),
        };
        let Some(to) = to else { return Ok(None) };
        let mail = self.inner.writer.write(letter, after, &to, refer_to.as_ref())?;
        Ok(Some((to, mail)))
    }
}
