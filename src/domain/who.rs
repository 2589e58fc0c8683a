//! Who asks: what is known of the asker, and what raises doubt. Facts stand side by side; none of them replaces another.
//!
//! A mail that passes every check proves a mailbox, not a person: forged emergency requests have come from the real mailboxes of
//! police. Only a call to a number of the directory reaches somebody whom the demand did not name (INV-02).

use crate::Instant;
use crate::context::Context;
use crate::demand::{Demand, Emergency};
use crate::fact::Proofs;
use crate::ids::{AuthorityId, DemandId, DocumentId, NumberId, OfficerId, PersonId};
pub use crate::lookalike::looks_like;
use crate::paper::CustomerClass;
use crate::refusal::{Part, Reason};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Shortest and longest telephone number, in digits (ITU-T E.164, 6.2.1: at most 15).
const DIGITS: std::ops::RangeInclusive<usize> = 5..=15;

/// Calling codes of the countries that are dialled most; of others, a number is compared as it is written.
/// Source: ITU-T E.164, list of assigned country codes.
const CALLING: [(&str, &str); 34] = [
    ("AT", "43"),
    ("AU", "61"),
    ("BE", "32"),
    ("BG", "359"),
    ("CA", "1"),
    ("CH", "41"),
    ("CY", "357"),
    ("CZ", "420"),
    ("DE", "49"),
    ("DK", "45"),
    ("EE", "372"),
    ("ES", "34"),
    ("FI", "358"),
    ("FR", "33"),
    ("GB", "44"),
    ("GR", "30"),
    ("HR", "385"),
    ("HU", "36"),
    ("IE", "353"),
    ("IS", "354"),
    ("IT", "39"),
    ("LI", "423"),
    ("LT", "370"),
    ("LU", "352"),
    ("LV", "371"),
    ("MT", "356"),
    ("NL", "31"),
    ("NO", "47"),
    ("PL", "48"),
    ("PT", "351"),
    ("RO", "40"),
    ("SE", "46"),
    ("SI", "386"),
    ("US", "1"),
];

/// The digits of a telephone number however it is written, with the country's code where the number or `territory` (ISO 3166,
/// such as `SE` or `US-NY`) gives it; without an extension. `None`: no telephone number.
#[must_use]
pub fn digits(text: &str, territory: &str) -> Option<String> {
    let text = text.trim().trim_start_matches(|c: char| c.is_alphabetic() || c == ':' || c == '.' || c.is_whitespace());
    let text = text.replace("(0)", "");
    let mut plain = String::new();
    let mut plus = false;
    for c in text.chars() {
        match c {
            '+' | '\u{ff0b}' if plain.is_empty() => plus = true,
            _ => match digit(c) {
                Some(d) => plain.push(d),
                // From the first letter on it is an extension or a remark.
                None if c.is_alphabetic() || matches!(c, ';' | '#' | ',') => break,
                None => {}
            },
        }
    }
    let code = CALLING.iter().find(|(country, _)| territory.split('-').next() == Some(*country)).map(|(_, code)| *code);
    let whole = if plus {
        plain
    } else if let Some(rest) = plain.strip_prefix("00") {
        rest.to_owned()
    } else {
        match code {
            Some("1") => match plain.strip_prefix("011") {
                Some(abroad) => abroad.to_owned(),
                None if plain.len() == 11 && plain.starts_with('1') => plain,
                None => format!("1{plain}"),
            },
            // Italian numbers keep their zero.
            Some("39") => format!("39{plain}"),
            Some(code) => format!("{code}{}", plain.strip_prefix('0').unwrap_or(&plain)),
            None => plain,
        }
    };
    DIGITS.contains(&whole.len()).then_some(whole)
}

/// A decimal digit of the scripts that forms are filled in with.
fn digit(c: char) -> Option<char> {
    let zero = match c {
        '0'..='9' => return Some(c),
        '\u{ff10}'..='\u{ff19}' => 0xff10,
        '\u{660}'..='\u{669}' => 0x660,
        '\u{6f0}'..='\u{6f9}' => 0x6f0,
        _ => return None,
    };
    char::from_digit(u32::from(c) - zero, 10)
}

