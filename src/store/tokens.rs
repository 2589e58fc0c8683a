//! Machines' tokens. Of the secret only a hash is kept, and its first letters, so that people can tell tokens apart.

use super::{Conn, Key, StoreError, Txn, insert, json, set_all};
use domain::Instant;
use domain::ids::{CustomerId, PersonId, TokenId};
use domain::token::TokenScopes;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

mod entity {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "api_tokens")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Key,
        pub name: String,
        pub scopes: String,
        pub customer_id: Option<Key>,
        pub days: i64,
        pub proposed_by: Option<Key>,
        pub proposed_at: DateTimeUtc,
        pub prefix: Option<String>,
        pub token_hash: Option<String>,
        pub granted_by: Option<Key>,
        pub granted_at: Option<DateTimeUtc>,
        pub expires_at: Option<DateTimeUtc>,
        pub last_used_at: Option<DateTimeUtc>,
        pub revoked_by: Option<Key>,
        pub revoked_at: Option<DateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
use entity::{Column, Entity, Model};

/// What came of a proposal that was granted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Grant {
    /// First letters of the secret.
    pub prefix: String,
    /// SHA-256 of the secret, in hexadecimal.
    pub hash: String,
    /// By whom; `None` for the operator.
    pub by: Option<PersonId>,
    /// When.
    pub at: Instant,
    /// Until when it opens anything.
    pub expires_at: Instant,
}

/// A token, or the proposal of one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TokenRow {
    /// Its id.
    pub id: TokenId,
    /// What it is for, in the words of whoever asked for it.
    pub name: String,
    /// What it opens.
    pub scopes: TokenScopes,
    /// The one customer it is bound to; `None` for all.
    pub customer: Option<CustomerId>,
    /// How many days it is good for once granted.
    pub days: i64,
    /// Who asked for it; `None` for the operator.
    pub proposed_by: Option<PersonId>,
    /// When.
    pub proposed_at: Instant,
    /// The grant; `None` while it waits.
    pub grant: Option<Grant>,
    /// When it was last used, within some minutes.
    pub last_used_at: Option<Instant>,
    /// Who ended it; `None` for the operator.
    pub revoked_by: Option<PersonId>,
    /// When it was ended, or turned down.
    pub revoked_at: Option<Instant>,
}

impl TokenRow {
    /// Whether it opens anything at this moment.
    #[must_use]
    pub fn good(&self, now: Instant) -> bool {
        self.revoked_at.is_none() && self.grant.as_ref().is_some_and(|g| now < g.expires_at)
    }
}

impl TryFrom<Model> for TokenRow {
    type Error = StoreError;

    fn try_from(row: Model) -> Result<Self, StoreError> {
        let broken = || StoreError::Inconsistent {
            table: "api_tokens",
            column: "token_hash",
            row: row.id.to_string(),
            why: "a grant is there in part".to_owned(),
        };
        let grant = match (&row.prefix, &row.token_hash, row.granted_at, row.expires_at) {
            (None, None, None, None) => None,
            (Some(prefix), Some(hash), Some(at), Some(expires_at)) => {
                Some(Grant { prefix: prefix.clone(), hash: hash.clone(), by: row.granted_by.map(Key::to), at, expires_at })
            }
            _ => return Err(broken()),
        };
        Ok(Self {
            id: row.id.to(),
            scopes: json("api_tokens", "scopes", &row.id, &row.scopes)?,
            name: row.name,
            customer: row.customer_id.map(Key::to),
            days: row.days,
            proposed_by: row.proposed_by.map(Key::to),
            proposed_at: row.proposed_at,
            grant,
            last_used_at: row.last_used_at,
            revoked_by: row.revoked_by.map(Key::to),
            revoked_at: row.revoked_at,
        })
    }
}

fn model(token: &TokenRow) -> Result<Model, StoreError> {
    let scopes = serde_json::to_string(&token.scopes).map_err(|e| StoreError::Inconsistent {
        table: "api_tokens",
        column: "scopes",
        row: token.id.to_string(),
        why: e.to_string(),
    })?;
    let grant = token.grant.as_ref();
    Ok(Model {
        id: token.id.into(),
        name: token.name.clone(),
        scopes,
        customer_id: token.customer.map(Key::from),
        days: token.days,
        proposed_by: token.proposed_by.map(Key::from),
        proposed_at: token.proposed_at,
        prefix: grant.map(|g| g.prefix.clone()),
        token_hash: grant.map(|g| g.hash.clone()),
        granted_by: grant.and_then(|g| g.by).map(Key::from),
        granted_at: grant.map(|g| g.at),
        expires_at: grant.map(|g| g.expires_at),
        last_used_at: token.last_used_at,
        revoked_by: token.revoked_by.map(Key::from),
        revoked_at: token.revoked_at,
    })
}

/// Keep a new token or proposal.
///
/// # Errors
/// [`StoreError::Duplicate`], [`StoreError::Dangling`], [`StoreError::Database`].
pub async fn add(txn: &Txn, token: &TokenRow) -> Result<(), StoreError> {
    insert::<Entity>(txn, model(token)?).await
}

/// Write a token as it is now. Read it in the same transaction: there is one writer.
///
/// # Errors
/// [`StoreError::Stale`] when there is none; [`StoreError::Database`].
pub async fn save(txn: &Txn, token: &TokenRow) -> Result<(), StoreError> {
    set_all::<Entity>(txn, "token", model(token)?).await
}

/// One token.
///
/// # Errors
/// [`StoreError::Inconsistent`], [`StoreError::Database`].
pub async fn find(conn: &impl Conn, id: TokenId) -> Result<Option<TokenRow>, StoreError> {
    Entity::find_by_id(Key::from(id)).one(conn.inner()).await?.map(TokenRow::try_from).transpose()
}

/// The token whose secret has this hash, good or not.
///
/// # Errors
/// [`StoreError::Inconsistent`], [`StoreError::Database`].
pub async fn find_by_hash(conn: &impl Conn, hash: &str) -> Result<Option<TokenRow>, StoreError> {
    Entity::find().filter(Column::TokenHash.eq(hash)).one(conn.inner()).await?.map(TokenRow::try_from).transpose()
}

/// All tokens and proposals, the latest first.
///
/// # Errors
/// [`StoreError::Inconsistent`], [`StoreError::Database`].
pub async fn list(conn: &impl Conn, limit: u64) -> Result<Vec<TokenRow>, StoreError> {
    let newest = Entity::find().order_by_desc(Column::ProposedAt).order_by_desc(Column::Id).limit(limit);
    newest.all(conn.inner()).await?.into_iter().map(TokenRow::try_from).collect()
}

/// Note that a token was used. It is a write: do it once in a few minutes, not with each request.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn touch(txn: &Txn, id: TokenId, at: Instant) -> Result<(), StoreError> {
    Entity::update_many().col_expr(Column::LastUsedAt, Expr::value(at)).filter(Column::Id.eq(Key::from(id))).exec(txn.inner()).await?;
    Ok(())
}
