//! The outbox: a message is queued in the transaction that made it due, and an attempt is committed before the
//! socket opens. What was on the wire when the connection or the process died is *ambiguous*: a person says
//! whether it arrived, because SMTP can't (RFC 1047).

mod attempts;
mod entity;
mod envelopes;
pub mod held;
mod list;
mod reminders;
mod reports;
mod sheets;
pub(super) mod talk;

pub use attempts::{AttemptRow, Outcome, attempts_of, begin_attempt, finish_attempt};
pub use entity::Model as MessageRow;
pub use envelopes::{by_token, token_of};
pub use list::{MessageFilter, Reported, by_message_id, by_thread, find, for_a_person, list, of_demand, thread_of, unsettled};
pub use reminders::{ReminderRow, remember_reminder, reminded};
pub use reports::{Fate, ReportRow, Tie, add_report, decide_report, find_report, open_reports, report_with, reports_by_fate, reports_of};
pub use sheets::{put_sheet, put_sheet_later, sheet_of};
pub use talk::talk_with;

use super::{Conn, Key, StoreError, Txn, insert, later};
use attempts::attempt;
use chrono::Duration;
use domain::Instant;
use domain::ids::{DemandId, MessageId};
use entity::{Column, Entity};
use sea_orm::sea_query::{Expr, ExprTrait, SimpleExpr};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select};

/// Waiting for its first attempt.
pub const QUEUED: &str = "queued";
/// Taken by a sender until `lease_until`.
pub const LEASED: &str = "leased";
/// Accepted by the other side's server.
pub const SENT: &str = "sent";
/// On the wire when the connection broke; a person decides.
pub const AMBIGUOUS: &str = "ambiguous";
/// Failed for now; tried again at `next_at`.
pub const FAILED: &str = "failed";
/// Given up.
pub const DEAD: &str = "dead";
/// Never to be sent: withdrawn, or expired.
pub const CANCELLED: &str = "cancelled";

/// The side of the authority.
pub const AUTHORITY: &str = "authority";
/// The side of the customer: the gate on secrecy stands before it.
pub const CUSTOMER: &str = "customer";
/// The side of our own staff.
pub const STAFF: &str = "staff";

/// The `Message-ID` of a message from the address `from`, without angle brackets.
#[must_use]
pub fn message_id(id: MessageId, from: &str) -> String {
    let domain = from.rsplit_once('@').map_or("localhost", |(_, domain)| domain);
    format!("{}@{domain}", id.0.simple())
}

/// Queue a message, in the transaction that made it due.
///
/// # Errors
/// [`StoreError::Duplicate`], [`StoreError::Database`].
pub async fn put(txn: &Txn, row: MessageRow) -> Result<(), StoreError> {
    insert::<Entity>(txn, row).await
}

/// [`put`] together with what the transaction does next. What is wrong shows then, by the commit at the latest.
pub fn put_later(txn: &Txn, row: MessageRow) {
    later::<Entity>(txn, row);
}

/// The conditions of the indexes `outbox_due` and `outbox_leased`, letter for letter: with values that are bound only when the
/// statement runs, no plan that is kept can use them.
const WAITING: &str = "state IN ('queued', 'failed')";
const TAKEN: &str = "state = 'leased'";

fn due_by(now: Instant, n: u64) -> Select<Entity> {
    let waiting = Entity::find().filter(Expr::cust(WAITING)).filter(Column::NextAt.lte(now));
    waiting.order_by_asc(Column::NextAt).order_by_asc(Column::Id).limit(n)
}

fn run_out(now: Instant) -> Condition {
    Condition::all().add(Expr::cust(TAKEN)).add(Column::LeaseUntil.lte(now))
}

