//! The queue: filters, sorts, keyset pages and bounded counts.

use super::entity::{Column, Entity, Model};
use crate::store::{Conn, Key, Sight, StoreError};
use data_encoding::BASE64URL_NOPAD;
use domain::Instant;
use domain::ids::{AuthorityId, CustomerId, PersonId};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, IntoColumnRef, Order, Query, SelectStatement, SimpleExpr, UnionType};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, Iterable, QueryFilter, QueryOrder, QueryResult, QuerySelect, QueryTrait,
    Select,
};
use serde::{Deserialize, Serialize};

/// What the queue shows; [`QueueFilter::seen`] shows all that a sight reaches.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct QueueFilter {
    /// What whoever asks may be shown.
    pub sight: Sight,
    /// Any of these stages; empty means all.
    pub stages: Vec<String>,
    /// Instrument.
    pub instrument: Option<String>,
    /// Authority.
    pub authority: Option<AuthorityId>,
    /// Customer.
    pub customer: Option<CustomerId>,
    /// Who has it.
    pub assignee: Option<PersonId>,
    /// Only what nobody has.
    pub unassigned: bool,
    /// `in_force`, `unknown` or `none`.
    pub secrecy: Option<String>,
    /// Due before this moment.
    pub due_before: Option<Instant>,
    /// `Some(true)` open, `Some(false)` closed.
    pub open: Option<bool>,
    /// Emergency or not.
    pub emergency: Option<bool>,
    /// Whether it is worked on before all else.
    pub lane: Option<bool>,
    /// State of the notice track.
    pub notice_state: Option<String>,
    /// The beginning of our reference, or the authority's reference as a whole.
    pub text: Option<String>,
    /// Where the authority sits.
    pub territory: Option<String>,
    /// Received at this moment or later.
    pub received_from: Option<Instant>,
    /// Received before this moment.
    pub received_before: Option<Instant>,
}

impl QueueFilter {
    /// All that may be shown.
    #[must_use]
    pub const fn seen(sight: Sight) -> Self {
        Self {
            sight,
            stages: Vec::new(),
            instrument: None,
            authority: None,
            customer: None,
            assignee: None,
            unassigned: false,
            secrecy: None,
            due_before: None,
            open: None,
            emergency: None,
            lane: None,
            notice_state: None,
            text: None,
            territory: None,
            received_from: None,
            received_before: None,
        }
    }
}

/// The order of the queue.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// Earliest due first; without a date last.
    #[default]
    Due,
    /// Latest received first.
    Received,
    /// By reference.
    Reference,
    /// In the order of a demand's life.
    Stage,
}

impl Sort {
    fn column(self) -> SimpleExpr {
        Expr::col((Entity, Alias::new(self.name())))
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Due => "due_sort",
            Self::Received => "received_at",
            Self::Reference => "reference",
            Self::Stage => "stage_rank",
        }
    }

    const fn order(self, reverse: bool) -> Order {
        match (matches!(self, Self::Received), reverse) {
            (true, false) | (false, true) => Order::Desc,
            _ => Order::Asc,
        }
    }
}

/// A place in the queue: the last row that was shown. As text it is safe in a URL.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Cursor {
    sort: Sort,
    reverse: bool,
    at: At,
    id: uuid::Uuid,
}

/// The sorted column's value in the last row.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum At {
    Time(Instant),
    Number(i64),
    Text(String),
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let json = serde_json::to_vec(self).map_err(|_| std::fmt::Error)?;
        f.write_str(&BASE64URL_NOPAD.encode(&json))
    }
}

impl std::str::FromStr for Cursor {
    type Err = StoreError;
    fn from_str(text: &str) -> Result<Self, StoreError> {
        let json = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| StoreError::Cursor)?;
        serde_json::from_slice(&json).map_err(|_| StoreError::Cursor)
    }
}

/// A demand as a line of the queue: a page reads what it shows.
#[derive(Clone, PartialEq, Eq, Debug, FromQueryResult)]
pub struct Line {
    /// Its id.
    pub id: Key,
    /// What people say on the telephone.
    pub reference: String,
    /// Stage, by code.
    pub stage: String,
    /// Instrument, by the rulebook's id.
    pub instrument: String,
    /// Authority as named on the paper.
    pub authority_name: String,
    /// Where the authority sits.
    pub territory: String,
    /// Customer's name; empty while unknown.
    pub customer_name: String,
    /// `in_force`, `unknown` or `none`.
    pub secrecy: String,
    /// The earliest due date that is not met yet.
    pub due_at: Option<Instant>,
    /// The rule that made it.
    pub due_rule: Option<String>,
    /// Who has it.
    pub assignee: Option<Key>,
    /// When it was received.
    pub received_at: Instant,
    /// Its one outcome, by code, once closed.
    pub outcome: Option<String>,
    /// Whether an emergency is claimed or confirmed.
    pub emergency: bool,
}

