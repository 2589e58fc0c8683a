//! What became of the rows of one piece of a file, and of all pieces together.

use super::report::{Counts, DropReason, WithholdReason};
use super::review::{Fate, Picker, Sample, Samples};
use std::collections::BTreeMap;

/// The fates of the rows of one piece, with places counted from the piece's beginning.
pub(super) struct Ledger<'a> {
    pub(super) rows: u64,
    line: u64,
    /// Lines of the piece, for the places in the next.
    pub(super) lines: u64,
    kept: u64,
    dropped: [u64; DropReason::ALL.len()],
    withheld: [u64; WithholdReason::ALL.len()],
    /// Row, line and reason of what was held back.
    pub(super) held: Vec<(u64, u64, WithholdReason)>,
    removed: BTreeMap<&'static str, u64>,
    pub(super) neutralised: u64,
    pub(super) samples: Samples,
    picker: &'a Picker,
    /// Where in the file the current row stands: decides whether it is one of the samples.
    place: u64,
}

impl<'a> Ledger<'a> {
    pub(super) fn new(picker: &'a Picker) -> Self {
        Self {
            rows: 0,
            line: 0,
            lines: 0,
            kept: 0,
            dropped: [0; DropReason::ALL.len()],
            withheld: [0; WithholdReason::ALL.len()],
            held: Vec::new(),
            removed: BTreeMap::new(),
            neutralised: 0,
            samples: Samples::default(),
            picker,
            place: 0,
        }
    }

    /// The next row begins on `line` of this piece, `place` bytes (or rows) from the beginning of the file.
    pub(super) const fn row(&mut self, line: u64, place: u64) {
        self.rows += 1;
        self.line = line;
        self.place = place;
    }

    pub(super) fn keep(&mut self, shown: impl FnOnce() -> Sample) {
        self.kept += 1;
        self.sample(Fate::Kept, shown);
    }

    pub(super) fn drop(&mut self, reason: DropReason, shown: impl FnOnce() -> Sample) {
        self.dropped[reason as usize] += 1;
        self.sample(Fate::Dropped(reason), shown);
    }

    pub(super) fn withhold(&mut self, reason: WithholdReason, shown: impl FnOnce() -> Sample) {
        self.withheld[reason as usize] += 1;
        self.held.push((self.rows, self.line, reason));
        self.sample(Fate::Withheld(reason), shown);
    }

    fn sample(&mut self, fate: Fate, shown: impl FnOnce() -> Sample) {
        self.picker.offer(fate, self.place, &mut self.samples, || Sample { row: self.rows, line: self.line, ..shown() });
    }

    /// A field of a kept row was taken out, if there was anything in it.
    pub(super) fn removed(&mut self, code: &'static str, anything: bool) {
        if anything {
            *self.removed.entry(code).or_default() += 1;
        }
    }

    fn counts(&self) -> Counts {
        let dropped = DropReason::ALL.iter().map(|r| (*r, self.dropped[*r as usize]));
        let withheld = WithholdReason::ALL.iter().map(|r| (*r, self.withheld[*r as usize]));
        Counts::of(self.kept, dropped, withheld)
    }
}

/// The ledgers of all pieces so far.
#[derive(Default)]
pub(super) struct Book {
    pub(super) counts: Counts,
    pub(super) removed: BTreeMap<String, u64>,
    pub(super) neutralised: u64,
    /// Rows that the reader gave, counted apart from their fates: the sums are checked against it.
    pub(super) rows: u64,
    /// Lines before the next piece.
    pub(super) lines: u64,
    pub(super) samples: Samples,
}

impl Book {
    /// Add a piece; the samples' places become those in the file.
    pub(super) fn add(&mut self, piece: &mut Ledger<'_>, picker: &Picker, file: &str) {
        self.counts = Counts::sum([&self.counts, &piece.counts()]);
        for (code, n) in &piece.removed {
            *self.removed.entry((*code).to_owned()).or_default() += n;
        }
        self.neutralised += piece.neutralised;
        let (rows, lines) = (self.rows, self.lines);
        picker.merge(&mut self.samples, &mut piece.samples, |sample| {
            file.clone_into(&mut sample.file);
            sample.row += rows;
            sample.line += lines;
        });
        self.rows += piece.rows;
        self.lines += piece.lines;
    }
}
