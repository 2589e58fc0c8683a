//! The text of a PDF page in lines.
//!
//! A PDF has no lines, only strings at places: a new line is assumed where the place moves down or up, a space where it
//! moves sideways (ISO 32000-1 section 9.4). That is enough to read labelled lines; it is not a layout engine.

use lopdf::content::{Content, Operation};
use lopdf::{Document, Encoding, Object, ObjectId};
use std::collections::BTreeMap;

/// What could be read of a page.
pub(super) struct Read {
    pub text: String,
    /// False when some string had no encoding we know.
    pub whole: bool,
}

/// Read one page; what it unpacks to is at most `limit` bytes, and so is each of its fonts' tables.
pub(super) fn of_page(document: &Document, page: ObjectId, limit: usize) -> lopdf::Result<Read> {
    let fonts = document.get_page_fonts(page)?;
    let mut whole = true;
    let mut encodings: BTreeMap<Vec<u8>, Encoding<'_>> = BTreeMap::new();
    for (name, font) in fonts.into_iter().take(100) {
        match font.get_font_encoding_with_limit(document, limit) {
            Ok(encoding) => {
                encodings.insert(name, encoding);
            }
            Err(_) => whole = false,
        }
    }
    let content = Content::decode(&document.get_page_content_with_limit(page, limit)?)?;
    let mut writer = Writer { encodings: &encodings, font: None, out: String::new(), line: 0.0, whole };
    for operation in &content.operations {
        writer.take(operation);
    }
    Ok(Read { text: tidy(&writer.out), whole: writer.whole })
}

struct Writer<'a, 'b> {
    encodings: &'a BTreeMap<Vec<u8>, Encoding<'b>>,
    font: Option<&'a Encoding<'b>>,
    out: String,
    /// Height of the current line as `Tm` set it.
    line: f32,
    whole: bool,
}

/// A shift in a `TJ` array beyond this many thousandths of an em is a gap between words.
const WORD_GAP: f32 = -200.0;

impl Writer<'_, '_> {
    fn take(&mut self, operation: &Operation) {
        let number = |i: usize| operation.operands.get(i).and_then(|o| o.as_float().ok()).unwrap_or(0.0);
        match operation.operator.as_str() {
            "Tf" => {
                let name = operation.operands.first().and_then(|o| o.as_name().ok()).unwrap_or_default();
                self.font = self.encodings.get(name);
            }
            "Td" | "TD" => self.moved(number(1) != 0.0),
            "Tm" => {
                let height = number(5);
                self.moved((height - self.line).abs() > 0.5);
                self.line = height;
            }
            "T*" | "BT" => self.moved(true),
            "Tj" | "TJ" => operation.operands.iter().for_each(|o| self.show(o)),
            "'" => {
                self.moved(true);
                operation.operands.iter().for_each(|o| self.show(o));
            }
            "\"" => {
                self.moved(true);
                operation.operands.iter().skip(2).for_each(|o| self.show(o));
            }
            _ => {}
        }
    }

    fn moved(&mut self, to_another_line: bool) {
        let wanted = if to_another_line { '\n' } else { ' ' };
        if !self.out.is_empty() && !self.out.ends_with(wanted) && !self.out.ends_with('\n') {
            self.out.push(wanted);
        }
    }

    fn show(&mut self, object: &Object) {
        match object {
            Object::String(bytes, _) => match self.font.map(|encoding| Document::decode_text(encoding, bytes)) {
                Some(Ok(text)) => self.out.push_str(&text),
                _ => self.whole = false,
            },
            Object::Array(items) => {
                for item in items {
                    match item {
                        Object::String(..) => self.show(item),
                        _ if item.as_float().is_ok_and(|shift| shift < WORD_GAP) => self.moved(false),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
}

fn tidy(text: &str) -> String {
    let clean: String = text.chars().filter(|c| *c == '\n' || !domain::text::is_hidden(*c)).collect();
    clean.lines().map(str::trim).filter(|l| !l.is_empty()).collect::<Vec<_>>().join("\n")
}
