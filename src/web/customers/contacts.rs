//! The people whom a customer listed: added, changed, asked, answered for, taken off.

use super::super::confirm::ConfirmPage;
use super::super::extract::{Form, Id, Ids};
use super::super::page::{Page, Section};
use super::super::parts::{Badge, Choice, ErrorSummary, Facts, Field, Message, Text, Tone};
use super::super::paths;
use super::super::problem::Problem;
use super::super::session::Session;
use super::show::{ShowPage, contact_state};
use super::{crumbs, found, languages, wrong};
use crate::app::App;
use crate::store::StoreError;
use crate::store::customers::{self, ContactRow, CustomerRow};
use crate::workflow::Error;
use crate::workflow::customers::{ContactKey, NewContact};
use crate::workflow::directory::WrongField;
use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::contact::{ContactPurpose, Reach};
use domain::ids::{ContactId, CustomerId};
use serde::Deserialize;

/// What was typed of a contact. `version` is that of the entry which the form was filled from.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ContactForm {
    name: String,
    mail: String,
    language: String,
    purpose: String,
    position: String,
    version: i64,
}

impl ContactForm {
    fn of(row: &ContactRow) -> Self {
        Self {
            name: row.name.clone(),
            mail: row.mail.clone(),
            language: row.language.clone(),
            purpose: row.purpose.clone(),
            position: row.position.to_string(),
            version: row.version,
        }
    }

    fn typed(&self) -> NewContact {
        NewContact {
            name: self.name.clone(),
            mail: self.mail.clone(),
            language: self.language.clone(),
            purpose: ContactPurpose::from_code(&self.purpose).unwrap_or_default(),
            position: self.position.trim().parse().ok().filter(|n| (0..=9999).contains(n)),
            ..NewContact::default()
        }
    }
}

/// The fields of a contact.
pub(super) fn fields(session: &Session, form: &ContactForm, language: &str, is: Option<WrongField>) -> Vec<Field> {
    let w = session.words;
    let language = if form.language.is_empty() { language } else { &form.language };
    let purpose = ContactPurpose::from_code(&form.purpose).unwrap_or_default();
    let purposes = ContactPurpose::ALL.map(|p| Choice::new(p.code(), w.name("purpose", p.code()), p == purpose));
    let mail_error = wrong(w, is, WrongField::Mail).or_else(|| wrong(w, is, WrongField::Taken));
    vec![
        Field::line("text", "name", w.say("customers-contact-name"))
            .value(form.name.clone())
            .hint(w.say("customers-contact-name-hint"))
            .error(wrong(w, is, WrongField::Name)),
        Field::line("email", "mail", w.say("auth-mail")).value(form.mail.clone()).error(mail_error),
        languages(w, language),
        Field::select("purpose", w.say("customers-contact-purpose"), purposes.to_vec()),
        Field::line("number", "position", w.say("customers-contact-place"))
            .value(form.position.clone())
            .hint(w.say("customers-contact-place-hint"))
            .class("short")
            .optional(w),
    ]
}

