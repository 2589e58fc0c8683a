//! An installation to act in, and the people who act: one of each role, each by one call per act.

use chrono::{Duration, TimeZone, Utc};
use domain::Instant;
use domain::actor::{Actor, Role, Roles};
use domain::category::Category;
use domain::command::{Act, ActKind, Command};
use domain::demand::Demand;
use domain::fact::CheckProof;
use domain::ids::{AuthorityId, ContactId, CustomerId, DemandId, PersonId};
use domain::instrument::{InstrumentId, IssuerKind};
use domain::paper::{Channel, Decision, Identifier, IdentifierKind, Paper, Receipt};
use domain::policy::Policy;
use domain::preservation::CustodyAnswer;
use domain::refusal::Reason;
use domain::stage::{Assessment, ChallengeConsidered, CheckMethod};
use domain::who::Called;
use minimise::Mapping;
use ombud::clock::Clock;
use ombud::notify::writer::Writer;
use ombud::package::production::{self, Recipient as To};
use ombud::rulebook;
use ombud::store::authorities::{self, AuthorityRow};
use ombud::store::blobs::Blobs;
use ombud::store::customers::{self, AccountRow, ContactRow, CustomerRow};
use ombud::store::keys::Keys;
use ombud::store::{Key, Store};
use ombud::workflow::{Error, NewDemand, NewDocument, Workflow, scope};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;
use uuid::Uuid;

/// Account that the sample demand names; its customer is in the directory.
pub const ACCOUNT: &str = "accounts@customer.example.com";

/// The court's number in the directory.
pub const NUMBER: &str = "+1 555 0100";

/// The custodian's mapping for the sample files.
pub const MAPPING: &str = r#"
[[source]]
match = "*"
account = "user"
time = { field = "at", format = "rfc3339" }
category = { field = "kind", values = { profile = "SUB_ID", login = "ACCESS_IP", header = "TRAFFIC", body = "CONTENT" } }
"#;

/// One of each role; reviewer, approver and officer twice, so that there can be a second person.
#[derive(Clone, Copy, Debug)]
pub struct Staff {
    pub intake: Actor,
    pub caller: Actor,
    pub reviewer: Actor,
    pub other_reviewer: Actor,
    pub approver: Actor,
    pub other_approver: Actor,
    pub officer: Actor,
    pub other_officer: Actor,
    pub notice: Actor,
    pub custodian: Actor,
    pub auditor: Actor,
    pub admin: Actor,
}

fn person(n: u128, role: Role) -> Actor {
    Actor::Person { id: PersonId(Uuid::from_u128(0x5eed_0000 + n)), roles: Roles::default().with(role) }
}

impl Staff {
    pub fn new() -> Self {
        Self {
            intake: person(1, Role::Intake),
            caller: person(12, Role::Intake),
            reviewer: person(2, Role::Reviewer),
            other_reviewer: person(3, Role::Reviewer),
            approver: person(4, Role::Approver),
            other_approver: person(5, Role::Approver),
            officer: person(6, Role::DisclosureOfficer),
            other_officer: person(7, Role::DisclosureOfficer),
            notice: person(8, Role::NoticeOfficer),
            custodian: person(9, Role::Custodian),
            auditor: person(10, Role::Auditor),
            admin: person(11, Role::SecurityAdmin),
        }
    }

    /// The same people, all of them cleared for national security.
    pub fn cleared(self) -> Self {
        let clear = |actor| match actor {
            Actor::Person { id, roles } => Actor::Person { id, roles: roles.with(Role::Cleared) },
            other => other,
        };
        Self {
            intake: clear(self.intake),
            caller: clear(self.caller),
            reviewer: clear(self.reviewer),
            other_reviewer: clear(self.other_reviewer),
            approver: clear(self.approver),
            other_approver: clear(self.other_approver),
            officer: clear(self.officer),
            other_officer: clear(self.other_officer),
            notice: clear(self.notice),
            custodian: clear(self.custodian),
            ..self
        }
    }

    pub fn all(&self) -> [Actor; 12] {
        [
            self.intake,
            self.caller,
            self.reviewer,
            self.other_reviewer,
            self.approver,
            self.other_approver,
            self.officer,
            self.other_officer,
            self.notice,
            self.custodian,
            self.auditor,
            self.admin,
        ]
    }
}

/// An installation with a court, an agency and an enterprise customer in its directories, on a clock that stands still.
pub struct Desk {
    pub workflow: Workflow,
    pub clock: Clock,
    pub staff: Staff,
    pub authority: AuthorityId,
    pub customer: CustomerId,
    pub keys: Keys,
    pub folder: PathBuf,
    /// The folder goes with the desk, when it is the desk's own.
    _own: Option<TempDir>,
}

