//! Coming in and going out: passwords with a second factor, one-time links, sessions.

use super::error::{StaffError, Why};
use super::people::{record, refuse};
use super::person::{Person, change};
use super::secrets::{LONGEST_PASSWORD, SHORTEST_PASSWORD, Token, draw_totp_secret, totp_address, totp_step};
use super::throttle::Counted;
use super::{ABSOLUTE, IDLE, Staff, TOUCH_AFTER};
use crate::store::Txn;
use crate::store::people::{self, OneTimeLinkRow, PersonRow, SessionRow};
use domain::Instant;
use domain::actor::Actor;
use domain::ids::PersonId;
use serde_json::json;
use std::net::IpAddr;

/// Purpose of a link that takes somebody in and leads to enrolment.
pub(super) const INVITATION: &str = "invitation";
/// Purpose of a link that signs in without a password; good in the demo only.
const DEMO: &str = "demo";

/// Where somebody comes from; kept so that they can tell their sessions apart.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Origin {
    /// Network address.
    pub ip: String,
    /// What the browser says it is.
    pub agent: String,
}

impl Origin {
    /// Whether the request was made on the host that answers it: by a browser there, or by a proxy for somebody unknown.
    #[must_use]
    pub fn is_this_host(&self) -> bool {
        self.ip.parse::<IpAddr>().is_ok_and(|ip| ip.to_canonical().is_loopback())
    }

