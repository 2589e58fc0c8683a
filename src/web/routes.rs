//! The one table of all routes. The router, the access test and the printed table come from it.

use super::account;
use super::assets;
use super::audit;
use super::auth;
use super::authorities;
use super::authority_entries::{confirm, withdraw};
use super::calendars;
use super::contact_link;
use super::cover;
use super::custody;
use super::customers;
use super::demand;
use super::desk;
use super::eevidence;
use super::feed;
use super::health;
use super::interface;
use super::mails;
use super::new_demand;
use super::officers;
use super::on_call;
use super::outbox;
use super::past;
use super::paths;
use super::people;
use super::problem;
use super::queue;
use super::rulebook;
use super::secrecy;
use super::session::guard;
use super::suspensions;
use super::tokens;
use super::transparency;
use super::{authority_competence, authority_keys, authority_numbers};
use crate::api;
use crate::app::App;
use crate::store::authorities::{competence::CompetenceRow, keys::KeyRow, numbers::NumberRow};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, get as on_get, post as on_post};
use domain::actor::{Role, Roles};
use domain::token::TokenScope;
use std::time::Duration;
use tower_http::timeout::TimeoutLayer;

/// Who may use a route.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Access {
    /// Anybody, signed in or not.
    Public,
    /// Anybody who is signed in.
    Staff,
    /// Whoever holds one of these roles.
    Roles(&'static [Role]),
    /// A customer's contact, at the customers' own door.
    Customer,
    /// An officer of an authority, at the authorities' own door.
    Officer,
    /// A program whose token opens one of these; nobody who is signed in.
    Token(&'static [TokenScope]),
}

impl Access {
    /// Whether somebody who is signed in with these roles may use it.
    #[must_use]
    pub fn allows(self, roles: Roles) -> bool {
        match self {
            Access::Public | Access::Staff => true,
            Access::Roles(any) => any.iter().any(|role| roles.has(*role)),
            Access::Customer | Access::Officer | Access::Token(_) => false,
        }
    }
}

/// Those who work on cases and read their content.
pub const CASES: Access = Access::Roles(&[Role::Intake, Role::Reviewer, Role::Approver, Role::DisclosureOfficer, Role::NoticeOfficer]);
/// Those, and the custodian, who sees the scope and nothing else of a case.
pub const CASES_AND_CUSTODIAN: Access =
    Access::Roles(&[Role::Intake, Role::Reviewer, Role::Approver, Role::DisclosureOfficer, Role::NoticeOfficer, Role::Custodian]);
/// Counsel.
pub const COUNSEL: Access = Access::Roles(&[Role::Reviewer, Role::Approver]);
/// Those who answer for what customers are told.
pub const TELLS_CUSTOMERS: Access = Access::Roles(&[Role::NoticeOfficer, Role::Reviewer, Role::Approver]);
/// Those who take demands in.
pub const TAKES_IN: Access = Access::Roles(&[Role::Intake]);
/// Those who see something of a demand: its content, its lines to gather, or its record.
pub const SEES_DEMANDS: Access = Access::Roles(&[
    Role::Intake,
    Role::Reviewer,
    Role::Approver,
    Role::DisclosureOfficer,
    Role::NoticeOfficer,
    Role::Custodian,
    Role::Auditor,
]);
/// Those who see a demand's record: with its content, or (the auditor) without.
pub const SEES_THE_RECORD: Access =
    Access::Roles(&[Role::Intake, Role::Reviewer, Role::Approver, Role::DisclosureOfficer, Role::NoticeOfficer, Role::Auditor]);
/// Those who administer people.
pub const ADMINISTERS_PEOPLE: Access = Access::Roles(&[Role::SecurityAdmin]);
/// Those who may look at who is on call: whoever may be called, and whoever keeps the rota.
pub const SEES_ROTA: Access = Access::Roles(&[
    Role::Intake,
    Role::Reviewer,
    Role::Approver,
    Role::DisclosureOfficer,
    Role::NoticeOfficer,
    Role::Auditor,
    Role::SecurityAdmin,
]);
/// Those who may look at people.
pub const SEES_PEOPLE: Access = Access::Roles(&[Role::SecurityAdmin, Role::Auditor]);

/// Those who may see the published numbers before they are published.
pub const SEES_COUNTS: Access =
    Access::Roles(&[Role::Intake, Role::Reviewer, Role::Approver, Role::DisclosureOfficer, Role::NoticeOfficer, Role::Auditor]);
/// Those who keep the data.
pub const CUSTODIAN: Access = Access::Roles(&[Role::Custodian]);
/// Those who check the record, without the content of cases.
pub const CHECKS: Access = Access::Roles(&[Role::Auditor]);

/// What a route leaves on the record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Audit {
    /// Nothing: no content of a case is read, nothing is changed.
    None,
    /// That content of a case was read, before the first byte leaves.
    Read,
    /// What was changed, by the use case itself.
    Change,
}

