//! A demand as somebody sees it: loaded, allowed, and the look recorded.

use super::head::Tab;
use super::problem;
use crate::app::App;
use crate::web::extract::Ids;
use crate::web::page::{Page, Section};
use crate::web::parts::Text;
use crate::web::problem::Problem;
use crate::web::session::Session;
use crate::words::Words;
use crate::workflow::Look;
use crate::workflow::staff::Person;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::actor::{Actor, Role};
use domain::context::Context;
use domain::demand::Demand;
use domain::ids::{DemandId, PersonId};
use domain::instrument::{Bilingual, Instrument};
use domain::stage::{Stage, StageName};
use std::sync::Arc;

/// How much of a demand somebody sees.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sight {
    /// All of it.
    Whole,
    /// The lines to gather and nothing else.
    Scope,
    /// That something happened, when, and by whom; no content.
    Record,
}

/// A demand, loaded for the person who asks, whose look is on the record.
#[derive(Clone, Debug)]
pub struct Case {
    /// Everything at hand.
    pub app: App,
    /// Who asks.
    pub session: Session,
    /// The demand.
    pub demand: Demand,
    /// How much of it the person sees.
    pub sight: Sight,
    /// All staff, by name.
    people: Arc<[Person]>,
    /// How far a demand that was closed without a release had come.
    pub reached: StageName,
}

impl FromRequestParts<App> for Case {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let session = Session::from_request_parts(parts, app).await?;
        let id = Ids::from_request_parts(parts, app).await?.at(0)?;
        Self::open(app, session, id).await
    }
}

impl Case {
    /// Load it and record the look, before anything of it can be shown.
    ///
    /// # Errors
    /// [`Problem::NotFound`] when there is none or it is not the person's to see: one answer for both.
    pub async fn open(app: &App, session: Session, id: DemandId) -> Result<Self, Problem> {
        let demand = app.workflow.find(&session.actor, id).await.map_err(problem)?;
        app.workflow.look(session.actor, id, Look::Demand).await.map_err(problem)?;
        let people = app.staff.everybody_as_of(session.staff).await?;
        let sight = sight(&session, &demand);
        let reached = match &demand.stage {
            Stage::Closed { .. } if demand.stage.released().is_none() => furthest(app, &session, id).await?,
            stage => stage.name(),
        };
        Ok(Self { app: app.clone(), session, demand, sight, people, reached })
    }

    /// The same, but only for who sees the whole of it.
    ///
    /// # Errors
    /// [`Problem::NotFound`] for anybody else.
    pub fn whole(self) -> Result<Self, Problem> {
        if self.sight == Sight::Whole { Ok(self) } else { Err(Problem::NotFound) }
    }

    /// What a decision may look at, for this person now.
    #[must_use]
    pub fn context(&self) -> Context<'_> {
        self.app.workflow.context(self.session.actor, self.session.now)
    }

    /// The person's language.
    #[must_use]
    pub const fn words(&self) -> Words {
        self.session.words
    }

    /// A moment in a table.
    #[must_use]
    pub fn short(&self, at: &domain::Instant) -> String {
        self.words().short(at, &self.session.zone)
    }

    /// A moment in a sentence.
    #[must_use]
    pub fn moment(&self, at: &domain::Instant) -> String {
        self.words().moment(at, &self.session.zone)
    }

    /// The rulebook's row.
    #[must_use]
    pub fn instrument(&self) -> Option<&Instrument> {
        self.demand.instrument(self.app.workflow.rulebook())
    }

    /// The law behind a ground, as it bears on this demand.
    #[must_use]
    pub fn law(&self, ground: domain::ground::Ground) -> String {
        self.app.workflow.rulebook().law(ground, self.instrument()).to_owned()
    }

    /// A text of the rulebook in the person's language.
    #[must_use]
    pub fn said<'a>(&self, text: &'a Bilingual) -> &'a str {
        self.words().of_two(text)
    }

    /// Name of a kind of instrument.
    #[must_use]
    pub fn instrument_name(&self) -> String {
        self.instrument().map_or_else(|| self.demand.paper.instrument.to_string(), |i| self.said(&i.title).to_owned())
    }

    /// Name of a member of staff.
    #[must_use]
    pub fn name(&self, id: PersonId) -> Text {
        let known = self.people.iter().find(|p| p.id == id);
        known.map_or_else(|| self.words().say("demand-somebody"), |p| Text::from(p.name.clone()))
    }

    /// Names of all staff, in order.
    #[must_use]
    pub fn people(&self) -> Vec<(PersonId, &str)> {
        self.people.iter().map(|p| (p.id, p.name.as_str())).collect()
    }

    /// Who did something.
    #[must_use]
    pub fn who(&self, actor: &Actor) -> Text {
        match actor {
            Actor::Person { id, .. } => self.name(*id),
            Actor::Operator => self.words().say("demand-operator"),
            Actor::System => self.words().say("demand-system"),
            Actor::Machine { .. } => self.words().say("demand-machine"),
            Actor::Contact(_) => self.words().say("demand-contact"),
            Actor::Officer(_) => self.words().say("demand-officer"),
        }
    }

    /// The page around a tab. Its title says no content.
    #[must_use]
    pub fn page(&self, tab: Tab) -> Page {
        self.session.page(tab.title(), Section::Queue)
    }
}

fn sight(session: &Session, demand: &Demand) -> Sight {
    if session.person.roles.iter().any(Role::handles_cases) {
        Sight::Whole
    } else if session.has(Role::Custodian) && demand.stage.name() == StageName::Producing {
        Sight::Scope
    } else {
        Sight::Record
    }
}

/// The last stage before the close, from the record.
async fn furthest(app: &App, session: &Session, id: DemandId) -> Result<StageName, Problem> {
    let entries = app.workflow.entries(&session.actor, id).await.map_err(problem)?;
    let mut entries = entries.iter().map(|(_, entry)| entry);
    let Some(mut demand) = entries.next().and_then(Demand::open) else { return Ok(StageName::Received) };
    let mut last = StageName::Received;
    for entry in entries {
        demand = demand.apply(entry);
        if !demand.is_closed() {
            last = demand.stage.name();
        }
    }
    Ok(last)
}