/// The domain of a mail address, in lower case; `None` when there is none.
#[must_use]
pub fn domain_of(address: &str) -> Option<String> {
    let address = address.trim().trim_end_matches('>').to_lowercase();
    let (_, domain) = address.rsplit_once('@')?;
    let domain = domain.trim_end_matches('.');
    (domain.contains('.') && !domain.chars().any(char::is_whitespace)).then(|| domain.to_owned())
}

/// A number of the directory, as it stood when somebody called it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Called {
    /// Its row.
    pub number: NumberId,
    /// Whose it is.
    pub authority: AuthorityId,
    /// See [`digits`].
    pub digits: String,
    /// Where it was found, and when.
    pub source: String,
    /// Who entered it, where that is known.
    pub entered_by: Option<PersonId>,
    /// Whether somebody else found it there too.
    pub confirmed: bool,
    /// The demand at which somebody sat when entering it.
    pub entered_for: Option<DemandId>,
    /// The version of the directory's entry.
    pub registry: String,
}

impl Called {
    /// What somebody says they have called. It is worth nothing until the directory's entry stands in its place.
    #[must_use]
    pub fn said(number: &str) -> Self {
        Self {
            number: NumberId(uuid::Uuid::nil()),
            authority: AuthorityId(uuid::Uuid::nil()),
            digits: number.to_owned(),
            source: String::new(),
            entered_by: None,
            confirmed: false,
            entered_for: None,
            registry: String::new(),
        }
    }
}

/// What one check of a mail says.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailVerdict {
    /// It holds.
    Pass,
    /// It does not.
    Fail,
    /// The sender's domain publishes nothing to check against.
    None,
    /// Nobody could look: no mail, or no answer.
    #[default]
    NotDetermined,
}

/// What the checks of a mail say (RFC 7208, 6376, 9989, 8617). They prove a mailbox, not a person.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct MailFacts {
    /// The sending server may send for the domain.
    pub spf: MailVerdict,
    /// The domain signed the mail.
    pub dkim: MailVerdict,
    /// One of both fits the address that people see.
    pub dmarc: MailVerdict,
    /// Those who passed it on vouch for what they saw.
    pub arc: MailVerdict,
    /// The mail they are about; `None`: it came another way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<DocumentId>,
    /// Whether answers are asked to go to another domain than the sender's.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reply_elsewhere: bool,
}

impl MailFacts {
    /// What is known with another mail of the same sender: the first mail's checks stay, and doubt is added, never taken away.
    #[must_use]
    pub fn and(self, later: Self) -> Self {
        let reply_elsewhere = self.reply_elsewhere || later.reply_elsewhere;
        Self { reply_elsewhere, ..if self.from.is_some() { self } else { later } }
    }

    /// What a mail proves of whoever writes from `sender`, when it came from `wrote`: of another domain it proves nothing.
    #[must_use]
    pub fn about(self, sender: &str, wrote: Option<&str>) -> Self {
        let domain = domain_of(sender);
        if domain.is_some() && wrote.and_then(domain_of) == domain {
            return self;
        }
        Self { from: self.from, reply_elsewhere: self.reply_elsewhere, ..Self::default() }
    }
}

/// What the directory and the mail say of the asker. The fourth fact, the call, is the requester's check.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Facts {
    /// The mail's own checks.
    pub mail: MailFacts,
    /// The sender's domain.
    pub domain: Option<String>,
    /// Whether the directory lists exactly this domain for this authority.
    pub domain_known: bool,
    /// The officer with the sender's address, when that officer is vetted and acts for this authority.
    pub officer: Option<OfficerId>,
    /// The version of the directory's entry.
    pub registry: String,
    /// Who of them is suspended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suspended: Option<Suspended>,
    /// What each stands on, and until when it holds.
    #[serde(default, skip_serializing_if = "Proofs::is_blank")]
    pub proofs: Box<Proofs>,
    /// What raised doubt when they were established.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub signals: BTreeSet<Signal>,
}

