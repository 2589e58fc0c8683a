//! What concerns national security is there for the cleared only: nobody else can tell whether there is any (INV-22).

use crate::both_databases;
use crate::support::actors::{Desk, Staff};
use crate::support::site::{NOBODY, Site, Visitor, address};
use axum::http::StatusCode;
use domain::actor::{Actor, Role};
use domain::category::Category::SubId;
use domain::command::Command;
use domain::ids::DemandId;
use ombud::store::{Sight, outbox};
use ombud::web::routes::{Access, table};
use ombud::workflow::Error;
use std::collections::BTreeMap;

/// Everybody who handles cases, in one person.
const HANDLES: [Role; 5] = [Role::Intake, Role::Reviewer, Role::Approver, Role::DisclosureOfficer, Role::NoticeOfficer];
/// Lists that must tell the cleared of it, so that the comparison is known to see.
const TELL: [&str; 5] = ["/", "/demands", "/demands?q=", "/outbox", "/secrecy"];

/// What differs from one opening of a page to the next: keys of forms.
fn steady(body: &str) -> String {
    let mut parts = body.split("name=\"key\" value=\"");
    let mut steady = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        steady.push_str(part.split_once('"').map_or("", |(_, rest)| rest));
    }
    steady
}

/// Every page without an id in its address, the pages of customer and authority, and the queue asked in some ways.
async fn pages(desk: &Desk, who: &mut Visitor) -> BTreeMap<String, (StatusCode, String)> {
    let plain =
        table().into_iter().filter(|r| r.method == "GET" && !r.rule.path.contains('{') && !matches!(r.rule.access, Access::Token(_)));
    let mut paths: Vec<String> = plain.map(|r| r.rule.path.to_owned()).filter(|p| p != "/metrics").collect();
    paths.extend(["/demands?q=", "/demands?q=is:open", "/demands?q=NSL-1", "/demands?q=instrument:us.nsl_2709"].map(str::to_owned));
    paths.extend([format!("/customers/{}", desk.customer), format!("/authorities/{}", desk.authority)]);
    paths.extend(["unread", "taken", "filed"].map(|show| format!("/mails?show={show}")));
    let mut all = BTreeMap::new();
    for path in paths {
        let answer = who.get(&path).await;
        all.insert(path, (answer.status, steady(&answer.body)));
    }
    all
}

/// A letter of national security, as far as a letter back and an order of silence.
async fn held(desk: &Desk, staff: Staff) -> DemandId {
    let id = desk.receive(desk.demand("us.nsl_2709", "NSL-1", &[SubId])).await.id;
    for command in [Command::BeginVerification, Command::Acknowledge] {
        desk.does(staff.intake, id, command).await;
    }
    id
}

