//! The filter for mails (RFC 5322): one in a file, or a mailbox of them.
//!
//! Fields are headers by their name, in any case; `body` is all that stands behind them, and `attachments` those of its parts that are no
//! plain or HTML text to be read at once. What people wrote is content unless the mapping says otherwise.

use super::batch::Batch;
use super::judge::{Categories, Judge, Verdict};
use super::ledger::Ledger;
use super::mapping::{MASK, RowCategory, Source, Unlisted};
use super::moment::{self, When};
use super::report::WithholdReason;
use super::review::Sample;
use domain::category::Category;
use mail_parser::{Address, HeaderValue, MessageParser, MimeHeaders, PartType};
use std::collections::{HashMap, HashSet};

/// What stands in the place of a part that may not leave.
const REMOVED: &[u8] = b"Content-Type: text/plain\r\n\r\n[removed]\r\n";

/// What stands in the place of an address: an empty group (RFC 5322 3.4), so that the header stays one.
const MASKED: &str = "\"[masked]\":;";

/// The line before each message of a kept mailbox. The collected one names a sender that no field of the mapping speaks of.
pub(super) const ENVELOPE: &[u8] = b"From - Thu Jan  1 00:00:00 1970\n";

/// Above this many parts nobody reads a mail.
const MOST_PARTS: usize = 1000;

/// Headers that carry what people wrote.
const WRITTEN: [&str; 5] = ["body", "attachments", "subject", "comments", "keywords"];

/// The scope and the mapping, arranged for mails.
pub(super) struct Filter<'a> {
    parser: MessageParser,
    structure: MessageParser,
    source: &'a Source,
    judge: &'a Judge,
    limit: usize,
    /// Account headers, with whether they stand on the side that counts.
    accounts: HashMap<String, bool>,
    time: Option<String>,
    category: Option<String>,
    fields: HashMap<String, Category>,
    others: HashSet<String>,
}

/// What a header says.
struct Line<'m> {
    name: String,
    raw: &'m [u8],
    value: String,
    /// `None` where it is no list of plain addresses.
    addresses: Option<Vec<String>>,
}

/// A mail's headers, and what decides about it.
struct Head<'m> {
    lines: Vec<Line<'m>>,
    body: &'m [u8],
    accounts: Vec<(String, bool)>,
    time: Option<String>,
    category: Option<String>,
}

/// Why a part of a mail stays behind.
fn code(category: Option<Category>) -> &'static str {
    category.map_or("UNLISTED", Category::code)
}

impl<'a> Filter<'a> {
    pub(super) fn new(source: &'a Source, judge: &'a Judge, limit: usize) -> Self {
        let low = |name: &String| name.to_ascii_lowercase();
        let accounts = source.account.as_slice().iter().map(|f| (low(f), source.side().contains(f))).collect::<HashMap<_, _>>();
        let others: HashSet<String> = source.third_parties.iter().map(low).collect();
        let parser = accounts.keys().chain(&others).fold(MessageParser::new(), |parser, name| parser.header_address(name.clone()));
        let category = match &source.category {
            RowCategory::Fixed(_) => None,
            RowCategory::Field(f) => Some(low(&f.field)),
        };
        Self {
            parser,
            structure: MessageParser::new().with_mime_headers(),
            source,
            judge,
            limit,
            accounts,
            time: source.time.as_ref().map(|t| low(&t.field)),
            category,
            fields: source.fields.iter().map(|(f, c)| (low(f), *c)).collect(),
            others,
        }
    }

    /// Filter the messages of a mailbox.
    pub(super) fn mailbox(&self, batch: &Batch, out: &mut Vec<u8>, ledger: &mut Ledger<'_>) {
        ledger.lines = batch.lines();
        if batch.too_long {
            ledger.row(1, batch.place);
            return ledger.withhold(WithholdReason::TooLong, Sample::default);
        }
        for (line, at, bytes) in batch.records() {
            ledger.row(line, batch.place + at as u64);
            if bytes.len() > self.limit {
                ledger.withhold(WithholdReason::TooLong, Sample::default);
                continue;
            }
            let begin = memchr::memchr(b'\n', bytes).map_or(bytes.len(), |end| end + 1);
            let before = out.len();
            out.extend_from_slice(ENVELOPE);
            let start = out.len();
            self.message(&bytes[begin..], out, ledger);
            if out.len() == start {
                out.truncate(before);
            } else if !out.ends_with(b"\n\n") || memchr::memmem::find(&out[start..], b"\n\n") == Some(out.len() - start - 2) {
                // Each message ends with an empty line, besides the one behind its headers.
                out.extend_from_slice(if out.ends_with(b"\n") { b"\n" } else { b"\n\n" });
            }
        }
    }

