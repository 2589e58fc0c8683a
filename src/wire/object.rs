//! Typed objects from the tree and back, declared once for both encodings.

use super::tree::kept;
use super::{Body, Map, Node, Out, Space, WireError};
use chrono::{DateTime, SecondsFormat, SubsecRound};
use domain::Instant;
use std::collections::BTreeMap;
use uuid::Uuid;

/// A place in a message, for what is said of it.
#[derive(Clone, Copy, Debug)]
pub struct At<'a> {
    name: &'a str,
    up: Option<&'a At<'a>>,
}

impl<'a> At<'a> {
    /// The root.
    #[must_use]
    pub const fn root() -> Self {
        Self { name: "", up: None }
    }

    /// The place below, of this name.
    #[must_use]
    pub const fn at(&'a self, name: &'a str) -> Self {
        Self { name, up: Some(self) }
    }

    /// The names from the root, with slashes.
    #[must_use]
    pub fn path(&self) -> String {
        match self.up {
            Some(up) if up.up.is_some() => format!("{}/{}", up.path(), self.name),
            Some(_) => self.name.to_owned(),
            None => "(message)".to_owned(),
        }
    }

    /// The value here can't be.
    #[must_use]
    pub fn wrong(&self, why: impl Into<String>) -> WireError {
        WireError::Wrong { path: self.path(), why: why.into() }
    }
}

/// What can stand at a place.
pub trait Wire: Sized {
    /// To be written; `space` is that of the element around.
    fn body(&self, space: Space) -> Body;

    /// From the tree.
    ///
    /// # Errors
    /// [`WireError::Missing`], [`WireError::Wrong`], [`WireError::Unknown`].
    fn read(node: Node, at: &At<'_>) -> Result<Self, WireError>;
}

/// A part of an object: there once, at most once, or as often as it comes.
pub trait Field: Sized {
    /// Take it out of the parts.
    ///
    /// # Errors
    /// As [`Wire::read`].
    fn take(map: &mut Map, name: &'static str, at: &At<'_>) -> Result<Self, WireError>;

    /// Add it to the parts.
    fn put(&self, name: &'static str, space: Space, into: &mut Vec<Out>);
}

/// Parts that are not known here; they are kept.
pub type Others = BTreeMap<String, Vec<Node>>;

/// The one value at a place that must be there.
///
/// # Errors
/// As [`Wire::read`].
pub fn take_one<T: Wire>(map: &mut Map, name: &'static str, at: &At<'_>) -> Result<T, WireError> {
    let place = at.at(name);
    let node = map.take(name, at)?.ok_or_else(|| WireError::Missing { path: place.path() })?;
    T::read(node, &place)
}

impl<T: Wire> Field for Option<T> {
    fn take(map: &mut Map, name: &'static str, at: &At<'_>) -> Result<Self, WireError> {
        map.take(name, at)?.map(|node| T::read(node, &at.at(name))).transpose()
    }

    fn put(&self, name: &'static str, space: Space, into: &mut Vec<Out>) {
        into.extend(self.as_ref().map(|value| Out::new(space, name, value.body(space))));
    }
}

/// A name with a slash is that of a list and of what is in it: `AssociatedObjects/AssociatedObject`.
impl<T: Wire> Field for Vec<T> {
    fn take(map: &mut Map, name: &'static str, at: &At<'_>) -> Result<Self, WireError> {
        let (items, name) = match name.split_once('/') {
            Some((list, item)) => match map.take(list, at)? {
                Some(node) => {
                    let place = at.at(list);
                    let mut inside = parts(node, &place)?;
                    let items = inside.children.remove(item).unwrap_or_default();
                    if let Some(other) = inside.children.keys().next() {
                        return Err(place.wrong(format!("holds '{other}', and only {item} belongs there")));
                    }
                    (items, item)
                }
                None => (Vec::new(), item),
            },
            None => (map.children.remove(name).unwrap_or_default(), name),
        };
        items.into_iter().map(|node| T::read(node, &at.at(name))).collect()
    }

