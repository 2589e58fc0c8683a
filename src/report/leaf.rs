//! A document for a customer as a page: a tagged PDF, made anew whenever it is asked for. The same content gives the same bytes.

use chrono::NaiveDate;

/// Whether this build can set pages.
pub const AVAILABLE: bool = cfg!(feature = "letters-pdf");

/// A piece of a document. Texts are plain: nothing in them is markup.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Piece {
    /// A heading.
    Heading(String),
    /// A paragraph.
    Paragraph(String),
    /// A list of points.
    Points(Vec<String>),
    /// Labels with their values.
    Facts(Vec<(String, String)>),
    /// A table: the names of its columns, and rows.
    Table {
        /// Names of the columns.
        head: Vec<String>,
        /// Rows.
        rows: Vec<Vec<String>>,
    },
}

/// A document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Leaf {
    /// What tells it from others for good; only a hash of it stands in the file.
    pub id: String,
    /// Language, such as `sv`.
    pub language: &'static str,
    /// Name of the provider.
    pub provider: String,
    /// Its postal address, one line each.
    pub address: Vec<String>,
    /// How to reach it.
    pub reach: String,
    /// Whom it is for.
    pub recipient: String,
    /// The day to which it speaks, in words.
    pub date: String,
    /// The same.
    pub day: NaiveDate,
    /// Its heading.
    pub subject: String,
    /// Body.
    pub body: Vec<Piece>,
    /// What stands at the foot of each page.
    pub foot: String,
}

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
pub enum LeafError {
    /// Built without pages.
    #[error("this build sets no pages; the feature letters-pdf is off. The other formats hold the same")]
    NotBuilt,
    /// A day that no page can carry.
    #[error("the page was not set: its day is no date; the other formats hold the same")]
    Day,
    /// The typesetter's reason.
    #[cfg(feature = "letters-pdf")]
    #[error("the page was not set: {0}. The other formats hold the same")]
    Set(#[from] letters_pdf::Error),
    /// The task was cut off.
    #[error("the page was not set: the task was cut off; ask again")]
    Cut,
}

impl Leaf {
    /// The page, as PDF. It takes a processor for a while, so it is set apart from what answers requests.
    ///
    /// # Errors
    /// [`LeafError`].
    pub async fn set(self) -> Result<Vec<u8>, LeafError> {
        tokio::task::spawn_blocking(move || self.page()).await.map_err(|_| LeafError::Cut)?
    }

    #[cfg(not(feature = "letters-pdf"))]
    fn page(self) -> Result<Vec<u8>, LeafError> {
        Err(LeafError::NotBuilt)
    }

    #[cfg(feature = "letters-pdf")]
    fn page(self) -> Result<Vec<u8>, LeafError> {
        use chrono::Datelike;
        use letters_pdf::{Block, Day, Letter, Paper, Sender};

        let part = |n: u32| u8::try_from(n).map_err(|_| LeafError::Day);
        let day = Day { year: self.day.year(), month: part(self.day.month())?, day: part(self.day.day())? };
        let body = self.body.into_iter().map(|piece| match piece {
            Piece::Heading(text) => Block::Heading(text),
            Piece::Paragraph(text) => Block::Paragraph(text),
            Piece::Points(points) => Block::Points(points),
            Piece::Facts(facts) => Block::Facts(facts),
            Piece::Table { head, rows } => Block::Table { head, rows },
        });
        let letter = Letter {
            id: self.id,
            language: self.language.to_owned(),
            paper: Paper::A4,
            sender: Sender { name: self.provider, address: self.address, reach: vec![self.reach] },
            recipient: vec![self.recipient],
            date: self.date,
            day,
            references: Vec::new(),
            subject: self.subject,
            body: body.collect(),
            foot: self.foot,
        };
        Ok(letters_pdf::render(&letter)?)
    }
}
