//! From the registration to the production that an officer fetches.

use super::{FORM, MAIL, OTHER, call, code_mails, filled, open, registered, send, submit, submitted, types_code, vetted};
use crate::both_databases;
use crate::support::TestDatabase;
use crate::support::actors::Desk;
use crate::support::site::{NOBODY, Site, address};
use crate::web_rulebook::raw_keys;
use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::actor::{Actor, Role};
use domain::command::Command;
use domain::demand::Emergency;
use domain::ids::{DemandId, OfficerId};
use domain::paper::Channel;
use domain::stage::StageName;
use ombud::agency::routes::table;
use ombud::record::chain;
use ombud::store::authorities::{self, numbers};
use ombud::store::outbox::{self, MessageFilter};
use ombud::store::{events, officers};
use ombud::web::routes::Access;
use ombud::workflow::agency::{Called, RECEIPT_LETTER, VettingError};
use sha2::{Digest, Sha256};

#[tokio::test]
async fn strangers_staff_and_customers_get_the_sign_in_page_or_nothing() {
    let database = TestDatabase::sqlite();
    let (_desk, site) = open(&database.url).await;
    let mut staff = site.member(&[Role::Reviewer]).await;
    let mut customer = crate::portal::contact(&site, crate::portal::CONTACT).await;
    let mut stranger = site.visitor();
    let mut tried = 0;
    for route in table().iter().filter(|r| r.rule.access == Access::Officer) {
        let path = address(route.rule.path);
        for visitor in [&mut stranger, &mut staff, &mut customer] {
            if route.method == "GET" {
                assert_eq!(visitor.get(&path).await.leads_to(), "/agency/sign-in", "{path}");
            } else {
                assert_eq!(visitor.post(&path, &[]).await.status, StatusCode::UNAUTHORIZED, "{path}");
            }
        }
        tried += 1;
    }
    assert!(tried >= 20, "{tried}");
    // And an officer's session, even under the other doors' names, opens nothing there.
    let (mut officer, _) = registered(&site, MAIL).await;
    let secret = officer.cookies.get("ombud-agency").cloned().unwrap();
    officer.cookies.insert("ombud-customer".to_owned(), secret.clone());
    officer.cookies.insert("ombud".to_owned(), secret);
    assert_eq!(officer.get("/customer").await.leads_to(), "/customer/sign-in");
    assert!(officer.get("/demands").await.leads_to().starts_with("/sign-in"));
}

#[test]
fn the_table_is_its_own_and_every_address_lies_below_the_door() {
    let mut seen = std::collections::BTreeSet::new();
    for route in table() {
        assert!(seen.insert((route.method, route.rule.path)), "{} {} stands twice", route.method, route.rule.path);
        assert!(route.rule.path == "/agency" || route.rule.path.starts_with("/agency/"), "{}", route.rule.path);
        assert!(matches!(route.rule.access, Access::Public | Access::Officer), "{}", route.rule.path);
    }
}

/// Suspend an officer as the directory does.
async fn suspend(desk: &Desk, id: OfficerId) {
    let txn = desk.workflow.store().begin().await.unwrap();
    let before = officers::find(&txn, id).await.unwrap().unwrap();
    let after = officers::OfficerRow { standing: "suspended".to_owned(), version: before.version + 1, ..before.clone() };
    officers::save(&txn, &before, &after).await.unwrap();
    txn.commit().await.unwrap();
}

