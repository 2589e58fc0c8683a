//! Records of a file that are not lines, in pieces of whole records: the members of a JSON list, the messages of a mailbox.

use std::ops::Range;

/// Whole records, one after the other.
#[derive(Default)]
pub(super) struct Batch {
    pub(super) bytes: Vec<u8>,
    /// Where each record stands in `bytes`.
    pub(super) items: Vec<Range<usize>>,
    /// Bytes of the file before it.
    pub(super) place: u64,
    /// It stands for one record past the limit, of which nothing is held.
    pub(super) too_long: bool,
    /// Lines that were passed over with it, and how many of them before it began.
    pub(super) passed: u64,
    pub(super) before: u64,
}

impl Batch {
    /// One record past the limit, with the lines before and in it.
    pub(super) fn too_long(place: u64, before: u64, passed: u64) -> Self {
        Self { place, too_long: true, passed, before, ..Self::default() }
    }

    /// Each record with the line of the batch on which it begins, from 1.
    pub(super) fn records(&self) -> impl Iterator<Item = (u64, usize, &[u8])> {
        let (mut line, mut counted) = (1, 0);
        self.items.iter().map(move |item| {
            line += lines(&self.bytes[counted..item.start]);
            counted = item.start;
            (line, item.start, &self.bytes[item.clone()])
        })
    }

    /// All its lines.
    pub(super) fn lines(&self) -> u64 {
        lines(&self.bytes) + self.passed
    }
}

/// Line ends in some bytes.
pub(super) fn lines(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}