    /// Filter one message; what may leave of it goes to `out`.
    pub(super) fn message(&self, bytes: &[u8], out: &mut Vec<u8>, ledger: &mut Ledger<'_>) {
        let Some(head) = self.head(bytes) else {
            return ledger.withhold(WithholdReason::Malformed, Sample::default);
        };
        if head.lines.iter().any(|l| self.accounts.contains_key(&l.name) && l.addresses.is_none()) {
            return ledger.withhold(WithholdReason::Unattributed, || self.sample(&head));
        }
        let verdict = self.judge.row(
            head.accounts.iter().map(|(a, side)| (a.as_str(), *side)),
            || match &self.source.category {
                RowCategory::Fixed(c) => Some(*c),
                RowCategory::Field(f) => head.category.as_deref().and_then(|value| super::judge::category(value, f)),
            },
            || match &self.source.time {
                None => When::Undated,
                Some(field) => head.time.as_deref().map_or(When::Unreadable, |text| moment::read(text, field)),
            },
        );
        match verdict {
            Verdict::Drop(reason) => ledger.drop(reason, || self.sample(&head)),
            Verdict::Withhold(reason) => ledger.withhold(reason, || self.sample(&head)),
            Verdict::Keep(allowed) => match self.trim(bytes, &head, allowed, ledger) {
                Err(reason) => ledger.withhold(reason, || self.sample(&head)),
                Ok(trimmed) => {
                    out.extend_from_slice(&trimmed);
                    ledger.keep(|| {
                        let mut sample = self.sample(&head);
                        sample.show(&trimmed);
                        sample
                    });
                }
            },
        }
    }

    fn sample(&self, head: &Head<'_>) -> Sample {
        self.judge.sample(head.accounts.iter().map(|(a, _)| a.as_str()), head.time.as_deref(), head.category.as_deref(), self.source)
    }

    /// The headers; `None` for what has none, or bytes between them that belong to none.
    fn head<'m>(&self, bytes: &'m [u8]) -> Option<Head<'m>> {
        let message = self.parser.parse_headers(bytes)?;
        let root = message.parts.first()?;
        let at = |offset: u32| usize::try_from(offset).unwrap_or(usize::MAX);
        let mut head = Head { lines: Vec::new(), body: &[], accounts: Vec::new(), time: None, category: None };
        let (mut times, mut categories, mut read) = (0, 0, 0);
        for header in &root.headers {
            let raw = bytes.get(at(header.offset_field)..at(header.offset_end))?;
            if at(header.offset_field) != read {
                return None;
            }
            read = at(header.offset_end);
            let value = unfolded(bytes.get(at(header.offset_start)..at(header.offset_end))?)?;
            let name = header.name.as_str().to_ascii_lowercase();
            let listed = self.accounts.contains_key(&name) || self.others.contains(&name);
            let addresses = if listed { addresses(&header.value, &value) } else { None };
            if let (Some(side), Some(found)) = (self.accounts.get(&name), &addresses) {
                head.accounts.extend(found.iter().map(|a| (a.clone(), *side)));
            }
            if self.time.as_ref() == Some(&name) {
                times += 1;
                head.time = Some(value.clone());
            }
            if self.category.as_ref() == Some(&name) {
                categories += 1;
                head.category = Some(value.clone());
            }
            head.lines.push(Line { name, raw, value, addresses });
        }
        let rest = bytes.get(read..)?;
        head.body = match rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")) {
            Some(body) => body,
            None if rest.is_empty() => rest,
            None => return None,
        };
        // Two dates say nothing certain.
        head.time = head.time.filter(|_| times == 1);
        head.category = head.category.filter(|_| categories == 1);
        (!head.lines.is_empty()).then_some(head)
    }

    /// The category of a field, where it is not the mail's own; `Err` with nothing where it never leaves.
    fn lot(&self, name: &str) -> Result<Option<Category>, Option<Category>> {
        match self.fields.get(name) {
            Some(c) => Ok(Some(*c)),
            None if self.source.unlisted == Unlisted::Remove => Err(None),
            None if WRITTEN.contains(&name) => Ok(Some(Category::Content)),
            None => Ok(None),
        }
    }

    /// Whether a field may leave, or under which code it stays behind.
    fn leaves(&self, name: &str, allowed: Categories) -> Result<(), &'static str> {
        match self.lot(name) {
            Ok(None) => Ok(()),
            Ok(Some(c)) if allowed.contains(c) => Ok(()),
            Ok(c) | Err(c) => Err(code(c)),
        }
    }

    fn trim(&self, bytes: &[u8], head: &Head<'_>, allowed: Categories, ledger: &mut Ledger<'_>) -> Result<Vec<u8>, WithholdReason> {
        let (body, attachments) = (self.leaves("body", allowed), self.leaves("attachments", allowed));
        let behind = match (body, attachments) {
            (Ok(()), Ok(())) => head.body.to_vec(),
            (Ok(()), Err(code)) => self.without_attachments(bytes, code, ledger)?,
            (Err(code), _) => {
                ledger.removed(code, !head.body.is_empty());
                Vec::new()
            }
        };
        let mut out = Vec::with_capacity(bytes.len());
        for line in &head.lines {
            let decides = self.accounts.contains_key(&line.name)
                || self.time.as_ref() == Some(&line.name)
                || self.category.as_ref() == Some(&line.name);
            let of_body = line.name.starts_with("content-") || line.name == "mime-version";
            if self.others.contains(&line.name) {
                self.mask(line, &mut out, ledger);
                continue;
            }
            let leaves = match () {
                () if decides => Ok(()),
                () if of_body => body,
                () => self.leaves(&line.name, allowed),
            };
            match leaves {
                Ok(()) => out.extend_from_slice(line.raw),
                Err(code) => ledger.removed(code, !line.value.is_empty() && !of_body),
            }
        }
        if out.last() != Some(&b'\n') {
            out.extend_from_slice(b"\r\n");
        }
        out.extend_from_slice(if out.ends_with(b"\r\n") { b"\r\n" } else { b"\n" });
        out.extend_from_slice(&behind);
        Ok(out)
    }

    /// A header with nobody in it but authorised accounts.
    fn mask(&self, line: &Line<'_>, out: &mut Vec<u8>, ledger: &mut Ledger<'_>) {
        let name = memchr::memchr(b':', line.raw).map_or(line.raw, |colon| &line.raw[..colon]);
        out.extend_from_slice(name);
        out.extend_from_slice(b": ");
        let mut masked = false;
        let mut shown: Vec<&str> = Vec::new();
        match &line.addresses {
            Some(addresses) => {
                for address in addresses {
                    let known = self.judge.knows(address);
                    masked |= !known;
                    shown.push(if known { address } else { MASKED });
                }
            }
            None if line.value.is_empty() => {}
            None => {
                masked = true;
                shown.push(MASKED);
            }
        }
        debug_assert!(MASKED.contains(MASK), "the check looks for the mask");
        out.extend_from_slice(shown.join(", ").as_bytes());
        out.extend_from_slice(if line.raw.ends_with(b"\r\n") { b"\r\n" } else { b"\n" });
        ledger.removed("MASKED", masked);
    }

    /// The body with other parts than text to be read at once replaced.
    fn without_attachments(&self, bytes: &[u8], code: &'static str, ledger: &mut Ledger<'_>) -> Result<Vec<u8>, WithholdReason> {
        let message = self.structure.parse(bytes).ok_or(WithholdReason::Malformed)?;
        if message.parts.len() > MOST_PARTS {
            return Err(WithholdReason::Shape);
        }
        let at = |offset: u32| usize::try_from(offset).unwrap_or(usize::MAX);
        let root = message.parts.first().ok_or(WithholdReason::Malformed)?;
        let (mut out, mut done) = (Vec::new(), at(root.offset_body));
        for (number, part) in message.parts.iter().enumerate() {
            let kind = part.content_type();
            let text = matches!(part.body, PartType::Text(_) | PartType::Html(_))
                && kind.is_none_or(|k| {
                    k.ctype().eq_ignore_ascii_case("text") && matches!(k.subtype(), Some("plain" | "html")) && !k.has_attribute("name")
                })
                && part.content_disposition().is_none_or(|d| d.is_inline() && !d.has_attribute("filename"));
            if text || matches!(part.body, PartType::Multipart(_)) {
                continue;
            }
            // A mail that is nothing but an attachment has no text to keep beside it.
            let (from, to) = (at(part.offset_header), at(part.offset_end));
            if number == 0 || from < done || to < from {
                return Err(WithholdReason::Shape);
            }
            out.extend_from_slice(bytes.get(done..from).ok_or(WithholdReason::Shape)?);
            out.extend_from_slice(REMOVED);
            done = to;
            ledger.removed(code, true);
        }
        out.extend_from_slice(bytes.get(done..).ok_or(WithholdReason::Shape)?);
        Ok(out)
    }
}

