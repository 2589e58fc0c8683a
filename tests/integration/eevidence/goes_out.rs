//! Form 3 goes with the letters that say no, not yet or not wholly (INV-21): as XML and as a page, and no such letter leaves without it.

use crate::both_databases;
use crate::support::actors::Desk;
use chrono::Duration;
use domain::category::Category;
use domain::command::Command;
use domain::demand::Demand;
use domain::ground::Ground;
use domain::ids::MessageId;
use domain::paper::Decision;
use ombud::eevidence::answer::{Answer, Reason};
use ombud::notify::page;
use ombud::store::outbox::{self, MessageRow, Outcome};
use ombud::store::{Key, events};
use ombud::wire::{At, Wire};
use ombud::workflow::{NewDemand, Sheet};

async fn received(desk: &Desk, instrument: &str, reference: &str) -> Demand {
    let new = desk.demand(instrument, reference, &[Category::SubId, Category::AccessIp]);
    desk.receive(NewDemand { authority: Some(desk.authority), ..new }).await
}

/// The letters of a demand in the order in which they were written, those alone that say no.
async fn letters(desk: &Desk, demand: &Demand) -> Vec<MessageRow> {
    let mut rows = outbox::of_demand(desk.workflow.store().read(), demand.id).await.unwrap();
    rows.retain(|row| row.letter != "acknowledgement" && row.side == outbox::AUTHORITY && row.letter != "redirect");
    rows.sort_by_key(|row| row.created_at);
    rows
}

async fn form_three(desk: &Desk, row: &MessageRow) -> Option<Answer> {
    let annexed = page::annex(desk.workflow.store().read(), row, true).await.unwrap()?;
    assert_eq!(annexed.pdf.as_ref().is_some_and(|pdf| pdf.starts_with(b"%PDF")), page::AVAILABLE);
    let (_, node) = ombud::wire::read(&annexed.xml).unwrap();
    Some(Answer::read(node, &At::root()).unwrap())
}

async fn kinds(desk: &Desk, demand: &Demand) -> Vec<String> {
    events::of_demand(desk.workflow.store().read(), demand.id).await.unwrap().into_iter().map(|e| e.kind).collect()
}

async fn refused(desk: &Desk, instrument: &str, reference: &str) -> (Demand, MessageRow) {
    let demand = received(desk, instrument, reference).await;
    desk.verify(demand.id).await;
    desk.redirect(demand.id).await;
    let refuse = Command::Refuse { grounds: vec![Ground::R08], explanation: "Deleted before the order came.".to_owned() };
    desk.does(desk.staff.reviewer, demand.id, refuse).await;
    let row = letters(desk, &demand).await.pop().unwrap();
    (demand, row)
}

