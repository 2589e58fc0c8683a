//! Asking the provider's own service whose an account is, and keeping what it answers.
//!
//! The service learns which accounts are asked about, and nothing else of a demand. It is asked outside any transaction; what it says is
//! kept by the workflow.

mod http;

pub use http::{Limits, Service, SettingsError, tls};

use crate::workflow::{Error, Workflow};

/// Ask about demands without a customer, at most `most`; returns how many were asked about.
///
/// # Errors
/// [`Error::Store`]; who was not asked about is asked about in the next round.
pub async fn ask_due(workflow: &Workflow, service: &Service, most: u64) -> Result<u64, Error> {
    let mut asked = 0;
    for (demand, identifiers) in workflow.accounts_to_ask(most).await? {
        let reply = service.ask(&identifiers).await;
        let outcome = workflow.hear_accounts(demand, &identifiers, reply).await?;
        metrics::counter!("ombud_account_lookups_total", "outcome" => outcome).increment(1);
        asked += 1;
    }
    Ok(asked)
}
