//! Names of countries for tables.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A requesting territory: ISO 3166-1, or one of `EU`, `UN`, `XK` (user-assigned, Kosovo), `ZZ` (unknown after triage).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Territory {
    /// Two letters.
    pub code: &'static str,
    /// Common short name in English.
    pub en: &'static str,
    /// Common short name in Swedish.
    pub sv: &'static str,
}

/// Codes of ISO 3166-1 alpha-2 with the short names in common use, then the four reserved ones. Tab-separated.
const DATA: &str = include_str!("territories.tsv");

static BY_CODE: LazyLock<BTreeMap<&'static str, Territory>> = LazyLock::new(|| lines().map(|t| (t.code, t)).collect());

fn lines() -> impl Iterator<Item = Territory> {
    DATA.lines().filter_map(|line| {
        let (code, names) = line.split_once('\t')?;
        let (en, sv) = names.split_once('\t')?;
        Some(Territory { code, en, sv })
    })
}

/// The territory with this code, if there is one.
#[must_use]
pub fn find(code: &str) -> Option<Territory> {
    BY_CODE.get(code).copied()
}

/// All territories in the order of their codes.
pub fn all() -> impl Iterator<Item = Territory> {
    BY_CODE.values().copied()
}

impl Territory {
    /// What an English list is sorted by: letters without their marks, so that Åland stands with A and Türkiye with T.
    #[must_use]
    pub fn sort_key(&self) -> String {
        self.en.chars().map(plain).collect::<String>().to_lowercase()
    }
}

fn plain(c: char) -> char {
    match c {
        'Å' => 'A',
        'ã' => 'a',
        'ç' => 'c',
        'é' => 'e',
        'í' => 'i',
        'ô' => 'o',
        'ü' => 'u',
        '’' => '\'',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_list_is_complete_and_without_duplicates() {
        assert_eq!(lines().count(), DATA.lines().count(), "every line has three columns");
        assert_eq!(lines().count(), 249 + 4);
        let unique = |of: fn(Territory) -> &'static str| lines().map(of).collect::<BTreeSet<_>>().len();
        assert_eq!((unique(|t| t.code), unique(|t| t.en), unique(|t| t.sv)), (253, 253, 253));
        assert!(lines().all(|t| t.code.len() == 2 && t.code.bytes().all(|b| b.is_ascii_uppercase())));
        assert!(lines().all(|t| [t.en, t.sv].iter().all(|n| !n.is_empty() && *n == n.trim())));
    }

    #[test]
    fn every_sort_key_is_plain() {
        let marked: Vec<_> = all().map(|t| t.sort_key()).filter(|k| !k.is_ascii()).collect();
        assert_eq!(marked, Vec::<String>::new());
    }

    #[test]
    fn known_names() {
        assert_eq!(find("SE").map(|t| (t.en, t.sv)), Some(("Sweden", "Sverige")));
        assert_eq!(find("ZZ").map(|t| t.en), Some("Unknown"));
        assert_eq!(find("EL"), None, "Eurostat's code for Greece is a style's label, not ours");
    }
}
