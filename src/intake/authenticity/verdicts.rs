//! The four verdicts, and the DNS answers they rest on.

use super::came::{Client, Envelope, Trust};
use super::dns::{Answer, Dns, Recorder};
use domain::Instant;
use domain::text::one_line;
use mail_auth::dmarc::Policy;
use mail_auth::dmarc::verify::DmarcParameters;
use mail_auth::spf::verify::SpfParameters;
use mail_auth::{AuthenticatedMessage, DkimResult, DmarcResult, DnsError, Error, SpfOutput, SpfResult};
use mail_parser::MessageParser;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How long all four may take for one mail; what is not answered by then is a passing error.
const PATIENCE: Duration = Duration::from_secs(3);
/// Signatures and seals that are looked at; a mail with more is not verified at all.
const MOST_SIGNATURES: usize = 24;
/// Claims that are kept.
const MOST_CLAIMS: usize = 5;

/// What came of one check (RFC 8601 section 2.7).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It holds.
    Pass,
    /// It does not.
    Fail,
    /// It probably does not, by the domain's own word (SPF).
    SoftFail,
    /// The domain, or the state of the signature, says neither.
    Neutral,
    /// There is nothing to check.
    None,
    /// It could not be checked now.
    TempError,
    /// It can't be checked as it is.
    PermError,
    /// What the check needs is not known here.
    #[default]
    NotDetermined,
}

impl Outcome {
    /// The stable code; its words stand in the translations under `outcome-<code>`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::SoftFail => "soft_fail",
            Self::Neutral => "neutral",
            Self::None => "none",
            Self::TempError => "temp_error",
            Self::PermError => "perm_error",
            Self::NotDetermined => "not_determined",
        }
    }
}

/// Whether the client may send for the envelope sender's domain.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Spf {
    /// What came of it.
    pub outcome: Outcome,
    /// The domain asked; empty if none was.
    pub domain: String,
    /// Who was taken for the client.
    pub client: Option<Client>,
}

/// One DKIM signature.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Dkim {
    /// What came of it.
    pub outcome: Outcome,
    /// Domain that signed; empty if the signature can't be read.
    pub domain: String,
    /// Its selector.
    pub selector: String,
    /// Whether only the beginning of the body is signed.
    pub part_of_body: bool,
    /// Why it does not pass, in the verifier's words.
    pub why: String,
}

/// Whether what passed belongs to the domain that the reader sees as the sender's.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Dmarc {
    /// What came of it.
    pub outcome: Outcome,
    /// Domain of the `From` header.
    pub domain: String,
    /// What the domain asks for when it fails: `none`, `quarantine` or `reject`; empty without a policy.
    pub policy: String,
    /// Whether SPF passed for that domain.
    pub by_spf: bool,
    /// Whether DKIM did.
    pub by_dkim: bool,
}

/// Whether those who passed it on sealed it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Arc {
    /// What came of it.
    pub outcome: Outcome,
    /// Domains that sealed, the first first. A seal is worth as much as its domain is trusted.
    pub sealers: Vec<String>,
}

/// An `Authentication-Results` header.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Claim {
    /// Whether it bears the name of the house's own mail server. Any other proves nothing.
    pub ours: bool,
    /// Its text, on one line.
    pub text: String,
}

/// What is known of where a mail came from.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Verdicts {
    /// SPF.
    pub spf: Spf,
    /// DKIM, one per signature.
    pub dkim: Vec<Dkim>,
    /// DMARC.
    pub dmarc: Dmarc,
    /// ARC.
    pub arc: Arc,
    /// What others wrote about it.
    pub claims: Vec<Claim>,
    /// The DNS answers that were used.
    pub dns: Vec<Answer>,
    /// When it was looked at.
    pub at: Option<Instant>,
}

impl Verdicts {
    /// DKIM in one word: the best of the signatures, `None` without one.
    #[must_use]
    pub fn dkim_outcome(&self) -> Outcome {
        if self.at.is_none() {
            return Outcome::NotDetermined;
        }
        let any = |outcome| self.dkim.iter().any(|d| d.outcome == outcome);
        let order = [Outcome::Pass, Outcome::TempError, Outcome::Fail, Outcome::Neutral, Outcome::PermError, Outcome::NotDetermined];
        order.into_iter().find(|o| any(*o)).unwrap_or(Outcome::None)
    }
}

