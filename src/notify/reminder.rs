//! The mail that reminds our own staff: the same words whatever it is about.

use super::letters::subject;
use super::markup::{self, clean};
use crate::words::Language;
use crate::workflow::Mail;
use askama::Template;

#[derive(Template)]
#[template(path = "mail/staff_reminder.en.txt", escape = "none")]
struct En<'a> {
    provider: &'a str,
    desk: Option<&'a str>,
}

#[derive(Template)]
#[template(path = "mail/staff_reminder.sv.txt", escape = "none")]
struct Sv<'a> {
    provider: &'a str,
    desk: Option<&'a str>,
}

/// Write it: `provider` is the house's name, `desk` the address where one signs in, if it is known.
///
/// # Errors
/// The template failed, which only running out of memory makes it do.
pub fn render(provider: &str, desk: Option<&str>, language: Language) -> askama::Result<Mail> {
    let provider = clean(provider);
    let source = match language {
        Language::Sv => Sv { provider: &provider, desk }.render(),
        // Staff read the languages of the screens.
        Language::En | Language::De | Language::Fr => En { provider: &provider, desk }.render(),
    }?;
    let blocks = markup::parse(&source);
    let subject = subject(language);
    Ok(Mail { subject: subject.to_owned(), text: markup::text(&blocks), html: Some(markup::html(language.code(), subject, &blocks)) })
}
