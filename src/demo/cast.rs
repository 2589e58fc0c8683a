//! Who acts in the demonstration: one or two people of each role, and the bodies and customers they deal with.
//! All are made up: roles instead of names, domains reserved for examples.

use super::DemoError;
use crate::installation::Installation;
use crate::words::Language;
use crate::workflow::directory::{NewAuthority, NewContact, NewCustomer};
use crate::workflow::staff::{Invitation, Staff};
use domain::actor::{Actor, Role, Roles};
use domain::ids::{AuthorityId, CustomerId, PersonId};
use domain::instrument::IssuerKind;
use domain::paper::CustomerClass;

/// The people, as actors.
#[derive(Clone, Copy, Debug)]
pub struct Cast {
    /// Takes demands in and verifies.
    pub intake: Actor,
    /// Calls back what intake began.
    pub caller: Actor,
    /// Counsel.
    pub reviewer: Actor,
    /// Second person.
    pub approver: Actor,
    /// Seals and prepares releases.
    pub officer: Actor,
    /// Confirms releases.
    pub second_officer: Actor,
    /// Writes to customers.
    pub notices: Actor,
    /// Gathers.
    pub custodian: Actor,
    /// Intake and counsel for national security.
    pub cleared: Actor,
}

/// Name, mail box, roles. The first of each role gets a sign-in link printed.
pub const PEOPLE: [(&str, &str, &[Role]); 12] = [
    ("Intake desk", "intake", &[Role::Intake]),
    ("Reviewing counsel", "reviewer", &[Role::Reviewer]),
    ("Approving counsel", "approver", &[Role::Approver]),
    ("Disclosure officer", "disclosure", &[Role::DisclosureOfficer]),
    ("Second disclosure officer", "disclosure2", &[Role::DisclosureOfficer]),
    ("Notice officer", "notices", &[Role::NoticeOfficer]),
    ("Data custodian", "custodian", &[Role::Custodian]),
    ("Auditor", "auditor", &[Role::Auditor]),
    ("Security administrator", "security", &[Role::SecurityAdmin]),
    ("System administrator", "system", &[Role::SystemAdmin]),
    ("Cleared counsel", "cleared", &[Role::Intake, Role::Reviewer, Role::Cleared]),
    ("Second intake desk", "intake2", &[Role::Intake]),
];

impl Cast {
    /// Invite everybody, as the operator.
    ///
    /// # Errors
    /// [`DemoError`].
    pub async fn invite(staff: &Staff) -> Result<Self, DemoError> {
        let mut actors = Vec::new();
        for (name, mailbox, roles) in PEOPLE {
            let roles: Roles = roles.iter().copied().collect();
            let invitation =
                Invitation { name: name.to_owned(), mail: format!("{mailbox}@provider.example.org"), language: Language::En, roles };
            let (id, _): (PersonId, _) = staff.invite(Actor::Operator, invitation).await?;
            actors.push(Actor::Person { id, roles });
        }
        let [intake, reviewer, approver, officer, second_officer, notices, custodian, .., cleared, caller] = actors.as_slice() else {
            return Err(DemoError::Gate("the cast is not complete".to_owned()));
        };
        Ok(Self {
            intake: *intake,
            caller: *caller,
            reviewer: *reviewer,
            approver: *approver,
            officer: *officer,
            second_officer: *second_officer,
            notices: *notices,
            custodian: *custodian,
            cleared: *cleared,
        })
    }
}

/// The bodies that ask.
#[derive(Clone, Copy, Debug)]
pub struct Authorities {
    /// United States, court.
    pub county_court: AuthorityId,
    /// United States, prosecutor.
    pub county_prosecutor: AuthorityId,
    /// Sweden, prosecutor.
    pub swedish_prosecutor: AuthorityId,
    /// Germany, police.
    pub german_police: AuthorityId,
    /// France, court.
    pub french_court: AuthorityId,
}

/// The customers.
#[derive(Clone, Copy, Debug)]
pub struct Customers {
    /// A Swedish company.
    pub industries: CustomerId,
    /// An American company.
    pub logistics: CustomerId,
    /// A Swedish municipality.
    pub municipality: CustomerId,
    /// One person.
    pub consumer: CustomerId,
}

