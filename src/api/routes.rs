//! The lines of programs in the one table of routes.

use super::etsi;
use super::rest::{self, accounts, authorities, contacts, customers, demands, handed_in, import, papers, preservation, rules};
use super::scim::groups::Groups;
use super::scim::users::Users;
use super::scim::{self, handlers};
use super::told::Told;
use super::{fault, openapi};
use crate::app::App;
use axum::handler::Handler;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{MethodRouter, any, delete as on_delete, get as on_get, patch as on_patch, post as on_post, put as on_put};
use domain::token::TokenScope;
use utoipa::ToSchema;

/// What the guard must know of a route.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rule {
    /// Pattern of the address.
    pub path: &'static str,
    /// A token with one of these may use it.
    pub scopes: &'static [TokenScope],
    /// Most bytes of a body.
    pub limit: usize,
}

/// One line of the table.
#[derive(Clone, Debug)]
pub struct Line {
    /// `GET`, `POST`, `PUT`, `PATCH`, `DELETE`, or `any`.
    pub method: &'static str,
    /// What the guard must know.
    pub rule: Rule,
    /// Whether it changes something, on record.
    pub changes: bool,
    /// Whether content of a demand is read, on record.
    pub reads: bool,
    /// What the document of the interface says of it.
    pub told: Option<fn() -> Told>,
    /// Most bytes of a body.
    pub limit: usize,
    /// Whether it may take long.
    pub long: bool,
    /// What answers.
    pub handler: MethodRouter<App>,
}

/// Most bytes of an ordinary body.
const BODY: usize = 1024 * 1024;

const READ: &[TokenScope] = &[TokenScope::CustomersRead, TokenScope::CustomersWrite];
const WRITE: &[TokenScope] = &[TokenScope::CustomersWrite];
const SCIM: &[TokenScope] = &[TokenScope::Scim];
const ETSI: &[TokenScope] = &[TokenScope::Etsi];
const STANDING: &[TokenScope] = &[TokenScope::DemandsRead, TokenScope::DemandsWrite, TokenScope::DemandsContent];
const HANDS_IN: &[TokenScope] = &[TokenScope::DemandsWrite];
const CONTENT: &[TokenScope] = &[TokenScope::DemandsContent];
const RULES: &[TokenScope] = &[TokenScope::RulesRead];
const KEEPS: &[TokenScope] = &[TokenScope::Preservation];
const AUTHORITIES: &[TokenScope] = &[TokenScope::AuthoritiesRead];

fn line(method: &'static str, path: &'static str, scopes: &'static [TokenScope], handler: MethodRouter<App>) -> Line {
    let rule = Rule { path, scopes, limit: BODY };
    Line { method, rule, changes: !matches!(method, "GET" | "any"), reads: false, told: None, limit: BODY, long: false, handler }
}

fn get<T: 'static>(path: &'static str, scopes: &'static [TokenScope], handler: impl Handler<T, App>) -> Line {
    line("GET", path, scopes, on_get(handler))
}

fn post<T: 'static>(path: &'static str, scopes: &'static [TokenScope], handler: impl Handler<T, App>) -> Line {
    line("POST", path, scopes, on_post(handler))
}

fn put<T: 'static>(path: &'static str, scopes: &'static [TokenScope], handler: impl Handler<T, App>) -> Line {
    line("PUT", path, scopes, on_put(handler))
}

fn patch<T: 'static>(path: &'static str, scopes: &'static [TokenScope], handler: impl Handler<T, App>) -> Line {
    line("PATCH", path, scopes, on_patch(handler))
}

fn delete<T: 'static>(path: &'static str, scopes: &'static [TokenScope], handler: impl Handler<T, App>) -> Line {
    line("DELETE", path, scopes, on_delete(handler))
}

impl Line {
    /// Bodies may be as long as whole lists are.
    const fn large(mut self) -> Self {
        self.limit = 16 * 1024 * 1024;
        self
    }

    /// A message with documents in it.
    const fn message(mut self) -> Self {
        self.limit = etsi::BODY;
        self.long = true;
        self
    }

