//! A letter as a mail: rendered once, kept as bytes, the same bytes on every attempt.

use super::markup::clean;
use domain::Instant;
use domain::ids::MessageId;
use lettre::Address;
use lettre::message::header::{ContentDisposition, ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart, SinglePart};

/// The header that carries the token of the thread, so that an answer finds its case although subject and addresses say nothing.
pub const THREAD_HEADER: &str = "X-Ombud-Thread";

/// A file that goes with a letter.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Enclosure {
    /// Name as the reader sees it; neutral, such as `demand.pdf`.
    pub name: String,
    /// Media type, such as `application/pdf`.
    pub media_type: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// What turns a letter into a mail to one person.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Posting<'a> {
    /// The outbox row.
    pub id: MessageId,
    /// Its Message-ID without angle brackets, the same on every attempt, so that a second copy is recognisable as one.
    pub message_id: &'a str,
    /// Sender shown, such as `Legal desk`.
    pub from_name: &'a str,
    /// Sender's address.
    pub from: &'a str,
    /// Where it is answered to, if that is another address.
    pub reply_to: Option<&'a str>,
    /// The one recipient.
    pub to: &'a str,
    /// Random token of the thread: letters and digits, nothing that can be read.
    pub thread: &'a str,
    /// Message-ID of the mail that is answered, without angle brackets.
    pub in_reply_to: Option<&'a str>,
    /// The moment it was written.
    pub written_at: Instant,
    /// Subject.
    pub subject: &'a str,
    /// Plain text.
    pub text: &'a str,
    /// The same as HTML.
    pub html: Option<&'a str>,
    /// Files.
    pub enclosures: &'a [Enclosure],
}

/// A mail, ready to travel.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReadyMail {
    /// Outbox row.
    pub id: MessageId,
    /// Envelope sender.
    pub from: String,
    /// Envelope recipient.
    pub to: String,
    /// Name of the envelope (RFC 3461 section 4.4): reports are asked for where the server offers them, and bring it back.
    pub envelope_id: Option<String>,
    /// The mail in full, lines ended by CRLF.
    pub bytes: Vec<u8>,
}

/// Why a mail could not be put together.
#[derive(Debug, thiserror::Error)]
pub enum MessageError {
    /// An address that is none.
    #[error("the message was not written: {whose} address is not a mail address; correct it and queue the message again")]
    Address {
        /// Whose: `the sender's` or `the recipient's`.
        whose: &'static str,
    },
    /// A thread token with something in it that could be read.
    #[error("the message was not written: its thread token holds other characters than letters and digits")]
    Thread,
    /// A Message-ID that is none.
    #[error("the message was not written: its Message-ID is none; tell the operator")]
    Id,
    /// A media type that is none.
    #[error("the message was not written: an enclosure has no valid media type")]
    MediaType,
    /// A line break that two servers could read differently, so that one mail would become two.
    #[error("the message was not written: it holds a line break that mail does not know")]
    LineBreak,
    /// The mail builder's own reason.
    #[error("the message was not written: {0}")]
    Build(#[from] lettre::error::Error),
}

impl MessageError {
    /// The stable code; its sentence stands in the translations.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Address { .. } => "message-address",
            Self::Thread => "message-thread",
            Self::Id => "message-id",
            Self::MediaType => "message-media-type",
            Self::LineBreak => "message-line-break",
            Self::Build(_) => "message-build",
        }
    }
}

/// Put a mail together. The same posting gives the same bytes.
///
/// # Errors
/// An address, token or media type that is none.
pub fn compose(posting: &Posting<'_>) -> Result<ReadyMail, MessageError> {
    let from: Address = posting.from.parse().map_err(|_| MessageError::Address { whose: "the sender's" })?;
    let to: Address = posting.to.parse().map_err(|_| MessageError::Address { whose: "the recipient's" })?;
    if posting.thread.is_empty() || posting.thread.len() > 64 || !posting.thread.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Err(MessageError::Thread);
    }
    let reply_to: Option<Address> =
        posting.reply_to.map(str::parse).transpose().map_err(|_| MessageError::Address { whose: "the sender's" })?;
    let raw = |name: &'static str, value: &str| HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned());
    let mut builder = Message::builder()
        // The mail builder panics on a control character in a name.
        .from(Mailbox::new(Some(clean(posting.from_name)).filter(|n| !n.is_empty()), from.clone()))
        .to(Mailbox::new(None, to.clone()))
        .date(posting.written_at.into())
        .message_id(Some(format!("<{}>", plain_message_id(posting.message_id).ok_or(MessageError::Id)?)))
        .subject(posting.subject)
        .raw_header(raw(THREAD_HEADER, posting.thread))
        // RFC 3834: out-of-office programs keep quiet, people may answer.
        .raw_header(raw("Auto-Submitted", "auto-generated"));
    if let Some(address) = reply_to {
        builder = builder.reply_to(Mailbox::new(None, address));
    }
    if let Some(answered) = posting.in_reply_to.and_then(plain_message_id) {
        builder = builder.in_reply_to(format!("<{answered}>")).references(format!("<{answered}>"));
    }
    let boundary = |part: &str| format!("{part}-{}", posting.id.0.simple());
    let part = |kind, body: &str| SinglePart::builder().header(kind).body(body.to_owned());
    let mut letter = MultiPart::alternative().boundary(boundary("letter")).singlepart(part(ContentType::TEXT_PLAIN, posting.text));
    if let Some(html) = posting.html {
        letter = letter.singlepart(part(ContentType::TEXT_HTML, html));
    }
    let whole = if posting.enclosures.is_empty() {
        letter
    } else {
        let mut mixed = MultiPart::mixed().boundary(boundary("mail")).multipart(letter);
        for enclosure in posting.enclosures {
            mixed = mixed.singlepart(enclosed(enclosure)?);
        }
        mixed
    };
    let bytes = builder.multipart(whole)?.formatted();
    if has_bare_break(&bytes) {
        return Err(MessageError::LineBreak);
    }
    Ok(ReadyMail { id: posting.id, from: from.to_string(), to: to.to_string(), envelope_id: None, bytes })
}

/// A CR without LF or an LF without CR.
pub(super) fn has_bare_break(bytes: &[u8]) -> bool {
    let before = std::iter::once(&b' ').chain(bytes);
    let after = bytes.iter().skip(1).chain(std::iter::once(&b' '));
    before.zip(bytes).zip(after).any(|((before, b), after)| (*b == b'\n' && *before != b'\r') || (*b == b'\r' && *after != b'\n'))
}

/// A file always travels in base64: as text it could be changed on the way, and its hash would no longer be the one on record.
fn enclosed(enclosure: &Enclosure) -> Result<SinglePart, MessageError> {
    let media_type = ContentType::parse(&enclosure.media_type).map_err(|_| MessageError::MediaType)?;
    let name: String = enclosure.name.chars().filter(|c| !c.is_control() && !matches!(c, '"' | '\\')).take(120).collect();
    Ok(SinglePart::builder()
        .header(media_type)
        .header(ContentDisposition::attachment(&name))
        .header(ContentTransferEncoding::Base64)
        .body(enclosure.bytes.clone()))
}

/// A Message-ID from somebody else's mail: used only when it is one, because it goes into our header.
fn plain_message_id(id: &str) -> Option<&str> {
    let id = id.trim().trim_start_matches('<').trim_end_matches('>');
    let fits = id.len() <= 250 && id.contains('@') && id.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'<' | b'>'));
    fits.then_some(id)
}
