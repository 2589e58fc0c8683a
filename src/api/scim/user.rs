//! A contact as SCIM's user (RFC 7643, section 4.1), and back.

use super::attribute::{CONTACT, USER, equal, member};
use crate::api::etag;
use crate::api::fault::Fault;
use crate::store::customers::CustomerRow;
use crate::store::customers::users::User;
use crate::words::Language;
use crate::workflow::customers::{NewContact, WantedUser};
use domain::contact::ContactPurpose;
use serde_json::{Map, Value, json};

/// The resource, with its tag as version.
#[must_use]
pub fn resource(base: &str, user: &User) -> Value {
    let contact = &user.contact;
    let active = contact.removed_at.is_none();
    let kept = user.kept.as_ref();
    let mut name = Map::new();
    name.insert("formatted".to_owned(), contact.name.as_str().into());
    for (part, value) in [("givenName", kept.map(|k| &k.given_name)), ("familyName", kept.map(|k| &k.family_name))] {
        if let Some(value) = value.filter(|v| !v.is_empty()) {
            name.insert(part.to_owned(), value.as_str().into());
        }
    }
    let groups = if active {
        json!([{ "value": contact.customer_id, "$ref": format!("{base}/Groups/{}", contact.customer_id), "type": "direct" }])
    } else {
        json!([])
    };
    let mut resource = json!({
        "schemas": [USER, CONTACT],
        "id": contact.id,
        "userName": user.user_name(),
        "name": name,
        "displayName": contact.name,
        "active": active,
        "emails": [{ "value": contact.mail, "type": "work", "primary": true }],
        "preferredLanguage": contact.language,
        "groups": groups,
        CONTACT: {
            "customer": contact.customer_id,
            "purpose": contact.purpose,
            "order": contact.position,
            "language": contact.language,
            "verified": contact.verified_at.is_some(),
        },
        "meta": {
            "resourceType": "User",
            "created": contact.created_at,
            "lastModified": contact.changed_at,
            "location": format!("{base}/Users/{}", contact.id),
        },
    });
    if let (Some(external), Some(object)) = (&contact.external_id, resource.as_object_mut()) {
        object.insert("externalId".to_owned(), external.as_str().into());
    }
    versioned(resource)
}

/// With the tag of its content as version.
pub(super) fn versioned(mut resource: Value) -> Value {
    let tag = etag::of(&resource);
    if let Some(meta) = resource.get_mut("meta").and_then(Value::as_object_mut) {
        meta.insert("version".to_owned(), tag.into());
    }
    resource
}

/// The tag of a resource.
#[must_use]
pub fn tag(resource: &Value) -> &str {
    resource["meta"]["version"].as_str().unwrap_or_default()
}

/// One text, as it is sent: bare, or by some clients as a list of one object with a value.
pub(super) fn text(object: &Map<String, Value>, name: &str) -> Result<Option<String>, Fault> {
    let wrong = || Fault::value(format!("'{name}' is a text"));
    match member(object, name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.trim().to_owned()).filter(|t| !t.is_empty())),
        Some(Value::Array(one)) if one.len() == 1 => {
            let value = one.first().and_then(|v| v.get("value")).and_then(Value::as_str).ok_or_else(wrong)?;
            Ok(Some(value.trim().to_owned()).filter(|t| !t.is_empty()))
        }
        Some(_) => Err(wrong()),
    }
}

fn active(object: &Map<String, Value>) -> Result<bool, Fault> {
    match member(object, "active") {
        None | Some(Value::Null) => Ok(true),
        Some(value) if equal(value, &Value::Bool(true), false) => Ok(true),
        Some(value) if equal(value, &Value::Bool(false), false) => Ok(false),
        Some(_) => Err(Fault::value("'active' is true or false")),
    }
}

