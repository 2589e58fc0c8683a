//! The check of kept mails, read by another parser than the filter's.

use super::{Breach, Finder, MAX_ROW_BYTES, Row, Rule};
use crate::RowCategory;
use domain::category::Category;
use mailparse::{DispositionType, MailAddr, MailHeader, ParsedMail};
use std::collections::BTreeSet;
use std::io::{self, BufRead, Read};

/// The only line that stands before a message of a kept mailbox.
const ENVELOPE: &[u8] = b"From - Thu Jan  1 00:00:00 1970\n";

/// More parts than this the filter never passes; a parser that calls itself for each would not survive a million.
const MOST_BOUNDARIES: usize = 2200;

/// One message in a file, or none.
pub(super) fn single(input: &mut dyn BufRead, rule: &Rule<'_>, finder: &mut Finder<'_>) -> io::Result<u64> {
    let mut bytes = Vec::new();
    input.take(MAX_ROW_BYTES as u64 * 2).read_to_end(&mut bytes)?;
    if bytes.is_empty() {
        return Ok(0);
    }
    if !input.fill_buf()?.is_empty() {
        finder.tell(1, Breach::Malformed, None);
    }
    message(1, &bytes, rule, finder);
    Ok(1)
}

/// A mailbox.
pub(super) fn mailbox(input: &mut dyn BufRead, rule: &Rule<'_>, finder: &mut Finder<'_>) -> io::Result<u64> {
    let most = MAX_ROW_BYTES * 2;
    let (mut rows, mut bytes, mut line) = (0, Vec::new(), Vec::new());
    loop {
        line.clear();
        let read = input.take(most as u64).read_until(b'\n', &mut line)?;
        if read == 0 || line.starts_with(b"From ") {
            if rows > 0 {
                message(rows, &bytes, rule, finder);
            }
            if read == 0 {
                return Ok(rows);
            }
            bytes.clear();
            rows += 1;
            if line != ENVELOPE {
                finder.tell(rows, Breach::Malformed, None);
            }
            continue;
        }
        bytes.extend_from_slice(&line);
        if rows == 0 || bytes.len() > most {
            finder.tell(rows, if rows == 0 { Breach::File } else { Breach::Malformed }, None);
            return Ok(rows);
        }
    }
}

/// Who stands in a header; `None` when that cannot be told. A mask is nobody.
fn people(header: &MailHeader<'_>) -> Option<Vec<String>> {
    if header.get_value_raw().trim_ascii().is_empty() {
        return Some(Vec::new());
    }
    let mut all = Vec::new();
    for address in mailparse::addrparse_header(header).ok()?.into_inner() {
        match address {
            MailAddr::Single(one) => all.push(one.addr),
            MailAddr::Group(group) => all.extend(group.addrs.into_iter().map(|a| a.addr)),
        }
    }
    Some(all)
}

/// Whether a header that names other people shows no name, and nobody but authorised accounts and masks.
fn masked(header: &MailHeader<'_>, rule: &Rule<'_>) -> bool {
    if header.get_value_raw().trim_ascii().is_empty() {
        return true;
    }
    let Ok(list) = mailparse::addrparse_header(header) else { return false };
    list.iter().all(|address| match address {
        MailAddr::Single(one) => one.display_name.is_none() && rule.may_name(&one.addr),
        MailAddr::Group(group) => group.group_name == crate::MASK && group.addrs.is_empty(),
    })
}

