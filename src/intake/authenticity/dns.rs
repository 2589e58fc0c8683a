//! The DNS answers that a verdict rests on: asked for once, written down, and given again from what was written down.
//!
//! The library that verifies asks a name server of its own choice. Here that server is a socket of ours on loopback, open for
//! one mail: it asks whom we say ([`Dns`]), notes question and answer, and hands the answer on. So a verdict can be computed
//! again years later from its [`Answer`]s alone, and tests bring theirs.

use crate::clock::Clock;
use domain::Instant;
use hickory_resolver::TokioResolver;
use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ProtocolConfig, ResolveHosts, ResolverConfig, ResolverOpts};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::op::{Message, OpCode, ResponseCode};
use hickory_resolver::proto::rr::rdata::{A, AAAA, CNAME, MX, PTR, TXT};
use hickory_resolver::proto::rr::{Name, RData, Record, RecordType};
use mail_auth::MessageAuthenticator;
use serde::{Deserialize, Serialize};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::net::UdpSocket;
use tokio::task::JoinHandle;

/// How long one question may take.
const PATIENCE: Duration = Duration::from_secs(2);
/// Questions that are answered for one mail; SPF, DKIM, DMARC and ARC of an honest one take some twenty.
const MOST_QUESTIONS: usize = 80;
/// Records of one answer.
const MOST_RECORDS: usize = 100;
/// Bytes of a question.
const QUESTION: usize = 4096;

/// One question and what was answered.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Answer {
    /// Name, without the dot at its end, lower case.
    pub name: String,
    /// Type, such as `TXT`.
    pub kind: String,
    /// What came of it.
    pub outcome: Found,
    /// The records as text: a TXT record's bytes as one character each, MX as `10 mx.example.com`.
    pub records: Vec<String>,
    /// Seconds for which the answer was good.
    pub ttl: u32,
    /// When it was asked.
    pub at: Instant,
}

/// What came of a question.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Found {
    /// Records.
    Records,
    /// The name has none of this type.
    NoRecords,
    /// There is no such name.
    NoName,
    /// No answer in time, or an error.
    Failed,
}

/// Who is asked.
#[derive(Clone)]
pub enum Dns {
    /// A resolver.
    Live(Box<TokioResolver>, Clock),
    /// Answers that were written down; what is not among them has failed.
    Tape(Arc<Vec<Answer>>),
    /// Nobody.
    Off,
}

impl std::fmt::Debug for Dns {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Dns::Live(..) => "Dns::Live",
            Dns::Tape(_) => "Dns::Tape",
            Dns::Off => "Dns::Off",
        })
    }
}

/// Why there is no resolver.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the resolver can't be set up: {0}. See /etc/resolv.conf, or name a server as intake.dns")]
pub struct NoResolver(String);

impl Dns {
    /// The host's own resolver.
    ///
    /// # Errors
    /// The host's settings can't be read.
    pub fn system(clock: Clock) -> Result<Self, NoResolver> {
        let mut builder = TokioResolver::builder_tokio().map_err(|e| NoResolver(e.to_string()))?;
        short(builder.options_mut());
        let resolver = builder.build().map_err(|e| NoResolver(e.to_string()))?;
        Ok(Dns::Live(Box::new(resolver), clock))
    }

    /// A server at this address.
    ///
    /// # Errors
    /// The resolver can't be made.
    pub fn server(address: SocketAddr, clock: Clock) -> Result<Self, NoResolver> {
        Ok(Dns::Live(Box::new(resolver(address, true)?), clock))
    }

    /// Ask.
    async fn ask(&self, name: &str, kind: RecordType) -> Answer {
        let failed = |at| Answer { name: name.to_owned(), kind: kind.to_string(), outcome: Found::Failed, records: Vec::new(), ttl: 0, at };
        match self {
            Dns::Off => failed(Instant::UNIX_EPOCH),
            Dns::Tape(answers) => answers
                .iter()
                .find(|a| a.name == name && a.kind == kind.to_string())
                .cloned()
                .unwrap_or_else(|| failed(Instant::UNIX_EPOCH)),
            Dns::Live(resolver, clock) => {
                let at = clock.now();
                match tokio::time::timeout(PATIENCE, resolver.lookup(format!("{name}."), kind)).await {
                    Err(_) => failed(at),
                    Ok(Ok(lookup)) => {
                        let of_kind: Vec<&Record> = lookup.answers().iter().filter(|r| r.record_type() == kind).collect();
                        let records: Vec<String> = of_kind.iter().filter_map(|r| written(&r.data)).take(MOST_RECORDS).collect();
                        let outcome = if records.is_empty() { Found::NoRecords } else { Found::Records };
                        Answer { outcome, records, ttl: of_kind.iter().map(|r| r.ttl).min().unwrap_or(0), ..failed(at) }
                    }
                    Ok(Err(NetError::Dns(DnsError::NoRecordsFound(none)))) => {
                        let outcome = match none.response_code {
                            ResponseCode::NXDomain => Found::NoName,
                            ResponseCode::NoError => Found::NoRecords,
                            _ => Found::Failed,
                        };
                        Answer { outcome, ttl: none.negative_ttl.unwrap_or(0), ..failed(at) }
                    }
                    Ok(Err(_)) => failed(at),
                }
            }
        }
    }
}

fn short(options: &mut ResolverOpts) {
    options.timeout = PATIENCE;
    options.attempts = 1;
    options.use_hosts_file = ResolveHosts::Never;
}

