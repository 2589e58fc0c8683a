//! The queue's query: words that a person can read, keep and type.
//!
//! `stage:reviewing due:<3d assignee:me is:open text`. Each key stands once; what can't be understood is an error that
//! says what to write, never ignored.

use chrono::{Datelike, NaiveDate, TimeDelta};
use chrono_tz::Tz;
use domain::Instant;
use domain::clocks::end_of_day;
use domain::ids::{AuthorityId, CustomerId, PersonId};
use domain::stage::StageName;

use crate::store::Sight;
use crate::store::demands::QueueFilter;

/// Most bytes of a query.
const MOST: usize = 500;
/// The three states of secrecy by code.
pub const SECRECY: [&str; 3] = ["in_force", "unknown", "none"];
/// The states of the notice track by code.
pub const NOTICE: [&str; 7] = ["not_owed", "owed", "deferred", "queued", "sent", "undeliverable", "waived"];
/// What `is:` can say.
pub const IS: [&str; 4] = ["open", "closed", "emergency", "lane"];
/// What every key is called.
pub const KEYS: [&str; 9] = ["stage", "due", "instrument", "assignee", "secrecy", "is", "notice", "customer", "authority"];
/// What a custodian, who sees nothing else of a case, may ask for.
const OF_THE_SCOPE: [&str; 4] = ["due", "assignee", "is", "stage"];

/// Why a query can't be understood. The sentence stands under `queue-error-<code>` and takes `word` and `choices`.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the query can't be understood: {code} at {word:?}; write {choices}")]
pub struct QueryError {
    /// The stable code: a key of [`KEYS`] whose value is wrong, or `key`, `twice`, `long`, `role`, `due`.
    pub code: &'static str,
    /// What was typed.
    pub word: String,
    /// What can be typed instead.
    pub choices: String,
}

/// What a word of the query asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Term {
    Stage(Vec<StageName>),
    DueWithin(TimeDelta),
    DueBefore(NaiveDate),
    Instrument(String),
    Me,
    Nobody,
    Person(PersonId),
    Secrecy(&'static str),
    Is(&'static str),
    Notice(&'static str),
    Customer(CustomerId),
    Authority(AuthorityId),
    Text(String),
}

/// A query that was understood.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Query {
    /// Each word as typed, with its key (empty for text) and what it asks for.
    words: Vec<(&'static str, String, Term)>,
}

/// What words mean that depend on the house: people by their mail address, instruments by name.
pub trait House {
    /// The person with this mail address.
    fn person(&self, mail: &str) -> Option<PersonId>;
    /// Whether the rulebook has this instrument.
    fn has_instrument(&self, id: &str) -> bool;
}

impl Query {
    /// Read a query.
    ///
    /// # Errors
    /// The first word that can't be understood.
    pub fn read(text: &str, house: &impl House) -> Result<Self, QueryError> {
        let error = |code, word: &str, choices: String| Err(QueryError { code, word: word.to_owned(), choices });
        if text.len() > MOST {
            return error("long", "", MOST.to_string());
        }
        let mut query = Query::default();
        for word in text.split_whitespace() {
            let Some((name, value)) = word.split_once(':') else {
                query.words.push(("", word.to_owned(), Term::Text(word.to_owned())));
                continue;
            };
            let Some(key) = KEYS.into_iter().find(|k| k.eq_ignore_ascii_case(name)) else {
                return error("key", word, KEYS.map(|k| format!("{k}:")).join(" "));
            };
            let term = term(key, value, house).map_err(|choices| QueryError { code: key, word: value.to_owned(), choices })?;
            let said = |(k, _, other): &(&str, String, Term)| *k == key && (key != "is" || same_question(other, &term));
            if query.words.iter().any(said) {
                return error("twice", word, String::new());
            }
            query.words.push((key, format!("{key}:{value}"), term));
        }
        Ok(query)
    }

    /// Whether somebody who sees the scope and nothing else of a case may ask this.
    ///
    /// # Errors
    /// The word that may not be asked.
    pub fn of_the_scope(&self) -> Result<(), QueryError> {
        let allowed = |key: &str, word: &str| {
            if key.is_empty() { word.get(..2).is_some_and(|p| p.eq_ignore_ascii_case("D-")) } else { OF_THE_SCOPE.contains(&key) }
        };
        match self.words.iter().find(|(key, word, _)| !allowed(key, word)) {
            None => Ok(()),
            Some((_, word, _)) => {
                Err(QueryError { code: "role", word: word.clone(), choices: OF_THE_SCOPE.map(|k| format!("{k}:")).join(" ") })
            }
        }
    }

    /// What the store is asked, for `me`, of what `sight` reaches, at `now`; days are civil days in `zone`.
    #[must_use]
    pub fn filter(&self, me: PersonId, sight: Sight, now: Instant, zone: Tz) -> QueueFilter {
        let mut filter = QueueFilter::seen(sight);
        let mut text: Vec<&str> = Vec::new();
        for (_, _, term) in &self.words {
            match term {
                Term::Stage(stages) => filter.stages = stages.iter().map(|s| s.code().to_owned()).collect(),
                Term::DueWithin(span) => filter.due_before = now.checked_add_signed(*span),
                Term::DueBefore(day) => filter.due_before = day.pred_opt().map(|d| end_of_day(d, zone)),
                Term::Instrument(id) => filter.instrument = Some(id.clone()),
                Term::Me => filter.assignee = Some(me),
                Term::Person(id) => filter.assignee = Some(*id),
                Term::Nobody => filter.unassigned = true,
                Term::Secrecy(state) => filter.secrecy = Some((*state).to_owned()),
                Term::Is("open") => filter.open = Some(true),
                Term::Is("closed") => filter.open = Some(false),
                Term::Is("lane") => filter.lane = Some(true),
                Term::Is(_) => filter.emergency = Some(true),
                Term::Notice(state) => filter.notice_state = Some((*state).to_owned()),
                Term::Customer(id) => filter.customer = Some(*id),
                Term::Authority(id) => filter.authority = Some(*id),
                Term::Text(word) => text.push(word),
            }
        }
        if !text.is_empty() {
            filter.text = Some(text.join(" "));
        }
        filter
    }

    /// Each word with the query that is left without it.
    #[must_use]
    pub fn without_each(&self) -> Vec<(String, String)> {
        let left = |at: usize| joined(self.words.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, (_, w, _))| w.as_str()));
        self.words.iter().enumerate().map(|(at, (_, word, _))| (word.clone(), left(at))).collect()
    }

    /// The query with `key:value` in place of what the key said before; an empty value takes the key out. An emergency can be
    /// open or closed, so `is:` keeps what answers another question.
    #[must_use]
    pub fn with(&self, key: &str, value: &str) -> String {
        let added = format!("{key}:{value}");
        let of_is = IS.into_iter().find(|v| key == "is" && *v == value).map(Term::Is);
        let stays = |k: &str, term: &Term| k != key || of_is.as_ref().is_some_and(|new| !same_question(term, new));
        let rest = self.words.iter().filter(|(k, _, term)| !k.is_empty() && stays(k, term)).map(|(_, w, _)| w.as_str());
        let text = self.words.iter().filter(|(k, ..)| k.is_empty()).map(|(_, w, _)| w.as_str());
        joined(rest.chain((!value.is_empty()).then_some(added.as_str())).chain(text))
    }

    /// Whether `key:value` is in the query.
    #[must_use]
    pub fn says(&self, key: &str, value: &str) -> bool {
        self.words.iter().any(|(k, word, _)| *k == key && word.get(key.len() + 1..) == Some(value))
    }
}

