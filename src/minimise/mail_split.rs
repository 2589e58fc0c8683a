//! A mailbox in mbox form, cut into messages.
//!
//! Each line that begins with `From ` begins a message: programs that write such files quote it everywhere else. Where one did not, the rest of
//! that message has no headers and is held back; nobody else's message can ever hang on to one that leaves.

use super::batch::{Batch, lines};
use super::error::Problem;
use super::lines::fill;
use super::pieces::PIECE;
use memchr::memmem::{Finder, rfind};
use std::io::Read;

/// How a message begins, with the line end before it.
const BEGIN: &[u8] = b"\nFrom ";

/// Cuts before `From ` lines; of a message past the limit nothing is held.
pub(super) struct Mbox<R> {
    input: R,
    bytes: Vec<u8>,
    place: u64,
    limit: usize,
    begun: bool,
    over: bool,
    /// Inside a message past the limit, with its lines so far.
    skipping: Option<u64>,
}

impl<R: Read> Mbox<R> {
    pub(super) const fn new(input: R, limit: usize) -> Self {
        Self { input, bytes: Vec::new(), place: 0, limit, begun: false, over: false, skipping: None }
    }

    /// The next messages, each with its `From ` line.
    pub(super) fn next(&mut self) -> Result<Option<Batch>, Problem> {
        loop {
            if !self.over {
                self.over = fill(&mut self.input, &mut self.bytes, PIECE).map_err(Problem::Read)? == 0;
            }
            if !self.begun {
                let blank = self.bytes.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
                if blank < self.bytes.len() && !self.bytes[blank..].starts_with(b"From ") {
                    let why = "its first line does not begin with 'From ', as a mailbox in mbox form does";
                    return Err(Problem::Damaged { kind: "mbox", why: why.to_owned() });
                }
                self.begun = blank < self.bytes.len();
            }
            if let Some(passed) = self.skipping {
                let end = Finder::new(BEGIN).find(&self.bytes).map(|end| end + 1).or(self.over.then_some(self.bytes.len()));
                // The beginning of a `From ` line may stand at the very end.
                let known = end.unwrap_or(self.bytes.len().saturating_sub(BEGIN.len()));
                let passed = passed + lines(&self.cut(known));
                if end.is_some() {
                    self.skipping = None;
                    return Ok(Some(Batch::too_long(self.place, 0, passed)));
                }
                self.skipping = Some(passed);
                continue;
            }
            let whole = if self.over { self.bytes.len() } else { rfind(&self.bytes, BEGIN).map_or(0, |at| at + 1) };
            if whole > 0 {
                let place = self.place;
                let bytes = self.cut(whole);
                let mut starts: Vec<usize> = Finder::new(BEGIN).find_iter(&bytes).map(|at| at + 1).collect();
                if bytes.starts_with(b"From ") {
                    starts.insert(0, 0);
                }
                let ends = starts.iter().skip(1).copied().chain([bytes.len()]);
                let items = starts.iter().copied().zip(ends).map(|(from, to)| from..to).collect();
                return Ok(Some(Batch { bytes, items, place, ..Batch::default() }));
            }
            if self.over {
                return Ok(None);
            }
            if self.bytes.len() > self.limit {
                self.skipping = Some(0);
            }
        }
    }

    fn cut(&mut self, whole: usize) -> Vec<u8> {
        let rest = self.bytes.split_off(whole);
        self.place += whole as u64;
        std::mem::replace(&mut self.bytes, rest)
    }
}
