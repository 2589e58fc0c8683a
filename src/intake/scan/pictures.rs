//! Pictures of pages for people to look at, the last ones kept.

use super::machine::picture;
use crate::outside::Outside;
use bytes::Bytes;
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use tokio::sync::Semaphore;

/// Pictures that are kept.
const KEPT: usize = 48;
/// Pages that are drawn at a time.
const AT_A_TIME: usize = 2;

/// The pictures of an installation. They are kept in memory only: a page is drawn again after a restart.
#[derive(Debug)]
pub struct Pictures {
    outside: Outside,
    kept: Mutex<VecDeque<((String, u32), Bytes)>>,
    turns: Semaphore,
}

impl Default for Pictures {
    fn default() -> Self {
        Self::drawn_by(Outside::default())
    }
}

impl Pictures {
    /// None yet; drawn by these programs.
    #[must_use]
    pub fn drawn_by(outside: Outside) -> Self {
        Self { outside, kept: Mutex::default(), turns: Semaphore::new(AT_A_TIME) }
    }

    /// A page of a PDF, counted from 1, as PNG; `sha256` is the PDF's digest. `None` when it can't be drawn.
    pub async fn page(&self, pdf: &Bytes, sha256: String, page: u32) -> Option<Bytes> {
        let key = (sha256, page);
        if let Some(drawn) = self.known(&key) {
            return Some(drawn);
        }
        let _turn = self.turns.acquire().await.ok()?;
        // Whoever had the turn before may have drawn it.
        if let Some(drawn) = self.known(&key) {
            return Some(drawn);
        }
        match picture(&self.outside, pdf, page).await {
            Ok(drawn) => {
                let drawn = Bytes::from(drawn?);
                let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
                kept.push_back((key, drawn.clone()));
                while kept.len() > KEPT {
                    kept.pop_front();
                }
                Some(drawn)
            }
            Err(error) => {
                tracing::warn!(code = "page-picture", %error, "a page was not drawn");
                None
            }
        }
    }

    fn known(&self, key: &(String, u32)) -> Option<Bytes> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(k, _)| k == key).map(|(_, drawn)| drawn.clone())
    }
}
