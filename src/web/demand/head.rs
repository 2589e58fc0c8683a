//! The head of every tab: what it is, where it stands, whom nobody may tell.

use super::case::{Case, Sight};
use super::panel::notice_due;
use crate::store::authorities;
use crate::web::officers::badge;
use crate::web::parts::{Badge, Step, StepState, Stepper, Strip, Tabs, Text, Tone};
use crate::web::{parts, paths, problem::Problem};
use domain::clocks::Obligation;
use domain::demand::Demand;
use domain::instrument::SecrecySource;
use domain::secrecy::MayTell;
use domain::stage::{RedirectEnd, StageName};

/// A tab of the demand page; each has its own address.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tab {
    /// What happened.
    Timeline,
    /// The papers.
    Documents,
    /// The lines.
    Scope,
    /// The form of Reg. (EU) 2023/1543, and its answer.
    Form,
    /// The production.
    Package,
    /// The letters.
    Correspondence,
    /// The record.
    Record,
}

impl Tab {
    const ALL: [Tab; 7] = [Tab::Timeline, Tab::Documents, Tab::Form, Tab::Scope, Tab::Package, Tab::Correspondence, Tab::Record];

    /// Key of the page's title, which is the tab's word too.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Tab::Timeline => "demand-tab-timeline",
            Tab::Documents => "demand-tab-documents",
            Tab::Scope => "demand-tab-scope",
            Tab::Form => "demand-tab-form",
            Tab::Package => "demand-tab-package",
            Tab::Correspondence => "demand-tab-correspondence",
            Tab::Record => "demand-tab-record",
        }
    }

    fn href(self, demand: &Demand) -> String {
        match self {
            Tab::Timeline => paths::demand(demand.id),
            Tab::Documents => paths::demand_at(demand.id, "documents"),
            Tab::Scope => paths::demand_at(demand.id, "scope"),
            Tab::Form => paths::demand_at(demand.id, "form"),
            Tab::Package => paths::demand_at(demand.id, "package"),
            Tab::Correspondence => paths::demand_at(demand.id, "correspondence"),
            Tab::Record => paths::demand_at(demand.id, "record"),
        }
    }

    const fn shown_to(self, sight: Sight) -> bool {
        match sight {
            Sight::Whole => true,
            Sight::Scope => matches!(self, Tab::Scope),
            Sight::Record => matches!(self, Tab::Record),
        }
    }

    /// Whether a demand has something to show there.
    fn fits(self, demand: &Demand) -> bool {
        self != Tab::Form || crate::eevidence::concerns(demand)
    }

    fn count(self, demand: &Demand) -> Option<u64> {
        let n = match self {
            Tab::Documents => demand.documents.len(),
            Tab::Scope => demand.lines.len(),
            Tab::Timeline | Tab::Form | Tab::Package | Tab::Correspondence | Tab::Record => return None,
        };
        u64::try_from(n).ok()
    }
}

/// Something named, with where it leads (nowhere if empty) and how it stands.
#[derive(Clone, Debug)]
pub struct Named {
    /// Name.
    pub name: Text,
    /// Its own page.
    pub href: String,
    /// How it stands.
    pub badge: Option<Badge>,
}

/// Everything above the tab's own content.
#[derive(Clone, Debug)]
pub struct Head {
    /// What people say on the telephone.
    pub reference: String,
    /// Its own address.
    pub href: String,
    /// Instrument, authority, customer; empty for who may not see them.
    pub named: Vec<Named>,
    /// Stages.
    pub stepper: Stepper,
    /// Whom nobody may tell.
    pub strip: Option<Strip>,
    /// Tabs.
    pub tabs: Tabs,
    /// Where a note is written; empty for who writes none.
    pub note: String,
}

impl Head {
    /// The head for a tab.
    ///
    /// # Errors
    /// [`Problem`] when the registry can't be read.
    pub async fn of(case: &Case, current: Tab) -> Result<Self, Problem> {
        let (w, demand) = (case.words(), &case.demand);
        let whole = case.sight == Sight::Whole;
        let tab = |tab: Tab| parts::Tab {
            href: tab.href(demand),
            label: w.say(tab.title()),
            count: tab.count(demand).filter(|_| whole),
            current: tab == current,
        };
        let mut named = Vec::new();
        if whole {
            named.push(Named {
                name: case.instrument_name().into(),
                href: paths::instrument(demand.paper.instrument.as_str()),
                badge: None,
            });
            named.push(authority(case).await?);
            named.extend(officer(case).await?);
            named.push(customer(case));
        }
        Ok(Self {
            reference: demand.reference.to_string(),
            href: paths::demand(demand.id),
            named,
            stepper: stepper(case),
            strip: whole.then(|| strip(case)).flatten(),
            tabs: Tabs {
                label: w.say("demand-tabs"),
                tabs: Tab::ALL.into_iter().filter(|t| t.shown_to(case.sight) && t.fits(demand)).map(tab).collect(),
            },
            note: if whole { paths::demand_at(demand.id, "add_note") } else { String::new() },
        })
    }
}