fn resolver(address: SocketAddr, tcp: bool) -> Result<TokioResolver, NoResolver> {
    let over = |protocol| {
        let mut connection = ConnectionConfig::new(protocol);
        connection.port = address.port();
        connection
    };
    let mut connections = vec![over(ProtocolConfig::Udp)];
    if tcp {
        connections.push(over(ProtocolConfig::Tcp));
    }
    let server = NameServerConfig::new(address.ip(), true, connections);
    let config = ResolverConfig::from_parts(None, Vec::new(), vec![server]);
    let mut builder = TokioResolver::builder_with_config(config, TokioRuntimeProvider::default());
    short(builder.options_mut());
    builder.build().map_err(|e| NoResolver(e.to_string()))
}

/// A record as text; types that nobody here asks for are left out.
fn written(data: &RData) -> Option<String> {
    match data {
        RData::A(a) => Some(a.0.to_string()),
        RData::AAAA(a) => Some(a.0.to_string()),
        RData::MX(mx) => Some(format!("{} {}", mx.preference, mx.exchange)),
        RData::PTR(name) => Some(name.0.to_string()),
        RData::CNAME(name) => Some(name.0.to_string()),
        RData::TXT(txt) => Some(txt.txt_data.iter().flat_map(|part| part.iter()).map(|b| char::from(*b)).collect()),
        _ => None,
    }
}

/// The text as a record again.
fn record(kind: RecordType, text: &str) -> Option<RData> {
    let name = |text: &str| Name::from_str_relaxed(text).ok();
    match kind {
        RecordType::A => text.parse().ok().map(|ip| RData::A(A(ip))),
        RecordType::AAAA => text.parse().ok().map(|ip| RData::AAAA(AAAA(ip))),
        RecordType::MX => {
            let (preference, host) = text.split_once(' ')?;
            Some(RData::MX(MX::new(preference.parse().ok()?, name(host)?)))
        }
        RecordType::PTR => Some(RData::PTR(PTR(name(text)?))),
        RecordType::CNAME => Some(RData::CNAME(CNAME(name(text)?))),
        RecordType::TXT => {
            let bytes: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c))).collect::<Result<_, _>>().ok()?;
            Some(RData::TXT(TXT::from_bytes(bytes.chunks(255).collect())))
        }
        _ => None,
    }
}

/// The server on loopback that one mail's verification asks; ends when dropped.
pub(super) struct Recorder {
    answers: Arc<Mutex<Vec<Answer>>>,
    serving: JoinHandle<()>,
    /// Asks this server.
    pub authenticator: MessageAuthenticator,
}

impl Recorder {
    /// Open it.
    ///
    /// # Errors
    /// No socket on loopback, or no resolver.
    pub async fn open(dns: Dns) -> Result<Self, NoResolver> {
        let failed = |e: std::io::Error| NoResolver(e.to_string());
        let socket = UdpSocket::bind((IpAddr::V4(Ipv4Addr::LOCALHOST), 0)).await.map_err(failed)?;
        let address = socket.local_addr().map_err(failed)?;
        let answers = Arc::<Mutex<Vec<Answer>>>::default();
        let serving = tokio::spawn(serve(socket, dns, Arc::clone(&answers)));
        Ok(Self { answers, serving, authenticator: MessageAuthenticator(resolver(address, false)?) })
    }

    /// What was asked and answered, in the order of the first asking.
    pub fn answers(&self) -> Vec<Answer> {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn serve(socket: UdpSocket, dns: Dns, answers: Arc<Mutex<Vec<Answer>>>) {
    let mut buffer = vec![0_u8; QUESTION];
    loop {
        let Ok((size, from)) = socket.recv_from(&mut buffer).await else { return };
        let Some(asked) = buffer.get(..size).and_then(|bytes| Message::from_vec(bytes).ok()) else { continue };
        let Some(query) = asked.queries.first().cloned() else { continue };
        let name = query.name().to_ascii().trim_end_matches('.').to_ascii_lowercase();
        let kind = query.query_type();
        let known = {
            let noted = answers.lock().unwrap_or_else(PoisonError::into_inner);
            let known = noted.iter().find(|a| a.name == name && a.kind == kind.to_string()).cloned();
            if known.is_none() && noted.len() >= MOST_QUESTIONS {
                continue;
            }
            known
        };
        let answer = match known {
            Some(answer) => answer,
            None => {
                let answer = dns.ask(&name, kind).await;
                answers.lock().unwrap_or_else(PoisonError::into_inner).push(answer.clone());
                answer
            }
        };
        let mut said = Message::response(asked.metadata.id, OpCode::Query);
        said.metadata.recursion_desired = asked.metadata.recursion_desired;
        said.metadata.recursion_available = true;
        said.metadata.response_code = match answer.outcome {
            Found::Records | Found::NoRecords => ResponseCode::NoError,
            Found::NoName => ResponseCode::NXDomain,
            Found::Failed => ResponseCode::ServFail,
        };
        for data in answer.records.iter().filter_map(|text| record(kind, text)) {
            said.add_answer(Record::from_rdata(query.name().clone(), answer.ttl, data));
        }
        said.add_query(query);
        if let Ok(bytes) = said.to_vec() {
            // A question whose answer was lost is asked again.
            let _ = socket.send_to(&bytes, from).await;
        }
    }
}
