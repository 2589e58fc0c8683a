//! The drawing as a picture: the stages from left to right, what leads back above them, what ends the demand below.

use domain::command::Verb;
use domain::machine::Arrow;
use domain::stage::StageName;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

const BOX: i32 = 108;
const GAP: i32 = 86;
const LEFT: i32 = 16;
const TALL: i32 = 48;
const LINE: i32 = 14;

/// Colours for light and dark; the picture has no background of its own.
const STYLE: &str = "text{font:12px system-ui,sans-serif;fill:#1f2933}\
.stage{fill:#eef2f7;stroke:#3e4c59;stroke-width:1.3}.end{fill:#e3f1e7;stroke:#2f6f44}\
.name{font-weight:600;font-size:13px;text-anchor:middle}.verb{text-anchor:middle}\
.way{fill:none;stroke:#3e4c59;stroke-width:1.4}.back{fill:none;stroke:#7b5ea7;stroke-width:1.2}\
.over{fill:none;stroke:#9a5b13;stroke-width:1.2}.backword{fill:#5b3f8c;text-anchor:middle}.overword{fill:#7a4509;text-anchor:middle}\
.tip{fill:#3e4c59}.backtip{fill:#7b5ea7}.overtip{fill:#9a5b13}\
@media(prefers-color-scheme:dark){text{fill:#e4e7eb}.stage{fill:#243040;stroke:#9fb3c8}.end{fill:#1d3a29;stroke:#7bc796}\
.way{stroke:#9fb3c8}.tip{fill:#9fb3c8}.back{stroke:#b79ce0}.backtip{fill:#b79ce0}.backword{fill:#cdb8ec}\
.over{stroke:#e0a458}.overtip{fill:#e0a458}.overword{fill:#efc38a}}";

fn left(stage: StageName) -> i32 {
    let place = StageName::ALL.iter().position(|s| *s == stage).and_then(|n| i32::try_from(n).ok()).unwrap_or(0);
    LEFT + place * (BOX + GAP)
}

fn middle(stage: StageName) -> i32 {
    left(stage) + BOX / 2
}

fn words(verb: Verb) -> String {
    verb.code().replace('_', " ")
}

/// What is drawn where.
struct Plan {
    /// To the next stage.
    onward: BTreeMap<StageName, BTreeSet<Verb>>,
    /// To an earlier stage.
    back: BTreeMap<(StageName, StageName), BTreeSet<Verb>>,
    /// To the end, from one or from a few stages.
    over: BTreeMap<StageName, BTreeSet<Verb>>,
    /// To the end from every open stage.
    always: BTreeSet<Verb>,
}

fn plan(arrows: &[Arrow]) -> Plan {
    let open = StageName::ALL.len() - 1;
    let mut ends: BTreeMap<Verb, BTreeSet<StageName>> = BTreeMap::new();
    for arrow in arrows.iter().filter(|a| a.to == StageName::Closed) {
        ends.entry(arrow.verb).or_default().insert(arrow.from);
    }
    let always: BTreeSet<Verb> = ends.iter().filter(|(_, from)| from.len() == open).map(|(verb, _)| *verb).collect();
    let mut plan = Plan { onward: BTreeMap::new(), back: BTreeMap::new(), over: BTreeMap::new(), always };
    for arrow in arrows {
        let many = ends.get(&arrow.verb).is_some_and(|from| from.len() > 1);
        if arrow.to < arrow.from {
            plan.back.entry((arrow.from, arrow.to)).or_default().insert(arrow.verb);
        } else if arrow.to != StageName::Closed || (arrow.from == StageName::Releasing && !many) {
            plan.onward.entry(arrow.from).or_default().insert(arrow.verb);
        } else if !plan.always.contains(&arrow.verb) {
            plan.over.entry(arrow.from).or_default().insert(arrow.verb);
        }
    }
    plan
}

