//! Several things at once, and only to the demand that was read.

use super::orders::Spread;
use super::{Error, Workflow, production};
use crate::store::StoreError;
use domain::actor::Actor;
use domain::command::Command;
use domain::context::Context;
use domain::demand::Demand;
use domain::event::{Entry, Event};
use domain::ids::DemandId;
use domain::refusal::Refusal;

impl Workflow {
    /// Do these things in order, all or none, if the demand is still at the version that the person has read: nobody
    /// overwrites what somebody else has done meanwhile.
    ///
    /// # Errors
    /// As [`Workflow::act`]; [`StoreError::Stale`] when the demand has moved on. A refusal carries the reasons of all that
    /// were refused.
    pub async fn act_on_read(
        &self,
        actor: Actor,
        id: DemandId,
        read: u64,
        commands: Vec<Command>,
        key: Option<String>,
    ) -> Result<Demand, Error> {
        if let Some(command) = commands.iter().find(|c| production::goes_with_files(c)) {
            return Err(Error::Unchecked(command.verb()));
        }
        let mut listed = Vec::with_capacity(commands.len());
        for command in commands {
            listed.push(self.as_listed(&actor, id, command).await?);
        }
        let commands = listed;
        let also = commands.iter().map(Spread::same_order).collect();
        self.change(actor, id, key, Vec::new(), also, move |demand, ctx| {
            if demand.version != read {
                return Err(StoreError::Stale { noun: "demand", id: id.to_string() }.into());
            }
            one_after_another(demand, &commands, ctx)
        })
        .await
    }
}

/// The events of all commands, each decided on what the ones before have made.
pub(super) fn one_after_another(demand: &Demand, commands: &[Command], ctx: &Context<'_>) -> Result<Vec<Event>, Error> {
    let mut state = demand.clone();
    let mut events = Vec::new();
    let mut refused: Option<Refusal> = None;
    for command in commands {
        match state.decide(command, ctx) {
            Ok(made) => {
                for event in &made {
                    state = state.apply(&Entry { at: ctx.now, actor: ctx.actor, event: event.clone() });
                }
                events.extend(made);
            }
            Err(refusal) => match &mut refused {
                Some(all) => all.reasons.extend(refusal.reasons),
                None => refused = Some(refusal),
            },
        }
    }
    match refused {
        Some(mut all) => {
            all.reasons.sort();
            all.reasons.dedup();
            Err(all.into())
        }
        None => Ok(events),
    }
}
