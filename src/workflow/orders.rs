//! One order of secrecy can cover several demands: what is done about it is done to all of them, in one transaction.

use super::delivery::whole;
use super::{Error, Workflow, load, projection, state, visible};
use crate::store::secrecy::{self, DateRow, OrderRow};
use crate::store::{Conn, StoreError, Txn, demands};
use domain::Instant;
use domain::actor::Actor;
use domain::command::{Act, ActKind, Command, OrderDraft, Verb};
use domain::demand::Demand;
use domain::ids::{DemandId, OrderId};
use domain::refusal::{Reason, Refusal};

/// A command that may concern other demands than the one it was given to.
pub(crate) struct Spread {
    /// Those demands; `None`: all that the same order covers.
    to: Option<Vec<DemandId>>,
    command: Command,
}

/// What a demand's secrecy puts in tables of its own.
#[derive(PartialEq, Eq, Default)]
pub(super) struct Silent {
    dates: Vec<DateRow>,
    orders: Vec<OrderRow>,
}

impl Spread {
    /// To all demands under the order that the command is about, if it is about one.
    pub(crate) fn same_order(command: &Command) -> Self {
        Self { to: None, command: command.clone() }
    }

    /// Whether the command writes to the authority, whose address is better read with the demand. One that is not known here only
    /// asks for it later.
    pub(super) const fn writes(&self) -> bool {
        matches!(self.command, Command::Acknowledge | Command::OfferRedirect { .. } | Command::AskToClarify { .. } | Command::Refuse { .. })
    }
}

/// The order that a command changes, reviews or tries to change. A first half that is taken back concerns the order it was about.
fn order_of(demand: &Demand, command: &Command) -> Option<OrderId> {
    match command {
        Command::ExtendSecrecy { order, .. }
        | Command::RecordEffort { order, .. }
        | Command::ReviewSecrecy { order, .. }
        | Command::Prepare(Act::LiftSecrecy { order, .. } | Act::NarrowSecrecy { order, .. })
        | Command::Confirm(Act::LiftSecrecy { order, .. } | Act::NarrowSecrecy { order, .. }) => Some(*order),
        Command::Discard(kind @ (ActKind::LiftSecrecy | ActKind::NarrowSecrecy)) => prepared_order(demand, *kind),
        _ => None,
    }
}

fn prepared_order(demand: &Demand, kind: ActKind) -> Option<OrderId> {
    match demand.prepared(kind)?.act {
        Act::LiftSecrecy { order, .. } | Act::NarrowSecrecy { order, .. } => Some(order),
        _ => None,
    }
}

impl Workflow {
    /// Record one order on this demand, if it is still at the version that the person has read, and on others that it covers too.
    ///
    /// # Errors
    /// As [`Workflow::act_on_read`]; nothing is recorded on any of them then. [`Error::NotFound`] when one of the others is not
    /// the actor's to see.
    pub async fn place_secrecy(
        &self,
        actor: Actor,
        id: DemandId,
        read: u64,
        draft: OrderDraft,
        others: Vec<DemandId>,
        key: Option<String>,
    ) -> Result<Demand, Error> {
        let command = Command::PlaceSecrecy(draft);
        let to = others.into_iter().filter(|other| *other != id).collect();
        let also = vec![Spread { to: Some(to), command: command.clone() }];
        self.change(actor, id, key, Vec::new(), also, move |demand, ctx| {
            if demand.version != read {
                return Err(StoreError::Stale { noun: "demand", id: id.to_string() }.into());
            }
            Ok(demand.decide(&command, ctx)?)
        })
        .await
    }

