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
use domain::fact::{Evidence, FactKind, Proof, Proofs};
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
    /// When the directory is asked.
    pub(super) now: Instant,
}

impl Workflow {
    /// What the directory says of whoever sent this, as it stands in this transaction.
    pub(super) async fn facts(&self, conn: &impl Conn, asked: Asked<'_>) -> Result<Facts, Error> {
        let Asked { receipt, authority, class, mail, identifiers, now } = asked;
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
            let proofs = Box::new(Proofs { mail: self.mail_proof(conn, mail).await?, ..Proofs::default() });
            return Ok(Facts { mail, signals: who::signals(&seen), domain, suspended, proofs, ..Facts::default() });
        };
        let id: AuthorityId = row.id.to();
        let listed = authorities::domains(&row)?;
        let officer = officers::by_mail(conn, &receipt.sender).await?.into_iter().find(|officer| {
            // A record that nobody vouches for any more is none today, whatever it was when the demand came.
            let current = officer.attest_by.is_none_or(|by| now < by);
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
        let registry = format!("{}/{}", row.registry_version, row.version);
        let listing = match &domain {
            Some(domain) if listed.contains(domain) => authorities::domain_row(conn, id, domain).await?,
            _ => None,
        };
        let proofs = Proofs {
            mail: self.mail_proof(conn, mail).await?,
            domain: domain.as_ref().filter(|domain| listed.contains(domain)).map(|_| {
                let (source, sourced_on) = listing.unwrap_or_default();
                let evidence = Evidence::Directory { authority: id, source, sourced_on, registry: registry.clone() };
                Proof { at: now, until: now + self.policy().domain_valid, evidence }
            }),
            officer: officer.as_ref().map(|row| self.officer_proof(row, now)),
        };
        Ok(Facts {
            mail,
            proofs: Box::new(proofs),
            signals: who::signals(&seen),
            domain_known: domain.as_ref().is_some_and(|domain| listed.contains(domain)),
            domain,
            officer: officer.map(|row| row.id.to()),
            registry,
            suspended,
        })
    }

    /// What a mail that passed a check stands on: its bytes, since it came.
    async fn mail_proof(&self, conn: &impl Conn, mail: MailFacts) -> Result<Option<Proof>, Error> {
        let (true, Some(document)) = (mail.passed(), mail.from) else { return Ok(None) };
        Ok(mails::find(conn, document).await?.map(|row| Proof {
            at: row.came_at,
            until: row.came_at + self.policy().mail_valid,
            evidence: Evidence::Mail { document, sha256: row.sha256 },
        }))
    }

    fn officer_proof(&self, row: &officers::OfficerRow, now: Instant) -> Proof {
        let valid = now + self.policy().officer_valid;
        let vetted_by = [&row.vetted_first, &row.vetted_second].into_iter().flatten().filter_map(|who| who.parse().ok()).collect();
        let (vetted_at, attest_by) = (row.vetted_at, row.attest_by);
        Proof {
            at: now,
            until: attest_by.map_or(valid, |by| by.min(valid)),
            evidence: Evidence::Officer { officer: row.id.to(), vetted_by, vetted_at, attest_by, version: row.version },
        }
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
    pub(super) async fn learned(&self, conn: &impl Conn, demand: &Demand, events: &[Event], now: Instant) -> Result<Option<Event>, Error> {
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
        let mail = self.latest_mail(conn, demand, MailFacts::default(), now).await?;
        let asked = Asked { receipt: &demand.receipt, authority, class, mail, identifiers: &demand.paper.identifiers, now };
        let facts = self.facts_of(conn, demand.id, asked).await?;
        Ok((!demand.nothing_new(&facts, self.policy(), now)).then(|| Event::FactsEstablished { facts: Box::new(facts) }))
    }

    /// What the demand's mail proves, with what another of the sender's adds. Once the first is too old, the newest that is filed with
    /// the demand and came from the sender stands in its place; doubt stays.
    pub(super) async fn latest_mail(&self, conn: &impl Conn, demand: &Demand, later: MailFacts, now: Instant) -> Result<MailFacts, Error> {
        let known = demand.asker.facts.as_ref().map(|(facts, _)| facts.mail).unwrap_or_default();
        let mail = known.and(later);
        if demand.expired_since(FactKind::Mail, self.policy(), now).is_none() {
            return Ok(mail);
        }
        if later.passed() {
            return Ok(MailFacts { reply_elsewhere: mail.reply_elsewhere, ..later });
        }
        let sender = &demand.receipt.sender;
        let newest = mails::of_demand(conn, demand.id)
            .await?
            .into_iter()
            .rev()
            .find(|row| row.sender.as_deref().is_some_and(|wrote| wrote.eq_ignore_ascii_case(sender)) && row.proof().passed());
        Ok(newest.map_or(mail, |row| MailFacts { reply_elsewhere: mail.reply_elsewhere, ..row.proof() }))
    }

    /// A command with what our own papers know in place of what was said. A call: whatever number was said, the directory's entry
    /// with these digits stands in its place; where there is none, what was said stays, and the rules refuse it.
    /// Who asks: whatever anybody but the clockwork says of it, what is found now stands in its place.
    pub(super) async fn as_listed(&self, actor: &Actor, id: DemandId, command: Command) -> Result<Command, Error> {
        match self.as_filed(command).await? {
            Command::CheckRequester { method: CheckMethod::CallBack, note, call: Some(said), proof } => {
                let call = self.listed(id, &said.digits).await?.unwrap_or_else(|| Called::said(&said.digits));
                Ok(Command::CheckRequester { method: CheckMethod::CallBack, note, call: Some(call), proof })
            }
            Command::EstablishFacts { .. } if !matches!(actor, Actor::System) => {
                let read = self.store().read();
                let row = demands::find(read, id).await?.ok_or(Error::NotFound)?;
                let facts = self.found_now(read, &super::state(&row)?, MailFacts::default(), self.clock().now()).await?;
                Ok(Command::EstablishFacts { facts: Box::new(facts) })
            }
            command => Ok(command),
        }
    }

    /// What is known of a demand's sender, looked up now, with what another mail of the sender's proves.
    pub(super) async fn found_now(&self, conn: &impl Conn, demand: &Demand, later: MailFacts, now: Instant) -> Result<Facts, Error> {
        let mail = self.latest_mail(conn, demand, later, now).await?;
        let class = demand.customer.as_ref().map(|c| c.class);
        let (receipt, authority) = (&demand.receipt, demand.authority.as_ref());
        self.facts_of(conn, demand.id, Asked { receipt, authority, class, mail, identifiers: &demand.paper.identifiers, now }).await
    }

    /// The facts of a demand that is there: it may stand in the look-back of somebody else's suspension.
    async fn facts_of(&self, conn: &impl Conn, demand: DemandId, asked: Asked<'_>) -> Result<Facts, Error> {
        let mut facts = self.facts(conn, asked).await?;
        if facts.suspended.is_none() && suspensions::is_doubtful(conn, demand).await? {
            facts.suspended = Some(Suspended::Unexamined);
        }
        Ok(facts)
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
        now: Instant,
    ) -> Result<Option<Box<Facts>>, Error> {
        let mail = match kept {
            Some(id) => mails::find(conn, id).await?.map(|row| row.proof().about(&new.receipt.sender, row.sender.as_deref())),
            None => None,
        };
        let asked = Asked {
            receipt: &new.receipt,
            authority: known,
            class,
            mail: mail.unwrap_or_default(),
            identifiers: &new.paper.identifiers,
            now,
        };
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
