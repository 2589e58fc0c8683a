//! A list of authorities, taken into the directory row by row. What is right waits there for a second person, like whatever one person
//! enters; what is not comes back with its reasons. See `docs/authorities.md`.

use crate::store::authorities::{self, AuthorityRow};
use crate::workflow::directory::{NewAuthority, WrongField};
use crate::workflow::{Error, Workflow};
use domain::actor::Actor;
use domain::instrument::IssuerKind;
use domain::text::one_line;
use std::collections::{BTreeSet, HashSet};
use std::io::Write;

/// The columns, in the order in which they are documented.
pub const COLUMNS: [&str; 11] =
    ["name", "territory", "kind", "mail", "phone", "source", "found_on", "level", "domains", "language", "postal"];
/// Those that each row must fill.
const NEEDED: [&str; 7] = ["name", "territory", "kind", "mail", "phone", "source", "found_on"];
/// What `level` can say.
const LEVELS: [&str; 5] = ["national", "federal", "state", "local", "supranational"];
/// What goes before the cells of a row that comes back.
const REJECTED: [&str; 3] = ["line", "column", "reason"];
/// Most bytes of a list.
pub const MOST_BYTES: usize = 64 * 1024 * 1024;

/// What is wrong with a row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// Where; `row` for the whole of it.
    pub column: &'static str,
    /// What, and what to do.
    pub reason: String,
}

/// What came of a list.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Taken {
    /// Names that were entered, or would be.
    pub added: u64,
    /// Rows that say what the directory says already.
    pub unchanged: u64,
    /// Rows that say something else than the directory: line and name. A person changes an entry, never a list.
    pub different: Vec<(u64, String)>,
    /// Rows that came back.
    pub rejected: Vec<(u64, Vec<Fault>)>,
    /// Headings that mean nothing here.
    pub not_read: Vec<String>,
}

