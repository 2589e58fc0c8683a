//! Messages: a header, and requests or responses.

use super::object::{Entry, Object};
use super::space::CORE;
use crate::wire::object::{object, parts, take_one};
use crate::wire::{At, Body, Field, Map, Node, Out, Space, Wire, WireError};
use domain::Instant;
use std::collections::BTreeSet;
use uuid::Uuid;

object! {
    /// A side of the interface.
    CORE => Endpoint {
        /// ISO 3166-1 alpha-2, or `XX` for tests.
        country: String = "CountryCode",
        /// Its name in its country.
        identifier: String = "UniqueIdentifier",
    }
}

object! {
    /// Which edition of which profile.
    CORE => Version {
        /// Edition of the specification, such as `V1.22.1`.
        etsi: String = "ETSIVersion",
        /// Whose profile.
        owner: String = "NationalProfileOwner",
        /// Which edition of it.
        profile: String = "NationalProfileVersion",
    }
}

object! {
    /// From whom, to whom, and under which number.
    CORE => Header {
        /// From.
        sender: Endpoint = "SenderIdentifier",
        /// To.
        receiver: Endpoint = "ReceiverIdentifier",
        /// A message that comes twice under one number is the same message.
        transaction: Uuid = "TransactionIdentifier",
        /// When it was written.
        at: Instant = "Timestamp",
        /// Edition.
        version: Version = "Version",
    }
}

object! {
    /// Why something was not done.
    CORE => ErrorInformation {
        /// Number.
        code: u64 = "ErrorCode",
        /// In words.
        description: String = "ErrorDescription",
    }
}

object! {
    /// Which objects are asked for.
    CORE => ListRequest {
        /// Of this kind.
        kind: Option<Entry> = "ObjectType",
        /// Changed since.
        since: Option<Instant> = "LastChanged",
        /// At most so many.
        most: Option<u64> = "MaximumObjectCount",
    }
}

object! {
    /// One object in a list.
    CORE => ListRecord {
        /// Kind.
        kind: Entry = "ObjectType",
        /// Identifier.
        identifier: Uuid = "Identifier",
        /// Country of the owner.
        country: Option<String> = "CountryCode",
        /// The owner.
        owner: Option<String> = "OwnerIdentifier",
        /// Grows with each change.
        generation: u64 = "Generation",
        /// The other side's own name for it.
        external: Option<String> = "ExternalIdentifier",
        /// When it last changed.
        changed: Option<Instant> = "LastChanged",
    }
}

/// What is asked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Action {
    /// Show an object.
    Get(Uuid),
    /// Take a new one.
    Create(Box<Object>),
    /// Change one. Taking back is a change of what is desired: there is no other way.
    Update(Box<Object>),
    /// List objects.
    List(ListRequest),
    /// Take what belongs to an object.
    Deliver(Uuid, Box<Object>),
    /// Say what is supported.
    GetConfig,
}

/// One request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ActionRequest {
    /// From 0; its response carries it.
    pub id: u64,
    /// What.
    pub action: Action,
}

/// What came of a request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// The object.
    Got(Box<Object>),
    /// Taken; with the object as it stands now.
    Created(Uuid, Option<Box<Object>>),
    /// Changed; with the object as it stands now.
    Updated(Uuid, Option<Box<Object>>),
    /// The list.
    Listed(Vec<ListRecord>),
    /// Received.
    Delivered(Uuid),
    /// Not done.
    Failed(ErrorInformation),
}

/// One response.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ActionResponse {
    /// That of the request.
    pub id: u64,
    /// What came of it.
    pub outcome: Outcome,
}

/// What a message carries.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Payload {
    /// Requests, at least one.
    Requests(Vec<ActionRequest>),
    /// Responses.
    Responses(Vec<ActionResponse>),
    /// The whole message was not understood or not allowed.
    Failed(ErrorInformation),
}

/// A message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Message {
    /// Header.
    pub header: Header,
    /// Payload.
    pub payload: Payload,
}

