//! What became of each row, counted so that the sums must close.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

macro_rules! reasons {
    ($(#[$top:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$top])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        pub enum $name {$($(#[$doc])* #[serde(rename = $code)] $variant,)+}

        impl $name {
            /// All reasons.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable code, as in reports and text files.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {$(Self::$variant => $code),+}
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.code())
            }
        }
    };
}

pub(super) use reasons;

reasons! {
    /// Why a row was left out. Each is certain: the row was read and is not authorised.
    DropReason {
        /// No account of the row is in the scope.
        ForeignAccount = "foreign_account",
        /// Outside every time range of its account.
        OutsideTime = "outside_time",
        /// About an authorised account, but not from it (or not to it), as the mapping demands.
        Direction = "direction",
        /// Its category is not authorised for its account and time.
        Category = "category",
        /// Passwords, tokens, keys: never leave this way (INV-16).
        Credentials = "credentials",
    }
}

reasons! {
    /// Why a row was held back for a person to look at: it could not be judged, so it does not leave.
    WithholdReason {
        /// No account in it.
        Unattributed = "unattributed",
        /// The mapping names no time, and the account's lines have bounds.
        Undated = "undated",
        /// The time is missing or cannot be read.
        TimeUnreadable = "time_unreadable",
        /// The time can mean several moments (a whole day, a repeated hour), not all of them inside.
        TimeImprecise = "time_imprecise",
        /// The category field is missing or holds an undeclared value.
        Unclassified = "unclassified",
        /// Not one JSON object with each key once, or not as many cells as the header.
        Malformed = "malformed",
        /// A plain value where the mapping expects an object with fields of their own categories.
        Shape = "shape",
        /// Not UTF-8.
        NotUtf8 = "not_utf8",
        /// Longer than the limit for a row.
        TooLong = "too_long",
    }
}

/// A row that was held back: where to find it in the collected file. Its content is not copied.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Withheld {
    /// Collected file.
    pub file: String,
    /// Row, from 1; a CSV header is not counted.
    pub row: u64,
    /// Line on which it begins, from 1.
    pub line: u64,
    /// Why.
    pub reason: WithholdReason,
}

/// Rows by their fate. `read = kept + dropped + withheld` holds in every value of this type.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
#[serde(try_from = "RawCounts", into = "RawCounts")]
pub struct Counts {
    kept: u64,
    dropped: BTreeMap<DropReason, u64>,
    withheld: BTreeMap<WithholdReason, u64>,
}

#[derive(Serialize, Deserialize)]
struct RawCounts {
    read: u64,
    kept: u64,
    dropped: BTreeMap<DropReason, u64>,
    withheld: BTreeMap<WithholdReason, u64>,
}

/// Sums that do not close: some row has no fate, or two.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{read} rows were read, but kept, dropped and withheld make {accounted}; the report is not usable")]
pub struct SumsDontClose {
    /// Rows that the reader counted.
    pub read: u64,
    /// Rows with a fate.
    pub accounted: u64,
}

impl Counts {
    pub(super) fn of(
        kept: u64,
        dropped: impl Iterator<Item = (DropReason, u64)>,
        withheld: impl Iterator<Item = (WithholdReason, u64)>,
    ) -> Self {
        Self { kept, dropped: dropped.filter(|(_, n)| *n > 0).collect(), withheld: withheld.filter(|(_, n)| *n > 0).collect() }
    }

    /// All rows that were read.
    #[must_use]
    pub fn read(&self) -> u64 {
        self.kept + self.dropped_in_all() + self.withheld_in_all()
    }

    /// Rows that may leave.
    #[must_use]
    pub const fn kept(&self) -> u64 {
        self.kept
    }

    /// Rows left out, by reason.
    #[must_use]
    pub const fn dropped(&self) -> &BTreeMap<DropReason, u64> {
        &self.dropped
    }

    /// Rows held back, by reason.
    #[must_use]
    pub const fn withheld(&self) -> &BTreeMap<WithholdReason, u64> {
        &self.withheld
    }

    /// Rows left out.
    #[must_use]
    pub fn dropped_in_all(&self) -> u64 {
        self.dropped.values().sum()
    }

    /// Rows held back.
    #[must_use]
    pub fn withheld_in_all(&self) -> u64 {
        self.withheld.values().sum()
    }

    /// These counts, if the reader's own count of rows agrees.
    ///
    /// # Errors
    /// When a row has no fate, or two.
    pub(super) fn closed(self, read: u64) -> Result<Self, SumsDontClose> {
        let accounted = self.read();
        if read == accounted { Ok(self) } else { Err(SumsDontClose { read, accounted }) }
    }

    /// Several counts together.
    #[must_use]
    pub fn sum<'a>(counts: impl IntoIterator<Item = &'a Self>) -> Self {
        let mut all = Self::default();
        for one in counts {
            all.kept += one.kept;
            for (reason, n) in &one.dropped {
                *all.dropped.entry(*reason).or_default() += n;
            }
            for (reason, n) in &one.withheld {
                *all.withheld.entry(*reason).or_default() += n;
            }
        }
        all
    }
}

impl From<Counts> for RawCounts {
    fn from(c: Counts) -> Self {
        Self { read: c.read(), kept: c.kept, dropped: c.dropped, withheld: c.withheld }
    }
}

impl TryFrom<RawCounts> for Counts {
    type Error = SumsDontClose;
    fn try_from(raw: RawCounts) -> Result<Self, SumsDontClose> {
        // Checked sums: the numbers come from a file.
        let sum = raw.dropped.values().chain(raw.withheld.values()).try_fold(raw.kept, |sum, n| sum.checked_add(*n)).unwrap_or(u64::MAX);
        if sum != raw.read {
            return Err(SumsDontClose { read: raw.read, accounted: sum });
        }
        Self { kept: raw.kept, dropped: raw.dropped, withheld: raw.withheld }.closed(raw.read)
    }
}

/// What became of one collected file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FileReport {
    /// File name, the same for what was collected and what was kept.
    pub file: String,
    /// Rows by fate.
    pub rows: Counts,
    /// Fields taken out of kept rows, by category code; `UNLISTED` for those the mapping does not name.
    pub fields_removed: BTreeMap<String, u64>,
    /// CSV cells that a spreadsheet would have run as a formula, and that now begin with an apostrophe.
    pub cells_neutralised: u64,
    /// SHA-256 of the collected file, in hex.
    pub collected_sha256: String,
    /// Bytes collected.
    pub collected_size: u64,
    /// SHA-256 of the kept file, in hex.
    pub kept_sha256: String,
    /// Bytes kept.
    pub kept_size: u64,
}

/// What became of all collected files.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Report {
    /// Per file, in the order of their names.
    pub files: Vec<FileReport>,
}

impl Report {
    /// Rows of all files together.
    #[must_use]
    pub fn rows(&self) -> Counts {
        Counts::sum(self.files.iter().map(|file| &file.rows))
    }
}
