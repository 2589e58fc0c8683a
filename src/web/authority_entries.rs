//! What stands in the directory by a source and two people, on an authority's page: shown, confirmed by somebody else, taken out.

use super::authorities::by_name;
use super::confirm::ConfirmPage;
use super::customers::wrong;
use super::extract::{Form, Id};
use super::page::Section;
use super::parts::{Badge, Field, Text, Tone};
use super::paths;
use super::problem::Problem;
use super::session::Session;
use crate::app::App;
use crate::store::authorities::{self, AuthorityRow, sourced};
use crate::words::Words;
use crate::workflow::Error;
use crate::workflow::directory::WrongField;
use crate::workflow::sourced::{Entry, Found};
use axum::extract::State;
use axum::response::Response;
use domain::ids::AuthorityId;
use serde::Deserialize;
use uuid::Uuid;

/// What of an entry is shown first.
pub struct Front {
    pub(super) head: Text,
    pub(super) about: String,
    /// What a second person compares, with its word.
    pub(super) compare: Option<(Text, String)>,
}

/// An entry that the page shows.
pub trait Shown: Entry {
    /// Its address below the authority.
    const BELOW: &'static str;

    /// What the second person says.
    const CONFIRM: &'static str;

    /// What is said when it is confirmed, and when it is taken out.
    const SAID: [&'static str; 2];

    /// How it is shown.
    fn show(self, app: &App, w: Words) -> Front;
}

/// One entry as it is shown.
pub struct Line {
    pub(super) id: String,
    pub(super) front: Front,
    pub(super) source: String,
    pub(super) by: Text,
    pub(super) state: Badge,
    pub(super) may_confirm: bool,
}

/// All entries of one kind, and where they are changed.
pub struct Entries {
    pub(super) lines: Vec<Line>,
    pub(super) add: String,
    pub(super) confirm: String,
    pub(super) confirm_word: Text,
    pub(super) withdraw: String,
}

impl Entries {
    /// Those of an authority, each with the people behind it.
    pub(super) async fn of<T: Shown>(app: &App, session: &Session, id: AuthorityId) -> Result<Self, Problem> {
        let w = session.words;
        let mut lines = Vec::new();
        for row in sourced::of::<T>(app.store.read(), id).await? {
            let state = if row.is_confirmed() {
                Badge::new(Tone::Good, w.say("numbers-counts")).drawn("check")
            } else {
                Badge::new(Tone::Soon, w.say("numbers-waits")).drawn("wait")
            };
            lines.push(Line {
                id: row.id().to_string(),
                source: [row.source(), row.sourced_on()].join(" ").trim().to_owned(),
                by: by_name(app, w, row.entered_by()).await,
                may_confirm: !row.is_confirmed() && row.entered_by() != session.person.id.to_string(),
                state,
                front: row.show(app, w),
            });
        }
        let at = |what: &str| paths::authority_at(id, &format!("{}{what}", T::BELOW));
        let (add, confirm, withdraw) = (at(""), at("/confirmation"), at("/withdrawal"));
        Ok(Self { lines, add, confirm, confirm_word: w.say(T::CONFIRM), withdraw })
    }
}

/// Where something was found, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct SourceForm {
    source: String,
    found_on: String,
}

impl SourceForm {
    /// Found today, nobody has said where.
    pub(super) fn today(session: &Session) -> Self {
        Self { source: String::new(), found_on: session.now.with_timezone(&session.zone).date_naive().to_string() }
    }

    /// What was typed, read.
    pub(super) fn read(&self) -> Result<Found, Error> {
        let on = self.found_on.parse().map_err(|_| Error::Field(WrongField::Day))?;
        Ok(Found { source: self.source.clone(), on })
    }

    /// The page that asks for `fields` and for the source behind them.
    pub(super) fn page<T: Shown>(
        &self,
        session: &Session,
        row: &AuthorityRow,
        keys: [&'static str; 3],
        mut fields: Vec<Field>,
        is: Option<WrongField>,
    ) -> ConfirmPage {
        let w = session.words;
        let [title, lead, go] = keys;
        let id: AuthorityId = row.id.to();
        let source = Field::line("text", "source", w.say("numbers-source")).value(self.source.clone()).hint(w.say("numbers-source-hint"));
        fields.push(source.error(wrong(w, is, WrongField::Source)));
        let found_on = Field::line("date", "found_on", w.say("numbers-found-on")).value(self.found_on.clone());
        fields.push(found_on.error(wrong(w, is, WrongField::Day)));
        let action = paths::authority_at(id, T::BELOW);
        let p = session.page(title, Section::Authorities);
        let mut page = ConfirmPage::new(p, w.say(lead), action, w.say(go), paths::authority(id)).fields(fields);
        page.crumbs = vec![(w.say("nav-authorities"), paths::AUTHORITIES.to_owned()), (row.name.clone().into(), paths::authority(id))];
        page
    }
}

/// The authority at an address.
pub(super) async fn found(app: &App, id: AuthorityId) -> Result<AuthorityRow, Problem> {
    authorities::find(app.store.read(), id).await?.ok_or(Problem::NotFound)
}

/// Which entry.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct WhichForm {
    entry: String,
}

impl WhichForm {
    fn id(&self) -> Result<Uuid, Problem> {
        self.entry.parse().map_err(|_| Problem::Unreadable)
    }
}

/// `POST /authorities/{authority}/…/confirmation`
pub async fn confirm<T: Shown>(
    State(app): State<App>,
    session: Session,
    Id(id): Id<AuthorityId>,
    Form(form): Form<WhichForm>,
) -> Result<Response, Problem> {
    app.workflow.confirm_entry::<T>(session.actor, id, form.id()?).await?;
    let [said, _] = T::SAID;
    Ok(session.done(said, paths::authority(id)))
}

/// `POST /authorities/{authority}/…/withdrawal`
pub async fn withdraw<T: Shown>(
    State(app): State<App>,
    session: Session,
    Id(id): Id<AuthorityId>,
    Form(form): Form<WhichForm>,
) -> Result<Response, Problem> {
    app.workflow.withdraw_entry::<T>(session.actor, id, form.id()?).await?;
    let [_, said] = T::SAID;
    Ok(session.done(said, paths::authority(id)))
}
