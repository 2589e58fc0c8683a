//! A CSV file in pieces of whole rows, without what the CSV parser forgives and a filter must not: a quote left open, text after a closing
//! quote, a row without end.
//!
//! A lenient parser reads the rest of the file, other people's rows and all, into one cell of a row that may leave.

use super::error::Problem;
use super::lines::{Piece, fill};
use super::pieces::PIECE;
use memchr::memchr2;
use std::io::Read;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    CellStart,
    Plain,
    Quoted,
    /// After a quote inside a quoted cell: the end, or the first half of a doubled one.
    Closing,
}

/// Cuts at row ends.
pub(super) struct Rows<R> {
    input: R,
    delimiter: u8,
    limit: usize,
    rest: Vec<u8>,
    place: u64,
    /// Line of the row that begins `rest`.
    line: u64,
    over: bool,
    fault: Option<Problem>,
}

/// How one row ends.
enum End {
    /// Behind this byte.
    At(usize),
    /// Not in these bytes; whether a quote is open, and on which line.
    Open(Option<u64>),
}

impl<R: Read> Rows<R> {
    pub(super) const fn new(input: R, delimiter: u8, limit: usize) -> Self {
        Self { input, delimiter, limit, rest: Vec::new(), place: 0, line: 1, over: false, fault: None }
    }

    /// The next rows; a fault only after all whole rows before it.
    pub(super) fn next(&mut self) -> Result<Option<Piece>, Problem> {
        if let Some(fault) = self.fault.take() {
            return Err(fault);
        }
        let mut bytes = std::mem::take(&mut self.rest);
        loop {
            if !self.over {
                self.over = fill(&mut self.input, &mut bytes, PIECE).map_err(Problem::Read)? == 0;
            }
            // The byte order mark that some programs write first; it is no part of the first column's name.
            if self.place == 0 && bytes.starts_with("\u{feff}".as_bytes()) {
                bytes.drain(..3);
            }
            let (whole, fault) = self.whole(&bytes);
            self.fault = fault;
            if whole > 0 {
                self.rest = bytes.split_off(whole);
                let place = self.place;
                self.place += whole as u64;
                return Ok(Some(Piece { bytes, place, too_long: false }));
            }
            if let Some(fault) = self.fault.take() {
                return Err(fault);
            }
            if self.over {
                return Ok(None);
            }
        }
    }

    /// How far whole rows reach, and what is wrong after them.
    fn whole(&mut self, bytes: &[u8]) -> (usize, Option<Problem>) {
        let mut row = 0;
        while row < bytes.len() {
            let end = match memchr2(b'"', b'\n', &bytes[row..]) {
                // A row, or several that end in a lone carriage return, without any quote.
                Some(at) if bytes[row + at] == b'\n' && at < self.limit => {
                    self.line += 1;
                    row += at + 1;
                    continue;
                }
                None if !self.over && bytes.len() - row <= self.limit => return (row, None),
                _ => self.row(&bytes[row..]),
            };
            match end {
                Ok(End::At(length)) => row += length,
                Ok(End::Open(None)) if self.over => return (bytes.len(), None),
                Ok(End::Open(Some(line))) if self.over => return (row, Some(Problem::UnterminatedQuote { line })),
                Ok(End::Open(_)) => return (row, None),
                Err(fault) => return (row, Some(fault)),
            }
        }
        (row, None)
    }

    /// Follow one row, byte by byte.
    fn row(&mut self, bytes: &[u8]) -> Result<End, Problem> {
        let (mut within, mut line, mut quote_line) = (Within::CellStart, self.line, self.line);
        for (i, byte) in bytes.iter().enumerate() {
            line += u64::from(*byte == b'\n');
            let ends_row = matches!(byte, b'\n' | b'\r');
            within = match within {
                Within::Quoted if *byte == b'"' => Within::Closing,
                Within::Quoted => Within::Quoted,
                Within::Closing if *byte == b'"' => Within::Quoted,
                Within::CellStart if *byte == b'"' => {
                    quote_line = line;
                    Within::Quoted
                }
                _ if ends_row || *byte == self.delimiter => Within::CellStart,
                Within::Closing => return Err(Problem::StrayQuote { line }),
                Within::CellStart | Within::Plain => Within::Plain,
            };
            if ends_row && within == Within::CellStart {
                self.line = line;
                return Ok(End::At(i + 1));
            }
            if i >= self.limit {
                return Err(Problem::RowTooLong { line: self.line, limit: self.limit });
            }
        }
        Ok(End::Open((within == Within::Quoted).then_some(quote_line)))
    }
}
