//! Statutes as papers cite them, and the instrument that a citation proves.
//!
//! A citation proves an instrument only where the provision has no other use. 18 USC 2703(c)(2), for one, is cited in
//! subpoenas and in court orders, so it proves a subpoena only together with that word.

use domain::instrument::InstrumentId;

/// A cited provision.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Cited {
    Sca2702Emergency,
    Sca2703A,
    Sca2703C2,
    Sca2703D,
    Sca2703F,
    Sca2705B,
    EuEvidence,
    SeRb27,
    DeStPO100j,
    DeTdddg22,
}

impl Cited {
    /// How we write it.
    pub(super) const fn statute(self) -> &'static str {
        match self {
            Self::Sca2702Emergency => "18 USC 2702(b)(8), (c)(4)",
            Self::Sca2703A => "18 USC 2703(a)",
            Self::Sca2703C2 => "18 USC 2703(c)(2)",
            Self::Sca2703D => "18 USC 2703(d)",
            Self::Sca2703F => "18 USC 2703(f)",
            Self::Sca2705B => "18 USC 2705(b)",
            Self::EuEvidence => "Regulation (EU) 2023/1543",
            Self::SeRb27 => "RB 27 kap. 1 §",
            Self::DeStPO100j => "§ 100j StPO",
            Self::DeTdddg22 => "§ 22 TDDDG",
        }
    }
}

/// The provisions cited in `text` (one line, or two joined where a line breaks a citation).
pub(super) fn all(text: &str) -> Vec<Cited> {
    let flat = flatten(text);
    const PLAIN: [(&str, Cited); 12] = [
        ("2702(b)(8)", Cited::Sca2702Emergency),
        ("2702(c)(4)", Cited::Sca2702Emergency),
        ("2703(a)", Cited::Sca2703A),
        ("2703(c)(2)", Cited::Sca2703C2),
        ("2703(d)", Cited::Sca2703D),
        ("2703(f)", Cited::Sca2703F),
        ("2705(b)", Cited::Sca2705B),
        ("(eu)2023/1543", Cited::EuEvidence),
        ("rb27kap1§", Cited::SeRb27),
        ("27kap1§rb", Cited::SeRb27),
        ("27kap1§rättegångsbalken", Cited::SeRb27),
        ("rättegångsbalken27kap1§", Cited::SeRb27),
    ];
    let american = flat.contains("18usc");
    let mut found: Vec<Cited> = PLAIN
        .iter()
        .filter(|(pattern, cited)| flat.contains(pattern) && (american || !is_american(*cited)))
        .map(|(_, cited)| *cited)
        .chain((flat.contains("§100j") && flat.contains("stpo")).then_some(Cited::DeStPO100j))
        .chain((flat.contains("§22tdddg") || flat.contains("§22abs") && flat.contains("tdddg")).then_some(Cited::DeTdddg22))
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

const fn is_american(cited: Cited) -> bool {
    matches!(cited, Cited::Sca2702Emergency | Cited::Sca2703A | Cited::Sca2703C2 | Cited::Sca2703D | Cited::Sca2703F | Cited::Sca2705B)
}

/// Lower case without white space, points and the words for "section", so that all ways to write a citation are one.
/// Between American numbers the sign is dropped too; Swedish and German papers need it.
fn flatten(text: &str) -> String {
    let lower: String = text.to_lowercase().chars().filter(|c| !c.is_whitespace() && *c != '.' && *c != ',').collect();
    lower.replace("sections", "").replace("section", "").replace("usc§§", "usc").replace("usc§", "usc").replace("codes", "code")
}

/// What the words of a title say the paper is. Only whole-paper words count, read from titles and subjects.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Title {
    Subpoena,
    SearchWarrant,
    Epoc,
    EpocPr,
}

/// The title that a line is, if it is one: short, and naming the paper.
pub(super) fn title(line: &str) -> Option<Title> {
    let plain = line.trim().to_lowercase();
    if plain.chars().count() > 90 || plain.ends_with('.') {
        return None;
    }
    if plain.contains("preservation order certificate") || plain.contains("epoc-pr") {
        Some(Title::EpocPr)
    } else if plain.contains("production order certificate") || plain.contains("(epoc)") {
        Some(Title::Epoc)
    } else if plain.contains("search warrant") || plain.contains("search and seizure warrant") {
        Some(Title::SearchWarrant)
    } else if plain.split(|c: char| !c.is_alphanumeric()).any(|w| w == "subpoena") {
        Some(Title::Subpoena)
    } else {
        None
    }
}

/// The instruments that citations and titles prove together. More than one: the paper is not certain, a person decides.
pub(super) fn proves(cited: &[Cited], titles: &[Title]) -> Vec<InstrumentId> {
    let cites = |c: Cited| cited.contains(&c);
    let titled = |t: Title| titles.contains(&t);
    let id = |s: &str, holds: bool| holds.then(|| InstrumentId(s.to_owned()));
    [
        id("us.sca.emergency_2702", cites(Cited::Sca2702Emergency)),
        id("us.sca.preserve_2703f", cites(Cited::Sca2703F)),
        id("us.sca.order_2703d", cites(Cited::Sca2703D)),
        id("us.sca.warrant", titled(Title::SearchWarrant) && (cites(Cited::Sca2703A) || cites(Cited::Sca2703C2))),
        id("us.sca.subpoena", titled(Title::Subpoena) && cites(Cited::Sca2703C2)),
        id("eu.epoc_pr", titled(Title::EpocPr) && cites(Cited::EuEvidence)),
        id("eu.epoc", titled(Title::Epoc) && cites(Cited::EuEvidence)),
        id("se.rb.beslag", cites(Cited::SeRb27)),
        id("de.bestand", cites(Cited::DeStPO100j)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn citations_in_their_many_spellings() {
        for text in ["18 U.S.C. § 2703(d)", "18 USC 2703(d)", "under 18 U.S.C. Section 2703(d) and", "18 U.S.C. §§ 2703(d), 2705(b)"] {
            assert!(all(text).contains(&Cited::Sca2703D), "{text}");
        }
        assert_eq!(all("Regulation (EU) 2023/1543"), [Cited::EuEvidence]);
        assert_eq!(all("enligt 27 kap. 1 § rättegångsbalken"), [Cited::SeRb27]);
        assert_eq!(all("RB 27 kap. 1 §"), [Cited::SeRb27]);
        assert_eq!(all("gemäß § 100j Abs. 1 StPO"), [Cited::DeStPO100j]);
        assert_eq!(all("file 2703(d) of our archive"), []);
    }

    #[test]
    fn a_citation_with_two_uses_proves_nothing_alone() {
        assert!(proves(&[Cited::Sca2703C2], &[]).is_empty());
        assert_eq!(proves(&[Cited::Sca2703C2], &[Title::Subpoena]), [InstrumentId("us.sca.subpoena".into())]);
        assert!(proves(&[Cited::EuEvidence], &[]).is_empty());
    }
}
