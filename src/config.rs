//! Settings: one table of keys, read from a TOML file, from `OMBUD_…` variables over it, and from flags over both.

mod accounts;
mod error;
mod escalation;
mod file;
mod keys;
mod mail_in;
mod schemas;

pub use accounts::AccountService;
pub use error::{ConfigError, Origin, Problem};
pub use keys::{KEYS, Key};
pub use mail_in::{DnsWay, ListenAt, MailInSettings, Mailbox};
pub use schemas::Schemas;

use crate::call::Networks;
use chrono_tz::Tz;
use domain::clocks::Locus;
use domain::customer_report::ReportInterval;
use domain::policy::Policy;
use file::Given;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// How log lines are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LogFormat {
    /// One line of text each.
    Text,
    /// One JSON object each.
    Json,
}

/// How the line to the mail server is protected.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MailSecurity {
    /// TLS from the first byte (RFC 8314).
    Tls,
    /// STARTTLS, always.
    StartTls,
    /// None; only to a server on this host.
    NoneOnLoopback,
}

/// Where mails go.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum MailWay {
    /// Into a folder, as `.eml` files.
    Folder(PathBuf),
    /// To a mail server.
    Smtp {
        /// Host name.
        host: String,
        /// Port.
        port: u16,
        /// Protection of the line.
        security: MailSecurity,
        /// Name to sign in with, and the file that holds the password.
        login: Option<(String, PathBuf)>,
        /// Name to greet with; the host's own when empty.
        hello: String,
        /// A certificate authority of the house, PEM.
        house_ca: Option<PathBuf>,
    },
}

/// Everything an installation decides for itself, checked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Config {
    /// The data folder.
    pub data: PathBuf,
    /// Address of the database.
    pub database: String,
    /// Folder of documents and packages.
    pub storage: PathBuf,
    /// Folder of the provider's own rows of the rulebook.
    pub rules_dir: Option<PathBuf>,
    /// Folder of the provider's own calendar files.
    pub calendars_dir: Option<PathBuf>,
    /// Folder of the certificates and keys that signatures are checked against.
    pub signatures_dir: Option<PathBuf>,
    /// Address to listen on.
    pub listen: SocketAddr,
    /// Where browsers find it, without a slash at the end.
    pub public_url: String,
    /// Host name of the customers' portal, if it has one of its own.
    pub portal_host: Option<String>,
    /// Host name of the authorities' door, if it has one of its own; another than the customers'.
    pub agency_host: Option<String>,
    /// Civil time of the desk, of letters and of reporting periods.
    pub zone: Tz,
    /// Name of the provider, as in letters.
    pub provider: String,
    /// Postal address of the provider, one line each; may be empty.
    pub address: Vec<String>,
    /// Address of the desk: letters come from it, answers go to it.
    pub desk_mail: String,
    /// Address that delivery reports come back to, with a token of the message in it: `bounces+TOKEN@…`.
    pub bounces: Option<String>,
    /// Where mails go.
    pub mail: MailWay,
    /// How mails come in.
    pub mail_in: MailInSettings,
    /// The service that says whose an account is, if there is one.
    pub accounts: Option<AccountService>,
    /// Schemas that structured messages are checked against.
    pub schemas: Schemas,
    /// Networks of the house that webhooks may go to.
    pub webhook_networks: Networks,
    /// Log lines.
    pub log: LogFormat,
    /// Which log lines, as `tracing` filters them.
    pub log_filter: String,
    /// The provider's choices where the law leaves one.
    pub policy: Policy,
    /// What was used and where it came from, in the order of [`KEYS`]; secrets are masked.
    pub used: Vec<Used>,
}

/// A setting as used.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct Used {
    /// Key.
    pub key: &'static str,
    /// Value; secrets masked.
    pub value: String,
    /// Where it came from, in words.
    pub from: String,
}

