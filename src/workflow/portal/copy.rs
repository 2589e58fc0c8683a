//! All that a customer may have of its demands, to keep: what its door shows, and the notices as they were sent.

use crate::store::customers::{self, ContactRow};
use crate::store::outbox;
use crate::workflow::{Error, Look, Workflow};
use domain::Instant;
use domain::actor::Actor;
use domain::customer_view::CustomerView;
use domain::ids::{ContactId, CustomerId, DemandId};
use domain::notice::NoticeKind;
use serde::Serialize;

/// A notice as one address got it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct SentNotice {
    /// Kind.
    pub kind: NoticeKind,
    /// When a mail server took it.
    pub at: Option<Instant>,
    /// Whose address.
    pub recipient: String,
    /// Its text.
    pub text: String,
}

/// One demand, to keep.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Copy {
    /// What the door shows.
    #[serde(flatten)]
    pub view: CustomerView,
    /// The notices as they were sent, oldest first.
    pub notices_as_sent: Vec<SentNotice>,
}

/// A contact as the customer listed it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ListedContact {
    /// Place in the order.
    pub place: i64,
    /// Name or role.
    pub name: String,
    /// Address.
    pub mail: String,
    /// Language.
    pub language: String,
    /// What it is listed for, by code.
    pub purpose: String,
    /// When the address last answered.
    pub answered_at: Option<Instant>,
}

impl From<ContactRow> for ListedContact {
    fn from(row: ContactRow) -> Self {
        let ContactRow { position, name, mail, language, purpose, verified_at, .. } = row;
        Self { place: position, name, mail, language, purpose, answered_at: verified_at }
    }
}

impl Workflow {
    /// The demands that a customer may see now, to keep, the latest first. That they were taken is on the record of each of them
    /// before they are handed over (INV-14).
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn customers_copies(&self, customer: CustomerId, contact: ContactId) -> Result<Vec<Copy>, Error> {
        let views = self.customers_demands(customer).await?;
        self.copies(contact, views).await
    }

    /// One of them.
    ///
    /// # Errors
    /// [`Error::NotFound`] when nothing of it may be seen; [`Error::Store`].
    pub async fn customers_copy(&self, customer: CustomerId, contact: ContactId, id: DemandId) -> Result<Copy, Error> {
        let view = self.customers_demand(customer, id).await?;
        self.copies(contact, vec![view]).await?.pop().ok_or(Error::NotFound)
    }

    async fn copies(&self, contact: ContactId, views: Vec<CustomerView>) -> Result<Vec<Copy>, Error> {
        let ids: Vec<DemandId> = views.iter().map(|view| view.id).collect();
        self.look_at_all(Actor::Contact(contact), &ids, Look::Copy).await?;
        let mut copies = Vec::with_capacity(views.len());
        for view in views {
            let rows = outbox::of_demand(self.store().read(), view.id).await?;
            let mut sent = Vec::new();
            for given in &view.notices {
                for row in rows.iter().filter(|row| given.messages.contains(&row.id.to())) {
                    let (recipient, text) = (row.recipient.clone(), row.body_text.clone());
                    sent.push(SentNotice { kind: given.kind, at: row.sent_at, recipient, text });
                }
            }
            copies.push(Copy { view, notices_as_sent: sent });
        }
        Ok(copies)
    }

    /// Those whom the customer has listed, in order.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn customers_list(&self, customer: CustomerId) -> Result<Vec<ListedContact>, Error> {
        Ok(customers::contacts_of(self.store().read(), customer).await?.into_iter().map(Into::into).collect())
    }
}
