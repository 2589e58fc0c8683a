//! Sealing: check, pack, encrypt, in streams.

use super::error::{PackageError, Unauthorised};
use super::lock::Lock;
use super::manifest::{FOLDER, FORMAT, MANIFEST, Manifest, is_safe, mapping_sha256};
use crate::minimise::digest::{Fingerprint, Hashing};
use crate::minimise::{Mapping, Report, Scope, check};
use domain::Instant;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::Path;
use zip::write::{SimpleFileOptions, ZipWriter};
use zip::{CompressionMethod, DateTime, System};

/// What is to be sealed.
#[derive(Clone, Copy, Debug)]
pub struct Contents<'a> {
    /// The demand's reference.
    pub demand: &'a str,
    /// For whom, as it stands in the approval.
    pub recipient: &'a str,
    /// When.
    pub created_at: Instant,
    /// SHA-256, in hex, of what was approved.
    pub approval_sha256: &'a str,
    /// The approved lines.
    pub scope: &'a Scope,
    /// How the files are read.
    pub mapping: &'a Mapping,
    /// What the minimisation reported: it names the files.
    pub report: &'a Report,
    /// Where the kept files are.
    pub folder: &'a Path,
}

/// A sealed package.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sealed {
    /// What stands in it.
    pub manifest: Manifest,
    /// The inner ZIP: the same bytes for the same contents, time included.
    pub zip: Fingerprint,
    /// The encrypted file: other bytes each time, as encryption must be.
    pub sealed: Fingerprint,
}

/// Check, pack and encrypt in one stream: the ZIP goes to `zip` as it is and to `sealed` encrypted. Give [`io::sink`] for a copy that is
/// not wanted. Both writers are flushed, not synced.
///
/// The independent check runs first, over every row. Then the files are read again and must be what was checked, byte for byte.
///
/// # Errors
/// [`PackageError::Unauthorised`] names the rows that may not leave; nothing has been written then. After an error while writing, what was
/// written is incomplete and must be thrown away.
pub fn seal(contents: &Contents<'_>, lock: &Lock, zip: impl Write, sealed: impl Write) -> Result<Sealed, PackageError> {
    let manifest = examine(contents)?;
    let locked = lock.around(Hashing::new(sealed))?;
    let mut both = Both(Hashing::new(zip), locked);
    write_zip(&manifest, contents.folder, &mut both)?;
    let Both(mut zip, locked) = both;
    let mut sealed = locked.finish().map_err(PackageError::Write)?;
    zip.flush().and_then(|()| sealed.flush()).map_err(PackageError::Write)?;
    Ok(Sealed { manifest, zip: zip.finish().0, sealed: sealed.finish().0 })
}

/// Check and pack without encrypting: the ZIP that [`seal`] would make of the same contents, byte for byte. At release it shows that what
/// was sealed is still what the stored files give.
///
/// # Errors
/// As [`seal`].
pub fn pack(contents: &Contents<'_>, zip: impl Write) -> Result<(Manifest, Fingerprint), PackageError> {
    let manifest = examine(contents)?;
    let mut zip = Hashing::new(zip);
    write_zip(&manifest, contents.folder, &mut zip)?;
    zip.flush().map_err(PackageError::Write)?;
    Ok((manifest, zip.finish().0))
}

