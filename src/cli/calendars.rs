//! `ombud calendars …`: the holidays that are carried, and what a changed calendar would move.

use super::error::{CliError, Code};
use super::{Global, output};
use crate::installation;
use crate::words::{Language, Words};
use chrono::Datelike;
use clap::Subcommand;
use domain::calendar::{self, Added, InForce};
use serde_json::json;
use std::collections::BTreeMap;

/// Calendars.
#[derive(Subcommand, Debug)]
pub enum Calendars {
    /// All places: version, civil time, what is left out
    List {
        /// The result as JSON
        #[arg(long)]
        json: bool,
    },
    /// The holidays of a place in a year, with the law behind each
    Show {
        /// Place, as ISO 3166
        place: String,
        /// Year
        year: i32,
    },
    /// Duties of open demands that today's calendars would date otherwise
    ///
    /// Nothing is moved: a person counts each anew on the demand's page and says why. Exit code 1 when there are any.
    Diff {
        /// The result as JSON
        #[arg(long)]
        json: bool,
    },
}

impl Calendars {
    pub(super) async fn run(self, global: &Global) -> Result<Code, CliError> {
        let words = Words::of(Language::En);
        match self {
            Calendars::List { json: true } => {
                let added = added(global)?;
                let places = calendar::all().map(|c| {
                    let added = added.get(c.place).cloned().unwrap_or_default();
                    let version = InForce { shipped: c, added: &added }.version();
                    json!({ "place": c.place, "version": version, "zone": c.zone, "leaves_out": c.leaves_out, "added": added.days })
                });
                output::json(&places.collect::<Vec<_>>())?;
            }
            Calendars::List { json: false } => {
                let added = added(global)?;
                let rows = calendar::all().map(|c| {
                    let version = InForce { shipped: c, added: added.get(c.place).unwrap_or(&Added::default()) }.version();
                    vec![c.place.to_owned(), version, c.zone.to_string(), c.leaves_out.to_owned()]
                });
                output::table(&["place", "version", "zone", "left out"], &rows.collect::<Vec<_>>())?;
            }
            Calendars::Show { place, year } => {
                let found = calendar::of(&place);
                if found.leaves_out_all() {
                    let known: Vec<&str> = calendar::all().map(|c| c.place).collect();
                    return Err(CliError::Usage(format!("no calendar for '{place}'; write one of {}", known.join(", "))));
                }
                let rows = found.year(year).into_iter().map(|(date, holiday)| {
                    let name = words.say1(format!("holiday-{}", holiday.code), "place", words.place(found.place));
                    vec![date.format("%Y-%m-%d %a").to_string(), name.into_owned(), holiday.law.to_owned()]
                });
                let added = added(global)?.remove(found.place).unwrap_or_default();
                let own = added.days.iter().filter(|(date, _)| date.year() == year);
                let own = own.map(|(date, day)| vec![date.format("%Y-%m-%d %a").to_string(), day.reason.en.clone(), day.law.clone()]);
                let mut rows: Vec<_> = rows.chain(own).collect();
                rows.sort();
                output::table(&["day", "holiday", "law"], &rows)?;
                output::remark(&InForce { shipped: found, added: &added }.version());
            }
            Calendars::Diff { json } => {
                let moved = global.open().await?.workflow.moved_by_calendars().await?;
                if json {
                    let rows = moved.iter().map(|m| {
                        json!({
                            "demand": m.demand, "reference": m.reference.to_string(), "rule": m.today.rule.id(), "duty": m.today.kind,
                            "due": m.stored, "calendar": m.calendar, "today": m.today.due, "calendar_today": m.today.calendar,
                        })
                    });
                    output::json(&rows.collect::<Vec<_>>())?;
                } else {
                    let rows = moved.iter().map(|m| {
                        let said = |due: &domain::clocks::Due| words.deadline(&due.legal.unwrap_or(due.internal), &m.today.locus.zone);
                        vec![m.reference.to_string(), m.today.rule.id().to_owned(), said(&m.stored), said(&m.today.due), m.calendar.clone()]
                    });
                    output::table(&["demand", "rule", "on record", "today", "calendar on record"], &rows.collect::<Vec<_>>())?;
                }
                return Ok(if moved.is_empty() { Code::Done } else { Code::Negative });
            }
        }
        Ok(Code::Done)
    }
}

/// The days that this installation adds.
fn added(global: &Global) -> Result<BTreeMap<String, Added>, CliError> {
    installation::own_calendars(global.config(&[])?.calendars_dir.as_deref()).map_err(CliError::Installation)
}