impl Config {
    /// Put the settings together. `variables` are those of the environment; flags win over them, they win over the file.
    ///
    /// # Errors
    /// Every key that is wrong, each with its place and what to write.
    pub fn load(
        file: Option<&Path>,
        variables: impl IntoIterator<Item = (String, String)>,
        flags: &[(&'static str, String)],
    ) -> Result<Self, ConfigError> {
        let mut given = Given::default();
        if let Some(path) = file {
            given.read_file(path)?;
        }
        given.read_variables(variables);
        for (key, value) in flags {
            given.set(key, value.clone(), Origin::Flag);
        }
        Reader { given, problems: Vec::new(), used: Vec::new(), chosen: BTreeMap::new() }.finish()
    }
}

struct Reader {
    given: Given,
    problems: Vec<Problem>,
    used: Vec<Used>,
    chosen: BTreeMap<&'static str, String>,
}

impl Reader {
    /// The text of a key, or its default; noted as used.
    fn text(&mut self, key: &'static str, default: &str) -> (String, Origin) {
        let (value, origin) = self.given.take(key).unwrap_or_else(|| (default.to_owned(), Origin::Default));
        let shown = if key == "database" { masked(&value) } else { value.clone() };
        self.used.push(Used { key, value: shown, from: origin.to_string() });
        self.chosen.insert(key, value.clone());
        (value, origin)
    }

    fn parse<T>(&mut self, key: &'static str, default: &str, advice: &str, read: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let (value, origin) = self.text(key, default);
        let parsed = read(value.trim());
        if parsed.is_none() {
            let written = if key == "database" { masked(&value) } else { value };
            let problem = format!("'{}' can't be used", written.chars().take(80).collect::<String>());
            self.problems.push(Problem { key: key.to_owned(), origin, problem, advice: advice.to_owned() });
        }
        parsed
    }

    /// A whole number in a range.
    fn number(&mut self, key: &'static str, default: u32, range: std::ops::RangeInclusive<u32>) -> u32 {
        let advice = format!("a whole number from {} to {}", range.start(), range.end());
        self.parse(key, &default.to_string(), &advice, |t| t.parse().ok().filter(|n| range.contains(n))).unwrap_or(default)
    }

    fn missing(&mut self, key: &'static str, because: &str, advice: &str) {
        self.problems.push(Problem {
            key: key.to_owned(),
            origin: Origin::Default,
            problem: format!("is needed {because}"),
            advice: advice.to_owned(),
        });
    }

    fn finish(mut self) -> Result<Config, ConfigError> {
        self.problems.append(&mut self.given.problems);
        let data = PathBuf::from(self.text("data", "./ombud-data").0);
        let below = |name: &str| data.join(name).display().to_string();
        let sqlite = format!("sqlite://{}?mode=rwc", below("ombud.db"));
        let database = self.parse("database", &sqlite, "sqlite://FILE?mode=rwc or postgres://USER@HOST/NAME", |t| {
            ["sqlite:", "postgres:", "postgresql:"].iter().any(|s| t.starts_with(s)).then(|| t.to_owned())
        });
        let storage = PathBuf::from(self.text("storage", &below("documents")).0);
        let mut folder = |key| Some(self.text(key, "").0).filter(|dir| !dir.trim().is_empty()).map(PathBuf::from);
        let (rules_dir, calendars_dir) = (folder("rules_dir"), folder("calendars_dir"));
        let signatures_dir = self.parse("signatures_dir", "", "a folder of certificates (PEM) and keys of OpenPGP that is there", |t| {
            if t.is_empty() { Some(None) } else { Some(PathBuf::from(t)).filter(|path| path.is_dir()).map(Some) }
        });
        let signatures_dir = signatures_dir.flatten();
        let listen: Option<SocketAddr> =
            self.parse("listen", "127.0.0.1:7420", "an address and a port, such as 127.0.0.1:7420 or [::1]:7420", |t| t.parse().ok());
        let near = listen.map_or_else(|| "http://127.0.0.1:7420".to_owned(), |l| format!("http://{l}"));
        let public_url = self.parse("public_url", &near, "https://HOST without a path; http:// only for this host itself", url);
        let portal_host = self.parse("portal_host", "", "a host name without scheme and path, such as notices.example.com", host);
        let agency_host = self.parse(
            "agency_host",
            "",
            "a host name without scheme and path, other than the customers', such as legal.example.com",
            |t| host(t).filter(|own| own.is_none() || Some(own) != portal_host.as_ref()),
        );
        let zone: Option<Tz> =
            self.parse("zone", "Europe/Dublin", "a zone of the IANA database, such as Europe/Stockholm", |t| t.parse().ok());
        let establishment = self.parse("establishment", "IE", "two letters of ISO 3166, such as IE", |t| {
            (t.len() == 2 && t.bytes().all(|b| b.is_ascii_uppercase())).then(|| t.to_owned())
        });
        let provider = self.parse("provider", "The provider", "the name as it stands in letters, on one line", one_line);
        let address = self.text("address", "").0;
        let address = address.split(';').map(|line| domain::text::one_line(line, 100)).filter(|line| !line.is_empty()).collect();
        let desk_mail = self.parse("desk_mail", "legal-desk@example.com", "a mail address, such as legal-desk@example.com", |t| {
            t.parse::<lettre::Address>().ok().map(|a| a.to_string())
        });
        let mail = self.mail(&below("mail"));
        let bounces = self.plus_address("mail.bounces", "bounces@example.com");
        let mail_in = self.mail_in();
        let accounts = self.accounts();
        let schemas = self.schemas();
        let networks = self.parse("webhooks.private_networks", "", "networks such as 10.1.0.0/16, separated by commas", Networks::read);
        let webhook_networks = networks.unwrap_or_default();
        let log = self.parse("log", "text", "text or json", |t| match t {
            "text" => Some(LogFormat::Text),
            "json" => Some(LogFormat::Json),
            _ => None,
        });
        let log_filter = self.parse("log_filter", "info", "a level (error, warn, info, debug) or MODULE=LEVEL, separated by commas", |t| {
            t.parse::<tracing_subscriber::filter::targets::Targets>().ok().map(|_| t.to_owned())
        });
        let policy = self.policy(zone, establishment);
        match (
            database,
            listen,
            public_url,
            portal_host.zip(agency_host),
            zone,
            provider,
            desk_mail,
            mail,
            bounces,
            mail_in,
            log,
            log_filter,
        ) {
            (
                Some(database),
                Some(listen),
                Some(public_url),
                Some((portal_host, agency_host)),
                Some(zone),
                Some(provider),
                Some(desk_mail),
                Some(mail),
                Some(bounces),
                Some(mail_in),
                Some(log),
                Some(log_filter),
            ) if self.problems.is_empty() => Ok(Config {
                data,
                database,
                storage,
                rules_dir,
                calendars_dir,
                signatures_dir,
                listen,
                public_url,
                portal_host,
                agency_host,
                zone,
                provider,
                address,
                desk_mail,
                bounces,
                mail,
                mail_in,
                accounts,
                schemas,
                webhook_networks,
                log,
                log_filter,
                policy,
                used: self.used,
            }),
            _ => Err(ConfigError::Wrong(self.problems)),
        }
    }

    fn mail(&mut self, folder: &str) -> Option<MailWay> {
        let smtp = self.parse("mail.way", "folder", "folder or smtp", |t| match t {
            "folder" => Some(false),
            "smtp" => Some(true),
            _ => None,
        });
        let folder = PathBuf::from(self.text("mail.folder", folder).0);
        let host = self.text("mail.host", "").0;
        let security = self.parse("mail.security", "tls", "tls, start_tls, or none_on_loopback for a server on this host", |t| match t {
            "tls" => Some(MailSecurity::Tls),
            "start_tls" => Some(MailSecurity::StartTls),
            "none_on_loopback" => Some(MailSecurity::NoneOnLoopback),
            _ => None,
        });
        let usual = match security {
            Some(MailSecurity::StartTls) => "587",
            Some(MailSecurity::NoneOnLoopback) => "25",
            Some(MailSecurity::Tls) | None => "465",
        };
        let port = self.parse("mail.port", usual, "a port from 1 to 65535", |t| t.parse::<u16>().ok().filter(|p| *p > 0));
        let user = self.text("mail.user", "").0;
        let password_file = self.text("mail.password_file", "").0;
        let hello = self.text("mail.hello", "").0;
        let house_ca = self.text("mail.house_ca", "").0;
        if !smtp? {
            return Some(MailWay::Folder(folder));
        }
        if host.is_empty() {
            self.missing("mail.host", "when mail.way is smtp", "the mail server's name, such as mail.example.com");
        }
        if user.is_empty() != password_file.is_empty() {
            let key = if user.is_empty() { "mail.user" } else { "mail.password_file" };
            self.missing(key, "to sign in at the mail server", "both mail.user and mail.password_file, or neither");
        }
        if self.chosen.get("desk_mail").is_some_and(|m| m.ends_with("@example.com")) {
            self.missing("desk_mail", "when mail.way is smtp", "the desk's own mail address: letters come from it and answers go to it");
        }
        let login = (!user.is_empty()).then(|| (user, PathBuf::from(password_file)));
        let house_ca = (!house_ca.is_empty()).then(|| PathBuf::from(house_ca));
        Some(MailWay::Smtp { host, port: port?, security: security?, login, hello, house_ca })
    }

    fn policy(&mut self, zone: Option<Tz>, establishment: Option<String>) -> Policy {
        let mut policy = Policy::default();
        let days = |n: u32| chrono::Duration::days(i64::from(n));
        let default = |d: chrono::Duration| u32::try_from(d.num_days()).unwrap_or(1);
        policy.verification_valid = days(self.number("policy.verification_valid_days", default(policy.verification_valid), 1..=365));
        policy.mail_valid = days(self.number("policy.mail_valid_days", default(policy.mail_valid), 1..=365));
        policy.domain_valid = days(self.number("policy.domain_valid_days", default(policy.domain_valid), 1..=365));
        policy.officer_valid = days(self.number("policy.officer_valid_days", default(policy.officer_valid), 1..=365));
        policy.approval_valid = days(self.number("policy.approval_valid_days", default(policy.approval_valid), 1..=90));
        policy.prepared_valid = days(self.number("policy.prepared_valid_days", default(policy.prepared_valid), 1..=30));
        policy.notice_after_secrecy = self.number("policy.notice_after_secrecy_working_days", policy.notice_after_secrecy, 1..=30);
        // 0 is off: then only a person confirms the end of a secrecy.
        policy.send_after_working_days = Some(self.number("policy.send_after_working_days", 0, 0..=30)).filter(|n| *n > 0);
        policy.notice_due = days(self.number("policy.notice_due_days", default(policy.notice_due), 1..=30));
        policy.objection_days = self.number("policy.objection_days", policy.objection_days, 1..=90);
        policy.acknowledge_within = days(self.number("policy.acknowledge_within_days", default(policy.acknowledge_within), 1..=90));
        policy.emergency_paper_days = self.number("policy.emergency_paper_days", policy.emergency_paper_days, 1..=60);
        policy.reminders = self.number("policy.notice_reminders", policy.reminders, 0..=10);
        let (well_known, _) = self.text("policy.well_known", "");
        policy.well_known = well_known.split(',').map(|one| one.trim().to_lowercase()).filter(|one| !one.is_empty()).collect();
        let margin = u32::try_from(policy.window_margin.num_hours()).unwrap_or(1);
        policy.window_margin = chrono::Duration::hours(i64::from(self.number("policy.window_margin_hours", margin, 1..=72)));
        policy.indefinite_review = days(self.number("policy.indefinite_review_days", default(policy.indefinite_review), 1..=365));
        policy.acknowledge_hours = self.number("policy.acknowledge_hours", policy.acknowledge_hours, 1..=240);
        policy.customer_lists_kept = days(self.number("policy.customer_lists_kept_days", default(policy.customer_lists_kept), 1..=3650));
        policy.escalation = self.escalation();
        let intervals = "rulebook, never, quarterly, half_yearly or yearly";
        let report = self.parse("policy.customer_report", "rulebook", intervals, |t| match t {
            "rulebook" => Some(None),
            code => ReportInterval::from_code(code).map(Some),
        });
        policy.customer_report = report.flatten();
        policy.form_languages = self.parse("policy.form_languages", "", "two-letter codes such as `en, sv`", codes).unwrap_or_default();
        let contacts = &mut policy.contacts;
        contacts.valid = days(self.number("policy.contact_valid_days", default(contacts.valid), 30..=1095));
        contacts.grace = days(self.number("policy.contact_grace_days", default(contacts.grace), 0..=365));
        contacts.ask_again = days(self.number("policy.contact_ask_again_days", default(contacts.ask_again), 1..=90));
        contacts.asks = self.number("policy.contact_asks", contacts.asks, 1..=20);
        contacts.remind = days(self.number("policy.customer_reminder_days", default(contacts.remind), 7..=730));
        contacts.remind_unreachable =
            days(self.number("policy.customer_reminder_unreachable_days", default(contacts.remind_unreachable), 1..=365));
        if let (Some(zone), Some(place)) = (zone, establishment) {
            // Duties under the Union's law, and those without a law of their own, are performed where the provider sits.
            for territory in ["EU", "ZZ"] {
                policy.loci.insert(territory.to_owned(), Locus::new(place.clone(), zone));
            }
        }
        policy
    }
}

/// Where the customers' people find their door, without a path: its own host, else the desk's address.
#[must_use]
pub fn portal_address(public_url: &str, portal_host: Option<&str>) -> String {
    let scheme = if public_url.starts_with("https://") { "https" } else { "http" };
    portal_host.map_or_else(|| public_url.to_owned(), |host| format!("{scheme}://{host}"))
}

/// A host name in lower case, or none for an empty text.
fn host(text: &str) -> Option<Option<String>> {
    let fits = text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':'));
    fits.then(|| Some(text.to_ascii_lowercase()).filter(|t| !t.is_empty()))
}

