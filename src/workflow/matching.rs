//! Whose data a demand is about: rules in order, and a person where they leave more than one.
//!
//! For each identifier the strongest rule that matches decides: an account on a customer's list, the customer's id in the provider's
//! own systems, then what the provider's account service said, then the domain, the nearer before the one above it. What a weaker rule proposes is shown and decides nothing.

use super::receive::customer;
use super::{Error, Workflow, projection};
use crate::store::Conn;
use crate::store::customers::{self, CustomerRow, Match};
use crate::store::demands::{self, SaidRow};
use domain::Instant;
use domain::demand::Demand;
use domain::ids::CustomerId;
use domain::paper::{Identifier, KnownCustomer};
use std::collections::{BTreeMap, BTreeSet};

/// By which rule an identifier is a customer's, the strongest first.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum MatchedBy {
    /// It is on the customer's list of accounts, as this account.
    Account(String),
    /// It is the customer's id in the provider's own systems.
    ExternalId,
    /// The provider's account service said so at this moment.
    Said(Instant),
    /// It belongs to this domain of the customer's.
    Domain(String),
}

impl MatchedBy {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Account(_) => "account",
            Self::ExternalId => "external_id",
            Self::Said(_) => "said",
            Self::Domain(_) => "domain",
        }
    }

    /// The account or domain.
    #[must_use]
    pub fn what(&self) -> &str {
        match self {
            Self::Account(what) | Self::Domain(what) => what,
            Self::ExternalId | Self::Said(_) => "",
        }
    }

    /// Of a match the strongest rule; the larger the number, the weaker.
    fn strongest(hit: &Match) -> Option<(usize, Self)> {
        if let Some(account) = &hit.account {
            return Some((0, Self::Account(account.clone())));
        }
        if hit.external {
            return Some((1, Self::ExternalId));
        }
        // A longer domain is nearer; no name is as long as 1000.
        hit.domain.as_ref().map(|domain| (1000_usize.saturating_sub(domain.len()).max(3), Self::Domain(domain.clone())))
    }
}

/// The account service goes after what stands in the directory itself, and before what a domain suggests.
const SAID: usize = 2;

/// A customer that a demand may be about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Candidate {
    /// The customer with the identifiers that match it.
    pub customer: KnownCustomer,
    /// Each of those, as printed, with the rule.
    pub why: Vec<(String, MatchedBy)>,
    /// Whether for one of the identifiers no stronger rule points elsewhere.
    pub decisive: bool,
}

impl Workflow {
    /// Every customer that one of the identifiers matches, by whatever rule: those that decide first, each by name.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn matching_customers(&self, conn: &impl Conn, identifiers: &[Identifier]) -> Result<Vec<Candidate>, Error> {
        candidates(conn, identifiers, &[]).await
    }

    /// The same for a demand, with what the account service said of its accounts.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn matching_customers_of(&self, conn: &impl Conn, demand: &Demand) -> Result<Vec<Candidate>, Error> {
        candidates(conn, &demand.paper.identifiers, &demands::said_of(conn, demand.id).await?.1).await
    }

    /// The customer whom a person chose, or the only one for whom the rules decide; anything else is a person's decision.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn known_customer(
        &self,
        conn: &impl Conn,
        identifiers: &[Identifier],
        chosen: Option<CustomerId>,
    ) -> Result<Option<KnownCustomer>, Error> {
        let mut found = self.matching_customers(conn, identifiers).await?;
        if let Some(id) = chosen {
            return among(conn, found, id).await;
        }
        found.retain(|c| c.decisive);
        Ok(if found.len() == 1 { found.pop().map(|c| c.customer) } else { None })
    }

    /// The customer whom a person chose for a demand, with those of its accounts that match; `None` when there is no such customer.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn chosen_customer(&self, conn: &impl Conn, demand: &Demand, chosen: CustomerId) -> Result<Option<KnownCustomer>, Error> {
        among(conn, self.matching_customers_of(conn, demand).await?, chosen).await
    }
}

async fn candidates(conn: &impl Conn, identifiers: &[Identifier], said: &[SaidRow]) -> Result<Vec<Candidate>, Error> {
    type Found = (CustomerRow, BTreeMap<String, MatchedBy>, bool);
    let mut found: BTreeMap<CustomerId, Found> = BTreeMap::new();
    for identifier in identifiers {
        let hits = customers::matching(conn, &projection::normalised(identifier)).await?;
        let mut ranked: Vec<_> = hits.into_iter().filter_map(|hit| Some((MatchedBy::strongest(&hit)?, hit.customer))).collect();
        for row in said.iter().filter(|row| row.value == identifier.value) {
            let by = (SAID, MatchedBy::Said(row.at));
            match ranked.iter_mut().find(|(_, customer)| customer.id == row.customer_id) {
                Some((weaker, _)) => *weaker = weaker.clone().min(by),
                None => ranked.extend(customers::find(conn, row.customer_id.to()).await?.map(|customer| (by, customer))),
            }
        }
        let strongest = ranked.iter().map(|((rank, _), _)| *rank).min();
        for ((rank, by), customer) in ranked {
            let entry = found.entry(customer.id.to()).or_insert_with(|| (customer, BTreeMap::new(), false));
            entry.1.insert(identifier.value.clone(), by);
            entry.2 |= Some(rank) == strongest;
        }
    }
    let mut all: Vec<Candidate> = found
        .into_values()
        .map(|(row, why, decisive)| {
            let accounts: BTreeSet<String> = why.keys().cloned().collect();
            Candidate { customer: customer(&row, accounts), why: why.into_iter().collect(), decisive }
        })
        .collect();
    all.sort_by(|a, b| (!a.decisive, &a.customer.name, a.customer.id).cmp(&(!b.decisive, &b.customer.name, b.customer.id)));
    Ok(all)
}

/// The chosen one with the accounts that match it, or without any.
async fn among(conn: &impl Conn, mut found: Vec<Candidate>, chosen: CustomerId) -> Result<Option<KnownCustomer>, Error> {
    if let Some(at) = found.iter().position(|c| c.customer.id == chosen) {
        return Ok(Some(found.swap_remove(at).customer));
    }
    Ok(customers::find(conn, chosen).await?.map(|row| customer(&row, BTreeSet::new())))
}
