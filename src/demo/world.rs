//! A dozen and more demands in different stages, each brought there by the real commands on days that lie behind.

use super::cast::{self, Authorities, Cast};
use super::steps::Scene;
use super::{DemoError, inbox, open, past};
use crate::clock::Clock;
use crate::intake::sample::{SamplePaper, SampleSpec};
use crate::workflow::on_call::NewShift;
use crate::workflow::staff::Staff;
use chrono::{Days, Duration, NaiveDate, NaiveTime, TimeZone};
use domain::Instant;
use domain::actor::Actor;
use domain::category::Category;
use domain::command::{Command, OrderDraft, RedirectAnswer};
use domain::ground::Ground;
use domain::ids::{DemandId, OrderId};
use domain::instrument::{Audience, SecrecySource};
use domain::paper::Paper;
use domain::stage::SkipGround;
use std::path::Path;
use uuid::Uuid;

/// How many demands [`load`] brings in.
pub const DEMANDS: u64 = 18;

const SUBSCRIBER: &[Category] = &[Category::SubId, Category::SubSvc, Category::AccessIp];

/// Load the world into an empty folder. `told` hears after each demand how many there are.
///
/// # Errors
/// [`DemoError`].
pub async fn load(data: &Path, now: Instant, told: &mut (dyn FnMut(u64) + Send)) -> Result<(), DemoError> {
    let installation = open(data, None, Clock::standing(now - Duration::days(24))).await?;
    let staff = Staff::new(installation.store().clone(), installation.clock.clone(), false);
    let cast = Cast::invite(&staff).await?;
    let authorities = cast::authorities(&installation, &cast).await?;
    cast::customers(&installation, &cast).await?;
    past::load(&installation, now).await?;
    let scene = Scene { installation, cast };
    let mut world = World { scene, authorities, now, count: 0 };
    world.closed(told).await?;
    world.under_way(told).await?;
    world.fresh(told).await?;
    world.scene.installation.store().clone().close().await?;
    Ok(())
}

struct World {
    scene: Scene,
    authorities: Authorities,
    now: Instant,
    count: u64,
}

impl World {
    /// So many days and hours before now.
    fn back(&self, days: i64, hours: i64) {
        self.scene.installation.clock.set(self.now - Duration::days(days) - Duration::hours(hours));
    }

    fn today(&self) -> NaiveDate {
        self.scene.now().date_naive()
    }

    fn spec(&self, paper: SamplePaper, account: &str, categories: &[Category]) -> SampleSpec {
        let day = self.today();
        let (authority, mail, officer) = match paper {
            SamplePaper::Subpoena | SamplePaper::Preserve => {
                ("Example County Prosecutor's Office", "registry@prosecutor.county.example.org", "Assistant prosecutor")
            }
            SamplePaper::Order2703d | SamplePaper::Warrant => {
                ("Example County Court", "registry@court.county.example.org", "Clerk of court")
            }
            SamplePaper::Epoc => ("Tribunal judiciaire d'Exempleville", "registry@tribunal.example.org", "Investigating judge"),
            SamplePaper::Beslag => ("Exempelstads åklagarkammare", "registry@aklagare.example.org", "Kammaråklagare"),
            SamplePaper::Bestand | SamplePaper::Informal => {
                ("Polizeipräsidium Beispielstadt", "registry@polizei.example.org", "Kriminalhauptkommissar")
            }
        };
        SampleSpec {
            paper,
            authority: authority.to_owned(),
            authority_mail: mail.to_owned(),
            officer_role: officer.to_owned(),
            to: "legal-desk@provider.example.org".to_owned(),
            reference: format!("{}-{:04}", day.format("%y%m"), 417 + self.count * 13),
            sent_at: self.scene.now() - Duration::minutes(7),
            issued_on: day - Days::new(1),
            due_on: matches!(paper, SamplePaper::Subpoena | SamplePaper::Order2703d | SamplePaper::Warrant).then(|| day + Days::new(21)),
            accounts: vec![account.to_owned()],
            categories: categories.to_vec(),
            period: Some((day - Days::new(40), day - Days::new(10))),
            secrecy_until: None,
        }
    }

