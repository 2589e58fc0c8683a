//! Inviting people, giving roles, taking access away.
//!
//! Roles, a new second factor and renewed access need two security admins: one proposes, another confirms. Taking
//! access away needs one, because waiting would cost more than a mistake. What the operator does on the command line
//! counts at once and stands in the record as the operator's.

use super::error::{StaffError, Why};
use super::secrets::Token;
use super::{LINK_VALID, Staff};
use crate::store::people::{self, Person};
use crate::store::staff_changes::{self, ChangeKind, StaffChange};
use crate::store::{Txn, events, one_time_links, sessions};
use crate::words::Language;
use domain::Instant;
use domain::actor::{Actor, Role, Roles};
use domain::ids::PersonId;
use serde_json::{Value, json};

/// What is needed to invite somebody.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Invitation {
    /// Name.
    pub name: String,
    /// Mail address, which is also the name to sign in with.
    pub mail: String,
    /// Language of screens and mails.
    pub language: Language,
    /// Roles asked for.
    pub roles: Roles,
}

/// What a decision on a change did.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Decided {
    /// It took effect.
    Confirmed,
    /// It took effect, and the person needs this link to enrol again.
    ConfirmedWithLink(Token),
    /// It was turned down.
    Rejected,
}

impl Staff {
    /// Take somebody in and make the link with which they enrol. The roles wait for a second admin, unless the
    /// operator invites.
    ///
    /// # Errors
    /// [`StaffError::Refused`] with all reasons; [`StaffError::Store`].
    pub async fn invite(&self, actor: Actor, invitation: Invitation) -> Result<(PersonId, Token), StaffError> {
        let mut why = roles_wrong(invitation.roles);
        if invitation.name.trim().is_empty() {
            why.push(Why::NameMissing);
        }
        let mail = invitation.mail.trim().to_lowercase();
        if !looks_like_mail(&mail) {
            why.push(Why::MailWrong);
        }
        let now = self.clock.now();
        let txn = self.store.begin().await?;
        if people::find_by_mail(&txn, &mail).await?.is_some() {
            why.push(Why::MailTaken);
        }
        refuse(why)?;
        let id = PersonId(uuid::Uuid::new_v4());
        let at_once = actor == Actor::Operator;
        let person = Person {
            id,
            name: invitation.name.trim().to_owned(),
            mail,
            roles: if at_once { invitation.roles } else { Roles::default() },
            password_hash: None,
            totp_secret: None,
            totp_confirmed: false,
            last_totp_step: None,
            language: invitation.language.code().to_owned(),
            theme: "auto".to_owned(),
            keyboard: true,
            version: 1,
            created_at: now,
            disabled_at: None,
        };
        people::insert(&txn, &person).await?;
        record(&txn, actor, "staff_invited", json!({ "person": id, "roles": invitation.roles }), now).await?;
        if !at_once {
            self.propose_in(&txn, actor, &person, ChangeKind::Roles(invitation.roles), now).await?;
        }
        let token = self.link_in(&txn, id, one_time_links::Purpose::Invitation, now).await?;
        txn.commit().await?;
        Ok((id, token))
    }

    /// Propose other roles, a new second factor or renewed access.
    ///
    /// # Errors
    /// [`StaffError::Refused`], [`StaffError::NotFound`], [`StaffError::Store`].
    pub async fn propose(&self, actor: Actor, id: PersonId, kind: ChangeKind) -> Result<(), StaffError> {
        let now = self.clock.now();
        let txn = self.store.begin().await?;
        let person = people::find(&txn, id).await?.ok_or(StaffError::NotFound)?;
        self.propose_in(&txn, actor, &person, kind, now).await?;
        Ok(txn.commit().await?)
    }

    async fn propose_in(&self, txn: &Txn, actor: Actor, person: &Person, kind: ChangeKind, now: Instant) -> Result<(), StaffError> {
        let mut why = Vec::new();
        if let ChangeKind::Roles(roles) = kind {
            why.extend(roles_wrong(roles));
            if roles == person.roles {
                why.push(Why::RolesSame);
            }
        }
        if actor.person() == Some(person.id) {
            why.push(Why::OwnAccess);
        }
        if staff_changes::waiting(txn, person.id, now).await?.is_some() {
            why.push(Why::ChangeWaits);
        }
        if let ChangeKind::Roles(roles) = kind
            && !roles.has(Role::SecurityAdmin)
            && self.is_last_admin(txn, person).await?
        {
            why.push(Why::LastAdmin);
        }
        refuse(why)?;
        let change = StaffChange {
            id: uuid::Uuid::new_v4(),
            person: person.id,
            kind,
            proposed_by: actor.person(),
            proposed_at: now,
            expires_at: now + staff_changes::VALID,
        };
        staff_changes::insert(txn, &change).await?;
        record(txn, actor, "staff_change_proposed", json!({ "person": person.id, "change": change.id, "what": kind }), now).await
    }

