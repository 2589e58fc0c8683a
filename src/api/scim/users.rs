//! `/Users`.

use super::attribute::{CONTACT, member};
use super::list::{Asked, Listing, Window};
use super::user::{resource, tag, text, wanted};
use super::{base, patch, reply_tagged};
use crate::api::etag::Conditions;
use crate::api::extract::{Ids, Json, Query};
use crate::api::fault::Fault;
use crate::api::guard::Caller;
use crate::app::App;
use crate::store::customers::users::{self, User, Which};
use crate::store::customers::{self, CustomerRow};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::ids::{ContactId, CustomerId};
use serde_json::{Map, Value};

/// How many are read at a time when a filter leads to no index.
const CHUNK: u64 = 500;

/// `GET /scim/v2/Users`
pub async fn list(State(app): State<App>, caller: Caller, Query(asked): Query<Asked>) -> Result<Response, Fault> {
    listed(&app, &caller, asked.listing()?).await
}

/// `POST /scim/v2/Users/.search`
pub async fn search(State(app): State<App>, caller: Caller, Json(body): Json) -> Result<Response, Fault> {
    listed(&app, &caller, Asked::of_body(&body)?.listing()?).await
}

async fn listed(app: &App, caller: &Caller, listing: Listing) -> Result<Response, Fault> {
    let (reader, base) = (app.store.read(), base(app));
    let own = Which { customer: caller.bound_to(), ..Which::default() };
    let Some(filter) = &listing.filter else {
        let (skip, count) = (u64::try_from(listing.skip).unwrap_or(u64::MAX).min(1 << 62), u64::try_from(listing.count).unwrap_or(0));
        let rows = if count == 0 { Vec::new() } else { users::page(reader, &own, skip, count).await? };
        let total = users::count(reader, &own).await?;
        let body = listing.answer(rows.iter().map(|user| resource(&base, user)).collect(), total);
        return Ok(super::reply(StatusCode::OK, &body));
    };
    let texts = |name: &str| filter.must_equal(name).map(str::to_owned);
    let id = match filter.must_equal("id").map(str::parse::<ContactId>) {
        None => None,
        Some(Ok(id)) => Some(id),
        // What is no id is nobody's.
        Some(Err(_)) => return Ok(super::reply(StatusCode::OK, &listing.answer(Vec::new(), 0))),
    };
    let mail = texts("emails.value").or_else(|| texts("emails"));
    let which = Which { id, user_name: texts("userName"), external_id: texts("externalId"), mail, ..own };
    let mut window = Window::new(listing.clone());
    let mut last = None;
    loop {
        let rows = users::after(reader, &which, last, CHUNK).await?;
        for user in &rows {
            let shown = resource(&base, user);
            window.see(&shown, shown.clone());
        }
        match rows.last() {
            Some(user) if rows.len() as u64 == CHUNK => last = Some(user.id()),
            _ => break,
        }
    }
    let (total, page) = window.end();
    Ok(super::reply(StatusCode::OK, &listing.answer(page, total)))
}

/// `POST /scim/v2/Users`
pub async fn create(State(app): State<App>, caller: Caller, Query(asked): Query<Asked>, Json(body): Json) -> Result<Response, Fault> {
    let selection = asked.selection()?;
    let customer = customer_of(&app, &caller, &body).await?;
    let wanted = wanted(&body, None, &customer)?;
    let user = app.workflow.add_user(caller.actor, customer.id.to(), wanted).await?;
    let resource = resource(&base(&app), &user);
    let mut response = reply_tagged(StatusCode::CREATED, &resource, &selection);
    if let Some(Ok(location)) = resource["meta"]["location"].as_str().map(HeaderValue::from_str) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    Ok(response)
}

/// The customer of a new user: the token's own, or the one that the extension names by id or external id.
async fn customer_of(app: &App, caller: &Caller, body: &Value) -> Result<CustomerRow, Fault> {
    let none = Map::new();
    let more = body.as_object().and_then(|o| member(o, CONTACT)).and_then(Value::as_object).unwrap_or(&none);
    let reader = app.store.read();
    let named = text(more, "customer")?;
    let found = match (&named, caller.bound_to()) {
        (Some(name), _) => match name.parse::<CustomerId>() {
            Ok(id) => customers::find(reader, id).await?,
            Err(_) => customers::find_external(reader, name).await?,
        },
        (None, Some(own)) => customers::find(reader, own).await?,
        (None, None) => {
            let detail = format!("a token for all customers needs '{CONTACT}:customer', an id or external id");
            return Err(Fault::value(detail));
        }
    };
    found.filter(|c| caller.sees(c.id.to())).ok_or_else(|| Fault::value("there is no such customer"))
}

async fn seen(app: &App, caller: &Caller, ids: &Ids) -> Result<User, Fault> {
    let user = users::find(app.store.read(), ids.at(0)?).await?;
    user.filter(|u| caller.sees(u.customer())).ok_or_else(Fault::not_found)
}

/// `GET /scim/v2/Users/{user}`
pub async fn show(
    State(app): State<App>,
    caller: Caller,
    ids: Ids,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let selection = asked.selection()?;
    let resource = resource(&base(&app), &seen(&app, &caller, &ids).await?);
    Ok(super::unless_known(&headers, &resource, &selection))
}

/// `PUT /scim/v2/Users/{user}`
pub async fn replace(
    State(app): State<App>,
    caller: Caller,
    ids: Ids,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
    Json(body): Json,
) -> Result<Response, Fault> {
    changed(&app, &caller, &ids, &headers, &asked, |_| Ok(body)).await
}

/// `PATCH /scim/v2/Users/{user}`
pub async fn change(
    State(app): State<App>,
    caller: Caller,
    ids: Ids,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
    Json(body): Json,
) -> Result<Response, Fault> {
    let edit = |mut resource: Value| patch::apply(&mut resource, &body).map(|()| resource).map_err(Fault::from);
    changed(&app, &caller, &ids, &headers, &asked, edit).await
}

/// Decide inside the transaction what the user is to be: the tag is compared with what is there at that moment.
async fn changed(
    app: &App,
    caller: &Caller,
    ids: &Ids,
    headers: &HeaderMap,
    asked: &Asked,
    edit: impl FnOnce(Value) -> Result<Value, Fault> + Send,
) -> Result<Response, Fault> {
    let selection = asked.selection()?;
    let user = seen(app, caller, ids).await?;
    let customer = customers::find(app.store.read(), user.customer()).await?.ok_or_else(Fault::not_found)?;
    let (conditions, base) = (Conditions::of(headers), base(app));
    let decide = |user: &User| {
        let before = resource(&base, user);
        conditions.allow(tag(&before))?;
        wanted(&edit(before)?, Some(user), &customer)
    };
    let after = app.workflow.change_user(caller.actor, user.id(), decide).await?;
    Ok(reply_tagged(StatusCode::OK, &resource(&base, &after), &selection))
}

/// `DELETE /scim/v2/Users/{user}`
pub async fn delete(State(app): State<App>, caller: Caller, ids: Ids, headers: HeaderMap) -> Result<Response, Fault> {
    let (conditions, base) = (Conditions::of(&headers), base(&app));
    let allow = |user: &User| conditions.allow(tag(&resource(&base, user)));
    app.workflow.delete_user(caller.actor, ids.at(0)?, allow).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
