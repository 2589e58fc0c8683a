//! Two of our own people vouch for an officer: the first has called a number of the directory, the second is somebody else.

use super::sign_in::attending;
use super::{Attending, Standing, VOUCHED_FOR, lists};
use crate::store::agency::{self, AccountRow};
use crate::store::authorities::history::{self, Happened};
use crate::store::authorities::{self, numbers};
use crate::store::officers::{self, OfficerRow};
use crate::store::{StoreError, Txn};
use crate::workflow::directory::{allowed, who};
use crate::workflow::{Error, Workflow};
use domain::Instant;
use domain::actor::Actor;
use domain::ids::{AuthorityId, NumberId, OfficerId};
use domain::text::one_line;
use serde_json::json;

/// The call that the first person made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Called {
    /// The number, from the directory.
    pub number: NumberId,
    /// Who answered (a role), and what was said.
    pub said: String,
}

/// What of an officer's history says that somebody vouched.
pub const VOUCHED: &str = "officer_vouched";

/// Why an officer is not vouched for.
#[derive(Debug, thiserror::Error)]
pub enum VettingError {
    /// Nobody has said for which authority.
    #[error("it is not known for which authority the officer acts; say that first. Nothing was changed")]
    NoAuthority,
    /// The authority itself waits for its second person, or is frozen.
    #[error("the authority's entry is not confirmed; confirm it first. Nothing was changed")]
    AuthorityNotKnown,
    /// The directory does not list the address's domain for it.
    #[error("the directory does not list the domain of the officer's address for this authority. Nothing was changed")]
    Domain,
    /// The number is not one that may be called.
    #[error("the number is not one of the directory's confirmed numbers of this authority, entered by somebody else. Nothing was changed")]
    Number,
    /// Nobody has written down who answered.
    #[error("write down who answered and what was said; nothing was changed")]
    Said,
    /// The second must be somebody else than the first and than who entered the officer.
    #[error("another person must vouch; nothing was changed")]
    SecondPerson,
    /// There is nothing to vouch for.
    #[error("the officer is suspended, or two people's word holds already. Nothing was changed")]
    NothingToDo,
    /// Everything else.
    #[error(transparent)]
    Workflow(#[from] Error),
}

impl VettingError {
    /// The stable code, as in translation keys; `None` for what a page answers as a problem.
    #[must_use]
    pub const fn code(&self) -> Option<&'static str> {
        Some(match self {
            Self::NoAuthority => "no-authority",
            Self::AuthorityNotKnown => "authority-not-known",
            Self::Domain => "domain",
            Self::Number => "number",
            Self::Said => "said",
            Self::SecondPerson => "second-person",
            Self::NothingToDo => "nothing-to-do",
            Self::Workflow(_) => return None,
        })
    }
}

impl From<StoreError> for VettingError {
    fn from(error: StoreError) -> Self {
        Self::Workflow(error.into())
    }
}

impl Workflow {
    /// Officers at the authorities' door, the latest first.
    ///
    /// # Errors
    /// [`Error::NotAllowed`]; [`Error::Store`].
    pub async fn officers_at_the_door(&self, actor: &Actor, most: u64) -> Result<Vec<Attending>, Error> {
        allowed(actor)?;
        let (conn, now) = (self.store().read(), self.clock().now());
        let mut all = Vec::new();
        for account in agency::accounts(conn, most).await? {
            let proved = account.proved_at;
            all.push(attending(conn, account, proved, now).await?);
        }
        Ok(all)
    }

    /// One of them.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::NotAllowed`]; [`Error::Store`].
    pub async fn officer_at_the_door(&self, actor: &Actor, id: OfficerId) -> Result<Attending, Error> {
        allowed(actor)?;
        let conn = self.store().read();
        let account = agency::account(conn, id).await?.ok_or(Error::NotFound)?;
        let proved = account.proved_at;
        attending(conn, account, proved, self.clock().now()).await
    }

