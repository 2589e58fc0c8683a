//! The members of one JSON list, cut apart and not read: each is read strictly afterwards, and what is no object then is held back.

use super::batch::{Batch, lines};
use super::error::Problem;
use super::lines::fill;
use super::pieces::PIECE;
use memchr::memchr2;
use std::io::Read;

/// What is wanted next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Want {
    Open,
    Members,
    Nothing,
}

/// Cuts at the commas between members; of a member past the limit nothing is held.
pub(super) struct List<R> {
    input: R,
    bytes: Vec<u8>,
    /// Bytes of the file before `bytes`.
    place: u64,
    limit: usize,
    /// Up to here `bytes` has been looked at.
    at: usize,
    /// Where the current member begins.
    start: usize,
    want: Want,
    depth: usize,
    quoted: bool,
    /// After a backslash in a text.
    escaped: bool,
    /// Members so far.
    members: u64,
    /// Inside a member past the limit, with the lines before it and the lines so far.
    skipping: Option<(u64, u64)>,
    over: bool,
    fault: Option<Problem>,
}

fn damaged(why: &str) -> Problem {
    Problem::Damaged { kind: "a JSON list of objects", why: why.to_owned() }
}

impl<R: Read> List<R> {
    pub(super) const fn new(input: R, limit: usize) -> Self {
        Self {
            input,
            bytes: Vec::new(),
            place: 0,
            limit,
            at: 0,
            start: 0,
            want: Want::Open,
            depth: 0,
            quoted: false,
            escaped: false,
            members: 0,
            skipping: None,
            over: false,
            fault: None,
        }
    }

    /// The next members; a fault only after all whole members before it.
    pub(super) fn next(&mut self) -> Result<Option<Batch>, Problem> {
        if let Some(fault) = self.fault.take() {
            return Err(fault);
        }
        loop {
            if !self.over {
                self.over = fill(&mut self.input, &mut self.bytes, PIECE).map_err(Problem::Read)? == 0;
            }
            if self.place == 0 && self.want == Want::Open && self.bytes.starts_with("\u{feff}".as_bytes()) {
                self.bytes.drain(..3);
                self.place = 3;
            }
            let mut batch = Batch::default();
            let fault = self.scan(&mut batch).err();
            if batch.too_long {
                self.fault = fault;
                return Ok(Some(batch));
            }
            if !batch.items.is_empty() {
                self.fault = fault;
                batch.bytes = self.cut(self.start);
                batch.place = self.place - batch.bytes.len() as u64;
                return Ok(Some(batch));
            }
            if let Some(fault) = fault {
                return Err(fault);
            }
            if self.over {
                return if self.want == Want::Nothing {
                    Ok(None)
                } else {
                    Err(damaged("it ends in the middle, so its last part is missing"))
                };
            }
            if self.want == Want::Members && (self.skipping.is_some() || self.bytes.len() - self.start > self.limit) {
                let begun = self.skipping.unwrap_or_else(|| {
                    let member = self.bytes[self.start..].trim_ascii_start().len();
                    (lines(&self.bytes[..self.bytes.len() - member]), 0)
                });
                let passed = lines(&self.cut(self.bytes.len()));
                self.skipping = Some((begun.0, begun.1 + passed));
            } else if self.want != Want::Members {
                self.cut(self.at);
            }
        }
    }

    /// Take the first bytes away.
    fn cut(&mut self, whole: usize) -> Vec<u8> {
        let rest = self.bytes.split_off(whole);
        self.place += whole as u64;
        self.at -= whole.min(self.at);
        self.start = 0;
        std::mem::replace(&mut self.bytes, rest)
    }

    /// Look at what has not been looked at; whole members go to `batch`. Ends early behind a member past the limit.
    fn scan(&mut self, batch: &mut Batch) -> Result<(), Problem> {
        while self.at < self.bytes.len() {
            let byte = self.bytes[self.at];
            if self.quoted {
                if self.escaped {
                    self.escaped = false;
                    self.at += 1;
                    continue;
                }
                let Some(to) = memchr2(b'"', b'\\', &self.bytes[self.at..]) else {
                    self.at = self.bytes.len();
                    return Ok(());
                };
                self.at += to;
                if self.bytes[self.at] == b'"' {
                    self.quoted = false
                } else {
                    self.escaped = true
                }
                self.at += 1;
                continue;
            }
            self.at += 1;
            match (self.want, byte) {
                (Want::Open | Want::Nothing, b' ' | b'\t' | b'\r' | b'\n') => {
                    self.start = if self.want == Want::Open { self.at } else { self.start }
                }
                (Want::Open, b'[') => (self.want, self.start) = (Want::Members, self.at),
                (Want::Open, _) => {
                    return Err(damaged("it does not begin with '['; write one object per line as .jsonl, or a list of them"));
                }
                (Want::Nothing, _) => return Err(damaged("something stands behind the list")),
                (Want::Members, b'"') => self.quoted = true,
                (Want::Members, b'{' | b'[') => self.depth += 1,
                (Want::Members, b'}' | b']') if self.depth > 0 => self.depth -= 1,
                (Want::Members, b',' | b']') if self.depth == 0 => {
                    if byte == b']' {
                        self.want = Want::Nothing;
                    }
                    if self.member(byte == b']', batch)? {
                        return Ok(());
                    }
                }
                (Want::Members, _) => {}
            }
        }
        Ok(())
    }

    /// A member ends before `at`; whether it was past the limit, so that `batch` speaks of it alone.
    fn member(&mut self, last: bool, batch: &mut Batch) -> Result<bool, Problem> {
        let from = self.start;
        if let Some((before, passed)) = self.skipping.take() {
            let passed = passed + lines(&self.cut(self.at));
            self.members += 1;
            *batch = Batch::too_long(self.place, before, passed);
            return Ok(true);
        }
        self.start = self.at;
        let blank = |b: &u8| matches!(b, b' ' | b'\t' | b'\r' | b'\n');
        let member = &self.bytes[from..self.at - 1];
        let begin = member.iter().position(|b| !blank(b));
        let Some(begin) = begin else {
            return if last && self.members == 0 { Ok(false) } else { Err(damaged("nothing stands between two commas")) };
        };
        let end = member.iter().rposition(|b| !blank(b)).map_or(member.len(), |i| i + 1);
        self.members += 1;
        batch.items.push(from + begin..from + end);
        Ok(false)
    }
}
