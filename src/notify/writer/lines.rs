//! What is demanded, line by line, and what becomes of it, in plain words.

use crate::words::Words;
use chrono_tz::Tz;
use domain::Instant;
use domain::demand::Demand;
use domain::paper::{Decision, ScopeLine};
use domain::stage::Package;
use std::collections::BTreeSet;

/// The lines of a demand, in a language.
pub(super) struct Lines<'a> {
    pub demand: &'a Demand,
    pub words: Words,
    pub zone: &'a Tz,
    /// Where the law of the paper is at home.
    pub law: &'a Tz,
}

impl<'a> Lines<'a> {
    /// What is demanded: all of it, or only what concerns the customer's own accounts.
    pub fn demanded(&self, customers: bool) -> Vec<String> {
        let all = self.demand.lines.iter();
        if customers && self.demand.lines.is_empty() {
            return self.kept();
        }
        if customers { self.own().map(|l| self.line(l)).collect() } else { all.map(|l| self.line(l)).collect() }
    }

    /// A paper without lines asks that accounts be kept as they are: the customer's own, which are named on it.
    fn kept(&self) -> Vec<String> {
        let named = self.demand.paper.identifiers.iter().map(|i| &i.value);
        let matched: &[String] = self.demand.customer.as_ref().map_or(&[], |c| &c.accounts);
        let own: BTreeSet<&String> = if matched.is_empty() && named.len() == 1 { named.collect() } else { matched.iter().collect() };
        own.into_iter().map(|account| self.words.say1("letter-keep", "account", account.clone()).into_owned()).collect()
    }

    /// Whether counsel has decided any of the customer's lines.
    pub fn any_decided(&self) -> bool {
        self.own().any(|l| l.decision.is_some())
    }

    /// What is planned for each of the customer's lines.
    pub fn planned(&self) -> Vec<String> {
        self.own()
            .map(|line| match &line.decision {
                None => self.fate("review", line),
                Some(Decision::Authorise) => self.fate("authorise", line),
                Some(Decision::Narrow { ground, .. }) => {
                    let (said, range, ground) = (self.item(line), self.left(line), self.words.name("ground", ground.code()));
                    self.words.say3("letter-fate-narrow", "line", said, "range", range, "ground", ground).into_owned()
                }
                Some(Decision::Refuse { ground }) => self.refusal("letter-fate-refuse", line, ground.code()),
            })
            .collect()
    }

    /// What became of each of the customer's lines.
    pub fn disclosed(&self, package: &Package) -> Vec<String> {
        self.own()
            .map(|line| {
                let count: u64 = package.lines.iter().filter(|p| p.line == line.id).map(|p| p.records).sum();
                match &line.decision {
                    Some(Decision::Refuse { ground }) => self.refusal("letter-fate-refused", line, ground.code()),
                    _ if count == 0 => self.fate("nothing", line),
                    Some(Decision::Narrow { ground, .. }) => {
                        let (said, range, ground) = (self.item(line), self.left(line), self.words.name("ground", ground.code()));
                        let values: [(&str, &dyn crate::words::Arg); 4] =
                            [("line", &said), ("count", &count), ("range", &range), ("ground", &ground)];
                        self.words.fill("letter-fate-disclosed-narrow", &values).into_owned()
                    }
                    Some(Decision::Authorise) | None => {
                        self.words.say2("letter-fate-disclosed", "line", self.item(line), "count", count).into_owned()
                    }
                }
            })
            .collect()
    }

    fn own(&self) -> impl Iterator<Item = &'a ScopeLine> {
        self.demand.customers_lines()
    }

    fn line(&self, line: &ScopeLine) -> String {
        let (what, range) = (self.words.category(line.category), self.range(line.from, line.to));
        self.words.say3("letter-line", "what", what, "account", line.account.clone(), "range", range).into_owned()
    }

    /// A line where its fate is told: without its range, which the list of what is demanded has said, unless two lines would
    /// then look the same.
    fn item(&self, line: &ScopeLine) -> String {
        let twin = |l: &&ScopeLine| l.id != line.id && l.category == line.category && same(&l.account) == same(&line.account);
        if self.demand.lines.iter().any(|l| twin(&l)) {
            return self.line(line);
        }
        self.words.say2("letter-item", "what", self.words.category(line.category), "account", line.account.clone()).into_owned()
    }

    fn fate(&self, fate: &str, line: &ScopeLine) -> String {
        self.words.say1(format!("letter-fate-{fate}"), "line", self.item(line)).into_owned()
    }

    fn refusal(&self, key: &str, line: &ScopeLine, ground: &str) -> String {
        self.words.say2(key, "line", self.item(line), "ground", self.words.name("ground", ground)).into_owned()
    }

    /// The range that a decision leaves of a line.
    fn left(&self, line: &ScopeLine) -> String {
        let (from, to) = line.authorised_range().unwrap_or((line.from, line.to));
        self.range(from, to)
    }

    fn range(&self, from: Option<Instant>, to: Option<Instant>) -> String {
        self.words.range(from, to, self.zone, self.law)
    }
}

/// An account as it is compared.
fn same(account: &str) -> String {
    account.trim().to_lowercase()
}
