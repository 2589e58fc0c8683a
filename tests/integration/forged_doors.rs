//! The same forged emergency, from a real mailbox that passes every check, by every other door: a program's, a mail server's pipe, the
//! authorities' own. It gets nothing; and what it lacks is the one call that nobody who forges it can answer.

use crate::agency::{self, registered, send, submitted};
use crate::forged::{nothing_left, pressed};
use crate::mail_origin::from_client;
use crate::portal::over;
use crate::support::actors::{ACCOUNT, Desk, called_back};
use crate::support::program::Program;
use crate::who_wrote::{came, made_of};
use domain::category::Category;
use domain::command::Command;
use domain::demand::{Demand, Emergency};
use domain::ids::DemandId;
use domain::stage::StageName;
use domain::token::TokenScope;
use domain::who::MailVerdict;
use ombud::store::{authorities, mails};
use serde_json::json;
use std::io::Write as _;
use std::process::{Command as Process, Stdio};

/// A mailbox in the domain that the directory lists for the court.
const OFFICER: &str = "registry@court.example.org";
const URGENT: &str = "A child is in danger and minutes count: call +1 555 0199 and nobody else.";

/// Eager people read it, find whose it seems to be and press everything. Nothing leaves; then somebody else calls the number of the
/// directory, the planted answer comes, and the way is open: it was the call that was missing, and nothing in this test.
async fn gets_nothing(desk: &Desk, id: DemandId) {
    let mut demand = desk.find(id).await;
    assert_eq!(demand.emergency, Emergency::Claimed);
    if demand.authority.is_none() {
        let row = authorities::find(desk.workflow.store().read(), desk.authority).await.unwrap().unwrap();
        let authority = ombud::workflow::known_authority(&row);
        demand = desk.does(desk.staff.intake, id, Command::IdentifyAuthority { authority }).await;
    }
    pressed(desk, &demand).await;
    nothing_left(desk, id).await;
    desk.does(desk.staff.caller, id, called_back()).await;
    desk.does(desk.staff.intake, id, Command::Verify).await;
    assert_eq!(desk.find(id).await.stage.name(), StageName::Redirecting, "only the call was missing");
}

/// The mail as it lies in the inbox, and the demand that a person makes of it.
async fn by_pipe(desk: &Desk) -> (mails::MailRow, Demand) {
    let text = format!(
        "From: Registry <{OFFICER}>\r\nTo: legal@provider.example.com\r\nSubject: URGENT\r\nDate: Tue, 1 Sep 2026 08:00:00 +0000\r\n\r\n{URGENT}\r\n"
    );
    let row = came(desk, text, &from_client("192.0.2.10")).await;
    let demand = made_of(desk, &row, OFFICER, "URGENT-2", |new| {
        let urgent = desk.demand("us.sca.emergency_2702", "URGENT-2", &[Category::SubId, Category::Content]);
        (new.paper, new.categories) = (urgent.paper, urgent.categories);
        new.paper.emergency_claimed = true;
    })
    .await;
    (row, demand)
}

