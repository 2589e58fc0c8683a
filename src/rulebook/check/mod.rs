//! What the fields must say together: checks that a type can't make.

mod around;

use super::field::categories;
use super::position::Positions;
use domain::category::Category;
use domain::clocks::ClockRule;
use domain::instrument::{Audience, Bilingual, Force, Instrument, NoticeDuty, NoticeTiming, Purpose, SecrecySource};
use std::collections::BTreeSet;

/// A problem at a byte offset.
pub(super) struct Problem {
    pub offset: usize,
    pub what: String,
    pub advice: String,
}

/// Longest term in days that a clock, a window or a preservation may have: ten years.
const LONGEST_DAYS: u32 = 3660;

/// What can never leave on an instrument of this rulebook, whatever the paper says.
const OUT_OF_REACH: [Category; 3] = [Category::Credentials, Category::TrafficRt, Category::ContentRt];

/// The first problem in reading order of the checks, if any.
pub(super) fn first_problem(file_name: &str, i: &Instrument, at: &Positions<'_>) -> Option<Problem> {
    None.or_else(|| name(file_name, i, at))
        .or_else(|| words(i, at))
        .or_else(|| force_and_reach(i, at))
        .or_else(|| issuers(i, at))
        .or_else(|| clocks(i, at))
        .or_else(|| secrecy(i, at))
        .or_else(|| notice(i, at))
        .or_else(|| preservation_and_clearance(i, at))
        .or_else(|| grounds(i, at))
        .or_else(|| validity(i, at))
        .or_else(|| around::first_problem(i, at))
}

fn problem(at: &Positions<'_>, path: &[&str], what: impl Into<String>, advice: impl Into<String>) -> Option<Problem> {
    Some(Problem { offset: at.of(path), what: what.into(), advice: advice.into() })
}

fn name(file_name: &str, i: &Instrument, at: &Positions<'_>) -> Option<Problem> {
    let stem = file_name.strip_suffix(".toml").unwrap_or(file_name);
    if i.id.as_str() != stem {
        return problem(at, &["id"], format!("the id '{}' is not the file's name", i.id), format!("id = \"{stem}\", or rename the file"));
    }
    if i.territory.len() != 2 || !i.territory.bytes().all(|b| b.is_ascii_uppercase()) {
        let what = format!("territory: '{}' is no country code", i.territory);
        return problem(at, &["territory"], what, "two capital letters, such as \"SE\", or \"EU\", or \"ZZ\" for none");
    }
    None
}

/// A text must stand in both languages.
fn one_text(path: &[&str], text: &Bilingual, at: &Positions<'_>) -> Option<Problem> {
    [("en", &text.en), ("sv", &text.sv)].into_iter().find(|(_, t)| t.trim().is_empty()).and_then(|(language, _)| {
        let path: Vec<&str> = path.iter().copied().chain([language]).collect();
        problem(at, &path, format!("{} is empty", path.join(".")), "the text in that language too: people read the rulebook in both")
    })
}

fn words(i: &Instrument, at: &Positions<'_>) -> Option<Problem> {
    let points = || i.open_points.iter().enumerate().find_map(|(n, text)| one_text(&["open_points", &n.to_string()], text, at));
    if let Some(p) = one_text(&["title"], &i.title, at).or_else(|| one_text(&["summary"], &i.summary, at)).or_else(points) {
        return Some(p);
    }
    if i.statute.trim().is_empty() {
        return problem(at, &["statute"], "statute is empty", "statute and provision, or \"none\" for a paper without one");
    }
    if i.statistics.legal_process.trim().is_empty() {
        return problem(at, &["statistics", "legal_process"], "legal_process is empty", "a path, such as \"us.search_warrant\"");
    }
    match i.sources.iter().position(|s| s.trim().is_empty()) {
        Some(n) => problem(at, &["sources", &n.to_string()], "a source is empty", "where the rule can be read, such as \"18 USC 2703(d)\""),
        None if i.sources.is_empty() => {
            problem(at, &["sources"], "sources is empty", "at least one public source: a rule without one can't be checked")
        }
        None => None,
    }
}

fn force_and_reach(i: &Instrument, at: &Positions<'_>) -> Option<Problem> {
    if let Some(c) = i.reach.iter().find(|c| OUT_OF_REACH.contains(c)) {
        let advice = format!("reach without it; nothing live and no password is ever released. The categories are {}", categories());
        return problem(at, &["reach"], format!("reach holds {c}"), advice);
    }
    match (i.force, i.purpose, i.reach.is_empty()) {
        (Force::None, _, false) => {
            problem(at, &["reach"], "force is none, but reach is not empty", "reach = [], since a paper that binds nobody reaches nothing")
        }
        (_, Purpose::Preserve, false) => {
            problem(at, &["reach"], "purpose is preserve, but reach is not empty", "reach = [], since a preservation discloses nothing")
        }
        _ => around::purpose(i, at),
    }
}

