//! The objects that this desk handles.

use super::dictionary::{AuthorisationStatus, DocumentStatus, LDTaskStatus, LPTaskStatus};
use super::message::ErrorInformation;
use super::space::{AUTHORISATION, COMMON, CORE, DOCUMENT, NOTIFICATION, TASK};
use crate::wire::object::{object, others, parts};
use crate::wire::{At, Body, Kept, Node, Out, Space, Wire, WireError};
use domain::Instant;
use uuid::Uuid;

object! {
    /// A value of a dictionary, with whose and which dictionary it is.
    COMMON => Entry {
        /// Whose: `ETSI`, or a national profile's.
        owner: String = "Owner",
        /// Which dictionary.
        name: String = "Name",
        /// The value.
        value: String = "Value",
    }
}

impl Entry {
    /// An entry.
    #[must_use]
    pub fn new(owner: &str, name: &str, value: &str) -> Self {
        Self { owner: owner.to_owned(), name: name.to_owned(), value: value.to_owned(), ..Self::default() }
    }
}

object! {
    /// What all objects share.
    CORE => Base {
        /// Identifier.
        identifier: Uuid = "ObjectIdentifier",
        /// Country of the owner.
        country: Option<String> = "CountryCode",
        /// The owner.
        owner: Option<String> = "OwnerIdentifier",
        /// Grows with each change.
        generation: Option<u64> = "Generation",
        /// The other side's own name for it.
        external: Option<String> = "ExternalIdentifier",
        /// Objects that it belongs to.
        associated: Vec<Uuid> = "AssociatedObjects/AssociatedObject",
        /// When it last changed.
        last_changed: Option<Instant> = "LastChanged",
        /// What a national profile adds; kept.
        national: Option<Kept> = "NationalHandlingParameters",
    }
}

object! {
    /// From when to when.
    AUTHORISATION => Timespan {
        /// From.
        start: Option<Instant> = "StartTime",
        /// To.
        end: Option<Instant> = "EndTime",
    }
}

object! {
    /// How to reach an approver.
    COMMON => Contact {
        /// Name.
        name: Option<String> = "Name",
        /// Post.
        role: Option<String> = "Role",
        /// Mail address.
        mail: Option<String> = "EmailAddress",
        /// Telephone; never the number that is called back.
        phone: Option<String> = "PhoneNumber",
        /// Fax.
        fax: Option<String> = "FaxNumber",
        /// Postal address.
        address: Option<String> = "Address",
    }
}

object! {
    /// Who approved.
    COMMON => Approver {
        /// Name.
        name: Option<String> = "ApproverName",
        /// Role.
        role: Option<String> = "ApproverRole",
        /// How to reach it.
        contacts: Vec<Contact> = "ApproverContactDetails",
    }
}

object! {
    /// An approval of an authorisation or a task.
    COMMON => Approval {
        /// Kind.
        kind: Option<String> = "ApprovalType",
        /// In words.
        description: Option<String> = "ApprovalDescription",
        /// The file number there.
        reference: Option<String> = "ApprovalReference",
        /// Who.
        approver: Option<Approver> = "ApproverDetails",
        /// When.
        at: Option<Instant> = "ApprovalTimestamp",
        /// Whether it was given for an emergency, without what is else needed.
        emergency: Option<bool> = "ApprovalIsEmergency",
    }
}

object! {
    /// The legal paper.
    AUTHORISATION => Authorisation {
        /// File number of the authority.
        reference: Option<String> = "AuthorisationReference",
        /// Kind of paper.
        legal_type: Option<Entry> = "AuthorisationLegalType",
        /// How urgent.
        priority: Option<Entry> = "AuthorisationPriority",
        /// Where it stands.
        status: Option<AuthorisationStatus> = "AuthorisationStatus",
        /// Where the authority wants it.
        desired: Option<Entry> = "AuthorisationDesiredStatus",
        /// For how long it holds.
        timespan: Option<Timespan> = "AuthorisationTimespan",
        /// Which provider.
        provider: Option<Kept> = "AuthorisationCSPID",
        /// When it was made.
        created: Option<Instant> = "AuthorisationCreationTimestamp",
        /// When it was served.
        served: Option<Instant> = "AuthorisationServedTimestamp",
        /// When it ended.
        terminated: Option<Instant> = "AuthorisationTerminationTimestamp",
        /// Who approved it.
        approvals: Vec<Approval> = "AuthorisationApprovalDetails",
        /// Why it can't be carried out.
        invalid: Option<ErrorInformation> = "AuthorisationInvalidReason",
        /// Flags.
        flags: Vec<Entry> = "AuthorisationFlags/AuthorisationFlag",
        /// For people.
        manual: Option<String> = "AuthorisationManualInformation",
        /// What a national profile adds; kept.
        national: Option<Kept> = "NationalAuthorisationParameters",
        /// Where it holds.
        jurisdiction: Option<Kept> = "AuthorisationJurisdiction",
        /// What the case is about.
        case: Option<Entry> = "AuthorisationTypeOfCase",
        /// On whom it is served.
        entity: Option<Kept> = "AuthorisationLegalEntity",
    }
}

