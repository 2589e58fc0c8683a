//! A private folder for one run.

use super::OutsideError;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A folder that only this process's user can enter, and that goes when this is dropped.
#[derive(Debug)]
pub struct Folder(TempDir);

impl Folder {
    /// A new, empty one under the system's temporary folder.
    ///
    /// # Errors
    /// [`OutsideError::Folder`].
    pub fn new() -> Result<Self, OutsideError> {
        let made = tempfile::Builder::new().prefix("ombud-outside-").tempdir();
        made.map(Self).map_err(|source| OutsideError::Folder { doing: "made", path: std::env::temp_dir(), source })
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Write a file; returns its path, to be given as an argument.
    ///
    /// # Errors
    /// [`OutsideError::Name`] for anything but a plain name of letters, digits, `.`, `_` and `-` that doesn't start with `.` or `-`;
    /// [`OutsideError::Folder`].
    pub fn put(&self, name: &str, bytes: &[u8]) -> Result<PathBuf, OutsideError> {
        let path = self.at(name)?;
        std::fs::write(&path, bytes).map_err(|source| OutsideError::Folder { doing: "written", path: path.clone(), source })?;
        Ok(path)
    }

    /// Read a file that a program wrote, at most `most` bytes of it; `None` if it isn't there.
    ///
    /// # Errors
    /// [`OutsideError::Name`], [`OutsideError::Folder`].
    pub fn get(&self, name: &str, most: u64) -> Result<Option<Vec<u8>>, OutsideError> {
        let path = self.at(name)?;
        let failed = |source| OutsideError::Folder { doing: "read", path: path.clone(), source };
        let file = match std::fs::File::open(&path) {
            Ok(file) => file,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(failed(e)),
        };
        let mut bytes = Vec::new();
        file.take(most).read_to_end(&mut bytes).map_err(failed)?;
        Ok(Some(bytes))
    }

    /// Names of the files in it, sorted.
    ///
    /// # Errors
    /// [`OutsideError::Folder`].
    pub fn names(&self) -> Result<Vec<String>, OutsideError> {
        let failed = |source| OutsideError::Folder { doing: "read", path: self.path().to_owned(), source };
        let mut names = Vec::new();
        for entry in std::fs::read_dir(self.path()).map_err(failed)? {
            names.extend(entry.map_err(failed)?.file_name().into_string());
        }
        names.sort();
        Ok(names)
    }

    fn at(&self, name: &str) -> Result<PathBuf, OutsideError> {
        let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'));
        if name.is_empty() || name.starts_with(['.', '-']) || !plain {
            return Err(OutsideError::Name(name.to_owned()));
        }
        Ok(self.path().join(name))
    }
}
