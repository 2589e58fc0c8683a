//! The records of one unpacked file through the filter, whatever their format.

use super::batch::lines;
use super::error::Problem;
use super::format::Format;
use super::judge::Judge;
use super::ledger::{Book, Ledger};
use super::lines::{Lines, fill};
use super::mapping::Source;
use super::pieces::in_order;
use super::report::{Counts, Withheld, WithholdReason};
use super::review::{Picker, Sample};
use super::{csv_file, csv_guard, json_file, json_list, mail_file, mail_split};
use std::io::{Read, Write};

/// Whether a run goes on.
pub(super) type Watch<'a> = dyn FnMut(&Counts) -> bool + 'a;

/// Where what is found about a file goes.
pub(super) struct Sink<'a> {
    /// As it is named in lists.
    pub(super) file: &'a str,
    pub(super) out: &'a mut dyn Write,
    pub(super) withheld: &'a mut dyn Write,
    pub(super) watch: &'a mut Watch<'a>,
    pub(super) picker: &'a Picker,
    pub(super) book: Book,
}

impl Sink<'_> {
    /// A piece is done. It counts once it is written.
    pub(super) fn take(&mut self, bytes: &[u8], mut ledger: Ledger<'_>) -> Result<(), Problem> {
        self.write(bytes)?;
        for (row, line, reason) in std::mem::take(&mut ledger.held) {
            let (row, line) = (self.book.rows + row, self.book.lines + line);
            let entry = Withheld { file: self.file.to_owned(), row, line, reason };
            serde_json::to_writer(&mut self.withheld, &entry).map_err(|e| Problem::Write(e.into()))?;
            self.withheld.write_all(b"\n").map_err(Problem::Write)?;
        }
        self.book.add(&mut ledger, self.picker, self.file);
        self.ask()
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), Problem> {
        self.out.write_all(bytes).map_err(Problem::Write)
    }

    /// Whether to go on.
    pub(super) fn ask(&mut self) -> Result<(), Problem> {
        if (self.watch)(&self.book.counts) { Ok(()) } else { Err(Problem::Cancelled) }
    }
}

/// What a file is held against, and the limits.
#[derive(Clone, Copy)]
pub(super) struct Terms<'a> {
    pub(super) source: &'a Source,
    pub(super) judge: &'a Judge,
    pub(super) limit: usize,
    pub(super) threads: usize,
}

/// Filter the records of a file of this format.
pub(super) fn filter(format: Format, mut input: &mut dyn Read, terms: Terms<'_>, sink: &mut Sink<'_>) -> Result<(), Problem> {
    sink.ask()?;
    match format {
        Format::JsonLines => json_lines(&mut input, terms, sink),
        Format::JsonList => json_list(&mut input, terms, sink),
        Format::Mbox => mbox(&mut input, terms, sink),
        Format::Mail => mail(&mut input, terms, sink),
        Format::Csv | Format::Tsv => table(&mut input, format == Format::Tsv, terms, sink),
    }
}

fn json_lines(input: &mut dyn Read, terms: Terms<'_>, sink: &mut Sink<'_>) -> Result<(), Problem> {
    let filter = json_file::Filter::new(terms.source, terms.judge, terms.limit);
    let picker = sink.picker;
    let mut lines = Lines::new(input, terms.limit);
    in_order(
        terms.threads,
        &mut || lines.next().map_err(Problem::Read),
        &|piece| {
            let (mut out, mut ledger) = (Vec::new(), Ledger::new(picker));
            filter.lines(&piece, &mut out, &mut ledger);
            Ok((out, ledger))
        },
        &mut |(out, ledger)| sink.take(&out, ledger),
    )
}

fn json_list(input: &mut dyn Read, terms: Terms<'_>, sink: &mut Sink<'_>) -> Result<(), Problem> {
    let filter = json_file::Filter::new(terms.source, terms.judge, terms.limit);
    let picker = sink.picker;
    let mut list = json_list::List::new(input, terms.limit);
    sink.write(b"[")?;
    let mut first = true;
    in_order(
        terms.threads,
        &mut || list.next(),
        &|batch| {
            let (mut out, mut ledger) = (Vec::new(), Ledger::new(picker));
            filter.members(&batch, &mut out, &mut ledger);
            Ok((out, ledger))
        },
        &mut |(out, ledger)| {
            // No comma before the first of all.
            let skip = usize::from(first && !out.is_empty());
            first &= out.is_empty();
            sink.take(&out[skip..], ledger)
        },
    )?;
    sink.write(b"\n]\n")
}

fn mbox(input: &mut dyn Read, terms: Terms<'_>, sink: &mut Sink<'_>) -> Result<(), Problem> {
    let filter = mail_file::Filter::new(terms.source, terms.judge, terms.limit);
    let picker = sink.picker;
    let mut mails = mail_split::Mbox::new(input, terms.limit);
    in_order(
        terms.threads,
        &mut || mails.next(),
        &|batch| {
            let (mut out, mut ledger) = (Vec::new(), Ledger::new(picker));
            filter.mailbox(&batch, &mut out, &mut ledger);
            Ok((out, ledger))
        },
        &mut |(out, ledger)| sink.take(&out, ledger),
    )
}

/// A file that is one message. A dropped one leaves an empty file.
fn mail(input: &mut dyn Read, terms: Terms<'_>, sink: &mut Sink<'_>) -> Result<(), Problem> {
    let filter = mail_file::Filter::new(terms.source, terms.judge, terms.limit);
    let (mut bytes, mut out, mut ledger) = (Vec::new(), Vec::new(), Ledger::new(sink.picker));
    fill(&mut &mut *input, &mut bytes, terms.limit.saturating_add(1)).map_err(Problem::Read)?;
    ledger.row(1, 0);
    ledger.lines = lines(&bytes);
    if bytes.len() > terms.limit {
        ledger.withhold(WithholdReason::TooLong, Sample::default);
    } else {
        filter.message(&bytes, &mut out, &mut ledger);
    }
    sink.take(&out, ledger)
}

fn table(input: &mut dyn Read, tabs: bool, terms: Terms<'_>, sink: &mut Sink<'_>) -> Result<(), Problem> {
    let delimiter = csv_file::delimiter(terms.source, tabs);
    let mut rows = csv_guard::Rows::new(input, delimiter, terms.limit);
    let mut first = rows.next()?.ok_or(Problem::NoHeader)?;
    let mut header = Vec::new();
    let (filter, ahead) = csv_file::Filter::new(&mut first, terms.source, terms.judge, delimiter, &mut header)?;
    sink.write(&header)?;
    sink.book.lines = ahead.lines;
    sink.book.neutralised = ahead.neutralised;
    let picker = sink.picker;
    let mut first = Some(first);
    in_order(
        terms.threads,
        &mut || first.take().map_or_else(|| rows.next(), |piece| Ok(Some(piece))),
        &|piece| {
            let mut ledger = Ledger::new(picker);
            Ok((filter.rows(&piece, &mut ledger)?, ledger))
        },
        &mut |(out, ledger)| sink.take(&out, ledger),
    )
}