/// A header's value on one line; `None` for bytes that are no text.
fn unfolded(raw: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(raw).ok()?;
    Some(text.lines().map(str::trim).collect::<Vec<_>>().join(" ").trim().to_owned())
}

/// The addresses of a header, when it is nothing but plain ones: each stands there as it was read, so that no other reader finds another.
fn addresses(value: &HeaderValue<'_>, text: &str) -> Option<Vec<String>> {
    let list = match value {
        HeaderValue::Empty => return text.is_empty().then(Vec::new),
        HeaderValue::Address(Address::List(list)) => list.iter().collect::<Vec<_>>(),
        HeaderValue::Address(Address::Group(groups)) => groups.iter().flat_map(|g| &g.addresses).collect(),
        _ => return None,
    };
    let plain = |a: &str| {
        let allowed = |c: char| c.is_alphanumeric() || ".!#$%&'*+-/=?^_`{|}~@".contains(c);
        a.matches('@').count() == 1 && !a.starts_with('@') && !a.ends_with('@') && a.chars().all(allowed) && text.contains(a)
    };
    // Readers differ on comments, escapes, and what is never closed.
    let count = |c: char| text.matches(c).count();
    if text.contains(['(', ')', '\\']) || count('<') != count('>') || count('"') % 2 != 0 {
        return None;
    }
    // As many as there are signs of one: none was lost in a name.
    let all = list.iter().map(|a| a.address.as_deref().filter(|a| plain(a)).map(str::to_owned)).collect::<Option<Vec<_>>>()?;
    (count('@') == all.len()).then_some(all)
}
