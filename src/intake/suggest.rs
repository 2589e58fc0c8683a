//! What a mail and its papers say beyond doubt, as suggestions for the form.
//!
//! A suggestion is made only where the paper labels it (or cites a provision with one use), and carries the line it was
//! read from. Two different answers to one question make no suggestion but a conflict that the screen names. Nothing here
//! is a decision: a person confirms each field.

use super::citation::{self, Cited, Title};
use super::found::{Finds, Found, FoundValue};
use super::mail::IncomingMail;
use super::pdf::PdfFacts;
use super::{dates, vocabulary};
use chrono::{NaiveDate, NaiveTime};
use domain::category::Category;
use domain::instrument::InstrumentId;
use domain::paper::{Identifier, IdentifierKind};
use domain::text::one_line;

/// A field of the form.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Field {
    /// The authority's own reference.
    AuthorityReference,
    /// Name of the issuing authority.
    AuthorityName,
    /// Mail address of the sender.
    AuthorityMail,
    /// Kind of paper.
    Instrument,
    /// Day of issue.
    IssuedOn,
    /// Date on the paper by which it wants an answer.
    FaceDue,
    /// Time range of the data.
    Period,
    /// Accounts named.
    Accounts,
    /// Categories named.
    Categories,
    /// Whether an emergency is claimed.
    Emergency,
}

/// Which document a suggestion was read from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Source {
    /// The header of the mail.
    MailHeader,
    /// The text of the mail.
    MailText,
    /// A PDF: index in the list given to [`suggest`], and page from 1.
    Pdf {
        /// Index of the PDF.
        index: usize,
        /// Page.
        page: u32,
    },
}

/// Where a suggestion was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Snippet {
    /// Which document.
    pub source: Source,
    /// Line of the text or page, from 1; 0 in the header.
    pub line: usize,
    /// The line itself, at most 300 characters.
    pub text: String,
}

/// A value and the line that it was read from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Suggestion<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub from: Snippet,
}

/// Date on the face of the paper, with the time if it gives one. The zone is the issuing authority's.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FaceDate {
    /// Day.
    pub date: NaiveDate,
    /// Time of day.
    pub time: Option<NaiveTime>,
}

/// First and last day of the data.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Period {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
}

/// Everything that could be read beyond doubt.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Suggestions {
    /// The authority's reference.
    pub authority_reference: Option<Suggestion<String>>,
    /// The issuing authority's name.
    pub authority_name: Option<Suggestion<String>>,
    /// The sender's address. It proves nothing about who sent it.
    pub authority_mail: Option<Suggestion<String>>,
    /// The instrument's id in the rulebook.
    pub instrument: Option<Suggestion<InstrumentId>>,
    /// Provisions cited, as we write them.
    pub statutes: Vec<Suggestion<String>>,
    /// Day of issue.
    pub issued_on: Option<Suggestion<NaiveDate>>,
    /// Date by which the paper wants an answer.
    pub face_due: Option<Suggestion<FaceDate>>,
    /// Time range.
    pub period: Option<Suggestion<Period>>,
    /// Accounts.
    pub accounts: Vec<Suggestion<Identifier>>,
    /// Categories.
    pub categories: Vec<Suggestion<Category>>,
    /// Whether an emergency is claimed.
    pub emergency: Option<Suggestion<bool>>,
    /// The words that ask for secrecy, if there are any.
    pub secrecy_asked: Option<String>,
    /// Every value that may belong in a field, certain or not, to be offered to a person.
    pub found: Vec<Found>,
    /// Fields for which the documents give different answers, so that none is suggested.
    pub conflicts: Vec<Field>,
}

/// Most accounts that are read from one demand; more is a list for a person.
const MAX_ACCOUNTS: usize = 200;

/// Read suggestions from a mail and the PDFs that came with it, in the order given.
#[must_use]
pub fn suggest(mail: &IncomingMail, pdfs: &[PdfFacts]) -> Suggestions {
    let mut reader = Reader {
        own: mail.from.iter().chain(&mail.reply_to).chain(&mail.to).map(|a| a.mail.to_lowercase()).collect(),
        ..Reader::default()
    };
    reader.document(Source::MailText, &mail.text);
    for (index, pdf) in pdfs.iter().enumerate() {
        for page in &pdf.text {
            reader.document(Source::Pdf { index, page: page.page }, &page.text);
        }
    }
    let mut out = reader.finish();
    out.secrecy_asked = super::hush::asked(mail, pdfs);
    out.authority_mail = mail.sender().map(|sender| Suggestion {
        value: sender.mail.clone(),
        from: Snippet { source: Source::MailHeader, line: 0, text: format!("From: {}", sender.mail) },
    });
    out
}

/// Candidates of one field: rank and value, best rank first wins.
type Candidates<T> = Vec<(u8, Suggestion<T>)>;

