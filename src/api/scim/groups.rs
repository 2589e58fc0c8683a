//! `/Groups`: the customers.

use super::base;
use super::filter::Filter;
use super::group::{members, resource, wanted};
use super::handlers::{Kind, Way};
use super::list::{Listing, Window};
use crate::api::extract::Ids;
use crate::api::fault::Fault;
use crate::api::guard::Caller;
use crate::app::App;
use crate::store::customers::{self, CustomerFilter, CustomerRow};
use crate::workflow::customers::{CustomerKey, Group, NewCustomer, WantedGroup};
use axum::http::StatusCode;
use serde_json::Value;

/// How many customers are read at a time.
const CHUNK: u64 = 200;

/// The kind.
#[derive(Debug)]
pub enum Groups {}

impl Kind for Groups {
    type Entry = Group;

    fn resource(base: &str, group: &Group) -> Value {
        resource(base, group)
    }

    async fn page(app: &App, caller: &Caller, listing: &Listing) -> Result<(Vec<Value>, u64), Fault> {
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
        Ok((shown, total))
    }

    /// A customer that is one now.
    async fn seen(app: &App, caller: &Caller, ids: &Ids) -> Result<Group, Fault> {
        let group = app.workflow.group(&caller.actor, ids.at(0)?).await?;
        if group.customer.ended_at.is_none() { Ok(group) } else { Err(Fault::not_found()) }
    }

    /// A new customer.
    async fn add(app: &App, caller: &Caller, body: &Value) -> Result<Group, Fault> {
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
        Ok(app.workflow.group(&caller.actor, put.id).await?)
    }

    async fn change(
        app: &App,
        caller: &Caller,
        before: Group,
        way: Way,
        edit: impl FnOnce(Value) -> Result<Value, Fault> + Send,
    ) -> Result<Group, Fault> {
        let base = base(app);
        let decide = |group: &Group| {
            let after = edit(resource(&base, group))?;
            let sent = after.as_object().ok_or_else(|| Fault::unreadable("a group is an object"))?;
            let members = members(sent)?;
            if members.iter().any(|m| !group.users.iter().any(|u| u.id() == *m)) {
                return Err(Fault::value("a member is no user of this customer; a user belongs to one customer"));
            }
            let customer = same_or_changed(group, wanted(sent, Some(&group.customer))?, caller, way)?;
            Ok(WantedGroup { customer, members: Some(members) })
        };
        app.workflow.change_group(caller.actor, before.customer.id.to(), decide).await
    }

    /// The customer is none any more.
    async fn remove(
        app: &App,
        caller: &Caller,
        before: Group,
        allow: impl FnOnce(&Group) -> Result<(), Fault> + Send,
    ) -> Result<(), Fault> {
        allow(&before)?;
        app.workflow.end_customer(caller.actor, before.customer.id.to(), Some(before.customer.version)).await?;
        Ok(())
    }
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

/// What the customer is to be, if that is something else. The customer's own directory has no say in it.
fn same_or_changed(group: &Group, new: NewCustomer, caller: &Caller, way: Way) -> Result<Option<NewCustomer>, Fault> {
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
    if way == Way::Replaced {
        return Ok(None);
    }
    Err(Fault::new(
        StatusCode::BAD_REQUEST,
        "read-only",
        "this token keeps the members; what the customer is called or is, it can't change",
    )
    .scim("mutability"))
}
