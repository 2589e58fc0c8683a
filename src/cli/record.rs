//! `ombud record …` and `ombud rebuild`: the record written out, checked, and compared with what is shown.

use super::error::{CliError, Code};
use super::{Global, output};
use crate::record::{self, chain};
use crate::store::export;
use crate::workflow::Operation;
use clap::{Args, Subcommand};
use domain::actor::Actor;
use serde_json::json;
use std::fs::File;
use std::io::{BufReader, BufWriter, Write as _};
use std::path::PathBuf;

/// The record.
#[derive(Subcommand, Debug)]
pub enum Record {
    /// Write every entry and a signed head
    Export(Export),
    /// Check an exported record; needs nothing but the file
    Verify(Verify),
}

/// Write out.
#[derive(Args, Debug)]
pub struct Export {
    /// Into this file, which must not exist; standard output otherwise
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Check.
#[derive(Args, Debug)]
pub struct Verify {
    /// The exported record
    file: PathBuf,
    /// The installation's public key (64 hexadecimal digits) as you got it by another way
    #[arg(long, value_name = "HEX", value_parser = key)]
    key: Option<[u8; 32]>,
    /// The result as JSON
    #[arg(long)]
    json: bool,
}

/// Compare.
#[derive(Args, Debug)]
pub struct Rebuild {
    /// Only compare; nothing is changed
    #[arg(long, required = true)]
    check: bool,
    /// The result as JSON
    #[arg(long)]
    json: bool,
}

fn key(text: &str) -> Result<[u8; 32], String> {
    chain::unhex(text.trim()).ok_or_else(|| "write 64 digits 0-9 a-f".to_owned())
}

impl Record {
    pub(super) async fn run(self, global: &Global) -> Result<Code, CliError> {
        match self {
            Record::Export(export) => export.run(global).await,
            Record::Verify(verify) => verify.run(),
        }
    }
}

impl Export {
    async fn run(self, global: &Global) -> Result<Code, CliError> {
        let installation = global.open().await?;
        // The file first: what can't be written need not be on the record.
        let file = self
            .out
            .as_ref()
            .map(|path| File::create_new(path).map_err(|source| CliError::File { doing: "writing", path: path.clone(), source }));
        let file = file.transpose()?;
        installation.workflow.operate(Actor::Operator, Operation::RecordExported).await?;
        let read = installation.store().read();
        let now = installation.clock.now();
        let verified = match &file {
            Some(file) => {
                let verified = export::export(read, &installation.keys, now, BufWriter::new(file)).await?;
                file.sync_all()?;
                verified
            }
            None => export::export(read, &installation.keys, now, BufWriter::new(std::io::stdout())).await?,
        };
        output::remark(&format!("{} events, last hash {}, signed by {}", verified.count, verified.last_hash, verified.public_key));
        Ok(Code::Done)
    }
}

impl Verify {
    fn run(self) -> Result<Code, CliError> {
        let failed = |source| CliError::File { doing: "reading", path: self.file.clone(), source };
        let file = File::open(&self.file).map_err(failed)?;
        match record::verify(BufReader::new(file), self.key.as_ref()) {
            Ok(found) if self.json => {
                output::json(&json!({
                    "holds": true, "count": found.count, "erased": found.erased, "last_hash": found.last_hash,
                    "installation": found.installation, "public_key": found.public_key, "exported_at": found.exported_at,
                    "key_compared": self.key.is_some(),
                }))?;
                Ok(Code::Done)
            }
            Ok(found) => {
                output::line(&format!(
                    "the record holds: {} events ({} erased), exported {} by installation {}",
                    found.count, found.erased, found.exported_at, found.installation
                ))?;
                if self.key.is_none() {
                    output::line(&format!(
                        "signed with {}: compare this key with the one you know, or name it with --key",
                        found.public_key
                    ))?;
                }
                Ok(Code::Done)
            }
            Err(broken) => {
                if self.json {
                    output::json(&json!({ "holds": false, "why": broken.to_string(), "seq": broken.seq() }))?;
                } else {
                    let _ = writeln!(std::io::stderr().lock(), "ombud: record-broken: the record does not hold: {broken}");
                }
                Ok(Code::Negative)
            }
        }
    }
}

impl Rebuild {
    pub(super) async fn run(self, global: &Global) -> Result<Code, CliError> {
        let installation = global.open().await?;
        let checked = installation.workflow.check_projection().await?;
        if self.json {
            output::json(&json!({ "demands": checked.demands, "entries": checked.entries, "differing": checked.differing }))?;
        } else {
            output::line(&format!(
                "{} demands folded from {} entries: {} differ",
                checked.demands,
                checked.entries,
                checked.differing.len()
            ))?;
            for reference in &checked.differing {
                output::line(&format!("  {reference} is not what its entries give"))?;
            }
        }
        Ok(if checked.differing.is_empty() { Code::Done } else { Code::Negative })
    }
}
