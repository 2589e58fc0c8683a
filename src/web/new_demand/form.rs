//! What is typed into the form of a new demand, and what it means.

use crate::intake::Suggestion;
use crate::intake::receive::{Draft, moment, start_of_day, zone_of};
use crate::workflow::{NewDemand, Workflow};
use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime};
use chrono_tz::Tz;
use domain::Instant;
use domain::category::Category;
use domain::clocks::end_of_day;
use domain::instrument::{InstrumentId, IssuerKind};
use domain::paper::{Channel, Identifier, IdentifierKind, Paper, Receipt};
use domain::text::one_line;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// Most accounts that one demand can name here.
const MOST_ACCOUNTS: usize = 500;

/// Everything typed, as typed.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(default)]
pub struct NewForm {
    pub(crate) key: String,
    pub(crate) received: String,
    pub(crate) sender: String,
    pub(crate) instrument: String,
    pub(crate) authority_name: String,
    pub(crate) authority: String,
    pub(crate) reference: String,
    pub(crate) issuer: String,
    pub(crate) statute: String,
    pub(crate) issued_on: String,
    pub(crate) due: String,
    pub(crate) due_time: String,
    pub(crate) says: Vec<String>,
    pub(crate) accounts: String,
    pub(crate) categories: Vec<String>,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) customer: String,
    /// What was taken of what was offered, as `field=value`; empty when the form itself was sent.
    pub(crate) take: String,
}

/// What is wrong with a field. The sentence stands under `new-error-<code>`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Wrong {
    /// It must be filled in.
    #[error("missing")]
    Missing,
    /// The authority's reference must be filled in.
    #[error("reference-missing")]
    ReferenceMissing,
    /// Not a date.
    #[error("date")]
    Date,
    /// Before 1970, or after 9999.
    #[error("year")]
    Year,
    /// Not a time of day.
    #[error("time")]
    Time,
    /// It lies in the future.
    #[error("future")]
    Future,
    /// The end lies before the start.
    #[error("reversed")]
    Reversed,
    /// The rulebook doesn't know it.
    #[error("instrument")]
    Instrument,
    /// Not one of the list.
    #[error("choice")]
    Choice,
    /// Longer than is kept.
    #[error("long")]
    Long,
    /// More accounts than one demand can name.
    #[error("accounts")]
    Accounts,
    /// Data is asked for without an account.
    #[error("no-accounts")]
    NoAccounts,
    /// Several customers match: a person chooses.
    #[error("customer")]
    Customer,
}

impl Wrong {
    /// Key of the sentence.
    #[must_use]
    pub fn key(self) -> String {
        format!("new-error-{self}")
    }
}

/// Field and what is wrong with it.
pub type Faults = BTreeMap<&'static str, Wrong>;

impl NewForm {
    /// An empty form, for a paper that came at `now`.
    #[must_use]
    pub fn empty(key: String, now: Instant, zone: Tz) -> Self {
        Self { key, received: now.with_timezone(&zone).format("%Y-%m-%dT%H:%M").to_string(), ..Self::default() }
    }

    /// The form with what the document says of the sender where nobody has written anything: to look the directory up, not to be shown.
    pub(super) fn looked_up(&self, draft: &Draft) -> Self {
        let read = &draft.suggestions;
        let or = |typed: &str, read: Option<&Suggestion<String>>| {
            if typed.trim().is_empty() { read.map(|s| s.value.clone()).unwrap_or_default() } else { typed.to_owned() }
        };
        Self {
            sender: or(&self.sender, read.authority_mail.as_ref()),
            authority_name: or(&self.authority_name, read.authority_name.as_ref()),
            ..self.clone()
        }
    }

    /// Fill in what somebody took of what was offered; everything else stays as typed. `false` for what no field takes.
    pub(super) fn take(&mut self, taken: &str) -> bool {
        let Some((field, value)) = taken.split_once('=') else { return false };
        let value = value.to_owned();
        let add = |list: &mut Vec<String>, value: String| {
            if !list.contains(&value) {
                list.push(value);
            }
        };
        match field {
            "sender" => self.sender = value,
            "authority_name" => self.authority_name = value,
            "reference" => self.reference = value,
            "instrument" => self.instrument = value,
            "statute" if self.statute.trim().is_empty() => self.statute = value,
            "statute" => self.statute = format!("{}; {value}", self.statute.trim()),
            "issued_on" => self.issued_on = value,
            "due" => {
                let (day, time) = value.split_once(' ').unwrap_or((&value, ""));
                (self.due, self.due_time) = (day.to_owned(), time.to_owned());
            }
            "says" => add(&mut self.says, value),
            "accounts" if self.accounts.trim().is_empty() => self.accounts = format!("{value}\n"),
            "accounts" => self.accounts = format!("{}\n{value}\n", self.accounts.trim_end()),
            "categories" => add(&mut self.categories, value),
            "from" => self.from = value,
            "to" => self.to = value,
            _ => return false,
        }
        true
    }

