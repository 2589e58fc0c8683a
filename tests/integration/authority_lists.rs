//! Lists of authorities taken into the directory; what the directory says of competence; looking back where nobody kept the sender.

use crate::support::actors::Desk;
use chrono::Duration;
use domain::actor::{Actor, Role};
use domain::category::Category;
use domain::command::Command;
use domain::ids::DemandId;
use domain::instrument::IssuerKind;
use domain::refusal::Reason;
use domain::who::Suspended;
use ombud::intake::authorities::{ListError, Taken, take_in};
use ombud::store::{authorities, suspensions};
use ombud::workflow::suspensions::Subject;
use std::process::{Command as Process, Stdio};

const LIST: &str = "\u{feff}Name;Territory;Kind;Mail;Phone;Source;Found on;Domains;Remark\n\
    First Example Court;SE;court;court@first.example.org;+46 8 555 01 00;Register of courts;2026-08-31;first.example.org;a\n\
    Second Example Police;DE;police;desk@second.example.org;+49 30 555 0100;Register of police;2026-08-31;;\n\
    =Third;SE;bishop;third@example.org;+46 8 555 01 01;Register;yesterday;;\n\
    Fourth;SE;court;no address;+46 8 555 01 02;Register;2026-08-31;;\n\
    Fifth;Sweden;court;fifth@example.org;call me;Register;2026-08-31;;\n\
    ;SE;court;sixth@example.org;+46 8 555 01 03;;2026-08-31;;\n\
    first example court;SE;court;court@first.example.org;+46 8 555 01 00;Register of courts;2026-08-31;first.example.org;twice\n";

async fn take(desk: &Desk, list: &str, dry: bool) -> (Taken, String) {
    let mut back = Vec::new();
    let taken = take_in(&desk.workflow, Actor::Operator, list.as_bytes(), dry, Some(&mut back)).await.unwrap();
    (taken, String::from_utf8(back).unwrap())
}

async fn all(desk: &Desk) -> usize {
    authorities::list(desk.workflow.store().read(), "", None, 99).await.unwrap().len()
}

