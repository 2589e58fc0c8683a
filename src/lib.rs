//! Ombud: the desk where an online provider answers governments that demand its customers' data, and
//! where the customer's side is kept.

pub mod agency;
pub mod api;
pub mod app;
pub mod bulk;
pub mod call;
pub mod cli;
pub mod clock;
pub mod config;
pub mod demo;
pub mod eevidence;
pub mod etsi;
pub mod hooks;
pub mod installation;
pub mod intake;
pub mod jobs;
pub mod lookup;
pub mod notify;
pub mod outside;
pub mod package;
pub mod portal;
pub mod record;
pub mod report;
pub mod rulebook;
pub mod serve;
pub mod store;
pub mod web;
pub mod wire;
pub mod words;
pub mod workflow;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
