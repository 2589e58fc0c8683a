//! One file that came with a mail: its name made safe, its kind told from its bytes.

use domain::text::is_hidden;

/// What the first bytes say a file is. The name and the declared type say only what the sender wants.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sniffed {
    /// Begins like a PDF; [`crate::intake::pdf::inspect`] tells whether it is one.
    Pdf,
    /// An archive of other files (ZIP, 7z, RAR, gzip, bzip2, xz, tar; office documents are ZIP too). Never extracted.
    Archive,
    /// A picture.
    Image,
    /// A web page or other markup.
    Markup,
    /// A mail inside the mail.
    Mail,
    /// A program or a script.
    Program,
    /// An old office document (OLE container).
    Office,
    /// Readable text.
    Text,
    /// None of these.
    Unknown,
}

impl Sniffed {
    /// The media type by the bytes, never by what was claimed.
    #[must_use]
    pub fn media_type(bytes: &[u8]) -> &'static str {
        match Sniffed::of(bytes) {
            Sniffed::Pdf => "application/pdf",
            Sniffed::Image if bytes.starts_with(b"\x89PNG") => "image/png",
            Sniffed::Image if bytes.starts_with(b"\xFF\xD8\xFF") => "image/jpeg",
            Sniffed::Image if bytes.starts_with(b"GIF8") => "image/gif",
            Sniffed::Mail => "message/rfc822",
            Sniffed::Text => "text/plain",
            _ => "application/octet-stream",
        }
    }

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Archive => "archive",
            Self::Image => "image",
            Self::Markup => "markup",
            Self::Mail => "mail",
            Self::Program => "program",
            Self::Office => "office",
            Self::Text => "text",
            Self::Unknown => "unknown",
        }
    }

    /// Tell the kind from the bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        const STARTS: [(&[u8], Sniffed); 18] = [
            (b"PK\x03\x04", Sniffed::Archive),
            (b"PK\x05\x06", Sniffed::Archive),
            (b"7z\xBC\xAF\x27\x1C", Sniffed::Archive),
            (b"Rar!\x1A\x07", Sniffed::Archive),
            (b"\x1F\x8B", Sniffed::Archive),
            (b"BZh", Sniffed::Archive),
            (b"\xFD7zXZ\x00", Sniffed::Archive),
            (b"\x28\xB5\x2F\xFD", Sniffed::Archive),
            (b"\x89PNG\r\n\x1A\n", Sniffed::Image),
            (b"\xFF\xD8\xFF", Sniffed::Image),
            (b"GIF8", Sniffed::Image),
            (b"II*\x00", Sniffed::Image),
            (b"MM\x00*", Sniffed::Image),
            (b"MZ", Sniffed::Program),
            (b"\x7FELF", Sniffed::Program),
            (b"#!", Sniffed::Program),
            (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", Sniffed::Office),
            (b"\xCA\xFE\xBA\xBE", Sniffed::Program),
        ];
        if starts_like_pdf(bytes) {
            return Self::Pdf;
        }
        if let Some((_, kind)) = STARTS.iter().find(|(start, _)| bytes.starts_with(start)) {
            return *kind;
        }
        if bytes.get(257..262) == Some(b"ustar") {
            return Self::Archive;
        }
        let head = bytes.get(..bytes.len().min(1024)).unwrap_or_default();
        let text = String::from_utf8_lossy(head).trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']).to_ascii_lowercase();
        if ["<!doctype html", "<html", "<svg", "<?xml", "<script"].iter().any(|m| text.starts_with(m)) {
            Self::Markup
        } else if !head.is_empty() && is_text(bytes) {
            Self::Text
        } else {
            Self::Unknown
        }
    }
}

/// PDF readers accept the header anywhere in the first 1024 bytes (ISO 32000-1 Annex H, note 13), so we look there too.
pub(super) fn starts_like_pdf(bytes: &[u8]) -> bool {
    bytes.get(..bytes.len().min(1024)).is_some_and(|head| head.windows(5).any(|w| w == b"%PDF-"))
}

fn is_text(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|t| t.chars().all(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t' | '\u{c}')))
}

/// A file that came with a mail.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Attachment {
    /// Safe name: no path, no control or direction characters, at most 120 characters, unique within the mail.
    pub name: String,
    /// The type that the sender declared, such as `application/pdf`.
    pub declared: String,
    /// What the bytes say.
    pub sniffed: Sniffed,
    /// The file as it came, transfer encoding undone.
    pub bytes: Vec<u8>,
}

impl Attachment {
    /// Whether the sender's declaration and the bytes contradict each other (a program that calls itself a PDF).
    #[must_use]
    pub fn misdeclared(&self) -> bool {
        let kind = self.declared.split('/').next().unwrap_or_default();
        match self.sniffed {
            Sniffed::Pdf => self.declared != "application/pdf" && kind != "application",
            Sniffed::Image => kind != "image" && self.declared != "application/octet-stream",
            Sniffed::Text | Sniffed::Markup | Sniffed::Unknown => self.declared == "application/pdf" || kind == "image",
            Sniffed::Archive | Sniffed::Mail | Sniffed::Program | Sniffed::Office => {
                self.declared == "application/pdf" || kind == "image" || kind == "text"
            }
        }
    }
}

/// Longest name kept, in characters.
const NAME_CHARS: usize = 120;

/// Make a sender's file name safe to show and to store; `fallback` when nothing is left of it.
pub(super) fn safe_name(raw: &str, fallback: &str) -> String {
    let last = raw.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !is_hidden(*c) && !matches!(c, ':' | '*' | '?' | '"' | '<' | '>' | '|'))
        .collect();
    let kept = kept.trim().trim_start_matches('.').trim_end_matches(['.', ' ']);
    if kept.is_empty() {
        return fallback.to_owned();
    }
    if kept.chars().count() <= NAME_CHARS {
        return kept.to_owned();
    }
    let (stem, extension) = match kept.rsplit_once('.') {
        Some((stem, ext)) if !ext.is_empty() && ext.chars().count() <= 10 => (stem, format!(".{ext}")),
        _ => (kept, String::new()),
    };
    let room = NAME_CHARS.saturating_sub(extension.chars().count());
    stem.chars().take(room).chain(extension.chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_their_paths_and_tricks() {
        assert_eq!(safe_name("../../etc/passwd", "x"), "passwd");
        assert_eq!(safe_name("C:\\temp\\order.pdf", "x"), "order.pdf");
        assert_eq!(safe_name("order\u{202e}fdp.exe", "x"), "orderfdp.exe");
        assert_eq!(safe_name("...", "attachment-1"), "attachment-1");
        assert_eq!(safe_name("a\r\nb\t.pdf", "x"), "a  b .pdf");
        let long = safe_name(&format!("{}.pdf", "å".repeat(400)), "x");
        assert_eq!(long.chars().count(), 120);
        assert!(long.ends_with(".pdf"));
    }

    #[test]
    fn kinds_come_from_the_bytes() {
        assert_eq!(Sniffed::of(b"\n\n%PDF-1.7\n"), Sniffed::Pdf);
        assert_eq!(Sniffed::of(b"PK\x03\x04rest"), Sniffed::Archive);
        assert_eq!(Sniffed::of(b"MZ\x90"), Sniffed::Program);
        assert_eq!(Sniffed::of(b"  <HTML><body>"), Sniffed::Markup);
        assert_eq!(Sniffed::of("Hej på dig\n".as_bytes()), Sniffed::Text);
        assert_eq!(Sniffed::of(b"\x00\x01\x02"), Sniffed::Unknown);
        assert_eq!(Sniffed::of(b""), Sniffed::Unknown);
    }
}
