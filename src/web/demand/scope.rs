//! The lines: what is demanded, what may be reached, what was decided, gathered and disclosed; and deciding several at once.

use super::act::{Reader, Typed, grounds, written};
use super::case::{Case, Sight};
use super::head::{Head, Tab};
use super::panel::{Panel, draw_key, reason};
use super::{problem, stale};
use crate::web::extract::Form;
use crate::web::page::Page;
use crate::web::parts::{Badge, Choice, ErrorSummary, Text, Tone};
use crate::web::paths;
use crate::web::problem::Problem;
use crate::words::code_key;
use crate::workflow::Error;
use askama::Template;
use askama_web::WebTemplate;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::Instant;
use domain::category::Category;
use domain::command::{Command, Verb};
use domain::ground::Ground;
use domain::paper::{Collected, Decision, ScopeLine};

/// The decision on a line, as a form.
struct Decide {
    name: String,
    decision: Vec<Choice>,
    grounds: Vec<Choice>,
    from: String,
    to: String,
    wrong: Vec<Text>,
}

struct Line {
    account: String,
    category: Text,
    reach: Badge,
    range: String,
    decision: Badge,
    authorised: String,
    collected: Text,
    dropped: Vec<String>,
    disclosed: String,
    collect: String,
    form: Option<Decide>,
}

/// How many lines came how far.
struct Step {
    name: Text,
    count: usize,
}

#[derive(Template, WebTemplate)]
#[template(path = "demand/scope.html")]
struct ScopePage {
    p: Page,
    head: Head,
    panel: Panel,
    lines: Vec<Line>,
    funnel: Vec<Step>,
    /// Whether the viewer decides lines here now.
    decides: bool,
    whole: bool,
    action: String,
    hidden: Vec<(&'static str, String)>,
    rest: Vec<Choice>,
    rest_grounds: Vec<Choice>,
    errors: ErrorSummary,
    meanwhile: bool,
    zone: String,
}

/// `GET /demands/{demand}/scope`
pub async fn show(case: Case) -> Result<Response, Problem> {
    if case.sight == Sight::Record {
        return Err(Problem::NotFound);
    }
    Ok(page(&case, None, Wrong::default()).await?.into_response())
}

/// What is wrong with what was sent.
#[derive(Default)]
struct Wrong {
    /// Line (by its place in the name of the field) and the sentence.
    lines: Vec<(String, Text)>,
    whole: Vec<Text>,
    meanwhile: bool,
}

/// `POST /demands/{demand}/scope`: all decisions that were made on the page, at once or not at all.
pub async fn decide(case: Case, Form(typed): Form<Typed>) -> Result<Response, Problem> {
    let case = case.whole()?;
    let w = case.words();
    let back = paths::demand_at(case.demand.id, "scope");
    if let Some(key) = typed.key()
        && case.app.workflow.done_before(&case.session.actor, case.demand.id, &key).await.map_err(problem)?.is_some()
    {
        return Ok(case.session.done("said-demand-decided", back));
    }
    let read = typed.version().unwrap_or(case.demand.version);
    let mut wrong = Wrong { meanwhile: read != case.demand.version, ..Wrong::default() };
    let commands = if wrong.meanwhile { Vec::new() } else { decisions(&case, &typed, &mut wrong) };
    if commands.is_empty() && wrong.lines.is_empty() && !wrong.meanwhile {
        wrong.whole.push(w.say("scope-nothing-decided"));
    }
    if !wrong.lines.is_empty() || !wrong.whole.is_empty() || wrong.meanwhile {
        return again(&case, &typed, wrong).await;
    }
    match case.app.workflow.act_on_read(case.session.actor, case.demand.id, read, commands, typed.key()).await {
        Ok(_) => Ok(case.session.done("said-demand-decided", back)),
        Err(Error::Refused(refusal)) => {
            let said = refusal.reasons.iter().map(|r| reason(&case, r).text);
            wrong.whole.extend(said);
            again(&case, &typed, wrong).await
        }
        Err(error) if stale(&error) => {
            let now = Case::open(&case.app, case.session.clone(), case.demand.id).await?;
            again(&now, &typed, Wrong { meanwhile: true, ..Wrong::default() }).await
        }
        Err(error) => Err(problem(error)),
    }
}

async fn again(case: &Case, typed: &Typed, wrong: Wrong) -> Result<Response, Problem> {
    let status = if wrong.meanwhile { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, page(case, Some(typed), wrong).await?).into_response())
}

