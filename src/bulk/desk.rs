//! What the desk does next with a demand: the duties of a realistic house, as commands that the real rules decide.
//!
//! Nothing here knows what a command does; it looks at the demand, as a person would, and takes the next step.

use super::cast::Cast;
use super::fate::{Ending, Fate};
use crate::workflow::scope;
use chrono::Duration;
use domain::actor::Actor;
use domain::clocks::ObligationKind;
use domain::command::{Act, ActKind, Command, OrderDraft, RedirectAnswer, Verb};
use domain::context::Context;
use domain::demand::{Demand, Emergency};
use domain::fact::CheckProof;
use domain::ground::Ground;
use domain::ids::{ContactId, MessageId, OrderId, PackageId};
use domain::instrument::{Audience, Force, Instrument, Purpose, SecrecySource};
use domain::keeping::CustodyAsk;
use domain::notice::{Addressee, Notice, NoticeDraft};
use domain::paper::{Collected, Decision, ScopeLine};
use domain::policy::in_eea;
use domain::preservation::CustodyAnswer;
use domain::secrecy::MayTell;
use domain::stage::{Art48Basis, Assessment, ChallengeConsidered, CheckMethod, Package, PackedLine, SkipGround, Stage};

/// One step: how long after the one before, by whom, what.
pub struct Step {
    /// Since the step before.
    pub after: Duration,
    /// Who.
    pub by: Actor,
    /// What.
    pub command: Command,
}

/// Records that a line is said to have given.
const RECORDS: u64 = 240;

/// A desk at work on one demand.
pub struct Desk<'a> {
    /// Who is there.
    pub cast: &'a Cast,
    /// What becomes of it.
    pub fate: &'a mut Fate,
}

