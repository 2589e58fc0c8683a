//! `ombud demand …`: take in, list, show.

use super::error::{CliError, Code};
use super::{Global, output};
use crate::eevidence::check::letter;
use crate::installation::Installation;
use crate::intake::certificate;
use crate::intake::receive::{self, Received};
use crate::store::Sight;
use crate::store::demands::{self, Cursor, DemandRow, QueueFilter, Sort};
use crate::words::{Language, Words};
use crate::workflow::Look;
use bytes::Bytes;
use chrono::{DateTime, SecondsFormat, SubsecRound};
use clap::{Args, Subcommand, ValueEnum};
use domain::Instant;
use domain::actor::Actor;
use domain::clocks::explain;
use domain::ids::{AuthorityId, CustomerId, PersonId, Reference};
use domain::secrecy::MayTell;
use serde_json::{Value, json};
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// Demands.
#[derive(Subcommand, Debug)]
pub enum Demand {
    /// Take a demand in from a mail (.eml), a JSON file, or form 1 or 2 of Regulation (EU) 2023/1543 (XML or JSON)
    Import(Import),
    /// List demands, as in the queue
    List(Box<List>),
    /// Show one demand whole: state, clocks, entries, and what can be done next
    Show(Show),
}

/// Take in.
#[derive(Args, Debug)]
pub struct Import {
    /// The files; `-` reads one from standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// When it was received, if not now, such as 2026-11-02T14:20:00+01:00 (mails and forms only; JSON has its own field)
    #[arg(long, value_name = "RFC3339", value_parser = instant)]
    received: Option<Instant>,
    /// The result as JSON
    #[arg(long)]
    json: bool,
}

/// The order of the list.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Order {
    Due,
    Received,
    Reference,
    Stage,
}

/// List.
#[derive(Args, Debug)]
pub struct List {
    /// Only these stages
    #[arg(long)]
    stage: Vec<String>,
    /// Only this instrument
    #[arg(long)]
    instrument: Option<String>,
    /// Only of this authority
    #[arg(long, value_name = "ID")]
    authority: Option<AuthorityId>,
    /// Only of this customer
    #[arg(long, value_name = "ID")]
    customer: Option<CustomerId>,
    /// Only this person's
    #[arg(long, value_name = "ID")]
    assignee: Option<PersonId>,
    /// Only what nobody has
    #[arg(long, conflicts_with = "assignee")]
    unassigned: bool,
    /// Only with this secrecy
    #[arg(long, value_parser = ["in_force", "unknown", "none"])]
    secrecy: Option<String>,
    /// Only with this state of the notice
    #[arg(long)]
    notice: Option<String>,
    /// Only what is due before
    #[arg(long, value_name = "RFC3339", value_parser = instant)]
    due_before: Option<Instant>,
    /// Only open ones
    #[arg(long, conflicts_with = "closed")]
    open: bool,
    /// Only closed ones
    #[arg(long)]
    closed: bool,
    /// Only emergencies
    #[arg(long)]
    emergency: bool,
    /// The beginning of our reference, or the authority's reference
    #[arg(long)]
    text: Option<String>,
    /// Order
    #[arg(long, value_enum, default_value = "due")]
    sort: Order,
    /// The other way round
    #[arg(long)]
    reverse: bool,
    /// At most so many
    #[arg(long, default_value = "50", value_parser = clap::value_parser!(u64).range(1..=10_000))]
    limit: u64,
    /// Go on after this place (`next` of the page before)
    #[arg(long, value_name = "PLACE")]
    after: Option<Cursor>,
    /// The result as JSON
    #[arg(long)]
    json: bool,
}

/// Show.
#[derive(Args, Debug)]
pub struct Show {
    /// Its reference, such as D-7KQ2-M4XR
    reference: Reference,
    /// The result as JSON
    #[arg(long)]
    json: bool,
}

/// A moment as it is typed, to the microsecond.
pub(super) fn instant(text: &str) -> Result<Instant, String> {
    let parsed = DateTime::parse_from_rfc3339(text).map_err(|_| "write day, time and zone as 2026-11-02T14:20:00+01:00".to_owned())?;
    Ok(parsed.to_utc().trunc_subsecs(6))
}

/// A moment in a table.
pub(super) fn minute(at: Instant) -> String {
    at.format("%Y-%m-%d %H:%MZ").to_string()
}

impl Demand {
    pub(super) async fn run(self, global: &Global) -> Result<Code, CliError> {
        let installation = global.open().await?;
        match self {
            Demand::Import(import) => import.run(&installation).await,
            Demand::List(list) => list.run(&installation).await,
            Demand::Show(show) => show.run(&installation).await,
        }
    }
}

