//! Files sent as a browser sends them, and demands to look at.

use super::site::{Answer, Site, Visitor};
use axum::body::Body;
use axum::http::header;
use chrono::NaiveDate;
use domain::actor::Actor;
use domain::category::Category;
use domain::demand::Demand;
use ombud::intake::receive::{read_mail, take};
use ombud::intake::sample::{SamplePaper, SampleSpec, mail};

const BOUNDARY: &str = "part-of-a-form";

impl Visitor {
    /// Send one file in the field `file`.
    pub async fn upload(&mut self, path: &str, name: &str, bytes: &[u8]) -> Answer {
        let mut body = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(bytes);
        body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
        let request = self.request("POST", path).header("sec-fetch-site", "same-origin");
        let request = request.header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"));
        self.send(request.body(Body::from(body)).unwrap()).await
    }
}

/// A paper of an invented authority that names `account`.
pub fn spec(paper: SamplePaper, reference: &str, account: &str) -> SampleSpec {
    SampleSpec {
        paper,
        authority: "Example Public Prosecution Office".to_owned(),
        authority_mail: "desk@prosecution.example.org".to_owned(),
        officer_role: "Public prosecutor".to_owned(),
        to: "legal@example.com".to_owned(),
        reference: reference.to_owned(),
        sent_at: "2026-11-20T09:00:00Z".parse().unwrap(),
        issued_on: NaiveDate::from_ymd_opt(2026, 11, 19).unwrap(),
        due_on: None,
        accounts: vec![account.to_owned()],
        categories: vec![Category::SubId, Category::AccessIp],
        period: Some((NaiveDate::from_ymd_opt(2026, 3, 1).unwrap(), NaiveDate::from_ymd_opt(2026, 3, 14).unwrap())),
        secrecy_until: None,
    }
}

/// A demand that came in by mail at the site's present.
pub async fn received(site: &Site, paper: SamplePaper, reference: &str) -> Demand {
    let bytes = mail(&spec(paper, reference, "dana@customer.example.com")).unwrap();
    let at = site.app.clock.now();
    let draft = read_mail(&site.app.workflow, bytes.into(), "demand.eml", at).await.unwrap();
    take(&site.app.workflow, Actor::Operator, draft, None).await.unwrap().demand
}
