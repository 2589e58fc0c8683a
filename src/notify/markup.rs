//! The few shapes that a letter is made of, and the two ways to show them.
//!
//! A letter is written once and shown as text and as HTML, so that the two cannot say different things. Its source has one
//! block per line: `# heading`, `- point`, `= label | value`, anything else a paragraph. What comes from a case never starts
//! a line, because the templates put it behind a label or a dash and [`clean`] leaves no line break in it.

/// A block of a letter.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Block {
    Heading(String),
    Paragraph(String),
    Points(Vec<String>),
    Facts(Vec<(String, String)>),
}

/// A value from a case: on one line, at most 600 characters.
pub(super) fn clean(value: &str) -> String {
    domain::text::one_line(value, 600)
}

/// Read the source of a letter.
pub(super) fn parse(source: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    for line in source.lines().map(str::trim).filter(|l| !l.is_empty()) {
        if let Some(heading) = line.strip_prefix("# ") {
            blocks.push(Block::Heading(heading.to_owned()));
        } else if let Some(point) = line.strip_prefix("- ") {
            match blocks.last_mut() {
                Some(Block::Points(points)) => points.push(point.to_owned()),
                _ => blocks.push(Block::Points(vec![point.to_owned()])),
            }
        } else if let Some((label, value)) = line.strip_prefix("= ").and_then(|fact| fact.split_once(" | ")) {
            let fact = (label.to_owned(), value.to_owned());
            match blocks.last_mut() {
                Some(Block::Facts(facts)) => facts.push(fact),
                _ => blocks.push(Block::Facts(vec![fact])),
            }
        } else {
            blocks.push(Block::Paragraph(line.to_owned()));
        }
    }
    blocks
}

/// Columns of the plain text.
const COLUMNS: usize = 72;

/// As plain text.
pub(super) fn text(blocks: &[Block]) -> String {
    let mut out = String::new();
    for block in blocks {
        if !out.is_empty() {
            out.push('\n');
        }
        match block {
            Block::Heading(heading) => {
                out.push_str(&format!("{heading}\n{}\n", "-".repeat(heading.chars().count())));
            }
            Block::Paragraph(paragraph) => wrap(&mut out, "", "", paragraph),
            Block::Points(points) => points.iter().for_each(|p| wrap(&mut out, "- ", "  ", p)),
            Block::Facts(facts) => facts.iter().for_each(|(label, value)| wrap(&mut out, &format!("{label}: "), "  ", value)),
        }
    }
    out
}

