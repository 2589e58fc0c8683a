//! `ombud doctor`: is the installation well, and if not, how to mend it.

use super::error::{CliError, Code};
use super::{Global, log_quietly, output};
use crate::clock::Clock;
use crate::config::Config;
use crate::installation::{accounts, mailbox, transport};
use crate::intake::scan;
use crate::outside::Outside;
use crate::rulebook;
use crate::store::keys::Keys;
use crate::store::outbox::{self, MessageFilter};
use crate::store::{Store, events, export};
use clap::Args;
use serde::Serialize;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// How much of the record's end is looked at: enough to find a mistake of yesterday, at once.
const TAIL: u64 = 2_000;
/// Times on call that are looked at.
const MOST_ON_CALL: u64 = 100;
/// Stuck mails that are counted.
const STUCK: u64 = 1_000;

/// Look after the installation.
#[derive(Args, Debug)]
pub struct Doctor {
    /// The result as JSON
    #[arg(long)]
    json: bool,
}

/// One finding.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
struct Finding {
    /// What was looked at.
    check: String,
    /// Whether it is well.
    well: bool,
    /// What was found.
    found: String,
    /// What to do, when it is not well.
    #[serde(skip_serializing_if = "Option::is_none")]
    mend: Option<&'static str>,
}

#[derive(Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn well(&mut self, check: impl Into<String>, found: impl Into<String>) {
        self.0.push(Finding { check: check.into(), well: true, found: found.into(), mend: None });
    }

    /// Nothing is broken, and yet somebody should look.
    fn note(&mut self, check: impl Into<String>, found: impl ToString, mend: &'static str) {
        self.0.push(Finding { check: check.into(), well: true, found: found.to_string(), mend: Some(mend) });
    }

    fn wrong(&mut self, check: impl Into<String>, found: impl ToString, mend: &'static str) {
        self.0.push(Finding { check: check.into(), well: false, found: found.to_string(), mend: Some(mend) });
    }

    fn look(&mut self, check: &str, found: Result<String, impl ToString>, mend: &'static str) {
        match found {
            Ok(found) => self.well(check, found),
            Err(error) => self.wrong(check, error, mend),
        }
    }
}

impl Doctor {
    pub(super) async fn run(self, global: &Global) -> Result<Code, CliError> {
        let config = global.config(&[])?;
        log_quietly(&config);
        let findings = examine(&config, &Clock::Host).await.0;
        let well = findings.iter().all(|f| f.well);
        if self.json {
            output::json(&findings)?;
        } else {
            for f in &findings {
                let verdict = match (f.well, f.mend) {
                    (true, None) => "ok   ",
                    (true, Some(_)) => "note ",
                    (false, _) => "WRONG",
                };
                output::line(&format!("{verdict}  {}: {}", f.check, f.found))?;
                if let Some(mend) = f.mend {
                    output::line(&format!("       {mend}"))?;
                }
            }
        }
        Ok(if well { Code::Done } else { Code::Negative })
    }
}

async fn examine(config: &Config, clock: &Clock) -> Findings {
    let mut all = Findings::default();
    all.look(
        "rulebook",
        rulebook::load().map(|b| format!("version {}, {} instruments", b.version, b.instruments.len())),
        "this build is wrong; install it again",
    );
    if !config.data.is_dir() {
        all.wrong(
            "data folder",
            format!("{} is not there", config.data.display()),
            "name the right one with --data; `ombud serve` makes a new installation",
        );
        return all;
    }
    all.look(
        "data folder",
        folder(&config.data),
        "it must belong to the user that runs Ombud, be writable, and be closed to others: chmod 700",
    );
    if config.data.join("keys").is_dir() {
        let keys = Keys::open(&config.data).map(|k| format!("installation {}", k.installation));
        all.look("keys", keys, "restore the folder `keys` from the backup; never make new keys for an old record");
    } else {
        all.wrong(
            "keys",
            "the folder `keys` is not there",
            "restore it from the backup; a new installation makes its keys at the first `ombud serve`",
        );
    }
    all.look("storage", durable(&config.storage), "the storage folder must exist, be writable and have room");
    mail(config, &mut all).await;
    account_service(config, &mut all).await;
    mails_in(config, &mut all).await;
    scans(&mut all).await;
    signatures(&mut all);
    match Store::open(&config.database).await {
        Err(error) => all.wrong(
            "database",
            error,
            "see the settings `database` and `data`; for PostgreSQL, whether the server runs and lets this user in",
        ),
        Ok(store) => database(&store, clock, &mut all).await,
    }
    all
}

