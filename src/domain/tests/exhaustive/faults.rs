//! Faults planted one at a time: a guard that forgets, an entry that does too much or too little. Each must be seen as a breach of
//! exactly the invariant that it breaks.

use super::explore::{Fault, Scenario};
use super::scenarios as s;
use super::world::tick;
use domain::clocks::ObligationKind;
use domain::command::{ActKind, Command, Verb};
use domain::demand::{Challenge, Clearance, Demand};
use domain::event::Event;
use domain::notice::{NotOwed, Notice};
use domain::paper::Decision;
use domain::preservation::Preservation;
use domain::refusal::{Part, Reason};

pub struct Planted {
    pub fault: &'static str,
    pub invariant: &'static str,
    pub scenario: fn() -> Scenario,
    pub plant: Fault,
}

pub const fn planted(invariant: &'static str, fault: &'static str, scenario: fn() -> Scenario, plant: Fault) -> Planted {
    Planted { fault, invariant, scenario, plant }
}

pub fn two() -> Scenario {
    s::whole_path("the whole path, two people", 2)
}

fn three() -> Scenario {
    s::content("content, three people", 3)
}

fn same(reason: &Reason, is: Part) -> bool {
    matches!(reason, Reason::SamePerson { part } if *part == is)
}

const RELEASE: Verb = Verb::Confirm(ActKind::Release);

/// The table: fault → invariant.
pub fn all() -> Vec<Planted> {
    let mut all = forgotten_people();
    all.extend(forgotten_gates());
    all.extend(super::unsaid::forgotten_words());
    all.extend(super::untold::forgotten_notices());
    all.extend(bent());
    all.extend(super::silence::faults());
    all.extend(super::copies::faults());
    all.extend(super::escapes::faults());
    all.extend(super::keeping::faults());
    all.extend(super::acting::faults());
    all.extend(super::who::faults());
    all.extend(super::rules::faults());
    all.extend(super::aftermath::faults());
    all
}

fn forgotten_people() -> Vec<Planted> {
    use Fault::Forget;
    vec![
        planted("INV-01", "the reviewer may approve", two, Forget(|v, r| *v == Verb::Approve && same(r, Part::Reviewer))),
        planted("INV-01", "the reviewer may release", three, Forget(|v, r| *v == RELEASE && same(r, Part::Reviewer))),
        planted("INV-01", "the verifier may release", three, Forget(|v, r| *v == RELEASE && same(r, Part::Verifier))),
        planted("INV-01", "the approver may release content", three, Forget(|v, r| *v == RELEASE && same(r, Part::Approver))),
        planted("INV-01", "the verifier may review content", three, Forget(|v, r| *v == Verb::Recommend && same(r, Part::Verifier))),
        planted("INV-01", "one person releases", three, Forget(|v, r| *v == RELEASE && same(r, Part::Preparer))),
        planted("INV-01", "anybody approves", s::staffed, Forget(|v, r| *v == Verb::Approve && matches!(r, Reason::NeedsRole { .. }))),
        planted("INV-01", "anybody verifies", s::staffed, Forget(|v, r| *v == Verb::Verify && matches!(r, Reason::NeedsRole { .. }))),
        planted(
            "INV-04",
            "one person says that nothing forbids telling",
            s::secrecy_comes,
            Forget(|v, r| *v == Verb::Confirm(ActKind::ConfirmNoSecrecy) && same(r, Part::Preparer)),
        ),
        planted(
            "INV-04",
            "one person orders the notice",
            s::secrecy_comes,
            Forget(|v, r| *v == Verb::Confirm(ActKind::SendNotice) && same(r, Part::Preparer)),
        ),
        planted(
            "INV-04",
            "one person lifts an order",
            s::statutory,
            Forget(|v, r| *v == Verb::Confirm(ActKind::LiftSecrecy) && same(r, Part::Preparer)),
        ),
        planted(
            "INV-05",
            "one person waives the notice",
            s::secrecy_comes,
            Forget(|v, r| *v == Verb::Confirm(ActKind::WaiveNotice) && same(r, Part::Preparer)),
        ),
        planted(
            "INV-13",
            "the verifier may confirm the emergency",
            s::emergency,
            Forget(|v, r| *v == Verb::ConfirmEmergency && same(r, Part::Verifier)),
        ),
    ]
}

