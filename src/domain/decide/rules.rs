//! The same paper read again: by a person who corrects the reading, or by another row of the rulebook.

use super::consequences_of;
use crate::clocks::ObligationKind;
use crate::command::Receive;
use crate::context::Context;
use crate::demand::Demand;
use crate::event::{Consequences, Event};
use crate::ids::OrderId;
use crate::instrument::Rule;
use crate::notice::Notice;
use crate::paper::{Paper, ScopeLine};

impl Demand {
    /// What follows from a reading of the paper by a row, with what is done already left as it is.
    fn read_anew(&self, paper: &Paper, lines: &[ScopeLine], rule: Option<Rule>, order: OrderId, ctx: &Context<'_>) -> Consequences {
        let as_received = Receive {
            id: self.id,
            reference: self.reference,
            receipt: self.receipt.clone(),
            paper: paper.clone(),
            lines: lines.to_vec(),
            documents: Vec::new(),
            authority: None,
            customer: None,
            duplicates: Vec::new(),
            statutory_order: order,
            secrecy_asked: None,
            facts: None,
        };
        let mut consequences = consequences_of(paper, &as_received, rule, ctx);
        // An order that is on record already is not recorded twice.
        let recorded = |law: &str| self.secrecy.orders.iter().any(|p| p.law == law && p.ended_at.is_none());
        if consequences.statutory.as_ref().is_some_and(|o| recorded(&o.law)) {
            consequences.statutory = None;
        }
        if let (Some(met), Some(clock)) = (
            self.clock(ObligationKind::Acknowledge).and_then(|c| c.met_at),
            consequences.clocks.iter_mut().find(|c| c.kind == ObligationKind::Acknowledge),
        ) {
            clock.met_at = Some(met);
        }
        self.carry_duties(&mut consequences.clocks, ctx.policy);
        consequences
    }

    /// The reading is corrected. The demand stays on the version under which it came, whatever the paper turns out to be.
    pub(super) fn corrected(
        &self,
        paper: Box<Paper>,
        lines: Vec<ScopeLine>,
        reason: String,
        order: OrderId,
        ctx: &Context<'_>,
    ) -> Vec<Event> {
        let rule = self.rule_for(&paper.instrument, ctx.rulebook);
        let consequences = self.read_anew(&paper, &lines, rule, order, ctx);
        let stops = consequences.statutory.is_some() || self.asks_otherwise(&paper, &lines);
        let mut after = self.clone();
        after.paper = paper.as_ref().clone();
        let corrected = Event::PaperCorrected { paper, lines, consequences: Box::new(consequences), reason, duplicates: Vec::new() };
        self.and_notice(stops, corrected, &after, ctx)
    }

    /// From now on today's row counts. A notice that waits in the outbox was written by the other one, so it does not go.
    pub(super) fn rules_moved(&self, reason: String, order: OrderId, ctx: &Context<'_>) -> Vec<Event> {
        let rule = ctx.rulebook.rule(&self.paper.instrument);
        let consequences = self.read_anew(&self.paper, &self.lines, rule.clone(), order, ctx);
        let mut after = self.clone();
        after.rule = rule;
        self.and_notice(true, Event::RulesMoved { consequences: Box::new(consequences), reason }, &after, ctx)
    }

    /// The event, with a notice that stops before it and a debt that gets another date after it.
    fn and_notice(&self, stops: bool, event: Event, after: &Demand, ctx: &Context<'_>) -> Vec<Event> {
        let stopped = if stops { self.stop_notice() } else { None };
        let anew = after.owed_anew(self, ctx).filter(|_| stopped.is_some() || matches!(self.notice, Notice::Owed { .. }));
        stopped.into_iter().chain([event]).chain(anew).collect()
    }
}
