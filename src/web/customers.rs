//! Customers: who they are, whom they listed to be told, and which demands concern them.

use super::confirm::ConfirmPage;
use super::directory::{self, Demands, Other, PAGE, country};
use super::extract::{Form, Id, Ids, Query};
use super::page::{Page, Section};
use super::parts::{Badge, Choice, Empty, ErrorSummary, Facts, Field, FilterBar, Message, Pager, Tone};
use super::paths;
use super::problem::Problem;
use super::session::Session;
use crate::app::App;
use crate::store::customers::{self, ContactRow, CustomerFilter, CustomerRow};
use crate::store::demands::QueueFilter;
use crate::words::{Language, Words};
use crate::workflow::Error;
use crate::workflow::directory::{NewContact, NewCustomer, WrongField};
use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::ids::{ContactId, CustomerId};
use domain::paper::CustomerClass;
use serde::Deserialize;

const CLASSES: [CustomerClass; 4] =
    [CustomerClass::Enterprise, CustomerClass::PublicSector, CustomerClass::Privileged, CustomerClass::Consumer];

/// Most accounts that a page shows.
const ACCOUNTS: u64 = 200;

/// What is looked for, and after whom the page begins.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Search {
    q: String,
    after: String,
}

struct Line {
    href: String,
    name: String,
    class: String,
    country: String,
    contacts: u32,
    unreachable: Option<Badge>,
}

#[derive(Template, WebTemplate)]
#[template(path = "customers/list.html")]
struct ListPage {
    p: Page,
    filter: FilterBar,
    lines: Vec<Line>,
    empty: Empty,
    more: bool,
    pager: Option<Pager>,
    from_start: bool,
}

/// `GET /customers`
pub async fn list(State(app): State<App>, session: Session, Query(search): Query<Search>) -> Result<impl IntoResponse, Problem> {
    let w = session.words;
    let q = search.q.trim();
    let after = match search.after.parse() {
        Ok(id) => customers::find(app.store.read(), id).await?,
        Err(_) if search.after.is_empty() => None,
        Err(_) => return Err(Problem::NotFound),
    };
    let filter = CustomerFilter { text: q.to_owned(), ..CustomerFilter::default() };
    let mut rows = customers::list(app.store.read(), &filter, after.as_ref(), PAGE as u64 + 1).await?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let ids: Vec<CustomerId> = rows.iter().map(|r| r.id.to()).collect();
    let listed = customers::contacts_in(app.store.read(), &ids, &app.workflow.policy().contacts, app.workflow.clock().now()).await?;
    let next = rows.last().filter(|_| more && q.is_empty()).map(|last| format!("{}?after={}", paths::CUSTOMERS, last.id));
    let pager = next.map(|next| Pager {
        w,
        shown: w.say1("directory-shown", "n", rows.len()),
        previous: after.as_ref().map(|_| paths::CUSTOMERS.to_owned()),
        next: Some(next),
    });
    let lines = rows
        .into_iter()
        .map(|row| {
            let has = listed.get(&row.id.to()).copied().unwrap_or_default();
            Line {
                href: paths::customer(row.id.to()),
                class: w.name("class", &row.class).into_owned(),
                country: country(w, &row.country),
                contacts: has.people,
                unreachable: (has.reachable == 0).then(|| nobody(w)),
                name: row.name,
            }
        })
        .collect();
    Ok(ListPage {
        p: session.page("customers-title", Section::Customers),
        filter: FilterBar {
            w,
            action: paths::CUSTOMERS.to_owned(),
            query: q.to_owned(),
            placeholder: w.say("customers-search"),
            error: None,
            menus: Vec::new(),
            terms: if q.is_empty() { Vec::new() } else { vec![(q.to_owned().into(), paths::CUSTOMERS.to_owned())] },
        },
        empty: Empty {
            icon: "house",
            title: w.say(if q.is_empty() { "customers-none" } else { "directory-nothing-found" }),
            text: w.say(if q.is_empty() { "customers-none-text" } else { "directory-nothing-found-text" }),
            action: Some((w.say("customers-new"), paths::NEW_CUSTOMER.to_owned())),
        },
        lines,
        more: more && !q.is_empty(),
        pager,
        from_start: after.is_some(),
    })
}