async fn authority(case: &Case) -> Result<Named, Problem> {
    let w = case.words();
    let Some(known) = &case.demand.authority else {
        let name = match case.demand.paper.authority_name.trim() {
            "" => w.say("demand-authority-unnamed"),
            name => name.to_owned().into(),
        };
        return Ok(Named {
            name,
            href: String::new(),
            badge: Some(Badge::new(Tone::Soon, w.say("demand-not-identified")).drawn("question")),
        });
    };
    // Standing as it is now, not as it was when the authority was identified.
    let row = authorities::find(case.app.store.read(), known.id).await?;
    let standing = row.map_or_else(|| "new".to_owned(), |row| row.standing);
    let (tone, drawing) = match standing.as_str() {
        "known" => (Tone::Good, "check"),
        "frozen" => (Tone::Soon, "ban"),
        _ => (Tone::Plain, "info"),
    };
    let badge = Badge::new(tone, w.name("standing", &standing)).drawn(drawing);
    Ok(Named { name: known.name.clone().into(), href: paths::authority(known.id), badge: Some(badge) })
}

/// Who submitted it at the authorities' door, with the standing as it is now: proof of a mailbox is no proof of a person.
async fn officer(case: &Case) -> Result<Option<Named>, Problem> {
    let found = case.app.workflow.submitted_by(&case.session.actor, case.demand.id).await?;
    Ok(found.map(|(_, who)| Named {
        name: case.words().say1("officers-submitted", "name", who.account.name.clone()),
        href: paths::officer(who.id()),
        badge: Some(badge(case.words(), who.standing)),
    }))
}

fn customer(case: &Case) -> Named {
    let w = case.words();
    match &case.demand.customer {
        Some(known) => Named {
            name: known.name.clone().into(),
            href: paths::customer(known.id),
            badge: Some(Badge::new(Tone::Plain, w.name("class", known.class.code())).drawn("person")),
        },
        None => Named {
            name: w.say("demand-no-customer"),
            href: String::new(),
            badge: Some(Badge::new(Tone::Soon, w.say("demand-not-matched")).drawn("question")),
        },
    }
}

/// The clock that is due next, by our own date, which is never later than the law's.
pub fn next_due(demand: &Demand) -> Option<&Obligation> {
    demand.running_duties().into_iter().next()
}

fn stepper(case: &Case) -> Stepper {
    let (w, demand) = (case.words(), &case.demand);
    let is = demand.stage.name();
    let skipped = demand.stage.redirected().is_some_and(|r| matches!(r.redirect, RedirectEnd::Skipped { .. }));
    let steps = StageName::ALL.map(|stage| Step {
        label: w.name("stage", stage.code()),
        state: match stage {
            _ if stage == is => StepState::Now,
            StageName::Redirecting if skipped => StepState::Skipped,
            _ if stage <= case.reached => StepState::Done,
            _ if stage < is => StepState::Skipped,
            _ => StepState::Ahead,
        },
    });
    let duty = next_due(demand).filter(|_| !demand.is_closed());
    let notice = notice_due(case).filter(|at| duty.is_none_or(|clock| *at < clock.due.internal));
    let deadline = match (notice, duty) {
        (Some(at), _) => {
            let duty = w.name("obligation", "notify");
            let left = w.due(&at, &case.session.now);
            w.fill("demand-deadline", &[("duty", &duty), ("due", &w.deadline(&at, &case.session.zone)), ("left", &left)])
        }
        (None, Some(clock)) => {
            let duty = w.name("obligation", crate::words::snake(&format!("{:?}", clock.kind)));
            let due = w.deadline(&clock.due.internal, &clock.locus.zone);
            let left = w.due(&clock.due.internal, &case.session.now);
            let mut text = w.fill("demand-deadline", &[("duty", &duty), ("due", &due), ("left", &left)]).into_owned();
            if case.sight == Sight::Whole {
                text.push(' ');
                text.push_str(&w.why_due(clock));
            }
            text.into()
        }
        (None, None) => Text::default(),
    };
    Stepper { w, steps: steps.to_vec(), deadline }
}

/// The strip that stands on the page of every act too.
pub fn strip(case: &Case) -> Option<Strip> {
    let (w, demand, zone) = (case.words(), &case.demand, &case.session.zone);
    match demand.may_tell_customer(case.session.now) {
        MayTell::Yes => None,
        // Each order over the customer has ended, and nobody has looked whether an extension came.
        MayTell::Unknown if demand.secrecy.orders.iter().any(|o| demand.covers_customer(&o.covers)) => {
            Some(Strip { text: w.say("strip-ended"), detail: w.say("strip-ended-detail"), unknown: true })
        }
        MayTell::Unknown => Some(Strip { text: w.say("strip-unknown"), detail: w.say("strip-unknown-detail"), unknown: true }),
        MayTell::No { until } => {
            let text = match until {
                Some(until) => w.say1("strip-until", "until", w.deadline(&until, zone)),
                None => w.say("strip-indefinite"),
            };
            let orders = demand.secrecy.orders.iter().filter(|o| o.in_force(case.session.now) && demand.covers_customer(&o.covers));
            let detail = orders
                .map(|o| {
                    let source = w.name("source", source_code(o.source));
                    w.fill("strip-order", &[("source", &source), ("law", &o.law), ("document", &w.order_paper(o))]).into_owned()
                })
                .collect::<Vec<_>>()
                .join(" ");
            Some(Strip { text, detail: detail.into(), unknown: false })
        }
    }
}

/// The code of a source of secrecy, for its name.
pub const fn source_code(source: SecrecySource) -> &'static str {
    match source {
        SecrecySource::Statutory => "statutory",
        SecrecySource::Court => "court",
        SecrecySource::Request => "request",
        SecrecySource::None => "none",
    }
}
