//! A mail as it came, read into facts and claims.

use super::error::IntakeError;
use super::file::Attachment;
use super::mime::{self, Parts, Text};
use domain::Instant;
use domain::text::one_line;
use mail_parser::{Address as ParsedAddress, HeaderValue, Message, MessageParser};

/// How much of a mail is read. Beyond a limit the mail is refused as a whole, never read in part.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Bytes of the whole mail.
    pub message: usize,
    /// Bytes of one header block.
    pub header: usize,
    /// Levels of parts within parts.
    pub depth: usize,
    /// Parts in all.
    pub parts: usize,
    /// Attachments in all.
    pub attachments: usize,
    /// Characters of readable text that are kept; the rest is cut and marked, the original stays whole.
    pub text: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { message: 40 * 1024 * 1024, header: 256 * 1024, depth: 8, parts: 200, attachments: 50, text: 200_000 }
    }
}

/// Somebody's name and address, as the mail says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Address {
    /// Display name.
    pub name: Option<String>,
    /// Mail address, domain part in lower case.
    pub mail: String,
}

impl Address {
    /// What stands after the last `@`; empty if nothing does.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.mail.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

/// Something about the mail that a person must see before trusting it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Mark {
    /// Answers would go to another domain than the sender's.
    ReplyElsewhere,
    /// No sender, or more than one.
    SenderUnclear,
    /// No date, or one that cannot be (before 1970).
    DateUnclear,
    /// The readable text was cut.
    TextCut,
    /// A mail inside the mail; kept as a file, not opened.
    NestedMail,
    /// An archive among the files; kept, never extracted.
    Archive,
    /// A program among the files.
    Program,
    /// A file that is not what the sender says it is.
    Misdeclared,
}

impl Mark {
    /// The stable code; its sentence stands in the translations under `intake-mark-<code>`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::ReplyElsewhere => "reply-elsewhere",
            Self::SenderUnclear => "sender-unclear",
            Self::DateUnclear => "date-unclear",
            Self::TextCut => "text-cut",
            Self::NestedMail => "nested-mail",
            Self::Archive => "archive",
            Self::Program => "program",
            Self::Misdeclared => "misdeclared",
        }
    }
}

/// A mail, read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IncomingMail {
    /// Senders; one in an honest mail.
    pub from: Vec<Address>,
    /// Where answers are asked to go; empty: to the sender.
    pub reply_to: Vec<Address>,
    /// To whom.
    pub to: Vec<Address>,
    /// When it says it was written. A claim: clocks run from receipt.
    pub date: Option<Instant>,
    /// Subject.
    pub subject: Option<String>,
    /// Message-ID without angle brackets.
    pub message_id: Option<String>,
    /// Readable text, lines separated by `\n`; HTML reduced to text, nothing remote looked at.
    pub text: String,
    /// Files.
    pub attachments: Vec<Attachment>,
    /// `Authentication-Results` as received. Claims: a pass proves the mailbox, never the person, and a header that our
    /// own mail server did not write proves nothing.
    pub authentication_claims: Vec<String>,
    /// What a person must see, each at most once.
    pub marks: Vec<Mark>,
}

impl IncomingMail {
    /// The sender, if there is exactly one.
    #[must_use]
    pub fn sender(&self) -> Option<&Address> {
        match self.from.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }
}

/// Read a mail.
///
/// # Errors
/// A mail beyond one of the `limits`, or bytes that are no mail. Everything else is read as far as it goes.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<IncomingMail, IntakeError> {
    if bytes.len() > limits.message {
        return Err(IntakeError::MailTooLarge { size: bytes.len(), limit: limits.message });
    }
    let (header, _) = mime::split_header(bytes, limits.header)?;
    let head = MessageParser::default().parse_headers(header).filter(looks_like_mail).ok_or(IntakeError::NotAMail)?;
    let mut parts = Parts::default();
    mime::walk(bytes, 1, limits, &mut parts)?;

    let (text, cut) = readable(&parts.texts, limits.text);
    let mut mail = IncomingMail {
        from: all_addresses(&head, "From"),
        reply_to: all_addresses(&head, "Reply-To"),
        to: all_addresses(&head, "To"),
        date: head.date().filter(|d| d.is_valid() && d.year >= 1970).and_then(|d| Instant::from_timestamp(d.to_timestamp(), 0)),
        subject: head.subject().map(|s| one_line(s, 500)).filter(|s| !s.is_empty()),
        message_id: head.message_id().map(|s| one_line(s, 500)).filter(|s| !s.is_empty()),
        text,
        attachments: parts.attachments,
        authentication_claims: claims(&head),
        marks: Vec::new(),
    };
    mail.marks = marks(&mail, cut, parts.nested_mail);
    Ok(mail)
}