    async fn arrives(&mut self, spec: &SampleSpec, told: &mut (dyn FnMut(u64) + Send)) -> Result<DemandId, DemoError> {
        let demand = self.scene.arrives(spec).await?;
        self.count += 1;
        told(self.count);
        Ok(demand.id)
    }

    /// From arrival to reviewing, with a redirect that was declined or a ground for none.
    async fn to_review(&self, id: DemandId, authority: domain::ids::AuthorityId, skip: Option<SkipGround>) -> Result<(), DemoError> {
        self.scene.begin(id, authority).await?;
        self.scene.wait(Duration::hours(2));
        self.scene.call_back(id).await?;
        self.scene.verify(id).await?;
        match skip {
            Some(ground) => self.scene.skip_redirect(id, ground).await?,
            None => {
                self.scene.offer_redirect(id).await?;
                self.scene.wait(Duration::hours(20));
                self.scene.declined(id).await?
            }
        };
        Ok(())
    }

    async fn to_producing(&self, id: DemandId, authority: domain::ids::AuthorityId, skip: Option<SkipGround>) -> Result<(), DemoError> {
        self.to_review(id, authority, skip).await?;
        self.scene.decide(id).await?;
        self.scene.recommend(id).await?;
        self.scene.wait(Duration::hours(3));
        self.scene.approve(id).await?;
        Ok(())
    }

    /// The customer is told, and may object from now on.
    async fn tell(&self, id: DemandId) -> Result<(), DemoError> {
        self.scene.nothing_forbids(id).await?;
        self.scene.notify(id).await?;
        self.scene.send().await
    }

    async fn secrecy(&self, id: DemandId, until: Instant) -> Result<(), DemoError> {
        let draft = OrderDraft {
            id: OrderId(Uuid::new_v4()),
            source: SecrecySource::Court,
            covers: [Audience::Customer, Audience::EndUser, Audience::Public].into(),
            law: "18 USC 2705(b)".to_owned(),
            document: "Non-disclosure order attached to the demand".to_owned(),
            from: self.scene.now(),
            until: Some(until),
        };
        self.scene.act(self.scene.cast.reviewer, id, Command::PlaceSecrecy(draft)).await?;
        Ok(())
    }

    /// Demands that are over.
    async fn closed(&mut self, told: &mut (dyn FnMut(u64) + Send)) -> Result<(), DemoError> {
        let a = self.authorities;
        // Disclosed under a secrecy that has ended since: the notice is owed.
        self.back(22, 0);
        let id = self.arrives(&self.spec(SamplePaper::Subpoena, "dispatch@logistics.example.com", SUBSCRIBER), told).await?;
        self.secrecy(id, self.now - Duration::days(2)).await?;
        self.to_producing(id, a.county_prosecutor, Some(SkipGround::Secrecy)).await?;
        self.scene.gather(id).await?;
        self.scene.seal(id).await?;
        self.scene.wait(Duration::hours(4));
        self.scene.release(id).await?;
        // Disclosed after an advance notice and its window.
        self.back(20, 5);
        let id = self.arrives(&self.spec(SamplePaper::Subpoena, "planning@logistics.example.com", SUBSCRIBER), told).await?;
        self.to_producing(id, a.county_prosecutor, None).await?;
        self.tell(id).await?;
        self.scene.gather(id).await?;
        self.scene.seal(id).await?;
        self.back(7, 0);
        self.scene.release(id).await?;
        // Refused: it compels nobody.
        self.back(17, 3);
        let id = self.arrives(&self.spec(SamplePaper::Informal, "reception@industries.example.com", &[Category::SubId]), told).await?;
        self.scene.begin(id, a.german_police).await?;
        let refusal = Command::Refuse {
            grounds: vec![Ground::R01],
            explanation: "A letter that asks for data does not compel its disclosure. Please send an instrument under your law.".to_owned(),
        };
        self.scene.act(self.scene.cast.reviewer, id, refusal).await?;
        // The authority goes to the customer.
        self.back(15, 6);
        let id = self
            .arrives(&self.spec(SamplePaper::Order2703d, "finance@logistics.example.com", &[Category::Traffic, Category::SubId]), told)
            .await?;
        self.scene.begin(id, a.county_court).await?;
        self.scene.call_back(id).await?;
        self.scene.verify(id).await?;
        self.scene.offer_redirect(id).await?;
        self.scene.wait(Duration::days(1));
        self.scene.act(self.scene.cast.intake, id, Command::RecordAnswer { answer: RedirectAnswer::Accepted }).await?;
        // Kept, nothing disclosed.
        self.back(14, 2);
        let id = self.arrives(&self.spec(SamplePaper::Preserve, "driver@home.example.net", &[]), told).await?;
        self.to_review(id, a.county_prosecutor, Some(SkipGround::LawNamesProvider)).await?;
        self.scene.keeps(id).await?;
        self.scene.act(self.scene.cast.reviewer, id, Command::ConfirmPreserved).await?;
        // Forged.
        self.back(12, 1);
        let mut spec = self.spec(SamplePaper::Warrant, "board@industries.example.com", &[Category::Content]);
        spec.authority_mail = "clerk@court-county.example.net".to_owned();
        let id = self.arrives(&spec, told).await?;
        let reason = "The court has no such file; the mail came from a domain that is not the court's.".to_owned();
        self.scene.act(self.scene.cast.intake, id, Command::ReportFraud { reason }).await?;
        self.scene.send().await
    }

