//! What happens without anybody asking: timers, the outbox, sweeping.
//!
//! Each round is idempotent and looks for what is due, so that a round that was missed or cut short is made up by the next.

use crate::call::Networks;
use crate::hooks;
use crate::intake::door::MailIn;
use crate::intake::imap::Imap;
use crate::intake::scan;
use crate::intake::signatures;
use crate::lookup::{self, Service};
use crate::notify::outbox::{self, Delivered, Limits};
use crate::notify::transport::Transport;
use crate::outside::Outside;
use crate::report::Period;
use crate::store::{StoreError, customers, idempotency, outbox as mails, people};
use crate::workflow::customers::Given;
use crate::workflow::{Error, Workflow};
use chrono::Duration;
use domain::customer_report::ReportInterval;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration as Wait;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// How often timers are looked at.
const TIMERS: Wait = Wait::from_secs(15);
/// How often the marks on the clocks are looked at: what is reached in between goes into one mail per person.
const MARKS: Wait = Wait::from_secs(5 * 60);
/// Demands whose marks are seen to in one round.
const MOST_MARKS: u64 = 2_000;
/// How often the outbox is looked at.
const OUTBOX: Wait = Wait::from_secs(2);
/// How often contacts and customers are looked at that are to be asked or reminded.
const CONTACTS: Wait = Wait::from_secs(60);
/// How often what has expired is swept.
const SWEEP: Wait = Wait::from_secs(15 * 60);
/// How often mails are looked for that were kept and not read.
const MAILS: Wait = Wait::from_secs(5);
/// How long ago a mail was kept that is read by the round: a door reads its own at once, unless its process ended.
const LEFT_OVER: Duration = Duration::seconds(10);
/// Mails read in one round.
const MOST_MAILS: u64 = 200;
/// How often pictures are looked for that a machine is to read.
const SCANS: Wait = Wait::from_secs(3);
/// Pictures read in one round.
const MOST_SCANS: u64 = 5;
/// How often files are looked for whose signatures nobody has looked at.
const SIGNATURES: Wait = Wait::from_secs(2);
/// Files looked at in one round.
const MOST_SIGNED: u64 = 50;
/// How often the mailbox is asked.
const MAILBOX: Wait = Wait::from_secs(30);
/// Timers in one round.
const MOST_TIMERS: u64 = 500;
/// Contacts asked and customers reminded in one round: the first round after a large import lasts, and its mails are spread.
const MOST_CONTACTS: u64 = 200;
/// Customers told of their report in one round and interval.
const MOST_REPORTS: u64 = 500;
/// Demands whose accounts the service is asked about in one round.
const MOST_ASKED: u64 = 20;
/// How long a mailed link is kept after it expired, so that its page can say so.
const LINKS_KEPT: Duration = Duration::days(90);
/// Requests for a code looked at in one round.
const MOST_CODES: u64 = 200;
/// How long an answer is kept for a client that lost it.
const ANSWERS_KEPT: Duration = Duration::days(2);
/// Webhooks sent in one round.
const MOST_WEBHOOKS: u64 = 50;
/// Uploaded lists deleted in one round.
const MOST_LISTS: u64 = 200;
/// How old a document without a row must be before it is swept: longer than any upload may take.
const ORPHANS_AFTER: Duration = Duration::days(1);

/// The jobs of an installation.
#[derive(Clone)]
pub struct Jobs {
    workflow: Workflow,
    transport: Arc<Transport>,
    accounts: Option<Arc<Service>>,
    webhook_networks: Option<Networks>,
    mail_in: Option<MailIn>,
    mailbox: Option<Arc<Imap>>,
    signatures_dir: Option<PathBuf>,
}

/// What a sweep removed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Swept {
    /// Sessions that had expired.
    pub sessions: u64,
    /// Answers that nobody will ask for again.
    pub answers: u64,
    /// Uploaded lists whose time was over.
    pub lists: u64,
    /// Documents without a row.
    pub orphans: u64,
}

impl Jobs {
    /// The jobs over these use cases and this way out.
    #[must_use]
    pub const fn new(workflow: Workflow, transport: Arc<Transport>) -> Self {
        Self { workflow, transport, accounts: None, mail_in: None, mailbox: None, webhook_networks: None, signatures_dir: None }
    }

    /// Delivering webhooks, also into these networks of the house.
    #[must_use]
    pub fn telling(self, networks: Networks) -> Self {
        Self { webhook_networks: Some(networks), ..self }
    }

    /// With the service that says whose an account is, if there is one.
    #[must_use]
    pub fn asking(self, accounts: Option<Arc<Service>>) -> Self {
        Self { accounts, ..self }
    }

    /// Taking mails in: what was kept and not read is read, and the mailbox is emptied, if there is one.
    #[must_use]
    pub fn taking(self, mail_in: MailIn, mailbox: Option<Arc<Imap>>) -> Self {
        Self { mail_in: Some(mail_in), mailbox, ..self }
    }

