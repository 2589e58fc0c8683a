//! The fonts inside, and what is done with letters that they lack.
//!
//! A page maker draws an empty box for a letter that no font has, and the reader can't tell which it was. Such a letter is
//! written here as its number in Unicode instead, `[U+1F600]`: ugly, and nothing is lost.

use std::sync::LazyLock;
use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

/// A word longer than this may be broken anywhere: a number or a key that runs over the edge of the sheet can't be read.
const LONGEST_WORD: usize = 40;

/// The fonts, in the order in which they are asked.
pub(crate) struct Fonts {
    pub all: Vec<Font>,
    pub book: LazyHash<FontBook>,
}

/// Text, and what text lacks: Greek, Cyrillic and Hebrew are in the first, Arabic and signs in the second.
pub(crate) const FAMILIES: [&str; 2] = ["Libertinus Serif", "DejaVu Sans Mono"];

pub(crate) static FONTS: LazyLock<Fonts> = LazyLock::new(|| {
    let known = typst_assets::fonts().flat_map(|data| Font::iter(Bytes::new(data)));
    let all: Vec<Font> = known.filter(|font| FAMILIES.contains(&font.info().family.as_str())).collect();
    let book = LazyHash::new(FontBook::from_fonts(&all));
    Fonts { all, book }
});

fn drawn(c: char) -> bool {
    let private = matches!(u32::from(c), 0xE000..=0xF8FF | 0xF_0000..);
    !private && FONTS.all.iter().any(|font| font.info().coverage.contains(u32::from(c)))
}

/// A text as it can be drawn: on one line, every letter visible, long words breakable.
pub(crate) fn drawable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = 0;
    for c in text.chars() {
        match c {
            c if c.is_whitespace() && c != '\u{a0}' && c != '\u{202f}' => {
                out.push(' ');
                run = 0;
            }
            // Marks that turn the direction of what follows, or hide it, have no place in a letter.
            '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{ad}' => {}
            c if c.is_control() => {}
            c => {
                if run > 0 && run % LONGEST_WORD == 0 {
                    out.push('\u{200b}');
                }
                run += 1;
                if drawn(c) {
                    out.push(c);
                } else {
                    out.push_str(&format!("[U+{:04X}]", u32::from(c)));
                }
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_is_drawn_or_named() {
        assert_eq!(FONTS.all.len(), 10, "fonts of both families");
        assert_eq!(drawable("Straße, Öland, œuvre, Ελλάς, Москва"), "Straße, Öland, œuvre, Ελλάς, Москва");
        assert_eq!(drawable("a\u{202e}b\r\n\tc\u{0}"), "ab   c");
        assert_eq!(drawable("😀漢\u{e000}"), "[U+1F600][U+6F22][U+E000]");
    }

    #[test]
    fn a_long_word_can_be_broken_and_keeps_its_letters() {
        let long = "x".repeat(100);
        let set = drawable(&long);
        assert_eq!(set.matches('\u{200b}').count(), 2);
        assert_eq!(set.replace('\u{200b}', ""), long);
        let words = "word ".repeat(50);
        assert_eq!(drawable(&words), words);
    }
}
