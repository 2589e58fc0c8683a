//! The doors for mails, and what is believed about what comes through them.

use super::Reader;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Who is asked for DNS records when a mail's origin is looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DnsWay {
    /// The host's resolver.
    System,
    /// A server.
    Server(SocketAddr),
    /// Nobody: origins stay undetermined.
    Off,
}

/// Where mails are taken in by LMTP or SMTP.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ListenAt {
    /// A port on loopback.
    Tcp(SocketAddr),
    /// A socket in the file system.
    Socket(PathBuf),
}

/// A mailbox that is emptied.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mailbox {
    /// Host name.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Whether the line is TLS from the first byte; without it only to this host itself.
    pub tls: bool,
    /// Name to sign in with.
    pub user: String,
    /// The file that holds the password.
    pub password_file: PathBuf,
    /// Folder that is read.
    pub folder: String,
    /// Folder that kept mails are moved to; `None`: they are marked as seen.
    pub done: Option<String>,
    /// A certificate authority of the house, PEM.
    pub house_ca: Option<PathBuf>,
}

/// How mails come in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MailInSettings {
    /// Address that letters are answered to, each with the talk's token in it.
    pub answers: Option<String>,
    /// Name of the house's mail server in `Received`.
    pub trusted_mta: Option<String>,
    /// Its name in `Authentication-Results`.
    pub authserv_id: Option<String>,
    /// DNS.
    pub dns: DnsWay,
    /// The listener.
    pub listen: Option<ListenAt>,
    /// The mailbox.
    pub mailbox: Option<Mailbox>,
}

impl Reader {
    /// An address that takes `+` and a token before its `@`.
    pub(super) fn plus_address(&mut self, key: &'static str, example: &str) -> Option<Option<String>> {
        self.parse(key, "", &format!("a mail address whose mailbox takes `+` addresses, such as {example}"), |t| {
            if t.is_empty() {
                return Some(None);
            }
            // The token takes 33 of the 64 characters that stand before an @.
            let plain = |a: &lettre::Address| !a.user().contains('+') && a.user().len() <= 31;
            t.parse::<lettre::Address>().ok().filter(plain).map(|a| Some(a.to_string()))
        })
    }

    pub(super) fn mail_in(&mut self) -> Option<MailInSettings> {
        let answers = self.plus_address("mail.answers", "answers@example.com");
        let name = |t: &str| {
            let fits = t.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'));
            fits.then(|| Some(t.to_ascii_lowercase()).filter(|t| !t.is_empty()))
        };
        let trusted_mta = self.parse("intake.trusted_mta", "", "the mail server's own name, such as mx.example.com", name);
        let authserv_id = self.parse("intake.authserv_id", "", "the mail server's own name, such as mx.example.com", name);
        let dns = self.parse("intake.dns", "system", "system, off, or an address and port such as 127.0.0.1:53", |t| match t {
            "system" => Some(DnsWay::System),
            "off" => Some(DnsWay::Off),
            other => other.parse().ok().map(DnsWay::Server),
        });
        let place = "a port on loopback such as 127.0.0.1:7424, or the path of a socket";
        let listen = self.parse("intake.listen", "", place, |t| match t {
            "" => Some(None),
            path if path.starts_with('/') => Some(Some(ListenAt::Socket(PathBuf::from(path)))),
            other => other.parse::<SocketAddr>().ok().filter(|a| a.ip().is_loopback()).map(|a| Some(ListenAt::Tcp(a))),
        });
        let mailbox = self.mailbox();
        Some(MailInSettings {
            answers: answers?,
            trusted_mta: trusted_mta?,
            authserv_id: authserv_id?,
            dns: dns?,
            listen: listen?,
            mailbox,
        })
    }

    fn mailbox(&mut self) -> Option<Mailbox> {
        let host = self.text("imap.host", "").0;
        let port = self.parse("imap.port", "993", "a port from 1 to 65535", |t| t.parse::<u16>().ok().filter(|p| *p > 0));
        let near = matches!(host.as_str(), "localhost" | "127.0.0.1" | "::1");
        let tls = self.parse("imap.security", "tls", "tls, or none_on_loopback for a server on this host", |t| match t {
            "tls" => Some(true),
            "none_on_loopback" => near.then_some(false),
            _ => None,
        });
        let user = self.text("imap.user", "").0;
        let password_file = self.text("imap.password_file", "").0;
        let one_folder = |t: &str| (!t.chars().any(char::is_control)).then(|| t.to_owned());
        let folder = self.parse("imap.folder", "INBOX", "a folder's name", |t| one_folder(t).filter(|t| !t.is_empty()));
        let done = self.parse("imap.done", "", "a folder's name, or nothing", one_folder);
        let house_ca = self.text("imap.house_ca", "").0;
        if host.is_empty() {
            return None;
        }
        if user.is_empty() {
            self.missing("imap.user", "when imap.host is set", "the name to sign in with");
        }
        if password_file.is_empty() {
            self.missing("imap.password_file", "when imap.host is set", "the file with the password on its first line");
        }
        Some(Mailbox {
            host,
            port: port?,
            tls: tls?,
            user,
            password_file: PathBuf::from(password_file),
            folder: folder?,
            done: done.filter(|d| !d.is_empty()),
            house_ca: (!house_ca.is_empty()).then(|| PathBuf::from(house_ca)),
        })
    }
}