/// What the guard must know of a route.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rule {
    /// Pattern of the address.
    pub path: &'static str,
    /// Who may use it.
    pub access: Access,
    /// What it leaves on the record.
    pub audit: Audit,
    /// Whether the proof of identity must be fresh.
    pub fresh: bool,
    /// Whether our own pages may show it in a frame.
    pub framed: bool,
    /// Whether it is open to who has not enrolled yet.
    pub before_enrolment: bool,
    /// Most bytes of a body.
    pub limit: usize,
    /// How long it may take until the answer begins.
    pub patience: Duration,
    /// Whether it ends a two-person act: whoever did the first half can't do this one.
    pub second_person: bool,
}

/// One line of the table.
#[derive(Clone, Debug)]
pub struct Route {
    /// `GET` or `POST`; for programs also `PUT`, `PATCH`, `DELETE` and `any`.
    pub method: &'static str,
    /// What the guard must know.
    pub rule: Rule,
    handler: MethodRouter<App>,
}

/// Most bytes of an ordinary form.
const FORM: usize = 256 * 1024;

/// How long an ordinary request may take.
const SHORT: Duration = Duration::from_secs(60);
/// How long one may take that reads or writes files of any size.
const LONG: Duration = Duration::from_secs(30 * 60);
/// How long a sender may be silent in the middle of a body, however long the whole may take.
pub(super) const SILENCE: Duration = Duration::from_secs(30);

const fn rule(path: &'static str, access: Access, audit: Audit) -> Rule {
    Rule { path, access, audit, fresh: false, framed: false, before_enrolment: false, limit: FORM, patience: SHORT, second_person: false }
}

/// A page.
pub fn get<T: 'static>(path: &'static str, access: Access, audit: Audit, handler: impl Handler<T, App>) -> Route {
    Route { method: "GET", rule: rule(path, access, audit), handler: on_get(handler) }
}

/// A change.
pub fn post<T: 'static>(path: &'static str, access: Access, audit: Audit, handler: impl Handler<T, App>) -> Route {
    Route { method: "POST", rule: rule(path, access, audit), handler: on_post(handler) }
}

impl Route {
    /// Only with a fresh proof of identity.
    #[must_use]
    pub const fn fresh(mut self) -> Self {
        self.rule.fresh = true;
        self
    }

    /// Our own pages may show it in a frame.
    #[must_use]
    pub const fn framed(mut self) -> Self {
        self.rule.framed = true;
        self
    }

    /// Also for who has not enrolled yet.
    #[must_use]
    pub const fn before_enrolment(mut self) -> Self {
        self.rule.before_enrolment = true;
        self
    }

    /// With larger bodies, in bytes, which may take their time.
    #[must_use]
    pub const fn limit(mut self, bytes: usize) -> Self {
        self.rule.limit = bytes;
        self.long()
    }

    /// Reads or writes files of any size.
    #[must_use]
    pub const fn long(mut self) -> Self {
        self.rule.patience = LONG;
        self
    }