fn nobody(w: Words) -> Badge {
    Badge::new(Tone::Soon, w.say("customers-unreachable")).drawn("mail")
}

/// What was typed of a customer.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct CustomerForm {
    name: String,
    class: String,
    country: String,
    language: String,
    domains: String,
    accounts: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "customers/new.html")]
struct NewPage {
    p: Page,
    errors: ErrorSummary,
    fields: Vec<Field>,
}

/// The sentence for a wrong field, if it is this one.
pub(super) fn wrong(w: Words, is: Option<WrongField>, field: WrongField) -> Option<super::parts::Text> {
    (is == Some(field)).then(|| {
        w.say(match field {
            WrongField::Name => "directory-wrong-name",
            WrongField::Country => "directory-wrong-country",
            WrongField::Mail => "directory-wrong-mail",
            WrongField::Phone => "directory-wrong-phone",
            WrongField::Domain => "directory-wrong-domain",
            WrongField::Language => "directory-wrong-language",
            WrongField::ExternalId => "directory-wrong-external-id",
            WrongField::Taken => "directory-wrong-taken",
            WrongField::Reason => "directory-wrong-reason",
        })
    })
}

fn languages(w: Words, chosen: &str) -> Field {
    let chosen = Language::from_code(chosen).unwrap_or(w.language);
    let choices = Language::ALL.map(|l| Choice::new(l.code(), w.name("language", l.code()), l == chosen));
    Field::radio("language", w.say("directory-language"), choices.to_vec())
}

impl NewPage {
    fn new(session: &Session, form: &CustomerForm, is: Option<WrongField>) -> Self {
        let w = session.words;
        let class = CLASSES.into_iter().find(|c| c.code() == form.class).unwrap_or(CustomerClass::Enterprise);
        let classes = CLASSES.map(|c| {
            Choice::new(c.code(), w.name("class", c.code()), c == class).hint(w.say(format!("class-{}-hint", c.code().replace('_', "-"))))
        });
        let fields = vec![
            Field::line("text", "name", w.say("directory-name")).value(form.name.clone()).error(wrong(w, is, WrongField::Name)),
            Field::radio("class", w.say("customers-class"), classes.to_vec()),
            Field::line("text", "country", w.say("directory-country"))
                .value(form.country.clone())
                .hint(w.say("directory-country-hint"))
                .class("short")
                .error(wrong(w, is, WrongField::Country)),
            languages(w, &form.language).hint(w.say("customers-language-hint")),
            Field::lines("domains", w.say("customers-domains"))
                .value(form.domains.clone())
                .hint(w.say("customers-domains-hint"))
                .optional(w)
                .error(wrong(w, is, WrongField::Domain)),
            Field::lines("accounts", w.say("customers-accounts"))
                .value(form.accounts.clone())
                .hint(w.say("customers-accounts-hint"))
                .optional(w),
        ];
        Self { p: session.page("customers-new", Section::Customers), errors: ErrorSummary::of(w, &fields), fields }
    }
}

/// `GET /customers/new`
pub async fn new_page(session: Session) -> impl IntoResponse {
    NewPage::new(&session, &CustomerForm::default(), None)
}

/// `POST /customers/new`
pub async fn add(State(app): State<App>, session: Session, Form(form): Form<CustomerForm>) -> Result<Response, Problem> {
    let new = NewCustomer {
        name: form.name.clone(),
        class: CLASSES.into_iter().find(|c| c.code() == form.class).ok_or(Problem::Unreadable)?,
        country: form.country.clone(),
        language: form.language.clone(),
        domains: directory::listed(&form.domains),
        accounts: Some(directory::listed(&form.accounts).iter().map(|line| account(line)).collect()),
        ..NewCustomer::default()
    };
    match app.workflow.add_customer(session.actor, new).await {
        Ok(id) => Ok(session.done("said-customer-added", paths::customer(id))),
        Err(Error::Field(field)) => Ok((StatusCode::UNPROCESSABLE_ENTITY, NewPage::new(&session, &form, Some(field))).into_response()),
        Err(other) => Err(other.into()),
    }
}

