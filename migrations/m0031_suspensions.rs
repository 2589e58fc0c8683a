//! A suspended asker: what is stopped, which demands are looked at again, and the breach where something left to a forger. A demand's
//! sender stands in a table of its own, so that the demands of a mailbox or of a domain are found.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

const TABLES: &str = "
CREATE TABLE demand_senders (
    demand_id {text} PRIMARY KEY REFERENCES demands (id),
    address {text} NOT NULL,
    domain {text} NOT NULL
){strict};
CREATE INDEX demand_senders_address ON demand_senders (address, demand_id);
CREATE INDEX demand_senders_domain ON demand_senders (domain, demand_id);
CREATE INDEX demands_authority_outcome ON demands (authority_id, outcome);

CREATE TABLE suspensions (
    id {text} PRIMARY KEY,
    kind {text} NOT NULL CHECK (kind IN ('authority', 'officer', 'domain')),
    subject {text} NOT NULL,
    authority_id {text} REFERENCES authorities (id),
    name {text} NOT NULL,
    reason {text} NOT NULL,
    by {text} NOT NULL,
    at {time} NOT NULL,
    lift_reason {text} NOT NULL,
    lift_first {text},
    lift_first_at {time},
    lifted_by {text},
    lifted_at {time}
){strict};
CREATE UNIQUE INDEX suspensions_open ON suspensions (kind, subject) WHERE lifted_at IS NULL;
CREATE INDEX suspensions_at ON suspensions (at, id);

CREATE TABLE lookback (
    suspension_id {text} NOT NULL REFERENCES suspensions (id),
    demand_id {text} NOT NULL REFERENCES demands (id),
    disclosed {bool} NOT NULL,
    finding {text} CHECK (finding IN ('fine', 'forged')),
    evidence {text} NOT NULL,
    by {text},
    at {time},
    PRIMARY KEY (suspension_id, demand_id)
){strict};
CREATE INDEX lookback_demand ON lookback (demand_id);

CREATE TABLE breaches (
    id {text} PRIMARY KEY,
    suspension_id {text} NOT NULL REFERENCES suspensions (id),
    customer_id {text} REFERENCES customers (id),
    role {text} NOT NULL CHECK (role IN ('controller', 'processor')),
    opened_at {time} NOT NULL,
    due_at {time} NOT NULL,
    conclusion {text} NOT NULL,
    closed_by {text},
    closed_at {time}
){strict};
CREATE INDEX breaches_open ON breaches (due_at, id) WHERE closed_at IS NULL;
CREATE INDEX breaches_suspension ON breaches (suspension_id);
";

const SENDERS_SQLITE: &str = "
INSERT INTO demand_senders (demand_id, address, domain)
SELECT id, lower(json_extract(state, '$.receipt.sender')),
    lower(substr(json_extract(state, '$.receipt.sender'), instr(json_extract(state, '$.receipt.sender'), '@') + 1))
FROM demands WHERE instr(json_extract(state, '$.receipt.sender'), '@') > 0;
";

const SENDERS_POSTGRES: &str = "
INSERT INTO demand_senders (demand_id, address, domain)
SELECT id, lower(state::json -> 'receipt' ->> 'sender'), lower(split_part(state::json -> 'receipt' ->> 'sender', '@', 2))
FROM demands WHERE position('@' in state::json -> 'receipt' ->> 'sender') > 0;
";

/// This file's step.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, TABLES).await?;
        crate::run(manager, if manager.get_database_backend() == DbBackend::Postgres { SENDERS_POSTGRES } else { SENDERS_SQLITE }).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
