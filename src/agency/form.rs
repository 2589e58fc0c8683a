//! The page of a form behind this door, and how a form with files is read.

use super::page::Chrome;
use crate::app::App;
use crate::web::page::Page;
use crate::web::parts::{ErrorSummary, Field, Message, Text};
use crate::web::problem::Problem;
use crate::web::sent::Sent;
use askama::Template;
use askama_web::WebTemplate;
use axum::extract::multipart::Multipart;
use axum::extract::{FromRequest, Request};

/// A part of a form, under its own heading.
pub(super) struct Section {
    pub title: Text,
    pub fields: Vec<Field>,
}

#[derive(Template, WebTemplate)]
#[template(path = "agency/form.html")]
pub(super) struct FormPage {
    pub p: Page,
    pub c: Chrome,
    /// Where it belongs: word and address, outermost first.
    pub crumbs: Vec<(Text, String)>,
    pub lead: Text,
    pub notes: Vec<Message>,
    pub errors: ErrorSummary,
    pub sections: Vec<Section>,
    pub hidden: Vec<(&'static str, String)>,
    pub action: String,
    pub button: Text,
    /// The word on the button that keeps the form without sending it, where there is one.
    pub keep: Option<Text>,
    pub back: String,
}

/// What a form sent; always with files, which may be none.
pub(super) async fn read(app: &App, request: Request) -> Result<Sent, Problem> {
    let form = Multipart::from_request(request, app).await.map_err(|_| Problem::Unreadable)?;
    Sent::read(form).await
}

/// The first text of a name, cut.
pub(super) fn one(sent: &Sent, name: &str, most: usize) -> String {
    sent.pairs.iter().find(|(n, _)| n == name).map_or_else(String::new, |(_, text)| text.chars().take(most).collect())
}

/// All texts of a name.
pub(super) fn all(pairs: &[(String, String)], name: &str) -> Vec<String> {
    pairs.iter().filter(|(n, _)| n == name).map(|(_, text)| text.clone()).collect()
}

/// The key of a form: sent twice, it does one thing.
///
/// # Errors
/// [`Problem::Unreadable`] without one.
pub(super) fn key(sent: &Sent) -> Result<String, Problem> {
    let key = one(sent, "key", 101).trim().to_owned();
    if key.is_empty() || key.len() > 100 { Err(Problem::Unreadable) } else { Ok(key) }
}
