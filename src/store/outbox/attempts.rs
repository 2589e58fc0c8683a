//! Attempts: the row is committed before the socket opens, so that a killed process leaves a trace.

use super::entity::{Column, Entity};
use super::{AMBIGUOUS, CANCELLED, DEAD, FAILED, LEASED, QUEUED, SENT, envelopes, find, moved, on_the_wire};
use crate::store::{Conn, Key, StoreError, Txn, insert};
use domain::Instant;
use domain::ids::MessageId;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

pub(super) mod attempt {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// One attempt to send a message.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "outbox_attempts")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Key,
        /// Message.
        pub message_id: Key,
        /// When begun.
        pub started_at: DateTimeUtc,
        /// When its end was known; `None` while on the wire.
        pub ended_at: Option<DateTimeUtc>,
        /// `sent`, `failed`, `dead` or `ambiguous`.
        pub outcome: Option<String>,
        /// What the other side said.
        pub response: Option<String>,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
pub use attempt::Model as AttemptRow;

/// How an attempt ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// The other side's server took it.
    Sent,
    /// It surely did not; try again then.
    Failed {
        /// When.
        next_at: Instant,
    },
    /// It surely did not, and will not.
    Dead,
    /// Nobody knows: the connection broke after the message and before the answer.
    Ambiguous,
}

impl Outcome {
    const fn state(self) -> &'static str {
        match self {
            Self::Sent => SENT,
            Self::Failed { .. } => FAILED,
            Self::Dead => DEAD,
            Self::Ambiguous => AMBIGUOUS,
        }
    }
}

/// Begin an attempt on a leased message: commit before the socket opens. `attempt` is its id. A sender that stalled past its
/// lease can wake up beside the one that holds the next lease; of the two only the first to begin sends.
///
/// # Errors
/// [`StoreError::Stale`] when the message is not leased any more (withdrawn, or the lease ran out), or another attempt is on
/// the wire. Don't send it then.
pub async fn begin_attempt(txn: &Txn, message: MessageId, attempt: Key, now: Instant) -> Result<(), StoreError> {
    let done = Entity::update_many()
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
        .filter(Column::Id.eq(Key::from(message)))
        .filter(Column::State.eq(LEASED))
        .filter(Column::LeaseUntil.gt(now))
        .filter(on_the_wire().not())
        .exec(txn.inner())
        .await?;
    moved(done.rows_affected, message)?;
    envelopes::draw(txn, message, now).await?;
    let row = AttemptRow { id: attempt, message_id: Key::from(message), started_at: now, ended_at: None, outcome: None, response: None };
    insert::<attempt::Entity>(txn, row).await
}

/// Say how an attempt ended, on the attempt and on its message.
///
/// An attempt that was given up as ambiguous in between may still learn that it was sent, and nothing else. A message
/// that was sent by one attempt stays sent, whatever another one says.
///
/// # Errors
/// [`StoreError::Stale`] when the attempt has another end by now; [`StoreError::Database`].
pub async fn finish_attempt(
    txn: &Txn,
    message: MessageId,
    attempt: Key,
    outcome: Outcome,
    response: &str,
    now: Instant,
) -> Result<(), StoreError> {
    let open = attempt::Column::EndedAt.is_null();
    let late = attempt::Column::Outcome.eq(AMBIGUOUS);
    let done = attempt::Entity::update_many()
        .col_expr(attempt::Column::EndedAt, Expr::value(now))
        .col_expr(attempt::Column::Outcome, Expr::value(outcome.state()))
        .col_expr(attempt::Column::Response, Expr::value(response))
        .filter(attempt::Column::Id.eq(attempt))
        .filter(attempt::Column::MessageId.eq(Key::from(message)))
        .filter(if outcome == Outcome::Sent { open.or(late) } else { open })
        .exec(txn.inner())
        .await?;
    moved(done.rows_affected, message)?;
    // Sent is sent, even if somebody has queued it again or withdrawn it meanwhile. Else only the holder may speak.
    let from: &[&str] = if outcome == Outcome::Sent { &[LEASED, AMBIGUOUS, QUEUED, FAILED, CANCELLED] } else { &[LEASED] };
    let mut update = Entity::update_many()
        .col_expr(Column::State, Expr::value(outcome.state()))
        .col_expr(Column::LeaseUntil, Expr::value(None::<Instant>))
        .col_expr(Column::LastResponse, Expr::value(response))
        .filter(Column::Id.eq(Key::from(message)))
        .filter(Column::State.is_in(from.iter().copied()));
    update = match outcome {
        Outcome::Sent => update.col_expr(Column::SentAt, Expr::value(now)),
        Outcome::Failed { next_at } => update.col_expr(Column::NextAt, Expr::value(next_at)),
        Outcome::Dead | Outcome::Ambiguous => update,
    };
    if update.exec(txn.inner()).await?.rows_affected == 1 {
        return Ok(());
    }
    let sent = find(txn, message).await?.is_some_and(|row| row.state == SENT);
    moved(u64::from(sent), message)
}

/// Close what was left open by somebody who is gone.
pub(super) async fn abandon(txn: &Txn, message: Key, now: Instant) -> Result<(), StoreError> {
    attempt::Entity::update_many()
        .col_expr(attempt::Column::EndedAt, Expr::value(now))
        .col_expr(attempt::Column::Outcome, Expr::value(AMBIGUOUS))
        .filter(attempt::Column::MessageId.eq(message))
        .filter(attempt::Column::EndedAt.is_null())
        .exec(txn.inner())
        .await?;
    Ok(())
}

/// The attempts of a message in order.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn attempts_of(conn: &impl Conn, message: MessageId) -> Result<Vec<AttemptRow>, StoreError> {
    Ok(attempt::Entity::find()
        .filter(attempt::Column::MessageId.eq(Key::from(message)))
        .order_by_asc(attempt::Column::StartedAt)
        .order_by_asc(attempt::Column::Id)
        .all(conn.inner())
        .await?)
}
