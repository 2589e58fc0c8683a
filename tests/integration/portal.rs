//! The customers' own door.

mod contacts;
mod pages;
mod passkeys;
mod passkeys_browser;
mod reports;
mod screens;
mod sign_in;
mod worlds;

use crate::support::actors::Desk;
use crate::support::site::{Site, Visitor};
use axum::http::StatusCode;
use domain::category::Category;
use ombud::store::outbox::{self, MessageFilter, MessageRow};
use ombud::workflow::NewDemand;
use ombud::workflow::portal::CODE_LETTER;

/// A contact of the sample customer.
pub const CONTACT: &str = "legal0@customer.example.com";

/// An installation that is no demonstration, with the sample customer, and its people.
pub async fn open(url: &str) -> (Desk, Site) {
    let desk = Desk::open(url).await;
    let site = over(&desk);
    (desk, site)
}

/// A demand of the sample authority about the sample customer.
pub fn demand(desk: &Desk, instrument: &str, reference: &str, categories: &[Category]) -> NewDemand {
    NewDemand { authority: Some(desk.authority), ..desk.demand(instrument, reference, categories) }
}

/// The doors over a desk.
pub fn over(desk: &Desk) -> Site {
    let settings = ombud::app::Settings { public_url: "http://localhost:8080".to_owned(), zone: chrono_tz::Europe::Stockholm, demo: false };
    Site::of(ombud::app::App::new(desk.workflow.clone(), settings))
}

/// All mails with codes, the latest first, after the clockwork has looked.
pub async fn code_mails(site: &Site) -> Vec<MessageRow> {
    site.app.workflow.mail_codes(100).await.unwrap();
    let rows = outbox::list(site.app.store.read(), ombud::store::Sight::Whole, &MessageFilter::default(), None, 500).await.unwrap();
    rows.into_iter().filter(|row| row.letter == CODE_LETTER).collect()
}

/// The code that the latest mail to an address says.
pub async fn code(site: &Site, mail: &str) -> String {
    let row = code_mails(site).await.into_iter().find(|row| row.recipient == mail).unwrap();
    row.body_text.lines().next().unwrap().chars().filter(char::is_ascii_digit).collect()
}

/// Somebody who has come in by a mailed code.
pub async fn contact(site: &Site, mail: &str) -> Visitor {
    let mut visitor = site.visitor();
    // Of two codes of one moment none is the latest.
    site.wait(chrono::TimeDelta::seconds(1));
    assert_eq!(visitor.post("/customer/sign-in", &[("mail", mail)]).await.leads_to(), "/customer/sign-in/code");
    let code = code(site, mail).await;
    let came = visitor.post("/customer/sign-in/code", &[("code", &code)]).await;
    assert_eq!((came.status, came.leads_to()), (StatusCode::SEE_OTHER, "/customer"), "{}", came.body);
    visitor
}
