//! Lists of customers as files: CSV and JSON Lines, read row by row without holding the file, and written so that they can be read
//! again.
//!
//! Good rows go in; bad ones come back as they were, each with the reason. The columns are described in `docs/customers.md`.

mod read;
mod write;

pub use read::{BadFile, COLUMNS, Entry, Format, Problem, Raw, Reader, account, account_text};
pub use write::{ExportError, Rejects, Writer, export};

use crate::workflow::customers::sync::{How, Rejection, Synced};
use crate::workflow::customers::{Change, FieldChange};
use crate::workflow::{Error, Workflow};
use domain::actor::Actor;
use domain::contact::{ContactPurpose, ProviderRole};
use domain::paper::CustomerClass;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::{BufRead, Write};

/// Lines in one transaction.
const BATCH: usize = 200;

/// What a list changed, or would.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Taken {
    /// Customers that are new.
    pub added: u64,
    /// Customers of which something changed: a field or a contact.
    pub changed: u64,
    /// Customers that stayed as they are.
    pub unchanged: u64,
    /// Lines that came back.
    pub rejected: u64,
    /// The first changes, to be read.
    pub shown: Vec<Shown>,
    /// The first rejected lines with their reasons.
    pub shown_rejects: Vec<(u64, String, Vec<Problem>)>,
}

/// A line that changes something.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shown {
    /// Line of the file, from 1.
    pub line: u64,
    /// Name of the customer as the file has it.
    pub name: String,
    /// Whether the customer is new.
    pub added: bool,
    /// Fields of the customer that differ.
    pub fields: Vec<FieldChange>,
    /// Contacts by address: whether new, and which fields differ.
    pub contacts: Vec<(String, bool, Vec<FieldChange>)>,
}

