//! A PDF paper: whether it is one, what is dangerous in it, and the text of its pages where that can be had.
//!
//! Work is bounded by counts, not by trust: the size of the file, how much its streams may unpack to in all, pages and
//! characters of text. [`inspect_apart`] adds a time limit and a stack of its own, and is what a server calls.

use super::error::IntakeError;
use super::file::{Sniffed, starts_like_pdf};
use super::flags::{self, Flags};
use super::pdf_text;
use lopdf::{Document, LoadOptions};
use std::time::Duration;

/// Largest file that is read, in bytes.
const MAX_BYTES: usize = 40 * 1024 * 1024;
/// What all streams together may unpack to while the file is loaded.
const MAX_UNPACKED: usize = 256 * 1024 * 1024;
/// Streams in one file.
const MAX_STREAMS: usize = 20_000;
/// What one page may unpack to.
const MAX_PAGE: usize = 2 * 1024 * 1024;
/// Pages whose text is read.
const MAX_TEXT_PAGES: usize = 100;
/// Characters of text that are kept.
const MAX_TEXT: usize = 400_000;

/// The text of one page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PageText {
    /// Page, counted from 1.
    pub page: u32,
    /// Its lines, separated by `\n`, in the order of the file.
    pub text: String,
}

/// What a PDF is.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PdfFacts {
    /// Version that the header names, such as `1.7`.
    pub version: String,
    /// Number of pages; 0 when the file is encrypted and could not be opened.
    pub pages: usize,
    /// Encrypted. If it opens without a password it was read all the same.
    pub encrypted: bool,
    /// Holds a script.
    pub javascript: bool,
    /// Would start a program or open another file.
    pub launch: bool,
    /// Carries other files.
    pub embedded_files: bool,
    /// Does something by itself when it is opened.
    pub open_action: bool,
    /// Text, page by page. Empty for a scan.
    pub text: Vec<PageText>,
    /// Whether `text` holds all that could be read: false when a limit cut it or a page could not be decoded.
    pub text_complete: bool,
}

impl PdfFacts {
    /// Whether the paper has a part that acts: it is shown as pictures only, never handed to a reader that runs it.
    #[must_use]
    pub const fn is_active(&self) -> bool {
        self.javascript || self.launch || self.embedded_files || self.open_action
    }
}

/// Read a PDF.
///
/// # Errors
/// The bytes are no PDF, a damaged one, or one beyond the limits. The caller keeps them as they came.
pub fn inspect(bytes: &[u8]) -> Result<PdfFacts, IntakeError> {
    if !starts_like_pdf(bytes) {
        return Err(IntakeError::NotAPdf { found: Sniffed::of(bytes).code() });
    }
    if bytes.len() > MAX_BYTES {
        return Err(IntakeError::PdfTooLarge { size: bytes.len(), limit: MAX_BYTES });
    }
    let streams = bytes.windows(9).filter(|w| w.ends_with(b"stream") && *w != b"endstream").count();
    if streams > MAX_STREAMS {
        return Err(IntakeError::PdfTooComplex);
    }
    // Loading unpacks object streams one by one; this bounds their sum, whichever of the streams they are.
    let each = (MAX_UNPACKED / streams.max(1)).min(8 * 1024 * 1024);
    let options = LoadOptions { max_decompressed_size: Some(each), ..LoadOptions::default() };
    let document = match Document::load_mem_with_options(bytes, options) {
        Ok(document) => document,
        Err(lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. })) => return Err(IntakeError::PdfTooComplex),
        Err(lopdf::Error::InvalidPassword | lopdf::Error::Decryption(_) | lopdf::Error::Unimplemented(_)) => {
            return Ok(PdfFacts { version: version(bytes), encrypted: true, ..PdfFacts::default() });
        }
        Err(_) => return Err(IntakeError::PdfBroken),
    };
    let encrypted = document.is_encrypted() || document.was_encrypted();
    if document.is_encrypted() {
        return Ok(PdfFacts { version: document.version.clone(), encrypted, ..PdfFacts::default() });
    }
    let pages = document.page_iter().count();
    if pages == 0 {
        return Err(IntakeError::PdfBroken);
    }
    let Flags { javascript, launch, embedded_files, open_action } = flags::of(&document);
    let (text, text_complete) = read_text(&document, pages);
    Ok(PdfFacts {
        version: document.version.clone(),
        pages,
        encrypted,
        javascript,
        launch,
        embedded_files,
        open_action,
        text,
        text_complete,
    })
}

/// Read a PDF in a thread of its own with a time limit, so that neither a slow file nor a fault in the reader stops anything else.
///
/// # Errors
/// As [`inspect`], and [`IntakeError::PdfTooSlow`] after `patience`.
pub async fn inspect_apart(bytes: bytes::Bytes, patience: Duration) -> Result<PdfFacts, IntakeError> {
    const STACK: usize = 16 * 1024 * 1024;
    let (answer, waiting) = tokio::sync::oneshot::channel();
    let started = std::thread::Builder::new().name("pdf".to_owned()).stack_size(STACK).spawn(move || {
        // If the receiver has given up, nobody wants the answer.
        let _ = answer.send(inspect(&bytes));
    });
    if started.is_err() {
        return Err(IntakeError::PdfTooComplex);
    }
    match tokio::time::timeout(patience, waiting).await {
        Ok(Ok(facts)) => facts,
        // The thread panicked: a fault in the reader that this file found.
        Ok(Err(_)) => Err(IntakeError::PdfBroken),
        Err(_) => Err(IntakeError::PdfTooSlow { seconds: patience.as_secs() }),
    }
}

fn version(bytes: &[u8]) -> String {
    let start = bytes.windows(5).position(|w| w == b"%PDF-").map_or(0, |at| at + 5);
    bytes.iter().skip(start).take(4).take_while(|b| b.is_ascii_digit() || **b == b'.').map(|b| char::from(*b)).collect()
}

fn read_text(document: &Document, pages: usize) -> (Vec<PageText>, bool) {
    let mut complete = pages <= MAX_TEXT_PAGES;
    let mut room = MAX_TEXT;
    let mut text = Vec::new();
    for (page, id) in (1u32..).zip(document.page_iter().take(MAX_TEXT_PAGES)) {
        let Ok(read) = pdf_text::of_page(document, id, MAX_PAGE) else {
            complete = false;
            continue;
        };
        complete &= read.whole;
        let taken: String = read.text.chars().take(room).collect();
        let chars = taken.chars().count();
        complete &= taken.len() == read.text.len();
        room -= chars;
        if chars > 0 {
            text.push(PageText { page, text: taken });
        }
        if room == 0 {
            return (text, false);
        }
    }
    (text, complete)
}
