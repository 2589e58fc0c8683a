//! Checking a message against the schemas that the operator has laid down. Without them a message is read, and said to be unchecked.

use crate::outside::{Folder, Limits, Outside, OutsideError, Ran};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Most findings that are told.
const MOST_FINDINGS: usize = 20;
/// Most bytes of one schema file.
const MOST_SCHEMA: u64 = 16 * 1024 * 1024;

/// What checking gave.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Checked {
    /// There was nothing to check against, or nothing to check with: why.
    Not(String),
    /// It fits.
    Fits,
    /// It doesn't: what the checker said, line by line.
    Fails(Vec<String>),
}

/// Why a check could not be made.
#[derive(Debug, thiserror::Error)]
pub enum SchemaError {
    /// A schema that can't be read or is none.
    #[error("the schema {path} can't be used: {why}; nothing was checked")]
    Schema {
        /// Which.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// The program gave no answer.
    #[error(transparent)]
    Outside(#[from] OutsideError),
}

/// Check XML with `xmllint`, which is given no network.
///
/// # Errors
/// [`SchemaError`].
pub async fn xml(outside: &Outside, schema: &Path, message: &[u8]) -> Result<Checked, SchemaError> {
    if !schema.is_file() {
        return Err(SchemaError::Schema { path: schema.to_owned(), why: "there is no such file".to_owned() });
    }
    let folder = Folder::new()?;
    let file = folder.put("message.xml", message)?;
    let limits = Limits { wall: Duration::from_secs(10), processor: Duration::from_secs(10), ..Limits::default() };
    let arguments: [&(dyn AsRef<std::ffi::OsStr> + Sync); 5] = [&"--noout", &"--nonet", &"--schema", &schema, &file];
    match outside.run("xmllint", &arguments, &folder, limits).await? {
        Ran::Absent(program) => Ok(Checked::Not(format!("{program} is not installed"))),
        Ran::Done(reply) => match reply.code {
            0 => Ok(Checked::Fits),
            // 5: the schema itself.
            5 => Err(SchemaError::Schema { path: schema.to_owned(), why: reply.err.chars().take(400).collect() }),
            _ => {
                let place = file.display().to_string();
                let lines = reply.err.lines().filter(|line| !line.trim().is_empty() && !line.ends_with("fails to validate"));
                Ok(Checked::Fails(
                    lines.map(|line| line.replace(&place, "message").chars().take(400).collect()).take(MOST_FINDINGS).collect(),
                ))
            }
        },
    }
}

/// Check JSON against one schema of a folder; references to the other files of the folder are followed, by `$id` and by file name, and none
/// beyond it.
///
/// # Errors
/// [`SchemaError`].
pub fn json(folder: &Path, root: &str, message: &serde_json::Value) -> Result<Checked, SchemaError> {
    let path = folder.join(root);
    let schema = load(&path)?;
    let mut registry = jsonschema::Registry::new();
    let wrong = |path: &Path, why: String| SchemaError::Schema { path: path.to_owned(), why };
    let files = std::fs::read_dir(folder).map_err(|e| wrong(folder, e.to_string()))?;
    for file in files {
        let other = file.map_err(|e| wrong(folder, e.to_string()))?.path();
        if other == path || other.extension().is_none_or(|end| end != "json") {
            continue;
        }
        let value = load(&other)?;
        let name = other.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let id = value.get("$id").and_then(serde_json::Value::as_str).map_or_else(|| format!("json-schema:///{name}"), str::to_owned);
        registry = registry.add(id, value).map_err(|e| wrong(&other, e.to_string()))?;
    }
    let registry = registry.prepare().map_err(|e| wrong(folder, e.to_string()))?;
    let validator = jsonschema::options().with_registry(&registry).build(&schema).map_err(|e| wrong(&path, e.to_string()))?;
    let findings: Vec<String> = validator
        .iter_errors(message)
        .take(MOST_FINDINGS)
        .map(|e| format!("{}: {e}", e.instance_path()).chars().take(400).collect())
        .collect();
    Ok(if findings.is_empty() { Checked::Fits } else { Checked::Fails(findings) })
}

fn load(path: &Path) -> Result<serde_json::Value, SchemaError> {
    let wrong = |why: String| SchemaError::Schema { path: path.to_owned(), why };
    let size = std::fs::metadata(path).map_err(|e| wrong(e.to_string()))?.len();
    if size > MOST_SCHEMA {
        return Err(wrong(format!("it has {size} bytes")));
    }
    let bytes = std::fs::read(path).map_err(|e| wrong(e.to_string()))?;
    serde_json::from_slice(&bytes).map_err(|e| wrong(e.to_string()))
}
