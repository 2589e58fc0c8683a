//! From a demand to a letter: which facts of the case stand in it, and in which words.
//!
//! Nothing here reads a clock: the same demand and recipient give the same letter, so that what a second person confirms is
//! what is sent. To a customer it says nothing but what concerns that customer's own accounts.

mod lines;

use super::letters::{
    DemandCopy, Desk, Ending, GroundSentence, LetterError, LetterFacts, LetterKind, Objection, ObjectionEnd, Preserved, RedirectBy,
    RedirectTo, Response, WhyLate, render,
};
use super::{reminder, upkeep};
use crate::words::{Language, Words, code_key};
use crate::workflow::{LetterWriter, Mail, Recipient, Reminder, Sender, Unwritten, UpkeepMail};
use chrono_tz::Tz;
use domain::clocks::ObligationKind;
use domain::demand::{Demand, Emergency};
use domain::effect::Effect;
use domain::ground::Ground;
use domain::instrument::{Instrument, Purpose, Rulebook};
use domain::letter::{Letter, Side};
use domain::notice::NoticeKind;
use domain::paper::CustomerClass;
use domain::policy::Policy;
use domain::preservation::Preservation;
use domain::secrecy::SecrecyOrder;
use domain::stage::{End, Stage};

/// Writes the letters of one house.
#[derive(Clone, Debug)]
pub struct Writer {
    sender: Sender,
    zone: Tz,
    rulebook: Rulebook,
    policy: Policy,
    desk: Option<String>,
    portal: Option<String>,
}

impl Writer {
    /// `provider` is the name that letters are signed with and mails come from, `mail` the desk's address, to which answers
    /// and objections go; times are said in `zone`.
    #[must_use]
    pub fn new(provider: impl Into<String>, mail: impl Into<String>, zone: Tz, rulebook: Rulebook, policy: Policy) -> Self {
        Self {
            sender: Sender { name: provider.into(), mail: mail.into(), bounces: None, answers: None, address: Vec::new(), zone },
            zone,
            rulebook,
            policy,
            desk: None,
            portal: None,
        }
    }

    /// Delivery reports come back to this address, with a token of the message in it.
    #[must_use]
    pub fn with_bounces(mut self, address: Option<String>) -> Self {
        self.sender.bounces = address;
        self
    }

    /// Letters are answered to this address, with a token of the talk in it.
    #[must_use]
    pub fn with_answers(mut self, address: Option<String>) -> Self {
        self.sender.answers = address;
        self
    }

    /// The provider's postal address, one line each, for the head of a letter.
    #[must_use]
    pub fn with_address(mut self, lines: Vec<String>) -> Self {
        self.sender.address = lines;
        self
    }

    /// Mails with a link lead to `public_url`, which has no slash at its end.
    #[must_use]
    pub fn with_desk(mut self, public_url: impl Into<String>) -> Self {
        self.desk = Some(public_url.into());
        self
    }

    /// Links for customers lead to `address`, which has no slash at its end: the desk's own, or the host of the customers' door.
    #[must_use]
    pub fn with_portal(mut self, address: impl Into<String>) -> Self {
        self.portal = Some(address.into());
        self
    }