    fn put(&self, name: &'static str, space: Space, into: &mut Vec<Out>) {
        let item = |name: &str, value: &T| Out { many: true, ..Out::new(space, name, value.body(space)) };
        match name.split_once('/') {
            Some(_) if self.is_empty() => {}
            Some((list, name)) => into.push(Out::parts(space, list, self.iter().map(|value| item(name, value)).collect())),
            None => into.extend(self.iter().map(|value| item(name, value))),
        }
    }
}

/// The parts of a node; an empty value has none.
///
/// # Errors
/// [`WireError::Wrong`] for a value.
pub fn parts(node: Node, at: &At<'_>) -> Result<Map, WireError> {
    match node {
        Node::Map(map) => Ok(map),
        Node::Text(text) if text.trim().is_empty() => Ok(Map::default()),
        Node::Text(_) => Err(at.wrong("holds a text where parts belong")),
    }
}

/// Parts that were not known, as they are written.
#[must_use]
pub fn others(others: &Others, space: Space) -> Vec<Out> {
    kept(others, space)
}

/// The text of a node.
fn text(node: Node, at: &At<'_>) -> Result<String, WireError> {
    match node {
        Node::Text(text) => Ok(text),
        Node::Map(_) => Err(at.wrong("holds parts where a text belongs")),
    }
}

macro_rules! one {
    ($($type:ty),+ $(,)?) => {$(
        impl $crate::wire::Field for $type {
            fn take(map: &mut $crate::wire::Map, name: &'static str, at: &$crate::wire::At<'_>) -> Result<Self, $crate::wire::WireError> {
                $crate::wire::object::take_one(map, name, at)
            }

            fn put(&self, name: &'static str, space: $crate::wire::Space, into: &mut Vec<$crate::wire::Out>) {
                into.push($crate::wire::Out::new(space, name, $crate::wire::Wire::body(self, space)));
            }
        }
    )+};
}
pub(crate) use one;

/// An object: its namespace, its name, and its parts in the order of the schema. What else comes is kept in `others` and written last.
macro_rules! object {
    ($(#[$meta:meta])* $space:path => $name:ident { $($(#[$doc:meta])* $field:ident: $type:ty = $wire:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq, Debug, Default)]
        pub struct $name {
            $($(#[$doc])* pub $field: $type,)*
            /// Parts that are not known here; they are kept.
            pub others: $crate::wire::Others,
        }

        impl $name {
            /// The known parts, taken out; the others stay.
            pub(crate) fn take_known(map: &mut $crate::wire::Map, at: &$crate::wire::At<'_>) -> Result<Self, $crate::wire::WireError> {
                Ok(Self {
                    $($field: $crate::wire::Field::take(map, $wire, at)?,)*
                    others: $crate::wire::Others::new(),
                })
            }

            /// All parts, in order.
            pub(crate) fn put_all(&self, into: &mut Vec<$crate::wire::Out>) {
                $($crate::wire::Field::put(&self.$field, $wire, $space, into);)*
                into.extend($crate::wire::object::others(&self.others, $space));
            }
        }

        impl $crate::wire::Wire for $name {
            fn body(&self, _: $crate::wire::Space) -> $crate::wire::Body {
                let mut children = Vec::new();
                self.put_all(&mut children);
                $crate::wire::Body::Map { kind: None, children }
            }

            fn read(node: $crate::wire::Node, at: &$crate::wire::At<'_>) -> Result<Self, $crate::wire::WireError> {
                let mut map = $crate::wire::object::parts(node, at)?;
                let mut object = Self::take_known(&mut map, at)?;
                object.others = map.children;
                Ok(object)
            }
        }

        $crate::wire::object::one!($name);
    };
}
pub(crate) use object;

impl Wire for String {
    fn body(&self, _: Space) -> Body {
        Body::Text(self.clone())
    }

    fn read(node: Node, at: &At<'_>) -> Result<Self, WireError> {
        text(node, at)
    }
}

impl Wire for bool {
    fn body(&self, _: Space) -> Body {
        Body::Bool(*self)
    }

    fn read(node: Node, at: &At<'_>) -> Result<Self, WireError> {
        match text(node, at)?.trim() {
            "true" | "1" => Ok(true),
            "false" | "0" => Ok(false),
            _ => Err(at.wrong("must be true or false")),
        }
    }
}

impl Wire for u64 {
    fn body(&self, _: Space) -> Body {
        Body::Number(*self)
    }

    fn read(node: Node, at: &At<'_>) -> Result<Self, WireError> {
        text(node, at)?.trim().parse().map_err(|_| at.wrong("must be a whole number"))
    }
}

impl Wire for Uuid {
    fn body(&self, _: Space) -> Body {
        Body::Text(self.to_string())
    }

    fn read(node: Node, at: &At<'_>) -> Result<Self, WireError> {
        Uuid::try_parse(text(node, at)?.trim()).map_err(|_| at.wrong("must be a UUID"))
    }
}

impl Wire for Instant {
    fn body(&self, _: Space) -> Body {
        Body::Text(self.to_rfc3339_opts(SecondsFormat::Micros, true))
    }

    fn read(node: Node, at: &At<'_>) -> Result<Self, WireError> {
        let read = DateTime::parse_from_rfc3339(text(node, at)?.trim());
        let read = read.map_err(|_| at.wrong("must be day, time and zone, such as 2026-11-02T14:20:00Z"))?;
        match chrono::Datelike::year(&read) {
            1970..=2199 => Ok(read.to_utc().trunc_subsecs(6)),
            _ => Err(at.wrong("must lie in the years 1970 to 2199")),
        }
    }
}

/// A part that is kept as it came.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Kept(pub Node);

impl Wire for Kept {
    fn body(&self, space: Space) -> Body {
        Body::kept(&self.0, space)
    }

    fn read(node: Node, _: &At<'_>) -> Result<Self, WireError> {
        Ok(Self(node))
    }
}

one!(String, bool, u64, Uuid, Instant);
