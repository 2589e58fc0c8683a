//! The mails that remind our own staff: they say that something waits, how many and how urgent, and of nothing what it is.

use super::letters::subject;
use super::markup::{self, clean};
use crate::words::{Language, Words};
use crate::workflow::{Mail, Reminder};
use askama::Template;

struct View<'a> {
    provider: &'a str,
    desk: Option<&'a str>,
}

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

#[derive(Template)]
#[template(path = "mail/staff_marks.en.txt", escape = "none")]
struct MarksEn<'a> {
    provider: &'a str,
    desk: Option<&'a str>,
    duties: u64,
    overdue: u64,
}

#[derive(Template)]
#[template(path = "mail/staff_marks.sv.txt", escape = "none")]
struct MarksSv<'a> {
    provider: &'a str,
    desk: Option<&'a str>,
    duties: u64,
    overdue: u64,
}

#[derive(Template)]
#[template(path = "mail/staff_on_call.en.txt", escape = "none")]
struct OnCallEn<'a> {
    provider: &'a str,
    desk: Option<&'a str>,
    minutes: i64,
}

#[derive(Template)]
#[template(path = "mail/staff_on_call.sv.txt", escape = "none")]
struct OnCallSv<'a> {
    provider: &'a str,
    desk: Option<&'a str>,
    minutes: i64,
}

/// Write it: `provider` is the house's name, `desk` the address where one signs in, if it is known.
///
/// # Errors
/// The template failed, which only running out of memory makes it do.
pub fn render(what: Reminder, provider: &str, desk: Option<&str>, language: Language) -> askama::Result<Mail> {
    let provider = clean(provider);
    let view = View { provider: &provider, desk };
    // Staff read the languages of the screens.
    let source = if language == Language::Sv { swedish(what, view) } else { english(what, view) }?;
    let blocks = markup::parse(&source);
    let subject = match what {
        Reminder::Desk | Reminder::Marks { .. } => subject(language).into(),
        // Whoever is on call must see at night that this one is not to wait.
        Reminder::Emergency { .. } => Words::of(language).say("mail-subject-on-call"),
    };
    let html = Some(markup::html(language.code(), &subject, &blocks));
    Ok(Mail { subject: subject.into_owned(), text: markup::text(&blocks), html })
}

fn english(what: Reminder, View { provider, desk }: View<'_>) -> askama::Result<String> {
    match what {
        Reminder::Desk => En { provider, desk }.render(),
        Reminder::Marks { duties, overdue } => MarksEn { provider, desk, duties, overdue }.render(),
        Reminder::Emergency { minutes } => OnCallEn { provider, desk, minutes }.render(),
    }
}

fn swedish(what: Reminder, View { provider, desk }: View<'_>) -> askama::Result<String> {
    match what {
        Reminder::Desk => Sv { provider, desk }.render(),
        Reminder::Marks { duties, overdue } => MarksSv { provider, desk, duties, overdue }.render(),
        Reminder::Emergency { minutes } => OnCallSv { provider, desk, minutes }.render(),
    }
}