/// Why a file was not taken in.
#[derive(Debug, thiserror::Error)]
pub enum TakeError {
    /// The file itself; nothing of it was read.
    #[error(transparent)]
    File(#[from] BadFile),
    /// It can't be read further, or the rejected rows can't be written. What went in before stays in; run it again.
    #[error("the list could not be read or its rejected rows not written: {0}. What was taken in before that stays; run it again")]
    Io(#[from] std::io::Error),
    /// Below. What went in before stays in; run it again.
    #[error(transparent)]
    Workflow(#[from] Error),
}

/// A list that is to be taken in.
#[derive(Debug)]
pub struct List<R> {
    /// The file.
    pub input: R,
    /// How it is written.
    pub format: Format,
    /// How it is taken in.
    pub how: How,
    /// Most changes, and most rejected lines, that are kept to be read.
    pub most: usize,
}

/// Take a list in. Rejected lines are written to `rejects` with the reason in the words that `say` gives.
///
/// # Errors
/// [`TakeError`]; what was taken in before stays, and a second run changes nothing of it.
pub async fn take_in<R: BufRead, W: Write>(
    workflow: &Workflow,
    actor: Actor,
    list: List<R>,
    rejects: &mut Rejects<W>,
    say: impl Fn(&Problem) -> String,
) -> Result<Taken, TakeError> {
    let List { input, format, how, most } = list;
    let mut reader = Reader::new(input, format)?;
    rejects.begin(&reader);
    let (mut taken, mut seen) = (Taken::default(), BTreeSet::new());
    loop {
        let mut batch = Vec::with_capacity(BATCH);
        while batch.len() < BATCH {
            match reader.next_entry()? {
                Some(entry) => batch.push(entry),
                None => break,
            }
        }
        if batch.is_empty() {
            return Ok(taken);
        }
        let mut lines = Vec::with_capacity(batch.len());
        for entry in &mut batch {
            if let Ok(line) = &entry.line {
                if seen.insert(Entry::key(line)) {
                    lines.push(line.clone());
                } else {
                    entry.line = Err(vec![Problem::Twice]);
                }
            }
        }
        let mut results = workflow.sync_customers(actor, &lines, how).await?.into_iter();
        for entry in batch {
            let problems = match entry.line {
                Ok(line) => match results.next() {
                    Some(Synced::Done { customer, contacts }) => {
                        taken.note(entry.first, line.name.unwrap_or_default(), customer.change, contacts, most);
                        continue;
                    }
                    Some(Synced::Rejected(why)) => why.into_iter().map(Problem::Rejected).collect(),
                    None => continue,
                },
                Err(problems) => problems,
            };
            taken.rejected += 1;
            let reason = problems.iter().map(&say).collect::<Vec<_>>().join(" ");
            rejects.add(&entry.raw, &reason)?;
            if taken.shown_rejects.len() < most {
                taken.shown_rejects.push((entry.first, entry.name, problems));
            }
        }
    }
}

impl Taken {
    /// As programs read it; reasons are in the words that `say` gives.
    #[must_use]
    pub fn to_json<S: Into<String>>(&self, dry_run: bool, say: impl Fn(&Problem) -> S) -> Value {
        let rejects = self.shown_rejects.iter().map(|(line, name, problems)| {
            let reasons: Vec<String> = problems.iter().map(|p| say(p).into()).collect();
            json!({ "line": line, "name": name, "reasons": reasons })
        });
        let changes = self.shown.iter().map(|c| {
            let contacts = c.contacts.iter().map(|(mail, added, fields)| json!({ "mail": mail, "added": added, "fields": fields }));
            json!({ "line": c.line, "name": c.name, "added": c.added, "fields": c.fields, "contacts": contacts.collect::<Vec<_>>() })
        });
        json!({
            "dry_run": dry_run, "added": self.added, "changed": self.changed, "unchanged": self.unchanged, "rejected": self.rejected,
            "first_changes": changes.collect::<Vec<_>>(), "first_rejected": rejects.collect::<Vec<_>>(),
        })
    }

    fn note(
        &mut self,
        line: u64,
        name: String,
        change: Change,
        contacts: Vec<(String, crate::workflow::customers::Put<domain::ids::ContactId>)>,
        most: usize,
    ) {
        let contacts: Vec<_> = contacts
            .into_iter()
            .filter_map(|(mail, put)| match put.change {
                Change::Added => Some((mail, true, Vec::new())),
                Change::Changed(fields) => Some((mail, false, fields)),
                Change::Unchanged => None,
            })
            .collect();
        let (added, fields) = match change {
            Change::Added => (true, Vec::new()),
            Change::Changed(fields) => (false, fields),
            Change::Unchanged if contacts.is_empty() => {
                self.unchanged += 1;
                return;
            }
            Change::Unchanged => (false, Vec::new()),
        };
        if added {
            self.added += 1;
        } else {
            self.changed += 1;
        }
        if self.shown.len() < most {
            self.shown.push(Shown { line, name, added, fields, contacts });
        }
    }
}

impl Problem {
    /// The key of its sentence in the translations; `column`, `value` and `contact` are its variables.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Problem::Value { .. } => "list-wrong-value",
            Problem::NotAnObject { .. } => "list-not-an-object",
            Problem::Broken => "list-broken",
            Problem::Twice => "list-twice",
            Problem::Disagrees { .. } => "list-disagrees",
            Problem::Rejected(Rejection::TwoOfThatName) => "list-two-of-that-name",
            Problem::Rejected(Rejection::NoSuchCustomer) => "list-no-such-customer",
            Problem::Rejected(Rejection::IdTaken) => "list-id-taken",
            Problem::Rejected(Rejection::Field { field, .. }) => field.sentence(),
        }
    }

    /// The sentence.
    #[must_use]
    pub fn sentence(&self, w: crate::words::Words) -> String {
        match self {
            Problem::Value { column, value } => match words_of(column) {
                Some(words) => w.say3("list-wrong-word", "column", column.clone(), "words", words, "value", value.clone()).into_owned(),
                None => w.say2(self.key(), "column", column.clone(), "value", value.clone()).into_owned(),
            },
            Problem::NotAnObject { why } => w.say1(self.key(), "why", why.clone()).into_owned(),
            Problem::Disagrees { column } => w.say1(self.key(), "column", column.clone()).into_owned(),
            Problem::Rejected(Rejection::Field { contact: Some(contact), .. }) => {
                w.say2("list-of-contact", "contact", contact.clone(), "sentence", w.say(self.key())).into_owned()
            }
            Problem::Broken | Problem::Twice | Problem::Rejected(_) => w.say(self.key()).into_owned(),
        }
    }
}

/// What a column takes, if that is one of few words.
fn words_of(column: &str) -> Option<String> {
    let words = match column {
        "class" => CustomerClass::ALL.map(CustomerClass::code).to_vec(),
        "role" => ProviderRole::ALL.map(ProviderRole::code).to_vec(),
        "contact_purpose" => ContactPurpose::ALL.map(ContactPurpose::code).to_vec(),
        _ => return None,
    };
    Some(words.join(", "))
}
