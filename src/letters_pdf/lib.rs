//! A letter as a page: a tagged PDF (PDF/UA-1, ISO 14289-1) with embedded fonts.
//!
//! [`render`] is a pure function: the same [`Letter`] gives the same bytes, on every machine and at any time. It reads no clock,
//! no file and no font of the machine. What a letter says comes as plain text in [`Block`]s and is never read as markup, so
//! that nothing a paper or a name holds can change the page around it.

mod glyphs;
mod letter;
mod world;

pub use letter::{Block, Day, Letter, Paper, Sender};

use typst::diag::SourceDiagnostic;
use typst::foundations::Smart;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};
use world::Page;

/// The most that one letter may hold: characters of all its texts together. More would be a file to enclose, and a page
/// maker that never ends.
pub const MOST_CHARACTERS: usize = 1_000_000;
/// The most blocks, points and rows of one letter together.
pub const MOST_PIECES: usize = 20_000;

/// Why there is no page. In every case the letter itself is kept where it came from.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// More than a letter can hold.
    #[error("the letter was not set: it holds more than {MOST_CHARACTERS} characters or {MOST_PIECES} pieces; enclose a file instead")]
    TooLong,
    /// A date that no calendar has.
    #[error("the letter was not set: {year}-{month}-{day} is no date")]
    Date {
        /// Year.
        year: i32,
        /// Month.
        month: u8,
        /// Day.
        day: u8,
    },
    /// A language that is no code of two or three letters.
    #[error("the letter was not set: its language is not a code of two or three letters, such as 'sv'")]
    Language,
    /// The typesetter's own words. They name no text of the letter.
    #[error("the letter was not set: {0}; tell the operator")]
    Typesetter(String),
}

/// Set a letter.
///
/// The bytes are a PDF 1.7 file that claims PDF/UA-1: tagged, titled, its language set, all fonts inside.
///
/// # Errors
/// [`Error`]: a letter beyond all measure, a date or a language that is none, or the typesetter's refusal.
pub fn render(letter: &Letter) -> Result<Vec<u8>, Error> {
    if letter.characters() > MOST_CHARACTERS || letter.pieces() > MOST_PIECES {
        return Err(Error::TooLong);
    }
    let page = Page::new(letter)?;
    let set = typst::compile::<PagedDocument>(&page).output.map_err(|why| said(why.as_slice()));
    let standards = PdfStandards::new(&[PdfStandard::Ua_1]).map_err(|why| Error::Typesetter(why.message().to_string()))?;
    let options = PdfOptions {
        ident: Smart::Custom(letter.id.clone()),
        creator: Smart::Custom(None),
        timestamp: None,
        page_ranges: None,
        standards,
        tagged: true,
        pretty: false,
    };
    let file = set.and_then(|document| typst_pdf::pdf(&document, &options).map_err(|why| said(why.as_slice())));
    // The typesetter remembers what it has set. Nothing of a case stays in memory for the next letter.
    typst::comemo::evict(0);
    file
}

fn said(why: &[SourceDiagnostic]) -> Error {
    Error::Typesetter(why.first().map_or_else(String::new, |first| first.message.to_string()))
}
