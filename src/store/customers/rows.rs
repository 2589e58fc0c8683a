//! The tables of the directory of customers.

use domain::Instant;
use domain::contact::{ContactPolicy, Reach, Standing, reach};
use domain::ids::{ContactId, CustomerId};

/// The answer of a customer from whose contacts none ever came.
pub const NEVER: Instant = Instant::UNIX_EPOCH;

pub(super) mod customer {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// One customer.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "customers")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Key,
        /// Name.
        pub name: String,
        /// `consumer`, `enterprise`, `public_sector` or `privileged`.
        pub class: String,
        /// ISO 3166 alpha-2.
        pub country: String,
        /// Language of what is sent to it, such as `en` or `sv`.
        pub language: String,
        /// Its domains, a JSON array of lower-case names; [`super::put`] keeps the index of domains in step.
        pub domains: String,
        /// A remark.
        pub note: String,
        /// Grows with each change.
        pub version: i64,
        /// When it was entered.
        pub created_at: DateTimeUtc,
        /// The customer's id in the provider's own systems, or in the system that keeps the list.
        pub external_id: Option<String>,
        /// What it uses of the provider.
        pub product: String,
        /// Reference of the contract.
        pub contract: String,
        /// What the provider is towards its data: `processor` or `controller`.
        pub role: String,
        /// When counsel wants it told, where the law leaves a choice: `before`, `with` or `after`; `None` for the rulebook's.
        pub notice_timing: Option<String>,
        /// Who said so: a person's id, or `operator`.
        pub notice_timing_by: Option<String>,
        /// Why.
        pub notice_timing_why: Option<String>,
        /// When it ceased to be a customer; kept, because demands for its data still come.
        pub ended_at: Option<DateTimeUtc>,
        /// When it was last changed.
        pub changed_at: DateTimeUtc,
        /// When it is next reminded to keep its contacts current; `None` for one that has ended.
        pub remind_at: Option<DateTimeUtc>,
        /// The latest answer among its contacts that are listed and not bounced; the year 1970 when there is none. Kept in step by
        /// [`super::super::add_contact`] and [`super::super::save_contact`], so that the unreachable are found by an index.
        pub answered_at: DateTimeUtc,
        /// How often it is told in sum without asking, by code; `None`: as the provider usually does.
        pub report_interval: Option<String>,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod customer_domain {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "customer_domains")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub domain: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub customer_id: Key,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod account {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// An identifier that is a customer's for certain.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "accounts")]
    pub struct Model {
        /// Customer.
        #[sea_orm(primary_key, auto_increment = false)]
        pub customer_id: Key,
        /// Kind of identifier, such as `mail`, `user` or `ip`.
        #[sea_orm(primary_key, auto_increment = false)]
        pub kind: String,
        /// The identifier, normalised.
        #[sea_orm(primary_key, auto_increment = false)]
        pub value: String,
        /// The account's own name.
        pub account: String,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod contact {
    use crate::store::Key;
    use sea_orm::entity::prelude::*;

    /// A person or role that the customer listed to be told.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "contacts")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Key,
        /// Customer.
        pub customer_id: Key,
        /// Name or role.
        pub name: String,
        /// Mail address.
        pub mail: String,
        /// Language of the mails.
        pub language: String,
        /// Who is told first; several may share a place.
        pub position: i64,
        /// When the address answered.
        pub verified_at: Option<DateTimeUtc>,
        /// When a mail last came back.
        pub bounced_at: Option<DateTimeUtc>,
        /// When the customer took it off the list; kept, because mails were sent to it.
        pub removed_at: Option<DateTimeUtc>,
        /// What it was listed for, by code.
        pub purpose: String,
        /// Its id in the system that keeps the list; one of its kind among a customer's contacts.
        pub external_id: Option<String>,
        /// How the address was verified: `link`, `import`, or the id of whoever answers for it.
        pub verified_how: Option<String>,
        /// Who entered the address; empty where nobody wrote that down.
        pub mail_by: String,
        /// What the returned mail said.
        pub bounced_why: Option<String>,
        /// How often it was asked since it last answered.
        pub asks: i64,
        /// When it was last asked.
        pub asked_at: Option<DateTimeUtc>,
        /// When it is asked next; `None`: only if a person wants it.
        pub ask_at: Option<DateTimeUtc>,
        /// Grows with each change.
        pub version: i64,
        /// When it was listed.
        pub created_at: DateTimeUtc,
        /// When it was last changed.
        pub changed_at: DateTimeUtc,
    }

    /// None: joins are written where they are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl customer::Model {
    /// A customer as first entered, in its plainest form.
    #[must_use]
    pub fn new(id: CustomerId, name: &str, class: &str, country: &str, language: &str, at: Instant) -> Self {
        Self {
            id: id.into(),
            name: name.to_owned(),
            class: class.to_owned(),
            country: country.to_owned(),
            language: language.to_owned(),
            domains: "[]".to_owned(),
            note: String::new(),
            version: 1,
            created_at: at,
            external_id: None,
            product: String::new(),
            contract: String::new(),
            role: "processor".to_owned(),
            notice_timing: None,
            notice_timing_by: None,
            notice_timing_why: None,
            ended_at: None,
            changed_at: at,
            remind_at: None,
            answered_at: NEVER,
            report_interval: None,
        }
    }
}

impl contact::Model {
    /// A contact as first listed, for legal notices, whose address nobody has tried.
    #[must_use]
    pub fn new(id: ContactId, customer: CustomerId, name: &str, mail: &str, language: &str, position: i64, at: Instant) -> Self {
        Self {
            id: id.into(),
            customer_id: customer.into(),
            name: name.to_owned(),
            mail: mail.to_owned(),
            language: language.to_owned(),
            position,
            verified_at: None,
            bounced_at: None,
            removed_at: None,
            purpose: "legal_notices".to_owned(),
            external_id: None,
            verified_how: None,
            bounced_why: None,
            mail_by: String::new(),
            asks: 0,
            asked_at: None,
            ask_at: None,
            version: 1,
            created_at: at,
            changed_at: at,
        }
    }

    /// The same, whose address answered at `at`.
    #[must_use]
    pub fn verified(self, at: Instant) -> Self {
        Self { verified_at: Some(at), verified_how: Some("link".to_owned()), ..self }
    }

    /// What is known of the address.
    #[must_use]
    pub const fn standing(&self) -> Standing {
        Standing { verified_at: self.verified_at, bounced_at: self.bounced_at, removed_at: self.removed_at }
    }

    /// How the contact stands at `now`.
    #[must_use]
    pub fn reach(&self, policy: &ContactPolicy, now: Instant) -> Reach {
        reach(&self.standing(), policy, now)
    }
}
