//! The formal process that is said to follow an emergency, as its own case knows it.

use super::{Error, Workflow};
use crate::store::demands;
use domain::aftermath::Process;
use domain::command::Command;
use domain::instrument::Force;

impl Workflow {
    /// Whatever was said of the process, its case stands in its place; where there is none, the rules refuse what was said.
    pub(super) async fn as_filed(&self, command: Command) -> Result<Command, Error> {
        let Command::SettleFollowUp { process: Some(said), reason } = command else { return Ok(command) };
        let process = match demands::find(self.store().read(), said.demand).await? {
            Some(row) => {
                let other = super::state(&row)?;
                let compels = other.instrument(self.rulebook()).is_some_and(|i| i.force == Force::Compulsory);
                Process { demand: other.id, authority: other.authority.as_ref().map(|a| a.id), compels }
            }
            None => Process::said(said.demand),
        };
        Ok(Command::SettleFollowUp { process: Some(process), reason })
    }
}
