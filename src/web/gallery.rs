//! All parts on one page with invented data, in debug builds only: for the eye, and so that tests render each of them.

use super::extract::Ids;
use super::page::{Page, Section, Viewer};
use super::parts::*;
use super::problem::Problem;
use crate::words::{Language, Words};
use askama::Template;
use askama_web::WebTemplate;
use axum::response::IntoResponse;
use domain::actor::Role;

/// The page.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "gallery.html")]
pub struct Gallery {
    p: Page,
    stepper: Stepper,
    strip: Strip,
    strip_unknown: Strip,
    tabs: Tabs,
    next: NextStep,
    clocks: Clocks,
    facts: Facts,
    timeline: Timeline,
    filter: FilterBar,
    pager: Pager,
    empty: Empty,
    errors: ErrorSummary,
    fields: Vec<Field>,
    badges: Vec<Badge>,
    messages: Vec<Message>,
}

impl Gallery {
    /// The page in a language.
    #[must_use]
    pub fn new(language: Language) -> Self {
        let w = Words::of(language);
        let mut p = Page::outside(w, "Parts");
        p.section = Section::Queue;
        p.keyboard = true;
        p.demo = true;
        p.viewer = Some(Viewer { name: "Reviewing counsel".to_owned(), roles: [Role::Intake, Role::Reviewer].into_iter().collect() });
        let fields = fields(w);
        let stages = ["received", "verifying", "redirecting", "reviewing", "approving", "producing", "releasing", "closed"];
        let state = |i| match i {
            0 | 1 => StepState::Done,
            2 => StepState::Skipped,
            3 => StepState::Now,
            _ => StepState::Ahead,
        };
        Self {
            stepper: Stepper {
                w,
                steps: stages.iter().enumerate().map(|(i, s)| Step { label: w.name("stage", s), state: state(i) }).collect(),
                deadline: "Answer by 27 October 2026, 24:00 Europe/Dublin: ten days from receipt (D.epoc10), calendar IE 2026.1".into(),
            },
            strip: Strip {
                text: "No customer contact until 14 February 2027".into(),
                detail: "Court order, document 3. Notice becomes owed on that day.".into(),
                unknown: false,
            },
            strip_unknown: Strip {
                text: "No customer contact: secrecy is not known yet".into(),
                detail: "Counts as in force until two persons have confirmed that there is none.".into(),
                unknown: true,
            },
            tabs: Tabs {
                label: "Demand".into(),
                tabs: ["Timeline", "Documents", "Scope", "Package", "Correspondence", "Record"]
                    .into_iter()
                    .enumerate()
                    .map(|(i, t)| Tab { href: format!("#{t}"), label: t.into(), count: (i == 1).then_some(3), current: i == 0 })
                    .collect(),
            },
            next: next(w),
            clocks: clocks(),
            facts: Facts::default()
                .with("Authority", "Example County Court")
                .with("Reference there", "2026-GJ-0114")
                .linked("Customer", "Example Industries AB", "#customer".to_owned())
                .with("Accounts", "dana@example.com and 2 more"),
            timeline: timeline(),
            filter: filter(w),
            pager: Pager { w, shown: "51 to 100 of 1,204".into(), previous: Some("#p".to_owned()), next: Some("#n".to_owned()) },
            empty: Empty {
                icon: "archive",
                title: "No demand matches".into(),
                text: "Take a term out of the filter, or look among the closed ones.".into(),
                action: Some(("Show all open demands".into(), "#all".to_owned())),
            },
            errors: ErrorSummary::of(w, &fields),
            fields,
            badges: vec![
                Badge::new(Tone::Plain, "Enterprise").drawn("house"),
                Badge::new(Tone::Info, "Reviewing").drawn("scale"),
                Badge::new(Tone::Good, "Verified"),
                Badge::new(Tone::Soon, "Due in 2 days"),
                Badge::new(Tone::Alarm, w.say("secrecy-in-force")).drawn("lock"),
                Badge::new(Tone::Alarm, "1 day overdue"),
            ],
            messages: vec![
                Message::new(Tone::Good, "The recommendation was recorded. An approver has been told."),
                Message::new(Tone::Soon, "An officer’s identity was last checked 14 months ago.").titled("Look-back due"),
                Message::new(Tone::Info, "The paper is in Swedish; the fields were taken from its third page."),
            ],
            p,
        }
    }
}

/// `GET /_parts/{language}`, in debug builds.
pub async fn show(Ids(ids): Ids) -> Result<impl IntoResponse, Problem> {
    let language = ids.first().and_then(|code| Language::from_code(code)).ok_or(Problem::NotFound)?;
    Ok(Gallery::new(language))
}

