//! Contacts kept in step by a directory of identities. What is to be is decided by the door from what is, inside the one
//! transaction that also writes it: two directories that change the same entry can't both have read the old one.

use super::contacts::{ContactKey, NewContact};
use super::{CustomerKey, NewCustomer, keeps_contacts};
use crate::store::Txn;
use crate::store::customers::users::{self, User, UserRow, Which};
use crate::store::customers::{self, CustomerRow};
use crate::workflow::directory::WrongField;
use crate::workflow::{Error, Workflow};
use domain::actor::Actor;
use domain::ids::{ContactId, CustomerId};
use std::collections::BTreeSet;

/// A user as a directory wants it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct WantedUser {
    /// Its name there.
    pub user_name: String,
    /// Given name; may be empty.
    pub given_name: String,
    /// Family name; may be empty.
    pub family_name: String,
    /// Whether it is on the list.
    pub active: bool,
    /// The contact itself.
    pub contact: NewContact,
}

/// A customer with all its users that are not deleted, on the list or off it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Group {
    /// The customer.
    pub customer: CustomerRow,
    /// Its users, by id.
    pub users: Vec<User>,
}

/// A group as a directory wants it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct WantedGroup {
    /// What the customer is to be; `None` leaves it.
    pub customer: Option<NewCustomer>,
    /// Who is to be on the list; `None` leaves everybody where they are.
    pub members: Option<BTreeSet<ContactId>>,
}

/// Most users of one customer: a list of people to be told, not a directory of all who work there.
const MOST: u64 = 10_000;

impl Workflow {
    /// Enter a user of a customer.
    ///
    /// # Errors
    /// [`Error::Field`] with [`WrongField::Taken`] when another user has its name or address, else for what can't be kept;
    /// [`Error::NotFound`], [`Error::NotAllowed`], [`Error::Store`].
    pub async fn add_user(&self, actor: Actor, customer: CustomerId, wanted: WantedUser) -> Result<User, Error> {
        keeps_contacts(&actor, customer)?;
        let txn = self.store().begin().await?;
        let user = self.put_user_in(&txn, actor, customer, ContactKey::New, wanted).await?;
        txn.commit().await?;
        Ok(user)
    }

    /// Change a user as `decide` says from what it is.
    ///
    /// # Errors
    /// What `decide` says; else as [`Workflow::add_user`].
    pub async fn change_user<E: From<Error>>(
        &self,
        actor: Actor,
        id: ContactId,
        decide: impl FnOnce(&User) -> Result<WantedUser, E> + Send,
    ) -> Result<User, E> {
        let txn = self.store().begin().await.map_err(Error::from)?;
        let user = known(&txn, &actor, id).await?;
        let wanted = decide(&user)?;
        let user = self.put_user_in(&txn, actor, user.customer(), ContactKey::Id(id), wanted).await?;
        txn.commit().await.map_err(Error::from)?;
        Ok(user)
    }

    /// A user is deleted in its directory: off the list, not found there any more, and kept on record.
    ///
    /// # Errors
    /// What `allow` says of the user as it is; else as [`Workflow::add_user`].
    pub async fn delete_user<E: From<Error>>(
        &self,
        actor: Actor,
        id: ContactId,
        allow: impl FnOnce(&User) -> Result<(), E> + Send,
    ) -> Result<(), E> {
        let txn = self.store().begin().await.map_err(Error::from)?;
        let user = known(&txn, &actor, id).await?;
        allow(&user)?;
        if user.contact.removed_at.is_none() {
            self.remove_contact_in(&txn, actor, id, None).await?;
        }
        let user_name = user.user_name().to_owned();
        let row = user.kept.unwrap_or_else(|| UserRow {
            contact_id: user.contact.id,
            customer_id: user.contact.customer_id,
            user_name_key: user_name.to_lowercase(),
            user_name,
            given_name: String::new(),
            family_name: String::new(),
            deleted_at: None,
        });
        users::put(&txn, UserRow { deleted_at: Some(self.clock().now()), ..row }).await.map_err(Error::from)?;
        let payload = serde_json::json!({ "customer": user.contact.customer_id, "contact": id });
        self.note(&txn, actor, "user_deleted", payload).await?;
        txn.commit().await.map_err(Error::from)?;
        Ok(())
    }

