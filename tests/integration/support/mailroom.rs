//! A desk that writes real letters, with a customer who listed two contacts and a demand about its account.

use super::smtp_sink::SmtpSink;
use chrono::Duration;
use domain::Instant;
use domain::actor::{Actor, Role, Roles};
use domain::category::Category;
use domain::command::{Act, Command, OrderDraft};
use domain::demand::Demand;
use domain::ids::{AuthorityId, ContactId, CustomerId, DemandId, OrderId, PersonId};
use domain::instrument::{Audience, InstrumentId, IssuerKind, SecrecySource};
use domain::paper::{Channel, Identifier, IdentifierKind, Paper, Receipt};
use domain::policy::Policy;
use ombud::clock::Clock;
use ombud::notify::outbox::{Delivered, Limits, deliver_once};
use ombud::notify::transport::{Patience, Security, Smtp, SmtpSettings, Transport};
use ombud::notify::writer::Writer;
use ombud::store::authorities::{self, AuthorityRow};
use ombud::store::blobs::Blobs;
use ombud::store::customers::{self, ContactRow, CustomerRow};
use ombud::store::outbox::{self, MessageRow};
use ombud::store::{Key, Store};
use ombud::workflow::{NewDemand, Workflow};
use std::sync::Arc;
use std::time::Duration as Wait;
use uuid::Uuid;

/// Where delivery reports come back to.
pub const BOUNCES: &str = "bounces@provider.example.com";
pub const OURS: &str = "clerk@customer.example.net";
pub const THEIRS: &str = "someone@other.example.com";

fn person(n: u128, roles: &[Role]) -> Actor {
    Actor::Person { id: PersonId(Uuid::from_u128(n)), roles: roles.iter().copied().collect::<Roles>() }
}

pub fn intake() -> Actor {
    person(1, &[Role::Intake])
}

pub fn caller() -> Actor {
    person(5, &[Role::Intake])
}

pub fn reviewer() -> Actor {
    person(2, &[Role::Reviewer])
}

pub fn teller() -> Actor {
    person(3, &[Role::NoticeOfficer])
}

pub fn second() -> Actor {
    person(4, &[Role::NoticeOfficer])
}

/// The desk.
pub struct Mailroom {
    pub workflow: Workflow,
    pub clock: Clock,
    _folder: tempfile::TempDir,
}

pub fn customer_id(n: u128) -> CustomerId {
    CustomerId(Uuid::from_u128(0xc0 + n))
}

impl Mailroom {
    pub async fn open(url: &str) -> Self {
        let clock = Clock::standing("2026-11-02T09:00:00Z".parse().unwrap());
        let folder = tempfile::tempdir().unwrap();
        let (rulebook, policy) = (ombud::rulebook::load().unwrap(), Policy::default());
        let zone = chrono_tz::Europe::Stockholm;
        let writer = Writer::new("Example Provider", "legal@provider.example.com", zone, rulebook.clone(), policy.clone())
            .with_bounces(Some(BOUNCES.to_owned()))
            .with_answers(Some("answers@provider.example.com".to_owned()));
        let blobs = Blobs::open(&folder.path().join("blobs")).unwrap();
        let workflow = Workflow::new(Store::open(url).await.unwrap(), blobs, clock.clone(), rulebook, policy, Arc::new(writer));
        let room = Self { workflow, clock, _folder: folder };
        room.fill().await;
        room
    }