/// Take up to `n` messages that are due, until `now + lease`. In the same transaction the caller asks, for each one
/// that goes to a customer's side, whether it may still be told, and [`cancel`]s it if not.
///
/// First come the leases that ran out: with an attempt begun the message is ambiguous (to our own staff, or about no demand:
/// queued again), without one it is queued again.
/// Messages past `expires_at` are cancelled.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn lease_due(txn: &Txn, now: Instant, n: u64, lease: Duration) -> Result<Vec<MessageRow>, StoreError> {
    recover(txn, now).await?;
    let waiting = || Expr::cust(WAITING);
    Entity::update_many()
        .col_expr(Column::State, Expr::value(CANCELLED))
        .col_expr(Column::LastResponse, Expr::value("expired"))
        .filter(waiting())
        .filter(Column::ExpiresAt.lte(now))
        .exec(txn.inner())
        .await?;
    let mut due = due_by(now, n).all(txn.inner()).await?;
    let ids: Vec<Key> = due.iter().map(|m| m.id).collect();
    if ids.is_empty() {
        return Ok(due);
    }
    let until = now + lease;
    Entity::update_many()
        .col_expr(Column::State, Expr::value(LEASED))
        .col_expr(Column::LeaseUntil, Expr::value(until))
        .filter(Column::Id.is_in(ids))
        .exec(txn.inner())
        .await?;
    for message in &mut due {
        message.state = LEASED.to_owned();
        message.lease_until = Some(until);
    }
    Ok(due)
}

/// Leases that ran out: whoever held them is gone. What was on the wire is ambiguous; but a reminder to our own staff, or one
/// that follows from no demand, may come twice, and must not get lost.
async fn recover(txn: &Txn, now: Instant) -> Result<(), StoreError> {
    let run_out = || run_out(now);
    let open: Vec<(Key, String, Option<Key>)> = Entity::find()
        .select_only()
        .columns([Column::Id, Column::Side, Column::DemandId])
        .filter(run_out())
        .filter(on_the_wire())
        .into_tuple()
        .all(txn.inner())
        .await?;
    for (id, side, demand) in open {
        attempts::abandon(txn, id, now).await?;
        if side != STAFF && demand.is_some() {
            set_state(txn, id, AMBIGUOUS).await?;
        }
    }
    Entity::update_many()
        .col_expr(Column::State, Expr::value(QUEUED))
        .col_expr(Column::LeaseUntil, Expr::value(None::<Instant>))
        .filter(run_out())
        .exec(txn.inner())
        .await?;
    Ok(())
}

/// Whether an attempt was begun and not finished.
fn on_the_wire() -> SimpleExpr {
    let open = attempt::Entity::find()
        .select_only()
        .column(attempt::Column::MessageId)
        .filter(Expr::col((attempt::Entity, attempt::Column::MessageId)).equals((Entity, Column::Id)))
        .filter(attempt::Column::EndedAt.is_null());
    Expr::exists(open.into_query())
}

async fn set_state(txn: &Txn, id: Key, state: &str) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::State, Expr::value(state))
        .col_expr(Column::LeaseUntil, Expr::value(None::<Instant>))
        .filter(Column::Id.eq(id))
        .exec(txn.inner())
        .await?;
    Ok(())
}

/// What became of messages that must not go out any more.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Cancelled {
    /// Withdrawn in time.
    pub withdrawn: Vec<MessageId>,
    /// On the wire at this moment, or ambiguous: they may have been read. Say so.
    pub too_late: Vec<MessageId>,
}

/// Withdraw what still waits of a demand's messages to one side, or to one audience of it.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn cancel_for_demand_audience(
    txn: &Txn,
    demand: DemandId,
    side: &str,
    audience: Option<&str>,
    why: &str,
) -> Result<Cancelled, StoreError> {
    let mut of = Condition::all().add(Column::DemandId.eq(Key::from(demand))).add(Column::Side.eq(side));
    if let Some(audience) = audience {
        of = of.add(Column::Audience.eq(audience));
    }
    let ids =
        |condition: Condition| Entity::find().select_only().column(Column::Id).filter(of.clone()).filter(condition).into_tuple::<Key>();
    let flying = Condition::all().add(Column::State.eq(LEASED)).add(on_the_wire());
    let too_late = ids(Condition::any().add(flying).add(Column::State.eq(AMBIGUOUS))).all(txn.inner()).await?;
    let waiting = Condition::all().add(Column::State.is_in([QUEUED, FAILED, LEASED])).add(on_the_wire().not());
    let withdrawn = ids(waiting).all(txn.inner()).await?;
    if !withdrawn.is_empty() {
        Entity::update_many()
            .col_expr(Column::State, Expr::value(CANCELLED))
            .col_expr(Column::LeaseUntil, Expr::value(None::<Instant>))
            .col_expr(Column::LastResponse, Expr::value(why))
            .filter(Column::Id.is_in(withdrawn.clone()))
            .exec(txn.inner())
            .await?;
    }
    let to = |keys: Vec<Key>| keys.into_iter().map(Key::to).collect();
    Ok(Cancelled { withdrawn: to(withdrawn), too_late: to(too_late) })
}