/// Why more people should look. A signal never lowers anything.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signal {
    /// The authority has never been answered before.
    FirstContact,
    /// The sender's domain looks like one of the directory and is another.
    LookAlike,
    /// It was sent when nobody works where the authority sits.
    OddHour,
    /// Many demands of this authority in a short time.
    Burst,
    /// The customer is one whose data forgers and governments want most: a public body, a lawyer, a doctor, a journalist.
    WellKnown,
    /// The sender's domain is not one that the directory lists for the authority.
    OtherDomain,
    /// The mail asks for answers to another domain than it comes from.
    ReplyElsewhere,
    /// Nobody of that country has been given anything before.
    NewCountry,
}

impl Signal {
    /// All signals.
    pub const ALL: [Self; 8] = [
        Self::FirstContact,
        Self::LookAlike,
        Self::OddHour,
        Self::Burst,
        Self::WellKnown,
        Self::OtherDomain,
        Self::ReplyElsewhere,
        Self::NewCountry,
    ];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::FirstContact => "first_contact",
            Self::LookAlike => "look_alike",
            Self::OddHour => "odd_hour",
            Self::Burst => "burst",
            Self::WellKnown => "well_known",
            Self::OtherDomain => "other_domain",
            Self::ReplyElsewhere => "reply_elsewhere",
            Self::NewCountry => "new_country",
        }
    }
}

/// What is known of who asks, as it stands in a demand.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Asker {
    /// The facts, and when they were established.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facts: Option<(Facts, Instant)>,
    /// All signals that were ever seen: one that is gone again has not been explained by that.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub signals: BTreeSet<Signal>,
    /// Who took the demand in or read it anew, and who began to verify it: the first pair of eyes, until it is verified.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub handled_by: BTreeSet<PersonId>,
}

/// What stops a demand: the asker is suspended.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Suspended {
    /// The officer.
    Officer,
    /// The sender's mail domain.
    Domain,
    /// One or the other of this authority; nobody knows who sent the demand, and nobody has looked at it again and found it fine.
    Unexamined,
}

impl Asker {
    /// Take in what is known now. Signals stay: one that is gone again has not been explained by that.
    pub(crate) fn learn(&mut self, facts: &Facts, at: Instant) {
        self.signals.extend(&facts.signals);
        self.facts = Some((facts.clone(), at));
    }

    /// Whether nothing is known yet.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        *self == Self::default()
    }
}

impl Demand {
    /// How many natural persons must stand behind a disclosure of this demand. A signal only ever raises it.
    #[must_use]
    pub fn people_needed(&self) -> u8 {
        people_needed(self.is_grave(), &self.asker.signals)
    }

    /// Whether nothing but a call to a number of the directory is enough: for content, in an emergency, and while a signal stands, of
    /// which the first contact is one.
    #[must_use]
    pub fn needs_call_back(&self) -> bool {
        self.emergency != Emergency::No || !self.asker.signals.is_empty() || self.lines.iter().any(|l| l.category.is_content())
    }

    /// Whether the next step is a call that this person may not make: somebody else calls (INV-02).
    #[must_use]
    pub fn call_is_anothers(&self, person: Option<PersonId>) -> bool {
        self.needs_call_back() && person.is_some_and(|p| self.asker.handled_by.contains(&p))
    }

    /// Whether these facts are on record already, whenever they were looked up.
    #[must_use]
    pub fn knows(&self, facts: &Facts) -> bool {
        self.asker.facts.as_ref().is_some_and(|(known, _)| known.says_the_same(facts))
    }

    /// Who of those that ask is suspended.
    #[must_use]
    pub fn suspended(&self) -> Option<Suspended> {
        self.asker.facts.as_ref().and_then(|(facts, _)| facts.suspended)
    }

