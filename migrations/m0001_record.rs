//! The record: one append-only log per installation, with a hash chain over commitments.
//!
//! `payload` and `nonce` stand in columns of their own: the chain covers only the commitment, so a payload
//! can be erased by a later migration's own path while the chain still verifies.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

const TABLE: &str = "
CREATE TABLE events (
    seq {int} PRIMARY KEY,
    at {time} NOT NULL,
    demand {text},
    actor {text} NOT NULL,
    kind {text} NOT NULL,
    commitment {text} NOT NULL,
    prev_hash {text} NOT NULL,
    hash {text} NOT NULL,
    nonce {text},
    payload {text}
){strict};
CREATE INDEX events_by_demand ON events (demand, seq);
";

// The insert trigger also closes INSERT OR REPLACE, which removes a row without firing a delete trigger.
const GUARDS_SQLITE: &str = "
CREATE TRIGGER events_refuse_update BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'the record is append-only: UPDATE on events is refused'); END;
CREATE TRIGGER events_refuse_delete BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'the record is append-only: DELETE on events is refused'); END;
CREATE TRIGGER events_dense BEFORE INSERT ON events
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM events)
BEGIN SELECT RAISE(ABORT, 'the record is dense: the next seq must follow the last'); END;
";

const GUARDS_POSTGRES: &str = "
CREATE FUNCTION events_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the record is append-only: % on events is refused', TG_OP; END $$;
CREATE TRIGGER events_refuse_change BEFORE UPDATE OR DELETE ON events FOR EACH ROW EXECUTE FUNCTION events_refuse();
CREATE TRIGGER events_refuse_truncate BEFORE TRUNCATE ON events FOR EACH STATEMENT EXECUTE FUNCTION events_refuse();
CREATE FUNCTION events_dense() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM events) THEN
        RAISE EXCEPTION 'the record is dense: the next seq must follow the last';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER events_dense BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION events_dense();
";

/// This file's step.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, TABLE).await?;
        let guards = match manager.get_database_backend() {
            DbBackend::Postgres => GUARDS_POSTGRES,
            _ => GUARDS_SQLITE,
        };
        crate::run(manager, guards).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
