//! Each code of minimisation and packaging has its sentence in both languages, with no variable left open.

use super::*;
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use minimise::check::Violation;
use minimise::{DropReason, Problem, WithholdReason};
use ombud::package::Unauthorised;

fn problems() -> Vec<Problem> {
    let (text, io) = (|| "x".to_owned(), || io::Error::other("x"));
    vec![
        Problem::UnknownType,
        Problem::Archive { kind: "ZIP" },
        Problem::Damaged { kind: "gzip", why: text() },
        Problem::Bomb { kind: "gzip", times: 500 },
        Problem::NoSource { patterns: text() },
        Problem::SeveralSources { patterns: text() },
        Problem::SameName,
        Problem::Exists { path: text() },
        Problem::NoHeader,
        Problem::MissingColumn { column: text(), role: "account", columns: text() },
        Problem::DoubleColumn { column: text() },
        Problem::HeaderNotUtf8,
        Problem::UnterminatedQuote { line: 1 },
        Problem::StrayQuote { line: 1 },
        Problem::RowTooLong { line: 1, limit: 1 },
        Problem::Read(io()),
        Problem::Write(io()),
        Problem::Cancelled,
        Problem::Sums(minimise::SumsDontClose { read: 1, accounted: 0 }),
    ]
}

fn errors() -> Vec<PackageError> {
    let (file, io) = (|| "x".to_owned(), || io::Error::other("x"));
    let row = |file: &str, row| Violation { file: file.to_owned(), row, breach: Breach::Field, field: None };
    let which = Unauthorised { rows: vec![row("a.csv", 3), row("a.csv", 7), row("b.csv", 1)], total: 3 };
    assert_eq!(which.places(), "a.csv: 3, 7; b.csv: 1");
    vec![
        PackageError::Unauthorised(which),
        PackageError::NotAsReported { file: file(), what: "x" },
        PackageError::BadName { file: file() },
        PackageError::Empty,
        PackageError::Missing("demand"),
        PackageError::NotAsManifest { file: file(), what: "x" },
        PackageError::NotAsApproved("scope"),
        PackageError::Unreadable(file()),
        PackageError::NotAKey(file()),
        PackageError::Closed(file()),
        PackageError::Read(io()),
        PackageError::Write(io()),
    ]
}

#[test]
fn each_code_speaks_both_languages() {
    let mut said: Vec<(String, Vec<(&str, String)>)> = Vec::new();
    said.extend(problems().iter().map(|p| (p.code().to_owned(), p.facts())));
    said.extend(errors().iter().map(|e| (e.code().to_owned(), e.facts())));
    let coded = |kind: &str, code: &str| (format!("{kind}-{}", code.replace('_', "-")), vec![]);
    said.extend(DropReason::ALL.iter().map(|r| coded("dropped", r.code())));
    said.extend(WithholdReason::ALL.iter().map(|r| coded("withheld", r.code())));
    said.extend(Breach::ALL.iter().map(|b| coded("breach", b.code())));

    let files = [
        ("en", [include_str!("../../../locales/en/minimise.ftl"), include_str!("../../../locales/en/package.ftl")]),
        ("sv", [include_str!("../../../locales/sv/minimise.ftl"), include_str!("../../../locales/sv/package.ftl")]),
    ];
    for (language, texts) in files {
        let mut bundle = FluentBundle::new(vec![language.parse().unwrap()]);
        let mut keys = 0;
        for text in texts {
            let resource = FluentResource::try_new(text.to_owned()).unwrap();
            keys += text.lines().filter(|l| l.starts_with(|c: char| c.is_ascii_lowercase())).count();
            bundle.add_resource(resource).unwrap();
        }
        assert_eq!(keys, said.len(), "{language}: a sentence for each code and none besides");
        for (code, facts) in &said {
            let message = bundle.get_message(code).and_then(|m| m.value()).unwrap_or_else(|| panic!("{language}: no {code}"));
            let mut args = FluentArgs::new();
            for (name, value) in facts {
                args.set(*name, FluentValue::try_number(value));
            }
            let mut faults = Vec::new();
            let sentence = bundle.format_pattern(message, Some(&args), &mut faults);
            assert!(faults.is_empty() && sentence.len() > 10, "{language} {code}: {sentence} {faults:?}");
        }
    }
}