fn message(number: u64, bytes: &[u8], rule: &Rule<'_>, finder: &mut Finder<'_>) {
    let boundaries = bytes.windows(9).filter(|w| w.eq_ignore_ascii_case(b"boundary=")).take(MOST_BOUNDARIES + 1).count();
    let parsed = if boundaries > MOST_BOUNDARIES { None } else { mailparse::parse_mail(bytes).ok() };
    let Some(mail) = parsed.filter(|m| !m.headers.is_empty()) else {
        return finder.tell(number, Breach::Malformed, None);
    };
    let source = rule.source;
    let is = |header: &MailHeader<'_>, field: &str| header.get_key_ref().eq_ignore_ascii_case(field);
    let (mut accounts, mut sided) = (Vec::new(), Vec::new());
    for header in &mail.headers {
        for field in source.account.as_slice().iter().filter(|f| is(header, f)) {
            let Some(found) = people(header) else { return finder.tell(number, Breach::Unattributed, Some(field)) };
            if rule.on_side(field) {
                sided.extend(found.clone());
            }
            accounts.extend(found);
        }
    }
    let only = |field: &str| {
        let mut found = mail.headers.iter().filter(|h| is(h, field));
        let value = found.next().map(|h| h.get_value_utf8().unwrap_or_default());
        value.filter(|_| found.next().is_none())
    };
    let time = source.time.as_ref().and_then(|t| only(&t.field));
    let kind = match &source.category {
        RowCategory::Fixed(_) => None,
        RowCategory::Field(f) => only(&f.field),
    };
    let refs = |all: &'_ Vec<String>| -> Vec<String> { all.clone() };
    let (accounts, sided) = (refs(&accounts), refs(&sided));
    let row = Row {
        accounts: accounts.iter().map(String::as_str).collect(),
        sided: sided.iter().map(String::as_str).collect(),
        time: time.as_deref(),
        category: kind.as_deref(),
    };
    let allowed = match rule.judge(&row, finder) {
        Ok(allowed) => allowed,
        Err(breach) => return finder.tell(number, breach, None),
    };
    Allowed { rule, allowed: &allowed }.all(number, &mail, bytes, finder);
}

struct Allowed<'a> {
    rule: &'a Rule<'a>,
    allowed: &'a BTreeSet<Category>,
}

impl Allowed<'_> {
    /// Why a field of this name may not stand there.
    fn breach(&self, name: &str) -> Option<Breach> {
        let listed = self.rule.source.fields.iter().find(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, c)| *c);
        let written = ["subject", "comments", "keywords", "body", "attachments"].iter().any(|w| w.eq_ignore_ascii_case(name));
        match listed.or((written && self.rule.keeps_unlisted()).then_some(Category::Content)) {
            Some(c) => (!self.allowed.contains(&c)).then_some(Breach::Field),
            None if self.rule.keeps_unlisted() => None,
            None => Some(Breach::UnlistedField),
        }
    }

    fn all(&self, number: u64, mail: &ParsedMail<'_>, bytes: &[u8], finder: &mut Finder<'_>) {
        let source = self.rule.source;
        let deciding: Vec<&str> = source.deciding().collect();
        for header in &mail.headers {
            let name = header.get_key();
            let named = |field: &str| field.eq_ignore_ascii_case(&name);
            if source.third_parties.iter().any(|f| named(f)) {
                if !masked(header, self.rule) {
                    finder.tell(number, Breach::ThirdParty, Some(&name));
                }
                continue;
            }
            let of_body = name.to_ascii_lowercase().starts_with("content-") || name.eq_ignore_ascii_case("mime-version");
            let breach = if deciding.iter().any(|f| named(f)) { None } else { self.breach(if of_body { "body" } else { &name }) };
            if let Some(breach) = breach {
                finder.tell(number, breach, Some(&name));
            }
        }
        // By hand, so that nothing that the parser thinks away stands behind the headers.
        let behind = mailparse::parse_headers(bytes).map_or(0, |(_, at)| at);
        if bytes.get(behind..).is_some_and(|rest| rest.trim_ascii().is_empty()) {
            return;
        }
        if let Some(breach) = self.breach("body") {
            return finder.tell(number, breach, Some("body"));
        }
        if let Some(breach) = self.breach("attachments")
            && mail.parts().any(|part| part.subparts.is_empty() && !readable(part))
        {
            finder.tell(number, breach, Some("attachments"));
        }
    }
}

/// Text to be read at once, or what stands for something that was taken out.
fn readable(part: &ParsedMail<'_>) -> bool {
    let disposition = part.get_content_disposition();
    let inline = disposition.disposition == DispositionType::Inline && !disposition.params.contains_key("filename");
    let text = matches!(part.ctype.mimetype.as_str(), "text/plain" | "text/html") && !part.ctype.params.contains_key("name");
    inline && text
}
