//! What the CSV parser forgives and a filter must not: a quote left open, text after a closing quote, a row without end.
//!
//! A lenient parser reads the rest of the file, other people's rows and all, into one cell of a row that may leave.

use std::io::{self, BufRead, Read};

/// Why the file cannot be read further. Line numbers count from 1.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub(super) enum Fault {
    #[error("quote opened on line {line} is never closed")]
    Unterminated { line: u64 },
    #[error("text after a closing quote on line {line}")]
    Stray { line: u64 },
    #[error("row that begins on line {line} is too long")]
    TooLong { line: u64 },
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    CellStart,
    Plain,
    Quoted,
    /// After a quote inside a quoted cell: the end, or the first half of a doubled one.
    Closing,
}

/// Passes bytes on up to the end of the last whole row before a fault, then the fault as an [`io::Error`].
pub(super) struct Guard<R> {
    inner: R,
    delimiter: u8,
    limit: usize,
    within: Within,
    line: u64,
    row_line: u64,
    quote_line: u64,
    row_bytes: usize,
    fault: Option<Fault>,
    started: bool,
}

impl<R: BufRead> Guard<R> {
    pub(super) const fn new(inner: R, delimiter: u8, limit: usize) -> Self {
        Self {
            inner,
            delimiter,
            limit,
            within: Within::CellStart,
            line: 1,
            row_line: 1,
            quote_line: 1,
            row_bytes: 0,
            fault: None,
            started: false,
        }
    }

    pub(super) fn into_inner(self) -> R {
        self.inner
    }

    /// The byte order mark that some programs write first; it is no part of the first column's name.
    fn skip_mark(&mut self) -> io::Result<()> {
        if !std::mem::replace(&mut self.started, true) && self.inner.fill_buf()?.starts_with("\u{feff}".as_bytes()) {
            self.inner.consume(3);
        }
        Ok(())
    }

    /// Follow one byte; true when it ends a row.
    fn step(&mut self, byte: u8) -> Result<bool, Fault> {
        if byte == b'\n' {
            self.line += 1;
        }
        self.row_bytes += 1;
        let ends_row = matches!(byte, b'\n' | b'\r');
        self.within = match self.within {
            Within::Quoted if byte == b'"' => Within::Closing,
            Within::Quoted => Within::Quoted,
            Within::Closing if byte == b'"' => Within::Quoted,
            Within::CellStart if byte == b'"' => {
                self.quote_line = self.line;
                Within::Quoted
            }
            _ if ends_row || byte == self.delimiter => Within::CellStart,
            Within::Closing => return Err(Fault::Stray { line: self.line }),
            Within::CellStart | Within::Plain => Within::Plain,
        };
        let row_over = ends_row && self.within == Within::CellStart;
        if row_over {
            self.row_bytes = 0;
            self.row_line = self.line;
        } else if self.row_bytes > self.limit {
            return Err(Fault::TooLong { line: self.row_line });
        }
        Ok(row_over)
    }
}

impl<R: BufRead> Read for Guard<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.skip_mark()?;
        if let Some(fault) = self.fault {
            return Err(io::Error::other(fault));
        }
        let buf = self.inner.fill_buf()?;
        if buf.is_empty() {
            return match self.within {
                Within::Quoted => Err(io::Error::other(Fault::Unterminated { line: self.quote_line })),
                _ => Ok(0),
            };
        }
        let n = buf.len().min(out.len());
        out[..n].copy_from_slice(&buf[..n]);
        self.inner.consume(n);
        let mut whole = 0;
        for (i, byte) in out[..n].iter().enumerate() {
            match self.step(*byte) {
                Ok(true) => whole = i + 1,
                Ok(false) => {}
                Err(fault) => {
                    self.fault = Some(fault);
                    return if whole == 0 { Err(io::Error::other(fault)) } else { Ok(whole) };
                }
            }
        }
        Ok(n)
    }
}
