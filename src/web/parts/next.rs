//! Where a demand stands and what can be done with it: stepper, secrecy strip, next step.

use super::Text;
use crate::words::Words;
use askama::Template;
use askama::filters::HtmlSafe;

/// How a stage stands to the demand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StepState {
    /// Behind it.
    Done,
    /// Left out on a recorded ground.
    Skipped,
    /// It is here.
    Now,
    /// Before it.
    Ahead,
}

impl StepState {
    const fn class(self) -> &'static str {
        match self {
            StepState::Done => "done",
            StepState::Skipped => "skipped",
            StepState::Now => "now",
            StepState::Ahead => "ahead",
        }
    }

    const fn icon(self) -> &'static str {
        match self {
            StepState::Done => "check",
            StepState::Skipped => "skip",
            StepState::Now => "dot",
            StepState::Ahead => "ring",
        }
    }

    const fn key(self) -> &'static str {
        match self {
            StepState::Done => "step-done",
            StepState::Skipped => "step-skipped",
            StepState::Now => "step-now",
            StepState::Ahead => "step-ahead",
        }
    }
}

/// A stage in the stepper.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    /// Its name.
    pub label: Text,
    /// How it stands.
    pub state: StepState,
}

/// All stages, with the current deadline and why it is that date.
#[derive(Clone, PartialEq, Eq, Debug, Template)]
#[template(path = "components/stepper.html")]
pub struct Stepper {
    /// The language of its own words.
    pub w: Words,
    /// In order.
    pub steps: Vec<Step>,
    /// The current deadline and why this date; empty for none.
    pub deadline: Text,
}

impl HtmlSafe for Stepper {}

/// The red line: whom nobody may tell, until when, by what.
#[derive(Clone, PartialEq, Eq, Debug, Template)]
#[template(path = "components/strip.html")]
pub struct Strip {
    /// The prohibition: "No customer contact until 14 February 2027".
    pub text: Text,
    /// By what, and what follows.
    pub detail: Text,
    /// Not known yet, which counts as in force: drawn lighter, with another icon.
    pub unknown: bool,
}

impl HtmlSafe for Strip {}

impl Strip {
    const fn drawing(&self) -> &'static str {
        if self.unknown { "question" } else { "lock" }
    }
}

/// Something a person can do now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Act {
    /// What the button says.
    pub label: Text,
    /// Where it leads: a page of its own, or (with `post`) the act itself.
    pub href: String,
    /// Whether the button does it at once. Never for what can't be undone.
    pub post: bool,
    /// What it does, in a sentence.
    pub explains: Text,
    /// Its key, empty for none.
    pub key: &'static str,
}

/// Why something can't be done yet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reason {
    /// The sentence.
    pub text: Text,
    /// When it clears, in words.
    pub until: Option<Text>,
}

/// Something that can't be done yet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Blocked {
    /// What.
    pub label: Text,
    /// All reasons.
    pub reasons: Vec<Reason>,
}

/// A line of the checklist.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CheckItem {
    /// What is to be checked.
    pub text: Text,
    /// Whether it is.
    pub done: bool,
}

/// The panel that says what comes next.
#[derive(Clone, PartialEq, Eq, Debug, Template)]
#[template(path = "components/next.html")]
pub struct NextStep {
    /// The language of its own words.
    pub w: Words,
    /// The one primary act.
    pub first: Option<Act>,
    /// Who has the ball, where the viewer has not.
    pub waits_for: Option<Text>,
    /// What else is open.
    pub others: Vec<Act>,
    /// What is blocked, why, and until when.
    pub blocked: Vec<Blocked>,
    /// Checklist.
    pub checklist: Vec<CheckItem>,
}

impl HtmlSafe for NextStep {}
