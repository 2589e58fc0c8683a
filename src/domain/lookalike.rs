//! Domains that are taken for others: by the eye, by a letter, or by being written inside another.
//!
//! A hundred thousand domains are not compared one by one: each is kept under a few keys ([`keys`]), and whatever looks like it
//! shares at least one of them with what is asked ([`asked`]). By the pigeonhole principle a text that is k changes away from another
//! still has one of its k + 1 pieces whole.

use std::collections::BTreeSet;

/// Whether two different domains are easily taken for each other: the same to the eye, one or two letters apart, or one written
/// inside the other (`police.example.org.example.net`, `example-org.example.net`).
#[must_use]
pub fn looks_like(domain: &str, listed: &str) -> bool {
    if domain == listed || listed.is_empty() {
        return false;
    }
    // A domain below the listed one belongs to the same house, as far as names say anything.
    if domain.strip_suffix(listed).is_some_and(|rest| rest.ends_with('.')) {
        return false;
    }
    let (a, b) = (to_the_eye(domain), to_the_eye(listed));
    let plain = |text: &str| text.replace(['.', '-'], "");
    a == b || plain(&a).contains(&plain(&b)) || apart(&a, &b) <= changes(b.chars().count())
}

/// The text with letters that look alike written as one. After Unicode Technical Standard 39, reduced to what domains are forged with.
fn to_the_eye(text: &str) -> String {
    let letters: String = text
        .chars()
        .map(|c| match c {
            '0' | '\u{43e}' | '\u{3bf}' => 'o',
            '1' | '|' | 'i' | '\u{456}' | '\u{131}' => 'l',
            '\u{430}' | '\u{3b1}' => 'a',
            '\u{435}' => 'e',
            '\u{440}' | '\u{3c1}' => 'p',
            '\u{441}' => 'c',
            '\u{445}' => 'x',
            '\u{443}' => 'y',
            '\u{455}' => 's',
            '5' => 's',
            other => other,
        })
        .collect();
    letters.replace("rn", "m").replace("vv", "w").replace("cl", "d")
}

/// Levenshtein's distance in characters, cut short at three.
fn apart(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > 2 {
        return 3;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut before = i;
        let mut next = vec![i + 1];
        for (y, up) in b.iter().zip(row.iter().skip(1)) {
            let left = next.last().copied().unwrap_or_default();
            next.push((before + usize::from(x != y)).min(up + 1).min(left + 1));
            before = *up;
        }
        row = next;
    }
    row.last().copied().unwrap_or_default().min(3)
}

/// So many changes make no other domain of one with `len` characters.
const fn changes(len: usize) -> usize {
    if len < 8 { 1 } else { 2 }
}

/// Shortest text that counts as written inside another.
const INSIDE: usize = 5;
/// Most labels of a domain whose runs are asked for.
const LABELS: usize = 12;

/// The pieces of a text with `len` characters: where each begins and how long it is.
fn pieces(len: usize) -> impl Iterator<Item = (usize, usize)> {
    let n = changes(len) + 1;
    (0..n).map(move |i| (len * i / n, len * (i + 1) / n - len * i / n))
}

fn cut(letters: &[char], from: usize, len: usize) -> Option<String> {
    letters.get(from..from + len).map(|part| part.iter().collect())
}

/// The keys under which a listed domain is kept.
#[must_use]
pub fn keys(listed: &str) -> BTreeSet<String> {
    let eye: Vec<char> = to_the_eye(listed).chars().collect();
    let len = eye.len();
    let mut keys: BTreeSet<String> =
        pieces(len).enumerate().filter_map(|(i, (from, part))| Some(format!("{len}:{i}:{}", cut(&eye, from, part)?))).collect();
    keys.insert(format!("={}", eye.iter().filter(|c| !matches!(c, '.' | '-')).collect::<String>()));
    keys
}

/// The keys of which a listed domain has at least one when [`looks_like`] would say that `domain` is taken for it. What is written
/// inside another is looked for between dots and hyphens.
#[must_use]
pub fn asked(domain: &str) -> BTreeSet<String> {
    let eye = to_the_eye(domain);
    let letters: Vec<char> = eye.chars().collect();
    let mut keys = BTreeSet::new();
    for len in letters.len().saturating_sub(2)..=letters.len() + 2 {
        let most = changes(len);
        if len == 0 || len.abs_diff(letters.len()) > most {
            continue;
        }
        for (i, (from, part)) in pieces(len).enumerate() {
            let places = from.saturating_sub(most)..=from + most;
            keys.extend(places.filter_map(|at| Some(format!("{len}:{i}:{}", cut(&letters, at, part)?))));
        }
    }
    let labels: Vec<&str> = eye.split(['.', '-']).take(LABELS).collect();
    for from in 0..labels.len() {
        for until in from + 1..=labels.len() {
            let run: String = labels.get(from..until).unwrap_or_default().concat();
            if run.chars().count() >= INSIDE {
                keys.insert(format!("={run}"));
            }
        }
    }
    keys
}
