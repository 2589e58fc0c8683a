//! What the rules say, in sentences: refusals, verbs, the timeline.

use super::Words;
use chrono_tz::Tz;
use domain::category::Category;
use domain::command::{Act, ActKind, ClearanceAnswer, RedirectAnswer, Verb};
use domain::event::Event;
use domain::ground::Ground;
use domain::instrument::NoticeTiming;
use domain::paper::{Collected, Decision, ScopeLine};
use domain::refusal::{Part, Reason};
use domain::secrecy::{ON_THE_DEMAND, RequestDecision, SecrecyOrder};
use std::borrow::Cow;

impl Words {
    /// The paper that an order of secrecy stands on, as it was entered; one by statute stands on no paper of its own.
    #[must_use]
    pub fn order_paper(&self, order: &SecrecyOrder) -> Cow<'static, str> {
        if order.document == ON_THE_DEMAND { self.say("order-on-the-demand") } else { order.document.clone().into() }
    }

    /// Why not, as a sentence that says what to do. Times are said in `zone`.
    #[must_use]
    pub fn reason(&self, reason: &Reason, zone: &Tz) -> Cow<'static, str> {
        let code = reason.code().replace('_', "-");
        let key = format!("reason-{code}");
        match reason {
            Reason::WrongStage { is } => self.say1(key, "stage", self.name("stage", is.code())),
            Reason::NeedsRole { any } => {
                let roles = any.iter().map(|r| self.name("role", r.code())).collect::<Vec<_>>().join(", ");
                self.say1(key, "roles", roles)
            }
            Reason::SamePerson { part } => self.say(match part {
                Part::Verifier => "reason-same-person-verifier",
                Part::Reviewer => "reason-same-person-reviewer",
                Part::Approver => "reason-same-person-approver",
                Part::Preparer => "reason-same-person-preparer",
                Part::Handler => "reason-same-person-handler",
                Part::Opener => "reason-same-person-opener",
                Part::Participant => "reason-same-person-participant",
            }),
            Reason::VerificationExpired { since } | Reason::ApprovalExpired { since } | Reason::PreparedExpired { since } => {
                self.say1(key, "since", self.moment(since, zone))
            }
            Reason::FactExpired { fact, since } => {
                self.say1(format!("reason-fact-expired-{}", fact.code()), "since", self.moment(since, zone))
            }
            Reason::RequesterNotConfirmed { result } => {
                self.say(format!("reason-requester-not-confirmed-{}", result.code().replace('_', "-")))
            }
            Reason::AnswerTooLate { latest } => self.say1(key, "latest", self.moment(latest, zone)),
            Reason::GroundUnknown { ground } => self.say1(key, "ground", ground.code()),
            Reason::Missing { field } => {
                let field = format!("{field:?}").chars().fold(String::new(), |mut s, c| {
                    if c.is_ascii_uppercase() {
                        s.push('-');
                    }
                    s.push(c.to_ascii_lowercase());
                    s
                });
                self.say(format!("reason-missing{field}"))
            }
            Reason::BeyondReach { category } => self.say1(key, "category", self.category(*category)),
            Reason::MorePeople { needed } => self.say1(key, "needed", i64::from(*needed)),
            Reason::LinesUndecided { count } | Reason::NotCollected { count } | Reason::NotYetKept { count } => {
                self.say1(key, "count", i64::from(*count))
            }
            _ => self.say(key),
        }
    }

    /// What can be done.
    #[must_use]
    pub fn verb(&self, verb: Verb) -> Cow<'static, str> {
        self.say(format!("verb-{}", verb.code().replace('_', "-")))
    }

    /// A category's name.
    #[must_use]
    pub fn category(&self, category: Category) -> Cow<'static, str> {
        self.name("category", category.code())
    }

    /// Grounds with their codes: `R02 Issuer not competent`.
    #[must_use]
    pub fn grounds(&self, grounds: &[Ground]) -> String {
        grounds.iter().map(|g| self.ground(*g)).collect::<Vec<_>>().join("; ")
    }

    /// A ground with its code.
    #[must_use]
    pub fn ground(&self, ground: Ground) -> String {
        format!("{} {}", ground.code(), self.name("ground", ground.code()))
    }

    /// What happened, as one sentence of the timeline. `lines` are the demand's lines, to name the one that an event is about.
    #[must_use]
    pub fn story(&self, event: &Event, lines: &[ScopeLine], zone: &Tz) -> Cow<'static, str> {
        let key = format!("event-{}", event.kind().replace('_', "-"));
        let line_name =
            |id| lines.iter().find(|l| l.id == id).map_or_else(String::new, |l| format!("{} · {}", l.account, self.category(l.category)));
        match event {
            Event::AuthorityIdentified { authority } => self.say1(key, "text", authority.name.clone()),
            Event::CustomerMatched { customer } => self.say1(key, "text", customer.name.clone()),
            Event::DocumentAdded { document } => self.say1(key, "text", document.name.clone()),
            Event::PaperCorrected { reason: text, .. }
            | Event::RulesMoved { reason: text, .. }
            | Event::FraudReported { reason: text }
            | Event::ClarificationAsked { question: text }
            | Event::ClarificationReceived { answer: text }
            | Event::Withdrawn { reason: text }
            | Event::Superseded { reason: text, .. }
            | Event::SentBack { reason: text }
            | Event::NoDataFound { looked: text }
            | Event::ReviewReopened { reason: text }
            | Event::Reopened { reason: text, .. }
            | Event::SecrecyExtended { document: text, .. }
            | Event::SecrecyLifted { document: text, .. }
            | Event::SecrecyNarrowed { document: text, .. }
            | Event::SecrecyRequested { words: text }
            | Event::DocketChecked { checked: text }
            | Event::GraceStopped { reason: text }
            | Event::ObjectionRaised { text, .. }
            | Event::ObjectionAnswered { answer: text, .. }
            | Event::NoticeBounced { why: text, .. }
            | Event::CopyCleared { reason: text, .. }
            | Event::EmergencyConfirmed { reason: text }
            | Event::ContentOpened { reason: text }
            | Event::Noted { text } => self.say1(key, "text", text.clone()),
            Event::CounselNamed { counsel } => self.say1(key, "text", format!("{} <{}>", counsel.name, counsel.mail)),
            Event::EffortRecorded { effort, .. } => self.say1(key, "text", effort.note.clone()),
            Event::SecrecyReviewed { review, next, .. } => self.say2(key, "when", self.deadline(next, zone), "text", review.note.clone()),
            Event::SecrecyRequestDecided { decision, reason } => match decision {
                RequestDecision::Nothing => self.say1("event-secrecy-request-decided-nothing", "text", reason.clone()),
                RequestDecision::AskForOrder { answer_by } => {
                    self.say2("event-secrecy-request-decided-ask", "when", self.moment(answer_by, zone), "text", reason.clone())
                }
                RequestDecision::OrderRecorded { .. } => self.say1("event-secrecy-request-decided-recorded", "text", reason.clone()),
            },
            Event::EffectGiven { effect } => {
                let (when, what) = (self.moment(&effect.at, zone), effect.what.clone());
                match effect.is_partial() {
                    true => self.say3("event-effect-given-part", "when", when, "text", what, "short", effect.short_of.clone()),
                    false => self.say2(key, "when", when, "text", what),
                }
            }
            Event::NoticeEscaped { forbidden, .. } => {
                self.say(if *forbidden { "event-notice-escaped-forbidden" } else { "event-notice-escaped-other" })
            }
            Event::EscapeSettled { accepted, .. } => {
                self.say(if *accepted { "event-escape-settled-accepted" } else { "event-escape-settled-held" })
            }
            Event::EscapeExamined { breach, text } => {
                self.say1(if *breach { "event-escape-examined-breach" } else { "event-escape-examined-none" }, "text", text.clone())
            }
            Event::EmergencyReviewed { sound, text } => {
                self.say1(if *sound { "event-emergency-reviewed-sound" } else { "event-emergency-reviewed-unsound" }, "text", text.clone())
            }
            Event::FollowUpSettled { process: Some(_), reason } if reason.is_empty() => self.say("event-follow-up-settled"),
            Event::FollowUpSettled { process, reason } => self.say1(
                if process.is_some() { "event-follow-up-settled-note" } else { "event-follow-up-settled-none" },
                "text",
                reason.clone(),
            ),
            Event::TimingAsked { told } => self.say1(key, "text", self.timing(*told)),
            Event::TimingDecided { adopt, reason } => {
                self.say1(if *adopt { "event-timing-decided-adopt" } else { "event-timing-decided-keep" }, "text", reason.clone())
            }
            Event::GracePassed { days } => self.say1(key, "count", i64::from(*days)),
            Event::SecrecyPlaced { order } => self.say1(key, "text", order.law.clone()),
            Event::RequesterChecked { method, note, proof, .. } => {
                let method = self.name("method", snake(&format!("{method:?}")));
                let result = self.name("check-result", proof.result.code());
                self.say3(key, "method", method, "result", result, "text", note.clone())
            }
            Event::RedirectOffered { answer_by: when } | Event::NoticeOwed { due: when } => self.say1(key, "when", self.moment(when, zone)),
            Event::RedirectAnswered { answer } => match answer {
                RedirectAnswer::Accepted => self.say("event-redirect-answered-accepted"),
                RedirectAnswer::Declined { reason } => self.say1("event-redirect-answered-declined", "text", reason.clone()),
                RedirectAnswer::Silent => self.say("event-redirect-answered-silent"),
            },
            Event::RedirectSkipped { ground } => self.say1(key, "text", self.name("skip", snake(&format!("{ground:?}")))),
            Event::LineDecided { line, decision } => self.say2(key, "line", line_name(*line), "text", self.decision(decision)),
            Event::Collected { line, collected } => self.say2(key, "line", line_name(*line), "text", self.collected(collected)),
            Event::Recommended { assessment, .. } => self.say1(key, "text", assessment.text.clone()),
            Event::ChallengeFiled { grounds, text } | Event::Refused { grounds, explanation: text } => {
                self.say2(key, "grounds", self.grounds(grounds), "text", text.clone())
            }
            Event::ChallengeEnded { won, note } => {
                self.say1(if *won { "event-challenge-ended-won" } else { "event-challenge-ended-lost" }, "text", note.clone())
            }
            Event::PackageSealed { package } => self.say1(key, "text", format!("SHA-256 {}", package.sealed_sha256)),
            Event::Prepared { act } => self.say1(key, "text", self.act(act.kind())),
            Event::Discarded { act } => self.say1(key, "text", self.act(*act)),
            Event::NoticeSent { window: Some(window), .. } => {
                let key = if window.shortened { "event-notice-sent-shortened" } else { "event-notice-sent-window" };
                self.say1(key, "when", self.moment(&window.ends_at, zone))
            }
            Event::NoticeWaived { ground, .. } => self.say1(key, "text", self.name("waiver", snake(&format!("{ground:?}")))),
            Event::ClearanceRecorded { answer, document } => {
                let key = match answer {
                    ClearanceAnswer::Given => "event-clearance-recorded-given",
                    ClearanceAnswer::Refused => "event-clearance-recorded-refused",
                };
                self.say1(key, "text", document.clone())
            }
            Event::PreservationExtended { until, document } => self.say2(key, "when", self.deadline(until, zone), "text", document.clone()),
            Event::PreservationHeld { hold, reason } => self.say2(key, "hold", self.name("hold", hold.code()), "text", reason.clone()),
            Event::HoldLifted { hold, reason } => self.say2(key, "hold", self.name("hold", hold.code()), "text", reason.clone()),
            Event::PreservationStopped { reason: Some(reason), .. } => {
                self.say1("event-preservation-stopped-reason", "text", reason.clone())
            }
            Event::PreservationStopped { why, reason: None } => {
                self.say1(key, "why", self.name("preservation-over", snake(&format!("{why:?}"))))
            }
            Event::CustodyAnswered { account, answer } => {
                let said = self.name("custody", answer.code());
                self.say3(key, "account", account.value.clone(), "answer", said, "text", answer.text().to_owned())
            }
            Event::DueExtended { extension } => {
                self.say2(key, "when", self.deadline(&extension.due, zone), "text", extension.document.clone())
            }
            Event::DutiesChanged { duties, reason } => self.duties_changed(duties, reason.as_deref()),
            Event::Assigned { person: None } => self.say("event-unassigned"),
            // The page, which knows people's names, says to whom.
            Event::Assigned { person: Some(_) }
            | Event::Received { .. }
            | Event::Acknowledged
            | Event::VerificationBegun
            | Event::FormChecked
            | Event::Verified
            | Event::FactsEstablished { .. }
            | Event::Approved { .. }
            | Event::PreservedConfirmed
            | Event::Released { .. }
            | Event::SecrecyExpired { .. }
            | Event::NoSecrecyConfirmed { .. }
            | Event::NoticeQueued { .. }
            | Event::NoticeSent { window: None, .. }
            | Event::NoticeAccepted { .. }
            | Event::NoticeDelivered { .. }
            | Event::NoticeNext { .. }
            | Event::NoticeReminded
            | Event::NoticeOpened { .. }
            | Event::NoticeAcknowledged { .. }
            | Event::NoticeFailed
            | Event::NoticeStopped { .. }
            | Event::PreservationEnded => self.say(key),
        }
    }

    /// When a customer is told, as counsel chose.
    #[must_use]
    pub fn timing(&self, told: Option<NoticeTiming>) -> Cow<'static, str> {
        told.map_or_else(|| self.say("notice-timing-rulebook"), |told| self.name("notice-timing", told.code()))
    }

    /// A two-person act, as the thing that is prepared or confirmed.
    #[must_use]
    pub fn act(&self, act: ActKind) -> Cow<'static, str> {
        self.name("act", act.code())
    }

    /// The same for an act with its facts.
    #[must_use]
    pub fn act_of(&self, act: &Act) -> Cow<'static, str> {
        self.act(act.kind())
    }

    /// A decision on a line.
    #[must_use]
    pub fn decision(&self, decision: &Decision) -> Cow<'static, str> {
        match decision {
            Decision::Authorise => self.say("decision-authorise"),
            Decision::Narrow { ground, .. } => self.say1("decision-narrow-because", "ground", self.ground(*ground)),
            Decision::Refuse { ground } => self.say1("decision-refuse-because", "ground", self.ground(*ground)),
        }
    }

    /// What gathering gave.
    #[must_use]
    pub fn collected(&self, collected: &Collected) -> Cow<'static, str> {
        match collected {
            Collected::Records { read, kept, withheld, .. } => {
                let count = |n: &u64| i64::try_from(*n).unwrap_or(i64::MAX);
                self.say3("collected-records", "kept", count(kept), "read", count(read), "withheld", count(withheld))
            }
            Collected::NoData { looked } => self.say1("collected-no-data", "text", looked.clone()),
        }
    }
}

/// The code of a variant's name.
#[must_use]
pub fn snake(name: &str) -> String {
    name.chars().enumerate().fold(String::new(), |mut s, (i, c)| {
        if c.is_ascii_uppercase() && i > 0 {
            s.push('_');
        }
        s.push(c.to_ascii_lowercase());
        s
    })
}
