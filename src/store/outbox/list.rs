//! The outbox as a screen shows it.

use super::entity::{Column, Entity, Model};
use super::{CANCELLED, CUSTOMER, DEAD, SENT, reports};
use crate::store::demands;
use crate::store::{Conn, Key, Sight, StoreError, short_of};
use domain::ids::{DemandId, MessageId};
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select};

/// Which messages. The default shows all.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct MessageFilter {
    /// Any of these states; empty means all.
    pub states: Vec<String>,
    /// `authority`, `customer` or `staff`.
    pub side: Option<String>,
    /// Those with such a report, besides those in one of the states.
    pub reported: Option<Reported>,
}

impl MessageFilter {
    /// What waits for a person: nobody knows whether it arrived, it was given up, or a report about it needs a look.
    #[must_use]
    pub fn for_a_person() -> Self {
        let states = vec![super::AMBIGUOUS.to_owned(), DEAD.to_owned()];
        Self { states, side: None, reported: Some(Reported::Open) }
    }
}

/// Reports that a message may have.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reported {
    /// One that waits for a person.
    Open,
    /// One that counts and says that it came back.
    Bounced,
}

/// Messages that `sight` reaches, the latest first, up to `limit` after the row `after`.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list(
    conn: &impl Conn,
    sight: Sight,
    filter: &MessageFilter,
    after: Option<&Model>,
    limit: u64,
) -> Result<Vec<Model>, StoreError> {
    let mut find = Entity::find().filter(Condition::all().add_option(sight.within(Column::DemandId)));
    let with = |reported: Reported| Column::Id.in_subquery(reports::messages_with(reported == Reported::Bounced));
    match (filter.states.as_slice(), filter.reported) {
        ([], None) => {}
        ([], Some(reported)) => find = find.filter(with(reported)),
        ([one], None) => find = find.filter(Column::State.eq(one.as_str())),
        (some, None) => find = find.filter(Column::State.is_in(some.iter().map(String::as_str))),
        (some, Some(reported)) => {
            find = find.filter(Column::State.is_in(some.iter().map(String::as_str)).or(with(reported)));
        }
    }
    if let Some(side) = &filter.side {
        find = find.filter(Column::Side.eq(side.as_str()));
    }
    if let Some(row) = after {
        find = find.filter(short_of((Entity, Column::CreatedAt), (Entity, Column::Id), row.created_at, row.id));
    }
    Ok(find.order_by_desc(Column::CreatedAt).order_by_desc(Column::Id).limit(limit).all(conn.inner()).await?)
}

/// How many messages wait for a person.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn for_a_person(conn: &impl Conn) -> Result<u64, StoreError> {
    let stuck = Column::State.is_in([super::AMBIGUOUS, DEAD]);
    let reported = Column::Id.in_subquery(reports::messages_with(false));
    Ok(Entity::find().filter(stuck.or(reported)).count(conn.inner()).await?)
}

/// One message.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find(conn: &impl Conn, id: MessageId) -> Result<Option<Model>, StoreError> {
    Ok(Entity::find_by_id(Key::from(id)).one(conn.inner()).await?)
}

/// The message with this `Message-ID`, given without angle brackets.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn by_message_id(conn: &impl Conn, message_id: &str) -> Result<Option<Model>, StoreError> {
    Ok(Entity::find().filter(Column::MessageId.eq(message_id)).one(conn.inner()).await?)
}

/// The first message of the talk with this token: it says which demand and which side.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn by_thread(conn: &impl Conn, thread: &str) -> Result<Option<Model>, StoreError> {
    let find = Entity::find().filter(Column::Thread.eq(thread)).order_by_asc(Column::CreatedAt).order_by_asc(Column::Id);
    Ok(find.one(conn.inner()).await?)
}

/// All messages about a demand in order.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn of_demand(conn: &impl Conn, demand: DemandId) -> Result<Vec<Model>, StoreError> {
    Ok(Entity::find()
        .filter(Column::DemandId.eq(Key::from(demand)))
        .order_by_asc(Column::CreatedAt)
        .order_by_asc(Column::Id)
        .all(conn.inner())
        .await?)
}

/// The token of the talk with one side about a demand, once there is one.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn thread_of(conn: &impl Conn, demand: DemandId, side: &str) -> Result<Option<String>, StoreError> {
    Ok(thread(demand, side).into_tuple().one(conn.inner()).await?)
}

/// Its query.
pub(super) fn thread(demand: DemandId, side: &str) -> Select<Entity> {
    Entity::find()
        .select_only()
        .column(Column::Thread)
        .filter(Column::DemandId.eq(Key::from(demand)))
        .filter(Column::Side.eq(side))
        .order_by_asc(Column::CreatedAt)
        .order_by_asc(Column::Id)
}

/// Demands whose notice is said to be in the outbox while a message to the customer's side has come to an end.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn unsettled(conn: &impl Conn, limit: u64) -> Result<Vec<DemandId>, StoreError> {
    let ended: Vec<Key> = Entity::find()
        .select_only()
        .column(Column::DemandId)
        .distinct()
        .filter(Column::Side.eq(CUSTOMER))
        .filter(Column::State.is_in([SENT, DEAD, CANCELLED]))
        .filter(Column::DemandId.in_subquery(demands::with_notice("queued")))
        .limit(limit)
        .into_tuple()
        .all(conn.inner())
        .await?;
    Ok(ended.into_iter().map(Key::to).collect())
}
