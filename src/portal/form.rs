//! The page of a form behind this door.

use super::page::Chrome;
use crate::web::page::Page;
use crate::web::parts::{ErrorSummary, Field, Message, Text};
use askama::Template;
use askama_web::WebTemplate;

#[derive(Template, WebTemplate)]
#[template(path = "portal/form.html")]
pub(super) struct FormPage {
    pub p: Page,
    pub c: Chrome,
    /// Where it belongs: word and address, outermost first.
    pub crumbs: Vec<(Text, String)>,
    pub lead: Text,
    pub notes: Vec<Message>,
    pub errors: ErrorSummary,
    pub fields: Vec<Field>,
    /// Whether files are sent.
    pub files: bool,
    pub hidden: Vec<(&'static str, String)>,
    pub action: String,
    pub button: Text,
    pub back: String,
}