    /// A customer with its users, if this actor may know of it.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Store`].
    pub async fn group(&self, actor: &Actor, id: CustomerId) -> Result<Group, Error> {
        keeps_contacts(actor, id)?;
        let reader = self.store().read();
        let customer = customers::find(reader, id).await?.ok_or(Error::NotFound)?;
        Ok(Group { users: users::page(reader, &of(id), 0, MOST).await?, customer })
    }

    /// Change a customer and its list as `decide` says from what they are.
    ///
    /// # Errors
    /// What `decide` says; [`Error::NotFound`] also when a member is no user of this customer; else as [`Workflow::put_customer`].
    pub async fn change_group<E: From<Error>>(
        &self,
        actor: Actor,
        id: CustomerId,
        decide: impl FnOnce(&Group) -> Result<WantedGroup, E> + Send,
    ) -> Result<Group, E> {
        keeps_contacts(&actor, id)?;
        let txn = self.store().begin().await.map_err(Error::from)?;
        let customer = customers::find(&txn, id).await.map_err(Error::from)?.ok_or(Error::NotFound)?;
        let group = Group { users: users::page(&txn, &of(id), 0, MOST).await.map_err(Error::from)?, customer };
        let wanted = decide(&group)?;
        let after = self.set_group(&txn, actor, id, &group, wanted).await?;
        txn.commit().await.map_err(Error::from)?;
        Ok(after)
    }

    async fn set_group(&self, txn: &Txn, actor: Actor, id: CustomerId, group: &Group, wanted: WantedGroup) -> Result<Group, Error> {
        if let Some(new) = wanted.customer {
            self.put_customer_in(txn, actor, CustomerKey::Id(id), new, None).await?;
        }
        if let Some(members) = wanted.members {
            let strangers = members.iter().any(|m| !group.users.iter().any(|u| u.id() == *m));
            if strangers {
                return Err(Error::NotFound);
            }
            for user in &group.users {
                match (user.contact.removed_at.is_none(), members.contains(&user.id())) {
                    (true, false) => drop(self.remove_contact_in(txn, actor, user.id(), None).await?),
                    (false, true) => drop(self.list_again_in(txn, actor, user).await?),
                    (true, true) | (false, false) => {}
                }
            }
        }
        let customer = customers::find(txn, id).await?.ok_or(Error::NotFound)?;
        Ok(Group { users: users::page(txn, &of(id), 0, MOST).await?, customer })
    }

    async fn put_user_in(&self, txn: &Txn, actor: Actor, customer: CustomerId, key: ContactKey, wanted: WantedUser) -> Result<User, Error> {
        let user_name = domain::text::one_line(&wanted.user_name, 320);
        if user_name.is_empty() {
            return Err(Error::Field(WrongField::Name));
        }
        let own = match key {
            ContactKey::Id(id) => Some(id),
            ContactKey::New | ContactKey::External(_) | ContactKey::Mail(_) => None,
        };
        let named = Which { user_name: Some(user_name.clone()), ..of(customer) };
        if users::page(txn, &named, 0, 2).await?.iter().any(|other| Some(other.id()) != own) {
            return Err(Error::Field(WrongField::Taken));
        }
        let put = self.put_contact_listed_in(txn, actor, customer, key, wanted.contact, wanted.active).await?;
        let row = UserRow {
            contact_id: put.id.into(),
            customer_id: customer.into(),
            user_name_key: user_name.to_lowercase(),
            user_name,
            given_name: domain::text::one_line(&wanted.given_name, 200),
            family_name: domain::text::one_line(&wanted.family_name, 200),
            deleted_at: None,
        };
        users::put(txn, row).await?;
        users::find(txn, put.id).await?.ok_or(Error::NotFound)
    }
}

fn of(customer: CustomerId) -> Which {
    Which { customer: Some(customer), ..Which::default() }
}

/// A user that this actor may know of. What is another customer's is not there.
async fn known(txn: &Txn, actor: &Actor, id: ContactId) -> Result<User, Error> {
    let user = users::find(txn, id).await?.ok_or(Error::NotFound)?;
    keeps_contacts(actor, user.customer())?;
    Ok(user)
}
