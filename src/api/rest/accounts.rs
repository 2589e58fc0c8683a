//! `/api/v1/customers/{customer}/accounts`: the identifiers that are a customer's for certain, as one list.

use super::{read, reply_tagged, unless_known};
use crate::api::etag::{self, Conditions};
use crate::api::extract::{Ids, Json};
use crate::api::fault::Fault;
use crate::api::guard::Caller;
use crate::app::App;
use crate::store::customers::{self as rows, CustomerRow};
use crate::workflow::customers::{CustomerKey, NewCustomer};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

/// Most accounts in one list.
const MOST: usize = 100_000;

async fn resource(app: &App, customer: &CustomerRow) -> Result<Value, Fault> {
    let found = rows::accounts_of(app.store.read(), customer.id.to(), MOST as u64).await?;
    let item = |a: rows::AccountRow| Item { kind: a.kind, value: a.value, account: a.account };
    Ok(json!(Accounts { version: customer.version, items: found.into_iter().map(item).collect() }))
}

/// An identifier that is a customer's for certain.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = Account)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Such as `mail`, `account` or `domain`.
    #[schema(min_length = 1, max_length = 400)]
    kind: String,
    #[schema(min_length = 1, max_length = 400)]
    value: String,
    /// The account that it stands for.
    account: String,
}

/// A customer's accounts.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Accounts {
    /// Version of the customer.
    version: i64,
    items: Vec<Item>,
}

/// The whole list as sent.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = NewAccounts)]
#[serde(deny_unknown_fields)]
pub struct Body {
    items: Vec<Item>,
}

/// `GET …/accounts`
pub async fn list(State(app): State<App>, caller: Caller, ids: Ids, headers: HeaderMap) -> Result<Response, Fault> {
    let customer = super::customer(&app, &caller, ids.text(0)).await?;
    Ok(unless_known(&headers, &resource(&app, &customer).await?))
}

/// `PUT …/accounts`: the whole list.
pub async fn replace(State(app): State<App>, caller: Caller, ids: Ids, headers: HeaderMap, Json(sent): Json) -> Result<Response, Fault> {
    let customer = super::customer(&app, &caller, ids.text(0)).await?;
    Conditions::of(&headers).demand(&etag::of(&resource(&app, &customer).await?))?;
    let Body { items } = read(sent)?;
    let good = |i: &Item| [&i.kind, &i.value].iter().all(|t| !t.trim().is_empty() && domain::text::one_line(t, 400) == t.trim());
    if items.len() > MOST || !items.iter().all(good) {
        return Err(Fault::value("an account has a kind and a value, each one line of at most 400 characters; there are at most 100,000"));
    }
    let accounts = Some(items.into_iter().map(|i| (i.kind, i.value, i.account)).collect());
    let new = NewCustomer { accounts, ..NewCustomer::of(&customer) };
    let put = app.workflow.put_customer(caller.actor, CustomerKey::Id(customer.id.to()), new, Some(customer.version)).await?;
    let row = rows::find(app.store.read(), put.id).await?.ok_or_else(Fault::not_found)?;
    Ok(reply_tagged(StatusCode::OK, &resource(&app, &row).await?))
}
