//! ETSI TS 103 120: the messages by which authorities and providers exchange warrants, tasks and documents (interface HI-1).
//!
//! Own types for what this desk handles: Authorisation, Document, Notification, LDTask (disclosure of stored data) and LPTask
//! (preservation), in both encodings. Other kinds of objects are refused with an error. What a national profile adds is kept as it came.
//! The official schemas are not part of this project; an operator points at a local copy.

pub mod dictionary;
pub mod door;
pub mod error;
pub mod intake;
pub mod message;
pub mod object;
pub mod status;

pub use error::Code;
pub use message::{
    Action, ActionRequest, ActionResponse, Endpoint, ErrorInformation, Header, ListRecord, ListRequest, Message, Outcome, Payload, Version,
};
pub use object::{
    Approval, Approver, Authorisation, Base, Contact, Detail, Document, DocumentBody, Entry, FormatType, LdTask, LpTask, Notification,
    Object, ObjectStatus, RequestDetails, RequestValue, Timespan,
};

use crate::wire::{Space, WireError};

/// Namespaces of the schemas, with the prefixes that are written.
pub mod space {
    use super::Space;

    /// Messages and what all objects share.
    pub const CORE: Space = Space { prefix: "", uri: "http://uri.etsi.org/03120/common/2019/10/Core" };
    /// Dictionary entries, approvals.
    pub const COMMON: Space = Space { prefix: "common", uri: "http://uri.etsi.org/03120/common/2016/02/Common" };
    /// Authorisations.
    pub const AUTHORISATION: Space = Space { prefix: "auth", uri: "http://uri.etsi.org/03120/common/2020/09/Authorisation" };
    /// Tasks.
    pub const TASK: Space = Space { prefix: "task", uri: "http://uri.etsi.org/03120/common/2020/09/Task" };
    /// Documents.
    pub const DOCUMENT: Space = Space { prefix: "doc", uri: "http://uri.etsi.org/03120/common/2020/09/Document" };
    /// Notifications.
    pub const NOTIFICATION: Space = Space { prefix: "notif", uri: "http://uri.etsi.org/03120/common/2016/02/Notification" };
    /// All of them.
    pub const ALL: [Space; 6] = [CORE, COMMON, AUTHORISATION, TASK, DOCUMENT, NOTIFICATION];
}

/// The two encodings.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Encoding {
    /// JSON.
    Json,
    /// XML.
    Xml,
}

impl Encoding {
    /// By the first character of a message; JSON unless it is XML.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        if bytes.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'<') { Self::Xml } else { Self::Json }
    }

    /// The media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Xml => "application/xml",
        }
    }
}

/// Read a message, JSON or XML by its first character.
///
/// # Errors
/// [`WireError`], with the path of what is wrong.
pub fn read(bytes: &[u8]) -> Result<Message, WireError> {
    let (root, node) = crate::wire::read(bytes)?;
    if let Some(root) = root.filter(|root| root != "HI1Message") {
        return Err(WireError::Wrong { path: root, why: "the root of a message is HI1Message".to_owned() });
    }
    Message::of(node)
}

/// Write a message.
#[must_use]
pub fn write(message: &Message, encoding: Encoding) -> Vec<u8> {
    let root = message.out();
    match encoding {
        Encoding::Json => crate::wire::json::write(&root, &space::ALL),
        Encoding::Xml => crate::wire::xml::write(&root, &space::ALL),
    }
}