fn forgotten_gates() -> Vec<Planted> {
    use Fault::Forget;
    vec![
        planted("INV-02", "a check by mail alone is enough", two, Forget(|_, r| *r == Reason::NotVerifiedOutOfBand)),
        planted(
            "INV-02",
            "a check never grows old",
            s::secrecy_goes,
            Forget(|_, r| matches!(r, Reason::VerificationExpired { .. } | Reason::ApprovalExpired { .. })),
        ),
        planted("INV-02", "an approval never grows old", s::secrecy_goes, Forget(|_, r| matches!(r, Reason::ApprovalExpired { .. }))),
        planted("INV-03", "anything may be packed", two, Forget(|_, r| matches!(r, Reason::OutsideScope { .. }))),
        planted(
            "INV-03",
            "any category may be authorised and packed",
            s::two_lines,
            Forget(|_, r| matches!(r, Reason::BeyondReach { .. } | Reason::OutsideScope { .. })),
        ),
        planted("INV-04", "unknown secrecy counts as none", s::secrecy_comes, Forget(|_, r| *r == Reason::SecrecyUnknown)),
        planted(
            "INV-04",
            "an order does not stop the notice",
            s::secrecy_goes,
            Forget(|_, r| matches!(r, Reason::SecrecyInForce { .. } | Reason::SecrecyUnknown)),
        ),
        planted(
            "INV-04",
            "one person shortens an order",
            s::secrecy_comes,
            Forget(|v, r| *v == Verb::ExtendSecrecy && *r == Reason::DatesReversed),
        ),
        planted(
            "INV-07",
            "a pending clarification holds nothing",
            s::clarified,
            Forget(|v, r| *v != Verb::AskToClarify && *r == Reason::ClarificationPending),
        ),
        planted("INV-07", "a challenge holds nothing", s::holds, Forget(|v, r| *v != Verb::Challenge && *r == Reason::ChallengePending)),
        planted(
            "INV-07",
            "a challenge that was won holds nothing",
            s::holds,
            Forget(|v, r| *v != Verb::Challenge && *r == Reason::ChallengeWon),
        ),
        planted("INV-07", "an objection holds nothing", s::holds, Forget(|_, r| *r == Reason::ObjectionPending)),
        planted("INV-08", "the clearance is not waited for", s::epoc, Forget(|_, r| matches!(r, Reason::ClearanceAwaited { .. }))),
        planted("INV-08", "a claimed emergency shortens the wait", s::claimed, Fault::Overlook(short_wait)),
        planted(
            "INV-09",
            "a refused clearance stops nothing",
            s::epoc,
            Forget(|v, r| *v != Verb::RecordClearance && *r == Reason::ClearanceRefused),
        ),
        planted("INV-13", "an emergency counts unconfirmed", s::emergency, Forget(|_, r| *r == Reason::EmergencyNotConfirmed)),
        planted("INV-17", "a letter counts as an instrument", s::informal, Forget(|_, r| *r == Reason::CompelsNothing)),
        planted("INV-17", "an unknown authority counts", s::intake, Forget(|_, r| *r == Reason::UnknownAuthority)),
        planted("INV-20", "the window is not waited for", s::secrecy_comes, Forget(|_, r| matches!(r, Reason::WindowRunning { .. }))),
        planted("INV-20", "the notice is not waited for", s::secrecy_comes, Forget(|_, r| *r == Reason::NoticeNotSent)),
        planted("INV-20", "a notice in the outbox counts as sent", s::secrecy_comes, Forget(|_, r| *r == Reason::NoticeInOutbox)),
        planted("INV-20", "a notice that failed counts as sent", s::secrecy_comes, Forget(|_, r| *r == Reason::NoticeUndeliverable)),
        planted("INV-23", "any recipient will do", two, Forget(|_, r| *r == Reason::WrongRecipient)),
        planted("INV-27", "a released demand may be opened again", s::reopened, Forget(|_, r| *r == Reason::CannotReopen)),
    ]
}

