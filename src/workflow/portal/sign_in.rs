//! Coming in by a mailed code.
//!
//! Who asks for a code gets the same answer after the same work, whoever they name: the request is only written down. Whether
//! the address is a contact's is looked up afterwards, by the clockwork, which mails the code or nothing.

use super::{PortalError, Represented, counted, same_address};
use crate::record::chain;
use crate::store::Txn;
use crate::store::customers::{self, ContactRow};
use crate::store::outbox::{self, MessageRow};
use crate::store::passkeys;
use crate::store::portal::{self, AttemptRow, Door, PortalSessionRow};
use crate::words::{Language, Words};
use crate::workflow::staff::secrets::{Token, draw_code};
use crate::workflow::staff::{ABSOLUTE, IDLE, Origin, TOUCH_AFTER};
use crate::workflow::{Error, Workflow};
use chrono::TimeDelta;
use domain::Instant;
use domain::actor::Actor;
use domain::ids::{ContactId, CustomerId};
use serde_json::json;
use sha2::{Digest, Sha256};

/// The outbox's code of the mail with a code. What such a mail says is nobody's to read but the recipient's.
pub const CODE_LETTER: &str = "portal_code";
/// How long a code is good.
pub const CODE_VALID: TimeDelta = TimeDelta::minutes(10);
/// How many codes may be typed for one request.
const TRIES: i64 = 5;
/// How far back requests are counted.
const WITHIN: TimeDelta = TimeDelta::minutes(15);
/// How many requests an address is good for in that time.
const PER_ADDRESS: u64 = 5;
/// How many may come from one place: an office shares one.
const PER_PLACE: u64 = 40;
/// How long a request stays written down, for counting.
const KEPT: TimeDelta = TimeDelta::hours(1);

/// Who stands at the door with a session.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Guest {
    /// A contact of one customer.
    In(Box<Represented>),
    /// An address that is a contact of several: one has to be chosen. May be none any more.
    Choosing(Vec<Represented>),
}

impl Workflow {
    /// Somebody asks for a code. Returns the secret that the browser keeps until the code is typed.
    ///
    /// # Errors
    /// [`PortalError::Wait`], counted without regard to whether the address is known; [`PortalError::Workflow`].
    pub async fn ask_for_code(&self, mail: &str, language: Language, from: &Origin) -> Result<Token, PortalError> {
        self.ask_at(Door::Customer, mail, language, from, None).await
    }

    /// Somebody asks for a code at a door; an officer who registers says something of itself.
    pub(in crate::workflow) async fn ask_at(
        &self,
        door: Door,
        mail: &str,
        language: Language,
        from: &Origin,
        claims: Option<String>,
    ) -> Result<Token, PortalError> {
        let now = self.clock().now();
        let mail: String = mail.trim().to_lowercase().chars().take(320).collect();
        let ip = counted(from);
        let (by_mail, by_ip) = portal::asked_since(self.store().read(), &mail, &ip, now - WITHIN).await?;
        if by_mail >= PER_ADDRESS || by_ip >= PER_PLACE {
            return Err(PortalError::Wait { until: now + WITHIN });
        }
        let token = Token::draw();
        let row = AttemptRow {
            token_hash: token.hash(),
            mail,
            ip,
            language: language.code().to_owned(),
            created_at: now,
            expires_at: now + CODE_VALID,
            answered_at: None,
            code_hash: None,
            tries: 0,
            used_at: None,
            door: door.code().to_owned(),
            claims,
        };
        let txn = self.store().begin().await?;
        portal::ask(&txn, row).await?;
        txn.commit().await?;
        Ok(token)
    }

