//! A demand as a JSON file, for `ombud demand import FILE.json` and for systems that hand demands over.
//!
//! All wrong fields are reported at once, each by its path and with what to write instead; an unknown field is an error,
//! because a misspelt `emergency` that is ignored would be worse than a refusal.

use super::error::{FieldProblem, IntakeError};
use chrono::{DateTime, NaiveDate};
use domain::Instant;
use domain::category::Category;
use domain::instrument::{InstrumentId, IssuerKind, Rulebook};
use domain::paper::{Identifier, IdentifierKind};
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// Largest file, in bytes.
const MAX_BYTES: usize = 1024 * 1024;
/// Most identifiers in one demand.
const MAX_IDENTIFIERS: usize = 10_000;

/// The authority as the file names it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ImportedAuthority {
    /// Name.
    pub name: String,
    /// Mail address.
    pub mail: Option<String>,
}

/// A demand, read from JSON and checked field by field. Its field names are the file's.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ImportedDemand {
    /// The authority's own reference.
    pub authority_reference: String,
    /// The authority.
    pub authority: ImportedAuthority,
    /// Instrument, known to the rulebook.
    pub instrument: InstrumentId,
    /// Who issued it.
    pub issuer: Option<IssuerKind>,
    /// Statute as cited.
    pub statute: Option<String>,
    /// Day of issue.
    pub issued_on: Option<NaiveDate>,
    /// When it was received, if not now.
    pub received_at: Option<Instant>,
    /// The paper's own date for the answer.
    pub face_due: Option<Instant>,
    /// When the authority wants the recipient told, where the law lets it set a time.
    pub notice_at: Option<Instant>,
    /// Accounts; at least one.
    pub identifiers: Vec<Identifier>,
    /// Categories demanded; may be empty when the paper does not say.
    pub categories: BTreeSet<Category>,
    /// First day of the data.
    pub from: Option<NaiveDate>,
    /// Last day of the data.
    pub to: Option<NaiveDate>,
    /// Whether an emergency is claimed.
    pub emergency: bool,
}

/// The fields of the file, in the order of the documentation.
const FIELDS: [&str; 14] = [
    "authority_reference",
    "authority",
    "instrument",
    "issuer",
    "statute",
    "issued_on",
    "received_at",
    "face_due",
    "notice_at",
    "identifiers",
    "categories",
    "from",
    "to",
    "emergency",
];

/// Read a demand from JSON.
///
/// # Errors
/// [`IntakeError::Json`] with every wrong field.
pub fn read(bytes: &[u8], rulebook: &Rulebook) -> Result<ImportedDemand, IntakeError> {
    let whole = |advice: String| IntakeError::Json { problems: vec![FieldProblem { field: "(file)".to_owned(), advice }] };
    if bytes.len() > MAX_BYTES {
        return Err(whole(format!("has {} bytes; at most {MAX_BYTES} are read", bytes.len())));
    }
    let value: Value = serde_json::from_slice(bytes).map_err(|e| whole(format!("is not JSON: {e}")))?;
    let Value::Object(object) = value else {
        return Err(whole("must be one JSON object, { … }, with one demand".to_owned()));
    };
    let mut reader = Reader { problems: Vec::new() };
    let demand = reader.demand(object, rulebook);
    match demand {
        Some(demand) if reader.problems.is_empty() => Ok(demand),
        _ => Err(IntakeError::Json { problems: reader.problems }),
    }
}

struct Reader {
    problems: Vec<FieldProblem>,
}

impl Reader {
    fn wrong<T>(&mut self, field: &str, advice: impl Into<String>) -> Option<T> {
        self.problems.push(FieldProblem { field: field.to_owned(), advice: advice.into() });
        None
    }

    fn unknown(&mut self, object: &Map<String, Value>, path: &str, known: &[&str]) {
        for key in object.keys().filter(|k| !known.contains(&k.as_str())) {
            let shown: String = key.chars().take(60).collect();
            self.wrong::<()>(&format!("{path}{shown}"), format!("is not a field of a demand; the fields are {}", known.join(", ")));
        }
    }

