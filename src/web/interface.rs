//! The interface for programs, to read: made from the same lines as its document.

use super::page::{Page, Section};
use super::session::Session;
use crate::api::openapi::{described, tag};
use askama::Template;
use askama_web::WebTemplate;
use axum::response::IntoResponse;

/// One operation.
struct Operation {
    method: &'static str,
    path: &'static str,
    scopes: String,
    summary: &'static str,
    note: &'static str,
}

/// Operations about one thing.
struct Group {
    name: String,
    operations: Vec<Operation>,
}

#[derive(Template, WebTemplate)]
#[template(path = "tokens/interface.html")]
struct InterfacePage {
    p: Page,
    groups: Vec<Group>,
}

/// `GET /tokens/interface`
pub async fn show(session: Session) -> impl IntoResponse {
    let mut groups: Vec<Group> = Vec::new();
    for (line, told) in described() {
        let scopes = line.rule.scopes.iter().map(|s| s.code()).collect::<Vec<_>>().join(", ");
        let operation = Operation { method: line.method, path: line.rule.path, scopes, summary: told.summary, note: told.note };
        let name = tag(line.rule.path);
        match groups.iter_mut().find(|group| group.name == name) {
            Some(group) => group.operations.push(operation),
            None => groups.push(Group { name: name.to_owned(), operations: vec![operation] }),
        }
    }
    InterfacePage { p: session.page("interface-title", Section::People), groups }
}
