//! The command line as somebody types it: what it prints, what it leaves behind, and its exit codes.

use serde_json::Value;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;
use tempfile::TempDir;

const DEMAND: &str = r#"{"authority_reference": "SECRETREF-1", "authority": {"name": "Secretive Court", "mail": "clerk@secretive.example.org"},
    "instrument": "us.sca.subpoena", "identifiers": [{"kind": "mail", "value": "target@customer.example.net"}], "categories": ["SUB_ID"]}"#;

struct Place {
    folder: TempDir,
}

fn place() -> Place {
    Place { folder: tempfile::tempdir().unwrap() }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

impl Place {
    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ombud"));
        command.current_dir(self.folder.path()).args(args).stdin(Stdio::null());
        for (name, _) in std::env::vars_os().filter(|(n, _)| n.to_string_lossy().starts_with("OMBUD_")) {
            command.env_remove(name);
        }
        command
    }

    fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// Exit code, standard output, standard error.
    fn said(&self, args: &[&str]) -> (i32, String, String) {
        let out = self.run(args);
        (out.status.code().unwrap(), text(&out.stdout), text(&out.stderr))
    }

    fn good(&self, args: &[&str]) -> String {
        let (code, out, err) = self.said(args);
        assert_eq!(code, 0, "{args:?}\n{out}{err}");
        out
    }

    fn json(&self, args: &[&str]) -> Value {
        serde_json::from_str(&self.good(args)).unwrap()
    }
}

#[test]
fn a_demand_is_taken_in_listed_and_shown() {
    let place = place();
    place.write("d.json", DEMAND.as_bytes());
    let taken = place.json(&["demand", "import", "d.json", "--json"]);
    let reference = taken[0]["reference"].as_str().unwrap().to_owned();
    let again = place.good(&["demand", "import", "d.json"]);
    assert!(again.contains(&format!("a repetition of {reference}")), "{again}");

    let listed = place.json(&["demand", "list", "--json", "--stage", "received", "--open", "--sort", "received"]);
    assert_eq!(listed["demands"].as_array().unwrap().len(), 2);
    assert!(place.json(&["demand", "list", "--json", "--stage", "closed"])["demands"].as_array().unwrap().is_empty());
    let first = place.json(&["demand", "list", "--json", "--limit", "1"]);
    let next = first["next"].as_str().unwrap();
    let second = place.json(&["demand", "list", "--json", "--limit", "1", "--after", next]);
    assert_ne!(first["demands"][0]["reference"], second["demands"][0]["reference"]);
    assert!(place.good(&["demand", "list"]).contains(&reference));

    let shown = place.json(&["demand", "show", &reference, "--json"]);
    assert_eq!(shown["stage"], "received");
    assert_eq!(shown["secrecy"], "unknown");
    assert_eq!(shown["entries"][0]["actor"], "operator", "what the command line does is the operator's");
    assert_eq!(shown["entries"][0]["kind"], "received");
    assert!(shown["clocks"][1]["explained"]["rule"].is_string());
    let verbs = shown["available"].as_array().unwrap();
    assert!(verbs.iter().any(|v| v["availability"]["blocked"][0]["code"] == "needs_role"), "{verbs:?}");
    assert!(place.good(&["demand", "show", &reference.to_lowercase()]).contains("Secretive Court"));

    // Looking is on the record, before anything was shown.
    place.good(&["record", "export", "--out", "r.jsonl"]);
    let record = std::fs::read_to_string(place.path("r.jsonl")).unwrap();
    assert_eq!(record.matches("\"kind\":\"looked\"").count(), 2);
    assert_eq!(record.matches("\"kind\":\"record_exported\"").count(), 1);

    let (code, _, err) = place.said(&["demand", "show", "D-2222-2222"]);
    assert_eq!(code, 1);
    assert!(err.starts_with("ombud: not-found: "), "{err}");
}

