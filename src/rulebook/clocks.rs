//! The clocks that have a name: one file, with the law behind each and examples that say what it counts.

use super::error::{self, Kind, RulebookError};
use super::position::{Positions, line_and_column};
use chrono::{DateTime, FixedOffset, NaiveDate};
use domain::clocks::{ClockRule, Explanation, Locus, Moment, ObligationKind, explain, start};
use domain::ids::ObligationId;
use serde::Deserialize;

const FILE: &str = "laws/clocks.toml";
const TEXT: &str = include_str!("laws/clocks.toml");

/// A clock that has a name, such as `D.epoc10`.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedClock {
    /// What is counted, and how.
    pub rule: ClockRule,
    /// The law that sets it.
    pub law: String,
    /// What it makes of a receipt.
    #[serde(rename = "example")]
    pub examples: Vec<Example>,
}

/// A receipt, and what a clock makes of it.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// Calendar, as ISO 3166; its civil time is that of the receipt.
    pub place: String,
    /// Receipt.
    pub received: DateTime<FixedOffset>,
    /// By when we act.
    pub internal: End,
    /// By when the law wants it; absent where it gives no number.
    #[serde(default)]
    pub legal: Option<End>,
}

/// When a time ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(untagged)]
pub enum End {
    /// At a moment.
    At(DateTime<FixedOffset>),
    /// With the last instant of a civil day.
    Day(NaiveDate),
}

impl Example {
    /// What differs when the clock is counted: nothing, or a sentence.
    #[must_use]
    pub fn differs(&self, rule: &ClockRule, locus: &Locus) -> Option<String> {
        let started = self.received.to_utc();
        let duty = start(ObligationId(uuid::Uuid::nil()), ObligationKind::Produce, rule, started, locus, None);
        let why: Explanation = explain(&duty);
        let said = |end: Option<End>| {
            end.map(|end| match end {
                End::Day(date) => Moment { date, time: None },
                End::At(at) => Moment::at(at.to_utc(), locus.zone, false),
            })
        };
        let (internal, legal) = (Some(why.internal), why.legal);
        (said(Some(self.internal)) != internal || said(self.legal) != legal).then(|| {
            format!("{} from {} in {}: counted {internal:?} and {legal:?}, the example says {self:?}", rule.id(), self.received, self.place)
        })
    }
}

/// The clocks of the embedded file.
///
/// # Errors
/// As [`parse`].
pub fn load() -> Result<Vec<NamedClock>, RulebookError> {
    parse(FILE, TEXT)
}

/// The clocks from the text of a file.
///
/// # Errors
/// Where in the file, what is wrong, and what to write instead: what is no TOML or no clock, and a name that stands twice.
pub fn parse(file: &str, text: &str) -> Result<Vec<NamedClock>, RulebookError> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Clocks {
        clock: Vec<NamedClock>,
    }
    let positions = Positions::read(text).map_err(|why| error::syntax(file, text, &why))?;
    let clocks = toml::from_str::<Clocks>(text).map_err(|why| error::shape(file, text, &positions, &why))?.clock;
    for (place, clock) in clocks.iter().enumerate() {
        if clocks[..place].iter().any(|c| c.rule.id() == clock.rule.id()) {
            let (line, column) = line_and_column(text, positions.of(&["clock", &place.to_string()]));
            let problem = format!("the clock '{}' stands twice", clock.rule.id());
            let advice = "one table for each clock".to_owned();
            return Err(RulebookError { file: file.to_owned(), line, column, kind: Kind::Rule, problem, advice });
        }
    }
    Ok(clocks)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::policy::Policy;

    #[test]
    fn every_example_counts_as_it_says_and_a_wrong_one_is_seen() {
        let policy = Policy::default();
        for clock in load().unwrap() {
            assert!(!clock.examples.is_empty(), "{} has no example", clock.rule.id());
            for example in clock.examples {
                let locus = policy.locus(if example.place == "IE" { "EU" } else { &example.place });
                assert_eq!(example.differs(&clock.rule, &locus), None);
                let planted = Example { received: example.received + chrono::Duration::days(1), ..example };
                assert!(planted.differs(&clock.rule, &locus).is_some(), "{planted:?}");
            }
        }
    }

    #[test]
    fn a_name_stands_once() {
        let twice = format!("{TEXT}\n[[clock]]\nrule = {{ voluntary = {{ sla_hours = 2 }} }}\nlaw = \"x\"\nexample = []\n");
        let error = parse(FILE, &twice).unwrap_err();
        assert!(error.to_string().contains("D.none"), "{error}");
        assert!(error.line > TEXT.lines().count(), "{error}");
    }
}
