//! Structured messages of other systems: one tree for what comes as JSON and as XML, read with limits and without trust.
//!
//! An element is known by its local name: prefixes and namespaces are the writer's choice and decide nothing here. No document type, no
//! entity and no processing instruction is accepted, so that nothing is fetched, expanded or run.

pub mod json;
pub mod object;
pub mod schema;
mod tree;
pub mod xml;

pub use object::{At, Field, Kept, Others, Wire};
pub use tree::{Body, Map, Node, Out, Space};

/// Most bytes of one message.
pub const MOST_BYTES: usize = 16 * 1024 * 1024;
/// Deepest nesting.
pub const MOST_DEPTH: usize = 48;
/// Most elements and attributes of one message.
pub const MOST_NODES: usize = 100_000;

/// Why a message was not understood. Nothing of it was used.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum WireError {
    /// Larger than is read.
    #[error("it has {0} bytes and at most {MOST_BYTES} are read; send its documents one by one")]
    TooLarge(usize),
    /// Nested deeper than is read.
    #[error("it is nested deeper than {MOST_DEPTH} levels")]
    TooDeep,
    /// More elements than are read.
    #[error("it has more than {MOST_NODES} elements")]
    TooMany,
    /// Neither JSON nor XML in UTF-8.
    #[error("it is neither JSON nor XML in UTF-8; send one of these")]
    Encoding,
    /// Broken JSON.
    #[error("it is no JSON at line {line}, column {column}")]
    Json {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
    /// Broken XML.
    #[error("it is no well-formed XML at byte {at}: {why}")]
    Xml {
        /// From 0.
        at: u64,
        /// What is wrong there.
        why: String,
    },
    /// What a hostile message brings.
    #[error("it brings {0}, which is not read")]
    Forbidden(&'static str),
    /// A field that must be there.
    #[error("{path} is missing")]
    Missing {
        /// Names from the root, with slashes.
        path: String,
    },
    /// A field with a value that can't be.
    #[error("{path}: {why}")]
    Wrong {
        /// Names from the root, with slashes.
        path: String,
        /// What to write instead.
        why: String,
    },
    /// An object of a kind that isn't handled here.
    #[error("{path}: objects of the kind '{kind}' are not handled here")]
    Unknown {
        /// Names from the root, with slashes.
        path: String,
        /// As sent.
        kind: String,
    },
}

/// The name of the root, and the tree below it, by what the first character says: XML or JSON. JSON has no name at its root.
///
/// # Errors
/// [`WireError`].
pub fn read(bytes: &[u8]) -> Result<(Option<String>, Node), WireError> {
    if bytes.len() > MOST_BYTES {
        return Err(WireError::TooLarge(bytes.len()));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match bytes.iter().find(|b| !b.is_ascii_whitespace()) {
        Some(b'<') => xml::read(bytes).map(|(name, node)| (Some(name), node)),
        Some(b'{') => json::read(bytes).map(|node| (None, node)),
        _ => Err(WireError::Encoding),
    }
}
