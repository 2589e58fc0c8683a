//! Text from outside, made safe to show on one line.

use std::borrow::Cow;

/// Characters that are not seen, or that make the rest be seen otherwise: controls, zero-width and bidirectional marks,
/// soft hyphen, byte order mark (Unicode Technical Report 36, section 2).
#[must_use]
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{00ad}' | '\u{061c}')
}

/// The text on one line: white space collapsed, hidden characters out, at most `max` characters.
#[must_use]
pub fn one_line(text: &str, max: usize) -> String {
    if text.len() <= max && is_plain(text) {
        return text.to_owned();
    }
    let seen: String = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| !is_hidden(*c)).collect();
    seen.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ").chars().take(max).collect()
}

/// Whether it is on one line already: printable ASCII, single spaces, none at an end.
fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.iter().all(|b| matches!(b, b' '..=b'~')) && !text.starts_with(' ') && !text.ends_with(' ') && !text.contains("  ")
}

/// A cell that no spreadsheet takes for a formula: an apostrophe goes before `=`, `+`, `-`, `@` and control characters.
#[must_use]
pub fn neutral(cell: &str) -> Cow<'_, str> {
    if is_formula(cell) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// The cell as it was before [`neutral`].
#[must_use]
pub fn not_neutral(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| is_formula(rest)).unwrap_or(cell)
}

fn is_formula(cell: &str) -> bool {
    cell.chars().next().is_some_and(|c| matches!(c, '=' | '+' | '-' | '@') || c.is_control())
}

#[cfg(test)]
mod tests {
    use super::{neutral, not_neutral, one_line};

    #[test]
    fn cells_are_no_formulas() {
        for evil in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"] {
            assert_eq!(neutral(evil), format!("'{evil}"));
            assert_eq!(not_neutral(&neutral(evil)), evil);
        }
        for good in ["", "SE", "a=b", "us.search_warrant", "1", "'quoted", "'"] {
            assert_eq!((neutral(good).as_ref(), not_neutral(good)), (good, good));
        }
    }

    #[test]
    fn nothing_hides_and_nothing_breaks_the_line() {
        assert_eq!(one_line(" a\r\n\tb\u{202e}c\u{200b} \u{a0}d\u{0} ", 100), "a bc d");
        assert_eq!(one_line("åäö and more", 5), "åäö a");
        assert_eq!(one_line("\u{feff}\n", 5), "");
        assert_eq!(one_line(" a  b ", 9), "a b");
        assert_eq!(one_line("a b\u{7f}", 9), "a b");
        assert_eq!(one_line("plain", 4), "plai");
    }
}
