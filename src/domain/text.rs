//! Text from outside, made safe to show on one line.

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
    let seen: String = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| !is_hidden(*c)).collect();
    seen.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ").chars().take(max).collect()
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn nothing_hides_and_nothing_breaks_the_line() {
        assert_eq!(one_line(" a\r\n\tb\u{202e}c\u{200b} \u{a0}d\u{0} ", 100), "a bc d");
        assert_eq!(one_line("åäö and more", 5), "åäö a");
        assert_eq!(one_line("\u{feff}\n", 5), "");
    }
}