#[test]
fn one_bad_file_does_not_keep_the_others_out() {
    let place = place();
    place.write("good.json", DEMAND.as_bytes());
    place.write("bad.json", DEMAND.replace("us.sca.subpoena", "us.sca.wish").as_bytes());
    place.write("junk.eml", b"\x00\x01\x02");
    let (code, out, err) = place.said(&["demand", "import", "bad.json", "junk.eml", "good.json", "absent.eml"]);
    assert_eq!(code, 1);
    assert!(out.starts_with("good.json: taken in as D-"), "{out}");
    assert!(err.contains("intake-json: bad.json") && err.contains("us.sca.warrant"), "{err}");
    assert!(err.contains("intake-not-a-mail: junk.eml") && err.contains("file: reading absent.eml"), "{err}");
}

#[test]
fn a_demand_comes_in_by_standard_input() {
    let place = place();
    let mut child = place.command(&["demand", "import", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(b"From: a@court.example.org\nMessage-ID: <1@court.example.org>\n\nOur reference: EX-9\n")
        .unwrap();
    let out = child.wait_with_output().unwrap();
    assert!(out.status.success() && text(&out.stdout).contains("gen.other"), "{}", text(&out.stdout));
    let (code, _, err) = place.said(&["demand", "import", "-", "--received", "2999-01-01T00:00:00Z"]);
    assert_eq!(code, 1, "{err}");
}

#[test]
fn an_altered_record_is_found_and_its_first_bad_event_named() {
    let place = place();
    place.write("d.json", DEMAND.as_bytes());
    for _ in 0..3 {
        place.good(&["demand", "import", "d.json"]);
    }
    let exported = place.run(&["record", "export"]);
    assert!(exported.status.success());
    place.write("r.jsonl", &exported.stdout);
    let found = place.json(&["record", "verify", "r.jsonl", "--json"]);
    assert_eq!((found["holds"].as_bool(), found["count"].as_i64()), (Some(true), Some(4)));
    let key = found["public_key"].as_str().unwrap();
    place.good(&["record", "verify", "r.jsonl", "--key", key]);
    let other = "00".repeat(32);
    assert_eq!(place.said(&["record", "verify", "r.jsonl", "--key", &other]).0, 1, "signed by somebody else");

    let lines: Vec<String> = text(&exported.stdout).lines().map(str::to_owned).collect();
    type Alter = fn(&mut Vec<String>);
    let planted: [(&str, Alter, &str); 4] = [
        ("altered", |l| l[1] = l[1].replace("SECRETREF-1", "SECRETREF-2"), "event 2"),
        ("removed", |l| drop(l.remove(2)), "event 3"),
        ("swapped", |l| l.swap(0, 1), "event 1"),
        ("cut", |l| drop(l.pop()), ""),
    ];
    for (how, alter, named) in planted {
        let mut altered = lines.clone();
        alter(&mut altered);
        place.write("x.jsonl", (altered.join("\n") + "\n").as_bytes());
        let (code, out, err) = place.said(&["record", "verify", "x.jsonl"]);
        assert_eq!(code, 1, "{how}: {out}");
        assert!(err.starts_with("ombud: record-broken: ") && err.contains(named), "{how}: {err}");
    }
    assert_eq!(place.said(&["record", "export", "--out", "r.jsonl"]).0, 1, "an export does not overwrite");
    assert_eq!(text(&exported.stdout), std::fs::read_to_string(place.path("r.jsonl")).unwrap());
}

#[test]
fn rebuild_proves_the_projection_and_names_what_differs() {
    let place = place();
    place.write("d.json", DEMAND.as_bytes());
    let taken = place.json(&["demand", "import", "d.json", "d.json", "--json"]);
    assert!(place.good(&["rebuild", "--check"]).contains("2 demands folded from 2 entries: 0 differ"));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        use sqlx::{Connection as _, SqliteConnection};
        let mut db = SqliteConnection::connect(&format!("sqlite://{}", place.path("ombud-data/ombud.db").display())).await.unwrap();
        let reference = taken[1]["reference"].as_str().unwrap();
        sqlx::query("update demands set customer_name = 'Somebody else' where reference = ?")
            .bind(reference)
            .execute(&mut db)
            .await
            .unwrap();
        db.close().await.unwrap();
    });
    let (code, out, _) = place.said(&["rebuild", "--check", "--json"]);
    assert_eq!(code, 1);
    let found: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(found["differing"], serde_json::json!([taken[1]["reference"]]));
    assert_eq!(place.said(&["rebuild"]).0, 2, "without --check it says what it needs");
}

