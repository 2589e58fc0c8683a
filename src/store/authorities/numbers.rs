//! The numbers of the directory to call back: several for an authority, each with its own source and the two people behind it.

use super::authority::Model as AuthorityRow;
use super::sourced::{self, Sourced, add, save};
use crate::store::{Conn, StoreError, Txn, chance};
use domain::Instant;
use domain::ids::AuthorityId;

mod number {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// One number.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "authority_numbers")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Key,
        /// Authority.
        pub authority_id: Key,
        /// As written in its source.
        pub number: String,
        /// Digits alone, with the country's code where it is known; see [`domain::who::digits`].
        pub digits: String,
        /// What it reaches, such as a switchboard.
        pub reaches: String,
        /// Where it was found: a public register, an address.
        pub source: String,
        /// The day on which it was found there, `YYYY-MM-DD`; empty when nobody said.
        pub sourced_on: String,
        /// The demand at which somebody sat when entering it: for that demand it is worth nothing.
        pub demand_id: Option<Key>,
        /// Who entered it; empty when nobody knows any more.
        pub entered_by: String,
        /// When.
        pub entered_at: DateTimeUtc,
        /// Somebody else, who found it there too.
        pub confirmed_by: Option<String>,
        /// When.
        pub confirmed_at: Option<DateTimeUtc>,
        /// Who took it out.
        pub withdrawn_by: Option<String>,
        /// When.
        pub withdrawn_at: Option<DateTimeUtc>,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

super::sourced::sourced!(number, "number");

pub use number::Model as NumberRow;

/// The numbers of an authority that nobody took out, in the order of their entry.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn of(conn: &impl Conn, id: AuthorityId) -> Result<Vec<NumberRow>, StoreError> {
    sourced::of(conn, id).await
}

/// The number on an authority's own form is one of its numbers: a changed one is entered anew, and whoever confirms the entry
/// confirms it.
///
/// # Errors
/// As [`add`] and [`save`].
pub async fn follow(txn: &Txn, before: Option<&AuthorityRow>, after: &AuthorityRow, at: Instant) -> Result<(), StoreError> {
    let known = of(txn, after.id.to()).await?;
    let phone = after.phone.as_deref().map(str::trim).filter(|phone| !phone.is_empty());
    let digits = phone.and_then(|phone| domain::who::digits(phone, &after.territory));
    if before.and_then(|row| row.phone.as_deref()) != after.phone.as_deref() {
        let old = before.and_then(|row| domain::who::digits(row.phone.as_deref()?, &row.territory));
        for row in known.iter().filter(|row| Some(&row.digits) == old.as_ref() && Some(&row.digits) != digits.as_ref()) {
            save(txn, row.clone().withdrawn(after.changed_by.clone(), at)).await?;
        }
        if let (Some(phone), Some(digits)) = (phone, &digits)
            && known.iter().all(|row| row.digits != *digits)
        {
            let confirmed = after.standing == "known";
            let row = NumberRow {
                id: chance::key(),
                authority_id: after.id,
                number: phone.to_owned(),
                digits: digits.clone(),
                reaches: String::new(),
                source: after.note.clone(),
                sourced_on: String::new(),
                demand_id: None,
                entered_by: after.changed_by.clone(),
                entered_at: at,
                confirmed_by: confirmed.then(|| after.changed_by.clone()),
                confirmed_at: confirmed.then_some(at),
                withdrawn_by: None,
                withdrawn_at: None,
            };
            add(txn, row).await?;
        }
    } else if after.standing == "known" && before.is_some_and(|row| row.standing != "known") {
        let waits = |row: &&NumberRow| row.confirmed_at.is_none() && row.entered_by != after.changed_by;
        for row in known.iter().filter(|row| Some(&row.digits) == digits.as_ref()).filter(waits) {
            save(txn, row.clone().confirmed(after.changed_by.clone(), at)).await?;
        }
    }
    Ok(())
}
