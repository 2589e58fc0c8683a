//! From a demand's entries to what the statistics see of it, as it stood at a cut-off.
//!
//! Everything is read from the record and nothing from the live case: what was in force once, left once or was offered
//! once is counted even where a later entry has replaced it in the state.

use crate::Instant;
use crate::category::Category;
use crate::command::RedirectAnswer;
use crate::demand::{Demand, Emergency};
use crate::event::{Entry, Event};
use crate::ids::{DemandId, Reference};
use crate::instrument::{Instrument, Matter, Purpose, Rulebook, SecrecySource};
use crate::notice::{NotOwed, Notice};
use crate::outcome::Outcome;
use crate::paper::{CustomerClass, LinkKind};
use crate::preservation::Preservation;
use crate::secrecy::{MayTell, OrderEnd, SecrecyOrder};
use crate::stage::{PackedLine, SkipGround, Stage};
use crate::tally::{AuthorityLevel, DataSought, DemandKind, Disclosed, Notified, RedirectTally, Route, SecrecyTally, Segment, Tally};
use std::collections::{BTreeMap, BTreeSet};

/// What must be known of an earlier demand that a demand is linked to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Earlier {
    /// Its reference.
    pub reference: Reference,
    /// When it came; of several, the oldest is the one that is counted.
    pub received_at: Instant,
    /// Its preservation.
    pub preservation: Preservation,
}

/// What the entries themselves do not say.
#[derive(Clone, Copy, Debug)]
pub struct Sources<'a> {
    /// The rules.
    pub rulebook: &'a Rulebook,
    /// Level of the demand's authority, from the registry; `Unknown` while nobody has identified it.
    pub level: AuthorityLevel,
    /// The demands that its links name.
    pub earlier: &'a BTreeMap<DemandId, Earlier>,
}

/// What happened up to the cut-off and may stand in the state no more.
#[derive(Default)]
struct History {
    released_at: Option<Instant>,
    left: Vec<PackedLine>,
    redirect: Option<RedirectTally>,
    secrecy: Vec<SecrecyTally>,
    preserved: bool,
}

/// What the statistics see of a demand at `cut_off`: of its entries in order, those up to then. `None` when there is none.
#[must_use]
pub fn tally(entries: &[Entry], cut_off: Instant, sources: &Sources<'_>) -> Option<Tally> {
    let mut entries = entries.iter().take_while(|e| e.at <= cut_off);
    let first = entries.next()?;
    let mut demand = Demand::open(first)?;
    let mut history = History::default();
    history.look(first, &demand);
    for entry in entries {
        // What is released is the package that lay ready until then.
        if matches!(entry.event, Event::Released { .. })
            && let Some(sealed) = demand.stage.sealed()
        {
            history.released_at = history.released_at.or(Some(entry.at));
            history.left.extend(sealed.package.lines.iter().filter(|l| l.records > 0).cloned());
        }
        demand = demand.apply(entry);
        history.look(entry, &demand);
    }
    Some(history.tally(&demand, cut_off, sources))
}

impl History {
    fn look(&mut self, entry: &Entry, after: &Demand) {
        match &entry.event {
            Event::RedirectOffered { .. } => self.redirect = after_offer(self.redirect),
            Event::RedirectAnswered { answer } => self.redirect = answered(self.redirect, answer),
            Event::RedirectSkipped { ground } => self.redirect = skipped(self.redirect, *ground),
            _ => {}
        }
        self.secrecy.extend(after.secrecy.orders.iter().filter(|o| o.in_force(entry.at)).map(weight));
        self.preserved |= after.preservation != Preservation::None;
    }