object! {
    /// How a value is to be read.
    TASK => FormatType {
        /// Whose format.
        owner: String = "FormatOwner",
        /// Which.
        name: String = "FormatName",
    }
}

object! {
    /// One identifier.
    TASK => RequestValue {
        /// How to read it.
        format: Option<FormatType> = "FormatType",
        /// As written.
        value: String = "Value",
    }
}

object! {
    /// What a task asks for.
    TASK => RequestDetails {
        /// Kind of data.
        kind: Option<Entry> = "Type",
        /// Data from then on, included.
        start: Option<Instant> = "StartTime",
        /// Data until then.
        end: Option<Instant> = "EndTime",
        /// When the identifier was seen; kept.
        observed: Option<Kept> = "ObservedTimes",
        /// The identifiers.
        values: Vec<RequestValue> = "RequestValues/RequestValue",
        /// More exactly which data.
        subtypes: Vec<Entry> = "Subtype/RequestSubtype",
    }
}

object! {
    /// A disclosure of stored data.
    TASK => LdTask {
        /// Its reference.
        reference: Option<String> = "Reference",
        /// Where it stands.
        status: Option<LDTaskStatus> = "Status",
        /// Why there.
        reason: Option<Kept> = "StatusReason",
        /// Where the authority wants it.
        desired: Option<Entry> = "DesiredStatus",
        /// What it asks for.
        request: Option<RequestDetails> = "RequestDetails",
        /// Where the data go.
        delivery: Option<Kept> = "DeliveryDetails",
        /// Who approved it.
        approvals: Vec<Approval> = "ApprovalDetails",
        /// Which provider.
        provider: Option<Kept> = "CSPID",
        /// How it is handled.
        profile: Option<Kept> = "HandlingProfile",
        /// Flags.
        flags: Option<Kept> = "Flags",
        /// For people.
        manual: Option<String> = "ManualInformation",
    }
}

object! {
    /// A preservation of stored data.
    TASK => LpTask {
        /// Its reference.
        reference: Option<String> = "Reference",
        /// Where it stands.
        status: Option<LPTaskStatus> = "Status",
        /// Why there.
        reason: Option<Kept> = "StatusReason",
        /// Where the authority wants it.
        desired: Option<Entry> = "DesiredStatus",
        /// Until when the authority wants it kept.
        desired_until: Option<Instant> = "DesiredPreservationExpiration",
        /// Until when it is kept.
        until: Option<Instant> = "PreservationExpiration",
        /// What is to be kept.
        request: Option<RequestDetails> = "RequestDetails",
        /// Who approved it.
        approvals: Vec<Approval> = "ApprovalDetails",
        /// Which provider.
        provider: Option<Kept> = "CSPID",
        /// For people.
        manual: Option<String> = "ManualInformation",
    }
}

object! {
    /// The bytes of a document.
    DOCUMENT => DocumentBody {
        /// Base64.
        contents: Option<String> = "Contents",
        /// Media type as the sender says.
        media_type: Option<String> = "ContentType",
        /// Checksum as the sender says.
        checksum: Option<String> = "Checksum",
        /// Which checksum.
        checksum_type: Option<Entry> = "ChecksumType",
    }
}

object! {
    /// A document.
    DOCUMENT => Document {
        /// Its reference.
        reference: Option<String> = "DocumentReference",
        /// Its name.
        name: Option<String> = "DocumentName",
        /// Where it stands.
        status: Option<DocumentStatus> = "DocumentStatus",
        /// Where the authority wants it.
        desired: Option<Entry> = "DocumentDesiredStatus",
        /// For how long it holds.
        timespan: Option<Kept> = "DocumentTimespan",
        /// Kind.
        kind: Option<Entry> = "DocumentType",
        /// Properties; kept.
        properties: Option<Kept> = "DocumentProperties",
        /// The bytes.
        body: Option<DocumentBody> = "DocumentBody",
    }
}

