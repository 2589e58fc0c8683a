//! The transfer clauses: one file.

use super::error::{self, Kind, RulebookError};
use super::position::{Positions, line_and_column};
use domain::customer_report::ReportInterval;
use domain::transfer::{NoticeFact, TransferClauses};

/// The embedded file, as its errors name it.
pub(super) const FILE: &str = "laws/transfers.toml";
pub(super) const TEXT: &str = include_str!("laws/transfers.toml");

/// The clauses from the text of a file.
///
/// # Errors
/// Where in the file, what is wrong, and what to write instead: what is no TOML, an unknown field or value, an empty source, a fact
/// that clause 15.1(a) asks for and the file leaves out, no try to have a secrecy waived, an interval for nobody.
pub fn parse(file: &str, text: &str) -> Result<TransferClauses, RulebookError> {
    let positions = Positions::read(text).map_err(|why| error::syntax(file, text, &why))?;
    let clauses = toml::from_str::<TransferClauses>(text).map_err(|why| error::shape(file, text, &positions, &why))?;
    let wrong = |field: &str, problem: String, advice: &str| {
        let (line, column) = line_and_column(text, positions.of(&[field]));
        Err(RulebookError { file: file.to_owned(), line, column, kind: Kind::Rule, problem, advice: advice.to_owned() })
    };
    if clauses.source.trim().is_empty() {
        return wrong("source", "the source is empty".to_owned(), "where the clauses stand");
    }
    if let Some(missing) = NoticeFact::ALL.into_iter().find(|fact| !clauses.notice.contains(fact)) {
        let problem = format!("a notice need not say '{}', which clause 15.1(a) asks for", missing.code());
        return wrong("notice", problem, "all of data_demanded, authority, legal_basis, response");
    }
    if clauses.waiver_efforts == 0 {
        return wrong("waiver_efforts", "no try to have a secrecy waived is asked for".to_owned(), "1 or more (clause 15.1(b))");
    }
    if (clauses.report_interval == ReportInterval::Never) != clauses.report_to.is_empty() {
        return wrong("report_to", "an interval needs classes of customers, and the other way round".to_owned(), "both, or never and none");
    }
    Ok(clauses)
}
