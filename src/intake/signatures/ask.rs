//! One run of a program that checks, with what every caller has to tell apart.

use crate::outside::{Folder, Limits, Outside, OutsideError, Ran, Reply};
use std::ffi::OsStr;

/// How a run ended.
pub(super) enum Heard<T = Reply> {
    /// By itself.
    Said(T),
    /// The program is not installed.
    Absent(&'static str),
    /// At its limits.
    BrokenOff,
}

/// Run a program.
///
/// # Errors
/// [`OutsideError`] where the house itself is in trouble: worth another try.
pub(super) async fn ask(
    outside: &Outside,
    program: &'static str,
    args: &[&(dyn AsRef<OsStr> + Sync)],
    folder: &Folder,
) -> Result<Heard, OutsideError> {
    match outside.run(program, args, folder, Limits::default()).await {
        Ok(Ran::Done(reply)) => Ok(Heard::Said(reply)),
        Ok(Ran::Absent(program)) => Ok(Heard::Absent(program)),
        Err(OutsideError::TooLong { .. } | OutsideError::TooMuch { .. }) => Ok(Heard::BrokenOff),
        Err(other) => Err(other),
    }
}

/// A program's own word on its version: the first line, of either output.
///
/// # Errors
/// As [`ask`].
pub(super) async fn version(outside: &Outside, program: &'static str, arg: &'static str) -> Result<String, OutsideError> {
    let folder = Folder::new()?;
    Ok(match ask(outside, program, &[&arg], &folder).await? {
        Heard::Said(reply) => {
            let out = String::from_utf8_lossy(&reply.out).into_owned();
            let line = out.lines().chain(reply.err.lines()).find(|line| !line.trim().is_empty()).unwrap_or(program);
            // OpenSSL names its library once more in brackets.
            domain::text::one_line(line.split(" (Library").next().unwrap_or(line), 100)
        }
        Heard::Absent(_) | Heard::BrokenOff => program.to_owned(),
    })
}
