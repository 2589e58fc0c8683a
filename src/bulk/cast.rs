//! Who appears in bulk data: staff by role, customers, authorities. All invented, all under example domains.

use super::chance::Chance;
use domain::Instant;
use domain::actor::{Actor, Role, Roles};
use domain::ids::{AuthorityId, CustomerId, DocumentId, PersonId};
use domain::instrument::IssuerKind;
use domain::paper::{CustomerClass, DocumentRef, KnownAuthority, KnownCustomer};
use uuid::Uuid;

use crate::store::authorities::AuthorityRow;
use crate::store::customers::CustomerRow;
use crate::store::people::PersonRow;

/// Customers in the directory.
const CUSTOMERS: u128 = 120;

/// Role or roles, and what the person is called.
const STAFF: [(&str, &[Role]); 8] = [
    ("Intake A", &[Role::Intake]),
    ("Intake B", &[Role::Intake]),
    ("Reviewer A", &[Role::Reviewer]),
    ("Reviewer B", &[Role::Reviewer]),
    ("Approver", &[Role::Approver]),
    ("Disclosure officer A", &[Role::DisclosureOfficer]),
    ("Disclosure officer B", &[Role::DisclosureOfficer]),
    ("Notice officer", &[Role::NoticeOfficer, Role::Custodian]),
];

/// Kind, territory, level, and name of an authority.
const AUTHORITIES: [(IssuerKind, &str, &str, &str); 18] = [
    (IssuerKind::Court, "US", "local", "Example County Court"),
    (IssuerKind::Court, "US", "state", "Northern Example Superior Court"),
    (IssuerKind::Court, "US", "federal", "Example District Court, Eastern Division"),
    (IssuerKind::Prosecutor, "US", "local", "Example County Prosecutor's Office"),
    (IssuerKind::Prosecutor, "US", "state", "Office of the Example Attorney General"),
    (IssuerKind::Prosecutor, "US", "federal", "Example District Prosecutor"),
    (IssuerKind::Police, "US", "local", "Example City Police"),
    (IssuerKind::Police, "US", "state", "Example State Police"),
    (IssuerKind::Agency, "US", "federal", "Example Revenue Agency"),
    (IssuerKind::Prosecutor, "SE", "national", "Exempelstads åklagarkammare"),
    (IssuerKind::Police, "SE", "national", "Exempelregionens polis"),
    (IssuerKind::Prosecutor, "DE", "state", "Staatsanwaltschaft Beispielstadt"),
    (IssuerKind::Police, "DE", "state", "Landeskriminalamt Beispielland"),
    (IssuerKind::Police, "DE", "local", "Polizeipräsidium Beispielstadt"),
    (IssuerKind::Court, "FR", "national", "Tribunal judiciaire d'Exempleville"),
    (IssuerKind::Court, "IT", "national", "Tribunale di Esempio"),
    (IssuerKind::Prosecutor, "FR", "national", "Parquet d'Exempleville"),
    (IssuerKind::Prosecutor, "ES", "national", "Fiscalía de Ejemplo"),
];

const COUNTRIES: [(&str, &str); 6] = [("SE", "sv"), ("DE", "en"), ("US", "en"), ("IE", "en"), ("NL", "en"), ("US", "en")];

/// Everybody.
pub struct Cast {
    /// The desk, in the order of [`STAFF`].
    staff: Vec<Actor>,
    /// Authorities as the domain knows them.
    pub authorities: Vec<KnownAuthority>,
    /// Customers as the domain knows them, without accounts.
    pub customers: Vec<KnownCustomer>,
    /// The one sample file that every collected line names.
    pub sample: DocumentRef,
}

/// Ids that are the same in every load, so that a second load finds the directory of the first.
fn id(noun: u128, n: u128) -> Uuid {
    Uuid::from_u128(0x6275_6c6b_0000_4000_8000_0000_0000_0000 | (noun << 32) | n)
}

impl Cast {
    /// The cast; `sample` has been stored.
    pub fn new(sample: DocumentRef) -> Self {
        let actor = |n: u128, roles: &[Role]| Actor::Person { id: PersonId(id(1, n)), roles: roles.iter().copied().collect() };
        let staff = (1..).zip(STAFF).map(|(n, (_, roles))| actor(n, roles)).collect();
        let authority = |n: u128, (kind, territory, _, name): (IssuerKind, &str, &str, &str)| KnownAuthority {
            id: AuthorityId(id(2, n)),
            name: name.to_owned(),
            kind,
            territory: territory.to_owned(),
            frozen: false,
        };
        let authorities = (1..).zip(AUTHORITIES).map(|(n, a)| authority(n, a)).collect();
        let customers = (1..=CUSTOMERS).map(customer).collect();
        Self { staff, authorities, customers, sample }
    }

    /// Id of the sample file.
    pub fn sample_id() -> DocumentId {
        DocumentId(id(4, 1))
    }

