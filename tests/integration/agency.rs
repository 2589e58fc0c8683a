//! The authorities' own door.

mod pages;
mod screens;
mod stated;
mod worlds;

use crate::portal::over;
use crate::support::actors::{ACCOUNT, Desk};
use crate::support::site::{Answer, Site, Visitor};
use axum::body::Body;
use axum::http::{StatusCode, header};
use chrono::TimeDelta;
use domain::ids::{DemandId, OfficerId};
use ombud::store::agency as rows;
use ombud::store::authorities::numbers;
use ombud::store::outbox::{self, MessageFilter, MessageRow};
use ombud::workflow::agency::Called;
use ombud::workflow::portal::CODE_LETTER;

/// An address in the domain that the directory lists for the sample authority.
pub const MAIL: &str = "clerk@court.example.org";
/// Another one there.
pub const OTHER: &str = "other@court.example.org";
/// The form of the sample instrument.
pub const FORM: &str = "/agency/new/us.sca.order_2703d";

pub async fn open(url: &str) -> (Desk, Site) {
    let desk = Desk::open(url).await;
    let site = over(&desk);
    (desk, site)
}

/// Mails with codes to an address, the latest first, after the clockwork has looked.
pub async fn code_mails(site: &Site, mail: &str) -> Vec<MessageRow> {
    site.app.workflow.mail_codes(100).await.unwrap();
    let rows = outbox::list(site.app.store.read(), ombud::store::Sight::Whole, &MessageFilter::default(), None, 500).await.unwrap();
    rows.into_iter().filter(|row| row.letter == CODE_LETTER && row.recipient == mail).collect()
}

pub async fn code(site: &Site, mail: &str) -> String {
    let row = code_mails(site, mail).await.remove(0);
    row.body_text.lines().next().unwrap().chars().filter(char::is_ascii_digit).collect()
}

/// Somebody who has registered and typed the code.
pub async fn registered(site: &Site, mail: &str) -> (Visitor, OfficerId) {
    let mut visitor = site.visitor();
    site.wait(TimeDelta::seconds(1));
    let form =
        [("mail", mail), ("name", "Clerk of court"), ("agency", "Example County Court"), ("role", "Clerk"), ("phone", "+1 555 0999")];
    assert_eq!(visitor.post("/agency/register", &form).await.leads_to(), "/agency/sign-in/code");
    types_code(site, &mut visitor, mail, "/agency").await;
    let row = rows::account_of_mail(site.app.store.read(), mail).await.unwrap().unwrap();
    (visitor, row.officer_id.to())
}

pub async fn types_code(site: &Site, visitor: &mut Visitor, mail: &str, leads_to: &str) {
    let code = code(site, mail).await;
    let came = visitor.post("/agency/sign-in/code", &[("code", &code)]).await;
    assert_eq!((came.status, came.leads_to()), (StatusCode::SEE_OTHER, leads_to), "{}", came.body);
}

/// The first person's call.
pub async fn call(desk: &Desk) -> Option<Called> {
    let number = numbers::of(desk.workflow.store().read(), desk.authority).await.unwrap().remove(0).id.to();
    Some(Called { number, said: "The registry put me through; they know the officer.".to_owned() })
}

/// Somebody for whom two people have vouched.
pub async fn vetted(desk: &Desk, site: &Site, mail: &str) -> (Visitor, OfficerId) {
    let (visitor, id) = registered(site, mail).await;
    assert!(!desk.workflow.vouch_for_officer(desk.staff.caller, id, call(desk).await).await.unwrap());
    assert!(desk.workflow.vouch_for_officer(desk.staff.reviewer, id, None).await.unwrap());
    (visitor, id)
}

/// Send a form with files, as a browser does.
pub async fn send(visitor: &mut Visitor, path: &str, fields: &[(&str, &str)], files: &[(&str, &str)]) -> Answer {
    let mut body = String::new();
    for (name, value) in fields {
        body.push_str(&format!("--frontier\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"));
    }
    for (name, bytes) in files {
        let head = format!("content-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\ncontent-type: application/pdf");
        body.push_str(&format!("--frontier\r\n{head}\r\n\r\n{bytes}\r\n"));
    }
    body.push_str("--frontier--\r\n");
    let request = visitor.request("POST", path).header("sec-fetch-site", "same-origin");
    let request = request.header(header::CONTENT_TYPE, "multipart/form-data; boundary=frontier").body(Body::from(body)).unwrap();
    visitor.send(request).await
}

/// The sample form, filled in.
pub fn filled(key: &str, reference: &'static str) -> Vec<(&'static str, String)> {
    [
        ("reference", reference),
        ("issuer", "court"),
        ("statute", "18 USC 2703(d)"),
        ("issued_on", "2026-08-31"),
        ("signature", "wet"),
        ("accounts", ACCOUNT),
        ("categories", "SUB_ID"),
        ("categories", "TRAFFIC"),
        ("from", "2026-08-01"),
        ("to", "2026-08-31"),
        ("offence", "Fraud"),
        ("real_time", "no"),
        ("secrecy_source", "none"),
    ]
    .into_iter()
    .map(|(name, value)| (name, value.to_owned()))
    .chain([("key", key.to_owned())])
    .collect()
}

pub async fn submit(visitor: &mut Visitor, key: &str, reference: &'static str) -> Answer {
    let fields = filled(key, reference);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    send(visitor, FORM, &fields, &[("order.pdf", "%PDF-1.4 an order")]).await
}

/// The demand whose receipt an answer leads to.
pub fn submitted(answer: &Answer) -> DemandId {
    let to = answer.leads_to();
    let id = to.strip_prefix("/agency/demands/").and_then(|rest| rest.strip_suffix("/receipt"));
    id.unwrap_or_else(|| panic!("{} {to}: {}", answer.status, answer.body)).parse().unwrap()
}
