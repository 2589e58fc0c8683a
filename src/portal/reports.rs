//! What there was in sum in a period, for the customer itself, at any time and without asking.

use super::page::{Chrome, Room};
use super::paths;
use super::session::Customer;
use crate::app::App;
use crate::web::customer_report::{self, Asked, Chosen, Shown};
use crate::web::extract::{Ids, Query};
use crate::web::page::Page;
use crate::web::problem::Problem;
use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::actor::Actor;

#[derive(Template, WebTemplate)]
#[template(path = "portal/reports.html")]
struct ReportsPage {
    p: Page,
    c: Chrome,
    shown: Shown,
}

fn asked(customer: &Customer) -> Result<Asked<'_>, Problem> {
    let who = customer.represented()?;
    Ok(Asked {
        customer: who.customer_id(),
        name: &who.customer.name,
        by: Actor::Contact(who.contact_id()),
        words: customer.words,
        now: customer.now,
        zone: customer.zone,
    })
}

/// `GET /customer/reports`
pub async fn show(State(app): State<App>, customer: Customer, Query(chosen): Query<Chosen>) -> Result<impl IntoResponse, Problem> {
    let period = chosen.period(customer.now, customer.zone)?;
    let shown = customer_report::shown(&app, &asked(&customer)?, period, paths::REPORTS).await?;
    Ok(ReportsPage { p: customer.page("portal-reports"), c: customer.chrome(Some(Room::Reports)), shown })
}

/// `GET /customer/reports/{file}`
pub async fn file(State(app): State<App>, customer: Customer, ids: Ids) -> Result<Response, Problem> {
    let (period, format) = customer_report::named(&ids.at::<String>(0)?, customer.now, customer.zone)?;
    customer_report::file(&app, &asked(&customer)?, period, format).await
}
