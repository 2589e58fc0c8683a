//! What an officer states beside the heads of every demand: read by its parts, shown to staff as stated, refused where it contradicts itself.

use super::{FORM, MAIL, filled, open, send, submitted, vetted};
use crate::both_databases;
use axum::http::StatusCode;
use chrono::{NaiveDate, TimeZone, Utc};
use domain::actor::Role;
use domain::stated::{PaperSignature, Service, StatedSource};

const WHOLE: [(&str, &str); 19] = [
    ("from_time", "08:30"),
    ("to_time", "17:00"),
    ("zone", "America/Chicago"),
    ("supervisor", "Head of unit"),
    ("served_by", "post"),
    ("served_on", "2026-08-30"),
    ("valid_from", "2026-08-01"),
    ("valid_to", "2026-08-31"),
    ("language", "PT-br"),
    ("translated", "yes"),
    ("secrecy_law", "18 USC 2705(b)"),
    ("secrecy_from", "2026-08-31"),
    ("secrecy_until", "2026-11-29"),
    ("secrecy_covers", "The customer"),
    ("secrecy", "It would warn the person concerned."),
    ("deliver_to", "Evidence unit"),
    ("deliver_key", "age1example"),
    ("deliver_format", "CSV"),
    ("costs", "no"),
];

/// The sample form with other answers in some fields.
fn with(key: &str, other: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    let mut fields = filled(key, "26-cr-77");
    for (name, value) in other {
        fields.retain(|(n, _)| n != name || *n == "categories");
        fields.push((name, (*value).to_owned()));
    }
    fields
}

both_databases! {
    async fn every_head_is_kept_by_its_parts_and_shown_as_stated(url: String) {
        let (desk, site) = open(&url).await;
        let (mut visitor, _) = vetted(&desk, &site, MAIL).await;
        let mut fields = with("stated-1", &WHOLE);
        fields.retain(|(n, _)| !["real_time", "secrecy_source"].contains(n));
        fields.extend([("real_time", "yes".to_owned()), ("secrecy_source", "court".to_owned())]);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let id = submitted(&send(&mut visitor, FORM, &fields, &[("order.pdf", "%PDF-1.4 an order")]).await);
        let demand = desk.find(id).await;
        let stated = &demand.paper.stated;
        let day = |m, d| NaiveDate::from_ymd_opt(2026, m, d);
        assert_eq!((stated.signature, stated.language.as_str(), stated.translated), (Some(PaperSignature::Wet), "pt-br", true));
        assert_eq!(stated.served.map(|s| (s.by, Some(s.on))), Some((Service::Post, day(8, 30))));
        assert_eq!((stated.valid_from, stated.valid_to, stated.real_time), (day(8, 1), day(8, 31), true));
        assert_eq!((stated.costs_paid, stated.supervisor.as_str()), (Some(false), "Head of unit"));
        let secrecy = stated.secrecy.clone().unwrap();
        assert_eq!((secrecy.source, secrecy.law.as_str()), (StatedSource::Court, "18 USC 2705(b)"));
        assert_eq!((secrecy.from, secrecy.until, secrecy.covers.as_str()), (day(8, 31), day(11, 29), "The customer"));
        assert_eq!(stated.delivery.clone().map(|d| (d.to, d.key, d.format)), Some(("Evidence unit".into(), "age1example".into(), "CSV".into())));
        // 8:30 and 17:00 in Chicago, in summer: five hours behind.
        let line = &demand.lines[0];
        assert_eq!(line.from, Utc.with_ymd_and_hms(2026, 8, 1, 13, 30, 0).single());
        assert_eq!(line.to, Utc.with_ymd_and_hms(2026, 8, 31, 22, 0, 0).single());
        // What is said of secrecy binds nobody by itself; it waits for a decision with its words.
        assert!(demand.secrecy.orders.is_empty(), "{:?}", demand.secrecy);
        let mut staff = site.member(&[Role::Reviewer]).await;
        let shown = staff.get(&format!("/demands/{id}/documents")).await.body;
        for said in ["Stated by the sender", "18 USC 2705(b)", "Evidence unit", "age1example", "comes into being later", "not valid on the day it came"] {
            assert!(shown.contains(said), "{said}: {shown}");
        }
        // A correction of the paper leaves what was stated.
        desk.holds().await;
    }

    async fn what_contradicts_itself_is_sent_back_and_nothing_is_taken_in(url: String) {
        let (desk, site) = open(&url).await;
        let (mut visitor, _) = vetted(&desk, &site, MAIL).await;
        let wrong: [(&str, &[(&str, &str)]); 12] = [
            ("real_time", &[("real_time", "")]),
            ("secrecy_source", &[("secrecy_source", "")]),
            ("secrecy_source", &[("secrecy_source", "king")]),
            ("secrecy_source", &[("secrecy", "Please tell nobody.")]),
            ("secrecy_law", &[("secrecy_source", "court")]),
            ("secrecy_until", &[("secrecy_source", "request"), ("secrecy_from", "2026-09-02"), ("secrecy_until", "2026-09-01")]),
            ("served_on", &[("served_by", "post")]),
            ("served_by", &[("served_on", "2026-08-30")]),
            ("valid_to", &[("valid_from", "2026-09-02"), ("valid_to", "2026-09-01")]),
            ("zone", &[("zone", "Middle/Earth")]),
            ("from_time", &[("from_time", "noon")]),
            ("language", &[("language", "English, please")]),
        ];
        for (n, (field, other)) in wrong.iter().enumerate() {
            let fields = with(&format!("wrong-{n}"), other);
            let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
            let refused = send(&mut visitor, FORM, &fields, &[("order.pdf", "%PDF-1.4 an order")]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{other:?}");
            assert!(refused.body.contains(&format!("href=\"#{field}\"")), "{field}: {}", refused.body);
        }
        let taken = ombud::store::demands::all_after(desk.workflow.store().read(), None, 10).await.unwrap();
        assert!(taken.is_empty(), "nothing was taken in");
    }
}
