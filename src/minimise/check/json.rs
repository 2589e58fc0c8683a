//! The check of a kept `.jsonl` or `.json`: each object is taken apart into its leaves, and each leaf needs a line that authorises it.

use super::{Breach, Finder, MAX_ROW_BYTES, Row, Rule};
use crate::RowCategory;
use crate::mapping::path;
use domain::category::Category;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::cell::Cell;
use std::collections::BTreeSet;
use std::fmt;
use std::io::{self, BufRead, Read};

/// A value without members of its own, and the keys that lead to it. Places in lists are not counted.
struct Leaf {
    path: Vec<String>,
    value: Value,
}

enum Value {
    Null,
    /// Text, or a number's digits.
    Text(String),
    Truth,
    /// An object or a list without members.
    Nothing,
}

/// Takes a value apart; refuses objects in which a key stands twice.
struct Apart<'a> {
    path: &'a mut Vec<String>,
    leaves: &'a mut Vec<Leaf>,
}

impl Apart<'_> {
    fn leaf<E>(self, value: Value) -> Result<(), E> {
        self.leaves.push(Leaf { path: self.path.clone(), value });
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Apart<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Apart<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }
    fn visit_unit<E>(self) -> Result<(), E> {
        self.leaf(Value::Null)
    }
    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        self.leaf(Value::Truth)
    }
    fn visit_i64<E>(self, n: i64) -> Result<(), E> {
        self.leaf(Value::Text(n.to_string()))
    }
    fn visit_u64<E>(self, n: u64) -> Result<(), E> {
        self.leaf(Value::Text(n.to_string()))
    }
    fn visit_f64<E>(self, n: f64) -> Result<(), E> {
        self.leaf(Value::Text(serde_json::json!(n).to_string()))
    }
    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.leaf(Value::Text(text.to_owned()))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let before = self.leaves.len();
        while items.next_element_seed(Apart { path: self.path, leaves: self.leaves })?.is_some() {}
        if self.leaves.len() == before { self.leaf(Value::Nothing) } else { Ok(()) }
    }
    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let mut keys = BTreeSet::new();
        while let Some(key) = entries.next_key::<String>()? {
            self.path.push(key.clone());
            entries.next_value_seed(Apart { path: self.path, leaves: self.leaves })?;
            self.path.pop();
            if !keys.insert(key) {
                return Err(A::Error::custom("key twice"));
            }
        }
        if keys.is_empty() { self.leaf(Value::Nothing) } else { Ok(()) }
    }
}

/// The mapping's fields as paths.
struct Paths {
    account: Vec<Vec<String>>,
    sided: Vec<Vec<String>>,
    others: Vec<Vec<String>>,
    time: Option<Vec<String>>,
    category: Option<Vec<String>>,
    fields: Vec<(Vec<String>, Category)>,
}

pub(super) fn check(mut input: impl BufRead, rule: &Rule<'_>, finder: &mut Finder<'_>) -> io::Result<u64> {
    let paths = Paths::new(rule);

    let most = u64::try_from(MAX_ROW_BYTES).unwrap_or(u64::MAX) + 2;
    let mut line = Vec::new();
    let mut rows = 0;
    loop {
        line.clear();
        if input.by_ref().take(most).read_until(b'\n', &mut line)? == 0 {
            return Ok(rows);
        }
        rows += 1;
        // The filter ends each line; one without an end is too long, or cut off.
        if line.pop() != Some(b'\n') {
            finder.tell(rows, Breach::Malformed, None);
            return Ok(rows);
        }
        match take_apart(&line) {
            Some(leaves) => paths.row(rows, &leaves, rule, finder),
            None => finder.tell(rows, Breach::Malformed, None),
        }
    }
}

/// A reader that ends when one member does not, and counts the bytes since the last.
struct Bounded<'a> {
    inner: &'a mut dyn BufRead,
    since: &'a Cell<usize>,
}

impl Read for Bounded<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.since.get() > MAX_ROW_BYTES * 2 {
            return Err(io::Error::from(io::ErrorKind::FileTooLarge));
        }
        let n = self.inner.read(out)?;
        self.since.set(self.since.get() + n);
        Ok(n)
    }
}

/// The members of a list, as they come by.
struct Members<'a, 'f> {
    paths: &'a Paths,
    rule: &'a Rule<'a>,
    finder: &'a mut Finder<'f>,
    since: &'a Cell<usize>,
    rows: &'a mut u64,
}

/// One member: an object, nothing else.
struct Member<'a>(&'a mut Vec<Leaf>);

impl<'de> DeserializeSeed<'de> for Member<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Member<'_> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }
    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<(), A::Error> {
        Apart { path: &mut Vec::new(), leaves: self.0 }.visit_map(entries)
    }
}

impl<'de> Visitor<'de> for Members<'_, '_> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let mut leaves = Vec::new();
        while items.next_element_seed(Member(&mut leaves))?.is_some() {
            *self.rows += 1;
            self.paths.row(*self.rows, &leaves, self.rule, self.finder);
            leaves.clear();
            self.since.set(0);
        }
        Ok(())
    }
}

