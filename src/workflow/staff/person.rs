//! A member of staff as the rest of the house sees one: no secrets.

use crate::store::people::{self, PersonRow};
use crate::store::{StoreError, Txn};
use crate::words::Language;
use domain::Instant;
use domain::actor::{Actor, Roles};
use domain::ids::PersonId;

/// A member of staff.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Person {
    /// Id.
    pub id: PersonId,
    /// Name.
    pub name: String,
    /// Mail address.
    pub mail: String,
    /// Roles held.
    pub roles: Roles,
    /// Language of screens and mails.
    pub language: Language,
    /// `light`, `dark` or `system`.
    pub theme: String,
    /// Whether single keys do something.
    pub keyboard: bool,
    /// Whether password and second factor are set.
    pub enrolled: bool,
    /// When invited.
    pub created_at: Instant,
    /// When access was taken away.
    pub disabled_at: Option<Instant>,
}

impl Person {
    /// The person as the one who acts.
    #[must_use]
    pub const fn actor(&self) -> Actor {
        Actor::Person { id: self.id, roles: self.roles }
    }
}

impl TryFrom<PersonRow> for Person {
    type Error = StoreError;

    fn try_from(row: PersonRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.person(),
            roles: row.role_set()?,
            language: Language::from_code(&row.language).unwrap_or_default(),
            name: row.name,
            mail: row.mail,
            theme: row.theme,
            keyboard: row.keyboard,
            enrolled: row.totp_confirmed,
            created_at: row.created_at,
            disabled_at: row.disabled_at,
        })
    }
}

/// Roles as their column holds them.
pub(super) fn roles_text(roles: Roles) -> String {
    let codes: Vec<String> = roles.iter().map(|r| format!("\"{}\"", r.code())).collect();
    format!("[{}]", codes.join(","))
}

/// Change a row and write what changed.
pub(super) async fn change(txn: &Txn, before: &PersonRow, edit: impl FnOnce(&mut PersonRow)) -> Result<(), StoreError> {
    let mut after = before.clone();
    edit(&mut after);
    after.version += 1;
    people::save(txn, before, &after).await
}
