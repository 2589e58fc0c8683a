//! A file of lines in pieces of whole lines.

use super::pieces::PIECE;
use memchr::{memchr, memrchr};
use std::io::{self, Read};

/// Whole lines.
pub(super) struct Piece {
    pub(super) bytes: Vec<u8>,
    /// Bytes of the file before it.
    pub(super) place: u64,
    /// It stands for one line past the limit, of which nothing is held.
    pub(super) too_long: bool,
}

/// Cuts at line ends; of a line past the limit only the limit is ever held.
pub(super) struct Lines<R> {
    input: R,
    rest: Vec<u8>,
    place: u64,
    limit: usize,
    over: bool,
    /// Inside a line past the limit.
    skipping: bool,
}

impl<R: Read> Lines<R> {
    pub(super) const fn new(input: R, limit: usize) -> Self {
        Self { input, rest: Vec::new(), place: 0, limit, over: false, skipping: false }
    }

    pub(super) fn next(&mut self) -> io::Result<Option<Piece>> {
        let mut bytes = std::mem::take(&mut self.rest);
        loop {
            if !self.over {
                self.over = fill(&mut self.input, &mut bytes, PIECE)? == 0;
            }
            if self.skipping {
                let Some(end) = memchr(b'\n', &bytes) else {
                    self.place += bytes.len() as u64;
                    bytes.clear();
                    if self.over {
                        self.skipping = false;
                        return Ok(Some(Piece { bytes, place: self.place, too_long: true }));
                    }
                    continue;
                };
                self.skipping = false;
                self.rest = bytes.split_off(end + 1);
                let place = self.place;
                self.place += bytes.len() as u64;
                return Ok(Some(Piece { bytes: Vec::new(), place, too_long: true }));
            }
            let whole = if self.over { bytes.len() } else { memrchr(b'\n', &bytes).map_or(0, |end| end + 1) };
            if whole > 0 {
                self.rest = bytes.split_off(whole);
                let place = self.place;
                self.place += whole as u64;
                return Ok(Some(Piece { bytes, place, too_long: false }));
            }
            if self.over {
                return Ok(None);
            }
            self.skipping = bytes.len() > self.limit;
        }
    }
}

/// Read on until `bytes` has grown by `most` or the input is over; how much it grew.
pub(super) fn fill(input: &mut impl Read, bytes: &mut Vec<u8>, most: usize) -> io::Result<usize> {
    let before = bytes.len();
    // Room for the next piece too: its beginning is what this one does not end with.
    bytes.reserve(most);
    input.by_ref().take(most as u64).read_to_end(bytes)?;
    Ok(bytes.len() - before)
}