const LINE: [Column; 14] = [
    Column::Id,
    Column::Reference,
    Column::Stage,
    Column::Instrument,
    Column::AuthorityName,
    Column::Territory,
    Column::CustomerName,
    Column::Secrecy,
    Column::DueAt,
    Column::DueRule,
    Column::Assignee,
    Column::ReceivedAt,
    Column::Outcome,
    Column::Emergency,
];

/// One page of the queue.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page<Row = Model> {
    /// The rows. Of a whole row, `state` is left empty: a page of a list never needs it.
    pub rows: Vec<Row>,
    /// Where the next page begins; `None` on the last.
    pub next: Option<Cursor>,
    /// Where the way back begins: a cursor of the opposite direction, before the first row; `None` without rows.
    pub back: Option<Cursor>,
}

/// One page of up to `limit` demands after `cursor`, whole rows but for their state.
///
/// # Errors
/// [`StoreError::Cursor`] when the cursor is of another order; [`StoreError::Database`].
pub async fn queue(
    conn: &impl Conn,
    filter: &QueueFilter,
    sort: Sort,
    reverse: bool,
    cursor: Option<&Cursor>,
    limit: u64,
) -> Result<Page, StoreError> {
    page(conn, statement(whole_rows(), filter, sort, reverse, cursor, limit)?, sort, reverse, limit).await
}

/// The same page as lines.
///
/// # Errors
/// As [`queue`].
pub async fn lines(
    conn: &impl Conn,
    filter: &QueueFilter,
    sort: Sort,
    reverse: bool,
    cursor: Option<&Cursor>,
    limit: u64,
) -> Result<Page<Line>, StoreError> {
    let find = Entity::find().select_only().columns(LINE);
    page(conn, statement(find, filter, sort, reverse, cursor, limit)?, sort, reverse, limit).await
}

async fn page<Row: FromQueryResult>(
    conn: &impl Conn,
    statement: SelectStatement,
    sort: Sort,
    reverse: bool,
    limit: u64,
) -> Result<Page<Row>, StoreError> {
    let mut found = conn.inner().query_all(&statement).await?;
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = found.len() > most;
    found.truncate(most);
    let place = |row: &QueryResult| -> Result<Cursor, StoreError> {
        let at = match sort {
            Sort::Due | Sort::Received => At::Time(row.try_get("", sort.name())?),
            Sort::Reference => At::Text(row.try_get("", sort.name())?),
            Sort::Stage => At::Number(row.try_get("", sort.name())?),
        };
        Ok(Cursor { sort, reverse, at, id: row.try_get::<Key>("", "id")?.0 })
    };
    let back = found.first().map(place).transpose()?.map(|cursor| Cursor { reverse: !reverse, ..cursor });
    let next = found.last().filter(|_| more).map(place).transpose()?;
    let rows = found.iter().map(|row| Row::from_query_result(row, "")).collect::<Result<_, _>>()?;
    Ok(Page { rows, next, back })
}

fn whole_rows() -> Select<Entity> {
    let columns = Column::iter().filter(|c| !matches!(c, Column::State));
    Entity::find().select_only().columns(columns).expr_as(Expr::val(""), "state")
}

/// The query of a page: one more row than asked for, so that the last page is known.
fn statement(
    mut find: Select<Entity>,
    filter: &QueueFilter,
    sort: Sort,
    reverse: bool,
    cursor: Option<&Cursor>,
    limit: u64,
) -> Result<SelectStatement, StoreError> {
    let order = sort.order(reverse);
    match sort {
        Sort::Due | Sort::Stage => find = find.expr_as(sort.column(), sort.name()),
        Sort::Received | Sort::Reference => {}
    }
    for condition in conditions(filter) {
        find = find.filter(condition);
    }
    if let Some(cursor) = cursor {
        find = find.filter(after(cursor, sort, reverse, order.clone())?);
    }
    Ok(find.order_by(sort.column(), order.clone()).order_by(Column::Id, order).limit(limit + 1).into_query())
}

