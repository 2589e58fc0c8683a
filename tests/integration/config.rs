//! Settings: three sources, every mistake at once, no secret shown.

use ombud::config::{Config, ConfigError, KEYS, MailSecurity, MailWay, Origin, Problem};
use std::io::Write as _;
use tempfile::NamedTempFile;

fn file(text: &str) -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file
}

fn load(text: &str, variables: &[(&str, &str)], flags: &[(&'static str, &str)]) -> Result<Config, ConfigError> {
    let file = file(text);
    let variables = variables.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
    let flags: Vec<_> = flags.iter().map(|(k, v)| (*k, (*v).to_owned())).collect();
    Config::load(Some(file.path()), variables, &flags)
}

fn problems(text: &str, variables: &[(&str, &str)]) -> Vec<Problem> {
    match load(text, variables, &[]) {
        Err(ConfigError::Wrong(problems)) => problems,
        other => panic!("{other:?}"),
    }
}

#[test]
fn nothing_given_gives_the_defaults() {
    let config = Config::load(None, [], &[]).unwrap();
    assert!(config.listen.ip().is_loopback(), "an installation that nobody configured must not listen to the net");
    assert_eq!(config.public_url, "http://127.0.0.1:7420");
    assert_eq!(config.database, "sqlite://./ombud-data/ombud.db?mode=rwc");
    assert_eq!(config.mail, MailWay::Folder("./ombud-data/mail".into()));
    assert_eq!(config.policy, domain::policy::Policy::default());
    assert!(config.used.iter().all(|u| u.from == "default"));
}

#[test]
fn variables_win_over_the_file_and_flags_over_both() {
    let text = "listen = \"127.0.0.1:1000\"\nprovider = \"From the file\"\nzone = \"Europe/Stockholm\"\nestablishment = \"SE\"\n";
    let config = load(
        text,
        &[("OMBUD_LISTEN", "127.0.0.1:2000"), ("OMBUD_PROVIDER", "From a variable"), ("PATH", "/bin")],
        &[("listen", "127.0.0.1:3000")],
    )
    .unwrap();
    assert_eq!((config.listen.port(), config.provider.as_str()), (3000, "From a variable"));
    assert_eq!(config.zone, chrono_tz::Europe::Stockholm);
    assert_eq!(config.policy.locus("EU").place, "SE", "the Union's law is performed where the provider sits");
    assert_eq!(config.policy.locus("US").place, "US");
    let from = |key: &str| config.used.iter().find(|u| u.key == key).unwrap().from.clone();
    assert_eq!(from("listen"), "flag");
    assert_eq!(from("provider"), "OMBUD_PROVIDER");
    assert!(from("zone").ends_with(":3"), "{}", from("zone"));
    assert_eq!(from("log"), "default");
}

#[test]
fn every_key_is_read_and_shown() {
    let config = Config::load(None, [], &[]).unwrap();
    let mut shown: Vec<&str> = config.used.iter().map(|u| u.key).collect();
    let mut known: Vec<&str> = KEYS.iter().map(|k| k.name).filter(|k| *k != "establishment").collect();
    known.push("establishment");
    shown.sort_unstable();
    known.sort_unstable();
    assert_eq!(shown, known);
    let documented = include_str!("../../docs/operations.md");
    for key in KEYS {
        let row = format!("| `{}` | `{}` | {} | {} |", key.name, key.variable(), key.default, key.meaning);
        assert!(documented.contains(&row), "docs/operations.md lacks the row\n{row}");
    }
}

#[test]
fn all_mistakes_are_told_at_once_each_with_its_place_and_a_remedy() {
    let text =
        "listen = \"everywhere\"\nzoone = \"Europe/Stockholm\"\n[policy]\napproval_valid_days = 900\n[mail]\nhots = \"x\"\nport = [1]\n";
    let found = problems(text, &[("OMBUD_LOGG", "json"), ("OMBUD_LOG", "xml")]);
    let told: Vec<String> = found.iter().map(ToString::to_string).collect();
    let has = |place: &str, key: &str, remedy: &str| {
        assert!(told.iter().any(|t| t.contains(place) && t.contains(key) && t.contains(remedy)), "{place} {key} {remedy}: {told:#?}");
    };
    has(":1: ", "listen", "127.0.0.1:7420");
    has(":2: ", "zoone", "write zone");
    has(":4: ", "policy.approval_valid_days", "from 1 to 90");
    has(":6: ", "mail.hots", "mail.host");
    has(":7: ", "mail.port", "port = \"…\"");
    has("OMBUD_LOGG", "is no setting", "OMBUD_LOG");
    has("OMBUD_LOG: log", "'xml'", "text or json");
    assert_eq!(found.len(), 7, "{told:#?}");
}

#[test]
fn a_file_that_is_no_toml_is_told_with_its_line() {
    match load("a = 1\nb c\n", &[], &[]) {
        Err(ConfigError::Syntax { line, .. }) => assert_eq!(line, 2),
        other => panic!("{other:?}"),
    }
    assert!(matches!(Config::load(Some("/nonexistent/ombud.toml".as_ref()), [], &[]), Err(ConfigError::Unreadable { .. })));
}

#[test]
fn mail_by_smtp_needs_a_server_and_a_sender() {
    let missing: Vec<String> = problems("[mail]\nway = \"smtp\"\nuser = \"desk\"\n", &[]).into_iter().map(|p| p.key).collect();
    assert_eq!(missing, ["mail.host", "mail.password_file", "desk_mail"]);
    let good = "desk_mail = \"desk@provider.example.org\"\n[mail]\nway = \"smtp\"\nhost = \"mail.example.org\"\nsecurity = \"start_tls\"\n";
    match load(good, &[], &[]).unwrap().mail {
        MailWay::Smtp { host, port, security, login, .. } => {
            assert_eq!((host.as_str(), port, security, login), ("mail.example.org", 587, MailSecurity::StartTls, None));
        }
        MailWay::Folder(folder) => panic!("{}", folder.display()),
    }
}

#[test]
fn the_cookie_does_not_cross_the_net_in_the_clear() {
    for url in
        ["http://ombud.example.org", "ftp://ombud.example.org", "https://ombud.example.org/desk", "https://a@ombud.example.org", "ombud"]
    {
        let found = problems(&format!("public_url = \"{url}\"\n"), &[]);
        assert_eq!(found.len(), 1, "{url}");
        assert!(matches!(found[0].origin, Origin::File { line: 1, .. }));
    }
    for (url, kept) in [("https://ombud.example.org/", "https://ombud.example.org"), ("http://localhost:8080", "http://localhost:8080")] {
        assert_eq!(load(&format!("public_url = \"{url}\"\n"), &[], &[]).unwrap().public_url, kept);
    }
}

#[test]
fn no_password_is_shown() {
    for address in ["postgres://ombud:geheim@db.example.org/ombud", "postgres://ombud@db.example.org/ombud?password=geheim&sslmode=require"]
    {
        let config = load(&format!("database = \"{address}\"\n"), &[], &[]).unwrap();
        assert_eq!(config.database, address, "what is used is whole");
        let shown = format!("{:?}", config.used);
        assert!(!shown.contains("geheim") && shown.contains("db.example.org"), "{shown}");
    }
    let wrong = problems("database = \"mysql://ombud:geheim@db.example.org/ombud\"\n", &[]);
    assert!(!wrong[0].to_string().contains("geheim"), "{}", wrong[0]);
}