    /// Demands that somebody works on.
    async fn under_way(&mut self, told: &mut (dyn FnMut(u64) + Send)) -> Result<(), DemoError> {
        let a = self.authorities;
        // Releasing: the objection window is running.
        self.back(9, 4);
        let id = self
            .arrives(&self.spec(SamplePaper::Order2703d, "export@logistics.example.com", &[Category::SubId, Category::Traffic]), told)
            .await?;
        self.to_producing(id, a.county_court, None).await?;
        self.tell(id).await?;
        self.scene.gather(id).await?;
        self.scene.seal(id).await?;
        // Releasing under secrecy in force, prepared: waits for the second person.
        self.back(8, 2);
        let id = self
            .arrives(&self.spec(SamplePaper::Warrant, "cto@logistics.example.com", &[Category::Content, Category::SubId]), told)
            .await?;
        self.secrecy(id, self.now + Duration::days(80)).await?;
        self.to_producing(id, a.county_court, Some(SkipGround::Secrecy)).await?;
        self.scene.gather(id).await?;
        self.scene.seal(id).await?;
        // Not so long ago that the first half has run out.
        self.back(1, 3);
        crate::package::production::prepare_release(&self.scene.installation.workflow, self.scene.cast.officer, id, None).await?;
        // Producing: the custodian gathers.
        self.back(7, 1);
        let id = self
            .arrives(&self.spec(SamplePaper::Warrant, "sales@logistics.example.com", &[Category::Content, Category::Usage]), told)
            .await?;
        self.to_producing(id, a.county_court, None).await?;
        self.tell(id).await?;
        // Approving.
        self.back(6, 3);
        let id = self
            .arrives(&self.spec(SamplePaper::Beslag, "ekonomi@industries.example.com", &[Category::SubId, Category::Content]), told)
            .await?;
        self.to_review(id, a.swedish_prosecutor, None).await?;
        self.scene.decide(id).await?;
        self.scene.recommend(id).await?;
        self.tell(id).await?;
        // Reviewing, a public body, nothing confirmed about secrecy.
        self.back(5, 5);
        let id = self
            .arrives(&self.spec(SamplePaper::Beslag, "registrator@kommun.example.com", &[Category::SubId, Category::AccessIp]), told)
            .await?;
        self.to_review(id, a.swedish_prosecutor, None).await?;
        // Reviewing under statutory silence.
        self.back(4, 2);
        let id = self
            .arrives(&self.spec(SamplePaper::Bestand, "einkauf@industries.example.com", &[Category::SubId, Category::AccessIp]), told)
            .await?;
        self.to_review(id, a.german_police, Some(SkipGround::LawNamesProvider)).await?;
        // Redirecting.
        self.back(3, 4);
        let id = self.arrives(&self.spec(SamplePaper::Subpoena, "hr@logistics.example.com", SUBSCRIBER), told).await?;
        self.scene.begin(id, a.county_prosecutor).await?;
        self.scene.call_back(id).await?;
        self.scene.verify(id).await?;
        self.scene.offer_redirect(id).await?;
        self.scene.send().await
    }