/// A header block with at least one of the fields that every mail has.
fn looks_like_mail(head: &Message<'_>) -> bool {
    head.from().is_some() || head.date().is_some() || head.message_id().is_some() || head.to().is_some() || head.received().is_some()
}

/// The addresses of every header of that name: a second `From` must not hide behind the first.
fn all_addresses(head: &Message<'_>, name: &'static str) -> Vec<Address> {
    const MOST: usize = 50;
    head.header_values(name)
        .filter_map(HeaderValue::as_address)
        .flat_map(ParsedAddress::iter)
        .filter_map(|a| {
            let mail = one_line(a.address.as_deref()?, 320).replace(' ', "");
            let mail = match mail.rsplit_once('@') {
                Some((local, domain)) if !local.is_empty() && !domain.is_empty() => format!("{local}@{}", domain.to_ascii_lowercase()),
                _ => return None,
            };
            Some(Address { name: a.name.as_deref().map(|n| one_line(n, 200)).filter(|n| !n.is_empty()), mail })
        })
        .take(MOST)
        .collect()
}

fn claims(head: &Message<'_>) -> Vec<String> {
    head.headers_raw()
        .filter(|(name, _)| name.eq_ignore_ascii_case("Authentication-Results"))
        .map(|(_, value)| one_line(value, 2_000))
        .take(10)
        .collect()
}

fn readable(texts: &[Text], limit: usize) -> (String, bool) {
    let mut whole = String::new();
    for part in texts {
        let plain = if part.html { html_to_text(&part.text, limit) } else { part.text.clone() };
        if !whole.is_empty() {
            whole.push_str("\n\n");
        }
        whole.push_str(plain.trim());
    }
    let lines = whole.replace("\r\n", "\n").replace('\r', "\n");
    let clean: String = lines.chars().filter(|c| matches!(c, '\n' | '\t') || !domain::text::is_hidden(*c)).collect();
    match clean.char_indices().nth(limit) {
        Some((end, _)) => (clean.get(..end).unwrap_or_default().to_owned(), true),
        None => (clean, false),
    }
}

/// HTML to text: markup dropped, entities read, one line per block. Nothing is loaded, run or shown.
fn html_to_text(html: &str, limit: usize) -> String {
    const BLOCKS: [&str; 12] = ["/div", "/tr", "/li", "/h1", "/h2", "/h3", "/h4", "/h5", "/h6", "/table", "/blockquote", "/section"];
    // Four times the limit in markup is enough to fill it with text.
    let html: String = html.chars().take(limit.saturating_mul(4)).collect();
    let mut broken = String::with_capacity(html.len());
    for piece in html.split_inclusive('>') {
        broken.push_str(piece);
        let tag = piece.rsplit('<').next().unwrap_or_default().trim_end_matches('>').trim();
        if BLOCKS.iter().any(|b| tag.eq_ignore_ascii_case(b)) {
            broken.push_str("<br>");
        }
    }
    let text = mail_parser::decoders::html::html_to_text(&broken);
    text.lines().map(str::trim).collect::<Vec<_>>().join("\n")
}

fn marks(mail: &IncomingMail, cut: bool, nested: bool) -> Vec<Mark> {
    use super::file::Sniffed;
    let elsewhere = mail.sender().is_some_and(|s| mail.reply_to.iter().any(|r| r.domain() != s.domain()));
    let any = |kind: Sniffed| mail.attachments.iter().any(|a| a.sniffed == kind);
    [
        (Mark::ReplyElsewhere, elsewhere),
        (Mark::SenderUnclear, mail.sender().is_none()),
        (Mark::DateUnclear, mail.date.is_none()),
        (Mark::TextCut, cut),
        (Mark::NestedMail, nested),
        (Mark::Archive, any(Sniffed::Archive)),
        (Mark::Program, any(Sniffed::Program)),
        (Mark::Misdeclared, mail.attachments.iter().any(Attachment::misdeclared)),
    ]
    .into_iter()
    .filter_map(|(mark, holds)| holds.then_some(mark))
    .collect()
}
