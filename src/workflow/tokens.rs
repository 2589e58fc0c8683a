//! Tokens of machines: asked for by one security admin, granted by another. What a token opens, it opens without a second
//! factor and day and night, so it is given like a role and never for ever.

use super::staff::secrets::Token;
use super::{Error, Workflow};
use crate::store::staff_changes::VALID;
use crate::store::tokens::{self, Grant, TokenRow};
use crate::store::{StoreError, Txn, customers};
use chrono::TimeDelta;
use domain::Instant;
use domain::actor::{Actor, Role};
use domain::ids::{CustomerId, TokenId};
use domain::token::{TokenScope, TokenScopes};
use serde_json::json;

/// What every secret begins with, so that scanners for leaked secrets know one.
const BEGINS: &str = "ombud_";
/// How many letters of a secret are kept to tell tokens apart: 6 random ones, 36 bits of 256.
const SHOWN: usize = BEGINS.len() + 6;
/// Most days a token is good for.
pub const LONGEST_DAYS: i64 = 730;
/// Most tokens that are listed.
const MOST: u64 = 1_000;
/// A token's last use is written at most this often: there is one writer.
const TOUCH_AFTER: TimeDelta = TimeDelta::minutes(5);

/// A token as asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewToken {
    /// What it is for.
    pub name: String,
    /// What it opens.
    pub scopes: TokenScopes,
    /// The one customer it is bound to; `None` for all.
    pub customer: Option<CustomerId>,
    /// How many days it is good for, 1 to [`LONGEST_DAYS`].
    pub days: i64,
}

/// Why a token was not asked for, granted or ended. Each code has a sentence under `token-<code>`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TokenWhy {
    /// A name is needed.
    NameMissing,
    /// At least one scope is needed.
    ScopesNone,
    /// There is no such customer.
    CustomerUnknown,
    /// A token for one customer can't open what concerns all of them.
    ScopesOfAll,
    /// The days are none, or too many.
    DaysWrong,
    /// Who asked for it can't grant it.
    SamePerson,
    /// It was decided, ended, or the proposal has expired.
    NothingWaits,
}

impl TokenWhy {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            TokenWhy::NameMissing => "name-missing",
            TokenWhy::ScopesNone => "scopes-none",
            TokenWhy::CustomerUnknown => "customer-unknown",
            TokenWhy::ScopesOfAll => "scopes-of-all",
            TokenWhy::DaysWrong => "days-wrong",
            TokenWhy::SamePerson => "same-person",
            TokenWhy::NothingWaits => "nothing-waits",
        }
    }
}

/// Why a use case about tokens did not succeed. Nothing was changed in any of them.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// All reasons.
    #[error("the token was not made or changed: {}", .0.iter().map(|w| w.code()).collect::<Vec<_>>().join(", "))]
    Refused(Vec<TokenWhy>),
    /// The use case's own.
    #[error(transparent)]
    Workflow(#[from] Error),
}

impl From<StoreError> for TokenError {
    fn from(error: StoreError) -> Self {
        Self::Workflow(error.into())
    }
}

impl From<TokenWhy> for TokenError {
    fn from(why: TokenWhy) -> Self {
        Self::Refused(vec![why])
    }
}

impl Workflow {
    /// Ask for a token. It opens nothing until another security admin grants it.
    ///
    /// # Errors
    /// [`TokenError::Refused`] with all reasons; [`Error::NotAllowed`]; [`Error::Store`].
    pub async fn propose_token(&self, actor: Actor, new: NewToken) -> Result<TokenId, TokenError> {
        allowed(&actor)?;
        let txn = self.store().begin().await?;
        let row = proposal(&txn, &actor, new, self.clock().now()).await?;
        tokens::add(&txn, &row).await?;
        self.note(&txn, actor, "token_proposed", facts(&row)).await?;
        txn.commit().await?;
        Ok(row.id)
    }

    /// Make a token at once, on the host. The secret comes back this once.
    ///
    /// # Errors
    /// As [`Workflow::propose_token`]; [`Error::NotAllowed`] for everybody but the operator.
    pub async fn issue_token(&self, actor: Actor, new: NewToken) -> Result<(TokenId, Token), TokenError> {
        if actor != Actor::Operator {
            return Err(Error::NotAllowed.into());
        }
        let now = self.clock().now();
        let txn = self.store().begin().await?;
        let mut row = proposal(&txn, &actor, new, now).await?;
        let secret = grant(&mut row, &actor, now);
        tokens::add(&txn, &row).await?;
        self.note(&txn, actor, "token_granted", facts(&row)).await?;
        txn.commit().await?;
        Ok((row.id, secret))
    }

