//! A plain breadth-first search over every state that a scenario can reach.

use super::key::{Key, key, parts};
use super::world::{policy, rulebook, tick};
use domain::Instant;
use domain::actor::Actor;
use domain::available::Availability;
use domain::command::{Command, Receive, Verb};
use domain::context::Context;
use domain::demand::Demand;
use domain::event::{Entry, Event};
use domain::instrument::Rulebook;
use domain::invariants::{Broken, Sight, broken, broken_by};
use domain::letter::{letter, not_carried_out};
use domain::outcome::Outcome;
use domain::policy::Policy;
use domain::refusal::Reason;
use domain::secrecy::calendar::DateKind;
use domain::stage::StageName;
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

/// A small, stated part of the domain.
pub struct Scenario {
    pub name: &'static str,
    /// What varies in it, for the reader.
    pub about: &'static str,
    pub start: Receive,
    /// Real commands that lead to the state where the search begins; with who does them.
    pub before: Vec<(Actor, Command)>,
    pub people: Vec<Actor>,
    /// All people hold the same roles, so that they can change places.
    pub alike: bool,
    pub menu: Vec<Command>,
    /// Time stands still after this tick.
    pub last_tick: u32,
    /// The outcomes that can be reached, neither more nor fewer.
    pub outcomes: Vec<Outcome>,
}

/// A fault planted in the machine.
#[derive(Clone, Copy)]
pub enum Fault {
    None,
    /// A guard forgets a reason.
    Forget(fn(&Verb, &Reason) -> bool),
    /// A guard gives a reason up too early.
    Overlook(fn(&Demand, Instant, &Reason) -> bool),
    /// Applying an entry does something else.
    Bend(fn(&Demand, &Event, Demand) -> Demand),
    /// A command leads to other events.
    Events(fn(&Demand, &Command, Vec<Event>) -> Vec<Event>),
    /// A verb is never open.
    Block(fn(&Verb) -> bool),
    /// A verb is not offered.
    Hide(Verb),
    /// Bend the first entry: what follows from the paper at receipt.
    Receipt(fn(Demand) -> Demand),
}

#[derive(Clone, Copy)]
enum Via {
    Start,
    Wait,
    Do { actor: u8, command: u16 },
}

struct Node {
    parent: u32,
    via: Via,
    stage: StageName,
    debt: bool,
    tick: u32,
}

/// What a search found.
#[derive(Default)]
pub struct Found {
    pub states: usize,
    pub transitions: usize,
    pub refusals: usize,
    pub outcomes: BTreeSet<Outcome>,
    pub reasons: BTreeSet<String>,
    /// Verbs that did something, with the stages before and after.
    pub moves: BTreeSet<(StageName, Verb, StageName)>,
    /// Commands that passed at least once, by place in the menu.
    pub passed: BTreeSet<usize>,
    /// Verbs that made a letter.
    pub writers: BTreeSet<Verb>,
    /// What is wrong, and the path to it.
    pub wrong: Vec<(Broken, Vec<String>)>,
}

struct Search<'a> {
    scenario: &'a Scenario,
    fault: Fault,
    rulebook: Rulebook,
    policy: Policy,
    nodes: Vec<Node>,
    known: HashMap<Key, u32>,
    edges: Vec<(u32, u32)>,
    queue: VecDeque<(u32, Box<Demand>)>,
    found: Found,
}

/// Explore a scenario to its end, or to the first thing that is wrong.
pub fn explore(scenario: &Scenario, fault: Fault) -> Found {
    let mut search = Search {
        scenario,
        fault,
        rulebook: rulebook(),
        policy: policy(),
        nodes: Vec::new(),
        known: HashMap::new(),
        edges: Vec::new(),
        queue: VecDeque::new(),
        found: Found::default(),
    };
    search.run();
    search.found
}

fn wrong(invariant: &'static str, what: String) -> Broken {
    Broken { invariant, what }
}