/// Whether two words of `is:` answer the same question: open or closed is one, emergency another, and so is the lane.
fn same_question(a: &Term, b: &Term) -> bool {
    let question = |t: &Term| ["emergency", "lane"].into_iter().find(|code| *t == Term::Is(code));
    question(a) == question(b)
}

fn joined<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.collect::<Vec<_>>().join(" ")
}

/// The value of a key, or what can be written instead.
fn term(key: &str, value: &str, house: &impl House) -> Result<Term, String> {
    let code = |codes: &[&'static str]| {
        let asked = value.to_ascii_lowercase().replace('-', "_");
        codes.iter().copied().find(|c| *c == asked).ok_or_else(|| codes.join(", "))
    };
    match key {
        "stage" => value
            .split(',')
            .map(|one| StageName::ALL.into_iter().find(|s| s.code().eq_ignore_ascii_case(one)))
            .collect::<Option<Vec<_>>>()
            .map(Term::Stage)
            .ok_or_else(|| StageName::ALL.map(StageName::code).join(", ")),
        "due" => due(value).ok_or_else(|| "overdue, <12h, <3d, <2026-12-31".to_owned()),
        "instrument" => {
            if house.has_instrument(value) {
                Ok(Term::Instrument(value.to_owned()))
            } else {
                Err(String::new())
            }
        }
        "assignee" => match value {
            "me" => Ok(Term::Me),
            "nobody" | "none" => Ok(Term::Nobody),
            mail => house.person(mail).map(Term::Person).ok_or_else(|| "me, nobody".to_owned()),
        },
        "secrecy" => code(&SECRECY).map(Term::Secrecy),
        "notice" => code(&NOTICE).map(Term::Notice),
        "is" => code(&IS).map(Term::Is),
        "customer" => value.parse().map(Term::Customer).map_err(|_| String::new()),
        _ => value.parse().map(Term::Authority).map_err(|_| String::new()),
    }
}