    /// Say for which authority an officer acts. Possible while nobody has vouched.
    ///
    /// # Errors
    /// [`VettingError::NothingToDo`]; [`Error::NotFound`], [`Error::NotAllowed`], [`Error::Store`].
    pub async fn set_officers_authority(&self, actor: Actor, id: OfficerId, authority: AuthorityId) -> Result<(), VettingError> {
        allowed(&actor)?;
        let txn = self.store().begin().await?;
        let now = self.clock().now();
        let account = agency::account(&txn, id).await?.ok_or(Error::NotFound)?;
        authorities::find(&txn, authority).await?.ok_or(Error::NotFound)?;
        match officers::find(&txn, id).await? {
            None => self.enter_officer(&txn, &account, authority, now).await?,
            Some(row) if row.standing == "invited" && row.vetted_first.is_none() => {
                let after = OfficerRow { authority_id: authority.into(), version: row.version + 1, ..row.clone() };
                officers::save(&txn, &row, &after).await?;
            }
            Some(_) => return Err(VettingError::NothingToDo),
        }
        agency::set_authority(&txn, id, authority).await?;
        let by = who(&actor);
        let is = Happened { authority, officer: Some(id), by: &by, what: "officer_assigned", detail: "", reason: "" };
        history::add(&txn, is, now).await?;
        self.note(&txn, actor, "officer_assigned", json!({ "officer": id, "authority": authority })).await?;
        txn.commit().await?;
        Ok(())
    }

    /// The directory's entry of an officer who has registered.
    pub(super) async fn enter_officer(&self, txn: &Txn, account: &AccountRow, authority: AuthorityId, now: Instant) -> Result<(), Error> {
        let new = OfficerRow::new(account.officer_id.to(), authority, &account.name, &account.mail, "registration", now);
        let row = OfficerRow {
            agency: account.agency.clone(),
            role: account.role.clone(),
            badge: account.badge.clone(),
            phone: Some(account.phone.clone()).filter(|phone| !phone.is_empty()),
            language: account.language.clone(),
            verified_at: Some(account.proved_at),
            ..new
        };
        Ok(officers::put(txn, row).await?)
    }

    /// Vouch for an officer: the first person has called a number of the directory (never one that the officer gave), the second
    /// reads what came of it. With the second the officer is vetted, for a year.
    ///
    /// # Errors
    /// [`VettingError`]; nothing is changed then. Returns whether the officer is vetted now.
    pub async fn vouch_for_officer(&self, actor: Actor, id: OfficerId, call: Option<Called>) -> Result<bool, VettingError> {
        allowed(&actor)?;
        let txn = self.store().begin().await?;
        let now = self.clock().now();
        let account = agency::account(&txn, id).await?.ok_or(Error::NotFound)?;
        let is = attending(&txn, account, now, now).await?;
        let before = is.officer.ok_or(VettingError::NoAuthority)?;
        if matches!(is.standing, Standing::Vetted | Standing::Suspended) {
            return Err(VettingError::NothingToDo);
        }
        let authority = is.authority.filter(|row| row.standing == "known").ok_or(VettingError::AuthorityNotKnown)?;
        if !lists(&authority, before.mail.as_deref()) {
            return Err(VettingError::Domain);
        }
        let by = who(&actor);
        if before.entered_by == by {
            return Err(VettingError::SecondPerson);
        }
        // A word that has run out is given anew by two.
        let first = before.vetted_first.clone().filter(|_| before.vetted_at.is_none());
        let base = OfficerRow { version: before.version + 1, ..before.clone() };
        let (after, digits, said) = match first {
            Some(first) if first == by => return Err(VettingError::SecondPerson),
            Some(_) => {
                let after = OfficerRow {
                    standing: "vetted".to_owned(),
                    vetted_second: Some(by.clone()),
                    vetted_at: Some(now),
                    attest_by: Some(now + VOUCHED_FOR),
                    ..base
                };
                (after, String::new(), String::new())
            }
            None => {
                let call = call.ok_or(VettingError::Number)?;
                let number = numbers::of(&txn, authority.id.to()).await?.into_iter().find(|row| row.id == call.number.into());
                let number = number.filter(|row| row.confirmed_at.is_some() && row.entered_by != by).ok_or(VettingError::Number)?;
                let said = one_line(&call.said, 1_000);
                if said.is_empty() {
                    return Err(VettingError::Said);
                }
                let standing = if before.standing == "vetted" { "expired".to_owned() } else { before.standing.clone() };
                let after = OfficerRow {
                    standing,
                    vetted_first: Some(by.clone()),
                    vetted_first_at: Some(now),
                    vetted_second: None,
                    vetted_at: None,
                    ..base
                };
                (after, number.digits, said)
            }
        };
        officers::save(&txn, &before, &after).await?;
        let is = Happened { authority: authority.id.to(), officer: Some(id), by: &by, what: VOUCHED, detail: &digits, reason: &said };
        history::add(&txn, is, now).await?;
        let vetted = after.standing == "vetted";
        self.note(&txn, actor, VOUCHED, json!({ "officer": id, "number": digits, "said": said, "vetted": vetted })).await?;
        txn.commit().await?;
        Ok(vetted)
    }
}
