//! `/Users`: the admin contacts.

use super::attribute::{CONTACT, member};
use super::base;
use super::handlers::{Kind, Way};
use super::list::{Listing, Window};
use super::user::{resource, text, wanted};
use crate::api::extract::Ids;
use crate::api::fault::Fault;
use crate::api::guard::Caller;
use crate::app::App;
use crate::store::customers::users::{self, User, Which};
use crate::store::customers::{self, CustomerRow};
use domain::ids::{ContactId, CustomerId};
use serde_json::{Map, Value};

/// How many are read at a time when a filter leads to no index.
const CHUNK: u64 = 500;

/// The kind.
#[derive(Debug)]
pub enum Users {}

impl Kind for Users {
    type Entry = User;

    fn resource(base: &str, user: &User) -> Value {
        resource(base, user)
    }

    async fn page(app: &App, caller: &Caller, listing: &Listing) -> Result<(Vec<Value>, u64), Fault> {
        let (reader, base) = (app.store.read(), base(app));
        let own = Which { customer: caller.bound_to(), ..Which::default() };
        let Some(filter) = &listing.filter else {
            let (skip, count) = (u64::try_from(listing.skip).unwrap_or(u64::MAX).min(1 << 62), u64::try_from(listing.count).unwrap_or(0));
            let rows = if count == 0 { Vec::new() } else { users::page(reader, &own, skip, count).await? };
            return Ok((rows.iter().map(|user| resource(&base, user)).collect(), users::count(reader, &own).await?));
        };
        let texts = |name: &str| filter.must_equal(name).map(str::to_owned);
        let id = match filter.must_equal("id").map(str::parse::<ContactId>) {
            None => None,
            Some(Ok(id)) => Some(id),
            // What is no id is nobody's.
            Some(Err(_)) => return Ok((Vec::new(), 0)),
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
        Ok((page, total))
    }

    async fn seen(app: &App, caller: &Caller, ids: &Ids) -> Result<User, Fault> {
        let user = users::find(app.store.read(), ids.at(0)?).await?;
        user.filter(|u| caller.sees(u.customer())).ok_or_else(Fault::not_found)
    }

    async fn add(app: &App, caller: &Caller, body: &Value) -> Result<User, Fault> {
        let customer = customer_of(app, caller, body).await?;
        let wanted = wanted(body, None, &customer)?;
        Ok(app.workflow.add_user(caller.actor, customer.id.to(), wanted).await?)
    }

    async fn change(
        app: &App,
        caller: &Caller,
        before: User,
        _: Way,
        edit: impl FnOnce(Value) -> Result<Value, Fault> + Send,
    ) -> Result<User, Fault> {
        let customer = customers::find(app.store.read(), before.customer()).await?.ok_or_else(Fault::not_found)?;
        let base = base(app);
        let decide = |user: &User| wanted(&edit(resource(&base, user))?, Some(user), &customer);
        app.workflow.change_user(caller.actor, before.id(), decide).await
    }

    async fn remove(app: &App, caller: &Caller, before: User, allow: impl FnOnce(&User) -> Result<(), Fault> + Send) -> Result<(), Fault> {
        app.workflow.delete_user(caller.actor, before.id(), allow).await
    }
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