#[test]
fn statistics_are_exported_counted_and_never_over_somebody_elses_files() {
    let place = place();
    place.write("d.json", DEMAND.replace("\"categories\"", "\"received_at\": \"2026-02-03T10:00:00Z\", \"categories\"").as_bytes());
    place.good(&["demand", "import", "d.json", "d.json"]);
    let export = ["export", "transparency", "--period", "2026-H1", "--out", "out"];
    place.good(&export);
    let csv = std::fs::read_to_string(place.path("out/transparency.csv")).unwrap();
    assert!(csv.lines().any(|l| l.contains("demands_received") && l.contains("us.subpoena")), "{csv}");
    let sums = Command::new("sha256sum").arg("--check").arg("SHA256SUMS").current_dir(place.path("out")).output().unwrap();
    assert!(sums.status.success(), "{}", text(&sums.stdout));
    assert!(!csv.contains("Secretive") && !csv.contains("target@"), "nothing that names anybody");
    place.write("out/other.txt", b"mine");
    let (code, _, err) = place.said(&export);
    assert_eq!(code, 1);
    assert!(err.contains("other.txt"), "{err}");
    let (code, _, err) = place.said(&["export", "transparency", "--period", "2026-H1", "--style", "microsoft", "--out", "ms"]);
    assert!(code == 1 && err.starts_with("ombud: style-cannot: "), "{err}");
    assert!(!place.path("ms").exists());
    assert_eq!(place.said(&["export", "transparency", "--period", "first half", "--out", "x"]).0, 2);
    let future = ["export", "transparency", "--period", "2026-H1", "--out", "x", "--cut-off", "2999-01-01T00:00:00Z"];
    assert_eq!(place.said(&future).0, 2);
}

#[test]
fn a_customers_report_is_exported_as_it_may_be_told() {
    let place = place();
    place.write("customers.csv", b"external_id,name,country,language\ncrm-7,Example Customer AB,SE,sv\n");
    place.good(&["customers", "import", "customers.csv"]);
    let export = |of: &'static str, period| ["export", "customer", "--customer", of, "--period", period, "--out", of];
    let said = place.good(&export("crm-7", "2026-H1"));
    assert!(said.contains("/report-2026-H1.json") && said.contains("/SHA256SUMS"), "{said}");
    let report = std::fs::read_to_string(place.path("crm-7/report-2026-H1.json")).unwrap();
    assert!(report.contains("Example Customer AB") && report.contains("\"demands\": 0"), "{report}");
    let csv = std::fs::read_to_string(place.path("crm-7/report-2026-H1.csv")).unwrap();
    assert!(csv.contains("Siffrorna omfattar"), "in the customer's language: {csv}");
    for wrong in [export("nobody", "2026-H1"), export("crm-7", "2999-H1")] {
        assert_eq!(place.said(&wrong).0, 2);
    }
}

#[test]
fn the_doctor_says_what_is_wrong_and_how_to_mend_it() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = place();
    let findings = |args: &[&str]| {
        let (code, out, err) = place.said(args);
        let found: Vec<Value> = serde_json::from_str(&out).unwrap_or_else(|e| panic!("{e}: {out}{err}"));
        let wrong: Vec<(String, String)> = found
            .iter()
            .filter(|f| f["well"] == false)
            .map(|f| (f["check"].as_str().unwrap().to_owned(), f["mend"].as_str().unwrap().to_owned()))
            .collect();
        assert_eq!(code, i32::from(!wrong.is_empty()));
        wrong
    };
    let doctor = ["doctor", "--json"];
    assert_eq!(findings(&doctor)[0].0, "data folder", "there is nothing yet");
    assert!(!place.path("ombud-data").exists(), "a doctor makes no installation");
    place.write("d.json", DEMAND.as_bytes());
    place.good(&["demand", "import", "d.json"]);
    assert_eq!(findings(&doctor), []);

    let key = place.path("ombud-data/keys/signing.key");
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
    std::fs::set_permissions(place.path("ombud-data"), std::fs::Permissions::from_mode(0o755)).unwrap();
    std::fs::remove_dir_all(place.path("ombud-data/documents")).unwrap();
    let wrong = findings(&doctor);
    assert_eq!(wrong.iter().map(|(check, _)| check.as_str()).collect::<Vec<_>>(), ["data folder", "keys", "storage"]);
    assert!(wrong.iter().all(|(_, mend)| !mend.is_empty()));

    let unreachable = "desk_mail = \"desk@provider.example.org\"\n[mail]\nway = \"smtp\"\nhost = \"127.0.0.1\"\nport = 9\nsecurity = \"none_on_loopback\"\n";
    place.write("c.toml", unreachable.as_bytes());
    let checks: Vec<String> = findings(&["doctor", "--json", "--config", "c.toml"]).into_iter().map(|(check, _)| check).collect();
    assert!(checks.contains(&"mail".to_owned()), "{checks:?}");
    assert!(place.said(&["doctor"]).1.contains("WRONG  keys: "), "for people");
}