impl Desk<'_> {
    /// The next step, at the moment of the last one; `None` when the desk is done with the demand.
    pub fn next(&mut self, demand: &Demand, ctx: &Context<'_>) -> Option<Step> {
        if self.fate.short {
            return (!demand.is_closed()).then(|| self.withdraw(20 * 24 * 60));
        }
        let busy = !demand.is_closed() && !matches!(demand.stage, Stage::Received);
        if busy && self.fate.notes > 0 && self.fate.chance.percent(70) {
            self.fate.notes -= 1;
            let text = "Spoke with the registry; nothing that changes the assessment.".to_owned();
            let by = self.counsel();
            return Some(self.step(5, 120, by, Command::AddNote { text }));
        }
        let instrument = demand.instrument(ctx.rulebook)?;
        match &demand.stage {
            Stage::Received => Some(self.received(demand)),
            Stage::Verifying(_) => Some(self.verifying(demand, instrument)),
            Stage::Redirecting { .. } => self.telling(demand, ctx, true).or_else(|| Some(self.redirecting(demand, ctx))),
            Stage::Reviewing(_) => self.telling(demand, ctx, false).or_else(|| Some(self.reviewing(demand, instrument))),
            Stage::Approving(recommended) => {
                if std::mem::take(&mut self.fate.send_back) {
                    let reason = "The second line can be narrower; please explain the range.".to_owned();
                    return Some(self.step(30, 600, self.cast.approver(), Command::SendBack { reason }));
                }
                let digest = recommended.digest.clone();
                Some(self.step(30, 1_200, self.cast.approver(), Command::Approve { digest }))
            }
            Stage::Producing(_) => self.producing(demand),
            Stage::Releasing(sealed) => self.telling(demand, ctx, false).or_else(|| self.releasing(demand, sealed.package.id, ctx)),
            Stage::Closed { .. } => {
                self.telling(demand, ctx, false).or_else(|| self.afterwards(demand)).or_else(|| self.passing(demand, ctx))
            }
        }
    }

    fn step(&mut self, least: u32, most: u32, by: Actor, command: Command) -> Step {
        Step { after: self.fate.chance.minutes(least, most), by, command }
    }

    fn intake(&self) -> Actor {
        self.cast.intake(self.fate.second)
    }

    /// Somebody else at the same desk: whoever began does not call back.
    fn caller(&self) -> Actor {
        self.cast.intake(!self.fate.second)
    }

    fn counsel(&self) -> Actor {
        self.cast.reviewer(self.fate.second)
    }

    fn withdraw(&mut self, most: u32) -> Step {
        let reason = "The authority writes that it no longer needs the data.".to_owned();
        self.step(60, most, self.intake(), Command::RecordWithdrawal { reason })
    }

    fn refuse(&mut self, ground: Ground) -> Step {
        let explanation = "The paper does not compel what it asks for; see the ground and the provision behind it.".to_owned();
        self.step(60, 1_500, self.counsel(), Command::Refuse { grounds: vec![ground], explanation })
    }

    fn received(&mut self, demand: &Demand) -> Step {
        let intake = self.intake();
        if demand.clock(ObligationKind::Acknowledge).is_some_and(|c| c.met_at.is_none()) {
            return self.step(10, 300, intake, Command::Acknowledge);
        }
        if demand.assignee.is_none() {
            let person = self.counsel().person();
            return self.step(1, 20, intake, Command::Assign { person });
        }
        if demand.authority.is_none() {
            let authority = self.fate.authority.clone();
            return self.step(5, 60, intake, Command::IdentifyAuthority { authority });
        }
        if let (None, Some(customer)) = (&demand.customer, self.fate.customer.clone()) {
            return self.step(5, 60, intake, Command::MatchCustomer { customer });
        }
        self.step(10, 1_400, intake, Command::BeginVerification)
    }

    fn verifying(&mut self, demand: &Demand, instrument: &Instrument) -> Step {
        let intake = self.intake();
        let Stage::Verifying(verification) = &demand.stage else { return self.withdraw(60) };
        if verification.requester.is_none() {
            if self.fate.ending == Ending::Fraud {
                let reason = "The number in the registry knows nothing of this paper.".to_owned();
                return self.step(20, 400, intake, Command::ReportFraud { reason });
            }
            let call = demand.authority.as_ref().map(|a| called(a.id));
            let note = "Called the number in the registry; the desk confirmed the file number.".to_owned();
            return self.step(
                20,
                600,
                self.caller(),
                Command::CheckRequester { method: CheckMethod::CallBack, note, call, proof: CheckProof::default() },
            );
        }
        if demand.clarification.is_some() {
            let answer = "It is the range given in the attachment.".to_owned();
            return self.step(300, 3_000, intake, Command::RecordClarification { answer });
        }
        if self.fate.questions > 0 {
            self.fate.questions -= 1;
            let question = "Which time range is meant: the one in the paper or the one in its attachment?".to_owned();
            return self.step(20, 300, self.counsel(), Command::AskToClarify { question });
        }
        if verification.form.is_none() {
            return self.step(5, 90, intake, Command::CheckForm);
        }
        if instrument.force == Force::None {
            return self.refuse(Ground::R01);
        }
        if demand.emergency == Emergency::Claimed {
            let reason = "A named person's life is in danger; the issuer gave facts that can be checked.".to_owned();
            return self.step(5, 30, self.cast.approver(), Command::ConfirmEmergency { reason });
        }
        self.step(5, 120, intake, Command::Verify)
    }

    /// Secrecy and notice: what the customer's side is owed. `ask` settles secrecy even where nothing is owed yet.
    fn telling(&mut self, demand: &Demand, ctx: &Context<'_>, ask: bool) -> Option<Step> {
        demand.customer.as_ref()?;
        match &demand.notice {
            Notice::Queued { mailing, .. } => {
                let message = mailing.posts.iter().find(|p| p.fate == domain::notice::Fate::Queued)?.to.message;
                return Some(self.step(1, 10, Actor::System, Command::NoticeAccepted { message }));
            }
            Notice::Sent { mailing, .. } if !mailing.acknowledged() => {
                let contact = mailing.posts.first()?.to.contact;
                return Some(self.step(60, 1_200, Actor::Contact(contact), Command::NoticeAcknowledged { contact }));
            }
            _ => {}
        }
        if !ask && !demand.notice.outstanding() {
            return None;
        }
        let reviewer = self.counsel();
        match demand.may_tell_customer(ctx.now) {
            MayTell::No { .. } => None,
            MayTell::Unknown if self.fate.order && demand.secrecy.orders.is_empty() => {
                let days = i64::try_from(60 + self.fate.chance.below(300)).unwrap_or(90);
                let order = OrderDraft {
                    id: OrderId(self.fate.chance.id()),
                    source: SecrecySource::Court,
                    covers: [Audience::Customer, Audience::EndUser].into(),
                    law: "18 USC 2705(b)".to_owned(),
                    document: "order attached to the paper".to_owned(),
                    from: demand.receipt.at,
                    until: Some(ctx.now + Duration::days(days)),
                };
                Some(self.step(10, 60, reviewer, Command::PlaceSecrecy(order)))
            }
            MayTell::Unknown => {
                let (by, other) = (self.intake(), self.cast.approver());
                Some(self.two(demand, Act::ConfirmNoSecrecy, by, other))
            }
            MayTell::Yes if matches!(demand.notice, Notice::Owed { .. }) => {
                let digest = self.fate.chance.digest();
                let mut to =
                    || Addressee { contact: ContactId(self.fate.chance.id()), message: MessageId(self.fate.chance.id()), place: 0 };
                let draft = NoticeDraft { kind: demand.fitting_notice(ctx), digest, copies: Vec::new(), to: vec![to(), to()] };
                let teller = self.cast.teller();
                Some(self.two(demand, Act::SendNotice(draft), teller, reviewer))
            }
            MayTell::Yes => None,
        }
    }

    /// The half of a two-person act that is missing.
    fn two(&mut self, demand: &Demand, act: Act, by: Actor, other: Actor) -> Step {
        match demand.prepared(act.kind()) {
            None => self.step(10, 240, by, Command::Prepare(act)),
            Some(first) => {
                let act = first.act.clone();
                self.step(20, 400, other, Command::Confirm(act))
            }
        }
    }

    /// What an emergency leaves behind: the counsel who took no part looks at it again, and its paper is settled.
    fn afterwards(&mut self, demand: &Demand) -> Option<Step> {
        let owes = |kind| demand.clock(kind).is_some_and(|c| c.met_at.is_none());
        let other = self.cast.reviewer(!self.fate.second);
        if owes(ObligationKind::Review) {
            let text = "The facts given were checked again and hold; no more left than was needed.".to_owned();
            return Some(self.step(600, 4_000, other, Command::ReviewEmergency { sound: true, text }));
        }
        let reason = "The authority writes that the danger is over and no process will be sought.".to_owned();
        owes(ObligationKind::FollowUp).then(|| self.step(2_000, 9_000, other, Command::SettleFollowUp { process: None, reason }))
    }

    fn redirecting(&mut self, demand: &Demand, ctx: &Context<'_>) -> Step {
        let reviewer = self.counsel();
        if let Stage::Redirecting { offer: Some(offer), .. } = &demand.stage {
            if self.fate.ending == Ending::Redirected {
                return self.step(600, 7_000, reviewer, Command::RecordAnswer { answer: RedirectAnswer::Accepted });
            }
            if self.fate.chance.percent(40) {
                let after = offer.answer_by - ctx.now + self.fate.chance.minutes(30, 600);
                return Step { after, by: reviewer, command: Command::RecordAnswer { answer: RedirectAnswer::Silent } };
            }
            let reason = "The customer is a person of interest.".to_owned();
            return self.step(600, 5_000, reviewer, Command::RecordAnswer { answer: RedirectAnswer::Declined { reason } });
        }
        match SkipGround::ALL.into_iter().find(|ground| demand.skip_fits(*ground, ctx)) {
            Some(ground) => self.step(10, 200, reviewer, Command::SkipRedirect { ground }),
            None => {
                let soon = ctx.now + Duration::days(6);
                let answer_by = demand.latest_answer(ctx.now).map_or(soon, |latest| latest.min(soon));
                self.step(10, 200, reviewer, Command::OfferRedirect { answer_by })
            }
        }
    }

    fn reviewing(&mut self, demand: &Demand, instrument: &Instrument) -> Step {
        let reviewer = self.counsel();
        if demand.customer.is_none() {
            return self.refuse(Ground::R21);
        }
        if instrument.purpose == Purpose::Preserve {
            return match demand.custody_tasks().into_iter().find(|t| t.ask == CustodyAsk::Place) {
                Some(task) => {
                    let answer = CustodyAnswer::Placed { place: "archive".to_owned() };
                    self.step(10, 200, self.cast.teller(), Command::AnswerCustody { account: task.account, answer })
                }
                None => self.step(60, 1_000, reviewer, Command::ConfirmPreserved),
            };
        }
        match self.fate.ending {
            Ending::Refused => return self.refuse(Ground::R10),
            Ending::Withdrawn => return self.withdraw(1_440),
            Ending::Released | Ending::NoData | Ending::Redirected | Ending::Fraud => {}
        }
        if let Some(line) = demand.lines.iter().find(|l| l.decision.is_none()) {
            let decision = self.decision(line, instrument);
            return self.step(5, 60, reviewer, Command::DecideLine { line: line.id, decision });
        }
        if !demand.lines.iter().any(ScopeLine::is_authorised) {
            return self.refuse(Ground::R11);
        }
        let third_country = demand.authority.as_ref().is_some_and(|a| !in_eea(&a.territory));
        let guarded = demand.customer.as_ref().is_some_and(|c| in_eea(&c.country));
        let assessment = Assessment {
            text: "Issued by a competent body under the provision cited; the lines authorised are the least that it compels.".to_owned(),
            challenge: Some(ChallengeConsidered { basis: false, reason: "Particular, proportionate, and no conflict found.".to_owned() }),
            art48: (third_country && guarded).then_some(Art48Basis::Mlat),
            repeat_reason: None,
        };
        let digest = scope::digest(demand, &assessment);
        self.step(60, 1_000, reviewer, Command::Recommend { assessment, digest })
    }

    fn decision(&mut self, line: &ScopeLine, instrument: &Instrument) -> Decision {
        if !instrument.reach.contains(&line.category) {
            return Decision::Refuse { ground: Ground::R11 };
        }
        if self.fate.chance.percent(12) {
            return Decision::Narrow { from: line.from.map(|t| t + Duration::days(30)), to: None, ground: Ground::R10 };
        }
        Decision::Authorise
    }

    fn producing(&mut self, demand: &Demand) -> Option<Step> {
        let holds = self.fate.ending != Ending::NoData;
        if let Some(line) = demand.lines.iter().find(|l| l.is_authorised() && l.collected.is_none()) {
            let sample = &self.cast.sample;
            let collected = if holds {
                Collected::Records {
                    source: sample.clone(),
                    kept_file: sample.clone(),
                    read: RECORDS + 60,
                    kept: RECORDS,
                    dropped: vec![("outside_time".to_owned(), 40), ("outside_account".to_owned(), 20)],
                    withheld: 0,
                }
            } else {
                Collected::NoData { looked: "account store and archive".to_owned() }
            };
            return Some(self.step(30, 900, self.cast.teller(), Command::RecordCollection { line: line.id, collected }));
        }
        let officer = self.cast.discloser();
        if !holds {
            let looked = "account store and archive, with the spellings given".to_owned();
            return Some(self.step(10, 200, officer, Command::NoDataFound { looked }));
        }
        let packed = |line: &ScopeLine| {
            let (from, to) = line.authorised_range()?;
            Some(PackedLine {
                line: line.id,
                account: line.account.clone(),
                category: line.category,
                first: from,
                last: to.map(|t| t - Duration::seconds(1)),
                records: RECORDS,
            })
        };
        let package = Package {
            id: PackageId(self.fate.chance.id()),
            sha256: self.fate.chance.digest(),
            sealed_sha256: self.fate.chance.digest(),
            bytes: 40_000 + self.fate.chance.below(4_000_000),
            lines: demand.lines.iter().filter_map(packed).collect(),
            recipient: demand.authority.as_ref()?.id,
        };
        Some(self.step(20, 400, officer, Command::SealPackage { package }))
    }

    fn releasing(&mut self, demand: &Demand, package: PackageId, ctx: &Context<'_>) -> Option<Step> {
        let (first, second) = (self.cast.discloser(), self.cast.second_discloser());
        let ready = demand.prepared(ActKind::Release).is_some();
        let (verb, by) = if ready { (Verb::Confirm(ActKind::Release), second) } else { (Verb::Prepare(ActKind::Release), first) };
        let blocked = demand.guards(verb, &Context { actor: by, ..*ctx });
        // What does not clear by itself would need a review anew: this desk leaves it there.
        let clear = blocked.iter().map(domain::refusal::Reason::clears_at).try_fold(ctx.now, |latest, at| Some(latest.max(at?)))?;
        let after = clear - ctx.now + self.fate.chance.minutes(10, 300);
        let act = Act::Release { package };
        Some(Step { after, by, command: if ready { Command::Confirm(act) } else { Command::Prepare(act) } })
    }

    /// After the end only time passes: orders and preservations run out.
    fn passing(&mut self, demand: &Demand, ctx: &Context<'_>) -> Option<Step> {
        let orders = demand.secrecy.orders.iter().filter(|o| o.ended_at.is_none()).filter_map(domain::secrecy::SecrecyOrder::ends_at);
        let next = orders.chain(demand.preservation.ends_at()).min()?;
        let after = (next - ctx.now).max(Duration::zero()) + self.fate.chance.minutes(1, 5);
        Some(Step { after, by: Actor::System, command: Command::Tick })
    }
}

/// A number of the directory, as two people found it.
fn called(authority: domain::ids::AuthorityId) -> domain::who::Called {
    domain::who::Called {
        authority,
        confirmed: true,
        source: "the register of the demonstration".to_owned(),
        registry: "bulk".to_owned(),
        ..domain::who::Called::said("+1 555 0100")
    }
}
