//! Which attributes an answer holds (RFC 7644, section 3.9).

use super::attribute::{Attribute, spelt};
use crate::api::fault::Fault;
use serde_json::{Map, Value};

/// Most names in one list.
const MOST: usize = 100;
/// What every answer holds (RFC 7643, section 3.1: returned "always").
const ALWAYS: [&str; 2] = ["schemas", "id"];

/// What a client asked for.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Selection {
    only: Option<Vec<Attribute>>,
    without: Vec<Attribute>,
}

impl Selection {
    /// From the two parameters, as they are written in an address. Names of schemas that are not served select nothing.
    ///
    /// # Errors
    /// 400 for lists that are too long.
    pub fn parse(attributes: Option<&str>, excluded: Option<&str>) -> Result<Self, Fault> {
        let list = |text: &str| {
            let names: Vec<&str> = text.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
            if names.len() > MOST {
                return Err(Fault::value("more than 100 attributes are named"));
            }
            Ok(names.into_iter().filter_map(Attribute::parse).collect::<Vec<_>>())
        };
        let only = attributes.filter(|text| !text.trim().is_empty()).map(list).transpose()?;
        Ok(Self { only, without: excluded.map(list).transpose()?.unwrap_or_default() })
    }

    /// Whether an attribute of the core schema would be in the answer.
    #[must_use]
    pub fn wants(&self, name: &str) -> bool {
        let excluded = self.without.iter().any(|a| a.is(name));
        let named = self.only.as_ref().is_none_or(|only| only.iter().any(|a| a.extension.is_none() && a.name.eq_ignore_ascii_case(name)));
        named && !excluded
    }

    /// The resource with what was asked for.
    #[must_use]
    pub fn of(&self, resource: Value) -> Value {
        let Value::Object(whole) = resource else { return resource };
        let mut kept = match &self.only {
            None => whole,
            Some(only) => {
                let mut kept = Map::new();
                for name in ALWAYS {
                    copy(&whole, &mut kept, name, None);
                }
                for attribute in only {
                    pick(&whole, &mut kept, attribute);
                }
                kept
            }
        };
        for attribute in &self.without {
            drop_from(&mut kept, attribute);
        }
        Value::Object(kept)
    }
}

fn pick(whole: &Map<String, Value>, kept: &mut Map<String, Value>, attribute: &Attribute) {
    let sub = attribute.sub.as_deref();
    match attribute.extension {
        None => copy(whole, kept, &attribute.name, sub),
        Some(urn) if attribute.name.is_empty() => copy(whole, kept, urn, None),
        Some(urn) => {
            let Some(Value::Object(inner)) = whole.get(urn) else { return };
            let held = kept.entry(urn).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(held) = held {
                copy(inner, held, &attribute.name, sub);
            }
        }
    }
}

fn copy(whole: &Map<String, Value>, kept: &mut Map<String, Value>, name: &str, sub: Option<&str>) {
    let name = spelt(whole, name);
    let Some(value) = whole.get(&name) else { return };
    let Some(sub) = sub else {
        kept.insert(name, value.clone());
        return;
    };
    let part = |value: &Value| {
        let object = value.as_object()?;
        let sub = spelt(object, sub);
        object.get(&sub).map(|v| (sub, v.clone()))
    };
    match value {
        // Each element keeps its part; parts that were picked before stay.
        Value::Array(elements) => {
            let held = kept.entry(name).or_insert_with(|| Value::Array(vec![Value::Object(Map::new()); elements.len()]));
            for (to, from) in held.as_array_mut().into_iter().flatten().zip(elements) {
                if let (Value::Object(to), Some((sub, value))) = (to, part(from)) {
                    to.insert(sub, value);
                }
            }
        }
        one => {
            if let (Value::Object(to), Some((sub, value))) = (kept.entry(name).or_insert_with(|| Value::Object(Map::new())), part(one)) {
                to.insert(sub, value);
            }
        }
    }
}

fn drop_from(kept: &mut Map<String, Value>, attribute: &Attribute) {
    let object = match attribute.extension {
        None => kept,
        Some(urn) if attribute.name.is_empty() => {
            kept.remove(urn);
            return;
        }
        Some(urn) => match kept.get_mut(urn) {
            Some(Value::Object(inner)) => inner,
            _ => return,
        },
    };
    let name = spelt(object, &attribute.name);
    if attribute.extension.is_none() && ALWAYS.contains(&name.as_str()) {
        return;
    }
    let Some(sub) = &attribute.sub else {
        object.remove(&name);
        return;
    };
    let parts: Vec<&mut Value> = match object.get_mut(&name) {
        Some(Value::Array(elements)) => elements.iter_mut().collect(),
        Some(one) => vec![one],
        None => return,
    };
    for part in parts.into_iter().filter_map(Value::as_object_mut) {
        let sub = spelt(part, sub);
        part.remove(&sub);
    }
}
