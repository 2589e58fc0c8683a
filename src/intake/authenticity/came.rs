//! How a mail came to us: the envelope, and who handed it to the provider's own mail server.

use domain::text::one_line;
use mail_parser::{HeaderValue, Message};
use serde::{Deserialize, Serialize};
use std::net::IpAddr;

/// The house's own mail server, as far as it is believed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Trust {
    /// The name that it writes behind `by` in its `Received` header; `None`: no header is believed.
    pub mta: Option<String>,
    /// The name that it writes first in its `Authentication-Results` header; `None`: none is believed.
    pub authserv_id: Option<String>,
}

/// How a mail came.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Envelope {
    /// Envelope sender; empty for a report (`<>`), `None` if nobody said.
    pub from: Option<String>,
    /// Envelope recipients, as far as somebody said.
    pub to: Vec<String>,
    /// Who handed it to the mail server, if the door said so.
    pub client: Option<IpAddr>,
    /// How that client greeted.
    pub helo: Option<String>,
}

/// The client that SPF is asked about.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Client {
    /// Its address.
    pub ip: IpAddr,
    /// How it greeted; empty if nobody said.
    pub helo: String,
    /// Envelope sender; empty for `<>`.
    pub from: String,
    /// Whether it was read from a header of the trusted mail server; otherwise the door said so.
    pub from_header: bool,
}

impl Envelope {
    /// The client, by the door's word or a header of the trusted mail server. Never a guess: `None` if neither says.
    pub(super) fn client(&self, head: &Message<'_>, trust: &Trust) -> Option<Client> {
        if let Some(ip) = self.client {
            let from = self.from.clone()?;
            return Some(Client { ip, helo: self.helo.clone().unwrap_or_default(), from, from_header: false });
        }
        let ours = trust.mta.as_deref()?;
        // The topmost header of that server is the one it wrote; whatever stands further down came with the mail.
        let hop = head.headers_raw().filter(|(name, _)| name.eq_ignore_ascii_case("Received")).map(|(_, value)| Hop::read(value));
        let hop = hop.flatten().find(|hop| host(&hop.by) == host(ours))?;
        // A hop within the house says nothing of who came from outside.
        let ip = hop.ip.filter(|ip| !ip.is_loopback() && !ip.is_unspecified())?;
        let from = self.from.clone().or_else(|| return_path(head))?;
        Some(Client { ip, helo: one_line(&hop.helo, 255), from, from_header: true })
    }
}

/// One `Received` header (RFC 5321 section 4.4), as the usual servers write it. The address is read from where the server puts
/// what it saw itself, never from how the client greeted.
struct Hop {
    helo: String,
    ip: Option<IpAddr>,
    by: String,
}

impl Hop {
    fn read(value: &str) -> Option<Self> {
        let value: String = value.chars().take(2_000).map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
        let rest = value.trim_start().strip_prefix("from ")?.trim_start();
        let (greeting, rest) = rest.split_once(' ')?;
        let rest = rest.trim_start();
        let (comment, rest) = match rest.strip_prefix('(') {
            Some(inside) => inside.split_once(')')?,
            None => ("", rest),
        };
        let by = rest.trim_start().strip_prefix("by ")?.split_whitespace().next()?.to_owned();
        let literal = |text: &str| {
            let inside = text.strip_prefix('[')?.split_once(']')?.0;
            inside.strip_prefix("IPv6:").unwrap_or(inside).parse::<IpAddr>().ok()
        };
        // `from GREETING (NAME [ADDRESS])`, or with `helo=GREETING` in the comment and the address before it.
        let seen: Vec<IpAddr> = comment.split(' ').filter_map(literal).collect();
        let said = comment.split(' ').find_map(|word| word.strip_prefix("helo="));
        let ip = match (seen.as_slice(), said) {
            ([only], _) => Some(*only),
            ([], Some(_)) => literal(greeting),
            _ => None,
        };
        Some(Self { helo: said.unwrap_or(greeting).to_owned(), ip, by })
    }
}

fn host(name: &str) -> String {
    name.trim().trim_end_matches('.').to_ascii_lowercase()
}

/// The envelope sender as the delivering server wrote it down (RFC 5321 section 4.4).
fn return_path(head: &Message<'_>) -> Option<String> {
    let value = head.header_values("Return-Path").next()?;
    match value {
        HeaderValue::Text(text) => Some(one_line(text.trim().trim_matches(['<', '>']), 320)),
        HeaderValue::Empty => Some(String::new()),
        _ => None,
    }
}
