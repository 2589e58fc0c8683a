//! The sealed production: what is in it, for whom, and what became of it.

use super::case::Case;
use super::documents::size;
use super::head::{Head, Tab};
use super::panel::Panel;
use crate::web::page::Page;
use crate::web::parts::{Facts, Text};
use crate::web::paths;
use crate::web::problem::Problem;
use crate::words::Words;
use askama::Template;
use askama_web::WebTemplate;
use domain::actor::Role;
use domain::stage::{PackedLine, Sealed};

struct Packed {
    account: String,
    category: Text,
    range: String,
    records: u64,
}

struct Production {
    facts: Facts,
    lines: Vec<Packed>,
    records: u64,
    file: Option<String>,
}

#[derive(Template, WebTemplate)]
#[template(path = "demand/package.html")]
struct PackagePage {
    p: Page,
    head: Head,
    panel: Panel,
    production: Option<Production>,
}

/// `GET /demands/{demand}/package`
pub async fn show(case: Case) -> Result<impl axum::response::IntoResponse, Problem> {
    let case = case.whole()?;
    Ok(PackagePage {
        p: case.page(Tab::Package),
        head: Head::of(&case, Tab::Package).await?,
        panel: Panel::of(&case),
        production: case.demand.stage.sealed().map(|sealed| production(&case, sealed)),
    })
}

/// Recipient, hashes and sizes of a sealed package; the pages of its release say the same.
pub(super) fn facts(case: &Case, sealed: &Sealed) -> Facts {
    let (w, package) = (case.words(), &sealed.package);
    let known = case.demand.authority.as_ref().filter(|a| a.id == package.recipient);
    let recipient = known.map_or_else(|| w.say("package-other-recipient"), |a| a.name.clone().into());
    let records: u64 = package.lines.iter().map(|l| l.records).sum();
    Facts::default()
        .with(w.say("package-recipient"), recipient)
        .with(w.say("package-sealed"), w.say2("package-sealed-by", "who", case.name(sealed.by), "at", case.short(&sealed.at)))
        .with(w.say("package-records"), records.to_string())
        .with(w.say("package-size"), size(i64::try_from(package.bytes).unwrap_or(i64::MAX)))
        .with(w.say("package-sha256"), package.sealed_sha256.clone())
        .with(w.say("package-sha256-inside"), package.sha256.clone())
        .with(w.say("package-approval"), sealed.approved.recommended.digest.clone())
}

fn production(case: &Case, sealed: &Sealed) -> Production {
    let mut facts = facts(case, sealed);
    let released = case.demand.stage.released();
    if let Some(released) = released {
        facts = facts.with(case.words().say("package-released"), case.moment(&released.at));
    }
    Production {
        facts,
        lines: sealed.package.lines.iter().map(|line| packed(case, line)).collect(),
        records: sealed.package.lines.iter().map(|l| l.records).sum(),
        file: (released.is_some() && case.session.has(Role::DisclosureOfficer)).then(|| paths::demand_at(case.demand.id, "package/file")),
    }
}

fn packed(case: &Case, line: &PackedLine) -> Packed {
    let w: Words = case.words();
    let range = match (line.first, line.last) {
        (Some(first), Some(last)) => format!("{} – {}", case.short(&first), case.short(&last)),
        _ => w.say("package-undated").into_owned(),
    };
    Packed { account: line.account.clone(), category: w.category(line.category), range, records: line.records }
}