crate::both_databases! {
    async fn a_list_comes_in_once_and_its_bad_rows_come_back(url: String) {
        let desk = Desk::open(&url).await;
        let before = all(&desk).await;
        let (dry, _) = take(&desk, LIST, true).await;
        assert_eq!((dry.added, dry.rejected.len(), all(&desk).await), (2, 5, before), "a dry run keeps nothing: {dry:?}");
        let (taken, back) = take(&desk, LIST, false).await;
        assert_eq!((taken.added, taken.unchanged, all(&desk).await), (2, 0, before + 2));
        assert_eq!(taken.not_read, ["Remark"]);
        let faults: Vec<(u64, Vec<&str>)> = taken.rejected.iter().map(|(line, f)| (*line, f.iter().map(|f| f.column).collect())).collect();
        let wrong = [(4, vec!["kind", "found_on"]), (5, vec!["mail"]), (6, vec!["territory"]), (7, vec!["name", "source"]), (8, vec!["name"])];
        assert_eq!(faults, wrong);
        assert!(back.starts_with("line,column,reason,Name") && back.contains("write one of court") && back.contains(",'=Third,"), "{back}");

        let (again, _) = take(&desk, LIST, false).await;
        assert_eq!((again.added, again.unchanged, all(&desk).await), (0, 2, before + 2), "nothing comes in twice");
        let (other, _) = take(&desk, &LIST.replace("+46 8 555 01 00", "+46 8 555 09 99"), false).await;
        assert_eq!(other.different, [(2, "First Example Court".to_owned())], "a list changes no number");
        let row = authorities::named(desk.workflow.store().read(), "First Example Court", "SE").await.unwrap().unwrap();
        assert_eq!((row.phone.as_deref(), row.standing.as_str(), row.kind.as_str()), (Some("+46 8 555 01 00"), "new", "court"));
        assert_eq!(row.note, "Register of courts, 2026-08-31");
        desk.workflow.confirm_authority(desk.staff.intake, row.id.to()).await.unwrap();
        let lacking = take_in(&desk.workflow, Actor::Operator, b"name,kind\nx,court\n", false, None::<Vec<u8>>).await.unwrap_err();
        assert!(matches!(lacking, ListError::Columns(ref missing) if missing.contains(&"phone")), "{lacking}");
        assert!(take_in(&desk.workflow, desk.staff.auditor, LIST.as_bytes(), true, None::<Vec<u8>>).await.unwrap().added == 0);
        desk.holds().await;
    }

    /// INV-25 for what came by post: the authority is the same, nobody knows who sent it, and it is looked at again.
    async fn a_look_back_reaches_what_has_no_sender(url: String) {
        let desk = Desk::open(&url).await;
        let staff = desk.staff;
        let mut post = desk.demand("us.sca.subpoena", "POST-1", &[Category::SubId]);
        post.receipt.sender = String::new();
        post.authority = Some(desk.authority);
        let gone = desk.receive(post).await.id;
        desk.to_producing(gone).await;
        desk.no_secrecy(gone).await;
        desk.notify(gone).await;
        desk.collect(gone).await;
        desk.seal(gone).await.unwrap();
        desk.forward(Duration::days(11));
        desk.release(gone).await.unwrap();
        let mut open = Vec::new();
        for reference in ["POST-2", "POST-3"] {
            let mut post = desk.demand("us.sca.subpoena", reference, &[Category::SubId]);
            post.receipt.sender = String::new();
            post.authority = Some(desk.authority);
            open.push(desk.receive(post).await.id);
        }
        let id = desk.workflow.suspend(staff.intake, Subject::Domain("court.example.org".to_owned()), "For sale.").await.unwrap();
        let read = desk.workflow.store().read();
        let listed = suspensions::looked_at(read, id, 9).await.unwrap();
        let mut seen: Vec<_> = listed.iter().map(|l| (l.disclosed, l.sender_known)).collect();
        seen.sort_unstable();
        assert_eq!(seen, [(false, false), (false, false), (true, false)]);
        assert!(listed.iter().any(|l| l.disclosed && l.demand_id.to::<DemandId>() == gone));
        // What is open stands still until somebody has found it fine, each by itself; what is found forged stays so.
        for id in &open {
            assert_eq!(desk.find(*id).await.suspended(), Some(Suspended::Unexamined));
            desk.does(staff.intake, *id, Command::BeginVerification).await;
            assert!(desk.refused(staff.intake, *id, Command::Verify).await.contains(&Reason::AskerSuspended));
        }
        desk.workflow.conclude(staff.reviewer, id, open[0], false, "The court’s registry has it.").await.unwrap();
        desk.workflow.conclude(staff.reviewer, id, open[1], true, "The court knows of no such file.").await.unwrap();
        assert_eq!(desk.find(open[0]).await.suspended(), None);
        assert_eq!(desk.find(open[1]).await.suspended(), Some(Suspended::Unexamined));
        assert!(suspensions::open_breaches(read, 9).await.unwrap().is_empty(), "nobody says yet that it came from there");
        desk.workflow.conclude(staff.reviewer, id, gone, true, "The court knows of no such file.").await.unwrap();
        let breaches = suspensions::open_breaches(read, 9).await.unwrap();
        assert_eq!(breaches.len(), 1, "found forged, the clock starts");
        desk.workflow.conclude(staff.reviewer, id, gone, true, "Asked once more.").await.unwrap();
        assert_eq!(suspensions::open_breaches(read, 9).await.unwrap().len(), 1);
        // Lifted by two, it holds nothing up any more.
        desk.workflow.ask_to_lift(staff.intake, id, "The court has changed all passwords.").await.unwrap();
        desk.workflow.lift(staff.approver, id).await.unwrap();
        assert_eq!(desk.find(open[1]).await.suspended(), None);
        // Another domain of nobody's has nothing to look back at.
        let other = desk.workflow.suspend(staff.intake, Subject::Domain("other.example.org".to_owned()), "For sale.").await.unwrap();
        assert!(suspensions::looked_at(read, other, 9).await.unwrap().is_empty());
        desk.holds().await;
    }
}

/// The kind of the authority against the paper: what fits is said, and what doesn't is said as a reason to ask.
#[tokio::test]
async fn the_page_says_whether_the_authority_may_issue_the_paper() {
    let database = crate::support::TestDatabase::sqlite();
    let desk = Desk::open(&database.url).await;
    let site = crate::portal::over(&desk);
    let mut intake = site.member(&[Role::Intake, Role::Cleared]).await;
    let mut page = async |instrument: &str, reference: &str, issuer: Option<IssuerKind>| {
        let mut new = desk.demand(instrument, reference, &[Category::SubId]);
        new.paper.issuer = issuer;
        let id = desk.receive(new).await.id;
        desk.does(desk.staff.cleared().intake, id, Command::BeginVerification).await;
        intake.get(&format!("/demands/{id}/check_form")).await.body
    };
    let (fits, asks, other) =
        ("this kind of authority may issue this paper", "does not list this kind of authority", "names another issuer");
    let right = page("us.sca.warrant", "COMP-1", Some(IssuerKind::Court)).await;
    assert!(right.contains(fits) && !right.contains(asks) && !right.contains(other), "{right}");
    let wrong = page("us.nsl_2709", "COMP-2", Some(IssuerKind::Agency)).await;
    assert!(wrong.contains(asks) && wrong.contains(other), "the directory says court: {wrong}");
}