    /// Checking signatures against the certificates and keys of this folder, besides the directory's.
    #[must_use]
    pub fn believing(self, folder: Option<PathBuf>) -> Self {
        Self { signatures_dir: folder, ..self }
    }

    /// Start them. They end soon after `stop` is cancelled: what is under way is finished, nothing more is begun.
    #[must_use]
    pub fn start(self, stop: &CancellationToken) -> JoinSet<()> {
        let mut running = JoinSet::new();
        let this = self.clone();
        running.spawn(repeat("timers", TIMERS, stop.clone(), move || {
            let this = this.clone();
            async move {
                this.count_mails().await?;
                this.workflow.tick(MOST_TIMERS).await?;
                this.workflow.end_productions().await.map(drop)
            }
        }));
        let this = self.clone();
        running.spawn(repeat("emergencies", TIMERS, stop.clone(), move || {
            let this = this.clone();
            async move { this.workflow.call_to_emergencies(MOST_TIMERS).await.map(drop) }
        }));
        let this = self.clone();
        running.spawn(repeat("calendars", SWEEP, stop.clone(), move || {
            let this = this.clone();
            async move { this.workflow.compare_calendars().await.map(drop) }
        }));
        let this = self.clone();
        running.spawn(repeat("marks", MARKS, stop.clone(), move || {
            let this = this.clone();
            async move { this.workflow.escalate(MOST_MARKS).await.map(drop) }
        }));
        let this = self.clone();
        running.spawn(repeat("reports", SWEEP, stop.clone(), move || {
            let this = this.clone();
            async move { this.give_reports().await.map(drop) }
        }));
        let this = self.clone();
        running.spawn(repeat("reminders", SWEEP, stop.clone(), move || {
            let this = this.clone();
            async move {
                this.workflow.remind_of_secrecy().await?;
                this.workflow.remind_of_custody().await.map(drop)
            }
        }));
        let (this, limits) = (self.clone(), Limits { closing: stop.clone(), ..Limits::default() });
        running.spawn(repeat("outbox", OUTBOX, stop.clone(), move || {
            let (this, limits) = (this.clone(), limits.clone());
            async move { this.deliver(&limits).await.map(drop) }
        }));
        let this = self.clone();
        running.spawn(repeat("contacts", CONTACTS, stop.clone(), move || {
            let this = this.clone();
            async move { this.workflow.keep_contacts(MOST_CONTACTS).await.map(drop) }
        }));
        if let Some(networks) = self.webhook_networks.clone() {
            let workflow = self.workflow.clone();
            running.spawn(repeat("webhooks", OUTBOX, stop.clone(), move || {
                let (workflow, networks) = (workflow.clone(), networks.clone());
                async move { hooks::deliver_due(&workflow, &networks, MOST_WEBHOOKS).await.map(drop) }
            }));
        }
        if let Some(service) = self.accounts.clone() {
            let workflow = self.workflow.clone();
            running.spawn(repeat("accounts", TIMERS, stop.clone(), move || {
                let (workflow, service) = (workflow.clone(), Arc::clone(&service));
                async move { lookup::ask_due(&workflow, &service, MOST_ASKED).await.map(drop) }
            }));
        }
        if let Some(mail_in) = self.mail_in.clone() {
            running.spawn(repeat("mails", MAILS, stop.clone(), move || {
                let mail_in = mail_in.clone();
                async move { mail_in.read_waiting(MOST_MAILS, LEFT_OVER).await.map(drop) }
            }));
        }
        if let Some((mail_in, mailbox)) = self.mail_in.clone().zip(self.mailbox.clone()) {
            running.spawn(repeat("mailbox", MAILBOX, stop.clone(), move || {
                let (mail_in, mailbox) = (mail_in.clone(), Arc::clone(&mailbox));
                async move {
                    match mailbox.round(&mail_in).await {
                        Ok(round) if round.too_large > 0 => {
                            tracing::warn!(
                                code = "mailbox-too-large",
                                mails = round.too_large,
                                "mails in the mailbox are too large to be taken in"
                            );
                        }
                        Ok(_) => {}
                        Err(error) => {
                            tracing::error!(code = "mailbox", %error, "the mailbox was not emptied; tried again in the next round")
                        }
                    }
                    Ok(())
                }
            }));
        }
        let workflow = self.workflow.clone();
        running.spawn(repeat("scans", SCANS, stop.clone(), move || {
            let workflow = workflow.clone();
            async move { scan::read_waiting(&workflow, &Outside::default(), MOST_SCANS).await.map(drop) }
        }));
        let (workflow, folder) = (self.workflow.clone(), self.signatures_dir.clone());
        running.spawn(repeat("signatures", SIGNATURES, stop.clone(), move || {
            let (workflow, folder) = (workflow.clone(), folder.clone());
            async move { signatures::check_waiting(&workflow, &Outside::default(), folder.as_deref(), MOST_SIGNED).await.map(drop) }
        }));
        running.spawn(repeat("sweep", SWEEP, stop.clone(), move || {
            let this = self.clone();
            async move { this.sweep().await.map(drop) }
        }));
        running
    }