object! {
    /// Where an object stands, as a notification says.
    NOTIFICATION => ObjectStatus {
        /// Which object.
        object: Uuid = "AssociatedObject",
        /// Where it stands.
        status: Entry = "Status",
        /// In words.
        details: Option<String> = "Details",
    }
}

object! {
    /// A message about objects.
    NOTIFICATION => Notification {
        /// In words.
        details: Option<String> = "NotificationDetails",
        /// Kind.
        kind: Option<Entry> = "NotificationType",
        /// Whether it is new.
        new: Option<bool> = "NewNotification",
        /// When.
        at: Option<Instant> = "NotificationTimestamp",
        /// Where the objects stand.
        statuses: Vec<ObjectStatus> = "StatusOfAssociatedObjects/AssociatedObjectStatus",
        /// What a national profile adds; kept.
        national: Option<Kept> = "NationalNotificationParameters",
    }
}

/// What is particular to a kind of object.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Detail {
    /// The paper.
    Authorisation(Box<Authorisation>),
    /// A document.
    Document(Box<Document>),
    /// A message.
    Notification(Box<Notification>),
    /// A disclosure.
    LdTask(Box<LdTask>),
    /// A preservation.
    LpTask(Box<LpTask>),
}

/// An object.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Object {
    /// What all objects share.
    pub base: Base,
    /// What is particular to its kind.
    pub detail: Detail,
}

impl Object {
    /// The name of its kind, as in `xsi:type`.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self.detail {
            Detail::Authorisation(_) => "AuthorisationObject",
            Detail::Document(_) => "DocumentObject",
            Detail::Notification(_) => "NotificationObject",
            Detail::LdTask(_) => "LDTaskObject",
            Detail::LpTask(_) => "LPTaskObject",
        }
    }

    /// Its identifier.
    #[must_use]
    pub const fn id(&self) -> Uuid {
        self.base.identifier
    }
}

impl Wire for Object {
    fn body(&self, _: Space) -> Body {
        let mut children: Vec<Out> = Vec::new();
        self.base.put_all(&mut children);
        let space = match &self.detail {
            Detail::Authorisation(own) => {
                own.put_all(&mut children);
                AUTHORISATION
            }
            Detail::Document(own) => {
                own.put_all(&mut children);
                DOCUMENT
            }
            Detail::Notification(own) => {
                own.put_all(&mut children);
                NOTIFICATION
            }
            Detail::LdTask(own) => {
                own.put_all(&mut children);
                TASK
            }
            Detail::LpTask(own) => {
                own.put_all(&mut children);
                TASK
            }
        };
        Body::Map { kind: Some((space, self.kind().to_owned())), children }
    }

    fn read(node: Node, at: &At<'_>) -> Result<Self, WireError> {
        let mut map = parts(node, at)?;
        let Some(kind) = map.kind.take() else { return Err(WireError::Missing { path: at.at("@xsi:type").path() }) };
        let base = Base::take_known(&mut map, at)?;
        let rest = Node::of(map);
        let detail = match kind.as_str() {
            "AuthorisationObject" => Detail::Authorisation(Box::new(Wire::read(rest, at)?)),
            "DocumentObject" => Detail::Document(Box::new(Wire::read(rest, at)?)),
            "NotificationObject" => Detail::Notification(Box::new(Wire::read(rest, at)?)),
            "LDTaskObject" => Detail::LdTask(Box::new(Wire::read(rest, at)?)),
            "LPTaskObject" => Detail::LpTask(Box::new(Wire::read(rest, at)?)),
            _ => return Err(WireError::Unknown { path: at.path(), kind }),
        };
        Ok(Self { base, detail })
    }
}

crate::wire::object::one!(Object);

/// What was not known of an object, to be looked at by people.
#[must_use]
pub fn unknown(object: &Object) -> usize {
    let count = |space: Space, kept| others(kept, space).len();
    match &object.detail {
        Detail::Authorisation(own) => count(AUTHORISATION, &own.others),
        Detail::Document(own) => count(DOCUMENT, &own.others),
        Detail::Notification(own) => count(NOTIFICATION, &own.others),
        Detail::LdTask(own) => count(TASK, &own.others),
        Detail::LpTask(own) => count(TASK, &own.others),
    }
}
