//! Passkeys of contacts: added after coming in by a mailed code, and another way to come in afterwards.
//!
//! A passkey is its contact's, for the address that the contact had when it was added. It opens only while that address answers,
//! so that it never outlives the mailbox. Who comes in with one is asked nothing before, and told the same whatever was wrong.

use super::relying::{Answer, Holder, Relying, Unfit};
use super::{PortalError, Represented, counted, same_address};
use crate::store::customers::{self, ContactRow};
use crate::store::passkeys::{self, ChallengeRow, PasskeyRow};
use crate::store::{Conn, Key, Txn, outbox};
use crate::words::{Language, Words};
use crate::workflow::staff::Origin;
use crate::workflow::staff::secrets::Token;
use crate::workflow::{Error, Workflow};
use chrono::TimeDelta;
use domain::Instant;
use domain::actor::Actor;
use domain::ids::{ContactId, PasskeyId};
use serde_json::json;
use uuid::Uuid;

/// The outbox's code of the mail that says that a passkey was added, removed or stopped.
pub const PASSKEY_LETTER: &str = "portal_passkey";
/// How long a challenge is good.
pub const CHALLENGE_VALID: TimeDelta = TimeDelta::minutes(5);
/// How far back challenges are counted.
const WITHIN: TimeDelta = TimeDelta::minutes(15);
/// How many challenges a contact gets in that time, to add passkeys.
const PER_CONTACT: u64 = 10;
/// How many go to one place: an office shares one.
const PER_PLACE: u64 = 40;
/// Most passkeys of one contact.
pub const MOST_PASSKEYS: usize = 10;
/// Longest name of a passkey.
const LONGEST_NAME: usize = 60;

/// What the mail about a passkey says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Told {
    Added,
    Removed,
    Stopped,
}

impl Told {
    const fn key(self) -> &'static str {
        match self {
            Told::Added => "passkey-mail-added",
            Told::Removed => "passkey-mail-removed",
            Told::Stopped => "passkey-mail-stopped",
        }
    }
}

impl Relying {
    /// The party of this installation at an address; see [`Relying::at`].
    #[must_use]
    pub fn of(workflow: &Workflow, address: &str) -> Option<Self> {
        Self::at(address, &workflow.sender().name, CHALLENGE_VALID.to_std().ok()?)
    }
}

impl Workflow {
    /// Somebody wants to come in with a passkey. Returns the secret that the browser keeps and the challenge is made from.
    ///
    /// # Errors
    /// [`PortalError::Wait`]; [`PortalError::Workflow`].
    pub async fn ask_for_passkey(&self, from: &Origin) -> Result<Token, PortalError> {
        self.challenge(None, from).await
    }

    /// A contact wants to add a passkey. Returns the secret that the browser keeps and the challenge is made from.
    ///
    /// # Errors
    /// [`PortalError::Unconfirmed`], [`PortalError::TooManyPasskeys`], [`PortalError::Wait`]; [`PortalError::Workflow`].
    pub async fn ask_to_add_passkey(&self, who: &Represented, from: &Origin) -> Result<Token, PortalError> {
        self.may_add(self.store().read(), who).await?;
        self.challenge(Some(who.contact_id()), from).await
    }

    async fn challenge(&self, contact: Option<ContactId>, from: &Origin) -> Result<Token, PortalError> {
        let now = self.clock().now();
        let ip = counted(from);
        let (by_contact, by_ip) = passkeys::asked_since(self.store().read(), contact, &ip, now - WITHIN).await?;
        if by_contact >= PER_CONTACT || by_ip >= PER_PLACE {
            return Err(PortalError::Wait { until: now + WITHIN });
        }
        let token = Token::draw();
        let row = ChallengeRow {
            token_hash: token.hash(),
            contact_id: contact.map(Key::from),
            ip,
            created_at: now,
            expires_at: now + CHALLENGE_VALID,
            used_at: None,
        };
        let txn = self.store().begin().await?;
        passkeys::ask(&txn, row).await?;
        txn.commit().await?;
        Ok(token)
    }

    /// Whether another passkey may be added; returns those that are there.
    async fn may_add(&self, conn: &impl Conn, who: &Represented) -> Result<Vec<PasskeyRow>, PortalError> {
        let contact = customers::find_contact(conn, who.contact_id()).await?.ok_or(Error::NotFound)?;
        if !self.answers(&contact) || !same_address(&contact.mail, &who.contact.mail) {
            return Err(PortalError::Unconfirmed);
        }
        let known = passkeys::of_contact(conn, who.contact_id()).await?;
        if known.len() >= MOST_PASSKEYS { Err(PortalError::TooManyPasskeys) } else { Ok(known) }
    }

    /// Whether a contact's address is known to answer, so that a passkey may stand in for its mailbox.
    #[must_use]
    pub fn answers(&self, contact: &ContactRow) -> bool {
        contact.reach(&self.policy().contacts, self.clock().now()).reachable()
    }

