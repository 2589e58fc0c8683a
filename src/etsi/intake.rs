//! Objects as a demand: an Authorisation with its tasks and documents. Pure.

use super::dictionary::RequestType;
use super::error::Code;
use super::message::ErrorInformation;
use super::object::{Approval, Authorisation, Detail, Document, Entry, Object, RequestDetails};
use crate::eevidence::Form;
use crate::intake::certificate;
use crate::workflow::NewDemand;
use domain::Instant;
use domain::category::Category;
use domain::ids::{AuthorityId, LineId};
use domain::instrument::{InstrumentId, IssuerKind, Rulebook};
use domain::paper::{Channel, Identifier, IdentifierKind, Paper, Receipt, ScopeLine};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Most lines of one demand.
const MOST_LINES: usize = 20_000;

/// Who sends, and when it came.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// The authority that the token is bound to.
    pub authority: AuthorityId,
    /// Its name in the directory.
    pub name: String,
    /// Its identifier in messages.
    pub sender: String,
    /// When.
    pub at: Instant,
}

/// A demand of an Authorisation and of tasks that belong to it. The documents are added by the caller.
///
/// # Errors
/// What is missing, as the interface says it.
pub fn demand(
    authorisation: &Object,
    tasks: &[&Object],
    arrival: &Arrival,
    rulebook: &Rulebook,
) -> Result<(NewDemand, Vec<ScopeLine>), ErrorInformation> {
    let Detail::Authorisation(own) = &authorisation.detail else {
        return Err(Code::ImproperValue.says("a demand begins with an AuthorisationObject"));
    };
    let reference = own.reference.as_deref().map(|r| domain::text::one_line(r, 200)).filter(|r| !r.is_empty());
    let reference =
        reference.ok_or_else(|| Code::Missing.says("AuthorisationReference is missing; it is the file number we answer under"))?;
    let (mut identifiers, mut lines) = (Vec::new(), Vec::new());
    for task in tasks {
        let request = request_of(task).ok_or_else(|| Code::Missing.says(format!("the task {} has no RequestDetails", task.id())))?;
        let own = identifiers_of(request);
        if own.is_empty() {
            return Err(Code::Missing.says(format!("the task {} has no RequestValue", task.id())));
        }
        let categories = categories(request);
        for identifier in own {
            lines.extend(categories.iter().map(|category| ScopeLine {
                id: LineId(Uuid::new_v4()),
                account: identifier.value.clone(),
                category: *category,
                from: request.start,
                to: request.end,
                decision: None,
                collected: None,
            }));
            if !identifiers.contains(&identifier) {
                identifiers.push(identifier);
            }
        }
    }
    if lines.len() > MOST_LINES {
        return Err(Code::TooLarge.says(format!("more than {MOST_LINES} accounts and categories in one demand")));
    }
    lines.sort_by(|a, b| (&a.account, a.category, a.from, a.to).cmp(&(&b.account, b.category, b.from, b.to)));
    lines.dedup_by(|a, b| (&a.account, a.category, a.from, a.to) == (&b.account, b.category, b.from, b.to));
    let instrument = instrument(own, rulebook);
    let flags = |value: &str| own.flags.iter().any(|flag| flag.value == value);
    let new = NewDemand {
        receipt: Receipt { at: arrival.at, channel: Channel::File, sender: arrival.sender.clone() },
        paper: Paper {
            statute: own.legal_type.as_ref().map(|e| domain::text::one_line(&e.value, 200)).unwrap_or_default(),
            instrument,
            rulebook: rulebook.version.clone(),
            authority_name: arrival.name.clone(),
            authority_reference: reference,
            issuer: own.approvals.iter().rev().find_map(issuer),
            issued_on: own.approvals.iter().filter_map(|a| a.at).max().map(|at| at.date_naive()),
            face_due: None,
            notice_at: None,
            emergency_claimed: flags("IsEmergency"),
            refrain_requested: false,
            enforcing_authority_notified: flags("EnforcingAuthorityNotified"),
            identifiers,
            stated: domain::stated::Stated::default(),
        },
        categories: BTreeSet::new(),
        from: None,
        to: None,
        authority: Some(arrival.authority),
        customer: None,
        documents: Vec::new(),
        secrecy_asked: None,
    };
    Ok((new, lines))
}

/// What a form 1 or 2 in one of the documents says, where the message itself says nothing of it. What is demanded stays what the tasks say.
pub fn with_form(new: &mut NewDemand, form: &Form, rulebook: &Rulebook) {
    let (read, _) = certificate::demand::demand(form, rulebook, new.receipt.at);
    let (own, its) = (&mut new.paper, read.paper);
    if own.instrument == InstrumentId::unclassified() {
        own.instrument = its.instrument;
    }
    own.issuer = own.issuer.or(its.issuer);
    own.issued_on = own.issued_on.or(its.issued_on);
    if its.statute.len() > own.statute.len() {
        own.statute = its.statute;
    }
    own.emergency_claimed |= its.emergency_claimed;
    own.refrain_requested |= its.refrain_requested;
    own.enforcing_authority_notified |= its.enforcing_authority_notified;
}

