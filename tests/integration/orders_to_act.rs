//! An order to act (Reg. (EU) 2022/2065 Art 9) from its receipt to its effect, on the screens and in the numbers.

use crate::both_databases;
use crate::support::actors::Desk;
use crate::support::site::Site;
use crate::web_demand::{does, press};
use axum::http::StatusCode;
use chrono::Duration;
use domain::actor::Role;
use domain::command::Command;
use domain::instrument::IssuerKind;
use domain::notice::Notice;
use domain::outcome::Outcome;
use domain::stage::SkipGround;
use domain::tally::{DataSought, DemandKind, Disclosed, Route};
use ombud::store::authorities::{self, AuthorityRow};
use ombud::store::outbox::{self, MessageFilter};

both_databases! {
    async fn is_followed_and_both_sides_hear_of_it(url: String) {
        let desk = Desk::open(&url).await;
        let mut new = desk.demand("eu.dsa.art9", "ACT-1", &[]);
        new.paper.issuer = Some(IssuerKind::Agency);
        let id = desk.receive(new).await.id;
        desk.does(desk.staff.intake, id, Command::Acknowledge).await;
        desk.verify(id).await;
        desk.does(desk.staff.intake, id, Command::SkipRedirect { ground: SkipGround::LawNamesProvider }).await;
        let site = Site::over(desk.workflow.clone());
        let mut counsel = site.member(&[Role::Reviewer]).await;
        let page = counsel.get(&format!("/demands/{id}")).await;
        assert!(page.body.contains("Record the effect given and close"), "{}", page.body);
        let act = format!("/demands/{id}/give_effect");
        let what = ("effect-what", "The page /a/1 was removed.");
        // What has not happened is no effect, and one that says nothing is none; what was typed stays.
        let early = press(&mut counsel, &act, &[what, ("effect-at", "2026-09-02T11:00")]).await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(early.body.contains("href=\"#effect-at\"") && early.body.contains("The page /a/1 was removed."), "{}", early.body);
        let empty = press(&mut counsel, &act, &[("effect-what", " "), ("effect-at", "2026-09-01T11:00")]).await;
        assert!(empty.status == StatusCode::UNPROCESSABLE_ENTITY && empty.body.contains("href=\"#effect-what\""), "{}", empty.body);
        let part = [what, ("effect-at", "2026-09-01T11:00"), ("effect-territory", "Ireland"), ("effect-short", "Page /b/2 is gone.")];
        does(&mut counsel, &act, &part).await;
        let page = counsel.get(&format!("/demands/{id}")).await;
        assert!(page.body.contains("Effect given, nothing disclosed") && page.body.contains("in part"), "{}", page.body);

        // To the authority at once; to the customer as soon as two people have said that nothing forbids it.
        let acted = desk.find(id).await;
        assert!(matches!(acted.notice, Notice::Owed { due, .. } if due == desk.now()), "{:?}", acted.notice);
        desk.no_secrecy(id).await;
        desk.notify(id).await;
        let letters = outbox::list(desk.workflow.store().read(), ombud::store::Sight::Whole, &MessageFilter::default(), None, 100).await.unwrap();
        let of = |letter: &str| letters.iter().find(|m| m.letter == letter).unwrap_or_else(|| panic!("no {letter}"));
        let told = of("effect");
        assert_eq!(told.side, outbox::AUTHORITY);
        for says in ["in part", "The page /a/1 was removed.", "Ireland", "Page /b/2 is gone."] {
            assert!(told.body_text.contains(says), "{says}: {}", told.body_text);
        }
        let notice = of("delayed_notice");
        assert_eq!(notice.side, outbox::CUSTOMER);
        for says in ["act against content", "The page /a/1 was removed.", "No data was disclosed"] {
            assert!(notice.body_text.split_whitespace().collect::<Vec<_>>().join(" ").contains(says), "{says}: {}", notice.body_text);
        }

        // Counted by itself and never as a disclosure.
        let now = desk.now();
        let tallies = desk.workflow.tallies(now - Duration::days(1)..now + Duration::days(1), now).await.unwrap();
        let [tally] = tallies.as_slice() else { panic!("{tallies:?}") };
        assert_eq!((tally.demand_kind, tally.outcome), (DemandKind::Action, Some(Outcome::ActedOn)));
        assert_eq!((tally.route, tally.data_sought, tally.disclosed), (Route::Direct, DataSought::Unstated, Disclosed::Nothing));
        assert_eq!(tally.contradiction(now), None);
        desk.holds().await;
    }

    /// Without an address that two people stand behind, the authority can't be told, so nothing is closed either.
    async fn is_not_closed_while_the_authority_cannot_be_told(url: String) {
        let desk = Desk::open(&url).await;
        let mut new = desk.demand("eu.dsa.art9", "ACT-2", &[]);
        new.paper.issuer = Some(IssuerKind::Agency);
        let id = desk.receive(new).await.id;
        desk.verify(id).await;
        desk.does(desk.staff.intake, id, Command::SkipRedirect { ground: SkipGround::LawNamesProvider }).await;
        let store = desk.workflow.store();
        let txn = store.begin().await.unwrap();
        let before = authorities::find(&txn, desk.authority).await.unwrap().unwrap();
        let after = AuthorityRow { mail: None, version: before.version + 1, ..before.clone() };
        authorities::save(&txn, &before, &after).await.unwrap();
        txn.commit().await.unwrap();
        let effect = domain::effect::Effect {
            what: "The page was removed.".to_owned(),
            at: desk.now(),
            territory: String::new(),
            short_of: String::new(),
        };
        let refused = desk.workflow.act(desk.staff.reviewer, id, Command::GiveEffect { effect }, None).await;
        assert!(matches!(refused, Err(ombud::workflow::Error::NoAddress(_))), "{refused:?}");
        assert!(!desk.find(id).await.is_closed());
    }
}
