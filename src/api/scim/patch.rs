//! PATCH (RFC 7644, section 3.5.2), in the dialects in which identity providers speak it.
//!
//! Microsoft Entra ID writes `Add`, gives booleans as texts, removes members by `value` instead of a filter, and replaces what
//! is not there yet; Okta sends objects without a path. All of that has one meaning only, so it is understood.

use super::attribute::{Attribute, equal, member, spelt};
use super::filter::{Filter, FilterError, Reader};
use serde_json::{Map, Value};

/// Most operations in one request.
pub const MOST: usize = 1_000;

/// Attributes with several values.
const SEVERAL: [&str; 3] = ["emails", "members", "schemas"];
/// What a client can't change. Named in a path it is refused; sent along in an object it is passed over.
const READ_ONLY: [&str; 4] = ["id", "meta", "schemas", "groups"];

/// Why a change can't be made. Nothing of the request is kept then.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PatchError {
    /// It is no PATCH.
    #[error("{0}")]
    Syntax(&'static str),
    /// The path is none.
    #[error("the path is wrong: {0}")]
    Path(#[from] FilterError),
    /// The path leads to nothing.
    #[error("the path leads to nothing: {0}")]
    NoTarget(&'static str),
    /// The value does not fit the attribute.
    #[error("the value does not fit: {0}")]
    Value(&'static str),
    /// The attribute can't be changed.
    #[error("'{0}' can't be changed")]
    ReadOnly(String),
}

impl PatchError {
    /// The code of RFC 7644, table 9.
    #[must_use]
    pub const fn scim_type(&self) -> &'static str {
        match self {
            Self::Syntax(_) => "invalidSyntax",
            Self::Path(_) => "invalidPath",
            Self::NoTarget(_) => "noTarget",
            Self::Value(_) => "invalidValue",
            Self::ReadOnly(_) => "mutability",
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Op {
    Add,
    Replace,
    Remove,
}

/// Where a change is made: an attribute, perhaps only those elements that fit a filter, perhaps a part of those.
struct Place {
    attribute: Attribute,
    filter: Option<Filter>,
}

impl Place {
    fn parse(text: &str) -> Result<Self, FilterError> {
        let mut reader = Reader::new(text)?;
        let mut attribute = reader.attribute()?;
        let mut filter = None;
        // A bracket stands behind a whole attribute, a part of it behind the bracket.
        if attribute.sub.is_none() && reader.at_bracket() {
            filter = Some(reader.bracket(0)?);
            if reader.take('.') {
                attribute.sub = Some(reader.attribute()?.name);
            }
        }
        reader.end()?;
        Ok(Self { attribute, filter })
    }

    fn several(&self) -> bool {
        self.filter.is_some() || (self.attribute.extension.is_none() && is_one_of(&self.attribute.name, &SEVERAL))
    }
}

fn is_one_of(name: &str, names: &[&str]) -> bool {
    names.iter().any(|one| one.eq_ignore_ascii_case(name))
}

/// Make the changes that a PATCH request asks for on a resource, all or none.
///
/// # Errors
/// [`PatchError`]; `resource` is then as it was.
pub fn apply(resource: &mut Value, request: &Value) -> Result<(), PatchError> {
    let operations = request.as_object().and_then(|o| member(o, "Operations")).and_then(Value::as_array);
    let operations = operations.ok_or(PatchError::Syntax("'Operations' is expected, a list"))?;
    if operations.len() > MOST {
        return Err(PatchError::Syntax("there are more than 1,000 operations; send them in several requests"));
    }
    let mut after = resource.clone();
    for operation in operations {
        one(&mut after, operation)?;
    }
    *resource = after;
    Ok(())
}

fn one(resource: &mut Value, operation: &Value) -> Result<(), PatchError> {
    let operation = operation.as_object().ok_or(PatchError::Syntax("an operation is an object"))?;
    let op = match member(operation, "op").and_then(Value::as_str).map(str::to_ascii_lowercase).as_deref() {
        Some("add") => Op::Add,
        Some("replace") => Op::Replace,
        Some("remove") => Op::Remove,
        _ => return Err(PatchError::Syntax("'op' is add, replace or remove")),
    };
    let value = member(operation, "value");
    let path = match member(operation, "path") {
        None | Some(Value::Null) => None,
        Some(Value::String(path)) if path.is_empty() => None,
        Some(Value::String(path)) => Some(path),
        Some(_) => return Err(PatchError::Syntax("'path' is a text")),
    };
    match (path, value) {
        (None, _) if op == Op::Remove => Err(PatchError::NoTarget("remove needs a path")),
        (None, Some(Value::Object(members))) => whole(resource, op, members),
        (None, _) => Err(PatchError::Value("without a path an object is expected")),
        (Some(path), value) => {
            let place = Place::parse(path)?;
            if place.attribute.extension.is_none() && is_one_of(&place.attribute.name, &READ_ONLY) {
                return Err(PatchError::ReadOnly(place.attribute.name));
            }
            at(resource, op, &place, value)
        }
    }
}

/// An object without a path: each member is a path of its own.
fn whole(resource: &mut Value, op: Op, members: &Map<String, Value>) -> Result<(), PatchError> {
    for (name, value) in members {
        // Attributes of schemas that are not served are passed over, as in PUT.
        let Ok(place) = Place::parse(name) else { continue };
        if place.attribute.extension.is_none() && is_one_of(&place.attribute.name, &READ_ONLY) {
            continue;
        }
        at(resource, op, &place, Some(value))?;
    }
    Ok(())
}

fn at(resource: &mut Value, op: Op, place: &Place, value: Option<&Value>) -> Result<(), PatchError> {
    let value = match (op, value) {
        (Op::Remove, value) => value,
        (_, None) => return Err(PatchError::Value("a value is expected")),
        // What is set to null is taken away (RFC 7643, section 2.5).
        (Op::Replace, Some(Value::Null)) => return at(resource, Op::Remove, place, None),
        (_, value) => value,
    };
    let root = resource.as_object_mut().ok_or(PatchError::Syntax("the resource is an object"))?;
    let object = match place.attribute.extension {
        None => root,
        Some(urn) => {
            let held = root.entry(spelt(root, urn)).or_insert_with(|| Value::Object(Map::new()));
            held.as_object_mut().ok_or(PatchError::Value("an extension is an object"))?
        }
    };
    if place.attribute.name.is_empty() {
        return extension(object, op, value);
    }
    let name = spelt(object, &place.attribute.name);
    if place.several() {
        let held = object.entry(name.clone()).or_insert_with(|| Value::Array(Vec::new()));
        if !held.is_array() {
            *held = Value::Array(vec![held.take()]);
        }
        let Value::Array(elements) = held else { return Ok(()) };
        several(elements, op, place, value)?;
        if elements.is_empty() {
            object.remove(&name);
        }
        return Ok(());
    }
    match (&place.attribute.sub, op, value) {
        (None, Op::Remove, _) => {
            object.remove(&name);
        }
        (None, _, Some(Value::Object(parts))) if object.get(&name).is_some_and(Value::is_object) => {
            if let Some(Value::Object(held)) = object.get_mut(&name) {
                merge(held, parts);
            }
        }
        (None, _, Some(value)) => {
            object.insert(name, value.clone());
        }
        (Some(sub), op, value) => {
            let held = object.entry(name).or_insert_with(|| Value::Object(Map::new()));
            let held = held.as_object_mut().ok_or(PatchError::NoTarget("the attribute has no parts"))?;
            set(held, op, sub, value);
        }
        (None, _, None) => {}
    }
    Ok(())
}

fn extension(object: &mut Map<String, Value>, op: Op, value: Option<&Value>) -> Result<(), PatchError> {
    match (op, value) {
        (Op::Remove, _) => object.clear(),
        (_, Some(Value::Object(parts))) => merge(object, parts),
        _ => return Err(PatchError::Value("an extension is an object")),
    }
    Ok(())
}

fn merge(held: &mut Map<String, Value>, parts: &Map<String, Value>) {
    for (name, value) in parts {
        set(held, Op::Replace, name, Some(value));
    }
}

fn set(held: &mut Map<String, Value>, op: Op, name: &str, value: Option<&Value>) {
    let name = spelt(held, name);
    match (op, value) {
        (Op::Remove, _) | (_, None | Some(Value::Null)) => {
            held.remove(&name);
        }
        (_, Some(value)) => {
            held.insert(name, value.clone());
        }
    }
}

/// What is to be added or taken away, as elements: a bare text is an element's value.
fn as_elements(value: &Value) -> Result<Vec<Value>, PatchError> {
    let many = match value {
        Value::Array(many) => many.clone(),
        one => vec![one.clone()],
    };
    let element = |value: Value| match value {
        Value::Object(_) => Ok(value),
        Value::String(_) => Ok(Value::Object(Map::from_iter([("value".to_owned(), value)]))),
        _ => Err(PatchError::Value("elements are objects with a value")),
    };
    many.into_iter().map(element).collect()
}

fn several(elements: &mut Vec<Value>, op: Op, place: &Place, value: Option<&Value>) -> Result<(), PatchError> {
    let Some(filter) = &place.filter else {
        return match (op, value, &place.attribute.sub) {
            (_, _, Some(sub)) => parts(elements.iter_mut(), op, sub, value),
            (Op::Remove, Some(value), None) if !value.is_null() => {
                let gone = as_elements(value)?;
                elements.retain(|held| !gone.iter().any(|one| same_value(one, held)));
                Ok(())
            }
            (Op::Remove, _, None) => {
                elements.clear();
                Ok(())
            }
            (Op::Replace, Some(value), None) => {
                *elements = as_elements(value)?;
                Ok(())
            }
            (Op::Add, Some(value), None) => {
                for new in as_elements(value)? {
                    add(elements, new);
                }
                Ok(())
            }
            (_, None, None) => Ok(()),
        };
    };
    let sub = place.attribute.sub.as_deref();
    if op == Op::Remove {
        match sub {
            None => elements.retain(|held| !filter.fits(held)),
            Some(sub) => parts(elements.iter_mut().filter(|held| filter.fits(held)), op, sub, None)?,
        }
        return Ok(());
    }
    if !elements.iter().any(|held| filter.fits(held)) {
        // Entra replaces `emails[type eq "work"].value` of a user who has none: the filter says what the element is.
        let pairs = filter.as_pairs().ok_or(PatchError::NoTarget("no element fits the filter"))?;
        let new = pairs.into_iter().map(|(attribute, value)| (attribute.name.clone(), value.clone()));
        elements.push(Value::Object(new.collect()));
    }
    let fitting = elements.iter_mut().filter(|held| filter.fits(held));
    match (sub, value) {
        (Some(sub), value) => parts(fitting, op, sub, value),
        (None, Some(Value::Object(with))) => {
            fitting.filter_map(Value::as_object_mut).for_each(|held| merge(held, with));
            Ok(())
        }
        (None, _) => Err(PatchError::Value("an object is expected for an element")),
    }
}

fn parts<'a>(elements: impl Iterator<Item = &'a mut Value>, op: Op, sub: &str, value: Option<&Value>) -> Result<(), PatchError> {
    for element in elements {
        let held = element.as_object_mut().ok_or(PatchError::NoTarget("the element has no parts"))?;
        set(held, op, sub, value);
    }
    Ok(())
}

/// Append, unless it is there already; a new primary one takes the place of the old one.
fn add(elements: &mut Vec<Value>, new: Value) {
    let primary = |v: &Value| v.get("primary").is_some_and(|p| equal(p, &Value::Bool(true), false));
    if primary(&new) {
        for held in elements.iter_mut().filter_map(Value::as_object_mut) {
            held.remove("primary");
        }
    }
    match elements.iter_mut().find(|held| same_value(&new, held)) {
        Some(held) => {
            if let (Value::Object(held), Value::Object(new)) = (held, &new) {
                merge(held, new);
            }
        }
        None => elements.push(new),
    }
}

fn same_value(a: &Value, b: &Value) -> bool {
    match (a.get("value"), b.get("value")) {
        (Some(a), Some(b)) => equal(a, b, false),
        _ => a == b,
    }
}
