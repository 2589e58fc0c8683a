//! The labels and phrases that papers use, in English, Swedish and German.

use super::suggest::Field;
use domain::category::Category;

/// Labels in lower case, without the colon; the first match by equality wins. The rank tells which of two labels for the
/// same field is nearer to what we want: the authority's own reference before a docket number.
const LABELS: [(Field, u8, &[&str]); 10] = [
    (
        Field::AuthorityReference,
        0,
        &["our reference", "our ref", "our ref.", "vår referens", "vårt diarienummer", "unser zeichen", "file no. of issuing authority"],
    ),
    (
        Field::AuthorityReference,
        1,
        &[
            "case number",
            "case no",
            "case no.",
            "case ref",
            "case reference",
            "file number",
            "file no",
            "file no.",
            "diarienummer",
            "dnr",
            "dnr.",
            "ärendenummer",
            "ärende",
            "geschäftszeichen",
            "aktenzeichen",
            "az",
            "az.",
        ],
    ),
    (Field::AuthorityReference, 2, &["docket", "docket no", "docket no.", "docket number", "målnummer", "mål nr"]),
    (
        Field::AuthorityName,
        0,
        &["issuing authority", "issued by", "authority", "utfärdande myndighet", "myndighet", "ausstellende behörde", "behörde"],
    ),
    (
        Field::IssuedOn,
        0,
        &[
            "date of issue",
            "date issued",
            "issued",
            "issued on",
            "date of order",
            "beslutsdatum",
            "utfärdad",
            "ausgestellt am",
            "datum des beschlusses",
        ],
    ),
    (
        Field::FaceDue,
        0,
        &[
            "return date",
            "due date",
            "due",
            "date due",
            "respond by",
            "response due",
            "production due",
            "compliance date",
            "return by",
            "svar senast",
            "sista svarsdag",
            "svarsdatum",
            "frist",
            "antwort bis",
        ],
    ),
    (Field::Period, 0, &["period", "time range", "date range", "time period", "relevant period", "tidsperiod", "zeitraum"]),
    (
        Field::Accounts,
        0,
        &[
            "account",
            "accounts",
            "target account",
            "target accounts",
            "subject account",
            "subject accounts",
            "account identifier",
            "account identifiers",
            "identifier",
            "identifiers",
            "user account",
            "user name",
            "username",
            "konto",
            "konton",
            "användarkonto",
            "användarnamn",
            "kennung",
            "kennungen",
            "benutzerkonto",
        ],
    ),
    (
        Field::Categories,
        0,
        &[
            "data requested",
            "data demanded",
            "data categories",
            "categories",
            "records requested",
            "records demanded",
            "information to be produced",
            "records to be produced",
            "data to be preserved",
            "begärda uppgifter",
            "uppgifter som begärs",
            "angeforderte daten",
            "daten",
        ],
    ),
    (Field::Emergency, 0, &["emergency", "nödsituation", "brådskande fara", "notfall"]),
];

/// The field that a label names, and its rank.
pub(super) fn field(label: &str) -> Option<(Field, u8)> {
    let plain = label.trim().trim_start_matches(['-', '*', '•', '·']).trim().to_lowercase();
    LABELS.iter().find(|(_, _, names)| names.contains(&plain.as_str())).map(|(field, rank, _)| (*field, *rank))
}

/// Phrases that name a category beyond doubt.
const PHRASES: [(&str, Category); 33] = [
    ("subscriber information", Category::SubId),
    ("subscriber records", Category::SubId),
    ("subscriber data", Category::SubId),
    ("basic subscriber", Category::SubId),
    ("abonnentuppgifter", Category::SubId),
    ("uppgifter om abonnemang", Category::SubId),
    ("bestandsdaten", Category::SubId),
    ("means of payment", Category::SubPay),
    ("source of payment", Category::SubPay),
    ("payment records", Category::SubPay),
    ("billing records", Category::SubPay),
    ("betalningsuppgifter", Category::SubPay),
    ("zahlungsdaten", Category::SubPay),
    ("types of service", Category::SubSvc),
    ("length of service", Category::SubSvc),
    ("ip addresses", Category::AccessIp),
    ("ip address logs", Category::AccessIp),
    ("login records", Category::AccessIp),
    ("inloggningsuppgifter med ip-adress", Category::AccessIp),
    ("ip-adresser", Category::AccessIp),
    ("ip-adressen", Category::AccessIp),
    ("traffic data", Category::Traffic),
    ("message headers", Category::Traffic),
    ("header information", Category::Traffic),
    ("trafikuppgifter", Category::Traffic),
    ("verkehrsdaten", Category::Traffic),
    ("location data", Category::Location),
    ("lokaliseringsuppgifter", Category::Location),
    ("standortdaten", Category::Location),
    ("contents of communications", Category::Content),
    ("stored content", Category::Content),
    ("innehållet i", Category::Content),
    ("inhaltsdaten", Category::Content),
];

/// Words that turn a phrase round: such a line is left to a person.
const NEGATIONS: [&str; 17] = [
    "not",
    "no",
    "except",
    "excluding",
    "without",
    "other",
    "live",
    "realtime",
    "inte",
    "ej",
    "utom",
    "utan",
    "realtid",
    "nicht",
    "kein",
    "keine",
    "ohne",
];

/// The categories that a line names beyond doubt; none when the line says what is *not* wanted.
pub(super) fn categories(line: &str) -> Vec<Category> {
    let plain = line.to_lowercase();
    if plain.split(|c: char| !c.is_alphanumeric()).any(|w| NEGATIONS.contains(&w)) {
        return Vec::new();
    }
    let by_phrase = PHRASES.iter().filter(|(phrase, _)| plain.contains(phrase)).map(|(_, category)| *category);
    // Our own codes, for whoever writes them.
    let by_code = line.split(|c: char| !(c.is_ascii_uppercase() || c == '_')).filter_map(|word| word.parse().ok());
    let mut found: Vec<Category> = by_phrase.chain(by_code).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// A plain yes or no, in three languages.
pub(super) fn yes_or_no(value: &str) -> Option<bool> {
    match value.trim().trim_end_matches('.').to_lowercase().as_str() {
        "yes" | "ja" => Some(true),
        "no" | "nej" | "nein" | "none" => Some(false),
        _ => None,
    }
}