#[test]
fn the_doctor_finds_an_altered_record_and_a_clock_that_runs_backwards() {
    let place = place();
    place.write("d.json", DEMAND.as_bytes());
    place.good(&["demand", "import", "d.json"]);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        use sqlx::{Connection as _, SqliteConnection};
        let mut db = SqliteConnection::connect(&format!("sqlite://{}", place.path("ombud-data/ombud.db").display())).await.unwrap();
        // Whoever owns the file can drop the triggers; the chain is what tells.
        let triggers: Vec<(String,)> =
            sqlx::query_as("select name from sqlite_master where type = 'trigger'").fetch_all(&mut db).await.unwrap();
        for (name,) in triggers {
            sqlx::query(sqlx::AssertSqlSafe(format!("drop trigger {name}"))).execute(&mut db).await.unwrap();
        }
        sqlx::query("update events set at = replace(at, '202', '302')").execute(&mut db).await.unwrap();
        db.close().await.unwrap();
    });
    let (code, out, _) = place.said(&["doctor"]);
    assert_eq!(code, 1);
    assert!(out.contains("WRONG  record: ") && out.contains("WRONG  clock: "), "{out}");
}

#[test]
fn rules_are_listed_shown_checked_and_counted() {
    let place = place();
    assert_eq!(place.json(&["rules", "list", "--json"]).as_array().unwrap().len(), ombud::rulebook::FILES.len());
    assert!(place.good(&["rules", "show", "us.sca.warrant"]).contains("CONTENT"));
    let (code, _, err) = place.said(&["rules", "show", "us.sca.wish"]);
    assert!(code == 2 && err.contains("us.sca.warrant"), "{err}");
    // Ten days from 16 October 2026 end on the 26th, the October holiday of Ireland: Reg. 1182/71 Art 3(4) moves the law's date.
    let clock = place.json(&["rules", "clock", "eu.epoc", "--received", "2026-10-16T09:00:00+01:00", "--json"]);
    assert_eq!(clock["due_internal"], "2026-10-27T00:00:00+00:00");
    assert_eq!(clock["due_legal"], "2026-10-28T00:00:00+00:00");
    assert_eq!((&clock["due_legal_date"], &clock["calendar"]), (&"2026-10-27".into(), &domain::calendar::of("IE").version.into()));
    assert!(clock["explanation"].as_str().unwrap().contains("27 October 2026"), "{clock}");
    let named = place.json(&["rules", "clock", "D.epoc10", "--received", "2026-10-16T09:00:00+01:00", "--place", "IE", "--json"]);
    assert_eq!(named["due_legal"], clock["due_legal"]);
    let (code, _, err) = place.said(&["rules", "clock", "D.wish", "--received", "2026-10-16T09:00:00+01:00"]);
    assert!(code == 2 && err.contains("D.obj14") && err.contains("eu.epoc"), "{err}");
    let swedish = place.json(&["rules", "clock", "eu.epoc", "--received", "2026-10-16T09:00:00+01:00", "--place", "SE", "--json"]);
    assert_eq!(swedish["due_legal"], "2026-10-27T00:00:00+01:00");
    let (name, text) = ombud::rulebook::FILES[0];
    place.write(name, text.as_bytes());
    place.good(&["rules", "check", name]);
    place.write(name, text.replace("sla_days = 7", "sla_days = 8").as_bytes());
    assert!(place.said(&["rules", "test", name]).1.contains("due: the example says"));
    place.write(name, text.replace("territory", "teritory").as_bytes());
    let (code, out, _) = place.said(&["rules", "check", name]);
    assert!(code == 1 && out.contains(&format!("{name}:")) && out.contains("'territory'"), "{out}");
}

