//! What a file is, by its name.

use std::path::Path;

/// What records look like.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Format {
    Csv,
    /// CSV with tabs.
    Tsv,
    JsonLines,
    JsonList,
    Parquet,
    Mbox,
    Mail,
    Calendar,
    Cards,
}

/// How it is packed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Packing {
    Plain,
    Gzip,
    Zstd,
    /// Members of any format.
    Zip,
}

/// A kind of file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Kind {
    pub(super) packing: Packing,
    /// `None` for an archive: each member has its own.
    pub(super) format: Option<Format>,
}

impl Kind {
    /// By the end of the name. A file in `cur` or `new` is a mail of a Maildir.
    pub(super) fn of(name: &str) -> Option<Self> {
        let lower = name.to_ascii_lowercase();
        if lower.ends_with(".zip") {
            return Some(Self { packing: Packing::Zip, format: None });
        }
        let (inner, packing) = match lower.rsplit_once('.') {
            Some((inner, "gz")) => (inner, Packing::Gzip),
            Some((inner, "zst")) => (inner, Packing::Zstd),
            _ => (lower.as_str(), Packing::Plain),
        };
        let format = Format::of(inner)?;
        // Parquet is compressed within, and has to be read from its end.
        if format == Format::Parquet && packing != Packing::Plain {
            return None;
        }
        Some(Self { packing, format: Some(format) })
    }
}

impl Format {
    fn of(name: &str) -> Option<Self> {
        let path = Path::new(name);
        let folder = path.parent().and_then(Path::file_name).and_then(|n| n.to_str());
        if matches!(folder, Some("cur" | "new")) {
            return Some(Self::Mail);
        }
        match path.extension()?.to_str()? {
            "csv" => Some(Self::Csv),
            "tsv" => Some(Self::Tsv),
            "jsonl" | "ndjson" => Some(Self::JsonLines),
            "json" => Some(Self::JsonList),
            "parquet" => Some(Self::Parquet),
            "mbox" => Some(Self::Mbox),
            "eml" => Some(Self::Mail),
            "ics" => Some(Self::Calendar),
            "vcf" => Some(Self::Cards),
            _ => None,
        }
    }
}

/// The end of a name that says the kind, such as `csv.gz`; `None` when it says none.
#[must_use]
pub fn ending(name: &str) -> Option<&str> {
    let kind = Kind::of(name)?;
    let file = name.rsplit('/').next().unwrap_or(name);
    let last = file.rfind('.')?;
    let start = if matches!(kind.packing, Packing::Gzip | Packing::Zstd) { file[..last].rfind('.')? } else { last };
    Some(&file[start + 1..])
}