both_databases! {
    async fn a_refusal_carries_form_three_and_another_paper_does_not(url: String) {
        let desk = Desk::open(&url).await;
        let (demand, row) = refused(&desk, "eu.epoc", "A 1").await;
        assert_eq!(row.letter, "refusal");
        let form = form_three(&desk, &row).await.unwrap();
        assert_eq!((form.number, form.a.as_str()), (3, "EPOC"));
        assert_eq!(form.d[0].reasons, [Reason::NotStored]);
        assert_eq!(form.c.unwrap().file, demand.reference.to_string());
        let (_, other) = refused(&desk, "us.sca.warrant", "A 2").await;
        assert_eq!(form_three(&desk, &other).await, None);
    }

    async fn a_question_and_a_partial_production_carry_it_too(url: String) {
        let desk = Desk::open(&url).await;
        let demand = received(&desk, "eu.epoc", "A 3").await;
        desk.does(desk.staff.intake, demand.id, Command::BeginVerification).await;
        desk.does(desk.staff.reviewer, demand.id, Command::AskToClarify { question: "First line?\nSecond line?".to_owned() }).await;
        let asked = letters(&desk, &demand).await.pop().unwrap();
        assert_eq!(asked.letter, "clarification");
        assert!(asked.body_text.contains("First line?") && asked.body_text.contains("Second line?"));
        let form = form_three(&desk, &asked).await.unwrap();
        assert_eq!((form.d[0].reasons.as_slice(), form.f.len()), (&[Reason::InsufficientInfo][..], 1));

        let demand = received(&desk, "eu.epoc", "A 4").await;
        desk.verify(demand.id).await;
        let reviewing = desk.redirect(demand.id).await;
        let [first, second] = [&reviewing.lines[0], &reviewing.lines[1]].map(|line| line.id);
        desk.does(desk.staff.reviewer, demand.id, Command::DecideLine { line: first, decision: Decision::Authorise }).await;
        desk.does(desk.staff.reviewer, demand.id, Command::DecideLine { line: second, decision: Decision::Refuse { ground: Ground::R06 } }).await;
        let recommended = desk.recommend(demand.id, desk.assessment()).await;
        let digest = recommended.stage.recommended().unwrap().digest.clone();
        desk.does(desk.staff.approver, demand.id, Command::Approve { digest }).await;
        let partial = letters(&desk, &demand).await.pop().unwrap();
        assert_eq!(partial.letter, "not_carried_out");
        let form = form_three(&desk, &partial).await.unwrap();
        assert_eq!(form.d[0].reasons, [Reason::OffenceNotCovered]);
        assert!(!partial.body_text.contains("one@") && !partial.body_text.contains("dana"), "the letter names no account");
    }

    /// What names nobody is asked about on the form too; else the gate would hold the question back for ever.
    async fn a_certificate_that_names_nobody_is_asked_about_with_its_form(url: String) {
        let desk = Desk::open(&url).await;
        let mut new = desk.demand("eu.epoc", "A 9", &[]);
        new.paper.identifiers.clear();
        let demand = desk.receive(NewDemand { authority: Some(desk.authority), ..new }).await;
        desk.does(desk.staff.intake, demand.id, Command::BeginVerification).await;
        desk.does(desk.staff.reviewer, demand.id, Command::AskToClarify { question: "Which account?".to_owned() }).await;
        let asked = letters(&desk, &demand).await.pop().unwrap();
        let form = form_three(&desk, &asked).await.unwrap();
        assert_eq!((form.d.len(), form.f.len()), (1, 1));
        let leased = desk.workflow.lease_mail(20, Duration::minutes(5)).await.unwrap();
        assert!(leased.messages.iter().any(|m| m.id == asked.id));
    }

    /// The planted fault: a refusal whose sheet lost the form stays here, and the record says why.
    async fn no_refusal_leaves_without_its_form(url: String) {
        let desk = Desk::open(&url).await;
        let (demand, good) = refused(&desk, "eu.epoc", "A 5").await;
        let store = desk.workflow.store();
        let sheet: Sheet = serde_json::from_str(&outbox::sheet_of(store.read(), good.id.to()).await.unwrap().unwrap()).unwrap();
        let bare = MessageRow { id: Key(uuid::Uuid::new_v4()), message_id: "bare@example.com".to_owned(), ..good.clone() };
        let txn = store.begin().await.unwrap();
        outbox::put(&txn, bare.clone()).await.unwrap();
        let without = serde_json::to_string(&Sheet { annex: None, ..sheet }).unwrap();
        outbox::put_sheet(&txn, bare.id.to(), without).await.unwrap();
        txn.commit().await.unwrap();
        let leased = desk.workflow.lease_mail(20, Duration::minutes(5)).await.unwrap();
        assert!(leased.messages.iter().any(|m| m.id == good.id), "the whole one leaves");
        assert!(leased.stopped.contains(&bare.id.to::<MessageId>()) && !leased.stopped.contains(&good.id.to::<MessageId>()));
        assert!(kinds(&desk, &demand).await.contains(&"mail_formless".to_owned()));
    }

    /// Within the time for the production nothing is said; what leaves after it is on the record as late.
    async fn a_form_that_leaves_late_is_said_to_be_late(url: String) {
        let desk = Desk::open(&url).await;
        let (in_time, first) = refused(&desk, "eu.epoc", "B 1").await;
        let (late, second) = refused(&desk, "eu.epoc", "B 2").await;
        for (days, row) in [(9, &first), (3, &second)] {
            desk.forward(Duration::days(days));
            desk.workflow.lease_mail(20, Duration::minutes(5)).await.unwrap();
            let attempt = desk.workflow.begin_mail(row.id.to()).await.unwrap().unwrap();
            desk.workflow.end_mail(row.id.to(), attempt, Outcome::Sent, "250 ok".into()).await.unwrap();
        }
        assert!(!kinds(&desk, &in_time).await.contains(&"mail_form_late".to_owned()));
        assert!(kinds(&desk, &late).await.contains(&"mail_form_late".to_owned()));
    }
}
