//! When two states count as one.
//!
//! Dropped is what no guard reads: who did something where nobody asks any more, when something happened that no term runs from,
//! the number of entries. People are named by their first part, because all who hold the same roles can change places. Every
//! state is checked by the invariants as it is, before it is found to be known.

use super::world::{id, policy, rulebook, tick};
use domain::Instant;
use domain::clocks::ObligationKind;
use domain::demand::{Challenge, Clarification, Clearance, Demand, Emergency};
use domain::ids::{MessageId, PersonId};
use domain::notice::{Ending, Fate, Mailing, Notice};
use domain::objection::ObjectionTime;
use domain::preservation::{Custody, Kept, Preservation};
use domain::secrecy::{NoneConfirmed, OrderEnd, RequestDecision};
use domain::stage::{Approved, End, Recommended, Redirected, Sealed, Stage, Verified};
use std::collections::BTreeSet;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

/// Two hashes of 64 bits with different beginnings.
pub type Key = (u64, u64);

struct Both(DefaultHasher, DefaultHasher);

impl std::io::Write for Both {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.write(bytes);
        self.1.write(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The key of a state at a tick. `alike`: the people all hold the same roles.
pub fn key(demand: &Demand, now: u32, alike: bool) -> Key {
    let mut state = demand.clone();
    forget(&mut state, tick(now));
    let mut hash = Both(DefaultHasher::new(), DefaultHasher::new());
    (1_u8, now).hash(&mut hash.0);
    (2_u8, now).hash(&mut hash.1);
    if alike {
        rename(&mut state);
    }
    serde_json::to_writer(&mut hash, &state).unwrap();
    (hash.0.finish(), hash.1.finish())
}

/// The people who have a part that some guard asks for, in a fixed order.
pub fn parts(demand: &Demand) -> Vec<PersonId> {
    let mut state = demand.clone();
    let mut seen = Vec::new();
    people(&mut state, &mut |p| {
        if !seen.contains(p) {
            seen.push(*p);
        }
    });
    seen
}

fn rename(state: &mut Demand) {
    let mut seen: Vec<PersonId> = Vec::new();
    people(state, &mut |p| {
        let n = seen.iter().position(|s| s == p).unwrap_or_else(|| {
            seen.push(*p);
            seen.len() - 1
        });
        *p = PersonId(id(900 + n as u128));
    });
}

fn people(state: &mut Demand, visit: &mut dyn FnMut(&mut PersonId)) {
    match &mut state.stage {
        Stage::Received | Stage::Closed { .. } => {}
        Stage::Verifying(v) => {
            if let Some(check) = &mut v.requester {
                visit(&mut check.by);
            }
        }
        Stage::Redirecting { verified, .. } => visit(&mut verified.requester.by),
        Stage::Reviewing(r) => visit(&mut r.verified.requester.by),
        Stage::Approving(r) => of_recommended(r, visit),
        Stage::Producing(a) => of_approved(a, visit),
        Stage::Releasing(s) => of_approved(&mut s.approved, visit),
    }
    if let Emergency::Confirmed { by, .. } = &mut state.emergency {
        visit(by);
    }
    let handled = std::mem::take(&mut state.asker.handled_by);
    for mut by in handled {
        visit(&mut by);
        state.asker.handled_by.insert(by);
    }
    if let Some(opened) = &mut state.aftermath.content {
        visit(&mut opened.by);
    }
    for mut by in std::mem::take(&mut state.aftermath.people) {
        visit(&mut by);
        state.aftermath.people.insert(by);
    }
    for prepared in state.prepared.iter_mut().filter(|p| p.by != PersonId(id(0))) {
        visit(&mut prepared.by);
    }
}

fn of_recommended(r: &mut Recommended, visit: &mut dyn FnMut(&mut PersonId)) {
    visit(&mut r.redirected.verified.requester.by);
    visit(&mut r.by);
}

fn of_approved(a: &mut Approved, visit: &mut dyn FnMut(&mut PersonId)) {
    of_recommended(&mut a.recommended, visit);
    visit(&mut a.by);
}

/// Of a notice of before a guard asks which one was followed, and what became of its mails.
fn forget_past(state: &mut Demand) {
    let long_ago = tick(0);
    state.past_notices.retain(|p| p.ending == Ending::Followed);
    for past in &mut state.past_notices {
        let o = &mut past.ordered;
        (o.first, o.second, o.at, o.due) = (None, None, long_ago, long_ago);
        if let Some(reached) = &mut past.reached {
            (reached.at, reached.message, reached.window, reached.late) = (long_ago, MessageId(id(0)), None, false);
        }
        past.mailing.reminded.clear();
        forget_mailing(&mut past.mailing);
    }
}

fn forget_mailing(mailing: &mut Mailing) {
    let long_ago = tick(0);
    for post in &mut mailing.posts {
        match &mut post.fate {
            Fate::Accepted { at } | Fate::Delivered { at } | Fate::Failed { at } => *at = long_ago,
            Fate::Waiting | Fate::Queued | Fate::Stopped => {}
        }
    }
    for reading in &mut mailing.readings {
        reading.opened_at = long_ago;
        reading.acknowledged_at = reading.acknowledged_at.map(|_| long_ago);
    }
    mailing.readings.sort_by_key(|r| r.contact);
    // How often, not when: the last time is dropped with the reminder that counts from it.
    for at in &mut mailing.reminded {
        *at = long_ago;
    }
}

/// Once something has left, all who had a part are one: none of them may review it, and nobody asks which part it was.
fn forget_aftermath(state: &mut Demand) {
    let (long_ago, nobody) = (tick(0), PersonId(id(0)));
    if state.stage.released().is_some() {
        let owed = state.clocks.iter().any(|c| c.kind == ObligationKind::Review && c.met_at.is_none());
        state.aftermath.people = if owed { state.took_part() } else { BTreeSet::new() };
        state.asker.handled_by.clear();
        if let Some(opened) = &mut state.aftermath.content {
            opened.by = nobody;
        }
        if let Emergency::Confirmed { by, .. } = &mut state.emergency {
            *by = nobody;
        }
    }
    if let Some(opened) = &mut state.aftermath.content {
        opened.at = long_ago;
    }
    if let Some(review) = &mut state.aftermath.review {
        (review.by, review.at) = (nobody, long_ago);
    }
    if let Some(paper) = &mut state.aftermath.follow_up {
        (paper.by, paper.at) = (nobody, long_ago);
    }
}

fn forget(state: &mut Demand, now: Instant) {
    let (long_ago, nobody) = (tick(0), PersonId(id(0)));
    // The policy's days run from the end of the secrecy until they have passed.
    let grace = state.grace_ends(&rulebook(), &policy()).map_or(0, |at| at.max(now).timestamp());
    // A stop of an earlier end says nothing of this one.
    let over = state.secrecy_over();
    state.secrecy.grace_stopped = state.secrecy.grace_stopped.take().filter(|stop| over.is_some_and(|end| stop.at >= end));
    state.version = u64::try_from(grace).unwrap();
    forget_aftermath(state);
    state.assignee = None;
    if let Some((_, at)) = &mut state.asker.facts {
        *at = long_ago;
    }
    let forget_verified = |v: &mut Verified| {
        v.form.by = nobody;
        v.form.at = long_ago;
        v.by = nobody;
        v.at = long_ago;
    };
    let forget_redirected = |r: &mut Redirected| forget_verified(&mut r.verified);
    let forget_recommended = |r: &mut Recommended| {
        forget_redirected(&mut r.redirected);
        r.at = long_ago;
    };
    let forget_sealed = |s: &mut Sealed| {
        forget_recommended(&mut s.approved.recommended);
        s.by = nobody;
        s.at = long_ago;
    };
    match &mut state.stage {
        Stage::Received => {}
        Stage::Verifying(v) => {
            if let Some(form) = &mut v.form {
                form.by = nobody;
                form.at = long_ago;
            }
        }
        Stage::Redirecting { verified, offer } => {
            forget_verified(verified);
            if let Some(offer) = offer {
                offer.at = long_ago;
            }
        }
        Stage::Reviewing(r) => forget_redirected(r),
        Stage::Approving(r) => forget_recommended(r),
        Stage::Producing(a) => forget_recommended(&mut a.recommended),
        Stage::Releasing(s) => forget_sealed(s),
        Stage::Closed { end, at } => {
            *at = long_ago;
            if let End::Released(r) = end {
                forget_sealed(&mut r.sealed);
                r.sealed.approved.by = nobody;
                r.sealed.approved.at = long_ago;
                r.sealed.approved.recommended.by = nobody;
                let requester = &mut r.sealed.approved.recommended.redirected.verified.requester;
                (requester.by, requester.at) = (nobody, long_ago);
                (r.first, r.second, r.at) = (nobody, nobody, long_ago);
            }
        }
    }
    for order in &mut state.secrecy.orders {
        // One attempt is as good as many; what it was nobody asks.
        order.efforts.truncate(1);
        for effort in &mut order.efforts {
            effort.at = long_ago;
        }
        order.reviews.clear();
        order.placed_at = long_ago;
        order.ended_at = order.ended_at.map(|_| long_ago);
        if order.ended_at.is_some() {
            order.end = OrderEnd::Until(long_ago);
        } else if let OrderEnd::Indefinite { review_on } = &mut order.end {
            // Whether a review is due is asked; when it will be is not.
            *review_on = if *review_on <= now { long_ago } else { now + policy().indefinite_review };
        }
    }
    state.secrecy.none = state.secrecy.none.as_ref().map(|none| match none {
        // By whom it was confirmed counts where one person alone can order the notice, not between two people.
        NoneConfirmed::TwoPeople { .. } => NoneConfirmed::TwoPeople { first: nobody, second: nobody, at: long_ago },
        NoneConfirmed::Docket { checked, .. } => NoneConfirmed::Docket { by: nobody, checked: checked.clone(), at: long_ago },
        NoneConfirmed::Grace { days, .. } => NoneConfirmed::Grace { days: *days, at: long_ago },
    });
    for request in &mut state.secrecy.requests {
        (request.at, request.by) = (long_ago, None);
        match &mut request.decision {
            Some(RequestDecision::AskForOrder { answer_by }) if *answer_by <= now => *answer_by = long_ago,
            Some(RequestDecision::AskForOrder { .. } | RequestDecision::OrderRecorded { .. } | RequestDecision::Nothing) | None => {}
        }
    }
    // Of many requests only the last can be decided, and the others only hold while they wait.
    if let Some(last) = state.secrecy.requests.pop() {
        state.secrecy.requests.retain(|r| r.awaited().is_some_and(|until| now < until));
        state.secrecy.requests.dedup();
        state.secrecy.requests.push(last);
    }
    if let Some(stopped) = &mut state.secrecy.grace_stopped {
        (stopped.by, stopped.at) = (nobody, long_ago);
    }
    forget_past(state);
    for cleared in &mut state.cleared {
        (cleared.first, cleared.second, cleared.at) = (nobody, nobody, long_ago);
    }
    state.cleared.sort_by_key(|c| c.of);
    for escape in &mut state.escapes {
        escape.at = long_ago;
        if let Some(found) = &mut escape.answer {
            (found.by, found.at) = (nobody, long_ago);
        }
    }
    if let Some(asked) = &mut state.timing {
        asked.at = long_ago;
    }
    match &mut state.notice {
        Notice::NotOwed(_) => {}
        Notice::Owed { since, due } => (*since, *due) = (long_ago, long_ago),
        Notice::Queued { first, second, at, due, mailing, .. } => {
            (*first, *second, *at, *due) = (None, None, long_ago, long_ago);
            forget_mailing(mailing);
        }
        Notice::Sent { at, window, late, message, ordered, mailing, .. } => {
            // A reminder counts from the sending.
            if mailing.acknowledged() || !mailing.reminded.is_empty() || *at + policy().acknowledge_within <= now {
                *at = long_ago;
            }
            (*late, *message) = (false, MessageId(id(0)));
            (ordered.first, ordered.second, ordered.at, ordered.due) = (None, None, long_ago, long_ago);
            forget_mailing(mailing);
            if let Some(window) = window {
                window.opens_at = long_ago;
                window.shortened = false;
                window.ends_at = if window.ends_at <= now { long_ago } else { window.ends_at };
            }
        }
        Notice::Undeliverable { at, due } => (*at, *due) = (long_ago, long_ago),
        Notice::Waived { first, second, at, .. } => (*first, *second, *at) = (nobody, nobody, long_ago),
    }
    match &mut state.emergency {
        Emergency::Confirmed { at, .. } => *at = long_ago,
        Emergency::No | Emergency::Claimed => {}
    }
    match &mut state.clearance {
        Clearance::Given { at } | Clearance::Refused { at } => *at = long_ago,
        Clearance::NotNeeded | Clearance::Awaited => {}
    }
    match &mut state.challenge {
        Challenge::Filed { at, .. } => *at = long_ago,
        Challenge::None | Challenge::Lost | Challenge::Won => {}
    }
    if let Some(Clarification { asked_at, .. }) = &mut state.clarification {
        *asked_at = long_ago;
    }
    // An answered objection asks for nothing more.
    state.objections.retain(|o| o.answer.is_none());
    for objection in &mut state.objections {
        objection.at = long_ago;
        objection.by = None;
        objection.time = ObjectionTime::InTime;
    }
    match &mut state.preservation {
        Preservation::None => {}
        Preservation::Active { accounts, .. } => forget_answers(accounts),
        Preservation::Ended { at, accounts, .. } => {
            *at = long_ago;
            forget_answers(accounts);
        }
        Preservation::Purged { at, ended_at, accounts, .. } => {
            (*at, *ended_at) = (long_ago, long_ago);
            forget_answers(accounts);
        }
    }
    state.clocks.retain(|c| c.kind != ObligationKind::Purge || c.met_at.is_none());
    for clock in &mut state.clocks {
        clock.met_at = clock.met_at.map(|_| long_ago);
        // When one of these is due opens and closes nothing, and its id counts the entries.
        if clock.kind == ObligationKind::Purge || clock.kind.follows_an_emergency() {
            clock.id = domain::ids::ObligationId(id(0));
            (clock.started_at, clock.due.internal, clock.due.legal) = (long_ago, long_ago, None);
        }
    }
    // Too old is too old, however old.
    let policy = policy();
    for prepared in &mut state.prepared {
        if prepared.at + policy.prepared_valid <= now {
            (prepared.at, prepared.by) = (long_ago, nobody);
        }
    }
    state.prepared.sort_by_key(|p| p.act.kind());
}

/// Who said something of an account, and when, opens and closes nothing.
fn forget_answers(accounts: &mut [Kept]) {
    for kept in accounts {
        match &mut kept.custody {
            Custody::Asked { at } => *at = Instant::UNIX_EPOCH,
            Custody::Answered { by, at, .. } => (*by, *at) = (domain::actor::Actor::System, Instant::UNIX_EPOCH),
        }
    }
}