/// Withdraw one message that still waits, or was leased and has no attempt begun.
///
/// # Errors
/// [`StoreError::Stale`] when it is on the wire, sent, or otherwise done with; [`StoreError::Database`].
pub async fn cancel(txn: &Txn, id: MessageId, why: &str) -> Result<(), StoreError> {
    let done = Entity::update_many()
        .col_expr(Column::State, Expr::value(CANCELLED))
        .col_expr(Column::LeaseUntil, Expr::value(None::<Instant>))
        .col_expr(Column::LastResponse, Expr::value(why))
        .filter(Column::Id.eq(Key::from(id)))
        .filter(Column::State.is_in([QUEUED, FAILED, LEASED]))
        .filter(on_the_wire().not())
        .exec(txn.inner())
        .await?;
    moved(done.rows_affected, id)
}

/// A person says what became of an ambiguous message: it arrived, or it did not and is queued again.
///
/// # Errors
/// [`StoreError::Stale`] when it is not ambiguous any more; [`StoreError::Database`].
pub async fn resolve_ambiguous(txn: &Txn, id: MessageId, arrived: bool, now: Instant) -> Result<(), StoreError> {
    let update = Entity::update_many().filter(Column::Id.eq(Key::from(id))).filter(Column::State.eq(AMBIGUOUS));
    let update = if arrived {
        update.col_expr(Column::State, Expr::value(SENT)).col_expr(Column::SentAt, Expr::value(now))
    } else {
        update.col_expr(Column::State, Expr::value(QUEUED)).col_expr(Column::NextAt, Expr::value(now))
    };
    moved(update.exec(txn.inner()).await?.rows_affected, id)
}

/// A report has shown that a message was accepted after all, whose end is uncertain or not written down yet: it is sent.
/// `false` for a message in another state.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn known_to_be_sent(txn: &Txn, id: MessageId, now: Instant) -> Result<bool, StoreError> {
    let flying = Condition::all().add(Column::State.eq(LEASED)).add(on_the_wire());
    let done = Entity::update_many()
        .col_expr(Column::State, Expr::value(SENT))
        .col_expr(Column::SentAt, Expr::value(now))
        .col_expr(Column::LeaseUntil, Expr::value(None::<Instant>))
        .filter(Column::Id.eq(Key::from(id)))
        .filter(Condition::any().add(Column::State.eq(AMBIGUOUS)).add(flying))
        .exec(txn.inner())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Queue a dead message once more.
///
/// # Errors
/// [`StoreError::Stale`] when it is not dead; [`StoreError::Database`].
pub async fn requeue(txn: &Txn, id: MessageId, now: Instant) -> Result<(), StoreError> {
    let done = Entity::update_many()
        .col_expr(Column::State, Expr::value(QUEUED))
        .col_expr(Column::NextAt, Expr::value(now))
        .filter(Column::Id.eq(Key::from(id)))
        .filter(Column::State.eq(DEAD))
        .exec(txn.inner())
        .await?;
    moved(done.rows_affected, id)
}

/// Take the text out of messages of a kind that are no use any more at `now`: what they said was a secret.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn blank(txn: &Txn, letter: &str, now: Instant) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::BodyText, Expr::value(""))
        .filter(Column::Letter.eq(letter))
        .filter(Column::ExpiresAt.lte(now))
        .filter(Column::BodyText.ne(""))
        .exec(txn.inner())
        .await?;
    Ok(())
}

fn moved(rows: u64, id: MessageId) -> Result<(), StoreError> {
    if rows == 1 { Ok(()) } else { Err(StoreError::Stale { noun: "message", id: id.to_string() }) }
}
