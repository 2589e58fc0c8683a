//! A demand that was handled before this installation: what a list of past demands says of it, and what the statistics see of that.
//!
//! Nothing is known but what the list says. Where a count needs more, the least is taken that the rest of the row makes certain.

use crate::Instant;
use crate::ids::Reference;
use crate::instrument::{Instrument, InstrumentId, Matter, Purpose, Rulebook};
use crate::outcome::Outcome;
use crate::tally::{
    AuthorityLevel, Contradiction, DataSought, DemandKind, Disclosed, Notified, RedirectTally, Route, SecrecyTally, Segment, Tally,
};
use serde::{Deserialize, Serialize};

/// A past demand. What is `None` is not known.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PastDemand {
    /// The list's own reference.
    pub reference: String,
    /// When it came; of a day without a time, its first moment.
    pub received_at: Instant,
    /// Requesting country, as in [`Tally::territory`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub territory: Option<String>,
    /// Its part, the second half of a code of ISO 3166-2 such as `NY`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subdivision: Option<String>,
    /// Level of the body that issued the paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authority_level: Option<AuthorityLevel>,
    /// The instrument, by its id in the rulebook.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instrument: Option<InstrumentId>,
    /// The matter, where it is not the instrument's usual one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matter: Option<Matter>,
    /// What it asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub demand_kind: Option<DemandKind>,
    /// Its way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route: Option<Route>,
    /// The country that passed it on under mutual legal assistance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assisting_territory: Option<String>,
    /// Whose data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub segment: Option<Segment>,
    /// The provider's product.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    /// What kinds of identifiers it named, as codes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identifier_types: Vec<String>,
    /// Distinct identifiers that it named. Only their number is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identifiers: Option<u32>,
    /// Distinct accounts that they matched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accounts_matched: Option<u32>,
    /// Distinct customers concerned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customers: Option<u32>,
    /// What it demanded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data_sought: Option<DataSought>,
    /// How it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// Distinct accounts of which something left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accounts_disclosed: Option<u32>,
    /// Whether content left that lay outside the requesting country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_stored_abroad: Option<bool>,
    /// Whether it was challenged or narrowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub challenged: Option<bool>,
    /// Why it was refused, as a code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rejection_ground: Option<String>,
    /// The gravest secrecy that was attached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secrecy: Option<SecrecyTally>,
    /// Whether the customer was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<Notified>,
    /// When its receipt was confirmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged_at: Option<Instant>,
    /// When it was answered: produced, refused or closed otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effect_at: Option<Instant>,
    /// The kind of illegal content it was about, as a code (Reg. (EU) 2022/2065 Art 15(1)(a)).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub illegality_category: Option<String>,
    /// Whether nobody may know that there was a demand.
    #[serde(default)]
    pub existence_secret: bool,
}

/// For whose eyes a past demand is not.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hidden {
    /// For everybody who handles cases.
    No,
    /// National security: for counsel, and in no exact number (INV-22).
    Matter,
    /// Nobody may know that there was a demand: for counsel, and left out before anything is counted.
    Existence,
}

impl Hidden {
    /// All.
    pub const ALL: [Hidden; 3] = [Hidden::No, Hidden::Matter, Hidden::Existence];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Hidden::No => "no",
            Hidden::Matter => "matter",
            Hidden::Existence => "existence",
        }
    }
}

/// What can't be true of a past demand.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Impossible {
    /// It came before 1970 or has not come yet.
    #[error("it must lie between 1970 and now")]
    Received,
    /// It was acknowledged before it came, or not yet.
    #[error("it must lie between the receipt and now")]
    Acknowledged,
    /// It was answered before it came, or not yet.
    #[error("it must lie between the receipt and now")]
    Effect,
    /// A forged demand under which something left, and not a word of what.
    #[error("data left under a forged demand: say with data_sought what it was")]
    ForgedWithoutKind,
    /// The facts contradict each other.
    #[error("the row contradicts itself: {}", .0.code())]
    Contradiction(Contradiction),
}

