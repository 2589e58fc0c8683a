//! One installation: everything that the commands, the server and the tests work with, put together in one place.

use crate::clock::Clock;
use crate::config::{self, Config, DnsWay, MailSecurity, MailWay};
use crate::intake::authenticity::{Dns, NoResolver, Trust};
use crate::intake::door::MailIn;
use crate::intake::imap::Imap;
use crate::lookup::{self, Service};
use crate::notify::transport::{Folder, Login, Patience, Security, SettingsError, Smtp, SmtpSettings, Transport};
use crate::notify::writer::Writer;
use crate::rulebook::{self, RulebookError};
use crate::store::blobs::Blobs;
use crate::store::keys::Keys;
use crate::store::{Store, StoreError};
use crate::workflow::Workflow;
use crate::workflow::rules::{self, RulesError};
use domain::calendar::Added;
use domain::instrument::Rulebook;
use std::collections::BTreeMap;
use std::fs::{self, File, Permissions, TryLockError};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Why an installation could not be opened, or not be served. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum InstallationError {
    /// The data folder can't be made or used.
    #[error("the data folder {} can't be used: {source}. Name another with --data, or give this user the right to write there", path.display())]
    Data {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Another process serves this folder.
    #[error("another process serves {} already; stop it first, or name another folder with --data. Other commands work beside it", path.display())]
    Served {
        /// Which.
        path: PathBuf,
    },
    /// A rule is wrong: a fault of this build.
    #[error("the rulebook can't be used: {0}")]
    Rulebook(#[from] RulebookError),
    /// The rows of before can't be used.
    #[error(transparent)]
    Rules(#[from] RulesError),
    /// The mail settings can't be used.
    #[error(transparent)]
    Mail(#[from] SettingsError),
    /// The settings of the account service can't be used.
    #[error(transparent)]
    Accounts(#[from] lookup::SettingsError),
    /// Nobody can be asked for DNS records.
    #[error(transparent)]
    Resolver(#[from] NoResolver),
    /// A file that the settings name.
    #[error("{key} names {}, which can't be used: {why}", path.display())]
    File {
        /// Key of the settings.
        key: &'static str,
        /// Which file.
        path: PathBuf,
        /// Why, and what to do.
        why: String,
    },
    /// The database, the keys or the documents.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl InstallationError {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Data { .. } => "data-folder",
            Self::Served { .. } => "served-already",
            Self::Rulebook(_) => "rulebook",
            Self::Rules(_) => "rule-rows",
            Self::Mail(_) => "mail-settings",
            Self::Accounts(_) => "accounts-settings",
            Self::Resolver(_) => "resolver",
            Self::File { .. } => "settings-file",
            Self::Store(error) => error.code(),
        }
    }
}

/// An open installation. Cheap to clone.
#[derive(Clone)]
pub struct Installation {
    /// Its settings.
    pub config: Arc<Config>,
    /// Its use cases, over its store and documents.
    pub workflow: Workflow,
    /// Its keys.
    pub keys: Arc<Keys>,
    /// Its way out for mails.
    pub transport: Arc<Transport>,
    /// The service that says whose an account is, if there is one.
    pub accounts: Option<Arc<Service>>,
    /// What reads mails that come in.
    pub mail_in: MailIn,
    /// The mailbox that is emptied, if there is one.
    pub mailbox: Option<Arc<Imap>>,
    /// Its time.
    pub clock: Clock,
}

impl Installation {
    /// Open the installation that `config` describes, making what is not there yet: folder, keys, database.
    ///
    /// # Errors
    /// [`InstallationError`].
    pub async fn open(config: Config, clock: Clock) -> Result<Self, InstallationError> {
        private_folder(&config.data)?;
        let rulebook = own_rules(config.rules_dir.as_deref())?;
        let mut config = config;
        config.policy.added = own_calendars(config.calendars_dir.as_deref())?;
        let transport = transport(&config)?;
        let accounts = accounts(&config)?.map(Arc::new);
        let mailbox = mailbox(&config)?.map(Arc::new);
        let dns = dns(&config, &clock)?;
        let keys = Keys::open(&config.data)?;
        let store = Store::open(&config.database).await?;
        let rulebook = rules::keep(&store, &clock, rulebook).await?;
        let blobs = Blobs::open(&config.storage)?;
        let writer = Writer::new(&config.provider, &config.desk_mail, config.zone, rulebook.clone(), config.policy.clone())
            .with_address(config.address.clone())
            .with_bounces(config.bounces.clone())
            .with_answers(config.mail_in.answers.clone())
            .with_desk(&config.public_url)
            .with_portal(config::portal_address(&config.public_url, config.portal_host.as_deref()));
        let workflow = Workflow::new(store, blobs, clock.clone(), rulebook, config.policy.clone(), Arc::new(writer));
        let trust = Trust { mta: config.mail_in.trusted_mta.clone(), authserv_id: config.mail_in.authserv_id.clone() };
        let mail_in = MailIn::new(workflow.clone(), trust, dns);
        Ok(Self {
            config: Arc::new(config),
            mail_in,
            mailbox,
            workflow,
            keys: Arc::new(keys),
            transport: Arc::new(transport),
            accounts,
            clock,
        })
    }

    /// The database.
    #[must_use]
    pub fn store(&self) -> &Store {
        self.workflow.store()
    }

    /// Keep others from serving the same folder for as long as the answer lives. Other commands may run beside it.
    ///
    /// # Errors
    /// [`InstallationError::Served`], [`InstallationError::Data`].
    pub fn serve_alone(&self) -> Result<Served, InstallationError> {
        let path = self.config.data.join("serve.lock");
        let failed = |source| InstallationError::Data { path: self.config.data.clone(), source };
        let file = File::options().create(true).append(true).open(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Served { _file: file }),
            Err(TryLockError::WouldBlock) => Err(InstallationError::Served { path: self.config.data.clone() }),
            Err(TryLockError::Error(source)) => Err(failed(source)),
        }
    }
}

/// The right to serve a folder; given back when dropped, or when the process ends in whatever way.
#[derive(Debug)]
pub struct Served {
    _file: File,
}

/// The rulebook that ships, with the rows of the provider's own folder over it.
///
/// # Errors
/// [`InstallationError::File`] for a folder that can't be read, [`InstallationError::Rulebook`] for a row that is wrong.
pub fn own_rules(folder: Option<&Path>) -> Result<Rulebook, InstallationError> {
    let Some(folder) = folder else { return Ok(rulebook::load()?) };
    Ok(rulebook::with_own(&toml_files(folder, "rules_dir")?)?)
}

/// The days that the provider's own folder adds to the calendars that ship, by place.
///
/// # Errors
/// [`InstallationError::File`] for a folder that can't be read, [`InstallationError::Rulebook`] for a file that is wrong.
pub fn own_calendars(folder: Option<&Path>) -> Result<BTreeMap<String, Added>, InstallationError> {
    let Some(folder) = folder else { return Ok(BTreeMap::new()) };
    Ok(rulebook::calendars::parse(&toml_files(folder, "calendars_dir")?)?)
}

/// The files of a folder that a setting names, by name: what ends in `.toml`.
///
/// # Errors
/// [`InstallationError::File`].
pub fn toml_files(folder: &Path, key: &'static str) -> Result<Vec<(String, String)>, InstallationError> {
    let wrong = |path: &Path, why: std::io::Error| InstallationError::File {
        key,
        path: path.to_owned(),
        why: format!("{why}. Name a folder of files that this user may read, or leave the key out"),
    };
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(|why| wrong(folder, why))? {
        let path = entry.map_err(|why| wrong(folder, why))?.path();
        if path.extension().is_some_and(|e| e == "toml") {
            let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            files.push((name, fs::read_to_string(&path).map_err(|why| wrong(&path, why))?));
        }
    }
    files.sort();
    Ok(files)
}

/// Make the folder if it is not there, closed to others.
fn private_folder(path: &Path) -> Result<(), InstallationError> {
    let failed = |source| InstallationError::Data { path: path.to_owned(), source };
    if path.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(path).map_err(failed)?;
    fs::set_permissions(path, Permissions::from_mode(0o700)).map_err(failed)
}

/// The way out for mails that the settings describe.
///
/// # Errors
/// Settings under which a password or a mail would travel unprotected, or a file that can't be read.
pub fn transport(config: &Config) -> Result<Transport, InstallationError> {
    let (host, port, security, login, hello, house_ca) = match &config.mail {
        MailWay::Folder(folder) => return Ok(Transport::Folder(Folder::new(folder))),
        MailWay::Smtp { host, port, security, login, hello, house_ca } => (host, *port, *security, login, hello, house_ca),
    };
    let login = login
        .as_ref()
        .map(|(user, file)| Ok::<_, InstallationError>(Login { user: user.clone(), password: secret("mail.password_file", file)? }))
        .transpose()?;
    let house_ca = house_ca.as_ref().map(|path| certificates("mail.house_ca", path));
    Ok(Transport::Smtp(Smtp::new(SmtpSettings {
        host: host.clone(),
        port,
        security: match security {
            MailSecurity::Tls => Security::Tls,
            MailSecurity::StartTls => Security::StartTls,
            MailSecurity::NoneOnLoopback => Security::NoneOnLoopback,
        },
        login,
        hello: hello.clone(),
        house_ca: house_ca.transpose()?,
        patience: Patience::default(),
    })?))
}

/// The service that the settings describe, if they do.
///
/// # Errors
/// A file that can't be read, or what is in it can't be used.
pub fn accounts(config: &Config) -> Result<Option<Service>, InstallationError> {
    let Some(set) = &config.accounts else { return Ok(None) };
    let token = secret("accounts.token_file", &set.token_file)?;
    let house_ca = set.house_ca.as_ref().map(|path| certificates("accounts.house_ca", path)).transpose()?;
    Ok(Some(Service::new(&set.url, &token, house_ca.as_deref(), lookup::Limits::default())?))
}

/// The mailbox that the settings describe, if they do.
///
/// # Errors
/// A file that can't be read, or what is in it can't be used.
pub fn mailbox(config: &Config) -> Result<Option<Imap>, InstallationError> {
    let Some(set) = &config.mail_in.mailbox else { return Ok(None) };
    let house_ca = set.house_ca.as_ref().map(|path| certificates("imap.house_ca", path)).transpose()?;
    let tls = if set.tls { Some(lookup::tls(&set.host, house_ca.as_deref())?) } else { None };
    Ok(Some(Imap {
        host: set.host.clone(),
        port: set.port,
        tls,
        user: set.user.clone(),
        password: secret("imap.password_file", &set.password_file)?,
        folder: set.folder.clone(),
        done: set.done.clone(),
    }))
}

/// Whom the origins of mails are asked about.
fn dns(config: &Config, clock: &Clock) -> Result<Dns, InstallationError> {
    Ok(match config.mail_in.dns {
        DnsWay::Off => Dns::Off,
        DnsWay::System => Dns::system(clock.clone())?,
        DnsWay::Server(address) => Dns::server(address, clock.clone())?,
    })
}

fn certificates(key: &'static str, path: &Path) -> Result<Vec<u8>, InstallationError> {
    fs::read(path).map_err(|e| InstallationError::File { key, path: path.to_owned(), why: e.to_string() })
}

/// The first line of a file that nobody else may read.
fn secret(key: &'static str, path: &Path) -> Result<String, InstallationError> {
    let wrong = |why: String| InstallationError::File { key, path: path.to_owned(), why };
    let mode = fs::metadata(path).map_err(|e| wrong(e.to_string()))?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(wrong("others on this host may read it; make it 0600".to_owned()));
    }
    let text = fs::read_to_string(path).map_err(|e| wrong(e.to_string()))?;
    match text.lines().next() {
        Some(line) if !line.is_empty() => Ok(line.to_owned()),
        _ => Err(wrong("its first line is empty; write the secret there".to_owned())),
    }
}