both_databases! {
    async fn who_asks_gets_the_same_answer_and_a_code_only_where_one_is_due(url: String) {
        let (desk, site) = open(&url).await;
        let mut visitor = site.visitor();
        let unknown = visitor.post("/agency/sign-in", &[("mail", OTHER)]).await;
        let (_, id) = registered(&site, MAIL).await;
        let known = visitor.post("/agency/sign-in", &[("mail", MAIL)]).await;
        assert_eq!((unknown.status, unknown.leads_to(), &unknown.body), (known.status, known.leads_to(), &known.body));
        assert_eq!(code_mails(&site, OTHER).await.len(), 0, "nobody is mailed who has not registered");
        // Once for the registration, once for coming in.
        assert_eq!(code_mails(&site, MAIL).await.len(), 2);
        suspend(&desk, id).await;
        site.wait(TimeDelta::minutes(20));
        assert_eq!(visitor.post("/agency/sign-in", &[("mail", MAIL)]).await.leads_to(), "/agency/sign-in/code");
        assert_eq!(code_mails(&site, MAIL).await.len(), 2, "who is suspended gets no code");
        for n in 0..5 {
            let tried = visitor.post("/agency/sign-in", &[("mail", "many@example.org")]).await;
            assert_eq!(tried.status, StatusCode::SEE_OTHER, "{n}");
        }
        assert_eq!(visitor.post("/agency/sign-in", &[("mail", "many@example.org")]).await.status, StatusCode::TOO_MANY_REQUESTS);
    }

    async fn two_people_vouch_and_the_first_has_called_the_directory(url: String) {
        let (desk, site) = open(&url).await;
        let (_, id) = registered(&site, MAIL).await;
        let (work, staff) = (&desk.workflow, desk.staff);
        let refused = async |who: Actor, call: Option<Called>| work.vouch_for_officer(who, id, call).await.unwrap_err().code();
        assert_eq!(refused(staff.caller, None).await, Some("number"), "nobody has called");
        let claimed = Called { number: domain::ids::NumberId(uuid::Uuid::new_v4()), said: "They said yes.".to_owned() };
        assert_eq!(refused(staff.caller, Some(claimed)).await, Some("number"), "a number that is not the directory's");
        let silent = call(&desk).await.map(|call| Called { said: " ".to_owned(), ..call });
        assert_eq!(refused(staff.caller, silent).await, Some("said"));
        assert!(matches!(work.vouch_for_officer(staff.admin, id, call(&desk).await).await, Err(VettingError::Workflow(_))));
        assert!(!work.vouch_for_officer(staff.caller, id, call(&desk).await).await.unwrap(), "one is not enough");
        assert_eq!(refused(staff.caller, None).await, Some("second-person"));
        assert!(work.vouch_for_officer(staff.reviewer, id, None).await.unwrap());
        assert_eq!(refused(staff.approver, None).await, Some("nothing-to-do"));
        let is = async || work.officer_at_the_door(&staff.intake, id).await.unwrap().standing.code();
        assert_eq!(is().await, "vetted");
        // A year later the word has run out, and two give it anew.
        desk.forward(TimeDelta::days(366));
        assert_eq!(is().await, "expired");
        assert_eq!(refused(staff.caller, None).await, Some("number"));
        work.vouch_for_officer(staff.caller, id, call(&desk).await).await.unwrap();
        assert_eq!(is().await, "expired");
        assert!(work.vouch_for_officer(staff.reviewer, id, None).await.unwrap());
        // The word is worth nothing once the directory no longer lists the domain.
        let txn = work.store().begin().await.unwrap();
        let before = authorities::find(&txn, desk.authority).await.unwrap().unwrap();
        let after = authorities::AuthorityRow { mail_domains: "[]".to_owned(), version: before.version + 1, ..before.clone() };
        authorities::save(&txn, &before, &after).await.unwrap();
        txn.commit().await.unwrap();
        assert_eq!(is().await, "waiting");
        assert!(numbers::of(work.store().read(), desk.authority).await.unwrap().iter().all(|row| row.number != "+1 555 0999"));
    }

    async fn who_is_not_vetted_submits_and_keeps_the_receipt(url: String) {
        let (desk, site) = open(&url).await;
        let (mut visitor, _) = registered(&site, MAIL).await;
        let answer = submit(&mut visitor, "key-1", "26-cr-7").await;
        let id = submitted(&answer);
        assert_eq!(submitted(&submit(&mut visitor, "key-1", "26-cr-7").await), id, "pressed twice, it is one demand");
        let demand = desk.find(id).await;
        assert_eq!((demand.receipt.channel, demand.receipt.sender.as_str()), (Channel::Portal, MAIL));
        assert_eq!(demand.lines.len(), 2);
        assert!(demand.asker.facts.as_ref().is_none_or(|(facts, _)| facts.officer.is_none()), "nobody has vouched");
        let receipt = visitor.get(&format!("/agency/demands/{id}/receipt")).await;
        assert_eq!(receipt.status, StatusCode::OK);
        let order = chain::hex(&Sha256::digest(b"%PDF-1.4 an order"));
        let whole = demand.documents.iter().find(|d| d.name == "submission.txt").unwrap();
        for said in [order.as_str(), &whole.sha256, &demand.reference.to_string(), "2026-09-01T", "26-cr-7"] {
            assert!(receipt.body.contains(said), "{said}: {}", receipt.body);
        }
        let mails = outbox::list(desk.workflow.store().read(), ombud::store::Sight::Whole, &MessageFilter::default(), None, 100).await.unwrap();
        let mail: Vec<_> = mails.iter().filter(|row| row.letter == RECEIPT_LETTER).collect();
        assert!(mail.len() == 1 && mail[0].recipient == MAIL && mail[0].body_text.contains(&whole.sha256), "{mail:?}");
        // The stage, and everything that could be done, is not there.
        assert_eq!(visitor.get(&format!("/agency/demands/{id}")).await.leads_to(), format!("/agency/demands/{id}/receipt"));
        let nothing = visitor.get(&format!("/agency/demands/{NOBODY}")).await;
        assert_eq!(nothing.status, StatusCode::NOT_FOUND);
        for what in ["answer", "withdrawal", "preservation", "papers", "production", "production/file"] {
            assert_eq!(visitor.get(&format!("/agency/demands/{id}/{what}")).await.body, nothing.body, "{what}");
        }
        let withdrawn = send(&mut visitor, &format!("/agency/demands/{id}/withdrawal"), &[("key", "k"), ("text", "x")], &[]).await;
        assert_eq!(withdrawn.status, StatusCode::NOT_FOUND);
        assert_ne!(desk.find(id).await.stage.name(), StageName::Closed);
        // Staff see who it was, and that nobody has vouched.
        let mut staff = site.member(&[Role::Intake]).await;
        let page = staff.get(&format!("/demands/{id}")).await;
        assert!(page.body.contains("Portal: Clerk of court") && page.body.contains("Not vetted"), "{}", page.body);
        desk.holds().await;
    }

    async fn a_form_keeps_what_was_typed_and_names_what_is_missing(url: String) {
        let (_desk, site) = open(&url).await;
        let (mut visitor, _) = registered(&site, MAIL).await;
        let fields = filled("key-2", "26-cr-8");
        let typed: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).filter(|(n, _)| *n != "offence").collect();
        let wrong = send(&mut visitor, FORM, &typed, &[]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        for said in ["26-cr-8", "href=\"#offence\"", "href=\"#file\""] {
            assert!(wrong.body.contains(said), "{said}: {}", wrong.body);
        }
        assert_eq!(raw_keys(&wrong.body), Vec::<String>::new());
        let kept: Vec<_> = typed.iter().copied().chain([("do", "keep")]).collect();
        assert_eq!(send(&mut visitor, FORM, &kept, &[]).await.leads_to(), "/agency/new");
        assert!(visitor.get("/agency/new").await.body.contains("Not sent yet"));
        assert!(visitor.get(FORM).await.body.contains("26-cr-8"));
        submitted(&submit(&mut visitor, "key-2", "26-cr-8").await);
        assert!(!visitor.get("/agency/new").await.body.contains("Not sent yet"), "what was sent is no draft");
        // What no paper of this kind can ask for can't be slipped in.
        let forged: Vec<_> = typed.iter().copied().chain([("offence", "Fraud"), ("categories", "CONTENT")]).collect();
        let forged = send(&mut visitor, FORM, &forged, &[("order.pdf", "%PDF-1.4")]).await;
        assert_eq!(forged.status, StatusCode::UNPROCESSABLE_ENTITY);
    }

    async fn an_emergency_is_certified(url: String) {
        let (desk, site) = open(&url).await;
        let (mut visitor, _) = registered(&site, MAIL).await;
        let page = visitor.get("/agency/emergency/us.sca.emergency_2702").await;
        assert!(page.status == StatusCode::OK && page.body.contains("We call back first"), "{}", page.body);
        assert_eq!(visitor.get("/agency/emergency/us.sca.order_2703d").await.status, StatusCode::NOT_FOUND);
        let mut fields: Vec<(&str, &str)> = vec![
            ("key", "key-3"),
            ("reference", "E-1"),
            ("issuer", "police"),
            ("statute", "18 USC 2702(c)(4)"),
            ("issued_on", "2026-09-01"),
            ("signature", "none"),
            ("accounts", "accounts@customer.example.com"),
            ("categories", "SUB_ID"),
            ("offence", "Missing person"),
            ("danger", "A person is held against their will."),
            ("why_data", "The address tells where."),
            ("why_now", "Hours count."),
            ("supervisor", "Head of unit"),
        ];
        let path = "/agency/emergency/us.sca.emergency_2702";
        let refused = send(&mut visitor, path, &fields, &[]).await;
        assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.body.contains("href=\"#certify\""), "{}", refused.body);
        fields.push(("certify", "yes"));
        let id = submitted(&send(&mut visitor, path, &fields, &[]).await);
        assert_eq!(desk.find(id).await.emergency, Emergency::Claimed);
    }

    async fn a_vetted_officer_answers_and_takes_back(url: String) {
        let (desk, site) = open(&url).await;
        let (mut visitor, officer) = vetted(&desk, &site, MAIL).await;
        let id = submitted(&submit(&mut visitor, "key-4", "26-cr-9").await);
        assert_eq!(desk.find(id).await.authority.map(|a| a.id), Some(desk.authority), "the authority is the officer's");
        let page = format!("/agency/demands/{id}");
        assert!(visitor.get(&page).await.body.contains("Received, being checked"));
        let answer = format!("{page}/answer");
        assert_eq!(visitor.get(&answer).await.status, StatusCode::NOT_FOUND, "nothing is asked");
        desk.does(desk.staff.intake, id, Command::BeginVerification).await;
        desk.does(desk.staff.reviewer, id, Command::AskToClarify { question: "Which time zone?".to_owned() }).await;
        assert!(visitor.get(&page).await.body.contains("Which time zone?"));
        let said = [("key", "answer-1"), ("text", "UTC, as the annex says.")];
        for _ in 0..2 {
            let sent = send(&mut visitor, &answer, &said, &[("annex.pdf", "%PDF-1.4 annex")]).await;
            assert_eq!((sent.status, sent.leads_to()), (StatusCode::SEE_OTHER, page.as_str()), "{}", sent.body);
        }
        let demand = desk.find(id).await;
        assert!(demand.clarification.is_none());
        assert_eq!(demand.documents.iter().filter(|d| d.name == "annex.pdf").count(), 1, "sent twice, it is there once");
        let by = desk.workflow.entries(&Actor::System, id).await.unwrap().pop().map(|(_, entry)| entry.actor);
        // What came stands on everybody's desk until one of our people has opened it.
        let waits = |body: &str| body.contains("aria-labelledby=\"papers-h\"") && body.contains("annex.pdf");
        let (mut one, mut two) = (site.member(&[Role::Intake]).await, site.member(&[Role::Reviewer]).await);
        assert!(waits(&one.get("/").await.body) && waits(&two.get("/").await.body));
        visitor.get(&page).await;
        let paper = demand.documents.iter().find(|d| d.name == "annex.pdf").unwrap().id;
        assert!(waits(&one.get("/").await.body), "the officer's own look changes nothing");
        assert_eq!(one.get(&format!("/demands/{id}/documents/{paper}")).await.status, StatusCode::OK);
        assert!(!two.get("/").await.body.contains("papers-h"));
        assert_eq!(by, Some(Actor::Officer(officer)), "the record names the officer");
        let withdrawal = format!("{page}/withdrawal");
        assert_eq!(visitor.get(&withdrawal).await.status, StatusCode::OK);
        let gone = send(&mut visitor, &withdrawal, &[("key", "w-1"), ("text", "The case was closed.")], &[]).await;
        assert_eq!(gone.leads_to(), page, "{}", gone.body);
        assert_eq!(desk.find(id).await.stage.name(), StageName::Closed);
        assert!(visitor.get(&page).await.body.contains("You have taken this demand back."));
        desk.holds().await;
    }

    async fn a_longer_preservation_is_asked_for(url: String) {
        let (desk, site) = open(&url).await;
        let (mut visitor, _) = vetted(&desk, &site, MAIL).await;
        let fields = filled("key-5", "26-p-1");
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(n, v)| (*n, v.as_str())).filter(|(n, _)| !["categories", "issuer"].contains(n)).collect();
        let fields: Vec<_> = fields.into_iter().chain([("issuer", "police")]).collect();
        let path = "/agency/new/us.sca.preserve_2703f";
        let id = submitted(&send(&mut visitor, path, &fields, &[("letter.pdf", "%PDF-1.4 keep")]).await);
        let until = |demand: &domain::demand::Demand| match &demand.preservation {
            domain::preservation::Preservation::Active { until, extended, .. } => (until.unwrap(), *extended),
            other => panic!("{other:?}"),
        };
        let before = until(&desk.find(id).await);
        let at = format!("/agency/demands/{id}/preservation");
        let first = send(&mut visitor, &at, &[("key", "p-1"), ("text", "The warrant takes longer.")], &[]).await;
        let after = desk.find(id).await;
        assert!(until(&after).0 > before.0 && until(&after).1 == 1, "{:?}", after.preservation);
        // A second one can't be had, and the answer is the same: what is kept is not the officer's to learn here.
        let second = send(&mut visitor, &at, &[("key", "p-2"), ("text", "Again.")], &[]).await;
        assert_eq!((first.status, first.leads_to(), &first.body), (second.status, second.leads_to(), &second.body));
        let again = desk.find(id).await;
        assert_eq!((until(&again), again.documents.len()), (until(&after), after.documents.len() + 1));
    }

    async fn a_production_is_fetched_by_whom_it_is_for_with_a_fresh_code(url: String) {
        let (desk, site) = open(&url).await;
        let (mut visitor, officer) = vetted(&desk, &site, MAIL).await;
        let (mut other, _) = vetted(&desk, &site, OTHER).await;
        let id = submitted(&submit(&mut visitor, "key-6", "26-cr-10").await);
        let page = format!("/agency/demands/{id}/production");
        assert_eq!(visitor.get(&page).await.status, StatusCode::NOT_FOUND, "nothing is released");
        released(&desk, id).await;
        // Coming in again is a fresh proof; it holds for a quarter of an hour.
        let file = format!("{page}/file");
        let stale = visitor.get(&file).await;
        assert!(stale.status == StatusCode::FORBIDDEN || stale.leads_to() == "/agency/sign-in", "{:?}", stale.status);
        visitor.post("/agency/sign-in", &[("mail", MAIL)]).await;
        types_code(&site, &mut visitor, MAIL, "/agency").await;
        site.wait(TimeDelta::minutes(16));
        let shown = visitor.get(&page).await;
        assert!(shown.body.contains("Send me a code") && !shown.body.contains(&file), "{}", shown.body);
        assert_eq!(visitor.get(&file).await.status, StatusCode::FORBIDDEN);
        assert_eq!(visitor.post(&format!("{page}/proof"), &[]).await.leads_to(), "/agency/sign-in/code");
        types_code(&site, &mut visitor, MAIL, &page).await;
        let package = desk.find(id).await.stage.released().unwrap().sealed.package.clone();
        let shown = visitor.get(&page).await;
        assert!(shown.body.contains(&package.sealed_sha256) && shown.body.contains(&file), "{}", shown.body);
        let fetched = visitor.get(&file).await;
        assert_eq!(chain::hex(&Sha256::digest(&fetched.bytes)), package.sealed_sha256);
        assert_eq!(visitor.post(&format!("{page}/acknowledgement"), &[]).await.leads_to(), page);
        assert!(visitor.get(&page).await.body.contains("that it arrived"));
        let stored = events::of_demand(desk.workflow.store().read(), id).await.unwrap();
        let done: Vec<_> = stored.iter().filter(|e| e.kind.starts_with("production_")).map(|e| (e.kind.as_str(), e.actor)).collect();
        let by = Actor::Officer(officer);
        assert_eq!(done, [("production_fetched", by), ("production_acknowledged", by)]);
        // A colleague of the same authority finds nothing, byte for byte.
        other.post("/agency/sign-in", &[("mail", OTHER)]).await;
        types_code(&site, &mut other, OTHER, "/agency").await;
        for what in ["", "/receipt", "/production", "/production/file", "/papers", "/withdrawal"] {
            let foreign = other.get(&format!("/agency/demands/{id}{what}")).await;
            let nothing = other.get(&format!("/agency/demands/{NOBODY}{what}")).await;
            assert_eq!((foreign.status, &foreign.body), (StatusCode::NOT_FOUND, &nothing.body), "{what}");
        }
        // Who is suspended is out at once, session and all.
        suspend(&desk, officer).await;
        assert_eq!(visitor.get(&file).await.leads_to(), "/agency/sign-in");
        assert_eq!(visitor.get("/agency").await.leads_to(), "/agency/sign-in");
        desk.holds().await;
    }
}

