//! The four facts of who asks, each a value of its own: what was found, on what evidence, since when and until when. One that has
//! expired counts as not established.

use crate::Instant;
use crate::demand::Demand;
use crate::ids::{AuthorityId, DocumentId, OfficerId, PersonId};
use crate::policy::Policy;
use crate::stage::{CheckMethod, Stage};
use crate::who::{Called, Facts, MailFacts, MailVerdict};
use serde::{Deserialize, Serialize};

/// Which of the four.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactKind {
    /// The mail's own checks.
    Mail,
    /// The sender's domain stands in the directory for the authority.
    Domain,
    /// The sender's address is a vetted officer's.
    Officer,
    /// Somebody called a number of the directory.
    Call,
}

impl FactKind {
    /// All four.
    pub const ALL: [Self; 4] = [Self::Mail, Self::Domain, Self::Officer, Self::Call];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Domain => "domain",
            Self::Officer => "officer",
            Self::Call => "call",
        }
    }
}

/// What a fact stands on, as it was when it was established. The call's is in [`RequesterCheck`].
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Evidence {
    /// A mail that is kept.
    Mail {
        /// Its document.
        document: DocumentId,
        /// SHA-256 of its bytes, lower-case hexadecimal.
        sha256: String,
    },
    /// A row of the directory.
    Directory {
        /// Whose row.
        authority: AuthorityId,
        /// Where it was found; empty where nobody said.
        source: String,
        /// The day on which it was found there, as `2026-11-02`; empty where nobody said.
        sourced_on: String,
        /// The version of the directory's entry.
        registry: String,
    },
    /// An officer's record.
    Officer {
        /// Whose.
        officer: OfficerId,
        /// The two who vouched.
        vetted_by: Vec<PersonId>,
        /// When the second did.
        vetted_at: Option<Instant>,
        /// By when somebody has to vouch again.
        attest_by: Option<Instant>,
        /// The record's version.
        version: i64,
    },
}

/// Since when and until when a fact holds, and on what it stands.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Proof {
    /// Since when: of a mail, when it came; else when it was looked up.
    pub at: Instant,
    /// From then on it counts for nothing.
    pub until: Instant,
    /// What it stands on.
    pub evidence: Evidence,
}

/// The proofs of what was found; what was not found has none, and neither has what was established before proofs were kept.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Proofs {
    /// Of the mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail: Option<Proof>,
    /// Of the domain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<Proof>,
    /// Of the officer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub officer: Option<Proof>,
}

impl Proofs {
    /// Whether there is none.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        *self == Self::default()
    }

    fn evidence(&self) -> [Option<&Evidence>; 3] {
        [&self.mail, &self.domain, &self.officer].map(|proof| proof.as_ref().map(|p| &p.evidence))
    }
}

/// What came of asking whoever is said to ask.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckResult {
    /// They stand behind the demand.
    #[default]
    Confirmed,
    /// They know nothing of it.
    Denied,
    /// Nobody was reached who could say.
    NotReached,
}

impl CheckResult {
    /// All results.
    pub const ALL: [Self; 3] = [Self::Confirmed, Self::Denied, Self::NotReached];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Denied => "denied",
            Self::NotReached => "not_reached",
        }
    }
}

/// What a check of the requester found, and the paper that shows it where there is one.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CheckProof {
    /// What came of it.
    pub result: CheckResult,
    /// A document of the demand, such as the issuer's own letter or a note of the call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<DocumentId>,
}

/// A check of the requester.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RequesterCheck {
    /// Who checked.
    pub by: PersonId,
    /// When.
    pub at: Instant,
    /// How.
    pub method: CheckMethod,
    /// Whom they reached (a role), and what was said.
    pub note: String,
    /// The directory's number that was called, as it stood then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<Called>,
    /// What came of it, and the paper that shows it.
    #[serde(default)]
    pub proof: CheckProof,
    /// Until when it counts; what was made before this was kept counts as long as the policy says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Instant>,
}

/// Since when a fact holds, and until when: from `until` on it is not established.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Term {
    /// Since when.
    pub at: Instant,
    /// Until when, exclusively.
    pub until: Instant,
}

impl Term {
    /// Whether it is over.
    #[must_use]
    pub fn is_over(&self, now: Instant) -> bool {
        now >= self.until
    }
}

impl RequesterCheck {
    /// Until when it counts: as was said when it was made, and never longer than the provider's policy of today lets it.
    #[must_use]
    pub fn good_until(&self, policy: &Policy) -> Instant {
        let today = self.at + policy.verification_valid;
        self.until.map_or(today, |until| until.min(today))
    }

