//! What a customer sees of its demands.

use crate::store::demands;
use crate::workflow::{Error, Workflow, state};
use domain::Instant;
use domain::customer_view::CustomerView;
use domain::demand::Demand;
use domain::ids::{CustomerId, DemandId};
use domain::instrument::Rulebook;
use std::sync::Arc;

/// How many rows are read at once.
const PAGE: u64 = 200;

/// What a customer may see of a demand at a moment: [`domain::customer_view::view`], unless a test proves what a wrong one would show.
pub type View = dyn Fn(&Demand, CustomerId, &Rulebook, Instant) -> Option<CustomerView> + Send + Sync;

impl Workflow {
    /// The same use cases, with another view for the customer's side: so that a test can see that it would find a view that leaks.
    #[must_use]
    pub fn seen_through(self, view: Arc<View>) -> Self {
        Self { view, ..self }
    }

    /// The demands that a customer may see now, the latest first.
    ///
    /// A demand that can't be read is left out: a customer can't mend it, and a list that fails would say that it is there.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn customers_demands(&self, customer: CustomerId) -> Result<Vec<CustomerView>, Error> {
        let now = self.clock().now();
        let mut seen = Vec::new();
        let mut after = None;
        loop {
            let rows = demands::of_customer(self.store().read(), customer, after, PAGE).await?;
            let Some(last) = rows.last() else { return Ok(seen) };
            after = Some((last.received_at, last.demand()));
            for row in &rows {
                match state(row) {
                    Ok(demand) => seen.extend((self.view)(&demand, customer, self.rulebook(), now)),
                    Err(_) => tracing::error!(code = "view-unreadable", demand = %row.id, "a demand was left out of its customer's list"),
                }
            }
        }
    }

    /// One demand as its customer may see it now.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none, when it is another customer's, and when nothing of it may be seen; [`Error::Store`].
    pub async fn customers_demand(&self, customer: CustomerId, id: DemandId) -> Result<CustomerView, Error> {
        let row = demands::find(self.store().read(), id).await?.ok_or(Error::NotFound)?;
        let demand = state(&row).map_err(|_| Error::NotFound)?;
        (self.view)(&demand, customer, self.rulebook(), self.clock().now()).ok_or(Error::NotFound)
    }
}