/// Everything that two releases of our own people need.
pub async fn released(desk: &Desk, id: DemandId) {
    desk.to_producing(id).await;
    desk.no_secrecy(id).await;
    desk.notify(id).await;
    desk.collect(id).await;
    desk.seal(id).await.unwrap();
    desk.forward(TimeDelta::days(11));
    desk.release(id).await.unwrap();
}

#[tokio::test]
async fn on_its_own_host_it_is_served_there_and_nowhere_else() {
    let database = TestDatabase::sqlite();
    let (desk, _) = open(&database.url).await;
    let settings = ombud::app::Settings { public_url: "http://127.0.0.1:8080".to_owned(), zone: chrono_tz::Europe::Stockholm, demo: false };
    let mut app = ombud::app::App::new(desk.workflow.clone(), settings);
    app.portal_host = Some("notices.example.com".into());
    app.agency_host = Some("legal.example.com".into());
    let site = Site::of(app);
    let mut visitor = site.visitor();
    let mut ask = async |host: &str, path: &str| {
        let mut request = visitor.request("GET", path).body(axum::body::Body::empty()).unwrap();
        request.headers_mut().insert("host", host.parse().unwrap());
        let answer = visitor.send(request).await;
        (answer.status.as_u16(), answer.leads_to().to_owned())
    };
    let there = "legal.example.com";
    assert_eq!(ask(there, "/").await, (303, "/agency".to_owned()));
    assert_eq!(ask(there, "/agency/register").await.0, 200);
    for elsewhere in ["/sign-in", "/demands", "/officers", "/customer", "/customer/sign-in", "/api/v1/demands"] {
        assert_eq!(ask(there, elsewhere).await, (303, "/agency/sign-in".to_owned()), "{elsewhere}");
    }
    assert_eq!(ask("notices.example.com", "/agency/sign-in").await, (303, "/customer/sign-in".to_owned()));
    assert!(ask("127.0.0.1:8080", "/agency/sign-in").await.1.starts_with("/sign-in"));
    assert_eq!(ask("127.0.0.1:8080", "/sign-in").await.0, 200);
    assert_eq!(ombud::agency::paths::public(&site.app), "http://legal.example.com/agency");
}

