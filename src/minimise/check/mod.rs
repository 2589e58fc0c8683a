//! The independent check of what is about to leave (INV-03).
//!
//! It knows nothing of the filter: it reads the kept files with its own code and asks of each row and each field which scope line
//! authorises it. What it cannot read, it does not pass. Some rules are therefore written twice in this program, once there and once
//! here, on purpose: one mistake must not be enough for a disclosure. Do not merge them.

mod csv;
mod json;
mod mail;
mod packed;
mod time;

use super::report::reasons;
use super::{Compare, MAX_ROW_BYTES, Mapping, RowCategory, Scope, Source, Unlisted};
use domain::Instant;
use domain::category::Category;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::io::{self, BufRead};

reasons! {
    /// Why a row or a file may not leave.
    Breach {
        /// No account of the row is in the scope.
        ForeignAccount = "foreign_account",
        /// The row has no account that can be read.
        Unattributed = "unattributed",
        /// About an authorised account, but not on the side that the mapping demands.
        Direction = "direction",
        /// Somebody else's name that should have been masked.
        ThirdParty = "third_party",
        /// Not surely inside a time range of its account, end excluded.
        OutsideTime = "outside_time",
        /// No time that can be read, though the lines of its account have bounds.
        Undated = "undated",
        /// The row's category is not authorised for its account and time.
        Category = "category",
        /// The row's category cannot be told.
        Unclassified = "unclassified",
        /// A field's category is not authorised for the row's account and time.
        Field = "field",
        /// A field that the mapping does not list and says to remove.
        UnlistedField = "unlisted_field",
        /// Passwords, tokens, keys (INV-16).
        Credentials = "credentials",
        /// A cell that a spreadsheet would run as a formula.
        Formula = "formula",
        /// The row is not one that the filter writes: not UTF-8, not one JSON object, cells too many or too few, too long.
        Malformed = "malformed",
        /// The file as a whole: no such type, no source or several in the mapping, no header, a deciding column missing, quotes that do not close.
        File = "file",
    }
}

/// A row that may not leave, by place; its content is not repeated.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Violation {
    /// File.
    pub file: String,
    /// Row, from 1, without the header; 0 stands for the whole file.
    pub row: u64,
    /// Why.
    pub breach: Breach,
    /// Field, where it is about one.
    pub field: Option<String>,
}

impl std::fmt::Display for Violation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let what = match self.breach {
            Breach::ForeignAccount => "its account is not in the scope",
            Breach::Unattributed => "it names no account that can be read",
            Breach::Direction => "its account stands on the other side",
            Breach::ThirdParty => "somebody else is named in it",
            Breach::OutsideTime => "it is not surely inside the authorised time",
            Breach::Undated => "it has no time that can be read",
            Breach::Category => "its category is not authorised",
            Breach::Unclassified => "its category cannot be told",
            Breach::Field => "a field's category is not authorised",
            Breach::UnlistedField => "a field is not listed in the mapping",
            Breach::Credentials => "credentials never leave",
            Breach::Formula => "a cell would run as a formula",
            Breach::Malformed => "it is not a well-formed row",
            Breach::File => "the file cannot be checked against the mapping",
        };
        match self.row {
            0 => write!(f, "{}: {what}", self.file)?,
            row => write!(f, "{} row {row}: {what}", self.file)?,
        }
        self.field.as_ref().map_or(Ok(()), |field| write!(f, " ({field})"))
    }
}

/// What the check saw of a file.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Checked {
    /// Rows read.
    pub rows: u64,
    /// Earliest moment of a row that may leave.
    pub first: Option<Instant>,
    /// Latest moment of a row that may leave, included.
    pub last: Option<Instant>,
}

/// Read a kept file and tell `found` each row that is not authorised; what else was seen comes back.
///
/// # Errors
/// Only of the reader. A file that cannot be understood is a [`Violation`], not an error.
pub fn check(
    mut input: impl BufRead,
    name: &str,
    scope: &Scope,
    mapping: &Mapping,
    found: &mut dyn FnMut(Violation),
) -> io::Result<Checked> {
    let mut sources = mapping.sources().iter().filter(|s| glob::Pattern::new(&s.pattern).is_ok_and(|p| p.matches(name)));
    let (source, another) = (sources.next(), sources.next());
    let mut finder = Finder { file: name, found, first: None, last: None };
    let rows = match (source, another) {
        (Some(source), None) => open(&mut input, &name.to_ascii_lowercase(), &Rule { scope, source }, &mut finder)?,
        _ => {
            finder.tell(0, Breach::File, None);
            0
        }
    };
    Ok(Checked { rows, first: finder.first, last: finder.last })
}

/// Unpack what is packed, and check what is inside.
fn open(input: &mut dyn BufRead, name: &str, rule: &Rule<'_>, finder: &mut Finder<'_>) -> io::Result<u64> {
    let done = if let Some(inner) = name.strip_suffix(".gz") {
        packed::gzip(input, &mut |inside| plain(inside, inner, rule, finder))
    } else if let Some(inner) = name.strip_suffix(".zst") {
        packed::zstd(input, &mut |inside| plain(inside, inner, rule, finder))
    } else {
        return plain(input, name, rule, finder);
    };
    match done {
        // The medium's fault is the caller's business; that of the packing says that the filter did not write it.
        Err(e) if e.raw_os_error().is_some() => Err(e),
        Ok(Some(rows)) => Ok(rows),
        Ok(None) | Err(_) => {
            finder.tell(0, Breach::File, None);
            Ok(0)
        }
    }
}

