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
        "open_points" => "a list of texts in both languages: [[…]] with en = \"…\" and sv = \"…\" for each",
        "form" => "a list of what the paper must show: [[form]] with key = \"return_date\", text.en = \"…\" and text.sv = \"…\" for each",
        "key" => "a name in small letters, such as \"return_date\"",
        "text" => "both languages: text.en = \"…\" and text.sv = \"…\"",
        "place" => "a place that `ombud calendars list` shows, such as \"US\"",
        "day" => "[[day]] with date, or with every_year, from and to; and law, reason.en and reason.sv",
        "date" => "a day in quotes, such as \"2026-12-24\"",
        "every_year" => "month and day in quotes, such as \"12-24\", with from and to",
        "reason" => "both languages: reason.en = \"…\" and reason.sv = \"…\"",
        "enabled" => "true or false, without quotes; false for what is no law yet",
        "compartment" => "\"national_security\", or leave it out",
        "no_access" => "a list in [square brackets] of \"TRAFFIC_RT\", \"CONTENT_RT\", \"CREDENTIALS\"",
        "thresholds" => "[[thresholds]] with text.en, text.sv and law for each, and categories where it holds for some only",
        "paper_term" => "lasts = { days = 14 } or lasts = { months = 3 }, and law",
        "lasts" => "{ days = 14 } or { months = 3 }",
        "obligations" => "[[obligations]] with kind, clock, start, stops and law for each",
        "kind" | "duty" => "\"acknowledge\", \"preserve\", \"clarify\", \"object\", \"notify\" or \"purge\"",
        "start" => "\"receipt\", \"decision\", \"clarification\", \"production\", \"secrecy_end\" or \"preservation_end\"",
        "stops" => {
            "a list in [square brackets] of \"acknowledged\", \"preserved\", \"clarified\", \"objected\", \"produced\", \"refused\", \"withdrawn\", \"told\", \"purged\""
        }
        "suspended_by" => "a list in [square brackets] of \"clarification\", \"conflict\", \"court_stay\"",
        "terms" => {
            "[[secrecy.terms]] with source = \"law\", \"policy\" or \"pending\", text.en, text.sv, law, and days where it has an end"
        }
        "cost" => "payer and law, and text where there are exceptions",
        "payer" => "\"authority\", \"party\", \"provider\" or \"issuing_state\"",
        "side_rules" => "[[side_rules]] with id, text.en, text.sv and law for each",
        "confidence" => "\"text\", \"mixed\" or \"general\"",
        "overrides" => "id and why: the row that ships, and why yours stands in its place",
        "test" => "[[test]] with the facts of a case and what the row must say of it",
        "internal" | "legal" => "a civil day, or a time with its offset, in quotes",
        "received" | "face" => "a time with its offset in quotes, such as \"2026-10-16T10:00:00+01:00\"",
        "kept_until" | "extended_until" | "good_until" | "issued" => "a day in quotes, such as \"2026-11-30\"",
        "territory" => "two capital letters in quotes: \"US\", \"EU\", \"SE\", \"DE\" …, or \"ZZ\" for none",
        "statute" | "law" => "statute and provision in quotes, such as \"18 USC 2703(d)\"",
        "force" => "\"compulsory\", \"voluntary\" or \"none\"",
        "purpose" => "\"disclose\", \"preserve\" or \"act\"",
        "reach" | "categories" => return Some(format!("a list in [square brackets] of {}", categories())),
        "narrower_issuers" => {
            return Some(format!("a category and who may issue it: CONTENT = [\"court\"]; the categories are {}", categories()));
        }
        "issuers" | "validators" => {
            "a list in [square brackets] of \"court\", \"prosecutor\", \"police\", \"agency\", \"minister\", \"party\""
        }
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
        "confirmable" => "true or false: whether the authority can confirm that a production order follows",
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