/// `dana@example.com = acct-17`: what a demand would name, and the account in the provider's systems; one name for both
/// where nothing stands behind `=`.
fn account(line: &str) -> (String, String, String) {
    let (value, account) = line.split_once('=').map_or((line, line), |(value, account)| (value.trim(), account.trim()));
    let kind = if value.parse::<std::net::IpAddr>().is_ok() {
        "ip"
    } else if value.contains('@') {
        "mail"
    } else {
        "account"
    };
    (kind.to_owned(), value.to_owned(), if account.is_empty() { value } else { account }.to_owned())
}

struct ContactLine {
    place: usize,
    name: String,
    mail: String,
    language: String,
    state: Badge,
    remove: String,
}

/// What was typed of a contact.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ContactForm {
    name: String,
    mail: String,
    language: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "customers/show.html")]
struct ShowPage {
    p: Page,
    name: String,
    class: Badge,
    nobody: Option<Message>,
    facts: Facts,
    domains: Vec<String>,
    accounts: Vec<(String, String)>,
    accounts_more: bool,
    contacts: Vec<ContactLine>,
    errors: ErrorSummary,
    fields: Vec<Field>,
    contacts_at: String,
    demands: Demands,
}

fn contact_state(w: Words, session: &Session, row: &ContactRow) -> Badge {
    match (row.bounced_at, row.verified_at) {
        (Some(at), _) => Badge::new(Tone::Soon, w.say1("customers-contact-bounced", "when", w.short(&at, &session.zone))).drawn("undo"),
        (None, Some(_)) => Badge::new(Tone::Good, w.say("customers-contact-verified")),
        (None, None) => Badge::new(Tone::Plain, w.say("customers-contact-untried")).drawn("mail"),
    }
}

impl ShowPage {
    async fn new(
        app: &App,
        session: &Session,
        row: CustomerRow,
        form: &ContactForm,
        is: Option<WrongField>,
        cursor: &str,
    ) -> Result<Self, Problem> {
        let w = session.words;
        let id: CustomerId = row.id.to();
        let contacts = customers::contacts_of(app.store.read(), id).await?;
        let accounts = customers::accounts_of(app.store.read(), id, ACCOUNTS + 1).await?;
        let filter = QueueFilter { customer: Some(id), ..QueueFilter::default() };
        let demands = Demands::of(app, session, filter, Other::Authority, &paths::customer(id), cursor).await?;
        let language = if form.language.is_empty() { &row.language } else { &form.language };
        let fields = vec![
            Field::line("text", "name", w.say("customers-contact-name"))
                .value(form.name.clone())
                .hint(w.say("customers-contact-name-hint"))
                .error(wrong(w, is, WrongField::Name)),
            Field::line("email", "mail", w.say("auth-mail")).value(form.mail.clone()).error(wrong(w, is, WrongField::Mail)),
            languages(w, language),
        ];
        let domains = directory::stored_list(&row.domains);
        Ok(Self {
            p: session.page("customers-customer", Section::Customers),
            class: Badge::new(Tone::Plain, w.name("class", &row.class)).drawn(if row.class == "consumer" { "person" } else { "house" }),
            nobody: (!contacts.iter().any(|c| c.reach(&app.workflow.policy().contacts, app.workflow.clock().now()).reachable()))
                .then(|| Message::new(Tone::Soon, w.say("customers-unreachable-text")).titled(w.say("customers-unreachable"))),
            facts: Facts::default()
                .with(w.say("customers-class"), w.name("class", &row.class))
                .with(w.say("directory-country"), country(w, &row.country))
                .with(w.say("directory-language"), w.name("language", &row.language))
                .with(w.say("directory-since"), w.short(&row.created_at, &session.zone)),
            domains,
            accounts_more: accounts.len() as u64 > ACCOUNTS,
            accounts: accounts.into_iter().take(ACCOUNTS as usize).map(|a| (a.value, a.account)).collect(),
            contacts: contacts
                .iter()
                .enumerate()
                .map(|(i, c)| ContactLine {
                    place: i + 1,
                    name: c.name.clone(),
                    mail: c.mail.clone(),
                    language: w.name("language", &c.language).into_owned(),
                    state: contact_state(w, session, c),
                    remove: paths::customer_at(id, &format!("contacts/{}/removal", c.id)),
                })
                .collect(),
            errors: ErrorSummary::of(w, &fields),
            fields,
            contacts_at: paths::customer_at(id, "contacts"),
            demands,
            name: row.name,
        })
    }
}