/// Look at a mail that came with this envelope. Never fails: what can't be found out is said so. Takes some three seconds at
/// most, on a thread of its own.
pub async fn examine(bytes: bytes::Bytes, envelope: Envelope, trust: Trust, dns: Dns, at: Instant) -> Verdicts {
    let runtime = tokio::runtime::Handle::current();
    // Hashes and signatures take a processor, and a mail may be large.
    let looked = tokio::task::spawn_blocking(move || runtime.block_on(look(&bytes, &envelope, &trust, dns, at)));
    looked.await.unwrap_or_default()
}

/// Compute the verdicts again from the answers that were written down with them: nobody is asked.
///
/// The time at which a signature expires is judged by the time of the computation.
pub async fn again(bytes: bytes::Bytes, envelope: Envelope, trust: Trust, before: &Verdicts) -> Verdicts {
    let at = before.at.unwrap_or_default();
    examine(bytes, envelope, trust, Dns::Tape(std::sync::Arc::new(before.dns.clone())), at).await
}

async fn look(bytes: &[u8], envelope: &Envelope, trust: &Trust, dns: Dns, at: Instant) -> Verdicts {
    let mut found = Verdicts { at: Some(at), ..Verdicts::default() };
    let Some(end) = header_end(bytes) else { return found };
    let Some(head) = bytes.get(..end).and_then(|head| MessageParser::default().parse_headers(head)) else { return found };
    let claimed = |(name, value): (&str, &str)| name.eq_ignore_ascii_case("Authentication-Results").then(|| one_line(value, 1_000));
    found.claims = head.headers_raw().filter_map(claimed).take(MOST_CLAIMS).map(|text| claim(text, trust)).collect();
    let client = envelope.client(&head, trust);
    let sealed = ["DKIM-Signature", "ARC-Seal", "ARC-Message-Signature"];
    let signatures = head.headers_raw().filter(|(name, _)| sealed.iter().any(|s| name.eq_ignore_ascii_case(s))).count();
    found.spf.client.clone_from(&client);
    if matches!(dns, Dns::Off) {
        return found;
    }
    if signatures > MOST_SIGNATURES {
        let why = format!("{signatures} signatures and seals; at most {MOST_SIGNATURES} are looked at");
        found.dkim = vec![Dkim { outcome: Outcome::PermError, domain: String::new(), selector: String::new(), part_of_body: false, why }];
        return found;
    }
    let Ok(recorder) = Recorder::open(dns).await else { return found };
    if tokio::time::timeout(PATIENCE, verify(&mut found, bytes, client, &recorder)).await.is_err() {
        // What is still open then was not answered.
        for outcome in [&mut found.dmarc.outcome, &mut found.arc.outcome] {
            if *outcome == Outcome::NotDetermined {
                *outcome = Outcome::TempError;
            }
        }
        if found.spf.client.is_some() && found.spf.outcome == Outcome::NotDetermined {
            found.spf.outcome = Outcome::TempError;
        }
        if found.dkim.is_empty() && signatures > 0 {
            let why = "no answer in time".to_owned();
            found.dkim =
                vec![Dkim { outcome: Outcome::TempError, domain: String::new(), selector: String::new(), part_of_body: false, why }];
        }
    }
    found.dns = recorder.answers();
    found
}