/// The row value comparison that both databases answer from an index.
fn after(cursor: &Cursor, sort: Sort, reverse: bool, order: Order) -> Result<SimpleExpr, StoreError> {
    let at: SimpleExpr = match (&cursor.at, sort) {
        (At::Time(t), Sort::Due | Sort::Received) => Expr::val(*t),
        (At::Number(n), Sort::Stage) => Expr::val(*n),
        (At::Text(s), Sort::Reference) => Expr::val(s.clone()),
        _ => return Err(StoreError::Cursor),
    };
    if cursor.sort != sort || cursor.reverse != reverse {
        return Err(StoreError::Cursor);
    }
    let columns = Expr::tuple([sort.column(), Expr::col((Entity, Column::Id))]);
    let values = Expr::tuple([at, Expr::val(Key(cursor.id))]);
    Ok(if order == Order::Asc { columns.gt(values) } else { columns.lt(values) })
}

fn conditions(filter: &QueueFilter) -> Vec<SimpleExpr> {
    let mut all = Vec::new();
    match filter.stages.as_slice() {
        [] => {}
        [one] => all.push(Column::Stage.eq(one.as_str())),
        some => all.push(Column::Stage.is_in(some.iter().map(String::as_str))),
    }
    let texts = [
        (Column::Instrument, &filter.instrument),
        (Column::Secrecy, &filter.secrecy),
        (Column::NoticeState, &filter.notice_state),
        (Column::Territory, &filter.territory),
    ];
    all.extend(texts.into_iter().filter_map(|(column, value)| value.as_ref().map(|v| column.eq(v.as_str()))));
    all.extend(filter.authority.map(|id| Column::AuthorityId.eq(Key::from(id))));
    all.extend(filter.customer.map(|id| Column::CustomerId.eq(Key::from(id))));
    all.extend(filter.assignee.map(|id| Column::Assignee.eq(Key::from(id))));
    if filter.unassigned {
        all.push(Column::Assignee.is_null());
    }
    all.extend(filter.due_before.map(|t| Expr::col((Entity, Alias::new("due_sort"))).lt(Expr::val(t))));
    all.extend(filter.open.map(|open| if open { Column::ClosedAt.is_null() } else { Column::ClosedAt.is_not_null() }));
    all.extend(filter.emergency.map(|yes| Column::Emergency.eq(yes)));
    all.extend(filter.lane.map(|yes| Column::Lane.eq(yes)));
    all.extend(filter.received_from.map(|t| Column::ReceivedAt.gte(t)));
    all.extend(filter.received_before.map(|t| Column::ReceivedAt.lt(t)));
    all.extend(filter.sight.within(Column::Id));
    if let Some(text) = filter.text.as_deref().map(str::trim).filter(|t| !t.is_empty()) {
        let theirs = Column::AuthorityReference.eq(text);
        all.push(match reference_prefix(text) {
            // '~' sorts after every character of a reference, which makes a prefix a range that the index answers.
            Some(prefix) => Column::Reference.gte(prefix.as_str()).and(Column::Reference.lt(format!("{prefix}~"))).or(theirs),
            None => theirs,
        });
    }
    all
}

/// The beginning of a reference, with or without its `D-`. Fewer than two characters would match half the house.
fn reference_prefix(text: &str) -> Option<String> {
    let upper = text.to_ascii_uppercase();
    let rest = upper.strip_prefix("D-").unwrap_or(&upper);
    let plausible = (2..=9).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    plausible.then(|| format!("D-{rest}"))
}

/// How many demands are in a stage.
#[derive(Clone, PartialEq, Eq, Debug, FromQueryResult)]
pub struct Count {
    /// Stage.
    pub stage: String,
    /// How many, at most [`Count::MOST`].
    pub n: i64,
}

impl Count {
    /// Counting stops here, so that a desk costs the same however full the house is.
    pub const MOST: u64 = 10_000;

    /// Whether there may be more than `n`.
    #[must_use]
    pub const fn capped(&self) -> bool {
        self.n >= Self::MOST as i64
    }
}

