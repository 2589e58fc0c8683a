//! Who asks: the numbers to call back, each with its source and the two people behind it; keys, competence and the words that a
//! search finds an authority by; officers with their standing; and what has happened to each entry.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{DbBackend, Statement};

const TABLES: &str = "
CREATE TABLE authority_numbers (
    id {text} PRIMARY KEY,
    authority_id {text} NOT NULL REFERENCES authorities (id),
    number {text} NOT NULL,
    digits {text} NOT NULL,
    reaches {text} NOT NULL,
    source {text} NOT NULL,
    sourced_on {text} NOT NULL,
    demand_id {text} REFERENCES demands (id),
    entered_by {text} NOT NULL,
    entered_at {time} NOT NULL,
    confirmed_by {text},
    confirmed_at {time},
    withdrawn_by {text},
    withdrawn_at {time}
){strict};
CREATE INDEX authority_numbers_authority ON authority_numbers (authority_id, entered_at, id);
CREATE INDEX authority_numbers_digits ON authority_numbers (digits);
INSERT INTO authority_numbers (id, authority_id, number, digits, reaches, source, sourced_on, entered_by, entered_at, confirmed_by, confirmed_at)
SELECT id, id, phone, replace(replace(replace(replace(replace(phone, ' ', ''), '-', ''), '(', ''), ')', ''), '+', ''), '', note, '', '', created_at,
    CASE standing WHEN 'known' THEN changed_by END, CASE standing WHEN 'known' THEN created_at END
FROM authorities WHERE phone IS NOT NULL;

CREATE TABLE authority_keys (
    id {text} PRIMARY KEY,
    authority_id {text} NOT NULL REFERENCES authorities (id),
    officer_id {text} REFERENCES officers (id),
    kind {text} NOT NULL CHECK (kind IN ('age', 'pgp', 'smime', 'eseal')),
    fingerprint {text} NOT NULL,
    material {text} NOT NULL,
    source {text} NOT NULL,
    sourced_on {text} NOT NULL,
    entered_by {text} NOT NULL,
    entered_at {time} NOT NULL,
    confirmed_by {text},
    confirmed_at {time},
    withdrawn_by {text},
    withdrawn_at {time}
){strict};
CREATE INDEX authority_keys_authority ON authority_keys (authority_id, entered_at, id);
CREATE INDEX authority_keys_fingerprint ON authority_keys (fingerprint);

CREATE TABLE authority_competence (
    authority_id {text} NOT NULL REFERENCES authorities (id),
    instrument {text} NOT NULL,
    territory {text} NOT NULL,
    PRIMARY KEY (authority_id, instrument, territory)
){strict};

CREATE TABLE authority_words (
    word {text} NOT NULL,
    authority_id {text} NOT NULL REFERENCES authorities (id),
    PRIMARY KEY (word, authority_id)
){strict};
CREATE INDEX authority_words_authority ON authority_words (authority_id);

CREATE TABLE directory_history (
    id {text} PRIMARY KEY,
    authority_id {text} NOT NULL REFERENCES authorities (id),
    officer_id {text} REFERENCES officers (id),
    at {time} NOT NULL,
    by {text} NOT NULL,
    what {text} NOT NULL,
    detail {text} NOT NULL,
    reason {text} NOT NULL
){strict};
CREATE INDEX directory_history_authority ON directory_history (authority_id, at, id);
CREATE INDEX directory_history_officer ON directory_history (officer_id, at, id) WHERE officer_id IS NOT NULL;

ALTER TABLE authority_domains ADD COLUMN source {text} NOT NULL DEFAULT '';
ALTER TABLE authority_domains ADD COLUMN sourced_on {text} NOT NULL DEFAULT '';

ALTER TABLE officers ADD COLUMN agency {text} NOT NULL DEFAULT '';
ALTER TABLE officers ADD COLUMN role {text} NOT NULL DEFAULT '';
ALTER TABLE officers ADD COLUMN badge {text} NOT NULL DEFAULT '';
ALTER TABLE officers ADD COLUMN language {text} NOT NULL DEFAULT '';
ALTER TABLE officers ADD COLUMN standing {text} NOT NULL DEFAULT 'invited' CHECK (standing IN ('invited', 'vetted', 'suspended', 'expired'));
ALTER TABLE officers ADD COLUMN entered_by {text} NOT NULL DEFAULT '';
ALTER TABLE officers ADD COLUMN vetted_first {text};
ALTER TABLE officers ADD COLUMN vetted_first_at {time};
ALTER TABLE officers ADD COLUMN vetted_second {text};
ALTER TABLE officers ADD COLUMN vetted_at {time};
ALTER TABLE officers ADD COLUMN attest_by {time};
ALTER TABLE officers ADD COLUMN version {int} NOT NULL DEFAULT 1;
ALTER TABLE officers ADD COLUMN created_at {time} NOT NULL DEFAULT '1970-01-01T00:00:00+00:00';
UPDATE officers SET mail = lower(mail);
CREATE INDEX officers_mail ON officers (mail) WHERE mail IS NOT NULL;
CREATE INDEX officers_attest ON officers (attest_by, id) WHERE standing = 'vetted';
";

/// This file's step.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, TABLES).await?;
        // Capitals outside ASCII are folded here, because SQLite's lower() leaves them.
        let connection = manager.get_connection();
        let backend = connection.get_database_backend();
        let rows = connection.query_all_raw(Statement::from_string(backend, "SELECT id, name FROM authorities")).await?;
        let sql = match backend {
            DbBackend::Postgres => "INSERT INTO authority_words (word, authority_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            _ => "INSERT OR IGNORE INTO authority_words (word, authority_id) VALUES (?, ?)",
        };
        for row in rows {
            let (id, name): (String, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
            for word in name.to_lowercase().split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
                connection.execute_raw(Statement::from_sql_and_values(backend, sql, [word.into(), id.clone().into()])).await?;
            }
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
