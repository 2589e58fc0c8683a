//! What a package says of itself: `manifest.json`, its last entry.

use super::seal::Part;
use domain::Instant;
use minimise::check::Checked;
use minimise::digest::Hashing;
use minimise::{Counts, Mapping, Scope};
use serde::{Deserialize, Serialize};
use std::io::{self, Write};

/// Name of the manifest in the ZIP.
pub const MANIFEST: &str = "manifest.json";

/// Folder of the produced files in the ZIP.
pub const FOLDER: &str = "files/";

/// The format that this program writes and reads.
pub const FORMAT: &str = "ombud-package-1";

/// The manifest.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// [`FORMAT`].
    pub format: String,
    /// The demand's reference.
    pub demand: String,
    /// For whom.
    pub recipient: String,
    /// When it was sealed.
    pub created_at: Instant,
    /// SHA-256, in hex, of what was approved.
    pub approval_sha256: String,
    /// Rows of all files by fate.
    pub rows: Counts,
    /// The files, by name.
    pub files: Vec<ManifestFile>,
}

/// One file of the package.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManifestFile {
    /// Name, below [`FOLDER`].
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256, in hex.
    pub sha256: String,
    /// Name under which the minimisation read it, which is what the mapping goes by.
    pub read_as: String,
    /// The authorised lines that it was minimised to.
    pub scope: Scope,
    /// SHA-256, in hex, of the mapping by which it was read (of its JSON).
    pub mapping_sha256: String,
    /// Rows by fate.
    pub rows: Counts,
    /// Earliest moment of a row, as the independent check read it; `None` for undated rows.
    pub first: Option<Instant>,
    /// Latest moment of a row, included.
    pub last: Option<Instant>,
    /// Fields taken out of the kept rows, by category.
    pub fields_removed: std::collections::BTreeMap<String, u64>,
    /// Cells that now begin with an apostrophe, because a spreadsheet would have run them.
    pub cells_neutralised: u64,
}

impl ManifestFile {
    /// The entry of a part that passed the check.
    pub(super) fn new(part: &Part<'_>, checked: &Checked) -> io::Result<Self> {
        let report = part.report;
        Ok(Self {
            name: part.name.to_owned(),
            size: report.kept_size,
            sha256: report.kept_sha256.clone(),
            read_as: report.file.clone(),
            scope: part.scope.clone(),
            mapping_sha256: mapping_sha256(part.mapping)?,
            rows: report.rows.clone(),
            first: checked.first,
            last: checked.last,
            fields_removed: report.fields_removed.clone(),
            cells_neutralised: report.cells_neutralised,
        })
    }
}

impl Manifest {
    /// The bytes that stand in the ZIP.
    ///
    /// # Errors
    /// None in practice: all keys are text.
    pub fn to_bytes(&self) -> io::Result<Vec<u8>> {
        let mut bytes = serde_json::to_vec_pretty(self)?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}

/// The hash that binds a package to a mapping.
pub(super) fn mapping_sha256(mapping: &Mapping) -> io::Result<String> {
    let mut hash = Hashing::new(io::sink());
    hash.write_all(&serde_json::to_vec(mapping)?)?;
    Ok(hash.finish().0.sha256)
}

/// Whether a name may stand in a package that somebody else unpacks.
pub(super) fn is_safe(name: &str) -> bool {
    !name.is_empty() && name.len() <= 255 && !name.starts_with('.') && !name.contains(['/', '\\', ':']) && !name.contains(char::is_control)
}