impl Message {
    /// From the tree.
    pub(super) fn of(node: Node) -> Result<Self, WireError> {
        let root = At::root();
        let mut map = parts(node, &root)?;
        let header = take_one(&mut map, "Header", &root)?;
        let payload = take_one(&mut map, "Payload", &root)?;
        Ok(Self { header, payload })
    }

    /// To be written.
    pub(super) fn out(&self) -> Out {
        let children = vec![Out::new(CORE, "Header", self.header.body(CORE)), Out::new(CORE, "Payload", self.payload.body(CORE))];
        Out::parts(CORE, "HI1Message", children)
    }

    /// The header of a message whose payload may be unreadable, to answer it.
    #[must_use]
    pub fn header_alone(bytes: &[u8]) -> Option<Header> {
        let (_, node) = crate::wire::read(bytes).ok()?;
        let root = At::root();
        take_one(&mut parts(node, &root).ok()?, "Header", &root).ok()
    }
}

/// The one part that is there.
fn only(map: Map, at: &At<'_>) -> Result<(String, Node), WireError> {
    let mut all = map.children.into_iter().flat_map(|(name, nodes)| nodes.into_iter().map(move |node| (name.clone(), node)));
    match (all.next(), all.next()) {
        (Some(one), None) => Ok(one),
        (None, _) => Err(WireError::Missing { path: at.at("(one part)").path() }),
        (Some(_), Some(_)) => Err(at.wrong("holds several parts where one belongs")),
    }
}

impl Wire for Payload {
    fn body(&self, _: Space) -> Body {
        let inside = match self {
            Self::Requests(requests) => {
                let mut list = Vec::new();
                requests.put("ActionRequests/ActionRequest", CORE, &mut list);
                Out::parts(CORE, "RequestPayload", list)
            }
            Self::Responses(responses) => {
                let mut list = Vec::new();
                responses.put("ActionResponses/ActionResponse", CORE, &mut list);
                Out::parts(CORE, "ResponsePayload", list)
            }
            Self::Failed(error) => Out::parts(CORE, "ResponsePayload", vec![Out::new(CORE, "ErrorInformation", error.body(CORE))]),
        };
        Body::Map { kind: None, children: vec![inside] }
    }

    fn read(node: Node, at: &At<'_>) -> Result<Self, WireError> {
        let (name, node) = only(parts(node, at)?, at)?;
        let place = at.at(&name);
        let mut map = parts(node, &place)?;
        match name.as_str() {
            "RequestPayload" => {
                let requests: Vec<ActionRequest> = Field::take(&mut map, "ActionRequests/ActionRequest", &place)?;
                let mut seen = BTreeSet::new();
                match requests.iter().find(|request| !seen.insert(request.id)) {
                    _ if requests.is_empty() => Err(WireError::Missing { path: place.at("ActionRequests/ActionRequest").path() }),
                    Some(twice) => Err(place.wrong(format!("the ActionIdentifier {} is there twice", twice.id))),
                    None => Ok(Self::Requests(requests)),
                }
            }
            "ResponsePayload" => match Field::take(&mut map, "ErrorInformation", &place)? {
                Some(error) => Ok(Self::Failed(error)),
                None => Ok(Self::Responses(Field::take(&mut map, "ActionResponses/ActionResponse", &place)?)),
            },
            _ => Err(place.wrong("a payload is a RequestPayload or a ResponsePayload")),
        }
    }
}

crate::wire::object::one!(Payload);

fn numbered(id: u64, inside: Out) -> Body {
    Body::Map { kind: None, children: vec![Out::new(CORE, "ActionIdentifier", Body::Number(id)), inside] }
}

fn identified(name: &str, id: Uuid, object: Option<&Object>) -> Out {
    let mut children = vec![Out::text(CORE, "Identifier", id.to_string())];
    children.extend(object.map(|object| Out::new(CORE, "HI1Object", object.body(CORE))));
    Out::parts(CORE, name, children)
}

