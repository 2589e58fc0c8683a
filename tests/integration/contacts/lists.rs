//! Lists of customers: good rows go in, bad ones come back with the reason, nothing is lost, and a second run changes nothing.

use super::{customer, entries};
use crate::both_databases;
use crate::support::actors::Desk;
use domain::contact::{ContactPurpose, Reach};
use domain::ids::CustomerId;
use ombud::intake::customers::{self, BadFile, Format, List, Problem, Rejects, TakeError, Taken};
use ombud::store::customers as rows;
use ombud::words::{Language, Words};
use ombud::workflow::customers::sync::How;
use proptest::prelude::*;

const REAL: How = How { dry_run: false, whole: false };
const LOOK: How = How { dry_run: true, whole: false };

async fn take(desk: &Desk, text: &str, format: Format, how: How) -> (Taken, String) {
    let mut rejects = Rejects::new(Some(Vec::new()));
    let list = List { input: text.as_bytes(), format, how, most: 100 };
    let english = Words::of(Language::En);
    let taken = customers::take_in(&desk.workflow, desk.staff.notice, list, &mut rejects, |p| p.sentence(english)).await.unwrap();
    (taken, String::from_utf8(rejects.into_inner().unwrap()).unwrap())
}

async fn csv(desk: &Desk, text: &str) -> (Taken, String) {
    take(desk, text, Format::Csv, REAL).await
}

fn counts(taken: &Taken) -> [u64; 4] {
    [taken.added, taken.changed, taken.unchanged, taken.rejected]
}

async fn bad_file(desk: &Desk, text: &str) -> BadFile {
    let list = List { input: text.as_bytes(), format: Format::Csv, how: REAL, most: 9 };
    match customers::take_in(&desk.workflow, desk.staff.notice, list, &mut Rejects::new(None::<Vec<u8>>), |_| String::new()).await {
        Err(TakeError::File(bad)) => bad,
        other => panic!("{other:?}"),
    }
}

async fn by_external(desk: &Desk, id: &str) -> CustomerId {
    rows::find_external(desk.workflow.store().read(), id).await.unwrap().unwrap().id.to()
}

const GOOD: &str = "\
external_id,name,country,class,domains,accounts,contact_mail,contact_name,contact_order,contact_purpose,contact_verified_at
crm-1,One AB,SE,public_sector,one.example.org www.one.example.org,dana@one.example.org=acct-1; phone:+46 8 123 45,legal@one.example.org,Legal,1,,2026-10-01
crm-1,,,,,,security@one.example.org,,2,security,
crm-2,\"Two, Inc.\",US,,,,,,,,
";

