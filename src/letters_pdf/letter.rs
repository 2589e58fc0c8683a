//! What a letter is made of.

/// The sheet.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Paper {
    /// 210 × 297 mm; the window of an envelope after DIN 5008, form B.
    #[default]
    A4,
    /// 8.5 × 11 in; the window of a No. 10 envelope.
    UsLetter,
}

impl Paper {
    /// The sheet that a country (ISO 3166-1 alpha-2) writes on: US Letter in North America and where its trade rules, A4 elsewhere.
    #[must_use]
    pub fn of(country: &str) -> Self {
        match country {
            "US" | "CA" | "MX" | "PR" | "PH" | "CL" | "CO" | "VE" | "CR" | "GT" | "PA" | "DO" => Self::UsLetter,
            _ => Self::A4,
        }
    }
}

/// A civil day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Day {
    /// Year.
    pub year: i32,
    /// Month, from 1.
    pub month: u8,
    /// Day of the month, from 1.
    pub day: u8,
}

/// Who writes, as the head of the sheet shows it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Sender {
    /// Name.
    pub name: String,
    /// Address, one line each; may be empty.
    pub address: Vec<String>,
    /// How to answer, one line each, such as a mail address.
    pub reach: Vec<String>,
}

/// A piece of a letter's body. Texts are plain: nothing in them is markup.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Block {
    /// A heading within the letter.
    Heading(String),
    /// A paragraph.
    Paragraph(String),
    /// A list of points.
    Points(Vec<String>),
    /// Labels with their values.
    Facts(Vec<(String, String)>),
    /// A table: the names of its columns, and rows of as many cells; a row that is short is filled, one that is long is cut.
    Table {
        /// Names of the columns.
        head: Vec<String>,
        /// Rows.
        rows: Vec<Vec<String>>,
    },
}

/// A letter.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Letter {
    /// What tells this letter from others for good, such as the id of its message. Only a hash of it stands in the file.
    pub id: String,
    /// Language (BCP 47 primary code, such as `sv`): for hyphenation and for those who have it read out.
    pub language: String,
    /// The sheet.
    pub paper: Paper,
    /// Who writes.
    pub sender: Sender,
    /// Name and address of the recipient as it shows in an envelope's window, one line each; at most six are shown there.
    pub recipient: Vec<String>,
    /// Date, in words.
    pub date: String,
    /// The same, for the file's own description.
    pub day: Day,
    /// Labels with references, beside the address.
    pub references: Vec<(String, String)>,
    /// What the letter is about: its heading and the file's title.
    pub subject: String,
    /// Body.
    pub body: Vec<Block>,
    /// What stands at the foot of each sheet beside the page's number, such as the recipient's file number. May be empty.
    pub foot: String,
}

impl Letter {
    pub(crate) fn characters(&self) -> usize {
        let all = |texts: &[String]| texts.iter().map(String::len).sum::<usize>();
        let pairs = |pairs: &[(String, String)]| pairs.iter().map(|(a, b)| a.len() + b.len()).sum::<usize>();
        let body: usize = self
            .body
            .iter()
            .map(|block| match block {
                Block::Heading(text) | Block::Paragraph(text) => text.len(),
                Block::Points(points) => all(points),
                Block::Facts(facts) => pairs(facts),
                Block::Table { head, rows } => all(head) + rows.iter().map(|row| all(row)).sum::<usize>(),
            })
            .sum();
        let head = all(&self.recipient) + all(&self.sender.address) + all(&self.sender.reach) + pairs(&self.references);
        body + head + self.subject.len() + self.foot.len() + self.date.len() + self.sender.name.len() + self.id.len()
    }

    pub(crate) fn pieces(&self) -> usize {
        let inside = |block: &Block| match block {
            Block::Heading(_) | Block::Paragraph(_) => 1,
            Block::Points(points) => points.len(),
            Block::Facts(facts) => facts.len() * 2,
            Block::Table { head, rows } => head.len() * (rows.len() + 1),
        };
        self.body.iter().map(inside).sum::<usize>() + self.references.len()
    }
}