/// The decisions that differ from what is decided already. "The rest" speaks for the lines that are still undecided and left so.
fn decisions(case: &Case, typed: &Typed, wrong: &mut Wrong) -> Vec<Command> {
    let mut reader = Reader::new(typed, case.session.zone);
    let mut commands = Vec::new();
    for line in &case.demand.lines {
        let id = line.id.to_string();
        let (word, suffix) = match typed.one(&format!("decision-{id}")) {
            "" if line.decision.is_none() => (typed.one("decision-rest"), "rest"),
            word => (word, id.as_str()),
        };
        let decision = match word {
            "authorise" => Some(Decision::Authorise),
            "narrow" => {
                let (from, to) = (reader.moment(&format!("from-{suffix}")), reader.moment(&format!("to-{suffix}")));
                ground(case, &reader, suffix, &id, wrong).map(|ground| Decision::Narrow { from, to, ground })
            }
            "refuse" => ground(case, &reader, suffix, &id, wrong).map(|ground| Decision::Refuse { ground }),
            _ => None,
        };
        for (_, key) in reader.wrong.drain(..) {
            wrong.lines.push((id.clone(), case.words().say(key)));
        }
        if let Some(decision) = decision.filter(|d| line.decision.as_ref() != Some(d)) {
            commands.push(Command::DecideLine { line: line.id, decision });
        }
    }
    commands
}

fn ground(case: &Case, reader: &Reader<'_>, suffix: &str, id: &str, wrong: &mut Wrong) -> Option<Ground> {
    let ground = reader.maybe(&format!("ground-{suffix}"));
    if ground.is_none() {
        wrong.lines.push((id.to_owned(), case.words().say("reason-ground-needed")));
    }
    ground
}

async fn page(case: &Case, typed: Option<&Typed>, wrong: Wrong) -> Result<ScopePage, Problem> {
    let (w, demand) = (case.words(), &case.demand);
    let decides = case.sight == Sight::Whole && demand.guards(Verb::DecideLine, &case.context()).is_empty();
    let collects = demand.guards(Verb::RecordCollection, &case.context()).is_empty();
    let shown = |l: &&ScopeLine| case.sight == Sight::Whole || l.is_authorised();
    let mut all: Vec<(Text, Text)> = wrong.lines.iter().map(|(id, text)| (format!("decision-{id}").into(), text.clone())).collect();
    all.extend(wrong.whole.iter().map(|text| (Text::default(), text.clone())));
    let errors = ErrorSummary { title: w.say1("form-errors", "n", all.len()), errors: all };
    Ok(ScopePage {
        p: case.page(Tab::Scope),
        head: Head::of(case, Tab::Scope).await?,
        panel: Panel::of(case),
        lines: demand.lines.iter().filter(shown).map(|l| line(case, l, decides, collects, typed, &wrong)).collect(),
        funnel: if case.sight == Sight::Whole { funnel(case) } else { Vec::new() },
        decides,
        whole: case.sight == Sight::Whole,
        action: paths::demand_at(demand.id, "scope"),
        hidden: vec![("key", typed.and_then(Typed::key).unwrap_or_else(draw_key)), ("version", demand.version.to_string())],
        rest: words_of_decisions(case, typed.map_or("", |t| t.one("decision-rest")), &["authorise", "refuse"]),
        rest_grounds: ground_choices(case, typed.map_or("", |t| t.one("ground-rest"))),
        errors,
        meanwhile: wrong.meanwhile,
        zone: case.session.zone.name().to_owned(),
    })
}

/// Whether the instrument can compel a category.
fn reachable(case: &Case, category: Category) -> bool {
    category != Category::Credentials && case.instrument().is_some_and(|i| i.reach.contains(&category))
}

fn line(case: &Case, line: &ScopeLine, decides: bool, collects: bool, typed: Option<&Typed>, wrong: &Wrong) -> Line {
    let w = case.words();
    let reach = if reachable(case, line.category) {
        Badge::new(Tone::Plain, w.say("scope-in-reach")).drawn("check")
    } else {
        Badge::new(Tone::Soon, w.say("scope-beyond-reach")).drawn("ban")
    };
    let decision = match &line.decision {
        None => Badge::new(Tone::Soon, w.say("decision-none")).drawn("ring"),
        Some(Decision::Authorise) => Badge::new(Tone::Good, w.say("decision-authorise")),
        Some(Decision::Narrow { ground, .. }) => {
            Badge::new(Tone::Good, format!("{} · {}", w.say("decision-narrow"), ground.code())).drawn("down")
        }
        Some(Decision::Refuse { ground }) => {
            Badge::new(Tone::Plain, format!("{} · {}", w.say("decision-refuse"), ground.code())).drawn("ban")
        }
    };
    let (collected, dropped) = match &line.collected {
        None if line.is_authorised() => (w.say("scope-not-gathered"), Vec::new()),
        None => (Text::default(), Vec::new()),
        Some(found) => (w.collected(found), dropped(case, found)),
    };
    let released = case.demand.stage.released();
    let disclosed = released.and_then(|r| r.sealed.package.lines.iter().find(|p| p.line == line.id)).map(|p| p.records.to_string());
    Line {
        account: line.account.clone(),
        category: w.category(line.category),
        reach,
        range: range(case, line.from, line.to),
        decision,
        authorised: line.authorised_range().map_or_else(String::new, |(from, to)| range(case, from, to)),
        collected,
        dropped,
        disclosed: disclosed.unwrap_or_default(),
        collect: if collects && line.is_authorised() {
            paths::demand_at(case.demand.id, &format!("record_collection?line={}", line.id))
        } else {
            String::new()
        },
        form: decides.then(|| form(case, line, typed, wrong)),
    }
}

