//! Filters of SCIM (RFC 7644, section 3.4.2.2): read with limits, and asked of a resource.

use super::attribute::{Attribute, equal, values};
use serde_json::Value;
use std::cmp::Ordering;

/// Most bytes of a filter.
pub const LONGEST: usize = 4_096;
/// How deep brackets may stand in one another.
const DEEPEST: usize = 16;

/// What is asked of a resource.
#[derive(Clone, PartialEq, Debug)]
pub enum Filter {
    /// The attribute has a value.
    Present(Attribute),
    /// The attribute compares so with the value.
    Compare(Attribute, Comparison, Value),
    /// Some element of the attribute fits all of this at once.
    Element(Attribute, Box<Filter>),
    /// Both.
    And(Box<Filter>, Box<Filter>),
    /// One or both.
    Or(Box<Filter>, Box<Filter>),
    /// Not that.
    Not(Box<Filter>),
}

/// How two values are compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Comparison {
    /// Equal.
    Eq,
    /// Not equal.
    Ne,
    /// Contains.
    Co,
    /// Starts with.
    Sw,
    /// Ends with.
    Ew,
    /// Greater.
    Gt,
    /// Greater or equal.
    Ge,
    /// Less.
    Lt,
    /// Less or equal.
    Le,
}

impl Comparison {
    fn of(word: &str) -> Option<Self> {
        Some(match word.to_ascii_lowercase().as_str() {
            "eq" => Self::Eq,
            "ne" => Self::Ne,
            "co" => Self::Co,
            "sw" => Self::Sw,
            "ew" => Self::Ew,
            "gt" => Self::Gt,
            "ge" => Self::Ge,
            "lt" => Self::Lt,
            "le" => Self::Le,
            _ => return None,
        })
    }

    const fn orders(self) -> bool {
        matches!(self, Self::Gt | Self::Ge | Self::Lt | Self::Le)
    }
}

/// Why a text is no filter.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum FilterError {
    /// It is longer than is read.
    #[error("the filter is longer than {LONGEST} bytes")]
    Long,
    /// Brackets stand too deep in one another.
    #[error("brackets stand more than {DEEPEST} deep in one another")]
    Deep,
    /// It does not follow the grammar.
    #[error("at character {at}: {expected} is expected")]
    Grammar {
        /// Where, counted in bytes from 0.
        at: usize,
        /// What should stand there.
        expected: &'static str,
    },
    /// The comparison orders values that have no order (RFC 7644, table 3).
    #[error("true, false and null have no order")]
    NoOrder,
}

impl Filter {
    /// Read a filter.
    ///
    /// # Errors
    /// [`FilterError`]; whatever the text, this ends and does not panic.
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        let mut reader = Reader::new(text)?;
        let filter = reader.either(0)?;
        reader.end()?;
        Ok(filter)
    }

    /// Whether a resource, or an element of one, fits.
    #[must_use]
    pub fn fits(&self, resource: &Value) -> bool {
        match self {
            Filter::Present(attribute) => !values(resource, attribute).is_empty(),
            Filter::Compare(attribute, comparison, with) => compare_all(resource, attribute, *comparison, with),
            Filter::Element(attribute, inner) => values(resource, attribute).into_iter().any(|element| inner.fits(element)),
            Filter::And(a, b) => a.fits(resource) && b.fits(resource),
            Filter::Or(a, b) => a.fits(resource) || b.fits(resource),
            Filter::Not(inner) => !inner.fits(resource),
        }
    }

    /// The text that the attribute must equal in every resource that fits, if the filter says so. It leads to an index.
    #[must_use]
    pub fn must_equal(&self, name: &str) -> Option<&str> {
        match self {
            Filter::Compare(attribute, Comparison::Eq, Value::String(text)) if attribute.is(name) => Some(text),
            Filter::Element(attribute, inner) => {
                let sub = name.strip_prefix(attribute.name.as_str())?.strip_prefix('.')?;
                inner.must_equal(sub)
            }
            Filter::And(a, b) => a.must_equal(name).or_else(|| b.must_equal(name)),
            Filter::Present(_) | Filter::Compare(..) | Filter::Or(..) | Filter::Not(_) => None,
        }
    }

    /// Whether an attribute of the core schema, or a part of it, is asked about anywhere.
    #[must_use]
    pub fn mentions(&self, name: &str) -> bool {
        let own = |attribute: &Attribute| attribute.extension.is_none() && attribute.name.eq_ignore_ascii_case(name);
        match self {
            Filter::Present(attribute) | Filter::Compare(attribute, ..) | Filter::Element(attribute, _) => own(attribute),
            Filter::And(a, b) | Filter::Or(a, b) => a.mentions(name) || b.mentions(name),
            Filter::Not(inner) => inner.mentions(name),
        }
    }

    /// The pairs of a filter that is nothing but `a eq "b" and c eq "d"`; what an element must hold to fit it.
    #[must_use]
    pub fn as_pairs(&self) -> Option<Vec<(&Attribute, &Value)>> {
        match self {
            Filter::Compare(attribute, Comparison::Eq, value) => Some(vec![(attribute, value)]),
            Filter::And(a, b) => {
                let mut pairs = a.as_pairs()?;
                pairs.extend(b.as_pairs()?);
                Some(pairs)
            }
            Filter::Present(_) | Filter::Compare(..) | Filter::Element(..) | Filter::Or(..) | Filter::Not(_) => None,
        }
    }
}