    /// Whether what is offered stands in the form already.
    pub(super) fn has(&self, field: &str, value: &str) -> bool {
        match field {
            "sender" => self.sender == value,
            "authority_name" => self.authority_name == value,
            "reference" => self.reference == value,
            "instrument" => self.instrument == value,
            "statute" => self.statute.split(';').any(|s| s.trim() == value),
            "issued_on" => self.issued_on == value,
            "due" => format!("{} {}", self.due, self.due_time).trim_end() == value,
            "says" => self.says.iter().any(|s| s == value),
            "accounts" => self.accounts.lines().any(|l| l.trim() == value),
            "categories" => self.categories.iter().any(|c| c == value),
            "from" => self.from == value,
            "to" => self.to == value,
            _ => false,
        }
    }

    /// The accounts as far as they can be read now.
    #[must_use]
    pub fn identifiers(&self) -> Vec<Identifier> {
        self.accounts.lines().filter_map(identifier).take(MOST_ACCOUNTS).collect()
    }

    /// What the form means, at `now`; the moment of receipt is civil time in `zone`, the days on the paper are civil days where its
    /// law applies. Authority and customer, which the store knows, are left to the caller.
    ///
    /// # Errors
    /// Every field that is wrong.
    pub fn read(&self, workflow: &Workflow, now: Instant, zone: Tz) -> Result<NewDemand, Faults> {
        let mut faults = Faults::new();
        let mut text = |name: &'static str, value: &str, most: usize, needed: Option<Wrong>| {
            match (value.trim().is_empty(), needed) {
                (true, Some(wrong)) => drop(faults.insert(name, wrong)),
                _ if value.chars().count() > most => drop(faults.insert(name, Wrong::Long)),
                _ => {}
            }
            one_line(value, most)
        };
        let authority_name = text("authority_name", &self.authority_name, 200, Some(Wrong::Missing));
        let authority_reference = text("reference", &self.reference, 120, Some(Wrong::ReferenceMissing));
        let statute = text("statute", &self.statute, 300, None);
        let sender = text("sender", &self.sender, 320, None);
        let instrument = InstrumentId(self.instrument.trim().to_owned());
        if instrument.as_str().is_empty() {
            faults.insert("instrument", Wrong::Missing);
        } else if workflow.rulebook().get(&instrument).is_none() {
            faults.insert("instrument", Wrong::Instrument);
        }
        let law = zone_of(workflow, &instrument);
        let at = self.receipt(now, zone).unwrap_or_else(|wrong| {
            faults.insert("received", wrong);
            now
        });
        let mut date = |name: &'static str, value: &str| {
            day(value).unwrap_or_else(|wrong| {
                faults.insert(name, wrong);
                None
            })
        };
        let (issued_on, due) = (date("issued_on", &self.issued_on), date("due", &self.due));
        let (from, to) = (date("from", &self.from), date("to", &self.to));
        if from.zip(to).is_some_and(|(from, to)| to < from) {
            faults.insert("to", Wrong::Reversed);
        }
        let time = time(&self.due_time).unwrap_or_else(|wrong| {
            faults.insert("due_time", wrong);
            None
        });
        if due.is_none() && time.is_some() && !faults.contains_key("due") {
            faults.insert("due", Wrong::Missing);
        }
        let categories: Option<BTreeSet<Category>> = self.categories.iter().map(|c| c.parse().ok()).collect();
        let issuer = issuer(&self.issuer);
        if issuer.is_none() {
            faults.insert("issuer", Wrong::Choice);
        }
        if categories.is_none() {
            faults.insert("categories", Wrong::Choice);
        }
        if self.accounts.lines().filter(|l| !l.trim().is_empty()).count() > MOST_ACCOUNTS {
            faults.insert("accounts", Wrong::Accounts);
        } else if self.accounts.lines().any(|l| l.chars().count() > 340) {
            faults.insert("accounts", Wrong::Long);
        }
        let identifiers = self.identifiers();
        if identifiers.is_empty() && categories.as_ref().is_some_and(|c| !c.is_empty()) && !faults.contains_key("accounts") {
            faults.insert("accounts", Wrong::NoAccounts);
        }
        let says = |what: &str| self.says.iter().any(|s| s == what);
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(NewDemand {
            secrecy_asked: None,
            receipt: Receipt { at, channel: Channel::Manual, sender },
            paper: Paper {
                instrument,
                rulebook: workflow.rulebook().version.clone(),
                authority_name,
                authority_reference,
                issuer: issuer.flatten(),
                statute,
                issued_on,
                face_due: due.map(|day| time.map_or_else(|| end_of_day(day, law), |time| moment(day, time, law))),
                notice_at: None,
                emergency_claimed: says("emergency"),
                refrain_requested: says("refrain"),
                enforcing_authority_notified: says("enforcing"),
                identifiers,
                stated: domain::stated::Stated::default(),
            },
            categories: categories.unwrap_or_default(),
            from: from.map(|day| start_of_day(day, law)),
            to: to.map(|day| end_of_day(day, law)),
            authority: None,
            customer: None,
            documents: Vec::new(),
        })
    }

    /// When it was received.
    pub(super) fn receipt(&self, now: Instant, zone: Tz) -> Result<Instant, Wrong> {
        let typed = self.received.trim();
        if typed.is_empty() {
            return Err(Wrong::Missing);
        }
        let local = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
            .iter()
            .find_map(|format| NaiveDateTime::parse_from_str(typed, format).ok())
            .ok_or(Wrong::Date)?;
        in_range(local.date())?;
        let at = moment(local.date(), local.time(), zone);
        if at > now { Err(Wrong::Future) } else { Ok(at) }
    }
}