async fn mail(config: &Config, all: &mut Findings) {
    const MEND: &str =
        "see the settings under [mail], the mail server's log, and whether this host may reach it; mails wait in the outbox meanwhile";
    match transport(config) {
        Err(error) => all.wrong("mail", error, MEND),
        Ok(transport) => match transport.probe().await {
            Ok(()) => all.well("mail", "the way out works"),
            Err((phase, why)) => all.wrong("mail", format!("{}: {why}", phase.code()), MEND),
        },
    }
}

/// The doors for mails, and who is asked about their origin.
async fn mails_in(config: &Config, all: &mut Findings) {
    const MEND: &str =
        "see the settings under [imap], the server's log, and whether this host may reach it; mails wait in the mailbox meanwhile";
    match mailbox(config) {
        Ok(None) => {}
        Err(error) => all.wrong("mailbox", error, MEND),
        Ok(Some(mailbox)) => all.look("mailbox", mailbox.probe().await.map(|()| "it opens".to_owned()), MEND),
    }
    let incoming = &config.mail_in;
    if incoming.mailbox.is_none() && incoming.listen.is_none() {
        all.well("mails in", "by pipe (`ombud intake mail`) and by hand");
    } else if incoming.trusted_mta.is_none() {
        all.wrong(
            "mails in",
            "SPF stays undetermined: no header says who sent a mail",
            "name your own mail server as intake.trusted_mta; it must write a Received header of its own on every mail",
        );
    } else {
        all.well("mails in", "a header of the house's mail server says who sent a mail");
    }
}

/// The programs that read papers which came as pictures. Without them everything else works, and the form says so.
async fn scans(all: &mut Findings) {
    const CHECK: &str = "reading of pictures";
    let outside = Outside::default();
    let drawn = outside.find("pdftoppm").is_some();
    match scan::languages(&outside).await {
        Err(error) => all.wrong(CHECK, error, "make room under the temporary folder, and run tesseract --list-langs by hand"),
        Ok(None) => {
            all.well(CHECK, "Tesseract is not installed: papers that came as pictures are read by people (apt install tesseract-ocr)")
        }
        Ok(Some(found)) if found.is_empty() => {
            all.well(CHECK, "Tesseract knows neither English, Swedish nor German (apt install tesseract-ocr-eng tesseract-ocr-swe)");
        }
        Ok(Some(found)) if drawn => all.well(CHECK, format!("Tesseract with {}", found.join(", "))),
        Ok(Some(found)) => all.well(
            CHECK,
            format!(
                "Tesseract with {}; pdftoppm is not installed, so PDFs without text are read by people (apt install poppler-utils)",
                found.join(", ")
            ),
        ),
    }
}

/// The programs that check signatures. Without one everything else works, and what it would have checked is said as not checked.
fn signatures(all: &mut Findings) {
    let outside = Outside::default();
    let missing: Vec<&str> = ["openssl", "gpgv", "gpg", "pdfsig"].into_iter().filter(|program| outside.find(program).is_none()).collect();
    let found = match missing.as_slice() {
        [] => "openssl, gpgv and pdfsig are there".to_owned(),
        some => format!("{} not installed: such signatures are not checked (apt install openssl gpgv gpg poppler-utils)", some.join(", ")),
    };
    all.well("signatures", found);
}

/// Asked about no account at all.
async fn account_service(config: &Config, all: &mut Findings) {
    const CHECK: &str = "account service";
    const MEND: &str = "see the settings under [accounts], the service's log, and whether this host may reach it; meanwhile people decide";
    match accounts(config) {
        Ok(None) => {}
        Err(error) => all.wrong(CHECK, error, MEND),
        Ok(Some(service)) => all.look(CHECK, service.probe().await.map(|()| "it answers".to_owned()), MEND),
    }
}