both_databases! {
    async fn nobody_else_can_tell_whether_there_is_any(url: String) {
        let desk = Desk::open(&url).await;
        let (staff, site) = (desk.staff.cleared(), Site::over(desk.workflow.clone()));
        let open = desk.receive(desk.demand("us.sca.warrant", "OPEN-1", &[SubId])).await.id;
        desk.does(desk.staff.intake, open, Command::BeginVerification).await;
        desk.does(desk.staff.intake, open, Command::Acknowledge).await;
        let mut person = site.member(&HANDLES).await;
        let mut cleared = site.member(&[&HANDLES[..], &[Role::Cleared]].concat()).await;
        let (before, shown) = (pages(&desk, &mut person).await, pages(&desk, &mut cleared).await);
        assert!(before.values().filter(|(status, _)| *status == StatusCode::OK).count() > 20, "most pages are there to be compared");

        let id = held(&desk, staff).await;
        let after = pages(&desk, &mut person).await;
        for (path, page) in &after {
            assert!(*page == before[path], "{path} is another one:\n{}\n{}", before[path].1, page.1);
        }
        // The same pages tell the cleared, so the comparison would see.
        let told = pages(&desk, &mut cleared).await;
        for path in TELL {
            assert!(told[path] != shown[path], "{path} tells the cleared nothing");
        }

        // What it is asked for by its id is answered as what never was.
        for route in table().into_iter().filter(|r| r.method == "GET" && r.rule.path.contains("{demand}")) {
            let nowhere = address(route.rule.path);
            if matches!(route.rule.access, Access::Token(_)) {
                continue;
            }
            let there = nowhere.replacen(NOBODY, &id.to_string(), 1);
            let (no, yes) = (person.get(&nowhere).await, person.get(&there).await);
            let body = yes.body.replace(&id.to_string(), NOBODY);
            assert!((no.status, steady(&no.body)) == (yes.status, steady(&body)), "{there}: {} {}", yes.status, yes.body);
        }
        assert_eq!(cleared.get(&format!("/demands/{id}")).await.status, StatusCode::OK);
        let mail = outbox::of_demand(desk.workflow.store().read(), id).await.unwrap().remove(0);
        assert_eq!(person.get(&format!("/outbox/{}", mail.id)).await.status, StatusCode::NOT_FOUND);
        assert_eq!(cleared.get(&format!("/outbox/{}", mail.id)).await.status, StatusCode::OK);

        // Nobody acts on it, whatever the role; no role brings the clearance by itself.
        for actor in desk.staff.all() {
            let done = desk.workflow.act(actor, id, Command::AddNote { text: "seen".to_owned() }, None).await;
            assert!(matches!(done, Err(Error::NotFound)), "{actor:?}: {done:?}");
            assert_eq!(Sight::of(&actor), Sight::Open);
        }
        assert_eq!(Sight::of(&Actor::Operator), Sight::Whole);

        // A repeat of it that is open to all finds nothing to be a repeat of; the other way round it does.
        let again = desk.receive(desk.demand("us.sca.subpoena", "NSL-1", &[SubId])).await;
        assert!(again.links.is_empty(), "{:?}", again.links);
        let third = desk.receive(desk.demand("us.nsl_2709", "NSL-1", &[SubId])).await;
        assert_eq!(third.links.len(), 2);

        // The auditor sees that the record is whole, and not of what.
        let mut auditor = site.member(&[Role::Auditor]).await;
        let page = auditor.get("/record").await.body;
        let reference = desk.find(id).await.reference.to_string();
        assert!(page.contains("Held back") && !page.contains(&reference));
        assert!(page.contains(&desk.find(open).await.reference.to_string()));
        desk.holds().await;
    }

    async fn a_paper_read_again_goes_into_the_compartment_and_out_of_it(url: String) {
        let desk = Desk::open(&url).await;
        let staff = desk.staff.cleared();
        let demand = desk.receive(desk.demand("us.sca.subpoena", "NSL-2", &[SubId])).await;
        let read_as = |instrument: &str| Command::CorrectPaper {
            paper: Box::new(domain::paper::Paper { instrument: domain::instrument::InstrumentId(instrument.to_owned()), ..demand.paper.clone() }),
            lines: demand.lines.clone(),
            reason: "read again".to_owned(),
            statutory_order: domain::ids::OrderId(uuid::Uuid::new_v4()),
        };
        desk.does(staff.intake, demand.id, read_as("us.nsl_2709")).await;
        assert!(matches!(desk.workflow.find(&desk.staff.intake, demand.id).await, Err(Error::NotFound)));
        desk.holds().await;
        desk.does(staff.intake, demand.id, read_as("us.sca.subpoena")).await;
        assert!(desk.workflow.find(&desk.staff.intake, demand.id).await.is_ok());
        desk.holds().await;
    }
}

/// Two people stand behind a clearance as behind any role, and one takes it away; whoever administers people is not cleared by that.
#[test]
fn the_clearance_is_a_role_that_gives_nothing_else() {
    assert!(!Role::Cleared.handles_cases());
    let alone: domain::actor::Roles = [Role::Cleared].into_iter().collect();
    for route in table() {
        if matches!(route.rule.access, Access::Roles(_)) {
            assert!(!route.rule.access.allows(alone), "{} {}", route.method, route.rule.path);
        }
    }
}
