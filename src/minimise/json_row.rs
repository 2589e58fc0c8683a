//! One JSON object, read strictly and trimmed to the fields that may leave.

use super::judge::{Categories, Judge};
use super::mapping::{MASK, Source, Unlisted, path};
use super::report::WithholdReason;
use domain::category::Category;
use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::fmt;

/// JSON in which no key stands twice in an object: readers differ on which one counts, and the recipient's may not be ours.
struct Strict;

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(StrictVisitor)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Strict;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }
    fn visit_unit<E>(self) -> Result<Strict, E> {
        Ok(Strict)
    }
    fn visit_bool<E>(self, _: bool) -> Result<Strict, E> {
        Ok(Strict)
    }
    fn visit_i64<E>(self, _: i64) -> Result<Strict, E> {
        Ok(Strict)
    }
    fn visit_u64<E>(self, _: u64) -> Result<Strict, E> {
        Ok(Strict)
    }
    fn visit_f64<E: Error>(self, n: f64) -> Result<Strict, E> {
        if n.is_finite() { Ok(Strict) } else { Err(E::custom("not a finite number")) }
    }
    fn visit_str<E>(self, _: &str) -> Result<Strict, E> {
        Ok(Strict)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Strict, A::Error> {
        while items.next_element::<Strict>()?.is_some() {}
        Ok(Strict)
    }
    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Strict, A::Error> {
        let mut seen = HashSet::new();
        while let Some(key) = entries.next_key::<Cow<'de, str>>()? {
            entries.next_value::<Strict>()?;
            if !seen.insert(key) {
                return Err(A::Error::custom("a key stands twice"));
            }
        }
        Ok(Strict)
    }
}

/// What the mapping says about the places in an object.
#[derive(Default, Debug)]
pub(super) struct Rules {
    root: Place,
    /// Whether any field can be taken out; otherwise a kept line stays as it was, byte for byte.
    trims: bool,
    removes_unlisted: bool,
}

#[derive(Default, Debug)]
struct Place {
    category: Option<Category>,
    deciding: bool,
    /// Other people's names stand here.
    others: bool,
    below: BTreeMap<String, Place>,
}

/// What a value is: of a category, of the row's, or unlisted.
#[derive(Clone, Copy)]
enum Lot {
    Row,
    Of(Category),
    Unlisted,
}

impl Rules {
    pub(super) fn new(source: &Source) -> Self {
        let mut rules = Self { removes_unlisted: source.unlisted == Unlisted::Remove, ..Self::default() };
        for (field, category) in &source.fields {
            rules.place(&path(field)).category = Some(*category);
        }
        for field in source.deciding() {
            rules.place(&path(field)).deciding = true;
        }
        for field in &source.third_parties {
            rules.place(&path(field)).others = true;
        }
        rules.trims = rules.removes_unlisted || !source.fields.is_empty() || !source.third_parties.is_empty();
        rules
    }

    fn place(&mut self, path: &[String]) -> &mut Place {
        path.iter().fold(&mut self.root, |place, key| place.below.entry(key.clone()).or_default())
    }

    /// The object without what may not leave; `removed` hears the code of each field.
    pub(super) fn trim<'t>(
        &self,
        raw: &'t str,
        allowed: Categories,
        judge: &Judge,
        removed: &mut Vec<&'static str>,
    ) -> Result<Cow<'t, str>, WithholdReason> {
        serde_json::from_str::<Strict>(raw).map_err(|_| WithholdReason::Malformed)?;
        if !self.trims {
            return Ok(raw.into());
        }
        let lot = if self.removes_unlisted { Lot::Unlisted } else { Lot::Row };
        let mut out = String::with_capacity(raw.len());
        // The object itself always stays: it holds the deciding fields.
        Trim { allowed, judge, out: &mut out, removed }.value(raw, Some(&self.root), lot)?;
        if out.is_empty() { Err(WithholdReason::Malformed) } else { Ok(out.into()) }
    }
}

