//! JSON, as schemas of XML are carried over to it: attributes begin with `@`, names keep their prefix, what can come more than once is a
//! list.

use super::tree::{is_name, is_text, local};
use super::{At, Body, MOST_DEPTH, MOST_NODES, Map, Node, Out, WireError};
use serde_json::Value;

/// Read a message.
///
/// # Errors
/// [`WireError`].
pub fn read(bytes: &[u8]) -> Result<Node, WireError> {
    let value: Value = serde_json::from_slice(bytes).map_err(|e| WireError::Json { line: e.line(), column: e.column() })?;
    let mut left = MOST_NODES;
    node(value, MOST_DEPTH, &mut left, &At::root())?.ok_or(WireError::Encoding)
}

fn node(value: Value, depth: usize, left: &mut usize, at: &At<'_>) -> Result<Option<Node>, WireError> {
    *left = left.checked_sub(1).ok_or(WireError::TooMany)?;
    let below = depth.checked_sub(1).ok_or(WireError::TooDeep)?;
    match value {
        Value::Null => Ok(None),
        Value::Bool(said) => Ok(Some(Node::Text(said.to_string()))),
        Value::Number(number) => Ok(Some(Node::Text(number.to_string()))),
        Value::String(text) if is_text(&text) => Ok(Some(Node::Text(text))),
        Value::String(_) => Err(at.wrong("holds control characters")),
        Value::Array(_) => Err(at.wrong("is a list in a list")),
        Value::Object(object) => {
            let mut map = Map::default();
            for (key, value) in object {
                if key == "@xmlns" || key.starts_with("@xmlns:") {
                    continue;
                }
                if key == "@xsi:type" {
                    map.kind = value.as_str().map(|kind| local(kind).to_owned()).filter(|kind| is_name(kind));
                    if map.kind.is_none() {
                        return Err(at.wrong("@xsi:type is no name"));
                    }
                    continue;
                }
                let name = match key.strip_prefix('@') {
                    Some(attribute) => format!("@{}", local(attribute)),
                    None => local(&key).to_owned(),
                };
                if !is_name(&name) {
                    return Err(at.wrong("holds a name that can't be"));
                }
                let place = at.at(&name);
                let items = if let Value::Array(items) = value { items } else { vec![value] };
                for item in items {
                    if let Some(read) = node(item, below, left, &place)? {
                        if name.starts_with('@') && read.text().is_none() {
                            return Err(place.wrong("is an attribute and must be a text"));
                        }
                        map.children.entry(name.clone()).or_default().push(read);
                    }
                }
            }
            Ok(Some(Node::of(map)))
        }
    }
}

/// Write a message: the root's own name does not stand in it.
#[must_use]
pub fn write(root: &Out, spaces: &[super::Space]) -> Vec<u8> {
    let mut value = value(&root.body);
    if let Value::Object(object) = &mut value {
        for space in spaces {
            let key = if space.prefix.is_empty() { "@xmlns".to_owned() } else { format!("@xmlns:{}", space.prefix) };
            object.insert(key, space.uri.into());
        }
        object.insert("@xmlns:xsi".to_owned(), super::xml::XSI.into());
    }
    value.to_string().into_bytes()
}

fn value(body: &Body) -> Value {
    match body {
        Body::Text(text) => text.as_str().into(),
        Body::Number(number) => (*number).into(),
        Body::Bool(said) => (*said).into(),
        Body::Map { kind, children } => {
            let mut object = serde_json::Map::new();
            if let Some((space, kind)) = kind {
                object.insert("@xsi:type".to_owned(), format!("{{{}}}{kind}", space.uri).into());
            }
            for child in children {
                let name = if child.name.starts_with('@') { child.name.clone() } else { child.space.name(&child.name) };
                let item = value(&child.body);
                match object.get_mut(&name) {
                    Some(Value::Array(items)) => items.push(item),
                    Some(first) => *first = Value::Array(vec![first.take(), item]),
                    None => {
                        object.insert(name, if child.many { Value::Array(vec![item]) } else { item });
                    }
                }
            }
            Value::Object(object)
        }
    }
}
