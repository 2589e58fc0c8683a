//! What a customer is told in sum (SCC clause 15.1(c)): the figures on demand, and the mail after each period that says that they can
//! be read. The mail goes to every customer of the interval, whether there was a demand or not, and holds no figure.

use super::super::directory::{allowed, json};
use super::super::letters::UpkeepMail;
use super::super::{Error, Workflow};
use super::{Put, as_read, differences};
use crate::store::customers::reports::{self, CustomerReportRow, Due};
use crate::store::customers::{self, CustomerRow};
use domain::Instant;
use domain::actor::Actor;
use domain::contact::Reach;
use domain::customer_report::{CustomerReport, ReportInterval, report};
use domain::ids::CustomerId;
use domain::paper::CustomerClass;
use std::collections::BTreeSet;
use std::ops::Range;

/// A period that is over: its name, such as `2026-H1`, and its moments.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Given {
    /// Name.
    pub period: String,
    /// From its first moment to the first after it.
    pub within: Range<Instant>,
    /// How long such a period is.
    pub interval: ReportInterval,
}

/// How many are looked for at once.
const AT_ONCE: u64 = 50;
/// After this the mail is no use any more; the figures can be read all the same.
const GOOD_FOR: chrono::Duration = chrono::Duration::days(60);

impl Workflow {
    /// The figures of a period, from what the customer may see now.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn customer_report(&self, customer: CustomerId, within: &Range<Instant>) -> Result<CustomerReport, Error> {
        Ok(report(&self.customers_demands(customer).await?, within))
    }

    /// How often the provider tells its customers in sum, and those of which classes: the setting, else the clauses.
    #[must_use]
    pub fn usual_report(&self) -> (ReportInterval, &BTreeSet<CustomerClass>) {
        let clauses = &self.rulebook().transfers;
        (self.policy().customer_report.unwrap_or(clauses.report_interval), &clauses.report_to)
    }

    /// Tell every customer that is due that the figures of a period can be read, up to `most`. A customer is told once of a period,
    /// whatever happens between: the mails and the note that they were queued are one transaction. Returns how many were told.
    ///
    /// # Errors
    /// [`Error::Store`], [`Error::Letter`]; who was not told is told in the next round.
    pub async fn give_reports(&self, over: &Given, most: u64) -> Result<u64, Error> {
        let nobody = BTreeSet::new();
        let (usual, classes) = self.usual_report();
        let due = Due {
            period: &over.period,
            ended: over.within.end,
            interval: over.interval,
            usual_for: if usual == over.interval { classes } else { &nobody },
        };
        let mut given = 0;
        while given < most {
            let customers = reports::to_report(self.store().read(), &due, (most - given).min(AT_ONCE)).await?;
            if customers.is_empty() {
                break;
            }
            for customer in &customers {
                self.give_report(customer, over).await?;
                given += 1;
            }
        }
        Ok(given)
    }

    async fn give_report(&self, customer: &CustomerRow, over: &Given) -> Result<(), Error> {
        let id: CustomerId = customer.id.to();
        // Counted before the writer is taken: a customer may have many demands.
        let figures = json(&self.customer_report(id, &over.within).await?)?;
        let mail = UpkeepMail::Report { customer: &customer.name, period: &over.period };
        let txn = self.store().begin().await?;
        let now = self.clock().now();
        let mut messages = Vec::new();
        for contact in customers::contacts_of(&txn, id).await? {
            if matches!(contact.reach(&self.policy().contacts, now), Reach::Verified | Reach::Stale | Reach::Lapsed) {
                messages.push(self.post_upkeep(&txn, &contact, &mail, now + GOOD_FOR, now).await?);
            }
        }
        // The record says that it was given, not what it says: whoever may read the one need not read the other.
        let payload = serde_json::json!({ "customer": id, "period": over.period, "messages": messages });
        let row = CustomerReportRow { customer_id: customer.id, period: over.period.clone(), at: now, figures, messages: json(&messages)? };
        // The second of two would be refused here, with its mails.
        reports::add_report(&txn, row).await?;
        self.note(&txn, Actor::System, "customer_report_given", payload).await?;
        Ok(txn.commit().await?)
    }

    /// Say how often this customer is told in sum; `None`: as the provider usually does.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::NotAllowed`]; [`crate::store::StoreError::Stale`] when it is not what was read.
    pub async fn set_report_interval(
        &self,
        actor: Actor,
        id: CustomerId,
        interval: Option<ReportInterval>,
        expected: Option<i64>,
    ) -> Result<Put<CustomerId>, Error> {
        allowed(&actor)?;
        let txn = self.store().begin().await?;
        let before = customers::find(&txn, id).await?.ok_or(Error::NotFound)?;
        as_read("customer", id, expected, before.version)?;
        let after = CustomerRow { report_interval: interval.map(|i| i.code().to_owned()), ..before.clone() };
        let found = differences(&before, &after);
        let put = self.save_customer(&txn, actor, "customer_changed", &before, after, found).await?;
        txn.commit().await?;
        Ok(put)
    }
}