fn plain(input: &mut dyn BufRead, name: &str, rule: &Rule<'_>, finder: &mut Finder<'_>) -> io::Result<u64> {
    // The files of a Maildir lie in these folders and have no ending.
    if name.rsplit('/').nth(1).is_some_and(|folder| folder == "cur" || folder == "new") {
        return mail::single(input, rule, finder);
    }
    match name.rsplit('.').next().unwrap_or_default() {
        "csv" => csv::check(input, u8::try_from(rule.source.delimiter).ok(), rule, finder),
        "tsv" => {
            let delimiter = if rule.source.delimiter == ',' { '\t' } else { rule.source.delimiter };
            csv::check(input, u8::try_from(delimiter).ok(), rule, finder)
        }
        "jsonl" | "ndjson" => json::check(input, rule, finder),
        "json" => json::list(input, rule, finder),
        "mbox" => mail::mailbox(input, rule, finder),
        "eml" => mail::single(input, rule, finder),
        _ => {
            finder.tell(0, Breach::File, None);
            Ok(0)
        }
    }
}

struct Finder<'a> {
    file: &'a str,
    found: &'a mut dyn FnMut(Violation),
    first: Option<Instant>,
    last: Option<Instant>,
}

impl Finder<'_> {
    fn tell(&mut self, row: u64, breach: Breach, field: Option<&str>) {
        (self.found)(Violation { file: self.file.to_owned(), row, breach, field: field.map(str::to_owned) });
    }

    /// A row of this time may leave.
    fn passed(&mut self, time: Option<(Instant, Instant)>) {
        if let Some((first, last)) = time {
            self.first = Some(self.first.map_or(first, |earliest| earliest.min(first)));
            self.last = Some(self.last.map_or(last, |latest| latest.max(last)));
        }
    }
}

/// The approved scope, read through one source of the mapping.
struct Rule<'a> {
    scope: &'a Scope,
    source: &'a Source,
}

/// What a row says of itself.
struct Row<'a> {
    accounts: Vec<&'a str>,
    /// Those of them that stand where the mapping demands an authorised one.
    sided: Vec<&'a str>,
    /// The time's text; `None` when there is none, or more than one.
    time: Option<&'a str>,
    category: Option<&'a str>,
}

impl Rule<'_> {
    /// The categories in which this row may have fields, or why it may not leave at all.
    fn judge(&self, row: &Row<'_>, finder: &mut Finder<'_>) -> Result<BTreeSet<Category>, Breach> {
        let category = match &self.source.category {
            RowCategory::Fixed(c) => Some(*c),
            RowCategory::Field(f) if f.values.is_empty() => {
                row.category.and_then(|v| Category::ALL.iter().find(|c| c.code() == v).copied())
            }
            RowCategory::Field(f) => row.category.and_then(|v| f.values.get(v).copied()),
        }
        .ok_or(Breach::Unclassified)?;
        if category == Category::Credentials {
            return Err(Breach::Credentials);
        }
        if row.accounts.iter().all(|a| a.trim().is_empty()) {
            return Err(Breach::Unattributed);
        }
        let time = match &self.source.time {
            None => None,
            Some(field) => Some(row.time.and_then(|text| time::range(text, field)).ok_or(Breach::Undated)?),
        };
        let mut allowed = BTreeSet::new();
        let (mut known, mut timely) = (false, false);
        for line in self.scope.lines() {
            if !row.sided.iter().any(|a| same_account(a, &line.account, self.source.compare)) {
                continue;
            }
            known = true;
            let inside = match time {
                None => line.from.is_none() && line.to.is_none(),
                Some((first, last)) => line.from.is_none_or(|from| from <= first) && line.to.is_none_or(|to| to > last),
            };
            if inside {
                timely = true;
                allowed.extend(line.categories.iter().filter(|c| **c != Category::Credentials));
            }
        }
        match (known, timely) {
            (false, _) if row.accounts.iter().any(|a| self.in_scope(a)) => Err(Breach::Direction),
            (false, _) => Err(Breach::ForeignAccount),
            (true, false) if time.is_none() => Err(Breach::Undated),
            (true, false) => Err(Breach::OutsideTime),
            (true, true) if !allowed.contains(&category) => Err(Breach::Category),
            (true, true) => {
                finder.passed(time);
                Ok(allowed)
            }
        }
    }

    fn in_scope(&self, account: &str) -> bool {
        self.scope.lines().iter().any(|l| same_account(account, &l.account, self.source.compare))
    }

    /// Whether a field that names other people may say this.
    fn may_name(&self, text: &str) -> bool {
        text.is_empty() || text == crate::MASK || self.in_scope(text)
    }

    /// Whether an authorised account must stand in this field rather than in another.
    fn on_side(&self, field: &String) -> bool {
        let Some(direction) = &self.source.direction else { return true };
        match self.source.keep {
            crate::Keep::About => true,
            crate::Keep::From => direction.from.as_slice().contains(field),
            crate::Keep::To => direction.to.as_slice().contains(field),
        }
    }

    fn keeps_unlisted(&self) -> bool {
        self.source.unlisted == Unlisted::Row
    }
}

fn same_account(a: &str, b: &str, compare: Compare) -> bool {
    let mail = |s: &str| s.bytes().any(|b| b == b'@');
    match compare {
        Compare::Mail if mail(a) && mail(b) => a.trim_matches(' ').eq_ignore_ascii_case(b.trim_matches(' ')),
        Compare::Mail | Compare::Exact => a == b,
    }
}
