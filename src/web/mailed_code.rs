//! Coming in by a mailed code: what the customers' and the authorities' door have in common.

use super::page::Page;
use super::parts::{ErrorSummary, Field, Text};
use super::session::give_language;
use crate::app::App;
use crate::words::{Language, Words};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::TimeDelta;
use domain::Instant;
use serde::Deserialize;

/// The address that was typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct AskForm {
    pub(crate) mail: String,
}

impl AskForm {
    /// Whether it is an address at all.
    pub(crate) fn is_address(&self) -> bool {
        self.mail.trim().parse::<lettre::Address>().is_ok()
    }
}

/// The code that was typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct CodeForm {
    pub(crate) code: String,
}

/// What was chosen at the foot of a page.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct LanguageForm {
    language: String,
    pub(crate) next: String,
}

impl LanguageForm {
    /// Remember the choice, and go on to `next`.
    pub(crate) fn chosen(&self, app: &App, next: &str) -> Response {
        let mut response = Redirect::to(next).into_response();
        if let Some(language) = Language::from_code(&self.language) {
            give_language(&mut response, app.settings.secure(), language);
        }
        response
    }
}

/// Everything around a page for somebody who is not signed in. `title` is a sentence key.
pub(crate) fn outside(app: &App, words: Words, title: &str, here: &str) -> Page {
    let mut p = Page::outside(words, words.say(title));
    p.demo = app.settings.demo;
    p.here = here.to_owned();
    p
}

/// How long it is until one may ask again, said a little long rather than short.
pub(crate) fn wait(app: &App, words: Words, until: Instant) -> Text {
    words.say1("portal-wait", "span", words.span(&app.clock.now(), &(until + TimeDelta::seconds(59))))
}

/// The field for an address; `key` is the sentence of its label, and with `-hint` of its hint.
pub(crate) fn mail_field(words: Words, key: &str, mail: &str, error: Option<Text>) -> Field {
    Field::line("email", "mail", words.say(key))
        .value(mail.to_owned())
        .hint(words.say(format!("{key}-hint")))
        .autocomplete("email")
        .error(error)
}

/// The field for a code.
pub(crate) fn code_field(words: Words, error: Option<Text>) -> Field {
    Field::line("text", "code", words.say("portal-code"))
        .hint(words.say("portal-code-hint"))
        .autocomplete("one-time-code")
        .inputmode("numeric")
        .class("code")
        .error(error)
}

/// What is wrong: with the field, or with the whole of it.
pub(crate) fn errors(words: Words, field: &Field, whole: Option<Text>) -> ErrorSummary {
    match whole {
        Some(text) => ErrorSummary::whole(words, text),
        None => ErrorSummary::of(words, std::slice::from_ref(field)),
    }
}