/// How many demands are in each of `stages`, in that order, in one query.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn counts(conn: &impl Conn, stages: &[&str]) -> Result<Vec<Count>, StoreError> {
    let one = |stage: &str| {
        let some = Query::select().expr(Expr::val(1)).from(Entity).and_where(Column::Stage.eq(stage)).limit(Count::MOST).to_owned();
        Query::select()
            .expr_as(Expr::val(stage), "stage")
            .expr_as(Expr::col(sea_orm::sea_query::Asterisk.into_column_ref()).count(), "n")
            .from_subquery(some, "some")
            .to_owned()
    };
    let mut parts = stages.iter().map(|s| one(s));
    let Some(mut query) = parts.next() else { return Ok(Vec::new()) };
    for part in parts {
        query.union(UnionType::All, part);
    }
    let found: Vec<Count> =
        conn.inner().query_all(&query).await?.iter().map(|row| Count::from_query_result(row, "")).collect::<Result<_, _>>()?;
    Ok(stages.iter().filter_map(|s| found.iter().find(|c| c.stage == *s).cloned()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;
    use sea_orm::{DbBackend, Statement};

    /// How SQLite answers the page: its own words, one step a line.
    async fn plan(store: &Store, filter: &QueueFilter, sort: Sort, cursor: Option<&Cursor>) -> String {
        let query = statement(whole_rows(), filter, sort, false, cursor, 50).unwrap();
        let sql = format!("EXPLAIN QUERY PLAN {}", DbBackend::Sqlite.build(&query));
        let rows = store.read().inner().query_all_raw(Statement::from_string(DbBackend::Sqlite, sql)).await.unwrap();
        rows.iter().map(|r| r.try_get::<String>("", "detail").unwrap()).collect::<Vec<_>>().join("\n")
    }

    /// A page must cost the same however many demands there are: no sorting, and from the second page on no
    /// walking over what came before.
    #[tokio::test]
    async fn pages_come_from_an_index() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&format!("sqlite://{}/o.db?mode=rwc", folder.path().display())).await.unwrap();
        let now = Instant::from_timestamp_micros(0).unwrap();
        let all = || QueueFilter::seen(Sight::Open);
        let open = || QueueFilter { open: Some(true), ..all() };
        let someone = uuid::Uuid::from_u128(1);
        let cases = [
            (open(), Sort::Due, "demands_open_due"),
            (open(), Sort::Received, "demands_open_received"),
            (open(), Sort::Stage, "demands_open_stage"),
            (open(), Sort::Reference, "demands_open_reference"),
            (all(), Sort::Due, "demands_due"),
            (all(), Sort::Received, "demands_received"),
            (all(), Sort::Stage, "demands_stage"),
            (all(), Sort::Reference, "sqlite_autoindex_demands_2"),
            (QueueFilter { stages: vec!["reviewing".to_owned()], ..all() }, Sort::Due, "demands_stage_due"),
            (QueueFilter { stages: vec!["reviewing".to_owned()], ..open() }, Sort::Due, "demands_"),
            (QueueFilter { notice_state: Some("owed".to_owned()), ..all() }, Sort::Due, "demands_notice"),
            (QueueFilter { customer: Some(CustomerId(someone)), ..all() }, Sort::Received, "demands_customer"),
            (QueueFilter { authority: Some(AuthorityId(someone)), ..all() }, Sort::Received, "demands_authority"),
            (QueueFilter { assignee: Some(PersonId(someone)), ..all() }, Sort::Due, "demands_assignee"),
            (QueueFilter { assignee: Some(PersonId(someone)), ..open() }, Sort::Due, "demands_open_assignee"),
            (QueueFilter { unassigned: true, ..open() }, Sort::Due, "demands_open_assignee"),
            (QueueFilter { unassigned: true, stages: vec!["reviewing".to_owned()], ..open() }, Sort::Due, "demands_open_work"),
        ];
        for (filter, sort, index) in cases {
            let at = match sort {
                Sort::Due | Sort::Received => At::Time(now),
                Sort::Stage => At::Number(1),
                Sort::Reference => At::Text("D-2222-2222".to_owned()),
            };
            let cursor = Cursor { sort, reverse: false, at, id: someone };
            for cursor in [None, Some(&cursor)] {
                let plan = plan(&store, &filter, sort, cursor).await;
                assert!(plan.contains(&format!("INDEX {index}")) && !plan.contains("TEMP B-TREE"), "{filter:?} {sort:?}: {plan}");
                assert!(cursor.is_none() || plan.contains("SEARCH"), "{filter:?} {sort:?}: {plan}");
            }
        }
        // The check sees a page that must be sorted.
        let planted = QueueFilter { customer: Some(CustomerId(someone)), ..all() };
        assert!(plan(&store, &planted, Sort::Due, None).await.contains("TEMP B-TREE"));
    }
}
