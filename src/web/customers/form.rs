//! The customer's own entry: entered, changed, ended; and when counsel wants it told.

use super::super::confirm::ConfirmPage;
use super::super::directory::{self, stored_list};
use super::super::extract::{Form, Id};
use super::super::page::{Page, Section};
use super::super::parts::{Choice, ErrorSummary, Facts, Field, Text};
use super::super::paths;
use super::super::problem::Problem;
use super::super::session::Session;
use super::{crumbs, found, languages, wrong};
use crate::app::App;
use crate::intake::customers::{account, account_text};
use crate::store::StoreError;
use crate::store::customers::{self, CustomerRow};
use crate::workflow::Error;
use crate::workflow::customers::sync::AccountLine;
use crate::workflow::customers::{CustomerKey, NewCustomer};
use crate::workflow::directory::WrongField;
use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::actor::Role;
use domain::contact::ProviderRole;
use domain::ids::CustomerId;
use domain::instrument::NoticeTiming;
use domain::paper::CustomerClass;
use serde::Deserialize;

/// What was typed of a customer. `version` is that of the entry which the form was filled from.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct CustomerForm {
    name: String,
    class: String,
    country: String,
    language: String,
    domains: String,
    accounts: String,
    product: String,
    contract: String,
    role: String,
    external_id: String,
    version: i64,
}

/// Most accounts that a form shows; a customer with more keeps them in a list.
const ACCOUNTS: u64 = 500;

#[derive(Template, WebTemplate)]
#[template(path = "customers/form.html")]
struct FormPage {
    p: Page,
    crumbs: Vec<(Text, String)>,
    lead: Text,
    errors: ErrorSummary,
    fields: Vec<Field>,
    version: i64,
    action: String,
    button: Text,
    back: String,
}

impl CustomerForm {
    fn of(row: &CustomerRow, accounts: Vec<customers::AccountRow>) -> Self {
        let line = |a: customers::AccountRow| account_text(&AccountLine { kind: a.kind, value: a.value, account: a.account });
        Self {
            name: row.name.clone(),
            class: row.class.clone(),
            country: row.country.clone(),
            language: row.language.clone(),
            domains: stored_list(&row.domains).join("\n"),
            accounts: accounts.into_iter().map(line).collect::<Vec<_>>().join("\n"),
            product: row.product.clone(),
            contract: row.contract.clone(),
            role: row.role.clone(),
            external_id: row.external_id.clone().unwrap_or_default(),
            version: row.version,
        }
    }

    fn typed(&self, with_accounts: bool) -> Result<NewCustomer, Problem> {
        let accounts = directory::listed(&self.accounts).iter().map(|line| account(line)).map(|a| (a.kind, a.value, a.account)).collect();
        Ok(NewCustomer {
            name: self.name.clone(),
            class: CustomerClass::from_code(&self.class).ok_or(Problem::Unreadable)?,
            country: self.country.clone(),
            language: self.language.clone(),
            domains: directory::listed(&self.domains),
            accounts: with_accounts.then_some(accounts),
            product: self.product.clone(),
            contract: self.contract.clone(),
            role: ProviderRole::from_code(&self.role).unwrap_or_default(),
            external_id: Some(self.external_id.clone()),
        })
    }

    fn fields(&self, session: &Session, is: Option<WrongField>, with_accounts: bool) -> Vec<Field> {
        let w = session.words;
        let class = CustomerClass::from_code(&self.class).unwrap_or(CustomerClass::Enterprise);
        let classes = CustomerClass::ALL.map(|c| {
            Choice::new(c.code(), w.name("class", c.code()), c == class).hint(w.say(format!("class-{}-hint", c.code().replace('_', "-"))))
        });
        let role = ProviderRole::from_code(&self.role).unwrap_or_default();
        let roles = ProviderRole::ALL.map(|r| {
            Choice::new(r.code(), w.name("provider-role", r.code()), r == role).hint(w.say(format!("provider-role-{}-hint", r.code())))
        });
        let mut fields = vec![
            Field::line("text", "name", w.say("directory-name")).value(self.name.clone()).error(wrong(w, is, WrongField::Name)),
            Field::radio("class", w.say("customers-class"), classes.to_vec()),
            Field::line("text", "country", w.say("directory-country"))
                .value(self.country.clone())
                .hint(w.say("directory-country-hint"))
                .class("short")
                .error(wrong(w, is, WrongField::Country)),
            languages(w, &self.language).hint(w.say("customers-language-hint")),
            Field::radio("role", w.say("customers-role"), roles.to_vec()),
            Field::line("text", "product", w.say("customers-product")).value(self.product.clone()).optional(w),
            Field::line("text", "contract", w.say("customers-contract")).value(self.contract.clone()).optional(w),
            Field::line("text", "external_id", w.say("customers-external-id"))
                .value(self.external_id.clone())
                .hint(w.say("customers-external-id-hint"))
                .optional(w)
                .error(wrong(w, is, WrongField::ExternalId).or_else(|| wrong(w, is, WrongField::Taken).map(|_| w.say("list-id-taken")))),
            Field::lines("domains", w.say("customers-domains"))
                .value(self.domains.clone())
                .hint(w.say("customers-domains-hint"))
                .optional(w)
                .error(wrong(w, is, WrongField::Domain)),
        ];
        if with_accounts {
            let accounts = Field::lines("accounts", w.say("customers-accounts")).value(self.accounts.clone());
            fields.push(accounts.hint(w.say("customers-accounts-hint")).optional(w));
        }
        fields
    }
}

