//! The questions of a form as fields, with what was typed or what is known already.

use super::asks::{Ask, Input, Source};
use super::typed::{Typed, written};
use crate::store::authorities::{self, AuthorityRow, NumberRow};
use crate::store::customers::{self, ContactRow, CustomerFilter, CustomerRow};
use crate::store::demands::{self, AskRow};
use crate::store::documents::{self, DocumentRow};
use crate::web::demand::case::Case;
use crate::web::demand::head::source_code;
use crate::web::new_demand::fields::matched;
use crate::web::parts::{Choice, Field, Text};
use crate::web::problem::Problem;
use crate::words::snake;
use crate::workflow::{CLEARABLE, Candidate};
use domain::category::Category;
use domain::command::{ActKind, Verb};
use domain::fact::CheckResult;
use domain::ground::Ground;
use domain::instrument::{Audience, IssuerKind, SecrecySource};
use domain::notice::WaiverGround;
use domain::objection::Verdict;
use domain::paper::IdentifierKind;
use domain::preservation::Hold;
use domain::secrecy::{EffortKind, EffortResult};
use domain::stage::{Art48Basis, CheckMethod, SkipGround};

/// Most entries of a directory that a list shows; more are found by search on their own screens.
const MOST: u64 = 500;

/// Directories that a form chooses from; read only when it does.
#[derive(Clone, Debug, Default)]
pub struct Directories {
    authorities: Vec<AuthorityRow>,
    customers: Vec<CustomerRow>,
    contacts: Vec<ContactRow>,
    candidates: Vec<Candidate>,
    asked: Option<AskRow>,
    papers: Vec<DocumentRow>,
    numbers: Vec<NumberRow>,
    /// What to ask the authority, as its form stands.
    question: Option<String>,
    /// Forms 5 and 6 that ask for what is not done yet.
    follows: Vec<(u64, String)>,
}

impl Directories {
    /// What these questions choose from.
    ///
    /// # Errors
    /// [`Problem`] when it can't be read.
    pub async fn of(case: &Case, verb: Verb, asks: &[Ask]) -> Result<Self, Problem> {
        let chooses = |source| asks.iter().any(|a| a.input == Input::Select(source));
        let read = case.app.store.read();
        Ok(Self {
            question: if verb == Verb::AskToClarify { super::super::form::question(case).await? } else { None },
            follows: if matches!(verb, Verb::HoldOver | Verb::ExtendPreservation) {
                case.app.workflow.follows_open(&case.demand).await?
            } else {
                Vec::new()
            },
            authorities: if chooses(Source::Authorities) { authorities::list(read, "", None, MOST).await? } else { Vec::new() },
            customers: if chooses(Source::Customers) {
                customers::list(read, &CustomerFilter::default(), None, MOST).await?
            } else {
                Vec::new()
            },
            contacts: match &case.demand.customer {
                Some(customer) if chooses(Source::Contacts) => customers::contacts_of(read, customer.id).await?,
                _ => Vec::new(),
            },
            asked: if chooses(Source::Customers) { demands::said_of(read, case.demand.id).await?.0 } else { None },
            numbers: match &case.demand.authority {
                Some(authority) if chooses(Source::Numbers) => authorities::numbers::of(read, authority.id).await?,
                _ => Vec::new(),
            },
            papers: if chooses(Source::Papers) {
                let mut papers = documents::of_demand(read, case.demand.id).await?;
                papers.retain(|d| CLEARABLE.contains(&d.kind.as_str()));
                papers
            } else {
                Vec::new()
            },
            candidates: if chooses(Source::Customers) {
                case.app.workflow.matching_customers_of(read, &case.demand).await?
            } else {
                Vec::new()
            },
        })
    }
}

/// Makes the fields of one verb's form.
pub struct Inputs<'a> {
    /// The demand and who asks.
    pub case: &'a Case,
    /// What is to be done.
    pub verb: Verb,
    /// What was typed before; `None` on the first sight of the form.
    pub typed: Option<&'a Typed>,
    /// Directories to choose from.
    pub directories: &'a Directories,
}

