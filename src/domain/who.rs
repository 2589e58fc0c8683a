//! Who asks: what is known of the asker, and what raises doubt. Facts stand side by side; none of them replaces another.
//!
//! A mail that passes every check proves a mailbox, not a person: forged emergency requests have come from the real mailboxes of
//! police. Only a call to a number of the directory reaches somebody whom the demand did not name (INV-02).

use crate::Instant;
use crate::ids::{AuthorityId, DemandId, NumberId, OfficerId, PersonId};
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

/// What the checks of a mail say (RFC 7208, 6376, 7489, 8617). They prove a mailbox, not a person.
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
}

/// Why more people should look. A signal never lowers anything.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signal {
    /// The authority has never been answered before.
    FirstContact,
    /// The sender's domain looks like one of the directory and is another.
    LookAlike,
    /// An answer would go elsewhere than to the sender.
    ReplyElsewhere,
    /// It was sent when nobody works where the authority sits.
    OddHour,
    /// Many demands of this authority in a short time.
    Burst,
    /// The target is well known.
    WellKnown,
    /// The sender's domain is not one that the directory lists for the authority.
    OtherDomain,
}

impl Signal {
    /// All signals.
    pub const ALL: [Self; 7] =
        [Self::FirstContact, Self::LookAlike, Self::ReplyElsewhere, Self::OddHour, Self::Burst, Self::WellKnown, Self::OtherDomain];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::FirstContact => "first_contact",
            Self::LookAlike => "look_alike",
            Self::ReplyElsewhere => "reply_elsewhere",
            Self::OddHour => "odd_hour",
            Self::Burst => "burst",
            Self::WellKnown => "well_known",
            Self::OtherDomain => "other_domain",
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
    /// Who took the demand in, and who began to verify it: the first pair of eyes.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub handled_by: BTreeSet<PersonId>,
    /// The suspension that stops it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suspended: Option<Suspended>,
}

/// What stops a demand: the asker is suspended.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Suspended {
    /// The officer.
    Officer,
    /// The sender's mail domain.
    Domain,
}

impl Asker {
    /// Whether nothing is known yet.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        *self == Self::default()
    }
}

/// How many natural persons must stand behind a disclosure: two, three with content or in an emergency, one more when a signal
/// stands (INV-01).
#[must_use]
pub fn people_needed(content_or_emergency: bool, signals: &BTreeSet<Signal>) -> u8 {
    2 + u8::from(content_or_emergency) + u8::from(!signals.is_empty())
}