fn one_line(text: &str) -> Option<String> {
    (!text.is_empty() && text.chars().count() <= 200 && !text.chars().any(char::is_control)).then(|| text.to_owned())
}

/// `https://HOST[:PORT]`, or `http://` to this host: a cookie must not cross the net in the clear.
fn url(text: &str) -> Option<String> {
    let text = text.trim_end_matches('/');
    let uri = safe_uri(text)?;
    (uri.path() == "/" && uri.query().is_none()).then(|| text.to_owned())
}

/// An address over TLS, or at this host, without a login in it.
fn safe_uri(text: &str) -> Option<axum::http::Uri> {
    let uri: axum::http::Uri = text.parse().ok()?;
    let host = uri.host()?;
    let near = host == "localhost" || host.trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
    let scheme = match uri.scheme_str()? {
        "https" => true,
        "http" => near,
        _ => false,
    };
    let plain = !uri.authority()?.as_str().contains('@');
    (scheme && plain).then_some(uri)
}

/// Two-letter codes, separated by commas.
fn codes(text: &str) -> Option<std::collections::BTreeSet<String>> {
    let all = text.split(',').map(|code| code.trim().to_ascii_lowercase()).filter(|code| !code.is_empty());
    all.map(|code| (code.len() == 2 && code.bytes().all(|b| b.is_ascii_lowercase())).then_some(code)).collect()
}

/// An address of a database without its password.
fn masked(address: &str) -> String {
    let Some((scheme, rest)) = address.split_once("://") else { return address.to_owned() };
    let (before, after) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let before = match before.rsplit_once('@') {
        Some((login, host)) => match login.split_once(':') {
            Some((user, _)) => format!("{user}:***@{host}"),
            None => format!("{login}@{host}"),
        },
        None => before.to_owned(),
    };
    let after = match after.split_once("password=") {
        Some((head, tail)) => format!("{head}password=***{}", tail.find('&').map_or("", |i| &tail[i..])),
        None => after.to_owned(),
    };
    format!("{scheme}://{before}{after}")
}
