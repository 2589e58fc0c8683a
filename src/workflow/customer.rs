//! What a customer's contact does at the customer's own door. Everything else than a demand of its own customer, of which a notice
//! was given and may be spoken of now, is not there for it: [`Error::NotFound`], as for an id that nobody ever had.

use super::{Error, Look, NewDocument, Workflow, state};
use crate::store::{Conn, customers, demands};
use domain::Instant;
use domain::actor::Actor;
use domain::command::{Command, Verb};
use domain::demand::Demand;
use domain::ids::{ContactId, DemandId};
use domain::objection::Counsel;
use domain::refusal::Refusal;

/// An objection as a contact sends it.
#[derive(Clone, Debug, Default)]
pub struct NewObjection {
    /// What it says.
    pub text: String,
    /// Papers that go with it.
    pub files: Vec<NewDocument>,
    /// Who speaks for the customer, if it says so.
    pub counsel: Option<Counsel>,
}

/// The demand, if it is open to this contact at `now`.
pub(super) async fn own(conn: &impl Conn, contact: ContactId, demand: Demand, now: Instant) -> Result<Demand, Error> {
    let row = customers::find_contact(conn, contact).await?.filter(|c| c.removed_at.is_none());
    let customer = demand.customer.as_ref().map(|c| c.id);
    let own = row.is_some_and(|row| Some(row.customer_id.to()) == customer);
    if own && demand.open_to_customer(now) { Ok(demand) } else { Err(Error::NotFound) }
}

impl Workflow {
    /// A demand as this contact may know of it: what of it is shown is the customer's door's to choose.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none, it is another customer's, no notice of it was given, or nothing may be said now.
    pub async fn for_contact(&self, contact: ContactId, id: DemandId) -> Result<Demand, Error> {
        let conn = self.store().read();
        let row = demands::find(conn, id).await?.ok_or(Error::NotFound)?;
        own(conn, contact, state(&row)?, self.clock().now()).await
    }

    /// The contact has opened the notice. Opening it again changes nothing, and is on the record as a look (INV-14). One entry is
    /// written at most, so that the page waits for one.
    ///
    /// # Errors
    /// As [`Workflow::for_contact`]; [`Error::Store`].
    pub async fn notice_opened(&self, contact: ContactId, id: DemandId) -> Result<Demand, Error> {
        let demand = self.for_contact(contact, id).await?;
        if demand.told().is_some_and(|m| m.readings.iter().any(|r| r.contact == contact)) {
            self.look(Actor::Contact(contact), id, Look::Demand).await?;
            return Ok(demand);
        }
        match self.act(Actor::Contact(contact), id, Command::NoticeOpened { contact }, None).await {
            // Opened twice at once.
            Err(Error::Refused(_)) => self.for_contact(contact, id).await,
            other => other,
        }
    }

    /// The contact says that the notice was received.
    ///
    /// # Errors
    /// As [`Workflow::for_contact`]; [`Error::Refused`] when it has said so before.
    pub async fn acknowledge_notice(&self, contact: ContactId, id: DemandId, key: Option<String>) -> Result<Demand, Error> {
        self.act(Actor::Contact(contact), id, Command::NoticeAcknowledged { contact }, key).await
    }

    /// The contact names who speaks for the customer in this matter.
    ///
    /// # Errors
    /// As [`Workflow::for_contact`]; [`Error::Refused`].
    pub async fn name_counsel(&self, contact: ContactId, id: DemandId, counsel: Counsel, key: Option<String>) -> Result<Demand, Error> {
        self.act(Actor::Contact(contact), id, Command::NameCounsel { counsel }, key).await
    }

    /// The contact objects, with papers: their bytes are durable before the entries and rows that name them. Under a key that was
    /// used before nothing is done; the new bytes stay without rows, to be swept.
    ///
    /// # Errors
    /// As [`Workflow::for_contact`]; [`Error::Refused`] without a text, or while an objection waits for its answer;
    /// [`Error::Store`] when the bytes can't be kept. Nothing is changed then.
    pub async fn object(&self, contact: ContactId, id: DemandId, new: NewObjection, key: Option<String>) -> Result<Demand, Error> {
        // Whoever may not see the demand leaves no bytes behind.
        self.for_contact(contact, id).await?;
        self.raise(Actor::Contact(contact), id, new, key).await
    }

    /// Staff record an objection that came by other means, with the mail and the papers as they came.
    ///
    /// # Errors
    /// As [`Workflow::act`]; [`Error::Store`] when the bytes can't be kept. Nothing is changed then.
    pub async fn record_objection(&self, actor: Actor, id: DemandId, new: NewObjection, key: Option<String>) -> Result<Demand, Error> {
        let demand = self.find(&actor, id).await?;
        let verb = Verb::RecordObjection;
        let reasons = demand.guards(verb, &self.context(actor, self.clock().now()));
        let done = match &key {
            Some(key) => self.done_before(&actor, id, key).await?.is_some(),
            None => false,
        };
        if !reasons.is_empty() && !done {
            return Err(Refusal { verb, reasons }.into());
        }
        self.raise(actor, id, new, key).await
    }

    async fn raise(&self, actor: Actor, id: DemandId, new: NewObjection, key: Option<String>) -> Result<Demand, Error> {
        let mut files = Vec::new();
        for file in new.files {
            files.push(self.keep(NewDocument { kind: OBJECTION.to_owned(), ..file }).await?);
        }
        let documents = files.iter().map(|f| f.document.clone()).collect();
        let command = Command::RecordObjection { text: new.text, documents, counsel: new.counsel };
        self.commit_checked(actor, id, command, files, key).await
    }
}

/// The kind of a document that came with an objection.
pub const OBJECTION: &str = "objection";
