//! Coming in and going out: passwords with a second factor, one-time links, sessions.

use super::error::{StaffError, Why};
use super::people::{record, refuse};
use super::secrets::{LONGEST_PASSWORD, SHORTEST_PASSWORD, Token, draw_totp_secret, totp_step};
use super::throttle::Counted;
use super::{ABSOLUTE, IDLE, Staff, TOUCH_AFTER};
use crate::store::one_time_links::{self, Purpose};
use crate::store::people::{self, Person};
use crate::store::sessions::{self, Session};
use crate::store::Txn;
use domain::Instant;
use domain::actor::Actor;
use domain::ids::PersonId;
use serde_json::json;

/// Where somebody comes from; kept so that they can tell their sessions apart.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct From {
    /// Network address.
    pub ip: String,
    /// What the browser says it is.
    pub agent: String,
}

/// What was typed on the sign-in page.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// Mail address.
    pub mail: String,
    /// Password.
    pub password: String,
    /// Six digits of the second factor.
    pub code: String,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Credentials(…)")
    }
}

impl Staff {
    /// Who holds a session's token, if it is still good. One query; it is written only every few minutes.
    ///
    /// # Errors
    /// [`StaffError::Store`].
    pub async fn session(&self, token: &Token) -> Result<Option<(Session, Person)>, StaffError> {
        let now = self.clock.now();
        let Some((session, person)) = sessions::find(self.store.read(), &token.hash()).await? else { return Ok(None) };
        if session.idle_expires_at <= now || session.absolute_expires_at <= now || person.disabled_at.is_some() {
            return Ok(None);
        }
        if now - session.seen_at >= TOUCH_AFTER && !self.store.is_halted() {
            let txn = self.store.begin().await?;
            sessions::touch(&txn, &session.id_hash, now, (now + IDLE).min(session.absolute_expires_at)).await?;
            txn.commit().await?;
        }
        Ok(Some((session, person)))
    }

    /// Sign in by password and second factor. Unknown address, wrong password, wrong code and taken-away access give
    /// the same answer after the same work.
    ///
    /// # Errors
    /// [`StaffError::Wrong`], [`StaffError::Wait`], [`StaffError::Store`], [`StaffError::Hashing`].
    pub async fn sign_in(&self, typed: Credentials, from: &From) -> Result<(Token, Person), StaffError> {
        let now = self.clock.now();
        self.may_try(&typed.mail, &from.ip, now)?;
        let person = people::find_by_mail(self.store.read(), &typed.mail.trim().to_lowercase()).await?;
        let checked = self.check(person, typed, from, now).await?;
        let txn = self.store.begin().await?;
        let Some(person) = self.use_step(&txn, checked).await? else {
            return Err(StaffError::Wrong);
        };
        let token = self.open(&txn, &person, from, now).await?;
        record(&txn, actor(&person), "staff_signed_in", json!({ "person": person.id, "by": "password" }), now).await?;
        txn.commit().await?;
        Ok((token, person))
    }

    /// Prove again who one is, before a sensitive act.
    ///
    /// # Errors
    /// As for [`Staff::sign_in`].
    pub async fn sign_in_again(&self, token: &Token, person: Person, password: String, code: String, from: &From) -> Result<(), StaffError> {
        let now = self.clock.now();
        self.may_try(&person.mail, &from.ip, now)?;
        let typed = Credentials { mail: person.mail.clone(), password, code };
        let checked = self.check(Some(person), typed, from, now).await?;
        let txn = self.store.begin().await?;
        if self.use_step(&txn, checked).await?.is_none() {
            return Err(StaffError::Wrong);
        }
        sessions::freshen(&txn, &token.hash(), now).await?;
        Ok(txn.commit().await?)
    }