    /// Ends a two-person act.
    #[must_use]
    pub const fn second_person(mut self) -> Self {
        self.rule.second_person = true;
        self
    }
}

/// All routes.
#[must_use]
pub fn table() -> Vec<Route> {
    use Access::{Public, Staff};
    let mut table = vec![
        // coming in and going out
        get(paths::SIGN_IN, Public, Audit::None, auth::sign_in_page),
        post(paths::SIGN_IN, Public, Audit::Change, auth::sign_in),
        post(paths::SIGN_IN_AS, Public, Audit::Change, auth::sign_in_as),
        get(paths::LINK, Public, Audit::None, auth::link_page),
        post(paths::LINK, Public, Audit::Change, auth::use_link),
        get(paths::CONTACT_LINK, Public, Audit::None, contact_link::show),
        post(paths::CONTACT_LINK, Public, Audit::Change, contact_link::answer),
        post(paths::LANGUAGE, Public, Audit::None, auth::language),
        get(paths::SIGN_IN_AGAIN, Staff, Audit::None, auth::again_page),
        post(paths::SIGN_IN_AGAIN, Staff, Audit::Change, auth::again),
        post(paths::SIGN_OUT, Staff, Audit::Change, auth::sign_out).before_enrolment(),
        get(paths::ENROL, Staff, Audit::None, auth::enrol_page).before_enrolment(),
        post(paths::ENROL, Staff, Audit::Change, auth::enrol).before_enrolment(),
        // one's own account
        get(paths::ACCOUNT, Staff, Audit::None, account::show),
        post(paths::ACCOUNT, Staff, Audit::None, account::save),
        post(paths::FEED, Staff, Audit::Change, feed::renew).fresh(),
        post(paths::FEED_END, Staff, Audit::Change, feed::end),
        get(paths::CALENDAR_FEED, Public, Audit::None, feed::show),
        post(paths::SESSIONS, Staff, Audit::Change, account::end_other_sessions),
        // customers
        get(paths::CUSTOMERS, CASES, Audit::None, customers::list),
        get(paths::NEW_CUSTOMER, CASES, Audit::None, customers::new_page),
        post(paths::NEW_CUSTOMER, CASES, Audit::Change, customers::add),
        get(paths::CUSTOMER_IMPORT, CASES, Audit::None, customers::import_page),
        post(paths::CUSTOMER_IMPORT, CASES, Audit::Change, customers::preview).limit(customers::BODY),
        post(paths::CUSTOMER_IMPORT_FILE, CASES, Audit::Change, customers::take).long(),
        post(paths::CUSTOMER_IMPORT_BAD, CASES, Audit::None, customers::rejected).long(),
        post(paths::CUSTOMER_EXPORT, CASES, Audit::Change, customers::export).long(),
        get(paths::CUSTOMER, CASES, Audit::None, customers::show),
        get(paths::CUSTOMER_CHANGE, CASES, Audit::None, customers::change_page),
        post(paths::CUSTOMER_CHANGE, CASES, Audit::Change, customers::change),
        get(paths::CUSTOMER_TIMING, COUNSEL, Audit::None, customers::timing_page),
        post(paths::CUSTOMER_TIMING, COUNSEL, Audit::Change, customers::set_timing),
        get(paths::CUSTOMER_REPORT, TELLS_CUSTOMERS, Audit::Read, customers::report),
        get(paths::CUSTOMER_REPORT_FILE, TELLS_CUSTOMERS, Audit::Read, customers::report_file),
        get(paths::CUSTOMER_REPORT_INTERVAL, CASES, Audit::None, customers::interval_page),
        post(paths::CUSTOMER_REPORT_INTERVAL, CASES, Audit::Change, customers::set_interval),
        get(paths::CUSTOMER_END, CASES, Audit::None, customers::end_page),
        post(paths::CUSTOMER_END, CASES, Audit::Change, customers::end),
        post(paths::CONTACTS, CASES, Audit::Change, customers::add_contact),
        get(paths::CONTACT, CASES, Audit::None, customers::contact_page),
        post(paths::CONTACT, CASES, Audit::Change, customers::change_contact),
        post(paths::CONTACT_ASK, CASES, Audit::Change, customers::ask),
        get(paths::CONTACT_VOUCHER, CASES, Audit::None, customers::voucher_page),
        post(paths::CONTACT_VOUCHER, CASES, Audit::Change, customers::answer_for),
        get(paths::CONTACT_REMOVAL, CASES, Audit::None, customers::removal_page),
        post(paths::CONTACT_REMOVAL, CASES, Audit::Change, customers::remove_contact),
        // authorities
        get(paths::AUTHORITIES, CASES, Audit::None, authorities::list),
        get(paths::NEW_AUTHORITY, CASES, Audit::None, authorities::new_page).fresh(),
        post(paths::NEW_AUTHORITY, CASES, Audit::Change, authorities::add).fresh(),
        get(paths::AUTHORITY, CASES, Audit::None, authorities::show),
        get(paths::AUTHORITY_CHANGE, CASES, Audit::None, authorities::change_page).fresh(),
        post(paths::AUTHORITY_CHANGE, CASES, Audit::Change, authorities::change).fresh(),
        post(paths::AUTHORITY_CONFIRMATION, CASES, Audit::Change, authorities::confirm).fresh().second_person(),
        get(paths::AUTHORITY_FREEZE, CASES, Audit::None, authorities::freeze_page),
        post(paths::AUTHORITY_FREEZE, CASES, Audit::Change, authorities::freeze),
        get(paths::AUTHORITY_NUMBERS, CASES, Audit::None, authority_numbers::new_page).fresh(),
        post(paths::AUTHORITY_NUMBERS, CASES, Audit::Change, authority_numbers::add).fresh(),
        post(paths::AUTHORITY_NUMBER_CONFIRMATION, CASES, Audit::Change, confirm::<NumberRow>).fresh().second_person(),
        post(paths::AUTHORITY_NUMBER_WITHDRAWAL, CASES, Audit::Change, withdraw::<NumberRow>).fresh(),
        get(paths::AUTHORITY_KEYS, CASES, Audit::None, authority_keys::new_page).fresh(),
        post(paths::AUTHORITY_KEYS, CASES, Audit::Change, authority_keys::add).fresh(),
        post(paths::AUTHORITY_KEY_CONFIRMATION, CASES, Audit::Change, confirm::<KeyRow>).fresh().second_person(),
        post(paths::AUTHORITY_KEY_WITHDRAWAL, CASES, Audit::Change, withdraw::<KeyRow>).fresh(),
        get(paths::AUTHORITY_COMPETENCE, CASES, Audit::None, authority_competence::new_page).fresh(),
        post(paths::AUTHORITY_COMPETENCE, CASES, Audit::Change, authority_competence::add).fresh(),
        post(paths::AUTHORITY_COMPETENCE_CONFIRMATION, CASES, Audit::Change, confirm::<CompetenceRow>).fresh().second_person(),
        post(paths::AUTHORITY_COMPETENCE_WITHDRAWAL, CASES, Audit::Change, withdraw::<CompetenceRow>).fresh(),
        // what is kept
        get(paths::CUSTODY, CUSTODIAN, Audit::None, custody::list),
        post(paths::CUSTODY_ANSWER, CUSTODIAN, Audit::Change, custody::answer),
        // suspensions
        get(paths::SUSPENSIONS, CASES, Audit::None, suspensions::list),
        get(paths::NEW_SUSPENSION, CASES, Audit::None, suspensions::new_page),
        post(paths::NEW_SUSPENSION, CASES, Audit::Change, suspensions::add),
        get(paths::SUSPENSION, CASES, Audit::None, suspensions::show),
        post(paths::SUSPENSION_LIFTING, CASES, Audit::Change, suspensions::ask_to_lift).fresh(),
        post(paths::SUSPENSION_LIFTED, CASES, Audit::Change, suspensions::lift).fresh().second_person(),
        post(paths::SUSPENSION_FINDING, CASES, Audit::Change, suspensions::conclude),
        post(paths::SUSPENSION_BREACH, CASES, Audit::Change, suspensions::close_breach),
        // officers at the authorities' door
        get(paths::OFFICERS, CASES, Audit::None, officers::list),
        get(paths::OFFICER, CASES, Audit::None, officers::show),
        post(paths::OFFICER_AUTHORITY, CASES, Audit::Change, officers::set_authority),
        post(paths::OFFICER_VOUCHER, CASES, Audit::Change, officers::vouch).fresh().second_person(),
        // rulebook
        get(paths::RULEBOOK, Staff, Audit::None, rulebook::list),
        get(paths::RULEBOOK_WHOLE, Staff, Audit::None, rulebook::whole),
        get(paths::INSTRUMENT, Staff, Audit::None, rulebook::show),
        // transparency
        get(paths::TRANSPARENCY, SEES_COUNTS, Audit::None, transparency::show),
        post(paths::TRANSPARENCY_EXPORT, SEES_COUNTS, Audit::Change, transparency::export).long(),
        // secrecy
        get(paths::SECRECY, CASES, Audit::None, secrecy::list),
        get(paths::COVER, CASES, Audit::Read, cover::page),
        post(paths::COVER, CASES, Audit::Change, cover::cover),
        // outbox
        get(paths::OUTBOX, CASES, Audit::None, outbox::list),
        get(paths::MESSAGE, CASES, Audit::Read, outbox::show),
        get(paths::MESSAGE_HTML, CASES, Audit::Read, outbox::html).framed(),
        get(paths::MESSAGE_PAGE, CASES, Audit::Read, outbox::page),
        get(paths::MESSAGE_ANNEX, CASES, Audit::Read, outbox::annex::file),
        post(paths::MESSAGE_RESOLUTION, CASES, Audit::Change, outbox::resolve),
        post(paths::MESSAGE_REPORT, CASES, Audit::Change, outbox::decide),
        post(paths::MESSAGE_REQUEUE, CASES, Audit::Change, outbox::requeue),
        // the record
        get(paths::AUDIT, CHECKS, Audit::None, audit::list),
        post(paths::AUDIT_EXPORT, CHECKS, Audit::Change, audit::download).fresh().long(),
        // the desk leads those who have no cases to their own room
        get(paths::DESK, Staff, Audit::None, desk::show),
        // the queue
        get(paths::QUEUE, CASES_AND_CUSTODIAN, Audit::None, queue::show),
        post(paths::ASSIGN, CASES, Audit::Change, queue::assign::assign),
        // a new demand
        get(paths::PAST, CASES, Audit::None, past::list),
        get(paths::NEW_DEMAND, TAKES_IN, Audit::None, new_demand::start_page),
        post(paths::NEW_DEMAND_FILE, TAKES_IN, Audit::Change, new_demand::keep).limit(new_demand::BODY),
        get(paths::NEW_DEMAND_BY_HAND, TAKES_IN, Audit::None, new_demand::by_hand_page),
        post(paths::NEW_DEMAND_BY_HAND, TAKES_IN, Audit::Change, new_demand::by_hand),
        get(paths::NEW_DEMAND_PICTURE, TAKES_IN, Audit::Read, new_demand::picture::show),
        get(paths::NEW_DEMAND_FROM, TAKES_IN, Audit::Read, new_demand::from_file_page),
        post(paths::NEW_DEMAND_FROM, TAKES_IN, Audit::Change, new_demand::from_file),
        get(paths::CERTIFICATE, TAKES_IN, Audit::None, new_demand::certificate::by_hand_page),
        post(paths::CERTIFICATE, TAKES_IN, Audit::Change, new_demand::certificate::by_hand),
        get(paths::CERTIFICATE_FROM, TAKES_IN, Audit::Read, new_demand::certificate::from_file_page),
        post(paths::CERTIFICATE_FROM, TAKES_IN, Audit::Change, new_demand::certificate::from_file),
        post(paths::NEW_DEMAND_EVIDENCE, TAKES_IN, Audit::Change, eevidence::take_in),
        post(paths::NEW_DEMAND_FOLLOW, TAKES_IN, Audit::Change, eevidence::follow::file),
        // mails that came in
        get(paths::MAILS, TAKES_IN, Audit::None, mails::list),
        get(paths::MAIL, TAKES_IN, Audit::Read, mails::show),
        post(paths::MAIL_FILE, TAKES_IN, Audit::Change, mails::file),
        post(paths::MAIL_ASIDE, TAKES_IN, Audit::Change, mails::aside),
        post(paths::MAIL_ASK_RELEASE, TAKES_IN, Audit::Change, mails::ask_release),
        post(paths::MAIL_RELEASE, TAKES_IN, Audit::Change, mails::release).fresh().second_person(),
        post(paths::MAIL_SEEN, TAKES_IN, Audit::Change, mails::seen),
        // people
        get(paths::PEOPLE, SEES_PEOPLE, Audit::None, people::list),
        get(paths::INVITE, ADMINISTERS_PEOPLE, Audit::None, people::invite_page).fresh(),
        post(paths::INVITE, ADMINISTERS_PEOPLE, Audit::Change, people::invite).fresh(),
        get(paths::PERSON, SEES_PEOPLE, Audit::None, people::show),
        post(paths::PERSON_ROLES, ADMINISTERS_PEOPLE, Audit::Change, people::propose_roles).fresh(),
        post(paths::PERSON_ROLES_DECISION, ADMINISTERS_PEOPLE, Audit::Change, people::decide).fresh().second_person(),
        post(paths::PERSON_LINK, ADMINISTERS_PEOPLE, Audit::Change, people::link).fresh(),
        post(paths::PERSON_ACCESS, ADMINISTERS_PEOPLE, Audit::Change, people::access).fresh(),
        // tokens of programs
        get(paths::CALENDARS, CASES, Audit::Read, calendars::changed),
        get(paths::ON_CALL, SEES_ROTA, Audit::None, on_call::show),
        post(paths::ON_CALL, ADMINISTERS_PEOPLE, Audit::Change, on_call::put),
        post(paths::ON_CALL_END, ADMINISTERS_PEOPLE, Audit::Change, on_call::end),
        post(paths::DEMAND_ON_CALL, CASES, Audit::Change, on_call::answer),
        get(paths::TOKENS, SEES_PEOPLE, Audit::None, tokens::list),
        get(paths::INTERFACE, SEES_PEOPLE, Audit::None, interface::show),
        post(paths::TOKENS, ADMINISTERS_PEOPLE, Audit::Change, tokens::propose).fresh(),
        post(paths::TOKEN_GRANT, ADMINISTERS_PEOPLE, Audit::Change, tokens::grant).fresh().second_person(),
        post(paths::TOKEN_END, ADMINISTERS_PEOPLE, Audit::Change, tokens::end).fresh(),
        // the house itself
        get(paths::STATIC, Public, Audit::None, assets::serve),
        get(paths::HEALTHZ, Public, Audit::None, health::alive),
        get(paths::READYZ, Public, Audit::None, health::ready),
        get(paths::METRICS, Public, Audit::None, health::metrics),
    ];
    // one demand
    table.extend(demand::routes());
    // programs
    table.extend(api::routes::table().into_iter().map(for_programs));
    table
}