    fn demand(&mut self, mut object: Map<String, Value>, rulebook: &Rulebook) -> Option<ImportedDemand> {
        self.unknown(&object, "", &FIELDS);
        let mut take = |name: &str| object.remove(name).filter(|v| !v.is_null());
        let [
            reference,
            authority,
            instrument,
            issuer,
            statute,
            issued_on,
            received_at,
            face_due,
            notice_at,
            identifiers,
            categories,
            from,
            to,
            emergency,
        ] = FIELDS.map(&mut take);

        let authority_reference = self.required("authority_reference", reference, |r, v| r.text("authority_reference", &v, 200));
        let authority = self.required("authority", authority, Self::authority);
        let instrument = self.required("instrument", instrument, |r, v| r.instrument(&v, rulebook));
        let issuer = issuer.and_then(|v| self.issuer(&v));
        let statute = statute.and_then(|v| self.text("statute", &v, 300));
        let issued_on = issued_on.and_then(|v| self.day("issued_on", &v));
        let received_at = received_at.and_then(|v| self.instant("received_at", &v));
        let face_due = face_due.and_then(|v| self.instant("face_due", &v));
        let notice_at = notice_at.and_then(|v| self.instant("notice_at", &v));
        let identifiers = self.required("identifiers", identifiers, Self::identifiers);
        let categories = categories.map_or_else(|| Some(BTreeSet::new()), |v| self.categories(v));
        let from = from.and_then(|v| self.day("from", &v));
        let to = to.and_then(|v| self.day("to", &v));
        let emergency = emergency.map_or(Some(false), |v| match v.as_bool() {
            Some(claimed) => Some(claimed),
            None => self.wrong("emergency", "write true or false, without quotation marks"),
        });
        if let (Some(from), Some(to)) = (from, to)
            && from > to
        {
            self.wrong::<()>("to", format!("{to} lies before from ({from}); write the last day of the data"));
        }
        Some(ImportedDemand {
            authority_reference: authority_reference?,
            authority: authority?,
            instrument: instrument?,
            issuer,
            statute,
            issued_on,
            received_at,
            face_due,
            notice_at,
            identifiers: identifiers?,
            categories: categories?,
            from,
            to,
            emergency: emergency?,
        })
    }

    fn required<T>(&mut self, name: &str, value: Option<Value>, read: impl FnOnce(&mut Self, Value) -> Option<T>) -> Option<T> {
        match value {
            Some(value) => read(self, value),
            None => self.wrong(name, "is missing; every demand needs it"),
        }
    }

    fn text(&mut self, field: &str, value: &Value, most: usize) -> Option<String> {
        let Some(text) = value.as_str() else {
            return self.wrong(field, "write a text in quotation marks");
        };
        let line = domain::text::one_line(text, most + 1);
        if line.is_empty() {
            self.wrong(field, "is empty")
        } else if line.chars().count() > most {
            self.wrong(field, format!("is longer than {most} characters"))
        } else {
            Some(line)
        }
    }

    fn authority(&mut self, value: Value) -> Option<ImportedAuthority> {
        let Value::Object(mut object) = value else {
            return self.wrong("authority", "write an object: { \"name\": \"…\", \"mail\": \"…\" }");
        };
        self.unknown(&object, "authority.", &["name", "mail"]);
        let mail = object.remove("mail").filter(|v| !v.is_null());
        let name = self.required("authority.name", object.remove("name"), |r, v| r.text("authority.name", &v, 200));
        let mail = match mail.and_then(|v| self.text("authority.mail", &v, 320)) {
            Some(mail) if mail.parse::<lettre::Address>().is_err() => {
                self.wrong("authority.mail", "is not a mail address; write name@example.org")
            }
            other => other,
        };
        Some(ImportedAuthority { name: name?, mail })
    }

    fn instrument(&mut self, value: &Value, rulebook: &Rulebook) -> Option<InstrumentId> {
        let id = InstrumentId(self.text("instrument", value, 100)?);
        if rulebook.get(&id).is_some() {
            return Some(id);
        }
        let known = rulebook.instruments.keys().map(InstrumentId::as_str).collect::<Vec<_>>().join(", ");
        self.wrong(
            "instrument",
            format!("'{id}' is not in the rulebook; write one of {known}, or gen.other for a paper nobody has classified yet"),
        )
    }

    fn issuer(&mut self, value: &Value) -> Option<IssuerKind> {
        match serde_json::from_value(value.clone()) {
            Ok(kind) => Some(kind),
            Err(_) => self.wrong("issuer", "write court, prosecutor, police, agency, minister or party"),
        }
    }

