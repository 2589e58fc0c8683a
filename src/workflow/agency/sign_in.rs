//! Officers come in by a mailed code, or register with one. Both get the same answer after the same work, whoever they name.

use super::{Attending, Standing, standing};
use crate::store::agency::{self, AccountRow};
use crate::store::portal::{self, AttemptRow, Door};
use crate::store::{Conn, Txn, authorities, officers, suspensions};
use crate::words::Language;
use crate::workflow::portal::{PortalError, fits, open_attempt, open_session};
use crate::workflow::staff::Origin;
use crate::workflow::staff::secrets::Token;
use crate::workflow::{Error, Workflow};
use domain::Instant;
use domain::actor::Actor;
use domain::ids::OfficerId;
use domain::text::one_line;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

/// What an officer who registers says of itself. None of it is believed: a number given here is never called.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Claims {
    /// Name.
    pub name: String,
    /// Agency and unit.
    pub agency: String,
    /// Role.
    pub role: String,
    /// Service number.
    pub badge: String,
    /// Number for calls.
    pub phone: String,
    /// Whom to ask for.
    pub supervisor: String,
}

impl Claims {
    fn cut(&self) -> Self {
        let cut = |text: &str| one_line(text, 200);
        Self {
            name: cut(&self.name),
            agency: cut(&self.agency),
            role: cut(&self.role),
            badge: cut(&self.badge),
            phone: cut(&self.phone),
            supervisor: cut(&self.supervisor),
        }
    }
}

impl Workflow {
    /// An officer asks for a code. Returns the secret that the browser keeps until the code is typed.
    ///
    /// # Errors
    /// [`PortalError::Wait`], counted without regard to whether the address is known; [`PortalError::Workflow`].
    pub async fn ask_for_officers_code(&self, mail: &str, language: Language, from: &Origin) -> Result<Token, PortalError> {
        self.ask_at(Door::Agency, mail, language, from, None).await
    }

    /// Somebody registers: a code goes to the address, and what is claimed is kept once the code is typed.
    ///
    /// # Errors
    /// As [`Workflow::ask_for_officers_code`].
    pub async fn register_officer(&self, mail: &str, claims: &Claims, language: Language, from: &Origin) -> Result<Token, PortalError> {
        let claims = serde_json::to_string(&claims.cut()).map_err(|e| Error::Corrupt(e.to_string()))?;
        self.ask_at(Door::Agency, mail, language, from, Some(claims)).await
    }

    /// Where the code of a request goes: to who registers, and to officers, but for those who are cut off.
    pub(in crate::workflow) async fn officers_address(&self, txn: &Txn, asked: &AttemptRow) -> Result<Option<String>, Error> {
        let entered = officers::by_mail(txn, &asked.mail).await?;
        if entered.iter().any(|row| row.standing == "suspended") {
            return Ok(None);
        }
        let known = !entered.is_empty() || agency::account_of_mail(txn, &asked.mail).await?.is_some();
        Ok((known || asked.claims.is_some()).then(|| asked.mail.clone()))
    }

    /// Come in with the code that was mailed. Returns the session's secret.
    ///
    /// # Errors
    /// [`PortalError::Wrong`] for every reason there can be; [`PortalError::Workflow`].
    pub async fn use_officers_code(&self, asked: &Token, code: &str, from: &Origin) -> Result<Token, PortalError> {
        let txn = self.store().begin().await?;
        let now = self.clock().now();
        let attempt = open_attempt(&txn, Door::Agency, asked, now).await?;
        let right = fits(&attempt, code) && self.officers_address(&txn, &attempt).await?.is_some();
        portal::count_try(&txn, &attempt.token_hash, right.then_some(now)).await?;
        if !right {
            txn.commit().await?;
            return Err(PortalError::Wrong);
        }
        let account = self.account_proved(&txn, &attempt, now).await?;
        let token = open_session(&txn, Door::Agency, &attempt.mail, None, from, now).await?;
        let id: OfficerId = account.officer_id.to();
        self.note(&txn, Actor::Officer(id), "officer_signed_in", json!({ "officer": id })).await?;
        txn.commit().await?;
        Ok(token)
    }

