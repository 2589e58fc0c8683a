//! The people whom the customer listed to be told, kept by the customer itself.

use super::form::FormPage;
use super::page::{Chrome, Room};
use super::paths;
use super::session::Customer;
use crate::app::App;
use crate::store::customers::{self, ContactRow};
use crate::web::extract::{Form, Id};
use crate::web::page::Page;
use crate::web::parts::{Badge, Choice, ErrorSummary, Field, Message, Text, Tone};
use crate::web::problem::Problem;
use crate::words::{Language, Words};
use crate::workflow::Error;
use crate::workflow::customers::NewContact;
use crate::workflow::directory::WrongField;
use crate::workflow::portal::PortalError;
use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::contact::{ContactPurpose, Reach};
use domain::ids::ContactId;
use serde::Deserialize;

struct Line {
    place: i64,
    name: String,
    mail: String,
    purpose: Text,
    state: Badge,
    change: String,
    removal: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "portal/contacts.html")]
struct ContactsPage {
    p: Page,
    c: Chrome,
    nobody: Option<Message>,
    lines: Vec<Line>,
    new: &'static str,
}

fn badge(w: Words, reach: Reach) -> Badge {
    let tone = match reach {
        Reach::Verified => Tone::Good,
        Reach::Stale => Tone::Info,
        Reach::Lapsed | Reach::Unverified | Reach::Bounced | Reach::Removed => Tone::Soon,
    };
    Badge::new(tone, w.name("portal-reach", reach.code()))
}

/// `GET /customer/contacts`
pub async fn list(State(app): State<App>, customer: Customer) -> Result<impl IntoResponse, Problem> {
    let w = customer.words;
    let listed = customers::contacts_of(app.store.read(), customer.customer()?).await?;
    let policy = app.workflow.policy().contacts;
    let reachable = listed.iter().any(|c| c.reach(&policy, customer.now).reachable());
    let lines = listed.into_iter().map(|c| Line {
        place: c.position,
        purpose: w.name("portal-purpose", &c.purpose),
        state: badge(w, c.reach(&policy, customer.now)),
        change: paths::contact(c.id.to()),
        removal: paths::contact_removal(c.id.to()),
        name: c.name,
        mail: c.mail,
    });
    Ok(ContactsPage {
        p: customer.page("portal-contacts"),
        c: customer.chrome(Some(Room::Contacts)),
        nobody: (!reachable).then(|| Message::new(Tone::Soon, w.say("portal-contacts-nobody"))),
        lines: lines.collect(),
        new: paths::NEW_CONTACT,
    })
}

/// A contact as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ContactForm {
    name: String,
    mail: String,
    language: String,
    purpose: String,
    place: String,
    version: String,
}

impl ContactForm {
    fn of(row: &ContactRow) -> Self {
        Self {
            name: row.name.clone(),
            mail: row.mail.clone(),
            language: row.language.clone(),
            purpose: row.purpose.clone(),
            place: row.position.to_string(),
            version: row.version.to_string(),
        }
    }

    /// The place as typed; `None` for one that is none.
    fn position(&self) -> Option<Option<i64>> {
        match self.place.trim() {
            "" => Some(None),
            text => text.parse().ok().filter(|n| (1..=999).contains(n)).map(Some),
        }
    }
}