fn new_form(session: &Session, form: &CustomerForm, is: Option<WrongField>) -> FormPage {
    let w = session.words;
    let fields = form.fields(session, is, true);
    FormPage {
        p: session.page("customers-new", Section::Customers),
        crumbs: vec![(w.say("nav-customers"), paths::CUSTOMERS.to_owned())],
        lead: w.say("customers-new-lead"),
        errors: ErrorSummary::of(w, &fields),
        fields,
        version: 0,
        action: paths::NEW_CUSTOMER.to_owned(),
        button: w.say("customers-new-go"),
        back: paths::CUSTOMERS.to_owned(),
    }
}

/// `GET /customers/new`
pub async fn new_page(session: Session) -> impl IntoResponse {
    new_form(&session, &CustomerForm::default(), None)
}

/// The field that an error is about.
fn field_of(error: &Error) -> Option<WrongField> {
    match error {
        Error::Field(field) => Some(*field),
        Error::Store(StoreError::Duplicate(_)) => Some(WrongField::Taken),
        _ => None,
    }
}

/// `POST /customers/new`
pub async fn add(State(app): State<App>, session: Session, Form(form): Form<CustomerForm>) -> Result<Response, Problem> {
    match app.workflow.add_customer(session.actor, form.typed(true)?).await {
        Ok(id) => Ok(session.done("said-customer-added", paths::customer(id))),
        Err(error) => match field_of(&error) {
            Some(field) => Ok((StatusCode::UNPROCESSABLE_ENTITY, new_form(&session, &form, Some(field))).into_response()),
            None => Err(error.into()),
        },
    }
}

/// Whether a form can hold all accounts of a customer.
async fn accounts(app: &App, id: CustomerId) -> Result<Option<Vec<customers::AccountRow>>, Problem> {
    let rows = customers::accounts_of(app.store.read(), id, ACCOUNTS + 1).await?;
    Ok((rows.len() as u64 <= ACCOUNTS).then_some(rows))
}

fn change_form(
    session: &Session,
    row: &CustomerRow,
    form: &CustomerForm,
    is: Option<WrongField>,
    with_accounts: bool,
    stale: bool,
) -> FormPage {
    let w = session.words;
    let fields = form.fields(session, is, with_accounts);
    let mut errors = ErrorSummary::of(w, &fields);
    if stale {
        errors = ErrorSummary::whole(w, w.say("customers-stale"));
    }
    FormPage {
        p: session.page("customers-change", Section::Customers),
        crumbs: crumbs(w, row),
        lead: w.say(if with_accounts { "customers-change-lead" } else { "customers-change-lead-many" }),
        errors,
        fields,
        version: form.version,
        action: paths::customer_at(row.id.to(), "change"),
        button: w.say("customers-change-go"),
        back: paths::customer(row.id.to()),
    }
}

/// `GET /customers/{customer}/change`
pub async fn change_page(State(app): State<App>, session: Session, Id(id): Id<CustomerId>) -> Result<impl IntoResponse, Problem> {
    let row = found(&app, id).await?;
    let accounts = accounts(&app, id).await?;
    let all = accounts.is_some();
    Ok(change_form(&session, &row, &CustomerForm::of(&row, accounts.unwrap_or_default()), None, all, false))
}