impl Inputs<'_> {
    /// The field of a question.
    #[must_use]
    pub fn field(&self, ask: &Ask) -> Field {
        let w = self.case.words();
        let (name, label) = (ask.name, w.say(self.key(ask.name)));
        let field = match ask.input {
            Input::Line => Field::line("text", name, label),
            Input::Lines => Field::lines(name, label),
            Input::Moment => Field::line("datetime-local", name, label),
            Input::Day => Field::line("date", name, label),
            Input::File => Field::line("file", name, label),
            Input::Files => Field::files(name, label),
            Input::Select(source) => Field::select(name, label, self.choices(name, source, true)),
            Input::Radio(source) => Field::radio(name, label, self.choices(name, source, false)),
            Input::Boxes(source) => Field::boxes(name, label, self.choices(name, source, false)),
        };
        let typed = self.value(ask.name);
        let mut field = field.value(if matches!(ask.input, Input::File | Input::Files) { String::new() } else { typed });
        let hint = self.key_of(ask.name, "-hint");
        if w.has(&hint) {
            field = field.hint(if ask.input == Input::Moment { w.say1(hint, "zone", self.case.session.zone.name()) } else { w.say(hint) });
        } else if ask.input == Input::Moment {
            field = field.hint(w.say1("form-zone", "zone", self.case.session.zone.name()));
        }
        if let (Input::Select(Source::Customers), Some(asked)) = (ask.input, &self.directories.asked) {
            let when = w.short(&asked.at, &self.case.session.zone);
            field = field.hint(w.say2("accounts-asked-at", "when", when, "sentence", w.asked(&asked.outcome)));
        }
        if ask.optional {
            // What is needed in one case only says in which.
            let when = self.key_of(ask.name, "-when");
            field.optional = Some(w.say(if w.has(&when) { when.as_str() } else { "form-optional" }));
        }
        field
    }

    /// The key of a question's label.
    fn key(&self, name: &str) -> String {
        self.key_of(name, "")
    }

    /// The key of some words of a question: the verb's own, where it has some.
    fn key_of(&self, name: &str, part: &str) -> String {
        let own = format!("ask-{}-{name}{part}", self.verb.code().replace('_', "-"));
        if self.case.words().has(&own) { own } else { format!("ask-{name}{part}") }
    }

    /// What was sent for a field. An address that names a line is no form that came back: the rest is as at first sight.
    fn sent(&self, name: &str) -> Option<&Typed> {
        self.typed.filter(|typed| typed.has("key") || typed.has(name))
    }

    /// As typed; at first sight what is known.
    fn value(&self, name: &str) -> String {
        match self.sent(name) {
            Some(typed) => typed.one(name).to_owned(),
            None => self.known(name).into_iter().next().unwrap_or_default(),
        }
    }

    /// The document of a form of this number that asks for what is not done yet.
    fn filed(&self, number: u64) -> Option<String> {
        self.directories.follows.iter().find(|(own, _)| *own == number).map(|(_, name)| name.clone())
    }

    fn chosen(&self, name: &str, code: &str) -> bool {
        match self.sent(name) {
            Some(typed) => typed.all(name).any(|v| v == code),
            None => self.known(name).iter().any(|v| v == code),
        }
    }

    /// What a field holds at first sight.
    fn known(&self, name: &str) -> Vec<String> {
        let (demand, zone) = (&self.case.demand, self.case.session.zone);
        let paper = &demand.paper;
        let boxed = |yes: bool| if yes { vec!["yes".to_owned()] } else { Vec::new() };
        match (self.verb, name) {
            (Verb::CorrectPaper, "instrument") => vec![paper.instrument.to_string()],
            (Verb::CorrectPaper, "authority-name") => vec![paper.authority_name.clone()],
            (Verb::CorrectPaper, "authority-reference") => vec![paper.authority_reference.clone()],
            (Verb::CorrectPaper, "issuer") => paper.issuer.map(|k| snake(&format!("{k:?}"))).into_iter().collect(),
            (Verb::CorrectPaper, "statute") => vec![paper.statute.clone()],
            (Verb::CorrectPaper, "issued-on") => paper.issued_on.map(|d| d.to_string()).into_iter().collect(),
            (Verb::CorrectPaper, "face-due") => paper.face_due.map(|at| written(&at, zone)).into_iter().collect(),
            (Verb::CorrectPaper, "notice-at") => paper.notice_at.map(|at| written(&at, zone)).into_iter().collect(),
            (Verb::CorrectPaper, "emergency") => boxed(paper.emergency_claimed),
            (Verb::CorrectPaper, "refrain") => boxed(paper.refrain_requested),
            (Verb::CorrectPaper, "enforcing") => boxed(paper.enforcing_authority_notified),
            (Verb::CorrectPaper, "identifiers") => vec![identifiers(&paper.identifiers)],
            (Verb::CorrectPaper, "categories") => demand.lines.iter().map(|l| l.category.code().to_owned()).collect(),
            (Verb::CorrectPaper, "from") => demand.lines.first().and_then(|l| l.from).map(|at| written(&at, zone)).into_iter().collect(),
            (Verb::CorrectPaper, "to") => demand.lines.first().and_then(|l| l.to).map(|at| written(&at, zone)).into_iter().collect(),
            (Verb::IdentifyAuthority, "authority") => demand.authority.iter().map(|a| a.id.to_string()).collect(),
            (Verb::MatchCustomer, "customer") => match &demand.customer {
                Some(customer) => vec![customer.id.to_string()],
                None => only(self.directories.candidates.iter().filter(|c| c.decisive).map(|c| c.customer.id.to_string())),
            },
            (Verb::ExtendPreservation, "document") => self.filed(6).into_iter().collect(),
            (Verb::HoldOver, "hold-kind") => self.filed(5).map(|_| "confirmed".to_owned()).into_iter().collect(),
            (Verb::HoldOver, "hold-what") => self.filed(5).into_iter().collect(),
            (Verb::AskToClarify, "text") => self.directories.question.iter().cloned().collect(),
            (Verb::PlaceSecrecy, "from") => vec![written(&self.case.session.now, zone)],
            (Verb::PlaceSecrecy, "covers") => vec!["customer".to_owned(), "end_user".to_owned()],
            (Verb::OfferRedirect, "answer-by") => {
                let (now, soon) = (self.case.session.now, self.case.session.now + chrono::Duration::days(5));
                vec![written(&demand.latest_answer(now).map_or(soon, |latest| latest.min(soon)), zone)]
            }
            (Verb::Prepare(ActKind::SendNotice), "copies") => demand.cleared.iter().map(|c| c.copy.to_string()).collect(),
            (Verb::Assign, "person") => vec![self.case.session.person.id.to_string()],
            (Verb::SealPackage, "recipient") => vec!["passphrase".to_owned()],
            (Verb::RecordCollection, "time-format") => vec!["rfc3339".to_owned()],
            (Verb::RecordCollection, "row-category") => vec!["line".to_owned()],
            (_, "order") => only(demand.secrecy.orders.iter().map(|o| o.id.to_string())),
            (_, "duty") => only(demand.clocks.iter().map(|c| snake(&format!("{:?}", c.kind)))),
            (_, "prepared") => only(demand.prepared.iter().map(|p| p.act.kind().code().to_owned())),
            _ => Vec::new(),
        }
    }

    fn choices(&self, name: &str, source: Source, unfolds: bool) -> Vec<Choice> {
        let w = self.case.words();
        let (demand, zone) = (&self.case.demand, &self.case.session.zone);
        let named = |kind: &'static str, codes: Vec<String>| -> Vec<(String, Text, Option<Text>)> {
            codes.into_iter().map(|code| (code.clone(), w.name(kind, &code), None)).collect()
        };
        let list = |kind: &'static str, codes: &[&str]| named(kind, codes.iter().map(|c| (*c).to_owned()).collect());
        let answers: Vec<(String, Text, Option<Text>)> = match source {
            Source::Grounds => {
                let law = |g| Some(Text::from(self.case.law(g)));
                self.grounds().into_iter().map(|g| (g.code().to_owned(), w.ground(g).into(), law(g))).collect()
            }
            Source::Methods => coded(&[CheckMethod::CallBack, CheckMethod::IssuerConfirmed, CheckMethod::MailOnly], "method", &named),
            Source::CheckResults => list("check-result", &CheckResult::ALL.map(CheckResult::code)),
            Source::Evidence => demand.documents.iter().map(|d| (d.id.to_string(), d.name.clone().into(), None)).collect(),
            Source::Form => self
                .case
                .instrument()
                .map(|i| {
                    i.form.iter().enumerate().map(|(n, item)| (n.to_string(), self.case.said(&item.text).to_owned().into(), None)).collect()
                })
                .unwrap_or_default(),
            Source::Answers => list("answer", &["accepted", "declined", "silent"]),
            Source::Skips => {
                let fits: Vec<SkipGround> = SkipGround::ALL.into_iter().filter(|g| demand.skip_fits(*g, &self.case.context())).collect();
                coded(&fits, "skip", &named)
            }
            Source::Art48 => coded(&[Art48Basis::Mlat, Art48Basis::ExecutiveAgreement, Art48Basis::Art49], "art48", &named),
            Source::Basis => list("basis", &["no", "yes"]),
            Source::Won => list("challenge", &["won", "lost"]),
            Source::Clearances => list("clearance", &["given", "refused"]),
            Source::Secrecies => list("source", &[SecrecySource::Court, SecrecySource::Statutory, SecrecySource::Request].map(source_code)),
            Source::Audiences => coded(&[Audience::Customer, Audience::EndUser, Audience::Public], "audience", &named),
            Source::Orders => demand
                .secrecy
                .orders
                .iter()
                .map(|o| {
                    let end = o.ends_at().map_or_else(|| w.say("order-indefinite"), |at| w.deadline(&at, zone).into());
                    let label =
                        w.fill("order-line", &[("source", &w.name("source", source_code(o.source))), ("law", &o.law), ("end", &end)]);
                    (o.id.to_string(), label, Some(w.order_paper(o)))
                })
                .collect(),
            Source::Efforts => list("effort", &EffortKind::ALL.map(EffortKind::code)),
            Source::EffortResults => list("effort-result", &EffortResult::ALL.map(EffortResult::code)),
            Source::Checks => list("answer", &domain::secrecy::Answer::ALL.map(domain::secrecy::Answer::code)),
            Source::RequestDecisions => list("request-decision", &["nothing", "ask_for_order", "order_recorded"]),
            Source::NoExtension => vec![("yes".to_owned(), w.say("no-extension-yes"), None)],
            Source::Waivers => {
                coded(&[WaiverGround::NoCustomer, WaiverGround::AlreadyInformed, WaiverGround::CustomerGone], "waiver", &named)
            }
            Source::Prepared => demand
                .prepared
                .iter()
                .map(|p| {
                    let by = w.say2("prepared-by", "who", self.case.name(p.by), "at", self.case.short(&p.at));
                    (p.act.kind().code().to_owned(), w.act(p.act.kind()), Some(by))
                })
                .collect(),
            Source::Duties => named("obligation", demand.clocks.iter().map(|c| snake(&format!("{:?}", c.kind))).collect()),
            Source::People => {
                let everybody = self.case.people().into_iter().map(|(id, name)| (id.to_string(), Text::from(name.to_owned()), None));
                std::iter::once(("nobody".to_owned(), w.say("demand-nobody"), None)).chain(everybody).collect()
            }
            Source::Authorities => self
                .directories
                .authorities
                .iter()
                .map(|a| (a.id.0.to_string(), format!("{} ({}, {})", a.name, a.territory, w.name("standing", &a.standing)).into(), None))
                .collect(),
            // Only numbers that two people stand behind; where each was found stands beside it.
            Source::Numbers => self
                .directories
                .numbers
                .iter()
                .filter(|n| n.confirmed_at.is_some())
                .map(|n| {
                    let told = [&n.number, &n.reaches, &n.source].map(String::as_str);
                    (format!("+{}", n.digits), told.into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" · ").into(), None)
                })
                .collect(),
            // Those whom the accounts match go first, with the reason; then everybody.
            Source::Customers => {
                let candidates = self.directories.candidates.iter().map(|c| {
                    let why = w.say2("matched-choice", "name", c.customer.name.clone(), "why", matched(w, zone, c));
                    (c.customer.id.to_string(), why, None)
                });
                let named = |id| self.directories.candidates.iter().any(|c| c.customer.id == id);
                let others = self.directories.customers.iter().filter(|c| !named(c.id.to()));
                let others =
                    others.map(|c| (c.id.0.to_string(), format!("{} ({}, {})", c.name, w.name("class", &c.class), c.country).into(), None));
                candidates.chain(others).collect()
            }
            Source::Lines => demand
                .lines
                .iter()
                .filter(|l| l.is_authorised())
                .map(|l| (l.id.to_string(), format!("{} · {}", l.account, w.category(l.category)).into(), None))
                .collect(),
            Source::Instruments => self
                .case
                .app
                .workflow
                .rulebook()
                .instruments
                .values()
                .map(|i| (i.id.to_string(), format!("{} ({})", self.case.said(&i.title), i.id).into(), None))
                .collect(),
            Source::Issuers => coded(&IssuerKind::ALL, "issuer", &named),
            Source::Categories => Category::ALL.iter().map(|c| (c.code().to_owned(), w.category(*c), None)).collect(),
            Source::Found => list("found", &["file", "nothing"]),
            Source::RowCategories => list("row-category", &["line", "field"]),
            Source::TimeFormats => list("time-format", &["rfc3339", "unix", "unix_ms", "pattern", "none"]),
            Source::Recipients => list("recipient", &["passphrase", "key"]),
            Source::DocumentKinds => list("document", &["order", "letter", "paper", "other"]),
            Source::Verdicts => list("verdict", &Verdict::ALL.map(Verdict::code)),
            Source::Contacts => self
                .directories
                .contacts
                .iter()
                .filter(|c| c.removed_at.is_none())
                .map(|c| (c.id.0.to_string(), format!("{} <{}>", c.name, c.mail).into(), None))
                .collect(),
            Source::Papers => self.directories.papers.iter().map(|d| (d.document().to_string(), d.name.clone().into(), None)).collect(),
            Source::HoldKinds => list("hold", &["production", "confirmed", "litigation"]),
            Source::Holds => {
                let named = |(n, hold): (usize, &Hold)| (n.to_string(), w.name("hold", hold.code()), Some(hold_of(hold).into()));
                demand.preservation.holds().iter().enumerate().map(named).collect()
            }
            Source::Breach => list("breach", &["yes", "no"]),
            Source::Sound => list("sound", &["yes", "no"]),
            Source::Adopt => list("adopt", &["yes", "no"]),
            Source::CopyAs => list("copy-as", &["original", "redacted"]),
            Source::Cleared => {
                let named = |id| demand.documents.iter().find(|d| d.id == id).map(|d| d.name.clone()).unwrap_or_default();
                demand.cleared.iter().map(|c| (c.copy.to_string(), named(c.copy).into(), Some(c.reason.clone().into()))).collect()
            }
            Source::Yes => vec![("yes".to_owned(), w.say("demand-yes"), None)],
        };
        let nothing = unfolds.then(|| Choice::new("", w.say("form-choose-one"), !self.has_value(name)));
        let choice = |(value, label, hint): (String, Text, Option<Text>)| {
            let chosen = self.chosen(name, &value);
            let choice = Choice::new(value, label, chosen);
            if let Some(hint) = hint { choice.hint(hint) } else { choice }
        };
        nothing.into_iter().chain(answers.into_iter().map(choice)).collect()
    }

    fn has_value(&self, name: &str) -> bool {
        !self.value(name).is_empty()
    }

    /// The grounds that the instrument knows; doubt about who asks is known to all.
    fn grounds(&self) -> Vec<Ground> {
        grounds(self.case)
    }
}