/// `POST /customers/{customer}/contacts`
pub async fn add_contact(
    State(app): State<App>,
    session: Session,
    Id(id): Id<CustomerId>,
    Form(form): Form<ContactForm>,
) -> Result<Response, Problem> {
    match app.workflow.add_contact(session.actor, id, form.typed()).await {
        Ok(_) => Ok(session.done("said-contact-added", paths::customer(id))),
        Err(Error::Field(field)) => {
            let page = ShowPage::new(&app, &session, found(&app, id).await?, &form, Some(field), "").await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// The contact that an address names: only as one of the customer that it names, and only while it is on the list.
async fn contact_at(app: &App, ids: &Ids) -> Result<(CustomerRow, ContactRow), Problem> {
    let row = found(app, ids.at(0)?).await?;
    let contact: ContactId = ids.at(1)?;
    let contact = customers::find_contact(app.store.read(), contact).await?;
    let contact = contact.filter(|c| c.customer_id == row.id && c.removed_at.is_none()).ok_or(Problem::NotFound)?;
    Ok((row, contact))
}

fn at(row: &CustomerRow, contact: &ContactRow, what: &str) -> String {
    let end = if what.is_empty() { String::new() } else { format!("/{what}") };
    paths::customer_at(row.id.to(), &format!("contacts/{}{end}", contact.id))
}

#[derive(Template, WebTemplate)]
#[template(path = "customers/contact.html")]
struct ContactPage {
    p: Page,
    crumbs: Vec<(Text, String)>,
    name: String,
    state: Badge,
    facts: Facts,
    errors: ErrorSummary,
    fields: Vec<Field>,
    version: i64,
    action: String,
    ask: String,
    voucher: Option<String>,
    removal: String,
    back: String,
}

fn contact_form(
    app: &App,
    session: &Session,
    row: &CustomerRow,
    contact: &ContactRow,
    form: &ContactForm,
    is: Option<WrongField>,
) -> ContactPage {
    let w = session.words;
    let reach = contact.reach(&app.workflow.policy().contacts, app.workflow.clock().now());
    let (state, why) = contact_state(w, session, contact, reach);
    let mut facts = Facts::default().with(w.say("customers-contact-state"), why);
    let when = |t: &domain::Instant| w.short(t, &session.zone);
    for (label, value) in [
        ("customers-bounce", contact.bounced_why.clone()),
        ("customers-asked", contact.asked_at.as_ref().map(when)),
        ("customers-asks-next", contact.ask_at.as_ref().map(when)),
        ("customers-external-id", contact.external_id.clone()),
    ] {
        if let Some(value) = value.filter(|v| !v.is_empty()) {
            facts = facts.with(w.say(label), value);
        }
    }
    let fields = fields(session, form, &contact.language, is);
    ContactPage {
        p: session.page("customers-contact", Section::Customers),
        crumbs: crumbs(w, row),
        name: contact.name.clone(),
        state,
        facts,
        errors: ErrorSummary::of(w, &fields),
        fields,
        version: form.version,
        action: at(row, contact, ""),
        ask: at(row, contact, "ask"),
        voucher: (reach != Reach::Verified).then(|| at(row, contact, "voucher")),
        removal: at(row, contact, "removal"),
        back: paths::customer(row.id.to()),
    }
}

/// `GET /customers/{customer}/contacts/{contact}`
pub async fn contact_page(State(app): State<App>, session: Session, ids: Ids) -> Result<impl IntoResponse, Problem> {
    let (row, contact) = contact_at(&app, &ids).await?;
    Ok(contact_form(&app, &session, &row, &contact, &ContactForm::of(&contact), None))
}

/// `POST /customers/{customer}/contacts/{contact}`
pub async fn change_contact(
    State(app): State<App>,
    session: Session,
    ids: Ids,
    Form(mut form): Form<ContactForm>,
) -> Result<Response, Problem> {
    let (row, contact) = contact_at(&app, &ids).await?;
    let (id, key) = (row.id.to(), ContactKey::Id(contact.id.to()));
    match app.workflow.put_contact(session.actor, id, key, form.typed(), Some(form.version)).await {
        Ok(_) => Ok(session.done("said-contact-changed", paths::customer(id))),
        Err(Error::Field(field)) => {
            let page = contact_form(&app, &session, &row, &contact, &form, Some(field));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(Error::Store(StoreError::Stale { .. })) => {
            let (row, contact) = contact_at(&app, &ids).await?;
            form.version = contact.version;
            let mut page = contact_form(&app, &session, &row, &contact, &form, None);
            page.errors = ErrorSummary::whole(session.words, session.words.say("customers-stale"));
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// `POST /customers/{customer}/contacts/{contact}/ask`
pub async fn ask(State(app): State<App>, session: Session, ids: Ids) -> Result<Response, Problem> {
    let (row, contact) = contact_at(&app, &ids).await?;
    app.workflow.ask_contact(session.actor, contact.id.to()).await?;
    Ok(session.done("said-contact-asked", paths::customer(row.id.to())))
}

/// Why somebody answers for an address.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct VoucherForm {
    why: String,
}

fn voucher_form(session: &Session, row: &CustomerRow, contact: &ContactRow, form: &VoucherForm, is: Option<WrongField>) -> ConfirmPage {
    let w = session.words;
    let p = session.page("customers-voucher", Section::Customers);
    let (action, back) = (at(row, contact, "voucher"), at(row, contact, ""));
    let why = Field::lines("why", w.say("customers-voucher-why")).value(form.why.clone()).hint(w.say("customers-voucher-why-hint"));
    let mut page = ConfirmPage::new(p, w.say("customers-voucher-lead"), action, w.say("customers-voucher-go"), back)
        .fields(vec![why.error(wrong(w, is, WrongField::Reason))]);
    page.crumbs = crumbs(w, row);
    page.restated = restated(session, row, contact);
    page
}

fn restated(session: &Session, row: &CustomerRow, contact: &ContactRow) -> Facts {
    let w = session.words;
    Facts::default()
        .with(w.say("customers-customer"), row.name.clone())
        .with(w.say("customers-contact-name"), contact.name.clone())
        .with(w.say("auth-mail"), contact.mail.clone())
}

/// `GET /customers/{customer}/contacts/{contact}/voucher`
pub async fn voucher_page(State(app): State<App>, session: Session, ids: Ids) -> Result<impl IntoResponse, Problem> {
    let (row, contact) = contact_at(&app, &ids).await?;
    Ok(voucher_form(&session, &row, &contact, &VoucherForm::default(), None))
}

/// `POST /customers/{customer}/contacts/{contact}/voucher`
pub async fn answer_for(State(app): State<App>, session: Session, ids: Ids, Form(form): Form<VoucherForm>) -> Result<Response, Problem> {
    let (row, contact) = contact_at(&app, &ids).await?;
    match app.workflow.vouch_for_contact(session.actor, contact.id.to(), &form.why).await {
        Ok(_) => Ok(session.done("said-contact-changed", paths::customer(row.id.to()))),
        Err(Error::Field(field)) => {
            let page = voucher_form(&session, &row, &contact, &form, Some(field));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(Error::SecondPerson) => {
            let page = voucher_form(&session, &row, &contact, &form, None);
            let page = page.refused([session.words.say("customers-voucher-second-person")]);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// `GET /customers/{customer}/contacts/{contact}/removal`
pub async fn removal_page(State(app): State<App>, session: Session, ids: Ids) -> Result<impl IntoResponse, Problem> {
    let w = session.words;
    let (row, contact) = contact_at(&app, &ids).await?;
    let (policy, now) = (app.workflow.policy().contacts, app.workflow.clock().now());
    let others = customers::contacts_of(app.store.read(), row.id.to()).await?;
    let last = !others.iter().any(|c| c.id != contact.id && c.reach(&policy, now).reachable());
    let p = session.page("customers-contact-remove-go", Section::Customers);
    let (action, back) = (at(&row, &contact, "removal"), paths::customer(row.id.to()));
    let mut page = ConfirmPage::new(p, w.say("customers-contact-remove-lead"), action, w.say("customers-contact-remove-go"), back);
    page.crumbs = crumbs(w, &row);
    page.restated = restated(&session, &row, &contact);
    if last {
        page.warnings.push(Message::new(Tone::Soon, w.say("customers-contact-last")));
    }
    Ok(page)
}

/// `POST /customers/{customer}/contacts/{contact}/removal`
pub async fn remove_contact(State(app): State<App>, session: Session, ids: Ids) -> Result<Response, Problem> {
    let (row, contact) = contact_at(&app, &ids).await?;
    app.workflow.remove_contact(session.actor, contact.id.to(), None).await?;
    Ok(session.done("said-contact-removed", paths::customer(row.id.to())))
}
