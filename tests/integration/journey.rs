//! Whole lives of demands through the one door, on both databases.

mod months;
mod secrecy;

use crate::support::actors::{ACCOUNT, CONFIRM_RELEASE, Desk, called_back};
use chrono::{Duration, TimeZone, Utc};
use domain::actor::{Actor, Role};
use domain::category::Category;
use domain::clocks::ObligationKind;
use domain::command::{Act, ActKind, ClearanceAnswer, Command, RedirectAnswer, Verb};
use domain::demand::{Clearance, Demand, Emergency};
use domain::fact::CheckProof;
use domain::ground::Ground;
use domain::ids::{DemandId, LineId, OrderId};
use domain::instrument::IssuerKind;
use domain::notice::{Notice, NoticeKind};
use domain::objection::Verdict;
use domain::outcome::Outcome;
use domain::paper::{Collected, Decision, LinkKind};
use domain::preservation::Preservation;
use domain::refusal::{Field, Part, Reason};
use domain::stage::{Assessment, CheckMethod, SkipGround, StageName};
use ombud::package::production::{self, ProductionError};
use ombud::store::outbox;
use uuid::Uuid;

fn outcome(demand: &Demand) -> Option<Outcome> {
    demand.stage.end().map(domain::stage::End::outcome)
}

/// Kinds of the demand's entries, in order.
async fn story(desk: &Desk, id: DemandId) -> Vec<&'static str> {
    let entries = desk.workflow.entries(&Actor::System, id).await.unwrap();
    entries.iter().map(|(_, e)| e.event.kind()).collect()
}

/// Letters of the demand: which, to whom, in what state.
async fn letters(desk: &Desk, id: DemandId) -> Vec<(String, String, String)> {
    let rows = outbox::of_demand(desk.workflow.store().read(), id).await.unwrap();
    let mut rows: Vec<_> = rows.into_iter().map(|m| (m.letter, m.recipient, m.state)).collect();
    rows.sort();
    rows
}

