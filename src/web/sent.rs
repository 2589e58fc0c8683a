//! Forms that send files: read with limits, the same way at every door.

use crate::intake::Sniffed;
use crate::web::problem::Problem;
use crate::workflow::NewDocument;
use axum::extract::multipart::{Multipart, MultipartError};
use axum::http::StatusCode;

/// Most files of one form.
pub const MOST_FILES: usize = 10;
/// Longest text of a form that comes with a file, in bytes.
pub const TEXT_LIMIT: usize = 256 * 1024;

/// What a form sent.
#[derive(Debug, Default)]
pub struct Sent {
    /// Names and texts, in order.
    pub pairs: Vec<(String, String)>,
    /// Files of the field `file`, each with its media type as found and without a kind.
    pub files: Vec<NewDocument>,
    /// More files came than are taken.
    pub too_many: bool,
}

impl Sent {
    /// Read a form.
    ///
    /// # Errors
    /// [`Problem::TooLarge`], [`Problem::Unreadable`].
    pub async fn read(mut form: Multipart) -> Result<Self, Problem> {
        let (mut sent, mut size) = (Self::default(), 0);
        while let Some(field) = form.next_field().await.map_err(|e| unreadable(&e))? {
            let name = field.name().unwrap_or_default().to_owned();
            if let Some(file) = field.file_name().map(|f| domain::text::one_line(f, 200)) {
                let bytes = field.bytes().await.map_err(|e| unreadable(&e))?;
                // A browser sends an empty one where none was chosen.
                if name != "file" || file.is_empty() || bytes.is_empty() {
                    continue;
                }
                if sent.files.len() == MOST_FILES {
                    sent.too_many = true;
                    continue;
                }
                let media_type = Sniffed::media_type(&bytes).to_owned();
                sent.files.push(NewDocument { name: file, media_type, kind: String::new(), bytes });
                continue;
            }
            let text = field.text().await.map_err(|e| unreadable(&e))?;
            size += text.len();
            if size > TEXT_LIMIT {
                return Err(Problem::TooLarge);
            }
            sent.pairs.push((name, text));
        }
        Ok(sent)
    }
}

/// What a form that could not be read is answered with.
#[must_use]
pub fn unreadable(error: &MultipartError) -> Problem {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE { Problem::TooLarge } else { Problem::Unreadable }
}