fn fields(w: Words) -> Vec<Field> {
    vec![
        Field::line("text", "reference_there", "Reference at the authority").hint("As printed on the paper.").value("2026-GJ-0114"),
        Field::line("text", "due", "Due as printed")
            .class("short")
            .value("2026-10-27T")
            .error(Some("Write the date as 2026-10-27 and the time as 16:00")),
        Field::select(
            "instrument",
            "Instrument",
            vec![Choice::new("us.sca.warrant", "Warrant (SCA)", true), Choice::new("eu.epoc", "European Production Order", false)],
        ),
        Field::radio(
            "decision",
            "Decision for this line",
            vec![
                Choice::new("authorise", "Authorise", false).hint("All of what is demanded may be collected."),
                Choice::new("narrow", "Narrow", true),
                Choice::new("refuse", "Refuse", false),
            ],
        )
        .error(Some("Say how the line is narrowed")),
        Field::boxes(
            "grounds",
            "Grounds",
            vec![Choice::new("R10", w.say("ground-R10"), true), Choice::new("R11", w.say("ground-R11"), false)],
        )
        .optional(w),
        Field::lines("why", "Assessment")
            .hint("What a court would need to follow the decision.")
            .value("Not targeted beyond the first account."),
    ]
}

fn next(w: Words) -> NextStep {
    let act = |label: &'static str, explains: &'static str| Act {
        label: label.into(),
        href: "#act".to_owned(),
        post: false,
        explains: explains.into(),
        key: "",
    };
    NextStep {
        w,
        first: Some(act("Recommend …", "Sends your decision on all four lines to an approver.")),
        waits_for: None,
        others: vec![act("Ask to clarify …", ""), act("Refuse …", "")],
        blocked: vec![
            Blocked {
                label: "Release".into(),
                reasons: vec![
                    Reason {
                        text: "The customer’s time to object is not over.".into(),
                        until: Some("3 December 2026, 16:00 Europe/Dublin".into()),
                    },
                    Reason { text: "The approver must be another person than the reviewer.".into(), until: None },
                ],
            },
            Blocked {
                label: "Notice".into(),
                reasons: vec![Reason { text: "Secrecy is in force.".into(), until: Some("14 February 2027".into()) }],
            },
        ],
        checklist: vec![
            CheckItem { text: "Officer called back on the number in the directory".into(), done: true },
            CheckItem { text: "Each line decided".into(), done: false },
        ],
    }
}

fn clocks() -> Clocks {
    let clock = |duty: &'static str, due: &'static str, left: &'static str, why: &'static str, tone| Clock {
        duty: duty.into(),
        due: due.into(),
        left: left.into(),
        why: why.into(),
        tone,
    };
    Clocks {
        clocks: vec![
            clock("Acknowledge", "21 Oct 2026 12:00", "met", "Internal target of 24 hours", Tone::Good),
            clock("Produce or answer", "27 Oct 2026 24:00", "in 2 days", "D.epoc10, Reg. (EEC, Euratom) 1182/71, IE 2026.1", Tone::Soon),
            clock("Notify", "20 Oct 2026 24:00", "1 day overdue", "With production", Tone::Alarm),
            clock("Preserve", "18 Dec 2026 24:00", "in 54 days", "Until produced", Tone::Plain),
        ],
    }
}

fn timeline() -> Timeline {
    let entry = |day: &'static str, at: &'static str, who: &'static str, sentence: &'static str, icon, tone| TimelineEntry {
        day: day.into(),
        at: at.into(),
        who: who.into(),
        sentence: sentence.into(),
        note: Text::default(),
        icon,
        tone,
    };
    let mut entries = vec![
        entry("20 October 2026", "16:42", "Reviewer", "Line 2 was narrowed to 1–14 March 2026.", "scale", Tone::Info),
        entry("", "15:10", "Intake", "The officer was verified by a call to the number in the directory.", "phone", Tone::Good),
        entry("", "15:02", "Intake", "Secrecy was recorded from document 3, until 14 February 2027.", "lock", Tone::Alarm),
        entry("19 October 2026", "09:31", "System", "The demand was received by mail with two documents.", "mail", Tone::Plain),
    ];
    if let Some(first) = entries.first_mut() {
        first.note = "The order gives no reason for the months before.".into();
    }
    Timeline { entries }
}

fn filter(w: Words) -> FilterBar {
    let option = |label: &'static str, n| FilterOption { href: "#o".to_owned(), label: label.into(), count: Some(n), current: n == 12 };
    FilterBar {
        w,
        action: "#q".to_owned(),
        query: "stage:reviewing due:<3d".to_owned(),
        placeholder: "stage:reviewing due:<3d assignee:me".into(),
        error: None,
        menus: vec![
            FilterMenu { label: "Stage".into(), options: vec![option("Reviewing", 12), option("Approving", 4)] },
            FilterMenu { label: "Instrument".into(), options: vec![option("us.sca.warrant", 7)] },
        ],
        terms: vec![("stage:reviewing".into(), "#a".to_owned()), ("due:<3d".into(), "#b".to_owned())],
    }
}
