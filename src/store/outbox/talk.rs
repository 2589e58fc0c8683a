//! What a letter to the authority needs to know, in one query: every trip to the database is paid for while it is locked.

use super::list::{thread, thread_of};
use super::{AUTHORITY, Conn};
use crate::store::authorities::{self, AuthorityRow, authority};
use crate::store::{StoreError, Txn};
use domain::ids::{AuthorityId, DemandId};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, IntoColumnRef, SelectStatement, SimpleExpr};
use sea_orm::{ConnectionTrait, EntityName, FromQueryResult, Iterable, QueryResult, QuerySelect, QueryTrait};

/// An authority, and the token of the talk with its side about a demand, once there is one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::store) struct Talk {
    demand: DemandId,
    authority: AuthorityRow,
    thread: Option<String>,
}

/// The row of the authority, and the token of the talk with its side about the demand, once there is one.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn talk_with(
    txn: &Txn,
    demand: DemandId,
    authority: Option<AuthorityId>,
) -> Result<(Option<AuthorityRow>, Option<String>), StoreError> {
    if let Some(authority) = authority {
        // Good for one letter: after it there is a talk, whose token is its.
        if let Some(talk) = txn.take_talk().filter(|t| t.demand == demand && t.authority.id == authority.into()) {
            return Ok((Some(talk.authority), talk.thread));
        }
        let talk = SimpleExpr::SubQuery(None, Box::new(thread(demand, AUTHORITY).limit(1).into_query().into()));
        let find = authorities::by_id(authority).expr_as(talk, "talk");
        if let Some(row) = txn.inner().query_one(&find.into_query()).await? {
            return Ok((Some(AuthorityRow::from_query_result(&row, "")?), row.try_get("", "talk")?));
        }
    }
    Ok((None, thread_of(txn, demand, AUTHORITY).await?))
}

/// What the columns of the authority are called in another query.
const PREFIX: &str = "written_to_";

/// The authority that a demand's row names and the talk with it, as further columns of a query for that row.
pub(in crate::store) fn join(find: &mut SelectStatement, authority: impl IntoColumnRef) {
    let id = Expr::col((authority::Entity, authority::Column::Id));
    find.left_join(authority::Entity, id.eq(Expr::col(authority)));
    for column in authority::Column::iter() {
        let name = sea_orm::IdenStatic::as_str(&column);
        find.expr_as(Expr::col((authority::Entity, column)), Alias::new(format!("{PREFIX}{name}")));
    }
    let outbox = super::Entity.table_name();
    let talk =
        format!("(SELECT thread FROM {outbox} WHERE demand_id = demands.id AND side = '{AUTHORITY}' ORDER BY created_at, id LIMIT 1)");
    find.expr_as(Expr::cust(talk), "talk");
}

/// What [`join`] found.
pub(in crate::store) fn joined(row: &QueryResult, demand: DemandId) -> Result<Option<Talk>, StoreError> {
    let Some(authority) = AuthorityRow::from_query_result_optional(row, PREFIX)? else { return Ok(None) };
    Ok(Some(Talk { demand, authority, thread: row.try_get("", "talk")? }))
}
