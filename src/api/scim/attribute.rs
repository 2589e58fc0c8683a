//! Names of attributes, and how a resource is looked into (RFC 7644, section 3.10). Names don't mind capitals.

use serde_json::{Map, Value};

/// The schema of users.
pub const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
/// The schema of groups.
pub const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
/// What Ombud needs to know of a contact beyond a user.
pub const CONTACT: &str = "urn:ietf:params:scim:schemas:extension:Ombud:2.0:Contact";
/// What Ombud needs to know of a customer beyond a group.
pub const CUSTOMER: &str = "urn:ietf:params:scim:schemas:extension:Ombud:2.0:Customer";

const EXTENSIONS: [&str; 2] = [CONTACT, CUSTOMER];
const CORE: [&str; 2] = [USER, GROUP];

/// A name such as `userName`, `name.familyName` or `urn:…:Contact:purpose`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Attribute {
    /// The extension it belongs to, as it is written in resources.
    pub extension: Option<&'static str>,
    /// The name; empty for an extension as a whole.
    pub name: String,
    /// The part of it.
    pub sub: Option<String>,
}

impl Attribute {
    /// A name as it is written; `None` if it is none, or of a schema that is not served.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(extension) = EXTENSIONS.into_iter().find(|urn| urn.eq_ignore_ascii_case(text)) {
            return Some(Self { extension: Some(extension), name: String::new(), sub: None });
        }
        let (extension, rest) = match text.rsplit_once(':') {
            None => (None, text),
            Some((urn, rest)) => match EXTENSIONS.into_iter().find(|known| known.eq_ignore_ascii_case(urn)) {
                Some(extension) => (Some(extension), rest),
                None if CORE.iter().any(|known| known.eq_ignore_ascii_case(urn)) => (None, rest),
                None => return None,
            },
        };
        let (name, sub) = match rest.split_once('.') {
            None => (rest, None),
            Some((name, sub)) => (name, Some(sub)),
        };
        let good = |part: &str| {
            part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '$')
                && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-$".contains(&b))
        };
        (good(name) && sub.is_none_or(good)).then(|| Self { extension, name: name.to_owned(), sub: sub.map(str::to_owned) })
    }

    /// Whether it is this one of the core schema, such as `emails.value`.
    #[must_use]
    pub fn is(&self, path: &str) -> bool {
        let (name, sub) = path.split_once('.').map_or((path, None), |(name, sub)| (name, Some(sub)));
        let same_sub = match (&self.sub, sub) {
            (None, None) => true,
            (Some(a), Some(b)) => a.eq_ignore_ascii_case(b),
            _ => false,
        };
        self.extension.is_none() && self.name.eq_ignore_ascii_case(name) && same_sub
    }

    /// Whether capitals make a difference in its values (RFC 7643, sections 3.1 and 7).
    #[must_use]
    pub fn case_exact(&self) -> bool {
        ["id", "externalid", "meta", "schemas"].contains(&self.name.to_ascii_lowercase().as_str())
    }
}

/// The member of an object, whatever the capitals of its name.
#[must_use]
pub fn member<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    object.get(name).or_else(|| object.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value))
}

/// The name that an object has for a member, or the given one if it has none.
#[must_use]
pub fn spelt(object: &Map<String, Value>, name: &str) -> String {
    object.keys().find(|key| key.eq_ignore_ascii_case(name)).map_or_else(|| name.to_owned(), Clone::clone)
}

/// Everything that a resource holds under an attribute: elements one by one, nothing for what is null or empty.
#[must_use]
pub fn values<'a>(resource: &'a Value, attribute: &Attribute) -> Vec<&'a Value> {
    let mut found = vec![resource];
    let steps = [attribute.extension, (!attribute.name.is_empty()).then_some(attribute.name.as_str()), attribute.sub.as_deref()];
    for step in steps.into_iter().flatten() {
        found = found.into_iter().filter_map(Value::as_object).filter_map(|o| member(o, step)).flat_map(elements).collect();
    }
    found
}

fn elements(value: &Value) -> Vec<&Value> {
    let held = match value {
        Value::Array(elements) => elements.iter().collect(),
        one => vec![one],
    };
    let empty = |v: &Value| match v {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(elements) => elements.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    };
    held.into_iter().filter(|v| !empty(v)).collect()
}

/// Whether two values are equal. `"True"` is `true`: Microsoft Entra ID writes booleans as texts.
#[must_use]
pub fn equal(a: &Value, b: &Value, exact: bool) -> bool {
    match (a, b) {
        (Value::String(a), Value::String(b)) if exact => a == b,
        (Value::String(a), Value::String(b)) => a.to_lowercase() == b.to_lowercase(),
        (Value::Bool(truth), Value::String(word)) | (Value::String(word), Value::Bool(truth)) => {
            word.eq_ignore_ascii_case(if *truth { "true" } else { "false" })
        }
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        _ => a == b,
    }
}
