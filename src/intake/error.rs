//! Why something that came in could not be read.

/// One field of a JSON demand that is wrong, and what to write instead.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FieldProblem {
    /// Path of the field, such as `identifiers[2].kind`; `(file)` for the file as a whole.
    pub field: String,
    /// What is wrong and what to write.
    pub advice: String,
}

impl std::fmt::Display for FieldProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.field, self.advice)
    }
}

/// Why a mail, a paper or a file could not be read.
///
/// The display text is for logs and the command line and names no content of the case, except for the field paths and
/// rejected values of [`IntakeError::Json`], which the person who wrote the file reads. The screen's sentence stands in
/// the translations under [`IntakeError::code`] with [`IntakeError::args`].
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum IntakeError {
    /// More bytes than the installation takes.
    #[error(
        "the mail has {size} bytes and the limit is {limit}; it was not read: ask the sender to split it, or upload its documents one by one"
    )]
    MailTooLarge {
        /// Bytes received.
        size: usize,
        /// Bytes allowed.
        limit: usize,
    },
    /// No header at all: not a mail.
    #[error("this is not a mail: it has no mail header; upload the original message (.eml) or the PDF itself")]
    NotAMail,
    /// A header block beyond the limit.
    #[error("the mail has a header of more than {limit} bytes; it was not read: open it outside Ombud and upload its documents one by one")]
    HeaderTooLarge {
        /// Bytes allowed in one header block.
        limit: usize,
    },
    /// Parts within parts within parts.
    #[error("the mail is nested more than {limit} levels deep; it was not read: upload its documents one by one")]
    TooDeep {
        /// Levels allowed.
        limit: usize,
    },
    /// Too many parts.
    #[error("the mail has more than {limit} parts; it was not read: upload its documents one by one")]
    TooManyParts {
        /// Parts allowed.
        limit: usize,
    },
    /// Too many attachments.
    #[error("the mail has more than {limit} attachments; it was not read: upload them in several demands or one by one")]
    TooManyAttachments {
        /// Attachments allowed.
        limit: usize,
    },
    /// The bytes are no PDF, whatever the name says.
    #[error("this is not a PDF: the file begins as {found}; it is kept as it came, unread: ask the authority for the original")]
    NotAPdf {
        /// What the bytes look like.
        found: &'static str,
    },
    /// A PDF larger than the limit.
    #[error("the PDF has {size} bytes and the limit is {limit}; it is kept as it came, unread")]
    PdfTooLarge {
        /// Bytes received.
        size: usize,
        /// Bytes allowed.
        limit: usize,
    },
    /// A PDF that would take too much memory or time: a decompression bomb, or a file of very many streams.
    #[error("the PDF unpacks to more than is allowed here; it is kept as it came, unread: open it on a machine set aside for that")]
    PdfTooComplex,
    /// Begins like a PDF and cannot be parsed.
    #[error("the PDF is damaged and cannot be read; it is kept as it came: ask the authority for the original")]
    PdfBroken,
    /// Reading did not end in time.
    #[error("reading the PDF took longer than {seconds} s and was given up; it is kept as it came, unread")]
    PdfTooSlow {
        /// Seconds allowed.
        seconds: u64,
    },
    /// Reading a mail did not end in time.
    #[error("reading the mail took too long and was given up; it is kept as it came, unread")]
    MailTooSlow,
    /// The reader itself failed at this mail.
    #[error("the mail breaks the program that reads it; it is kept as it came, unread: tell the operator")]
    MailBroken,
    /// A JSON demand with wrong fields: all of them.
    #[error("the demand was not imported; {}", problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Json {
        /// What is wrong, field by field.
        problems: Vec<FieldProblem>,
    },
}

impl IntakeError {
    /// The stable code, which is also the key of the sentence on the screen.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::MailTooLarge { .. } => "intake-mail-too-large",
            Self::NotAMail => "intake-not-a-mail",
            Self::HeaderTooLarge { .. } => "intake-header-too-large",
            Self::TooDeep { .. } => "intake-too-deep",
            Self::TooManyParts { .. } => "intake-too-many-parts",
            Self::TooManyAttachments { .. } => "intake-too-many-attachments",
            Self::NotAPdf { .. } => "intake-not-a-pdf",
            Self::PdfTooLarge { .. } => "intake-pdf-too-large",
            Self::PdfTooComplex => "intake-pdf-too-complex",
            Self::PdfBroken => "intake-pdf-broken",
            Self::PdfTooSlow { .. } => "intake-pdf-too-slow",
            Self::MailTooSlow => "intake-mail-too-slow",
            Self::MailBroken => "intake-mail-broken",
            Self::Json { .. } => "intake-json",
        }
    }

    /// The values that the sentence on the screen names. Sizes come in whole MiB, rounded up.
    #[must_use]
    pub fn args(&self) -> Vec<(&'static str, String)> {
        let mib = |bytes: usize| bytes.div_ceil(1024 * 1024).to_string();
        match self {
            Self::MailTooLarge { size, limit } | Self::PdfTooLarge { size, limit } => vec![("size", mib(*size)), ("limit", mib(*limit))],
            Self::HeaderTooLarge { limit } => vec![("limit", (limit / 1024).to_string())],
            Self::TooDeep { limit } | Self::TooManyParts { limit } | Self::TooManyAttachments { limit } => {
                vec![("limit", limit.to_string())]
            }
            Self::NotAPdf { found } => vec![("found", (*found).to_owned())],
            Self::PdfTooSlow { seconds } => vec![("seconds", seconds.to_string())],
            Self::Json { problems } => {
                vec![("problems", problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
            }
            Self::NotAMail | Self::PdfTooComplex | Self::PdfBroken | Self::MailTooSlow | Self::MailBroken => Vec::new(),
        }
    }
}
