//! Inviting people, giving roles, taking access away.
//!
//! Roles, a new second factor and renewed access need two security admins: one proposes, another confirms. Taking
//! access away needs one, because waiting would cost more than a mistake. What the operator does on the command line
//! counts at once and stands in the record as the operator's.

use super::error::{StaffError, Why};
use super::person::{change, roles_text};
use super::secrets::Token;
use super::sign_in::INVITATION;
use super::{LINK_VALID, MOST, Staff};
use crate::store::people::{self, OneTimeLinkRow, PersonRow};
use crate::store::staff_changes::{self, ChangeKind, StaffChange};
use crate::store::{Txn, events};
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
        let person = PersonRow {
            id: id.into(),
            name: invitation.name.trim().to_owned(),
            mail,
            roles: roles_text(if at_once { invitation.roles } else { Roles::default() }),
            password_hash: None,
            totp_secret: None,
            totp_confirmed: false,
            last_totp_step: None,
            language: invitation.language.code().to_owned(),
            theme: "system".to_owned(),
            keyboard: true,
            version: 1,
            created_at: now,
            disabled_at: None,
        };
        people::add(&txn, person.clone()).await?;
        record(&txn, actor, "staff_invited", json!({ "person": id, "roles": invitation.roles }), now).await?;
        if !at_once {
            self.propose_in(&txn, actor, &person, ChangeKind::Roles(invitation.roles), now).await?;
        }
        let token = self.link_in(&txn, id, INVITATION, now).await?;
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

    async fn propose_in(&self, txn: &Txn, actor: Actor, person: &PersonRow, kind: ChangeKind, now: Instant) -> Result<(), StaffError> {
        let mut why = Vec::new();
        if let ChangeKind::Roles(roles) = kind {
            why.extend(roles_wrong(roles));
            if roles == person.role_set()? {
                why.push(Why::RolesSame);
            }
        }
        if actor.person() == Some(person.person()) {
            why.push(Why::OwnAccess);
        }
        if staff_changes::waiting(txn, person.person(), now).await?.is_some() {
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
            person: person.person(),
            kind,
            proposed_by: actor.person(),
            proposed_at: now,
            expires_at: now + staff_changes::VALID,
        };
        staff_changes::propose(txn, &change).await?;
        record(txn, actor, "staff_change_proposed", json!({ "person": person.person(), "change": change.id, "what": kind }), now).await
    }

    /// Confirm or turn down what waits for a person. The second pair of eyes: neither who proposed nor who is
    /// concerned may confirm; who proposed may take it back.
    ///
    /// # Errors
    /// [`StaffError::Refused`], [`StaffError::NotFound`], [`StaffError::Store`].
    pub async fn decide(&self, actor: Actor, id: PersonId, which: uuid::Uuid, confirm: bool) -> Result<Decided, StaffError> {
        let now = self.clock.now();
        let txn = self.store.begin().await?;
        let person = people::find(&txn, id).await?.ok_or(StaffError::NotFound)?;
        // What is confirmed is what was read: the form names the change it showed.
        let waits = staff_changes::waiting(&txn, id, now).await?.filter(|c| c.id == which).ok_or(Why::NothingWaits)?;
        let mut why = Vec::new();
        if confirm && actor.person().is_some() && waits.proposed_by == actor.person() {
            why.push(Why::SamePerson);
        }
        if confirm && actor.person() == Some(id) {
            why.push(Why::OwnAccess);
        }
        refuse(why)?;
        staff_changes::decide(&txn, waits.id, actor.person(), confirm, now).await?;
        let kind = if confirm { "staff_change_confirmed" } else { "staff_change_rejected" };
        record(&txn, actor, kind, json!({ "person": id, "change": waits.id, "what": waits.kind }), now).await?;
        let mut decided = if confirm { Decided::Confirmed } else { Decided::Rejected };
        if confirm {
            match waits.kind {
                ChangeKind::Roles(roles) => {
                    if !roles.has(Role::SecurityAdmin) && self.is_last_admin(&txn, &person).await? {
                        return Err(Why::LastAdmin.into());
                    }
                    change(&txn, &person, |p| p.roles = roles_text(roles)).await?;
                }
                ChangeKind::Access => change(&txn, &person, |p| p.disabled_at = None).await?,
                ChangeKind::SecondFactor => {
                    change(&txn, &person, |p| {
                        p.password_hash = None;
                        p.totp_secret = None;
                        p.totp_confirmed = false;
                    })
                    .await?;
                    people::end_all(&txn, id, None).await?;
                    people::drop_links(&txn, id).await?;
                    decided = Decided::ConfirmedWithLink(self.link_in(&txn, id, INVITATION, now).await?);
                }
            }
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
        let person = people::find(&txn, id).await?.ok_or(StaffError::NotFound)?;
        if actor.person() == Some(id) {
            return Err(Why::OwnAccess.into());
        }
        if self.is_last_admin(&txn, &person).await? {
            return Err(Why::LastAdmin.into());
        }
        change(&txn, &person, |p| p.disabled_at = Some(now)).await?;
        people::end_all(&txn, id, None).await?;
        people::drop_links(&txn, id).await?;
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
        people::drop_links(&txn, id).await?;
        let token = self.link_in(&txn, id, INVITATION, now).await?;
        record(&txn, actor, "staff_link_made", json!({ "person": id }), now).await?;
        txn.commit().await?;
        Ok(token)
    }

    pub(super) async fn link_in(&self, txn: &Txn, id: PersonId, purpose: &str, now: Instant) -> Result<Token, StaffError> {
        let token = Token::draw();
        let row = OneTimeLinkRow {
            token_hash: token.hash(),
            person_id: id.into(),
            purpose: purpose.to_owned(),
            created_at: now,
            expires_at: now + LINK_VALID,
            used_at: None,
        };
        people::add_link(txn, row).await?;
        Ok(token)
    }

    async fn is_last_admin(&self, txn: &Txn, person: &PersonRow) -> Result<bool, StaffError> {
        let is_admin = |p: &PersonRow| Ok::<_, StaffError>(p.disabled_at.is_none() && p.role_set()?.has(Role::SecurityAdmin));
        if !is_admin(person)? {
            return Ok(false);
        }
        for other in people::list(txn, MOST).await? {
            if other.id != person.id && is_admin(&other)? {
                return Ok(false);
            }
        }
        Ok(true)
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