/// The same for one list of objects.
pub(super) fn list(input: &mut dyn BufRead, rule: &Rule<'_>, finder: &mut Finder<'_>) -> io::Result<u64> {
    let paths = Paths::new(rule);
    let since = Cell::new(0);
    let mut rows = 0;
    let mut from = serde_json::Deserializer::from_reader(Bounded { inner: input, since: &since });
    let members = Members { paths: &paths, rule, finder: &mut *finder, since: &since, rows: &mut rows };
    let done = from.deserialize_seq(members).and_then(|()| from.end());
    match done {
        Ok(()) => Ok(rows),
        Err(e) if e.is_io() && e.io_error_kind() != Some(io::ErrorKind::FileTooLarge) => Err(e.into()),
        Err(_) => {
            // What comes after it cannot be told apart.
            finder.tell(rows + 1, Breach::Malformed, None);
            Ok(rows + 1)
        }
    }
}

fn take_apart(line: &[u8]) -> Option<Vec<Leaf>> {
    let mut leaves = Vec::new();
    let mut from = serde_json::Deserializer::from_slice(line);
    Apart { path: &mut Vec::new(), leaves: &mut leaves }.deserialize(&mut from).ok()?;
    from.end().ok()?;
    // A lone scalar or an empty object names no account; a list of objects is not one row.
    (line.trim_ascii_start().first() == Some(&b'{')).then_some(leaves)
}

impl Paths {
    fn new(rule: &Rule<'_>) -> Self {
        let source = rule.source;
        let accounts = source.account.as_slice();
        Self {
            account: accounts.iter().map(|f| path(f)).collect(),
            sided: accounts.iter().filter(|f| rule.on_side(f)).map(|f| path(f)).collect(),
            others: source.third_parties.iter().map(|f| path(f)).collect(),
            time: source.time.as_ref().map(|t| path(&t.field)),
            category: match &source.category {
                RowCategory::Fixed(_) => None,
                RowCategory::Field(f) => Some(path(&f.field)),
            },
            fields: source.fields.iter().map(|(f, c)| (path(f), *c)).collect(),
        }
    }

    fn row(&self, number: u64, leaves: &[Leaf], rule: &Rule<'_>, finder: &mut Finder<'_>) {
        let texts = |path: &Vec<String>| -> Vec<&str> {
            let here = leaves.iter().filter(|l| l.path == *path);
            here.filter_map(|l| if let Value::Text(t) = &l.value { Some(t.as_str()) } else { None }).collect()
        };
        let only = |path: &Option<Vec<String>>| match path.as_ref().map(texts).as_deref() {
            Some([one]) => Some(*one),
            _ => None,
        };
        let sided = self.sided.iter().flat_map(texts).collect();
        let row =
            Row { accounts: self.account.iter().flat_map(texts).collect(), sided, time: only(&self.time), category: only(&self.category) };
        let allowed = match rule.judge(&row, finder) {
            Ok(allowed) => allowed,
            Err(breach) => return finder.tell(number, breach, None),
        };
        for leaf in leaves {
            if let Some(breach) = self.named(leaf, rule).or_else(|| self.breach(leaf, &allowed, rule.keeps_unlisted())) {
                finder.tell(number, breach, Some(&format!("/{}", leaf.path.join("/"))));
            }
        }
    }

    /// Somebody else, where only authorised accounts and masks may stand.
    fn named(&self, leaf: &Leaf, rule: &Rule<'_>) -> Option<Breach> {
        let field = self.others.iter().find(|f| leaf.path.starts_with(f))?;
        match &leaf.value {
            Value::Text(text) if leaf.path == *field => (!rule.may_name(text)).then_some(Breach::ThirdParty),
            Value::Null | Value::Nothing => None,
            _ => Some(Breach::Malformed),
        }
    }

    fn deciding(&self) -> impl Iterator<Item = &Vec<String>> {
        self.account.iter().chain(&self.time).chain(&self.category)
    }

    fn breach(&self, leaf: &Leaf, allowed: &BTreeSet<Category>, keeps_unlisted: bool) -> Option<Breach> {
        if self.others.contains(&leaf.path) {
            return None;
        }
        if self.deciding().any(|d| *d == leaf.path) {
            return match leaf.value {
                Value::Truth => Some(Breach::Malformed),
                _ => None,
            };
        }
        if self.deciding().any(|d| leaf.path.starts_with(d)) {
            return Some(Breach::Malformed);
        }
        let nearest = self.fields.iter().filter(|(p, _)| leaf.path.starts_with(p)).max_by_key(|(p, _)| p.len());
        let leads_on =
            self.fields.iter().map(|(p, _)| p).chain(self.deciding()).any(|p| p.len() > leaf.path.len() && p.starts_with(&leaf.path));
        match nearest {
            Some((_, c)) if !allowed.contains(c) => Some(Breach::Field),
            Some((p, _)) if *p == leaf.path => None,
            // An object was expected here; a plain value may be all that its members would have been.
            _ if leads_on => match leaf.value {
                Value::Null | Value::Nothing => None,
                Value::Text(_) | Value::Truth => Some(Breach::Malformed),
            },
            Some(_) => None,
            None if keeps_unlisted => None,
            None => Some(Breach::UnlistedField),
        }
    }
}
