//! New objects: an Authorisation waits for its tasks; with them, it is a demand.

use super::{Door, DoorError, stored};
use crate::eevidence::Form;
use crate::etsi::error::Code;
use crate::etsi::intake::{self, Arrival};
use crate::etsi::message::{ErrorInformation, Outcome};
use crate::etsi::object::{Detail, Object};
use crate::intake::receive::QUARANTINE;
use crate::intake::{certificate, upload};
use crate::store::etsi::ObjectRow;
use crate::store::{Key, authorities};
use crate::workflow::{Error, NewDocument};
use bytes::Bytes;
use domain::ids::DemandId;
use std::collections::{BTreeMap, VecDeque};
use uuid::Uuid;

/// Most waiting objects that are looked through.
const MOST_WAITING: u64 = 1_000;

/// What came of the new objects of a message.
pub(super) struct Created {
    outcomes: VecDeque<Outcome>,
    /// Whether a demand keeps the message.
    pub kept: bool,
}

impl Created {
    /// The outcome of the next one, in the order of the message.
    pub(super) fn next(&mut self) -> Outcome {
        self.outcomes.pop_front().unwrap_or_else(|| Outcome::Failed(Code::BusinessLogic.says("the object was not looked at")))
    }
}

/// New objects that belong together.
#[derive(Default)]
struct Group<'a> {
    tasks: Vec<&'a Object>,
    documents: Vec<&'a Object>,
}