fn issuers(i: &Instrument, at: &Positions<'_>) -> Option<Problem> {
    if i.force != Force::None && i.issuers.is_empty() {
        return problem(at, &["issuers"], "issuers is empty", "who may issue or validate the paper, such as [\"court\"]");
    }
    for (category, only) in &i.narrower_issuers {
        let path = ["narrower_issuers", category.code()];
        if !i.reach.contains(category) {
            return problem(at, &path, format!("{category} is not in reach"), "only categories of reach here, or add it to reach");
        }
        if only.is_empty() {
            return problem(at, &path, format!("nobody may issue {category}"), "at least one issuer, or take the category out of reach");
        }
        if !only.is_subset(&i.issuers) {
            return problem(at, &path, format!("{category} names an issuer that issuers does not"), "only issuers that stand in issuers");
        }
    }
    None
}

fn clocks(i: &Instrument, at: &Positions<'_>) -> Option<Problem> {
    let voluntary = matches!(i.clock, ClockRule::Voluntary { .. });
    if voluntary != (i.force != Force::Compulsory) {
        let advice = "clock = { voluntary = { sla_hours = … } } exactly where force is voluntary or none: only what binds can fall due";
        return problem(at, &["clock"], "clock and force do not fit", advice);
    }
    one_clock(&["clock"], &i.clock, at).or_else(|| i.emergency_clock.as_ref().and_then(|c| one_clock(&["emergency_clock"], c, at)))
}