    /// Whether somebody at the authority stood behind the demand, over another channel.
    #[must_use]
    pub fn confirms(&self) -> bool {
        self.method.out_of_band() && self.proof.result == CheckResult::Confirmed
    }
}

impl MailFacts {
    /// Whether any of its checks passed.
    #[must_use]
    pub fn passed(&self) -> bool {
        [self.spf, self.dkim, self.dmarc, self.arc].contains(&MailVerdict::Pass)
    }
}

impl Facts {
    /// The proof of a fact that was found.
    #[must_use]
    pub const fn proof(&self, kind: FactKind) -> Option<&Proof> {
        match kind {
            FactKind::Mail => self.proofs.mail.as_ref(),
            FactKind::Domain => self.proofs.domain.as_ref(),
            FactKind::Officer => self.proofs.officer.as_ref(),
            FactKind::Call => None,
        }
    }

    /// Whether a fact was found, however long ago.
    #[must_use]
    pub fn found(&self, kind: FactKind) -> bool {
        match kind {
            FactKind::Mail => self.mail.passed(),
            FactKind::Domain => self.domain_known,
            FactKind::Officer => self.officer.is_some(),
            FactKind::Call => false,
        }
    }

    /// Whether both say the same on the same evidence, whenever it was looked up.
    #[must_use]
    pub fn says_the_same(&self, other: &Self) -> bool {
        let bare = |facts: &Self| Self { proofs: Box::default(), ..facts.clone() };
        self.proofs.evidence() == other.proofs.evidence() && bare(self) == bare(other)
    }
}

impl Policy {
    /// How long a fact holds once it is established.
    #[must_use]
    pub const fn fact_valid(&self, kind: FactKind) -> chrono::Duration {
        match kind {
            FactKind::Mail => self.mail_valid,
            FactKind::Domain => self.domain_valid,
            FactKind::Officer => self.officer_valid,
            FactKind::Call => self.verification_valid,
        }
    }
}

impl Demand {
    /// The check of the requester, at any stage.
    #[must_use]
    pub fn requester_check(&self) -> Option<&RequesterCheck> {
        match &self.stage {
            Stage::Verifying(v) => v.requester.as_ref(),
            _ => self.verified().map(|v| &v.requester),
        }
    }

    /// How long a fact that was found holds; `None` where it was not found.
    #[must_use]
    pub fn term(&self, kind: FactKind, policy: &Policy) -> Option<Term> {
        if kind == FactKind::Call {
            let check = self.requester_check().filter(|check| check.method == CheckMethod::CallBack && check.confirms())?;
            return Some(Term { at: check.at, until: check.good_until(policy) });
        }
        let (facts, learned) = self.asker.facts.as_ref()?;
        if !facts.found(kind) {
            return None;
        }
        let proof = facts.proof(kind);
        let at = proof.map_or(*learned, |p| p.at);
        let today = at + policy.fact_valid(kind);
        Some(Term { at, until: proof.map_or(today, |p| p.until.min(today)) })
    }

    /// Since when a fact that was found counts for nothing any more.
    #[must_use]
    pub fn expired_since(&self, kind: FactKind, policy: &Policy, now: Instant) -> Option<Instant> {
        self.term(kind, policy).filter(|term| term.is_over(now)).map(|term| term.until)
    }

    /// The facts whose expiry stops the demand. What the directory said is looked up again; in a mail's place a newer one of the
    /// sender's does, or a call that still counts: it reaches a person, where the mail only showed a mailbox.
    #[must_use]
    pub fn stale(&self, policy: &Policy, now: Instant) -> Vec<(FactKind, Instant)> {
        let called = self.term(FactKind::Call, policy).is_some_and(|term| !term.is_over(now));
        let kinds = [FactKind::Domain, FactKind::Officer].into_iter().chain((!called).then_some(FactKind::Mail));
        kinds.filter_map(|kind| self.expired_since(kind, policy, now).map(|since| (kind, since))).collect()
    }

    /// Whether these facts say nothing that is not on record: neither anything else, nor for longer what has expired.
    #[must_use]
    pub fn nothing_new(&self, facts: &Facts, policy: &Policy, now: Instant) -> bool {
        let renews = |kind| self.expired_since(kind, policy, now).is_some_and(|since| facts.proof(kind).is_some_and(|p| p.until > since));
        self.knows(facts) && !FactKind::ALL.into_iter().any(renews)
    }
}
