//! The fields of one JSON object that decide about it, read in one pass without keeping the rest.

use super::mapping::{RowCategory, Source, path};
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::fmt;

/// Where the deciding fields stand.
#[derive(Default, Debug)]
pub(super) struct Deciding {
    /// An account, and whether it stands on the side that counts.
    account: Option<bool>,
    time: bool,
    category: bool,
    below: Vec<(String, Deciding)>,
}

impl Deciding {
    pub(super) fn new(source: &Source) -> Self {
        let mut root = Self::default();
        for field in source.account.as_slice() {
            root.place(field).account = Some(source.side().contains(field));
        }
        if let Some(time) = &source.time {
            root.place(&time.field).time = true;
        }
        if let RowCategory::Field(f) = &source.category {
            root.place(&f.field).category = true;
        }
        root
    }

    fn place(&mut self, field: &str) -> &mut Self {
        path(field).into_iter().fold(self, |place, key| {
            let at = place.below.iter().position(|(k, _)| *k == key).unwrap_or_else(|| {
                place.below.push((key, Self::default()));
                place.below.len() - 1
            });
            &mut place.below[at].1
        })
    }

    const fn decides(&self) -> bool {
        self.account.is_some() || self.time || self.category
    }
}

/// What stands there.
#[derive(Default, Debug)]
pub(super) struct Found<'a> {
    pub(super) accounts: Vec<(Cow<'a, str>, bool)>,
    /// An account that is an object or a truth value cannot be compared, so the row's people are not all known.
    pub(super) unclear: bool,
    time: Only<'a>,
    category: Only<'a>,
}

/// One value or none: two times or two categories say nothing certain.
#[derive(Default, Debug)]
struct Only<'a> {
    values: u8,
    text: Option<Cow<'a, str>>,
}

impl<'a> Only<'a> {
    fn add(&mut self, text: Option<Cow<'a, str>>) {
        self.values = self.values.saturating_add(1);
        self.text = text;
    }

    fn get(&self) -> Option<&str> {
        self.text.as_deref().filter(|_| self.values == 1)
    }
}

impl<'a> Found<'a> {
    pub(super) fn time(&self) -> Option<&str> {
        self.time.get()
    }

    pub(super) fn category(&self) -> Option<&str> {
        self.category.get()
    }

    /// Read one object. What is no object, or has a deciding field twice, is an error.
    pub(super) fn read(text: &'a str, deciding: &Deciding) -> Result<Self, serde_json::Error> {
        let mut found = Self::default();
        let mut json = serde_json::Deserializer::from_str(text);
        json.deserialize_map(Probe { at: deciding, found: &mut found, root: true })?;
        json.end()?;
        Ok(found)
    }

    fn value(&mut self, at: &Deciding, text: Option<Cow<'a, str>>, null: bool) {
        if at.time {
            self.time.add(text.clone());
        }
        if at.category {
            self.category.add(text.clone());
        }
        match (at.account, text) {
            (Some(side), Some(text)) => self.accounts.push((text, side)),
            (Some(_), None) if !null => self.unclear = true,
            _ => {}
        }
    }
}

struct Probe<'p, 'a> {
    at: &'p Deciding,
    found: &'p mut Found<'a>,
    root: bool,
}

impl<'de> DeserializeSeed<'de> for Probe<'_, 'de> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Probe<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }
    fn visit_unit<E>(self) -> Result<(), E> {
        self.found.value(self.at, None, true);
        Ok(())
    }
    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        self.found.value(self.at, None, false);
        Ok(())
    }
    fn visit_i64<E>(self, n: i64) -> Result<(), E> {
        self.found.value(self.at, Some(n.to_string().into()), false);
        Ok(())
    }
    fn visit_u64<E>(self, n: u64) -> Result<(), E> {
        self.found.value(self.at, Some(n.to_string().into()), false);
        Ok(())
    }
    fn visit_f64<E: Error>(self, n: f64) -> Result<(), E> {
        let n = serde_json::Number::from_f64(n).ok_or_else(|| E::custom("not a finite number"))?;
        self.found.value(self.at, Some(n.to_string().into()), false);
        Ok(())
    }
    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<(), E> {
        self.found.value(self.at, Some(text.into()), false);
        Ok(())
    }
    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.found.value(self.at, Some(text.to_owned().into()), false);
        Ok(())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        if self.root {
            return Err(A::Error::custom("a list, not an object"));
        }
        while items.next_element_seed(Probe { at: self.at, found: self.found, root: false })?.is_some() {}
        Ok(())
    }
    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        if self.at.decides() {
            self.found.value(self.at, None, false);
        }
        let mut seen = 0_u64;
        while let Some(known) = entries.next_key_seed(Key(&self.at.below))? {
            let Some(at) = known else {
                entries.next_value::<IgnoredAny>()?;
                continue;
            };
            let bit = 1_u64.checked_shl(u32::try_from(at).unwrap_or(u32::MAX)).ok_or_else(|| A::Error::custom("too many fields"))?;
            if seen & bit != 0 {
                return Err(A::Error::custom("a key stands twice"));
            }
            seen |= bit;
            entries.next_value_seed(Probe { at: &self.at.below[at].1, found: self.found, root: false })?;
        }
        Ok(())
    }
}

/// Which of the known keys this is.
struct Key<'p>(&'p [(String, Deciding)]);

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = Option<usize>;
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        from.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = Option<usize>;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }
    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        Ok(self.0.iter().position(|(known, _)| known == key))
    }
}