/// The address to write to: the primary one, else the one for work, else the first; without any, a user name that is an address.
fn address(object: &Map<String, Value>, user_name: &str) -> Result<String, Fault> {
    let emails = match member(object, "emails") {
        None | Some(Value::Null) => &[][..],
        Some(Value::Array(emails)) => emails.as_slice(),
        Some(_) => return Err(Fault::value("'emails' is a list")),
    };
    let value = |email: &Value| email.as_object().and_then(|e| member(e, "value")).and_then(Value::as_str).map(|v| v.trim().to_owned());
    let is = |email: &Value, part: &str, wanted: &Value| {
        email.as_object().and_then(|e| member(e, part)).is_some_and(|v| equal(v, wanted, false))
    };
    let with_value = || emails.iter().filter(|e| value(e).is_some_and(|v| !v.is_empty()));
    let chosen = with_value()
        .find(|e| is(e, "primary", &Value::Bool(true)))
        .or_else(|| with_value().find(|e| is(e, "type", &Value::from("work"))))
        .or_else(|| with_value().next());
    match chosen.and_then(value) {
        Some(address) => Ok(address),
        None if user_name.contains('@') => Ok(user_name.to_owned()),
        None => Err(Fault::value("an address is needed: 'emails', or a userName that is one")),
    }
}

/// What a resource that a client sent asks for. `before` is what is there; `customer` speaks for what a new one does not say.
///
/// # Errors
/// 400 with what can't be kept.
pub fn wanted(sent: &Value, before: Option<&User>, customer: &CustomerRow) -> Result<WantedUser, Fault> {
    let object = sent.as_object().ok_or_else(|| Fault::unreadable("a user is an object"))?;
    let user_name = text(object, "userName")?.ok_or_else(|| Fault::value("'userName' is needed"))?;
    let empty = Map::new();
    let parts = |name: &str| match member(object, name) {
        None | Some(Value::Null) => Ok(&empty),
        Some(Value::Object(parts)) => Ok(parts),
        Some(_) => Err(Fault::value(format!("'{name}' is an object"))),
    };
    let (name, more) = (parts("name")?, parts(CONTACT)?);
    let (given, family) = (text(name, "givenName")?.unwrap_or_default(), text(name, "familyName")?.unwrap_or_default());
    let whole = |given: &str, family: &str| format!("{given} {family}").trim().to_owned();
    let said = text(object, "displayName")?.or(text(name, "formatted")?);
    // A name that was made of its parts follows them when they change.
    let followed = before.and_then(|b| Some((b, b.kept.as_ref()?))).filter(|(before, kept)| {
        before.contact.name == whole(&kept.given_name, &kept.family_name) && said.as_deref() == Some(before.contact.name.as_str())
    });
    let display = match (said, whole(&given, &family)) {
        (Some(_), parts) if followed.is_some() && !parts.is_empty() => parts,
        (Some(said), _) => said,
        (None, parts) if !parts.is_empty() => parts,
        (None, _) => user_name.clone(),
    };
    let purpose = match text(more, "purpose")? {
        Some(code) => {
            ContactPurpose::from_code(&code).ok_or_else(|| Fault::value("'purpose' is legal_notices, security, privacy or general"))?
        }
        None => before.and_then(|b| ContactPurpose::from_code(&b.contact.purpose)).unwrap_or_default(),
    };
    let position = match member(more, "order") {
        None | Some(Value::Null) => None,
        Some(order) => Some(order.as_i64().filter(|n| (0..=1_000_000).contains(n)).ok_or_else(|| Fault::value("'order' is a number"))?),
    };
    let contact = NewContact {
        name: display,
        mail: address(object, &user_name)?,
        language: language(object, more, before, customer)?,
        purpose,
        position,
        external_id: text(object, "externalId")?,
        verified_at: None,
    };
    Ok(WantedUser { user_name, given_name: given, family_name: family, active: active(object)?, contact })
}

/// What changed of the two languages counts; of the common one only its first part, and only one that letters are written in.
fn language(
    object: &Map<String, Value>,
    more: &Map<String, Value>,
    before: Option<&User>,
    customer: &CustomerRow,
) -> Result<String, Fault> {
    let was = before.map(|b| b.contact.language.as_str());
    let own = text(more, "language")?;
    if let Some(code) = own.as_deref().filter(|code| Some(*code) != was) {
        let known = Language::from_code(code).ok_or_else(|| Fault::value("'language' is en or sv"))?;
        return Ok(known.code().to_owned());
    }
    let common = text(object, "preferredLanguage")?.filter(|tag| Some(tag.as_str()) != was);
    let first = common.as_deref().and_then(|tag| tag.split(['-', '_']).next()).map(str::to_ascii_lowercase);
    let known = first.as_deref().and_then(Language::from_code).map(|l| l.code().to_owned());
    Ok(known.or_else(|| was.map(str::to_owned)).unwrap_or_else(|| customer.language.clone()))
}
