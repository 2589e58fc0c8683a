//! The registry of authorities, and what its forms share with those of customers.
//!
//! A number in the registry is what verification rests on, so two people stand behind it: whoever enters or changes an
//! authority, and somebody else who confirms it.

pub use super::customers::{NewContact, NewCustomer};

use super::{Error, Workflow};
use crate::store::events::{self, NewEvent};
use crate::store::{Key, StoreError, Txn, authorities, suspensions};
use domain::actor::{Actor, Role};
use domain::ids::AuthorityId;
use domain::instrument::IssuerKind;
use serde::Serialize;
use uuid::Uuid;

/// A field of a directory's form that can't be kept as typed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WrongField {
    /// A name is needed.
    Name,
    /// Two letters, ISO 3166 alpha-2.
    Country,
    /// A mail address.
    Mail,
    /// A telephone number of digits, spaces, `+`, `-` and brackets.
    Phone,
    /// A domain such as `example.org`.
    Domain,
    /// A language that letters are written in: `en` or `sv`.
    Language,
    /// An id of a list kept elsewhere: one line of at most 200 characters.
    ExternalId,
    /// Another of the customer's contacts has this address or this id.
    Taken,
    /// A reason is needed.
    Reason,
    /// A public source is needed.
    Source,
    /// A day.
    Day,
}

impl WrongField {
    /// The sentence that says so to a person, by its name in the translations.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            WrongField::Name => "directory-wrong-name",
            WrongField::Country => "directory-wrong-country",
            WrongField::Mail => "directory-wrong-mail",
            WrongField::Phone => "directory-wrong-phone",
            WrongField::Domain => "directory-wrong-domain",
            WrongField::Language => "directory-wrong-language",
            WrongField::ExternalId => "directory-wrong-external-id",
            WrongField::Taken => "directory-wrong-taken",
            WrongField::Reason => "directory-wrong-reason",
            WrongField::Source => "directory-wrong-source",
            WrongField::Day => "directory-wrong-day",
        }
    }
}

/// An authority as typed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewAuthority {
    /// Name.
    pub name: String,
    /// ISO 3166 alpha-2.
    pub territory: String,
    /// `national`, `state`, `local` or `supranational`.
    pub level: String,
    /// What it is.
    pub kind: IssuerKind,
    /// Number for the call-back, from a public register, never from a demand.
    pub phone: String,
    /// Address for letters.
    pub mail: String,
    /// Language of letters, `en`, `sv`, `de` or `fr`; empty: by its territory.
    pub language: String,
    /// Postal address, one line each; may be empty.
    pub postal: Vec<String>,
    /// Domains its mail comes from.
    pub domains: Vec<String>,
    /// Where number and address were found.
    pub note: String,
}

impl Workflow {
    /// Enter an authority. Nothing goes there until somebody else has confirmed it.
    ///
    /// # Errors
    /// As [`Workflow::add_customer`].
    pub async fn add_authority(&self, actor: Actor, new: NewAuthority) -> Result<AuthorityId, Error> {
        allowed(&actor)?;
        let id = AuthorityId(Uuid::new_v4());
        let row = authority_row(id, &new, &actor, 1, self.clock().now())?;
        let txn = self.store().begin().await?;
        self.note(&txn, actor, "authority_added", authority_facts(&row)).await?;
        authorities::put(&txn, row).await?;
        txn.commit().await?;
        Ok(id)
    }

    /// The entry that an authority would become, before it is one.
    ///
    /// # Errors
    /// As [`Workflow::add_authority`].
    pub fn would_enter(&self, actor: &Actor, new: &NewAuthority) -> Result<authorities::AuthorityRow, Error> {
        allowed(actor)?;
        authority_row(AuthorityId(Uuid::nil()), new, actor, 1, self.clock().now())
    }

    /// Change an authority. It waits for a second person again, and so do its open demands: they are told in the same
    /// transaction.
    ///
    /// # Errors
    /// As [`Workflow::add_authority`]; [`Error::NotFound`]; [`Error::Store`] when somebody was faster than `version`.
    pub async fn change_authority(&self, actor: Actor, id: AuthorityId, version: i64, new: NewAuthority) -> Result<(), Error> {
        allowed(&actor)?;
        let txn = self.store().begin().await?;
        let mut before = authorities::find(&txn, id).await?.ok_or(Error::NotFound)?;
        // The form was filled from this version; another one underneath is somebody else's change.
        let after = authority_row(id, &new, &actor, version + 1, before.created_at)?;
        before.version = version;
        self.note(&txn, actor, "authority_changed", authority_facts(&after)).await?;
        authorities::save(&txn, &before, &after).await?;
        authorities::numbers::follow(&txn, Some(&before), &after, self.clock().now()).await?;
        self.tell_demands(&txn, actor, &after).await?;
        Ok(txn.commit().await?)
    }

    /// Second person: number and address are right.
    ///
    /// # Errors
    /// [`Error::SecondPerson`] for whoever entered or changed it; [`Error::Suspended`] until that is lifted; [`Error::NotFound`];
    /// [`Error::Store`].
    pub async fn confirm_authority(&self, actor: Actor, id: AuthorityId) -> Result<(), Error> {
        self.confirm(actor, id, None).await
    }

    /// The same for the entry as it was read, `version`: nobody confirms a number that was changed under their eyes.
    ///
    /// # Errors
    /// As [`Workflow::confirm_authority`]; [`Error::Store`] when somebody was faster.
    pub async fn confirm_authority_as_read(&self, actor: Actor, id: AuthorityId, version: i64) -> Result<(), Error> {
        self.confirm(actor, id, Some(version)).await
    }

