//! The one table of this door's routes, in the form of the staff's: the router, the access test and the printed table come
//! from it.

use super::session::guard;
use super::{acts, demand, list, paths, production, receipt, register, sign_in, submit};
use crate::app::App;
use crate::web::problem::Problem;
use crate::web::routes::{Access, Audit, Route, get, mount, post};
use axum::Router;
use axum::middleware::from_fn_with_state;

/// All routes.
#[must_use]
pub fn table() -> Vec<Route> {
    use Access::{Officer, Public};
    vec![
        // coming in and going out
        get(paths::SIGN_IN, Public, Audit::None, sign_in::ask_page),
        post(paths::SIGN_IN, Public, Audit::None, sign_in::ask),
        get(paths::CODE, Public, Audit::None, sign_in::code_page),
        post(paths::CODE, Public, Audit::Change, sign_in::use_code),
        post(paths::SIGN_IN_AS, Public, Audit::Change, sign_in::sign_in_as),
        get(paths::REGISTER, Public, Audit::None, register::page),
        post(paths::REGISTER, Public, Audit::None, register::register),
        post(paths::LANGUAGE, Public, Audit::None, sign_in::language),
        post(paths::SIGN_OUT, Officer, Audit::None, sign_in::sign_out),
        // submitting
        get(paths::HOME, Officer, Audit::None, list::list),
        get(paths::NEW, Officer, Audit::None, submit::choose),
        get(paths::FORM, Officer, Audit::None, submit::form_page),
        post(paths::FORM, Officer, Audit::Change, submit::submit).limit(submit::BODY),
        get(paths::EMERGENCY, Officer, Audit::None, submit::choose_emergency),
        get(paths::EMERGENCY_FORM, Officer, Audit::None, submit::emergency_page),
        post(paths::EMERGENCY_FORM, Officer, Audit::Change, submit::submit_emergency).limit(submit::BODY),
        get(paths::RECEIPT, Officer, Audit::None, receipt::show),
        get(paths::RECEIPT_PAGE, Officer, Audit::None, receipt::page),
        // following
        get(paths::DEMAND, Officer, Audit::Read, demand::show),
        get(paths::ANSWER, Officer, Audit::None, acts::answer_page),
        post(paths::ANSWER, Officer, Audit::Change, acts::answer).limit(submit::BODY),
        get(paths::WITHDRAWAL, Officer, Audit::None, acts::withdrawal_page),
        post(paths::WITHDRAWAL, Officer, Audit::Change, acts::withdraw).limit(submit::BODY),
        get(paths::LONGER, Officer, Audit::None, acts::longer_page),
        post(paths::LONGER, Officer, Audit::Change, acts::ask_longer).limit(submit::BODY),
        get(paths::PAPERS, Officer, Audit::None, acts::papers_page),
        post(paths::PAPERS, Officer, Audit::Change, acts::send_papers).limit(submit::BODY),
        // fetching
        get(paths::PRODUCTION, Officer, Audit::None, production::show),
        post(paths::PROOF, Officer, Audit::None, production::prove),
        get(paths::PRODUCTION_FILE, Officer, Audit::Read, production::file).long(),
        post(paths::ACKNOWLEDGEMENT, Officer, Audit::Change, production::acknowledge),
        // nobody learns which addresses exist
        get(paths::NOTHING, Officer, Audit::None, nothing),
        post(paths::NOTHING, Officer, Audit::None, nothing),
    ]
}

/// The router of the table, each route behind its guard.
pub fn router(app: &App) -> Router<App> {
    mount(table(), |handler, rule| handler.route_layer(from_fn_with_state((app.clone(), rule), guard))).method_not_allowed_fallback(nothing)
}

async fn nothing() -> Problem {
    Problem::NotFound
}
