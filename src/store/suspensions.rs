//! Suspended askers, the demands that are looked at again because of them, and the breaches that came of it.

use super::{Conn, Key, Sight, StoreError, Txn, chance, insert, insert_all, set_all};
use domain::Instant;
use domain::ids::{AuthorityId, BreachId, CustomerId, DemandId, SuspensionId};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query, SimpleExpr};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

pub(super) mod sender {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "demand_senders")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub demand_id: Key,
        pub address: String,
        pub domain: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod suspension {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// One suspension.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "suspensions")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Key,
        /// `authority`, `officer` or `domain`.
        pub kind: String,
        /// The id of the authority or officer, or the domain.
        pub subject: String,
        /// The authority that it is about, where it is about one.
        pub authority_id: Option<Key>,
        /// What people call the subject.
        pub name: String,
        /// Why.
        pub reason: String,
        /// Who suspended.
        pub by: String,
        /// When.
        pub at: DateTimeUtc,
        /// Why it may be lifted; empty while nobody asked.
        pub lift_reason: String,
        /// The first of the two who lift it.
        pub lift_first: Option<String>,
        /// When.
        pub lift_first_at: Option<DateTimeUtc>,
        /// The second.
        pub lifted_by: Option<String>,
        /// When it ended.
        pub lifted_at: Option<DateTimeUtc>,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod lookback {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// One demand that is looked at again.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "lookback")]
    pub struct Model {
        /// Because of which suspension.
        #[sea_orm(primary_key, auto_increment = false)]
        pub suspension_id: Key,
        /// Which.
        #[sea_orm(primary_key, auto_increment = false)]
        pub demand_id: Key,
        /// Whether something had left.
        pub disclosed: bool,
        /// Whether it came from whom was suspended; if not, nobody kept who sent it, and only the authority is the same.
        pub sender_known: bool,
        /// `fine` or `forged`; `None` while nobody has looked.
        pub finding: Option<String>,
        /// What was found, and where it stands.
        pub evidence: String,
        /// Who looked.
        pub by: Option<String>,
        /// When.
        pub at: Option<DateTimeUtc>,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod breach {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// One breach, for one customer.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "breaches")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Key,
        /// From which suspension it came.
        pub suspension_id: Key,
        /// Whose data; `None` where no customer was matched.
        pub customer_id: Option<Key>,
        /// The provider's role for this customer: `controller` tells the supervisory authority, `processor` the customer.
        pub role: String,
        /// When the provider became aware.
        pub opened_at: DateTimeUtc,
        /// By when somebody must be told.
        pub due_at: DateTimeUtc,
        /// What was done, or why nothing had to be; empty while it is open.
        pub conclusion: String,
        /// Who closed it.
        pub closed_by: Option<String>,
        /// When.
        pub closed_at: Option<DateTimeUtc>,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub use breach::Model as BreachRow;
pub use lookback::Model as LookbackRow;
pub use suspension::Model as SuspensionRow;

/// Keep who sent a demand, so that it is found by that.
///
/// # Errors
/// [`StoreError::Duplicate`], [`StoreError::Database`].
pub async fn sent(txn: &Txn, demand: DemandId, address: &str) -> Result<(), StoreError> {
    let Some(domain) = domain::who::domain_of(address) else { return Ok(()) };
    let row = sender::Model { demand_id: demand.into(), address: address.trim().to_lowercase(), domain };
    insert::<sender::Entity>(txn, row).await
}

/// The demands that came from exactly this address, or with `domain` from exactly this domain, by id after `after`, up to `limit`.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn from_sender(
    conn: &impl Conn,
    (column, is): (SenderColumn, &str),
    after: Option<DemandId>,
    limit: u64,
) -> Result<Vec<DemandId>, StoreError> {
    let column = match column {
        SenderColumn::Address => sender::Column::Address,
        SenderColumn::Domain => sender::Column::Domain,
    };
    let mut find = sender::Entity::find().select_only().column(sender::Column::DemandId).filter(column.eq(is));
    if let Some(after) = after {
        find = find.filter(sender::Column::DemandId.gt(Key::from(after)));
    }
    let keys: Vec<Key> = find.order_by_asc(sender::Column::DemandId).limit(limit).into_tuple().all(conn.inner()).await?;
    Ok(keys.into_iter().map(Key::to).collect())
}

/// Whether nobody kept who sent a demand; for a query over demands.
pub(super) fn unknown_sender() -> SimpleExpr {
    let of_it = Query::select()
        .expr(Expr::val(1))
        .from(sender::Entity)
        .and_where(Expr::col((sender::Entity, sender::Column::DemandId)).equals((Alias::new("demands"), Alias::new("id"))))
        .take();
    Expr::exists(of_it).not()
}

/// By what a sender is looked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SenderColumn {
    /// The whole address.
    Address,
    /// The domain.
    Domain,
}

/// Record a suspension.
///
/// # Errors
/// [`StoreError::Duplicate`] when the subject is suspended already; [`StoreError::Database`].
pub async fn put(txn: &Txn, row: SuspensionRow) -> Result<(), StoreError> {
    insert::<suspension::Entity>(txn, row).await
}

/// Write a suspension as it is now.
///
/// # Errors
/// [`StoreError::Stale`], [`StoreError::Database`].
pub async fn save(txn: &Txn, row: SuspensionRow) -> Result<(), StoreError> {
    set_all::<suspension::Entity>(txn, "suspension", row).await
}

/// One suspension.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find(conn: &impl Conn, id: SuspensionId) -> Result<Option<SuspensionRow>, StoreError> {
    Ok(suspension::Entity::find_by_id(Key::from(id)).one(conn.inner()).await?)
}

/// The open suspension of a subject, if there is one.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn open(conn: &impl Conn, kind: &str, subject: &str) -> Result<Option<SuspensionRow>, StoreError> {
    Ok(suspension::Entity::find()
        .filter(suspension::Column::Kind.eq(kind))
        .filter(suspension::Column::Subject.eq(subject))
        .filter(suspension::Column::LiftedAt.is_null())
        .one(conn.inner())
        .await?)
}

