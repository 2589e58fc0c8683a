//! Writing lists of customers: all of them, and the rows that were not taken in.

use super::read::{COLUMNS, Format, REASON, Raw, Reader, account_text};
use crate::store::customers::{self, CustomerFilter};
use crate::store::{Conn, StoreError};
use crate::workflow::customers::sync::{ContactLine, CustomerLine};
use domain::ids::CustomerId;
use domain::text::{neutral, not_neutral};
use std::io::{self, BufRead, Write};

/// Writes customers in a form that can be read again.
pub struct Writer<W: Write> {
    out: Out<W>,
}

enum Out<W: Write> {
    Csv(Box<csv::Writer<W>>),
    Lines(W),
}

impl<W: Write> Writer<W> {
    /// Begin a list.
    ///
    /// # Errors
    /// It can't be written.
    pub fn new(out: W, format: Format) -> io::Result<Self> {
        Ok(Self {
            out: match format {
                Format::Csv => {
                    let mut csv = csv::Writer::from_writer(out);
                    csv.write_record(COLUMNS)?;
                    Out::Csv(Box::new(csv))
                }
                Format::JsonLines => Out::Lines(out),
            },
        })
    }

    /// Write a customer: one line, or one row per contact.
    ///
    /// # Errors
    /// It can't be written.
    pub fn add(&mut self, line: &CustomerLine) -> io::Result<()> {
        match &mut self.out {
            Out::Csv(csv) => {
                let contacts = line.contacts.as_deref().unwrap_or_default();
                let nobody = [ContactLine::default()];
                for contact in if contacts.is_empty() { &nobody } else { contacts } {
                    csv.write_record(cells(line, contact).iter().map(|c| neutral(c).into_owned()))?;
                }
                Ok(())
            }
            Out::Lines(out) => {
                serde_json::to_writer(&mut *out, line)?;
                out.write_all(b"\n")
            }
        }
    }

    /// Finish; gives back what was written to.
    ///
    /// # Errors
    /// It can't be written.
    pub fn finish(self) -> io::Result<W> {
        match self.out {
            Out::Csv(csv) => csv.into_inner().map_err(|e| io::Error::other(e.to_string())),
            Out::Lines(mut out) => out.flush().map(|()| out),
        }
    }
}

/// Customers of one page of the export.
const PAGE: u64 = 500;

/// Write all customers that are customers now, by name, in a form that can be read again. Returns how many.
///
/// # Errors
/// [`ExportError`]; what was written is not whole then.
pub async fn export<W: Write>(conn: &impl Conn, out: W, format: Format) -> Result<(u64, W), ExportError> {
    let mut writer = Writer::new(out, format)?;
    let (mut count, mut after) = (0, None);
    loop {
        let rows = customers::list(conn, &CustomerFilter::default(), after.as_ref(), PAGE).await?;
        let ids: Vec<CustomerId> = rows.iter().map(|r| r.id.to()).collect();
        let mut contacts = customers::contacts_of_all(conn, &ids).await?;
        let mut accounts = customers::accounts_of_all(conn, &ids).await?;
        for row in &rows {
            let id: CustomerId = row.id.to();
            let listed = contacts.remove(&id).unwrap_or_default();
            writer.add(&CustomerLine::of(row, &listed, accounts.remove(&id).unwrap_or_default()))?;
            count += 1;
        }
        match rows.into_iter().last() {
            Some(last) => after = Some(last),
            None => return Ok((count, writer.finish()?)),
        }
    }
}

/// Why an export was not finished.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The file.
    #[error("the list can't be written: {0}. It is not whole; write it again")]
    Io(#[from] io::Error),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn cells(line: &CustomerLine, contact: &ContactLine) -> [String; COLUMNS.len()] {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let accounts = line.accounts.as_deref().unwrap_or_default().iter().map(account_text);
    [
        line.id.map(|id| id.to_string()).unwrap_or_default(),
        text(&line.external_id),
        text(&line.name),
        line.class.map(|c| c.code().to_owned()).unwrap_or_default(),
        text(&line.country),
        text(&line.language),
        line.domains.as_deref().unwrap_or_default().join(" "),
        accounts.collect::<Vec<_>>().join("; "),
        text(&line.product),
        text(&line.contract),
        line.role.map(|r| r.code().to_owned()).unwrap_or_default(),
        text(&contact.external_id),
        text(&contact.name),
        text(&contact.mail),
        text(&contact.language),
        contact.purpose.map(|p| p.code().to_owned()).unwrap_or_default(),
        contact.order.map(|n| n.to_string()).unwrap_or_default(),
        contact.verified_at.map(|at| at.to_rfc3339()).unwrap_or_default(),
    ]
}

/// Writes the rows that were not taken in, as they were, each with the reason: mended, the file can be taken in again.
pub struct Rejects<W: Write> {
    out: Option<W>,
    columns: Vec<String>,
    skip: Option<usize>,
    begun: bool,
}

impl<W: Write> Rejects<W> {
    /// To `out`; with `None` they are only counted.
    #[must_use]
    pub const fn new(out: Option<W>) -> Self {
        Self { out, columns: Vec::new(), skip: None, begun: false }
    }

    /// Whether anything was written.
    #[must_use]
    pub const fn any(&self) -> bool {
        self.begun
    }

    /// What it was written to.
    pub fn into_inner(self) -> Option<W> {
        self.out
    }

    pub(super) fn begin<R: BufRead>(&mut self, reader: &Reader<R>) {
        let columns = reader.columns();
        self.columns = columns.unwrap_or_default().iter().filter(|c| *c != REASON).cloned().collect();
        // The reason of an earlier round is left out of the new one, wherever its column stood.
        self.skip = columns.and_then(|c| c.iter().position(|c| c == REASON));
    }

    pub(super) fn add(&mut self, raw: &Raw, reason: &str) -> io::Result<()> {
        let Some(out) = &mut self.out else { return Ok(()) };
        match raw {
            Raw::Rows(rows) => {
                let mut csv = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
                if !self.begun {
                    csv.write_record(self.columns.iter().map(String::as_str).chain([REASON]))?;
                }
                for row in rows {
                    let kept = row.iter().enumerate().filter(|(i, _)| Some(*i) != self.skip).map(|(_, c)| c);
                    let mut cells: Vec<String> = kept.map(|c| neutral(not_neutral(c)).into_owned()).collect();
                    if cells.len() < self.columns.len() {
                        cells.resize(self.columns.len(), String::new());
                    }
                    cells.push(reason.to_owned());
                    csv.write_record(cells)?;
                }
                out.write_all(&csv.into_inner().map_err(|e| io::Error::other(e.to_string()))?)?;
            }
            Raw::Line(line) => {
                let mut object = match serde_json::from_str(line) {
                    Ok(serde_json::Value::Object(object)) => object,
                    _ => serde_json::Map::from_iter([("unreadable".to_owned(), line.as_str().into())]),
                };
                object.insert(REASON.to_owned(), reason.into());
                serde_json::to_writer(&mut *out, &object)?;
                out.write_all(b"\n")?;
            }
        }
        self.begun = true;
        Ok(())
    }
}
