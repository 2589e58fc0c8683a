//! A demand comes in.

use super::{Error, RECEIVED, Workflow, agency, projection, remember, state, used_otherwise};
use crate::record::chain;
use crate::store::documents::{self, DocumentRow};
use crate::store::{Conn, authorities, customers, demands, mails};
use domain::Instant;
use domain::actor::Actor;
use domain::category::Category;
use domain::command::Receive;
use domain::demand::Demand;
use domain::event::Entry;
use domain::ids::{AuthorityId, CustomerId, DemandId, DocumentId, LineId, OrderId, Reference};
use domain::instrument::{IssuerKind, NoticeTiming};
use domain::paper::{CustomerClass, DocumentRef, Identifier, KnownAuthority, KnownCustomer, Paper, Receipt, ScopeLine};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use uuid::Uuid;

/// A document that comes with a demand.
#[derive(Clone, Debug)]
pub struct NewDocument {
    /// File name.
    pub name: String,
    /// Media type as sniffed.
    pub media_type: String,
    /// `mail`, `paper`, `attachment`, `quarantine` …
    pub kind: String,
    /// The bytes.
    pub bytes: bytes::Bytes,
}

/// What is known of a new demand.
#[derive(Clone, Debug)]
pub struct NewDemand {
    /// Arrival.
    pub receipt: Receipt,
    /// What the paper says.
    pub paper: Paper,
    /// Categories asked for, for each identifier.
    pub categories: BTreeSet<Category>,
    /// Start of the range asked for, included.
    pub from: Option<Instant>,
    /// End, excluded.
    pub to: Option<Instant>,
    /// The authority, when a person chose it.
    pub authority: Option<AuthorityId>,
    /// The customer, when a person chose it.
    pub customer: Option<CustomerId>,
    /// Documents.
    pub documents: Vec<NewDocument>,
    /// The words of the letter that ask for secrecy, if the reading of it found any.
    pub secrecy_asked: Option<String>,
}

/// What a structured message says beyond a [`NewDemand`].
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    /// The lines, where each account has categories and times of its own.
    pub lines: Option<Vec<ScopeLine>>,
    /// The objects of the other side that the demand is made of.
    pub objects: Vec<crate::store::etsi::ObjectRow>,
}

/// A reference that no demand has. Two draws meet about once in a million demands.
async fn free_reference(conn: &impl Conn) -> Result<Reference, Error> {
    loop {
        let random = *Uuid::new_v4().as_bytes();
        let drawn = Reference::from_random(std::array::from_fn(|i| random[i].wrapping_add(random[i + 8])));
        if demands::find_by_reference(conn, drawn).await?.is_none() {
            return Ok(drawn);
        }
    }
}

/// One line per identifier and category.
#[must_use]
pub fn lines(identifiers: &[Identifier], categories: &BTreeSet<Category>, from: Option<Instant>, to: Option<Instant>) -> Vec<ScopeLine> {
    let accounts: BTreeSet<&str> = identifiers.iter().map(|i| i.value.as_str()).collect();
    accounts
        .into_iter()
        .flat_map(|account| categories.iter().map(move |category| (account, *category)))
        .map(|(account, category)| ScopeLine {
            id: LineId(Uuid::new_v4()),
            account: account.to_owned(),
            category,
            from,
            to,
            decision: None,
            collected: None,
        })
        .collect()
}

impl Workflow {
    /// Take a demand in: documents are durable before the row that names them, and the row, its first entry and its clocks
    /// come into being together.
    ///
    /// # Errors
    /// [`Error::Refused`] when nobody could answer it; [`Error::Store`].
    pub async fn receive(&self, actor: Actor, new: NewDemand, key: Option<String>) -> Result<Demand, Error> {
        self.receive_kept(actor, new, key, None).await
    }