async fn verify(found: &mut Verdicts, bytes: &[u8], client: Option<Client>, recorder: &Recorder) {
    let asked = &recorder.authenticator;
    let mut spf = SpfOutput::new(String::new()).with_result(SpfResult::None);
    if let Some(client) = &client {
        let helo = client.helo.trim_matches(['[', ']']);
        spf = asked.verify_spf(SpfParameters::verify(client.ip, helo, "localhost", &client.from)).await;
        found.spf.outcome = spf_outcome(spf.result());
        found.spf.domain = one_line(spf.domain(), 255);
    }
    let Some(message) = AuthenticatedMessage::parse(bytes) else { return };
    let signed = asked.verify_dkim(&message).await;
    // Without a signature the verifier answers with one that says so.
    found.dkim = signed.iter().filter(|s| *s.result() != DkimResult::None).map(dkim).collect();
    let arc = asked.verify_arc(&message).await;
    found.arc.outcome = dkim_outcome(arc.result()).0;
    found.arc.sealers = arc.sets().iter().map(|set| one_line(&set.seal.header.d, 255)).collect();
    let from = client.as_ref().and_then(|c| c.from.rsplit_once('@')).map_or("", |(_, domain)| domain);
    let mail_from = if from.is_empty() { client.as_ref().map_or("", |c| c.helo.as_str()) } else { from };
    let dmarc = asked.verify_dmarc(DmarcParameters::new(&message, &signed, mail_from, &spf)).await;
    let by = |result: &DmarcResult| *result == DmarcResult::Pass;
    found.dmarc = Dmarc {
        outcome: dmarc_outcome(&dmarc.result()),
        domain: one_line(dmarc.domain(), 255),
        // Without a record there is no policy, whatever the verifier's default is.
        policy: match dmarc.dmarc_record().map(|_| dmarc.policy()) {
            Some(Policy::None) => "none",
            Some(Policy::Quarantine) => "quarantine",
            Some(Policy::Reject) => "reject",
            Some(Policy::Unspecified) | None => "",
        }
        .to_owned(),
        by_spf: by(dmarc.spf_result()),
        by_dkim: by(dmarc.dkim_result()),
    };
    // It failed because nobody knows who sent it: that is not a failure.
    if client.is_none() && found.dmarc.outcome == Outcome::Fail {
        found.dmarc.outcome = Outcome::NotDetermined;
    }
}

fn header_end(bytes: &[u8]) -> Option<usize> {
    const MOST: usize = 256 * 1024;
    let mut at = 0;
    for line in bytes.split_inclusive(|b| *b == b'\n') {
        at += line.len();
        if line.iter().all(|b| matches!(b, b'\r' | b'\n')) {
            return Some(at);
        }
        if at > MOST {
            return None;
        }
    }
    Some(at)
}

fn claim(text: String, trust: &Trust) -> Claim {
    let named = text.split([';', ' ']).next().unwrap_or_default().trim();
    let ours = trust.authserv_id.as_deref().is_some_and(|id| named.eq_ignore_ascii_case(id));
    Claim { ours, text }
}

const fn spf_outcome(result: SpfResult) -> Outcome {
    match result {
        SpfResult::Pass => Outcome::Pass,
        SpfResult::Fail => Outcome::Fail,
        SpfResult::SoftFail => Outcome::SoftFail,
        SpfResult::Neutral => Outcome::Neutral,
        SpfResult::TempError => Outcome::TempError,
        SpfResult::PermError => Outcome::PermError,
        SpfResult::None => Outcome::None,
    }
}

fn dkim(output: &mail_auth::DkimOutput<'_>) -> Dkim {
    let (outcome, why) = dkim_outcome(output.result());
    let signature = output.signature();
    Dkim {
        outcome,
        domain: signature.map(|s| one_line(&s.d, 255)).unwrap_or_default(),
        selector: signature.map(|s| one_line(&s.s, 255)).unwrap_or_default(),
        part_of_body: signature.is_some_and(|s| s.l > 0),
        why,
    }
}

fn dkim_outcome(result: &DkimResult) -> (Outcome, String) {
    let said = |error: &Error| one_line(&error.to_string(), 200);
    match result {
        DkimResult::Pass => (Outcome::Pass, String::new()),
        DkimResult::None => (Outcome::None, String::new()),
        DkimResult::Neutral(error) => (Outcome::Neutral, said(error)),
        DkimResult::Fail(error) => (Outcome::Fail, said(error)),
        DkimResult::TempError(error) => (Outcome::TempError, said(error)),
        // A key that can't be asked for now may be there tomorrow.
        DkimResult::PermError(error @ Error::Dns(DnsError::Resolver(_))) => (Outcome::TempError, said(error)),
        DkimResult::PermError(error) => (Outcome::PermError, said(error)),
    }
}

const fn dmarc_outcome(result: &DmarcResult) -> Outcome {
    match result {
        DmarcResult::Pass => Outcome::Pass,
        DmarcResult::Fail(_) => Outcome::Fail,
        DmarcResult::TempError(_) => Outcome::TempError,
        DmarcResult::PermError(_) => Outcome::PermError,
        DmarcResult::None => Outcome::None,
    }
}
