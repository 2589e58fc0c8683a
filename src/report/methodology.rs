//! The methodology page: made from the rules that made the numbers.

use super::facts::Facts;
use super::rules::{GENERAL, Text};
use std::fmt::Write as _;

/// The page in one language.
pub(super) fn markdown(facts: &Facts, pick: fn(Text) -> &'static str) -> String {
    let run = facts.run();
    let either = |en, sv| pick(Text { en, sv });
    let mut out = String::new();
    let _ = writeln!(out, "# {} {}\n", either("How the numbers were counted,", "Så räknades talen,"), run.period);
    let _ = writeln!(
        out,
        "- {}: {} – {} ({})",
        either("Period, first and last day", "Period, första och sista dag"),
        run.period.start(),
        run.period.end(),
        run.zone.name()
    );
    let _ = writeln!(out, "- {}: {}", either("Cut-off", "Brytdag"), stamp(facts));
    if run.provisional() {
        let _ = writeln!(
            out,
            "- {}",
            either("**Provisional**: the period was not over at the cut-off.", "**Preliminärt**: perioden var inte slut vid brytdagen.")
        );
    }
    let _ = writeln!(out, "\n## {}\n", either("Rules for all measures", "Regler för alla mått"));
    for rule in GENERAL {
        let _ = writeln!(out, "- **{}** (v{}): {}", rule.id, rule.version, pick(rule.text));
    }
    let _ = writeln!(out, "\n## {}\n", either("Measures", "Mått"));
    let _ = writeln!(
        out,
        "| {} | {} | {} | {} | {} |",
        either("No.", "Nr"),
        either("name", "namn"),
        either("unit", "enhet"),
        either("version", "version"),
        either("rule", "regel")
    );
    out.push_str("|---|---|---|--:|---|\n");
    for rule in facts.rules().iter() {
        let m = rule.measure;
        let _ = writeln!(out, "| {} | `{}` | {} | {} | {} |", m.id(), m.code(), m.unit().code(), rule.version, pick(rule.text));
    }
    let _ = writeln!(out, "\n## {}\n", either("What is checked before publication", "Vad som kontrolleras före publicering"));
    for rule in super::error::Closing::ALL {
        let _ = writeln!(out, "- {}", rule.text());
    }
    let _ = writeln!(
        out,
        "- {}",
        either("Each total is the sum of its parts, in every table.", "Varje totalsumma är summan av sina delar, i varje tabell.")
    );
    out
}

/// The cut-off in UTC, to the second.
pub(super) fn stamp(facts: &Facts) -> String {
    facts.run().cut_off.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}