impl Import {
    async fn run(self, installation: &Installation) -> Result<Code, CliError> {
        let mut code = Code::Done;
        let mut taken = Vec::new();
        for path in &self.files {
            // One file that can't be taken in doesn't keep the others out.
            match self.one(installation, path).await {
                Ok(received) if self.json => taken.push(told(path, &received)),
                Ok(received) => say(path, &received)?,
                Err(error) => {
                    output::complain(&error);
                    code = Code::Negative;
                }
            }
        }
        if self.json {
            output::json(&taken)?;
        }
        Ok(code)
    }

    async fn one(&self, installation: &Installation, path: &Path) -> Result<Received, CliError> {
        let bytes = read(path)?;
        let workflow = &installation.workflow;
        let now = workflow.clock().now();
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let failed = |source| CliError::Receive { name: path.display().to_string(), source };
        let xsd = installation.config.schemas.eevidence_xml.as_deref();
        if let Some(draft) = certificate::draft(workflow, xsd, &bytes, &name, self.received.unwrap_or(now)).await {
            let failed = |source| CliError::Form { name: path.display().to_string(), source: Box::new(source) };
            let draft = draft.map_err(failed)?;
            remark(&draft);
            let demand = certificate::take(workflow, Actor::Operator, draft, None, None).await.map_err(failed)?;
            return Ok(Received { demand, duplicates: Vec::new(), marks: Vec::new(), unread: Vec::new(), open: Vec::new() });
        }
        let json = bytes.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'{');
        let draft = if json {
            receive::read_json(workflow, &bytes, &name, now)
        } else {
            receive::read_mail(workflow, bytes, &name, self.received.unwrap_or(now)).await
        };
        receive::take(workflow, Actor::Operator, draft.map_err(failed)?, None).await.map_err(failed)
    }
}

/// What a form lacks, and what was not done to it.
fn remark(draft: &certificate::Draft) {
    let w = Words::of(Language::En);
    for point in &draft.points {
        let law = point.provision(draft.form.kind());
        output::remark(&format!(
            "section {}: {} (Reg. (EU) 2023/1543 {law})",
            letter(point.section(), draft.form.kind()),
            w.name("form-point", point.code())
        ));
    }
    if draft.section_m {
        output::remark(&w.say("form-section-m"));
    }
    if let Some(why) = &draft.unchecked {
        output::remark(&format!("not checked against the schema: {why}"));
    }
}

/// The bytes of a file, or of standard input; never more than is taken in, and one.
fn read(path: &Path) -> Result<Bytes, CliError> {
    let failed = |source| CliError::File { doing: "reading", path: path.to_owned(), source };
    let most = receive::MOST_BYTES as u64 + 1;
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        std::io::stdin().lock().take(most).read_to_end(&mut bytes).map_err(failed)?;
    } else {
        std::fs::File::open(path).map_err(failed)?.take(most).read_to_end(&mut bytes).map_err(failed)?;
    }
    Ok(bytes.into())
}

fn codes(received: &Received) -> Vec<String> {
    received.open.iter().map(|f| format!("{f:?}")).collect()
}

fn told(path: &Path, received: &Received) -> Value {
    let unread: Vec<Value> =
        received.unread.iter().map(|u| json!({ "name": u.name, "code": u.why.code(), "why": u.why.to_string() })).collect();
    json!({
        "file": path.display().to_string(),
        "reference": received.demand.reference,
        "id": received.demand.id,
        "instrument": received.demand.paper.instrument,
        "duplicates": received.duplicates,
        "marks": received.marks.iter().map(|m| m.code()).collect::<Vec<_>>(),
        "unread": unread,
        "to_fill_in": codes(received),
    })
}

fn say(path: &Path, received: &Received) -> Result<(), CliError> {
    let demand = &received.demand;
    output::line(&format!("{}: taken in as {} ({})", path.display(), demand.reference, demand.paper.instrument))?;
    for other in &received.duplicates {
        output::line(&format!("  a repetition of {other}: linked to it, not merged"))?;
    }
    for unread in &received.unread {
        output::line(&format!("  {}: kept in quarantine, unread: {}", unread.name, unread.why))?;
    }
    for mark in &received.marks {
        output::line(&format!("  look at: {}", mark.code()))?;
    }
    if !received.open.is_empty() {
        output::line(&format!("  to be filled in by a person: {}", codes(received).join(", ")))?;
    }
    Ok(())
}

