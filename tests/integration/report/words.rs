//! The screens' labels and sentences exist in both languages.

use super::samples::{closed, open, reference, run};
use domain::outcome::Outcome;
use domain::tally::{Contradiction, Tally};
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource};
use ombud::report::{Closing, Measure, ReportError, Style, Text, files};
use std::collections::BTreeSet;

type Pick = fn(Text) -> &'static str;

fn languages() -> [(FluentBundle<FluentResource>, Pick); 2] {
    let both: [(&str, Pick); 2] =
        [(include_str!("../../../locales/en/report.ftl"), |t| t.en), (include_str!("../../../locales/sv/report.ftl"), |t| t.sv)];
    both.map(|(text, pick)| {
        let mut bundle = FluentBundle::default();
        bundle.set_use_isolating(false);
        bundle.add_resource(FluentResource::try_new(text.to_owned()).unwrap()).unwrap();
        (bundle, pick)
    })
}

/// The sentence as a person reads it; everything that it names is filled in.
fn say(bundle: &FluentBundle<FluentResource>, id: &str, args: Vec<(&'static str, String)>) -> String {
    let args: FluentArgs<'_> = args.into_iter().collect();
    let mut errors = Vec::new();
    let pattern = bundle.get_message(id).and_then(|m| m.value()).unwrap_or_else(|| panic!("{id} is missing"));
    let said = bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned();
    assert!(errors.is_empty(), "{id}: {errors:?}");
    said
}

fn errors() -> Vec<ReportError> {
    let demands = BTreeSet::from([reference(7)]);
    let io = || std::io::Error::from(std::io::ErrorKind::StorageFull);
    let pending = run(&[open(1)]).unwrap();
    let mut all = vec![
        ReportError::Withheld,
        run(&[open(7), open(7)]).unwrap_err(),
        run(&[Tally { territory: "UK".to_owned(), ..open(7) }]).unwrap_err(),
        run(&[Tally { notified: None, ..closed(7, Outcome::DisclosedContent) }]).unwrap_err(),
        ReportError::TotalIsNotTheSum { measure: Measure::Received, total: 2, parts: 1 },
        files(Style::Microsoft, &pending).unwrap_err(),
        ReportError::ForeignDirectory { dir: "/export".into(), found: "'notes.txt'".to_owned() },
        ReportError::Write { doing: "writing", path: "/export".into(), source: io() },
        ReportError::Build { file: "workbook", reason: "too wide".to_owned() },
    ];
    all.extend(Closing::ALL.map(|rule| ReportError::DoesNotClose { rule, demands: demands.clone() }));
    all.extend(Contradiction::ALL.iter().map(|what| ReportError::Contradiction { what: *what, demands: demands.clone() }));
    all
}

#[test]
fn every_label_exists() {
    let measures = Measure::ALL.iter().map(|m| format!("report-measure-{}", m.code()));
    let styles = Style::ALL.iter().map(|s| format!("report-style-{}", s.code()));
    let wanted: Vec<String> = measures.chain(styles).chain(["report-provisional", "report-total"].map(str::to_owned)).collect();
    for (bundle, _) in languages() {
        let said: BTreeSet<String> = wanted.iter().map(|id| say(&bundle, id, Vec::new())).collect();
        assert_eq!(said.len(), wanted.len(), "no two labels are the same");
    }
}

#[test]
fn every_refusal_says_what_to_do_in_both_languages() {
    let codes: BTreeSet<&str> = errors().iter().map(ReportError::code).collect();
    assert_eq!(codes.len(), 10, "each kind is tried");
    let [english, swedish] = languages().map(|(bundle, pick)| {
        let said: Vec<String> = errors().iter().map(|e| say(&bundle, &format!("report-error-{}", e.code()), e.args(pick))).collect();
        for (sentence, error) in said.iter().zip(errors()) {
            assert!(error.demands().iter().all(|d| sentence.contains(&d.to_string())), "{sentence}");
        }
        assert!(said.iter().collect::<BTreeSet<_>>().len() > said.len() - 2, "each contradiction has its own words");
        said
    });
    assert!(english.iter().all(|s| s.starts_with("Nothing was exported.")) && swedish.iter().all(|s| s.starts_with("Inget exporterades.")));
    assert!(english.iter().any(|s| s.contains("still in process")) && swedish.iter().any(|s| s.contains("Pågående begäranden")));
}
