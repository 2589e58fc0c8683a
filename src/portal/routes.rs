//! The one table of this door's routes, in the form of the staff's: the router, the access test and the printed table come
//! from it.

use super::session::guard;
use super::{acts, contacts, demand, export, notices, passkey_sign_in, passkeys, paths, reports, sign_in};
use crate::app::App;
use crate::web::problem::Problem;
use crate::web::routes::{Access, Audit, Route, get, mount, post};
use axum::Router;
use axum::middleware::from_fn_with_state;

/// All routes.
#[must_use]
pub fn table() -> Vec<Route> {
    use Access::{Customer, Public};
    vec![
        // coming in and going out
        get(paths::SIGN_IN, Public, Audit::None, sign_in::ask_page),
        post(paths::SIGN_IN, Public, Audit::None, sign_in::ask),
        get(paths::CODE, Public, Audit::None, sign_in::code_page),
        post(paths::CODE, Public, Audit::Change, sign_in::use_code),
        post(paths::SIGN_IN_AS, Public, Audit::Change, sign_in::sign_in_as),
        post(paths::PASSKEY_CHALLENGE, Public, Audit::None, passkey_sign_in::ask),
        get(paths::PASSKEY_SIGN_IN, Public, Audit::None, passkey_sign_in::page),
        post(paths::PASSKEY_SIGN_IN, Public, Audit::Change, passkey_sign_in::come_in),
        post(paths::LANGUAGE, Public, Audit::None, sign_in::language),
        get(paths::CHOOSE, Customer, Audit::None, sign_in::choose_page),
        post(paths::CHOOSE, Customer, Audit::None, sign_in::choose),
        post(paths::SIGN_OUT, Customer, Audit::None, sign_in::sign_out),
        // what the customer was told
        get(paths::HOME, Customer, Audit::None, notices::list),
        get(paths::EXPORT, Customer, Audit::Read, export::all),
        get(paths::EXPORT_ZIP, Customer, Audit::Read, export::zip).long(),
        get(paths::DEMAND, Customer, Audit::Read, demand::show),
        get(paths::DEMAND_EXPORT, Customer, Audit::Read, export::one),
        get(paths::DEMAND_PAGE, Customer, Audit::Read, export::page),
        post(paths::ACKNOWLEDGEMENT, Customer, Audit::Change, acts::acknowledge),
        get(paths::OBJECTION, Customer, Audit::None, acts::objection_page),
        post(paths::OBJECTION, Customer, Audit::Change, acts::object).limit(acts::BODY),
        get(paths::COUNSEL, Customer, Audit::None, acts::counsel_page),
        post(paths::COUNSEL, Customer, Audit::Change, acts::name_counsel),
        get(paths::DOCUMENT, Customer, Audit::Read, demand::document),
        // in sum
        get(paths::REPORTS, Customer, Audit::Read, reports::show),
        get(paths::REPORT, Customer, Audit::Read, reports::file),
        // who is told
        get(paths::CONTACTS, Customer, Audit::None, contacts::list),
        get(paths::NEW_CONTACT, Customer, Audit::None, contacts::new_page),
        post(paths::NEW_CONTACT, Customer, Audit::Change, contacts::add),
        get(paths::CONTACT, Customer, Audit::None, contacts::change_page),
        post(paths::CONTACT, Customer, Audit::Change, contacts::change),
        get(paths::CONTACT_REMOVAL, Customer, Audit::None, contacts::removal_page),
        post(paths::CONTACT_REMOVAL, Customer, Audit::Change, contacts::remove),
        // another way to come in
        get(paths::PASSKEYS, Customer, Audit::None, passkeys::list),
        post(paths::NEW_PASSKEY_CHALLENGE, Customer, Audit::None, passkeys::ask),
        get(paths::NEW_PASSKEY, Customer, Audit::None, passkeys::new_page),
        post(paths::NEW_PASSKEY, Customer, Audit::Change, passkeys::add),
        get(paths::PASSKEY, Customer, Audit::None, passkeys::change_page),
        post(paths::PASSKEY, Customer, Audit::Change, passkeys::change),
        get(paths::PASSKEY_REMOVAL, Customer, Audit::None, passkeys::removal_page),
        post(paths::PASSKEY_REMOVAL, Customer, Audit::Change, passkeys::remove),
        // nobody learns which addresses exist
        get(paths::NOTHING, Customer, Audit::None, nothing),
        post(paths::NOTHING, Customer, Audit::None, nothing),
    ]
}

/// The router of the table, each route behind its guard.
pub fn router(app: &App) -> Router<App> {
    mount(table(), |handler, rule| handler.route_layer(from_fn_with_state((app.clone(), rule), guard))).method_not_allowed_fallback(nothing)
}

async fn nothing() -> Problem {
    Problem::NotFound
}
