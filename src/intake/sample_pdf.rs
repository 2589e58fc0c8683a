//! A small PDF of ruled text, written deterministically: the paper of a sample demand.

use lopdf::content::{Content, Operation};
use lopdf::{Document, Object, Stream, StringFormat, dictionary};

/// A line of the paper.
pub(super) enum Line {
    /// Large and bold.
    Title(String),
    /// Bold.
    Heading(String),
    /// Label and value.
    Fact(&'static str, String),
    /// A point of a list.
    Item(String),
    /// Running text, wrapped.
    Text(String),
    /// A rule across the page.
    Rule,
    /// A gap.
    Gap,
}

const WIDTH: i64 = 595; // A4 in points
const HEIGHT: i64 = 842;
const MARGIN: i64 = 64;
const LEADING: i64 = 15;
/// Where values stand, in points from the left margin.
const VALUES: i64 = 150;
/// Characters in a line of running text.
const COLUMNS: usize = 88;

/// One row as drawn: its height, then the strings (bold, size, indent, text) on it.
struct Row {
    height: i64,
    strings: Vec<(bool, i64, i64, String)>,
    rule: bool,
}

/// Write the lines on as many pages as they need.
pub(super) fn write(lines: &[Line]) -> lopdf::Result<Vec<u8>> {
    let mut document = Document::with_version("1.5");
    let pages_id = document.new_object_id();
    let [plain, bold] = ["Helvetica", "Helvetica-Bold"].map(|name| {
        document.add_object(dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => name, "Encoding" => "WinAnsiEncoding" })
    });
    let resources = document.add_object(dictionary! { "Font" => dictionary! { "F1" => plain, "F2" => bold } });
    let mut kids: Vec<Object> = Vec::new();
    for operations in paginate(&lines.iter().flat_map(rows).collect::<Vec<_>>()) {
        let content = document.add_object(Stream::new(dictionary! {}, Content { operations }.encode()?));
        kids.push(document.add_object(dictionary! { "Type" => "Page", "Parent" => pages_id, "Contents" => content }).into());
    }
    let count = i64::try_from(kids.len()).unwrap_or(i64::MAX);
    let media = vec![0.into(), 0.into(), WIDTH.into(), HEIGHT.into()];
    let pages = dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count, "Resources" => resources, "MediaBox" => media };
    document.objects.insert(pages_id, Object::Dictionary(pages));
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages_id });
    document.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes)?;
    Ok(bytes)
}

fn rows(line: &Line) -> Vec<Row> {
    let row = |height, strings| Row { height, strings, rule: false };
    match line {
        Line::Title(text) => vec![row(27, vec![(true, 16, 0, text.clone())])],
        Line::Heading(text) => vec![row(LEADING + 8, vec![(true, 11, 0, text.clone())])],
        Line::Text(text) => wrap(text, COLUMNS).into_iter().map(|part| row(LEADING, vec![(false, 10, 0, part)])).collect(),
        Line::Item(text) => (0..)
            .zip(wrap(text, COLUMNS - 6))
            .map(|(i, part)| row(LEADING, vec![(false, 10, if i == 0 { 12 } else { 18 }, if i == 0 { format!("- {part}") } else { part })]))
            .collect(),
        Line::Fact(label, value) => (0..)
            .zip(wrap(value, 60))
            .map(|(i, part)| {
                let label = (true, 10, 0, format!("{label}:"));
                row(LEADING, (i == 0).then_some(label).into_iter().chain([(false, 10, VALUES, part)]).collect())
            })
            .collect(),
        Line::Rule => vec![Row { height: 14, strings: Vec::new(), rule: true }],
        Line::Gap => vec![row(9, Vec::new())],
    }
}

fn paginate(rows: &[Row]) -> Vec<Vec<Operation>> {
    let mut pages = vec![Vec::new()];
    let mut y = HEIGHT - MARGIN;
    for row in rows {
        if y - row.height < MARGIN {
            pages.push(Vec::new());
            y = HEIGHT - MARGIN;
        }
        y -= row.height;
        if let Some(page) = pages.last_mut() {
            draw(row, y, page);
        }
    }
    pages
}

fn draw(row: &Row, y: i64, page: &mut Vec<Operation>) {
    if row.rule {
        page.push(Operation::new("m", vec![MARGIN.into(), (y + 6).into()]));
        page.push(Operation::new("l", vec![(WIDTH - MARGIN).into(), (y + 6).into()]));
        page.push(Operation::new("S", Vec::new()));
        return;
    }
    if row.strings.is_empty() {
        return;
    }
    page.push(Operation::new("BT", Vec::new()));
    let mut at = (0, 0);
    for (bold, size, indent, text) in &row.strings {
        let to = (MARGIN + indent, y);
        page.push(Operation::new("Tf", vec![if *bold { "F2" } else { "F1" }.into(), (*size).into()]));
        page.push(Operation::new("Td", vec![(to.0 - at.0).into(), (to.1 - at.1).into()]));
        page.push(Operation::new("Tj", vec![Object::String(win_ansi(text), StringFormat::Literal)]));
        at = to;
    }
    page.push(Operation::new("ET", Vec::new()));
}

/// Windows code page 1252 for the letters that our samples use; what it lacks becomes a question mark.
fn win_ansi(text: &str) -> Vec<u8> {
    text.chars()
        .map(|c| match c {
            '\u{2013}' => 0x96,
            '\u{2014}' => 0x97,
            '\u{2019}' => 0x92,
            '\u{20ac}' => 0x80,
            _ => u8::try_from(u32::from(c)).unwrap_or(b'?'),
        })
        .collect()
}

fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let Some(last) = lines.last_mut() else { break };
        if last.is_empty() {
            last.push_str(word);
        } else if last.chars().count() + 1 + word.chars().count() <= columns {
            last.push(' ');
            last.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}
