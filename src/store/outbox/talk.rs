//! What a letter to the authority needs to know, in one query: every trip to the database is paid for while it is locked.

use super::list::{thread, thread_of};
use super::{AUTHORITY, Conn};
use crate::store::StoreError;
use crate::store::authorities::{self, AuthorityRow};
use domain::ids::{AuthorityId, DemandId};
use sea_orm::sea_query::SimpleExpr;
use sea_orm::{ConnectionTrait, FromQueryResult, QuerySelect, QueryTrait};

/// The row of the authority, and the token of the talk with its side about the demand, once there is one.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn talk_with(
    conn: &impl Conn,
    demand: DemandId,
    authority: Option<AuthorityId>,
) -> Result<(Option<AuthorityRow>, Option<String>), StoreError> {
    if let Some(authority) = authority {
        let talk = SimpleExpr::SubQuery(None, Box::new(thread(demand, AUTHORITY).limit(1).into_query().into()));
        let find = authorities::by_id(authority).expr_as(talk, "talk");
        if let Some(row) = conn.inner().query_one(&find.into_query()).await? {
            return Ok((Some(AuthorityRow::from_query_result(&row, "")?), row.try_get("", "talk")?));
        }
    }
    Ok((None, thread_of(conn, demand, AUTHORITY).await?))
}
