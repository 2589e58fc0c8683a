//! Reading a package again: is it what its manifest says, and may it leave?

use super::error::{PackageError, Unauthorised};
use super::manifest::{FOLDER, FORMAT, MANIFEST, Manifest, is_safe, mapping_sha256};
use minimise::check::Violation;
use minimise::digest::Hashing;
use minimise::{Counts, Mapping, Scope, check};
use std::collections::BTreeSet;
use std::io::{self, BufReader, Read, Seek};
use zip::ZipArchive;

/// A manifest larger than this is none.
const MANIFEST_MAX: u64 = 64 << 20;

/// What a package must have been made for.
#[derive(Clone, Copy, Debug)]
pub struct Approved<'a> {
    /// The demand's reference.
    pub demand: &'a str,
    /// For whom.
    pub recipient: &'a str,
    /// SHA-256, in hex, of what was approved.
    pub approval_sha256: &'a str,
    /// The files that may be in it.
    pub parts: &'a [ApprovedPart<'a>],
}

/// A file that a package may have, with its rules as they stand at this moment.
#[derive(Clone, Copy, Debug)]
pub struct ApprovedPart<'a> {
    /// Name in the package.
    pub name: &'a str,
    /// Name under which the minimisation read it: it chooses the source of the mapping.
    pub read_as: &'a str,
    /// The approved lines.
    pub scope: &'a Scope,
    /// How it is read.
    pub mapping: &'a Mapping,
}

/// Check a package again at release (INV-03): its hashes, that it was made for this approval, and each row against the scope *given here*,
/// not the one that the package names.
///
/// Hash the whole ZIP as well, against what was recorded at sealing: bytes between the entries of a ZIP belong to none of them.
///
/// # Errors
/// The first thing that is wrong; of rows that may not leave, all are counted and the first named.
pub fn verify(zip: impl Read + Seek, approved: &Approved<'_>) -> Result<Manifest, PackageError> {
    let mut zip = archive(zip)?;
    let manifest = check_hashes(&mut zip)?;
    let same = |what, is| if is { Ok(()) } else { Err(PackageError::NotAsApproved(what)) };
    same("demand", manifest.demand == approved.demand)?;
    same("recipient", manifest.recipient == approved.recipient)?;
    same("approval", manifest.approval_sha256 == approved.approval_sha256)?;
    same("files", manifest.files.len() == approved.parts.len())?;

    let mut unauthorised = Unauthorised::default();
    for file in &manifest.files {
        let part = approved.parts.iter().find(|p| p.name == file.name).ok_or(PackageError::NotAsApproved("files"))?;
        same("source", file.read_as == part.read_as)?;
        same("scope", file.scope == *part.scope)?;
        same("mapping", file.mapping_sha256 == mapping_sha256(part.mapping).map_err(PackageError::Read)?)?;
        let entry = zip.by_name(&format!("{FOLDER}{}", file.name)).map_err(unreadable)?;
        let mut found = |v: Violation| unauthorised.add(Violation { file: file.name.clone(), ..v });
        let checked = check(BufReader::new(entry), part.read_as, part.scope, part.mapping, &mut found).map_err(PackageError::Read)?;
        if unauthorised.total == 0 && (checked.rows, checked.first, checked.last) != (file.rows.kept(), file.first, file.last) {
            return Err(PackageError::NotAsManifest { file: file.name.clone(), what: "has other rows" });
        }
    }
    if unauthorised.total > 0 { Err(PackageError::Unauthorised(unauthorised)) } else { Ok(manifest) }
}

/// Check only that a package is whole and as its manifest says: all that a recipient can check, and all they need.
///
/// # Errors
/// The first thing that is wrong.
pub fn verify_hashes(zip: impl Read + Seek) -> Result<Manifest, PackageError> {
    check_hashes(&mut archive(zip)?)
}

fn archive<R: Read + Seek>(zip: R) -> Result<ZipArchive<R>, PackageError> {
    ZipArchive::new(zip).map_err(unreadable)
}

fn unreadable(error: zip::result::ZipError) -> PackageError {
    match error {
        zip::result::ZipError::Io(e) => PackageError::Read(e),
        other => PackageError::Unreadable(other.to_string()),
    }
}

fn check_hashes<R: Read + Seek>(zip: &mut ZipArchive<R>) -> Result<Manifest, PackageError> {
    let manifest = read_manifest(zip)?;
    let mut expected: BTreeSet<String> = manifest.files.iter().map(|f| format!("{FOLDER}{}", f.name)).collect();
    let wrong = |file: &str, what| Err(PackageError::NotAsManifest { file: file.to_owned(), what });
    if let Some(file) = manifest.files.iter().find(|f| !is_safe(&f.name)) {
        return wrong(&file.name, "has a name that no package has");
    }
    if manifest.rows != Counts::sum(manifest.files.iter().map(|f| &f.rows)) {
        return wrong(MANIFEST, "has sums that are not those of its files");
    }
    if expected.len() != manifest.files.len() {
        return wrong(MANIFEST, "names a file twice");
    }
    expected.insert(MANIFEST.to_owned());
    let there =
        zip.file_names().map(|name| name.map(std::borrow::Cow::into_owned)).collect::<Result<BTreeSet<String>, _>>().map_err(unreadable)?;
    if let Some(extra) = there.difference(&expected).next() {
        return wrong(extra, "is not in the manifest");
    }
    if let Some(lost) = expected.difference(&there).next() {
        return wrong(lost, "is missing");
    }
    if zip.len() != expected.len() {
        return wrong(MANIFEST, "has fewer entries than the package");
    }
    for file in &manifest.files {
        let entry = zip.by_name(&format!("{FOLDER}{}", file.name)).map_err(unreadable)?;
        // One byte past the size is enough to know; a bomb gets no further.
        let mut entry = Hashing::new(entry.take(file.size.saturating_add(1)));
        match io::copy(&mut entry, &mut io::sink()) {
            Ok(_) => {}
            Err(e) if e.kind() == io::ErrorKind::InvalidData => return wrong(&file.name, "is damaged"),
            Err(e) => return Err(PackageError::Read(e)),
        }
        let (is, _) = entry.finish();
        if (is.size, &is.sha256) != (file.size, &file.sha256) {
            return wrong(&file.name, "has another SHA-256 or size");
        }
    }
    Ok(manifest)
}

fn read_manifest<R: Read + Seek>(zip: &mut ZipArchive<R>) -> Result<Manifest, PackageError> {
    let entry = zip.by_name(MANIFEST).map_err(unreadable)?;
    let mut bytes = Vec::new();
    entry.take(MANIFEST_MAX + 1).read_to_end(&mut bytes).map_err(|e| PackageError::Unreadable(e.to_string()))?;
    if bytes.len() as u64 > MANIFEST_MAX {
        return Err(PackageError::Unreadable("the manifest is too large".into()));
    }
    let manifest: Manifest = serde_json::from_slice(&bytes).map_err(|e| PackageError::Unreadable(format!("manifest: {e}")))?;
    if manifest.format == FORMAT {
        Ok(manifest)
    } else {
        Err(PackageError::Unreadable(format!("format '{}' is not {FORMAT}", manifest.format)))
    }
}
