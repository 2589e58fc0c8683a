//! The steps of a demand, each taken by the person whose part it is. Both the demonstration and the walk are made of these.

use super::DemoError;
use super::cast::Cast;
use crate::installation::Installation;
use crate::intake::receive;
use crate::intake::sample::{self, SampleSpec};
use crate::notify::outbox;
use crate::package::production;
use crate::workflow::scope;
use bytes::Bytes;
use chrono::Duration;
use domain::Instant;
use domain::actor::Actor;
use domain::command::{Act, Command, RedirectAnswer};
use domain::demand::Demand;
use domain::fact::CheckProof;
use domain::ids::{AuthorityId, DemandId};
use domain::paper::{CustomerClass, Decision};
use domain::policy::in_eea;
use domain::preservation::CustodyAnswer;
use domain::refusal::Reason;
use domain::stage::{Art48Basis, Assessment, ChallengeConsidered, CheckMethod, SkipGround};
use domain::who::Called;
use minimise::Mapping;

/// Tasks of the custodian that are looked through.
const MOST_TASKS: u64 = 500;

/// How the sample files are to be read.
pub const MAPPING: &str = r#"
[[source]]
match = "*"
account = "account"
time = { field = "at", format = "rfc3339" }
category = { field = "kind", values = { profile = "SUB_ID", payment = "SUB_PAY", plan = "SUB_SVC", sign_in = "ACCESS_IP", header = "TRAFFIC", use = "USAGE", message = "CONTENT" } }
"#;

/// An installation and the people in it.
#[derive(Clone)]
pub struct Scene {
    /// Where.
    pub installation: Installation,
    /// Who.
    pub cast: Cast,
}