/// The latest suspensions, newest first; with `authority`, only those about it.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list(conn: &impl Conn, authority: Option<AuthorityId>, limit: u64) -> Result<Vec<SuspensionRow>, StoreError> {
    let mut find = suspension::Entity::find();
    if let Some(id) = authority {
        find = find.filter(suspension::Column::AuthorityId.eq(Key::from(id)));
    }
    Ok(find.order_by_desc(suspension::Column::At).order_by_desc(suspension::Column::Id).limit(limit).all(conn.inner()).await?)
}

/// Put demands on the list of what is looked at again, each with whether something had left and whether its sender is known.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn look_back(txn: &Txn, suspension: SuspensionId, demands: Vec<(DemandId, bool, bool)>) -> Result<(), StoreError> {
    let rows = demands
        .into_iter()
        .map(|(demand, disclosed, sender_known)| LookbackRow {
            suspension_id: suspension.into(),
            demand_id: demand.into(),
            disclosed,
            sender_known,
            finding: None,
            evidence: String::new(),
            by: None,
            at: None,
        })
        .collect();
    insert_all::<lookback::Entity>(txn, rows).await
}

/// What is looked at again because of a suspension, up to `limit` after `after`; what has left goes first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn looked_at(conn: &impl Conn, suspension: SuspensionId, limit: u64) -> Result<Vec<LookbackRow>, StoreError> {
    Ok(lookback::Entity::find()
        .filter(lookback::Column::SuspensionId.eq(Key::from(suspension)))
        .order_by_desc(lookback::Column::Disclosed)
        .order_by_asc(lookback::Column::DemandId)
        .limit(limit)
        .all(conn.inner())
        .await?)
}

/// One demand of a look-back.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn one_looked_at(conn: &impl Conn, suspension: SuspensionId, demand: DemandId) -> Result<Option<LookbackRow>, StoreError> {
    Ok(lookback::Entity::find_by_id((Key::from(suspension), Key::from(demand))).one(conn.inner()).await?)
}

/// Write what was found.
///
/// # Errors
/// [`StoreError::Stale`], [`StoreError::Database`].
pub async fn conclude(txn: &Txn, row: LookbackRow) -> Result<(), StoreError> {
    set_all::<lookback::Entity>(txn, "lookback", row).await
}

/// Open a breach.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn open_breach(
    txn: &Txn,
    suspension: SuspensionId,
    customer: Option<CustomerId>,
    role: &str,
    (opened_at, due_at): (Instant, Instant),
) -> Result<BreachId, StoreError> {
    let row = BreachRow {
        id: chance::key(),
        suspension_id: suspension.into(),
        customer_id: customer.map(Key::from),
        role: role.to_owned(),
        opened_at,
        due_at,
        conclusion: String::new(),
        closed_by: None,
        closed_at: None,
    };
    let id = row.id.to();
    insert::<breach::Entity>(txn, row).await?;
    Ok(id)
}

