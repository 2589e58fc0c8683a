//! The transparency statistics.
//!
//! A *run* counts the demands of a period as they stood at a cut-off and gives exact *facts*; nothing is counted from
//! live cases. What leaves the house is rolled up from the facts by a *style*, a pure function that writes the same
//! bytes for the same facts, together with what the style can't express. Before anything is published every partition
//! must close, demand by demand; if one does not, the demands are named and nothing is written.

mod archive;
mod checks;
pub mod customer;
mod error;
mod facts;
pub mod leaf;
mod loss;
mod methodology;
mod microsoft;
mod period;
mod round;
mod rules;
pub mod territory;
mod tidy;
mod view;
mod write;

pub use archive::archive;
pub use error::{Closing, ReportError};
pub use facts::{Counts, Dimension, Facts, Run, matter_code, run, run_by};
pub use loss::{Loss, Lost, loss};
pub use period::{NotAPeriod, Period};
pub use round::{half_up, percent};
pub use rules::{GENERAL, General, Measure, Rule, Rules, Text, Unit};
pub use view::{Row, Share, Table, table};
pub use write::{File, SUMS, WrittenFile};

use std::path::Path;

/// A publisher's layout.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Style {
    /// Our own: a long CSV with a manifest.
    Tidy,
    /// Microsoft's workbook.
    Microsoft,
}

/// A text that is no style.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("'{0}' is not a style; write tidy or microsoft")]
pub struct NotAStyle(pub String);

impl Style {
    /// All styles.
    pub const ALL: [Style; 2] = [Style::Tidy, Style::Microsoft];

    /// Its name on the command line; the label is `report-style-<code>`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Style::Tidy => "tidy",
            Style::Microsoft => "microsoft",
        }
    }
}

impl std::str::FromStr for Style {
    type Err = NotAStyle;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        Style::ALL.into_iter().find(|style| style.code() == s).ok_or_else(|| NotAStyle(s.chars().take(40).collect()))
    }
}

/// The files of an export, in memory, with `SHA256SUMS` last.
///
/// # Errors
/// [`ReportError::StyleCannot`] when the style's tables would be wrong: [`loss()`] tells why beforehand.
pub fn files(style: Style, facts: &Facts) -> Result<Vec<File>, ReportError> {
    let loss = loss(style, facts);
    if loss.blocks() {
        return Err(ReportError::StyleCannot { loss: Box::new(loss) });
    }
    let mut files = match style {
        Style::Tidy => tidy::files(facts)?,
        Style::Microsoft => vec![
            microsoft::file(facts)?,
            File::new("methodology.md", methodology::markdown(facts, |t| t.en).into_bytes()),
            File::new("methodology.sv.md", methodology::markdown(facts, |t| t.sv).into_bytes()),
        ],
    };
    if !loss.items.is_empty() {
        files.push(File::new("loss.md", loss.markdown(facts, |t| t.en).into_bytes()));
        files.push(File::new("loss.sv.md", loss.markdown(facts, |t| t.sv).into_bytes()));
    }
    Ok(write::with_sums(files))
}

/// Write an export into `out_dir`: absent, empty, or holding an earlier export that nobody has touched since.
///
/// # Errors
/// See [`ReportError`]; what stood in `out_dir` before then still stands there.
pub fn export(style: Style, facts: &Facts, out_dir: &Path) -> Result<Vec<WrittenFile>, ReportError> {
    write::write(&files(style, facts)?, out_dir)
}
