//! Reading a list of customers.

use crate::words::Words;
use crate::workflow::customers::sync::{AccountLine, ContactLine, CustomerLine, Rejection};
use domain::contact::{ContactPurpose, ProviderRole};
use domain::paper::{CustomerClass, IdentifierKind};
use domain::text::not_neutral;
use std::borrow::Cow;
use std::io::{self, BufRead, Read};

/// How the file is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// Comma, semicolon or tab between cells; the first row names the columns; one row per contact.
    Csv,
    /// One JSON object per line, one per customer.
    JsonLines,
}

impl Format {
    /// By the name of the file.
    #[must_use]
    pub fn of_name(name: &str) -> Self {
        let name = name.to_ascii_lowercase();
        if [".jsonl", ".ndjson", ".json"].iter().any(|end| name.ends_with(end)) { Self::JsonLines } else { Self::Csv }
    }

    /// The end of a file's name.
    #[must_use]
    pub const fn end(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::JsonLines => "jsonl",
        }
    }
}

/// All columns of a CSV list, in the order in which they are written.
pub const COLUMNS: [&str; 18] = [
    "id",
    "external_id",
    "name",
    "class",
    "country",
    "language",
    "domains",
    "accounts",
    "product",
    "contract",
    "role",
    "contact_external_id",
    "contact_name",
    "contact_mail",
    "contact_language",
    "contact_purpose",
    "contact_order",
    "contact_verified_at",
];

/// The column that a file of rejected rows has in addition; ignored when it is read again.
pub const REASON: &str = "reason";

/// Most bytes of one row or line.
const LONGEST: u64 = 4 * 1024 * 1024;

/// Why a file is no list of customers. Nothing of it was read.
#[derive(Debug, thiserror::Error)]
pub enum BadFile {
    /// A column that means nothing here: perhaps a typing error, and its content would be lost.
    #[error("the list has columns that are not known here: {}. Nothing was read; rename or remove them. Known are: {}", .0.join(", "), COLUMNS.join(", "))]
    Columns(Vec<String>),
    /// A column stands twice.
    #[error("the list has the column {0} twice. Nothing was read; remove one")]
    Twice(String),
    /// Without names nobody knows who is meant.
    #[error("the list needs a column name, external_id or id. Nothing was read")]
    NoKey,
    /// No first row.
    #[error("the list is empty")]
    Empty,
    /// It can't be read.
    #[error("the list can't be read: {0}")]
    Io(#[from] io::Error),
}

impl BadFile {
    /// The sentence for the screen.
    #[must_use]
    pub fn sentence(&self, w: Words) -> Cow<'static, str> {
        match self {
            Self::Columns(names) => w.say2("list-file-columns", "names", names.join(", "), "known", COLUMNS.join(", ")),
            Self::Twice(name) => w.say1("list-file-twice", "name", name.clone()),
            Self::NoKey => w.say("list-file-no-key"),
            Self::Empty => w.say("list-file-empty"),
            Self::Io(_) => w.say("list-broken"),
        }
    }
}

/// What is wrong with a row, before or after it was compared with the directory.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Problem {
    /// A cell holds something else than its column takes.
    Value {
        /// Column.
        column: String,
        /// What stood there, cut short.
        value: String,
    },
    /// A line is not the JSON of a customer.
    NotAnObject {
        /// What the parser says.
        why: String,
    },
    /// A cell goes over several lines (a quote left open?), or the row has more cells than there are columns, or is too long.
    Broken,
    /// The same customer stood further up.
    Twice,
    /// Rows of one customer say different things of it.
    Disagrees {
        /// In this column.
        column: String,
    },
    /// The directory does not take it.
    Rejected(Rejection),
}

/// What stood in the file, to be given back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Raw {
    /// Rows of cells.
    Rows(Vec<Vec<String>>),
    /// A line.
    Line(String),
}

/// One customer of the file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// Its first line in the file, from 1.
    pub first: u64,
    /// Its name or id, for people.
    pub name: String,
    /// What stood there.
    pub raw: Raw,
    /// What it says.
    pub line: Result<CustomerLine, Vec<Problem>>,
}

impl Entry {
    /// What makes two lines the same customer within a file.
    pub(super) fn key(line: &CustomerLine) -> String {
        match (&line.id, &line.external_id) {
            (Some(id), _) => format!("i{id}"),
            (None, Some(external)) => format!("e{}", external.trim()),
            (None, None) => format!("n{}", domain::text::one_line(line.name.as_deref().unwrap_or_default(), 200)),
        }
    }
}

