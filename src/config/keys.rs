//! All keys: the table from which the file, the variables and the documentation are read.

/// One setting.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Key {
    /// Its name in the file; `mail.host` stands as `host` under `[mail]`.
    pub name: &'static str,
    /// Its default, in words where it depends on others.
    pub default: &'static str,
    /// What it means.
    pub meaning: &'static str,
}

impl Key {
    /// The variable that sets it: `OMBUD_MAIL_HOST` for `mail.host`.
    #[must_use]
    pub fn variable(&self) -> String {
        format!("OMBUD_{}", self.name.replace('.', "_").to_ascii_uppercase())
    }
}

macro_rules! keys {
    ($($name:literal, $default:literal, $meaning:literal;)+) => {
        /// All keys, in the order of the documentation.
        pub const KEYS: &[Key] = &[$(Key { name: $name, default: $default, meaning: $meaning }),+];
    };
}

keys! {
    "data", "`./ombud-data`", "data folder; `--data` sets it too";
    "database", "SQLite in the data folder", "`sqlite://FILE?mode=rwc` or `postgres://USER@HOST/NAME`";
    "storage", "`documents` in the data folder", "folder of documents and packages";
    "rules_dir", "", "folder of your own rows of the rulebook (`ID.toml`): instruments of your own, or in the place of one that ships; see [the rulebook](rulebook.md)";
    "calendars_dir", "", "folder of days that you add to the calendars that ship (one file per place); see [Calendars](#calendars)";
    "signatures_dir", "", "folder of certificates (PEM) and keys of OpenPGP of those whom you believe: signatures in mails and papers are checked against it and the directory; see [how mails come in](#how-mails-come-in)";
    "listen", "`127.0.0.1:7420`", "address and port to listen on; keep it on loopback behind a proxy that speaks TLS";
    "public_url", "`http://` and `listen`", "where browsers find the desk, without a path; `https://` unless it is this host";
    "portal_host", "", "host name of the customers' portal, if it has one of its own, such as `notices.example.com`; else it is under `/customer`";
    "agency_host", "", "host name of the authorities' portal, if it has one of its own, such as `legal.example.com`; else it is under `/agency`";
    "zone", "`Europe/Dublin`", "civil time of the desk, of letters and of reporting periods";
    "establishment", "`IE`", "country whose holidays count for duties under the Union's law and for papers without a law (the Member States, the other states of the European Economic Area, CH, GB, GB-SCT, GB-NIR and US are carried; elsewhere weekends only)";
    "provider", "`The provider`", "the provider's name in letters";
    "address", "", "the provider's postal address in letters; its lines separated by `;`";
    "desk_mail", "`legal-desk@example.com`", "the desk's mail address: letters come from it, answers go to it; must be set for SMTP";
    "log", "`text`", "`text` or `json`";
    "log_filter", "`info`", "a level, or `MODULE=LEVEL` separated by commas";
    "mail.way", "`folder`", "`folder` (mails become `.eml` files) or `smtp`";
    "mail.folder", "`mail` in the data folder", "where the files go";
    "mail.host", "", "mail server; its certificate must carry this name";
    "mail.port", "465, 587 or 25", "by `mail.security`";
    "mail.security", "`tls`", "`tls`, `start_tls`, or `none_on_loopback` for a server on this host";
    "mail.user", "", "name to sign in with, if the server wants one";
    "mail.password_file", "", "file with the password on its first line, closed to others (0600)";
    "mail.hello", "the host's name", "name to greet the mail server with";
    "mail.house_ca", "", "PEM file of a certificate authority of the house, besides the public ones";
    "mail.bounces", "", "address that delivery reports come back to; each mail is sent from it with `+` and a token of its own";
    "mail.answers", "", "address that letters are answered to, with `+` and a token of the talk: an answer finds its demand by it; without it answers go to `desk_mail`";
    "intake.trusted_mta", "", "the name that the provider's own mail server writes behind `by` in `Received`: only there the sending client is read from, for SPF";
    "intake.authserv_id", "", "the name that it writes first in `Authentication-Results`: only such a header is shown as its word";
    "intake.dns", "`system`", "whom SPF, DKIM, DMARC and ARC ask: `system`, an address and port, or `off`";
    "intake.listen", "", "where mails are taken in by LMTP or SMTP: a port on loopback such as `127.0.0.1:7424`, or the path of a socket";
    "imap.host", "", "server of a mailbox whose unseen mails are taken in; without it none is asked";
    "imap.port", "993", "port";
    "imap.security", "`tls`", "`tls`, or `none_on_loopback` for a server on this host";
    "imap.user", "", "name to sign in with";
    "imap.password_file", "", "file with the password on its first line, closed to others (0600)";
    "imap.folder", "`INBOX`", "folder that is read";
    "imap.done", "", "folder that mails are moved to once they are kept; without it they are marked as seen";
    "imap.house_ca", "", "PEM file of a certificate authority of the house, besides the public ones";
    "accounts.url", "", "the provider's own service that is asked whose an account is, such as `https://accounts.example.com/lookup`; without it nothing is asked";
    "accounts.token_file", "", "file with the service's token on its first line, closed to others (0600)";
    "accounts.house_ca", "", "PEM file of a certificate authority of the house, besides the public ones";
    "schemas.etsi_json", "", "root JSON schema of ETSI TS 103 120, in the folder with the others; messages are checked against it";
    "schemas.etsi_xml", "", "root XML schema of ETSI TS 103 120; messages are checked against it with `xmllint`";
    "schemas.eevidence_xml", "", "root XML schema of the forms of Regulation (EU) 2023/1543; forms are checked against it with `xmllint`";
    "webhooks.private_networks", "", "networks of the house that webhooks may go to though they are not public, such as `10.1.0.0/16`; separated by commas";
    "policy.verification_valid_days", "30", "how long a check of the requester, of which the call-back is one, is good for";
    "policy.mail_valid_days", "30", "how long what a mail showed is good for, from when it came";
    "policy.domain_valid_days", "30", "how long it is good for that the directory lists the sender's domain, from when it was looked up";
    "policy.officer_valid_days", "14", "how long it is good for that the sender is a vetted officer, from when it was looked up; never beyond the day by which somebody vouches again";
    "policy.approval_valid_days", "14", "how long an approval is good for";
    "policy.prepared_valid_days", "7", "how long the first half of a two-person act waits for the second";
    "policy.notice_after_secrecy_working_days", "5", "within how many working days after the end of secrecy the customer must be told";
    "policy.send_after_working_days", "0", "after how many working days the end of secrecy counts as confirmed unless somebody stops it; `0`: never, a person confirms it";
    "policy.notice_due_days", "3", "how long after any other occasion a notice is due";
    "policy.objection_days", "10", "how many days a customer has to object where its notice goes before by counsel's choice and the instrument says nothing";
    "policy.acknowledge_within_days", "5", "how long after a notice nobody need have acknowledged it; then those who have it are reminded and the next are told";
    "policy.emergency_paper_days", "7", "within how many days after a disclosure without process, in an emergency, its formal process is asked for";
    "policy.well_known", "", "accounts and domains that forgers want most, such as `minister@example.org` or `example.com`; separated by commas; a demand about one of them asks for one person more";
    "policy.notice_reminders", "2", "how often a customer is reminded of one notice at most";
    "policy.window_margin_hours", "4", "how long before the legal due date an objection window ends at the latest";
    "policy.indefinite_review_days", "90", "how long after an order without an end somebody looks again";
    "policy.acknowledge_hours", "24", "target for the acknowledgement";
    "policy.marks", "`50%, 25%, 24h, 4h, overdue`", "when our own people are reminded of a duty, of whatever kind: shares of the time that are left, hours (`h`) or minutes (`m`) before the internal due date, and the date itself";
    "policy.marks_acknowledge", "`25%, overdue`", "the same for the acknowledgement";
    "policy.marks_preserve", "", "the same for preserving; without it as `policy.marks`";
    "policy.marks_produce", "", "the same for producing; without it as `policy.marks`";
    "policy.marks_notify", "", "the same for telling the customer; without it as `policy.marks`";
    "policy.marks_purge", "", "the same for purging; without it as `policy.marks`";
    "policy.quiet_hours", "`20:00-07:00`", "when nobody is mailed about a mark, in the desk's `zone`; `none`: never. Emergencies know no quiet hours";
    "policy.on_call_answer_minutes", "15", "how long a person on call has to answer before the next one is called";
    "policy.customer_lists_kept_days", "90", "how long an uploaded list of customers is kept; then it is deleted, and the record says which";
    "policy.contact_valid_days", "365", "how long a contact's answer is good for; then it is asked again";
    "policy.contact_grace_days", "90", "how much longer a contact is still told that has not answered again";
    "policy.contact_ask_again_days", "14", "how long a contact's mailed link works, and how long until it is asked again";
    "policy.contact_asks", "4", "how many times in a row a contact is asked by itself";
    "policy.customer_report", "`rulebook`", "how often customers are told in sum without asking: `never`, `quarterly`, `half_yearly`, `yearly`, or as the rulebook's clauses for transfers say; a customer's own page stands above it";
    "policy.form_languages", "", "languages in which certificates under Regulation (EU) 2023/1543 are accepted, two-letter codes separated by commas, such as `en, sv`; without it their language is not looked at";
    "policy.customer_reminder_days", "180", "how often a customer is reminded to keep its contacts current";
    "policy.customer_reminder_unreachable_days", "30", "how often, while nobody of it can be reached";
}
