//! What a sender stated beside the heads of every demand, and what of it a reader must not overlook.

use super::case::Case;
use crate::web::parts::{Facts, Message, Text, Tone};
use crate::words::snake;
use chrono::NaiveDate;
use domain::stated::Stated;

/// The statements that were made; nothing where none was.
pub(super) fn facts(case: &Case) -> Facts {
    let (w, stated) = (case.words(), &case.demand.paper.stated);
    let day = |day: NaiveDate| w.day(&day);
    let span = |from: Option<NaiveDate>, to: Option<NaiveDate>| {
        (from.is_some() || to.is_some()).then(|| {
            let side = |end: Option<NaiveDate>| end.map_or_else(|| "…".to_owned(), day);
            Text::from(format!("{} – {}", side(from), side(to)))
        })
    };
    let text = |text: &str| (!text.is_empty()).then(|| Text::from(text.to_owned()));
    let code = |kind: &str, value: String| w.name(kind, snake(&value));
    let served = stated.served.map(|s| Text::from(format!("{}, {}", day(s.on), code("agency-service", format!("{:?}", s.by)))));
    let mut facts = vec![
        ("agency-docket", text(&stated.docket)),
        ("agency-validated-by", text(&stated.validated_by)),
        ("agency-supervisor", text(&stated.supervisor)),
        ("agency-signature", stated.signature.map(|s| code("agency-signature", format!("{s:?}")))),
        ("stated-served", served),
        ("stated-valid", span(stated.valid_from, stated.valid_to)),
        ("agency-language", text(&stated.language)),
        ("agency-translated", stated.translated.then(|| w.say("demand-yes"))),
        ("agency-offence", text(&stated.offence)),
        ("agency-threshold", text(&stated.thresholds.join("; "))),
        ("stated-real-time", stated.real_time.then(|| w.say("demand-yes"))),
    ];
    if let Some(secrecy) = &stated.secrecy {
        let source = w.name("agency-secrecy-source", secrecy.source.code());
        facts.extend([
            ("agency-secrecy-source", Some(source)),
            ("agency-secrecy-law", text(&secrecy.law)),
            ("stated-secrecy-span", span(secrecy.from, secrecy.until)),
            ("agency-secrecy-covers", text(&secrecy.covers)),
            ("agency-secrecy-why", text(&secrecy.why)),
        ]);
    }
    if let Some(delivery) = &stated.delivery {
        facts.extend([
            ("agency-deliver-to", text(&delivery.to)),
            ("agency-deliver-key", text(&delivery.key)),
            ("agency-deliver-format", text(&delivery.format)),
        ]);
    }
    let costs = stated.costs_paid.map(|paid| if paid { w.say("demand-yes") } else { w.say("demand-no") });
    facts.push(("stated-costs", costs));
    let said = facts.into_iter().filter_map(|(key, value)| value.map(|value| (w.say(key), value)));
    said.fold(Facts::default(), |facts, (name, value)| facts.with(name, value))
}

/// What bears on the review: data of the future, and a paper that by its own words is not good on the day it came.
pub(super) fn warnings(case: &Case) -> Vec<Message> {
    let (w, demand) = (case.words(), &case.demand);
    let stated: &Stated = &demand.paper.stated;
    let place = case.app.workflow.policy().locus(case.instrument().map_or("ZZ", |row| row.territory.as_str()));
    let came = demand.receipt.at.with_timezone(&place.zone).date_naive();
    let mut keys = Vec::new();
    if stated.real_time {
        keys.push("stated-real-time-warning");
    }
    if stated.is_out_of_time(came) {
        keys.push("stated-not-valid-warning");
    }
    keys.into_iter().map(|key| Message::new(Tone::Soon, w.say(key))).collect()
}