    fn may_try(&self, mail: &str, ip: &str, now: Instant) -> Result<(), StaffError> {
        let waits = [Counted::Mail(mail), Counted::Network(ip)].map(|what| self.throttle.until(what, now));
        waits.into_iter().flatten().max().map_or(Ok(()), |until| Err(StaffError::Wait { until }))
    }

    /// The person and the step of the second factor, if all that was typed is right. Counts failures.
    async fn check(&self, person: Option<Person>, typed: Credentials, from: &From, now: Instant) -> Result<(Person, i64), StaffError> {
        let stored = person.as_ref().and_then(|p| p.password_hash.clone());
        let same = self.passwords.check(typed.password, stored).await?;
        let right = person.filter(|p| same && p.disabled_at.is_none() && p.totp_confirmed).and_then(|p| {
            let step = totp_step(p.totp_secret.as_deref()?, &typed.code, p.last_totp_step, now)?;
            Some((p, step))
        });
        let counted = [Counted::Mail(&typed.mail), Counted::Network(&from.ip)];
        match right {
            Some(right) => {
                counted.into_iter().for_each(|what| self.throttle.succeeded(what));
                Ok(right)
            }
            None => {
                counted.into_iter().for_each(|what| self.throttle.failed(what, now));
                metrics::counter!("ombud_sign_in_failures_total").increment(1);
                Err(StaffError::Wrong)
            }
        }
    }

    /// Mark the step as used, in the writing transaction: of two that come with the same code one is too late.
    async fn use_step(&self, txn: &Txn, (person, step): (Person, i64)) -> Result<Option<Person>, StaffError> {
        let Some(mut person) = people::find(txn, person.id).await? else { return Ok(None) };
        if person.last_totp_step.is_some_and(|last| step <= last) || person.disabled_at.is_some() {
            return Ok(None);
        }
        person.last_totp_step = Some(step);
        people::save(txn, &person).await?;
        Ok(Some(person))
    }

    async fn open(&self, txn: &Txn, person: &Person, from: &From, now: Instant) -> Result<Token, StaffError> {
        let token = Token::draw();
        let session = Session {
            id_hash: token.hash(),
            person: person.id,
            created_at: now,
            seen_at: now,
            idle_expires_at: now + IDLE,
            absolute_expires_at: now + ABSOLUTE,
            fresh_at: Some(now),
            ip: from.ip.chars().take(64).collect(),
            agent: from.agent.chars().take(200).collect(),
        };
        sessions::remove_expired(txn, now).await?;
        sessions::insert(txn, &session).await?;
        Ok(token)
    }

    /// Make a link that signs a person in; for the demo only, see [`Staff::use_link`].
    ///
    /// # Errors
    /// [`StaffError::NotFound`], [`StaffError::Store`].
    pub async fn sign_in_link(&self, id: PersonId) -> Result<Token, StaffError> {
        let now = self.clock.now();
        let txn = self.store.begin().await?;
        people::find(&txn, id).await?.ok_or(StaffError::NotFound)?;
        let token = self.link_in(&txn, id, Purpose::SignIn, now).await?;
        record(&txn, Actor::Operator, "staff_link_made", json!({ "person": id }), now).await?;
        txn.commit().await?;
        Ok(token)
    }

    /// Whether a link could be used now. Looking does not use it: mail programs look.
    ///
    /// # Errors
    /// [`StaffError::LinkDead`], [`StaffError::Store`].
    pub async fn look_at_link(&self, token: &Token) -> Result<(), StaffError> {
        let link = one_time_links::find(self.store.read(), &token.hash()).await?.ok_or(StaffError::LinkDead)?;
        self.alive(&link, self.clock.now())
    }

    fn alive(&self, link: &one_time_links::OneTimeLink, now: Instant) -> Result<(), StaffError> {
        // A link that signs in without a second factor is good only where none is asked for.
        let allowed = link.purpose == Purpose::Invitation || !self.second_factor;
        if allowed && link.used_at.is_none() && link.expires_at > now { Ok(()) } else { Err(StaffError::LinkDead) }
    }

