//! A customer as SCIM's group (RFC 7643, section 4.2), and back.

use super::attribute::{CUSTOMER, GROUP, member};
use super::list::object;
use super::user::{text, versioned};
use crate::api::fault::Fault;
use crate::store::customers::CustomerRow;
use crate::store::customers::users::User;
use crate::workflow::customers::{Group, NewCustomer};
use domain::ids::ContactId;
use domain::paper::CustomerClass;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// The resource, with its tag as version. The tag is that of the whole group, whatever of it is shown.
#[must_use]
pub fn resource(base: &str, group: &Group) -> Value {
    let customer = &group.customer;
    let on_list = group.users.iter().filter(|u| u.contact.removed_at.is_none());
    let member = |user: &User| {
        json!({
            "value": user.contact.id,
            "$ref": format!("{base}/Users/{}", user.contact.id),
            "display": user.contact.name,
            "type": "User",
        })
    };
    let mut resource = json!({
        "schemas": [GROUP, CUSTOMER],
        "id": customer.id,
        "displayName": customer.name,
        "members": on_list.map(member).collect::<Vec<_>>(),
        CUSTOMER: { "class": customer.class, "country": customer.country, "language": customer.language },
        "meta": {
            "resourceType": "Group",
            "created": customer.created_at,
            "lastModified": group.users.iter().map(|u| u.contact.changed_at).fold(customer.changed_at, Ord::max),
            "location": format!("{base}/Groups/{}", customer.id),
        },
    });
    if let (Some(external), Some(object)) = (&customer.external_id, resource.as_object_mut()) {
        object.insert("externalId".to_owned(), external.as_str().into());
    }
    versioned(resource)
}

/// The members that a resource names.
///
/// # Errors
/// 400 for what is no list of users.
pub fn members(sent: &Map<String, Value>) -> Result<BTreeSet<ContactId>, Fault> {
    let wrong = || Fault::value("'members' is a list of objects with the id of a user as value");
    match member(sent, "members") {
        None | Some(Value::Null) => Ok(BTreeSet::new()),
        Some(Value::Array(members)) => members
            .iter()
            .map(|m| {
                let value = m.as_object().and_then(|m| member(m, "value")).and_then(Value::as_str);
                value.and_then(|v| v.parse().ok()).ok_or_else(wrong)
            })
            .collect(),
        Some(_) => Err(wrong()),
    }
}

/// The customer that a resource asks for; what it does not say stays as it is.
///
/// # Errors
/// 400 with what can't be kept.
pub fn wanted(sent: &Map<String, Value>, before: Option<&CustomerRow>) -> Result<NewCustomer, Fault> {
    let none = Map::new();
    let more = object(sent, CUSTOMER, &none);
    let name = text(sent, "displayName")?.ok_or_else(|| Fault::value("'displayName' is needed"))?;
    let class = match text(more, "class")?.or_else(|| before.map(|b| b.class.clone())) {
        None => CustomerClass::Enterprise,
        Some(code) => CustomerClass::from_code(&code).ok_or_else(|| Fault::value("'class' is no class of customers"))?,
    };
    let country = text(more, "country")?.or_else(|| before.map(|b| b.country.clone()));
    let new = NewCustomer {
        name,
        class,
        country: country.ok_or_else(|| Fault::value(format!("a new customer needs '{CUSTOMER}:country', ISO 3166 alpha-2")))?,
        language: text(more, "language")?.or_else(|| before.map(|b| b.language.clone())).unwrap_or_else(|| "en".to_owned()),
        external_id: text(sent, "externalId")?,
        ..NewCustomer::default()
    };
    let Some(before) = before else { return Ok(new) };
    let NewCustomer { name, class, country, language, external_id, .. } = new;
    Ok(NewCustomer { name, class, country, language, external_id, ..NewCustomer::of(before) })
}