#[tokio::test]
async fn staff_vouch_on_a_screen_that_never_offers_the_claimed_number() {
    let database = TestDatabase::sqlite();
    let (desk, site) = open(&database.url).await;
    let (_, id) = registered(&site, MAIL).await;
    let mut first = site.member(&[Role::Intake]).await;
    let mut second = site.member(&[Role::Reviewer]).await;
    let list = first.get("/officers").await;
    assert!(list.body.contains("Clerk of court") && list.body.contains("Not vetted"), "{}", list.body);
    let number = numbers::of(desk.workflow.store().read(), desk.authority).await.unwrap().remove(0);
    let page = first.get(&format!("/officers/{id}")).await;
    assert!(page.body.contains(&number.number) && page.body.contains("Claims. Never call"), "{}", page.body);
    assert!(!page.body.contains("value=\"+1 555 0999\""), "the claimed number is shown, not offered");
    assert_eq!(raw_keys(&page.body), Vec::<String>::new());
    let voucher = format!("/officers/{id}/voucher");
    let (n, said) = (number.id.to_string(), "The registry confirmed the clerk.");
    assert_eq!(first.post(&voucher, &[("said", said)]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(first.post(&voucher, &[("number", &n), ("said", said)]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(first.post(&voucher, &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY, "the same person twice");
    assert!(second.get(&format!("/officers/{id}")).await.body.contains(said));
    assert_eq!(second.post(&voucher, &[]).await.status, StatusCode::SEE_OTHER);
    assert!(second.get("/officers").await.body.contains("Vetted"));
}
