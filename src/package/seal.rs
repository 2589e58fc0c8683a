//! Sealing: check, pack, encrypt, in streams.

use super::error::{PackageError, Unauthorised};
use super::lock::Lock;
use super::manifest::{FOLDER, FORMAT, MANIFEST, Manifest, ManifestFile, is_safe};
use domain::Instant;
use minimise::check::Violation;
use minimise::digest::{Fingerprint, Hashing};
use minimise::{Counts, FileReport, Mapping, Report, Scope, check};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};
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
    /// The files.
    pub parts: &'a [Part<'a>],
}

/// One file to be sealed, with the rules it must obey: its own, so that what one scope line opens does not open another's file.
#[derive(Clone, Debug)]
pub struct Part<'a> {
    /// Name in the package.
    pub name: &'a str,
    /// The kept file.
    pub path: PathBuf,
    /// What the minimisation reported on it.
    pub report: &'a FileReport,
    /// The approved lines that it was minimised to.
    pub scope: &'a Scope,
    /// How it is read.
    pub mapping: &'a Mapping,
}

impl<'a> Part<'a> {
    /// The files that one run of the minimisation left in `folder`.
    #[must_use]
    pub fn of_run(report: &'a Report, folder: &Path, scope: &'a Scope, mapping: &'a Mapping) -> Vec<Self> {
        report.files.iter().map(|r| Self { name: &r.file, path: folder.join(&r.file), report: r, scope, mapping }).collect()
    }
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
    write_zip(&manifest, contents.parts, &mut both)?;
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
    write_zip(&manifest, contents.parts, &mut zip)?;
    zip.flush().map_err(PackageError::Write)?;
    Ok((manifest, zip.finish().0))
}

/// The manifest of contents that may leave: every name, hash, count and row is looked at.
fn examine(contents: &Contents<'_>) -> Result<Manifest, PackageError> {
    let missing = |what: &'static str, is: bool| if is { Err(PackageError::Missing(what)) } else { Ok(()) };
    missing("demand", contents.demand.trim().is_empty())?;
    missing("recipient", contents.recipient.trim().is_empty())?;
    let is_hash = contents.approval_sha256.len() == 64 && contents.approval_sha256.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    missing("approval", !is_hash)?;
    if contents.parts.is_empty() {
        return Err(PackageError::Empty);
    }
    let mut names = BTreeSet::new();
    let mut unauthorised = Unauthorised::default();
    let mut files = Vec::with_capacity(contents.parts.len());
    for part in contents.parts {
        if !is_safe(part.name) || !names.insert(part.name.to_lowercase()) {
            return Err(PackageError::BadName { file: part.name.to_owned() });
        }
        let open = File::open(&part.path).map_err(PackageError::Read)?;
        let mut input = Hashing::new(BufReader::with_capacity(1 << 16, open));
        let mut found = |v: Violation| unauthorised.add(Violation { file: part.name.to_owned(), ..v });
        let checked = check(&mut input, &part.report.file, part.scope, part.mapping, &mut found).map_err(PackageError::Read)?;
        let is = input.drain().map_err(PackageError::Read)?;
        let differs = |what| Err(PackageError::NotAsReported { file: part.name.to_owned(), what });
        // Rows that may not leave are the graver finding, and name the place: they go before a differing hash.
        if unauthorised.total == 0 {
            if (is.size, is.sha256.as_str()) != (part.report.kept_size, part.report.kept_sha256.as_str()) {
                return differs("its SHA-256 or size differs");
            }
            if checked.rows != part.report.rows.kept() {
                return differs("its number of rows differs");
            }
        }
        files.push(ManifestFile::new(part, &checked).map_err(PackageError::Read)?);
    }
    if unauthorised.total > 0 {
        return Err(PackageError::Unauthorised(unauthorised));
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(Manifest {
        format: FORMAT.to_owned(),
        demand: contents.demand.to_owned(),
        recipient: contents.recipient.to_owned(),
        created_at: contents.created_at,
        approval_sha256: contents.approval_sha256.to_owned(),
        rows: Counts::sum(files.iter().map(|f| &f.rows)),
        files,
    })
}

/// The ZIP, with nothing in it that differs from one time to the next: entries by name, one time stamp, one compression.
fn write_zip(manifest: &Manifest, parts: &[Part<'_>], out: &mut impl Write) -> Result<(), PackageError> {
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
        let path = parts.iter().find(|p| p.name == file.name).map_or(Path::new(""), |p| &p.path);
        let input = File::open(path).map_err(PackageError::Read)?;
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