impl List {
    async fn run(self, installation: &Installation) -> Result<Code, CliError> {
        let sort = match self.sort {
            Order::Due => Sort::Due,
            Order::Received => Sort::Received,
            Order::Reference => Sort::Reference,
            Order::Stage => Sort::Stage,
        };
        let filter = QueueFilter {
            stages: self.stage,
            instrument: self.instrument,
            authority: self.authority,
            customer: self.customer,
            assignee: self.assignee,
            unassigned: self.unassigned,
            secrecy: self.secrecy,
            due_before: self.due_before,
            open: if self.open { Some(true) } else { self.closed.then_some(false) },
            emergency: self.emergency.then_some(true),
            notice_state: self.notice,
            text: self.text,
            ..QueueFilter::seen(Sight::Whole)
        };
        let read = installation.store().read();
        let page = demands::queue(read, &filter, sort, self.reverse, self.after.as_ref(), self.limit).await?;
        if self.json {
            let rows: Vec<Value> = page.rows.iter().map(row).collect();
            output::json(&json!({ "demands": rows, "next": page.next.map(|c| c.to_string()) }))?;
            return Ok(Code::Done);
        }
        let cells = |r: &DemandRow| {
            let due = r.due_at.map(minute).unwrap_or_default();
            vec![
                r.reference.clone(),
                r.stage.clone(),
                due,
                r.instrument.clone(),
                r.authority_name.clone(),
                r.customer_name.clone(),
                r.secrecy.clone(),
            ]
        };
        let rows: Vec<Vec<String>> = page.rows.iter().map(cells).collect();
        output::table(&["reference", "stage", "due", "instrument", "authority", "customer", "secrecy"], &rows)?;
        if let Some(next) = page.next {
            output::remark(&format!("there are more: go on with --after {next}"));
        }
        Ok(Code::Done)
    }
}

fn row(r: &DemandRow) -> Value {
    json!({
        "reference": r.reference,
        "id": r.id,
        "version": r.version,
        "stage": r.stage,
        "instrument": r.instrument,
        "authority": r.authority_name,
        "authority_id": r.authority_id,
        "authority_reference": r.authority_reference,
        "customer": r.customer_name,
        "customer_id": r.customer_id,
        "secrecy": r.secrecy,
        "notice": r.notice_state,
        "emergency": r.emergency,
        "territory": r.territory,
        "assignee": r.assignee,
        "received_at": stamp(r.received_at),
        "due_at": r.due_at.map(stamp),
        "due_rule": r.due_rule,
        "closed_at": r.closed_at.map(stamp),
        "outcome": r.outcome,
    })
}

fn stamp(at: Instant) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

impl Show {
    async fn run(self, installation: &Installation) -> Result<Code, CliError> {
        let workflow = &installation.workflow;
        let demand = workflow.find_by_reference(&Actor::Operator, self.reference).await?;
        // On the record before the first byte is shown (INV-14).
        workflow.look(Actor::Operator, demand.id, Look::Demand).await?;
        let now = workflow.clock().now();
        let entries = workflow.entries(&Actor::Operator, demand.id).await?;
        let available = demand.available(&Actor::Operator, &workflow.context(Actor::Operator, now));
        let secrecy = match demand.may_tell_customer(now) {
            MayTell::Yes => "none",
            MayTell::Unknown => "unknown",
            MayTell::No { .. } => "in_force",
        };
        if self.json {
            let clocks: Vec<Value> = demand.clocks.iter().map(|c| json!({ "duty": c, "explained": explain(c) })).collect();
            let entries: Vec<Value> = entries
                .iter()
                .map(|(seq, e)| json!({ "seq": seq, "at": stamp(e.at), "actor": e.actor, "kind": e.event.kind(), "event": e.event }))
                .collect();
            output::json(&json!({
                "demand": demand, "stage": demand.stage.name(), "secrecy": secrecy, "clocks": clocks, "entries": entries, "available": available,
            }))?;
            return Ok(Code::Done);
        }
        let paper = &demand.paper;
        let pairs = [
            ("reference", demand.reference.to_string()),
            ("stage", demand.stage.name().code().to_owned()),
            ("instrument", paper.instrument.to_string()),
            (
                "authority",
                demand.authority.as_ref().map_or_else(|| format!("{} (not identified)", paper.authority_name), |a| a.name.clone()),
            ),
            ("their reference", paper.authority_reference.clone()),
            ("customer", demand.customer.as_ref().map_or_else(|| "not matched".to_owned(), |c| c.name.clone())),
            ("received", minute(demand.receipt.at)),
            ("secrecy", secrecy.to_owned()),
            ("outcome", demand.stage.end().map(|e| e.outcome().code().to_owned()).unwrap_or_default()),
        ];
        output::table(&["what", "is"], &pairs.map(|(k, v)| vec![k.to_owned(), v]))?;
        output::line("")?;
        let clocks = demand.clocks.iter().map(|c| {
            let met = c.met_at.map_or_else(|| "open".to_owned(), |t| format!("met {}", minute(t)));
            vec![c.rule.id().to_owned(), minute(c.due.internal), c.due.legal.map(minute).unwrap_or_default(), met]
        });
        output::table(&["clock", "due for us", "due by law", "state"], &clocks.collect::<Vec<_>>())?;
        output::line("")?;
        let lines = entries.iter().map(|(seq, e)| vec![seq.to_string(), minute(e.at), e.event.kind().to_owned()]);
        output::table(&["entry", "at", "what"], &lines.collect::<Vec<_>>())?;
        Ok(Code::Done)
    }
}