/// The picture. Writing to a string cannot fail, so the results of `writeln!` are dropped.
pub(super) fn draw(arrows: &[Arrow]) -> String {
    let plan = plan(arrows);
    let levels = i32::try_from(plan.back.len()).unwrap_or(0);
    let top = 40 + levels * 24;
    let below = plan.over.values().map(BTreeSet::len).max().and_then(|n| i32::try_from(n).ok()).unwrap_or(0);
    let rail = top + TALL + 34 + below * LINE;
    let (width, height) = (left(StageName::Closed) + BOX + LEFT, rail + 44);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"title\">\n\
         <title id=\"title\">The life of a demand, from received to closed</title>\n<style>{STYLE}</style>\n<defs>\n"
    );
    for tip in ["tip", "backtip", "overtip"] {
        let _ = writeln!(
            out,
            "<marker id=\"{tip}\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\">\
             <path class=\"{tip}\" d=\"M0 0 8 4 0 8z\"/></marker>"
        );
    }
    out.push_str("</defs>\n");
    backward(&mut out, &plan, top);
    over(&mut out, &plan, top, rail);
    for stage in StageName::ALL {
        let class = if stage == StageName::Closed { "stage end" } else { "stage" };
        let (x, y) = (left(stage), top);
        let _ = writeln!(out, "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{BOX}\" height=\"{TALL}\" rx=\"7\"/>");
        let _ = writeln!(out, "<text class=\"name\" x=\"{}\" y=\"{}\">{}</text>", middle(stage), y + TALL / 2 + 5, stage.code());
    }
    onward(&mut out, &plan, top);
    out.push_str("</svg>\n");
    out
}

fn onward(out: &mut String, plan: &Plan, top: i32) {
    for (stage, verbs) in &plan.onward {
        let (from, y) = (left(*stage) + BOX, top + TALL / 2);
        let _ = writeln!(out, "<path class=\"way\" marker-end=\"url(#tip)\" d=\"M{from} {y}H{}\"/>", from + GAP - 2);
        // One word to a line: the gap is narrow.
        let all: Vec<String> = verbs.iter().map(|v| words(*v)).collect();
        let (above, under) = all.split_at(all.len().min(1));
        for (lines, first) in [(above, -1), (under, 1)] {
            let lines: Vec<&str> = lines.iter().flat_map(|v| v.split(' ')).collect();
            let count = i32::try_from(lines.len()).unwrap_or(0);
            for (n, word) in (0..).zip(lines) {
                let at = if first < 0 { y - 6 - (count - 1 - n) * LINE } else { y + 16 + n * LINE };
                let _ = writeln!(out, "<text class=\"verb\" x=\"{}\" y=\"{at}\">{word}</text>", from + GAP / 2);
            }
        }
    }
}

fn backward(out: &mut String, plan: &Plan, top: i32) {
    // The longer way goes higher, so that no two cross in parallel.
    let mut ways: Vec<_> = plan.back.iter().collect();
    ways.sort_by_key(|((from, to), _)| (left(*from) - left(*to), *from));
    for (n, ((from, to), verbs)) in (0..).zip(ways) {
        let high = top - 26 - n * 24;
        let (a, b) = (middle(*from) - 14 + n * 5, middle(*to) + 14 + n * 5);
        let _ = writeln!(
            out,
            "<path class=\"back\" marker-end=\"url(#backtip)\" d=\"M{a} {top}V{}Q{a} {high} {} {high}H{}Q{b} {high} {b} {}V{}\"/>",
            high + 8,
            a - 8,
            b + 8,
            high + 8,
            top - 2
        );
        let label: Vec<String> = verbs.iter().map(|v| words(*v)).collect();
        let _ = writeln!(out, "<text class=\"backword\" x=\"{}\" y=\"{}\">{}</text>", (a + b) / 2, high - 4, label.join(", "));
    }
}

fn over(out: &mut String, plan: &Plan, top: i32, rail: i32) {
    let foot = top + TALL;
    let end = middle(StageName::Closed);
    let start = middle(StageName::Received);
    let _ = writeln!(out, "<path class=\"over\" marker-end=\"url(#overtip)\" d=\"M{start} {rail}H{end}V{}\"/>", foot + 2);
    for stage in StageName::ALL.into_iter().filter(|s| *s != StageName::Closed) {
        let x = middle(stage);
        let verbs: Vec<String> = plan.over.get(&stage).into_iter().flatten().map(|v| words(*v)).collect();
        let count = i32::try_from(verbs.len()).unwrap_or(0);
        let words_top = rail - 8 - count * LINE;
        let _ = writeln!(out, "<path class=\"over\" d=\"M{x} {foot}V{}\"/>", if count == 0 { rail } else { words_top });
        for (n, verb) in (0..).zip(&verbs) {
            let _ = writeln!(out, "<text class=\"overword\" x=\"{x}\" y=\"{}\">{verb}</text>", words_top + (n + 1) * LINE - 2);
        }
        if count > 0 {
            let _ = writeln!(out, "<path class=\"over\" d=\"M{x} {}V{rail}\"/>", rail - 6);
        }
    }
    let always: Vec<String> = plan.always.iter().map(|v| words(*v)).collect();
    let _ = writeln!(
        out,
        "<text class=\"overword\" x=\"{}\" y=\"{}\">from every open stage: {}</text>",
        (start + end) / 2,
        rail + 20,
        always.join(", ")
    );
}
