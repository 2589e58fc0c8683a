//! Mails to a customer's contacts that follow from no demand: whether an address reaches them, and whether the list is right.
//!
//! Plain text only: the link has to be seen before it is opened.

use super::markup::{self, clean};
use crate::words::{Language, Words};
use crate::workflow::{Mail, UpkeepMail};
use askama::Template;
use chrono_tz::Tz;

/// The page that a mailed link opens, below the public address; the secret follows.
pub const LINK: &str = "/contact/";
/// Where the customers' door begins.
pub const PORTAL: &str = "/customer";

/// Who writes, and where its pages are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct House<'a> {
    /// Name of the provider.
    pub provider: &'a str,
    /// Mail address of the desk.
    pub mail: &'a str,
    /// Where the customers' people find their door, without a slash at the end.
    pub portal: &'a str,
    /// The provider's zone; times are said in it.
    pub zone: Tz,
}

struct View {
    provider: String,
    desk_mail: String,
    customer: String,
    name: String,
    link: String,
    until: String,
    listed: Vec<(String, String)>,
    nobody: bool,
    period: String,
}

macro_rules! sources {
    ($($name:ident $path:literal),+ $(,)?) => {$(
        #[derive(Template)]
        #[template(path = $path, escape = "none")]
        struct $name<'a> {
            f: &'a View,
        }
    )+};
}

sources! {
    VerificationEn "mail/contact_verification.en.txt",
    VerificationSv "mail/contact_verification.sv.txt",
    ReminderEn "mail/contact_reminder.en.txt",
    ReminderSv "mail/contact_reminder.sv.txt",
    ReportEn "mail/customer_report.en.txt",
    ReportSv "mail/customer_report.sv.txt",
}

/// Write the mail to the contact named `name`. The subject is the same for every customer.
///
/// # Errors
/// Only when memory runs out.
pub fn render(mail: &UpkeepMail<'_>, house: &House<'_>, name: &str, language: Language) -> askama::Result<Mail> {
    let words = Words::of(language);
    let mut view = View {
        provider: clean(house.provider),
        desk_mail: clean(house.mail),
        customer: String::new(),
        name: clean(name),
        link: String::new(),
        until: String::new(),
        listed: Vec::new(),
        nobody: false,
        period: String::new(),
    };
    let (subject, source) = match mail {
        UpkeepMail::Verification { customer, token, until } => {
            view.customer = clean(customer);
            view.link = format!("{}{LINK}{token}", house.portal);
            view.until = words.deadline(until, &house.zone);
            let source = match language {
                Language::En | Language::De | Language::Fr => VerificationEn { f: &view }.render()?,
                Language::Sv => VerificationSv { f: &view }.render()?,
            };
            ("mail-subject-verification", source)
        }
        UpkeepMail::Reminder { customer, listed } => {
            view.customer = clean(customer);
            view.nobody = !listed.iter().any(|(_, _, reach)| reach.reachable());
            view.listed = listed
                .iter()
                .map(|(name, mail, reach)| (format!("{}, {}", clean(name), clean(mail)), words.name("reach", reach.code()).into_owned()))
                .collect();
            let source = match language {
                Language::En | Language::De | Language::Fr => ReminderEn { f: &view }.render()?,
                Language::Sv => ReminderSv { f: &view }.render()?,
            };
            ("mail-subject-reminder", source)
        }
        UpkeepMail::Report { customer, period } => {
            view.customer = clean(customer);
            view.period = clean(period);
            view.link = format!("{}{PORTAL}", house.portal);
            let source = match language {
                Language::En | Language::De | Language::Fr => ReportEn { f: &view }.render()?,
                Language::Sv => ReportSv { f: &view }.render()?,
            };
            ("mail-subject-report", source)
        }
    };
    Ok(Mail { subject: words.say(subject).into_owned(), text: markup::text(&markup::parse(&source)), html: None })
}
