//! A person's own due dates as a calendar that other programs fetch: what is due and when, nothing of any case.

use super::staff::secrets::Token;
use super::{Error, Workflow, state, visible};
use crate::store::feeds::{self, FeedRow};
use crate::store::{demands, people};
use data_encoding::HEXLOWER;
use domain::Instant;
use domain::actor::Actor;
use domain::clocks::ObligationKind;
use domain::demand::Demand;
use domain::ids::PersonId;
use domain::secrecy::MayTell;
use serde_json::json;
use sha2::{Digest, Sha256};

/// Most demands of one person whose dates are given.
const MOST: u64 = 500;

/// What a calendar holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Feed {
    /// The person's language, by code.
    pub language: String,
    /// Dates, the earliest first.
    pub dates: Vec<Date>,
}

/// One due date.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Date {
    /// The same at each fetch; says nothing of the demand, and another person's calendar has another.
    pub uid: String,
    /// What is due.
    pub kind: ObligationKind,
    /// By when we act.
    pub due: Instant,
    /// Since when it is owed.
    pub since: Instant,
}

impl Workflow {
    /// Give a person's calendar an address, or another one. The secret comes back this once.
    ///
    /// # Errors
    /// [`Error::NotAllowed`] for who is no person; [`Error::Store`].
    pub async fn renew_feed(&self, actor: Actor) -> Result<Token, Error> {
        let person = actor.person().ok_or(Error::NotAllowed)?;
        let token = Token::draw();
        let txn = self.store().begin().await?;
        feeds::put(&txn, FeedRow { person_id: person.into(), token_hash: token.hash(), made_at: self.clock().now() }).await?;
        self.note(&txn, actor, "feed_made", json!({ "person": person })).await?;
        txn.commit().await?;
        Ok(token)
    }

    /// Take a person's calendar away at once.
    ///
    /// # Errors
    /// [`Error::NotAllowed`] for who is no person; [`Error::Store`].
    pub async fn end_feed(&self, actor: Actor) -> Result<(), Error> {
        let person = actor.person().ok_or(Error::NotAllowed)?;
        let txn = self.store().begin().await?;
        if feeds::remove(&txn, person).await? {
            self.note(&txn, actor, "feed_ended", json!({ "person": person })).await?;
        }
        Ok(txn.commit().await?)
    }

    /// Since when a person's calendar has its address.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn feed_since(&self, person: PersonId) -> Result<Option<Instant>, Error> {
        Ok(feeds::of(self.store().read(), person).await?.map(|row| row.made_at))
    }

    /// The calendar of a secret; `None` for a secret that opens nothing, and for who may no longer sign in.
    ///
    /// # Errors
    /// [`Error::Store`]; [`Error::Corrupt`].
    pub async fn feed(&self, secret: &Token) -> Result<Option<Feed>, Error> {
        let conn = self.store().read();
        let hash = secret.hash();
        let Some(row) = feeds::find_by_hash(conn, &hash).await? else { return Ok(None) };
        let id: PersonId = row.person_id.to();
        let Some(person) = people::find(conn, id).await?.filter(|p| p.disabled_at.is_none()) else { return Ok(None) };
        let actor = Actor::Person { id, roles: person.role_set()? };
        let now = self.clock().now();
        let mut dates = Vec::new();
        for row in demands::open_of_assignee(conn, id, MOST).await? {
            // What the person may not see is not hinted at either.
            let Ok(demand) = visible(self.rulebook(), &actor, state(&row)?) else { continue };
            dates.extend(of_demand(&demand, now, &hash));
        }
        dates.sort_by_key(|date| date.due);
        Ok(Some(Feed { language: person.language, dates }))
    }
}

fn of_demand(demand: &Demand, now: Instant, salt: &str) -> Vec<Date> {
    let uid = |what: &str| HEXLOWER.encode(&Sha256::digest(format!("{salt} {what}"))[..16]);
    let open = demand.clocks.iter().filter(|c| c.met_at.is_none() && !c.stands_still());
    let duties = open.map(|c| Date { uid: uid(&c.id.to_string()), kind: c.kind, due: c.due.internal, since: c.started_at });
    let forbidden = matches!(demand.may_tell_customer(now), MayTell::No { .. });
    let notice = demand.notice.due().filter(|_| !forbidden);
    let notice = notice.map(|due| Date { uid: uid(&demand.id.to_string()), kind: ObligationKind::Notify, due, since: demand.receipt.at });
    duties.chain(notice).collect()
}