    /// Come in without a code, in the demonstration; the door sees to it that it is one.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Store`].
    pub async fn enter_as_officer(&self, id: OfficerId, from: &Origin) -> Result<Token, Error> {
        let txn = self.store().begin().await?;
        let account = agency::account(&txn, id).await?.ok_or(Error::NotFound)?;
        let token = open_session(&txn, Door::Agency, &account.mail, None, from, self.clock().now()).await?;
        txn.commit().await?;
        Ok(token)
    }

    /// The account whose mailbox has just answered: the one there is, one for an officer whom our own people entered, or a new one.
    async fn account_proved(&self, txn: &Txn, attempt: &AttemptRow, now: Instant) -> Result<AccountRow, Error> {
        if let Some(known) = agency::account_of_mail(txn, &attempt.mail).await? {
            let again = AccountRow { proved_at: now, ..known };
            agency::put_account(txn, again.clone()).await?;
            self.mailbox_answered(txn, again.officer_id.to(), now).await?;
            return Ok(again);
        }
        let claims: Claims = attempt.claims.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
        let entered = officers::by_mail(txn, &attempt.mail).await?.into_iter().next();
        let is = match &entered {
            Some(row) => {
                Claims { name: row.name.clone(), agency: row.agency.clone(), role: row.role.clone(), badge: row.badge.clone(), ..claims }
            }
            None => claims,
        };
        // Only where the directory knows exactly this domain, of exactly one authority, is the authority taken from it.
        let by_domain = match authorities::by_mail(txn, &attempt.mail).await?.as_slice() {
            [only] if only.standing == "known" => Some(only.id),
            _ => None,
        };
        let account = AccountRow {
            officer_id: entered.as_ref().map_or_else(|| OfficerId(Uuid::new_v4()).into(), |row| row.id),
            mail: attempt.mail.clone(),
            authority_id: entered.as_ref().map(|row| row.authority_id).or(by_domain),
            name: is.name,
            agency: is.agency,
            role: is.role,
            badge: is.badge,
            phone: is.phone,
            supervisor: is.supervisor,
            language: attempt.language.clone(),
            proved_at: now,
            created_at: now,
        };
        agency::put_account(txn, account.clone()).await?;
        let id: OfficerId = account.officer_id.to();
        self.note(txn, Actor::Officer(id), "officer_registered", json!({ "officer": id, "authority": account.authority_id })).await?;
        match account.authority_id {
            Some(_) if entered.is_some() => self.mailbox_answered(txn, id, now).await?,
            Some(authority) => self.enter_officer(txn, &account, authority.to(), now).await?,
            None => {}
        }
        Ok(account)
    }

    async fn mailbox_answered(&self, txn: &Txn, id: OfficerId, now: Instant) -> Result<(), Error> {
        if let Some(before) = officers::find(txn, id).await? {
            let after = officers::OfficerRow { verified_at: Some(now), version: before.version + 1, ..before.clone() };
            officers::save(txn, &before, &after).await?;
        }
        Ok(())
    }

    /// Who holds a session's secret, if it is still good. Whoever is suspended is out at once.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn officers_session(&self, token: &Token) -> Result<Option<Attending>, Error> {
        let now = self.clock().now();
        let Some(session) = self.live_session(Door::Agency, token, now).await? else { return Ok(None) };
        let conn = self.store().read();
        let Some(account) = agency::account_of_mail(conn, &session.mail).await? else { return Ok(None) };
        let attending = attending(conn, account, session.created_at, now).await?;
        Ok(Some(attending).filter(|who| who.standing != Standing::Suspended))
    }
}

/// An account with what the directory says of it.
pub(super) async fn attending(conn: &impl Conn, account: AccountRow, proved_at: Instant, now: Instant) -> Result<Attending, Error> {
    let officer = officers::find(conn, account.officer_id.to()).await?;
    let of = officer.as_ref().map(|row| row.authority_id).or(account.authority_id);
    let authority = match of {
        Some(id) => authorities::find(conn, id.to()).await?,
        None => None,
    };
    let cut_off = match domain::who::domain_of(&account.mail) {
        Some(domain) => suspensions::open(conn, "domain", &domain).await?.is_some(),
        None => false,
    };
    let standing = if cut_off { Standing::Suspended } else { standing(officer.as_ref(), authority.as_ref(), now) };
    Ok(Attending { account, officer, authority, standing, proved_at })
}
