//! Form 3 (Reg. (EU) 2023/1543, Annex III): it goes with every letter that says that a certificate is not, not yet or not wholly carried out
//! (INV-21), made of the state that the letter was made of and fixed with it.

use super::super::sheet::{Annex, AnnexPart};
use super::super::{Error, Workflow};
use crate::eevidence::answer::{self, Desk};
use crate::eevidence::check::Point;
use crate::eevidence::entry::AS_ENTERED;
use crate::eevidence::{EPOC, Form, Paper, check, concerns, read, told, xml};
use crate::store::outbox::{self, MessageRow};
use crate::store::{Conn, Txn, documents};
use crate::wire::Wire;
use crate::words::{Language, Words};
use domain::Instant;
use domain::clocks::ObligationKind;
use domain::demand::Demand;
use domain::letter::Letter;

/// The largest document that is read as a form, in bytes.
const MOST: i64 = 4 << 20;

/// Whether form 3 must go with a letter of this code.
fn needs_form(letter: &str) -> bool {
    [Letter::REFUSAL, Letter::CLARIFICATION, Letter::NOT_CARRIED_OUT].contains(&letter)
}

impl Workflow {
    /// The certificate that a demand rests on, if a document of it holds it as data, and what it lacks.
    ///
    /// # Errors
    /// [`Error::Store`]. A document whose bytes can't be had is passed over.
    pub async fn certificate_of(&self, conn: &impl Conn, demand: &Demand) -> Result<Option<(Form, Vec<Point>)>, Error> {
        let mut rows = documents::of_demand(conn, demand.id).await?;
        // What a person has typed or corrected goes before the file that it was taken from.
        rows.sort_by_key(|row| row.name != AS_ENTERED);
        for row in rows.iter().filter(|row| row.kind == "paper" && row.bytes <= MOST) {
            if !matches!(row.media_type.as_str(), "application/xml" | "application/json") {
                continue;
            }
            let Ok(bytes) = self.blobs().get(row).await else {
                tracing::error!(code = "form-unreadable", document = %row.id, "a document was not read as a form");
                continue;
            };
            if let Some(Ok(Paper::Order { form, .. })) = read(&bytes) {
                let points = check::points_in(&form, &self.policy().form_languages);
                return Ok(Some((*form, points)));
            }
        }
        Ok(None)
    }

    /// Form 3 for a letter in a language; nothing where the demand is under another paper, or nothing is to be said on the form.
    pub(super) async fn annex(&self, conn: &impl Conn, after: &Demand, language: &str, now: Instant) -> Result<Option<Annex>, Error> {
        if !concerns(after) {
            return Ok(None);
        }
        let certificate = self.certificate_of(conn, after).await?;
        let (form, points) = certificate.as_ref().map_or((None, &[][..]), |(form, points)| (Some(form), points.as_slice()));
        let sender = self.sender();
        let desk = Desk { provider: sender.name, mail: sender.mail };
        let Some(answer) = answer::answer(after, form, points, self.rulebook(), &desk, now) else { return Ok(None) };
        let words = Words::of(Language::from_code(language).unwrap_or_default());
        let part = |told: told::Told| AnnexPart {
            title: told.title.into_owned(),
            facts: told.facts.into_iter().map(|(name, value)| (name.into_owned(), value)).collect(),
        };
        Ok(Some(Annex {
            language: words.lang().to_owned(),
            title: words.say("form3-title").into_owned(),
            parts: told::told(words, &answer.body(EPOC), "form3-section").into_iter().map(part).collect(),
            sign: words.say("form3-sign").into_owned(),
            xml: String::from_utf8(xml(&answer)).map_err(|e| Error::Corrupt(e.to_string()))?,
        }))
    }

    /// Whether a letter lacks the form 3 without which it must not leave (INV-21).
    pub(in crate::workflow) async fn lacks_form(&self, txn: &Txn, message: &MessageRow, demand: &Demand) -> Result<bool, Error> {
        if !needs_form(&message.letter) || !concerns(demand) {
            return Ok(false);
        }
        Ok(super::super::sheet::of(txn, message).await?.is_none_or(|sheet| sheet.annex.is_none()))
    }

    /// Whether a form 3 that has just left comes after the time for the production (Art 10(8), 11(7); INV-21).
    pub(in crate::workflow) fn form_is_late(&self, message: &MessageRow, demand: &Demand, now: Instant) -> bool {
        let due = demand.clocks.iter().find(|c| c.kind == ObligationKind::Produce).and_then(|c| c.due.legal);
        message.side == outbox::AUTHORITY && needs_form(&message.letter) && concerns(demand) && due.is_some_and(|due| now > due)
    }
}
