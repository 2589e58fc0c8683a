//! How results look: tables for people, JSON for programs.

use super::error::CliError;
use serde::Serialize;
use std::io::{self, IsTerminal as _, Write as _};

/// Say what went wrong, on standard error.
pub(super) fn complain(error: &CliError) {
    let _ = writeln!(io::stderr().lock(), "ombud: {}: {error}", error.code());
}

/// A remark, on standard error: not part of the result.
pub(super) fn remark(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// A line of the result.
pub(super) fn line(text: &str) -> Result<(), CliError> {
    ended(writeln!(io::stdout().lock(), "{text}"))
}

/// The result as JSON: indented for a person, one line for a pipe.
pub(super) fn json(value: &impl Serialize) -> Result<(), CliError> {
    let mut out = io::stdout().lock();
    let written = if out.is_terminal() { serde_json::to_writer_pretty(&mut out, value) } else { serde_json::to_writer(&mut out, value) };
    ended(written.map_err(io::Error::from).and_then(|()| writeln!(out)))
}

/// A table with a line of headings. Cells are shown without control characters: they hold words from outside.
pub(super) fn table(head: &[&str], rows: &[Vec<String>]) -> Result<(), CliError> {
    let clean = |cell: &str| cell.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>();
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|cell| clean(cell)).collect()).collect();
    let width =
        |i: usize| rows.iter().filter_map(|r| r.get(i)).map(|c| c.chars().count()).chain([head[i].chars().count()]).max().unwrap_or(0);
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    let laid = |cells: &mut dyn Iterator<Item = &str>| {
        let cells: Vec<String> = cells.zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        cells.join("  ").trim_end().to_owned()
    };
    line(&laid(&mut head.iter().copied()))?;
    for row in &rows {
        line(&laid(&mut row.iter().map(String::as_str)))?;
    }
    Ok(())
}

/// A reader that has seen enough (`head`) is no failure.
fn ended(written: io::Result<()>) -> Result<(), CliError> {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}