/// A line of the doors for programs.
fn for_programs(line: api::routes::Line) -> Route {
    let audit = match (line.changes, line.reads) {
        (true, _) => Audit::Change,
        (false, true) => Audit::Read,
        (false, false) => Audit::None,
    };
    let rule = Rule { limit: line.limit, ..rule(line.rule.path, Access::Token(line.rule.scopes), audit) };
    let route = Route { method: line.method, rule, handler: line.handler };
    if line.long { route.long() } else { route }
}

/// The table as Markdown: who may use which route, what it leaves on the record, and whether the proof of identity
/// must be fresh, and whether it takes a second person.
#[must_use]
pub fn markdown() -> String {
    markdown_of(table())
}

/// The same for any table of routes.
#[must_use]
pub fn markdown_of(table: Vec<Route>) -> String {
    let mut text = String::from("| method | address | who | fresh sign-in | second person | record |\n|---|---|---|---|---|---|\n");
    for route in table {
        let rule = route.rule;
        let who = match rule.access {
            Access::Public => "anybody".to_owned(),
            Access::Staff => "signed in".to_owned(),
            Access::Customer => "contact of a customer".to_owned(),
            Access::Officer => "officer of an authority".to_owned(),
            Access::Roles(roles) => roles.iter().map(|r| r.code()).collect::<Vec<_>>().join(", "),
            Access::Token(scopes) => format!("token: {}", scopes.iter().map(|s| s.code()).collect::<Vec<_>>().join(" or ")),
        };
        let record = match rule.audit {
            Audit::None => "",
            Audit::Read => "read",
            Audit::Change => "change",
        };
        let yes = |yes: bool| if yes { "yes" } else { "" };
        let (fresh, second) = (yes(rule.fresh), yes(rule.second_person));
        text.push_str(&format!("| {} | `{}` | {who} | {fresh} | {second} | {record} |\n", route.method, rule.path));
    }
    text
}

