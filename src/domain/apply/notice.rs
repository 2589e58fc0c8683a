//! What an entry does to the notice track: given, delivered, come back, followed by the next.

use crate::Instant;
use crate::command::ActKind;
use crate::demand::Demand;
use crate::event::Event;
use crate::ids::MessageId;
use crate::notice::{Ending, Fate, Mailing, Notice, Ordered, Window};

impl Demand {
    /// The notice that counts now becomes one of the past.
    pub(super) fn put_away(&mut self, ending: Ending) {
        let customer = self.customer.as_ref().map(|c| c.id);
        self.past_notices.extend(self.notice.past(customer, ending));
    }

    /// The first mail server took responsibility for the notice.
    pub(super) fn given(&mut self, message: MessageId, at: Instant, window: Option<Window>, late: bool) {
        if let Notice::Queued { draft, first, second, at: ordered_at, due, mailing } = &self.notice {
            let (kind, mut mailing) = (draft.kind, mailing.clone());
            mailing.set(message, Fate::Accepted { at });
            let ordered = Box::new(Ordered { draft: draft.clone(), first: *first, second: *second, at: *ordered_at, due: *due });
            self.notice = Notice::Sent { kind, at, message, window, late, ordered, mailing };
        }
    }

    /// What became of a notice's mails after that.
    pub(super) fn delivered(&mut self, event: &Event, at: Instant) {
        match event {
            Event::NoticeAccepted { message } => self.fate(*message, Fate::Accepted { at }),
            Event::NoticeDelivered { message } => self.fate(*message, Fate::Delivered { at }),
            Event::NoticeBounced { message, .. } => {
                self.fate(*message, Fate::Failed { at });
                self.taken_back();
            }
            Event::NoticeNext { place } => {
                if let Some(mailing) = self.notice.mailing_mut() {
                    mailing.turn_to(*place);
                }
            }
            Event::NoticeReminded => {
                if let Some(mailing) = self.notice.mailing_mut() {
                    mailing.reminded.push(at);
                }
            }
            Event::NoticeOpened { contact } => self.told_mut(|mailing| mailing.read(*contact, at, false)),
            Event::NoticeAcknowledged { contact } => self.told_mut(|mailing| mailing.read(*contact, at, true)),
            _ => {}
        }
    }

    fn fate(&mut self, message: MessageId, fate: Fate) {
        let past = self.past_notices.iter_mut().map(|p| &mut p.mailing);
        for mailing in past.chain(self.notice.mailing_mut()) {
            mailing.set(message, fate);
        }
    }

    /// A notice whose every mail came back was not given: its window is void, and the debt is open as before.
    fn taken_back(&mut self) {
        for past in self.past_notices.iter_mut().filter(|p| p.ending == Ending::Followed && !p.mailing.reached()) {
            past.ending = Ending::Failed;
            // An end without a beginning is no end.
            self.prepared.retain(|p| p.act.kind() != ActKind::SendNotice);
        }
        if let Notice::Sent { ordered, mailing, .. } = &self.notice
            && !mailing.reached()
        {
            let Ordered { draft, first, second, at, due } = ordered.as_ref().clone();
            self.notice = Notice::Queued { draft, first, second, at, due, mailing: mailing.clone() };
        }
    }

    /// The mails of the notice that the customer was told by last.
    fn told_mut(&mut self, change: impl FnOnce(&mut Mailing)) {
        if let Notice::Sent { mailing, .. } = &mut self.notice {
            change(mailing);
        } else if let Some(past) = self.past_notices.iter_mut().rev().find(|p| p.ending == Ending::Followed) {
            change(&mut past.mailing);
        }
    }
}