/// Reads a list, one customer after the other.
pub struct Reader<R: BufRead> {
    inner: Inner<R>,
}

enum Inner<R: BufRead> {
    Csv(Box<Rows<R>>),
    Lines { input: R, line: u64 },
}

/// The rows of a CSV list; one is read ahead, to see whether it belongs to the customer before.
struct Rows<R> {
    rows: csv::Reader<R>,
    columns: Vec<String>,
    ahead: Option<Row>,
}

struct Row {
    line: u64,
    cells: Vec<String>,
    whole: bool,
}

impl<R: BufRead> Reader<R> {
    /// Begin to read.
    ///
    /// # Errors
    /// [`BadFile`]: the first row is not one of a list of customers.
    pub fn new(mut input: R, format: Format) -> Result<Self, BadFile> {
        let start = input.fill_buf()?;
        if start.is_empty() {
            return Err(BadFile::Empty);
        }
        if start.starts_with(b"\xef\xbb\xbf") {
            input.consume(3);
        }
        Ok(Self { inner: if format == Format::Csv { Inner::Csv(Box::new(Rows::new(input)?)) } else { Inner::Lines { input, line: 0 } } })
    }

    /// The names of the columns as they stand in a CSV list; `None` for JSON Lines.
    #[must_use]
    pub fn columns(&self) -> Option<&[String]> {
        match &self.inner {
            Inner::Csv(rows) => Some(&rows.columns),
            Inner::Lines { .. } => None,
        }
    }

    /// The next customer; `None` at the end.
    ///
    /// # Errors
    /// The file can't be read further.
    pub fn next_entry(&mut self) -> io::Result<Option<Entry>> {
        match &mut self.inner {
            Inner::Csv(rows) => rows.next_entry(),
            Inner::Lines { input, line } => next_line(input, line),
        }
    }
}

fn next_line(input: &mut impl BufRead, number: &mut u64) -> io::Result<Option<Entry>> {
    loop {
        let mut bytes = Vec::new();
        if input.by_ref().take(LONGEST).read_until(b'\n', &mut bytes)? == 0 {
            return Ok(None);
        }
        *number += 1;
        let whole = bytes.ends_with(b"\n") || (bytes.len() as u64) < LONGEST;
        if !whole {
            skip_line(input)?;
        }
        let text = String::from_utf8_lossy(&bytes).trim().to_owned();
        if text.is_empty() {
            continue;
        }
        let line = if whole && std::str::from_utf8(&bytes).is_ok() { parse(&text) } else { Err(vec![Problem::Broken]) };
        let name = line.as_ref().map(name_of).unwrap_or_default();
        return Ok(Some(Entry { first: *number, name, raw: Raw::Line(text), line }));
    }
}

/// Read on to the end of a line that is too long to be held.
fn skip_line(input: &mut impl BufRead) -> io::Result<()> {
    loop {
        let chunk = input.fill_buf()?;
        if chunk.is_empty() {
            return Ok(());
        }
        let (used, ended) = match chunk.iter().position(|b| *b == b'\n') {
            Some(at) => (at + 1, true),
            None => (chunk.len(), false),
        };
        input.consume(used);
        if ended {
            return Ok(());
        }
    }
}

fn parse(text: &str) -> Result<CustomerLine, Vec<Problem>> {
    let not = |why: String| vec![Problem::NotAnObject { why: why.chars().take(200).collect() }];
    let mut value: serde_json::Value = serde_json::from_str(text).map_err(|e| not(e.to_string()))?;
    if let Some(object) = value.as_object_mut() {
        object.remove(REASON);
    }
    serde_json::from_value(value).map_err(|e| not(e.to_string()))
}

fn name_of(line: &CustomerLine) -> String {
    let id = line.id.map(|id| id.to_string());
    domain::text::one_line(&line.name.clone().or_else(|| line.external_id.clone()).or(id).unwrap_or_default(), 200)
}

