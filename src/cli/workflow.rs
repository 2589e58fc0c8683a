//! `ombud workflow`: the machine drawn from the code.

mod svg;

use super::CliError;
use super::error::Code;
use super::output;
use clap::{Args, ValueEnum};
use domain::machine::{Arrow, arrows};
use domain::stage::StageName;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Draw the life of a demand from the code
#[derive(Args, Debug)]
pub struct Workflow {
    /// Form of the drawing
    #[arg(long, value_enum, default_value_t = Format::Mermaid)]
    format: Format,
}

/// A form of the drawing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Format {
    /// Mermaid `stateDiagram-v2`, as Markdown pages show it.
    Mermaid,
    /// A picture.
    Svg,
}

impl Workflow {
    pub(super) fn run(&self) -> Result<Code, CliError> {
        output::line(drawing(self.format).trim_end())?;
        Ok(Code::Done)
    }
}

/// The drawing; the same bytes for the same code.
#[must_use]
pub fn drawing(format: Format) -> String {
    match format {
        Format::Mermaid => mermaid(&arrows()),
        Format::Svg => svg::draw(&arrows()),
    }
}

fn mermaid(arrows: &[Arrow]) -> String {
    let mut labels: BTreeMap<(StageName, StageName), Vec<String>> = BTreeMap::new();
    for arrow in arrows {
        let verbs = labels.entry((arrow.from, arrow.to)).or_default();
        let verb = arrow.verb.code();
        if !verbs.contains(&verb) {
            verbs.push(verb);
        }
    }
    let mut text = "stateDiagram-v2\n    direction LR\n    [*] --> received\n".to_owned();
    for ((from, to), verbs) in labels {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "    {} --> {}: {}", from.code(), to.code(), verbs.join(", "));
    }
    text.push_str("    closed --> [*]\n");
    text
}