#[test]
fn the_command_says_what_came_in() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("list.csv"), LIST).unwrap();
    let run = |args: &[&str]| {
        let mut command = Process::new(env!("CARGO_BIN_EXE_ombud"));
        let out = command
            .current_dir(folder.path())
            .args(["authorities", "import", "list.csv"])
            .args(args)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        (out.status.code().unwrap(), String::from_utf8(out.stdout).unwrap(), String::from_utf8(out.stderr).unwrap())
    };
    let (code, out, err) = run(&["--dry-run"]);
    assert!(code == 1 && out.starts_with("2 would be added") && err.contains("line 4: kind:"), "{out}{err}");
    let (code, out, _) = run(&["--json", "--rejected", "back.csv"]);
    let said: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &said["added"], said["rejected"].as_array().unwrap().len()), (1, &serde_json::json!(2), 5));
    assert_eq!(std::fs::read_to_string(folder.path().join("back.csv")).unwrap().lines().count(), 6);
    assert!(run(&[]).1.starts_with("0 added"));
}

/// What a register says of one authority: it counts from the second person on, it speaks for its own instrument, and it asks at others.
#[tokio::test]
async fn a_register_says_what_an_authority_may_issue_itself() {
    let database = crate::support::TestDatabase::sqlite();
    let desk = Desk::open(&database.url).await;
    let site = crate::portal::over(&desk);
    let (mut one, mut two) = (site.member(&[Role::Intake, Role::Cleared]).await, site.member(&[Role::Intake, Role::Cleared]).await);
    let (page, at) = (format!("/authorities/{}", desk.authority), format!("/authorities/{}/competence", desk.authority));
    assert!(one.get(&page).await.body.contains("No public register is entered"));
    let typed = |source: &'static str| {
        [("instrument", "us.sca.warrant"), ("part", "issues"), ("area", "District of Nord"), ("source", source), ("found_on", "2026-08-31")]
    };
    let refused = one.post(&at, &typed("")).await;
    assert!(
        refused.status == axum::http::StatusCode::UNPROCESSABLE_ENTITY && refused.body.contains("href=\"#source\""),
        "{}",
        refused.body
    );
    let nothing =
        one.post(&at, &[("instrument", "xx.none"), ("part", "issues"), ("source", "The register"), ("found_on", "2026-08-31")]).await;
    assert_eq!(nothing.status, axum::http::StatusCode::NOT_FOUND);
    assert!(one.post(&at, &typed("The register")).await.status.is_redirection());
    assert_eq!(one.post(&at, &typed("The register")).await.status, axum::http::StatusCode::UNPROCESSABLE_ENTITY, "once");

    let mut check = async |instrument: &str, reference: &str| {
        let id = desk.receive(desk.demand(instrument, reference, &[Category::SubId])).await.id;
        desk.does(desk.staff.cleared().intake, id, Command::BeginVerification).await;
        one.get(&format!("/demands/{id}/check_form")).await.body
    };
    let (named, others) = ("By a public register (The register 2026-08-31)", "names other instruments and not this one");
    let waiting = check("us.sca.warrant", "REG-1").await;
    assert!(!waiting.contains(named) && !waiting.contains(others), "one person is nobody: {waiting}");
    let shown = two.get(&page).await.body;
    let entry = shown
        .split_once("competence/confirmation\"><input type=\"hidden\" name=\"entry\" value=\"")
        .unwrap()
        .1
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    assert!(two.post(&format!("{at}/confirmation"), &[("entry", &entry)]).await.status.is_redirection());
    let own = check("us.sca.warrant", "REG-2").await;
    assert!(own.contains(named) && own.contains("District of Nord") && !own.contains(others), "{own}");
    assert!(check("us.sca.subpoena", "REG-3").await.contains(others));
    assert!(two.get(&page).await.body.contains("District of Nord"));
    assert!(two.post(&format!("{at}/withdrawal"), &[("entry", &entry)]).await.status.is_redirection());
    assert!(!check("us.sca.subpoena", "REG-4").await.contains(others), "taken out, it says nothing");
}