impl<R: BufRead> Rows<R> {
    fn new(mut input: R) -> Result<Self, BadFile> {
        let first: Vec<u8> = input.fill_buf()?.iter().copied().take_while(|b| !matches!(b, b'\n' | b'\r')).collect();
        let count = |d: u8| first.iter().filter(|b| **b == d).count();
        let delimiter = [b',', b';', b'\t'].into_iter().max_by_key(|d| count(*d)).unwrap_or(b',');
        let mut rows = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).has_headers(true).from_reader(input);
        let header = rows.headers().map_err(io_error)?;
        let columns: Vec<String> = header.iter().map(|c| c.trim().to_ascii_lowercase()).collect();
        let unknown: Vec<String> =
            columns.iter().filter(|c| !COLUMNS.contains(&c.as_str()) && *c != REASON).map(|c| domain::text::one_line(c, 40)).collect();
        if !unknown.is_empty() {
            return Err(BadFile::Columns(unknown));
        }
        if let Some(twice) = columns.iter().enumerate().find(|(i, c)| columns.iter().take(*i).any(|d| d == *c)) {
            return Err(BadFile::Twice(twice.1.clone()));
        }
        if !["name", "external_id", "id"].iter().any(|key| columns.iter().any(|c| c == key)) {
            return Err(BadFile::NoKey);
        }
        Ok(Self { rows, columns, ahead: None })
    }

    fn next_row(&mut self) -> io::Result<Option<Row>> {
        if let Some(row) = self.ahead.take() {
            return Ok(Some(row));
        }
        let mut record = csv::ByteRecord::new();
        loop {
            if !self.rows.read_byte_record(&mut record).map_err(io_error)? {
                return Ok(None);
            }
            let line = record.position().map_or(0, csv::Position::line);
            let cells: Vec<String> = record.iter().map(|c| String::from_utf8_lossy(c).into_owned()).collect();
            if cells.iter().all(|c| c.trim().is_empty()) {
                continue;
            }
            let sound = record.iter().all(|c| std::str::from_utf8(c).is_ok() && !c.iter().any(|b| matches!(b, b'\n' | b'\r')));
            return Ok(Some(Row { line, whole: sound && cells.len() <= self.columns.len(), cells }));
        }
    }

    fn cell<'a>(&self, row: &'a Row, column: &str) -> &'a str {
        let at = self.columns.iter().position(|c| c == column);
        not_neutral(at.and_then(|at| row.cells.get(at)).map_or("", |c| c.trim()))
    }

    /// Whether two rows are about the same customer.
    fn same(&self, a: &Row, b: &Row) -> bool {
        let key = |row| ["id", "external_id", "name"].map(|c| self.cell(row, c).to_owned());
        let ([a_id, a_ext, a_name], [b_id, b_ext, b_name]) = (key(a), key(b));
        if !a_id.is_empty() || !b_id.is_empty() {
            a_id == b_id
        } else if !a_ext.is_empty() || !b_ext.is_empty() {
            a_ext == b_ext
        } else {
            a_name == b_name
        }
    }

    fn next_entry(&mut self) -> io::Result<Option<Entry>> {
        let Some(first) = self.next_row()? else { return Ok(None) };
        let mut rows = vec![first];
        while rows.iter().all(|r| r.whole) {
            match self.next_row()? {
                Some(row) if row.whole && rows.first().is_some_and(|first| self.same(first, &row)) => rows.push(row),
                other => {
                    self.ahead = other;
                    break;
                }
            }
        }
        let (first, name) = rows.first().map_or((0, String::new()), |row| {
            let named = ["name", "external_id", "id"].map(|c| self.cell(row, c).to_owned()).into_iter().find(|c| !c.is_empty());
            (row.line, domain::text::one_line(&named.unwrap_or_default(), 200))
        });
        let line = self.line(&rows);
        Ok(Some(Entry { first, name, raw: Raw::Rows(rows.into_iter().map(|r| r.cells).collect()), line }))
    }

    fn line(&self, rows: &[Row]) -> Result<CustomerLine, Vec<Problem>> {
        if rows.iter().any(|row| !row.whole) {
            return Err(vec![Problem::Broken]);
        }
        let mut wrong = Vec::new();
        // The first row that says something of the customer's column counts; another that says otherwise is a contradiction.
        let mut said = |column: &str| -> Option<String> {
            let mut cells = rows.iter().map(|row| self.cell(row, column)).filter(|c| !c.is_empty());
            let first = cells.next()?;
            if cells.any(|c| c != first) {
                wrong.push(Problem::Disagrees { column: column.to_owned() });
            }
            Some(first.to_owned())
        };
        let texts = ["id", "external_id", "name", "class", "country", "language", "domains", "accounts", "product", "contract", "role"];
        let [id, external_id, name, class, country, language, domains, accounts, product, contract, role] = texts.map(&mut said);
        let mut wrong_value = |column: &str, value: &str| {
            wrong.push(Problem::Value { column: column.to_owned(), value: domain::text::one_line(value, 60) });
        };
        let mut read = Cells { wrong: &mut wrong_value };
        let mut line = CustomerLine {
            id: read.value("id", id, |t| t.parse().ok()),
            external_id,
            name,
            class: read.value("class", class, CustomerClass::from_code),
            country,
            language,
            domains: domains.map(|text| pieces(&text)),
            accounts: accounts.map(|text| {
                let pieces = text.split([';', ',']).map(str::trim).filter(|p| !p.is_empty() && *p != CLEAR);
                pieces.map(account).collect()
            }),
            product: product.map(cleared),
            contract: contract.map(cleared),
            role: read.value("role", role, ProviderRole::from_code),
            contacts: None,
        };
        let mut contacts = Vec::new();
        for row in rows {
            let cell = |column: &str| Some(self.cell(row, column).to_owned()).filter(|c| !c.is_empty());
            let contact = ContactLine {
                external_id: cell("contact_external_id"),
                name: cell("contact_name"),
                mail: cell("contact_mail"),
                language: cell("contact_language"),
                purpose: read.value("contact_purpose", cell("contact_purpose"), ContactPurpose::from_code),
                order: read.value("contact_order", cell("contact_order"), |t| t.parse().ok().filter(|n| (0..=9999).contains(n))),
                verified_at: read.value("contact_verified_at", cell("contact_verified_at"), moment),
            };
            if contact != ContactLine::default() {
                contacts.push(contact);
            }
        }
        line.contacts = (!contacts.is_empty()).then_some(contacts);
        if wrong.is_empty() { Ok(line) } else { Err(wrong) }
    }
}

