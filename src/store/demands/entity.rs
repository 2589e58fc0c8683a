//! The table `demands`.

use crate::store::Key;
use sea_orm::entity::prelude::*;

/// One demand as the queue knows it. `due_sort` and `stage_rank` are made by the database and stand only in queries.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "demands")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Key,
    /// What people say on the telephone.
    pub reference: String,
    /// Grows with each change; guards against writing over somebody else's.
    pub version: i64,
    /// Stage, by code.
    pub stage: String,
    /// Instrument, by the rulebook's id.
    pub instrument: String,
    /// Authority in the directory, once matched.
    pub authority_id: Option<Key>,
    /// Authority as named on the paper.
    pub authority_name: String,
    /// The authority's own reference; empty when it gave none.
    pub authority_reference: String,
    /// Customer in the directory, once matched.
    pub customer_id: Option<Key>,
    /// Customer's name; empty while unknown.
    pub customer_name: String,
    /// `in_force`, `unknown` or `none`.
    pub secrecy: String,
    /// The earliest due date that is not met yet.
    pub due_at: Option<DateTimeUtc>,
    /// The rule that made it.
    pub due_rule: Option<String>,
    /// Who has it.
    pub assignee: Option<Key>,
    /// When it was received.
    pub received_at: DateTimeUtc,
    /// When it was closed; `None` while open.
    pub closed_at: Option<DateTimeUtc>,
    /// Its one outcome, by code, once closed.
    pub outcome: Option<String>,
    /// Whether an emergency is claimed or confirmed.
    pub emergency: bool,
    /// Whether it is worked on before all else: an open emergency, or one that still owes its review or its paper.
    pub lane: bool,
    /// Where the authority sits, such as `US-NY` or `SE`.
    pub territory: String,
    /// State of the notice track, by code.
    pub notice_state: String,
    /// Dedupe key: authority, its reference and the accounts, hashed.
    pub fingerprint: String,
    /// The row of the rulebook that it is read by; `None` for what came before rows were kept.
    pub rule_row: Option<String>,
    /// The folded state, as JSON.
    pub state: String,
}

/// None: joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