#[derive(Default)]
struct Reader {
    /// Addresses of the mail's own header: the officer's, never an account that is demanded.
    own: Vec<String>,
    references: Candidates<String>,
    names: Candidates<String>,
    issued: Candidates<NaiveDate>,
    due: Candidates<FaceDate>,
    periods: Candidates<Period>,
    emergencies: Candidates<bool>,
    accounts: Vec<Suggestion<Identifier>>,
    categories: Vec<Suggestion<Category>>,
    cited: Vec<Suggestion<Cited>>,
    titles: Vec<Suggestion<Title>>,
    /// Identifiers and days that stand in the text without a label.
    loose: Vec<Suggestion<FoundValue>>,
}

impl Reader {
    fn document(&mut self, source: Source, text: &str) {
        let lines: Vec<&str> = text.lines().collect();
        // A label that stands alone opens a list: the lines below it belong to it until an empty line or another label.
        let mut list: Option<Field> = None;
        for (index, raw) in lines.iter().enumerate() {
            let line = raw.trim();
            if line.starts_with('>') {
                continue; // quoted from an earlier mail
            }
            let snippet = Snippet { source, line: index + 1, text: one_line(line, 300) };
            self.citations(line, lines.get(index + 1).copied().unwrap_or_default(), &snippet);
            self.loose(line, &snippet);
            if line.is_empty() {
                list = None;
                continue;
            }
            let labelled = line.split_once(':').and_then(|(label, value)| Some((vocabulary::field(label)?, value.trim())));
            match labelled {
                Some(((field, rank), value)) => {
                    list = Some(field).filter(|f| matches!(f, Field::Accounts | Field::Categories));
                    if !value.is_empty() {
                        self.value(field, rank, value, &snippet);
                    }
                }
                None => match list {
                    Some(field) if is_list_item(line) => self.value(field, 0, line, &snippet),
                    Some(_) => list = None,
                    None => {}
                },
            }
        }
    }

    fn value(&mut self, field: Field, rank: u8, value: &str, snippet: &Snippet) {
        fn with<T>(value: T, from: &Snippet) -> Suggestion<T> {
            Suggestion { value, from: from.clone() }
        }
        match field {
            Field::AuthorityReference => {
                let reference = one_line(value, 120);
                if reference.chars().any(|c| c.is_ascii_digit()) {
                    self.references.push((rank, with(reference, snippet)));
                }
            }
            Field::AuthorityName => self.names.push((rank, with(one_line(value, 200), snippet))),
            Field::IssuedOn => {
                if let [date] = dates::all(value).as_slice() {
                    self.issued.push((rank, with(*date, snippet)));
                }
            }
            Field::FaceDue => {
                if let [date] = dates::all(value).as_slice() {
                    self.due.push((rank, with(FaceDate { date: *date, time: dates::time(value) }, snippet)));
                }
            }
            Field::Period => {
                if let [from, to] = dates::all(value).as_slice()
                    && from <= to
                {
                    self.periods.push((rank, with(Period { from: *from, to: *to }, snippet)));
                }
            }
            Field::Accounts => self.read_accounts(value, snippet),
            Field::Categories => {
                for category in vocabulary::categories(value) {
                    if self.categories.iter().all(|known| known.value != category) {
                        self.categories.push(with(category, snippet));
                    }
                }
            }
            Field::Emergency => {
                if let Some(claimed) = vocabulary::yes_or_no(value) {
                    self.emergencies.push((rank, with(claimed, snippet)));
                }
            }
            Field::AuthorityMail | Field::Instrument => {}
        }
    }

    fn loose(&mut self, line: &str, snippet: &Snippet) {
        let own = |account: &Identifier| self.own.contains(&account.value.to_lowercase());
        let accounts = words(line).filter_map(account).filter(|a| !own(a)).map(FoundValue::Account);
        let days = dates::all(line).into_iter().map(FoundValue::Day);
        let found: Vec<_> = accounts.chain(days).map(|value| Suggestion { value, from: snippet.clone() }).collect();
        let room = MAX_ACCOUNTS.saturating_sub(self.loose.len());
        self.loose.extend(found.into_iter().take(room));
    }

    /// All that may be offered: what stands behind a label, then accounts and days that stand anywhere.
    fn found(&self) -> Vec<Found> {
        let mut finds = Finds::default();
        finds.ranked(Field::AuthorityReference, &self.references, |v| FoundValue::Text(v.clone()));
        finds.ranked(Field::AuthorityName, &self.names, |v| FoundValue::Text(v.clone()));
        finds.ranked(Field::IssuedOn, &self.issued, |v| FoundValue::Day(*v));
        finds.ranked(Field::FaceDue, &self.due, |v| FoundValue::Due(*v));
        finds.ranked(Field::Period, &self.periods, |v| FoundValue::Period(*v));
        for account in &self.accounts {
            finds.add(Field::Accounts, FoundValue::Account(account.value.clone()), &account.from);
        }
        for loose in &self.loose {
            match &loose.value {
                FoundValue::Day(day) => {
                    if self.issued.is_empty() {
                        finds.add(Field::IssuedOn, FoundValue::Day(*day), &loose.from);
                    }
                    if self.due.is_empty() {
                        finds.add(Field::FaceDue, FoundValue::Due(FaceDate { date: *day, time: None }), &loose.from);
                    }
                }
                account => finds.add(Field::Accounts, account.clone(), &loose.from),
            }
        }
        finds.into_vec()
    }