/// `POST /customers/{customer}/change`
pub async fn change(
    State(app): State<App>,
    session: Session,
    Id(id): Id<CustomerId>,
    Form(mut form): Form<CustomerForm>,
) -> Result<Response, Problem> {
    let all = accounts(&app, id).await?.is_some();
    let put = app.workflow.put_customer(session.actor, CustomerKey::Id(id), form.typed(all)?, Some(form.version)).await;
    let error = match put {
        Ok(_) => return Ok(session.done("said-customer-changed", paths::customer(id))),
        Err(error) => error,
    };
    let row = found(&app, id).await?;
    if matches!(error, Error::Store(StoreError::Stale { .. })) {
        // What was typed stays, and is sent against the entry as it is now, once it was compared.
        form.version = row.version;
        return Ok((StatusCode::CONFLICT, change_form(&session, &row, &form, None, all, true)).into_response());
    }
    match field_of(&error) {
        Some(field) => Ok((StatusCode::UNPROCESSABLE_ENTITY, change_form(&session, &row, &form, Some(field), all, false)).into_response()),
        None => Err(error.into()),
    }
}

/// What was decided on the timing of notices.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct TimingForm {
    timing: String,
    why: String,
    version: i64,
}

fn timing_form(session: &Session, row: &CustomerRow, form: &TimingForm, is: Option<WrongField>) -> ConfirmPage {
    let w = session.words;
    let mut choices = vec![Choice::new("", w.say("notice-timing-rulebook"), form.timing.is_empty())];
    choices.extend(NoticeTiming::ALL.map(|t| Choice::new(t.code(), w.name("notice-timing", t.code()), form.timing == t.code())));
    let p = session.page("customers-timing", Section::Customers);
    let action = paths::customer_at(row.id.to(), "timing");
    let mut page = ConfirmPage::new(p, w.say("customers-timing-lead"), action, w.say("customers-change-go"), paths::customer(row.id.to()))
        .fields(vec![
            Field::radio("timing", w.say("customers-timing"), choices),
            Field::lines("why", w.say("customers-why")).value(form.why.clone()).error(wrong(w, is, WrongField::Reason)),
        ]);
    page.crumbs = crumbs(w, row);
    page.hidden = vec![("version", form.version.to_string())];
    page
}

/// `GET /customers/{customer}/timing`
pub async fn timing_page(State(app): State<App>, session: Session, Id(id): Id<CustomerId>) -> Result<impl IntoResponse, Problem> {
    let row = found(&app, id).await?;
    let form = TimingForm { timing: row.notice_timing.clone().unwrap_or_default(), why: String::new(), version: row.version };
    Ok(timing_form(&session, &row, &form, None))
}

/// `POST /customers/{customer}/timing`
pub async fn set_timing(
    State(app): State<App>,
    session: Session,
    Id(id): Id<CustomerId>,
    Form(form): Form<TimingForm>,
) -> Result<Response, Problem> {
    let timing = match form.timing.as_str() {
        "" => None,
        code => Some(NoticeTiming::from_code(code).ok_or(Problem::Unreadable)?),
    };
    match app.workflow.set_notice_timing(session.actor, id, timing, &form.why, Some(form.version)).await {
        Ok(_) => Ok(session.done("said-customer-changed", paths::customer(id))),
        Err(Error::Field(field)) => {
            let row = found(&app, id).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, timing_form(&session, &row, &form, Some(field))).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// Whether somebody may say when a customer is told: counsel.
pub(super) fn is_counsel(session: &Session) -> bool {
    session.person.roles.has(Role::Reviewer) || session.person.roles.has(Role::Approver)
}

/// `GET /customers/{customer}/end`
pub async fn end_page(State(app): State<App>, session: Session, Id(id): Id<CustomerId>) -> Result<impl IntoResponse, Problem> {
    let w = session.words;
    let row = found(&app, id).await?;
    if row.ended_at.is_some() {
        return Err(Problem::NotFound);
    }
    let p = session.page("customers-end", Section::Customers);
    let action = paths::customer_at(id, "end");
    let mut page = ConfirmPage::new(p, w.say("customers-end-lead"), action, w.say("customers-end-go"), paths::customer(id));
    page.crumbs = crumbs(w, &row);
    page.restated = Facts::default().with(w.say("customers-customer"), row.name.clone());
    page.hidden = vec![("version", row.version.to_string())];
    Ok(page)
}

/// The version of the entry that was read.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Read {
    version: i64,
}

/// `POST /customers/{customer}/end`
pub async fn end(State(app): State<App>, session: Session, Id(id): Id<CustomerId>, Form(read): Form<Read>) -> Result<Response, Problem> {
    app.workflow.end_customer(session.actor, id, Some(read.version)).await?;
    Ok(session.done("said-customer-ended", paths::customer(id)))
}
