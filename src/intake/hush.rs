//! Words of a letter that ask for secrecy. They are shown to a person, who decides: a letter that asks binds nobody.

use super::mail::IncomingMail;
use super::pdf::PdfFacts;

/// Phrases in lower case, as requests and orders put it in English, Swedish and German.
const PHRASES: [&str; 17] = [
    "do not disclose the existence",
    "not to disclose the existence",
    "not disclose the existence",
    "do not notify",
    "not to notify",
    "shall not notify",
    "do not inform the",
    "not to inform the",
    "refrain from informing",
    "keep this request confidential",
    "keep this letter confidential",
    "får inte underrättas",
    "underrätta inte",
    "yppandeförbud",
    "ber er att inte underrätta",
    "stillschweigen",
    "nicht zu benachrichtigen",
];

/// Most characters of a passage that are kept.
const MOST: usize = 400;

/// The first passage that asks for secrecy, in the mail or in one of its papers.
#[must_use]
pub fn asked(mail: &IncomingMail, pdfs: &[PdfFacts]) -> Option<String> {
    let pages = pdfs.iter().flat_map(|pdf| &pdf.text).map(|page| page.text.as_str());
    std::iter::once(mail.text.as_str()).chain(pages).find_map(passage)
}

/// The paragraph around the first phrase, its lines joined.
fn passage(text: &str) -> Option<String> {
    let mut paragraph = String::new();
    for line in text.lines().chain(std::iter::once("")) {
        if line.trim().is_empty() {
            let lower = paragraph.to_lowercase();
            if PHRASES.iter().any(|phrase| lower.contains(phrase)) {
                return Some(around(&paragraph));
            }
            paragraph.clear();
        } else {
            if !paragraph.is_empty() {
                paragraph.push(' ');
            }
            paragraph.push_str(line.trim());
        }
    }
    None
}

/// The sentences with the phrase, as far as they fit; the beginning of the paragraph where they can't be told apart.
fn around(paragraph: &str) -> String {
    let asks = |s: &&str| PHRASES.iter().any(|phrase| s.to_lowercase().contains(phrase));
    let sentence = paragraph.split_inclusive(". ").find(asks).unwrap_or(paragraph).trim();
    sentence.chars().take(MOST).collect()
}

#[cfg(test)]
mod tests {
    use super::passage;

    #[test]
    fn a_wish_for_secrecy_is_found_across_lines_and_languages() {
        let found = |text: &str| passage(text).unwrap_or_default();
        assert_eq!(found("Dear all,\n\nWe ask for records. Please do\nnot notify your user. Thanks.\n"), "Please do not notify your user.");
        assert_eq!(found("Vi ber er att inte underrätta kunden."), "Vi ber er att inte underrätta kunden.");
        assert_eq!(found("Stillschweigen ist zu wahren."), "Stillschweigen ist zu wahren.");
        assert!(passage("Please notify your user.\n\nDo not\n\nnotify").is_none(), "two paragraphs are two thoughts");
        assert!(passage("The provider is commanded to disclose the following records.").is_none());
        assert!(found(&format!("do not notify {}", "x".repeat(5_000))).chars().count() <= super::MOST);
    }
}