/// `overdue`, `<3d`, `<12h`, `<2026-12-31` (before that day begins).
fn due(value: &str) -> Option<Term> {
    if value.eq_ignore_ascii_case("overdue") {
        return Some(Term::DueWithin(TimeDelta::zero()));
    }
    let value = value.strip_prefix('<')?;
    if let Ok(day) = value.parse::<NaiveDate>() {
        return (1970..=9999).contains(&day.year()).then_some(Term::DueBefore(day));
    }
    let (number, unit) = value.split_at_checked(value.len().checked_sub(1)?)?;
    let number: u16 = number.parse().ok()?;
    match unit {
        "d" => Some(Term::DueWithin(TimeDelta::days(number.into()))),
        "h" => Some(Term::DueWithin(TimeDelta::hours(number.into()))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Small;

    impl House for Small {
        fn person(&self, mail: &str) -> Option<PersonId> {
            (mail == "reviewer@example.org").then(|| PersonId(uuid::Uuid::from_u128(7)))
        }
        fn has_instrument(&self, id: &str) -> bool {
            id == "eu.epoc"
        }
    }

    fn filter(text: &str) -> QueueFilter {
        let now = "2026-11-22T12:00:00Z".parse().unwrap();
        Query::read(text, &Small).unwrap().filter(PersonId(uuid::Uuid::from_u128(1)), Sight::Open, now, chrono_tz::Europe::Stockholm)
    }

    fn wrong(text: &str) -> (&'static str, String) {
        let error = Query::read(text, &Small).unwrap_err();
        (error.code, error.choices)
    }

    #[test]
    fn the_words_of_the_manual_are_understood() {
        let all = filter("stage:reviewing,approving due:<3d instrument:eu.epoc assignee:me secrecy:unknown is:open is:emergency 7K Q2");
        assert_eq!(all.stages, ["reviewing", "approving"]);
        assert_eq!(all.due_before.unwrap().to_rfc3339(), "2026-11-25T12:00:00+00:00");
        assert_eq!(all.instrument.as_deref(), Some("eu.epoc"));
        assert_eq!(all.assignee, Some(PersonId(uuid::Uuid::from_u128(1))));
        assert_eq!((all.secrecy.as_deref(), all.open, all.emergency), (Some("unknown"), Some(true), Some(true)));
        assert_eq!(all.text.as_deref(), Some("7K Q2"));
        assert_eq!(filter("secrecy:in-force").secrecy.as_deref(), Some("in_force"));
        assert_eq!(filter("assignee:reviewer@example.org").assignee, Some(PersonId(uuid::Uuid::from_u128(7))));
        assert!(filter("assignee:nobody").unassigned);
        // A day begins in the desk's zone.
        assert_eq!(filter("due:<2026-12-01").due_before.unwrap().to_rfc3339(), "2026-11-30T23:00:00+00:00");
        assert_eq!(filter("due:overdue").due_before.unwrap().to_rfc3339(), "2026-11-22T12:00:00+00:00");
        assert_eq!(filter(""), QueueFilter::seen(Sight::Open));
    }

    #[test]
    fn what_is_not_understood_says_what_to_write() {
        assert_eq!(wrong("stage:review").0, "stage");
        assert!(wrong("stage:review").1.contains("reviewing"));
        for word in ["due:3d", "due:<d", "due:<99999999d", "due:<3ä", "due:<", "due:"] {
            assert_eq!(wrong(word).0, "due", "{word}");
        }
        assert_eq!(wrong("instrument:eu.nothing").0, "instrument");
        assert_eq!(wrong("assignee:somebody").0, "assignee");
        assert_eq!(wrong("customer:1").0, "customer");
        assert_eq!(wrong("colour:red").0, "key");
        for twice in ["stage:closed stage:received", "is:open is:closed", "is:emergency is:emergency"] {
            assert_eq!(wrong(twice).0, "twice", "{twice}");
        }
        assert_eq!(wrong(&"x".repeat(501)).0, "long");
    }

    #[test]
    fn menus_write_the_query() {
        let query = Query::read("text stage:closed is:open", &Small).unwrap();
        assert_eq!(query.with("stage", "received"), "is:open stage:received text");
        assert_eq!(query.with("stage", ""), "is:open text");
        assert_eq!(query.with("is", "closed"), "stage:closed is:closed text");
        assert_eq!(query.with("is", "emergency"), "stage:closed is:open is:emergency text");
        assert_eq!(query.with("is", ""), "stage:closed text");
        assert!(query.says("stage", "closed") && !query.says("stage", "close"));
        assert_eq!(query.without_each()[0], ("text".to_owned(), "stage:closed is:open".to_owned()));
    }

    #[test]
    fn a_custodian_asks_for_the_scope_only() {
        for (text, may) in [("due:<3d assignee:me", true), ("D-7KQ2", true), ("secrecy:none", false), ("F-2026-1", false)] {
            assert_eq!(Query::read(text, &Small).unwrap().of_the_scope().is_ok(), may, "{text}");
        }
    }
}
