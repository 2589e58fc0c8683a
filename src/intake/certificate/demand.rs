//! A form as a demand: the paper, and a line for each identifier, category and range that it names, and for no other. Pure.

use crate::eevidence::form::{AuthorityKind, DataCategory, Evidence, EvidenceKind, Form, Kind, said};
use crate::eevidence::items;
use crate::workflow::NewDemand;
use domain::Instant;
use domain::category::Category;
use domain::ids::LineId;
use domain::instrument::{InstrumentId, IssuerKind, Rulebook};
use domain::paper::{Channel, Identifier, IdentifierKind, Paper, Receipt, ScopeLine};
use std::collections::BTreeSet;
use uuid::Uuid;

/// The demand of a form that came at `at`, without documents. The form that lacks a file number has none here either: such a paper is refused
/// at the door, because nobody could answer it.
#[must_use]
pub fn demand(form: &Form, rulebook: &Rulebook, at: Instant) -> (NewDemand, Vec<ScopeLine>) {
    let line = |text: Option<&str>, most: usize| text.map(|t| domain::text::one_line(t, most)).unwrap_or_default();
    let (i, g) = (form.i.as_ref(), form.g.as_ref());
    let provision = line(g.and_then(|g| said(g.provision.as_deref())), 200);
    let article = match form.kind() {
        Kind::Epoc => "Reg. (EU) 2023/1543 Art 5",
        Kind::EpocPr => "Reg. (EU) 2023/1543 Art 6",
    };
    let identifiers = identifiers(form);
    let new = NewDemand {
        receipt: Receipt { at, channel: Channel::File, sender: line(i.and_then(|i| said(i.mail.as_deref())), 320) },
        paper: Paper {
            instrument: InstrumentId(if form.kind() == Kind::Epoc { "eu.epoc" } else { "eu.epoc_pr" }.to_owned()),
            rulebook: rulebook.version.clone(),
            authority_name: line(form.issuer(), 200),
            authority_reference: line(form.file(), 200),
            issuer: issuer(form),
            statute: if provision.is_empty() { article.to_owned() } else { format!("{article}; {provision}") },
            issued_on: i.and_then(|i| i.date).map(|day| day.0),
            face_due: None,
            notice_at: None,
            // Without validation only an emergency is issued (Art 4(5)).
            emergency_claimed: form.is_emergency() || i.is_some_and(|i| i.without_validation == Some(true)),
            refrain_requested: form.kind() == Kind::Epoc && g.is_some_and(|g| g.refrain == Some(true)),
            enforcing_authority_notified: form.notified().is_some(),
            identifiers,
            stated: domain::stated::Stated::default(),
        },
        categories: form.e.iter().flat_map(categories).collect(),
        from: form.e.iter().map(|e| e.from).min().flatten(),
        to: if form.e.iter().any(|e| e.to.is_none()) { None } else { form.e.iter().filter_map(|e| e.to).max() },
        authority: None,
        customer: None,
        documents: Vec::new(),
        secrecy_asked: None,
    };
    (new, lines(form))
}

/// Who stands behind it: the validating authority, where one signed.
fn issuer(form: &Form) -> Option<IssuerKind> {
    let kind = form.j.as_ref().and_then(|j| j.kind).or(form.i.as_ref().and_then(|i| i.kind))?;
    Some(match kind {
        AuthorityKind::Judge => IssuerKind::Court,
        AuthorityKind::Prosecutor => IssuerKind::Prosecutor,
        AuthorityKind::Other => IssuerKind::Agency,
    })
}

fn identifier(evidence: &Evidence) -> Option<Identifier> {
    let kind = match evidence.kind {
        Some(EvidenceKind::Ipv4 | EvidenceKind::Ipv6 | EvidenceKind::IpRange) => IdentifierKind::Ip,
        Some(EvidenceKind::Mail) => IdentifierKind::Mail,
        Some(EvidenceKind::Phone) => IdentifierKind::Phone,
        Some(EvidenceKind::Imei | EvidenceKind::Mac | EvidenceKind::User | EvidenceKind::Other) | None => IdentifierKind::Account,
    };
    said(evidence.value.as_deref()).map(|value| Identifier { kind, value: domain::text::one_line(value, 320) })
}

/// The identifiers that are named, each once.
fn identifiers(form: &Form) -> Vec<Identifier> {
    let mut seen = BTreeSet::new();
    form.e.iter().filter_map(identifier).filter(|one| seen.insert(one.clone())).collect()
}

/// The desk's categories for those of the form. Single items of subscriber data narrow it only where all that are ticked are known.
#[must_use]
pub fn categories(evidence: &Evidence) -> BTreeSet<Category> {
    let known: Option<Vec<&items::Item>> = evidence.items.iter().map(|code| items::of(code)).collect();
    let narrower: BTreeSet<Category> =
        known.into_iter().flatten().filter(|item| item.of == DataCategory::Subscriber).filter_map(|item| item.narrows_to).collect();
    let mut found = BTreeSet::new();
    for category in &evidence.categories {
        match category {
            DataCategory::Subscriber if narrower.is_empty() => found.extend([Category::SubId, Category::SubPay, Category::SubSvc]),
            DataCategory::Subscriber => found.extend(narrower.iter().copied()),
            DataCategory::Identify => {
                found.insert(Category::AccessIp);
            }
            DataCategory::Traffic => {
                found.insert(Category::Traffic);
            }
            DataCategory::Content => {
                found.insert(Category::Content);
            }
        }
    }
    found
}

/// A line for each identifier and category, with the range of that identifier.
fn lines(form: &Form) -> Vec<ScopeLine> {
    let mut seen = BTreeSet::new();
    let mut lines = Vec::new();
    for evidence in &form.e {
        let Some(account) = identifier(evidence).map(|one| one.value) else { continue };
        for category in categories(evidence) {
            if seen.insert((account.clone(), category, evidence.from, evidence.to)) {
                lines.push(ScopeLine {
                    id: LineId(Uuid::new_v4()),
                    account: account.clone(),
                    category,
                    from: evidence.from,
                    to: evidence.to,
                    decision: None,
                    collected: None,
                });
            }
        }
    }
    lines
}
