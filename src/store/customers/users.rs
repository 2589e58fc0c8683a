//! Contacts as a directory of identities knows them: the name it gave them, and whether it has deleted them. A contact that
//! came another way is known by its address.

use super::ContactRow;
use super::rows::contact::{self, Column as Contact};
use crate::store::{Conn, Key, StoreError, Txn, insert, set_all};
use domain::ids::{ContactId, CustomerId};
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use std::collections::BTreeMap;

mod entity {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// What is kept of a contact beside the directory's own columns.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "scim_users")]
    pub struct Model {
        /// The contact.
        #[sea_orm(primary_key, auto_increment = false)]
        pub contact_id: Key,
        /// Its customer.
        pub customer_id: Key,
        /// Name in the client's directory.
        pub user_name: String,
        /// The same in small letters: one of its kind among a customer's users that are not deleted.
        pub user_name_key: String,
        /// Given name; may be empty.
        pub given_name: String,
        /// Family name; may be empty.
        pub family_name: String,
        /// When the client deleted it: it is not found any more, and kept.
        pub deleted_at: Option<DateTimeUtc>,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
pub use entity::Model as UserRow;
use entity::{Column, Entity};

/// A contact with what else is kept of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct User {
    /// The contact, on the list or off it.
    pub contact: ContactRow,
    /// What its directory said; `None` for a contact that came another way.
    pub kept: Option<UserRow>,
}

impl User {
    /// The name by which it is known.
    #[must_use]
    pub fn user_name(&self) -> &str {
        self.kept.as_ref().map_or(&self.contact.mail, |kept| &kept.user_name)
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> ContactId {
        self.contact.id.to()
    }

    /// Its customer.
    #[must_use]
    pub fn customer(&self) -> CustomerId {
        self.contact.customer_id.to()
    }
}

/// Which users are looked at. What else a client's filter says is asked of each of them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Which {
    /// Of one customer.
    pub customer: Option<CustomerId>,
    /// This one.
    pub id: Option<ContactId>,
    /// With this name, capitals or not.
    pub user_name: Option<String>,
    /// With this id in the client's directory.
    pub external_id: Option<String>,
    /// With this address, capitals or not.
    pub mail: Option<String>,
}

fn known_as(condition: Condition) -> SelectStatement {
    Query::select().column(Column::ContactId).from(Entity).cond_where(condition).to_owned()
}

impl Which {
    fn find(&self) -> Select<contact::Entity> {
        let mut find = contact::Entity::find();
        let deleted = known_as(Condition::all().add(Column::DeletedAt.is_not_null()));
        find = find.filter(Contact::Id.not_in_subquery(deleted));
        if let Some(customer) = self.customer {
            find = find.filter(Contact::CustomerId.eq(Key::from(customer)));
        }
        if let Some(id) = self.id {
            find = find.filter(Contact::Id.eq(Key::from(id)));
        }
        if let Some(external) = &self.external_id {
            find = find.filter(Contact::ExternalId.eq(external.as_str()));
        }
        if let Some(mail) = &self.mail {
            find = find.filter(Contact::Mail.eq(mail.to_lowercase()));
        }
        if let Some(name) = &self.user_name {
            let key = name.to_lowercase();
            let named = known_as(Condition::all().add(Column::UserNameKey.eq(key.as_str())));
            let unnamed = Condition::all().add(Contact::Mail.eq(key)).add(Contact::Id.not_in_subquery(known_as(Condition::all())));
            find = find.filter(Condition::any().add(Contact::Id.in_subquery(named)).add(unnamed));
        }
        find
    }
}

/// How many users there are of these.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn count(conn: &impl Conn, which: &Which) -> Result<u64, StoreError> {
    Ok(which.find().count(conn.inner()).await?)
}

/// Users by id, `limit` of them after the first `skip`.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn page(conn: &impl Conn, which: &Which, skip: u64, limit: u64) -> Result<Vec<User>, StoreError> {
    with_kept(conn, which.find().order_by_asc(Contact::Id).offset(skip).limit(limit).all(conn.inner()).await?).await
}

/// Users by id, `limit` of them after the one given.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn after(conn: &impl Conn, which: &Which, last: Option<ContactId>, limit: u64) -> Result<Vec<User>, StoreError> {
    let mut find = which.find();
    if let Some(last) = last {
        find = find.filter(Contact::Id.gt(Key::from(last)));
    }
    with_kept(conn, find.order_by_asc(Contact::Id).limit(limit).all(conn.inner()).await?).await
}

/// One user that is not deleted.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find(conn: &impl Conn, id: ContactId) -> Result<Option<User>, StoreError> {
    let which = Which { id: Some(id), ..Which::default() };
    Ok(page(conn, &which, 0, 1).await?.into_iter().next())
}

async fn with_kept(conn: &impl Conn, contacts: Vec<ContactRow>) -> Result<Vec<User>, StoreError> {
    if contacts.is_empty() {
        return Ok(Vec::new());
    }
    let ids = contacts.iter().map(|c| c.id);
    let kept = Entity::find().filter(Column::ContactId.is_in(ids)).all(conn.inner()).await?;
    let mut kept: BTreeMap<Key, UserRow> = kept.into_iter().map(|row| (row.contact_id, row)).collect();
    Ok(contacts.into_iter().map(|contact| User { kept: kept.remove(&contact.id), contact }).collect())
}

/// Keep what a directory says of a contact.
///
/// # Errors
/// [`StoreError::Duplicate`] when another user of the customer has the name; [`StoreError::Database`].
pub async fn put(txn: &Txn, row: UserRow) -> Result<(), StoreError> {
    if Entity::find_by_id(row.contact_id).one(txn.inner()).await?.is_some() {
        set_all::<Entity>(txn, "user", row).await
    } else {
        insert::<Entity>(txn, row).await
    }
}