/// A civil day, `2026-12-31`; `None` for an empty field.
pub(crate) fn day(typed: &str) -> Result<Option<NaiveDate>, Wrong> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let day = NaiveDate::parse_from_str(typed, "%Y-%m-%d").map_err(|_| Wrong::Date)?;
    in_range(day)?;
    Ok(Some(day))
}

fn in_range(day: NaiveDate) -> Result<(), Wrong> {
    if (1970..=9999).contains(&day.year()) { Ok(()) } else { Err(Wrong::Year) }
}

fn time(typed: &str) -> Result<Option<NaiveTime>, Wrong> {
    match typed.trim() {
        "" => Ok(None),
        typed => NaiveTime::parse_from_str(typed, "%H:%M").map(Some).map_err(|_| Wrong::Time),
    }
}

/// The issuer chosen, nobody chosen, or (`None`) something that was not on the list.
fn issuer(code: &str) -> Option<Option<IssuerKind>> {
    if code.is_empty() { Some(None) } else { IssuerKind::from_code(code).map(Some) }
}

const KINDS: [(&str, IdentifierKind); 5] = [
    ("mail", IdentifierKind::Mail),
    ("account", IdentifierKind::Account),
    ("ip", IdentifierKind::Ip),
    ("phone", IdentifierKind::Phone),
    ("domain", IdentifierKind::Domain),
];

/// A line that names an account: its kind is told from its look, or written before it (`account: 4711`).
fn identifier(line: &str) -> Option<Identifier> {
    let line = one_line(line, 340);
    let named = line.split_once(':').and_then(|(kind, value)| {
        let (_, kind) = KINDS.into_iter().find(|(code, _)| code.eq_ignore_ascii_case(kind.trim()))?;
        Some((kind, value.trim().to_owned()))
    });
    let (kind, value) = named.unwrap_or_else(|| (looks_like(&line), line));
    (!value.is_empty()).then_some(Identifier { kind, value })
}

fn looks_like(value: &str) -> IdentifierKind {
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    if value.split_whitespace().next().is_some_and(|first| first.parse::<std::net::IpAddr>().is_ok()) {
        IdentifierKind::Ip
    } else if value.contains('@') {
        IdentifierKind::Mail
    } else if value.starts_with('+') && digits >= 6 && value.chars().all(|c| c.is_ascii_digit() || " +-()".contains(c)) {
        IdentifierKind::Phone
    } else if value.contains('.') && !value.contains(char::is_whitespace) && value.chars().any(char::is_alphabetic) {
        IdentifierKind::Domain
    } else {
        IdentifierKind::Account
    }
}

/// An account as the form shows it, so that it is read back as the same.
pub(super) fn written(identifier: &Identifier) -> String {
    if looks_like(&identifier.value) == identifier.kind {
        return identifier.value.clone();
    }
    let code = KINDS.iter().find(|(_, kind)| *kind == identifier.kind).map_or("account", |(code, _)| code);
    format!("{code}: {}", identifier.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_read_back_as_they_were_written() {
        let seen = |line: &str| identifier(line).map(|i| (i.kind, i.value));
        for (line, kind) in [
            ("dana@example.com", IdentifierKind::Mail),
            ("192.0.2.7 2026-03-01 12:00 UTC", IdentifierKind::Ip),
            ("2001:db8::7", IdentifierKind::Ip),
            ("+46 70 000 00 00", IdentifierKind::Phone),
            ("mail.example.com", IdentifierKind::Domain),
            ("4711", IdentifierKind::Account),
        ] {
            assert_eq!(seen(line), Some((kind, line.to_owned())));
            assert_eq!(written(&identifier(line).unwrap()), line);
        }
        assert_eq!(seen("account: dana@example.com"), Some((IdentifierKind::Account, "dana@example.com".to_owned())));
        let odd = Identifier { kind: IdentifierKind::Account, value: "dana@example.com".to_owned() };
        assert_eq!(identifier(&written(&odd)), Some(odd));
        assert_eq!(seen("  "), None);
        assert_eq!(seen("mail:"), None);
    }

    #[test]
    fn days_lie_between_1970_and_9999() {
        assert_eq!(day(""), Ok(None));
        assert_eq!(day("1969-12-31"), Err(Wrong::Year));
        assert_eq!(day("0001-01-01"), Err(Wrong::Year));
        assert_eq!(day("31/12/2026"), Err(Wrong::Date));
        assert!(day("1970-01-01").unwrap().is_some());
    }
}
