//! XML 1.0 in UTF-8, without document types, entities of its own and processing instructions.

use super::tree::{is_name, is_text, local};
use super::{At, Body, MOST_DEPTH, MOST_NODES, Map, Node, Out, Space, WireError};
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// The namespace of `xsi:type`.
pub const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// An element that is open.
struct Open {
    name: String,
    map: Map,
    text: String,
}

impl Open {
    /// The element at its end.
    fn close(self) -> Result<(String, Node), WireError> {
        let Self { name, map, text } = self;
        if map.kind.is_none() && map.children.is_empty() {
            return Ok((name, Node::Text(text)));
        }
        if !text.trim().is_empty() {
            // A value with attributes: its text stands beside them.
            if map.children.keys().all(|key| key.starts_with('@')) && map.kind.is_none() {
                let mut map = map;
                map.children.insert("text".to_owned(), vec![Node::Text(text)]);
                return Ok((name, Node::Map(map)));
            }
            return Err(At::root().at(&name).wrong("mixes text and elements"));
        }
        Ok((name, Node::of(map)))
    }
}

/// Read a message: the local name of its root, and what it holds. A value that has attributes comes as parts, the value itself as `text`.
///
/// # Errors
/// [`WireError`].
pub fn read(bytes: &[u8]) -> Result<(String, Node), WireError> {
    let text = std::str::from_utf8(bytes).map_err(|_| WireError::Encoding)?;
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Open> = Vec::new();
    let mut done = None;
    let mut left = MOST_NODES;
    loop {
        let at = reader.buffer_position();
        let broken = |why: String| WireError::Xml { at, why };
        let event = reader.read_event().map_err(|e| broken(e.to_string()))?;
        match event {
            Event::Start(start) => {
                if done.is_some() {
                    return Err(broken("there is a second root".to_owned()));
                }
                if open.len() >= MOST_DEPTH {
                    return Err(WireError::TooDeep);
                }
                open.push(begin(&start, &mut left, at)?);
            }
            Event::Empty(start) => {
                if done.is_some() {
                    return Err(broken("there is a second root".to_owned()));
                }
                if open.len() >= MOST_DEPTH {
                    return Err(WireError::TooDeep);
                }
                let (name, node) = begin(&start, &mut left, at)?.close()?;
                put(&mut open, &mut done, name, node);
            }
            Event::End(_) => {
                let ended = open.pop().ok_or_else(|| broken("an element ends that did not begin".to_owned()))?;
                let (name, node) = ended.close()?;
                put(&mut open, &mut done, name, node);
            }
            Event::Text(said) => add(&mut open, &said.xml10_content(), at)?,
            Event::CData(said) => add(&mut open, &said.xml10_content(), at)?,
            Event::GeneralRef(named) => {
                let letter = match &*named {
                    "amp" => '&',
                    "lt" => '<',
                    "gt" => '>',
                    "quot" => '"',
                    "apos" => '\'',
                    _ => match named.resolve_char_ref().map_err(|e| broken(e.to_string()))? {
                        Some(letter) => letter,
                        None => return Err(WireError::Forbidden("an entity of its own")),
                    },
                };
                add(&mut open, letter.encode_utf8(&mut [0; 4]), at)?;
            }
            Event::Comment(_) => {}
            Event::Decl(decl) => {
                let encoding = decl.encoding().transpose().map_err(|e| broken(e.to_string()))?;
                if encoding.is_some_and(|e| !e.eq_ignore_ascii_case("utf-8") && !e.eq_ignore_ascii_case("us-ascii")) {
                    return Err(WireError::Encoding);
                }
            }
            Event::PI(_) => return Err(WireError::Forbidden("a processing instruction")),
            Event::DocType(_) => return Err(WireError::Forbidden("a document type")),
            Event::Eof => {
                return match (open.is_empty(), done) {
                    (true, Some(done)) => Ok(done),
                    _ => Err(broken("it ends too early".to_owned())),
                };
            }
        }
    }
}