impl Scene {
    /// Now, in the scene.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.installation.clock.now()
    }

    /// Let time pass; only on a clock that is moved by hand.
    pub fn wait(&self, span: Duration) {
        self.installation.clock.set(self.now() + span);
    }

    /// Do something, as somebody.
    ///
    /// # Errors
    /// [`DemoError::Workflow`] with all reasons.
    pub async fn act(&self, who: Actor, id: DemandId, command: Command) -> Result<Demand, DemoError> {
        Ok(self.installation.workflow.act(who, id, command, None).await?)
    }

    /// Try something that must be refused, and say why it was.
    ///
    /// # Errors
    /// [`DemoError::Gate`] when it was not refused: a gate stands open.
    pub async fn must_refuse(&self, who: Actor, id: DemandId, command: Command) -> Result<Vec<Reason>, DemoError> {
        let verb = command.verb().code();
        match self.installation.workflow.act(who, id, command, None).await {
            Err(crate::workflow::Error::Refused(refusal)) => Ok(refusal.reasons),
            Err(other) => Err(other.into()),
            Ok(_) => Err(DemoError::Gate(format!("{verb} should have been refused and was not"))),
        }
    }

    /// A demand arrives by mail.
    ///
    /// # Errors
    /// [`DemoError`].
    pub async fn arrives(&self, spec: &SampleSpec) -> Result<Demand, DemoError> {
        let bytes = Bytes::from(sample::mail(spec)?);
        let draft = receive::read_mail(&self.installation.workflow, bytes, "demand.eml", self.now()).await?;
        Ok(receive::take(&self.installation.workflow, self.cast.intake, draft, None).await?.demand)
    }

    /// Identify the authority, acknowledge, begin.
    ///
    /// # Errors
    /// [`DemoError`].
    pub async fn begin(&self, id: DemandId, authority: AuthorityId) -> Result<Demand, DemoError> {
        let intake = self.cast.intake;
        let row = crate::store::authorities::find(self.installation.store().read(), authority).await?;
        let row = row.ok_or_else(|| DemoError::Gate("the authority is not in the registry".to_owned()))?;
        let known = crate::workflow::known_authority(&row);
        self.act(intake, id, Command::IdentifyAuthority { authority: known }).await?;
        self.act(intake, id, Command::Acknowledge).await?;
        self.act(intake, id, Command::BeginVerification).await
    }

    /// Call the registry's number back.
    ///
    /// # Errors
    /// [`DemoError`].
    pub async fn call_back(&self, id: DemandId) -> Result<Demand, DemoError> {
        let note = "Reached the registry at the number on file; it confirmed officer, file number and date.".to_owned();
        let store = self.installation.store();
        let row = crate::store::demands::find(store.read(), id).await?;
        let number = match row.and_then(|row| row.authority_id) {
            Some(authority) => crate::store::authorities::numbers::of(store.read(), authority.to()).await?.into_iter().next(),
            None => None,
        };
        let number = number.ok_or_else(|| DemoError::Gate("the directory has no number to call".to_owned()))?;
        let call = Some(Called::said(&number.number));
        self.act(self.cast.caller, id, Command::CheckRequester { method: CheckMethod::CallBack, note, call, proof: CheckProof::default() })
            .await
    }

    /// Check the form and go on.
    ///
    /// # Errors
    /// [`DemoError`].
    pub async fn verify(&self, id: DemandId) -> Result<Demand, DemoError> {
        self.act(self.cast.intake, id, Command::CheckForm).await?;
        self.act(self.cast.intake, id, Command::Verify).await
    }

    /// Refer the authority to the customer.
    ///
    /// # Errors
    /// [`DemoError`].
    pub async fn offer_redirect(&self, id: DemandId) -> Result<Demand, DemoError> {
        self.act(self.cast.intake, id, Command::OfferRedirect { answer_by: self.now() + Duration::days(3) }).await
    }

    /// It declines.
    ///
    /// # Errors
    /// [`DemoError`].
    pub async fn declined(&self, id: DemandId) -> Result<Demand, DemoError> {
        let reason = "The records are needed from the provider because people at the customer may be involved.".to_owned();
        self.act(self.cast.intake, id, Command::RecordAnswer { answer: RedirectAnswer::Declined { reason } }).await
    }

    /// Go on without a redirect.
    ///
    /// # Errors
    /// [`DemoError`].
    pub async fn skip_redirect(&self, id: DemandId, ground: SkipGround) -> Result<Demand, DemoError> {
        self.act(self.cast.reviewer, id, Command::SkipRedirect { ground }).await
    }

    /// Counsel authorises what the instrument reaches and refuses the rest.
    ///
    /// # Errors
    /// [`DemoError`].
    pub async fn decide(&self, id: DemandId) -> Result<Demand, DemoError> {
        let mut demand = self.installation.workflow.find(&self.cast.reviewer, id).await?;
        let reach = demand.instrument(self.installation.workflow.rulebook()).map(|i| i.reach.clone()).unwrap_or_default();
        for line in demand.lines.clone() {
            let decision =
                if reach.contains(&line.category) { Decision::Authorise } else { Decision::Refuse { ground: domain::ground::Ground::R11 } };
            demand = self.act(self.cast.reviewer, id, Command::DecideLine { line: line.id, decision }).await?;
        }
        Ok(demand)
    }

    /// What counsel writes.
    #[must_use]
    pub fn assessment(demand: &Demand) -> Assessment {
        let customer = demand.customer.as_ref();
        let abroad = demand.authority.as_ref().is_some_and(|a| !in_eea(&a.territory));
        let considered = customer.is_some_and(|c| c.class != CustomerClass::Consumer);
        Assessment {
            text: "The paper is in due form and compels the authorised lines; nothing beyond them is disclosed.".to_owned(),
            challenge: considered.then(|| ChallengeConsidered {
                basis: false,
                reason: "Issued by a competent body, limited to named accounts and a short period; no ground for a challenge.".to_owned(),
            }),
            art48: (abroad && customer.is_some_and(|c| in_eea(&c.country))).then_some(Art48Basis::Mlat),
            repeat_reason: None,
        }
    }

    /// Counsel recommends.
    ///
    /// # Errors
    /// [`DemoError`].
    pub async fn recommend(&self, id: DemandId) -> Result<Demand, DemoError> {
        let demand = self.installation.workflow.find(&self.cast.reviewer, id).await?;
        let assessment = Self::assessment(&demand);
        let digest = scope::digest(&demand, &assessment);
        self.act(self.cast.reviewer, id, Command::Recommend { assessment, digest }).await
    }

    /// The second person approves what was read.
    ///
    /// # Errors
    /// [`DemoError`].
    pub async fn approve(&self, id: DemandId) -> Result<Demand, DemoError> {
        let demand = self.installation.workflow.find(&self.cast.approver, id).await?;
        let digest = demand.stage.recommended().map(|r| r.digest.clone()).unwrap_or_default();
        self.act(self.cast.approver, id, Command::Approve { digest }).await
    }

    /// Two people confirm that nothing forbids telling the customer.
    ///
    /// # Errors
    /// [`DemoError`].
    pub async fn nothing_forbids(&self, id: DemandId) -> Result<Demand, DemoError> {
        self.act(self.cast.notices, id, Command::Prepare(Act::ConfirmNoSecrecy)).await?;
        self.act(self.cast.reviewer, id, Command::Confirm(Act::ConfirmNoSecrecy)).await
    }

    /// Two people read and order the notice to the customer.
    ///
    /// # Errors
    /// [`DemoError`].
    pub async fn notify(&self, id: DemandId) -> Result<Demand, DemoError> {
        let workflow = &self.installation.workflow;
        let read = workflow.preview_notice(&self.cast.notices, id).await?;
        workflow.prepare_notice(self.cast.notices, id, &read.digest, None).await?;
        Ok(workflow.confirm_notice(self.cast.reviewer, id, &read.digest, None).await?)
    }

    /// Send what waits in the outbox.
    ///
    /// # Errors
    /// [`DemoError`].
    pub async fn send(&self) -> Result<(), DemoError> {
        outbox::deliver_once(&self.installation.workflow, &self.installation.transport, &outbox::Limits::default()).await?;
        Ok(())
    }

    /// The custodian gathers every authorised line. The file holds more than was authorised; the rest must not get through.
    ///
    /// # Errors
    /// [`DemoError`].
    pub async fn gather(&self, id: DemandId) -> Result<Demand, DemoError> {
        let mapping = Mapping::from_toml(MAPPING)?;
        let mut demand = self.installation.workflow.find(&self.cast.custodian, id).await?;
        for line in demand.lines.clone().into_iter().filter(domain::paper::ScopeLine::is_authorised) {
            let file = gathered(&line.account, line.from.unwrap_or(self.now() - Duration::days(30)));
            let workflow = &self.installation.workflow;
            demand =
                production::collect(workflow, self.cast.custodian, id, line.id, "gathered.csv", file.as_bytes(), &mapping, None).await?;
        }
        Ok(demand)
    }

    /// The custodian says that the accounts of a demand are kept.
    ///
    /// # Errors
    /// [`DemoError`].
    pub async fn keeps(&self, id: DemandId) -> Result<(), DemoError> {
        let workflow = &self.installation.workflow;
        for task in workflow.custody_tasks(&self.cast.custodian, None, MOST_TASKS).await? {
            if task.demand_id.to::<DemandId>() == id {
                let placed = CustodyAnswer::Placed { place: "archive 4".to_owned() };
                workflow.answer_custody(self.cast.custodian, task.id, placed).await?;
            }
        }
        Ok(())
    }

    /// Seal the package; the passphrase is told over the registry's number.
    ///
    /// # Errors
    /// [`DemoError`].
    pub async fn seal(&self, id: DemandId) -> Result<production::Handover, DemoError> {
        Ok(production::seal(&self.installation.workflow, self.cast.officer, id, &production::Recipient::Passphrase, None).await?)
    }

    /// Two people release it.
    ///
    /// # Errors
    /// [`DemoError`].
    pub async fn release(&self, id: DemandId) -> Result<Demand, DemoError> {
        let workflow = &self.installation.workflow;
        production::prepare_release(workflow, self.cast.officer, id, None).await?;
        Ok(production::confirm_release(workflow, self.cast.second_officer, id, None).await?)
    }
}

/// A file as a provider's system gives it: the account asked for, another one, and times before and after.
fn gathered(account: &str, from: Instant) -> String {
    let other = "somebody.else@industries.example.com";
    let kinds = ["profile", "payment", "plan", "sign_in", "header", "use", "message"];
    let mut csv = String::from("account,at,kind,detail\n");
    for (n, kind) in kinds.iter().enumerate() {
        let hours = i64::try_from(n).unwrap_or(0) * 7;
        for (whose, shift) in [(account, 1), (account, 26), (other, 2), (account, -48)] {
            let at = from + Duration::hours(shift + hours);
            csv.push_str(&format!("{whose},{},{kind},{kind} record {n}\n", at.format("%Y-%m-%dT%H:%M:%SZ")));
        }
    }
    csv
}
