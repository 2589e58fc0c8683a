//! The filter for `.csv`.

use super::csv_guard::{Fault, Guard};
use super::error::Problem;
use super::judge::{Judge, Verdict};
use super::mapping::{RowCategory, Source, Unlisted};
use super::moment::{self, When};
use super::report::WithholdReason;
use super::run::Ledger;
use csv::{ErrorKind, ReaderBuilder, StringRecord, WriterBuilder};
use domain::category::Category;
use std::borrow::Cow;
use std::io::{self, BufRead, Write};

/// What a column is to the filter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    /// Of the row's own category, or one of the fields that decide about it.
    Row,
    /// Of a category of its own.
    Of(Category),
    /// Never leaves, and is counted under this code.
    Never(&'static str),
}

/// Where the deciding columns stand, and what each column is.
struct Header {
    columns: Vec<Column>,
    account: Vec<usize>,
    time: Option<usize>,
    category: Option<usize>,
}

/// Filter a CSV file. The reader comes back for its hash.
pub(super) fn filter<R: BufRead, W: Write>(
    input: R,
    source: &Source,
    judge: &Judge,
    max_row_bytes: usize,
    out: &mut W,
    ledger: &mut Ledger<'_>,
) -> Result<R, Problem> {
    let delimiter = u8::try_from(source.delimiter).unwrap_or(b',');
    let guard = Guard::new(input, delimiter, max_row_bytes);
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(guard);
    let mut record = StringRecord::new();
    match reader.read_record(&mut record) {
        Ok(true) => {}
        Ok(false) => return Err(Problem::NoHeader),
        Err(e) if matches!(e.kind(), ErrorKind::Utf8 { .. }) => return Err(Problem::HeaderNotUtf8),
        Err(e) => return Err(unreadable(e, max_row_bytes)),
    }
    let header = Header::read(&record, source, judge)?;
    let mut writer = WriterBuilder::new().delimiter(delimiter).flexible(false).from_writer(out);
    let mut neutralised = 0;
    for (column, name) in header.columns.iter().zip(&record) {
        if !matches!(column, Column::Never(_)) {
            writer.write_field(neutral(name, &mut neutralised).as_ref()).map_err(unwritable)?;
        }
    }
    writer.write_record(None::<&[u8]>).map_err(unwritable)?;

    loop {
        let read = reader.read_record(&mut record);
        let line = record.position().map_or(0, csv::Position::line);
        match read {
            Ok(false) => break,
            Ok(true) => {}
            Err(e) => match e.kind() {
                ErrorKind::Utf8 { pos, .. } => {
                    ledger.row(pos.as_ref().map_or(line, csv::Position::line))?;
                    ledger.withhold(WithholdReason::NotUtf8)?;
                    continue;
                }
                _ => return Err(unreadable(e, max_row_bytes)),
            },
        }
        ledger.row(line)?;
        if record.len() != header.columns.len() {
            ledger.withhold(WithholdReason::Malformed)?;
            continue;
        }
        match header.judge(&record, source, judge) {
            Verdict::Drop(reason) => ledger.drop(reason),
            Verdict::Withhold(reason) => ledger.withhold(reason)?,
            Verdict::Keep(allowed) => {
                for (column, cell) in header.columns.iter().zip(&record) {
                    let shown = match *column {
                        Column::Row => cell,
                        Column::Of(c) if allowed.contains(c) => cell,
                        Column::Of(c) => {
                            ledger.removed(c.code(), !cell.is_empty());
                            ""
                        }
                        Column::Never(code) => {
                            ledger.removed(code, !cell.is_empty());
                            continue;
                        }
                    };
                    writer.write_field(neutral(shown, &mut neutralised).as_ref()).map_err(unwritable)?;
                }
                writer.write_record(None::<&[u8]>).map_err(unwritable)?;
                ledger.keep();
            }
        }
    }
    writer.flush().map_err(Problem::Write)?;
    ledger.neutralised = neutralised;
    Ok(reader.into_inner().into_inner())
}

impl Header {
    fn read(names: &StringRecord, source: &Source, judge: &Judge) -> Result<Self, Problem> {
        if let Some(double) = names.iter().enumerate().find_map(|(i, n)| names.iter().take(i).any(|earlier| earlier == n).then_some(n)) {
            return Err(Problem::DoubleColumn { column: double.to_owned() });
        }
        let find = |column: &str, role: &'static str| {
            names.iter().position(|n| n == column).ok_or_else(|| Problem::MissingColumn {
                column: column.to_owned(),
                role,
                columns: names.iter().collect::<Vec<_>>().join(", "),
            })
        };
        let account = source.account.as_slice().iter().map(|c| find(c, "account")).collect::<Result<Vec<_>, _>>()?;
        let time = source.time.as_ref().map(|t| find(&t.field, "time")).transpose()?;
        let category = match &source.category {
            RowCategory::Fixed(_) => None,
            RowCategory::Field(f) => Some(find(&f.field, "category")?),
        };
        let rest = match source.unlisted {
            Unlisted::Row => Column::Row,
            Unlisted::Remove => Column::Never("UNLISTED"),
        };
        let mut columns = vec![rest; names.len()];
        // A column of a category of its own that has another name than we were told would leave with its row: so it must be there.
        for (field, category) in &source.fields {
            columns[find(field, "field")?] = if judge.ever(*category) { Column::Of(*category) } else { Column::Never(category.code()) };
        }
        for deciding in account.iter().chain(&time).chain(&category) {
            columns[*deciding] = Column::Row;
        }
        Ok(Self { columns, account, time, category })
    }

    fn judge(&self, record: &StringRecord, source: &Source, judge: &Judge) -> Verdict {
        let cell = |i: usize| record.get(i).unwrap_or_default();
        judge.row(
            self.account.iter().map(|i| cell(*i)),
            || match (&source.category, self.category) {
                (RowCategory::Fixed(c), _) => Some(*c),
                (RowCategory::Field(f), Some(i)) => super::run::category(cell(i), f),
                (RowCategory::Field(_), None) => None,
            },
            || match (&source.time, self.time) {
                (Some(field), Some(i)) => moment::read(cell(i), field),
                (Some(_), None) => When::Unreadable,
                (None, _) => When::Undated,
            },
        )
    }
}

/// A cell as it may be opened in a spreadsheet: what would run there as a formula gets an apostrophe in front.
///
/// A cell that already has apostrophes before such a sign gets one more, so that taking one away always gives back what was collected.
fn neutral<'a>(cell: &'a str, count: &mut u64) -> Cow<'a, str> {
    let runs = |c: char| matches!(c, '=' | '+' | '-' | '@') || c.is_control();
    if cell.trim_start_matches('\'').starts_with(runs) {
        *count += 1;
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

fn unreadable(error: csv::Error, limit: usize) -> Problem {
    let io = match error.into_kind() {
        ErrorKind::Io(io) => io,
        other => io::Error::other(format!("{other:?}")),
    };
    match io.get_ref().and_then(|e| e.downcast_ref::<Fault>()) {
        Some(Fault::Unterminated { line }) => Problem::UnterminatedQuote { line: *line },
        Some(Fault::Stray { line }) => Problem::StrayQuote { line: *line },
        Some(Fault::TooLong { line }) => Problem::RowTooLong { line: *line, limit },
        None => Problem::Read(io),
    }
}

fn unwritable(error: csv::Error) -> Problem {
    Problem::Write(match error.into_kind() {
        ErrorKind::Io(io) => io,
        other => io::Error::other(format!("{other:?}")),
    })
}