/// The manifest of contents that may leave: every name, hash, count and row is looked at.
fn examine(contents: &Contents<'_>) -> Result<Manifest, PackageError> {
    let missing = |what: &'static str, is: bool| if is { Err(PackageError::Missing(what)) } else { Ok(()) };
    missing("the demand's reference", contents.demand.trim().is_empty())?;
    missing("the recipient", contents.recipient.trim().is_empty())?;
    let is_hash = contents.approval_sha256.len() == 64 && contents.approval_sha256.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    missing("the approval's SHA-256 (64 hex digits)", !is_hash)?;
    if contents.report.files.is_empty() {
        return Err(PackageError::Empty);
    }
    let mut names = BTreeSet::new();
    let mut unauthorised = Unauthorised::default();
    for reported in &contents.report.files {
        let file = &reported.file;
        if !is_safe(file) || !names.insert(file.to_lowercase()) {
            return Err(PackageError::BadName { file: file.clone() });
        }
        let open = File::open(contents.folder.join(file)).map_err(PackageError::Read)?;
        let mut input = Hashing::new(BufReader::with_capacity(1 << 16, open));
        let rows = check(&mut input, file, contents.scope, contents.mapping, &mut |v| unauthorised.add(v)).map_err(PackageError::Read)?;
        let is = input.drain().map_err(PackageError::Read)?;
        let differs = |what| Err(PackageError::NotAsReported { file: file.clone(), what });
        // Rows that may not leave are the graver finding, and name the place: they go before a differing hash.
        if unauthorised.total == 0 {
            if (is.size, is.sha256.as_str()) != (reported.kept_size, reported.kept_sha256.as_str()) {
                return differs("its SHA-256 or size differs");
            }
            if rows != reported.rows.kept() {
                return differs("its number of rows differs");
            }
        }
    }
    if unauthorised.total > 0 {
        return Err(PackageError::Unauthorised(unauthorised));
    }
    let mut files: Vec<_> = contents.report.files.iter().map(Into::into).collect();
    files.sort_by(|a: &super::ManifestFile, b| a.name.cmp(&b.name));
    Ok(Manifest {
        format: FORMAT.to_owned(),
        demand: contents.demand.to_owned(),
        recipient: contents.recipient.to_owned(),
        created_at: contents.created_at,
        approval_sha256: contents.approval_sha256.to_owned(),
        scope: contents.scope.clone(),
        mapping_sha256: mapping_sha256(contents.mapping).map_err(PackageError::Read)?,
        rows: contents.report.rows(),
        files,
    })
}

/// The ZIP, with nothing in it that differs from one time to the next: entries by name, one time stamp, one compression.
fn write_zip(manifest: &Manifest, folder: &Path, out: &mut impl Write) -> Result<(), PackageError> {
    let failed = |e: zip::result::ZipError| PackageError::Write(e.into());
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(6))
        .last_modified_time(DateTime::default())
        .system(System::Unix)
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new_stream(out);
    for file in &manifest.files {
        // An entry's sizes come after its data, so whether they need 64 bits must be said before.
        zip.start_file(format!("{FOLDER}{}", file.name), options.large_file(file.size >= u64::from(u32::MAX) / 2)).map_err(failed)?;
        let input = File::open(folder.join(&file.name)).map_err(PackageError::Read)?;
        let mut input = Hashing::new(BufReader::with_capacity(1 << 16, input));
        copy(&mut input, &mut zip)?;
        let (is, _) = input.finish();
        if (is.size, &is.sha256) != (file.size, &file.sha256) {
            return Err(PackageError::NotAsReported { file: file.name.clone(), what: "it was altered while it was being packed" });
        }
    }
    zip.start_file(MANIFEST, options).map_err(failed)?;
    zip.write_all(&manifest.to_bytes().map_err(PackageError::Write)?).map_err(PackageError::Write)?;
    zip.finish().map_err(failed)?;
    Ok(())
}

/// As [`io::copy`], but says which side failed.
fn copy(from: &mut impl Read, to: &mut impl Write) -> Result<(), PackageError> {
    let mut buf = vec![0; 1 << 16];
    loop {
        match from.read(&mut buf) {
            Ok(0) => return Ok(()),
            Ok(n) => to.write_all(&buf[..n]).map_err(PackageError::Write)?,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(PackageError::Read(e)),
        }
    }
}

/// Writes the same to two writers.
struct Both<A, B>(A, B);

impl<A: Write, B: Write> Write for Both<A, B> {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        self.0.write_all(buf)?;
        self.1.write_all(buf)?;
        Ok(buf.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()?;
        self.1.flush()
    }
}
