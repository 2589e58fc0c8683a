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

mod api;
mod bounces;
mod cli;
mod concurrency;
mod config;
mod contacts;
mod copies;
mod customer_lists;
mod demo;
mod dependencies;
mod docs;
mod floors;
mod harness;
mod import;
mod intake;
mod journey;
mod letters;
mod lookup;
mod minimise;
mod mta;
mod notice_screens;
mod notice_track;
mod on_the_wire;
mod outbox;
mod outbox_killed;
mod package;
#[cfg(feature = "letters-pdf")]
mod pages;
mod portal;
mod production;
mod race;
mod random_commands;
mod reminders;
mod report;
mod rulebook;
mod scim;
mod silence;
mod smtp;
mod standing;
mod tally;
mod transfers;
mod web_demand;
mod web_desk;
mod web_directories;
mod web_new_demand;
mod web_outbox;
mod web_queue;
mod web_records;
mod web_rulebook;
mod web_shell;
mod web_tokens;
mod web_transparency;
mod words;
mod workflow_drawing;
mod writer;
