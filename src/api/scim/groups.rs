//! `/Groups`.

use super::filter::Filter;
use super::group::{members, resource, wanted};
use super::list::{Asked, Listing, Window};
use super::user::tag;
use super::{base, patch, reply_tagged};
use crate::api::etag::Conditions;
use crate::api::extract::{Ids, Json, Query};
use crate::api::fault::Fault;
use crate::api::guard::Caller;
use crate::app::App;
use crate::store::customers::{self, CustomerFilter, CustomerRow};
use crate::workflow::customers::{CustomerKey, Group, NewCustomer, WantedGroup};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::ids::CustomerId;
use serde_json::Value;

/// How many customers are read at a time.
const CHUNK: u64 = 200;

/// `GET /scim/v2/Groups`
pub async fn list(State(app): State<App>, caller: Caller, Query(asked): Query<Asked>) -> Result<Response, Fault> {
    listed(&app, &caller, asked.listing()?).await
}

/// `POST /scim/v2/Groups/.search`
pub async fn search(State(app): State<App>, caller: Caller, Json(body): Json) -> Result<Response, Fault> {
    listed(&app, &caller, Asked::of_body(&body)?.listing()?).await
}

async fn listed(app: &App, caller: &Caller, listing: Listing) -> Result<Response, Fault> {
    let (reader, base) = (app.store.read(), base(app));
    let mut window = Window::new(listing.clone());
    let mut last: Option<CustomerRow> = None;
    let mut led = candidates(app, caller, listing.filter.as_ref()).await?;
    loop {
        let (rows, whole) = match led.take() {
            Some(rows) => (rows, true),
            None => (customers::list(reader, &CustomerFilter::default(), last.as_ref(), CHUNK).await?, false),
        };
        last = rows.last().cloned();
        let more = !whole && rows.len() as u64 == CHUNK;
        for customer in rows {
            // Whom a customer listed is read only where the filter asks for it: there may be many customers.
            let asked = listing.filter.as_ref().is_some_and(|f| f.mentions("members") || f.mentions("meta"));
            let users = if asked { app.workflow.group(&caller.actor, customer.id.to()).await?.users } else { Vec::new() };
            let group = Group { customer, users };
            window.see(&resource(&base, &group), group.customer.id);
        }
        if !more {
            break;
        }
    }
    let (total, page) = window.end();
    let mut shown = Vec::with_capacity(page.len());
    for id in page {
        shown.push(resource(&base, &app.workflow.group(&caller.actor, id.to()).await?));
    }
    Ok(super::reply(StatusCode::OK, &listing.answer(shown, total)))
}

/// The customers that a token or filter leads to; `None` when all have to be looked at.
async fn candidates(app: &App, caller: &Caller, filter: Option<&Filter>) -> Result<Option<Vec<CustomerRow>>, Fault> {
    let reader = app.store.read();
    let must = |name: &str| filter.and_then(|f| f.must_equal(name));
    let found = if let Some(own) = caller.bound_to() {
        customers::find(reader, own).await?
    } else if let Some(id) = must("id") {
        match id.parse() {
            Ok(id) => customers::find(reader, id).await?,
            Err(_) => None,
        }
    } else if let Some(external) = must("externalId") {
        customers::find_external(reader, external).await?
    } else {
        return Ok(None);
    };
    Ok(Some(found.into_iter().filter(|c| c.ended_at.is_none()).collect()))
}

/// A customer that is one now and that this token may know of.
async fn seen(app: &App, caller: &Caller, ids: &Ids) -> Result<Group, Fault> {
    let group = app.workflow.group(&caller.actor, ids.at(0)?).await?;
    if group.customer.ended_at.is_none() { Ok(group) } else { Err(Fault::not_found()) }
}

