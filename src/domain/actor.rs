//! Who acts.

use crate::ids::{ContactId, CustomerId, OfficerId, PersonId, TokenId};
use crate::token::TokenScopes;
use serde::{Deserialize, Serialize};

/// What a member of staff may be. Nobody who administers people sees content.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Takes demands in and verifies who asks.
    Intake,
    /// Counsel who decides each scope line and recommends.
    Reviewer,
    /// The second person, who confirms what was recommended.
    Approver,
    /// Seals packages and releases them.
    DisclosureOfficer,
    /// Writes notices to customers.
    NoticeOfficer,
    /// Gathers approved data; sees the scope and nothing else of a case.
    Custodian,
    /// Reads the record without content.
    Auditor,
    /// Administers people and roles.
    SecurityAdmin,
    /// Administers configuration.
    SystemAdmin,
    /// Cleared for demands of national security: with another role sees those too, alone nothing (INV-22).
    Cleared,
}

impl Role {
    /// All roles.
    pub const ALL: [Role; 10] = [
        Role::Intake,
        Role::Reviewer,
        Role::Approver,
        Role::DisclosureOfficer,
        Role::NoticeOfficer,
        Role::Custodian,
        Role::Auditor,
        Role::SecurityAdmin,
        Role::SystemAdmin,
        Role::Cleared,
    ];

    /// The stable code, as in the database and in translation keys.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Role::Intake => "intake",
            Role::Reviewer => "reviewer",
            Role::Approver => "approver",
            Role::DisclosureOfficer => "disclosure_officer",
            Role::NoticeOfficer => "notice_officer",
            Role::Custodian => "custodian",
            Role::Auditor => "auditor",
            Role::SecurityAdmin => "security_admin",
            Role::SystemAdmin => "system_admin",
            Role::Cleared => "cleared",
        }
    }

    /// Whether the role works on cases and so reads their content.
    #[must_use]
    pub const fn handles_cases(self) -> bool {
        matches!(self, Role::Intake | Role::Reviewer | Role::Approver | Role::DisclosureOfficer | Role::NoticeOfficer)
    }
}

/// A text that is no role.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("'{0}' is not a role")]
pub struct NotARole(pub String);

impl std::str::FromStr for Role {
    type Err = NotARole;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        Role::ALL.into_iter().find(|r| r.code() == s).ok_or_else(|| NotARole(s.to_owned()))
    }
}

/// A set of roles.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Roles(u16);

impl Roles {
    /// Whether the set holds `role`.
    #[must_use]
    pub const fn has(self, role: Role) -> bool {
        self.0 & (1 << role as u16) != 0
    }

    /// The set with `role` added.
    #[must_use]
    pub const fn with(self, role: Role) -> Self {
        Self(self.0 | (1 << role as u16))
    }

    /// Whether no role is held.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The roles held, in the order of [`Role::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Role> {
        Role::ALL.into_iter().filter(move |r| self.has(*r))
    }

    /// People who administer people must not handle cases: the pair of roles that breaks this, if any.
    #[must_use]
    pub fn conflict(self) -> Option<(Role, Role)> {
        self.has(Role::SecurityAdmin)
            .then(|| self.iter().find(|r| r.handles_cases() || *r == Role::Custodian))
            .flatten()
            .map(|r| (Role::SecurityAdmin, r))
    }
}

impl FromIterator<Role> for Roles {
    fn from_iter<T: IntoIterator<Item = Role>>(iter: T) -> Self {
        iter.into_iter().fold(Self::default(), Self::with)
    }
}

impl Serialize for Roles {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for Roles {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Vec::<Role>::deserialize(d).map(Self::from_iter)
    }
}

/// Who does something: a person, the command line on the host, the clockwork, or a program with a token.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// A signed-in member of staff with the roles held at that moment.
    Person {
        /// Who.
        id: PersonId,
        /// The roles held when the act was done.
        roles: Roles,
    },
    /// Whoever runs the command line on the host.
    Operator,
    /// Timers and the outbox.
    System,
    /// A program that came with a token.
    Machine {
        /// The token.
        id: TokenId,
        /// What it opened when the act was done.
        scopes: TokenScopes,
        /// The one customer it is bound to, if it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        customer: Option<CustomerId>,
    },
    /// A contact of the customer, signed in to the customer's own door.
    Contact(ContactId),
    /// An officer of an authority, signed in to the authorities' own door.
    Officer(OfficerId),
}

impl Actor {
    /// The person, if it is one.
    #[must_use]
    pub const fn person(&self) -> Option<PersonId> {
        match self {
            Actor::Person { id, .. } => Some(*id),
            Actor::Operator | Actor::System | Actor::Machine { .. } | Actor::Contact(_) | Actor::Officer(_) => None,
        }
    }

    /// The customer's contact, if it is one.
    #[must_use]
    pub const fn contact(&self) -> Option<ContactId> {
        match self {
            Actor::Contact(id) => Some(*id),
            Actor::Person { .. } | Actor::Operator | Actor::System | Actor::Machine { .. } | Actor::Officer(_) => None,
        }
    }

    /// Whether a person holds the role. Nobody else holds any.
    #[must_use]
    pub const fn has(&self, role: Role) -> bool {
        match self {
            Actor::Person { roles, .. } => roles.has(role),
            Actor::Operator | Actor::System | Actor::Machine { .. } | Actor::Contact(_) | Actor::Officer(_) => false,
        }
    }
}
