//! A mail's tree of parts, walked by us, so that depth, count and memory stay bounded.
//!
//! `mail-parser` reads headers and decodes leaf parts, and does that well. Its own walk has no limit on mails inside
//! mails (each level keeps a copy, and dropping the tree recurses), so a mail of one megabyte could take the process down.
//! Here a part that is a mail is an attachment and is never opened.

use super::error::IntakeError;
use super::file::{Attachment, Sniffed, safe_name};
use super::mail::Limits;
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{ContentType, Message, MessageParser, MimeHeaders, PartType};

/// One readable text of the mail.
pub(super) struct Text {
    pub html: bool,
    pub text: String,
}

/// What the walk found.
#[derive(Default)]
pub(super) struct Parts {
    pub texts: Vec<Text>,
    pub attachments: Vec<Attachment>,
    pub seen: usize,
    pub nested_mail: bool,
}

/// Where the header of an entity ends: (end of header block, start of body), or an error beyond the limit.
pub(super) fn split_header(entity: &[u8], limit: usize) -> Result<(&[u8], &[u8]), IntakeError> {
    let mut at = 0;
    for line in entity.split_inclusive(|b| *b == b'\n') {
        if at > limit {
            return Err(IntakeError::HeaderTooLarge { limit });
        }
        let end = at + line.len();
        if line.iter().all(|b| matches!(b, b'\r' | b'\n')) {
            return Ok((entity.get(..end).unwrap_or_default(), entity.get(end..).unwrap_or_default()));
        }
        at = end;
    }
    if at > limit { Err(IntakeError::HeaderTooLarge { limit }) } else { Ok((entity, &[])) }
}

/// Walk one entity (a mail or a part of one) into `out`.
pub(super) fn walk(entity: &[u8], depth: usize, limits: &Limits, out: &mut Parts) -> Result<(), IntakeError> {
    if depth > limits.depth {
        return Err(IntakeError::TooDeep { limit: limits.depth });
    }
    out.seen += 1;
    if out.seen > limits.parts {
        return Err(IntakeError::TooManyParts { limit: limits.parts });
    }
    let (header, body) = split_header(entity, limits.header)?;
    let parsed = MessageParser::default().parse_headers(header).unwrap_or_default();
    let root = parsed.parts.first();
    let content_type = root.and_then(MimeHeaders::content_type);
    match content_type.map(|c| (c.ctype().to_ascii_lowercase(), c)) {
        Some((kind, declared)) if kind == "multipart" => {
            let children = declared.attribute("boundary").map(|b| split_parts(body, b.as_bytes())).unwrap_or_default();
            if children.is_empty() {
                return keep_text(false, String::from_utf8_lossy(body).into_owned(), out);
            }
            let first_text = out.texts.len();
            for child in children {
                walk(child, depth + 1, limits, out)?;
            }
            if declared.subtype().is_some_and(|s| s.eq_ignore_ascii_case("alternative")) {
                choose_alternative(&mut out.texts, first_text);
            }
            Ok(())
        }
        Some((kind, declared)) if kind == "message" => {
            out.nested_mail = true;
            let encoding = root.and_then(MimeHeaders::content_transfer_encoding).unwrap_or_default().to_ascii_lowercase();
            let bytes = match encoding.as_str() {
                "base64" => base64_decode(body),
                "quoted-printable" => quoted_printable_decode(body),
                _ => None,
            };
            attach(root_name(&parsed).unwrap_or("message.eml"), &type_of(declared), bytes.unwrap_or_else(|| body.to_vec()), limits, out)?;
            if let Some(last) = out.attachments.last_mut() {
                last.sniffed = Sniffed::Mail;
            }
            Ok(())
        }
        _ => leaf(entity, body, limits, out),
    }
}

