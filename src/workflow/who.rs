//! Who asks: what the directory says of the sender, established in the transaction that needs it, and the number that was called.

use super::{Error, Workflow, receive};
use crate::store::authorities::{self, numbers};
use crate::store::mails::{self, MailRow};
use crate::store::{Conn, Txn, demands, officers, suspensions};
use chrono::Timelike;
use domain::Instant;
use domain::actor::Actor;
use domain::command::Command;
use domain::demand::Demand;
use domain::event::Event;
use domain::ids::{AuthorityId, DemandId, DocumentId, PersonId};
use domain::paper::{CustomerClass, Identifier, KnownAuthority, Receipt};
use domain::stage::CheckMethod;
use domain::who::{self, Called, Facts, MailFacts, Seen, SeenAuthority, Suspended};

/// The time in which many demands of one authority are a burst.
const A_DAY: chrono::Duration = chrono::Duration::days(1);

/// What is asked about whoever sent something.
pub(super) struct Asked<'a> {
    /// How it came.
    pub(super) receipt: &'a Receipt,
    /// The authority, where it is known.
    pub(super) authority: Option<&'a KnownAuthority>,
    /// The customer's kind, where it is known.
    pub(super) class: Option<CustomerClass>,
    /// What its mail proves.
    pub(super) mail: MailFacts,
    /// The accounts it is about.
    pub(super) identifiers: &'a [Identifier],
}

impl Workflow {
    /// What the directory says of whoever sent this, as it stands in this transaction.
    pub(super) async fn facts(&self, conn: &impl Conn, asked: Asked<'_>) -> Result<Facts, Error> {
        let Asked { receipt, authority, class, mail, identifiers } = asked;
        let domain = who::domain_of(&receipt.sender);
        let row = match authority {
            Some(known) => authorities::find(conn, known.id).await?,
            None => None,
        };
        let suspended = self.suspended(conn, &receipt.sender, domain.as_deref()).await?;
        let like_another = match &domain {
            Some(domain) => authorities::alike::like_another(conn, domain).await?,
            None => false,
        };
        let seen = Seen {
            domain: domain.as_deref(),
            like_another,
            reply_elsewhere: mail.reply_elsewhere,
            authority: None,
            class,
            well_known: identifiers.iter().any(|identifier| self.policy().is_well_known(&identifier.value)),
        };
        let Some(row) = row else {
            return Ok(Facts { mail, signals: who::signals(&seen), domain, suspended, ..Facts::default() });
        };
        let id: AuthorityId = row.id.to();
        let listed = authorities::domains(&row)?;
        let officer = officers::by_mail(conn, &receipt.sender).await?.into_iter().find(|officer| {
            let current = officer.attest_by.is_none_or(|by| receipt.at < by);
            officer.authority_id == row.id && officer.standing == "vetted" && current
        });
        let answered_before = demands::answered(conn, id).await?;
        let country = row.territory.split('-').next().unwrap_or_default();
        let known = SeenAuthority {
            listed: &listed,
            answered_before,
            country_answered: answered_before || demands::country_answered(conn, country).await?,
            hour: receipt.at.with_timezone(&self.policy().locus(&row.territory).zone).hour(),
            in_a_day: demands::received_since(conn, id, receipt.at - A_DAY, receipt.at).await?,
        };
        let seen = Seen { authority: Some(known), ..seen };
        Ok(Facts {
            mail,
            signals: who::signals(&seen),
            domain_known: domain.as_ref().is_some_and(|domain| listed.contains(domain)),
            domain,
            officer: officer.map(|row| row.id.to()),
            registry: format!("{}/{}", row.registry_version, row.version),
            suspended,
        })
    }

    async fn suspended(&self, conn: &impl Conn, address: &str, domain: Option<&str>) -> Result<Option<Suspended>, Error> {
        let Some(domain) = domain else { return Ok(None) };
        if suspensions::open(conn, "domain", domain).await?.is_some() {
            return Ok(Some(Suspended::Domain));
        }
        let officer = officers::by_mail(conn, address).await?.into_iter().any(|officer| officer.standing == "suspended");
        Ok(officer.then_some(Suspended::Officer))
    }

