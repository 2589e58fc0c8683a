//! Authorities' own systems, by ETSI TS 103 120: for whom a token speaks, and what it does to that authority's demands and to no others.

use super::receive::Scope;
use super::{Error, NewDemand, NewDocument, Workflow};
use crate::store::etsi::{self, MessageRow, ObjectRow, SenderRow};
use crate::store::{Conn, StoreError, authorities, tokens};
use domain::Instant;
use domain::actor::Actor;
use domain::command::Command;
use domain::demand::Demand;
use domain::ids::{AuthorityId, DemandId, TokenId};
use domain::paper::ScopeLine;
use domain::token::TokenScope;
use serde_json::json;
use uuid::Uuid;

/// A demand, if the token speaks for the authority that it is of.
pub(super) async fn own(conn: &impl Conn, token: TokenId, demand: Demand) -> Result<Demand, Error> {
    let sender = etsi::sender_of(conn, token).await?.ok_or(Error::NotFound)?;
    match &demand.authority {
        Some(authority) if sender.authority_id == authority.id.into() => Ok(demand),
        Some(_) | None => Err(Error::NotFound),
    }
}

impl Workflow {
    /// Let a token speak for an authority under an identifier; on the host only, once.
    ///
    /// # Errors
    /// [`Error::NotAllowed`] for everybody but the operator; [`Error::NotFound`] for a token without the scope or an unknown authority;
    /// [`StoreError::Duplicate`] when it is bound already.
    pub async fn bind_etsi_sender(
        &self,
        actor: Actor,
        token: TokenId,
        authority: AuthorityId,
        country: &str,
        identifier: &str,
    ) -> Result<(), Error> {
        if actor != Actor::Operator {
            return Err(Error::NotAllowed);
        }
        let txn = self.store().begin().await?;
        let row = tokens::find(&txn, token).await?.filter(|row| row.scopes.has(TokenScope::Etsi)).ok_or(Error::NotFound)?;
        authorities::find(&txn, authority).await?.ok_or(Error::NotFound)?;
        let bound = SenderRow {
            token_id: row.id.into(),
            authority_id: authority.into(),
            country: country.to_owned(),
            identifier: identifier.to_owned(),
            bound_at: self.clock().now(),
        };
        etsi::bind(&txn, bound).await?;
        let facts = json!({ "token": token, "authority": authority, "country": country, "identifier": identifier });
        self.note(&txn, actor, "etsi_sender_bound", facts).await?;
        Ok(txn.commit().await?)
    }

    /// For whom a program speaks, if it speaks for anybody.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn etsi_sender(&self, actor: &Actor) -> Result<Option<SenderRow>, Error> {
        match actor {
            Actor::Machine { id, scopes, .. } if scopes.has(TokenScope::Etsi) => Ok(etsi::sender_of(self.store().read(), *id).await?),
            _ => Ok(None),
        }
    }

    /// Keep objects that no demand is made of yet.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when one is there and belongs to a demand; [`Error::Store`].
    pub async fn hold_etsi_objects(&self, rows: Vec<ObjectRow>) -> Result<(), Error> {
        let txn = self.store().begin().await?;
        for row in rows {
            etsi::put_object(&txn, row).await?;
        }
        Ok(txn.commit().await?)
    }

    /// Take a demand in together with the objects that it is made of.
    ///
    /// # Errors
    /// As [`Workflow::receive`]; [`StoreError::Duplicate`] when one of the objects belongs to a demand already.
    pub async fn receive_etsi(
        &self,
        actor: Actor,
        new: NewDemand,
        lines: Vec<ScopeLine>,
        objects: Vec<ObjectRow>,
    ) -> Result<Demand, Error> {
        self.receive_whole(actor, new, None, None, Scope { lines: Some(lines), objects }).await
    }

    /// Add what an authority's system sent to its demand.
    ///
    /// # Errors
    /// As [`Workflow::act`].
    pub async fn add_etsi_document(&self, actor: Actor, demand: DemandId, new: NewDocument) -> Result<Demand, Error> {
        let stored = self.keep(new).await?;
        self.commit_checked(actor, demand, Command::AddDocument { document: stored.document.clone() }, vec![stored], None).await
    }

    /// Write an object as it is now.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn change_etsi_object(&self, row: ObjectRow) -> Result<(), Error> {
        let txn = self.store().begin().await?;
        etsi::set_object(&txn, row).await?;
        Ok(txn.commit().await?)
    }

    /// Keep a message with its answer; the answer that counts comes back: the first that was given under this number.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn keep_etsi_message(&self, row: MessageRow) -> Result<MessageRow, Error> {
        let (authority, transaction) = (row.authority_id.to(), row.transaction_id.0);
        let txn = self.store().begin().await?;
        match etsi::keep_message(&txn, row.clone()).await {
            Ok(()) => {
                txn.commit().await?;
                Ok(row)
            }
            Err(StoreError::Duplicate(_)) => {
                txn.rollback().await?;
                self.etsi_message(authority, transaction).await?.ok_or(Error::NotFound)
            }
            Err(other) => Err(other.into()),
        }
    }

    /// The answer that was given to a message.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn etsi_message(&self, authority: AuthorityId, transaction: Uuid) -> Result<Option<MessageRow>, Error> {
        Ok(etsi::message(self.store().read(), authority, transaction).await?)
    }

    /// An object of an authority.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn etsi_object(&self, authority: AuthorityId, id: Uuid) -> Result<Option<ObjectRow>, Error> {
        Ok(etsi::object(self.store().read(), authority, id).await?)
    }

    /// Objects of an authority, those that changed last first.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn etsi_objects(
        &self,
        authority: AuthorityId,
        kind: Option<&str>,
        since: Option<Instant>,
        limit: u64,
    ) -> Result<Vec<ObjectRow>, Error> {
        Ok(etsi::objects(self.store().read(), authority, kind, since, limit).await?)
    }

    /// The objects that a demand is made of.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn etsi_objects_of(&self, demand: DemandId) -> Result<Vec<ObjectRow>, Error> {
        Ok(etsi::objects_of(self.store().read(), demand).await?)
    }
}