/// What stands in the way of a change.
enum Wrong {
    Field(WrongField),
    Place,
    Whole(&'static str),
}

fn form(customer: &Customer, typed: &ContactForm, id: Option<ContactId>, wrong: Option<&Wrong>) -> FormPage {
    let w = customer.words;
    let error = |field: WrongField, key: &'static str| matches!(wrong, Some(Wrong::Field(is)) if *is == field).then(|| w.say(key));
    let language = Language::from_code(&typed.language).unwrap_or(w.language);
    let purpose = ContactPurpose::from_code(&typed.purpose).unwrap_or_default();
    let languages = Language::ALL.map(|l| Choice::new(l.code(), w.name("language", l.code()), l == language));
    let purposes = ContactPurpose::ALL.map(|p| Choice::new(p.code(), w.name("portal-purpose", p.code()), p == purpose));
    let fields = vec![
        Field::line("text", "name", w.say("customers-contact-name"))
            .value(typed.name.clone())
            .hint(w.say("customers-contact-name-hint"))
            .error(error(WrongField::Name, "directory-wrong-name")),
        Field::line("email", "mail", w.say("portal-mail"))
            .value(typed.mail.clone())
            .hint(w.say("portal-contact-mail-hint"))
            .error(error(WrongField::Mail, "directory-wrong-mail").or(error(WrongField::Taken, "portal-contact-taken"))),
        Field::radio("language", w.say("directory-language"), languages.to_vec()),
        Field::radio("purpose", w.say("portal-purpose"), purposes.to_vec()),
        Field::line("number", "place", w.say("portal-place"))
            .value(typed.place.clone())
            .hint(w.say("portal-place-hint"))
            .class("short")
            .optional(w)
            .error(matches!(wrong, Some(Wrong::Place)).then(|| w.say("portal-place-wrong"))),
    ];
    let errors = match wrong {
        Some(Wrong::Whole(key)) => ErrorSummary::whole(w, w.say(*key)),
        _ => ErrorSummary::of(w, &fields),
    };
    FormPage {
        p: customer.page(if id.is_some() { "portal-contact-change" } else { "portal-contact-new" }),
        c: customer.chrome(Some(Room::Contacts)),
        crumbs: vec![(w.say("portal-contacts"), paths::CONTACTS.to_owned())],
        lead: w.say("portal-contact-lead"),
        notes: Vec::new(),
        errors,
        fields,
        files: false,
        hidden: if id.is_some() { vec![("version", typed.version.clone())] } else { Vec::new() },
        action: id.map_or_else(|| paths::NEW_CONTACT.to_owned(), paths::contact),
        button: w.say("portal-contact-save"),
        back: paths::CONTACTS.to_owned(),
    }
}

/// `GET /customer/contacts/new`
pub async fn new_page(customer: Customer) -> impl IntoResponse {
    form(&customer, &ContactForm::default(), None, None)
}

/// `POST /customer/contacts/new`
pub async fn add(State(app): State<App>, customer: Customer, Form(typed): Form<ContactForm>) -> Result<Response, Problem> {
    put(&app, &customer, None, typed).await
}

async fn own(app: &App, customer: &Customer, id: ContactId) -> Result<ContactRow, Problem> {
    let listed = customers::contacts_of(app.store.read(), customer.customer()?).await?;
    listed.into_iter().find(|c| c.id == id.into()).ok_or(Problem::NotFound)
}

/// `GET /customer/contacts/{contact}`
pub async fn change_page(State(app): State<App>, customer: Customer, Id(id): Id<ContactId>) -> Result<impl IntoResponse, Problem> {
    let row = own(&app, &customer, id).await?;
    Ok(form(&customer, &ContactForm::of(&row), Some(id), None))
}

/// `POST /customer/contacts/{contact}`
pub async fn change(
    State(app): State<App>,
    customer: Customer,
    Id(id): Id<ContactId>,
    Form(typed): Form<ContactForm>,
) -> Result<Response, Problem> {
    put(&app, &customer, Some(id), typed).await
}

async fn put(app: &App, customer: &Customer, id: Option<ContactId>, typed: ContactForm) -> Result<Response, Problem> {
    let again = |wrong: Wrong| Ok((StatusCode::UNPROCESSABLE_ENTITY, form(customer, &typed, id, Some(&wrong))).into_response());
    let expected = match id {
        Some(id) => {
            own(app, customer, id).await?;
            Some(typed.version.parse().map_err(|_| Problem::Unreadable)?)
        }
        None => None,
    };
    let Some(position) = typed.position() else { return again(Wrong::Place) };
    let new = NewContact {
        name: typed.name.clone(),
        mail: typed.mail.clone(),
        language: Language::from_code(&typed.language).unwrap_or(customer.words.language).code().to_owned(),
        purpose: ContactPurpose::from_code(&typed.purpose).unwrap_or_default(),
        position,
        ..NewContact::default()
    };
    match app.workflow.put_own_contact(customer.represented()?, id, new, expected).await {
        Ok(_) => Ok(customer.done("said-portal-contact", paths::CONTACTS)),
        Err(PortalError::LastReachable) => again(Wrong::Whole("portal-contact-last")),
        Err(PortalError::TooManyContacts) => again(Wrong::Whole("portal-contact-too-many")),
        Err(PortalError::Workflow(Error::Field(field))) => again(Wrong::Field(field)),
        Err(other) => Err(other.into()),
    }
}

fn removal_form(customer: &Customer, row: &ContactRow, last: bool) -> FormPage {
    let w = customer.words;
    let id: ContactId = row.id.to();
    let mut notes = Vec::new();
    if customer.who.as_ref().is_some_and(|who| who.contact.id == row.id) {
        notes.push(Message::new(Tone::Soon, w.say("portal-contact-removal-self")));
    }
    FormPage {
        p: customer.page("portal-contact-removal"),
        c: customer.chrome(Some(Room::Contacts)),
        crumbs: vec![(w.say("portal-contacts"), paths::CONTACTS.to_owned())],
        lead: w.say2("portal-contact-removal-lead", "name", row.name.clone(), "mail", row.mail.clone()),
        notes,
        errors: if last { ErrorSummary::whole(w, w.say("portal-contact-last")) } else { ErrorSummary::none() },
        fields: Vec::new(),
        files: false,
        hidden: vec![("version", row.version.to_string())],
        action: paths::contact_removal(id),
        button: w.say("customers-contact-remove-go"),
        back: paths::CONTACTS.to_owned(),
    }
}

/// `GET /customer/contacts/{contact}/removal`
pub async fn removal_page(State(app): State<App>, customer: Customer, Id(id): Id<ContactId>) -> Result<impl IntoResponse, Problem> {
    Ok(removal_form(&customer, &own(&app, &customer, id).await?, false))
}

/// The version that was read.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Read {
    version: String,
}

/// `POST /customer/contacts/{contact}/removal`
pub async fn remove(
    State(app): State<App>,
    customer: Customer,
    Id(id): Id<ContactId>,
    Form(read): Form<Read>,
) -> Result<Response, Problem> {
    let row = own(&app, &customer, id).await?;
    let expected = read.version.parse().map_err(|_| Problem::Unreadable)?;
    match app.workflow.remove_own_contact(customer.represented()?, id, Some(expected)).await {
        Ok(()) => Ok(customer.done("said-portal-contact-removed", paths::CONTACTS)),
        Err(PortalError::LastReachable) => Ok((StatusCode::UNPROCESSABLE_ENTITY, removal_form(&customer, &row, true)).into_response()),
        Err(other) => Err(other.into()),
    }
}