    /// The entry about who asks that these events call for: another authority or customer, the start of the verification, another
    /// opening. `None` when nothing is new.
    pub(super) async fn learned(&self, conn: &impl Conn, demand: &Demand, events: &[Event]) -> Result<Option<Event>, Error> {
        let mut authority = demand.authority.as_ref();
        let mut class = demand.customer.as_ref().map(|c| c.class);
        let mut asks = false;
        for event in events {
            match event {
                Event::AuthorityIdentified { authority: is } => (authority, asks) = (Some(is), true),
                Event::CustomerMatched { customer } => (class, asks) = (Some(customer.class), true),
                Event::VerificationBegun | Event::Reopened { .. } => asks = true,
                _ => {}
            }
        }
        if !asks {
            return Ok(None);
        }
        let mail = demand.asker.facts.as_ref().map(|(facts, _)| facts.mail).unwrap_or_default();
        let asked = Asked { receipt: &demand.receipt, authority, class, mail, identifiers: &demand.paper.identifiers };
        let facts = self.facts(conn, asked).await?;
        Ok((!demand.knows(&facts)).then(|| Event::FactsEstablished { facts: Box::new(facts) }))
    }

    /// A command with what our own papers know in place of what was said. A call: whatever number was said, the directory's entry
    /// with these digits stands in its place; where there is none, what was said stays, and the rules refuse it.
    pub(super) async fn as_listed(&self, id: DemandId, command: Command) -> Result<Command, Error> {
        let command = self.as_filed(command).await?;
        let Command::CheckRequester { method: CheckMethod::CallBack, note, call: Some(said) } = command else { return Ok(command) };
        let call = self.listed(id, &said.digits).await?.unwrap_or_else(|| Called::said(&said.digits));
        Ok(Command::CheckRequester { method: CheckMethod::CallBack, note, call: Some(call) })
    }

    async fn listed(&self, id: DemandId, said: &str) -> Result<Option<Called>, Error> {
        let read = self.store().read();
        let Some(row) = demands::find(read, id).await? else { return Ok(None) };
        let Some(known) = super::state(&row)?.authority else { return Ok(None) };
        let Some(authority) = authorities::find(read, known.id).await? else { return Ok(None) };
        let Some(digits) = who::digits(said, &authority.territory) else { return Ok(None) };
        let same = |row: &numbers::NumberRow| who::digits(&row.number, &authority.territory).as_ref() == Some(&digits);
        let mut rows: Vec<_> = numbers::of(read, known.id).await?.into_iter().filter(same).collect();
        // The same number can have been found twice: the entry that two people stand behind is the better one.
        rows.sort_by_key(|row| (row.confirmed_at.is_none(), row.demand_id.is_some()));
        Ok(rows.into_iter().next().map(|row| Called {
            number: row.id.to(),
            authority: known.id,
            digits,
            source: [row.source.as_str(), row.sourced_on.as_str()].join(" ").trim().to_owned(),
            entered_by: row.entered_by.parse::<PersonId>().ok(),
            confirmed: row.confirmed_at.is_some(),
            entered_for: row.demand_id.map(|demand| demand.to()),
            registry: format!("{}/{}", authority.registry_version, authority.version),
        }))
    }

    /// What is known of a new demand's sender.
    pub(super) async fn first_facts(
        &self,
        conn: &impl Conn,
        new: &receive::NewDemand,
        known: Option<&KnownAuthority>,
        class: Option<CustomerClass>,
        kept: Option<DocumentId>,
    ) -> Result<Option<Box<Facts>>, Error> {
        let mail = match kept {
            Some(id) => mails::find(conn, id).await?.map(|row| row.proof().about(&new.receipt.sender, row.sender.as_deref())),
            None => None,
        };
        let asked =
            Asked { receipt: &new.receipt, authority: known, class, mail: mail.unwrap_or_default(), identifiers: &new.paper.identifiers };
        let facts = self.facts(conn, asked).await?;
        let says = known.is_some() || facts.suspended.is_some() || facts.mail.from.is_some() || !facts.signals.is_empty();
        Ok(says.then(|| Box::new(facts)))
    }

    /// A mail of the demand's sender was filed with it: what it proves is on record, and what raises doubt.
    pub(super) async fn learn_from_mail(&self, txn: &Txn, mail: &MailRow, demand: DemandId, now: Instant) -> Result<(), Error> {
        let Some(before) = demands::find(txn, demand).await? else { return Ok(()) };
        // A mail is filed whether or not its demand can be read.
        let Ok(Demand { receipt: Receipt { sender, .. }, .. }) = super::state(&before) else {
            tracing::error!(code = "mail-demand-unreadable", demand = %before.id, "a demand was not told what its mail proves");
            return Ok(());
        };
        if mail.sender.as_deref().is_some_and(|wrote| wrote.eq_ignore_ascii_case(&sender)) {
            self.relearn(txn, Actor::System, before, mail.proof(), now).await?;
        }
        Ok(())
    }
}
