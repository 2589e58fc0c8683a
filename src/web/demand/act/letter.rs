//! The letter that a step would make, read before the step is done.

use crate::web::demand::case::Case;
use crate::web::parts::Text;
use crate::workflow::{Error, LetterPreview};
use domain::command::{Command, Verb};
use domain::letter::may_write;

/// One letter.
#[derive(Clone, Debug)]
pub struct Letter {
    /// What it is.
    pub name: Text,
    /// To whom, subject and text; `None` when nobody may be written to.
    pub mail: Option<(String, String, String)>,
}

/// Whether the letter of a step can be read on its form. A notice is always shown there, and release says what leaves.
pub fn can_be_read(verb: Verb) -> bool {
    may_write(verb) && !matches!(verb, Verb::Prepare(_) | Verb::Confirm(_) | Verb::CheckDocket)
}

/// What a command would have written.
///
/// # Errors
/// The workflow's: what refuses the step refuses its letter.
pub async fn read(case: &Case, command: &Command) -> Result<Vec<Letter>, Error> {
    let w = case.words();
    let letters = case.app.workflow.preview_letters(case.session.actor, case.demand.id, command).await?;
    let shown = |LetterPreview { letter, mail }: LetterPreview| Letter {
        name: w.name("letter", letter.code()),
        mail: mail.map(|(to, mail)| (format!("{} <{}>", to.name, to.mail), mail.subject, mail.text)),
    };
    Ok(letters.into_iter().map(shown).collect())
}