    /// Demands that have just come.
    async fn fresh(&mut self, told: &mut (dyn FnMut(u64) + Send)) -> Result<(), DemoError> {
        let a = self.authorities;
        // Verifying: called back, the form not checked yet.
        self.back(2, 3);
        let id = self
            .arrives(&self.spec(SamplePaper::Order2703d, "holder@home.example.net", &[Category::SubId, Category::AccessIp]), told)
            .await?;
        self.scene.begin(id, a.county_court).await?;
        self.scene.call_back(id).await?;
        let asked = self.scene.installation.workflow.find(&self.scene.cast.intake, id).await?.reference;
        self.remind().await?;
        // Verifying: an emergency is claimed.
        self.back(0, 2);
        let id = self
            .arrives(&self.spec(SamplePaper::Epoc, "lager@industries.example.com", &[Category::SubId, Category::Traffic]), told)
            .await?;
        self.claim_emergency(id).await?;
        self.scene.begin(id, a.french_court).await?;
        // Received.
        self.back(0, 1);
        self.arrives(&self.spec(SamplePaper::Epoc, "support@industries.example.com", &[Category::SubId, Category::AccessIp]), told).await?;
        self.scene.installation.clock.set(self.now - Duration::minutes(20));
        self.arrives(&self.spec(SamplePaper::Subpoena, "depot@logistics.example.com", SUBSCRIBER), told).await?;
        inbox::fill(&self.scene, &asked.to_string()).await?;
        self.scene.installation.clock.set(self.now - Duration::minutes(15));
        self.scene.officers(&a).await?;
        self.scene.apart().await?;
        self.count += 1;
        told(self.count);
        self.scene.send().await?;
        self.scene.installation.clock.set(self.now);
        self.scene.installation.workflow.tick(100).await?;
        self.scene.installation.workflow.call_to_emergencies(10).await?;
        Ok(())
    }

    /// Yesterday at ten, when nobody's night is disturbed: counsel goes on call, and people are reminded of what draws near.
    async fn remind(&self) -> Result<(), DemoError> {
        let installation = &self.scene.installation;
        let zone = installation.config.zone;
        let ten = (self.now.with_timezone(&zone).date_naive() - Days::new(1)).and_time(NaiveTime::default()) + Duration::hours(10);
        if let Some(at) = zone.from_local_datetime(&ten).earliest() {
            installation.clock.set(at.to_utc());
        }
        let (from, until) = (self.scene.now(), self.now + Duration::days(9));
        if let Some(person) = self.scene.cast.reviewer.person() {
            installation.workflow.put_on_call(Actor::Operator, NewShift { person, place: 1, from, until }).await?;
        }
        installation.workflow.escalate(100).await?;
        Ok(())
    }

    async fn claim_emergency(&self, id: DemandId) -> Result<(), DemoError> {
        let demand = self.scene.installation.workflow.find(&self.scene.cast.intake, id).await?;
        let paper = Paper { emergency_claimed: true, enforcing_authority_notified: true, ..demand.paper.clone() };
        let correct = Command::CorrectPaper {
            paper: Box::new(paper),
            lines: demand.lines.clone(),
            reason: "Section C of the form ticks the emergency; section K names a notified authority.".to_owned(),
            statutory_order: OrderId(Uuid::new_v4()),
        };
        self.scene.act(self.scene.cast.intake, id, correct).await?;
        Ok(())
    }
}