/// The paper's kind, where the message says it by a value that the rulebook has a row for; else nobody has classified it yet.
fn instrument(own: &Authorisation, rulebook: &Rulebook) -> InstrumentId {
    let id = match own.legal_type.as_ref().map(|e| e.value.as_str()) {
        Some("EPOC") => InstrumentId("eu.epoc".to_owned()),
        Some("EPOCPR" | "EPOC-PR") => InstrumentId("eu.epoc_pr".to_owned()),
        Some(_) | None => InstrumentId::unclassified(),
    };
    if rulebook.get(&id).is_some() { id } else { InstrumentId::unclassified() }
}

fn issuer(approval: &Approval) -> Option<IssuerKind> {
    match approval.approver.as_ref()?.role.as_deref()? {
        "JudgeCourtOrInvestigatingJudge" => Some(IssuerKind::Court),
        "PublicProsecutor" => Some(IssuerKind::Prosecutor),
        "OtherCompetentAuthority" => Some(IssuerKind::Agency),
        _ => None,
    }
}

/// What a task asks for.
#[must_use]
pub fn request_of(task: &Object) -> Option<&RequestDetails> {
    match &task.detail {
        Detail::LdTask(own) => own.request.as_ref(),
        Detail::LpTask(own) => own.request.as_ref(),
        Detail::Authorisation(_) | Detail::Document(_) | Detail::Notification(_) => None,
    }
}

/// Where the authority wants an object.
#[must_use]
pub fn desired(object: &Object) -> Option<&Entry> {
    match &object.detail {
        Detail::Authorisation(own) => own.desired.as_ref(),
        Detail::LdTask(own) => own.desired.as_ref(),
        Detail::LpTask(own) => own.desired.as_ref(),
        Detail::Document(own) => own.desired.as_ref(),
        Detail::Notification(_) => None,
    }
}

/// The identifiers of a request, as printed.
#[must_use]
pub fn identifiers_of(request: &RequestDetails) -> Vec<Identifier> {
    let kind = |format: &str| match format {
        "IPV4Address" | "IPV6Address" | "IPv4Address" | "IPv6Address" | "IPAddress" => IdentifierKind::Ip,
        "EmailAddress" | "InternationalizedEmailAddress" => IdentifierKind::Mail,
        "InternationalE164" | "E164Number" => IdentifierKind::Phone,
        _ => IdentifierKind::Account,
    };
    let read = request.values.iter().map(|value| Identifier {
        kind: value.format.as_ref().map_or(IdentifierKind::Account, |f| kind(&f.name)),
        value: domain::text::one_line(&value.value, 320),
    });
    read.filter(|identifier| !identifier.value.is_empty()).collect()
}

/// The categories that a request names; none where only words say them: a person classifies it then.
#[must_use]
pub fn categories(request: &RequestDetails) -> BTreeSet<Category> {
    const SUBSCRIBER: [Category; 3] = [Category::SubId, Category::SubPay, Category::SubSvc];
    let mut found = BTreeSet::new();
    let kind = request.kind.as_ref().and_then(|e| RequestType::of(&e.value));
    if matches!(kind, Some(RequestType::SubscriberData | RequestType::SubscriberDataAndUserIdentifyingData)) {
        let narrower: Option<BTreeSet<Category>> = request.subtypes.iter().map(|e| subtype(&e.value)).collect();
        match narrower.filter(|set| !set.is_empty()) {
            Some(set) => found.extend(set),
            None => found.extend(SUBSCRIBER),
        }
    }
    if matches!(kind, Some(RequestType::UserIdentifyingData | RequestType::SubscriberDataAndUserIdentifyingData)) {
        found.insert(Category::AccessIp);
    }
    if matches!(kind, Some(RequestType::TrafficData | RequestType::TrafficDataAndStoredContentData)) {
        found.insert(Category::Traffic);
    }
    if matches!(kind, Some(RequestType::StoredContentData | RequestType::TrafficDataAndStoredContentData)) {
        found.insert(Category::Content);
    }
    found
}

/// A single item of subscriber data; `None` for one that is not known, which narrows nothing.
fn subtype(value: &str) -> Option<Category> {
    match value {
        "UserInformation" | "RegistrationInformation" | "ProfileInformation" => Some(Category::SubId),
        "TypeOfServiceInformation" | "DataOnValidationOfUse" => Some(Category::SubSvc),
        "DebitOrCreditCardInformation" => Some(Category::SubPay),
        _ => None,
    }
}

/// The bytes of a document, with its name and the type that the sender declares.
///
/// # Errors
/// What is wrong, as the interface says it.
pub fn file(document: &Document) -> Result<Option<(String, String, Vec<u8>)>, ErrorInformation> {
    let Some(body) = &document.body else { return Ok(None) };
    let text: String = body.contents.as_deref().unwrap_or_default().chars().filter(|c| !c.is_ascii_whitespace()).collect();
    if text.is_empty() {
        return Ok(None);
    }
    let bytes = data_encoding::BASE64.decode(text.as_bytes());
    let bytes = bytes.map_err(|_| Code::ImproperValue.says("DocumentBody/Contents is not Base64"))?;
    let name = document.name.clone().or_else(|| document.reference.clone()).unwrap_or_default();
    Ok(Some((name, body.media_type.clone().unwrap_or_default(), bytes)))
}