/// The router of the staff's lines, each route behind its guard.
pub fn router(app: &App) -> Router<App> {
    let everything_else = rule("*", Access::Staff, Audit::None);
    let staff = table().into_iter().filter(|route| !matches!(route.rule.access, Access::Token(_))).collect();
    let router = mount(staff, |handler, rule| handler.route_layer(from_fn_with_state((app.clone(), rule), guard)));
    let nothing: MethodRouter<App> = on_get(not_found).post(not_found);
    let nothing: MethodRouter<App> = nothing.layer(from_fn_with_state((app.clone(), everything_else), guard));
    let nothing: MethodRouter<App> = nothing.layer(deadline(everything_else.patience));
    router.fallback_service(nothing.with_state(app.clone())).method_not_allowed_fallback(not_found)
}

/// The router of the programs' lines. A token goes with no request by itself, so nothing here needs the browser's origin.
pub fn programs(app: &App) -> Router<App> {
    let guard = api::guard::Guard::new(app.clone());
    let lines = table().into_iter().filter(|route| matches!(route.rule.access, Access::Token(_))).collect();
    mount(lines, |handler, rule| {
        let Access::Token(scopes) = rule.access else { return handler };
        let rule = api::routes::Rule { path: rule.path, scopes, limit: rule.limit };
        // Around methods that an address does not take too: which there are is nothing for strangers.
        handler.layer(from_fn_with_state((guard.clone(), rule), api::guard::guard))
    })
}

/// A router of a table: each route with its limits around its guard.
pub(crate) fn mount(table: Vec<Route>, guarded: impl Fn(MethodRouter<App>, Rule) -> MethodRouter<App>) -> Router<App> {
    table.into_iter().fold(Router::new(), |router, route| {
        // Not only around what is matched: some lines take any method.
        let limited: MethodRouter<App> = route.handler.layer(DefaultBodyLimit::max(route.rule.limit));
        let handler: MethodRouter<App> = guarded(limited, route.rule).layer(deadline(route.rule.patience));
        router.route(route.rule.path, handler)
    })
}

fn deadline(patience: Duration) -> TimeoutLayer {
    TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, patience)
}

async fn not_found() -> problem::Problem {
    problem::Problem::NotFound
}
