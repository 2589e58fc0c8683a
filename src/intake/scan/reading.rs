//! What a machine read of a picture, line by line, with how sure it was.

use crate::intake::pdf::PageText;
use serde::{Deserialize, Serialize};

/// A line.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ScanLine {
    /// What the machine read.
    pub text: String,
    /// How sure it was of its words on average, in percent.
    pub sure: u8,
}

/// A page.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ScanPage {
    /// Page, counted from 1.
    pub page: u32,
    /// Its lines from top to bottom.
    pub lines: Vec<ScanLine>,
}

/// A picture's pages.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Reading {
    /// The pages that were read.
    pub pages: Vec<ScanPage>,
    /// The languages that it was read in, as codes.
    pub languages: Vec<String>,
    /// Whether all pages were read.
    pub whole: bool,
}

impl Reading {
    /// Its pages as text.
    #[must_use]
    pub fn texts(&self) -> Vec<PageText> {
        let text = |page: &ScanPage| page.lines.iter().map(|l| l.text.as_str()).collect::<Vec<_>>().join("\n");
        self.pages.iter().map(|page| PageText { page: page.page, text: text(page) }).collect()
    }

    /// How sure the machine was of a line, both counted from 1.
    #[must_use]
    pub fn sure(&self, page: u32, line: usize) -> Option<u8> {
        let page = self.pages.iter().find(|p| p.page == page)?;
        page.lines.get(line.checked_sub(1)?).map(|l| l.sure)
    }
}

/// The level of a word in Tesseract's table.
const WORD: &str = "5";
/// Most lines that are kept of one page.
const MOST_LINES: usize = 1_000;

/// The lines of one page of Tesseract's table: tab-separated, one word per row, with page, block, paragraph and line before its place,
/// how sure it is and the word. Between blocks stands an empty line, as between the paragraphs of a text.
pub(super) fn lines(table: &str) -> Vec<ScanLine> {
    let mut lines: Vec<ScanLine> = Vec::new();
    let (mut at, mut block, mut sure) = (None, None, Vec::<f32>::new());
    for row in table.lines() {
        let cells: Vec<&str> = row.split('\t').collect();
        let [WORD, page, number, paragraph, line, .., conf, word] = cells.as_slice() else { continue };
        if word.trim().is_empty() {
            continue;
        }
        let here = Some([*page, *number, *paragraph, *line]);
        if here != at {
            if block.is_some_and(|b| b != (*page, *number)) && !lines.is_empty() {
                lines.push(ScanLine { text: String::new(), sure: 100 });
            }
            lines.push(ScanLine { text: String::new(), sure: 0 });
            (at, block) = (here, Some((*page, *number)));
            sure.clear();
        }
        let Some(last) = lines.last_mut() else { continue };
        // An address is one word, but a picture often shows a gap beside its sign.
        if !last.text.is_empty() && !last.text.ends_with('@') && !word.starts_with('@') {
            last.text.push(' ');
        }
        last.text.push_str(word);
        sure.push(conf.parse().unwrap_or(0.0));
        let mean = sure.iter().sum::<f32>() / sure.len() as f32;
        // Held between 0 and 100 first.
        last.sure = mean.clamp(0.0, 100.0).round() as u8;
    }
    lines.truncate(MOST_LINES);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_lines_with_their_mean_and_blocks_stand_apart() {
        let row = |block, line, conf: &str, word| format!("5\t1\t{block}\t1\t{line}\t1\t0\t0\t9\t9\t{conf}\t{word}");
        let table = [
            "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext".to_owned(),
            "1\t1\t0\t0\t0\t0\t0\t0\t9\t9\t-1\t".to_owned(),
            row(1, 1, "90", "Our"),
            row(1, 1, "80.4", "reference:"),
            row(1, 2, "12", "EX-1"),
            row(2, 1, "-1", " "),
            row(2, 1, "99", "Dated"),
            row(2, 2, "70", "dana@"),
            row(2, 2, "70", "customer.example.com"),
        ]
        .join("\n");
        let read: Vec<(String, u8)> = lines(&table).into_iter().map(|l| (l.text, l.sure)).collect();
        let line = |text: &str, sure| (text.to_owned(), sure);
        assert_eq!(
            read,
            [line("Our reference:", 85), line("EX-1", 12), line("", 100), line("Dated", 99), line("dana@customer.example.com", 70)]
        );
        assert!(lines("").is_empty() && lines("garbage\t5\n5\t1").is_empty());
    }
}
