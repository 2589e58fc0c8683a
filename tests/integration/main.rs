//! The one test binary: one file per feature, so that everything links once.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests say what they expect")]
#![allow(missing_docs, reason = "tests are read by their names")]

mod bulk;
mod calendars;
mod clock_properties;
mod clocks;
mod migrations;
mod record;
mod store;
mod support;

mod dependencies;
mod docs;
mod floors;
mod harness;
mod intake;
mod letters;
mod minimise;
mod package;
mod production;
mod report;
mod rulebook;
mod smtp;
mod web_directories;
mod web_outbox;
mod web_records;
mod web_rulebook;
mod web_shell;
mod web_transparency;
mod words;
