//! The filter for `.csv` and `.tsv`.

use super::error::Problem;
use super::judge::{Judge, Verdict};
use super::ledger::Ledger;
use super::lines::Piece;
use super::mapping::{MASK, RowCategory, Source, Unlisted};
use super::moment::{self, When};
use super::report::WithholdReason;
use super::review::Sample;
use csv::{ByteRecord, ReaderBuilder, StringRecord, Writer, WriterBuilder};
use domain::category::Category;
use std::borrow::Cow;
use std::io;

/// What a column is to the filter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    /// Of the row's own category, or one of the fields that decide about it.
    Row,
    /// The same, and names other people.
    Others,
    /// Of a category of its own.
    Of(Category),
    /// Never leaves, and is counted under this code.
    Never(&'static str),
}

/// Where the deciding columns stand, and what each column is.
pub(super) struct Header {
    columns: Vec<Column>,
    account: Vec<(usize, bool)>,
    time: Option<usize>,
    category: Option<usize>,
}

/// The scope and the mapping, arranged for one table.
pub(super) struct Filter<'a> {
    header: Header,
    source: &'a Source,
    judge: &'a Judge,
    delimiter: u8,
}

/// What separates the columns of a file of this name.
pub(super) fn delimiter(source: &Source, tabs: bool) -> u8 {
    if tabs && source.delimiter == ',' { b'\t' } else { u8::try_from(source.delimiter).unwrap_or(b',') }
}

impl<'a> Filter<'a> {
    /// From the first rows, of which the header is taken away; it goes to `out`. How many of its cells were neutralised, too.
    pub(super) fn new(
        first: &mut Piece,
        source: &'a Source,
        judge: &'a Judge,
        delimiter: u8,
        out: &mut Vec<u8>,
    ) -> Result<(Self, Ahead), Problem> {
        let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(first.bytes.as_slice());
        let mut record = ByteRecord::new();
        if !reader.read_byte_record(&mut record).map_err(|e| Problem::Read(io::Error::other(e)))? {
            return Err(Problem::NoHeader);
        }
        let after = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX).min(first.bytes.len());
        let names = StringRecord::from_byte_record(record).map_err(|_| Problem::HeaderNotUtf8)?;
        let header = Header::read(&names, source, judge)?;
        let mut ahead = Ahead::default();
        let mut writer = writer(delimiter, Vec::new());
        for (column, name) in header.columns.iter().zip(&names) {
            if !matches!(column, Column::Never(_)) {
                writer.write_field(neutral(name, &mut ahead.neutralised).as_ref()).map_err(unwritable)?;
            }
        }
        writer.write_record(None::<&[u8]>).map_err(unwritable)?;
        out.extend(writer.into_inner().map_err(|e| Problem::Write(e.into_error()))?);
        ahead.lines = memchr::memchr_iter(b'\n', &first.bytes[..after]).count() as u64;
        first.bytes.drain(..after);
        first.place += after as u64;
        Ok((Self { header, source, judge, delimiter }, ahead))
    }

    /// Filter whole rows.
    pub(super) fn rows(&self, piece: &Piece, ledger: &mut Ledger<'_>) -> Result<Vec<u8>, Problem> {
        let bytes = piece.bytes.as_slice();
        let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).delimiter(self.delimiter).from_reader(bytes);
        let mut record = ByteRecord::new();
        let mut writer = writer(self.delimiter, Vec::new());
        let whole = std::str::from_utf8(bytes).is_ok();
        // What cannot be read here was refused before it came here.
        while reader.read_byte_record(&mut record).map_err(|e| Problem::Read(io::Error::other(e)))? {
            let (line, place) = record.position().map_or((0, 0), |p| (p.line(), p.byte()));
            ledger.row(line, piece.place + place);
            if !whole && record.iter().any(|cell| std::str::from_utf8(cell).is_err()) {
                ledger.withhold(WithholdReason::NotUtf8, Sample::default);
                continue;
            }
            if record.len() != self.header.columns.len() {
                ledger.withhold(WithholdReason::Malformed, Sample::default);
                continue;
            }
            match self.header.judge(&record, self.source, self.judge) {
                Verdict::Drop(reason) => ledger.drop(reason, || self.sample(&record)),
                Verdict::Withhold(reason) => ledger.withhold(reason, || self.sample(&record)),
                Verdict::Keep(allowed) => {
                    let mut shown = Vec::new();
                    for (column, cell) in self.header.columns.iter().zip(&record) {
                        let cell = text(cell);
                        let leaves = match *column {
                            Column::Row => cell,
                            Column::Others if cell.is_empty() || self.judge.knows(cell) => cell,
                            Column::Others => {
                                ledger.removed("MASKED", true);
                                MASK
                            }
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
                        writer.write_field(neutral(leaves, &mut ledger.neutralised).as_ref()).map_err(unwritable)?;
                        shown.push(leaves);
                    }
                    writer.write_record(None::<&[u8]>).map_err(unwritable)?;
                    ledger.keep(|| {
                        let mut sample = self.sample(&record);
                        sample.show(shown.join(" | ").as_bytes());
                        sample
                    });
                }
            }
        }
        ledger.lines = memchr::memchr_iter(b'\n', bytes).count() as u64;
        writer.into_inner().map_err(|e| Problem::Write(e.into_error()))
    }

    fn sample(&self, record: &ByteRecord) -> Sample {
        let cell = |i: usize| record.get(i).map(text).unwrap_or_default();
        let accounts = self.header.account.iter().map(|(i, _)| cell(*i)).filter(|a| !a.is_empty());
        self.judge.sample(accounts, self.header.time.map(cell), self.header.category.map(cell), self.source)
    }
}

/// What stood before the first row.
#[derive(Clone, Copy, Default)]
pub(super) struct Ahead {
    pub(super) lines: u64,
    pub(super) neutralised: u64,
}

fn writer(delimiter: u8, out: Vec<u8>) -> Writer<Vec<u8>> {
    WriterBuilder::new().delimiter(delimiter).flexible(false).from_writer(out)
}

/// A cell of a record that is known to be text.
fn text(cell: &[u8]) -> &str {
    std::str::from_utf8(cell).unwrap_or_default()
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
        let on_side = |c: &String| find(c, "account").map(|i| (i, source.side().contains(c)));
        let account = source.account.as_slice().iter().map(on_side).collect::<Result<Vec<_>, _>>()?;
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
        for deciding in account.iter().map(|(i, _)| i).chain(&time).chain(&category) {
            columns[*deciding] = Column::Row;
        }
        for others in &source.third_parties {
            columns[find(others, "third-party")?] = Column::Others;
        }
        Ok(Self { columns, account, time, category })
    }

    fn judge(&self, record: &ByteRecord, source: &Source, judge: &Judge) -> Verdict {
        let cell = |i: usize| record.get(i).map(text).unwrap_or_default();
        judge.row(
            self.account.iter().map(|(i, side)| (cell(*i), *side)),
            || match (&source.category, self.category) {
                (RowCategory::Fixed(c), _) => Some(*c),
                (RowCategory::Field(f), Some(i)) => super::judge::category(cell(i), f),
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

fn unwritable(error: csv::Error) -> Problem {
    Problem::Write(match error.into_kind() {
        csv::ErrorKind::Io(io) => io,
        other => io::Error::other(format!("{other:?}")),
    })
}