/// The place in the list of demands.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Place {
    /// As [`crate::store::demands::Cursor`] writes it; empty for the beginning.
    pub demands: String,
}

async fn found(app: &App, id: CustomerId) -> Result<CustomerRow, Problem> {
    customers::find(app.store.read(), id).await?.ok_or(Problem::NotFound)
}

/// `GET /customers/{customer}`
pub async fn show(
    State(app): State<App>,
    session: Session,
    Id(id): Id<CustomerId>,
    Query(place): Query<Place>,
) -> Result<impl IntoResponse, Problem> {
    let row = found(&app, id).await?;
    ShowPage::new(&app, &session, row, &ContactForm::default(), None, &place.demands).await
}

/// `POST /customers/{customer}/contacts`
pub async fn add_contact(
    State(app): State<App>,
    session: Session,
    Id(id): Id<CustomerId>,
    Form(form): Form<ContactForm>,
) -> Result<Response, Problem> {
    let new = NewContact { name: form.name.clone(), mail: form.mail.clone(), language: form.language.clone(), ..NewContact::default() };
    match app.workflow.add_contact(session.actor, id, new).await {
        Ok(_) => Ok(session.done("said-contact-added", paths::customer(id))),
        Err(Error::Field(field)) => {
            let page = ShowPage::new(&app, &session, found(&app, id).await?, &form, Some(field), "").await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// The contact that an address names: only as one of the customer that it names.
async fn contact_at(app: &App, ids: &Ids) -> Result<(CustomerRow, ContactRow), Problem> {
    let row = found(app, ids.at(0)?).await?;
    let contact: ContactId = ids.at(1)?;
    let contact = customers::find_contact(app.store.read(), contact).await?;
    let contact = contact.filter(|c| c.customer_id == row.id && c.removed_at.is_none()).ok_or(Problem::NotFound)?;
    Ok((row, contact))
}

/// `GET /customers/{customer}/contacts/{contact}/removal`
pub async fn removal_page(State(app): State<App>, session: Session, ids: Ids) -> Result<impl IntoResponse, Problem> {
    let w = session.words;
    let (row, contact) = contact_at(&app, &ids).await?;
    let id: CustomerId = row.id.to();
    let others = customers::contacts_of(app.store.read(), id).await?;
    let last = !others.iter().any(|c| c.id != contact.id && c.bounced_at.is_none());
    let p = session.page("customers-contact-remove", Section::Customers);
    let action = paths::customer_at(id, &format!("contacts/{}/removal", contact.id));
    let mut page =
        ConfirmPage::new(p, w.say("customers-contact-remove-lead"), action, w.say("customers-contact-remove-go"), paths::customer(id));
    page.crumbs = vec![(w.say("nav-customers"), paths::CUSTOMERS.to_owned()), (row.name.clone().into(), paths::customer(id))];
    page.restated = Facts::default()
        .with(w.say("customers-customer"), row.name)
        .with(w.say("customers-contact-name"), contact.name)
        .with(w.say("auth-mail"), contact.mail);
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

#[cfg(test)]
mod tests {
    use super::account;

    #[test]
    fn accounts_are_read_as_they_are_typed() {
        let one = |line: &str| account(line);
        assert_eq!(one("dana@example.com = acct-17"), ("mail".into(), "dana@example.com".into(), "acct-17".into()));
        assert_eq!(one("198.51.100.7"), ("ip".into(), "198.51.100.7".into(), "198.51.100.7".into()));
        assert_eq!(one("dana ="), ("account".into(), "dana".into(), "dana".into()));
    }
}