    /// Intake, by the demand's luck.
    pub fn intake(&self, second: bool) -> Actor {
        self.staff(usize::from(second))
    }

    /// Counsel.
    pub fn reviewer(&self, second: bool) -> Actor {
        self.staff(2 + usize::from(second))
    }

    /// The second person of a review.
    pub fn approver(&self) -> Actor {
        self.staff(4)
    }

    /// Who seals and prepares a release.
    pub fn discloser(&self) -> Actor {
        self.staff(5)
    }

    /// Who confirms a release.
    pub fn second_discloser(&self) -> Actor {
        self.staff(6)
    }

    /// Who tells customers, and gathers.
    pub fn teller(&self) -> Actor {
        self.staff(7)
    }

    fn staff(&self, n: usize) -> Actor {
        self.staff.get(n).copied().unwrap_or(Actor::System)
    }

    /// An authority of this kind in this territory; for the Union, in any member State.
    pub fn authority(&self, kind: IssuerKind, territory: &str, chance: &mut Chance) -> Option<&KnownAuthority> {
        let fits = |a: &&KnownAuthority| {
            a.kind == kind && (a.territory == territory || (territory == "EU" && domain::policy::in_eea(&a.territory)) || territory == "ZZ")
        };
        let some: Vec<&KnownAuthority> = self.authorities.iter().filter(fits).collect();
        chance.one_of(&some).copied()
    }

    /// The staff's rows.
    pub fn people(&self, at: Instant) -> impl Iterator<Item = PersonRow> {
        (1u128..).zip(STAFF).map(move |(n, (name, roles))| {
            let codes: Roles = roles.iter().copied().collect();
            PersonRow {
                id: PersonId(id(1, n)).into(),
                name: format!("{name} (sample)"),
                mail: format!("{}@staff.example.org", name.to_lowercase().replace(' ', "-")),
                roles: serde_json::to_string(&codes).unwrap_or_default(),
                password_hash: None,
                totp_secret: None,
                totp_confirmed: false,
                last_totp_step: None,
                language: "en".to_owned(),
                theme: "system".to_owned(),
                keyboard: false,
                version: 1,
                created_at: at,
                disabled_at: None,
            }
        })
    }

    /// The authorities' rows.
    pub fn authority_rows(&self, at: Instant) -> impl Iterator<Item = AuthorityRow> {
        (1u128..).zip(AUTHORITIES).map(move |(n, (kind, territory, level, name))| AuthorityRow {
            id: AuthorityId(id(2, n)).into(),
            name: name.to_owned(),
            territory: territory.to_owned(),
            level: level.to_owned(),
            kind: kind.code().to_owned(),
            phone: None,
            mail: Some(address(n)),
            language: String::new(),
            postal: String::new(),
            mail_domains: format!("[\"authority{n}.example.net\"]"),
            standing: "known".to_owned(),
            registry_version: "sample".to_owned(),
            changed_by: "operator".to_owned(),
            note: String::new(),
            version: 1,
            created_at: at,
        })
    }

    /// The customers' rows.
    pub fn customer_rows(&self, at: Instant) -> impl Iterator<Item = CustomerRow> {
        (1..=CUSTOMERS).map(move |n| {
            let known = customer(n);
            let row = CustomerRow::new(known.id, &known.name, known.class.code(), &known.country, language(n).1, at);
            CustomerRow { domains: format!("[\"{}\"]", domain(n)), ..row }
        })
    }
}

/// The address that an authority's mail comes from.
pub fn sender(authority: &KnownAuthority) -> String {
    address(authority.id.0.as_u128() & 0xffff_ffff)
}

/// The mail domain of a customer.
pub fn domain_of(customer: &KnownCustomer) -> String {
    domain(customer.id.0.as_u128() & 0xffff_ffff)
}

fn address(n: u128) -> String {
    format!("desk@authority{n}.example.net")
}

fn domain(n: u128) -> String {
    format!("customer{n}.example.org")
}

fn language(n: u128) -> (&'static str, &'static str) {
    COUNTRIES.get(usize::try_from(n).unwrap_or(0) % COUNTRIES.len()).copied().unwrap_or(("SE", "sv"))
}

fn customer(n: u128) -> KnownCustomer {
    let class = match n % 10 {
        0 | 1 => CustomerClass::Consumer,
        2 => CustomerClass::PublicSector,
        3 => CustomerClass::Privileged,
        _ => CustomerClass::Enterprise,
    };
    let noun = match class {
        CustomerClass::Consumer => "Private account",
        CustomerClass::PublicSector => "Example Municipality",
        CustomerClass::Privileged => "Example Law Practice",
        CustomerClass::Enterprise => "Example Works",
    };
    KnownCustomer {
        id: CustomerId(id(3, n)),
        name: format!("{noun} {n}"),
        class,
        country: language(n).0.to_owned(),
        accounts: Vec::new(),
        told: None,
    }
}
