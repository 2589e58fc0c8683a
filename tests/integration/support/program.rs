//! A program that comes with a token.

use super::site::Site;
use axum::body::Body;
use axum::http::{HeaderMap, StatusCode};
use domain::actor::Actor;
use domain::ids::{CustomerId, TokenId};
use domain::token::TokenScope;
use http_body_util::BodyExt;
use ombud::workflow::customers::NewCustomer;
use ombud::workflow::tokens::NewToken;
use serde_json::Value;

/// A program with its token, if it has one.
pub struct Program {
    visitor: super::site::Visitor,
    pub secret: Option<String>,
    pub token: Option<TokenId>,
}

/// What it got back.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
    /// The body, if it is JSON; null otherwise.
    pub json: Value,
}

impl Reply {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
    }

    /// The id of what it holds.
    pub fn id(&self) -> String {
        self.json["id"].as_str().unwrap_or_else(|| panic!("no id: {} {}", self.status, self.text)).to_owned()
    }

    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        self
    }
}

impl Program {
    /// With a token for these scopes, perhaps bound to a customer.
    pub async fn with(site: &Site, scopes: &[TokenScope], customer: Option<CustomerId>) -> Self {
        let new = NewToken { name: "a test's program".to_owned(), scopes: scopes.iter().copied().collect(), customer, days: 30 };
        let (id, secret) = site.app.workflow.issue_token(Actor::Operator, new).await.unwrap();
        Self { visitor: site.visitor(), secret: Some(secret.secret().to_owned()), token: Some(id) }
    }

    /// Without one, or with a wrong one.
    pub fn stranger(site: &Site, secret: Option<&str>) -> Self {
        Self { visitor: site.visitor(), secret: secret.map(str::to_owned), token: None }
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send("GET", path, None, &[]).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.send("POST", path, Some(body.to_string()), &[]).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Reply {
        self.send("PUT", path, Some(body.to_string()), &[]).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Reply {
        self.send("PATCH", path, Some(body.to_string()), &[]).await
    }

    pub async fn delete(&self, path: &str) -> Reply {
        self.send("DELETE", path, None, &[]).await
    }

    pub async fn send(&self, method: &str, path: &str, body: Option<String>, headers: &[(&str, &str)]) -> Reply {
        let mut request = self.visitor.request(method, path);
        if !headers.iter().any(|(name, _)| *name == "content-type") {
            request = request.header("content-type", "application/scim+json");
        }
        if let Some(secret) = &self.secret {
            request = request.header("authorization", format!("Bearer {secret}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = self.visitor.raw(request.body(body.map_or_else(Body::empty, Body::from)).unwrap()).await;
        let (parts, body) = response.into_parts();
        let text = String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap();
        Reply { status: parts.status, headers: parts.headers, json: serde_json::from_str(&text).unwrap_or_default(), text }
    }
}

/// A customer of the test.
pub async fn customer(site: &Site, name: &str) -> CustomerId {
    let new = NewCustomer { name: name.to_owned(), country: "SE".to_owned(), ..NewCustomer::default() };
    site.app.workflow.add_customer(Actor::Operator, new).await.unwrap()
}

/// A filter in an address.
pub fn filtered(path: &str, filter: &str) -> String {
    format!("{path}?filter={}", ombud::web::paths::encoded(filter))
}