    async fn confirm(&self, actor: Actor, id: AuthorityId, read: Option<i64>) -> Result<(), Error> {
        allowed(&actor)?;
        let txn = self.store().begin().await?;
        let before = authorities::find(&txn, id).await?.ok_or(Error::NotFound)?;
        if read.is_some_and(|version| version != before.version) {
            return Err(StoreError::Stale { noun: "authority", id: id.to_string() }.into());
        }
        if before.changed_by == who(&actor) {
            return Err(Error::SecondPerson);
        }
        // Whoever suspended it does not lift that by confirming the entry.
        if suspensions::open(&txn, "authority", &id.to_string()).await?.is_some() {
            return Err(Error::Suspended);
        }
        self.stand(&txn, actor, &before, "known", self.clock().now()).await?;
        Ok(txn.commit().await?)
    }

    /// One entry of the record that belongs to no demand, in the transaction of what it tells.
    pub(crate) async fn note(&self, txn: &Txn, actor: Actor, kind: &str, payload: serde_json::Value) -> Result<(), Error> {
        events::append(txn, &[NewEvent { demand: None, actor, kind: kind.to_owned(), payload }], self.clock().now()).await?;
        Ok(())
    }
}

/// Those who handle cases keep the directories; so does the operator.
pub(super) fn allowed(actor: &Actor) -> Result<(), Error> {
    let may = match actor {
        Actor::Operator => true,
        Actor::System | Actor::Machine { .. } | Actor::Contact(_) | Actor::Officer(_) => false,
        Actor::Person { roles, .. } => roles.iter().any(Role::handles_cases),
    };
    if may { Ok(()) } else { Err(Error::NotAllowed) }
}

pub(super) fn who(actor: &Actor) -> String {
    match actor {
        Actor::Person { id, .. } => id.to_string(),
        Actor::Operator => "operator".to_owned(),
        Actor::System => "system".to_owned(),
        Actor::Machine { id, .. } => format!("token:{id}"),
        Actor::Contact(id) => format!("contact {id}"),
        Actor::Officer(id) => format!("officer {id}"),
    }
}

fn authority_row(
    id: AuthorityId,
    new: &NewAuthority,
    actor: &Actor,
    version: i64,
    at: domain::Instant,
) -> Result<authorities::AuthorityRow, Error> {
    let kind = new.kind.code();
    let domains = new.domains.iter().map(|d| domain(d)).collect::<Result<Vec<_>, _>>()?;
    Ok(authorities::AuthorityRow {
        id: Key::from(id),
        name: name(&new.name)?,
        territory: country(&new.territory)?,
        level: new.level.clone(),
        kind: kind.to_owned(),
        phone: Some(phone(&new.phone)?),
        mail: Some(mail(&new.mail)?),
        language: letters_language(&new.language)?,
        postal: new.postal.iter().map(|line| domain::text::one_line(line, 60)).take(5).collect::<Vec<_>>().join("\n"),
        mail_domains: json(&domains)?,
        standing: "new".to_owned(),
        registry_version: version.to_string(),
        changed_by: who(actor),
        note: new.note.trim().to_owned(),
        version,
        created_at: at,
    })
}

fn authority_facts(row: &authorities::AuthorityRow) -> serde_json::Value {
    serde_json::json!({ "authority": row.id, "name": row.name, "territory": row.territory, "kind": row.kind, "phone": row.phone, "mail": row.mail, "language": row.language, "postal": row.postal, "version": row.version })
}

pub(super) fn json<T: Serialize>(value: &T) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|e| Error::Corrupt(e.to_string()))
}

pub(super) fn name(text: &str) -> Result<String, Error> {
    let text = domain::text::one_line(text, 200);
    if text.is_empty() { Err(Error::Field(WrongField::Name)) } else { Ok(text) }
}

pub(super) fn country(text: &str) -> Result<String, Error> {
    let text = text.trim().to_ascii_uppercase();
    if text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase()) { Ok(text) } else { Err(Error::Field(WrongField::Country)) }
}

pub(super) fn language(text: &str) -> Result<String, Error> {
    crate::words::Language::from_code(text.trim()).map(|l| l.code().to_owned()).ok_or(Error::Field(WrongField::Language))
}

/// A language in which an authority can be written to; empty stays empty.
fn letters_language(text: &str) -> Result<String, Error> {
    match text.trim() {
        "" => Ok(String::new()),
        code => crate::words::Language::of_letter(code).map(|l| l.code().to_owned()).ok_or(Error::Field(WrongField::Language)),
    }
}

pub(super) fn mail(text: &str) -> Result<String, Error> {
    text.trim().parse::<lettre::Address>().map(|a| a.to_string()).map_err(|_| Error::Field(WrongField::Mail))
}

pub(super) fn phone(text: &str) -> Result<String, Error> {
    let text = text.trim();
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let fits = text.chars().all(|c| c.is_ascii_digit() || " +-()".contains(c));
    if fits && (5..=20).contains(&digits) { Ok(text.to_owned()) } else { Err(Error::Field(WrongField::Phone)) }
}

pub(super) fn domain(text: &str) -> Result<String, Error> {
    let text = text.trim().to_lowercase();
    let fits = text.contains('.') && text.split('.').all(|part| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '-'));
    if fits { Ok(text) } else { Err(Error::Field(WrongField::Domain)) }
}
