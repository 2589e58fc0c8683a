//! The keys of authorities in the directory: each with its source and the two people behind it.

use crate::store::{Conn, StoreError};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

mod key {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// One key.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "authority_keys")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Key,
        /// Authority.
        pub authority_id: Key,
        /// The officer whose it is; nothing for one of the authority.
        pub officer_id: Option<Key>,
        /// `smime`, `eseal` or `pgp`; `age` is for what goes there.
        pub kind: String,
        /// SHA-256 of the certificate or the fingerprint of the key, lower-case hexadecimal.
        pub fingerprint: String,
        /// The certificate as PEM, the key with its armour.
        pub material: String,
        /// Where it was found.
        pub source: String,
        /// The day on which it was found there, `YYYY-MM-DD`.
        pub sourced_on: String,
        /// Who entered it.
        pub entered_by: String,
        /// When.
        pub entered_at: DateTimeUtc,
        /// Somebody else, who found the same fingerprint there.
        pub confirmed_by: Option<String>,
        /// When.
        pub confirmed_at: Option<DateTimeUtc>,
        /// Who took it out.
        pub withdrawn_by: Option<String>,
        /// When.
        pub withdrawn_at: Option<DateTimeUtc>,
        /// The names in it.
        pub about: String,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

super::sourced::sourced!(key, "key");

pub use key::Model as KeyRow;

/// The keys that count, each with its authority's name: confirmed by a second person, not taken out, and of an authority that is known
/// and not suspended.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn counting(conn: &impl Conn, limit: u64) -> Result<Vec<(KeyRow, String)>, StoreError> {
    let find = key::Entity::find()
        .filter(key::Column::ConfirmedAt.is_not_null())
        .filter(key::Column::WithdrawnAt.is_null())
        .filter(key::Column::Kind.is_in(["smime", "eseal", "pgp"]));
    let rows = find.order_by_asc(key::Column::EnteredAt).order_by_asc(key::Column::Id).limit(limit).all(conn.inner()).await?;
    let mut all = Vec::new();
    for row in rows {
        let whose = super::find(conn, row.authority_id.to()).await?.filter(|a| a.standing == "known");
        all.extend(whose.map(|a| (row, a.name)));
    }
    Ok(all)
}
