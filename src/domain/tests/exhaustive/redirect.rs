//! The offer to redirect: whom it names, until when, and what ends the wait.

use super::menu;
use super::steps::{by_two, right_check};
use super::world::{EPOC, SUBSCRIBER, WARRANT, anyone, customer, policy, received, rulebook, tick};
use domain::actor::Actor;
use domain::command::{Command, RedirectAnswer};
use domain::context::Context;
use domain::demand::Demand;
use domain::event::Entry;
use domain::paper::CustomerClass::{Consumer, Enterprise};
use domain::refusal::Reason;
use domain::stage::{SkipGround, Stage, StageName};

/// A demand in its small world, driven command by command.
struct Case(Demand);

impl Case {
    /// Verified and offered to the customer until the second day.
    fn offered(instrument: &str) -> Case {
        let (rulebook, policy) = (rulebook(), policy());
        let ctx = Context { now: tick(0), actor: Actor::System, rulebook: &rulebook, policy: &policy };
        let event = domain::receive(received(instrument, &[SUBSCRIBER], Enterprise), &ctx).unwrap().remove(0);
        let mut case = Case(Demand::open(&Entry { at: tick(0), actor: Actor::System, event }).unwrap());
        for command in menu::verification().into_iter().filter(right_check) {
            let (actor, command) = by_two(command);
            case.done_by(actor, 0, &command);
        }
        case.does(0, &Command::OfferRedirect { answer_by: tick(2) });
        case
    }

    fn why_not(&self, now: u32, command: &Command) -> Vec<Reason> {
        let (rulebook, policy) = (rulebook(), policy());
        self.0.blockers(command, &Context { now: tick(now), actor: anyone(1), rulebook: &rulebook, policy: &policy })
    }

    fn does(&mut self, now: u32, command: &Command) {
        self.done_by(anyone(1), now, command);
    }

    fn done_by(&mut self, actor: Actor, now: u32, command: &Command) {
        let (rulebook, policy) = (rulebook(), policy());
        let ctx = Context { now: tick(now), actor, rulebook: &rulebook, policy: &policy };
        for event in self.0.decide(command, &ctx).unwrap() {
            self.0 = self.0.clone().apply(&Entry { at: tick(now), actor, event });
        }
    }
}

#[test]
fn another_customer_ends_the_offer() {
    let mut case = Case::offered(WARRANT);
    case.does(0, &Command::MatchCustomer { customer: customer(Enterprise) });
    assert!(matches!(case.0.stage, Stage::Redirecting { offer: Some(_), .. }), "the same customer changes nothing");
    case.does(0, &Command::MatchCustomer { customer: customer(Consumer) });
    assert!(matches!(case.0.stage, Stage::Redirecting { offer: None, .. }));
    let accepted = Command::RecordAnswer { answer: RedirectAnswer::Accepted };
    assert_eq!(case.why_not(0, &accepted), [Reason::NotOffered]);
}

#[test]
fn secrecy_ends_the_wait_for_an_answer() {
    let skip = |ground| Command::SkipRedirect { ground };
    let mut case = Case::offered(WARRANT);
    let awaited = Reason::AnswerAwaited { until: tick(2) };
    assert!(case.why_not(1, &skip(SkipGround::Secrecy)).contains(&awaited));
    case.does(1, &menu::secrecy()[0]);
    assert_eq!(case.why_not(1, &skip(SkipGround::NoCustomer)), [awaited, Reason::GroundDoesNotFit]);
    case.does(1, &skip(SkipGround::Secrecy));
    assert_eq!(case.0.stage.name(), StageName::Reviewing);
}

#[test]
fn an_answer_is_asked_for_while_there_is_time_to_produce() {
    let mut case = Case::offered(EPOC);
    case.does(0, &Command::MatchCustomer { customer: customer(Consumer) });
    case.does(0, &Command::MatchCustomer { customer: customer(Enterprise) });
    let latest = case.0.latest_answer(tick(0)).unwrap();
    let by = |answer_by| Command::OfferRedirect { answer_by };
    assert_eq!(case.why_not(0, &by(tick(9))), [Reason::AnswerTooLate { latest }]);
    assert_eq!(case.why_not(0, &by(latest)), []);
    // Once the date has passed, there is nothing left to keep.
    assert_eq!(case.why_not(4, &by(tick(9))), []);
}