    /// A contact's passkeys, the oldest first.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn passkeys(&self, who: &Represented) -> Result<Vec<PasskeyRow>, Error> {
        Ok(passkeys::of_contact(self.store().read(), who.contact_id()).await?)
    }

    /// What the browser of a contact who adds a passkey is asked, as JSON; `None` when the challenge is no longer good.
    ///
    /// # Errors
    /// As [`Workflow::ask_to_add_passkey`].
    pub async fn asks_to_add_passkey(&self, relying: &Relying, who: &Represented, asked: &Token) -> Result<Option<String>, PortalError> {
        let read = self.store().read();
        let good = passkeys::find_challenge(read, &asked.hash(), Some(who.contact_id()), self.clock().now()).await?;
        let known = self.may_add(read, who).await?;
        Ok(good.and_then(|_| relying.asks_to_add(asked, &holder(who, &known)).ok()))
    }

    /// What the browser of somebody who wants to come in is asked, as JSON; `None` when the challenge is no longer good.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn asks_for_passkey(&self, relying: &Relying, asked: &Token) -> Result<Option<String>, Error> {
        let good = passkeys::find_challenge(self.store().read(), &asked.hash(), None, self.clock().now()).await?;
        Ok(good.and_then(|_| relying.asks_to_come_in(asked).ok()))
    }

    /// Keep the passkey that a contact's browser made. The challenge is used up in any case.
    ///
    /// # Errors
    /// [`PortalError::WrongPasskey`] for every reason that lies in the answer; else as [`Workflow::ask_to_add_passkey`].
    pub async fn add_passkey(
        &self,
        relying: &Relying,
        who: &Represented,
        asked: &Token,
        name: &str,
        answer: &str,
    ) -> Result<PasskeyId, PortalError> {
        let txn = self.store().begin().await?;
        let now = self.clock().now();
        let contact = who.contact_id();
        if !passkeys::use_up(&txn, &asked.hash(), Some(contact), now).await? {
            return Err(PortalError::WrongPasskey);
        }
        let known = self.may_add(&txn, who).await?;
        let made = relying.added(asked, &holder(who, &known), answer).ok();
        let new = match made {
            Some(made) if passkeys::by_credential(&txn, &made.credential_id).await?.is_none() => made,
            _ => {
                txn.commit().await?;
                return Err(PortalError::WrongPasskey);
            }
        };
        let id = PasskeyId(Uuid::new_v4());
        let row = PasskeyRow {
            id: id.into(),
            contact_id: contact.into(),
            mail: who.contact.mail.to_lowercase(),
            name: domain::text::one_line(name, LONGEST_NAME),
            credential_id: new.credential_id,
            credential: new.credential,
            created_at: now,
            used_at: None,
            doubted_at: None,
        };
        passkeys::add(&txn, row).await?;
        self.note_passkey(&txn, Actor::Contact(contact), "passkey_added", &who.contact, id).await?;
        self.tell_of_passkey(&txn, &who.contact, Told::Added, now).await?;
        txn.commit().await?;
        Ok(id)
    }

    /// Call one's own passkey something else. An empty name changes nothing.
    ///
    /// # Errors
    /// [`Error::NotFound`] for anybody else's; [`Error::Store`].
    pub async fn rename_passkey(&self, who: &Represented, id: PasskeyId, name: &str) -> Result<(), Error> {
        let name = domain::text::one_line(name, LONGEST_NAME);
        let txn = self.store().begin().await?;
        let row = own(&txn, who, id).await?;
        if !name.is_empty() && name != row.name {
            passkeys::rename(&txn, id, &name).await?;
            self.note_passkey(&txn, Actor::Contact(who.contact_id()), "passkey_renamed", &who.contact, id).await?;
        }
        Ok(txn.commit().await?)
    }

    /// Remove one's own passkey: it opens nothing from now on.
    ///
    /// # Errors
    /// [`Error::NotFound`] for anybody else's; [`Error::Store`].
    pub async fn remove_passkey(&self, who: &Represented, id: PasskeyId) -> Result<(), Error> {
        let txn = self.store().begin().await?;
        own(&txn, who, id).await?;
        passkeys::remove(&txn, id).await?;
        self.note_passkey(&txn, Actor::Contact(who.contact_id()), "passkey_removed", &who.contact, id).await?;
        self.tell_of_passkey(&txn, &who.contact, Told::Removed, self.clock().now()).await?;
        Ok(txn.commit().await?)
    }

    /// Remove all passkeys of a contact who is no longer on the list, or no longer at this address.
    pub(in crate::workflow) async fn drop_passkeys_in(&self, txn: &Txn, actor: Actor, before: &ContactRow) -> Result<(), Error> {
        let all = passkeys::of_contact(txn, before.id.to()).await?;
        for row in &all {
            passkeys::remove(txn, row.id.to()).await?;
            self.note_passkey(txn, actor, "passkey_removed", before, row.id.to()).await?;
        }
        if !all.is_empty() && before.bounced_at.is_none() {
            self.tell_of_passkey(txn, before, Told::Removed, self.clock().now()).await?;
        }
        Ok(())
    }

    /// Come in with a passkey. Returns the session's secret. The challenge is used up in any case.
    ///
    /// # Errors
    /// [`PortalError::WrongPasskey`] for every reason there can be; [`PortalError::Workflow`].
    pub async fn use_passkey(&self, relying: &Relying, asked: &Token, answer: &str, from: &Origin) -> Result<Token, PortalError> {
        let txn = self.store().begin().await?;
        let now = self.clock().now();
        if !passkeys::use_up(&txn, &asked.hash(), None, now).await? {
            return Err(PortalError::WrongPasskey);
        }
        let came = match Answer::read(answer) {
            Some(answer) => self.holder_of(&txn, relying, asked, &answer).await?,
            None => None,
        };
        let Some((row, contact, checked)) = came else {
            txn.commit().await?;
            return Err(PortalError::WrongPasskey);
        };
        let id: PasskeyId = row.id.to();
        let Ok(kept) = checked else {
            passkeys::doubt(&txn, id, now).await?;
            self.note_passkey(&txn, Actor::Contact(contact.id.to()), "passkey_counter_went_back", &contact, id).await?;
            self.tell_of_passkey(&txn, &contact, Told::Stopped, now).await?;
            txn.commit().await?;
            return Err(PortalError::WrongPasskey);
        };
        passkeys::used(&txn, id, &kept, now).await?;
        let token = self.open_portal(&txn, &contact.mail, Some(&contact), from, now).await?;
        self.note_passkey(&txn, Actor::Contact(contact.id.to()), "customer_signed_in", &contact, id).await?;
        txn.commit().await?;
        Ok(token)
    }

    /// Whose passkey gave this answer, and what is to be kept of it, or that its counter went back; `None` when the answer opens
    /// nothing. As many rows are read and as much is computed for a passkey that nobody has.
    async fn holder_of(
        &self,
        txn: &Txn,
        relying: &Relying,
        asked: &Token,
        answer: &Answer,
    ) -> Result<Option<(PasskeyRow, ContactRow, Result<String, WentBack>)>, Error> {
        let row = passkeys::by_credential(txn, &answer.credential_id()).await?;
        let whose = row.as_ref().map_or(ContactId(Uuid::nil()), |row| row.contact_id.to());
        let contact = customers::find_contact(txn, whose).await?;
        let checked = match relying.comes_in(asked, answer, row.as_ref().map(|row| row.credential.as_str())) {
            Ok(kept) => Ok(kept),
            Err(Unfit::WentBack) => Err(WentBack),
            Err(Unfit::Wrong) => return Ok(None),
        };
        let (Some(row), Some(contact)) = (row, contact) else { return Ok(None) };
        let opens = answer.is_of(whose) && row.doubted_at.is_none() && same_address(&row.mail, &contact.mail) && self.answers(&contact);
        Ok(opens.then_some((row, contact, checked)))
    }

    async fn note_passkey(&self, txn: &Txn, actor: Actor, kind: &str, contact: &ContactRow, id: PasskeyId) -> Result<(), Error> {
        let payload = json!({ "customer": contact.customer_id, "contact": contact.id, "passkey": id });
        self.note(txn, actor, kind, payload).await
    }

    /// The contact hears of it by mail, which says nothing of any demand and does not name the passkey.
    async fn tell_of_passkey(&self, txn: &Txn, to: &ContactRow, told: Told, now: Instant) -> Result<(), Error> {
        let words = Words::of(Language::from_code(&to.language).unwrap_or_default());
        let text = words.say2("passkey-mail-text", "what", words.say(told.key()), "provider", self.sender().name);
        let subject = words.say("passkey-mail-subject").into_owned();
        let mail = self.caseless(PASSKEY_LETTER, &to.mail, words.language, subject, text.into_owned(), None, now);
        Ok(outbox::put(txn, mail).await?)
    }
}

/// A passkey fits but for its counter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct WentBack;

fn holder(who: &Represented, known: &[PasskeyRow]) -> Holder {
    Holder {
        id: who.contact_id(),
        mail: who.contact.mail.clone(),
        name: format!("{} ({})", who.contact.name, who.customer.name),
        known: known.iter().map(|row| row.credential_id.clone()).collect(),
    }
}

async fn own(conn: &impl Conn, who: &Represented, id: PasskeyId) -> Result<PasskeyRow, Error> {
    let all = passkeys::of_contact(conn, who.contact_id()).await?;
    all.into_iter().find(|row| row.id == id.into()).ok_or(Error::NotFound)
}