    /// As [`Workflow::receive`], with a file that was kept before ([`Workflow::keep_incoming`]): the document with the same
    /// bytes is that file and is not stored again.
    ///
    /// # Errors
    /// As [`Workflow::receive`]; [`crate::store::StoreError::Stale`] when the file is another demand's by now.
    pub async fn receive_kept(&self, actor: Actor, new: NewDemand, key: Option<String>, kept: Option<DocumentId>) -> Result<Demand, Error> {
        self.receive_whole(actor, new, key, kept, Scope::default()).await
    }

    /// As [`Workflow::receive_kept`], with lines of their own: each account has the categories and the range that the paper gives it.
    ///
    /// # Errors
    /// As [`Workflow::receive`].
    pub async fn receive_lines(
        &self,
        actor: Actor,
        new: NewDemand,
        lines: Vec<ScopeLine>,
        key: Option<String>,
        kept: Option<DocumentId>,
    ) -> Result<Demand, Error> {
        self.receive_whole(actor, new, key, kept, Scope { lines: Some(lines), objects: Vec::new() }).await
    }

    /// As [`Workflow::receive_kept`], with lines of their own and what goes with the demand in the same transaction.
    pub(super) async fn receive_whole(
        &self,
        actor: Actor,
        new: NewDemand,
        key: Option<String>,
        kept: Option<DocumentId>,
        scope: Scope,
    ) -> Result<Demand, Error> {
        let this = self.clone();
        tokio::spawn(async move {
            let kept = match kept {
                Some(id) => Some(this.incoming(&actor, id).await?),
                None => None,
            };
            let mut sealed: Vec<DocumentRef> = Vec::new();
            for document in &new.documents {
                let sha256 = chain::hex(&Sha256::digest(&document.bytes));
                if let Some(row) = kept.as_ref().filter(|r| r.sha256 == sha256 && sealed.iter().all(|s| s.id != r.document())) {
                    sealed.push(DocumentRef {
                        id: row.document(),
                        name: document.name.clone(),
                        media_type: document.media_type.clone(),
                        sha256,
                        bytes: document.bytes.len() as u64,
                    });
                    continue;
                }
                let id = DocumentId(Uuid::new_v4());
                let blob = this.blobs().put_bytes(id, &document.bytes).await?;
                sealed.push(DocumentRef {
                    id,
                    name: document.name.clone(),
                    media_type: document.media_type.clone(),
                    sha256: blob.sha256,
                    bytes: u64::try_from(blob.bytes).unwrap_or_default(),
                });
            }
            let txn = this.store().begin().await?;
            let now = this.clock().now();
            if let Some(key) = &key
                && let Some(done) = crate::store::idempotency::find(&txn, key, &actor).await?
            {
                txn.rollback().await?;
                return match done.demand_id {
                    // The key is the officer's own, vetted or not.
                    Some(id) if done.result == RECEIVED && matches!(actor, Actor::Officer(_)) => {
                        state(&demands::find(this.store().read(), id.to()).await?.ok_or(Error::NotFound)?)
                    }
                    Some(id) if done.result == RECEIVED => this.find(&actor, id.to()).await,
                    _ => Err(used_otherwise()),
                };
            }
            let authority = this.known_authority(&txn, &new).await?;
            let customer = this.known_customer(&txn, &new.paper.identifiers, new.customer).await?;
            let duplicates = demands::same_fingerprint(&txn, this.sight_of(&new.paper), &projection::fingerprint(&new.paper)).await?;
            let facts = this
                .first_facts(&txn, &new, authority.as_ref(), customer.as_ref().map(|c| c.class), kept.as_ref().map(|k| k.document()), now)
                .await?;
            let id = DemandId(Uuid::new_v4());
            let command = Receive {
                id,
                reference: free_reference(&txn).await?,
                lines: scope.lines.unwrap_or_else(|| lines(&new.paper.identifiers, &new.categories, new.from, new.to)),
                receipt: new.receipt,
                paper: new.paper,
                documents: sealed.clone(),
                authority,
                customer,
                duplicates: duplicates.iter().map(demands::DemandRow::demand).collect(),
                statutory_order: OrderId(Uuid::new_v4()),
                secrecy_asked: new.secrecy_asked,
                facts,
            };
            let events = domain::receive(command, &this.context(actor, now))?;
            let first = events.first().and_then(|event| Demand::open(&Entry { at: now, actor, event: event.clone() }));
            let demand = this.record(&txn, actor, first.ok_or(Error::NotFound)?, events, now, None).await?;
            if let Actor::Officer(officer) = actor {
                let kinds = new.documents.iter().map(|document| document.kind.as_str());
                let documents: Vec<_> = sealed.iter().cloned().zip(kinds).collect();
                agency::put_submitted(&this, &txn, officer, &demand, &documents, now).await?;
            }
            for (document, new) in sealed.into_iter().zip(&new.documents) {
                let row = document_row(&document, id, &new.kind, now, &actor);
                if kept.as_ref().is_some_and(|k| k.id == row.id) {
                    mails::taken(&txn, row.document(), id).await?;
                    documents::adopt(&txn, row).await?;
                } else {
                    documents::add_later(&txn, row);
                }
            }
            for object in scope.objects {
                crate::store::etsi::put_object(&txn, crate::store::etsi::ObjectRow { demand_id: Some(id.into()), ..object }).await?;
            }
            if let Some(key) = key {
                remember(&txn, key, &actor, id, RECEIVED.to_owned(), now);
            }
            txn.commit().await?;
            Ok(demand)
        })
        .await
        .map_err(|_| Error::Cut)?
    }

