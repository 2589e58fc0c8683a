//! The people whom the customer listed to be told.

use super::page::{Chrome, Room};
use super::session::Customer;
use crate::app::App;
use crate::store::customers;
use crate::web::page::Page;
use crate::web::problem::Problem;
use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::response::IntoResponse;

struct Line {
    place: usize,
    name: String,
    mail: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "portal/contacts.html")]
struct ContactsPage {
    p: Page,
    c: Chrome,
    lines: Vec<Line>,
}

/// `GET /customer/contacts`
pub async fn list(State(app): State<App>, customer: Customer) -> Result<impl IntoResponse, Problem> {
    let listed = customers::contacts_of(app.store.read(), customer.customer()?).await?;
    let lines = listed.into_iter().zip(1..).map(|(c, place)| Line { place, name: c.name, mail: c.mail });
    Ok(ContactsPage { p: customer.page("portal-contacts"), c: customer.chrome(Some(Room::Contacts)), lines: lines.collect() })
}
