//! Minimisation: of what was collected, only what was authorised goes on.
//!
//! Two halves that share nothing but the data they are given ([`Scope`], [`Mapping`]):
//!
//! - the **filter** ([`run_file`], [`run_files`]) reads collected files as streams, writes the rows that may leave, counts the rest by
//!   reason, and holds back what it cannot judge: in doubt nothing leaves;
//! - the **check** ([`check`]) reads what the filter wrote, in its own way, and names each row that is not authorised (INV-03).
//!
//! No database, no clock, no network; imports only the domain.

mod batch;
pub mod check;
mod csv_file;
mod csv_guard;
pub mod digest;
mod error;
mod format;
mod json_file;
mod json_list;
mod json_probe;
mod json_row;
mod judge;
mod ledger;
mod lines;
mod mail_file;
mod mail_split;
mod mapping;
mod moment;
mod packed;
mod pieces;
mod records;
mod report;
mod review;
mod run;
mod scope;

pub use check::check;
pub use error::{MinimiseError, Problem};
pub use format::ending;
pub use mapping::{
    CategoryField, Compare, Direction, Keep, MASK, Mapping, MappingError, OneOrMany, RowCategory, Source, TimeField, Unlisted,
};
pub use packed::MOST_TIMES;
pub use report::{Counts, DropReason, FileReport, Report, SumsDontClose, Withheld, WithholdReason};
pub use review::{PER_REASON, REVIEW_FILE, Sample, Search, search};
pub use run::{MAX_ROW_BYTES, Outputs, Progress, REPORT_FILE, WITHHELD_FILE, run_file, run_file_reviewed, run_files};
pub use scope::{Scope, ScopeError, ScopeLine};
