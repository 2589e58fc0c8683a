//! Delivery reports (RFC 3464) about messages that were accepted: what each says, what it is tied by, and whether it counts.

use crate::store::{Conn, Key, StoreError, Txn, insert};
use domain::Instant;
use domain::ids::MessageId;
use sea_orm::sea_query::{Expr, SelectStatement};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use std::str::FromStr;

pub(super) mod report {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// One report about one message.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "outbox_reports")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Key,
        /// Message.
        pub message_id: Key,
        /// When it was read.
        pub at: DateTimeUtc,
        /// What it says, by the code of [`super::Fate`].
        pub fate: String,
        /// Its enhanced status code such as `5.1.1` (RFC 3463); empty if it gives none.
        pub status: String,
        /// The other side's words, on one line.
        pub said: String,
        /// `token` or `message_id`.
        pub tied: String,
        /// Whether it counts: by itself, or because a person said so.
        pub counts: bool,
        /// Whether it waits for a person.
        pub open: bool,
        /// The report as it came.
        pub document_id: Key,
        /// SHA-256 of it: the same report twice is one.
        pub sha256: String,
        /// When a person decided.
        pub decided_at: Option<DateTimeUtc>,
        /// Who: the actor as JSON.
        pub decided_by: Option<String>,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
pub use report::Model as ReportRow;
use report::{Column, Entity};

/// What a report says became of the message.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Fate {
    /// Not yet; the other side goes on trying.
    Delayed,
    /// Handed to a server that sends no reports, or to a list: more will not be known.
    Relayed,
    /// In the recipient's mailbox.
    Delivered,
    /// It came back.
    Bounced,
    /// It contradicts itself, or cannot be read that far.
    Unclear,
}

impl Fate {
    /// All.
    pub const ALL: [Self; 5] = [Self::Delayed, Self::Relayed, Self::Delivered, Self::Bounced, Self::Unclear];

    /// The stable code; its name stands in the translations under `fate-<code>`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Delayed => "delayed",
            Self::Relayed => "relayed",
            Self::Delivered => "delivered",
            Self::Bounced => "bounced",
            Self::Unclear => "unclear",
        }
    }
}

impl FromStr for Fate {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|fate| fate.code() == text).ok_or(())
    }
}

/// What ties a report to a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tie {
    /// The message's own return address, which only those who carried it know.
    Token,
    /// The Message-ID alone, which everybody knows who ever saw the mail: a person decides.
    MessageId,
}

impl Tie {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::MessageId => "message_id",
        }
    }
}

impl ReportRow {
    /// What it says.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`] when the column holds something else.
    pub fn told(&self) -> Result<Fate, StoreError> {
        self.fate.parse().map_err(|()| StoreError::Inconsistent {
            table: "outbox_reports",
            column: "fate",
            row: self.id.to_string(),
            why: "no such fate".to_owned(),
        })
    }
}

/// Add a report.
///
/// # Errors
/// [`StoreError::Duplicate`] when this very report is there; [`StoreError::Database`].
pub async fn add_report(txn: &Txn, row: ReportRow) -> Result<(), StoreError> {
    insert::<Entity>(txn, row).await
}

/// The report of a message with these bytes.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn report_with(conn: &impl Conn, message: MessageId, sha256: &str) -> Result<Option<ReportRow>, StoreError> {
    let of = Entity::find().filter(Column::MessageId.eq(Key::from(message))).filter(Column::Sha256.eq(sha256));
    Ok(of.one(conn.inner()).await?)
}

/// One report.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find_report(conn: &impl Conn, id: Key) -> Result<Option<ReportRow>, StoreError> {
    Ok(Entity::find_by_id(id).one(conn.inner()).await?)
}

/// The reports about these messages in the order they were read.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn reports_of(conn: &impl Conn, messages: &[Key]) -> Result<Vec<ReportRow>, StoreError> {
    if messages.is_empty() {
        return Ok(Vec::new());
    }
    Ok(Entity::find()
        .filter(Column::MessageId.is_in(messages.iter().copied()))
        .order_by_asc(Column::At)
        .order_by_asc(Column::Id)
        .all(conn.inner())
        .await?)
}

/// A person has dealt with a report: it counts, or it does not.
///
/// # Errors
/// [`StoreError::Stale`] when somebody has decided already; [`StoreError::Database`].
pub async fn decide_report(txn: &Txn, id: Key, counts: bool, by: &str, now: Instant) -> Result<(), StoreError> {
    let done = Entity::update_many()
        .col_expr(Column::Counts, Expr::value(counts))
        .col_expr(Column::Open, Expr::value(false))
        .col_expr(Column::DecidedAt, Expr::value(now))
        .col_expr(Column::DecidedBy, Expr::value(by))
        .filter(Column::Id.eq(id))
        .filter(Column::Open.eq(true))
        .exec(txn.inner())
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale { noun: "report", id: id.to_string() }) }
}

/// Messages with a report that waits for a person; or with one that counts and says that they came back.
pub(super) fn messages_with(bounced: bool) -> SelectStatement {
    let find = Entity::find().select_only().column(Column::MessageId);
    let find = if bounced {
        find.filter(Column::Fate.eq(Fate::Bounced.code())).filter(Column::Counts.eq(true))
    } else {
        find.filter(Column::Open.eq(true))
    };
    find.into_query()
}

/// How many reports wait for a person.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn open_reports(conn: &impl Conn) -> Result<u64, StoreError> {
    Ok(Entity::find().filter(Column::Open.eq(true)).count(conn.inner()).await?)
}

/// How many reports say what, for the counters.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn reports_by_fate(conn: &impl Conn) -> Result<Vec<(String, i64)>, StoreError> {
    Ok(Entity::find()
        .select_only()
        .column(Column::Fate)
        .column_as(Column::Id.count(), "n")
        .group_by(Column::Fate)
        .into_tuple()
        .all(conn.inner())
        .await?)
}