/// Tuesday, 1 September 2026, 09:00 UTC.
pub fn morning() -> Instant {
    Utc.with_ymd_and_hms(2026, 9, 1, 9, 0, 0).unwrap()
}

/// The custodian says of every account of the demand that it is kept.
pub async fn keeps(workflow: &Workflow, custodian: Actor, id: DemandId) {
    for task in workflow.custody_tasks(&custodian, None, 50).await.unwrap() {
        if task.demand_id.to::<DemandId>() == id {
            let placed = CustodyAnswer::Placed { place: "archive 4".to_owned() };
            workflow.answer_custody(custodian, task.id, placed).await.unwrap();
        }
    }
}

impl Desk {
    /// Open on a database, new or not, with a folder of its own.
    pub async fn open(url: &str) -> Self {
        let own = tempfile::tempdir().unwrap();
        let desk = Self::again(url, own.path()).await;
        let desk = Self { _own: Some(own), ..desk };
        desk.fill_directories().await;
        desk
    }

    /// Open a database and a folder that have been used before, and whose directories are filled.
    pub async fn again(url: &str, folder: &Path) -> Self {
        let clock = Clock::standing(morning());
        let blobs = Blobs::open(&folder.join("blobs")).unwrap();
        let keys = Keys::open(folder).unwrap();
        let store = Store::open(url).await.unwrap();
        let (rules, policy) = (rulebook::load().unwrap(), Policy::default());
        let zone = chrono_tz::Europe::Stockholm;
        let writer = Writer::new("Example Provider", "legal-desk@example.org", zone, rules.clone(), policy.clone());
        let workflow = Workflow::new(store, blobs, clock.clone(), rules, policy, Arc::new(writer));
        let (authority, customer) = (AuthorityId(Uuid::from_u128(0xa0)), CustomerId(Uuid::from_u128(0xc0)));
        Self { workflow, clock, staff: Staff::new(), authority, customer, keys, folder: folder.to_owned(), _own: None }
    }

    async fn fill_directories(&self) {
        let txn = self.workflow.store().begin().await.unwrap();
        let court = AuthorityRow {
            id: Key::from(self.authority),
            name: "Example County Court".to_owned(),
            territory: "US".to_owned(),
            level: "state".to_owned(),
            kind: "court".to_owned(),
            phone: Some(NUMBER.to_owned()),
            mail: Some("registry@court.example.org".to_owned()),
            language: String::new(),
            postal: String::new(),
            mail_domains: r#"["court.example.org"]"#.to_owned(),
            standing: "known".to_owned(),
            registry_version: "1".to_owned(),
            note: String::new(),
            version: 1,
            created_at: morning(),
            changed_by: String::new(),
        };
        authorities::put(&txn, court).await.unwrap();
        let customer = CustomerRow {
            domains: r#"["customer.example.com"]"#.to_owned(),
            ..CustomerRow::new(self.customer, "Example Customer", "enterprise", "US", "en", morning())
        };
        customers::put(&txn, customer).await.unwrap();
        let account = AccountRow {
            customer_id: self.customer.into(),
            kind: "mail".to_owned(),
            value: ACCOUNT.to_owned(),
            account: ACCOUNT.to_owned(),
        };
        customers::add_accounts(&txn, vec![account]).await.unwrap();
        for (n, language) in [(0, "en"), (1, "sv")] {
            let (id, name) = (ContactId(Uuid::from_u128(0xd0 + n)), format!("Customer's legal contact {n}"));
            let mail = format!("legal{n}@customer.example.com");
            let position = i64::try_from(n).unwrap();
            let contact = ContactRow::new(id, self.customer, &name, &mail, language, position, morning()).verified(morning());
            customers::add_contact(&txn, contact).await.unwrap();
        }
        txn.commit().await.unwrap();
    }

    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    pub fn forward(&self, by: Duration) {
        self.clock.set(self.clock.now() + by);
    }

    /// A court's paper about the sample account; the reference is the file number.
    pub fn paper(&self, instrument: &str, reference: &str) -> Paper {
        Paper {
            instrument: InstrumentId(instrument.to_owned()),
            rulebook: rulebook::VERSION.to_owned(),
            authority_name: "Example County Court".to_owned(),
            authority_reference: reference.to_owned(),
            issuer: Some(IssuerKind::Court),
            statute: "as printed".to_owned(),
            issued_on: None,
            face_due: None,
            notice_at: None,
            emergency_claimed: false,
            refrain_requested: false,
            enforcing_authority_notified: false,
            identifiers: vec![Identifier { kind: IdentifierKind::Mail, value: ACCOUNT.to_owned() }],
            stated: domain::stated::Stated::default(),
        }
    }

