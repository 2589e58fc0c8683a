//! The methodology page: made from the rules that made the numbers.

use super::facts::Facts;
use super::rules::{GENERAL, Text};
use std::fmt::Write as _;

/// The page in one language.
pub(super) fn markdown(facts: &Facts, pick: fn(Text) -> &'static str) -> String {
    let run = facts.run();
    let tell = |en, sv| pick(Text { en, sv });
    let mut out = String::new();
    let _ = writeln!(out, "# {} {}\n", tell("How the numbers were counted,", "Så räknades talen,"), run.period);
    let _ = writeln!(
        out,
        "- {}: {} – {} ({})",
        tell("Period, first and last day", "Period, första och sista dag"),
        run.period.start(),
        run.period.end(),
        run.zone.name()
    );
    let _ = writeln!(out, "- {}: {}", tell("Cut-off", "Brytdag"), stamp(facts));
    if run.provisional() {
        let _ = writeln!(
            out,
            "- {}",
            tell("**Provisional**: the period was not over at the cut-off.", "**Preliminärt**: perioden var inte slut vid brytdagen.")
        );
    }
    let _ = writeln!(out, "\n## {}\n", tell("Rules for all measures", "Regler för alla mått"));
    for rule in GENERAL {
        let _ = writeln!(out, "- **{}** (v{}): {}", rule.id, rule.version, pick(rule.text));
    }
    let _ = writeln!(out, "\n## {}\n", tell("Measures", "Mått"));
    let _ = writeln!(
        out,
        "| {} | {} | {} | {} | {} |",
        tell("No.", "Nr"),
        tell("name", "namn"),
        tell("unit", "enhet"),
        tell("version", "version"),
        tell("rule", "regel")
    );
    out.push_str("|---|---|---|--:|---|\n");
    for rule in facts.rules().iter() {
        let m = rule.measure;
        let _ = writeln!(out, "| {} | `{}` | {} | {} | {} |", m.id(), m.code(), m.unit().code(), rule.version, pick(rule.text));
    }
    let _ = writeln!(out, "\n## {}\n", tell("What is checked before publication", "Vad som kontrolleras före publicering"));
    for rule in super::error::Closing::ALL {
        let _ = writeln!(out, "- {}", rule.text());
    }
    let _ = writeln!(
        out,
        "- {}",
        tell("Each total is the sum of its parts, in every table.", "Varje totalsumma är summan av sina delar, i varje tabell.")
    );
    out
}

/// The cut-off in UTC, to the second.
pub(super) fn stamp(facts: &Facts) -> String {
    facts.run().cut_off.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}
