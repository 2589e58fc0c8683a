//! What in a mail may tie it to a talk of ours: the addresses it came to, the mails it answers; and references of ours in its words,
//! which tie nothing.

use super::mail::IncomingMail;
use crate::workflow::Sender;
use domain::ids::Reference;
use domain::text::one_line;
use mail_parser::{HeaderValue, Message};

/// Headers in which servers say to whom they delivered.
const CAME_TO: [&str; 5] = ["Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc"];
/// Addresses, mails and references that are looked at.
const MOST: usize = 50;

/// Addresses that a mail came to, by its envelope and its header, at most fifty.
#[must_use]
pub fn came_to(head: &Message<'_>, envelope: &[String]) -> Vec<String> {
    let mut all: Vec<String> = envelope.to_vec();
    for name in CAME_TO {
        for value in head.header_values(name) {
            all.extend(addresses(value));
        }
    }
    all.truncate(MOST);
    all
}

/// The addresses of one header.
pub(super) fn addresses(value: &HeaderValue<'_>) -> Vec<String> {
    match value {
        HeaderValue::Address(list) => list.iter().filter_map(|a| a.address.as_deref().map(str::to_owned)).take(MOST).collect(),
        HeaderValue::Text(text) => vec![text.trim().trim_matches(['<', '>']).to_owned()],
        HeaderValue::TextList(texts) => texts.iter().take(MOST).map(|t| t.trim().trim_matches(['<', '>']).to_owned()).collect(),
        _ => Vec::new(),
    }
}

/// The tokens of talks in these addresses.
#[must_use]
pub fn tokens(came_to: &[String], sender: &Sender) -> Vec<String> {
    came_to.iter().filter_map(|address| sender.talk(address)).map(str::to_ascii_lowercase).collect()
}

/// The mails that this one answers, the nearest first, without angle brackets.
#[must_use]
pub fn answers(head: &Message<'_>) -> Vec<String> {
    let mut ids = Vec::new();
    for name in ["In-Reply-To", "References"] {
        for value in head.header_values(name) {
            let mut these: Vec<String> = match value {
                HeaderValue::Text(id) => vec![one_line(id, 320)],
                HeaderValue::TextList(all) => all.iter().map(|id| one_line(id, 320)).collect(),
                _ => Vec::new(),
            };
            // The last reference is the mail that is answered.
            these.reverse();
            ids.extend(these);
        }
    }
    ids.truncate(MOST);
    ids
}

/// References of ours in subject and text.
#[must_use]
pub fn references(mail: &IncomingMail) -> Vec<Reference> {
    let subject = mail.subject.as_deref().unwrap_or_default();
    let words = subject.split_whitespace().chain(mail.text.split_whitespace().take(20_000));
    let mut found: Vec<Reference> = Vec::new();
    for word in words {
        let word = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
        if word.len() == 11
            && let Ok(reference) = word.parse::<Reference>()
            && !found.contains(&reference)
        {
            found.push(reference);
            if found.len() == MOST {
                break;
            }
        }
    }
    found
}
