//! What this service provider can do, and of what its resources are made (RFC 7643, sections 5 to 7; RFC 7644, section 4).

use super::attribute::{CONTACT, CUSTOMER, GROUP, USER};
use super::{base, reply};
use crate::api::extract::{Ids, Query};
use crate::api::fault::Fault;
use crate::app::App;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};

/// Most resources in one answer.
pub const MOST: usize = 200;

/// Discovery takes no filter: a client that sends one takes the answer for something else (RFC 7644, section 4).
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    filter: Option<String>,
}

impl Asked {
    fn refuse_filter(&self) -> Result<(), Fault> {
        match self.filter {
            Some(_) => Err(Fault::forbidden("a filter is not taken here")),
            None => Ok(()),
        }
    }
}

/// `GET /scim/v2/ServiceProviderConfig`
pub async fn config(State(app): State<App>, Query(asked): Query<Asked>) -> Result<Response, Fault> {
    asked.refuse_filter()?;
    let body = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
        "patch": { "supported": true },
        "bulk": { "supported": false, "maxOperations": 0, "maxPayloadSize": 0 },
        "filter": { "supported": true, "maxResults": MOST },
        "changePassword": { "supported": false },
        "sort": { "supported": false },
        "etag": { "supported": true },
        "authenticationSchemes": [{
            "type": "oauthbearertoken",
            "name": "Token",
            "description": "A token with the scope scim, in the header Authorization: Bearer",
            "primary": true,
        }],
        "meta": { "resourceType": "ServiceProviderConfig", "location": format!("{}/ServiceProviderConfig", base(&app)) },
    });
    Ok(reply(StatusCode::OK, &body))
}

fn list(resources: &[Value]) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
        "totalResults": resources.len(),
        "startIndex": 1,
        "itemsPerPage": resources.len(),
        "Resources": resources,
    })
}

fn types(base: &str) -> [Value; 2] {
    let kind = |name: &str, endpoint: &str, description: &str, schema: &str, extension: &str| {
        json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
            "id": name,
            "name": name,
            "endpoint": endpoint,
            "description": description,
            "schema": schema,
            "schemaExtensions": [{ "schema": extension, "required": false }],
            "meta": { "resourceType": "ResourceType", "location": format!("{base}/ResourceTypes/{name}") },
        })
    };
    [
        kind("User", "/Users", "A person whom a customer listed to be told", USER, CONTACT),
        kind("Group", "/Groups", "A customer; its members are its contacts", GROUP, CUSTOMER),
    ]
}

fn one_of(all: Vec<Value>, id: &str) -> Result<Response, Fault> {
    let found = all.into_iter().find(|one| one["id"].as_str().is_some_and(|known| known.eq_ignore_ascii_case(id)));
    found.map(|one| reply(StatusCode::OK, &one)).ok_or_else(Fault::not_found)
}

/// `GET /scim/v2/ResourceTypes`
pub async fn resource_types(State(app): State<App>, Query(asked): Query<Asked>) -> Result<Response, Fault> {
    asked.refuse_filter()?;
    Ok(reply(StatusCode::OK, &list(&types(&base(&app)))))
}

/// `GET /scim/v2/ResourceTypes/{id}`
pub async fn resource_type(State(app): State<App>, ids: Ids) -> Result<Response, Fault> {
    one_of(types(&base(&app)).to_vec(), ids.text(0))
}

/// `GET /scim/v2/Schemas`
pub async fn schemas(State(app): State<App>, Query(asked): Query<Asked>) -> Result<Response, Fault> {
    asked.refuse_filter()?;
    Ok(reply(StatusCode::OK, &list(&definitions(&base(&app)))))
}

/// `GET /scim/v2/Schemas/{id}`
pub async fn schema(State(app): State<App>, ids: Ids) -> Result<Response, Fault> {
    one_of(definitions(&base(&app)), ids.text(0))
}

/// How an attribute differs from a plain text that may be read and written.
#[derive(Clone, Copy, Default)]
struct Traits {
    kind: Option<&'static str>,
    several: bool,
    required: bool,
    exact: bool,
    read_only: bool,
    unique: bool,
}

