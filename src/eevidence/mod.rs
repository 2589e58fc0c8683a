//! The forms of Regulation (EU) 2023/1543: what comes (Annexes I, II, V and VI: forms 1, 2, 5 and 6) and what is answered (Annex III: form 3).
//!
//! A form is read from XML by the local names of its parts, or from JSON with the same names. The official schema is not part of this project:
//! an operator points at a local copy, and a form that comes as XML is checked against it. Section M of form 1 is not for the addressee: it is
//! never read, only noticed.

pub mod answer;
pub mod check;
pub mod entry;
pub mod form;
pub mod items;
mod official;
pub mod told;

pub use form::{Evidence, Follow, Form, Kind, Signatory};

use crate::wire::{At, Node, Out, Space, Wire, WireError};

/// The namespace of what the forms share.
pub const EPOC: Space = Space { prefix: "", uri: "http://data.europa.eu/edm/1/ns/epoc" };

/// Whether a demand is under one of the two certificates.
#[must_use]
pub fn concerns(demand: &domain::demand::Demand) -> bool {
    matches!(demand.paper.instrument.as_str(), "eu.epoc" | "eu.epoc_pr")
}

/// What a file turned out to be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Paper {
    /// Form 1 or 2.
    Order {
        /// As read.
        form: Box<Form>,
        /// Section M was there: the file must be seen by nobody who answers.
        section_m: bool,
    },
    /// Form 5 or 6, about a preservation.
    Follow(Box<Follow>),
}

/// Read a form.
///
/// # Errors
/// [`WireError`]; `None` for what is no form at all.
pub fn read(bytes: &[u8]) -> Option<Result<Paper, WireError>> {
    let number = form_number(bytes);
    let (root, node) = match crate::wire::read(bytes) {
        Ok(read) => read,
        // Not even readable, but it says that it is a form.
        Err(error) => return number.map(|_| Err(error)),
    };
    let said = node.child("Form").and_then(Node::text).and_then(|n| n.trim().parse().ok());
    let ours = said.is_some() && (root.is_none() || root.as_deref() == Some("Form"));
    let number = said.filter(|_| ours).or(number)?;
    Some(paper(node, number, ours))
}

fn paper(node: Node, number: u64, ours: bool) -> Result<Paper, WireError> {
    let at = At::root();
    match number {
        1 | 2 => {
            let section_m = number == 1 && node.find("SectionM").is_some();
            let node = if ours { without_m(node) } else { official::simplified(&node, number) };
            Ok(Paper::Order { form: Box::new(Form::read(node, &at)?), section_m })
        }
        5 | 6 => {
            let node = if ours { node } else { official::follow(&node, number) };
            Ok(Paper::Follow(Box::new(Follow::read(node, &at)?)))
        }
        other => Err(WireError::Unknown { path: at.path(), kind: format!("form {other}") }),
    }
}

/// Section M is not kept even in memory.
fn without_m(mut node: Node) -> Node {
    if let Node::Map(map) = &mut node {
        map.children.remove("SectionM");
    }
    node
}

/// Which form a file of the official schema is, by the namespace that stands in it.
fn form_number(bytes: &[u8]) -> Option<u64> {
    const NAMES: [(&[u8], u64); 5] = [
        (b"/ns/forms/EPOC-FORM_1#", 1),
        (b"/ns/forms/EPOC-PR-FORM-2#", 2),
        (b"/ns/forms/EPOC-FORM-3#", 3),
        (b"/ns/forms/EPOC-PR-FORM-5#", 5),
        (b"/ns/forms/EPOC-PR-FORM-6#", 6),
    ];
    let head = bytes.get(..bytes.len().min(16 * 1024))?;
    if head.iter().find(|b| !b.is_ascii_whitespace() && !b"\xef\xbb\xbf".contains(b)).is_none_or(|b| *b != b'<') {
        return None;
    }
    NAMES.iter().find(|(name, _)| head.windows(name.len()).any(|w| w == *name)).map(|(_, number)| *number)
}

/// A form as XML.
#[must_use]
pub fn xml(form: &impl Wire) -> Vec<u8> {
    crate::wire::xml::write(&Out::new(EPOC, "Form", form.body(EPOC)), &[EPOC])
}

/// A form as JSON.
#[must_use]
pub fn json(form: &impl Wire) -> Vec<u8> {
    crate::wire::json::write(&Out::new(EPOC, "Form", form.body(EPOC)), &[EPOC])
}
