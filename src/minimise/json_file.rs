//! The filter for `.jsonl`: one JSON object per line.

use super::error::Problem;
use super::json_row::{Rules, Tree};
use super::judge::{Judge, Verdict};
use super::mapping::{RowCategory, Source};
use super::moment::{self, When};
use super::report::WithholdReason;
use super::run::Ledger;
use std::io::{self, BufRead, Write};

/// Filter a file of JSON lines. Blank lines are no rows. The reader comes back for its hash.
pub(super) fn filter<R: BufRead, W: Write>(
    mut input: R,
    source: &Source,
    judge: &Judge,
    max_row_bytes: usize,
    out: &mut W,
    ledger: &mut Ledger<'_>,
) -> Result<R, Problem> {
    let rules = Rules::new(source);
    let mut bytes = Vec::new();
    let mut line = 0;
    let mut removed = Vec::new();
    loop {
        line += 1;
        let fits = match next_line(&mut input, max_row_bytes, &mut bytes).map_err(Problem::Read)? {
            Line::End => break,
            Line::Whole => true,
            Line::TooLong => false,
        };
        if fits && bytes.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        ledger.row(line)?;
        if !fits {
            ledger.withhold(WithholdReason::TooLong)?;
            continue;
        }
        let Ok(text) = std::str::from_utf8(&bytes) else {
            ledger.withhold(WithholdReason::NotUtf8)?;
            continue;
        };
        let text = if line == 1 { text.trim_start_matches('\u{feff}') } else { text };
        // JSON's own white space and no other: anything else must be seen, and refused, by the parser.
        let text = text.trim_matches([' ', '\t', '\r']);
        let Ok(tree @ Tree::Map(_)) = serde_json::from_str::<Tree>(text) else {
            ledger.withhold(WithholdReason::Malformed)?;
            continue;
        };
        match judge_row(&tree, &rules, source, judge) {
            Verdict::Drop(reason) => ledger.drop(reason),
            Verdict::Withhold(reason) => ledger.withhold(reason)?,
            Verdict::Keep(_) if !rules.trims => {
                out.write_all(text.as_bytes()).and_then(|()| out.write_all(b"\n")).map_err(Problem::Write)?;
                ledger.keep();
            }
            Verdict::Keep(allowed) => {
                removed.clear();
                match rules.trim(text, allowed, &mut removed) {
                    Err(reason) => ledger.withhold(reason)?,
                    Ok(trimmed) => {
                        out.write_all(trimmed.as_bytes()).and_then(|()| out.write_all(b"\n")).map_err(Problem::Write)?;
                        removed.iter().for_each(|code| ledger.removed(code, true));
                        ledger.keep();
                    }
                }
            }
        }
    }
    out.flush().map_err(Problem::Write)?;
    Ok(input)
}

fn judge_row(tree: &Tree, rules: &Rules, source: &Source, judge: &Judge) -> Verdict {
    let at = |path: &[String]| {
        let mut found = Vec::new();
        tree.at(path, &mut found);
        found
    };
    let mut accounts = Vec::new();
    for value in rules.account.iter().flat_map(|path| at(path)) {
        match value {
            Tree::Null => {}
            // An account that is an object or a truth value cannot be compared, so the row's people are not all known.
            value => match value.scalar() {
                Some(account) => accounts.push(account),
                None => return Verdict::Withhold(WithholdReason::Unattributed),
            },
        }
    }
    // One value or none: two times or two categories say nothing certain.
    let only = |path: &Option<Vec<String>>| match at(path.as_deref().unwrap_or_default()).as_slice() {
        [one] => one.scalar(),
        _ => None,
    };
    judge.row(
        accounts.iter().map(String::as_str),
        || match &source.category {
            RowCategory::Fixed(c) => Some(*c),
            RowCategory::Field(f) => only(&rules.category).and_then(|value| super::run::category(&value, f)),
        },
        || match &source.time {
            None => When::Undated,
            Some(field) => only(&rules.time).map_or(When::Unreadable, |text| moment::read(&text, field)),
        },
    )
}

enum Line {
    End,
    Whole,
    TooLong,
}

/// The next line without its end, in `line`; of one past the limit only the limit is ever held.
fn next_line(input: &mut impl BufRead, limit: usize, line: &mut Vec<u8>) -> io::Result<Line> {
    line.clear();
    let (mut any, mut too_long) = (false, false);
    loop {
        let buf = match input.fill_buf() {
            Ok(buf) => buf,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(e),
        };
        if buf.is_empty() {
            break;
        }
        any = true;
        let (part, used, over) = match buf.iter().position(|b| *b == b'\n') {
            Some(end) => (&buf[..end], end + 1, true),
            None => (buf, buf.len(), false),
        };
        too_long |= line.len() + part.len() > limit;
        if !too_long {
            line.extend_from_slice(part);
        }
        input.consume(used);
        if over {
            break;
        }
    }
    Ok(match (any, too_long) {
        (false, _) => Line::End,
        (_, true) => Line::TooLong,
        _ => Line::Whole,
    })
}