async fn database(store: &Store, clock: &Clock, all: &mut Findings) {
    const ANSWERS: &str = "the database does not answer; see its log";
    let name = if store.is_postgres() { "PostgreSQL" } else { "SQLite" };
    all.look("database", store.version().await.map(|v| format!("{name} {v}, schema up to date")), ANSWERS);
    match store.pragmas().await {
        Err(error) => all.wrong("database settings", error, ANSWERS),
        Ok(checks) => {
            let wrong: Vec<_> = checks.iter().filter(|c| !c.holds).collect();
            for c in &wrong {
                all.wrong(
                    format!("database setting {} ({})", c.name, c.connection),
                    format!("is {}, must be {}", c.found, c.expected),
                    "without it an acknowledged change can be lost; set it in the server's configuration",
                );
            }
            if wrong.is_empty() {
                all.well("database settings", format!("{} hold", checks.len()));
            }
        }
    }
    let tail = export::check_tail(store.read(), TAIL).await;
    all.look(
        "record",
        tail.map(|n| format!("{n} events; the last {} follow from each other", n.min(i64::try_from(TAIL).unwrap_or(i64::MAX)))),
        "stop serving, keep a copy of everything, and compare with the last exported record and the backup",
    );
    moments(store, clock, all).await;
    on_call(store, clock, all).await;
    match outbox::list(store.read(), crate::store::Sight::Whole, &MessageFilter::for_a_person(), None, STUCK).await {
        Err(error) => all.wrong("outbox", error, ANSWERS),
        Ok(rows) if rows.is_empty() => all.well("outbox", "nothing is stuck"),
        Ok(rows) => all.wrong(
            "outbox",
            format!("{} mails are dead or ambiguous, or came back", rows.len()),
            "resolve each on the Outbox screen: a person decides",
        ),
    }
}

/// Whether somebody is on call now.
async fn on_call(store: &Store, clock: &Clock, all: &mut Findings) {
    let (now, second) = (clock.now(), chrono::Duration::seconds(1));
    match crate::store::on_call::between(store.read(), now - second, now + second, MOST_ON_CALL).await {
        Err(error) => all.wrong("on call", error, "the database does not answer; see its log"),
        Ok(rows) => match rows.iter().filter(|row| row.shift().covers(now)).count() {
            0 => all.note(
                "on call",
                "nobody is on call now",
                "put somebody on call on the page On call; until then an emergency calls everybody whose role it is",
            ),
            n => all.well("on call", format!("{n} on call now")),
        },
    }
}

/// The clock against the record: time must not run backwards.
async fn moments(store: &Store, clock: &Clock, all: &mut Findings) {
    let now = clock.now();
    let last = async {
        let head = events::head(store.read()).await?;
        Ok::<_, crate::store::StoreError>(events::page(store.read(), head.count.saturating_sub(1).max(0), 1).await?.pop())
    };
    match last.await {
        Err(error) => all.wrong("clock", error, "the database does not answer; see its log"),
        Ok(Some(event)) if event.at > now => all.wrong(
            "clock",
            format!("it shows {} and the last event was at {}", now.format("%Y-%m-%d %H:%M:%SZ"), event.at.format("%Y-%m-%d %H:%M:%SZ")),
            "set the host's clock right (NTP) before anything else is recorded: duties are counted from it",
        ),
        Ok(_) => all.well("clock", format!("{}, zones of {}", now.format("%Y-%m-%d %H:%M:%SZ"), chrono_tz::IANA_TZDB_VERSION)),
    }
}

/// Writable, and closed to others.
fn folder(path: &Path) -> Result<String, String> {
    let mode = std::fs::metadata(path).map_err(|e| e.to_string())?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(format!("{} is open to others (mode {:o})", path.display(), mode & 0o777));
    }
    tempfile::NamedTempFile::new_in(path).and_then(tempfile::NamedTempFile::close).map_err(|e| format!("{}: {e}", path.display()))?;
    Ok(format!("{}, closed to others", path.display()))
}

/// Write, make durable, rename, read again: as documents are kept.
fn durable(folder: &Path) -> Result<String, String> {
    let tried = || -> std::io::Result<()> {
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(b"doctor")?;
        file.as_file().sync_all()?;
        let name = file.path().with_extension("renamed");
        let kept = file.persist(&name).map_err(|e| e.error);
        let read = kept.and_then(|_| std::fs::File::open(folder)?.sync_all()).and_then(|()| std::fs::read(&name));
        std::fs::remove_file(&name)?;
        if read? == b"doctor" { Ok(()) } else { Err(std::io::Error::other("what was written is not what was read")) }
    };
    tried().map(|()| format!("{}: written, made durable and read", folder.display())).map_err(|e| format!("{}: {e}", folder.display()))
}