    /// Show in the counters what came back and what waits for a person: reports come in through another process.
    async fn count_mails(&self) -> Result<(), Error> {
        let conn = self.workflow.store().read();
        for (fate, n) in mails::reports_by_fate(conn).await? {
            // A gauge is a float; nobody has 2^52 mails.
            metrics::gauge!("ombud_mail_reports", "fate" => fate).set(n as f64);
        }
        metrics::gauge!("ombud_mails_for_a_person").set(mails::for_a_person(conn).await? as f64);
        Ok(())
    }

    /// Announce the reports of the periods that are over: to each customer, the last one of its interval. Returns how many.
    ///
    /// # Errors
    /// [`Error::Store`], [`Error::Letter`]; who was not told is told in the next round.
    pub async fn give_reports(&self) -> Result<u64, Error> {
        let (now, zone) = (self.workflow.clock().now(), self.workflow.sender().zone);
        let mut given = 0;
        for interval in ReportInterval::ALL {
            let Some(period) = Period::last(interval, now, zone) else { continue };
            let over = Given { period: period.to_string(), within: period.instants(zone), interval };
            given += self.workflow.give_reports(&over, MOST_REPORTS).await?;
        }
        Ok(given)
    }

    /// One round of the outbox.
    ///
    /// # Errors
    /// [`Error::Store`]; what was not sent is looked at again in the next round.
    pub async fn deliver(&self, limits: &Limits) -> Result<Delivered, Error> {
        self.workflow.mail_codes(MOST_CODES).await?;
        let delivered = outbox::deliver_once(&self.workflow, &self.transport, limits).await?;
        for (fate, n) in [
            ("sent", delivered.sent),
            ("later", delivered.later),
            ("dead", delivered.dead),
            ("ambiguous", delivered.ambiguous),
            ("stopped", delivered.stopped),
            ("failed", delivered.failed),
        ] {
            if n > 0 {
                metrics::counter!("ombud_mails_total", "fate" => fate).increment(n);
            }
        }
        if delivered.dead + delivered.ambiguous > 0 {
            tracing::warn!(
                code = "mails-stuck",
                dead = delivered.dead,
                ambiguous = delivered.ambiguous,
                "mails wait for a person on the Outbox screen"
            );
        }
        Ok(delivered)
    }

    /// Remove what has expired.
    ///
    /// # Errors
    /// [`Error::Store`]; what was not removed is removed in the next round.
    pub async fn sweep(&self) -> Result<Swept, Error> {
        let (store, now) = (self.workflow.store(), self.workflow.clock().now());
        let txn = store.begin().await?;
        let sessions = people::sweep_sessions(&txn, now).await?;
        self.workflow.sweep_portal(&txn, now).await?;
        let answers = idempotency::sweep(&txn, now - ANSWERS_KEPT).await?;
        customers::upkeep::sweep_links(&txn, now - LINKS_KEPT).await?;
        txn.commit().await?;
        let lists = self.workflow.purge_customer_lists(MOST_LISTS).await?;
        let orphans = self.workflow.blobs().sweep_orphans(store.read(), now - ORPHANS_AFTER).await?;
        if orphans > 0 {
            tracing::warn!(code = "orphans-swept", orphans, "documents without a row were removed");
        }
        Ok(Swept { sessions, answers, lists, orphans })
    }
}

async fn repeat<F, R>(name: &'static str, every: Wait, stop: CancellationToken, round: F)
where
    F: Fn() -> R,
    R: Future<Output = Result<(), Error>>,
{
    loop {
        if stop.is_cancelled() {
            return;
        }
        match round().await {
            Ok(()) => {}
            // Writing has stopped until somebody has looked; saying so at every round would bury the first line.
            Err(Error::Store(StoreError::Halted)) => {}
            Err(error) => tracing::error!(code = "job-failed", job = name, why = code(&error), "a job failed and will be tried again"),
        }
        tokio::select! {
            () = tokio::time::sleep(every) => {}
            () = stop.cancelled() => return,
        }
    }
}

/// What a log may say of an error: its texts can name a demand.
const fn code(error: &Error) -> &'static str {
    match error {
        Error::Store(error) => error.code(),
        Error::NotFound => "not-found",
        Error::Refused(_) => "refused",
        Error::Corrupt(_) => "corrupt",
        Error::Cut => "cut",
        _ => "letter",
    }
}
