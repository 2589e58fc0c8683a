//! The filter for `.jsonl`, one object per line, and for the objects of a `.json` list.

use super::batch::Batch;
use super::json_probe::{Deciding, Found};
use super::json_row::Rules;
use super::judge::{Judge, Verdict};
use super::ledger::Ledger;
use super::lines::Piece;
use super::mapping::{RowCategory, Source};
use super::moment::{self, When};
use super::report::WithholdReason;
use super::review::Sample;
use memchr::memchr_iter;

/// The scope and the mapping, arranged for JSON objects.
pub(super) struct Filter<'a> {
    rules: Rules,
    deciding: Deciding,
    source: &'a Source,
    judge: &'a Judge,
    limit: usize,
}

impl<'a> Filter<'a> {
    pub(super) fn new(source: &'a Source, judge: &'a Judge, limit: usize) -> Self {
        Self { rules: Rules::new(source), deciding: Deciding::new(source), source, judge, limit }
    }

    /// Filter whole lines. Blank lines are no rows.
    pub(super) fn lines(&self, piece: &Piece, out: &mut Vec<u8>, ledger: &mut Ledger<'_>) {
        if piece.too_long {
            ledger.row(1, piece.place);
            ledger.lines = 1;
            return ledger.withhold(WithholdReason::TooLong, Sample::default);
        }
        let whole = std::str::from_utf8(&piece.bytes).ok();
        let mut start = 0;
        let ends = memchr_iter(b'\n', &piece.bytes).chain((piece.bytes.last() != Some(&b'\n')).then_some(piece.bytes.len()));
        for end in ends {
            ledger.lines += 1;
            let (from, bytes) = (start, &piece.bytes[start..end]);
            start = end + 1;
            if bytes.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            ledger.row(ledger.lines, piece.place + from as u64);
            if bytes.len() > self.limit {
                ledger.withhold(WithholdReason::TooLong, Sample::default);
                continue;
            }
            let text = match whole {
                Some(whole) => whole.get(from..end),
                None => std::str::from_utf8(bytes).ok(),
            };
            let Some(text) = text else {
                ledger.withhold(WithholdReason::NotUtf8, Sample::default);
                continue;
            };
            let text = if piece.place == 0 && from == 0 { text.trim_start_matches('\u{feff}') } else { text };
            // JSON's own white space and no other: anything else must be seen, and refused, by the parser.
            self.row(text.trim_matches([' ', '\t', '\r']), out, ledger, b"", b"\n");
        }
    }

    /// Filter the members of a list; each that leaves has a comma and a line end before it.
    pub(super) fn members(&self, batch: &Batch, out: &mut Vec<u8>, ledger: &mut Ledger<'_>) {
        ledger.lines = batch.lines();
        if batch.too_long {
            ledger.row(1 + batch.before, batch.place);
            return ledger.withhold(WithholdReason::TooLong, Sample::default);
        }
        for (line, at, bytes) in batch.records() {
            ledger.row(line, batch.place + at as u64);
            if bytes.len() > self.limit {
                ledger.withhold(WithholdReason::TooLong, Sample::default);
                continue;
            }
            match std::str::from_utf8(bytes) {
                Ok(text) => self.row(text, out, ledger, b",\n", b""),
                Err(_) => ledger.withhold(WithholdReason::NotUtf8, Sample::default),
            }
        }
    }

    /// Filter one object; what may leave of it goes to `out` between `before` and `after`.
    pub(super) fn row(&self, text: &str, out: &mut Vec<u8>, ledger: &mut Ledger<'_>, before: &[u8], after: &[u8]) {
        let Ok(found) = Found::read(text, &self.deciding) else {
            return ledger.withhold(WithholdReason::Malformed, Sample::default);
        };
        if found.unclear {
            return ledger.withhold(WithholdReason::Unattributed, || self.sample(&found));
        }
        match self.judge(&found) {
            Verdict::Drop(reason) => ledger.drop(reason, || self.sample(&found)),
            Verdict::Withhold(reason) => ledger.withhold(reason, || self.sample(&found)),
            Verdict::Keep(allowed) => {
                // What leaves is read whole: nothing of it may mean one thing to us and another to its reader.
                let mut removed = Vec::new();
                match self.rules.trim(text, allowed, self.judge, &mut removed) {
                    Err(reason) => ledger.withhold(reason, || self.sample(&found)),
                    Ok(trimmed) => {
                        out.extend_from_slice(before);
                        out.extend_from_slice(trimmed.as_bytes());
                        out.extend_from_slice(after);
                        removed.iter().for_each(|code| ledger.removed(code, true));
                        ledger.keep(|| {
                            let mut sample = self.sample(&found);
                            sample.show(trimmed.as_bytes());
                            sample
                        });
                    }
                }
            }
        }
    }

    fn judge(&self, found: &Found<'_>) -> Verdict {
        self.judge.row(
            found.accounts.iter().map(|(account, side)| (account.as_ref(), *side)),
            || match &self.source.category {
                RowCategory::Fixed(c) => Some(*c),
                RowCategory::Field(f) => found.category().and_then(|value| super::judge::category(value, f)),
            },
            || match &self.source.time {
                None => When::Undated,
                Some(field) => found.time().map_or(When::Unreadable, |text| moment::read(text, field)),
            },
        )
    }

    fn sample(&self, found: &Found<'_>) -> Sample {
        self.judge.sample(found.accounts.iter().map(|(a, _)| a.as_ref()), found.time(), found.category(), self.source)
    }
}
