//! A page of a paper as a picture, drawn by the house: the paper itself is never opened in a browser.

use super::super::extract::Ids;
use super::super::problem::Problem;
use super::super::session::Session;
use crate::app::App;
use crate::intake::Sniffed;
use crate::intake::upload::read_upload;
use crate::record::chain;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use domain::ids::DocumentId;
use sha2::{Digest, Sha256};

/// Pages that can be looked at.
const MOST_PAGES: u32 = 200;

/// Whether a page of it can be shown: a PDF is drawn, a PNG or JPEG is a picture already.
#[must_use]
pub fn can_be_seen(bytes: &[u8]) -> bool {
    Sniffed::of(bytes) == Sniffed::Pdf || is_picture(bytes)
}

fn is_picture(bytes: &[u8]) -> bool {
    matches!(Sniffed::media_type(bytes), "image/png" | "image/jpeg")
}

/// `GET /demands/new/form/{file}/page/{paper}/{page}`: `paper` counts the documents in the file from 0, `page` its pages from 1.
pub async fn show(State(app): State<App>, session: Session, ids: Ids) -> Result<Response, Problem> {
    let (file, paper, page): (DocumentId, usize, u32) = (ids.at(0)?, ids.at(1)?, ids.at(2)?);
    if !(1..=MOST_PAGES).contains(&page) {
        return Err(Problem::NotFound);
    }
    let row = app.workflow.incoming(&session.actor, file).await?;
    let bytes = app.workflow.read_incoming(session.actor, row.document()).await?;
    let draft = read_upload(&app.workflow, bytes, &row.name, row.added_at).await.map_err(|_| Problem::NotFound)?;
    let paper: Bytes = draft.new.documents.get(paper).ok_or(Problem::NotFound)?.bytes.clone();
    let (kind, picture) = if is_picture(&paper) && page == 1 {
        (Sniffed::media_type(&paper), paper)
    } else if Sniffed::of(&paper) == Sniffed::Pdf {
        let sha256 = chain::hex(&Sha256::digest(&paper));
        ("image/png", app.pictures.page(&paper, sha256, page).await.ok_or(Problem::NotFound)?)
    } else {
        return Err(Problem::NotFound);
    };
    Ok(([(header::CONTENT_TYPE, kind)], picture).into_response())
}
