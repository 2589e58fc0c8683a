//! What the typesetter may see: one template, two font families, one letter. No file, no clock, no network.

use crate::Error;
use crate::glyphs::{FAMILIES, FONTS, drawable};
use crate::letter::{Block, Letter, Paper};
use std::sync::LazyLock;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Array, Bytes, Datetime, Dict, Duration, IntoValue, Str, Value};
use typst::syntax::{FileId, Source};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

static TEMPLATE: LazyLock<Source> = LazyLock::new(|| Source::detached(include_str!("letter.typ")));

/// One letter, as the typesetter's whole world.
pub(crate) struct Page {
    library: LazyHash<Library>,
}

impl Page {
    pub(crate) fn new(letter: &Letter) -> Result<Self, Error> {
        let code = letter.language.as_bytes();
        if !(2..=3).contains(&code.len()) || !code.iter().all(u8::is_ascii_lowercase) {
            return Err(Error::Language);
        }
        let (year, month, day) = (letter.day.year, letter.day.month, letter.day.day);
        let date = Datetime::from_ymd(year, month, day).ok_or(Error::Date { year, month, day })?;
        let mut inputs = Dict::new();
        let mut put = |key: &str, value: Value| inputs.insert(key.into(), value);
        put(
            "paper",
            text(match letter.paper {
                Paper::A4 => "a4",
                Paper::UsLetter => "us-letter",
            }),
        );
        put("language", text(&letter.language));
        put("families", lines(&FAMILIES.map(str::to_owned)));
        put("sender", text(&letter.sender.name));
        put("address", lines(&letter.sender.address));
        put("reach", lines(&letter.sender.reach));
        put("recipient", lines(&letter.recipient));
        put("date", text(&letter.date));
        put("day", Value::Datetime(date));
        put("references", pairs(&letter.references));
        put("subject", text(&letter.subject));
        put("foot", text(&letter.foot));
        put("body", Value::Array(letter.body.iter().map(block).collect()));
        Ok(Self { library: LazyHash::new(Library::builder().with_inputs(inputs).build()) })
    }
}

/// Text reaches the template as a string value, which it shows and never evaluates.
fn text(text: &str) -> Value {
    Value::Str(Str::from(drawable(text)))
}

fn lines(lines: &[String]) -> Value {
    Value::Array(lines.iter().map(|line| text(line)).collect())
}

fn pairs(pairs: &[(String, String)]) -> Value {
    let pair = |(label, value): &(String, String)| Value::Array(Array::from_iter([text(label), text(value)]));
    Value::Array(pairs.iter().map(pair).collect())
}

fn block(block: &Block) -> Value {
    let (kind, value) = match block {
        Block::Heading(heading) => ("heading", text(heading)),
        Block::Paragraph(paragraph) => ("paragraph", text(paragraph)),
        Block::Points(points) => ("points", lines(points)),
        Block::Facts(facts) => ("facts", pairs(facts)),
        Block::Table { head, rows } => {
            let row = |row: &Vec<String>| {
                let mut row = row.clone();
                row.resize(head.len(), String::new());
                lines(&row)
            };
            let mut table = Dict::new();
            table.insert("head".into(), lines(head));
            table.insert("rows".into(), Value::Array(rows.iter().map(row).collect()));
            ("table", Value::Dict(table))
        }
    };
    let mut dict = Dict::new();
    dict.insert("kind".into(), kind.into_value());
    dict.insert("value".into(), value);
    Value::Dict(dict)
}

impl World for Page {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &FONTS.book
    }

    fn main(&self) -> FileId {
        TEMPLATE.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == TEMPLATE.id() { Ok(TEMPLATE.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, _: FileId) -> FileResult<Bytes> {
        Err(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.all.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