    /// Look at the requests for codes, and mail a code for each address that is a contact's. For the clockwork; returns how many
    /// codes went out.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn mail_codes(&self, most: u64) -> Result<u64, Error> {
        let mut mailed = 0;
        for row in portal::unanswered(self.store().read(), most).await? {
            let txn = self.store().begin().await?;
            let now = self.clock().now();
            let code = draw_code();
            let to = if row.expires_at <= now {
                None
            } else if row.door == Door::Agency.code() {
                self.officers_address(&txn, &row).await?
            } else {
                customers::with_address(&txn, &row.mail).await?.into_iter().next().map(|contact| contact.mail)
            };
            let code_hash = to.as_ref().map(|_| hash(&row.token_hash, &code));
            if !portal::answer(&txn, &row.token_hash, code_hash, now).await? {
                continue;
            }
            if let Some(to) = to {
                outbox::put(&txn, self.code_mail(&row, &to, &code, now)).await?;
                mailed += 1;
            }
            txn.commit().await?;
        }
        Ok(mailed)
    }

    /// The mail with a code: the same for everybody at a door, and about no demand.
    fn code_mail(&self, asked: &AttemptRow, to: &str, code: &str, now: Instant) -> MessageRow {
        let language = Language::from_code(&asked.language).unwrap_or_default();
        let words = Words::of(language);
        let spaced = format!("{} {}", &code[..4], &code[4..]);
        let provider = self.sender().name;
        let officer = asked.door == Door::Agency.code();
        let (text, subject) =
            if officer { ("agency-mail-text", "agency-mail-subject") } else { ("portal-mail-text", "portal-mail-subject") };
        let text = words.say3(text, "code", spaced, "minutes", CODE_VALID.num_minutes(), "provider", provider);
        let subject = words.say(subject).into_owned();
        let mail = self.caseless(CODE_LETTER, to, language, subject, text.into_owned(), Some(asked.expires_at), now);
        if officer { MessageRow { side: outbox::AUTHORITY.to_owned(), audience: "officer".to_owned(), ..mail } } else { mail }
    }

    /// Come in with the code that was mailed. Returns the session's secret.
    ///
    /// # Errors
    /// [`PortalError::Wrong`] for every reason there can be; [`PortalError::Workflow`].
    pub async fn use_code(&self, asked: &Token, code: &str, from: &Origin) -> Result<Token, PortalError> {
        let txn = self.store().begin().await?;
        let now = self.clock().now();
        let attempt = open_attempt(&txn, Door::Customer, asked, now).await?;
        let known = customers::with_address(&txn, &attempt.mail).await?;
        let right = fits(&attempt, code) && !known.is_empty();
        portal::count_try(&txn, &attempt.token_hash, right.then_some(now)).await?;
        if !right {
            txn.commit().await?;
            return Err(PortalError::Wrong);
        }
        let only = if let [one] = known.as_slice() { Some(one) } else { None };
        let token = self.open_portal(&txn, &attempt.mail, only, from, now).await?;
        for contact in &known {
            // The code was mailed to this address and nowhere else.
            self.contact_answered_in(&txn, Actor::Contact(contact.id.to()), contact.id.to(), "code", "").await?;
            let payload = json!({ "customer": contact.customer_id, "contact": contact.id });
            self.note(&txn, Actor::Contact(contact.id.to()), "customer_signed_in", payload).await?;
        }
        txn.commit().await?;
        Ok(token)
    }

    /// Come in as a contact without a code, in the demonstration; the door sees to it that it is one.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Store`].
    pub async fn enter_as(&self, contact: ContactId, from: &Origin) -> Result<Token, Error> {
        let txn = self.store().begin().await?;
        let now = self.clock().now();
        let row = customers::find_contact(&txn, contact).await?.filter(|c| c.removed_at.is_none()).ok_or(Error::NotFound)?;
        let token = self.open_portal(&txn, &row.mail, Some(&row), from, now).await?;
        txn.commit().await?;
        Ok(token)
    }

    pub(super) async fn open_portal(
        &self,
        txn: &Txn,
        mail: &str,
        only: Option<&ContactRow>,
        from: &Origin,
        now: Instant,
    ) -> Result<Token, Error> {
        open_session(txn, Door::Customer, mail, only, from, now).await
    }

    /// Who holds a session's secret, if it is still good. A contact that was taken off the list is out at once.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn customers_session(&self, token: &Token) -> Result<Option<Guest>, Error> {
        let now = self.clock().now();
        let Some(session) = self.live_session(Door::Customer, token, now).await? else { return Ok(None) };
        let all = self.represented(&session.mail).await?;
        let chosen = session.contact_id.and_then(|id| all.iter().find(|r| r.contact.id == id).cloned());
        Ok(match chosen {
            Some(chosen) => Some(Guest::In(Box::new(chosen))),
            None if all.is_empty() => None,
            None => Some(Guest::Choosing(all)),
        })
    }

    async fn represented(&self, mail: &str) -> Result<Vec<Represented>, Error> {
        let mut all = Vec::new();
        for contact in customers::with_address(self.store().read(), mail).await? {
            let customer = customers::find(self.store().read(), contact.customer_id.to::<CustomerId>()).await?;
            all.extend(customer.filter(|_| same_address(&contact.mail, mail)).map(|customer| Represented { contact, customer }));
        }
        all.sort_by(|a, b| (&a.customer.name, a.contact.id).cmp(&(&b.customer.name, b.contact.id)));
        Ok(all)
    }

    /// A session of a door that is still good; its use is noted.
    pub(in crate::workflow) async fn live_session(
        &self,
        door: Door,
        token: &Token,
        now: Instant,
    ) -> Result<Option<PortalSessionRow>, Error> {
        let session = portal::find_session(self.store().read(), door, &token.hash(), now).await?;
        if let Some(session) = session.as_ref().filter(|s| now - s.seen_at >= TOUCH_AFTER) {
            self.touch_session(session, now).await;
        }
        Ok(session)
    }

    /// When the use can't be written (the disk is full), reading goes on until the session ends.
    async fn touch_session(&self, session: &PortalSessionRow, now: Instant) {
        let until = (now + IDLE).min(session.absolute_expires_at);
        let written = async {
            let txn = self.store().begin().await?;
            portal::touch(&txn, &session.id_hash, now, until).await?;
            txn.commit().await
        };
        if let Err(error) = written.await {
            tracing::warn!(code = error.code(), "the use of a session outside the house could not be noted");
        }
    }

    /// Go on as this contact: one of those that have the session's address.
    ///
    /// # Errors
    /// [`Error::NotFound`] for any other; [`Error::Store`].
    pub async fn choose_customer(&self, token: &Token, contact: ContactId) -> Result<(), Error> {
        let now = self.clock().now();
        let session = portal::find_session(self.store().read(), Door::Customer, &token.hash(), now).await?.ok_or(Error::NotFound)?;
        let all = self.represented(&session.mail).await?;
        all.iter().find(|r| r.contact_id() == contact).ok_or(Error::NotFound)?;
        let txn = self.store().begin().await?;
        portal::choose(&txn, &token.hash(), contact).await?;
        Ok(txn.commit().await?)
    }

    /// Go out: the session is gone, not only its cookie.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn leave_portal(&self, token: &Token) -> Result<(), Error> {
        let txn = self.store().begin().await?;
        portal::end(&txn, &token.hash()).await?;
        Ok(txn.commit().await?)
    }

    /// Remove sessions that have expired, requests and challenges that nobody counts any more, and the text of the mails whose codes are no
    /// longer good. Returns how many rows went.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn sweep_portal(&self, txn: &Txn, now: Instant) -> Result<u64, Error> {
        outbox::blank(txn, CODE_LETTER, now).await?;
        Ok(portal::sweep(txn, now, now - KEPT).await? + passkeys::sweep(txn, now - KEPT).await?)
    }
}