/// A part without parts: decoded by the parser, which sees only this part.
fn leaf(entity: &[u8], body: &[u8], limits: &Limits, out: &mut Parts) -> Result<(), IntakeError> {
    let Some(message) = MessageParser::default().parse(entity) else {
        return keep_text(false, String::from_utf8_lossy(body).into_owned(), out);
    };
    let Some(part) = message.parts.first() else { return Ok(()) };
    let declared = part.content_type().map_or_else(|| "text/plain".to_owned(), type_of);
    let as_file = part.attachment_name().is_some() || part.content_disposition().is_some_and(ContentType::is_attachment);
    match &part.body {
        PartType::Text(text) if !as_file && declared == "text/plain" => keep_text(false, text.clone().into_owned(), out),
        PartType::Html(html) if !as_file => keep_text(true, html.clone().into_owned(), out),
        PartType::Text(text) | PartType::Html(text) => {
            attach(part.attachment_name().unwrap_or_default(), &declared, text.as_bytes().to_vec(), limits, out)
        }
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => {
            attach(part.attachment_name().unwrap_or_default(), &declared, bytes.to_vec(), limits, out)
        }
        // Neither can be: `walk` has taken both out with the parser's own reading of the header.
        PartType::Message(_) | PartType::Multipart(_) => attach("part.bin", &declared, body.to_vec(), limits, out),
    }
}

fn keep_text(html: bool, text: String, out: &mut Parts) -> Result<(), IntakeError> {
    out.texts.push(Text { html, text });
    Ok(())
}

fn attach(name: &str, declared: &str, bytes: Vec<u8>, limits: &Limits, out: &mut Parts) -> Result<(), IntakeError> {
    if out.attachments.len() >= limits.attachments {
        return Err(IntakeError::TooManyAttachments { limit: limits.attachments });
    }
    let plain = safe_name(name, &format!("attachment-{}", out.attachments.len() + 1));
    let taken = |n: &str| out.attachments.iter().any(|a| a.name.eq_ignore_ascii_case(n));
    let mut unique = plain.clone();
    let mut n = 2;
    while taken(&unique) {
        unique = match plain.rsplit_once('.') {
            Some((stem, extension)) => format!("{stem} ({n}).{extension}"),
            None => format!("{plain} ({n})"),
        };
        n += 1;
    }
    out.attachments.push(Attachment { name: unique, declared: declared.to_owned(), sniffed: Sniffed::of(&bytes), bytes });
    Ok(())
}

/// Of the versions of one text keep the plain one; the HTML only when the plain one says nothing.
fn choose_alternative(texts: &mut Vec<Text>, first: usize) {
    let versions = texts.split_off(first);
    let plain = versions.iter().any(|t| !t.html && !t.text.trim().is_empty());
    texts.extend(versions.into_iter().filter(|t| t.html != plain));
}

fn type_of(content_type: &ContentType<'_>) -> String {
    domain::text::one_line(&format!("{}/{}", content_type.ctype(), content_type.subtype().unwrap_or("*")), 100).to_ascii_lowercase()
}

fn root_name<'a>(message: &'a Message<'_>) -> Option<&'a str> {
    message.parts.first().and_then(MimeHeaders::attachment_name)
}

/// Cut a multipart body at its boundary lines (RFC 2046 section 5.1.1); preamble and epilogue are dropped.
pub(super) fn split_parts<'a>(body: &'a [u8], boundary: &[u8]) -> Vec<&'a [u8]> {
    if boundary.is_empty() {
        return Vec::new();
    }
    let mut parts = Vec::new();
    let mut start: Option<usize> = None;
    let mut at = 0;
    for line in body.split_inclusive(|b| *b == b'\n') {
        let end = at + line.len();
        if let Some(closing) = boundary_line(line, boundary) {
            if let Some(from) = start {
                parts.push(without_last_break(body.get(from..at).unwrap_or_default()));
            }
            start = (!closing).then_some(end);
            if closing {
                return parts;
            }
        }
        at = end;
    }
    // A mail cut short still shows what came.
    if let Some(from) = start {
        parts.push(body.get(from..).unwrap_or_default());
    }
    parts
}

/// Whether `line` is the boundary: `Some(true)` for the closing one.
fn boundary_line(line: &[u8], boundary: &[u8]) -> Option<bool> {
    let rest = line.strip_prefix(b"--")?.strip_prefix(boundary)?;
    let (closing, rest) = match rest.strip_prefix(b"--") {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    rest.iter().all(u8::is_ascii_whitespace).then_some(closing)
}

fn without_last_break(part: &[u8]) -> &[u8] {
    let part = part.strip_suffix(b"\n").unwrap_or(part);
    part.strip_suffix(b"\r").unwrap_or(part)
}