impl Search<'_> {
    fn run(&mut self) {
        let Some(first) = self.first() else { return };
        self.meet(first, 0, u32::MAX, Via::Start);
        while let Some((at, demand)) = self.queue.pop_front() {
            if !self.found.wrong.is_empty() {
                break;
            }
            self.expand(at, &demand);
            if self.nodes.len() > 500_000 {
                self.fail(at, Via::Wait, vec![wrong("size", "this scenario has no end".to_owned())]);
            }
        }
        self.found.states = self.nodes.len();
        if self.found.wrong.is_empty() {
            self.dead_ends();
        }
    }

    fn context(&self, actor: Actor, now: u32) -> Context<'_> {
        Context { now: tick(now), actor, rulebook: &self.rulebook, policy: &self.policy }
    }

    /// Receive the demand and do what the scenario does before the search.
    fn first(&mut self) -> Option<Demand> {
        let events = domain::receive(self.scenario.start.clone(), &self.context(Actor::System, 0)).unwrap();
        let entry = Entry { at: tick(0), actor: Actor::System, event: events.into_iter().next().unwrap() };
        let mut demand = Demand::open(&entry).unwrap();
        if let Fault::Receipt(bend) = self.fault {
            demand = bend(demand);
        }
        for (actor, command) in &self.scenario.before {
            let ctx = self.context(*actor, 0);
            let blockers = demand.blockers(command, &ctx);
            assert!(blockers.is_empty(), "{}: {} before the search: {blockers:?}", self.scenario.name, command.verb().code());
            for event in demand.events(command, &ctx) {
                demand = demand.apply(&Entry { at: tick(0), actor: *actor, event });
            }
        }
        Some(demand)
    }

    /// A state is reached: check it, and keep it if it is new.
    fn meet(&mut self, demand: Demand, now: u32, parent: u32, via: Via) {
        let sight = Sight { now: tick(now), rulebook: &self.rulebook, policy: &self.policy };
        let broken = broken(&demand, &sight);
        let key = key(&demand, now, self.scenario.alike);
        let next = u32::try_from(self.nodes.len()).unwrap();
        let at = *self.known.entry(key).or_insert(next);
        if at == next {
            if let Some(end) = demand.stage.end() {
                self.found.outcomes.insert(end.outcome());
            }
            self.nodes.push(Node { parent, via, stage: demand.stage.name(), debt: demand.notice.outstanding(), tick: now });
            self.queue.push_back((at, Box::new(demand)));
        }
        if parent != u32::MAX && parent != at {
            self.edges.push((parent, at));
        }
        if !broken.is_empty() {
            let mut path = self.path(parent);
            path.push(self.say(via));
            self.found.wrong.extend(broken.into_iter().map(|b| (b, path.clone())));
        }
    }

    /// Who may act: everybody with a part, one more person where all are alike, the custodian, the clockwork.
    fn actors(&self, demand: &Demand) -> Vec<(u8, Actor)> {
        let parts = parts(demand);
        let mut fresh = 0;
        let mut all = Vec::new();
        for (n, actor) in self.scenario.people.iter().enumerate() {
            let has_part = actor.person().is_some_and(|p| parts.contains(&p));
            if self.scenario.alike && !has_part && actor.has(domain::actor::Role::Intake) {
                fresh += 1;
                if fresh > 1 {
                    continue;
                }
            }
            all.push((u8::try_from(n).unwrap(), *actor));
        }
        all
    }

    fn expand(&mut self, at: u32, demand: &Demand) {
        let now = self.nodes[at as usize].tick;
        if now < self.scenario.last_tick {
            self.meet(demand.clone(), now + 1, at, Via::Wait);
        }
        let scenario = self.scenario;
        for (who, actor) in self.actors(demand) {
            let (rulebook, policy) = (std::mem::take(&mut self.rulebook), self.policy.clone());
            let ctx = Context { now: tick(now), actor, rulebook: &rulebook, policy: &policy };
            let offers: BTreeMap<Verb, Availability> =
                demand.available(&actor, &ctx).into_iter().map(|o| (o.verb, o.availability)).collect();
            let mut done = Vec::new();
            // A review that is due can be done, whatever else holds the demand (INV-06).
            let review = if matches!(self.fault, Fault::Hide(Verb::ReviewSecrecy)) { None } else { offers.get(&Verb::ReviewSecrecy) };
            let due = demand.secrecy_dates(&rulebook, &policy).iter().any(|d| d.kind == DateKind::Review && d.at <= tick(now));
            if due && actor.has(domain::actor::Role::Reviewer) && review != Some(&Availability::Open) {
                done.push((0, Err(wrong("INV-06", "a review is due and not offered".to_owned()))));
            }
            for (n, command) in scenario.menu.iter().enumerate() {
                let mut blockers = demand.blockers(command, &ctx);
                if let Availability::Blocked(why) = &offers[&command.verb()] {
                    // What the screen shows as blocked is refused for every argument, with at least the reasons shown.
                    if !why.iter().all(|r| blockers.contains(r)) || why.is_empty() {
                        done.push((n, Err(wrong("available", format!("{} is shown blocked and passes", command.verb().code())))));
                    }
                }
                if let Fault::Forget(forgets) = self.fault {
                    blockers.retain(|reason| !forgets(&command.verb(), reason));
                }
                if let Fault::Overlook(overlooks) = self.fault {
                    blockers.retain(|reason| !overlooks(demand, tick(now), reason));
                }
                let blocked = matches!(self.fault, Fault::Block(blocks) if blocks(&command.verb()));
                if blocked || !blockers.is_empty() {
                    self.found.refusals += 1;
                    self.found.reasons.extend(blockers.iter().map(Reason::code));
                    continue;
                }
                let mut events = demand.events(command, &ctx);
                if let Fault::Events(change) = self.fault {
                    events = change(demand, command, events);
                }
                done.push((n, Ok(events)));
            }
            self.rulebook = rulebook;
            for (n, events) in done {
                let via = Via::Do { actor: who, command: u16::try_from(n).unwrap() };
                match events {
                    Ok(events) => self.step(at, demand, actor, n, events, via),
                    Err(broken) => self.fail(at, via, vec![broken]),
                }
            }
        }
    }

    fn fail(&mut self, at: u32, via: Via, broken: Vec<Broken>) {
        let mut path = self.path(at);
        path.push(self.say(via));
        self.found.wrong.extend(broken.into_iter().map(|b| (b, path.clone())));
    }

    fn step(&mut self, at: u32, demand: &Demand, actor: Actor, n: usize, events: Vec<Event>, via: Via) {
        let now = self.nodes[at as usize].tick;
        let verb = self.scenario.menu[n].verb();
        self.found.transitions += 1;
        self.found.passed.insert(n);
        if events.is_empty() {
            self.fail(at, via, vec![wrong("events", format!("{} passes and nothing happens", verb.code()))]);
        }
        let mut after = demand.clone();
        for event in events {
            if letter(&event).is_some() || not_carried_out(&after, &event).is_some() {
                self.found.writers.insert(verb);
            }
            let entry = Entry { at: tick(now), actor, event };
            let mut next = after.clone().apply(&entry);
            if let Fault::Bend(bend) = self.fault {
                next = bend(&after, &entry.event, next);
            }
            let sight = Sight { now: tick(now), rulebook: &self.rulebook, policy: &self.policy };
            let mut broken = broken_by(&after, &entry, &next, &sight);
            // A guard that forgets lets through what applying then rightly ignores.
            let sound = !matches!(self.fault, Fault::Forget(_) | Fault::Overlook(_));
            let unchanged = sound && Demand { version: next.version, ..after.clone() } == next;
            if unchanged && !may_repeat(&entry.event) {
                broken.push(wrong("apply", format!("'{}' changes nothing", entry.event.kind())));
            }
            if !broken.is_empty() {
                self.fail(at, via, broken);
            }
            after = next;
        }
        if after.stage.name() != demand.stage.name() {
            self.found.moves.insert((demand.stage.name(), verb, after.stage.name()));
        }
        self.meet(after, now, at, via);
    }

    /// From every open state some path leads to the end, and from every closed one with a debt some path leads out of the debt.
    fn dead_ends(&mut self) {
        let mut back: Vec<Vec<u32>> = vec![Vec::new(); self.nodes.len()];
        for (from, to) in &self.edges {
            back[*to as usize].push(*from);
        }
        let reaches = |goal: &dyn Fn(&Node) -> bool| {
            let mut seen: Vec<bool> = self.nodes.iter().map(goal).collect();
            let mut queue: Vec<u32> = (0..).zip(&seen).filter(|(_, s)| **s).map(|(n, _)| n).collect();
            while let Some(at) = queue.pop() {
                for from in &back[at as usize] {
                    if !std::mem::replace(&mut seen[*from as usize], true) {
                        queue.push(*from);
                    }
                }
            }
            seen
        };
        // A scenario without the verbs of telling cannot settle a debt.
        let tells = self.scenario.menu.iter().any(|c| matches!(c, Command::NoticeAccepted { .. }));
        let closes = reaches(&|n| n.stage == StageName::Closed);
        let settles = reaches(&|n| !n.debt);
        for (at, node) in (0..).zip(&self.nodes) {
            let stuck = !closes[at as usize];
            let indebted = tells && node.stage == StageName::Closed && !settles[at as usize];
            if stuck || indebted {
                let what = if stuck { "no path leads to the end" } else { "no path leads out of the debt to tell" };
                self.found.wrong.push((wrong("dead end", what.to_owned()), self.path(at)));
                return;
            }
        }
    }

    /// The commands that led to a state.
    fn path(&self, mut at: u32) -> Vec<String> {
        let mut path = Vec::new();
        while at != u32::MAX {
            let node = &self.nodes[at as usize];
            path.push(self.say(node.via));
            at = node.parent;
        }
        path.reverse();
        path
    }

    fn say(&self, via: Via) -> String {
        match via {
            Via::Start => format!("start of '{}'", self.scenario.name),
            Via::Wait => "a day passes".to_owned(),
            Via::Do { actor, command } => {
                let who = match self.scenario.people[usize::from(actor)] {
                    Actor::Person { id, .. } => format!("person {}", id.0.as_u128()),
                    Actor::Operator => "the operator".to_owned(),
                    Actor::System => "the clockwork".to_owned(),
                    Actor::Machine { .. } => "a program".to_owned(),
                    Actor::Contact(_) => "the customer's contact".to_owned(),
                    Actor::Officer(_) => "the officer".to_owned(),
                };
                let command = &self.scenario.menu[usize::from(command)];
                let facts = serde_json::to_string(command).unwrap();
                let facts: String = facts.chars().take(160).collect();
                format!("{who}: {} {facts}", command.verb().code())
            }
        }
    }
}

/// Entries that are worth recording although they say what is known: a note, a second check, the same decision again.
fn may_repeat(event: &Event) -> bool {
    matches!(
        event,
        Event::Noted { .. }
            | Event::Assigned { .. }
            | Event::RequesterChecked { .. }
            | Event::FormChecked
            | Event::LineDecided { .. }
            | Event::Collected { .. }
            | Event::CustomerMatched { .. }
            | Event::AuthorityIdentified { .. }
            | Event::ClearanceRecorded { .. }
            | Event::NoticeOwed { .. }
            | Event::NoSecrecyConfirmed { .. }
            | Event::PaperCorrected { .. }
    )
}

/// A path in lines, for the reader of a failed test.
pub fn tell(wrong: &[(Broken, Vec<String>)]) -> String {
    wrong
        .iter()
        .map(|(broken, path)| {
            let steps: Vec<String> = path.iter().enumerate().map(|(n, step)| format!("  {n}. {step}")).collect();
            format!("{broken}\n{}", steps.join("\n"))
        })
        .collect::<Vec<_>>()
        .join("\n\n")
}
