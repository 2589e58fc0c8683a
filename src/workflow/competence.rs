//! What an authority may issue or validate itself, by a public register such as the lists that states notify (Reg. (EU) 2023/1543
//! Art 31). Its kind says what such authorities may do; this says what this one may.

use super::directory::WrongField;
use super::sourced::{Entry, Found};
use super::{Error, Workflow};
use crate::store::Key;
use crate::store::authorities::competence::CompetenceRow;
use crate::store::authorities::sourced;
use domain::actor::Actor;
use domain::ids::AuthorityId;
use domain::instrument::InstrumentId;
use domain::text::one_line;
use serde_json::{Value, json};
use uuid::Uuid;

/// What an authority does with an instrument.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// It issues it.
    Issues,
    /// It validates what another authority issues.
    Validates,
}

impl Part {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Issues, Self::Validates];

    /// As stored.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Issues => "issues",
            Self::Validates => "validates",
        }
    }
}

/// A competence as typed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewCompetence {
    /// The instrument.
    pub instrument: InstrumentId,
    /// What it does with it.
    pub part: Part,
    /// For which area or matters; may be empty.
    pub area: String,
    /// Where it was found.
    pub found: Found,
}

/// What the directory says of an authority and an instrument.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Listed {
    /// Nothing of this authority's own competence stands there that counts.
    Silent,
    /// It stands there, by these entries.
    Named(Vec<CompetenceRow>),
    /// Other instruments do, and this one doesn't: a reason to ask.
    Others,
}

impl Entry for CompetenceRow {
    fn detail(&self) -> &str {
        &self.instrument
    }

    fn payload(&self) -> Value {
        json!({
            "authority": self.authority_id,
            "instrument": self.instrument,
            "part": self.part,
            "area": self.area,
            "source": self.source,
            "found_on": self.sourced_on,
        })
    }
}

impl Workflow {
    /// Enter a competence. It counts when somebody else has confirmed it.
    ///
    /// # Errors
    /// [`Error::Field`] without a source, or for what stands there already; [`Error::NotFound`] for an instrument that the rulebook does
    /// not have; [`Error::Store`].
    pub async fn add_competence(&self, actor: Actor, id: AuthorityId, new: NewCompetence) -> Result<Uuid, Error> {
        self.rulebook().get(&new.instrument).ok_or(Error::NotFound)?;
        let entered = self.enter_by_source(actor, id, |_, known: &[CompetenceRow], by, now| {
            let (source, area) = (new.found.source()?, one_line(&new.area, 200));
            let same = |row: &CompetenceRow| (&*row.instrument, &*row.part, &row.area) == (new.instrument.as_str(), new.part.code(), &area);
            if known.iter().any(same) {
                return Err(Error::Field(WrongField::Taken));
            }
            Ok(CompetenceRow {
                id: Key(Uuid::new_v4()),
                authority_id: id.into(),
                instrument: new.instrument.as_str().to_owned(),
                part: new.part.code().to_owned(),
                area,
                source,
                sourced_on: new.found.on.to_string(),
                entered_by: by,
                entered_at: now,
                confirmed_by: None,
                confirmed_at: None,
                withdrawn_by: None,
                withdrawn_at: None,
            })
        });
        entered.await
    }

    /// What the directory says of `authority` and `instrument`: only what two people stand behind.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn competence(&self, authority: AuthorityId, instrument: &InstrumentId) -> Result<Listed, Error> {
        let mut counting = sourced::of::<CompetenceRow>(self.store().read(), authority).await?;
        counting.retain(|row| row.confirmed_at.is_some());
        if counting.is_empty() {
            return Ok(Listed::Silent);
        }
        counting.retain(|row| row.instrument == instrument.as_str());
        Ok(if counting.is_empty() { Listed::Others } else { Listed::Named(counting) })
    }
}