    /// The same desk started again: nothing is in memory.
    pub async fn again(url: &str, at: Instant) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (rulebook, policy) = (ombud::rulebook::load().unwrap(), Policy::default());
        let zone = chrono_tz::Europe::Stockholm;
        let writer = Writer::new("Example Provider", "legal@provider.example.com", zone, rulebook.clone(), policy.clone())
            .with_bounces(Some(BOUNCES.to_owned()))
            .with_answers(Some("answers@provider.example.com".to_owned()));
        let clock = Clock::standing(at);
        let blobs = Blobs::open(&folder.path().join("blobs")).unwrap();
        let workflow = Workflow::new(Store::open(url).await.unwrap(), blobs, clock.clone(), rulebook, policy, Arc::new(writer));
        Self { workflow, clock, _folder: folder }
    }

    /// Where the bytes of a document lie.
    pub fn blob(&self, id: domain::ids::DocumentId) -> std::path::PathBuf {
        let name = id.to_string();
        self._folder.path().join("blobs").join(&name[..2]).join(name)
    }

    async fn fill(&self) {
        let (txn, now) = (self.workflow.store().begin().await.unwrap(), self.clock.now());
        let court = AuthorityRow {
            id: Key::from(AuthorityId(Uuid::from_u128(0xa0))),
            name: "Example County Court".into(),
            territory: "US".into(),
            level: "state".into(),
            kind: "court".into(),
            phone: Some("+1 555 0100".into()),
            mail: Some("registry@court.example.org".into()),
            language: String::new(),
            postal: String::new(),
            mail_domains: r#"["court.example.org"]"#.into(),
            standing: "known".into(),
            registry_version: "1".into(),
            changed_by: String::new(),
            note: String::new(),
            version: 1,
            created_at: now,
        };
        authorities::put(&txn, court).await.unwrap();
        for (n, name, class, domain) in [
            (0, "Customer Organisation", "enterprise", "customer.example.net"),
            (1, "Other Organisation", "enterprise", "other.example.com"),
        ] {
            let row = CustomerRow { domains: format!("[\"{domain}\"]"), ..CustomerRow::new(customer_id(n), name, class, "SE", "sv", now) };
            customers::put(&txn, row).await.unwrap();
        }
        for (n, language) in [(0, "en"), (1, "sv")] {
            let (id, name) = (ContactId(Uuid::from_u128(0xd0 + n)), format!("Customer's legal contact {}", n + 1));
            let mail = format!("legal{}@customer.example.net", n + 1);
            // Both stand first.
            let contact = ContactRow::new(id, customer_id(0), &name, &mail, language, 0, now).verified(now);
            customers::add_contact(&txn, contact).await.unwrap();
        }
        txn.commit().await.unwrap();
    }

    pub fn forward(&self, by: Duration) {
        self.clock.set(self.clock.now() + by);
    }

    /// A demand about the customer's account, and about somebody else's if asked for.
    pub async fn receive(&self, instrument: &str, accounts: &[&str]) -> DemandId {
        let identifiers = accounts.iter().map(|a| Identifier { kind: IdentifierKind::Mail, value: (*a).into() }).collect();
        let paper = Paper {
            instrument: InstrumentId(instrument.into()),
            rulebook: ombud::rulebook::VERSION.into(),
            authority_name: "Example County Court".into(),
            authority_reference: "ECC-26-9".into(),
            issuer: Some(IssuerKind::Court),
            statute: "18 USC 2703(c)(2)".into(),
            issued_on: chrono::NaiveDate::from_ymd_opt(2026, 10, 30),
            face_due: None,
            notice_at: None,
            emergency_claimed: false,
            refrain_requested: false,
            enforcing_authority_notified: false,
            identifiers,
            stated: domain::stated::Stated::default(),
        };
        let new = NewDemand {
            secrecy_asked: None,
            receipt: Receipt { at: self.clock.now(), channel: Channel::Mail, sender: "registry@court.example.org".into() },
            paper,
            categories: [Category::SubId, Category::AccessIp].into_iter().collect(),
            from: Some("2026-07-31T22:00:00Z".parse().unwrap()),
            to: Some("2026-08-31T22:00:00Z".parse().unwrap()),
            authority: None,
            customer: Some(customer_id(0)),
            documents: Vec::new(),
        };
        self.workflow.receive(intake(), new, None).await.unwrap().id
    }

    pub async fn does(&self, who: Actor, id: DemandId, command: Command) -> Demand {
        self.workflow.act(who, id, command, None).await.unwrap()
    }

    pub async fn demand(&self, id: DemandId) -> Demand {
        self.workflow.find(&Actor::System, id).await.unwrap()
    }

    /// Verified, and two people found that nothing forbids telling: the notice is owed.
    pub async fn owed(&self, accounts: &[&str]) -> DemandId {
        let id = self.receive("us.sca.subpoena", accounts).await;
        self.verified(id).await;
        self.does(intake(), id, Command::Prepare(Act::ConfirmNoSecrecy)).await;
        self.does(reviewer(), id, Command::Confirm(Act::ConfirmNoSecrecy)).await;
        id
    }

    /// Both checks made.
    pub async fn verified(&self, id: DemandId) {
        self.does(intake(), id, Command::BeginVerification).await;
        self.does(caller(), id, super::actors::called_back()).await;
        self.does(intake(), id, Command::CheckForm).await;
        self.does(intake(), id, Command::Verify).await;
    }

    /// The notice that fits goes to the outbox by two people.
    pub async fn queue(&self, id: DemandId) -> Demand {
        let read = self.workflow.preview_notice(&teller(), id).await.unwrap().digest;
        self.workflow.prepare_notice(teller(), id, &read, None).await.unwrap();
        self.workflow.confirm_notice(second(), id, &read, None).await.unwrap()
    }

    /// The registry's entry of the court.
    pub fn authority(&self) -> AuthorityId {
        AuthorityId(Uuid::from_u128(0xa0))
    }

    /// A demand with one letter in the outbox, to the court.
    pub async fn authority_letter(&self) -> DemandId {
        let id = self.receive("us.sca.subpoena", &[OURS]).await;
        self.does(intake(), id, Command::Acknowledge).await;
        id
    }

    /// A demand whose notice waits in the outbox, with two messages.
    pub async fn queued(&self) -> DemandId {
        let id = self.owed(&[OURS]).await;
        self.queue(id).await;
        id
    }

    /// A secrecy order that covers the customer.
    pub fn order(&self) -> Command {
        Command::PlaceSecrecy(OrderDraft {
            id: OrderId(Uuid::new_v4()),
            source: SecrecySource::Court,
            covers: [Audience::Customer].into_iter().collect(),
            law: "18 USC 2705(b)".into(),
            document: "order.pdf".into(),
            from: self.clock.now(),
            until: Some(self.clock.now() + Duration::days(90)),
        })
    }

    /// The notice's messages, in the contacts' order.
    pub async fn messages(&self, id: DemandId) -> Vec<MessageRow> {
        let mut rows = outbox::of_demand(self.workflow.store().read(), id).await.unwrap();
        rows.retain(|r| r.side == outbox::CUSTOMER);
        rows.sort_by(|a, b| (a.created_at, &a.recipient).cmp(&(b.created_at, &b.recipient)));
        rows
    }

    pub async fn states(&self, id: DemandId) -> Vec<String> {
        self.messages(id).await.into_iter().map(|r| r.state).collect()
    }

    /// What is on record about a demand, by kind.
    pub async fn kinds(&self, id: DemandId) -> Vec<String> {
        let stored = ombud::store::events::of_demand(self.workflow.store().read(), id).await.unwrap();
        stored.into_iter().map(|e| e.kind).collect()
    }

    /// One pass through this server.
    pub async fn deliver(&self, sink: &SmtpSink) -> Delivered {
        deliver_once(&self.workflow, &to(sink), &limits()).await.unwrap()
    }
}

pub fn limits() -> Limits {
    // Pages have tests of their own; a typesetter that was built without optimising would slow down all others.
    Limits { look: Wait::from_millis(20), attempt: Wait::from_secs(5), pages: false, ..Limits::default() }
}

pub fn to(sink: &SmtpSink) -> Transport {
    waiting(sink, Wait::from_millis(800), Wait::from_millis(400))
}

/// Waits longer than any test takes: for a server that is held, or a sender that is killed while it waits.
pub fn endless(sink: &SmtpSink) -> Transport {
    waiting(sink, Wait::from_secs(600), Wait::from_secs(600))
}

fn waiting(sink: &SmtpSink, wait: Wait, content: Wait) -> Transport {
    let settings = SmtpSettings {
        host: "127.0.0.1".into(),
        port: sink.address.port(),
        security: Security::NoneOnLoopback,
        login: None,
        hello: "desk.example.com".into(),
        house_ca: None,
        patience: Patience { connect: wait, command: wait, content },
    };
    Transport::Smtp(Smtp::new(settings).unwrap())
}