    fn tally(&self, demand: &Demand, cut_off: Instant, sources: &Sources<'_>) -> Tally {
        let instrument = demand.instrument(sources.rulebook);
        let disclosed = self.disclosed();
        let accounts_disclosed = self.accounts_disclosed(demand);
        let matched = demand.customer.as_ref().map_or(0, |c| c.accounts.iter().collect::<BTreeSet<_>>().len());
        // An account of which something left was matched, whoever wrote it down.
        let accounts_matched = if matched == 0 { accounts_disclosed } else { matched };
        let demand_kind = match instrument.map(|i| i.purpose) {
            Some(Purpose::Preserve) => DemandKind::Preservation,
            Some(Purpose::Act) => DemandKind::Action,
            Some(Purpose::Disclose) | None => DemandKind::Disclosure,
        };
        let matter = instrument.map_or(Matter::Criminal, |i| i.statistics.matter);
        let earlier = earliest(demand, sources);
        let (closed_at, outcome) = match &demand.stage {
            Stage::Closed { end, at } => (Some(*at), Some(agreed(end.outcome(), disclosed))),
            _ => (None, None),
        };
        Tally {
            reference: demand.reference,
            received_at: demand.receipt.at,
            closed_at,
            territory: territory(demand, instrument),
            authority_level: if demand.authority.is_some() { sources.level } else { AuthorityLevel::Unknown },
            route: route(demand, instrument),
            legal_process: instrument.map_or_else(|| "gen.other".to_owned(), |i| i.statistics.legal_process.clone()),
            matter,
            demand_kind,
            segment: segment(demand),
            data_sought: if demand_kind == DemandKind::Disclosure { data_sought(demand) } else { DataSought::Unstated },
            emergency: matter == Matter::Emergency || matches!(demand.emergency, Emergency::Confirmed { .. }),
            identifiers: demand.paper.identifiers.iter().map(|i| (i.kind, i.normalised())).collect::<BTreeSet<_>>().len(),
            accounts_matched,
            customers: usize::from(demand.customer.is_some()),
            accounts_preserved: if self.preserved { accounts_matched } else { 0 },
            accounts_disclosed: accounts_disclosed.min(accounts_matched),
            disclosed,
            outcome,
            secrecy: self.secrecy.iter().copied().max_by_key(|s| rank(*s)).unwrap_or(SecrecyTally::None),
            notified: (disclosed != Disclosed::Nothing).then(|| self.notified(demand, cut_off)),
            redirect: self.redirect.unwrap_or(RedirectTally::NotOffered),
            // What was produced again counts by itself (INV-27 asks for the reason); everything else is counted once.
            duplicate_of: earlier.as_ref().filter(|_| disclosed == Disclosed::Nothing).map(|e| e.reference),
            extends_preservation: demand_kind == DemandKind::Preservation
                && earlier.as_ref().is_some_and(|e| live(&e.preservation, demand.receipt.at)),
        }
    }

    fn disclosed(&self) -> Disclosed {
        if self.left.iter().any(|l| l.category.is_content()) {
            Disclosed::Content
        } else if self.left.is_empty() {
            Disclosed::Nothing
        } else {
            Disclosed::Noncontent
        }
    }

    /// Two names of one account on a paper are one account: a line's account is compared as the paper's identifier is.
    fn accounts_disclosed(&self, demand: &Demand) -> usize {
        let same = |account: &str| {
            let named = demand.paper.identifiers.iter().find(|i| i.value == account);
            named.map_or_else(|| account.trim().to_owned(), crate::paper::Identifier::normalised)
        };
        self.left.iter().map(|l| same(&l.account)).collect::<BTreeSet<_>>().len()
    }

    fn notified(&self, demand: &Demand, cut_off: Instant) -> Notified {
        match (demand.first_told(), self.released_at) {
            (Some(told), Some(released)) if told < released => return Notified::Before,
            (Some(_), _) => return Notified::After,
            (None, _) => {}
        }
        let forbidden = matches!(demand.may_tell_customer(cut_off), MayTell::No { .. })
            || matches!(demand.notice, Notice::NotOwed(NotOwed::LawForbids));
        match demand.emergency {
            _ if forbidden => Notified::Prohibited,
            Emergency::Confirmed { .. } => Notified::Exigent,
            Emergency::No | Emergency::Claimed => Notified::Other,
        }
    }
}

/// An offer was made. What was skipped before is made good by it; an acceptance stays what it was.
fn after_offer(before: Option<RedirectTally>) -> Option<RedirectTally> {
    if before == Some(RedirectTally::Accepted) { before } else { Some(RedirectTally::Offered) }
}

/// An offer was answered, or nobody answered it. An acceptance is counted although the case was reopened later.
fn answered(before: Option<RedirectTally>, answer: &RedirectAnswer) -> Option<RedirectTally> {
    match answer {
        _ if before == Some(RedirectTally::Accepted) => before,
        RedirectAnswer::Accepted => Some(RedirectTally::Accepted),
        RedirectAnswer::Declined { .. } => Some(RedirectTally::Declined),
        RedirectAnswer::Silent => Some(RedirectTally::Silent),
    }
}

/// The redirect was left out. An offer that was made is counted as one, whatever cut it short.
fn skipped(before: Option<RedirectTally>, ground: SkipGround) -> Option<RedirectTally> {
    match (before, ground) {
        (Some(RedirectTally::Accepted | RedirectTally::Offered | RedirectTally::Declined | RedirectTally::Silent), _) => before,
        (_, SkipGround::Secrecy) => Some(RedirectTally::SkippedSecrecy),
        (_, SkipGround::Emergency) => Some(RedirectTally::SkippedEmergency),
        (_, SkipGround::LawNamesProvider) => Some(RedirectTally::SkippedLaw),
        (_, SkipGround::Consumer) => Some(RedirectTally::SkippedConsumer),
        (_, SkipGround::NoCustomer) => Some(RedirectTally::SkippedNoCustomer),
    }
}