fn wrap(out: &mut String, first: &str, rest: &str, text: &str) {
    let mut column = first.chars().count();
    out.push_str(first);
    let mut at_start = true;
    for word in text.split(' ') {
        let width = word.chars().count();
        if !at_start && column + 1 + width > COLUMNS {
            out.push('\n');
            out.push_str(rest);
            column = rest.chars().count();
        } else if !at_start {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += width;
        at_start = false;
    }
    out.push('\n');
}

/// As HTML for a mail: no style, no picture, no link, nothing that loads.
pub(super) fn html(lang: &str, title: &str, blocks: &[Block]) -> String {
    let mut body = String::new();
    for block in blocks {
        match block {
            Block::Heading(heading) => body.push_str(&format!("<h2>{}</h2>\n", escape(heading))),
            Block::Paragraph(paragraph) => body.push_str(&format!("<p>{}</p>\n", escape(paragraph))),
            Block::Points(points) => {
                let items: String = points.iter().map(|p| format!("<li>{}</li>\n", escape(p))).collect();
                body.push_str(&format!("<ul>\n{items}</ul>\n"));
            }
            Block::Facts(facts) => {
                let rows: String =
                    facts.iter().map(|(label, value)| format!("{ROW}{}</th><td>{}</td></tr>\n", escape(label), escape(value))).collect();
                body.push_str(&format!("<table cellpadding=\"4\">\n{rows}</table>\n"));
            }
        }
    }
    format!(
        "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head><meta charset=\"utf-8\"><title>{}</title></head>\n<body>\n{body}</body>\n</html>\n",
        escape(title)
    )
}

/// The blocks of a letter from the HTML that [`html`] made of them; `None` for any other HTML. So a letter is kept once, and
/// its page can't say anything else than the mail that two people have read.
#[cfg(any(feature = "letters-pdf", test))]
pub(super) fn read_html(html: &str) -> Option<Vec<Block>> {
    let (_, body) = html.split_once("\n<body>\n")?;
    let mut lines = body.strip_suffix("</body>\n</html>\n")?.lines();
    let inner = |line: &str, before: &str, after: &str| line.strip_prefix(before)?.strip_suffix(after).map(unescape);
    let mut blocks = Vec::new();
    while let Some(line) = lines.next() {
        if let Some(heading) = inner(line, "<h2>", "</h2>") {
            blocks.push(Block::Heading(heading));
        } else if let Some(paragraph) = inner(line, "<p>", "</p>") {
            blocks.push(Block::Paragraph(paragraph));
        } else if line == "<ul>" {
            let points = lines.by_ref().take_while(|l| *l != "</ul>").map(|l| inner(l, "<li>", "</li>"));
            blocks.push(Block::Points(points.collect::<Option<_>>()?));
        } else if line == "<table cellpadding=\"4\">" {
            let facts = lines.by_ref().take_while(|l| *l != "</table>").map(|l| {
                let row = l.strip_prefix(ROW)?.strip_suffix("</td></tr>")?;
                row.split_once("</th><td>").map(|(label, value)| (unescape(label), unescape(value)))
            });
            blocks.push(Block::Facts(facts.collect::<Option<_>>()?));
        } else {
            return None;
        }
    }
    Some(blocks)
}

#[cfg(any(feature = "letters-pdf", test))]
fn unescape(text: &str) -> String {
    let plain = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    plain.into_iter().fold(text.to_owned(), |text, (written, meant)| text.replace(written, meant))
}

/// How a row of labels begins.
const ROW: &str = "<tr><th scope=\"row\" align=\"left\" valign=\"top\">";

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_hold_the_same_words() {
        let blocks = parse("# One\n\nA paragraph <b>.\n\n- first\n- second\n\n= Label | value | more\n");
        assert_eq!(text(&blocks), "One\n---\n\nA paragraph <b>.\n\n- first\n- second\n\nLabel: value | more\n");
        let html = html("en", "T", &blocks);
        assert!(html.contains("<h2>One</h2>\n<p>A paragraph &lt;b&gt;.</p>\n<ul>\n<li>first</li>"));
        assert!(html.contains(">Label</th><td>value | more</td>"));
    }

    #[test]
    fn what_was_written_as_html_is_read_again() {
        let source = "# A & B\n\n<p>x</p>\n\n- </li>\n- &lt;\n\n= La\"bel' | </td></tr> | &amp;\n\nEnd.\n";
        let blocks = parse(source);
        let written = html("en", "T & <t>", &blocks);
        assert_eq!(read_html(&written), Some(blocks));
        for other in ["<p>x</p>", "", &written.replace("<p>", "<p class=\"x\">"), &written.replace("</ul>", ""), &format!("{written}x")] {
            assert_eq!(read_html(other), None, "{other}");
        }
    }

    #[test]
    fn long_lines_are_wrapped_and_nothing_is_lost() {
        let long = "word ".repeat(60);
        let shown = text(&parse(&format!("- {long}")));
        assert!(shown.lines().all(|l| l.chars().count() <= COLUMNS));
        assert_eq!(shown.matches("word").count(), 60);
    }

    #[test]
    fn a_value_cannot_begin_a_line() {
        assert_eq!(clean("x\n# Disclosed\r\n- all\u{202e}"), "x # Disclosed - all");
    }
}
