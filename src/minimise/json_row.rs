//! One JSON object, read strictly and trimmed to the fields that may leave.

use super::judge::Categories;
use super::mapping::{RowCategory, Source, Unlisted, path};
use super::report::WithholdReason;
use domain::category::Category;
use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::Number;
use serde_json::value::RawValue;
use std::collections::{BTreeMap, HashSet};
use std::fmt;

/// A parsed value. A key that stands twice in an object is an error: readers differ on which one counts, and the
/// recipient's may not be ours.
#[derive(Debug)]
pub(super) enum Tree {
    Null,
    Bool,
    Number(Number),
    Text(String),
    List(Vec<Tree>),
    Map(Vec<(String, Tree)>),
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(TreeVisitor)
    }
}

struct TreeVisitor;

impl<'de> Visitor<'de> for TreeVisitor {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }
    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }
    fn visit_bool<E>(self, _: bool) -> Result<Tree, E> {
        Ok(Tree::Bool)
    }
    fn visit_i64<E>(self, n: i64) -> Result<Tree, E> {
        Ok(Tree::Number(n.into()))
    }
    fn visit_u64<E>(self, n: u64) -> Result<Tree, E> {
        Ok(Tree::Number(n.into()))
    }
    fn visit_f64<E: Error>(self, n: f64) -> Result<Tree, E> {
        Number::from_f64(n).map(Tree::Number).ok_or_else(|| E::custom("not a finite number"))
    }
    fn visit_str<E>(self, s: &str) -> Result<Tree, E> {
        Ok(Tree::Text(s.to_owned()))
    }
    fn visit_string<E>(self, s: String) -> Result<Tree, E> {
        Ok(Tree::Text(s))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Tree, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Tree::List(list))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Tree, A::Error> {
        let mut map: Vec<(String, Tree)> = Vec::new();
        while let Some((key, value)) = entries.next_entry()? {
            map.push((key, value));
        }
        let mut seen = HashSet::with_capacity(map.len());
        if map.iter().all(|(key, _)| seen.insert(key.as_str())) { Ok(Tree::Map(map)) } else { Err(A::Error::custom("a key stands twice")) }
    }
}

impl Tree {
    /// The values at a path, one for each element of the lists on the way.
    pub(super) fn at<'t>(&'t self, path: &[String], found: &mut Vec<&'t Tree>) {
        match (self, path) {
            (Self::List(items), _) => items.iter().for_each(|item| item.at(path, found)),
            (_, []) => found.push(self),
            (Self::Map(map), [key, rest @ ..]) => {
                if let Some((_, value)) = map.iter().find(|(k, _)| k == key) {
                    value.at(rest, found);
                }
            }
            _ => {}
        }
    }

    /// A text, or a number as it is written without loss.
    pub(super) fn scalar(&self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text.clone()),
            Self::Number(n) => Some(n.to_string()),
            Self::Null | Self::Bool | Self::List(_) | Self::Map(_) => None,
        }
    }
}

/// What the mapping says about the places in an object.
#[derive(Default, Debug)]
pub(super) struct Rules {
    root: Place,
    pub(super) account: Vec<Vec<String>>,
    pub(super) time: Option<Vec<String>>,
    pub(super) category: Option<Vec<String>>,
    /// Whether any field can be taken out; otherwise a kept line stays as it was, byte for byte.
    pub(super) trims: bool,
    removes_unlisted: bool,
}

#[derive(Default, Debug)]
struct Place {
    category: Option<Category>,
    deciding: bool,
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
        rules.account = source.account.as_slice().iter().map(|f| path(f)).collect();
        rules.time = source.time.as_ref().map(|t| path(&t.field));
        rules.category = match &source.category {
            RowCategory::Fixed(_) => None,
            RowCategory::Field(f) => Some(path(&f.field)),
        };
        rules.trims = rules.removes_unlisted || !source.fields.is_empty();
        rules
    }

    fn place(&mut self, path: &[String]) -> &mut Place {
        path.iter().fold(&mut self.root, |place, key| place.below.entry(key.clone()).or_default())
    }

    /// The object without the fields that may not leave; `removed` hears the code of each.
    pub(super) fn trim(&self, raw: &str, allowed: Categories, removed: &mut Vec<&'static str>) -> Result<String, WithholdReason> {
        let lot = if self.removes_unlisted { Lot::Unlisted } else { Lot::Row };
        let mut out = String::with_capacity(raw.len());
        // The object itself always stays: it holds the deciding fields.
        trim_into(raw, Some(&self.root), lot, allowed, &mut out, removed)?;
        if out.is_empty() { Err(WithholdReason::Malformed) } else { Ok(out) }
    }
}

/// Write what may leave of `raw` to `out`; nothing, if nothing may. Text that stays is copied as it was written.
fn trim_into(
    raw: &str,
    place: Option<&Place>,
    inherited: Lot,
    allowed: Categories,
    out: &mut String,
    removed: &mut Vec<&'static str>,
) -> Result<(), WithholdReason> {
    let malformed = |_| WithholdReason::Malformed;
    let lot = match place {
        Some(p) if p.deciding => Lot::Row,
        Some(Place { category: Some(c), .. }) => Lot::Of(*c),
        _ => inherited,
    };
    let code = match lot {
        Lot::Row => None,
        Lot::Of(c) => (!allowed.contains(c)).then_some(c.code()),
        Lot::Unlisted => Some("UNLISTED"),
    };
    let below = place.filter(|p| !p.below.is_empty());
    let start = out.len();
    match (below, raw.as_bytes().first()) {
        (Some(p), Some(b'{')) => {
            let entries: Entries<'_> = serde_json::from_str(raw).map_err(malformed)?;
            let mut any = false;
            out.push('{');
            for (key, value) in entries.0 {
                let before = out.len();
                if any {
                    out.push(',');
                }
                out.push_str(&serde_json::to_string(&key).map_err(malformed)?);
                out.push(':');
                let value_at = out.len();
                trim_into(value.get(), p.below.get(&key), lot, allowed, out, removed)?;
                if out.len() == value_at { out.truncate(before) } else { any = true }
            }
            out.push('}');
            if !any && code.is_some() {
                out.truncate(start);
            }
        }
        (Some(_), Some(b'[')) => {
            let items: Vec<&RawValue> = serde_json::from_str(raw).map_err(malformed)?;
            let mut any = false;
            out.push('[');
            for item in items {
                let before = out.len();
                if any {
                    out.push(',');
                }
                let item_at = out.len();
                trim_into(item.get(), place, inherited, allowed, out, removed)?;
                if out.len() == item_at { out.truncate(before) } else { any = true }
            }
            out.push(']');
            if !any && code.is_some() {
                out.truncate(start);
            }
        }
        (Some(p), _) if code.is_none() && p.category.is_none() && !p.deciding && raw != "null" => return Err(WithholdReason::Shape),
        _ => match code {
            None => out.push_str(raw),
            Some(code) => removed.push(code),
        },
    }
    Ok(())
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
