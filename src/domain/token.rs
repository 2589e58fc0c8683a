//! What a machine's token opens.

use serde::{Deserialize, Serialize};

/// One thing that a token may be used for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum TokenScope {
    /// Reads customers, their contacts and accounts.
    #[serde(rename = "customers:read")]
    CustomersRead,
    /// Enters and changes them.
    #[serde(rename = "customers:write")]
    CustomersWrite,
    /// Keeps contacts in step by SCIM 2.0 (RFC 7643, RFC 7644), reading and writing.
    #[serde(rename = "scim")]
    Scim,
    /// Reads where demands stand: stage, times, duties; nothing of what they say.
    #[serde(rename = "demands:read")]
    DemandsRead,
    /// Hands demands and documents in, and reads where they stand.
    #[serde(rename = "demands:write")]
    DemandsWrite,
    /// Reads what demands say, with their documents; each look is on the record.
    #[serde(rename = "demands:content")]
    DemandsContent,
    /// Reads the rulebook.
    #[serde(rename = "rules:read")]
    RulesRead,
    /// Reads the directory of authorities.
    #[serde(rename = "authorities:read")]
    AuthoritiesRead,
    /// Says of accounts that they are kept, or that what was kept is gone: sees the account, the categories and the range.
    #[serde(rename = "preservation")]
    Preservation,
    /// Speaks for one authority by the interface of ETSI TS 103 120.
    #[serde(rename = "etsi")]
    Etsi,
}

impl TokenScope {
    /// All of them.
    pub const ALL: [TokenScope; 10] = [
        TokenScope::CustomersRead,
        TokenScope::CustomersWrite,
        TokenScope::Scim,
        TokenScope::DemandsRead,
        TokenScope::DemandsWrite,
        TokenScope::DemandsContent,
        TokenScope::RulesRead,
        TokenScope::AuthoritiesRead,
        TokenScope::Preservation,
        TokenScope::Etsi,
    ];

    /// Whether a token that is bound to one customer may hold it: a customer's own program keeps its contacts, and learns of
    /// demands by notice alone.
    #[must_use]
    pub const fn for_a_customer(self) -> bool {
        matches!(self, TokenScope::CustomersRead | TokenScope::CustomersWrite | TokenScope::Scim)
    }

    /// The stable code, as on the command line and in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            TokenScope::CustomersRead => "customers:read",
            TokenScope::CustomersWrite => "customers:write",
            TokenScope::Scim => "scim",
            TokenScope::DemandsRead => "demands:read",
            TokenScope::DemandsWrite => "demands:write",
            TokenScope::DemandsContent => "demands:content",
            TokenScope::RulesRead => "rules:read",
            TokenScope::AuthoritiesRead => "authorities:read",
            TokenScope::Preservation => "preservation",
            TokenScope::Etsi => "etsi",
        }
    }
}

/// A text that is no scope of a token.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("'{0}' is not a scope; there are {all}", all = TokenScope::ALL.map(TokenScope::code).join(", "))]
pub struct NotATokenScope(pub String);

impl std::str::FromStr for TokenScope {
    type Err = NotATokenScope;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        TokenScope::ALL.into_iter().find(|scope| scope.code() == s).ok_or_else(|| NotATokenScope(s.to_owned()))
    }
}

/// A set of scopes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct TokenScopes(u16);

impl TokenScopes {
    /// Whether the set holds `scope`.
    #[must_use]
    pub const fn has(self, scope: TokenScope) -> bool {
        self.0 & (1 << scope as u16) != 0
    }

    /// The set with `scope` added.
    #[must_use]
    pub const fn with(self, scope: TokenScope) -> Self {
        Self(self.0 | (1 << scope as u16))
    }

    /// Whether nothing is opened.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The scopes held, in the order of [`TokenScope::ALL`].
    pub fn iter(self) -> impl Iterator<Item = TokenScope> {
        TokenScope::ALL.into_iter().filter(move |scope| self.has(*scope))
    }
}

impl FromIterator<TokenScope> for TokenScopes {
    fn from_iter<T: IntoIterator<Item = TokenScope>>(iter: T) -> Self {
        iter.into_iter().fold(Self::default(), Self::with)
    }
}

impl Serialize for TokenScopes {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for TokenScopes {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Vec::<TokenScope>::deserialize(d).map(Self::from_iter)
    }
}
