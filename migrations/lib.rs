//! The schema, one text for SQLite and PostgreSQL.
//!
//! Each migration is SQL with a few words that differ between the two: `{text}`, `{int}`, `{bool}`,
//! `{time}`, `{forever}`, `{strict}`. SQLite tables are STRICT; PostgreSQL text is compared by bytes, so that
//! both sort and page alike. Every migration runs inside a transaction: a half-applied one never stays.

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

mod m0001_record;
mod m0002_demands;
mod m0003_documents;
mod m0004_directory;
mod m0005_people;
mod m0006_outbox;
mod m0007_work;
mod m0008_staff_changes;
mod m0009_attention;
mod m0010_customers;
mod m0011_tokens;
mod m0012_portal;
mod m0013_letters;
mod m0014_delivery;
mod m0015_secrecy;
mod m0016_notice;
mod m0017_accounts_said;
mod m0019_customer_reports;
mod m0021_contacts;
mod m0023_passkeys;
mod m0024_desk;
mod m0025_rules;
mod m0026_feeds;
mod m0027_escalations;
mod m0028_mails;
mod m0029_who_wrote;
mod m0030_who_asks;
mod m0031_suspensions;
mod m0033_webhooks;
mod m0035_etsi;
mod m0037_officers_door;
mod m0039_keepings;
mod m0041_custody_tasks;
mod m0042_past_demands;
mod m0043_scans;
mod m0046_on_call;
mod m0047_lane;
mod m0048_sender_unknown;
mod m0049_calendar_moves;
mod m0053_signatures;
mod m0054_followups;
mod m0055_compartments;
mod m0056_competence;

/// All migrations in order.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_record::Migration),
            Box::new(m0002_demands::Migration),
            Box::new(m0003_documents::Migration),
            Box::new(m0004_directory::Migration),
            Box::new(m0005_people::Migration),
            Box::new(m0006_outbox::Migration),
            Box::new(m0007_work::Migration),
            Box::new(m0008_staff_changes::Migration),
            Box::new(m0009_attention::Migration),
            Box::new(m0010_customers::Migration),
            Box::new(m0011_tokens::Migration),
            Box::new(m0012_portal::Migration),
            Box::new(m0013_letters::Migration),
            Box::new(m0014_delivery::Migration),
            Box::new(m0015_secrecy::Migration),
            Box::new(m0016_notice::Migration),
            Box::new(m0017_accounts_said::Migration),
            Box::new(m0019_customer_reports::Migration),
            Box::new(m0021_contacts::Migration),
            Box::new(m0023_passkeys::Migration),
            Box::new(m0024_desk::Migration),
            Box::new(m0025_rules::Migration),
            Box::new(m0026_feeds::Migration),
            Box::new(m0027_escalations::Migration),
            Box::new(m0028_mails::Migration),
            Box::new(m0029_who_wrote::Migration),
            Box::new(m0030_who_asks::Migration),
            Box::new(m0031_suspensions::Migration),
            Box::new(m0033_webhooks::Migration),
            Box::new(m0035_etsi::Migration),
            Box::new(m0037_officers_door::Migration),
            Box::new(m0039_keepings::Migration),
            Box::new(m0041_custody_tasks::Migration),
            Box::new(m0042_past_demands::Migration),
            Box::new(m0043_scans::Migration),
            Box::new(m0046_on_call::Migration),
            Box::new(m0047_lane::Migration),
            Box::new(m0048_sender_unknown::Migration),
            Box::new(m0049_calendar_moves::Migration),
            Box::new(m0053_signatures::Migration),
            Box::new(m0054_followups::Migration),
            Box::new(m0055_compartments::Migration),
            Box::new(m0056_competence::Migration),
        ]
    }
}

/// A migration that only runs one text: its name is the file's.
macro_rules! migration {
    ($sql:expr) => {
        use sea_orm_migration::prelude::*;

        /// This file's step.
        #[derive(DeriveMigrationName)]
        pub struct Migration;

        #[async_trait::async_trait]
        impl MigrationTrait for Migration {
            async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
                crate::run(manager, $sql).await
            }

            fn use_transaction(&self) -> Option<bool> {
                Some(true)
            }
        }
    };
}
pub(crate) use migration;

/// Run a text after filling in what differs between the databases.
pub(crate) async fn run(manager: &SchemaManager<'_>, sql: &str) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    connection.execute_unprepared(&fill(sql, connection.get_database_backend())).await.map(|_| ())
}

/// The text in the dialect of `backend`.
fn fill(sql: &str, backend: DbBackend) -> String {
    let words: [(&str, &str); 6] = match backend {
        DbBackend::Postgres => [
            ("{text}", "TEXT COLLATE \"C\""),
            ("{int}", "BIGINT"),
            ("{bool}", "BOOLEAN"),
            ("{time}", "TIMESTAMPTZ"),
            ("{forever}", "TIMESTAMPTZ '9999-12-31 23:59:59+00'"),
            ("{strict}", ""),
        ],
        _ => [
            ("{text}", "TEXT"),
            ("{int}", "INTEGER"),
            ("{bool}", "INTEGER"),
            ("{time}", "TEXT"),
            ("{forever}", "'9999-12-31T23:59:59+00:00'"),
            ("{strict}", " STRICT"),
        ],
    };
    words.iter().fold(sql.to_owned(), |text, (word, is)| text.replace(word, is))
}