fn compare_all(resource: &Value, attribute: &Attribute, comparison: Comparison, with: &Value) -> bool {
    let found = values(resource, attribute);
    let exact = attribute.case_exact();
    // What is asked of a complex attribute without naming a part of it is asked of its `value` (RFC 7644, 3.4.2.2).
    let mut held = found.into_iter().map(|v| v.get("value").unwrap_or(v));
    match comparison {
        Comparison::Ne => !held.any(|v| equal(v, with, exact)),
        _ if with.is_null() => comparison == Comparison::Eq && held.next().is_none(),
        Comparison::Eq => held.any(|v| equal(v, with, exact)),
        Comparison::Co | Comparison::Sw | Comparison::Ew => held.any(|v| {
            let (Some(text), Some(part)) = (v.as_str(), with.as_str()) else { return false };
            let (text, part) = if exact { (text.to_owned(), part.to_owned()) } else { (text.to_lowercase(), part.to_lowercase()) };
            match comparison {
                Comparison::Sw => text.starts_with(&part),
                Comparison::Ew => text.ends_with(&part),
                _ => text.contains(&part),
            }
        }),
        Comparison::Gt | Comparison::Ge | Comparison::Lt | Comparison::Le => held.any(|v| {
            order(v, with, exact).is_some_and(|order| match comparison {
                Comparison::Gt => order == Ordering::Greater,
                Comparison::Ge => order != Ordering::Less,
                Comparison::Lt => order == Ordering::Less,
                _ => order != Ordering::Greater,
            })
        }),
    }
}

/// Times by time, texts by their letters, numbers by size.
fn order(a: &Value, b: &Value, exact: bool) -> Option<Ordering> {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.as_f64()?.partial_cmp(&b.as_f64()?),
        (Value::String(a), Value::String(b)) => match (a.parse::<domain::Instant>(), b.parse::<domain::Instant>()) {
            (Ok(a), Ok(b)) => Some(a.cmp(&b)),
            _ if exact => Some(a.cmp(b)),
            _ => Some(a.to_lowercase().cmp(&b.to_lowercase())),
        },
        _ => None,
    }
}