    /// Use a one-time link: opens a session. Who was invited must enrol before anything else is open.
    ///
    /// # Errors
    /// [`StaffError::LinkDead`], [`StaffError::Store`].
    pub async fn use_link(&self, token: &Token, from: &From) -> Result<(Token, Person), StaffError> {
        let now = self.clock.now();
        let txn = self.store.begin().await?;
        let link = one_time_links::find(&txn, &token.hash()).await?.ok_or(StaffError::LinkDead)?;
        self.alive(&link, now)?;
        let mut person = people::find(&txn, link.person).await?.filter(|p| p.disabled_at.is_none()).ok_or(StaffError::LinkDead)?;
        one_time_links::mark_used(&txn, &token.hash(), now).await?;
        if !person.totp_confirmed && person.totp_secret.is_none() && self.second_factor {
            person.totp_secret = Some(draw_totp_secret());
            people::save(&txn, &person).await?;
        }
        let session = self.open(&txn, &person, from, now).await?;
        record(&txn, actor(&person), "staff_signed_in", json!({ "person": person.id, "by": "link" }), now).await?;
        txn.commit().await?;
        Ok((session, person))
    }

    /// Choose the password and confirm the second factor, both at once: nobody ever has one without the other.
    ///
    /// # Errors
    /// [`StaffError::Refused`] with all reasons, [`StaffError::NotFound`], [`StaffError::Store`], [`StaffError::Hashing`].
    pub async fn enrol(&self, id: PersonId, password: String, repeat: &str, code: &str) -> Result<(), StaffError> {
        let now = self.clock.now();
        let mut why = Vec::new();
        if password.chars().count() < SHORTEST_PASSWORD || password.len() > LONGEST_PASSWORD {
            why.push(Why::PasswordLength);
        } else if password != repeat {
            why.push(Why::PasswordRepeat);
        }
        let person = people::find(self.store.read(), id).await?.filter(|p| !p.totp_confirmed).ok_or(StaffError::NotFound)?;
        let step = person.totp_secret.as_deref().and_then(|secret| totp_step(secret, code, person.last_totp_step, now));
        if step.is_none() {
            why.push(Why::CodeWrong);
        }
        refuse(why)?;
        let hash = self.passwords.hash(password).await?;
        let txn = self.store.begin().await?;
        let mut person = people::find(&txn, id).await?.filter(|p| !p.totp_confirmed).ok_or(StaffError::NotFound)?;
        person.password_hash = Some(hash);
        person.totp_confirmed = true;
        person.last_totp_step = step;
        people::save(&txn, &person).await?;
        record(&txn, actor(&person), "staff_enrolled", json!({ "person": id }), now).await?;
        Ok(txn.commit().await?)
    }

    /// Sign out: the session is gone, not only its cookie.
    ///
    /// # Errors
    /// [`StaffError::Store`].
    pub async fn sign_out(&self, token: &Token) -> Result<(), StaffError> {
        let txn = self.store.begin().await?;
        sessions::remove(&txn, &token.hash()).await?;
        Ok(txn.commit().await?)
    }

    /// One's own sessions, the latest first.
    ///
    /// # Errors
    /// [`StaffError::Store`].
    pub async fn sessions(&self, id: PersonId) -> Result<Vec<Session>, StaffError> {
        Ok(sessions::of(self.store.read(), id).await?)
    }

    /// End all of one's sessions but this one.
    ///
    /// # Errors
    /// [`StaffError::Store`].
    pub async fn end_other_sessions(&self, id: PersonId, keep: &Token) -> Result<(), StaffError> {
        let txn = self.store.begin().await?;
        sessions::remove_others_of(&txn, id, &keep.hash()).await?;
        Ok(txn.commit().await?)
    }
}

fn actor(person: &Person) -> Actor {
    Actor::Person { id: person.id, roles: person.roles }
}