/// An outcome beside what left: after a release, a reopening and another end, what left decides. A fraud stays one (INV-25),
/// and a package without a record in it disclosed nothing.
const fn agreed(outcome: Outcome, disclosed: Disclosed) -> Outcome {
    match (outcome, disclosed) {
        (Outcome::Fraudulent, _) => Outcome::Fraudulent,
        (_, Disclosed::Content) => Outcome::DisclosedContent,
        (_, Disclosed::Noncontent) => Outcome::DisclosedNoncontent,
        (Outcome::DisclosedContent | Outcome::DisclosedNoncontent, Disclosed::Nothing) => Outcome::NoDataFound,
        (other, Disclosed::Nothing) => other,
    }
}

/// An order that somebody made is counted before silence that the law commands by itself: M21 counts orders.
const fn rank(secrecy: SecrecyTally) -> u8 {
    match secrecy {
        SecrecyTally::None => 0,
        SecrecyTally::Statutory => 1,
        SecrecyTally::Fixed => 2,
        SecrecyTally::Indefinite => 3,
    }
}

const fn weight(order: &SecrecyOrder) -> SecrecyTally {
    match (order.source, order.end) {
        (SecrecySource::Statutory, _) => SecrecyTally::Statutory,
        (SecrecySource::None, _) => SecrecyTally::None,
        (SecrecySource::Court | SecrecySource::Request, OrderEnd::Indefinite { .. }) => SecrecyTally::Indefinite,
        (SecrecySource::Court | SecrecySource::Request, OrderEnd::Until(_)) => SecrecyTally::Fixed,
    }
}

/// The authority's own country; while it is not known, the one whose law the paper invokes. The Union's instruments come
/// from one of its members, so without an authority nobody knows which.
fn territory(demand: &Demand, instrument: Option<&Instrument>) -> String {
    let known = demand.authority.as_ref().map(|a| a.territory.as_str());
    let by_law = instrument.map(|i| i.territory.as_str()).filter(|t| *t != "EU");
    let code = known.or(by_law).unwrap_or("ZZ");
    // A subdivision (US-NY, ISO 3166-2) is counted under its country.
    let country = code.split('-').next().unwrap_or_default().to_ascii_uppercase();
    let is_code = country.len() == 2 && country.bytes().all(|b| b.is_ascii_uppercase());
    if is_code { country } else { "ZZ".to_owned() }
}

fn route(demand: &Demand, instrument: Option<&Instrument>) -> Route {
    match instrument {
        Some(i) if i.id.as_str() == "eu.dsa.art10" => Route::DsaArt10,
        // An order to act comes from the authority itself; Reg. (EU) 2023/1543 is the other law of the Union under which papers come.
        Some(i) if i.territory == "EU" && i.purpose != Purpose::Act => Route::EEvidence,
        _ if demand.paper.instrument.as_str() == "gen.informal" => Route::Informal,
        _ => Route::Direct,
    }
}

/// A lawyer, doctor or journalist is our customer by profession, not as a private person.
fn segment(demand: &Demand) -> Segment {
    match demand.customer.as_ref().map(|c| c.class) {
        Some(CustomerClass::Consumer) => Segment::Consumer,
        Some(CustomerClass::Enterprise | CustomerClass::Privileged) => Segment::Enterprise,
        Some(CustomerClass::PublicSector) => Segment::PublicSector,
        None => Segment::Unknown,
    }
}

fn data_sought(demand: &Demand) -> DataSought {
    let content = |category: Category| category.is_content();
    let some = |is: bool| demand.lines.iter().any(|l| content(l.category) == is);
    match (some(true), some(false)) {
        (true, true) => DataSought::Both,
        (true, false) => DataSought::Content,
        (false, true) => DataSought::Noncontent,
        (false, false) => DataSought::Unstated,
    }
}

/// The oldest of the demands that this one repeats.
fn earliest(demand: &Demand, sources: &Sources<'_>) -> Option<Earlier> {
    let repeats = demand.links.iter().filter(|l| l.kind == LinkKind::Duplicate).filter_map(|l| sources.earlier.get(&l.other));
    repeats.min_by_key(|e| (e.received_at, e.reference)).cloned().filter(|e| e.reference != demand.reference)
}

fn live(preservation: &Preservation, at: Instant) -> bool {
    match preservation {
        Preservation::None => false,
        Preservation::Active { until, holds, .. } => !holds.is_empty() || until.is_none_or(|until| at < until),
        Preservation::Ended { at: ended, .. } | Preservation::Purged { ended_at: ended, .. } => at < *ended,
    }
}