/// A request that a code can still be typed for.
pub(in crate::workflow) async fn open_attempt(txn: &Txn, door: Door, asked: &Token, now: Instant) -> Result<AttemptRow, PortalError> {
    portal::find_attempt(txn, door, &asked.hash(), now).await?.filter(|a| a.tries < TRIES).ok_or(PortalError::Wrong)
}

/// Whether this is the code that was mailed for a request. The hash stands for the code, so that comparing it tells nothing about it.
pub(in crate::workflow) fn fits(attempt: &AttemptRow, code: &str) -> bool {
    let code: String = code.chars().filter(char::is_ascii_digit).collect();
    attempt.code_hash.as_ref() == Some(&hash(&attempt.token_hash, &code))
}

/// Start a session at a door for an address that has answered.
pub(in crate::workflow) async fn open_session(
    txn: &Txn,
    door: Door,
    mail: &str,
    only: Option<&ContactRow>,
    from: &Origin,
    now: Instant,
) -> Result<Token, Error> {
    let token = Token::draw();
    let session = PortalSessionRow {
        id_hash: token.hash(),
        mail: mail.to_lowercase(),
        contact_id: only.map(|c| c.id),
        created_at: now,
        seen_at: now,
        idle_expires_at: now + IDLE,
        absolute_expires_at: now + ABSOLUTE,
        ip: from.ip.chars().take(64).collect(),
        agent: from.agent.chars().take(200).collect(),
        door: door.code().to_owned(),
    };
    portal::start(txn, session).await?;
    Ok(token)
}

/// What is stored of a code: good only together with the request that it was mailed for.
fn hash(token_hash: &str, code: &str) -> String {
    chain::hex(&Sha256::digest(format!("{token_hash}:{code}").as_bytes()))
}
