//! What is known of where a mail came from: four facts beside each other, never one sign for all.

use crate::intake::authenticity::{Answer, Found, Outcome, Verdicts};
use crate::intake::door::verdicts;
use crate::store::mails::MailRow;
use crate::web::parts::{Badge, Text, Tone};
use crate::words::Words;
use chrono_tz::Tz;

/// One of the four.
pub struct Check {
    /// Its name.
    pub name: Text,
    /// What came of it.
    pub outcome: Badge,
    /// What it was about.
    pub about: Text,
}

/// All that is known.
pub struct Origin {
    /// SPF, DKIM, DMARC, ARC.
    pub checks: Vec<Check>,
    /// What the house's own mail server wrote.
    pub claims: Vec<String>,
    /// How many such headers bear another name, and are not believed.
    pub strangers: Option<Text>,
    /// The DNS answers that were used: name, type, what came, when.
    pub dns: Vec<(String, String, Text, String)>,
}

/// A pass is something to know, not something well: a compromised mailbox passes all four.
fn badge(w: Words, outcome: Outcome) -> Badge {
    let (tone, icon) = match outcome {
        Outcome::Pass => (Tone::Info, "dot"),
        Outcome::Fail => (Tone::Soon, "cross"),
        Outcome::SoftFail | Outcome::TempError | Outcome::PermError => (Tone::Soon, "question"),
        Outcome::Neutral | Outcome::None | Outcome::NotDetermined => (Tone::Plain, "ring"),
    };
    Badge::new(tone, w.name("outcome", outcome.code())).drawn(icon)
}

impl Origin {
    /// In words.
    #[must_use]
    pub fn new(w: Words, zone: &Tz, v: &Verdicts) -> Self {
        let spf = match &v.spf.client {
            Some(client) => w.say2("origin-spf", "ip", client.ip.to_string(), "domain", &v.spf.domain),
            None => w.say("origin-spf-nobody"),
        };
        let dkim = if v.dkim.is_empty() {
            w.say("origin-dkim-none")
        } else {
            let each = |d: &crate::intake::authenticity::Dkim| {
                let mut text = format!("{}: {}", if d.domain.is_empty() { "?" } else { &d.domain }, w.name("outcome", d.outcome.code()));
                if d.part_of_body {
                    text.push_str(&format!(" ({})", w.say("origin-dkim-part")));
                }
                text
            };
            v.dkim.iter().map(each).collect::<Vec<_>>().join("; ").into()
        };
        let dmarc = if v.dmarc.domain.is_empty() {
            w.say("origin-dmarc-none")
        } else {
            let policy = if v.dmarc.policy.is_empty() { w.say("origin-dmarc-no-policy") } else { w.name("dmarc-policy", &v.dmarc.policy) };
            w.say2("origin-dmarc", "domain", &v.dmarc.domain, "policy", policy)
        };
        let arc = if v.arc.sealers.is_empty() { w.say("origin-arc-none") } else { v.arc.sealers.join(", ").into() };
        let check = |name: &'static str, outcome, about| Check { name: name.into(), outcome: badge(w, outcome), about };
        let strangers = v.claims.iter().filter(|c| !c.ours).count();
        Self {
            checks: vec![
                check("SPF", v.spf.outcome, spf),
                check("DKIM", v.dkim_outcome(), dkim),
                check("DMARC", v.dmarc.outcome, dmarc),
                check("ARC", v.arc.outcome, arc),
            ],
            claims: v.claims.iter().filter(|c| c.ours).map(|c| c.text.clone()).collect(),
            strangers: (strangers > 0).then(|| w.say1("origin-strangers", "n", strangers)),
            dns: v.dns.iter().map(|a| (a.name.clone(), a.kind.clone(), answered(w, a), w.short(&a.at, zone))).collect(),
        }
    }
}

fn answered(w: Words, answer: &Answer) -> Text {
    match answer.outcome {
        Found::Records => answer.records.join(" · ").into(),
        Found::NoRecords => w.say("origin-dns-no-records"),
        Found::NoName => w.say("origin-dns-no-name"),
        Found::Failed => w.say("origin-dns-failed"),
    }
}

/// All four in a line of a list: each by its own word.
pub(super) fn short(w: Words, row: &MailRow) -> Text {
    let Some(v) = verdicts(row) else { return Text::default() };
    let all = [("SPF", v.spf.outcome), ("DKIM", v.dkim_outcome()), ("DMARC", v.dmarc.outcome), ("ARC", v.arc.outcome)];
    all.map(|(name, outcome)| format!("{name} {}", w.name("outcome", outcome.code()))).join(" · ").into()
}