    /// What is wrong with a call as the check of who asks (INV-02): the number stands in the directory under this authority, two
    /// people found it in a source that is not this demand, and whoever calls neither entered it nor handled the demand before.
    pub(crate) fn call_blockers(&self, call: Option<&Called>, ctx: &Context<'_>, why: &mut Vec<Reason>) {
        if ctx.actor.person().is_some_and(|p| self.asker.handled_by.contains(&p)) {
            why.push(Reason::SamePerson { part: Part::Handler });
        }
        let Some(call) = call.filter(|c| self.authority.as_ref().is_some_and(|a| a.id == c.authority)) else {
            why.push(Reason::NumberNotListed);
            return;
        };
        if !call.confirmed {
            why.push(Reason::NumberNotConfirmed);
        }
        if call.entered_for == Some(self.id) {
            why.push(Reason::NumberFromDemand);
        }
        if call.entered_by.is_some() && call.entered_by == ctx.actor.person() {
            why.push(Reason::NumberOwn);
        }
    }
}

/// How many natural persons must stand behind a disclosure: two, three with content or in an emergency, one more when a signal
/// stands (INV-01).
#[must_use]
pub fn people_needed(content_or_emergency: bool, signals: &BTreeSet<Signal>) -> u8 {
    2 + u8::from(content_or_emergency) + u8::from(!signals.is_empty())
}

/// What signals are read from.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    /// The sender's domain, in lower case.
    pub domain: Option<&'a str>,
    /// Whether the sender's domain is taken for one of the directory's, of whichever authority.
    pub like_another: bool,
    /// Whether answers are asked to go elsewhere.
    pub reply_elsewhere: bool,
    /// What the directory says of the authority; `None` while nobody knows which it is.
    pub authority: Option<SeenAuthority<'a>>,
    /// What kind of customer it is about.
    pub class: Option<CustomerClass>,
    /// Whether the provider keeps one of the accounts on its list of well-known targets.
    pub well_known: bool,
}

/// What is known of an authority that asks.
#[derive(Clone, Copy, Debug)]
pub struct SeenAuthority<'a> {
    /// The domains that the directory lists for it.
    pub listed: &'a [String],
    /// Whether it has been given data before.
    pub answered_before: bool,
    /// Whether anybody of its country has.
    pub country_answered: bool,
    /// The hour of receipt where it sits, 0 to 23.
    pub hour: u32,
    /// Its demands in the day before.
    pub in_a_day: u64,
}

/// From so many demands in a day on it is a burst.
const BURST: u64 = 10;

/// Hours at which offices are closed everywhere: before six and from ten at night.
const OPEN: std::ops::Range<u32> = 6..22;

/// The signals that stand.
#[must_use]
pub fn signals(seen: &Seen<'_>) -> BTreeSet<Signal> {
    let known = seen.authority.as_ref();
    let other = known.and_then(|a| seen.domain.filter(|domain| !a.listed.iter().any(|listed| listed == domain)));
    let like = other.zip(known).is_some_and(|(domain, a)| a.listed.iter().any(|listed| looks_like(domain, listed)));
    let guarded = matches!(seen.class, Some(CustomerClass::PublicSector | CustomerClass::Privileged));
    [
        (Signal::FirstContact, known.is_some_and(|a| !a.answered_before)),
        (Signal::OtherDomain, other.is_some()),
        (Signal::LookAlike, like || seen.like_another),
        (Signal::OddHour, known.is_some_and(|a| !OPEN.contains(&a.hour))),
        (Signal::Burst, known.is_some_and(|a| a.in_a_day >= BURST)),
        (Signal::WellKnown, guarded || seen.well_known),
        (Signal::ReplyElsewhere, seen.reply_elsewhere),
        (Signal::NewCountry, known.is_some_and(|a| !a.country_answered)),
    ]
    .into_iter()
    .filter_map(|(signal, stands)| stands.then_some(signal))
    .collect()
}