    /// Second person: the token may be. The secret comes back this once.
    ///
    /// # Errors
    /// [`TokenError::Refused`] for whoever asked for it, and when nothing waits; [`Error::NotFound`]; [`Error::NotAllowed`];
    /// [`Error::Store`].
    pub async fn grant_token(&self, actor: Actor, id: TokenId) -> Result<Token, TokenError> {
        allowed(&actor)?;
        let now = self.clock().now();
        let txn = self.store().begin().await?;
        let mut row = tokens::find(&txn, id).await?.ok_or(Error::NotFound)?;
        if row.grant.is_some() || row.revoked_at.is_some() || now >= row.proposed_at + VALID {
            return Err(TokenWhy::NothingWaits.into());
        }
        if actor.person().is_some() && row.proposed_by == actor.person() {
            return Err(TokenWhy::SamePerson.into());
        }
        let secret = grant(&mut row, &actor, now);
        tokens::save(&txn, &row).await?;
        self.note(&txn, actor, "token_granted", facts(&row)).await?;
        txn.commit().await?;
        Ok(secret)
    }

    /// End a token at once, or turn a proposal down. One person is enough to take away.
    ///
    /// # Errors
    /// [`TokenError::Refused`] when it has ended already; [`Error::NotFound`]; [`Error::NotAllowed`]; [`Error::Store`].
    pub async fn revoke_token(&self, actor: Actor, id: TokenId) -> Result<(), TokenError> {
        allowed(&actor)?;
        let txn = self.store().begin().await?;
        let mut row = tokens::find(&txn, id).await?.ok_or(Error::NotFound)?;
        if row.revoked_at.is_some() {
            return Err(TokenWhy::NothingWaits.into());
        }
        row.revoked_at = Some(self.clock().now());
        row.revoked_by = actor.person();
        let kind = if row.grant.is_some() { "token_revoked" } else { "token_refused" };
        tokens::save(&txn, &row).await?;
        self.note(&txn, actor, kind, facts(&row)).await?;
        Ok(txn.commit().await?)
    }

    /// All tokens and proposals, the latest first.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn tokens(&self) -> Result<Vec<TokenRow>, Error> {
        Ok(tokens::list(self.store().read(), MOST).await?)
    }

    /// The token of a secret that a machine came with, if it is good now; notes the use.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn token_of(&self, secret: &Token) -> Result<Option<TokenRow>, Error> {
        let now = self.clock().now();
        let Some(row) = tokens::find_by_hash(self.store().read(), &secret.hash()).await?.filter(|t| t.good(now)) else {
            return Ok(None);
        };
        if row.last_used_at.is_none_or(|at| now - at > TOUCH_AFTER) {
            let txn = self.store().begin().await?;
            tokens::touch(&txn, row.id, now).await?;
            txn.commit().await?;
        }
        Ok(Some(row))
    }
}

impl TokenRow {
    /// The token as the one who acts.
    #[must_use]
    pub const fn actor(&self) -> Actor {
        Actor::Machine { id: self.id, scopes: self.scopes, customer: self.customer }
    }
}

fn allowed(actor: &Actor) -> Result<(), Error> {
    if *actor == Actor::Operator || actor.has(Role::SecurityAdmin) { Ok(()) } else { Err(Error::NotAllowed) }
}

async fn proposal(txn: &Txn, actor: &Actor, new: NewToken, now: Instant) -> Result<TokenRow, TokenError> {
    let name = domain::text::one_line(&new.name, 200);
    let mut why = Vec::new();
    if name.is_empty() {
        why.push(TokenWhy::NameMissing);
    }
    if new.scopes.is_empty() {
        why.push(TokenWhy::ScopesNone);
    }
    if new.customer.is_some() && !new.scopes.iter().all(TokenScope::for_a_customer) {
        why.push(TokenWhy::ScopesOfAll);
    }
    if !(1..=LONGEST_DAYS).contains(&new.days) {
        why.push(TokenWhy::DaysWrong);
    }
    if let Some(customer) = new.customer
        && customers::find(txn, customer).await?.is_none()
    {
        why.push(TokenWhy::CustomerUnknown);
    }
    if !why.is_empty() {
        return Err(TokenError::Refused(why));
    }
    Ok(TokenRow {
        id: TokenId(uuid::Uuid::new_v4()),
        name,
        scopes: new.scopes,
        customer: new.customer,
        days: new.days,
        proposed_by: actor.person(),
        proposed_at: now,
        grant: None,
        last_used_at: None,
        revoked_by: None,
        revoked_at: None,
    })
}

fn grant(row: &mut TokenRow, actor: &Actor, now: Instant) -> Token {
    let secret = Token::received(&format!("{BEGINS}{}", Token::draw().secret()));
    row.grant = Some(Grant {
        prefix: secret.secret().chars().take(SHOWN).collect(),
        hash: secret.hash(),
        by: actor.person(),
        at: now,
        expires_at: now + TimeDelta::days(row.days),
    });
    secret
}

/// What the record says of a token: everything but the secret and its hash.
fn facts(row: &TokenRow) -> serde_json::Value {
    json!({ "token": row.id, "name": row.name, "scopes": row.scopes, "customer": row.customer, "days": row.days })
}