fn begin(start: &BytesStart<'_>, left: &mut usize, at: u64) -> Result<Open, WireError> {
    let broken = |why: String| WireError::Xml { at, why };
    *left = left.checked_sub(1).ok_or(WireError::TooMany)?;
    let name = local(start.name().as_ref()).to_owned();
    let mut map = Map::default();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|e| broken(e.to_string()))?;
        *left = left.checked_sub(1).ok_or(WireError::TooMany)?;
        let key: &str = attribute.key.as_ref();
        if key == "xmlns" || key.starts_with("xmlns:") {
            continue;
        }
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|_| WireError::Forbidden("an entity of its own"))?;
        if !is_text(&value) {
            return Err(broken("an attribute holds control characters".to_owned()));
        }
        match key.split_once(':') {
            Some((_, "type")) => map.kind = Some(local(&value).to_owned()).filter(|kind| is_name(kind)),
            // Where its schema lies is no part of a message, and nothing is fetched from there.
            Some((_, "schemaLocation" | "noNamespaceSchemaLocation")) => {}
            _ => {
                let key = format!("@{}", local(key));
                if !is_name(&key) {
                    return Err(broken("an attribute has a name that can't be".to_owned()));
                }
                map.children.entry(key).or_default().push(Node::Text(value.into_owned()));
            }
        }
    }
    if !is_name(&name) {
        return Err(broken("an element has a name that can't be".to_owned()));
    }
    Ok(Open { name, map, text: String::new() })
}

fn put(open: &mut [Open], done: &mut Option<(String, Node)>, name: String, node: Node) {
    match open.last_mut() {
        Some(around) => around.map.children.entry(name).or_default().push(node),
        None => *done = Some((name, node)),
    }
}

fn add(open: &mut [Open], text: &str, at: u64) -> Result<(), WireError> {
    let broken = |why: &str| Err(WireError::Xml { at, why: why.to_owned() });
    match open.last_mut() {
        _ if !is_text(text) => broken("it holds control characters"),
        Some(inside) => {
            inside.text.push_str(text);
            Ok(())
        }
        None if text.trim().is_empty() => Ok(()),
        None => broken("there is text outside the root"),
    }
}

/// Write a message.
#[must_use]
pub fn write(root: &Out, spaces: &[Space]) -> Vec<u8> {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let mut declared = format!(" xmlns:xsi=\"{XSI}\"");
    for space in spaces {
        let colon = if space.prefix.is_empty() { "" } else { ":" };
        declared.push_str(&format!(" xmlns{colon}{}=\"{}\"", space.prefix, space.uri));
    }
    element(root, &declared, &mut text);
    text.push('\n');
    text.into_bytes()
}

fn element(out: &Out, declared: &str, text: &mut String) {
    let name = out.space.name(&out.name);
    text.push('<');
    text.push_str(&name);
    text.push_str(declared);
    match &out.body {
        Body::Text(said) => close(&name, text, |text| escape(said, text)),
        Body::Number(number) => close(&name, text, |text| text.push_str(&number.to_string())),
        Body::Bool(said) => close(&name, text, |text| text.push_str(if *said { "true" } else { "false" })),
        Body::Map { kind, children } => {
            if let Some((space, kind)) = kind {
                text.push_str(&format!(" xsi:type=\"{}\"", space.name(kind)));
            }
            let (attributes, elements): (Vec<&Out>, Vec<&Out>) = children.iter().partition(|child| child.name.starts_with('@'));
            for attribute in &attributes {
                if let (Some(key), Body::Text(value)) = (attribute.name.strip_prefix('@'), &attribute.body) {
                    text.push_str(&format!(" {key}=\""));
                    escape(value, text);
                    text.push('"');
                }
            }
            let value = match elements.as_slice() {
                [only] if !attributes.is_empty() && only.name == "text" => Some(&only.body),
                _ => None,
            };
            close(&name, text, |text| match value {
                Some(Body::Text(said)) => escape(said, text),
                _ => elements.iter().for_each(|child| element(child, "", text)),
            });
        }
    }
}

fn close(name: &str, text: &mut String, inside: impl FnOnce(&mut String)) {
    text.push('>');
    inside(text);
    text.push_str("</");
    text.push_str(name);
    text.push('>');
}

/// White space but the blank is written as a reference, so that no reader changes it.
fn escape(said: &str, text: &mut String) {
    for letter in said.chars() {
        match letter {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '"' => text.push_str("&quot;"),
            '\r' | '\n' | '\t' => text.push_str(&format!("&#{};", u32::from(letter))),
            other => text.push(other),
        }
    }
}
