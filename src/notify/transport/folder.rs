//! Mails as files.

use super::{Phase, SendOutcome, one_line};
use crate::notify::message::ReadyMail;
use std::io::Write;
use std::path::{Path, PathBuf};

/// A folder that takes mails as `<outbox id>.eml`.
#[derive(Clone, Debug)]
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// A folder; it is made when the first mail comes.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Write the mail under a temporary name, make it durable, then give it its name: a file that is there is whole. A
    /// second attempt writes the same bytes under the same name, so here nothing is ever ambiguous.
    pub(super) async fn send(&self, mail: &ReadyMail) -> SendOutcome {
        let (folder, name, bytes) = (self.path.clone(), format!("{}.eml", mail.id), mail.bytes.clone());
        match blocking(move || write(&folder, &name, &bytes)).await {
            Ok(()) => SendOutcome::Accepted { response: format!("written to {}.eml", mail.id) },
            Err(why) => SendOutcome::Temporary { phase: Phase::Connect, why },
        }
    }

    pub(super) async fn probe(&self) -> Result<(), (Phase, String)> {
        let folder = self.path.clone();
        blocking(move || {
            std::fs::create_dir_all(&folder)?;
            tempfile::NamedTempFile::new_in(&folder)?.close()
        })
        .await
        .map_err(|why| (Phase::Connect, why))
    }
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(folder.join(name)).map_err(|e| e.error)?;
    std::fs::File::open(folder)?.sync_all()
}

async fn blocking(work: impl FnOnce() -> std::io::Result<()> + Send + 'static) -> Result<(), String> {
    match tokio::task::spawn_blocking(work).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(one_line(&error.to_string())),
        Err(error) => Err(one_line(&error.to_string())),
    }
}
