//! What a person looks at to confirm the filter, or to overrule it: a few rows of each fate, the same ones whenever the file is the same.

use super::report::{DropReason, WithholdReason};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::{self, BufRead, Write};
use std::sync::atomic::{AtomicU64, Ordering};

/// Name of the list beside the report.
pub const REVIEW_FILE: &str = "review.jsonl";

/// Samples of each fate and reason, per file.
pub const PER_REASON: usize = 20;

/// How much of a kept row is shown, in bytes.
const SHOWN: usize = 2048;

/// What became of a row.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Fate {
    Kept,
    Dropped(DropReason),
    Withheld(WithholdReason),
}

/// How many fates there are.
const FATES: usize = 1 + DropReason::ALL.len() + WithholdReason::ALL.len();

impl Fate {
    const fn index(self) -> usize {
        match self {
            Self::Kept => 0,
            Self::Dropped(reason) => 1 + reason as usize,
            Self::Withheld(reason) => 1 + DropReason::ALL.len() + reason as usize,
        }
    }

    const fn words(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::Kept => ("kept", None),
            Self::Dropped(reason) => ("dropped", Some(reason.code())),
            Self::Withheld(reason) => ("withheld", Some(reason.code())),
        }
    }
}

/// One row for review. Of a kept row it shows what leaves; of another only what decided, with the accounts of other people masked, so that
/// who reviews learns nothing that the authority would not.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
pub struct Sample {
    /// Collected file.
    pub file: String,
    /// Row, from 1.
    pub row: u64,
    /// Line on which it begins, from 1.
    pub line: u64,
    /// `kept`, `dropped` or `withheld`.
    pub fate: String,
    /// The code of the reason, unless it was kept.
    pub reason: Option<String>,
    /// Its accounts; one that is in no line has its middle masked.
    pub accounts: Vec<String>,
    /// Its time as it stands there.
    pub time: Option<String>,
    /// Its category, where it could be told.
    pub category: Option<String>,
    /// What leaves of a kept row, at most its first two kilobytes.
    pub shown: Option<String>,
}

impl Sample {
    /// The beginning of what leaves.
    pub(super) fn show(&mut self, leaving: &[u8]) {
        let text = String::from_utf8_lossy(leaving);
        let end = (0..=SHOWN.min(text.len())).rev().find(|i| text.is_char_boundary(*i)).unwrap_or_default();
        self.shown = Some(text[..end].trim_end().to_owned());
    }

    /// An account that the scope does not name, as far as it may be shown: its first letter, its length, its domain.
    pub(super) fn masked(account: &str) -> String {
        let (name, domain) = account.split_once('@').map_or((account, ""), |(name, domain)| (name, domain));
        let first = name.chars().next().map(String::from).unwrap_or_default();
        let rest = "*".repeat(name.chars().count().saturating_sub(1).min(30));
        if domain.is_empty() { format!("{first}{rest}") } else { format!("{first}{rest}@{domain}") }
    }

    fn has(&self, text: &str) -> bool {
        let all = [Some(&self.file), self.time.as_ref(), self.category.as_ref(), self.shown.as_ref()];
        let text = text.to_lowercase();
        all.into_iter().flatten().chain(&self.accounts).any(|field| field.to_lowercase().contains(&text))
    }
}

/// Samples by fate, each with the number that made it one.
pub(super) type Samples = BTreeMap<Fate, BTreeMap<u64, Sample>>;

/// Decides which rows are samples: those whose place, well mixed, gives the lowest numbers. Shared by all who read pieces of one file.
pub(super) struct Picker {
    /// The highest number that still counts, per fate.
    bars: [AtomicU64; FATES],
}

impl Picker {
    pub(super) fn new() -> Self {
        Self { bars: std::array::from_fn(|_| AtomicU64::new(u64::MAX)) }
    }

    pub(super) fn offer(&self, fate: Fate, place: u64, samples: &mut Samples, sample: impl FnOnce() -> Sample) {
        let number = mixed(place);
        if number > self.bars[fate.index()].load(Ordering::Relaxed) {
            return;
        }
        let (word, reason) = fate.words();
        let of_fate = samples.entry(fate).or_default();
        if of_fate.len() >= PER_REASON && of_fate.last_key_value().is_some_and(|(highest, _)| number > *highest) {
            return;
        }
        of_fate.insert(number, Sample { fate: word.to_owned(), reason: reason.map(str::to_owned), ..sample() });
        if of_fate.len() > PER_REASON {
            of_fate.pop_last();
        }
    }

    /// Take the samples of a piece over, and raise the bar for the pieces to come.
    pub(super) fn merge(&self, all: &mut Samples, piece: &mut Samples, place: impl Fn(&mut Sample)) {
        for (fate, samples) in std::mem::take(piece) {
            let of_fate = all.entry(fate).or_default();
            for (number, mut sample) in samples {
                place(&mut sample);
                of_fate.insert(number, sample);
            }
            while of_fate.len() > PER_REASON {
                of_fate.pop_last();
            }
            if of_fate.len() == PER_REASON
                && let Some((highest, _)) = of_fate.last_key_value()
            {
                self.bars[fate.index()].store(*highest, Ordering::Relaxed);
            }
        }
    }
}

/// The finalising step of SplitMix64: neighbours become strangers.
const fn mixed(place: u64) -> u64 {
    let z = place.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Write a file's samples: by fate, then by place.
pub(super) fn write(samples: &Samples, mut out: impl Write) -> io::Result<()> {
    for of_fate in samples.values() {
        let mut in_order: Vec<&Sample> = of_fate.values().collect();
        in_order.sort_by_key(|s| s.row);
        for sample in in_order {
            serde_json::to_writer(&mut out, sample)?;
            out.write_all(b"\n")?;
        }
    }
    Ok(())
}

/// Which samples are wanted; what is left out is not asked.
#[derive(Clone, Default, Debug)]
pub struct Search<'a> {
    /// Collected file.
    pub file: Option<&'a str>,
    /// `kept`, `dropped` or `withheld`.
    pub fate: Option<&'a str>,
    /// Code of a reason.
    pub reason: Option<&'a str>,
    /// Text that stands in an account, the time, the category, the file name or what is shown; case does not matter.
    pub text: Option<&'a str>,
}

impl Search<'_> {
    fn wants(&self, sample: &Sample) -> bool {
        self.file.is_none_or(|file| sample.file == file)
            && self.fate.is_none_or(|fate| sample.fate == fate)
            && self.reason.is_none_or(|reason| sample.reason.as_deref() == Some(reason))
            && self.text.is_none_or(|text| sample.has(text))
    }
}

/// The samples of a review list that a search finds, in the list's order.
///
/// # Errors
/// Of the reader, and when a line is no sample.
pub fn search(list: impl BufRead, search: &Search<'_>) -> io::Result<Vec<Sample>> {
    let mut found = Vec::new();
    for line in list.lines() {
        let sample: Sample = serde_json::from_str(&line?)?;
        if search.wants(&sample) {
            found.push(sample);
        }
    }
    Ok(found)
}