crate::both_databases! {
    async fn by_a_mail_servers_pipe(url: String) {
        let desk = Desk::open(&url).await;
        let (row, demand) = by_pipe(&desk).await;
        assert_ne!(row.state, mails::QUARANTINE);
        let mail = demand.asker.facts.as_ref().unwrap().0.mail;
        assert_eq!((mail.spf, mail.dmarc), (MailVerdict::Pass, MailVerdict::Pass), "the mailbox is real");
        gets_nothing(&desk, demand.id).await;
        desk.holds().await;
    }

    async fn by_a_program(url: String) {
        let desk = Desk::open(&url).await;
        let site = over(&desk);
        let program = Program::with(&site, &[TokenScope::DemandsWrite], None).await;
        let paper = data_encoding::BASE64.encode(URGENT.as_bytes());
        let sent = json!({
            "authority_reference": "URGENT-3", "authority": { "name": "Example County Court", "mail": OFFICER },
            "instrument": "us.sca.emergency_2702", "issuer": "court", "issued_on": "2026-09-01", "received_at": "2026-09-01T08:30:00Z",
            "identifiers": [{ "kind": "mail", "value": ACCOUNT }], "categories": ["SUB_ID", "CONTENT"], "emergency": true,
            "documents": [{ "name": "urgent.txt", "content": paper }],
        });
        let made = program.post("/api/v1/demands", sent).await.is(201);
        // A program hands in; it moves nothing.
        for step in ["verify", "release", "packages"] {
            let tried = program.post(&format!("/api/v1/demands/{}/{step}", made.id()), json!({})).await;
            assert!(tried.status.is_client_error(), "{step}: {}", tried.text);
        }
        gets_nothing(&desk, made.id().parse().unwrap()).await;
        desk.holds().await;
    }

    async fn by_the_authorities_own_door(url: String) {
        let (desk, site) = agency::open(&url).await;
        let (mut forger, _) = registered(&site, agency::MAIL).await;
        let fields = [
            ("key", "urgent-1"),
            ("reference", "URGENT-4"),
            ("issuer", "court"),
            ("statute", "18 USC 2702(c)(4)"),
            ("issued_on", "2026-09-01"),
            ("signature", "none"),
            ("accounts", ACCOUNT),
            ("categories", "SUB_ID"),
            ("offence", "Missing person"),
            ("danger", URGENT),
            ("why_data", "The address tells where."),
            ("why_now", "Minutes count."),
            ("supervisor", "Head of unit, +1 555 0198"),
            ("certify", "yes"),
        ];
        let path = "/agency/emergency/us.sca.emergency_2702";
        let page = forger.get(path).await.body;
        assert!(page.contains("SUB_ID") && !page.contains("\"CONTENT\""), "no content is asked for without process: {page}");
        let id = submitted(&send(&mut forger, path, &fields, &[]).await);
        gets_nothing(&desk, id).await;
        // What the forger sees is that it arrived, and nothing of any account.
        let shown = forger.get(&format!("/agency/demands/{id}")).await;
        assert!(!shown.body.contains("customer.example") || shown.body.matches(ACCOUNT).count() <= 2, "{}", shown.body);
        assert_eq!(forger.get(&format!("/agency/demands/{id}/production")).await.status, axum::http::StatusCode::NOT_FOUND);
        desk.holds().await;
    }
}

/// The command as a mail server calls it: the mail is kept, and of itself it becomes no demand and gets no answer.
#[test]
fn by_the_command_itself() {
    let folder = tempfile::tempdir().unwrap();
    let ombud = |args: &[&str]| {
        let mut command = Process::new(env!("CARGO_BIN_EXE_ombud"));
        command.current_dir(folder.path()).args(args).env("OMBUD_INTAKE_DNS", "off").stdin(Stdio::piped()).stdout(Stdio::piped());
        command
    };
    let mut child = ombud(&["intake", "mail", "--sender", OFFICER, "--client", "192.0.2.10"]).spawn().unwrap();
    let mail = format!("From: Registry <{OFFICER}>\r\nTo: legal@provider.example.com\r\nSubject: URGENT\r\n\r\n{URGENT}\r\n");
    child.stdin.take().unwrap().write_all(mail.as_bytes()).unwrap();
    assert!(child.wait_with_output().unwrap().status.success());
    let listed = ombud(&["demand", "list", "--json"]).output().unwrap();
    let listed: serde_json::Value = serde_json::from_slice(&listed.stdout).unwrap();
    assert_eq!(listed["demands"], json!([]));
    let mut left = vec![folder.path().to_owned()];
    while let Some(path) = left.pop() {
        for entry in std::fs::read_dir(path).unwrap().map(|e| e.unwrap().path()) {
            assert!(entry.extension().is_none_or(|e| e != "eml"), "something was sent: {}", entry.display());
            if entry.is_dir() {
                left.push(entry);
            }
        }
    }
}
