//! Copies of a demand's papers for its customer: the paper as it is, or a file in its place in which something is blacked out.

use super::several::one_after_another;
use super::{Error, NewDocument, Workflow, production::Stored};
use crate::store::outbox::MessageRow;
use crate::store::{StoreError, documents};
use domain::actor::Actor;
use domain::command::{Act, ActKind, Command, Verb};
use domain::demand::Demand;
use domain::ids::{DemandId, DocumentId};
use domain::refusal::{Reason, Refusal};

/// The kinds of papers of which a copy may be cleared. An order of secrecy is none, nor what the customer sent itself.
pub const CLEARABLE: [&str; 4] = ["paper", "attachment", "mail", "letter"];

/// The kind of a file in which something of a paper is blacked out.
pub const REDACTED: &str = "redacted";

/// A copy that somebody would clear for the customer.
#[derive(Clone, Debug)]
pub struct NewCopy {
    /// The paper.
    pub of: DocumentId,
    /// A file in its place; `None`: the paper as it is.
    pub redacted: Option<NewDocument>,
    /// Why it may go, and what was blacked out.
    pub reason: String,
}

impl Workflow {
    /// First half of clearing a copy, if the demand is still at the version that the person has read. A file in the paper's place
    /// becomes a document of the demand, durable before the entries that name it.
    ///
    /// # Errors
    /// As [`Workflow::act_on_read`]; [`Error::Refused`] with [`Reason::NoSuchDocument`] for a document that is no paper of the
    /// demand. Nothing is changed then.
    pub async fn prepare_copy(&self, actor: Actor, id: DemandId, read: u64, new: NewCopy, key: Option<String>) -> Result<Demand, Error> {
        let demand = self.find(&actor, id).await?;
        let verb = Verb::Prepare(ActKind::ClearCopy);
        let mut reasons = demand.guards(verb, &self.context(actor, self.clock().now()));
        let row = documents::find_of(self.store().read(), id, new.of).await?;
        if row.is_none_or(|row| !CLEARABLE.contains(&row.kind.as_str())) {
            reasons.push(Reason::NoSuchDocument);
        }
        // Whoever may not do it leaves no bytes behind.
        if !reasons.is_empty() && self.remembers(&actor, id, key.as_deref()).await?.is_none() {
            return Err(Refusal { verb, reasons }.into());
        }
        let mut commands = Vec::new();
        let mut files = Vec::new();
        let mut copy = new.of;
        if let Some(file) = new.redacted {
            let stored = Stored { of: Some(new.of), ..self.keep(NewDocument { kind: REDACTED.to_owned(), ..file }).await? };
            copy = stored.document.id;
            commands.push(Command::AddDocument { document: stored.document.clone() });
            files.push(stored);
        }
        commands.push(Command::Prepare(Act::ClearCopy { of: new.of, copy, reason: new.reason }));
        self.change(actor, id, key, files, Vec::new(), move |demand, ctx| {
            if demand.version != read {
                return Err(StoreError::Stale { noun: "demand", id: id.to_string() }.into());
            }
            one_after_another(demand, &commands, ctx)
        })
        .await
    }

    async fn remembers(&self, actor: &Actor, id: DemandId, key: Option<&str>) -> Result<Option<Demand>, Error> {
        match key {
            Some(key) => self.done_before(actor, id, key).await,
            None => Ok(None),
        }
    }
}

/// The documents that go with a message.
///
/// # Errors
/// [`Error::Corrupt`].
pub(super) fn attached(message: &MessageRow) -> Result<Vec<DocumentId>, Error> {
    serde_json::from_str(&message.attachments).map_err(|_| Error::Corrupt(message.id.to_string()))
}