/// Write a breach as it is now.
///
/// # Errors
/// [`StoreError::Stale`], [`StoreError::Database`].
pub async fn save_breach(txn: &Txn, row: BreachRow) -> Result<(), StoreError> {
    set_all::<breach::Entity>(txn, "breach", row).await
}

/// One breach.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find_breach(conn: &impl Conn, id: BreachId) -> Result<Option<BreachRow>, StoreError> {
    Ok(breach::Entity::find_by_id(Key::from(id)).one(conn.inner()).await?)
}

/// The breaches of a suspension, earliest due first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn breaches_of(conn: &impl Conn, suspension: SuspensionId) -> Result<Vec<BreachRow>, StoreError> {
    Ok(breach::Entity::find()
        .filter(breach::Column::SuspensionId.eq(Key::from(suspension)))
        .order_by_asc(breach::Column::DueAt)
        .order_by_asc(breach::Column::Id)
        .all(conn.inner())
        .await?)
}

/// Whether a sight reaches a breach: one of the disclosures to that customer's harm that the look-back lists.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn breach_reached(conn: &impl Conn, sight: Sight, row: &BreachRow) -> Result<bool, StoreError> {
    if sight == Sight::Whole {
        return Ok(true);
    }
    let mut harmed = Query::select();
    harmed.column(Alias::new("id")).from(Alias::new("demands"));
    let customer = Expr::col(Alias::new("customer_id"));
    harmed.and_where(match row.customer_id {
        Some(id) => customer.eq(id),
        None => customer.is_null(),
    });
    let found = lookback::Entity::find()
        .filter(lookback::Column::SuspensionId.eq(row.suspension_id))
        .filter(lookback::Column::Disclosed.eq(true))
        .filter(lookback::Column::DemandId.in_subquery(harmed))
        .filter(Condition::all().add_option(sight.within(lookback::Column::DemandId)));
    Ok(found.limit(1).one(conn.inner()).await?.is_some())
}

/// Breaches that are not closed, earliest due first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn open_breaches(conn: &impl Conn, limit: u64) -> Result<Vec<BreachRow>, StoreError> {
    Ok(breach::Entity::find()
        .filter(breach::Column::ClosedAt.is_null())
        .order_by_asc(breach::Column::DueAt)
        .order_by_asc(breach::Column::Id)
        .limit(limit)
        .all(conn.inner())
        .await?)
}

/// Of a look-back, those whose sender nobody knows.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn of_unknown_sender(conn: &impl Conn, suspension: SuspensionId) -> Result<Vec<DemandId>, StoreError> {
    let keys: Vec<Key> = lookback::Entity::find()
        .select_only()
        .column(lookback::Column::DemandId)
        .filter(lookback::Column::SuspensionId.eq(Key::from(suspension)))
        .filter(lookback::Column::SenderKnown.eq(false))
        .order_by_asc(lookback::Column::DemandId)
        .into_tuple()
        .all(conn.inner())
        .await?;
    Ok(keys.into_iter().map(Key::to).collect())
}

/// Whether a demand whose sender nobody knows stands in the look-back of a suspension that holds, and was not found fine.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn is_doubtful(conn: &impl Conn, demand: DemandId) -> Result<bool, StoreError> {
    let rows = lookback::Entity::find()
        .filter(lookback::Column::DemandId.eq(Key::from(demand)))
        .filter(lookback::Column::SenderKnown.eq(false))
        .filter(Condition::any().add(lookback::Column::Finding.is_null()).add(lookback::Column::Finding.ne("fine")))
        .all(conn.inner())
        .await?;
    for row in rows {
        if find(conn, row.suspension_id.to()).await?.is_some_and(|suspension| suspension.lifted_at.is_none()) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What had left and nobody has looked at yet.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn unexamined(conn: &impl Conn, suspension: SuspensionId) -> Result<Vec<DemandId>, StoreError> {
    let keys: Vec<Key> = lookback::Entity::find()
        .select_only()
        .column(lookback::Column::DemandId)
        .filter(lookback::Column::SuspensionId.eq(Key::from(suspension)))
        .filter(lookback::Column::Disclosed.eq(true))
        .filter(lookback::Column::Finding.is_null())
        .into_tuple()
        .all(conn.inner())
        .await?;
    Ok(keys.into_iter().map(Key::to).collect())
}