    /// The authority that a person chose, or the one whose registered domain and name both fit the mail.
    async fn known_authority(&self, conn: &impl Conn, new: &NewDemand) -> Result<Option<KnownAuthority>, Error> {
        if let Some(id) = new.authority {
            let row = authorities::find(conn, id).await?;
            return Ok(row.as_ref().map(authority));
        }
        if !new.receipt.sender.contains('@') {
            return Ok(None);
        }
        let rows = authorities::by_mail(conn, &new.receipt.sender).await?;
        let named: Vec<_> = rows.iter().filter(|r| r.name.eq_ignore_ascii_case(new.paper.authority_name.trim())).collect();
        Ok(if let [only] = named.as_slice() { Some(authority(only)) } else { None })
    }
}

/// A row of the registry as the domain knows it.
#[must_use]
pub fn authority(row: &authorities::AuthorityRow) -> KnownAuthority {
    let kind = IssuerKind::from_code(&row.kind).unwrap_or(IssuerKind::Agency);
    KnownAuthority { id: row.id.to(), name: row.name.clone(), kind, territory: row.territory.clone(), frozen: row.standing != "known" }
}

/// A customer's row as the domain knows it.
#[must_use]
pub fn customer(row: &customers::CustomerRow, accounts: BTreeSet<String>) -> KnownCustomer {
    let class = match row.class.as_str() {
        "consumer" => CustomerClass::Consumer,
        "public_sector" => CustomerClass::PublicSector,
        "privileged" => CustomerClass::Privileged,
        _ => CustomerClass::Enterprise,
    };
    KnownCustomer {
        id: row.id.to(),
        name: row.name.clone(),
        class,
        country: row.country.clone(),
        accounts: accounts.into_iter().collect(),
        told: row.notice_timing.as_deref().and_then(NoticeTiming::from_code),
    }
}

/// A document's row.
pub(crate) fn document_row(document: &DocumentRef, demand: DemandId, kind: &str, at: Instant, actor: &Actor) -> DocumentRow {
    DocumentRow {
        id: document.id.into(),
        demand_id: Some(demand.into()),
        name: document.name.clone(),
        media_type: document.media_type.clone(),
        bytes: i64::try_from(document.bytes).unwrap_or(i64::MAX),
        sha256: document.sha256.clone(),
        kind: kind.to_owned(),
        added_at: at,
        added_by: added_by(actor),
        note: String::new(),
    }
}

/// Who added a document, as its row says it.
pub(super) fn added_by(actor: &Actor) -> String {
    actor.person().map_or_else(|| format!("{actor:?}").to_lowercase(), |p| p.to_string())
}