fn dropped(case: &Case, found: &Collected) -> Vec<String> {
    let Collected::Records { dropped, .. } = found else { return Vec::new() };
    let w = case.words();
    let counted = dropped.iter().filter(|(_, n)| *n > 0);
    counted
        .map(|(reason, n)| {
            let key = code_key("dropped", reason);
            let name = if w.has(&key) { w.say(key) } else { Text::from(reason.clone()) };
            format!("{n} {name}")
        })
        .collect()
}

fn form(case: &Case, line: &ScopeLine, typed: Option<&Typed>, wrong: &Wrong) -> Decide {
    let name = line.id.to_string();
    let zone = case.session.zone;
    let (word, ground, from, to) = match (typed, &line.decision) {
        (Some(typed), _) => {
            let one = |what: &str| typed.one(&format!("{what}-{name}")).to_owned();
            (one("decision"), one("ground"), one("from"), one("to"))
        }
        (None, None) => Default::default(),
        (None, Some(Decision::Authorise)) => ("authorise".to_owned(), String::new(), String::new(), String::new()),
        (None, Some(Decision::Refuse { ground })) => ("refuse".to_owned(), ground.code().to_owned(), String::new(), String::new()),
        (None, Some(Decision::Narrow { from, to, ground })) => {
            let moment = |at: &Option<Instant>| at.map(|at| written(&at, zone)).unwrap_or_default();
            ("narrow".to_owned(), ground.code().to_owned(), moment(from), moment(to))
        }
    };
    let open: &[&str] = if reachable(case, line.category) { &["authorise", "narrow", "refuse"] } else { &["refuse"] };
    Decide {
        decision: words_of_decisions(case, &word, open),
        grounds: ground_choices(case, &ground),
        from,
        to,
        wrong: wrong.lines.iter().filter(|(id, _)| *id == name).map(|(_, text)| text.clone()).collect(),
        name,
    }
}

fn words_of_decisions(case: &Case, chosen: &str, codes: &[&'static str]) -> Vec<Choice> {
    let w = case.words();
    let none = Choice::new("", w.say("scope-leave"), chosen.is_empty());
    std::iter::once(none).chain(codes.iter().map(|code| Choice::new(*code, w.say(format!("scope-{code}")), *code == chosen))).collect()
}

fn ground_choices(case: &Case, chosen: &str) -> Vec<Choice> {
    let w = case.words();
    let none = Choice::new("", w.say("scope-no-ground"), chosen.is_empty());
    std::iter::once(none).chain(grounds(case).into_iter().map(|g| Choice::new(g.code(), w.ground(g), g.code() == chosen))).collect()
}

/// A range as people read it: open ends are said.
#[must_use]
pub fn range(case: &Case, from: Option<Instant>, to: Option<Instant>) -> String {
    let w = case.words();
    match (from, to) {
        (None, None) => w.say("range-any").into_owned(),
        (Some(from), None) => w.say1("range-from", "from", case.short(&from)).into_owned(),
        (None, Some(to)) => w.say1("range-to", "to", w.short_deadline(&to, &case.session.zone)).into_owned(),
        (Some(from), Some(to)) => format!("{} – {}", case.short(&from), w.short_deadline(&to, &case.session.zone)),
    }
}

fn funnel(case: &Case) -> Vec<Step> {
    let lines = &case.demand.lines;
    let with_data = |l: &&ScopeLine| matches!(&l.collected, Some(Collected::Records { kept, .. }) if *kept > 0);
    let disclosed = case.demand.stage.released().map_or(0, |r| r.sealed.package.lines.iter().filter(|l| l.records > 0).count());
    [
        ("funnel-demanded", lines.len()),
        ("funnel-in-reach", lines.iter().filter(|l| reachable(case, l.category)).count()),
        ("funnel-authorised", lines.iter().filter(|l| l.is_authorised()).count()),
        ("funnel-with-data", lines.iter().filter(with_data).count()),
        ("funnel-disclosed", disclosed),
    ]
    .map(|(key, count)| Step { name: case.words().say(key), count })
    .into_iter()
    .collect()
}