fn bent() -> Vec<Planted> {
    use Fault::{Bend, Block, Events, Receipt};
    vec![
        planted(
            "INV-01",
            "a corrected paper brings decisions",
            s::intake,
            Bend(|_, event, mut after| {
                if let Event::PaperCorrected { lines, .. } = event {
                    after.lines = lines.clone();
                }
                after
            }),
        ),
        planted("INV-02", "changing the authority keeps the check", s::intake, Bend(stale_check)),
        planted(
            "INV-04",
            "an order leaves the confirmation standing",
            s::secrecy_comes,
            Bend(|before, event, mut after| {
                if matches!(event, Event::SecrecyPlaced { .. }) {
                    after.secrecy.none = before.secrecy.none.clone();
                }
                after
            }),
        ),
        planted(
            "INV-04",
            "an order leaves the notice in the outbox",
            s::secrecy_comes,
            Events(|_, command, mut events| {
                events.retain(|e| !(matches!(e, Event::NoticeStopped { .. }) && matches!(command, Command::PlaceSecrecy(_))));
                events
            }),
        ),
        planted(
            "INV-20",
            "a refusal leaves the notice in the outbox",
            s::secrecy_comes,
            Events(|_, command, mut events| {
                events.retain(|e| !(matches!(e, Event::NoticeStopped { .. }) && matches!(command, Command::Refuse { .. })));
                events
            }),
        ),
        planted(
            "INV-20",
            "finding nothing leaves the notice in the outbox",
            two,
            Events(|_, command, mut events| {
                events.retain(|e| !(matches!(e, Event::NoticeStopped { .. }) && matches!(command, Command::NoDataFound { .. })));
                events
            }),
        ),
        planted(
            "INV-04",
            "what was confirmed of one customer counts for another",
            s::another_customer,
            Bend(|before, event, mut after| {
                if matches!(event, Event::CustomerMatched { .. }) {
                    after.secrecy.none = before.secrecy.none.clone();
                }
                after
            }),
        ),
        planted(
            "INV-20",
            "what one customer was told counts for another",
            s::another_customer,
            Bend(|before, event, mut after| {
                if matches!(event, Event::CustomerMatched { .. }) {
                    after.notice = before.notice.clone();
                }
                after
            }),
        ),
        planted(
            "INV-05",
            "a release owes no notice",
            s::epoc,
            Events(|_, command, mut events| {
                events.retain(|e| !(matches!(e, Event::NoticeOwed { .. }) && matches!(command, Command::Confirm(_))));
                events
            }),
        ),
        planted(
            "INV-05",
            "the end of a secrecy owes no notice",
            s::statutory,
            Events(|_, _, mut events| {
                events.retain(|e| !matches!(e, Event::NoticeOwed { .. }));
                events
            }),
        ),
        planted(
            "INV-05",
            "a refusal closes the debt to tell",
            two,
            Bend(|_, event, mut after| {
                if matches!(event, Event::Refused { .. }) {
                    after.notice = Notice::NotOwed(NotOwed::NotYet);
                }
                after
            }),
        ),
        planted(
            "INV-05",
            "a report of fraud closes the debt to tell",
            two,
            Bend(|_, event, mut after| {
                if matches!(event, Event::FraudReported { .. }) {
                    after.notice = Notice::NotOwed(NotOwed::NotYet);
                }
                after
            }),
        ),
        planted(
            "INV-05",
            "a newer paper closes the debt to tell",
            two,
            Bend(|_, event, mut after| {
                if matches!(event, Event::Superseded { .. }) {
                    after.notice = Notice::NotOwed(NotOwed::NotYet);
                }
                after
            }),
        ),
        planted(
            "INV-07",
            "opening again forgets the challenge",
            s::reopened,
            Bend(|_, event, mut after| {
                if matches!(event, Event::Reopened { .. }) {
                    after.challenge = Challenge::None;
                }
                after
            }),
        ),
        planted(
            "INV-09",
            "reading again forgets the refused clearance",
            s::epoc,
            Bend(|_, event, mut after| {
                if matches!(event, Event::PaperCorrected { .. }) {
                    after.clearance = Clearance::Awaited;
                }
                after
            }),
        ),
        planted(
            "INV-10",
            "nothing is kept at receipt",
            two,
            Receipt(|mut demand| {
                demand.preservation = Preservation::None;
                demand
            }),
        ),
        planted(
            "INV-12",
            "offering the redirect moves the due date",
            s::redirecting,
            Bend(|_, event, mut after| {
                if matches!(event, Event::RedirectOffered { .. }) {
                    for clock in after.clocks.iter_mut().filter(|c| c.kind == ObligationKind::Produce) {
                        clock.due.legal = Some(tick(9));
                    }
                }
                after
            }),
        ),
        planted(
            "INV-12",
            "an extension sets another date than it says",
            s::redirecting,
            Bend(|_, event, mut after| {
                if matches!(event, Event::DueExtended { .. }) {
                    for clock in &mut after.clocks {
                        clock.due.legal = Some(tick(0));
                    }
                }
                after
            }),
        ),
        planted(
            "INV-12",
            "the clocks start a day late",
            s::redirecting,
            Receipt(|mut demand| {
                for clock in &mut demand.clocks {
                    clock.started_at = tick(1);
                }
                demand
            }),
        ),
        planted(
            "INV-14",
            "a note is not counted",
            s::redirecting,
            Bend(|before, event, mut after| {
                if matches!(event, Event::Noted { .. }) {
                    after.version = before.version;
                }
                after
            }),
        ),
        planted(
            "INV-15",
            "lifting an order removes it",
            s::statutory,
            Bend(|_, event, mut after| {
                if matches!(event, Event::SecrecyLifted { .. }) {
                    after.secrecy.orders.clear();
                }
                after
            }),
        ),
        planted(
            "INV-15",
            "a document can be added twice",
            s::redirecting,
            Fault::Forget(|v, r| *v == Verb::AddDocument && *r == Reason::AlreadyDone),
        ),
        planted(
            "INV-15",
            "verifying drops the documents",
            s::preservation,
            Bend(|_, event, mut after| {
                if matches!(event, Event::Verified) {
                    after.documents.clear();
                }
                after
            }),
        ),
        planted(
            "INV-20",
            "the window is shorter than it says",
            s::secrecy_comes,
            Bend(|_, event, mut after| {
                if let (Event::NoticeSent { .. }, Notice::Sent { window: Some(window), .. }) = (event, &mut after.notice) {
                    window.ends_at = window.opens_at;
                }
                after
            }),
        ),
        planted(
            "INV-20",
            "opening again keeps the notice of before",
            s::reopened,
            Bend(|before, event, mut after| {
                if matches!(event, Event::Reopened { .. }) {
                    after.notice = before.notice.clone();
                }
                after
            }),
        ),
        planted(
            "INV-27",
            "sending back keeps the recommendation",
            two,
            Bend(|before, event, mut after| {
                if matches!(event, Event::SentBack { .. }) {
                    after.stage = before.stage.clone();
                    after.assignee = before.stage.recommended().map(|r| r.by);
                }
                after
            }),
        ),
        planted(
            "INV-03",
            "a decision is ignored when packing",
            s::two_lines,
            Bend(|_, event, mut after| {
                if matches!(event, Event::PackageSealed { .. }) {
                    for line in &mut after.lines {
                        line.decision = Some(Decision::Refuse { ground: domain::ground::Ground::R11 });
                    }
                }
                after
            }),
        ),
        planted(
            "dead end",
            "nothing can be refused, withdrawn or replaced",
            s::informal,
            Block(|verb| matches!(verb, Verb::Refuse | Verb::RecordWithdrawal | Verb::Supersede | Verb::ReportFraud)),
        ),
        planted(
            "dead end",
            "nothing can be prepared once the demand is closed",
            s::statutory,
            Events(|demand, command, events| {
                let late = demand.is_closed() && matches!(command, Command::Prepare(_));
                if late { vec![Event::Noted { text: "lost".to_owned() }] } else { events }
            }),
        ),
        planted(
            "apply",
            "an entry is not applied",
            two,
            Bend(|before, event, after| {
                if matches!(event, Event::Acknowledged | Event::VerificationBegun) {
                    Demand { version: after.version, ..before.clone() }
                } else {
                    after
                }
            }),
        ),
    ]
}

/// The clearance is awaited until the date on record, although only a claim has made it the short one.
fn short_wait(demand: &Demand, now: domain::Instant, reason: &Reason) -> bool {
    let due = demand.clock(ObligationKind::Produce).and_then(|c| c.due.legal);
    matches!(reason, Reason::ClearanceAwaited { .. }) && due.is_some_and(|due| now >= due)
}

/// The check of before stands although the authority is another.
fn stale_check(_: &Demand, _: &Event, mut after: Demand) -> Demand {
    if let domain::stage::Stage::Redirecting { verified, .. } = &mut after.stage {
        verified.requester.method = domain::stage::CheckMethod::MailOnly;
    }
    after
}