    fn facts(&self, letter: &Letter, demand: &Demand, to: &Recipient, refer_to: Option<&Recipient>, words: Words) -> LetterFacts {
        let instrument = demand.instrument(&self.rulebook);
        let said = |text: &str| Some(text.to_owned()).filter(|t| !t.trim().is_empty());
        let paper = &demand.paper;
        let law = self.policy.locus(instrument.map_or("ZZ", |i| i.territory.as_str())).zone;
        let lines = lines::Lines { demand, words, zone: &self.zone, law: &law };
        let customers = letter.side() == Side::Customer;
        let acts = instrument.is_some_and(|i| i.purpose == Purpose::Act);
        let mut facts = LetterFacts {
            desk: Some(Desk { provider: self.sender.name.clone(), mail: self.sender.mail.clone(), zone: self.zone }),
            our_reference: Some(demand.reference.to_string()),
            authority: demand.authority.as_ref().map(|a| a.name.clone()).or_else(|| said(&paper.authority_name)),
            authority_reference: said(&paper.authority_reference),
            paper: instrument.map(|i| paper_name(words, i)),
            issued_on: paper.issued_on,
            received_at: Some(demand.receipt.at),
            // What the paper cites; where it cites nothing, a customer is told what the rulebook knows.
            legal_basis: said(&paper.statute).or_else(|| instrument.filter(|_| customers).map(|i| i.statute.clone())),
            demanded: if matches!(letter, Letter::Notice { .. } | Letter::Refusal { .. }) { lines.demanded(customers) } else { Vec::new() },
            acts,
            effect: effect(letter, demand),
            consumer: demand.customer.as_ref().is_some_and(|c| c.class == CustomerClass::Consumer),
            ..LetterFacts::default()
        };
        if acts && matches!(letter, Letter::Notice { .. }) && facts.demanded.is_empty() {
            facts.demanded = vec![words.say("letter-order-to-act").into_owned()];
        }
        match letter {
            Letter::Effect { .. } => {}
            // Before anybody is identified, the sender is all that is known.
            Letter::Acknowledgement => facts.authority = facts.authority.or_else(|| said(&to.name)).or_else(|| said(&to.mail)),
            Letter::Redirect { answer_by } => {
                facts.answer_by = Some(*answer_by);
                facts.redirect_to = demand.customer.as_ref().map(|customer| RedirectTo {
                    organisation: customer.name.clone(),
                    contact: refer_to.map(|contact| format!("{}, {}", contact.name, contact.mail)),
                });
                facts.redirect_by = match instrument.map(|i| i.territory.as_str()) {
                    Some("EU") => RedirectBy::EEvidence,
                    Some("US") => RedirectBy::UsEnterprise,
                    _ => RedirectBy::General,
                };
            }
            Letter::Refusal { grounds, explanation } => {
                facts.grounds = grounds.iter().map(|g| self.ground(words, *g, instrument)).collect();
                facts.explanation = said(explanation);
                facts.preserved = preserved(demand);
            }
            Letter::OrderAsked { answer_by } | Letter::PaperOwed { answer_by } => facts.answer_by = Some(*answer_by),
            Letter::NotCarriedOut => facts.preserved = preserved(demand),
            Letter::Clarification { question } => {
                facts.questions = question.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect()
            }
            Letter::Notice { kind, copy } => {
                facts.response = Some(response(demand, &lines));
                facts.objection = Some(Objection { to: self.sender.mail.clone(), end: self.window(demand, *kind) });
                // The beginning of the door, the same in every notice: what it is about stands behind the sign-in.
                facts.portal = self.portal.as_ref().map(|address| format!("{address}{}", upkeep::PORTAL));
                facts.clauses = self.rulebook.transfers.notice.clone();
                facts.copy = Some(match copy {
                    true => DemandCopy::Attached,
                    false => DemandCopy::Withheld { why: words.say("letter-copy-on-request").into_owned() },
                });
                facts.why_late = match kind {
                    NoticeKind::Delayed => why_late(demand),
                    NoticeKind::Advance | NoticeKind::WithProduction | NoticeKind::Withdrawn | NoticeKind::EndOfMatter => None,
                };
            }
            Letter::ObjectionAnswer { verdict, grounds, answer } => {
                facts.verdict = Some(*verdict);
                facts.grounds = grounds.iter().map(|g| self.ground(words, *g, instrument)).collect();
                facts.explanation = said(answer);
                facts.closed = demand.is_closed();
            }
        }
        facts
    }

    fn ground(&self, words: Words, ground: Ground, instrument: Option<&Instrument>) -> GroundSentence {
        let law = self.rulebook.law(ground, instrument).to_owned();
        GroundSentence { ground, sentence: words.name("ground", ground.code()).into_owned(), law }
    }

    /// The time to object as it can be said before the sending: the days, and the date that the law forces (INV-20). The
    /// domain records the window that this gives when the notice has gone.
    fn window(&self, demand: &Demand, kind: NoticeKind) -> Option<ObjectionEnd> {
        let days = demand.window_days(&self.rulebook, &self.policy);
        let legal = demand.clock(ObligationKind::Produce).and_then(|c| c.due.legal);
        (kind == NoticeKind::Advance).then(|| ObjectionEnd { days, latest: legal.map(|legal| legal - self.policy.window_margin) })
    }
}

impl LetterWriter for Writer {
    fn sender(&self) -> Sender {
        self.sender.clone()
    }

    fn write(&self, letter: &Letter, demand: &Demand, to: &Recipient, refer_to: Option<&Recipient>) -> Result<Mail, Unwritten> {
        let language = match letter.side() {
            Side::Authority => Language::of_letter(&to.language),
            Side::Customer => Language::from_code(&to.language),
        };
        let language = language.unwrap_or_default();
        let facts = self.facts(letter, demand, to, refer_to, Words::of(language));
        let written = render(kind(letter), &facts, language).map_err(unwritten)?;
        Ok(Mail { subject: written.subject.to_owned(), text: written.text, html: Some(written.html) })
    }

    fn write_upkeep(&self, mail: &UpkeepMail<'_>, to: &Recipient) -> Result<Mail, Unwritten> {
        let house = upkeep::House {
            provider: &self.sender.name,
            mail: &self.sender.mail,
            portal: self.portal.as_deref().or(self.desk.as_deref()).unwrap_or_default(),
            zone: self.zone,
        };
        upkeep::render(mail, &house, &to.name, Language::from_code(&to.language).unwrap_or_default())
            .map_err(|_| Unwritten { code: "letter-template", facts: Vec::new() })
    }