    /// A further demand comes under an order that is on record: the same order, with the paper, the persons and the end that it has
    /// now, and an entry of its own there.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Refused`] when the order is not in force on `from`, or is on `to` already; nothing is changed.
    pub async fn cover_more(&self, actor: Actor, from: DemandId, order: OrderId, to: DemandId) -> Result<Demand, Error> {
        let this = self.clone();
        whole(async move {
            let txn = this.store().begin().await?;
            let now = this.clock().now();
            let source = load(&txn, this.rulebook(), &actor, from).await?;
            let no_such = || Refusal { verb: Verb::PlaceSecrecy, reasons: vec![Reason::NoSuchOrder] };
            let known = source.secrecy.order(order).filter(|o| o.in_force(now)).ok_or_else(no_such)?;
            let draft = OrderDraft {
                id: known.id,
                source: known.source,
                covers: known.covers.clone(),
                law: known.law.clone(),
                document: known.document.clone(),
                from: known.from,
                until: known.ends_at(),
            };
            this.spread(&txn, actor, to, &Command::PlaceSecrecy(draft), now).await?;
            txn.commit().await?;
            this.find(&actor, to).await
        })
        .await
    }

    /// The other demands that an order on this one covers, as far as the actor may see them.
    ///
    /// # Errors
    /// [`Error::Store`]; [`Error::Corrupt`].
    pub async fn covered_too(&self, actor: &Actor, demand: DemandId, order: OrderId) -> Result<Vec<Demand>, Error> {
        let mut others = secrecy::covered_by(self.store().read(), order).await?;
        others.retain(|other| *other != demand);
        let mut seen = Vec::new();
        for row in demands::with_ids(self.store().read(), &others).await? {
            match visible(self.rulebook(), actor, state(&row)?) {
                Ok(other) => seen.push(other),
                Err(Error::NotFound) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(seen)
    }

    /// The other demands to which these commands are done, each with its command. Asked before the demand itself is written.
    pub(super) async fn others(&self, conn: &impl Conn, demand: &Demand, also: Vec<Spread>) -> Result<Vec<(DemandId, Command)>, Error> {
        let mut all = Vec::new();
        for Spread { to, command } in also {
            let to = match (to, order_of(demand, &command)) {
                (Some(to), _) => to,
                (None, Some(order)) => secrecy::covered_by(conn, order).await?,
                (None, None) => Vec::new(),
            };
            all.extend(to.into_iter().filter(|other| *other != demand.id).map(|other| (other, command.clone())));
        }
        Ok(all)
    }

    /// Do to another demand what was done to the first.
    pub(super) async fn spread(&self, txn: &Txn, actor: Actor, id: DemandId, command: &Command, now: Instant) -> Result<(), Error> {
        let before = demands::find_to_change(txn, id).await?.ok_or(Error::NotFound)?;
        let demand = visible(self.rulebook(), &actor, state(&before)?)?;
        // What was prepared there may be gone with something else.
        if matches!(command, Command::Discard(kind) if demand.prepared(*kind).is_none()) {
            return Ok(());
        }
        let events = demand.decide(command, &self.context(actor, now))?;
        self.record(txn, actor, demand, events, now, Some(before)).await.map(drop)
    }

    pub(super) fn silent(&self, demand: &Demand) -> Silent {
        Silent { dates: projection::secrecy_dates(demand, self.rulebook(), self.policy()), orders: projection::secrecy_orders(demand) }
    }

    /// Whether the tables of secrecy know every order of a demand, and when it ends or is looked at again. What the policy makes
    /// of that is not asked: it may have changed since the last entry.
    pub(super) async fn keeps_silence(&self, demand: Option<&Demand>) -> Result<bool, Error> {
        let Some(demand) = demand.filter(|d| !d.secrecy.orders.is_empty()) else { return Ok(true) };
        let (dates, mut orders) = secrecy::of_demand(self.store().read(), demand.id).await?;
        let mut is = self.silent(demand);
        is.orders.sort_by_key(|o| o.order_id.0);
        orders.sort_by_key(|o| o.order_id.0);
        let mut of_orders = is.dates.iter().filter(|d| !d.order_id.is_empty());
        Ok(orders == is.orders && of_orders.all(|d| dates.contains(d)))
    }

    /// Write what has changed of a demand's secrecy.
    pub(super) async fn put_secrecy(&self, txn: &Txn, id: DemandId, was: Silent, is: Silent) -> Result<(), Error> {
        if was.dates != is.dates {
            secrecy::put_dates(txn, id, is.dates).await?;
        }
        let more = is.orders.into_iter().filter(|o| !was.orders.contains(o)).collect();
        Ok(secrecy::cover(txn, more).await?)
    }
}
