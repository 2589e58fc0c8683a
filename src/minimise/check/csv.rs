//! The check of a kept `.csv`.

use super::{Breach, Finder, MAX_ROW_BYTES, Row, Rule};
use crate::RowCategory;
use crate::digest::Hashing;
use csv::{ByteRecord, ReaderBuilder, WriterBuilder};
use std::io::{self, BufRead, Read};

/// Ends the reading when one row does not end.
struct Bounded<R> {
    inner: R,
    since_row: usize,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        // The parser reads ahead by at most its buffer, which is far smaller than the margin.
        if self.since_row > MAX_ROW_BYTES * 3 {
            return Err(io::Error::from(io::ErrorKind::FileTooLarge));
        }
        let n = self.inner.read(out)?;
        self.since_row += n;
        Ok(n)
    }
}

/// What stands in the cell once the sign that keeps it from running as a formula is off.
fn meant(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if runs(rest.trim_start_matches('\'')) => rest,
        _ => cell,
    }
}

fn runs(cell: &str) -> bool {
    cell.chars().next().is_some_and(|c| "=+-@".contains(c) || c.is_control())
}

pub(super) fn check(input: impl BufRead, delimiter: Option<u8>, rule: &Rule<'_>, finder: &mut Finder<'_>) -> io::Result<u64> {
    let Some(delimiter) = delimiter else {
        finder.tell(0, Breach::File, None);
        return Ok(0);
    };
    let bounded = Bounded { inner: Hashing::new(input), since_row: 0 };
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(bounded);
    // A kept file is exactly what its rows look like when written again. One that is not was not written by the filter, or has a
    // quote somewhere that hides rows in a cell.
    let mut again = WriterBuilder::new().delimiter(delimiter).flexible(true).from_writer(Hashing::new(io::sink()));
    let mut record = ByteRecord::new();
    let mut rows = 0;
    let mut header: Option<Header> = None;
    loop {
        match reader.read_byte_record(&mut record) {
            Ok(false) => break,
            Ok(true) => {}
            Err(e) => match e.into_kind() {
                csv::ErrorKind::Io(e) if e.kind() != io::ErrorKind::FileTooLarge => return Err(e),
                _ => {
                    finder.tell(rows + 1, Breach::Malformed, None);
                    return Ok(rows);
                }
            },
        }
        reader.get_mut().since_row = 0;
        again.write_byte_record(&record).map_err(io::Error::other)?;
        let cells: Result<Vec<&str>, _> = record.iter().map(std::str::from_utf8).collect();
        let Some(header) = &header else {
            match cells.ok().and_then(|cells| Header::read(&cells, rule, finder)) {
                Some(read) => header = Some(read),
                None => {
                    finder.tell(0, Breach::File, None);
                    return Ok(0);
                }
            }
            continue;
        };
        rows += 1;
        match cells {
            Ok(cells) if cells.len() == header.names.len() => header.row(rows, &cells, rule, finder),
            _ => finder.tell(rows, Breach::Malformed, None),
        }
    }
    let written = again.into_inner().map_err(|e| io::Error::other(e.to_string()))?.finish().0;
    let read = reader.into_inner().inner.finish().0;
    if header.is_none() || read != written {
        finder.tell(0, Breach::File, None);
    }
    Ok(rows)
}

struct Header {
    names: Vec<String>,
    account: Vec<usize>,
    sided: Vec<usize>,
    others: Vec<usize>,
    time: Option<usize>,
    category: Option<usize>,
}

impl Header {
    fn read(cells: &[&str], rule: &Rule<'_>, finder: &mut Finder<'_>) -> Option<Self> {
        let names: Vec<String> = cells.iter().map(|c| meant(c).to_owned()).collect();
        if cells.iter().any(|c| runs(c)) {
            finder.tell(0, Breach::Formula, None);
        }
        // A name that stands twice is no name.
        let only = |field: &str| {
            let mut places = names.iter().enumerate().filter(|(_, n)| *n == field).map(|(i, _)| i);
            places.next().filter(|_| places.next().is_none())
        };
        if names.iter().any(|n| only(n).is_none()) {
            return None;
        }
        let source = rule.source;
        let account = source.account.as_slice().iter().map(|f| only(f)).collect::<Option<Vec<_>>>()?;
        let sided = source.account.as_slice().iter().filter(|f| rule.on_side(f)).map(|f| only(f)).collect::<Option<Vec<_>>>()?;
        let others = source.third_parties.iter().map(|f| only(f)).collect::<Option<Vec<_>>>()?;
        let time = match &source.time {
            None => None,
            Some(t) => Some(only(&t.field)?),
        };
        let category = match &source.category {
            RowCategory::Fixed(_) => None,
            RowCategory::Field(f) => Some(only(&f.field)?),
        };
        let decides = |i: usize| account.contains(&i) || time == Some(i) || category == Some(i) || others.contains(&i);
        if !rule.keeps_unlisted()
            && let Some((_, name)) = names.iter().enumerate().find(|(i, n)| !decides(*i) && !source.fields.contains_key(*n))
        {
            finder.tell(0, Breach::UnlistedField, Some(name));
        }
        Some(Self { names, account, sided, others, time, category })
    }

    fn row(&self, number: u64, cells: &[&str], rule: &Rule<'_>, finder: &mut Finder<'_>) {
        let row = Row {
            accounts: self.account.iter().map(|i| meant(cells[*i])).collect(),
            sided: self.sided.iter().map(|i| meant(cells[*i])).collect(),
            time: self.time.map(|i| meant(cells[i])),
            category: self.category.map(|i| meant(cells[i])),
        };
        match rule.judge(&row, finder) {
            Err(breach) => finder.tell(number, breach, None),
            Ok(allowed) => {
                for other in self.others.iter().filter(|i| !rule.may_name(meant(cells[**i]))) {
                    finder.tell(number, Breach::ThirdParty, self.names.get(*other).map(String::as_str));
                }
                for (name, cell) in self.names.iter().zip(cells) {
                    if rule.source.fields.get(name).is_some_and(|c| !allowed.contains(c)) && !cell.is_empty() {
                        finder.tell(number, Breach::Field, Some(name));
                    }
                    if runs(cell) {
                        finder.tell(number, Breach::Formula, Some(name));
                    }
                }
            }
        }
    }
}