impl Impossible {
    /// The column that it is about.
    #[must_use]
    pub const fn column(self) -> &'static str {
        match self {
            Impossible::Received => "received_at",
            Impossible::Acknowledged => "acknowledged_at",
            Impossible::Effect => "effect_at",
            Impossible::ForgedWithoutKind => "data_sought",
            Impossible::Contradiction(Contradiction::AccountsAgainstDisclosure | Contradiction::MoreDisclosedThanMatched) => {
                "accounts_disclosed"
            }
            Impossible::Contradiction(_) => "outcome",
        }
    }
}

impl PastDemand {
    fn of<'a>(&self, rulebook: &'a Rulebook) -> Option<&'a Instrument> {
        self.instrument.as_ref().and_then(|id| rulebook.get(id))
    }

    /// What it asked for; not said, what its instrument is for.
    #[must_use]
    pub fn kind(&self, rulebook: &Rulebook) -> DemandKind {
        self.demand_kind.unwrap_or(match self.of(rulebook).map(|i| i.purpose) {
            Some(Purpose::Preserve) => DemandKind::Preservation,
            Some(Purpose::Act) => DemandKind::Action,
            Some(Purpose::Disclose) | None => DemandKind::Disclosure,
        })
    }

    /// Its matter. An instrument of national security stays one whatever the row says.
    #[must_use]
    pub fn matter(&self, rulebook: &Rulebook) -> Matter {
        let usual = self.of(rulebook).map(|i| i.statistics.matter);
        match (usual, self.matter) {
            (Some(Matter::NationalSecurity), _) => Matter::NationalSecurity,
            (_, Some(said)) => said,
            (Some(usual), None) => usual,
            (None, None) => Matter::Criminal,
        }
    }

    /// For whose eyes it is not.
    #[must_use]
    pub fn hidden(&self, rulebook: &Rulebook) -> Hidden {
        match self.matter(rulebook) {
            Matter::NationalSecurity => Hidden::Matter,
            _ if self.existence_secret => Hidden::Existence,
            _ => Hidden::No,
        }
    }

    fn route(&self, rulebook: &Rulebook) -> Route {
        self.route.unwrap_or(match self.of(rulebook) {
            // Reg. (EU) 2023/1543 is the only law of the Union under which a paper comes to us.
            Some(i) if i.territory == "EU" => Route::EEvidence,
            Some(i) if i.id.as_str() == "gen.informal" => Route::Informal,
            _ => Route::Direct,
        })
    }

    /// What left. Under a forged demand (INV-25) something may have left: then what it asked for is what left.
    fn disclosed(&self) -> Disclosed {
        match self.outcome {
            Some(Outcome::DisclosedContent) => Disclosed::Content,
            Some(Outcome::DisclosedNoncontent) => Disclosed::Noncontent,
            Some(Outcome::Fraudulent) if self.accounts_disclosed.is_some_and(|n| n > 0) => match self.data_sought {
                Some(DataSought::Noncontent) => Disclosed::Noncontent,
                Some(DataSought::Content | DataSought::Both) => Disclosed::Content,
                Some(DataSought::Unstated) | None => Disclosed::Nothing,
            },
            _ => Disclosed::Nothing,
        }
    }

    /// What the statistics see of it at `cut_off`, under the reference that this house gave it.
    ///
    /// A row without an outcome counts as in process, and one answered after the cut-off as well. A disclosure was of one account at
    /// least, and an account of which something left was matched. A customer of whom nobody says that it was told was not told.
    #[must_use]
    pub fn tally(&self, reference: Reference, rulebook: &Rulebook, cut_off: Instant) -> Tally {
        let demand_kind = self.kind(rulebook);
        let matter = self.matter(rulebook);
        let answered = self.effect_at.unwrap_or(self.received_at);
        let outcome = self.outcome.filter(|_| answered <= cut_off);
        let disclosed = if outcome.is_some() { self.disclosed() } else { Disclosed::Nothing };
        let left = disclosed != Disclosed::Nothing;
        let count = |n: Option<u32>| n.map_or(0, |n| usize::try_from(n).unwrap_or(usize::MAX));
        let accounts_disclosed = match self.accounts_disclosed {
            None if left => 1,
            said if outcome.is_some() => count(said),
            _ => 0,
        };
        let accounts_matched = self.accounts_matched.map_or(accounts_disclosed, |n| count(Some(n)));
        Tally {
            reference,
            received_at: self.received_at,
            closed_at: outcome.map(|_| answered),
            territory: self.territory.clone().unwrap_or_else(|| "ZZ".to_owned()),
            authority_level: self.authority_level.unwrap_or(AuthorityLevel::Unknown),
            route: self.route(rulebook),
            legal_process: self.of(rulebook).map_or_else(|| "gen.other".to_owned(), |i| i.statistics.legal_process.clone()),
            matter,
            demand_kind,
            segment: self.segment.unwrap_or(Segment::Unknown),
            data_sought: match demand_kind {
                DemandKind::Preservation | DemandKind::Action => DataSought::Unstated,
                DemandKind::Disclosure => self.data_sought.unwrap_or(DataSought::Unstated),
            },
            emergency: matter == Matter::Emergency || self.of(rulebook).is_some_and(|i| i.statistics.matter == Matter::Emergency),
            identifiers: count(self.identifiers),
            accounts_matched,
            customers: count(self.customers),
            accounts_preserved: if demand_kind == DemandKind::Preservation { accounts_matched } else { 0 },
            accounts_disclosed,
            disclosed,
            outcome,
            secrecy: self.secrecy.unwrap_or(SecrecyTally::None),
            notified: left.then(|| self.notice.unwrap_or(Notified::Other)),
            redirect: match outcome {
                Some(Outcome::RedirectedToCustomer) => RedirectTally::Accepted,
                _ => RedirectTally::NotOffered,
            },
            duplicate_of: None,
            extends_preservation: false,
        }
    }

    /// What of it can't be true, as known at `now`; `None` when it can be counted.
    #[must_use]
    pub fn impossible(&self, rulebook: &Rulebook, now: Instant) -> Option<Impossible> {
        // A day without a time lasts to its end.
        let soon = now + chrono::TimeDelta::days(1);
        let after_receipt = |at: Option<Instant>| at.is_none_or(|at| self.received_at <= at && at <= soon);
        if self.received_at < Instant::UNIX_EPOCH || self.received_at > now {
            return Some(Impossible::Received);
        }
        if !after_receipt(self.acknowledged_at) {
            return Some(Impossible::Acknowledged);
        }
        if !after_receipt(self.effect_at) {
            return Some(Impossible::Effect);
        }
        let forged = self.outcome == Some(Outcome::Fraudulent) && self.accounts_disclosed.is_some_and(|n| n > 0);
        if forged && self.disclosed() == Disclosed::Nothing {
            return Some(Impossible::ForgedWithoutKind);
        }
        // Without an outcome nothing can have left.
        let stray = self.outcome.is_none() && self.accounts_disclosed.is_some_and(|n| n > 0);
        if stray {
            return Some(Impossible::Contradiction(Contradiction::AccountsAgainstDisclosure));
        }
        self.tally(Reference::of_past(0), rulebook, soon).contradiction(soon).map(Impossible::Contradiction)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_of_past_demands_are_their_own() {
        for n in [0, 1, 29, 30, 899, 1_000_000, 21_869_999_999] {
            let reference = Reference::of_past(n);
            assert_eq!(reference.past(), Some(n));
            let text = reference.to_string();
            assert!(text.starts_with("D-0"), "{text}");
            assert_eq!(text.parse::<Reference>(), Ok(reference));
        }
        assert_eq!(Reference::from_random([7; 8]).past(), None);
        assert!("D-22A0-2222".parse::<Reference>().is_err(), "a 0 stands at the beginning or nowhere");
    }
}