/// The grounds that a demand can be refused, narrowed or challenged on.
#[must_use]
pub fn grounds(case: &Case) -> Vec<Ground> {
    match case.instrument() {
        Some(instrument) => {
            let mut known = instrument.grounds.clone();
            if !known.contains(&Ground::R20) {
                known.push(Ground::R20);
            }
            known.sort();
            known
        }
        None => Ground::ALL.to_vec(),
    }
}

type Answer = (String, Text, Option<Text>);

fn coded<T: std::fmt::Debug>(all: &[T], kind: &'static str, named: &dyn Fn(&'static str, Vec<String>) -> Vec<Answer>) -> Vec<Answer> {
    named(kind, all.iter().map(|one| snake(&format!("{one:?}"))).collect())
}

/// The only one, if there is only one.
fn only(mut all: impl Iterator<Item = String>) -> Vec<String> {
    match (all.next(), all.next()) {
        (Some(one), None) => vec![one],
        _ => Vec::new(),
    }
}

/// Identifiers as a person types them: one on a line, the kind first.
#[must_use]
pub fn identifiers(all: &[domain::paper::Identifier]) -> String {
    all.iter().map(|i| format!("{}: {}", kind_code(i.kind), i.value)).collect::<Vec<_>>().join("\n")
}

/// The kind as it is typed.
#[must_use]
pub const fn kind_code(kind: IdentifierKind) -> &'static str {
    match kind {
        IdentifierKind::Mail => "mail",
        IdentifierKind::Account => "account",
        IdentifierKind::Ip => "ip",
        IdentifierKind::Phone => "phone",
        IdentifierKind::Domain => "domain",
    }
}

/// The writing or the matter behind what keeps data beyond its term; of a production the timeline has the reference.
fn hold_of(hold: &Hold) -> String {
    match hold {
        Hold::Confirmed { document: text } | Hold::Litigation { matter: text } => text.clone(),
        Hold::Production { .. } => String::new(),
    }
}
