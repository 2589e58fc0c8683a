//! What every kind of resource is asked, the same way (RFC 7644, sections 3.3 to 3.6): listed, read, entered, replaced, patched,
//! deleted. What a kind is stands in its own file.

use super::list::{Asked, Listing};
use super::user::tag;
use super::{base, patch, reply, reply_tagged, unless_known};
use crate::api::etag::Conditions;
use crate::api::extract::{Ids, Json, Query};
use crate::api::fault::Fault;
use crate::api::guard::Caller;
use crate::app::App;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

/// How a resource is changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Way {
    /// PUT: what can't be changed is passed over (RFC 7644, section 3.5.1).
    Replaced,
    /// PATCH: what can't be changed is refused (section 3.5.2).
    Patched,
}

/// A kind of resource. What a caller may not know of is not there, in every one of these.
pub trait Kind: 'static {
    /// What is kept of one.
    type Entry: Send + Sync;

    /// As it is shown; `base` is where the resources are.
    fn resource(base: &str, entry: &Self::Entry) -> Value;

    /// The resources of the page that is asked for, and how many fit in all.
    fn page(app: &App, caller: &Caller, listing: &Listing) -> impl Future<Output = Result<(Vec<Value>, u64), Fault>> + Send;

    /// The one that an address names.
    fn seen(app: &App, caller: &Caller, ids: &Ids) -> impl Future<Output = Result<Self::Entry, Fault>> + Send;

    /// Enter a new one.
    fn add(app: &App, caller: &Caller, body: &Value) -> impl Future<Output = Result<Self::Entry, Fault>> + Send;

    /// Make of one what `edit` makes of it as it is inside the transaction.
    fn change(
        app: &App,
        caller: &Caller,
        before: Self::Entry,
        way: Way,
        edit: impl FnOnce(Value) -> Result<Value, Fault> + Send,
    ) -> impl Future<Output = Result<Self::Entry, Fault>> + Send;

    /// Delete one, if `allow` does of it as it is. Nothing is erased.
    fn remove(
        app: &App,
        caller: &Caller,
        before: Self::Entry,
        allow: impl FnOnce(&Self::Entry) -> Result<(), Fault> + Send,
    ) -> impl Future<Output = Result<(), Fault>> + Send;
}

/// `GET`
pub async fn list<K: Kind>(State(app): State<App>, caller: Caller, Query(asked): Query<Asked>) -> Result<Response, Fault> {
    listed::<K>(&app, &caller, &asked).await
}

/// `POST …/.search`
pub async fn search<K: Kind>(State(app): State<App>, caller: Caller, Json(body): Json) -> Result<Response, Fault> {
    listed::<K>(&app, &caller, &Asked::of_body(&body)?).await
}

async fn listed<K: Kind>(app: &App, caller: &Caller, asked: &Asked) -> Result<Response, Fault> {
    let listing = asked.listing()?;
    let (page, total) = K::page(app, caller, &listing).await?;
    Ok(reply(StatusCode::OK, &listing.answer(page, total)))
}

/// `POST`
pub async fn create<K: Kind>(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<Asked>,
    Json(body): Json,
) -> Result<Response, Fault> {
    let selection = asked.selection()?;
    let resource = K::resource(&base(&app), &K::add(&app, &caller, &body).await?);
    let mut response = reply_tagged(StatusCode::CREATED, &resource, &selection);
    if let Some(Ok(location)) = resource["meta"]["location"].as_str().map(HeaderValue::from_str) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    Ok(response)
}

/// `GET …/{id}`
pub async fn show<K: Kind>(
    State(app): State<App>,
    caller: Caller,
    ids: Ids,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let selection = asked.selection()?;
    Ok(unless_known(&headers, &K::resource(&base(&app), &K::seen(&app, &caller, &ids).await?), &selection))
}

/// `PUT …/{id}`
pub async fn replace<K: Kind>(
    State(app): State<App>,
    caller: Caller,
    ids: Ids,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
    Json(body): Json,
) -> Result<Response, Fault> {
    changed::<K>(&app, &caller, (&ids, &headers, &asked), Way::Replaced, |_| Ok(body)).await
}

/// `PATCH …/{id}`
pub async fn change<K: Kind>(
    State(app): State<App>,
    caller: Caller,
    ids: Ids,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
    Json(body): Json,
) -> Result<Response, Fault> {
    let edit = |mut resource: Value| patch::apply(&mut resource, &body).map(|()| resource).map_err(Fault::from);
    changed::<K>(&app, &caller, (&ids, &headers, &asked), Way::Patched, edit).await
}

/// What it is to be is decided inside the transaction: the tag is compared with what is there at that moment.
async fn changed<K: Kind>(
    app: &App,
    caller: &Caller,
    (ids, headers, asked): (&Ids, &HeaderMap, &Asked),
    way: Way,
    edit: impl FnOnce(Value) -> Result<Value, Fault> + Send,
) -> Result<Response, Fault> {
    let selection = asked.selection()?;
    let before = K::seen(app, caller, ids).await?;
    let conditions = Conditions::of(headers);
    let allowed = |now: Value| {
        conditions.allow(tag(&now))?;
        edit(now)
    };
    let after = K::change(app, caller, before, way, allowed).await?;
    Ok(reply_tagged(StatusCode::OK, &K::resource(&base(app), &after), &selection))
}

/// `DELETE …/{id}`
pub async fn delete<K: Kind>(State(app): State<App>, caller: Caller, ids: Ids, headers: HeaderMap) -> Result<Response, Fault> {
    let (conditions, base) = (Conditions::of(&headers), base(&app));
    let before = K::seen(&app, &caller, &ids).await?;
    K::remove(&app, &caller, before, |now| conditions.allow(tag(&K::resource(&base, now)))).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
