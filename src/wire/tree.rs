//! The tree that both encodings are read into, and the ordered one that they are written from.

use super::{At, WireError};
use std::collections::BTreeMap;

/// What stands at one place of a message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Node {
    /// A value.
    Text(String),
    /// Named parts.
    Map(Map),
}

/// Named parts, each as often as it came. The order of different names carries nothing.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Map {
    /// The local name of `xsi:type`, if it was given.
    pub kind: Option<String>,
    /// By local name; an attribute's begins with `@`.
    pub children: BTreeMap<String, Vec<Node>>,
}

impl Node {
    /// Parts, or an empty value when there are none: `{}`, `""` and `<a/>` are the same.
    #[must_use]
    pub fn of(map: Map) -> Self {
        if map.kind.is_none() && map.children.is_empty() { Self::Text(String::new()) } else { Self::Map(map) }
    }

    /// The text of a value; parts have none.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Map(_) => None,
        }
    }

    /// The first part of this name, directly below.
    #[must_use]
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children(name).first()
    }

    /// All parts of this name, directly below.
    #[must_use]
    pub fn children(&self, name: &str) -> &[Self] {
        match self {
            Self::Map(map) => map.children.get(name).map_or(&[], Vec::as_slice),
            Self::Text(_) => &[],
        }
    }

    /// The first part of this name at any depth, the shallowest first within a branch.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Self> {
        let Self::Map(map) = self else { return None };
        self.child(name).or_else(|| map.children.values().flatten().find_map(|below| below.find(name)))
    }

    /// All parts of this name at any depth; not looked for within one another.
    #[must_use]
    pub fn find_all<'a>(&'a self, name: &str) -> Vec<&'a Self> {
        let Self::Map(map) = self else { return Vec::new() };
        let mut found = Vec::new();
        for (own, below) in &map.children {
            for node in below {
                if own == name {
                    found.push(node);
                } else {
                    found.extend(node.find_all(name));
                }
            }
        }
        found
    }

    /// The trimmed text of the first part of this name at any depth, unless it is empty.
    #[must_use]
    pub fn said(&self, name: &str) -> Option<String> {
        self.find(name).and_then(Self::text).map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned)
    }
}

impl Map {
    /// Take the one part of this name out.
    ///
    /// # Errors
    /// [`WireError::Wrong`] when there are several.
    pub fn take(&mut self, name: &str, at: &At<'_>) -> Result<Option<Node>, WireError> {
        let mut all = self.children.remove(name).unwrap_or_default();
        let one = all.pop();
        if all.is_empty() { Ok(one) } else { Err(at.at(name).wrong("is there more than once")) }
    }
}

/// A namespace, with the prefix under which it is written; the default one has none.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Space {
    /// Prefix.
    pub prefix: &'static str,
    /// Name.
    pub uri: &'static str,
}

impl Space {
    /// A name with the prefix.
    #[must_use]
    pub fn name(self, local: &str) -> String {
        if self.prefix.is_empty() { local.to_owned() } else { format!("{}:{local}", self.prefix) }
    }
}

/// An element to be written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Out {
    /// Namespace.
    pub space: Space,
    /// Local name; an attribute's begins with `@`.
    pub name: String,
    /// In JSON always a list, because there may be several.
    pub many: bool,
    /// What it holds.
    pub body: Body,
}

impl Out {
    /// An element that is there once.
    #[must_use]
    pub fn new(space: Space, name: impl Into<String>, body: Body) -> Self {
        Self { space, name: name.into(), many: false, body }
    }

    /// A value.
    #[must_use]
    pub fn text(space: Space, name: impl Into<String>, text: impl Into<String>) -> Self {
        Self::new(space, name, Body::Text(text.into()))
    }

    /// Parts.
    #[must_use]
    pub fn parts(space: Space, name: impl Into<String>, children: Vec<Self>) -> Self {
        Self::new(space, name, Body::Map { kind: None, children })
    }
}

/// What an element holds, in the order in which it is written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Body {
    /// A text.
    Text(String),
    /// A whole number.
    Number(u64),
    /// Yes or no.
    Bool(bool),
    /// Parts.
    Map {
        /// `xsi:type`.
        kind: Option<(Space, String)>,
        /// In order.
        children: Vec<Out>,
    },
}

impl Body {
    /// What was kept as it came, written in this namespace.
    #[must_use]
    pub fn kept(node: &Node, space: Space) -> Self {
        match node {
            Node::Text(text) => Self::Text(text.clone()),
            Node::Map(map) => Self::Map { kind: map.kind.clone().map(|kind| (space, kind)), children: kept(&map.children, space) },
        }
    }
}

/// Parts that were kept as they came.
#[must_use]
pub fn kept(children: &BTreeMap<String, Vec<Node>>, space: Space) -> Vec<Out> {
    let one = |name: &String, node: &Node, many: bool| Out { space, name: name.clone(), many, body: Body::kept(node, space) };
    children.iter().flat_map(|(name, all)| all.iter().map(move |node| one(name, node, all.len() > 1))).collect()
}

/// Whether a name can stand in both encodings.
pub(super) fn is_name(name: &str) -> bool {
    let local = name.strip_prefix('@').unwrap_or(name);
    let mut letters = local.chars();
    letters.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && letters.all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
}

/// Whether a text can stand in both encodings (XML 1.0, production 2).
pub(super) fn is_text(text: &str) -> bool {
    text.chars().all(|c| matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}'))
}

/// The part of a name after its prefix, or after its namespace in braces.
pub(super) fn local(name: &str) -> &str {
    let after = name.rsplit_once('}').map_or(name, |(_, local)| local);
    after.rsplit_once(':').map_or(after, |(_, local)| local)
}
