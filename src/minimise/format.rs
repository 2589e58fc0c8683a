//! What a file is, by its name.

use std::path::Path;

/// What records look like.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Format {
    Csv,
    /// CSV with tabs.
    Tsv,
    JsonLines,
    /// One list of objects.
    JsonList,
    /// A mailbox in one file.
    Mbox,
    /// One mail.
    Mail,
}

/// How a file is packed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Packing {
    Plain,
    Gzip,
    Zstd,
}

/// A kind of file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Kind {
    pub(super) packing: Packing,
    pub(super) format: Format,
}

impl Kind {
    /// By the end of the name.
    pub(super) fn of(name: &str) -> Option<Self> {
        let lower = name.to_ascii_lowercase();
        if maildir(name) {
            return Some(Self { packing: Packing::Plain, format: Format::Mail });
        }
        let (inner, packing) = match lower.rsplit_once('.') {
            Some((inner, "gz")) => (inner, Packing::Gzip),
            Some((inner, "zst")) => (inner, Packing::Zstd),
            _ => (lower.as_str(), Packing::Plain),
        };
        let format = match Path::new(inner).extension()?.to_str()? {
            "csv" => Format::Csv,
            "tsv" => Format::Tsv,
            "jsonl" | "ndjson" => Format::JsonLines,
            "json" => Format::JsonList,
            "mbox" => Format::Mbox,
            "eml" => Format::Mail,
            _ => return None,
        };
        Some(Self { packing, format })
    }
}

/// Whether a name is that of a delivered mail of a Maildir: any file in its `cur` or `new`, whose names say no type.
fn maildir(name: &str) -> bool {
    let mut parts = name.rsplit('/');
    parts.next().is_some_and(|file| !file.is_empty()) && matches!(parts.next(), Some("cur" | "new"))
}

/// The end of a name that says the kind, such as `csv.gz`; `None` when it says none.
#[must_use]
pub fn ending(name: &str) -> Option<&str> {
    let kind = Kind::of(name)?;
    if maildir(name) {
        return Some("eml");
    }
    let file = name.rsplit('/').next().unwrap_or(name);
    let last = file.rfind('.')?;
    let start = if kind.packing == Packing::Plain { last } else { file[..last].rfind('.')? };
    Some(&file[start + 1..])
}