impl Door<'_> {
    /// Take in what a message brings. An object either belongs to a demand, or waits for its tasks, or is refused; one that is refused keeps
    /// none of the others out but those that need it.
    pub(super) async fn create(&self, new: &[&Object]) -> Result<Created, DoorError> {
        let mut failed: BTreeMap<Uuid, ErrorInformation> = BTreeMap::new();
        let mut known: BTreeMap<Uuid, Object> = BTreeMap::new();
        let mut seen: Vec<Uuid> = Vec::new();
        let mut fresh: Vec<&Object> = Vec::new();
        for object in new {
            let id = object.id();
            let twice = seen.contains(&id);
            seen.push(id);
            match self.own(id).await? {
                _ if twice => {
                    failed.insert(id, Code::Exists.says("the object is in this message twice"));
                    fresh.retain(|other| other.id() != id);
                }
                // The same message, that was cut off the first time.
                Some(row) if row.transaction_id == Key(self.header.transaction) && row.demand_id.is_some() => {}
                Some(row) if row.transaction_id != Key(self.header.transaction) => {
                    failed.insert(id, Code::Exists.says("an object with this identifier is there already"));
                }
                Some(_) | None => fresh.push(object),
            }
        }
        let mut groups: BTreeMap<Uuid, Group<'_>> = BTreeMap::new();
        for object in &fresh {
            if let Detail::LdTask(_) | Detail::LpTask(_) = object.detail {
                match self.authorisation_of(object, &fresh, &mut known).await? {
                    Some(authorisation) => groups.entry(authorisation).or_default().tasks.push(object),
                    None => {
                        let why = "AssociatedObjects names no AuthorisationObject of yours";
                        failed.insert(object.id(), Code::NoLinkTarget.says(why));
                    }
                }
            }
        }
        let mut kept = false;
        let mut done: Vec<Uuid> = Vec::new();
        for (id, mut group) in groups {
            let Some(authorisation) = fresh.iter().copied().find(|o| o.id() == id).or_else(|| known.get(&id)) else { continue };
            let belongs = |object: &Object| {
                let whole: Vec<Uuid> = group.tasks.iter().map(|t| t.id()).chain([id]).collect();
                object.base.associated.iter().any(|to| whole.contains(to))
                    || group.tasks.iter().copied().chain([authorisation]).any(|o| o.base.associated.contains(&object.id()))
            };
            let document = |o: &Object| matches!(o.detail, Detail::Document(_) | Detail::Notification(_));
            let mut documents: Vec<&Object> = fresh.iter().copied().filter(|o| document(o) && belongs(o)).collect();
            let waiting: Vec<&Object> = known.values().filter(|o| document(o) && belongs(o)).collect();
            documents.extend(waiting);
            group.documents = documents;
            let members: Vec<Uuid> = group.tasks.iter().chain(&group.documents).map(|o| o.id()).chain([authorisation.id()]).collect();
            match self.open(authorisation, &group, fresh.iter().any(|o| o.id() == id)).await? {
                Ok(()) => {
                    kept = true;
                    done.extend(members);
                }
                Err(why) => {
                    for member in members {
                        failed.insert(member, why.clone());
                    }
                }
            }
        }
        for object in &fresh {
            if done.contains(&object.id()) || failed.contains_key(&object.id()) {
                continue;
            }
            if let Some(why) = self.put_aside(object).await? {
                failed.insert(object.id(), why);
            }
        }
        let mut outcomes = VecDeque::with_capacity(new.len());
        for object in new {
            outcomes.push_back(match (failed.get(&object.id()), self.own(object.id()).await?) {
                (Some(why), _) => Outcome::Failed(why.clone()),
                (None, Some(row)) => Outcome::Created(object.id(), Some(Box::new(self.present(&row).await?))),
                (None, None) => Outcome::Failed(Code::Transient.says("the object was not kept; send it again")),
            });
        }
        Ok(Created { outcomes, kept })
    }

    /// The Authorisation that a task belongs to, in this message or from before; what waits from before is then known.
    async fn authorisation_of(
        &self,
        task: &Object,
        fresh: &[&Object],
        known: &mut BTreeMap<Uuid, Object>,
    ) -> Result<Option<Uuid>, DoorError> {
        let is_paper = |o: &Object| matches!(o.detail, Detail::Authorisation(_));
        for id in &task.base.associated {
            if fresh.iter().any(|o| o.id() == *id && is_paper(o)) {
                return Ok(Some(*id));
            }
            let Some(row) = self.own(*id).await? else { continue };
            let object = stored(&row)?;
            if !is_paper(&object) {
                continue;
            }
            known.insert(*id, object);
            for waiting in self.workflow.etsi_objects(self.authority(), Some("DocumentObject"), None, MOST_WAITING).await? {
                if waiting.demand_id.is_none() {
                    known.insert(waiting.object_id.0, stored(&waiting)?);
                }
            }
            return Ok(Some(*id));
        }
        Ok(None)
    }

    /// A demand of an Authorisation with its tasks and documents. A second one under an Authorisation that has a demand is a demand of its
    /// own under the same file number.
    async fn open(&self, authorisation: &Object, group: &Group<'_>, fresh: bool) -> Result<Result<(), ErrorInformation>, DoorError> {
        let store = self.workflow.store().read();
        let authority = authorities::find(store, self.authority()).await?.ok_or(Error::NotFound)?;
        let sender = format!("{}:{}", self.sender.country, self.sender.identifier);
        let arrival = Arrival { authority: self.authority(), name: authority.name, sender, at: self.workflow.clock().now() };
        let (mut new, lines) = match intake::demand(authorisation, &group.tasks, &arrival, self.workflow.rulebook()) {
            Ok(read) => read,
            Err(why) => return Ok(Err(why)),
        };
        new.documents.push(self.raw());
        for object in &group.documents {
            match files_of(object).await {
                Ok((form, files)) => {
                    if let Some(form) = form {
                        intake::with_form(&mut new, &form, self.workflow.rulebook());
                    }
                    new.documents.extend(files);
                }
                Err(why) => return Ok(Err(why)),
            }
        }
        // Section M is in the message too.
        if holds_m(&new.documents) {
            new.documents.iter_mut().filter(|d| d.bytes == self.bytes).for_each(|d| QUARANTINE.clone_into(&mut d.kind));
        }
        let waits = match self.own(authorisation.id()).await? {
            Some(row) => row.demand_id.is_none(),
            None => fresh,
        };
        let own = if waits { Some(authorisation) } else { None };
        let objects = group.tasks.iter().chain(&group.documents).copied().chain(own).map(|object| self.row(object, true)).collect();
        match self.workflow.receive_etsi(self.actor, new, lines, objects).await {
            Ok(_) => Ok(Ok(())),
            Err(Error::Refused(refusal)) => {
                let why = refusal.reasons.iter().map(domain::refusal::Reason::code).collect::<Vec<_>>().join(", ");
                Ok(Err(Code::BusinessLogic.says(format!("the demand can't be taken in: {why}"))))
            }
            Err(other) => Err(other.into()),
        }
    }

    /// Keep an object that opens no demand: with the demand of what it belongs to, or waiting.
    async fn put_aside(&self, object: &Object) -> Result<Option<ErrorInformation>, DoorError> {
        let mut belongs = None;
        for id in &object.base.associated {
            belongs = belongs.or(self.own(*id).await?.and_then(|row| row.demand_id));
        }
        let row = ObjectRow { demand_id: belongs, ..self.row(object, belongs.is_some()) };
        if let Some(demand) = belongs.map(Key::to::<DemandId>) {
            match files_of(object).await {
                Ok((_, files)) => {
                    for file in files {
                        self.workflow.add_etsi_document(self.actor, demand, file).await?;
                    }
                }
                Err(why) => return Ok(Some(why)),
            }
            self.note_change(object, demand, "added").await?;
        }
        self.workflow.hold_etsi_objects(vec![row]).await?;
        Ok(None)
    }
}

/// The file that a document carries, sorted as a file of a mail would be; form 1 or 2 is read, and its section M kept apart.
pub(super) async fn files_of(object: &Object) -> Result<(Option<Form>, Vec<NewDocument>), ErrorInformation> {
    let Detail::Document(document) = &object.detail else { return Ok((None, Vec::new())) };
    let Some((name, declared, bytes)) = intake::file(document)? else { return Ok((None, Vec::new())) };
    let bytes = Bytes::from(bytes);
    match certificate::enclosed(&bytes, &name) {
        Some((form, documents)) => Ok((Some(form), documents)),
        None => Ok((None, vec![upload::sorted(&name, &declared, bytes.to_vec()).await])),
    }
}

/// Whether a form among these documents came with section M.
pub(super) fn holds_m(documents: &[NewDocument]) -> bool {
    documents.iter().any(|d| d.name == certificate::WITHOUT_M)
}