/// Reads filters, and the paths of PATCH, from left to right.
pub(super) struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str) -> Result<Self, FilterError> {
        if text.len() > LONGEST { Err(FilterError::Long) } else { Ok(Self { text, at: 0 }) }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn expected<T>(&self, expected: &'static str) -> Result<T, FilterError> {
        Err(FilterError::Grammar { at: self.at, expected })
    }

    fn skip(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches(' ').len();
    }

    pub(super) fn take(&mut self, sign: char) -> bool {
        let here = self.rest().starts_with(sign);
        if here {
            self.at += sign.len_utf8();
        }
        here
    }

    pub(super) fn end(&mut self) -> Result<(), FilterError> {
        self.skip();
        if self.rest().is_empty() { Ok(()) } else { self.expected("the end") }
    }

    /// Letters, digits and what stands in names and URNs.
    fn word(&mut self) -> &'a str {
        let rest = self.rest();
        let length = rest.find(|c: char| !(c.is_ascii_alphanumeric() || "_-:.$".contains(c))).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    pub(super) fn attribute(&mut self) -> Result<Attribute, FilterError> {
        let at = self.at;
        let word = self.word();
        match Attribute::parse(word) {
            Some(attribute) => Ok(attribute),
            None => Err(FilterError::Grammar { at, expected: "the name of an attribute" }),
        }
    }

    /// A keyword that is followed by something that can't be part of it.
    fn keyword(&mut self, keyword: &str) -> bool {
        let before = self.at;
        self.skip();
        if self.word().eq_ignore_ascii_case(keyword) {
            return true;
        }
        self.at = before;
        false
    }

    fn either(&mut self, depth: usize) -> Result<Filter, FilterError> {
        let mut left = self.both(depth)?;
        while self.keyword("or") {
            left = Filter::Or(Box::new(left), Box::new(self.both(depth)?));
        }
        Ok(left)
    }

    fn both(&mut self, depth: usize) -> Result<Filter, FilterError> {
        let mut left = self.one(depth)?;
        while self.keyword("and") {
            left = Filter::And(Box::new(left), Box::new(self.one(depth)?));
        }
        Ok(left)
    }

    fn one(&mut self, depth: usize) -> Result<Filter, FilterError> {
        if depth >= DEEPEST {
            return Err(FilterError::Deep);
        }
        self.skip();
        let negated = {
            let before = self.at;
            let negated = self.keyword("not");
            self.skip();
            if negated && !self.rest().starts_with('(') {
                self.at = before;
            }
            negated && self.at != before
        };
        if self.take('(') {
            let inner = self.either(depth + 1)?;
            self.skip();
            if !self.take(')') {
                return self.expected("')'");
            }
            return Ok(if negated { Filter::Not(Box::new(inner)) } else { inner });
        }
        let attribute = self.attribute()?;
        if self.at_bracket() {
            return Ok(Filter::Element(attribute, Box::new(self.bracket(depth)?)));
        }
        self.skip();
        let at = self.at;
        let word = self.word();
        if word.eq_ignore_ascii_case("pr") {
            return Ok(Filter::Present(attribute));
        }
        let Some(comparison) = Comparison::of(word) else {
            return Err(FilterError::Grammar { at, expected: "an operator such as eq or pr" });
        };
        self.skip();
        let value = self.value()?;
        if comparison.orders() && (value.is_boolean() || value.is_null()) {
            return Err(FilterError::NoOrder);
        }
        Ok(Filter::Compare(attribute, comparison, value))
    }

    pub(super) fn at_bracket(&self) -> bool {
        self.rest().starts_with('[')
    }

    /// `[…]` behind an attribute.
    pub(super) fn bracket(&mut self, depth: usize) -> Result<Filter, FilterError> {
        if !self.take('[') {
            return self.expected("'['");
        }
        let inner = self.either(depth + 1)?;
        self.skip();
        if self.take(']') { Ok(inner) } else { self.expected("']'") }
    }

    /// A text, number, `true`, `false` or `null`, as JSON writes them; the three words in any case, as some clients send them.
    fn value(&mut self) -> Result<Value, FilterError> {
        let rest = self.rest();
        if rest.starts_with('"') {
            let mut read = serde_json::Deserializer::from_str(rest).into_iter::<String>();
            return match read.next() {
                Some(Ok(text)) => {
                    self.at += read.byte_offset();
                    Ok(Value::String(text))
                }
                _ => self.expected("a text in double quotes"),
            };
        }
        let at = self.at;
        let length = rest.find([' ', ')', ']']).unwrap_or(rest.len());
        self.at += length;
        let word = &rest[..length];
        match word.to_ascii_lowercase().as_str() {
            "true" => Ok(Value::Bool(true)),
            "false" => Ok(Value::Bool(false)),
            "null" => Ok(Value::Null),
            _ => serde_json::from_str::<serde_json::Number>(word)
                .map(Value::Number)
                .map_err(|_| FilterError::Grammar { at, expected: "a value such as \"text\", true or 12" }),
        }
    }
}
