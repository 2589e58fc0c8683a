//! What belongs in each field, said to the person who writes the file.

use domain::category::Category;
use domain::ground::Ground;

/// The categories, as a list for a person.
pub(super) fn categories() -> String {
    Category::ALL.iter().map(|c| c.code()).collect::<Vec<_>>().join(", ")
}

fn grounds() -> String {
    Ground::ALL.iter().map(|g| g.code()).collect::<Vec<_>>().join(", ")
}

/// What belongs in a field; `None` for a key that is no field.
pub(super) fn known(key: &str) -> Option<String> {
    let text = match key {
        "id" => "the instrument's name in quotes, which is the file's name without .toml, such as \"us.sca.warrant\"",
        "title" | "summary" => "both languages: { en = \"…\", sv = \"…\" }",
        "en" | "sv" => "a text in quotes, not empty",
        "form" | "open_points" => "a list of texts in both languages: [[…]] with en = \"…\" and sv = \"…\" for each",
        "territory" => "two capital letters in quotes: \"US\", \"EU\", \"SE\", \"DE\" …, or \"ZZ\" for none",
        "statute" | "law" => "statute and provision in quotes, such as \"18 USC 2703(d)\"",
        "force" => "\"compulsory\", \"voluntary\" or \"none\"",
        "purpose" => "\"disclose\" or \"preserve\"",
        "reach" | "categories" => return Some(format!("a list in [square brackets] of {}", categories())),
        "narrower_issuers" => {
            return Some(format!("a category and who may issue it: CONTENT = [\"court\"]; the categories are {}", categories()));
        }
        "issuers" => "a list in [square brackets] of \"court\", \"prosecutor\", \"police\", \"agency\"",
        "clock" | "emergency_clock" => {
            "one of face = { sla_days = 14 }, days = { id = \"D.…\", n = 10, counting = \"reg1182\" }, hours = { id = \"D.…\", n = 8, counting = \"reg1182\" }, promptly = { id = \"D.…\", sla_hours = 24 }, immediate = { sla_minutes = 60 }, voluntary = { sla_hours = 1 }"
        }
        "counting" => "\"reg1182\", \"frcp\", \"se1930\", \"bgb\" or \"plain\"",
        "n" | "sla_days" | "sla_hours" | "sla_minutes" | "days" | "extension_days" | "window_days" => {
            "a whole number without quotes, such as 10"
        }
        "secrecy" => "source = \"statutory\", \"court\", \"request\" or \"none\", with covers and law for a statutory one",
        "source" => "\"statutory\", \"court\", \"request\" or \"none\"",
        "covers" | "by_request" => "a list in [square brackets] of \"customer\", \"end_user\", \"public\"",
        "notice" => {
            "customer, end_user, when and window_days, per_customer where counsel may choose when, and set_by_order where the authority may"
        }
        "customer" | "end_user" => "\"must\", \"no\" or \"authority\"",
        "per_customer" => "true or false, without quotes",
        "when" => "\"before\", \"with\" or \"after\"",
        "redirect" => "\"expected\", \"allowed\" or \"not_foreseen\"",
        "preservation" => "from = \"receipt\" or \"decision\", and days and extension_days where the law sets a term",
        "from" => "\"receipt\" or \"decision\"",
        "clearance" => "categories and law",
        "grounds" => return Some(format!("a list in [square brackets] of {}", grounds())),
        "statistics" => "legal_process and matter",
        "legal_process" => "a path in quotes, such as \"us.search_warrant\"",
        "matter" => "\"criminal\", \"civil\", \"administrative\", \"national_security\" or \"emergency\"",
        "sources" => "a list of public sources: [\"18 USC 2703(d)\"]",
        "effective_from" | "effective_to" => "a day that exists, as year-month-day in quotes, such as \"2026-08-18\"",
        "review_required" => "true or false, without quotes",
        _ => return None,
    };
    Some(text.to_owned())
}

/// As [`known`], with something to say of every key.
pub(super) fn advice(key: &str) -> String {
    known(key).unwrap_or_else(|| "a value".to_owned())
}

/// The known name nearest to a misspelt one, if it is near enough to be meant.
pub(crate) fn nearest<'a>(written: &str, known: &[&'a str]) -> Option<&'a str> {
    known.iter().map(|k| (distance(written, k), *k)).min().filter(|(d, _)| *d <= 1 + written.chars().count() / 4).map(|(_, k)| k)
}

/// Levenshtein's distance.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = i;
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
        for (j, to) in b.iter().enumerate() {
            let replace = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = replace.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}