struct Cells<'a> {
    wrong: &'a mut dyn FnMut(&str, &str),
}

impl Cells<'_> {
    fn value<T>(&mut self, column: &str, cell: Option<String>, read: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let cell = cell?;
        let value = read(&cell);
        if value.is_none() {
            (self.wrong)(column, &cell);
        }
        value
    }
}

/// A dash clears the field, because an empty cell leaves it.
const CLEAR: &str = "-";

fn cleared(text: String) -> String {
    if text == CLEAR { String::new() } else { text }
}

/// Pieces between spaces, semicolons or commas.
fn pieces(text: &str) -> Vec<String> {
    if text == CLEAR {
        return Vec::new();
    }
    text.split(|c: char| c.is_whitespace() || matches!(c, ';' | ',')).filter(|p| !p.is_empty()).map(str::to_owned).collect()
}

/// `dana@example.com=acct-17`: what a demand would name, and the account in the provider's systems; one name for both where nothing
/// stands behind `=`. What cannot be seen by the value says its kind before it: `phone:+46 8 123 45`.
#[must_use]
pub fn account(text: &str) -> AccountLine {
    let kinds = IdentifierKind::ALL.map(IdentifierKind::code);
    let (kind, text) = match text.split_once(':') {
        Some((kind, rest)) if kinds.contains(&kind) => (Some(kind), rest.trim()),
        _ => (None, text),
    };
    let (value, account) = text.split_once('=').map_or((text, text), |(value, account)| (value.trim(), account.trim()));
    AccountLine {
        kind: kind.unwrap_or_else(|| seen(value)).to_owned(),
        value: value.to_owned(),
        account: if account.is_empty() { value } else { account }.to_owned(),
    }
}

/// The same the other way round.
#[must_use]
pub fn account_text(line: &AccountLine) -> String {
    let kind = if seen(&line.value) == line.kind { String::new() } else { format!("{}:", line.kind) };
    if line.value == line.account { format!("{kind}{}", line.value) } else { format!("{kind}{}={}", line.value, line.account) }
}

/// The kind of an identifier by its looks.
fn seen(value: &str) -> &'static str {
    if value.parse::<std::net::IpAddr>().is_ok() {
        "ip"
    } else if value.contains('@') {
        "mail"
    } else {
        "account"
    }
}

/// A moment (RFC 3339), or a day (its beginning in UTC).
fn moment(text: &str) -> Option<domain::Instant> {
    if let Ok(at) = text.parse::<domain::Instant>() {
        return Some(at);
    }
    text.parse::<chrono::NaiveDate>().ok().and_then(|day| day.and_hms_opt(0, 0, 0)).map(|at| at.and_utc())
}

fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(io) => io,
        other => io::Error::new(io::ErrorKind::InvalidData, format!("{other:?}")),
    }
}