    /// Confirm or turn down what waits for a person. The second pair of eyes: neither who proposed nor who is
    /// concerned may confirm; who proposed may take it back.
    ///
    /// # Errors
    /// [`StaffError::Refused`], [`StaffError::NotFound`], [`StaffError::Store`].
    pub async fn decide(&self, actor: Actor, id: PersonId, change: uuid::Uuid, confirm: bool) -> Result<Decided, StaffError> {
        let now = self.clock.now();
        let txn = self.store.begin().await?;
        let mut person = people::find(&txn, id).await?.ok_or(StaffError::NotFound)?;
        // What is confirmed is what was read: the form names the change it showed.
        let change = staff_changes::waiting(&txn, id, now).await?.filter(|c| c.id == change).ok_or(Why::NothingWaits)?;
        let mut why = Vec::new();
        if confirm && actor.person().is_some() && change.proposed_by == actor.person() {
            why.push(Why::SamePerson);
        }
        if confirm && actor.person() == Some(id) {
            why.push(Why::OwnAccess);
        }
        refuse(why)?;
        staff_changes::decide(&txn, change.id, actor.person(), confirm, now).await?;
        let kind = if confirm { "staff_change_confirmed" } else { "staff_change_rejected" };
        record(&txn, actor, kind, json!({ "person": id, "change": change.id, "what": change.kind }), now).await?;
        let mut decided = if confirm { Decided::Confirmed } else { Decided::Rejected };
        if confirm {
            match change.kind {
                ChangeKind::Roles(roles) => {
                    if !roles.has(Role::SecurityAdmin) && self.is_last_admin(&txn, &person).await? {
                        return Err(Why::LastAdmin.into());
                    }
                    person.roles = roles;
                }
                ChangeKind::Access => person.disabled_at = None,
                ChangeKind::SecondFactor => {
                    person.password_hash = None;
                    person.totp_secret = None;
                    person.totp_confirmed = false;
                    sessions::remove_of(&txn, id).await?;
                    decided = Decided::ConfirmedWithLink(self.link_in(&txn, id, one_time_links::Purpose::Invitation, now).await?);
                }
            }
            people::save(&txn, &person).await?;
        }
        txn.commit().await?;
        Ok(decided)
    }

    /// Take access away, at once: sessions end, links die, roles stay for the day access is given back.
    ///
    /// # Errors
    /// [`StaffError::Refused`], [`StaffError::NotFound`], [`StaffError::Store`].
    pub async fn disable(&self, actor: Actor, id: PersonId) -> Result<(), StaffError> {
        let now = self.clock.now();
        let txn = self.store.begin().await?;
        let mut person = people::find(&txn, id).await?.ok_or(StaffError::NotFound)?;
        if actor.person() == Some(id) {
            return Err(Why::OwnAccess.into());
        }
        if self.is_last_admin(&txn, &person).await? {
            return Err(Why::LastAdmin.into());
        }
        person.disabled_at = Some(now);
        people::save(&txn, &person).await?;
        sessions::remove_of(&txn, id).await?;
        one_time_links::remove_unused_of(&txn, id).await?;
        record(&txn, actor, "staff_disabled", json!({ "person": id }), now).await?;
        Ok(txn.commit().await?)
    }

    /// A new invitation link for somebody who has not enrolled yet; older ones die.
    ///
    /// # Errors
    /// [`StaffError::Refused`] with [`Why::ChangeWaits`] for who has enrolled: that needs a second admin;
    /// [`StaffError::NotFound`], [`StaffError::Store`].
    pub async fn renew_link(&self, actor: Actor, id: PersonId) -> Result<Token, StaffError> {
        let now = self.clock.now();
        let txn = self.store.begin().await?;
        let person = people::find(&txn, id).await?.ok_or(StaffError::NotFound)?;
        if person.disabled_at.is_some() || (person.totp_confirmed && actor != Actor::Operator) {
            return Err(Why::ChangeWaits.into());
        }
        one_time_links::remove_unused_of(&txn, id).await?;
        let token = self.link_in(&txn, id, one_time_links::Purpose::Invitation, now).await?;
        record(&txn, actor, "staff_link_made", json!({ "person": id }), now).await?;
        txn.commit().await?;
        Ok(token)
    }

    pub(super) async fn link_in(
        &self, txn: &Txn, id: PersonId, purpose: one_time_links::Purpose, now: Instant,
    ) -> Result<Token, StaffError> {
        let token = Token::draw();
        one_time_links::insert(txn, &token.hash(), id, purpose, now, now + LINK_VALID).await?;
        Ok(token)
    }

    async fn is_last_admin(&self, txn: &Txn, person: &Person) -> Result<bool, StaffError> {
        if !person.roles.has(Role::SecurityAdmin) || person.disabled_at.is_some() {
            return Ok(false);
        }
        let others = people::list(txn).await?;
        Ok(!others.iter().any(|p| p.id != person.id && p.disabled_at.is_none() && p.roles.has(Role::SecurityAdmin)))
    }
}

pub(super) async fn record(txn: &Txn, actor: Actor, kind: &str, payload: Value, now: Instant) -> Result<(), StaffError> {
    let event = events::NewEvent { demand: None, actor, kind: kind.to_owned(), payload };
    events::append(txn, &[event], now).await?;
    Ok(())
}

pub(super) fn refuse(why: Vec<Why>) -> Result<(), StaffError> {
    if why.is_empty() { Ok(()) } else { Err(StaffError::Refused(why)) }
}

fn roles_wrong(roles: Roles) -> Vec<Why> {
    let mut why = Vec::new();
    if roles.is_empty() {
        why.push(Why::RolesNone);
    }
    if roles.conflict().is_some() {
        why.push(Why::RolesConflict);
    }
    why
}

/// One `@` with something on both sides, no spaces or control characters, a dot in the domain. The link that is sent
/// proves the rest.
fn looks_like_mail(mail: &str) -> bool {
    let Some((local, domain)) = mail.split_once('@') else { return false };
    !local.is_empty()
        && domain.len() <= 253
        && mail.len() <= 320
        && domain.contains('.')
        && !domain.starts_with('.')
        && !domain.ends_with('.')
        && !domain.contains('@')
        && !mail.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | ',' | ';' | '"'))
}
