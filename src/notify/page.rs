//! A letter as a page: the PDF of a message in the outbox.
//!
//! It is made anew whenever it is asked for, from what was kept when the letter was queued and from nothing else: no clock, no
//! directory, no setting. So the file that went out is the file that the screen shows, byte for byte.

use crate::store::outbox::{self, MessageRow};
use crate::store::{Conn, StoreError};

/// Whether this build can set pages.
pub const AVAILABLE: bool = cfg!(feature = "letters-pdf");

/// What a page is called wherever it goes; it says nothing of the case.
pub const NAME: &str = "letter.pdf";

/// What a form that goes with a letter is called wherever it goes, without its ending.
pub const ANNEX: &str = "annex";

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// A message that is no letter.
    #[error("the message has no page: it is no letter")]
    NoLetter,
    /// Built without pages.
    #[error("this build sets no pages; the feature letters-pdf is off")]
    NotBuilt,
    /// What was kept can't be read.
    #[error("the page was not set: what was kept of the letter cannot be read; the letter itself is kept")]
    Unreadable,
    /// The typesetter's reason.
    #[cfg(feature = "letters-pdf")]
    #[error("the page was not set: {0}")]
    Set(#[from] letters_pdf::Error),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The task was cut off.
    #[error("the page was not set: the task was cut off; ask again")]
    Cut,
}

/// The page of a message, as PDF. The same message gives the same bytes.
///
/// # Errors
/// [`PageError`].
pub async fn of(conn: &impl Conn, message: &MessageRow) -> Result<Vec<u8>, PageError> {
    let sheet = outbox::sheet_of(conn, message.id.to()).await?.ok_or(PageError::NoLetter)?;
    let message = message.clone();
    tokio::task::spawn_blocking(move || set(&message, &sheet)).await.map_err(|_| PageError::Cut)?
}

/// The page of a message that is not in the outbox yet, with what stands beside its words.
///
/// # Errors
/// [`PageError`].
pub async fn before(message: MessageRow, sheet: &crate::workflow::Sheet) -> Result<Vec<u8>, PageError> {
    let sheet = serde_json::to_string(sheet).map_err(|_| PageError::Unreadable)?;
    tokio::task::spawn_blocking(move || set(&message, &sheet)).await.map_err(|_| PageError::Cut)?
}

/// A form that goes with a letter.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Annexed {
    /// As a page, where pages can be set.
    pub pdf: Option<Vec<u8>>,
    /// As XML.
    pub xml: Vec<u8>,
}

/// The form that goes with a message, if one does. It goes as XML even where its page can't be set.
///
/// # Errors
/// [`PageError::Store`], [`PageError::Unreadable`], [`PageError::Cut`].
pub async fn annex(conn: &impl Conn, message: &MessageRow, pages: bool) -> Result<Option<Annexed>, PageError> {
    let Some(kept) = outbox::sheet_of(conn, message.id.to()).await? else { return Ok(None) };
    let sheet: crate::workflow::Sheet = serde_json::from_str(&kept).map_err(|_| PageError::Unreadable)?;
    let Some(annex) = sheet.annex.clone() else { return Ok(None) };
    let xml = annex.xml.clone().into_bytes();
    if !pages {
        return Ok(Some(Annexed { pdf: None, xml }));
    }
    let message = message.clone();
    let set = tokio::task::spawn_blocking(move || set_annex(&message, sheet, annex)).await.map_err(|_| PageError::Cut)?;
    let pdf = match set {
        Ok(bytes) => Some(bytes),
        Err(PageError::NotBuilt) => None,
        Err(error) => {
            tracing::error!(code = "annex-page", %error, "a form goes without its page");
            None
        }
    };
    Ok(Some(Annexed { pdf, xml }))
}

#[cfg(not(feature = "letters-pdf"))]
fn set_annex(_: &MessageRow, _: crate::workflow::Sheet, _: crate::workflow::Annex) -> Result<Vec<u8>, PageError> {
    Err(PageError::NotBuilt)
}

#[cfg(feature = "letters-pdf")]
fn set_annex(message: &MessageRow, sheet: crate::workflow::Sheet, annex: crate::workflow::Annex) -> Result<Vec<u8>, PageError> {
    use letters_pdf::Block;

    let mut body = Vec::new();
    for part in annex.parts {
        body.push(Block::Heading(part.title));
        body.push(Block::Facts(part.facts));
    }
    body.push(Block::Paragraph(annex.sign));
    lay(message, sheet, &annex.language, annex.title, body, format!("{}-{ANNEX}", message.id))
}

#[cfg(not(feature = "letters-pdf"))]
fn set(_: &MessageRow, _: &str) -> Result<Vec<u8>, PageError> {
    Err(PageError::NotBuilt)
}

#[cfg(feature = "letters-pdf")]
fn set(message: &MessageRow, sheet: &str) -> Result<Vec<u8>, PageError> {
    use crate::notify::markup::{self, Block};
    use crate::words::{Language, Words};

    let sheet: crate::workflow::Sheet = serde_json::from_str(sheet).map_err(|_| PageError::Unreadable)?;
    let words = Words::of(Language::of_letter(&message.language).unwrap_or_default());
    let mut blocks = message.body_html.as_deref().and_then(markup::read_html).ok_or(PageError::Unreadable)?;
    // The first line of a letter says to whom; on the page, that stands in the window.
    if matches!(blocks.first(), Some(Block::Paragraph(to)) if !message.audience.is_empty() && to.ends_with(&markup::clean(&message.audience)))
    {
        blocks.remove(0);
    }
    let body = blocks.into_iter().map(|block| match block {
        Block::Heading(text) => letters_pdf::Block::Heading(text),
        Block::Paragraph(text) => letters_pdf::Block::Paragraph(text),
        Block::Points(points) => letters_pdf::Block::Points(points),
        Block::Facts(facts) => letters_pdf::Block::Facts(facts),
    });
    let subject = words.name("letter", &message.letter).into_owned();
    lay(message, sheet, words.lang(), subject, body.collect(), message.id.to_string())
}

/// The page of a body.
#[cfg(feature = "letters-pdf")]
fn lay(
    message: &MessageRow,
    sheet: crate::workflow::Sheet,
    language: &str,
    subject: String,
    body: Vec<letters_pdf::Block>,
    id: String,
) -> Result<Vec<u8>, PageError> {
    use crate::words::{Language, Words};
    use chrono::Datelike;
    use letters_pdf::{Day, Letter, Paper, Sender};

    let words = Words::of(Language::of_letter(language).unwrap_or_default());
    let date = message.created_at.with_timezone(&sheet.zone).date_naive();
    let day = Day {
        year: date.year(),
        month: u8::try_from(date.month()).map_err(|_| PageError::Unreadable)?,
        day: u8::try_from(date.day()).map_err(|_| PageError::Unreadable)?,
    };
    let mut recipient = vec![message.audience.clone()];
    if sheet.postal.is_empty() {
        recipient.push(message.recipient.clone());
    }
    recipient.extend(sheet.postal);
    let letter = Letter {
        id,
        language: words.lang().to_owned(),
        paper: Paper::of(&sheet.country),
        sender: Sender { name: sheet.provider, address: sheet.address, reach: vec![sheet.reach] },
        recipient,
        date: words.day(&date),
        day,
        references: Vec::new(),
        subject,
        body,
        foot: sheet.foot,
    };
    Ok(letters_pdf::render(&letter)?)
}