/// The writing of one object.
struct Trim<'a> {
    allowed: Categories,
    judge: &'a Judge,
    out: &'a mut String,
    removed: &'a mut Vec<&'static str>,
}

impl Trim<'_> {
    /// Write what may leave of `raw`; nothing, if nothing may. Text that stays is copied as it was written.
    fn value(&mut self, raw: &str, place: Option<&Place>, inherited: Lot) -> Result<(), WithholdReason> {
        let malformed = |_| WithholdReason::Malformed;
        let lot = match place {
            Some(p) if p.deciding || p.others => Lot::Row,
            Some(Place { category: Some(c), .. }) => Lot::Of(*c),
            _ => inherited,
        };
        let code = match lot {
            Lot::Row => None,
            Lot::Of(c) => (!self.allowed.contains(c)).then_some(c.code()),
            Lot::Unlisted => Some("UNLISTED"),
        };
        let below = place.filter(|p| !p.below.is_empty() || p.others);
        let start = self.out.len();
        match (below, raw.as_bytes().first()) {
            (Some(p), Some(b'{')) if !p.others => {
                let entries: Entries<'_> = serde_json::from_str(raw).map_err(malformed)?;
                self.out.push('{');
                let mut any = false;
                for (key, value) in entries.0 {
                    let before = self.out.len();
                    if any {
                        self.out.push(',');
                    }
                    self.out.push_str(&serde_json::to_string(&key).map_err(malformed)?);
                    self.out.push(':');
                    let value_at = self.out.len();
                    self.value(value.get(), p.below.get(&key), lot)?;
                    if self.out.len() == value_at { self.out.truncate(before) } else { any = true }
                }
                self.out.push('}');
                if !any && code.is_some() {
                    self.out.truncate(start);
                }
            }
            (Some(_), Some(b'[')) => {
                let items: Vec<&RawValue> = serde_json::from_str(raw).map_err(malformed)?;
                self.out.push('[');
                let mut any = false;
                for item in items {
                    let before = self.out.len();
                    if any {
                        self.out.push(',');
                    }
                    let item_at = self.out.len();
                    self.value(item.get(), place, inherited)?;
                    if self.out.len() == item_at { self.out.truncate(before) } else { any = true }
                }
                self.out.push(']');
                if !any && code.is_some() {
                    self.out.truncate(start);
                }
            }
            (Some(p), first) if p.others => self.other(raw, first)?,
            (Some(p), _) if code.is_none() && p.category.is_none() && !p.deciding && raw != "null" => return Err(WithholdReason::Shape),
            _ => match code {
                None => self.out.push_str(raw),
                Some(code) => self.removed.push(code),
            },
        }
        Ok(())
    }

    /// A value that may name somebody else.
    fn other(&mut self, raw: &str, first: Option<&u8>) -> Result<(), WithholdReason> {
        let text = match first {
            Some(b'"') => serde_json::from_str::<String>(raw).map_err(|_| WithholdReason::Malformed)?,
            Some(b'-' | b'0'..=b'9') => raw.to_owned(),
            _ if raw == "null" => String::new(),
            // Who stands in an object, nobody can say.
            _ => return Err(WithholdReason::Shape),
        };
        if text.is_empty() || self.judge.knows(&text) {
            self.out.push_str(raw);
        } else {
            self.out.push('"');
            self.out.push_str(MASK);
            self.out.push('"');
            self.removed.push("MASKED");
        }
        Ok(())
    }
}

/// An object's entries with their text.
struct Entries<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Entries<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct EntriesVisitor;
        impl<'de> Visitor<'de> for EntriesVisitor {
            type Value = Vec<(String, &'de RawValue)>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
                let mut all = Vec::new();
                while let Some(entry) = entries.next_entry()? {
                    all.push(entry);
                }
                Ok(all)
            }
        }
        from.deserialize_map(EntriesVisitor).map(Entries)
    }
}