both_databases! {
    async fn a_list_goes_in_and_a_second_run_changes_nothing(url: String) {
        let desk = Desk::open(&url).await;
        let (look, _) = take(&desk, GOOD, Format::Csv, LOOK).await;
        assert_eq!(counts(&look), [2, 0, 0, 0]);
        assert!(rows::find_external(desk.workflow.store().read(), "crm-1").await.unwrap().is_none(), "a look changes nothing");
        assert_eq!(entries(&desk, "customer_added").await, 0, "and leaves nothing on the record");
        let (first, rejects) = csv(&desk, GOOD).await;
        assert_eq!((counts(&first), rejects.as_str()), ([2, 0, 0, 0], ""));
        assert_eq!(first.shown, look.shown, "what was shown is what happened");
        let id = by_external(&desk, "crm-1").await;
        let row = customer(&desk, id).await;
        assert_eq!((row.name.as_str(), row.class.as_str(), row.domains.as_str()), ("One AB", "public_sector", r#"["one.example.org","www.one.example.org"]"#));
        let contacts = rows::contacts_of(desk.workflow.store().read(), id).await.unwrap();
        let listed: Vec<_> = contacts.iter().map(|c| (c.mail.as_str(), c.name.as_str(), c.position, c.purpose.as_str())).collect();
        assert_eq!(listed, [("legal@one.example.org", "Legal", 1, "legal_notices"), ("security@one.example.org", "security@one.example.org", 2, "security")]);
        let policy = desk.workflow.policy().contacts;
        assert_eq!(contacts.iter().map(|c| c.reach(&policy, desk.now())).collect::<Vec<_>>(), [Reach::Verified, Reach::Unverified]);
        let accounts = rows::accounts_of(desk.workflow.store().read(), id, 9).await.unwrap();
        assert_eq!(accounts.iter().map(|a| (a.kind.as_str(), a.value.as_str(), a.account.as_str())).collect::<Vec<_>>(), [
            ("phone", "+46 8 123 45", "+46 8 123 45"),
            ("mail", "dana@one.example.org", "acct-1"),
        ]);
        let before = ombud::store::events::head(desk.workflow.store().read()).await.unwrap();
        let (again, _) = csv(&desk, GOOD).await;
        assert_eq!(counts(&again), [0, 0, 2, 0]);
        assert_eq!(ombud::store::events::head(desk.workflow.store().read()).await.unwrap(), before);
    }

    async fn bad_rows_come_back_and_go_in_once_mended(url: String) {
        let desk = Desk::open(&url).await;
        let list = "name;country;language;contact_mail;product\n\
            Good AB;SE;sv;legal@good.example.org;mail\n\
            No Country;;;;\n\
            Bad Contact AB;SE;;not an address;=HYPERLINK()\n\
            Wrong AB;Sweden;tlh;;\n\
            ;SE;;;\n\
            \"Open quote;SE;;;\nSwallowed AB;SE\";;;\n\
            Good AB;SE;sv;again@good.example.org;\n";
        let (taken, rejects) = csv(&desk, list).await;
        assert_eq!(counts(&taken)[0..3], [1, 0, 0]);
        let names: Vec<&str> = taken.shown_rejects.iter().map(|(_, name, _)| name.as_str()).collect();
        assert_eq!(names, ["No Country", "Bad Contact AB", "Wrong AB", "", "Open quote;SE;;; Swallowed AB;SE", "Good AB"]);
        assert_eq!(taken.shown_rejects.iter().map(|(line, ..)| *line).collect::<Vec<_>>(), [3, 4, 5, 6, 7, 9]);
        for lost in ["No Country", "not an address", "'=HYPERLINK()", "tlh", "Swallowed AB", "again@good.example.org"] {
            assert!(rejects.contains(lost), "{lost}: {rejects}");
        }
        for reason in ["Write two letters", "Contact not an address: Write one mail address", "Write a name", "a quote left open", "stands further up"] {
            assert!(rejects.contains(reason), "{reason}: {rejects}");
        }
        let none = rows::named(desk.workflow.store().read(), "Bad Contact AB", 9).await.unwrap();
        assert!(none.is_empty(), "a line goes in wholly or not at all");
        // Mended, the file of the rejected rows goes in as it is, its reasons and all.
        let mended = rejects.replace("No Country,,", "No Country,FI,").replace("not an address", "a@bad.example.org").replace("Sweden,tlh", "SE,sv");
        let (taken, rest) = csv(&desk, &mended).await;
        assert_eq!(counts(&taken)[0..2], [3, 1], "{rest}");
        let bad = rows::named(desk.workflow.store().read(), "Bad Contact AB", 9).await.unwrap().remove(0);
        assert_eq!(bad.product, "=HYPERLINK()", "the apostrophe was for the spreadsheet");
        let (again, _) = csv(&desk, &rest).await;
        assert_eq!(again.rejected, taken.rejected, "what is still bad comes back again, whole");
    }

    async fn a_file_that_is_no_list_is_not_begun(url: String) {
        let desk = Desk::open(&url).await;
        assert!(matches!(bad_file(&desk, "name,contry\nX,SE\n").await, BadFile::Columns(names) if names == ["contry"]));
        assert!(matches!(bad_file(&desk, "name,name\nX,SE\n").await, BadFile::Twice(_)));
        assert!(matches!(bad_file(&desk, "country\nSE\n").await, BadFile::NoKey));
        assert!(matches!(bad_file(&desk, "").await, BadFile::Empty));
    }

    async fn contacts_are_taken_off_only_when_the_list_is_whole(url: String) {
        let desk = Desk::open(&url).await;
        csv(&desk, GOOD).await;
        let fewer = "external_id,contact_mail,contact_order\ncrm-1,legal@one.example.org,5\ncrm-2,,\n";
        let (taken, _) = csv(&desk, fewer).await;
        assert_eq!(counts(&taken), [0, 1, 1, 0]);
        let id = by_external(&desk, "crm-1").await;
        let mails = async || {
            let rows = rows::contacts_of(desk.workflow.store().read(), id).await.unwrap();
            rows.into_iter().map(|c| c.mail).collect::<Vec<_>>()
        };
        assert_eq!(mails().await, ["security@one.example.org", "legal@one.example.org"]);
        let (taken, _) = take(&desk, fewer, Format::Csv, How { dry_run: false, whole: true }).await;
        assert_eq!(counts(&taken), [0, 1, 1, 0]);
        assert_eq!(taken.shown[0].contacts.len(), 1, "{:?}", taken.shown);
        assert_eq!(mails().await, ["legal@one.example.org"]);
        assert_eq!(entries(&desk, "contact_removed").await, 1);
    }

    async fn what_is_written_out_can_be_taken_in_again(url: String) {
        let desk = Desk::open(&url).await;
        csv(&desk, GOOD).await;
        csv(&desk, "name,country,product,contact_mail\n=cmd|calc,SE,@SUM(A1),odd@formula.example.org\n").await;
        for format in [Format::Csv, Format::JsonLines] {
            let (count, bytes) = customers::export(desk.workflow.store().read(), Vec::new(), format).await.unwrap();
            let text = String::from_utf8(bytes).unwrap();
            assert_eq!(count, 4, "{text}");
            if format == Format::Csv {
                let formula = |cell: &str| cell.trim_matches('"').starts_with(['=', '+', '@']);
                assert!(!text.lines().any(|l| l.split(',').any(formula)), "no cell is a formula: {text}");
            }
            let before = ombud::store::events::head(desk.workflow.store().read()).await.unwrap();
            let (taken, rejects) = take(&desk, &text, format, REAL).await;
            assert_eq!(counts(&taken), [0, 0, 4, 0], "{rejects} {:?}", taken.shown);
            assert_eq!(ombud::store::events::head(desk.workflow.store().read()).await.unwrap(), before);
        }
    }

    async fn json_lines_say_the_same_and_bad_ones_keep_what_they_said(url: String) {
        let desk = Desk::open(&url).await;
        let lines = concat!(
            r#"{"external_id":"j-1","name":"Json AB","country":"SE","class":"privileged","role":"controller","contacts":[{"mail":"a@json.example.org","purpose":"privacy"}]}"#, "\n\n",
            r#"{"external_id":"j-2","name":"Typo AB","contry":"SE"}"#, "\n",
            "not json at all\n",
            r#"{"external_id":"j-3","name":"Json BV","country":"nl","contacts":[{"mail":"x"},{"mail":"b@json.example.org"},{"mail":"B@json.example.org"}]}"#,
        );
        let (taken, rejects) = take(&desk, lines, Format::JsonLines, REAL).await;
        assert_eq!(counts(&taken), [1, 0, 0, 3]);
        assert!(matches!(taken.shown_rejects[1].2[..], [Problem::NotAnObject { .. }]));
        assert_eq!(taken.shown_rejects[2].2.len(), 2, "every reason at once: {:?}", taken.shown_rejects[2]);
        let lines: Vec<serde_json::Value> = rejects.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
        assert_eq!((lines[0]["contry"].as_str(), lines[1]["unreadable"].as_str()), (Some("SE"), Some("not json at all")));
        assert!(lines.iter().all(|l| !l["reason"].as_str().unwrap().is_empty()));
        let id = by_external(&desk, "j-1").await;
        let contact = rows::contacts_of(desk.workflow.store().read(), id).await.unwrap().remove(0);
        assert_eq!(ContactPurpose::from_code(&contact.purpose), Some(ContactPurpose::Privacy));
    }

    async fn which_customer_is_meant_is_never_guessed(url: String) {
        let desk = Desk::open(&url).await;
        csv(&desk, "external_id,name,country\nx-1,Same Name,SE\nx-2,Same Name,SE\n").await;
        let id = by_external(&desk, "x-2").await;
        let list = format!("id,external_id,name,country\n,,Same Name,SE\n{},,,\n{id},x-1,,\n{id},,Other Name,FI\n", uuid::Uuid::from_u128(7));
        let (taken, rejects) = csv(&desk, &list).await;
        for reason in ["Several customers have this name", "No customer has this id", "Another customer has this external id"] {
            assert!(rejects.contains(reason), "{reason}: {rejects}");
        }
        assert_eq!(taken.rejected, 3, "two rows of one id are one customer: {rejects}");
        assert!(rejects.contains("Other Name,FI"), "all its rows come back: {rejects}");
    }
}

proptest! {
    /// Whatever bytes come, reading ends, and nothing but white space is lost: each line of text is in an entry.
    #[test]
    fn any_bytes_are_read_to_the_end(bytes in proptest::collection::vec(any::<u8>(), 0..400), json in any::<bool>()) {
        let format = if json { Format::JsonLines } else { Format::Csv };
        let mut input = if json { Vec::new() } else { b"name,country,contact_mail\n".to_vec() };
        input.extend(&bytes);
        if let Ok(mut reader) = customers::Reader::new(&input[..], format) {
            let mut entries = 0;
            while reader.next_entry().unwrap().is_some() {
                entries += 1;
                prop_assert!(entries <= 500);
            }
        }
    }
}
