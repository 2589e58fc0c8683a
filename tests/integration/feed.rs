//! A person's calendar of due dates: at a secret address, with nothing of any case.

use crate::both_databases;
use crate::support::actors::Desk;
use crate::support::site::{Answer, Site, Visitor};
use axum::body::Body;
use domain::actor::Role;
use domain::category::Category;
use domain::clocks::ObligationKind;
use domain::command::Command;

fn address(answer: &Answer) -> String {
    let at = answer.body.find("/calendar/").expect("the address");
    answer.body[at..].chars().take_while(|c| c.is_ascii_alphanumeric() || "_-/".contains(*c)).collect()
}

async fn fetch(visitor: &mut Visitor, path: &str, tag: Option<&str>) -> Answer {
    let mut request = visitor.request("GET", path);
    if let Some(tag) = tag {
        request = request.header("if-none-match", tag);
    }
    visitor.send(request.body(Body::empty()).unwrap()).await
}

both_databases! {
    /// Made, fetched by a stranger who has the address, renewed, ended.
    async fn shows_what_is_due_and_nothing_of_any_case(url: String) {
        let desk = Desk::open(&url).await;
        let site = Site::over(desk.workflow.clone());
        let mut one = site.member(&[Role::Intake]).await;
        let demand = desk.receive(desk.demand("eu.epoc", "FEED-1", &[Category::SubId])).await;
        desk.does(desk.staff.intake, demand.id, Command::Assign { person: one.id }).await;

        let made = one.post("/account/calendar", &[]).await;
        assert!(made.status.is_success(), "{}", made.body);
        let path = address(&made);
        let mut stranger = site.visitor();
        let feed = fetch(&mut stranger, &path, None).await;
        assert_eq!(feed.status.as_u16(), 200, "{}", feed.body);
        assert_eq!(feed.header("content-type"), "text/calendar; charset=utf-8");
        assert_eq!(feed.header("cache-control"), "private, no-cache");
        let open = demand.clocks.iter().filter(|c| c.met_at.is_none()).count();
        assert!(open > 0 && feed.body.matches("BEGIN:VEVENT").count() == open, "{}", feed.body);
        let produce = demand.clock(ObligationKind::Produce).unwrap();
        assert!(feed.body.contains(&format!("DTEND:{}", produce.due.internal.format("%Y%m%dT%H%M%SZ"))), "{}", feed.body);
        for secret in [
            demand.reference.to_string(),
            demand.id.to_string(),
            produce.id.to_string(),
            demand.paper.authority_name.clone(),
            demand.paper.authority_reference.clone(),
            demand.paper.instrument.to_string(),
            demand.paper.identifiers[0].value.clone(),
        ] {
            assert!(!secret.is_empty() && !feed.body.contains(&secret), "the calendar says {secret}");
        }
        let tag = feed.header("etag").to_owned();
        assert_eq!(fetch(&mut stranger, &path, Some(&tag)).await.status.as_u16(), 304);
        desk.does(desk.staff.intake, demand.id, Command::Acknowledge).await;
        let later = fetch(&mut stranger, &path, Some(&tag)).await;
        assert_eq!(later.status.as_u16(), 200);
        assert_eq!(later.body.matches("BEGIN:VEVENT").count(), open - 1, "what is met is due no more");

        // Another person's calendar has nothing of it.
        let mut two = site.member(&[Role::Intake]).await;
        let other = address(&two.post("/account/calendar", &[]).await);
        assert!(!fetch(&mut stranger, &other, None).await.body.contains("VEVENT"));

        let renewed = address(&one.post("/account/calendar", &[]).await);
        assert_eq!(fetch(&mut stranger, &path, None).await.status.as_u16(), 404, "the former address is gone");
        assert_eq!(fetch(&mut stranger, &renewed, None).await.status.as_u16(), 200);
        assert!(one.get("/account").await.body.contains("The address has been good since"));
        assert_eq!(one.post("/account/calendar/end", &[]).await.leads_to(), "/account");
        assert_eq!(fetch(&mut stranger, &renewed, None).await.status.as_u16(), 404);
        let stored = ombud::store::feeds::of(site.app.store.read(), two.id.unwrap()).await.unwrap().unwrap();
        assert!(!other.contains(&stored.token_hash), "only a hash is kept");
    }
}