fn one_clock(key: &[&str], rule: &ClockRule, at: &Positions<'_>) -> Option<Problem> {
    let inside = |more: &[&'static str]| -> usize { at.of(&key.iter().copied().chain(more.iter().copied()).collect::<Vec<_>>()) };
    let wrong = |more: &[&'static str], what: String, advice: &str| {
        Some(Problem { offset: inside(more), what: format!("{}: {what}", key.join(".")), advice: advice.to_owned() })
    };
    let (kind, field, n, longest) = match rule {
        ClockRule::Face { sla_days } => ("face", "sla_days", *sla_days, LONGEST_DAYS),
        ClockRule::Days { n, .. } => ("days", "n", *n, LONGEST_DAYS),
        ClockRule::Hours { n, counting, .. } => {
            if !counting.counts_hours() {
                let what = format!("{} does not say how hours are counted", counting.source());
                return wrong(&["hours", "counting"], what, "\"reg1182\", \"frcp\" or \"plain\"");
            }
            ("hours", "n", *n, LONGEST_DAYS * 24)
        }
        ClockRule::Promptly { sla_hours, .. } => ("promptly", "sla_hours", *sla_hours, LONGEST_DAYS * 24),
        ClockRule::Immediate { sla_minutes } => ("immediate", "sla_minutes", *sla_minutes, 24 * 60),
        ClockRule::Voluntary { sla_hours } => ("voluntary", "sla_hours", *sla_hours, LONGEST_DAYS * 24),
    };
    if n == 0 || n > longest {
        let what = format!("{n} is too {}", if n == 0 { "short" } else { "long" });
        return wrong(&[kind, field], what, &format!("a number from 1 to {longest}"));
    }
    if rule.id().trim().is_empty() {
        return wrong(&[kind, "id"], "the rule has no id".to_owned(), "an id such as \"D.epoc10\"");
    }
    None
}

fn secrecy(i: &Instrument, at: &Positions<'_>) -> Option<Problem> {
    let s = &i.secrecy;
    match (s.source, s.covers.is_empty()) {
        (SecrecySource::Statutory, true) => {
            return problem(
                at,
                &["secrecy"],
                "a statutory secrecy covers nobody",
                "covers = [\"customer\", \"end_user\", \"public\"], or those of them it covers",
            );
        }
        (SecrecySource::Court | SecrecySource::None, false) => {
            let advice = "covers = [], or source = \"statutory\": only a statute covers people from receipt on";
            return problem(at, &["secrecy", "covers"], "covers is not empty, but no statute imposes the secrecy", advice);
        }
        _ => {}
    }
    if s.source != SecrecySource::None && s.law.trim().is_empty() {
        return problem(at, &["secrecy"], "secrecy names no law", "law = \"…\", the provision that the secrecy rests on");
    }
    if (s.source == SecrecySource::Request) == s.by_request.is_empty() {
        let advice = "whom the issuer's request covers, exactly where source = \"request\"";
        return problem(at, &["secrecy", "by_request"], "by_request and source do not fit", advice);
    }
    if s.by_request.intersection(&s.covers).next().is_some() {
        return problem(at, &["secrecy", "by_request"], "by_request names someone who is covered already", "each of them in one list only");
    }
    None
}

fn notice(i: &Instrument, at: &Positions<'_>) -> Option<Problem> {
    for (key, who, duty) in [("customer", Audience::Customer, i.notice.customer), ("end_user", Audience::EndUser, i.notice.end_user)] {
        if duty == NoticeDuty::Must && i.secrecy.covers.contains(&who) {
            let what = format!("{key} must be told, but a statutory secrecy covers them");
            return problem(at, &["notice", key], what, "\"no\" or \"authority\", or take them out of secrecy.covers");
        }
    }
    let before = i.notice.when == NoticeTiming::Before;
    if before != (i.notice.window_days > 0) {
        let advice = "days to object exactly where when = \"before\"; 0 otherwise";
        return problem(
            at,
            &["notice", "window_days"],
            format!("window_days is {}, and that does not fit when", i.notice.window_days),
            advice,
        );
    }
    if i.notice.window_days > LONGEST_DAYS {
        return problem(at, &["notice", "window_days"], "window_days is too long", format!("a number up to {LONGEST_DAYS}"));
    }
    None
}

fn preservation_and_clearance(i: &Instrument, at: &Positions<'_>) -> Option<Problem> {
    match &i.preservation {
        None if i.purpose == Purpose::Preserve => {
            return problem(
                at,
                &["preservation"],
                "purpose is preserve, but there is no preservation",
                "[preservation] with from, and days where the law sets a term",
            );
        }
        None if i.force == Force::Compulsory => {
            let advice = "[preservation] with from = \"receipt\": whatever compels is preserved on receipt (INV-10)";
            return problem(at, &["preservation"], "force is compulsory, but there is no preservation", advice);
        }
        Some(p) => {
            for (key, days) in [("days", p.days), ("extension_days", p.extension_days)] {
                if days.is_some_and(|d| d == 0 || d > LONGEST_DAYS) {
                    return problem(
                        at,
                        &["preservation", key],
                        format!("{key} is not a term"),
                        format!("a number from 1 to {LONGEST_DAYS}, or leave it out"),
                    );
                }
            }
        }
        None => {}
    }
    let clearance = i.clearance.as_ref()?;
    if clearance.categories.is_empty() || !clearance.categories.is_subset(&i.reach) {
        return problem(
            at,
            &["clearance", "categories"],
            "clearance is for no category, or for one that is not in reach",
            "categories of reach",
        );
    }
    if clearance.law.trim().is_empty() {
        return problem(at, &["clearance"], "clearance names no law", "law = \"…\", the provision that asks for the clearance");
    }
    None
}

fn grounds(i: &Instrument, at: &Positions<'_>) -> Option<Problem> {
    if i.grounds.is_empty() {
        return problem(at, &["grounds"], "grounds is empty", "at least one, or the desk could never refuse it");
    }
    if let Some((ground, law)) = i.ground_laws.iter().find(|(g, law)| !i.grounds.contains(g) || law.trim().is_empty()) {
        let what = if law.trim().is_empty() { "has no law" } else { "is none of the grounds" };
        let advice = "a provision for a ground that stands under grounds, or leave the line out";
        return problem(at, &["ground_laws", ground.code()], format!("{} {what}", ground.code()), advice);
    }
    let mut seen = BTreeSet::new();
    let twice = i.grounds.iter().position(|g| !seen.insert(*g))?;
    problem(at, &["grounds", &twice.to_string()], format!("{} stands twice", i.grounds.get(twice)?.code()), "each ground once")
}

fn validity(i: &Instrument, at: &Positions<'_>) -> Option<Problem> {
    if i.effective_to.is_some_and(|to| to < i.effective_from) {
        return problem(at, &["effective_to"], "effective_to comes before effective_from", "the last day of effect, or leave it out");
    }
    match (i.review_required, i.open_points.is_empty()) {
        (true, true) => problem(
            at,
            &["review_required"],
            "review is required, but nothing says of what",
            "[[open_points]] with en and sv for each point",
        ),
        (false, false) => problem(
            at,
            &["review_required"],
            "points are open, but no review is required",
            "true, or remove the points that counsel has settled",
        ),
        _ => None,
    }
}