    fn day(&mut self, field: &str, value: &Value) -> Option<NaiveDate> {
        let day = value.as_str().filter(|s| s.len() == 10).and_then(|s| NaiveDate::parse_from_str(s, "%Y-%m-%d").ok());
        match day {
            Some(day) if plausible(chrono::Datelike::year(&day)) => Some(day),
            Some(day) => self.wrong(field, format!("{day} cannot be; write a day from 1970 to 2199")),
            None => self.wrong(field, "write a day as \"2026-11-02\""),
        }
    }

    fn instant(&mut self, field: &str, value: &Value) -> Option<Instant> {
        use chrono::SubsecRound;
        match value.as_str().and_then(|s| DateTime::parse_from_rfc3339(s).ok()) {
            Some(at) if plausible(chrono::Datelike::year(&at)) => Some(at.to_utc().trunc_subsecs(6)),
            Some(at) => self.wrong(field, format!("{} cannot be; write a time from 1970 to 2199", at.to_rfc3339())),
            None => self.wrong(field, "write day, time and zone as \"2026-11-02T14:20:00+01:00\""),
        }
    }

    fn identifiers(&mut self, value: Value) -> Option<Vec<Identifier>> {
        let Value::Array(items) = value else {
            return self.wrong("identifiers", "write a list: [ { \"kind\": \"mail\", \"value\": \"name@example.com\" } ]");
        };
        if items.is_empty() {
            return self.wrong("identifiers", "is empty; name at least one account");
        }
        if items.len() > MAX_IDENTIFIERS {
            return self.wrong("identifiers", format!("has {} entries; at most {MAX_IDENTIFIERS} are read", items.len()));
        }
        let read: Vec<Option<Identifier>> = items.into_iter().enumerate().map(|(i, item)| self.identifier(i, item)).collect();
        let all: Option<Vec<Identifier>> = read.into_iter().collect();
        all.map(|list| {
            let mut seen = BTreeSet::new();
            list.into_iter().filter(|account| seen.insert(account.clone())).collect()
        })
    }

    fn identifier(&mut self, index: usize, item: Value) -> Option<Identifier> {
        let path = format!("identifiers[{index}]");
        let Value::Object(mut object) = item else {
            return self.wrong(&path, "write an object with kind and value");
        };
        self.unknown(&object, &format!("{path}."), &["kind", "value"]);
        let kind_path = format!("{path}.kind");
        let kind = self.required(&kind_path, object.remove("kind"), |r, v| match serde_json::from_value::<IdentifierKind>(v) {
            Ok(kind) => Some(kind),
            Err(_) => r.wrong(&kind_path, format!("write one of {}", IdentifierKind::ALL.map(IdentifierKind::code).join(", "))),
        });
        let value_path = format!("{path}.value");
        let value = self.required(&value_path, object.remove("value"), |r, v| r.text(&value_path, &v, 320));
        let (kind, value) = (kind?, value?);
        match kind {
            IdentifierKind::Mail if value.parse::<lettre::Address>().is_err() => {
                self.wrong(&value_path, "is not a mail address; write name@example.com or choose another kind")
            }
            IdentifierKind::Ip if value.parse::<std::net::IpAddr>().is_err() => {
                self.wrong(&value_path, "is not an IP address; write 192.0.2.1 or 2001:db8::1")
            }
            _ => Some(Identifier { kind, value }),
        }
    }

    fn categories(&mut self, value: Value) -> Option<BTreeSet<Category>> {
        let Value::Array(items) = value else {
            return self.wrong("categories", "write a list: [\"SUB_ID\"]");
        };
        let mut all = BTreeSet::new();
        for (index, item) in items.iter().enumerate() {
            let path = format!("categories[{index}]");
            match item.as_str().map(str::parse::<Category>) {
                Some(Ok(category)) => {
                    all.insert(category);
                }
                Some(Err(error)) => self.wrong(&path, error.to_string().chars().take(400).collect::<String>()).unwrap_or_default(),
                None => self.wrong(&path, "write a category in quotation marks, such as \"SUB_ID\"").unwrap_or_default(),
            }
        }
        Some(all)
    }
}

fn plausible(year: i32) -> bool {
    (1970..=2199).contains(&year)
}
