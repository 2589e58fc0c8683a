//! The screens' labels exist in both languages.

use domain::tally::Contradiction;
use fluent_bundle::{FluentBundle, FluentResource};
use ombud::report::{Measure, Style};

const ERRORS: [&str; 10] = [
    "withheld",
    "counted-twice",
    "unknown-code",
    "contradiction",
    "does-not-close",
    "total-is-not-the-sum",
    "style-cannot",
    "foreign-directory",
    "write",
    "build",
];

#[test]
fn every_code_has_a_sentence() {
    let measures = Measure::ALL.iter().map(|m| format!("report-measure-{}", m.code()));
    let contradictions = Contradiction::ALL.iter().map(|c| format!("report-contradiction-{}", c.code()));
    let styles = Style::ALL.iter().map(|s| format!("report-style-{}", s.code()));
    let errors = ERRORS.iter().map(|e| format!("report-error-{e}"));
    let wanted: Vec<String> = measures.chain(contradictions).chain(styles).chain(errors).collect();
    for text in [include_str!("../../../locales/en/report.ftl"), include_str!("../../../locales/sv/report.ftl")] {
        let mut bundle = FluentBundle::default();
        bundle.add_resource(FluentResource::try_new(text.to_owned()).unwrap()).unwrap();
        let missing: Vec<&String> = wanted.iter().filter(|id| !bundle.has_message(id)).collect();
        assert_eq!(missing, Vec::<&String>::new());
    }
}