/// `POST /scim/v2/Groups`: a new customer.
pub async fn create(State(app): State<App>, caller: Caller, Query(asked): Query<Asked>, Json(body): Json) -> Result<Response, Fault> {
    let selection = asked.selection()?;
    if caller.bound_to().is_some() {
        return Err(Fault::forbidden("this token's customer is there already: link your group to it, by its name or id"));
    }
    let sent = body.as_object().ok_or_else(|| Fault::unreadable("a group is an object"))?;
    if !members(sent)?.is_empty() {
        return Err(Fault::value("a new customer has no users yet: enter it first, then its users"));
    }
    let new = wanted(sent, None)?;
    if let Some(external) = &new.external_id
        && customers::find_external(app.store.read(), external).await?.is_some()
    {
        return Err(Fault::taken("another group has this externalId"));
    }
    let put = app.workflow.put_customer(caller.actor, CustomerKey::New, new, None).await?;
    let resource = resource(&base(&app), &app.workflow.group(&caller.actor, put.id).await?);
    let mut response = reply_tagged(StatusCode::CREATED, &resource, &selection);
    if let Some(Ok(location)) = resource["meta"]["location"].as_str().map(HeaderValue::from_str) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    Ok(response)
}

/// `GET /scim/v2/Groups/{group}`
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

/// `PUT /scim/v2/Groups/{group}`
pub async fn replace(
    State(app): State<App>,
    caller: Caller,
    ids: Ids,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
    Json(body): Json,
) -> Result<Response, Fault> {
    // What can't be changed is passed over in PUT and refused in PATCH (RFC 7644, sections 3.5.1 and 3.5.2).
    changed(&app, &caller, &ids, &headers, &asked, false, |_| Ok(body)).await
}

/// `PATCH /scim/v2/Groups/{group}`
pub async fn change(
    State(app): State<App>,
    caller: Caller,
    ids: Ids,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
    Json(body): Json,
) -> Result<Response, Fault> {
    let edit = |mut resource: Value| patch::apply(&mut resource, &body).map(|()| resource).map_err(Fault::from);
    changed(&app, &caller, &ids, &headers, &asked, true, edit).await
}

async fn changed(
    app: &App,
    caller: &Caller,
    ids: &Ids,
    headers: &HeaderMap,
    asked: &Asked,
    strict: bool,
    edit: impl FnOnce(Value) -> Result<Value, Fault> + Send,
) -> Result<Response, Fault> {
    let selection = asked.selection()?;
    let id: CustomerId = seen(app, caller, ids).await?.customer.id.to();
    let (conditions, base) = (Conditions::of(headers), base(app));
    let decide = |group: &Group| {
        let before = resource(&base, group);
        conditions.allow(tag(&before))?;
        let after = edit(before)?;
        let sent = after.as_object().ok_or_else(|| Fault::unreadable("a group is an object"))?;
        let members = members(sent)?;
        if members.iter().any(|m| !group.users.iter().any(|u| u.id() == *m)) {
            return Err(Fault::value("a member is no user of this customer; a user belongs to one customer"));
        }
        let customer = same_or_changed(group, wanted(sent, Some(&group.customer))?, caller, strict)?;
        Ok(WantedGroup { customer, members: Some(members) })
    };
    let after = app.workflow.change_group(caller.actor, id, decide).await?;
    Ok(reply_tagged(StatusCode::OK, &resource(&base, &after), &selection))
}

/// What the customer is to be, if that is something else. The customer's own directory has no say in it.
fn same_or_changed(group: &Group, new: NewCustomer, caller: &Caller, strict: bool) -> Result<Option<NewCustomer>, Fault> {
    let now = &group.customer;
    let external = new.external_id.is_none() || new.external_id == now.external_id;
    let same = external
        && (&new.name, new.class.code(), &new.country, &new.language) == (&now.name, now.class.as_str(), &now.country, &now.language);
    if same {
        return Ok(None);
    }
    if caller.bound_to().is_none() {
        return Ok(Some(new));
    }
    if !strict {
        return Ok(None);
    }
    Err(Fault::new(
        StatusCode::BAD_REQUEST,
        "read-only",
        "this token keeps the members; what the customer is called or is, it can't change",
    )
    .scim("mutability"))
}

/// `DELETE /scim/v2/Groups/{group}`: the customer is none any more; nothing is erased.
pub async fn delete(State(app): State<App>, caller: Caller, ids: Ids, headers: HeaderMap) -> Result<Response, Fault> {
    let group = seen(&app, &caller, &ids).await?;
    Conditions::of(&headers).allow(tag(&resource(&base(&app), &group)))?;
    app.workflow.end_customer(caller.actor, group.customer.id.to(), Some(group.customer.version)).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
