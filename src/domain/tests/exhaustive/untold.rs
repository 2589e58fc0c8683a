//! Planted faults of telling: a notice too many, one too few, one that counts and reached nobody, an objection that nobody hears.

use super::explore::Fault;
use super::faults::{Planted, planted};
use super::scenarios as s;
use domain::command::Command;
use domain::demand::Demand;
use domain::event::Event;
use domain::notice::Notice;
use domain::refusal::Reason;

pub fn forgotten_notices() -> Vec<Planted> {
    use Fault::{Bend, Events, Forget};
    vec![
        planted("INV-19", "any kind of notice fits", s::own_door, Forget(|_, r| *r == Reason::NoticeKindDoesNotFit)),
        planted(
            "INV-19",
            "what was acknowledged is reminded of",
            s::own_door,
            Events(|_, command, mut events| {
                if matches!(command, Command::NoticeAcknowledged { .. }) {
                    events.push(Event::NoticeReminded);
                }
                events
            }),
        ),
        planted(
            "INV-19",
            "the next are told out of turn",
            s::delivery,
            Events(|_, command, mut events| {
                if matches!(command, Command::NoticeDelivered { .. }) {
                    events.push(Event::NoticeNext { place: 1 });
                }
                events
            }),
        ),
        planted(
            "INV-04",
            "the end of an order reminds at once",
            s::own_door,
            Events(|demand, _, mut events| {
                let fresh =
                    matches!(&demand.notice, Notice::Sent { mailing, .. } if mailing.reminded.is_empty() && !mailing.acknowledged());
                if fresh && events.iter().any(|e| matches!(e, Event::SecrecyExpired { .. })) {
                    events.push(Event::NoticeReminded);
                }
                events
            }),
        ),
        planted("INV-05", "whoever was told is not owed the end", s::own_door, Events(|_, command, events| no_debt(command, events))),
        planted("INV-05", "what is kept is never told", s::preservation, Events(|_, command, events| no_debt(command, events))),
        planted(
            "INV-05",
            "the notice is given up before the next are told",
            s::delivery,
            Events(|_, _, mut events| {
                for event in events.iter_mut().filter(|e| matches!(e, Event::NoticeNext { .. })) {
                    *event = Event::NoticeFailed;
                }
                events
            }),
        ),
        planted("INV-05", "a notice that came back counts as given", s::own_door, Bend(still_given)),
        planted(
            "INV-07",
            "an objection leaves the approval standing",
            s::holds,
            Bend(|before, event, mut after| {
                if matches!(event, Event::ObjectionRaised { .. }) {
                    after.stage = before.stage.clone();
                }
                after
            }),
        ),
    ]
}

fn no_debt(command: &Command, mut events: Vec<Event>) -> Vec<Event> {
    if matches!(command, Command::Refuse { .. } | Command::ConfirmPreserved) {
        events.retain(|e| !matches!(e, Event::NoticeOwed { .. }));
    }
    events
}

/// The notice stays as it was, with what became of its mails.
fn still_given(before: &Demand, event: &Event, mut after: Demand) -> Demand {
    if matches!(event, Event::NoticeFailed) {
        after.notice = before.notice.clone();
    }
    if let (Event::NoticeBounced { .. }, Some(now)) = (event, after.notice.mailing().cloned()) {
        after.notice = before.notice.clone();
        if let Notice::Queued { mailing, .. } | Notice::Sent { mailing, .. } = &mut after.notice {
            *mailing = now;
        }
    }
    after
}
