//! The document of the interface (OpenAPI 3.1), made from the table of routes: an address that is served is in it, and what is
//! in it is served.

use super::fault::Problem;
use super::routes::{Line, table};
use super::told::{Content, Told};
use domain::token::TokenScope;
use serde_json::{Map, Value, json};
use utoipa::{PartialSchema, ToSchema};

/// Where the lines that are described begin. SCIM describes itself (RFC 7643, section 7).
pub const BEGINS: &str = "/api/v1/";

/// The faults that any line may answer with.
const FAULTS: [(u16, &str); 8] = [
    (400, "The request can't be read, or a value in it can't be kept; nothing was changed"),
    (401, "The token is missing, wrong or over"),
    (403, "The token does not open this"),
    (404, "It is not there, or not for this token: the two are one answer"),
    (408, "The request did not arrive in time; nothing was changed"),
    (429, "Too many requests with this token: wait as Retry-After says"),
    (500, "A mistake of ours: ask again later, under the same Idempotency-Key"),
    (503, "Nothing can be written at the moment, and nothing was"),
];

const ABOUT: &str = "For the provider's own systems and for programs that hand demands in. Every request carries a token \
    (`Authorization: Bearer ombud_…`); its scopes say what it opens. What goes wrong comes as problem details (RFC 9457) with a \
    stable code at the end of `type`. A token may ask 300 times at once and 50 times a second after that. A POST under an \
    `Idempotency-Key` is done once, however often it is sent.";

/// The document.
#[must_use]
pub fn document() -> Value {
    let mut paths: Map<String, Value> = Map::new();
    let mut schemas: Map<String, Value> = Map::new();
    schemas.insert(Problem::name().into_owned(), serde_json::to_value(Problem::schema()).unwrap_or_default());
    for (line, told) in described() {
        schemas.extend(told.schemas.clone());
        let item = paths.entry(line.rule.path).or_insert_with(|| json!({}));
        if let Some(item) = item.as_object_mut() {
            item.insert(line.method.to_ascii_lowercase(), operation(&line, &told));
        }
    }
    let scopes: Vec<String> = TokenScope::ALL.iter().map(|s| format!("`{}`", s.code())).collect();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Ombud",
            "version": env!("CARGO_PKG_VERSION"),
            "description": ABOUT,
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "tags": [
            { "name": "demands", "description": "Demands of authorities" },
            { "name": "customers", "description": "Customers, their contacts and accounts" },
            { "name": "instruments", "description": "The rulebook" },
            { "name": "authorities", "description": "The directory of authorities" },
            { "name": "openapi.json", "description": "This document" },
        ],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "token": { "type": "http", "scheme": "bearer", "description": format!("A token of the house. Scopes: {}.", scopes.join(", ")) },
            },
        },
    })
}

/// The lines that are described, with what is said of them.
pub fn described() -> impl Iterator<Item = (Line, Told)> {
    table().into_iter().filter(|line| line.rule.path.starts_with(BEGINS)).filter_map(|line| {
        let told = line.told?();
        Some((line, told))
    })
}

fn operation(line: &Line, told: &Told) -> Value {
    let changes = line.changes;
    let mut parameters: Vec<Value> = segments(line.rule.path).map(in_path).collect();
    parameters.extend(told.query.clone());
    let header = |name: &str, what: &str, most: usize| json!({ "name": name, "in": "header", "required": false, "description": what, "schema": { "type": "string", "maxLength": most } });
    if line.method == "POST" && changes {
        let mut key = header("Idempotency-Key", "Done once per key and token; kept for two days", 200);
        key["schema"] = json!({ "type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]{1,200}$" });
        parameters.push(key);
    }
    if told.if_match {
        parameters.push(header("If-Match", "The ETag that was read, or *", 2_000));
    }
    if told.if_none_match {
        parameters.push(header("If-None-Match", "The ETag that the client has", 2_000));
    }
    let mut responses: Map<String, Value> = Map::new();
    for answer in &told.answers {
        let mut response = json!({ "description": answer.what });
        if let Some(body) = &answer.body {
            response["content"] = content(body);
        }
        for (name, what) in &answer.headers {
            response["headers"][*name] = json!({ "description": what, "schema": { "type": "string" } });
        }
        responses.insert(answer.status.to_string(), response);
    }
    let faults = FAULTS.iter().chain(&told.faults).copied();
    let of_bodies = [(413, "The request is larger than is taken here; nothing was changed")];
    let of_changes = [(409, "It contradicts what is there, or the same key is being worked on; nothing was changed")];
    let of_keys = [(422, "The key stands for another request; nothing was changed")];
    let faults = faults.chain(of_bodies.into_iter().filter(|_| told.body.is_some())).chain(of_changes.into_iter().filter(|_| changes));
    for (status, what) in faults.chain(of_keys.into_iter().filter(|_| line.method == "POST" && changes)) {
        responses.entry(status.to_string()).or_insert_with(|| fault(status, what));
    }
    let opens: Vec<&str> = line.rule.scopes.iter().map(|s| s.code()).collect();
    let opens = if line.rule.scopes.len() == TokenScope::ALL.len() { "any".to_owned() } else { opens.join(" or ") };
    let mut operation = json!({
        "operationId": told.id,
        "summary": told.summary,
        "description": format!("{}{}Scope: {opens}.", told.note, if told.note.is_empty() { "" } else { "\n\n" }),
        "tags": [tag(line.rule.path)],
        "parameters": parameters,
        "responses": responses,
        // An object of the scheme has scopes for OAuth alone; which one opens a line stands beside it, for programs.
        "security": [{ "token": [] }],
        "x-scopes": line.rule.scopes.iter().map(|s| s.code()).collect::<Vec<_>>(),
        "x-body-limit": line.limit,
    });
    if let Some(body) = &told.body {
        operation["requestBody"] = json!({ "required": true, "content": content(body) });
    }
    operation
}

fn content(body: &Content) -> Value {
    body.kinds.iter().map(|kind| ((*kind).to_owned(), json!({ "schema": body.schema }))).collect::<Map<_, _>>().into()
}

fn fault(status: u16, what: &str) -> Value {
    let schema = json!({ "$ref": format!("#/components/schemas/{}", Problem::name()) });
    let mut fault = json!({ "description": what, "content": { "application/problem+json": { "schema": schema } } });
    let said = match status {
        401 => Some(("WWW-Authenticate", "How to come in (RFC 6750)")),
        429 => Some(("Retry-After", "Seconds to wait")),
        _ => None,
    };
    if let Some((name, what)) = said {
        fault["headers"][name] = json!({ "description": what, "schema": { "type": "string" } });
    }
    fault
}

/// The first segment after the beginning: what the line is about.
#[must_use]
pub fn tag(path: &str) -> &str {
    path.strip_prefix(BEGINS).and_then(|rest| rest.split('/').next()).unwrap_or_default()
}

fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
}

fn in_path(name: &str) -> Value {
    let (what, schema) = match name {
        "customer" => ("Ombud's id of it, or `ext:` and the id in your own systems", json!({ "type": "string", "minLength": 1 })),
        "demand" => ("Its reference, such as D-7KQ2-M4XR, or its id", json!({ "type": "string", "minLength": 1 })),
        "instrument" => ("Its id in the rulebook, such as us.sca.warrant", json!({ "type": "string", "minLength": 1 })),
        _ => ("Its id", json!({ "type": "string", "format": "uuid" })),
    };
    json!({ "name": name, "in": "path", "required": true, "description": what, "schema": schema })
}
