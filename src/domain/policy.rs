//! What the provider chose where the law leaves a choice.

use crate::calendar::Added;
use crate::clocks::Locus;
use crate::contact::ContactPolicy;
use crate::customer_report::ReportInterval;
use crate::escalation::Escalation;
use chrono::Duration;
use std::collections::{BTreeMap, BTreeSet};

/// The provider's choices. Durations are elapsed time; working days are those of the place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Policy {
    /// How long a check of the requester, of which the call-back is one, is good for.
    pub verification_valid: Duration,
    /// How long what a mail showed is good for, from when it came.
    pub mail_valid: Duration,
    /// How long it is good for that the directory lists the sender's domain.
    pub domain_valid: Duration,
    /// How long it is good for that the sender is a vetted officer; never beyond the day by which somebody vouches again.
    pub officer_valid: Duration,
    /// How long an approval is good for.
    pub approval_valid: Duration,
    /// How long the first half of a two-person act waits for the second.
    pub prepared_valid: Duration,
    /// How many working days after the end of a secrecy the customer must be told.
    pub notice_after_secrecy: u32,
    /// After so many working days the end of a secrecy counts as confirmed without a person, unless somebody stops it. Off: `None`.
    pub send_after_working_days: Option<u32>,
    /// How long after an occasion other than the end of secrecy a notice is due.
    pub notice_due: Duration,
    /// How many days a customer has to object where its notice goes before by counsel's choice and the instrument says nothing.
    pub objection_days: u32,
    /// How long after a notice somebody on the customer's side must have acknowledged it, before those who have it are reminded.
    pub acknowledge_within: Duration,
    /// How often they are reminded of one notice at most.
    pub reminders: u32,
    /// How long before the legal due date an objection window must end at the latest.
    pub window_margin: Duration,
    /// How long after an indefinite order somebody looks again (INV-06).
    pub indefinite_review: Duration,
    /// Within how many days after a release without process its paper is owed.
    pub emergency_paper_days: u32,
    /// Target for the acknowledgement, in hours.
    pub acknowledge_hours: u32,
    /// How long an uploaded list of customers is kept.
    pub customer_lists_kept: Duration,
    /// How often customers are told in sum without asking; `None`: as the rulebook's clauses for transfers say.
    pub customer_report: Option<ReportInterval>,
    /// What is asked of a customer's contacts, and when.
    pub contacts: ContactPolicy,
    /// Accounts and domains that forgers want most, in lower case: a demand about one of them asks for one person more.
    pub well_known: BTreeSet<String>,
    /// Languages, as codes such as `sv`, in which certificates are accepted (Reg. (EU) 2023/1543 Art 9(4); Dir. (EU) 2023/1544 Art 4).
    /// None: the language of a certificate is not looked at.
    pub form_languages: BTreeSet<String>,
    /// When our own people are reminded of a duty, and how they are called to an emergency.
    pub escalation: Escalation,
    /// Calendar and zone per territory of the law; the provider's establishment for `EU` and `ZZ`.
    pub loci: BTreeMap<String, Locus>,
    /// Days that the provider adds to calendars, by place.
    pub added: BTreeMap<String, Added>,
}

impl Policy {
    /// Where a duty under the law of `territory` is performed.
    #[must_use]
    pub fn locus(&self, territory: &str) -> Locus {
        let found = self.loci.get(territory).or_else(|| self.loci.get("ZZ")).cloned();
        let locus = found.unwrap_or_else(|| Locus::new("IE", chrono_tz::Europe::Dublin));
        Locus { added: self.added_to(&locus.place), ..locus }
    }

    /// What the provider adds to the calendar of a place.
    #[must_use]
    pub fn added_to(&self, place: &str) -> Added {
        self.added.get(crate::calendar::of(place).place).cloned().unwrap_or_default()
    }

    /// Whether an account is on the list of well-known targets: itself, or by the domain behind its last `@`.
    #[must_use]
    pub fn is_well_known(&self, account: &str) -> bool {
        let account = account.trim().to_lowercase();
        let domain = account.rsplit_once('@').map(|(_, domain)| domain);
        self.well_known.contains(&account) || domain.is_some_and(|domain| self.well_known.contains(domain))
    }

    /// Until when the customer must be told of what was secret until `end`.
    #[must_use]
    pub fn after_secrecy(&self, end: crate::Instant, locus: &Locus) -> crate::Instant {
        crate::clocks::working_days_after(end, self.notice_after_secrecy, locus)
    }
}

impl Default for Policy {
    fn default() -> Self {
        let locus = |place: &str, zone| Locus::new(place, zone);
        Self {
            verification_valid: Duration::days(30),
            mail_valid: Duration::days(30),
            domain_valid: Duration::days(30),
            officer_valid: Duration::days(14),
            approval_valid: Duration::days(14),
            prepared_valid: Duration::days(7),
            notice_after_secrecy: 5,
            send_after_working_days: None,
            notice_due: Duration::days(3),
            objection_days: 10,
            acknowledge_within: Duration::days(5),
            reminders: 2,
            window_margin: Duration::hours(4),
            indefinite_review: Duration::days(90),
            emergency_paper_days: 7,
            acknowledge_hours: 24,
            customer_lists_kept: Duration::days(90),
            customer_report: None,
            contacts: ContactPolicy::default(),
            well_known: BTreeSet::new(),
            form_languages: BTreeSet::new(),
            escalation: Escalation::default(),
            loci: [
                ("US", locus("US", chrono_tz::America::New_York)),
                ("EU", locus("IE", chrono_tz::Europe::Dublin)),
                ("SE", locus("SE", chrono_tz::Europe::Stockholm)),
                ("DE", locus("DE", chrono_tz::Europe::Berlin)),
                ("GB", locus("GB", chrono_tz::Europe::London)),
                ("GB-SCT", locus("GB-SCT", chrono_tz::Europe::London)),
                ("GB-NIR", locus("GB-NIR", chrono_tz::Europe::London)),
                ("ZZ", locus("IE", chrono_tz::Europe::Dublin)),
            ]
            .into_iter()
            .map(|(k, v)| (k.to_owned(), v))
            .collect(),
            added: BTreeMap::new(),
        }
    }
}

/// Members of the European Economic Area, where GDPR Article 48 guards a customer's data.
/// Source: Agreement on the European Economic Area, OJ L 1, 3.1.1994; Union membership as of 2020-02-01.
const EEA: [&str; 30] = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS", "IT", "LI", "LT", "LU", "LV", "MT",
    "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
];

/// Whether `country` (ISO 3166 alpha-2, or `EU`) belongs to the European Economic Area.
#[must_use]
pub fn in_eea(country: &str) -> bool {
    country == "EU" || EEA.contains(&country)
}