    fn read_accounts(&mut self, value: &str, snippet: &Snippet) {
        for word in words(value) {
            let Some(account) = account(word) else { continue };
            let known = self.own.contains(&account.value.to_lowercase()) || self.accounts.iter().any(|a| a.value == account);
            if !known && self.accounts.len() < MAX_ACCOUNTS {
                self.accounts.push(Suggestion { value: account, from: snippet.clone() });
            }
        }
    }

    fn citations(&mut self, line: &str, next: &str, snippet: &Snippet) {
        // Joined with the next line, because papers break citations; what the next line cites alone, it will say itself.
        let alone = citation::all(next);
        let joined = citation::all(&format!("{line} {next}"));
        let here = citation::all(line).into_iter().chain(joined.into_iter().filter(|c| !alone.contains(c)));
        for cited in here {
            if self.cited.iter().all(|c| c.value != cited) {
                self.cited.push(Suggestion { value: cited, from: snippet.clone() });
            }
        }
        if matches!(snippet.source, Source::Pdf { .. })
            && let Some(title) = citation::title(line)
        {
            self.titles.push(Suggestion { value: title, from: snippet.clone() });
        }
    }

    fn finish(self) -> Suggestions {
        let mut conflicts = Vec::new();
        let found = self.found();
        let cited: Vec<Cited> = self.cited.iter().map(|c| c.value).collect();
        let titles: Vec<Title> = self.titles.iter().map(|t| t.value).collect();
        let proven = citation::proves(&cited, &titles);
        if proven.len() > 1 {
            conflicts.push(Field::Instrument);
        }
        let instrument = match (proven.as_slice(), self.titles.first().map(|t| &t.from).or_else(|| self.cited.first().map(|c| &c.from))) {
            ([only], Some(from)) => Some(Suggestion { value: only.clone(), from: from.clone() }),
            _ => None,
        };
        Suggestions {
            authority_reference: settle(self.references, Field::AuthorityReference, &mut conflicts),
            authority_name: settle(self.names, Field::AuthorityName, &mut conflicts),
            authority_mail: None,
            instrument,
            statutes: self.cited.into_iter().map(|c| Suggestion { value: c.value.statute().to_owned(), from: c.from }).collect(),
            issued_on: settle(self.issued, Field::IssuedOn, &mut conflicts),
            face_due: settle(self.due, Field::FaceDue, &mut conflicts),
            period: settle(self.periods, Field::Period, &mut conflicts),
            accounts: self.accounts,
            categories: self.categories,
            emergency: settle(self.emergencies, Field::Emergency, &mut conflicts),
            secrecy_asked: None,
            found,
            conflicts,
        }
    }
}

/// One value of the best rank, or a conflict.
fn settle<T: PartialEq>(candidates: Candidates<T>, field: Field, conflicts: &mut Vec<Field>) -> Option<Suggestion<T>> {
    let best = candidates.iter().map(|(rank, _)| *rank).min()?;
    let mut of_best = candidates.into_iter().filter(|(rank, _)| *rank == best).map(|(_, s)| s);
    let first = of_best.next()?;
    if of_best.all(|other| other.value == first.value) {
        Some(first)
    } else {
        conflicts.push(field);
        None
    }
}

/// The words of a line, as far as an account can be one.
fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '<' | '>' | '(' | ')' | '"'))
}

fn is_list_item(line: &str) -> bool {
    let marked = line.starts_with(['-', '*', '•', '·', '–']);
    let numbered =
        line.split_once(['.', ')']).is_some_and(|(n, _)| !n.is_empty() && n.len() <= 3 && n.bytes().all(|b| b.is_ascii_alphanumeric()));
    marked || numbered || account(line).is_some()
}

/// A mail or IP address, or nothing: a bare word after "account" may be anything.
fn account(word: &str) -> Option<Identifier> {
    let word = word.trim().trim_matches(['.', ':', '\'', '[', ']']);
    let word = word.strip_prefix("mailto:").unwrap_or(word);
    if let Ok(ip) = word.parse::<std::net::IpAddr>() {
        return Some(Identifier { kind: IdentifierKind::Ip, value: ip.to_string() });
    }
    let (local, domain) = word.split_once('@')?;
    let label_ok =
        |l: &str| !l.is_empty() && l.chars().all(|c| c.is_alphanumeric() || c == '-') && !l.starts_with('-') && !l.ends_with('-');
    let fits = word.len() <= 320
        && !local.is_empty()
        && local.chars().all(|c| c.is_alphanumeric() || ".!#$%&'*+/=?^_`{|}~-".contains(c))
        && domain.contains('.')
        && domain.split('.').all(label_ok);
    fits.then(|| Identifier { kind: IdentifierKind::Mail, value: format!("{local}@{}", domain.to_lowercase()) })
}