crate::both_databases! {
    /// The whole main job: redirect declined, customer told before, window over, released, counted.
    async fn a_demand_travels_the_whole_way(url: String) {
        let desk = Desk::open(&url).await;
        let staff = desk.staff;
        let received = desk.receive(desk.demand("us.sca.subpoena", "EX-1", &[Category::SubId, Category::AccessIp])).await;
        let id = received.id;
        assert_eq!(received.customer.as_ref().map(|c| c.id), Some(desk.customer), "the account is the customer's for certain");
        assert_eq!(received.authority.as_ref().map(|a| a.id), Some(desk.authority));
        assert!(matches!(received.preservation, Preservation::Active { .. }), "kept from receipt on (INV-10)");
        desk.does(staff.intake, id, Command::Acknowledge).await;

        let verified = desk.verify(id).await;
        assert!(matches!(verified.notice, Notice::Owed { .. }), "telling the customer is a debt now: {:?}", verified.notice);
        desk.redirect(id).await;
        let producing = desk.approve(id).await;
        assert_eq!(producing.stage.name(), StageName::Producing);

        // Nobody has said yet that nothing forbids telling: unknown counts as forbidden.
        assert!(matches!(desk.blocked(staff.notice, id, Verb::Prepare(ActKind::SendNotice)).await.as_slice(), [Reason::SecrecyUnknown]));
        desk.no_secrecy(id).await;
        let told = desk.notify(id).await;
        let Notice::Sent { kind: NoticeKind::Advance, window: Some(window), late: false, .. } = told.notice else { panic!("{:?}", told.notice) };
        assert!(!window.shortened);
        desk.collect(id).await;
        desk.seal(id).await.unwrap();
        let why = desk.blocked(staff.officer, id, Verb::Prepare(ActKind::Release)).await;
        assert_eq!(why, [Reason::WindowRunning { until: window.ends_at }]);
        assert_eq!(why[0].clears_at(), Some(window.ends_at));
        let error = desk.release(id).await.unwrap_err();
        assert!(error.refusal().unwrap().reasons.contains(&Reason::WindowRunning { until: window.ends_at }));
        desk.clock.set(window.ends_at);
        let released = desk.release(id).await.unwrap();
        assert_eq!(outcome(&released), Some(Outcome::DisclosedNoncontent));
        assert!(released.clock(ObligationKind::Produce).unwrap().met_at.is_some());
        assert!(released.clock(ObligationKind::Acknowledge).unwrap().met_at.is_some());

        let story = story(&desk, id).await;
        assert_eq!(story.first(), Some(&"received"));
        assert_eq!(story.iter().filter(|k| **k == "released").count(), 1);
        let letters = letters(&desk, id).await;
        let whom: Vec<_> = letters.iter().map(|(letter, to, _)| (letter.as_str(), to.as_str())).collect();
        assert_eq!(
            whom,
            // Who comes next in the customer's order is written to when the first can't be reached or says nothing.
            [
                ("acknowledgement", "registry@court.example.org"),
                ("advance_notice", "legal0@customer.example.com"),
                ("redirect", "registry@court.example.org"),
            ]
        );
        desk.holds().await;
    }

    /// A preservation discloses nothing, runs its term, is extended once, and ends by itself.
    async fn a_preservation_runs_its_term(url: String) {
        let desk = Desk::open(&url).await;
        let staff = desk.staff;
        let id = desk.receive(desk.demand("us.sca.preserve_2703f", "EX-5", &[])).await.id;
        desk.verify(id).await;
        desk.does(staff.intake, id, Command::SkipRedirect { ground: SkipGround::LawNamesProvider }).await;
        let assessment = desk.assessment();
        let digest = "0".repeat(64);
        let why = desk.refused(staff.reviewer, id, Command::Recommend { assessment, digest }).await;
        assert!(why.contains(&Reason::PreservesOnly), "{why:?}");
        desk.keeps(id).await;
        let kept = desk.does(staff.reviewer, id, Command::ConfirmPreserved).await;
        assert_eq!(outcome(&kept), Some(Outcome::PreservedOnly));
        let Preservation::Active { until: Some(first), .. } = kept.preservation else { panic!("{kept:?}") };
        let longer = desk.does(staff.intake, id, Command::ExtendPreservation { document: "renewal".to_owned() }).await;
        let Preservation::Active { until: Some(second), extended: 1, .. } = longer.preservation else { panic!("{longer:?}") };
        assert!(second >= first + Duration::days(89));
        let again = desk.refused(staff.intake, id, Command::ExtendPreservation { document: "again".to_owned() }).await;
        assert!(again.contains(&Reason::NoExtension), "{again:?}");
        desk.clock.set(first);
        assert_eq!(desk.workflow.tick(10).await.unwrap(), 0, "the first term was extended");
        desk.clock.set(second);
        assert_eq!(desk.workflow.tick(10).await.unwrap(), 1);
        assert!(matches!(desk.find(id).await.preservation, Preservation::Ended { at, .. } if at == second));
        desk.holds().await;
    }

    /// INV-21: no refusal without a ground that the instrument knows; the letter follows.
    async fn a_refusal_has_grounds_and_a_letter(url: String) {
        let desk = Desk::open(&url).await;
        let staff = desk.staff;
        let id = desk.receive(desk.demand("us.sca.subpoena", "EX-6", &[Category::Content])).await.id;
        desk.verify(id).await;
        let why = desk.refused(staff.reviewer, id, Command::Refuse { grounds: vec![], explanation: " ".to_owned() }).await;
        assert_eq!(why, [Reason::GroundNeeded, Reason::Missing { field: Field::Text }]);
        let foreign = Command::Refuse { grounds: vec![Ground::R16], explanation: "No.".to_owned() };
        assert_eq!(desk.refused(staff.reviewer, id, foreign).await, [Reason::GroundUnknown { ground: Ground::R16 }]);
        desk.redirect(id).await;
        let line = desk.find(id).await.lines[0].id;
        let beyond = desk.refused(staff.reviewer, id, Command::DecideLine { line, decision: Decision::Authorise }).await;
        assert_eq!(beyond, [Reason::BeyondReach { category: Category::Content }]);
        // A range with no moment in it authorises nothing.
        let after = Decision::Narrow { from: Some(desk.now() + Duration::days(400)), to: None, ground: Ground::R10 };
        assert!(desk.refused(staff.reviewer, id, Command::DecideLine { line, decision: after }).await.contains(&Reason::RangeOutside));
        let refuse = Command::Refuse { grounds: vec![Ground::R11], explanation: "A subpoena never reaches content.".to_owned() };
        let refused = desk.does(staff.reviewer, id, refuse).await;
        assert_eq!(outcome(&refused), Some(Outcome::RejectedInvalid));
        assert!(refused.clock(ObligationKind::Produce).unwrap().met_at.is_some());
        assert!(letters(&desk, id).await.iter().any(|(letter, to, _)| letter == "refusal" && to == "registry@court.example.org"));
        desk.holds().await;
    }

    /// A redirect that is accepted closes the demand; nothing leaves.
    async fn the_authority_goes_to_the_customer(url: String) {
        let desk = Desk::open(&url).await;
        let staff = desk.staff;
        let id = desk.receive(desk.demand("us.sca.subpoena", "EX-7", &[Category::SubId])).await.id;
        desk.verify(id).await;
        let answer_by = desk.now() + Duration::days(3);
        let due = desk.find(id).await.clock(ObligationKind::Produce).unwrap().due.clone();
        desk.does(staff.intake, id, Command::OfferRedirect { answer_by }).await;
        assert_eq!(desk.find(id).await.clock(ObligationKind::Produce).unwrap().due, due, "a redirect moves no date (INV-12)");
        let silent = Command::RecordAnswer { answer: RedirectAnswer::Silent };
        assert_eq!(desk.refused(staff.intake, id, silent.clone()).await, [Reason::AnswerAwaited { until: answer_by }]);
        let closed = desk.does(staff.intake, id, Command::RecordAnswer { answer: RedirectAnswer::Accepted }).await;
        assert_eq!(outcome(&closed), Some(Outcome::RedirectedToCustomer));

        let other = desk.receive(desk.demand("us.sca.subpoena", "EX-7b", &[Category::SubId])).await.id;
        desk.verify(other).await;
        desk.does(staff.intake, other, Command::OfferRedirect { answer_by }).await;
        desk.clock.set(answer_by);
        assert_eq!(desk.does(staff.intake, other, silent).await.stage.name(), StageName::Reviewing);
        desk.holds().await;
    }

    /// The authority takes it back at the last moment; what was sealed stays inside.
    async fn a_withdrawal_ends_it_before_the_release(url: String) {
        let desk = Desk::open(&url).await;
        let id = desk.receive(desk.demand("us.sca.subpoena", "EX-8", &[Category::SubId])).await.id;
        desk.to_producing(id).await;
        desk.collect(id).await;
        desk.seal(id).await.unwrap();
        let closed = desk.does(desk.staff.intake, id, Command::RecordWithdrawal { reason: "Letter of today.".to_owned() }).await;
        assert_eq!(outcome(&closed), Some(Outcome::Withdrawn));
        let error = production::package_file(&desk.workflow, desk.staff.officer, id).await.err().unwrap();
        assert!(matches!(error, ProductionError::NotReleased), "{error}");
        let error = desk.release(id).await.unwrap_err();
        assert!(error.refusal().is_some(), "{error}");
        desk.holds().await;
    }

    /// A forged paper is closed as such and is not opened again.
    async fn a_forgery_is_closed_for_good(url: String) {
        let desk = Desk::open(&url).await;
        let staff = desk.staff;
        let id = desk.receive(desk.demand("us.sca.subpoena", "EX-9", &[Category::SubId])).await.id;
        desk.does(staff.intake, id, Command::BeginVerification).await;
        let mail = Command::CheckRequester { method: CheckMethod::MailOnly, note: "The signature of the mail fits.".to_owned(), call: None, proof: CheckProof::default() };
        desk.does(staff.intake, id, mail).await;
        desk.does(staff.intake, id, Command::CheckForm).await;
        // A real mailbox is not a real officer (INV-02).
        assert_eq!(desk.refused(staff.intake, id, Command::Verify).await, [Reason::NotVerifiedOutOfBand]);
        let closed = desk.does(staff.intake, id, Command::ReportFraud { reason: "The court knows nothing of it.".to_owned() }).await;
        assert_eq!(outcome(&closed), Some(Outcome::Fraudulent));
        // One wrong click is not the end: two people open it again.
        let act = Act::Reopen { reason: "It was another paper that was forged.".to_owned() };
        desk.does(staff.reviewer, id, Command::Prepare(act.clone())).await;
        let open = desk.does(staff.approver, id, Command::Confirm(act)).await;
        assert_eq!(open.stage.name(), StageName::Verifying);
        desk.holds().await;
    }

    /// INV-27: the same paper twice is linked, never merged, and not produced again without a reason.
    async fn a_duplicate_is_linked_and_needs_a_reason(url: String) {
        let desk = Desk::open(&url).await;
        let first = desk.receive(desk.demand("us.sca.subpoena", "EX-10", &[Category::SubId])).await;
        let second = desk.receive(desk.demand("us.sca.subpoena", "EX-10", &[Category::SubId])).await;
        assert_eq!(second.links.iter().map(|l| (l.other, l.kind)).collect::<Vec<_>>(), [(first.id, LinkKind::Duplicate)]);
        assert_ne!(first.reference, second.reference);
        desk.verify(second.id).await;
        desk.redirect(second.id).await;
        let line = second.lines[0].id;
        desk.does(desk.staff.reviewer, second.id, Command::DecideLine { line, decision: Decision::Authorise }).await;
        let silent = Command::Recommend { assessment: desk.assessment(), digest: "0".repeat(64) };
        assert_eq!(desk.refused(desk.staff.reviewer, second.id, silent).await, [Reason::RepeatNotExplained]);
        let explained = Assessment { repeat_reason: Some("The first package was lost.".to_owned()), ..desk.assessment() };
        assert_eq!(desk.recommend(second.id, explained).await.stage.name(), StageName::Approving);
        let superseded = Command::Supersede { by: second.id, reason: "Served again.".to_owned() };
        assert_eq!(outcome(&desk.does(desk.staff.reviewer, first.id, superseded).await), Some(Outcome::Superseded));
        desk.holds().await;
    }

    /// INV-27: a file number that was misread at first hides the repeat only until the paper is corrected.
    async fn a_corrected_paper_is_looked_for_again(url: String) {
        let desk = Desk::open(&url).await;
        let first = desk.receive(desk.demand("us.sca.subpoena", "EX-13", &[Category::SubId])).await;
        let misread = desk.receive(desk.demand("us.sca.subpoena", "EX-18", &[Category::SubId])).await;
        assert!(misread.links.is_empty());
        let read = |reason: &str| Command::CorrectPaper {
            paper: Box::new(first.paper.clone()),
            lines: misread.lines.clone(),
            reason: reason.to_owned(),
            statutory_order: OrderId(Uuid::new_v4()),
        };
        desk.does(desk.staff.intake, misread.id, read("The last figure is a 3.")).await;
        let again = desk.does(desk.staff.intake, misread.id, read("Read once more.")).await;
        assert_eq!(again.links.iter().map(|l| (l.other, l.kind)).collect::<Vec<_>>(), [(first.id, LinkKind::Duplicate)], "once");
        desk.holds().await;
    }

    /// INV-08, INV-09: where another State was told, the production waits for its word; a no is final.
    async fn a_production_order_waits_for_clearance(url: String) {
        let desk = Desk::open(&url).await;
        let staff = desk.staff;
        for answer in [ClearanceAnswer::Given, ClearanceAnswer::Refused] {
            let mut new = desk.demand("eu.epoc", &format!("EX-11-{answer:?}"), &[Category::Traffic]);
            new.paper.enforcing_authority_notified = true;
            let id = desk.receive(new).await.id;
            assert_eq!(desk.find(id).await.clearance, Clearance::Awaited);
            desk.to_producing(id).await;
            desk.no_secrecy(id).await;
            desk.collect(id).await;
            desk.seal(id).await.unwrap();
            let legal = desk.find(id).await.clock(ObligationKind::Produce).unwrap().due.legal;
            let why = desk.blocked(staff.officer, id, Verb::Prepare(ActKind::Release)).await;
            assert_eq!(why, [Reason::ClearanceAwaited { until: legal }]);
            desk.does(staff.intake, id, Command::RecordClearance { answer, document: "its letter".to_owned() }).await;
            match answer {
                ClearanceAnswer::Given => {
                    let released = desk.release(id).await.unwrap();
                    assert!(matches!(released.notice, Notice::Owed { .. }), "told with the production: {:?}", released.notice);
                }
                ClearanceAnswer::Refused => {
                    desk.clock.set(legal.unwrap() + Duration::days(1));
                    assert!(desk.blocked(staff.officer, id, Verb::Prepare(ActKind::Release)).await.contains(&Reason::ClearanceRefused));
                }
            }
        }
        desk.holds().await;
    }

    /// INV-13: the quick path still takes a call-back, a confirmed danger and three people.
    async fn an_emergency_takes_three_people(url: String) {
        let desk = Desk::open(&url).await;
        let staff = desk.staff;
        let mut new = desk.demand("us.sca.emergency_2702", "EX-12", &[Category::AccessIp]);
        new.paper.emergency_claimed = true;
        let id = desk.receive(new).await.id;
        desk.verify(id).await;
        assert!(desk.find(id).await.needs_three());
        let skip = Command::SkipRedirect { ground: SkipGround::Emergency };
        assert_eq!(desk.refused(staff.intake, id, skip.clone()).await, [Reason::GroundDoesNotFit]);
        let why = desk.refused(staff.caller, id, Command::ConfirmEmergency { reason: "A child is missing.".to_owned() }).await;
        assert!(why.contains(&Reason::SamePerson { part: Part::Verifier }), "{why:?}");
        let confirmed = desk.does(staff.other_reviewer, id, Command::ConfirmEmergency { reason: "A child is missing.".to_owned() }).await;
        assert!(matches!(confirmed.emergency, Emergency::Confirmed { .. }));
        desk.does(staff.intake, id, skip).await;
        desk.approve(id).await;
        desk.no_secrecy(id).await;
        desk.collect(id).await;
        desk.seal(id).await.unwrap();
        production::prepare_release(&desk.workflow, staff.officer, id, None).await.unwrap();
        let error = production::confirm_release(&desk.workflow, staff.approver, id, None).await.unwrap_err();
        assert!(error.refusal().unwrap().reasons.contains(&Reason::SamePerson { part: Part::Approver }), "{error}");
        let released = production::confirm_release(&desk.workflow, staff.other_officer, id, None).await.unwrap();
        assert!(matches!(released.notice, Notice::Owed { .. }), "the customer is told afterwards");
        desk.holds().await;
    }

    /// A refusal carries every reason, and who acts counts: one person in all roles still cannot do it alone (INV-01).
    async fn one_person_with_every_role_cannot_release_alone(url: String) {
        let desk = Desk::open(&url).await;
        let all = Role::ALL.into_iter().filter(|r| *r != Role::SecurityAdmin).collect();
        let person = Actor::Person { id: domain::ids::PersonId(Uuid::new_v4()), roles: all };
        let id = desk.receive(desk.demand("us.sca.subpoena", "EX-13", &[Category::SubId])).await.id;
        let mut alone = desk;
        (alone.staff.intake, alone.staff.reviewer) = (person, person);
        alone.verify(id).await;
        alone.redirect(id).await;
        let line = alone.find(id).await.lines[0].id;
        alone.does(person, id, Command::DecideLine { line, decision: Decision::Authorise }).await;
        let digest = alone.recommend(id, alone.assessment()).await.stage.recommended().unwrap().digest.clone();
        let why = alone.refused(person, id, Command::Approve { digest: digest.clone() }).await;
        assert_eq!(why, [Reason::SamePerson { part: Part::Reviewer }]);
        let why = alone.refused(alone.staff.approver, id, Command::Approve { digest: "0".repeat(64) }).await;
        assert_eq!(why, [Reason::DigestDiffers]);
        alone.does(alone.staff.approver, id, Command::Approve { digest }).await;
        let elsewhere = Command::RecordCollection { line: LineId(Uuid::new_v4()), collected: Collected::NoData { looked: "x".to_owned() } };
        assert!(alone.workflow.act(person, id, elsewhere, None).await.unwrap_err().refusal().unwrap().reasons.contains(&Reason::NoSuchLine));
        alone.collect(id).await;
        alone.seal(id).await.unwrap();
        production::prepare_release(&alone.workflow, person, id, None).await.unwrap_err();
        // Three things stand in the way at once, and all three are said.
        let why = alone.blocked(person, id, CONFIRM_RELEASE).await;
        for reason in [
            Reason::SecrecyUnknown,
            Reason::NotPrepared { act: ActKind::Release },
            Reason::SamePerson { part: Part::Reviewer },
        ] {
            assert!(why.contains(&reason), "{reason:?} is missing: {why:?}");
        }
        alone.no_secrecy(id).await;
        alone.notify(id).await;
        alone.forward(Duration::days(10));
        production::prepare_release(&alone.workflow, person, id, None).await.unwrap();
        let why = alone.blocked(person, id, CONFIRM_RELEASE).await;
        assert_eq!(why.iter().filter(|r| matches!(r, Reason::SamePerson { .. })).count(), 2, "{why:?}");
        let error = production::confirm_release(&alone.workflow, person, id, None).await.unwrap_err();
        assert!(error.refusal().is_some());
        production::confirm_release(&alone.workflow, alone.staff.other_officer, id, None).await.unwrap();
        alone.holds().await;
    }

    /// What nobody has classified, and what binds nobody, never reaches approval (INV-17).
    async fn what_compels_nothing_never_reaches_approval(url: String) {
        let desk = Desk::open(&url).await;
        for (instrument, reason) in [("gen.informal", Reason::CompelsNothing), ("gen.other", Reason::NotClassified), ("xx.unheard", Reason::NotClassified)] {
            let demand = desk.receive(desk.demand(instrument, &format!("EX-14-{instrument}"), &[Category::SubId])).await;
            assert_eq!(demand.preservation, Preservation::None);
            let intake = desk.staff.intake;
            desk.does(intake, demand.id, Command::BeginVerification).await;
            desk.does(desk.staff.caller, demand.id, called_back()).await;
            desk.does(intake, demand.id, Command::CheckForm).await;
            let why = desk.refused(intake, demand.id, Command::Verify).await;
            assert!(why.contains(&reason), "{instrument}: {why:?}");
        }
        desk.holds().await;
    }

    /// A customer objects within the window: nothing leaves until it is answered; and nothing leaves while the demand is challenged.
    async fn objection_and_challenge_hold_the_release(url: String) {
        let desk = Desk::open(&url).await;
        let staff = desk.staff;
        let id = desk.receive(desk.demand("us.sca.subpoena", "EX-15", &[Category::SubId])).await.id;
        desk.to_producing(id).await;
        desk.no_secrecy(id).await;
        desk.notify(id).await;
        desk.collect(id).await;
        desk.seal(id).await.unwrap();
        let objection = Command::RecordObjection { text: "Privileged.".to_owned(), documents: Vec::new(), counsel: None };
        let heard = desk.does(staff.notice, id, objection).await;
        assert_eq!(heard.stage.name(), StageName::Reviewing, "what was approved before the objection is void");
        assert!(heard.lines.iter().all(|l| l.collected.is_none()));
        desk.forward(Duration::days(11));
        let again = Verb::Recommend;
        assert_eq!(desk.blocked(staff.reviewer, id, again).await, [Reason::ObjectionPending]);
        let answer = "The account is not a lawyer's.".to_owned();
        desk.does(staff.reviewer, id, Command::AnswerObjection { verdict: Verdict::NotUpheld, grounds: Vec::new(), answer }).await;
        desk.does(staff.reviewer, id, Command::Challenge { grounds: vec![Ground::R10], text: "Too broad.".to_owned() }).await;
        assert_eq!(desk.blocked(staff.reviewer, id, again).await, [Reason::ChallengePending]);
        desk.does(staff.reviewer, id, Command::EndChallenge { won: true, note: "Quashed.".to_owned() }).await;
        assert_eq!(desk.blocked(staff.reviewer, id, again).await, [Reason::ChallengeWon]);
        let refuse = Command::Refuse { grounds: vec![Ground::R10], explanation: "Quashed by the court.".to_owned() };
        assert_eq!(outcome(&desk.does(staff.reviewer, id, refuse).await), Some(Outcome::RejectedChallengedWon));
        desk.holds().await;
    }

    /// Nothing is held: said with where somebody looked, and closed.
    async fn nothing_found_closes_without_a_package(url: String) {
        let desk = Desk::open(&url).await;
        let staff = desk.staff;
        let id = desk.receive(desk.demand("us.sca.subpoena", "EX-16", &[Category::SubPay])).await.id;
        let line = desk.to_producing(id).await.lines[0].id;
        let looked = || "The billing system, for all of August.".to_owned();
        production::no_data(&desk.workflow, staff.custodian, id, line, looked(), None).await.unwrap();
        let error = desk.seal(id).await.unwrap_err();
        assert_eq!(error.code(), Some("package-empty"), "{error}");
        let closed = desk.does(staff.officer, id, Command::NoDataFound { looked: looked() }).await;
        assert_eq!(outcome(&closed), Some(Outcome::NoDataFound));
        desk.holds().await;
    }

    /// A prosecutor is not enough for traffic, and the wrong issuer is found before anything is decided.
    async fn an_issuer_without_competence_is_found(url: String) {
        let desk = Desk::open(&url).await;
        let mut new = desk.demand("eu.epoc", "EX-17", &[Category::Traffic]);
        new.paper.issuer = Some(IssuerKind::Prosecutor);
        let id = desk.receive(new).await.id;
        desk.does(desk.staff.intake, id, Command::BeginVerification).await;
        let why = desk.refused(desk.staff.intake, id, Command::Verify).await;
        assert!(why.contains(&Reason::IssuerNotCompetent), "{why:?}");
    }

    /// A notice that reached nobody, and approvals and packages that are void once the review is open again.
    async fn a_reopened_review_voids_approval_and_package(url: String) {
        let desk = Desk::open(&url).await;
        let staff = desk.staff;
        let id = desk.receive(desk.demand("us.sca.subpoena", "EX-18", &[Category::SubId])).await.id;
        desk.to_producing(id).await;
        desk.no_secrecy(id).await;
        desk.notify(id).await;
        desk.collect(id).await;
        desk.seal(id).await.unwrap();
        desk.forward(Duration::days(10));
        production::prepare_release(&desk.workflow, staff.officer, id, None).await.unwrap();
        let open = desk.does(staff.reviewer, id, Command::ReopenReview { reason: "A line was too wide.".to_owned() }).await;
        assert_eq!(open.stage.name(), StageName::Reviewing);
        assert!(open.prepared(ActKind::Release).is_none() && open.lines.iter().all(|l| l.collected.is_none()));
        let error = production::confirm_release(&desk.workflow, staff.other_officer, id, None).await.unwrap_err();
        assert!(error.refusal().is_some(), "{error}");
        // Sealed anew it is another package, and what was prepared for the first does not release it.
        desk.approve(id).await;
        desk.collect(id).await;
        desk.seal(id).await.unwrap();
        let error = production::confirm_release(&desk.workflow, staff.other_officer, id, None).await.unwrap_err();
        assert!(error.refusal().unwrap().reasons.contains(&Reason::NotPrepared { act: ActKind::Release }), "{error}");
        desk.release(id).await.unwrap();
        desk.holds().await;
    }

    /// Sending again under the same key is harmless, and what is not yours does not exist.
    async fn a_second_submit_and_a_foreign_id(url: String) {
        let desk = Desk::open(&url).await;
        let staff = desk.staff;
        let new = desk.demand("us.sca.subpoena", "EX-19", &[Category::SubId]);
        let key = || Some("form-1".to_owned());
        let first = desk.workflow.receive(staff.intake, new.clone(), key()).await.unwrap();
        let second = desk.workflow.receive(staff.intake, new, key()).await.unwrap();
        assert_eq!(first, second);
        let note = || Command::AddNote { text: "Called.".to_owned() };
        let one = desk.workflow.act(staff.intake, first.id, note(), Some("note-1".to_owned())).await.unwrap();
        let two = desk.workflow.act(staff.intake, first.id, note(), Some("note-1".to_owned())).await.unwrap();
        assert_eq!(one.version, two.version);
        for stranger in [staff.custodian, staff.admin] {
            let hidden = desk.workflow.act(stranger, first.id, note(), None).await.unwrap_err().to_string();
            let absent = desk.workflow.act(stranger, DemandId(Uuid::new_v4()), note(), None).await.unwrap_err().to_string();
            assert_eq!(hidden, absent, "hidden and absent must answer alike");
        }
        let why = desk.refused(staff.auditor, first.id, note()).await;
        assert!(matches!(why.as_slice(), [Reason::NeedsRole { .. }]), "{why:?}");
        assert!(first.paper.identifiers.iter().any(|i| i.value == ACCOUNT));
        let old = Utc.with_ymd_and_hms(1969, 12, 31, 0, 0, 0).unwrap();
        let mut ancient = desk.demand("us.sca.subpoena", "EX-20", &[Category::SubId]);
        (ancient.from, ancient.to) = (Some(old - Duration::days(400)), Some(old));
        let kept = desk.receive(ancient).await;
        assert_eq!(desk.find(kept.id).await.lines[0].to, Some(old));
        desk.holds().await;
    }
}
