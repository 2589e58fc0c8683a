//! Passkeys of customers' contacts, and the challenges that they answer. Nothing here opens anything by itself: of a passkey its
//! public half is kept, of a challenge a hash.

use super::{Conn, Key, StoreError, Txn, insert};
use domain::Instant;
use domain::ids::{ContactId, PasskeyId};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

mod passkey {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// A passkey.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "passkeys")]
    pub struct Model {
        /// Its id here.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Key,
        /// Whose.
        pub contact_id: Key,
        /// The contact's address when it was added, in lower case; for another address it is no good.
        pub mail: String,
        /// What the contact calls it.
        pub name: String,
        /// The authenticator's id of it, as base64url.
        pub credential_id: String,
        /// Public key and counter, as JSON.
        pub credential: String,
        /// When added.
        pub created_at: DateTimeUtc,
        /// When last used.
        pub used_at: Option<DateTimeUtc>,
        /// When its counter last went back, so that it may have been copied.
        pub doubted_at: Option<DateTimeUtc>,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod challenge {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// A challenge that is out.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "passkey_challenges")]
    pub struct Model {
        /// Hash of the secret that the browser keeps and the challenge is made from.
        #[sea_orm(primary_key, auto_increment = false)]
        pub token_hash: String,
        /// Who wants to add a passkey; none for somebody who wants to come in.
        pub contact_id: Option<Key>,
        /// Network address; empty where it says nothing.
        pub ip: String,
        /// When asked for.
        pub created_at: DateTimeUtc,
        /// Until when it is good.
        pub expires_at: DateTimeUtc,
        /// When it was answered, rightly or not.
        pub used_at: Option<DateTimeUtc>,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub use challenge::Model as ChallengeRow;
pub use passkey::Model as PasskeyRow;

/// Keep a passkey.
///
/// # Errors
/// [`StoreError::Duplicate`] when its authenticator's id is known, [`StoreError::Dangling`], [`StoreError::Database`].
pub async fn add(txn: &Txn, row: PasskeyRow) -> Result<(), StoreError> {
    insert::<passkey::Entity>(txn, row).await
}

/// A contact's passkeys, the oldest first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn of_contact(conn: &impl Conn, contact: ContactId) -> Result<Vec<PasskeyRow>, StoreError> {
    let own = passkey::Entity::find().filter(passkey::Column::ContactId.eq(Key::from(contact)));
    Ok(own.order_by_asc(passkey::Column::CreatedAt).order_by_asc(passkey::Column::Id).all(conn.inner()).await?)
}

/// The passkey that an authenticator knows by this id (base64url).
///
/// # Errors
/// [`StoreError::Database`].
pub async fn by_credential(conn: &impl Conn, credential_id: &str) -> Result<Option<PasskeyRow>, StoreError> {
    Ok(passkey::Entity::find().filter(passkey::Column::CredentialId.eq(credential_id)).one(conn.inner()).await?)
}

/// Call a passkey something else.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn rename(txn: &Txn, id: PasskeyId, name: &str) -> Result<(), StoreError> {
    let one = passkey::Entity::update_many().filter(passkey::Column::Id.eq(Key::from(id)));
    one.col_expr(passkey::Column::Name, Expr::value(name)).exec(txn.inner()).await?;
    Ok(())
}

/// Note that a passkey was used; `credential` is what is to be kept of it from now on.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn used(txn: &Txn, id: PasskeyId, credential: &str, at: Instant) -> Result<(), StoreError> {
    let one = passkey::Entity::update_many().filter(passkey::Column::Id.eq(Key::from(id)));
    let one = one.col_expr(passkey::Column::UsedAt, Expr::value(at));
    one.col_expr(passkey::Column::Credential, Expr::value(credential)).exec(txn.inner()).await?;
    Ok(())
}

/// Note that a passkey's counter went back.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn doubt(txn: &Txn, id: PasskeyId, at: Instant) -> Result<(), StoreError> {
    let one = passkey::Entity::update_many().filter(passkey::Column::Id.eq(Key::from(id)));
    one.col_expr(passkey::Column::DoubtedAt, Expr::value(at)).exec(txn.inner()).await?;
    Ok(())
}

/// Remove one passkey.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn remove(txn: &Txn, id: PasskeyId) -> Result<(), StoreError> {
    passkey::Entity::delete_by_id(Key::from(id)).exec(txn.inner()).await?;
    Ok(())
}

/// Write down that a challenge is out.
///
/// # Errors
/// [`StoreError::Duplicate`], [`StoreError::Dangling`], [`StoreError::Database`].
pub async fn ask(txn: &Txn, row: ChallengeRow) -> Result<(), StoreError> {
    insert::<challenge::Entity>(txn, row).await
}

/// How many challenges went out since `since`: to a contact (0 for none), and to a network address (0 for an empty one).
///
/// # Errors
/// [`StoreError::Database`].
pub async fn asked_since(conn: &impl Conn, contact: Option<ContactId>, ip: &str, since: Instant) -> Result<(u64, u64), StoreError> {
    let recent = || challenge::Entity::find().filter(challenge::Column::CreatedAt.gt(since));
    let by_contact = match contact {
        Some(contact) => recent().filter(challenge::Column::ContactId.eq(Key::from(contact))).count(conn.inner()).await?,
        None => 0,
    };
    let by_ip = if ip.is_empty() { 0 } else { recent().filter(challenge::Column::Ip.eq(ip)).count(conn.inner()).await? };
    Ok((by_contact, by_ip))
}

/// A challenge that is still good, for this contact or (`None`) for somebody who wants to come in.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find_challenge(
    conn: &impl Conn,
    token_hash: &str,
    contact: Option<ContactId>,
    now: Instant,
) -> Result<Option<ChallengeRow>, StoreError> {
    let row = challenge::Entity::find_by_id(token_hash).one(conn.inner()).await?;
    Ok(row.filter(|c| c.used_at.is_none() && c.expires_at > now && c.contact_id == contact.map(Key::from)))
}

/// Use a challenge up, whatever the answer to it is worth. Returns whether it was still good.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn use_up(txn: &Txn, token_hash: &str, contact: Option<ContactId>, now: Instant) -> Result<bool, StoreError> {
    let whose = match contact {
        Some(contact) => challenge::Column::ContactId.eq(Key::from(contact)),
        None => challenge::Column::ContactId.is_null(),
    };
    let done = challenge::Entity::update_many()
        .col_expr(challenge::Column::UsedAt, Expr::value(now))
        .filter(challenge::Column::TokenHash.eq(token_hash))
        .filter(challenge::Column::UsedAt.is_null())
        .filter(challenge::Column::ExpiresAt.gt(now))
        .filter(whose)
        .exec(txn.inner())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Remove challenges that were asked for before `before`. Returns how many.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn sweep(txn: &Txn, before: Instant) -> Result<u64, StoreError> {
    let old = challenge::Entity::delete_many().filter(challenge::Column::CreatedAt.lte(before));
    Ok(old.exec(txn.inner()).await?.rows_affected)
}