/// Why a list was not taken in, or not to its end.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    /// A row can't be kept without these.
    #[error("the list has no column {}: nothing was taken in. Its columns are named in its first line: {}", .0.join(", "), COLUMNS.join(", "))]
    Columns(Vec<&'static str>),
    /// The list, or the file of rejected rows.
    #[error(
        "the list can't be read further, or its rejected rows not written: {0}. What was taken in before stays; run it again, and nothing comes in twice"
    )]
    Csv(#[from] csv::Error),
    /// Below.
    #[error("{0}. What was taken in before stays; run it again, and nothing comes in twice")]
    Workflow(#[from] Error),
}

impl From<crate::store::StoreError> for ListError {
    fn from(error: crate::store::StoreError) -> Self {
        Self::Workflow(error.into())
    }
}

/// Take a list in: CSV in UTF-8 with headings in its first line. With `dry_run` nothing is kept. Rows that are not taken in are written
/// to `rejects` with line, column and reason before their own cells.
///
/// # Errors
/// [`ListError`]. What was taken in before stays, and a second run adds nothing of it again.
pub async fn take_in<W: Write>(
    workflow: &Workflow,
    actor: Actor,
    list: &[u8],
    dry_run: bool,
    rejects: Option<W>,
) -> Result<Taken, ListError> {
    let list = list.strip_prefix(b"\xef\xbb\xbf").unwrap_or(list);
    let mut rows = csv::ReaderBuilder::new().delimiter(between_cells(list)).flexible(true).trim(csv::Trim::All).from_reader(list);
    let headings: Vec<String> = rows.byte_headers()?.iter().map(|h| String::from_utf8_lossy(h).into_owned()).collect();
    let place = |column: &str| headings.iter().position(|h| plain(h) == column);
    let missing: Vec<&'static str> = NEEDED.into_iter().filter(|column| place(column).is_none()).collect();
    if !missing.is_empty() {
        return Err(ListError::Columns(missing));
    }
    let mut taken =
        Taken { not_read: headings.iter().filter(|h| !COLUMNS.contains(&plain(h).as_str())).cloned().collect(), ..Taken::default() };
    let mut rejects = rejects.map(|out| csv::WriterBuilder::new().flexible(true).from_writer(out));
    if let Some(out) = &mut rejects {
        out.write_record(REJECTED.iter().copied().chain(headings.iter().map(String::as_str)))?;
    }
    let mut seen: HashSet<(String, String)> = HashSet::new();
    let mut record = csv::ByteRecord::new();
    while rows.read_byte_record(&mut record)? {
        if record.iter().all(<[u8]>::is_empty) {
            continue;
        }
        let line = record.position().map_or(0, csv::Position::line);
        let read =
            csv::StringRecord::from_byte_record(record.clone()).map_err(|_| vec![fault("row", "this is no UTF-8; save the list as UTF-8")]);
        let read = read.and_then(|cells| authority(|column| place(column).and_then(|at| cells.get(at)).unwrap_or_default()));
        let checked = read.and_then(|new| match workflow.would_enter(&actor, &new) {
            Ok(row) if seen.insert((row.name.to_lowercase(), row.territory.clone())) => Ok((new, row)),
            Ok(_) => Err(vec![fault("name", "it stands in this list before; keep one of both")]),
            Err(Error::Field(field)) => Err(vec![of_field(field)]),
            Err(other) => Err(vec![fault("row", &other.to_string())]),
        });
        match checked {
            Ok((new, row)) => match authorities::named(workflow.store().read(), &row.name, &row.territory).await? {
                Some(known) if same(&known, &row) => taken.unchanged += 1,
                Some(_) => taken.different.push((line, row.name)),
                None => {
                    if !dry_run {
                        workflow.add_authority(actor, new).await?;
                    }
                    taken.added += 1;
                }
            },
            Err(faults) => {
                if let (Some(out), Some(first)) = (&mut rejects, faults.first()) {
                    let why = faults.iter().map(|f| format!("{}: {}", f.column, f.reason)).collect::<Vec<_>>().join("; ");
                    let head = [line.to_string().into_bytes(), first.column.as_bytes().to_vec(), why.into_bytes()];
                    out.write_record(head.into_iter().chain(record.iter().map(neutral)))?;
                }
                taken.rejected.push((line, faults));
            }
        }
    }
    if let Some(mut out) = rejects {
        out.flush().map_err(csv::Error::from)?;
    }
    Ok(taken)
}

fn fault(column: &'static str, reason: &str) -> Fault {
    Fault { column, reason: reason.to_owned() }
}

/// A heading as it is compared: capitals, spaces and hyphens don't matter.
fn plain(heading: &str) -> String {
    heading.trim().to_lowercase().replace([' ', '-'], "_")
}

/// The most frequent of comma, semicolon and tab in the first line.
fn between_cells(list: &[u8]) -> u8 {
    let first = list.split(|b| *b == b'\n').next().unwrap_or_default();
    let count = |c: u8| first.iter().filter(|b| **b == c).count();
    [b',', b';', b'\t'].into_iter().rev().max_by_key(|c| count(*c)).unwrap_or(b',')
}

/// A cell that a spreadsheet would run as a formula is text.
fn neutral(cell: &[u8]) -> Vec<u8> {
    let runs = cell.first().is_some_and(|b| matches!(b, b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r'));
    let mut text = if runs { vec![b'\''] } else { Vec::new() };
    text.extend(cell);
    text
}

/// A row as it would be typed into the form, or all that is wrong with it by itself.
fn authority<'a>(cell: impl Fn(&str) -> &'a str) -> Result<NewAuthority, Vec<Fault>> {
    let mut faults: Vec<Fault> = NEEDED.into_iter().filter(|c| cell(c).is_empty()).map(|c| fault(c, "it must be filled")).collect();
    let kind = IssuerKind::from_code(&plain(cell("kind")));
    if kind.is_none() && !cell("kind").is_empty() {
        let codes = IssuerKind::ALL.map(IssuerKind::code).join(", ");
        faults.push(fault("kind", &format!("write one of {codes}")));
    }
    let found = cell("found_on").parse::<chrono::NaiveDate>();
    if found.is_err() && !cell("found_on").is_empty() {
        faults.push(fault("found_on", "write the day on which the number was found, such as 2026-08-31"));
    }
    let level = match plain(cell("level")) {
        none if none.is_empty() => "national".to_owned(),
        level => level,
    };
    if !LEVELS.contains(&level.as_str()) {
        faults.push(fault("level", &format!("write one of {}", LEVELS.join(", "))));
    }
    let several =
        |column: &str| cell(column).split(';').map(str::trim).filter(|one| !one.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    match (kind, found) {
        (Some(kind), Ok(day)) if faults.is_empty() => Ok(NewAuthority {
            name: cell("name").to_owned(),
            territory: cell("territory").to_owned(),
            level,
            kind,
            phone: cell("phone").to_owned(),
            mail: cell("mail").to_owned(),
            language: cell("language").to_lowercase(),
            postal: several("postal"),
            domains: several("domains"),
            note: format!("{}, {day}", one_line(cell("source"), 300)),
        }),
        _ => Err(faults),
    }
}

/// Whether the directory says the same, but for where it was found.
fn same(known: &AuthorityRow, row: &AuthorityRow) -> bool {
    let domains = |row: &AuthorityRow| authorities::domains(row).map(BTreeSet::from_iter).unwrap_or_default();
    let facts = |row: &AuthorityRow| {
        (row.kind.clone(), row.level.clone(), row.phone.clone(), row.mail.clone(), row.language.clone(), row.postal.clone())
    };
    facts(known) == facts(row) && domains(known) == domains(row)
}

fn of_field(field: WrongField) -> Fault {
    let (column, reason) = match field {
        WrongField::Name | WrongField::Taken | WrongField::ExternalId => ("name", "a name is needed"),
        WrongField::Country => ("territory", "write the two letters of ISO 3166, such as SE"),
        WrongField::Mail => ("mail", "write a mail address"),
        WrongField::Phone => ("phone", "write digits, spaces, +, - and brackets only"),
        WrongField::Domain => ("domains", "write domains such as example.org, separated by ;"),
        WrongField::Language => ("language", "write en, sv, de or fr, or nothing"),
        WrongField::Reason | WrongField::Source => ("source", "name the public register"),
        WrongField::Day => ("found_on", "write a day such as 2026-08-31"),
    };
    fault(column, reason)
}