#[test]
fn collected_files_are_minimised_beside_the_desk() {
    let place = place();
    place.write("scope.json", br#"{"lines":[{"account":"a@example.org","categories":["TRAFFIC"],"from":null,"to":null}]}"#);
    place.write("mapping.toml", b"[[source]]\nmatch = \"*\"\naccount = \"user\"\ncategory = \"TRAFFIC\"\n");
    place.write("log.csv", b"user,n\na@example.org,1\nb@example.org,2\n");
    let minimise = ["minimise", "--scope", "scope.json", "--mapping", "mapping.toml", "--out", "kept", "log.csv"];
    assert!(place.good(&minimise).starts_with("2 rows read: 1 kept, 1 dropped, 0 withheld"));
    assert_eq!(std::fs::read_to_string(place.path("kept/log.csv")).unwrap(), "user,n\na@example.org,1\n");
    assert_eq!(place.said(&minimise).0, 1, "what was kept before is not written over");
    place.write("scope.json", b"{}");
    let (code, _, err) = place.said(&minimise);
    assert!(code == 2 && err.contains("scope.json"), "{err}");
}

#[test]
fn wrong_commands_and_settings_start_nothing() {
    let place = place();
    assert_eq!(place.said(&["demnd"]).0, 2);
    assert_eq!(place.said(&["--help"]).0, 0);
    place.write("c.toml", b"zoone = \"x\"\n");
    let (code, _, err) = place.said(&["demand", "list", "--config", "c.toml"]);
    assert!(code == 2 && err.contains("c.toml:1: zoone") && err.contains("write zone"), "{err}");
    let out = place.command(&["demand", "list"]).env("OMBUD_LISTN", "x").output().unwrap();
    assert_eq!(out.status.code(), Some(2));
    let out = place.command(&["serve", "--check-config"]).env("OMBUD_DATABASE", "postgres://u:geheim@db.example.org/o").output().unwrap();
    let shown = text(&out.stdout);
    assert!(out.status.success() && shown.contains("u:***@db.example.org") && shown.contains("OMBUD_DATABASE"), "{shown}");
    assert!(!shown.contains("geheim"));
    let entries: Vec<_> = std::fs::read_dir(place.folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(entries, ["c.toml"], "nothing was made");
}

#[test]
fn several_installations_stand_side_by_side() {
    let place = place();
    place.write("d.json", DEMAND.as_bytes());
    place.good(&["demand", "import", "d.json", "--data", "one"]);
    place.good(&["demand", "import", "d.json", "--data", "two"]);
    let ids: Vec<Value> = ["one", "two"]
        .iter()
        .map(|data| {
            assert_eq!(place.json(&["--data", data, "demand", "list", "--json"])["demands"].as_array().unwrap().len(), 1);
            place.good(&["record", "export", "--data", data, "--out", &format!("{data}.jsonl")]);
            place.json(&["record", "verify", &format!("{data}.jsonl"), "--json"])["installation"].clone()
        })
        .collect();
    assert_ne!(ids[0], ids[1]);
}

#[test]
fn people_are_invited_by_the_operator() {
    let place = place();
    let link = place.good(&["person", "invite", "--name", "Intake clerk", "--mail", "intake@provider.example.org", "--role", "intake"]);
    assert!(link.contains("/link/"), "{link}");
    let people = place.json(&["person", "list", "--json"]);
    assert_eq!(people[0]["roles"], serde_json::json!(["intake"]));
    let both =
        ["person", "invite", "--name", "Both", "--mail", "both@provider.example.org", "--role", "intake", "--role", "security_admin"];
    let (code, _, err) = place.said(&both);
    assert!(code == 1 && err.contains("roles-conflict"), "{err}");
    assert_eq!(place.said(&["person", "invite", "--name", "X", "--mail", "x@example.org", "--role", "king"]).0, 2);
}

/// No line of a log may hold anything of a case: neither text nor JSON, at the most talkative level.
#[test]
fn nothing_of_a_case_is_logged() {
    let place = place();
    place.write("d.json", DEMAND.as_bytes());
    place.write("bad.json", DEMAND.replace("SUB_ID", "SUB_XX").as_bytes());
    for format in ["text", "json"] {
        let run = |args: &[&str]| {
            let out = place.command(args).env("OMBUD_LOG", format).env("OMBUD_LOG_FILTER", "trace").output().unwrap();
            (text(&out.stdout), text(&out.stderr))
        };
        let (out, log) = run(&["demand", "import", "d.json"]);
        assert!(log.contains("demand-received"), "the log is on: {log}");
        let reference = out.split_whitespace().find(|w| w.starts_with("D-")).unwrap().to_owned();
        let (_, shown) = run(&["demand", "show", &reference]);
        for log in [log, shown] {
            for secret in ["SECRETREF", "Secretive", "secretive", "target@", "customer.example.net", reference.as_str()] {
                let line = log.lines().find(|l| l.contains(secret));
                assert_eq!(line, None, "{format}: the log names {secret}");
            }
        }
    }
}

/// A desk that is served in a process of its own; killed when dropped.
struct Served {
    child: Child,
    lines: Vec<String>,
    address: String,
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn serve(place: &Place, data: &str) -> Served {
    let mut child = place
        .command(&["serve", "--data", data, "--listen", "127.0.0.1:0", "--admin-mail", "admin@provider.example.org"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut first = String::new();
    out.read_line(&mut first).unwrap();
    let address =
        first.split_whitespace().find(|w| w.starts_with("http://")).unwrap().trim_end_matches(';').trim_start_matches("http://").to_owned();
    let mut lines = vec![first];
    if !Path::new(&place.path(data)).join("served-before").exists() {
        for _ in 0..2 {
            let mut line = String::new();
            out.read_line(&mut line).unwrap();
            lines.push(line);
        }
        std::fs::write(place.path(data).join("served-before"), b"").unwrap();
    }
    Served { child, lines, address }
}

fn get(address: &str, path: &str) -> String {
    use std::io::Read as _;
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

fn stop(served: &mut Served, signal: &str) -> Option<i32> {
    let sent = Command::new("kill").args([signal, &served.child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    served.child.wait().unwrap().code()
}

#[test]
fn a_desk_is_served_alone_stops_in_order_and_shows_its_first_link_once() {
    let place = place();
    place.write("d.json", DEMAND.as_bytes());
    let mut first = serve(&place, "desk");
    assert!(first.lines[1].contains("admin@provider.example.org") && first.lines[2].contains("/link/"), "{:?}", first.lines);
    for path in ["/healthz", "/readyz", "/sign-in", "/metrics"] {
        assert!(get(&first.address, path).starts_with("HTTP/1.1 200"), "{path}");
    }
    let link = first.lines[2].trim().split_once("/link/").unwrap().1.to_owned();
    assert!(get(&first.address, &format!("/link/{link}")).starts_with("HTTP/1.1 200"));

    // Nobody else serves this folder; other commands work beside it.
    let (code, _, err) = place.said(&["serve", "--data", "desk", "--listen", "127.0.0.1:0"]);
    assert!(code == 1 && err.contains("served-already"), "{err}");
    place.good(&["demand", "import", "d.json", "--data", "desk"]);
    let other = ["serve", "--data", "other", "--listen", &first.address];
    let (code, _, err) = place.said(&other);
    assert!(code == 1 && err.contains("can't be listened on"), "{err}");

    assert_eq!(stop(&mut first, "-TERM"), Some(0));
    let mut second = serve(&place, "desk");
    assert!(get(&second.address, "/healthz").starts_with("HTTP/1.1 200"));
    assert_eq!(stop(&mut second, "-INT"), Some(0));
    // Killed without a word: the next start finds all that was acknowledged, and the folder free.
    let mut third = serve(&place, "desk");
    place.good(&["demand", "import", "d.json", "--data", "desk"]);
    assert_eq!(stop(&mut third, "-KILL"), None);
    drop(serve(&place, "desk"));
    place.good(&["rebuild", "--check", "--data", "desk"]);
    assert_eq!(place.json(&["demand", "list", "--json", "--data", "desk"])["demands"].as_array().unwrap().len(), 2);
}