    /// What failed tries are counted under besides the mail address. Behind a proxy on this host everybody comes from the
    /// same address: counting that would let one person shut all others out.
    fn counted(&self) -> Option<Counted<'_>> {
        (!self.is_this_host()).then_some(Counted::Network(&self.ip))
    }
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
    pub async fn session(&self, token: &Token) -> Result<Option<(SessionRow, Person)>, StaffError> {
        let now = self.clock.now();
        let Some((session, row)) = people::find_session(self.store.read(), &token.hash(), now).await? else { return Ok(None) };
        if now - session.seen_at >= TOUCH_AFTER {
            self.touch(&session, now).await;
        }
        Ok(Some((session, row.try_into()?)))
    }

    /// Note that the session is used. When that can't be written (the disk is full), reading goes on until it ends.
    async fn touch(&self, session: &SessionRow, now: Instant) {
        let until = (now + IDLE).min(session.absolute_expires_at);
        let written = async {
            let txn = self.store.begin().await?;
            people::touch(&txn, &session.id_hash, now, until).await?;
            txn.commit().await
        };
        if let Err(error) = written.await {
            tracing::warn!(code = error.code(), "the use of a session could not be noted");
        }
    }

    /// Sign in by password and second factor. Unknown address, wrong password, wrong code and taken-away access give
    /// the same answer after the same work.
    ///
    /// # Errors
    /// [`StaffError::Wrong`], [`StaffError::Wait`], [`StaffError::Store`], [`StaffError::Hashing`].
    pub async fn sign_in(&self, typed: Credentials, from: &Origin) -> Result<(Token, Person), StaffError> {
        let now = self.clock.now();
        self.may_try(&typed.mail, from, now)?;
        let row = people::find_by_mail(self.store.read(), &typed.mail).await?;
        let (row, step) = self.check(row, typed, from, now).await?;
        let txn = self.store.begin().await?;
        let person = self.use_step(&txn, &row, step).await?;
        let token = self.open(&txn, person.id, from, now).await?;
        record(&txn, person.actor(), "staff_signed_in", json!({ "person": person.id, "by": "password" }), now).await?;
        txn.commit().await?;
        Ok((token, person))
    }

    /// Prove again who one is, before a sensitive act.
    ///
    /// # Errors
    /// As for [`Staff::sign_in`].
    pub async fn sign_in_again(&self, token: &Token, typed: Credentials, from: &Origin) -> Result<(), StaffError> {
        let now = self.clock.now();
        self.may_try(&typed.mail, from, now)?;
        let row = people::find_by_mail(self.store.read(), &typed.mail).await?;
        let (row, step) = self.check(row, typed, from, now).await?;
        let txn = self.store.begin().await?;
        self.use_step(&txn, &row, step).await?;
        people::freshen(&txn, &token.hash(), now).await?;
        Ok(txn.commit().await?)
    }

    fn may_try(&self, mail: &str, from: &Origin, now: Instant) -> Result<(), StaffError> {
        let counted = [Some(Counted::Mail(mail)), from.counted()].into_iter().flatten();
        counted.filter_map(|what| self.throttle.until(what, now)).max().map_or(Ok(()), |until| Err(StaffError::Wait { until }))
    }

    /// The person and the step of the second factor, if all that was typed is right. Counts failures.
    async fn check(&self, row: Option<PersonRow>, typed: Credentials, from: &Origin, now: Instant) -> Result<(PersonRow, i64), StaffError> {
        let stored = row.as_ref().and_then(|p| p.password_hash.clone());
        let known = row.as_ref().map(PersonRow::person);
        let same = self.passwords.check(typed.password, stored).await?;
        let right = row.filter(|p| same && p.disabled_at.is_none() && p.totp_confirmed).and_then(|p| {
            let step = totp_step(p.totp_secret.as_deref()?, &typed.code, p.last_totp_step, now)?;
            Some((p, step))
        });
        let counted = [Some(Counted::Mail(&typed.mail)), from.counted()].into_iter().flatten();
        match right {
            Some(right) => {
                counted.for_each(|what| self.throttle.succeeded(what));
                Ok(right)
            }
            None => {
                counted.for_each(|what| self.throttle.failed(what, now));
                metrics::counter!("ombud_sign_in_failures_total").increment(1);
                if let Some(person) = known {
                    self.note_failure(person, from.ip.clone(), now);
                }
                Err(StaffError::Wrong)
            }
        }
    }

    /// Put a failed try at somebody's account on the record. In a task of its own: the answer takes as long for an address
    /// that nobody has. The throttle bounds how many there can be.
    fn note_failure(&self, person: PersonId, ip: String, now: Instant) {
        let store = self.store.clone();
        tokio::spawn(async move {
            let written = async {
                let txn = store.begin().await?;
                let at = json!({ "person": person, "ip": ip.chars().take(64).collect::<String>() });
                record(&txn, Actor::System, "staff_sign_in_failed", at, now).await?;
                Ok::<_, StaffError>(txn.commit().await?)
            };
            if written.await.is_err() {
                tracing::error!(code = "failed-sign-in-unrecorded", "a failed sign-in could not be put on the record");
            }
        });
    }

    /// Mark the step as used, in the writing transaction: of two that come with the same code one is too late.
    async fn use_step(&self, txn: &Txn, row: &PersonRow, step: i64) -> Result<Person, StaffError> {
        let fresh = people::use_totp_step(txn, row.person(), step).await?;
        let row = people::find(txn, row.person()).await?.filter(|p| fresh && p.disabled_at.is_none());
        Ok(row.ok_or(StaffError::Wrong)?.try_into()?)
    }

    async fn open(&self, txn: &Txn, person: PersonId, from: &Origin, now: Instant) -> Result<Token, StaffError> {
        let token = Token::draw();
        let session = SessionRow {
            id_hash: token.hash(),
            person_id: person.into(),
            created_at: now,
            seen_at: now,
            idle_expires_at: now + IDLE,
            absolute_expires_at: now + ABSOLUTE,
            fresh_at: Some(now),
            ip: from.ip.chars().take(64).collect(),
            agent: from.agent.chars().take(200).collect(),
        };
        people::sweep_sessions(txn, now).await?;
        people::start(txn, session).await?;
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
        let token = self.link_in(&txn, id, DEMO, now).await?;
        record(&txn, Actor::Operator, "staff_link_made", json!({ "person": id }), now).await?;
        txn.commit().await?;
        Ok(token)
    }

    /// Whether a link could be used now. Looking does not use it: mail programs look.
    ///
    /// # Errors
    /// [`StaffError::LinkDead`], [`StaffError::Store`].
    pub async fn look_at_link(&self, token: &Token) -> Result<(), StaffError> {
        self.alive(people::find_link(self.store.read(), &token.hash()).await?, self.clock.now()).map(|_| ())
    }

    fn alive(&self, link: Option<OneTimeLinkRow>, now: Instant) -> Result<OneTimeLinkRow, StaffError> {
        // A link that signs in without a second factor is good only where none is asked for.
        let allowed = |link: &OneTimeLinkRow| link.purpose == INVITATION || (link.purpose == DEMO && !self.second_factor);
        link.filter(|l| allowed(l) && l.used_at.is_none() && l.expires_at > now).ok_or(StaffError::LinkDead)
    }

    /// Use a one-time link: opens a session. Who was invited must enrol before anything else is open.
    ///
    /// # Errors
    /// [`StaffError::LinkDead`], [`StaffError::Store`].
    pub async fn use_link(&self, token: &Token, from: &Origin) -> Result<(Token, Person), StaffError> {
        let now = self.clock.now();
        let txn = self.store.begin().await?;
        let link = self.alive(people::find_link(&txn, &token.hash()).await?, now)?;
        let id = people::use_link(&txn, &token.hash(), &link.purpose, now).await?.ok_or(StaffError::LinkDead)?;
        let row = people::find(&txn, id).await?.filter(|p| p.disabled_at.is_none()).ok_or(StaffError::LinkDead)?;
        if !row.totp_confirmed && row.totp_secret.is_none() && self.second_factor {
            change(&txn, &row, |p| p.totp_secret = Some(draw_totp_secret())).await?;
        }
        let person = Person::try_from(row)?;
        let session = self.open(&txn, id, from, now).await?;
        record(&txn, person.actor(), "staff_signed_in", json!({ "person": person.id, "by": "link" }), now).await?;
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
        let row = people::find(self.store.read(), id).await?.filter(|p| !p.totp_confirmed).ok_or(StaffError::NotFound)?;
        let step = row.totp_secret.as_deref().and_then(|secret| totp_step(secret, code, row.last_totp_step, now));
        if step.is_none() {
            why.push(Why::CodeWrong);
        }
        refuse(why)?;
        let hash = self.passwords.hash(password).await?;
        let txn = self.store.begin().await?;
        let row = people::find(&txn, id).await?.filter(|p| !p.totp_confirmed).ok_or(StaffError::NotFound)?;
        change(&txn, &row, |p| {
            p.password_hash = Some(hash);
            p.totp_confirmed = true;
            p.last_totp_step = step;
        })
        .await?;
        record(&txn, Person::try_from(row)?.actor(), "staff_enrolled", json!({ "person": id }), now).await?;
        Ok(txn.commit().await?)
    }

    /// The secret that who enrols puts into their authenticator: as text and as an `otpauth:` address.
    ///
    /// # Errors
    /// [`StaffError::NotFound`] when there is nothing to enrol; [`StaffError::Store`].
    pub async fn enrolment(&self, id: PersonId) -> Result<(String, String), StaffError> {
        let row = people::find(self.store.read(), id).await?.filter(|p| !p.totp_confirmed).ok_or(StaffError::NotFound)?;
        let secret = row.totp_secret.ok_or(StaffError::NotFound)?;
        let address = totp_address(&secret, &row.mail).ok_or(StaffError::NotFound)?;
        Ok((secret, address))
    }

    /// Sign out: the session is gone, not only its cookie.
    ///
    /// # Errors
    /// [`StaffError::Store`].
    pub async fn sign_out(&self, token: &Token) -> Result<(), StaffError> {
        let txn = self.store.begin().await?;
        people::end(&txn, &token.hash()).await?;
        Ok(txn.commit().await?)
    }

    /// One's own sessions, the latest first.
    ///
    /// # Errors
    /// [`StaffError::Store`].
    pub async fn sessions(&self, id: PersonId) -> Result<Vec<SessionRow>, StaffError> {
        Ok(people::sessions_of(self.store.read(), id).await?)
    }

    /// End all of one's sessions but this one.
    ///
    /// # Errors
    /// [`StaffError::Store`].
    pub async fn end_other_sessions(&self, id: PersonId, keep: &Token) -> Result<(), StaffError> {
        let txn = self.store.begin().await?;
        people::end_all(&txn, id, Some(&keep.hash())).await?;
        Ok(txn.commit().await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn behind_a_proxy_on_this_host_the_address_says_nothing_and_is_not_counted() {
        for (ip, counted) in [
            ("127.0.0.1", false),
            ("127.8.0.1", false),
            ("::1", false),
            ("::ffff:127.0.0.1", false),
            ("192.0.2.7", true),
            ("2001:db8::7", true),
            ("", true),
        ] {
            let from = Origin { ip: ip.to_owned(), agent: String::new() };
            assert_eq!(from.counted().is_some(), counted, "{ip}");
        }
    }
}
