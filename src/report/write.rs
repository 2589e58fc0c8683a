//! Writing an export: all of it or nothing, and never over anything that is not ours.

use super::error::ReportError;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// The list of files with their SHA-256, in the form that `sha256sum -c` reads.
pub const SUMS: &str = "SHA256SUMS";

/// A file of an export, in memory.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct File {
    /// Its name inside the export's folder.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl File {
    pub(super) fn new(name: impl Into<String>, bytes: Vec<u8>) -> Self {
        Self { name: name.into(), bytes }
    }
}

/// A file of an export, on disk.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WrittenFile {
    /// Where.
    pub path: PathBuf,
    /// Length in bytes.
    pub bytes: u64,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
}

/// SHA-256 in lower-case hexadecimal.
pub(super) fn sha256(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(bytes))
}

/// The files with the list of their hashes added.
pub(super) fn with_sums(mut files: Vec<File>) -> Vec<File> {
    files.sort_by(|a, b| a.name.cmp(&b.name));
    let sums: String = files.iter().map(|f| format!("{}  {}\n", sha256(&f.bytes), f.name)).collect();
    files.push(File::new(SUMS, sums.into_bytes()));
    files
}

/// Put `files` into `dir`, which may be absent, empty, or an earlier export that nobody has touched (it is replaced).
///
/// Written to a folder beside it, flushed to disk, then renamed: a reader sees the old export or the new one.
pub(super) fn write(files: &[File], dir: &Path) -> Result<Vec<WrittenFile>, ReportError> {
    let failed = |doing, path: &Path| {
        let path = path.to_owned();
        move |source| ReportError::Write { doing, path, source }
    };
    let target = match dir.canonicalize() {
        Ok(existing) => existing,
        Err(e) if e.kind() == io::ErrorKind::NotFound => std::path::absolute(dir).map_err(failed("finding", dir))?,
        Err(e) => return Err(failed("opening", dir)(e)),
    };
    let (Some(parent), Some(_)) = (target.parent(), target.file_name()) else {
        return Err(ReportError::ForeignDirectory { dir: target, found: "the root of the file system".to_owned() });
    };
    let occupied = occupied(&target)?;
    fs::create_dir_all(parent).map_err(failed("making", parent))?;
    let fresh = tempfile::Builder::new().prefix(".ombud-export-").tempdir_in(parent).map_err(failed("making a folder in", parent))?;
    for file in files {
        let path = fresh.path().join(&file.name);
        put(&path, &file.bytes).map_err(failed("writing", &path))?;
    }
    sync(fresh.path()).map_err(failed("flushing", fresh.path()))?;

    // The earlier export steps aside, whole, until the new one stands.
    let aside = occupied
        .then(|| tempfile::Builder::new().prefix(".ombud-earlier-").tempdir_in(parent))
        .transpose()
        .map_err(failed("making a folder in", parent))?;
    if let Some(aside) = &aside {
        fs::rename(&target, aside.path()).map_err(failed("moving aside", &target))?;
    }
    if let Err(e) = fs::rename(fresh.path(), &target) {
        if let Some(aside) = aside {
            let kept = aside.keep();
            fs::rename(&kept, &target).map_err(failed("moving back", &kept))?;
        }
        return Err(failed("moving into place", &target)(e));
    }
    // Nothing is at its old name any more, so there is nothing to clean up.
    let _moved = fresh.keep();
    sync(parent).map_err(failed("flushing", parent))?;
    Ok(files.iter().map(|f| WrittenFile { path: dir.join(&f.name), bytes: f.bytes.len() as u64, sha256: sha256(&f.bytes) }).collect())
}

fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = fs::File::create_new(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn sync(dir: &Path) -> io::Result<()> {
    fs::File::open(dir)?.sync_all()
}

/// Whether `dir` holds an earlier export, exactly as it was written. `false`: absent or empty.
fn occupied(dir: &Path) -> Result<bool, ReportError> {
    let failed = |path: &Path, source| ReportError::Write { doing: "reading", path: path.to_owned(), source };
    let foreign = |found: String| Err(ReportError::ForeignDirectory { dir: dir.to_owned(), found });
    let mut names = match fs::read_dir(dir) {
        Ok(entries) => entries
            .map(|e| e.map(|e| e.file_name().to_string_lossy().into_owned()))
            .collect::<io::Result<Vec<_>>>()
            .map_err(|e| failed(dir, e))?,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(e) if e.kind() == io::ErrorKind::NotADirectory => return foreign("a file where the folder should be".to_owned()),
        Err(e) => return Err(failed(dir, e)),
    };
    if names.is_empty() {
        return Ok(false);
    }
    names.sort();
    let sums = fs::read_to_string(dir.join(SUMS)).unwrap_or_default();
    let ours: BTreeMap<&str, &str> = sums.lines().filter_map(|l| l.split_once("  ")).map(|(hash, name)| (name, hash)).collect();
    for name in &names {
        let path = dir.join(name);
        let plain = fs::symlink_metadata(&path).map_err(|e| failed(&path, e))?.is_file();
        let listed = name == SUMS || ours.get(name.as_str()).is_some_and(|hash| fs::read(&path).is_ok_and(|b| sha256(&b) == **hash));
        if !plain || !listed {
            return foreign(format!("'{name}'"));
        }
    }
    // A list alone could be anybody's.
    if ours.is_empty() { foreign(format!("'{SUMS}'")) } else { Ok(true) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(dir: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(dir).unwrap().map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// The disk fails in the middle: here, because a file's folder does not exist.
    #[test]
    fn a_failure_in_the_middle_keeps_the_earlier_export_and_leaves_nothing_behind() {
        let home = tempfile::tempdir().unwrap();
        let dir = home.path().join("export");
        let first = with_sums(vec![File::new("a.csv", b"1\n".to_vec())]);
        write(&first, &dir).unwrap();
        let second = with_sums(vec![File::new("a.csv", b"2\n".to_vec()), File::new("no/such/folder.csv", b"3\n".to_vec())]);
        let why = write(&second, &dir).unwrap_err();
        assert!(matches!(&why, ReportError::Write { doing: "writing", .. }), "{why}");
        assert_eq!(fs::read(dir.join("a.csv")).unwrap(), b"1\n");
        assert_eq!(names(&dir), ["SHA256SUMS", "a.csv"]);
        assert_eq!(names(home.path()), ["export"], "no half-written folder stays");
    }
}