    fn remind(&self, what: Reminder, language: &str) -> Result<Mail, Unwritten> {
        let language = Language::from_code(language).unwrap_or_default();
        reminder::render(what, &self.sender.name, self.desk.as_deref(), language).map_err(|error| unwritten(error.into()))
    }
}

fn unwritten(error: LetterError) -> Unwritten {
    let facts = match &error {
        LetterError::Missing { facts, .. } => facts.iter().map(|f| f.code()).collect(),
        LetterError::TooLateForAdvance | LetterError::NotDecided | LetterError::Template(_) => Vec::new(),
    };
    Unwritten { code: error.code(), facts }
}

const fn kind(letter: &Letter) -> LetterKind {
    match letter {
        Letter::Acknowledgement => LetterKind::Acknowledgement,
        Letter::Redirect { .. } => LetterKind::Redirect,
        Letter::Refusal { .. } => LetterKind::Refusal,
        Letter::Effect { .. } => LetterKind::Effect,
        Letter::Clarification { .. } => LetterKind::Clarification,
        Letter::OrderAsked { .. } => LetterKind::OrderAsked,
        Letter::PaperOwed { .. } => LetterKind::PaperOwed,
        Letter::NotCarriedOut => LetterKind::NotCarriedOut,
        Letter::Notice { kind: NoticeKind::Advance, .. } => LetterKind::AdvanceNotice,
        Letter::Notice { kind: NoticeKind::Delayed, .. } => LetterKind::DelayedNotice,
        Letter::Notice { kind: NoticeKind::WithProduction, .. } => LetterKind::NoticeWithProduction,
        Letter::Notice { kind: NoticeKind::Withdrawn, .. } => LetterKind::WithdrawnNotice,
        Letter::Notice { kind: NoticeKind::EndOfMatter, .. } => LetterKind::EndNotice,
        Letter::ObjectionAnswer { .. } => LetterKind::ObjectionAnswer,
    }
}

/// What was done on an order to act: what this letter reports, or how the demand ended.
fn effect(letter: &Letter, demand: &Demand) -> Option<Effect> {
    match (letter, demand.stage.end()) {
        (Letter::Effect { effect }, _) | (_, Some(End::Acted(effect))) => Some(effect.clone()),
        _ => None,
    }
}

/// What a paper is called: by the rulebook, or for the languages that it does not speak, by the letters' own words.
fn paper_name(words: Words, instrument: &Instrument) -> String {
    let key = code_key("instrument", instrument.id.as_str());
    if words.has(&key) { words.say(key).into_owned() } else { words.of_two(&instrument.title).to_owned() }
}

fn preserved(demand: &Demand) -> Option<Preserved> {
    match &demand.preservation {
        // What holds it beyond the term has no date.
        Preservation::Active { until: Some(until), holds, .. } if holds.is_empty() => Some(Preserved::Until(*until)),
        Preservation::Active { .. } => Some(Preserved::UntilReleased),
        Preservation::Ended { .. } | Preservation::Purged { .. } => Some(Preserved::No),
        Preservation::None => None,
    }
}

fn response(demand: &Demand, lines: &lines::Lines<'_>) -> Response {
    let Stage::Closed { end, at } = &demand.stage else {
        return if lines.any_decided() { Response::Planned { lines: lines.planned() } } else { Response::Considering };
    };
    let how = match end {
        End::Released(released) => return Response::Disclosed { at: *at, lines: lines.disclosed(&released.sealed.package) },
        End::Refused { .. } => Ending::Refused,
        End::NoData { .. } => Ending::NothingHeld,
        End::Withdrawn { .. } => Ending::Withdrawn,
        End::Redirected => Ending::Redirected,
        End::PreservedOnly => Ending::PreservedOnly,
        End::Acted(_) => Ending::ActedOn,
        End::Superseded { .. } => Ending::Superseded,
        End::Fraud { .. } => Ending::Fraud,
    };
    Response::Ended { at: *at, how }
}

/// Why the customer is told afterwards. `None` while an order without an end stands in the way: then nothing can be said yet.
fn why_late(demand: &Demand) -> Option<WhyLate> {
    let silenced: Vec<&SecrecyOrder> = demand.secrecy.orders.iter().filter(|o| demand.covers_customer(&o.covers)).collect();
    if silenced.is_empty() {
        let emergency = matches!(demand.emergency, Emergency::Confirmed { .. });
        return Some(match demand.stage.end() {
            _ if emergency => WhyLate::Emergency,
            Some(End::PreservedOnly) => WhyLate::Kept,
            Some(End::Acted(_)) => WhyLate::Acted,
            _ => WhyLate::Answered,
        });
    }
    let ends: Option<Vec<_>> = silenced.iter().map(|o| o.ends_at().map(|at| (at, &o.law))).collect();
    ends?.into_iter().max_by_key(|(at, _)| *at).map(|(at, law)| WhyLate::Secrecy { at, basis: law.clone() })
}
