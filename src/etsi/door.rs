//! A message comes in and is answered: once per number, for the authority that the token is bound to, and about its own objects only.

mod create;
mod show;

use super::error::Code;
use super::message::{Action, ActionRequest, ActionResponse, ErrorInformation, Header, Message, Outcome, Payload};
use super::object::Object;
use super::{Encoding, intake, space};
use crate::config::Schemas;
use crate::intake::receive::QUARANTINE;
use crate::outside::Outside;
use crate::record::chain;
use crate::store::etsi::{MessageRow, ObjectRow, SenderRow};
use crate::store::{Key, StoreError};
use crate::wire::schema::{self, Checked, SchemaError};
use crate::wire::{At, Out, Wire, WireError};
use crate::workflow::{Error, NewDocument, Workflow};
use bytes::Bytes;
use domain::actor::Actor;
use domain::command::Command;
use domain::ids::{AuthorityId, DemandId};
use domain::stage::End;
use sha2::{Digest, Sha256};

/// Most objects that a list shows.
const MOST_LISTED: u64 = 1_000;

/// Why a message got no answer in its own form.
#[derive(Debug, thiserror::Error)]
pub enum DoorError {
    /// The token speaks for no authority.
    #[error("the token is bound to no authority; the operator binds it")]
    NotBound,
    /// Not even the header could be read, so that nobody could be answered.
    #[error("the message can't be read: {0}; nothing was taken in")]
    Unread(#[from] WireError),
    /// The operator's schemas can't be used.
    #[error(transparent)]
    Schema(#[from] SchemaError),
    /// The use case.
    #[error(transparent)]
    Workflow(#[from] Error),
}

impl From<StoreError> for DoorError {
    fn from(error: StoreError) -> Self {
        Self::Workflow(error.into())
    }
}

/// An answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answer {
    /// In the encoding of the message.
    pub encoding: Encoding,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// One message being answered.
struct Door<'a> {
    workflow: &'a Workflow,
    actor: Actor,
    sender: SenderRow,
    header: Header,
    encoding: Encoding,
    bytes: Bytes,
}

/// Answer a message.
///
/// # Errors
/// [`DoorError`]; what can be said in the message's own form is said there.
pub async fn answer(workflow: &Workflow, schemas: &Schemas, actor: Actor, bytes: Bytes) -> Result<Answer, DoorError> {
    let sender = workflow.etsi_sender(&actor).await?.ok_or(DoorError::NotBound)?;
    let encoding = Encoding::of(&bytes);
    let read = super::read(&bytes);
    let header = match &read {
        Ok(message) => message.header.clone(),
        Err(error) => Message::header_alone(&bytes).ok_or_else(|| error.clone())?,
    };
    let door = Door { workflow, actor, sender, header, encoding, bytes };
    let sent = &door.header.sender;
    if (&sent.country, &sent.identifier) != (&door.sender.country, &door.sender.identifier) {
        let why = "the SenderIdentifier is not the one that this token speaks for; nothing was taken in";
        return Ok(door.said(Payload::Failed(Code::ImproperValue.says(why))));
    }
    let sha256 = chain::hex(&Sha256::digest(&door.bytes));
    if let Some(before) = workflow.etsi_message(door.authority(), door.header.transaction).await? {
        return Ok(door.again(&before, &sha256));
    }
    let (payload, kept) = match read {
        Err(error) => (Payload::Failed(Code::of(&error).says(format!("{error}; nothing was taken in"))), false),
        Ok(message) => match (door.findings(schemas).await?, message.payload) {
            (Some(findings), _) => (Payload::Failed(Code::Validation.says(findings)), false),
            (None, Payload::Requests(requests)) => door.requests(requests).await?,
            // The other side's answers need none.
            (None, Payload::Responses(_) | Payload::Failed(_)) => (Payload::Responses(Vec::new()), false),
        },
    };
    let said = door.said(payload);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let row = MessageRow {
        authority_id: door.sender.authority_id,
        transaction_id: Key(door.header.transaction),
        sha256: sha256.clone(),
        request: if kept { String::new() } else { text(&door.bytes) },
        response: text(&said.bytes),
        at: workflow.clock().now(),
    };
    Ok(door.again(&workflow.keep_etsi_message(row).await?, &sha256))
}

impl Door<'_> {
    fn authority(&self) -> AuthorityId {
        self.sender.authority_id.to()
    }

    /// The answer that was given under this number, if this is the same message.
    fn again(&self, before: &MessageRow, sha256: &str) -> Answer {
        if before.sha256 == sha256 {
            return Answer { encoding: self.encoding, bytes: before.response.clone().into_bytes() };
        }
        let why = "another message came under this TransactionIdentifier; nothing was taken in: send it under a new one";
        self.said(Payload::Failed(Code::BusinessLogic.says(why)))
    }

    fn said(&self, payload: Payload) -> Answer {
        let header = Header {
            sender: self.header.receiver.clone(),
            receiver: self.header.sender.clone(),
            transaction: self.header.transaction,
            at: self.workflow.clock().now(),
            version: self.header.version.clone(),
            others: crate::wire::Others::new(),
        };
        Answer { encoding: self.encoding, bytes: super::write(&Message { header, payload }, self.encoding) }
    }

    /// What the operator's schemas find wrong.
    async fn findings(&self, schemas: &Schemas) -> Result<Option<String>, DoorError> {
        let checked = match (self.encoding, &schemas.etsi_json, &schemas.etsi_xml) {
            (Encoding::Json, Some(root), _) => {
                let value = serde_json::from_slice(&self.bytes).map_err(|_| WireError::Encoding)?;
                let (root, name) = (root.clone(), root.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default());
                let folder = root.parent().map(std::path::Path::to_path_buf).unwrap_or_default();
                tokio::task::spawn_blocking(move || schema::json(&folder, &name, &value)).await.map_err(|_| Error::Cut)??
            }
            (Encoding::Xml, _, Some(root)) => schema::xml(&Outside::default(), root, &self.bytes).await?,
            (Encoding::Json | Encoding::Xml, _, _) => return Ok(None),
        };
        Ok(match checked {
            Checked::Fails(lines) => Some(format!("the message does not fit the schema: {}", lines.join("; "))),
            Checked::Fits => None,
            Checked::Not(why) => {
                tracing::warn!(code = "etsi-unchecked", why, "a message was not checked against its schema");
                None
            }
        })
    }

    /// Do what is asked, in order; all that is to be created is looked at together. Says whether a demand keeps the message.
    async fn requests(&self, requests: Vec<ActionRequest>) -> Result<(Payload, bool), DoorError> {
        let new: Vec<&Object> = requests
            .iter()
            .filter_map(|request| if let Action::Create(object) = &request.action { Some(object.as_ref()) } else { None })
            .collect();
        let mut created = self.create(&new).await?;
        let kept = created.kept;
        let mut responses = Vec::with_capacity(requests.len());
        for request in &requests {
            let outcome = match &request.action {
                Action::Create(_) => created.next(),
                Action::Get(id) => match self.own(*id).await? {
                    Some(row) => Outcome::Got(Box::new(self.present(&row).await?)),
                    None => Outcome::Failed(Code::NotFound.says("there is no such object of yours")),
                },
                Action::Update(object) => self.update(object).await?,
                Action::List(list) => {
                    let most = list.most.unwrap_or(MOST_LISTED).min(MOST_LISTED);
                    self.list(list.kind.as_ref().map(|e| e.value.as_str()), list.since, most).await?
                }
                Action::Deliver(id, object) => self.deliver(*id, object).await?,
                Action::GetConfig => Outcome::Failed(Code::NotSupported.says("GETCSPCONFIG is not supported")),
            };
            responses.push(ActionResponse { id: request.id, outcome });
        }
        Ok((Payload::Responses(responses), kept))
    }

    async fn own(&self, id: uuid::Uuid) -> Result<Option<ObjectRow>, DoorError> {
        Ok(self.workflow.etsi_object(self.authority(), id).await?)
    }

    /// A change of an object. To take something back is to desire it cancelled. What a changed paper means, a person reads.
    async fn update(&self, object: &Object) -> Result<Outcome, DoorError> {
        let Some(before) = self.own(object.id()).await? else {
            return Ok(Outcome::Failed(Code::NoSuchObject.says("there is no such object of yours")));
        };
        if before.kind != object.kind() {
            return Ok(Outcome::Failed(Code::ChangeNotAllowed.says(format!("the object is of the kind {}", before.kind))));
        }
        let cancel = intake::desired(object).is_some_and(|e| e.value == "Cancelled");
        if let Some(demand) = before.demand_id.map(Key::to::<DemandId>) {
            let refused = if cancel { self.cancel(&before, demand).await? } else { self.note_change(object, demand, "changed").await? };
            if let Some(why) = refused {
                return Ok(Outcome::Failed(why));
            }
        }
        let generation = before.generation + 1;
        let row = ObjectRow { generation, demand_id: before.demand_id, ..self.row(object, before.demand_id.is_some()) };
        self.workflow.change_etsi_object(row.clone()).await?;
        Ok(Outcome::Updated(object.id(), Some(Box::new(self.present(&row).await?))))
    }

    /// Take back: the paper, or the only task of its demand. One task of several is for a person to take out.
    async fn cancel(&self, row: &ObjectRow, demand: DemandId) -> Result<Option<ErrorInformation>, DoorError> {
        let all = self.workflow.etsi_objects_of(demand).await?;
        let tasks = all.iter().filter(|o| o.kind.ends_with("TaskObject")).count();
        let whole = row.kind == "AuthorisationObject" || (row.kind.ends_with("TaskObject") && tasks == 1);
        let transaction = self.header.transaction;
        let command = if whole {
            Command::RecordWithdrawal { reason: format!("by its system, transaction {transaction}") }
        } else {
            Command::AddNote { text: format!("The authority takes back its object {}, transaction {transaction}.", row.object_id) }
        };
        match self.workflow.act(self.actor, demand, command, None).await {
            Ok(_) => Ok(None),
            Err(Error::Refused(refusal)) => {
                let now = self.workflow.find(&Actor::System, demand).await?;
                let done = matches!(now.stage.end(), Some(End::Withdrawn { .. }));
                let why = refusal.reasons.iter().map(domain::refusal::Reason::code).collect::<Vec<_>>().join(", ");
                Ok(if done { None } else { Some(Code::ChangeNotAllowed.says(format!("it can't be taken back any more: {why}"))) })
            }
            Err(other) => Err(other.into()),
        }
    }

    /// What came to a demand later: the message as a document, and a note that somebody has to read it.
    async fn note_change(&self, object: &Object, demand: DemandId, what: &str) -> Result<Option<ErrorInformation>, DoorError> {
        let text = format!("The authority's system {what} its object {}, transaction {}.", object.id(), self.header.transaction);
        let mut raw = self.raw();
        if create::files_of(object).await.is_ok_and(|(_, files)| create::holds_m(&files)) {
            QUARANTINE.clone_into(&mut raw.kind);
        }
        self.workflow.add_etsi_document(self.actor, demand, raw).await?;
        self.workflow.act(self.actor, demand, Command::AddNote { text }, None).await?;
        Ok(None)
    }

    /// Something that belongs to an object of the authority's: kept, and received.
    async fn deliver(&self, id: uuid::Uuid, object: &Object) -> Result<Outcome, DoorError> {
        let Some(row) = self.own(id).await? else {
            return Ok(Outcome::Failed(Code::NoLinkTarget.says("there is no such object of yours")));
        };
        match row.demand_id.map(Key::to::<DemandId>) {
            Some(demand) => {
                self.note_change(object, demand, "delivered to").await?;
                Ok(Outcome::Delivered(id))
            }
            None => Ok(Outcome::Failed(Code::BusinessLogic.says("the object waits for its tasks; deliver to it afterwards"))),
        }
    }

    /// The message as it came, as a document.
    fn raw(&self) -> NewDocument {
        let end = if self.encoding == Encoding::Xml { "xml" } else { "json" };
        NewDocument {
            name: format!("message-{}.{end}", self.header.transaction),
            media_type: self.encoding.media_type().to_owned(),
            kind: "attachment".to_owned(),
            bytes: self.bytes.clone(),
        }
    }

    /// A row for an object as it came. The bytes of a document are kept with its demand, not here.
    fn row(&self, object: &Object, has_demand: bool) -> ObjectRow {
        let mut kept = object.clone();
        if let (true, super::Detail::Document(document)) = (has_demand, &mut kept.detail)
            && let Some(body) = &mut document.body
        {
            body.contents = None;
        }
        let body = crate::wire::json::write(&Out::new(space::CORE, "HI1Object", kept.body(space::CORE)), &[]);
        ObjectRow {
            authority_id: self.sender.authority_id,
            object_id: Key(object.id()),
            kind: object.kind().to_owned(),
            demand_id: None,
            transaction_id: Key(self.header.transaction),
            generation: 1,
            body: String::from_utf8_lossy(&body).into_owned(),
            changed_at: self.workflow.clock().now(),
        }
    }
}

/// The object of a row, as it came.
fn stored(row: &ObjectRow) -> Result<Object, DoorError> {
    let broken = |why: String| StoreError::Inconsistent { table: "etsi_objects", column: "body", row: row.object_id.to_string(), why };
    let node = crate::wire::json::read(row.body.as_bytes()).map_err(|e| broken(e.to_string()))?;
    Ok(Object::read(node, &At::root()).map_err(|e| broken(e.to_string()))?)
}