const TEXT: Traits = Traits { kind: None, several: false, required: false, exact: false, read_only: false, unique: false };

fn attribute(name: &str, description: &str, traits: Traits, parts: &[Value]) -> Value {
    let mut attribute = json!({
        "name": name,
        "type": if parts.is_empty() { traits.kind.unwrap_or("string") } else { "complex" },
        "multiValued": traits.several,
        "description": description,
        "required": traits.required,
        "caseExact": traits.exact,
        "mutability": if traits.read_only { "readOnly" } else { "readWrite" },
        "returned": "default",
        "uniqueness": if traits.unique { "server" } else { "none" },
    });
    if let (false, Some(object)) = (parts.is_empty(), attribute.as_object_mut()) {
        object.insert("subAttributes".to_owned(), parts.into());
    }
    attribute
}

fn definition(base: &str, id: &str, name: &str, description: &str, attributes: &[Value]) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Schema"],
        "id": id,
        "name": name,
        "description": description,
        "attributes": attributes,
        "meta": { "resourceType": "Schema", "location": format!("{base}/Schemas/{id}") },
    })
}

fn definitions(base: &str) -> Vec<Value> {
    let text = |name: &str, description: &str| attribute(name, description, TEXT, &[]);
    let with = |name: &str, description: &str, traits: Traits| attribute(name, description, traits, &[]);
    let fixed = |name: &str, description: &str| with(name, description, Traits { read_only: true, exact: true, ..TEXT });
    let truth = Traits { kind: Some("boolean"), ..TEXT };
    let external = || with("externalId", "The id in the client's directory", Traits { exact: true, ..TEXT });
    vec![
        definition(
            base,
            USER,
            "User",
            "A person whom a customer listed to be told",
            &[
                with(
                    "userName",
                    "Name in the client's directory, one of its kind in a customer",
                    Traits { required: true, unique: true, ..TEXT },
                ),
                attribute(
                    "name",
                    "Parts of the name",
                    TEXT,
                    &[text("formatted", "Whole"), text("givenName", "Given"), text("familyName", "Family")],
                ),
                text("displayName", "Name or role, as letters say it"),
                with("active", "Whether the person is on the list; false keeps the entry", truth),
                attribute(
                    "emails",
                    "The address to write to: the primary one, else the first",
                    Traits { several: true, ..TEXT },
                    &[text("value", "Address"), text("type", "Kind, such as work"), with("primary", "Whether it is the one to use", truth)],
                ),
                text("preferredLanguage", "Language of letters: en or sv; others count as the customer's"),
                external(),
                attribute(
                    "groups",
                    "The customer",
                    Traits { several: true, read_only: true, ..TEXT },
                    &[fixed("value", "Its id"), fixed("$ref", "Its address")],
                ),
            ],
        ),
        definition(
            base,
            GROUP,
            "Group",
            "A customer",
            &[
                with("displayName", "Name", Traits { required: true, ..TEXT }),
                attribute(
                    "members",
                    "Its contacts that are on the list",
                    Traits { several: true, ..TEXT },
                    &[
                        with("value", "Id of the user", Traits { exact: true, ..TEXT }),
                        fixed("$ref", "Address of the user"),
                        fixed("display", "Name"),
                        fixed("type", "User"),
                    ],
                ),
                external(),
            ],
        ),
        definition(
            base,
            CONTACT,
            "Contact",
            "What a notice needs to know of a contact",
            &[
                with(
                    "customer",
                    "Id of the customer; needed for a new user with a token for all customers",
                    Traits { exact: true, ..TEXT },
                ),
                text("purpose", "legal_notices, security, privacy or general"),
                with("order", "Place in the order, the lowest told first; several may share one", Traits { kind: Some("integer"), ..TEXT }),
                text("language", "Language of letters: en or sv"),
                with("verified", "Whether the address has answered", Traits { read_only: true, ..truth }),
            ],
        ),
        definition(
            base,
            CUSTOMER,
            "Customer",
            "What a customer is",
            &[
                text("class", "consumer, enterprise, public_sector or privileged"),
                text("country", "ISO 3166 alpha-2"),
                text("language", "Language of letters: en or sv"),
            ],
        ),
    ]
}