/// Enter the authorities; the reviewer confirms what intake entered.
///
/// # Errors
/// [`DemoError`].
pub async fn authorities(installation: &Installation, cast: &Cast) -> Result<Authorities, DemoError> {
    let enter = async |name: &str, territory: &str, level: &str, kind, phone: &str, domain: &str| {
        let new = NewAuthority {
            name: name.to_owned(),
            territory: territory.to_owned(),
            level: level.to_owned(),
            kind,
            phone: phone.to_owned(),
            mail: format!("registry@{domain}"),
            language: String::new(),
            postal: Vec::new(),
            domains: vec![domain.to_owned()],
            note: "Number and address from the public register of authorities.".to_owned(),
        };
        let id = installation.workflow.add_authority(cast.intake, new).await?;
        installation.workflow.confirm_authority(cast.reviewer, id).await?;
        Ok::<_, DemoError>(id)
    };
    Ok(Authorities {
        county_court: enter("Example County Court", "US", "state", IssuerKind::Court, "+1 555 0100", "court.county.example.org").await?,
        county_prosecutor: enter(
            "Example County Prosecutor's Office",
            "US",
            "state",
            IssuerKind::Prosecutor,
            "+1 555 0110",
            "prosecutor.county.example.org",
        )
        .await?,
        swedish_prosecutor: enter(
            "Exempelstads åklagarkammare",
            "SE",
            "national",
            IssuerKind::Prosecutor,
            "+46 8 555 010 20",
            "aklagare.example.org",
        )
        .await?,
        german_police: enter("Polizeipräsidium Beispielstadt", "DE", "state", IssuerKind::Police, "+49 30 5550130", "polizei.example.org")
            .await?,
        french_court: enter(
            "Tribunal judiciaire d'Exempleville",
            "FR",
            "national",
            IssuerKind::Court,
            "+33 1 55 50 14 00",
            "tribunal.example.org",
        )
        .await?,
    })
}

/// Enter the customers with their admin contacts.
///
/// # Errors
/// [`DemoError`].
pub async fn customers(installation: &Installation, cast: &Cast) -> Result<Customers, DemoError> {
    let enter = async |name: &str, class, country: &str, language: &str, domain: &str, contacts: &[(&str, &str, &str)]| {
        let new = NewCustomer {
            name: name.to_owned(),
            class,
            country: country.to_owned(),
            language: language.to_owned(),
            domains: vec![domain.to_owned()],
            ..NewCustomer::default()
        };
        let id = installation.workflow.add_customer(cast.notices, new).await?;
        for (role, mailbox, language) in contacts {
            let contact = NewContact {
                name: (*role).to_owned(),
                mail: format!("{mailbox}@{domain}"),
                language: (*language).to_owned(),
                ..NewContact::default()
            };
            let contact = installation.workflow.add_contact(cast.notices, id, contact).await?;
            installation.workflow.vouch_for_contact(cast.intake, contact, "Answered a call to the number in the contract").await?;
        }
        Ok::<_, DemoError>(id)
    };
    Ok(Customers {
        industries: enter(
            "Example Industries AB",
            CustomerClass::Enterprise,
            "SE",
            "sv",
            "industries.example.com",
            &[("General counsel", "legal", "sv"), ("IT administration", "it-admin", "en")],
        )
        .await?,
        logistics: enter(
            "Example Logistics Inc.",
            CustomerClass::Enterprise,
            "US",
            "en",
            "logistics.example.com",
            &[("Legal department", "legal", "en"), ("Security officer", "security", "en")],
        )
        .await?,
        municipality: enter(
            "Exempelstads kommun",
            CustomerClass::PublicSector,
            "SE",
            "sv",
            "kommun.example.com",
            &[("Kommunjurist", "kommunjurist", "sv")],
        )
        .await?,
        consumer: enter("Consumer account", CustomerClass::Consumer, "US", "en", "home.example.net", &[("Account holder", "holder", "en")])
            .await?,
    })
}