    /// A demand as it comes by mail: for August 2026, with a paper of a few bytes.
    pub fn demand(&self, instrument: &str, reference: &str, categories: &[Category]) -> NewDemand {
        NewDemand {
            secrecy_asked: None,
            receipt: Receipt { at: self.now(), channel: Channel::Mail, sender: "registry@court.example.org".to_owned() },
            paper: self.paper(instrument, reference),
            categories: categories.iter().copied().collect(),
            from: Some(Utc.with_ymd_and_hms(2026, 8, 1, 0, 0, 0).unwrap()),
            to: Some(Utc.with_ymd_and_hms(2026, 9, 1, 0, 0, 0).unwrap()),
            authority: None,
            customer: None,
            documents: vec![NewDocument {
                name: "order.pdf".to_owned(),
                media_type: "application/pdf".to_owned(),
                kind: "paper".to_owned(),
                bytes: bytes::Bytes::from_static(b"%PDF-1.4 sample"),
            }],
        }
    }

    pub async fn receive(&self, new: NewDemand) -> Demand {
        self.workflow.receive(self.staff.intake, new, None).await.unwrap()
    }

    pub async fn find(&self, id: DemandId) -> Demand {
        self.workflow.find(&Actor::System, id).await.unwrap()
    }

    /// It must be done.
    #[track_caller]
    pub fn does(&self, who: Actor, id: DemandId, command: Command) -> impl Future<Output = Demand> + use<'_> {
        let caller = std::panic::Location::caller();
        async move { self.workflow.act(who, id, command, None).await.unwrap_or_else(|e| panic!("{caller}: {e}")) }
    }

    /// It must be refused: with which reasons.
    #[track_caller]
    pub fn refused(&self, who: Actor, id: DemandId, command: Command) -> impl Future<Output = Vec<Reason>> + use<'_> {
        let caller = std::panic::Location::caller();
        async move {
            match self.workflow.act(who, id, command, None).await {
                Err(Error::Refused(refusal)) => refusal.reasons,
                other => panic!("{caller}: should have been refused: {other:?}"),
            }
        }
    }

    /// First and second person of an act.
    pub async fn both(&self, first: Actor, second: Actor, id: DemandId, act: Act) -> Demand {
        self.does(first, id, Command::Prepare(act.clone())).await;
        self.does(second, id, Command::Confirm(act)).await
    }

    /// From received to verified.
    pub async fn verify(&self, id: DemandId) -> Demand {
        let intake = self.staff.intake;
        self.does(intake, id, Command::BeginVerification).await;
        self.does(self.staff.caller, id, called_back()).await;
        self.does(intake, id, Command::CheckForm).await;
        self.does(intake, id, Command::Verify).await
    }

    /// The custodian says of every account that it is kept.
    pub async fn keeps(&self, id: DemandId) {
        keeps(&self.workflow, self.staff.custodian, id).await;
    }

    /// From verified to reviewing: the authority is referred to the customer and declines.
    pub async fn redirect(&self, id: DemandId) -> Demand {
        use domain::command::RedirectAnswer;
        self.does(self.staff.intake, id, Command::OfferRedirect { answer_by: self.now() + Duration::days(3) }).await;
        let declined = RedirectAnswer::Declined { reason: "The customer is a suspect.".to_owned() };
        self.does(self.staff.intake, id, Command::RecordAnswer { answer: declined }).await
    }

    pub fn assessment(&self) -> Assessment {
        Assessment {
            text: "The order compels these records for this time and no others.".to_owned(),
            challenge: Some(ChallengeConsidered { basis: false, reason: "Narrow and by a court.".to_owned() }),
            art48: None,
            repeat_reason: None,
        }
    }

    /// Recommend what has been decided, under the digest of exactly that.
    pub async fn recommend(&self, id: DemandId, assessment: Assessment) -> Demand {
        let digest = scope::digest(&self.find(id).await, &assessment);
        self.does(self.staff.reviewer, id, Command::Recommend { assessment, digest }).await
    }

    /// From reviewing to producing: every line authorised.
    pub async fn approve(&self, id: DemandId) -> Demand {
        for line in self.find(id).await.lines {
            self.does(self.staff.reviewer, id, Command::DecideLine { line: line.id, decision: Decision::Authorise }).await;
        }
        let recommended = self.recommend(id, self.assessment()).await;
        let digest = recommended.stage.recommended().unwrap().digest.clone();
        self.does(self.staff.approver, id, Command::Approve { digest }).await
    }

    /// Straight to producing.
    pub async fn to_producing(&self, id: DemandId) -> Demand {
        self.verify(id).await;
        self.redirect(id).await;
        self.approve(id).await
    }

    pub fn mapping(&self) -> Mapping {
        Mapping::from_toml(MAPPING).unwrap()
    }

    /// Gather the sample file for every line.
    pub async fn collect(&self, id: DemandId) -> Demand {
        let mut demand = self.find(id).await;
        for line in demand.lines.clone() {
            demand = self.collect_line(id, line.id, sample().as_bytes()).await.unwrap();
        }
        demand
    }

    pub async fn collect_line(&self, id: DemandId, line: domain::ids::LineId, file: &[u8]) -> Result<Demand, production::ProductionError> {
        production::collect(&self.workflow, self.staff.custodian, id, line, "export.csv", file, &self.mapping(), None).await
    }

    /// A key of the authority's, so that sealing takes no time; see [`authority_identity`].
    pub async fn seal(&self, id: DemandId) -> Result<Demand, production::ProductionError> {
        let to = To::Key(authority_identity().to_public().to_string());
        production::seal(&self.workflow, self.staff.officer, id, &to, None).await.map(|done| done.demand)
    }

    /// Two people confirm that nothing forbids telling.
    pub async fn no_secrecy(&self, id: DemandId) -> Demand {
        self.both(self.staff.intake, self.staff.other_reviewer, id, Act::ConfirmNoSecrecy).await
    }

    /// Two people send the notice that fits, and the customer's mail server takes it.
    pub async fn notify(&self, id: DemandId) -> Demand {
        let staff = self.staff;
        let read = self.workflow.preview_notice(&staff.notice, id).await.unwrap().digest;
        self.workflow.prepare_notice(staff.notice, id, &read, None).await.unwrap();
        self.workflow.confirm_notice(staff.other_approver, id, &read, None).await.unwrap();
        let message = self.find(id).await.notice.mailing().unwrap().posts[0].to.message;
        self.does(Actor::System, id, Command::NoticeAccepted { message }).await
    }

    /// First and second half of the release.
    pub async fn release(&self, id: DemandId) -> Result<Demand, production::ProductionError> {
        production::prepare_release(&self.workflow, self.staff.officer, id, None).await?;
        production::confirm_release(&self.workflow, self.staff.other_officer, id, None).await
    }

    /// What stands between this person and this verb, as the page shows it.
    pub async fn blocked(&self, who: Actor, id: DemandId, verb: domain::command::Verb) -> Vec<Reason> {
        let demand = self.find(id).await;
        let offers = demand.available(&who, &self.workflow.context(who, self.now()));
        match offers.into_iter().find(|o| o.verb == verb).unwrap().availability {
            domain::available::Availability::Open => Vec::new(),
            domain::available::Availability::Blocked(why) => why,
        }
    }

    /// The record holds and the projection is its fold; the number of events.
    pub async fn holds(&self) -> i64 {
        let checked = self.workflow.check_projection().await.unwrap();
        assert_eq!(checked.differing, Vec::<String>::new(), "the projection is not the fold");
        let mut file = Vec::new();
        ombud::store::export::export(self.workflow.store().read(), &self.keys, self.now(), &mut file).await.unwrap();
        ombud::record::verify(file.as_slice(), Some(&self.keys.public_key())).unwrap().count
    }
}

