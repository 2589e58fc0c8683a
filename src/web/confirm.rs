//! The page of its own that every act gets which can't be undone, or which needs words.
//!
//! It says again whom and what the act concerns and whether secrecy stands, takes the reason, and is sent once.

use super::page::Page;
use super::parts::{ErrorSummary, Facts, Field, Message, Strip, Text};
use askama::Template;
use askama_web::WebTemplate;

/// The page of an act.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "confirm.html")]
pub struct ConfirmPage {
    /// Around it; its title is the act.
    pub p: Page,
    /// Where it belongs: word and address, outermost first.
    pub crumbs: Vec<(Text, String)>,
    /// What will happen, in a sentence.
    pub lead: Text,
    /// Recipient, scope, documents: what the act concerns, said again. Empty for an act that concerns nothing else.
    pub restated: Facts,
    /// Secrecy, if any stands.
    pub strip: Option<Strip>,
    /// What else is to be known: who the second person is, what can't be undone.
    pub warnings: Vec<Message>,
    /// What is wrong with what was sent.
    pub errors: ErrorSummary,
    /// Reason and whatever the act needs; what was typed is in them.
    pub fields: Vec<Field>,
    /// What was read and is sent along: digest, version.
    pub hidden: Vec<(&'static str, String)>,
    /// Where it is sent.
    pub action: String,
    /// Whether files are sent.
    pub files: bool,
    /// What the button says.
    pub button: Text,
    /// Where to go without doing it.
    pub back: String,
}

impl ConfirmPage {
    /// The page of an act with nothing but its sentence.
    pub fn new(p: Page, lead: impl Into<Text>, action: String, button: impl Into<Text>, back: String) -> Self {
        Self {
            p,
            crumbs: Vec::new(),
            lead: lead.into(),
            restated: Facts::default(),
            strip: None,
            warnings: Vec::new(),
            errors: ErrorSummary::none(),
            fields: Vec::new(),
            hidden: Vec::new(),
            action,
            files: false,
            button: button.into(),
            back,
        }
    }

    /// With fields; their errors make the summary.
    #[must_use]
    pub fn fields(mut self, fields: Vec<Field>) -> Self {
        self.errors = ErrorSummary::of(self.p.words, &fields);
        self.fields = fields;
        self
    }

    /// With errors that belong to no field, on top of those that do: the refusals of the workflow.
    #[must_use]
    pub fn refused(mut self, why: impl IntoIterator<Item = Text>) -> Self {
        self.errors.errors.extend(why.into_iter().map(|text| (Text::default(), text)));
        self.errors.title = self.p.words.say1("form-errors", "n", self.errors.errors.len());
        self
    }
}