impl Wire for ActionRequest {
    fn body(&self, _: Space) -> Body {
        let object = |name: &str, object: &Object| Out::parts(CORE, name, vec![Out::new(CORE, "HI1Object", object.body(CORE))]);
        let inside = match &self.action {
            Action::Get(id) => identified("GET", *id, None),
            Action::Create(new) => object("CREATE", new),
            Action::Update(changed) => object("UPDATE", changed),
            Action::List(list) => Out::new(CORE, "LIST", list.body(CORE)),
            Action::Deliver(id, object) => identified("DELIVER", *id, Some(object)),
            Action::GetConfig => Out::parts(CORE, "GETCSPCONFIG", Vec::new()),
        };
        numbered(self.id, inside)
    }

    fn read(node: Node, at: &At<'_>) -> Result<Self, WireError> {
        let mut map = parts(node, at)?;
        let id = take_one(&mut map, "ActionIdentifier", at)?;
        let (verb, node) = only(map, at)?;
        let place = at.at(&verb);
        let mut map = parts(node, &place)?;
        let action = match verb.as_str() {
            "GET" => Action::Get(take_one(&mut map, "Identifier", &place)?),
            "CREATE" => Action::Create(Box::new(take_one(&mut map, "HI1Object", &place)?)),
            "UPDATE" => Action::Update(Box::new(take_one(&mut map, "HI1Object", &place)?)),
            "LIST" => Action::List(Wire::read(Node::of(map), &place)?),
            "DELIVER" => {
                let id = take_one(&mut map, "Identifier", &place)?;
                Action::Deliver(id, Box::new(take_one(&mut map, "HI1Object", &place)?))
            }
            "GETCSPCONFIG" => Action::GetConfig,
            _ => return Err(WireError::Unknown { path: at.path(), kind: verb }),
        };
        Ok(Self { id, action })
    }
}

impl Wire for ActionResponse {
    fn body(&self, _: Space) -> Body {
        let inside = match &self.outcome {
            Outcome::Got(object) => Out::parts(CORE, "GETResponse", vec![Out::new(CORE, "HI1Object", object.body(CORE))]),
            Outcome::Created(id, object) => identified("CREATEResponse", *id, object.as_deref()),
            Outcome::Updated(id, object) => identified("UPDATEResponse", *id, object.as_deref()),
            Outcome::Listed(records) => {
                let mut list = Vec::new();
                records.put("ListResponseRecord", CORE, &mut list);
                Out::parts(CORE, "LISTResponse", list)
            }
            Outcome::Delivered(id) => identified("DELIVERResponse", *id, None),
            Outcome::Failed(error) => Out::new(CORE, "ErrorInformation", error.body(CORE)),
        };
        numbered(self.id, inside)
    }

    fn read(node: Node, at: &At<'_>) -> Result<Self, WireError> {
        let mut map = parts(node, at)?;
        let id = take_one(&mut map, "ActionIdentifier", at)?;
        let (name, node) = only(map, at)?;
        let place = at.at(&name);
        if name == "ErrorInformation" {
            return Ok(Self { id, outcome: Outcome::Failed(Wire::read(node, &place)?) });
        }
        let mut map = parts(node, &place)?;
        let outcome = match name.as_str() {
            "GETResponse" => Outcome::Got(Box::new(take_one(&mut map, "HI1Object", &place)?)),
            "CREATEResponse" | "UPDATEResponse" => {
                let about = take_one(&mut map, "Identifier", &place)?;
                let object: Option<Object> = Field::take(&mut map, "HI1Object", &place)?;
                let object = object.map(Box::new);
                if name == "CREATEResponse" { Outcome::Created(about, object) } else { Outcome::Updated(about, object) }
            }
            "LISTResponse" => Outcome::Listed(Field::take(&mut map, "ListResponseRecord", &place)?),
            "DELIVERResponse" => Outcome::Delivered(take_one(&mut map, "Identifier", &place)?),
            _ => return Err(WireError::Unknown { path: at.path(), kind: name }),
        };
        Ok(Self { id, outcome })
    }
}
