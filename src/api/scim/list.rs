//! Lists of resources (RFC 7644, section 3.4.2): asked by address or by `.search`.

use super::filter::Filter;
use super::select::Selection;
use super::user::text;
use crate::api::fault::Fault;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Map, Value, json};

pub use super::discovery::MOST;

/// The parameters of a list, as they came.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Asked {
    filter: Option<String>,
    start_index: Option<i64>,
    count: Option<i64>,
    attributes: Option<String>,
    excluded_attributes: Option<String>,
}

/// What a list is to hold.
#[derive(Clone, PartialEq, Debug)]
pub struct Listing {
    /// Which resources.
    pub filter: Option<Filter>,
    /// How many are passed over.
    pub skip: usize,
    /// How many are shown at most.
    pub count: usize,
    /// What of each.
    pub selection: Selection,
}

impl Asked {
    /// The parameters in the body of `.search` (RFC 7644, section 3.4.3).
    ///
    /// # Errors
    /// 400 for what is no such body.
    pub fn of_body(body: &Value) -> Result<Self, Fault> {
        let object = body.as_object().ok_or_else(|| Fault::unreadable("a search is an object"))?;
        let names = |name: &str| match object.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Array(names)) => Ok(Some(names.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(","))),
            Some(_) => text(object, name),
        };
        let number = |name: &str| object.get(name).and_then(Value::as_i64);
        Ok(Self {
            filter: text(object, "filter")?,
            start_index: number("startIndex"),
            count: number("count"),
            attributes: names("attributes")?,
            excluded_attributes: names("excludedAttributes")?,
        })
    }

    /// What they mean. A start below 1 is 1, a count below 0 is 0, and more than [`MOST`] is [`MOST`].
    ///
    /// # Errors
    /// 400 `invalidFilter` for a filter that can't be read.
    pub fn listing(&self) -> Result<Listing, Fault> {
        let filter = self.filter.as_deref().filter(|text| !text.trim().is_empty()).map(Filter::parse).transpose();
        let filter = filter
            .map_err(|e| Fault::new(StatusCode::BAD_REQUEST, "filter", format!("the filter can't be read: {e}")).scim("invalidFilter"))?;
        let at_least = |n: Option<i64>, least: i64, most: usize| usize::try_from(n.unwrap_or(least).max(least)).unwrap_or(most);
        Ok(Listing {
            filter,
            skip: at_least(self.start_index, 1, usize::MAX) - 1,
            count: self.count.map_or(MOST / 2, |n| at_least(Some(n), 0, MOST)).min(MOST),
            selection: self.selection()?,
        })
    }

    /// What of a resource is asked for.
    ///
    /// # Errors
    /// 400 for lists that are too long.
    pub fn selection(&self) -> Result<Selection, Fault> {
        Selection::parse(self.attributes.as_deref(), self.excluded_attributes.as_deref())
    }
}

impl Listing {
    /// The answer: `resources` are those of this page, `total` all that fit.
    #[must_use]
    pub fn answer(&self, resources: Vec<Value>, total: u64) -> Value {
        let resources: Vec<Value> = resources.into_iter().map(|r| self.selection.of(r)).collect();
        json!({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
            "totalResults": total,
            "startIndex": self.skip.saturating_add(1),
            "itemsPerPage": resources.len(),
            "Resources": resources,
        })
    }
}

/// What fits, counted as it is looked at; only that of the page is kept.
#[derive(Debug)]
pub struct Window<T> {
    listing: Listing,
    seen: usize,
    kept: Vec<T>,
}

impl<T> Window<T> {
    /// An empty one.
    #[must_use]
    pub const fn new(listing: Listing) -> Self {
        Self { listing, seen: 0, kept: Vec::new() }
    }

    /// Look at one, which as a resource is `resource`.
    pub fn see(&mut self, resource: &Value, one: T) {
        if self.listing.filter.as_ref().is_none_or(|filter| filter.fits(resource)) {
            if self.seen >= self.listing.skip && self.kept.len() < self.listing.count {
                self.kept.push(one);
            }
            self.seen += 1;
        }
    }

    /// How many fit, and those of the page.
    #[must_use]
    pub fn end(self) -> (u64, Vec<T>) {
        (u64::try_from(self.seen).unwrap_or(u64::MAX), self.kept)
    }
}

/// An object of a body, empty where there is none.
pub(super) fn object<'a>(body: &'a Map<String, Value>, name: &str, none: &'a Map<String, Value>) -> &'a Map<String, Value> {
    super::attribute::member(body, name).and_then(Value::as_object).unwrap_or(none)
}
