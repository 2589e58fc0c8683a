//! A delivery report (RFC 3464), read without trusting it: what it says of the mail that it is about, and by what it can be
//! tied to that mail. What is written in no standard's form (as some servers do) is no report here; a person reads it.

use super::error::IntakeError;
use super::mail::Limits;
use super::mime::{self, Parts};
use super::thread::addresses;
use crate::store::outbox::Fate;
use crate::workflow::{Report, Reported, Sender};
use domain::text::one_line;
use mail_parser::{MessageParser, MimeHeaders};

/// Recipients that are read of one report; ours have one.
const MOST: usize = 50;

/// Headers in which servers say to whom they delivered.
const CAME_TO: [&str; 4] = ["Delivered-To", "X-Original-To", "Envelope-To", "To"];

/// Read a delivery report. `came_to` is the address it came to on the envelope, if the mail server said so. `None`: a mail
/// like any other.
///
/// # Errors
/// A mail beyond one of the `limits`, or bytes that are no mail.
pub fn read(bytes: &[u8], came_to: Option<&str>, sender: &Sender, limits: &Limits) -> Result<Option<Report>, IntakeError> {
    if bytes.len() > limits.message {
        return Err(IntakeError::MailTooLarge { size: bytes.len(), limit: limits.message });
    }
    let (header, _) = mime::split_header(bytes, limits.header)?;
    let head = MessageParser::default().parse_headers(header).ok_or(IntakeError::NotAMail)?;
    let declared = head.parts.first().and_then(MimeHeaders::content_type);
    let is = |value: Option<&str>, expected: &str| value.is_some_and(|v| v.eq_ignore_ascii_case(expected));
    let report = declared.is_some_and(|c| {
        c.ctype().eq_ignore_ascii_case("multipart")
            && is(c.subtype(), "report")
            && c.attribute("report-type").is_none_or(|kind| kind.eq_ignore_ascii_case("delivery-status"))
    });
    if !report {
        return Ok(None);
    }
    let mut parts = Parts::default();
    mime::walk(bytes, 1, limits, &mut parts)?;
    let part = |kinds: &[&str]| parts.attachments.iter().find(|a| kinds.contains(&a.declared.as_str())).map(|a| a.bytes.as_slice());
    let Some(status) = part(&["message/delivery-status", "message/global-delivery-status"]) else { return Ok(None) };
    let mut groups = fields(status);
    let whole = if groups.is_empty() { Vec::new() } else { groups.remove(0) };

    let mut tokens: Vec<String> = Vec::new();
    let mut add = |token: Option<&str>| tokens.extend(token.map(str::to_ascii_lowercase));
    add(came_to.and_then(|address| sender.token(address)));
    for name in CAME_TO {
        for value in head.header_values(name) {
            for address in addresses(value) {
                add(sender.token(&address));
            }
        }
    }
    // The envelope's own name comes back as it was given, or it is none of ours.
    add(value(&whole, "original-envelope-id").filter(|id| id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit())));
    let returned = part(&["message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers"]);
    let message_id = returned.and_then(|bytes| {
        let (header, _) = mime::split_header(bytes, limits.header).ok()?;
        MessageParser::default().parse_headers(header)?.message_id().map(|id| one_line(id, 500))
    });
    let recipients = groups.iter().take(MOST).filter_map(|group| reported(group)).collect();
    Ok(Some(Report { tokens, message_id, recipients }))
}

type Group = Vec<(String, String)>;

/// The groups of fields, unfolded, separated by blank lines (RFC 3464 section 2.1).
fn fields(bytes: &[u8]) -> Vec<Group> {
    let text = String::from_utf8_lossy(bytes);
    let mut groups: Vec<Group> = Vec::new();
    let mut group: Group = Vec::new();
    for line in text.lines() {
        if line.trim().is_empty() {
            if !group.is_empty() {
                groups.push(std::mem::take(&mut group));
            }
        } else if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = group.last_mut()
                && value.len() < 2_000
            {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':')
            && group.len() < 100
        {
            group.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
        // One more than is read: the first speaks of the report as a whole.
        if groups.len() > MOST {
            return groups;
        }
    }
    if !group.is_empty() {
        groups.push(group);
    }
    groups
}

fn value<'a>(group: &'a [(String, String)], name: &str) -> Option<&'a str> {
    group.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
}

/// The value behind its type: `rfc822; somebody@example.org`.
fn typed(value: &str) -> &str {
    value.split_once(';').map_or(value, |(_, rest)| rest).trim()
}

/// What one group says of its recipient; `None` for one without an action.
fn reported(group: &[(String, String)]) -> Option<Reported> {
    let action = value(group, "action")?.to_ascii_lowercase();
    let status = value(group, "status").and_then(code).unwrap_or_default();
    let addresses = ["final-recipient", "original-recipient"];
    Some(Reported {
        addresses: addresses.iter().filter_map(|name| value(group, name)).map(|a| one_line(typed(a), 320).to_lowercase()).collect(),
        fate: fate(action.split_whitespace().next().unwrap_or_default(), &status),
        said: value(group, "diagnostic-code").map(|said| one_line(typed(said), 300)).unwrap_or_default(),
        status,
    })
}

/// An enhanced status code (RFC 3463): class, subject and detail.
fn code(text: &str) -> Option<String> {
    let word = text.split_whitespace().next()?;
    let parts: Vec<&str> = word.split('.').collect();
    let number = |p: &&str| !p.is_empty() && p.len() <= 3 && p.bytes().all(|b| b.is_ascii_digit());
    (parts.len() == 3 && parts.iter().all(number) && matches!(parts.first(), Some(&("2" | "4" | "5")))).then(|| word.to_owned())
}

/// What action and status say together (RFC 3464 section 2.3.3 and 2.3.4); two that don't fit say nothing.
fn fate(action: &str, status: &str) -> Fate {
    match (action, status.as_bytes().first()) {
        // Given up after trying for days keeps its passing cause: 4.4.7.
        ("failed", Some(b'4' | b'5')) => Fate::Bounced,
        ("delayed", Some(b'4')) => Fate::Delayed,
        ("delivered", Some(b'2')) => Fate::Delivered,
        ("relayed" | "expanded", Some(b'2')) => Fate::Relayed,
        _ => Fate::Unclear,
    }
}