/// The number of the directory was called, and somebody answered.
pub fn called_back() -> Command {
    let call = Some(Called::said(NUMBER));
    Command::CheckRequester {
        method: CheckMethod::CallBack,
        note: "The registry confirmed it.".to_owned(),
        call,
        proof: CheckProof::default(),
    }
}

/// The authority's own key.
pub fn authority_identity() -> age::x25519::Identity {
    use std::sync::OnceLock;
    static IDENTITY: OnceLock<age::x25519::Identity> = OnceLock::new();
    IDENTITY.get_or_init(age::x25519::Identity::generate).clone()
}

/// Rows that may leave for some line and rows that never may.
pub fn sample() -> String {
    [
        "user,at,kind,detail",
        "accounts@customer.example.com,2026-08-03T10:00:00Z,profile,A. Holder",
        "accounts@customer.example.com,2026-08-04T10:00:00Z,login,192.0.2.1",
        "Accounts@customer.example.com,2026-08-05T10:00:00Z,login,192.0.2.2",
        "accounts@customer.example.com,2026-08-06T10:00:00Z,header,to someone",
        "accounts@customer.example.com,2026-08-07T10:00:00Z,body,Dear someone",
        "accounts@customer.example.com,2026-07-31T23:59:59Z,login,192.0.2.3",
        "accounts@customer.example.com,2026-09-01T00:00:00Z,login,192.0.2.4",
        "other@customer.example.com,2026-08-04T10:00:00Z,login,192.0.2.5",
        "accounts@customer.example.com,yesterday,login,192.0.2.6",
        "",
    ]
    .join("\n")
}

/// The verb of the second half of a release.
pub const CONFIRM_RELEASE: domain::command::Verb = domain::command::Verb::Confirm(ActKind::Release);