    /// A list of everything, which takes its time.
    const fn list(mut self) -> Self {
        self.limit = import::MOST;
        self.long = true;
        self
    }

    /// Documents come in with it, as base64.
    const fn papers(mut self) -> Self {
        self.limit = handed_in::MOST;
        self.long = true;
        self
    }

    /// It reads what a demand says.
    const fn reading(mut self) -> Self {
        self.reads = true;
        self
    }

    /// With what the document of the interface says of it.
    const fn told(mut self, told: fn() -> Told) -> Self {
        self.told = Some(told);
        self
    }

    /// It only asks, for all its method.
    const fn asking(mut self) -> Self {
        self.changes = false;
        self
    }
}

/// All lines.
#[must_use]
pub fn table() -> Vec<Line> {
    vec![
        // the document of what follows
        get("/api/v1/openapi.json", &TokenScope::ALL, document)
            .told(|| Told::new("readDocument", "This document").answers::<Description>(200, "The document, as OpenAPI 3.1")),
        // demands
        get("/api/v1/demands", STANDING, demands::list).told(|| {
            Told::new("listDemands", "Demands, the latest first")
                .note("Where they stand; nothing of what they say.")
                .query::<demands::Asked>()
                .answers::<demands::Page>(200, "A page; `next` leads to the one after it")
        }),
        post("/api/v1/demands", HANDS_IN, handed_in::create).papers().told(|| {
            let told = Told::new("receiveDemand", "Hand a demand in")
                .note("Documents come as base64, 16 MiB together. A demand that asks what another asked is linked to it, never merged.");
            told.takes::<handed_in::NewDemandBody>()
                .answers::<handed_in::Received>(201, "It is received")
                .with("Location", "Where it stands")
        }),
        get("/api/v1/demands/{demand}", STANDING, demands::show).reading().told(|| {
            let told = Told::new("readDemand", "Where a demand stands")
                .note("With `demands:content` also what it says. Each look is on the record.");
            told.answers::<demands::DemandView>(200, "The demand").tagged()
        }),
        get("/api/v1/demands/{demand}/events", STANDING, demands::events).reading().told(|| {
            Told::new("listDemandEvents", "What happened to a demand, and when")
                .answers::<demands::Events>(200, "In order, without content")
        }),
        get("/api/v1/demands/{demand}/documents", CONTENT, papers::list)
            .reading()
            .told(|| Told::new("listDocuments", "The papers of a demand").answers::<papers::Documents>(200, "All of them")),
        post("/api/v1/demands/{demand}/documents", HANDS_IN, papers::add).papers().told(|| {
            Told::new("addDocument", "Add a paper to a demand")
                .takes::<papers::NewDocumentBody>()
                .answers::<papers::Document>(201, "It is kept")
                .with("Location", "Where its bytes are")
        }),
        get("/api/v1/demands/{demand}/documents/{document}", CONTENT, papers::show).reading().told(|| {
            Told::new("readDocumentBytes", "The bytes of a paper")
                .note("They came from outside: a paper in quarantine may be harmful.")
                .answers_bytes("The bytes")
        }),
        // the rulebook and the directory
        get("/api/v1/instruments", RULES, rules::list).told(|| {
            Told::new("listInstruments", "The instruments of the rulebook")
                .answers::<rules::Instruments>(200, "All of them, with the rulebook's version")
        }),
        get("/api/v1/instruments/{instrument}", RULES, rules::show)
            .told(|| Told::new("readInstrument", "One instrument, whole").answers::<rules::InstrumentView>(200, "The instrument").tagged()),
        get("/api/v1/authorities", AUTHORITIES, authorities::list).told(|| {
            Told::new("listAuthorities", "Authorities, by name")
                .query::<authorities::Asked>()
                .answers::<authorities::Page>(200, "A page; `next` leads to the one after it")
        }),
        get("/api/v1/authorities/{authority}", AUTHORITIES, authorities::show)
            .told(|| Told::new("readAuthority", "One authority").answers::<authorities::Authority>(200, "The authority").tagged()),
        // what is kept
        get("/api/v1/preservation/tasks", KEEPS, preservation::list).told(|| {
            Told::new("listPreservationTasks", "Accounts to keep unchanged, and what was kept to remove")
                .note("The most urgent first. Nothing says who asks or why.")
                .query::<preservation::Asked>()
                .answers::<preservation::Page>(200, "A page; `next` leads to the one after it")
        }),
        get("/api/v1/preservation/tasks/{task}", KEEPS, preservation::show)
            .told(|| Told::new("readPreservationTask", "One task").answers::<preservation::Task>(200, "The task")),
        post("/api/v1/preservation/tasks/{task}/answer", KEEPS, preservation::answer).told(|| {
            Told::new("answerPreservationTask", "Say what became of a task")
                .note("A task that is done is there no longer: a repeated answer is 404. One that failed stays.")
                .takes::<preservation::Answer>()
                .answers::<preservation::Done>(200, "It is on record")
        }),
        // customers
        get("/api/v1/customers", READ, customers::list).told(|| {
            Told::new("listCustomers", "Customers, by name")
                .query::<customers::Asked>()
                .answers::<customers::Page>(200, "A page; `next` leads to the one after it")
        }),
        post("/api/v1/customers", WRITE, customers::create).told(|| {
            Told::new("addCustomer", "Enter a customer")
                .takes::<customers::Body>()
                .answers::<customers::Customer>(201, "It is entered")
                .with("Location", "Where it is")
                .with("ETag", "Its version")
        }),
        post("/api/v1/customers/import", WRITE, import::take).list().told(|| {
            let told = Told::new("importCustomers", "Take in a list of customers")
                .note("Good rows go in, bad ones come back.")
                .query::<import::Asked>();
            told.takes_text(vec!["text/csv", "application/jsonl", "application/x-ndjson"])
                .answers::<import::Outcome>(200, "What became of it")
                .fault(415, "Neither text/csv nor application/jsonl; nothing was changed")
        }),
        get("/api/v1/customers/{customer}", READ, customers::show)
            .told(|| Told::new("readCustomer", "One customer").answers::<customers::Customer>(200, "The customer").tagged()),
        put("/api/v1/customers/{customer}", WRITE, customers::replace).told(|| {
            let told = Told::new("replaceCustomer", "Write a customer as sent")
                .note("What is not said is empty. Under `ext:…` a new one is entered if there is none.");
            let told = told.takes::<customers::Body>().answers::<customers::Customer>(200, "As it is now").with("ETag", "Its version");
            told.answers::<customers::Customer>(201, "It is entered")
                .with("Location", "Where it is")
                .with("ETag", "Its version")
                .versioned()
        }),
        patch("/api/v1/customers/{customer}", WRITE, customers::change).told(|| {
            Told::new("changeCustomer", "Change a customer")
                .note("A merge patch (RFC 7396).")
                .patches::<customers::Body>()
                .answers::<customers::Customer>(200, "As it is now")
                .with("ETag", "Its version")
                .versioned()
        }),
        delete("/api/v1/customers/{customer}", WRITE, customers::end).told(|| {
            Told::new("endCustomer", "It is a customer no more").note("Nothing is erased.").empty(204, "It has ended").versioned()
        }),
        get("/api/v1/customers/{customer}/contacts", READ, contacts::list).told(|| {
            Told::new("listContacts", "A customer's contacts, in their order").answers::<contacts::Contacts>(200, "Those on the list")
        }),
        post("/api/v1/customers/{customer}/contacts", WRITE, contacts::create).told(|| {
            Told::new("addContact", "List a contact")
                .note("Its address is asked by mail.")
                .takes::<contacts::Body>()
                .answers::<contacts::Contact>(201, "It is listed")
                .with("Location", "Where it is")
                .with("ETag", "Its version")
        }),
        get("/api/v1/customers/{customer}/contacts/{contact}", READ, contacts::show)
            .told(|| Told::new("readContact", "One contact").answers::<contacts::Contact>(200, "The contact").tagged()),
        put("/api/v1/customers/{customer}/contacts/{contact}", WRITE, contacts::replace).told(|| {
            Told::new("replaceContact", "Write a contact as sent")
                .takes::<contacts::Body>()
                .answers::<contacts::Contact>(200, "As it is now")
                .with("ETag", "Its version")
                .versioned()
        }),
        patch("/api/v1/customers/{customer}/contacts/{contact}", WRITE, contacts::change).told(|| {
            Told::new("changeContact", "Change a contact")
                .note("A merge patch (RFC 7396).")
                .patches::<contacts::Body>()
                .answers::<contacts::Contact>(200, "As it is now")
                .with("ETag", "Its version")
                .versioned()
        }),
        delete("/api/v1/customers/{customer}/contacts/{contact}", WRITE, contacts::remove).told(|| {
            Told::new("removeContact", "Take a contact off the list")
                .note("It is kept on record.")
                .empty(204, "It is off the list")
                .versioned()
        }),
        get("/api/v1/customers/{customer}/accounts", READ, accounts::list).told(|| {
            Told::new("listAccounts", "The identifiers that are a customer's for certain")
                .answers::<accounts::Accounts>(200, "The whole list")
                .tagged()
        }),
        put("/api/v1/customers/{customer}/accounts", WRITE, accounts::replace).large().told(|| {
            Told::new("replaceAccounts", "Write the whole list")
                .takes::<accounts::Body>()
                .answers::<accounts::Accounts>(200, "As it is now")
                .with("ETag", "Its version")
                .versioned()
        }),
        // SCIM says what it can do
        get("/scim/v2/ServiceProviderConfig", SCIM, scim::discovery::config),
        get("/scim/v2/ResourceTypes", SCIM, scim::discovery::resource_types),
        get("/scim/v2/ResourceTypes/{id}", SCIM, scim::discovery::resource_type),
        get("/scim/v2/Schemas", SCIM, scim::discovery::schemas),
        get("/scim/v2/Schemas/{id}", SCIM, scim::discovery::schema),
        // admin contacts as users
        get("/scim/v2/Users", SCIM, handlers::list::<Users>),
        post("/scim/v2/Users", SCIM, handlers::create::<Users>),
        post("/scim/v2/Users/.search", SCIM, handlers::search::<Users>).asking(),
        get("/scim/v2/Users/{user}", SCIM, handlers::show::<Users>),
        put("/scim/v2/Users/{user}", SCIM, handlers::replace::<Users>),
        patch("/scim/v2/Users/{user}", SCIM, handlers::change::<Users>),
        delete("/scim/v2/Users/{user}", SCIM, handlers::delete::<Users>),
        // customers as groups
        get("/scim/v2/Groups", SCIM, handlers::list::<Groups>),
        post("/scim/v2/Groups", SCIM, handlers::create::<Groups>),
        post("/scim/v2/Groups/.search", SCIM, handlers::search::<Groups>).asking(),
        get("/scim/v2/Groups/{group}", SCIM, handlers::show::<Groups>),
        put("/scim/v2/Groups/{group}", SCIM, handlers::replace::<Groups>),
        patch("/scim/v2/Groups/{group}", SCIM, handlers::change::<Groups>),
        delete("/scim/v2/Groups/{group}", SCIM, handlers::delete::<Groups>),
        // authorities' own systems
        post("/etsi/hi1", ETSI, etsi::message).message(),
        // every other address: the same answer as for what this token may not see
        line("any", "/api/{*rest}", &TokenScope::ALL, any(nothing)),
        line("any", "/scim/{*rest}", &TokenScope::ALL, any(nothing)),
        line("any", "/etsi/{*rest}", &TokenScope::ALL, any(nothing)),
    ]
}

/// The document of the interface: see [`openapi::document`].
#[derive(ToSchema)]
#[schema(value_type = Object)]
struct Description(());

async fn document() -> Response {
    rest::reply(StatusCode::OK, &openapi::document())
}

async fn nothing() -> fault::Fault {
    fault::Fault::not_found()
}
