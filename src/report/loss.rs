//! What a style of another publisher can't express. Written beside the export, so that no reader takes silence for zero.

use super::Style;
use super::facts::{Dimension, Facts, kind, matter_code};
use super::microsoft;
use super::rules::{Measure, Text};
use domain::instrument::Matter;
use domain::tally::DemandKind;
use std::fmt::Write as _;

/// One thing that a style loses.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Lost {
    /// Stable code.
    pub code: &'static str,
    /// How many demands it concerns, where that is a number.
    pub demands: Option<u64>,
    /// It stands in the way: the style's table would be wrong, not only poorer.
    pub blocks: bool,
    /// In words.
    pub text: Text,
}

/// Everything a style loses of one run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Loss {
    /// The style.
    pub style: Style,
    /// What it loses.
    pub items: Vec<Lost>,
}

impl Loss {
    /// Whether the style can't be written.
    #[must_use]
    pub fn blocks(&self) -> bool {
        self.items.iter().any(|i| i.blocks)
    }

    /// What stands in the way, in one line.
    #[must_use]
    pub fn blocking_text(&self, pick: fn(Text) -> &'static str) -> String {
        let lines = self.items.iter().filter(|i| i.blocks).map(|i| line(pick(i.text), i.demands));
        lines.collect::<Vec<_>>().join("; ")
    }

    pub(super) fn markdown(&self, facts: &Facts, pick: fn(Text) -> &'static str) -> String {
        let head = pick(Text { en: "What this style does not show", sv: "Vad det här formatet inte visar" });
        let mut out = format!("# {head}\n\n{} {}\n\n", self.style.code(), facts.run().period);
        for item in &self.items {
            let _ = writeln!(out, "- {}", line(pick(item.text), item.demands));
        }
        out
    }
}

fn line(text: &str, demands: Option<u64>) -> String {
    demands.map_or_else(|| text.to_owned(), |n| format!("{text} ({n})"))
}

/// What `style` loses of these facts. The tidy table is ours and loses nothing that is published.
#[must_use]
pub fn loss(style: Style, facts: &Facts) -> Loss {
    let items = match style {
        Style::Tidy => Vec::new(),
        Style::Microsoft => of_microsoft(facts),
    };
    Loss { style, items }
}

fn of_microsoft(facts: &Facts) -> Vec<Lost> {
    let by_matter = facts.only(&[Dimension::Matter], &[kind(DemandKind::Disclosure)]);
    let shown = |matter: &str| microsoft::MATTERS.iter().any(|m| matter_code(*m) == matter);
    let on_sheets = |measures: &[Measure]| by_matter.iter().filter(|(k, _)| shown(k[0])).map(|(_, c)| c.sum(measures)).sum::<u64>();
    let off_sheets = by_matter.iter().filter(|(k, _)| !shown(k[0])).map(|(_, c)| c.get(Measure::Received)).sum::<u64>();
    let some = |code, demands: u64, blocks, text| (demands > 0).then_some(Lost { code, demands: Some(demands), blocks, text });
    let always = |code, text| Some(Lost { code, demands: None, blocks: false, text });
    let items = [
        some(
            "in-process",
            on_sheets(&[Measure::InProcess]),
            true,
            Text {
                en: "Demands still in process: the sheets have no column for them, so the outcomes would not add up; close them or take the tidy style",
                sv: "Pågående begäranden: bladen saknar kolumn för dem, så utfallen skulle inte gå ihop; avsluta dem eller välj formatet tidy",
            },
        ),
        some(
            "matter-not-shown",
            off_sheets,
            false,
            Text {
                en: "Demands in matters without a sheet (administrative) are not shown",
                sv: "Begäranden i ärendeslag utan blad (förvaltningsärenden) visas inte",
            },
        ),
        some(
            "withdrawn-as-rejected",
            on_sheets(&[Measure::Withdrawn]),
            false,
            Text {
                en: "Withdrawn demands stand in the column of rejected ones",
                sv: "Återkallade begäranden ingår i kolumnen för avslagna",
            },
        ),
        some(
            "redirected-as-rejected",
            on_sheets(&[Measure::Redirected]),
            false,
            Text {
                en: "Demands redirected to the customer stand in the column of rejected ones",
                sv: "Begäranden som hänvisats till kunden ingår i kolumnen för avslagna",
            },
        ),
        some(
            "fraudulent",
            on_sheets(&[Measure::Fraudulent]),
            false,
            Text {
                en: "Forged demands are not told apart; where nothing left they stand in the column of rejected ones",
                sv: "Falska begäranden särskiljs inte; där inget lämnats ut ingår de i kolumnen för avslagna",
            },
        ),
        some(
            "preservation",
            facts.total().get(Measure::PreservationReceived),
            false,
            Text { en: "Preservations are not shown", sv: "Bevaranden visas inte" },
        ),
        always(
            "breakdowns",
            Text {
                en: "Legal process, route, level of authority, segment, secrecy, notice to customers, accounts and customers concerned are not shown",
                sv: "Slag av beslut, väg, myndighetsnivå, kundslag, sekretess, underrättelse till kunder samt berörda konton och kunder visas inte",
            },
        ),
        always(
            "identifiers-as-accounts",
            Text {
                en: "The column of accounts and users holds the identifiers specified (M2), whether or not they matched an account",
                sv: "Kolumnen för konton och användare visar angivna uppgifter (M2), oavsett om de motsvarade ett konto",
            },
        ),
        always(
            "civil-unit",
            Text {
                en: "Outcomes count demands on every sheet, the civil one included, and percentages divide by demands",
                sv: "Utfallen räknar begäranden på alla blad, även det civila, och procenttalen delar med antalet begäranden",
            },
        ),
        always(
            "fractions",
            Text {
                en: "Percentages are stored as fractions of four decimals, rounded half-up; blank when there is nothing to divide by",
                sv: "Procenttal lagras som bråkdelar med fyra decimaler, avrundade med halvor uppåt; tomma när det inte finns något att dela med",
            },
        ),
    ];
    items.into_iter().flatten().collect()
}

/// The matters that have a sheet must never hold one whose very existence is restricted.
const _: () = {
    let mut i = 0;
    while i < microsoft::MATTERS.len() {
        assert!(!matches!(microsoft::MATTERS[i], Matter::NationalSecurity));
        i += 1;
    }
};
