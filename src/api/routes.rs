//! The lines of programs in the one table of routes.

use super::etsi;
use super::fault::Fault;
use super::rest::{accounts, contacts, customers, import};
use super::scim::groups::Groups;
use super::scim::users::Users;
use super::scim::{self, handlers};
use crate::app::App;
use axum::handler::Handler;
use axum::routing::{MethodRouter, any, delete as on_delete, get as on_get, patch as on_patch, post as on_post, put as on_put};
use domain::token::TokenScope;

/// What the guard must know of a route.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rule {
    /// Pattern of the address.
    pub path: &'static str,
    /// A token with one of these may use it.
    pub scopes: &'static [TokenScope],
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

fn line(method: &'static str, path: &'static str, scopes: &'static [TokenScope], handler: MethodRouter<App>) -> Line {
    Line { method, rule: Rule { path, scopes }, changes: !matches!(method, "GET" | "any"), limit: BODY, long: false, handler }
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
        // customers
        get("/api/v1/customers", READ, customers::list),
        post("/api/v1/customers", WRITE, customers::create),
        post("/api/v1/customers/import", WRITE, import::take).list(),
        get("/api/v1/customers/{customer}", READ, customers::show),
        put("/api/v1/customers/{customer}", WRITE, customers::replace),
        patch("/api/v1/customers/{customer}", WRITE, customers::change),
        delete("/api/v1/customers/{customer}", WRITE, customers::end),
        get("/api/v1/customers/{customer}/contacts", READ, contacts::list),
        post("/api/v1/customers/{customer}/contacts", WRITE, contacts::create),
        get("/api/v1/customers/{customer}/contacts/{contact}", READ, contacts::show),
        put("/api/v1/customers/{customer}/contacts/{contact}", WRITE, contacts::replace),
        patch("/api/v1/customers/{customer}/contacts/{contact}", WRITE, contacts::change),
        delete("/api/v1/customers/{customer}/contacts/{contact}", WRITE, contacts::remove),
        get("/api/v1/customers/{customer}/accounts", READ, accounts::list),
        put("/api/v1/customers/{customer}/accounts", WRITE, accounts::replace).large(),
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

async fn nothing() -> Fault {
    Fault::not_found()
}
