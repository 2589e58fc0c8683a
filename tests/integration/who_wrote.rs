//! What the mail of a demand proves of its sender, on the demand's record and on its page; and domains that are taken for others.

use crate::mail_origin::{from_client, records, tape};
use crate::support::actors::Desk;
use crate::support::site::Site;
use bytes::Bytes;
use domain::actor::Role;
use domain::category::Category;
use domain::command::Command;
use domain::demand::Demand;
use domain::fact::CheckProof;
use domain::ids::{AuthorityId, DemandId};
use domain::lookalike;
use domain::refusal::Reason;
use domain::stage::CheckMethod;
use domain::who::{Called, MailVerdict, Signal, looks_like};
use ombud::intake::authenticity::{Envelope, Trust};
use ombud::intake::door::MailIn;
use ombud::store::authorities::{self, AuthorityRow, alike};
use ombud::store::{Key, mails};
use ombud::workflow::{NewDemand, NewDocument};
use proptest::prelude::*;
use std::cell::Cell;
use uuid::Uuid;

const MAIL: &str = "From: Registry <registry@court.example.org>\r\nTo: legal@provider.example.com\r\nSubject: Order\r\n\
    Date: Mon, 31 Aug 2026 09:00:00 +0000\r\n";

pub async fn came(desk: &Desk, text: String, envelope: &Envelope) -> mails::MailRow {
    let door = MailIn::new(desk.workflow.clone(), Trust::default(), tape(records("")));
    let kept = door.keep("pipe", envelope, Bytes::from(text)).await.unwrap();
    door.read(kept.id()).await.unwrap()
}

/// A demand made of a mail that was kept, as if typed by a person who says that it came from `sender`.
pub async fn made_of(desk: &Desk, row: &mails::MailRow, sender: &str, reference: &str, change: impl FnOnce(&mut NewDemand)) -> Demand {
    let mut new = desk.demand("us.sca.subpoena", reference, &[Category::SubId]);
    new.receipt.sender = sender.to_owned();
    change(&mut new);
    let document = ombud::store::documents::find(desk.workflow.store().read(), row.document()).await.unwrap().unwrap();
    let bytes = desk.workflow.blobs().get(&document).await.unwrap();
    new.documents = vec![NewDocument { name: "mail.eml".into(), media_type: "message/rfc822".into(), kind: "mail".into(), bytes }];
    desk.workflow.receive_kept(desk.staff.intake, new, None, Some(row.document())).await.unwrap()
}

fn checks(demand: &Demand) -> [MailVerdict; 4] {
    let mail = demand.asker.facts.as_ref().unwrap().0.mail;
    [mail.spf, mail.dkim, mail.dmarc, mail.arc]
}

crate::both_databases! {
    async fn a_demand_says_what_its_mail_proves(url: String) {
        let desk = Desk::open(&url).await;
        let row = came(&desk, format!("{MAIL}\r\nSee the order.\r\n"), &from_client("192.0.2.10")).await;
        let demand = made_of(&desk, &row, "registry@court.example.org", "MAIL-1", |_| {}).await;
        assert_eq!(checks(&demand), [MailVerdict::Pass, MailVerdict::None, MailVerdict::Pass, MailVerdict::None]);
        assert_eq!(demand.asker.facts.as_ref().unwrap().0.mail.from, Some(row.document()));
        assert!(!demand.asker.signals.contains(&Signal::ReplyElsewhere));
        // What was established outlives what is learned later of the authority.
        let begun = desk.does(desk.staff.intake, demand.id, Command::BeginVerification).await;
        assert_eq!(checks(&begun), checks(&demand));

        // Another server sent it, and answers go elsewhere.
        let text = format!("{MAIL}Reply-To: registry@court.example.net\r\n\r\nSend it there.\r\n");
        let row = came(&desk, text, &from_client("198.51.100.7")).await;
        let forged = made_of(&desk, &row, "registry@court.example.org", "MAIL-2", |_| {}).await;
        assert_eq!(checks(&forged)[0], MailVerdict::Fail);
        assert!(forged.asker.signals.contains(&Signal::ReplyElsewhere));

        // A mail proves nothing of somebody else whom a person types in as its sender.
        let row = came(&desk, format!("{MAIL}\r\nAnother order.\r\n"), &from_client("192.0.2.10")).await;
        let typed = made_of(&desk, &row, "clerk@agency.example.net", "MAIL-3", |_| {}).await;
        assert_eq!(checks(&typed), [MailVerdict::NotDetermined; 4]);

        // No mail, no verdict; the first one of the same sender that is filed with it says what it proves.
        let without = desk.receive(desk.demand("us.sca.subpoena", "MAIL-4", &[Category::SubId])).await;
        assert_eq!(checks(&without), [MailVerdict::NotDetermined; 4]);
        let stranger = came(&desk, MAIL.replace("registry@court", "clerk@other") + "\r\nHello.\r\n", &from_client("192.0.2.10")).await;
        desk.workflow.file_mail(desk.staff.intake, stranger.document(), without.id).await.unwrap();
        assert_eq!(checks(&desk.find(without.id).await), [MailVerdict::NotDetermined; 4]);
        let later = came(&desk, format!("{MAIL}\r\nThe paper follows.\r\n"), &from_client("198.51.100.7")).await;
        desk.workflow.file_mail(desk.staff.intake, later.document(), without.id).await.unwrap();
        assert_eq!(checks(&desk.find(without.id).await)[0], MailVerdict::Fail);
        // A better one that comes afterwards does not wash the first one clean.
        let better = came(&desk, format!("{MAIL}\r\nOnce more.\r\n"), &from_client("192.0.2.10")).await;
        desk.workflow.file_mail(desk.staff.intake, better.document(), without.id).await.unwrap();
        assert_eq!(checks(&desk.find(without.id).await)[0], MailVerdict::Fail);
        desk.holds().await;
    }

    async fn a_domain_is_compared_with_those_of_every_authority(url: String) {
        let desk = Desk::open(&url).await;
        let txn = desk.workflow.store().begin().await.unwrap();
        let court = authorities::find(&txn, desk.authority).await.unwrap().unwrap();
        let police = AuthorityRow {
            id: Key::from(AuthorityId(Uuid::from_u128(0xa7))),
            name: "Example Police".to_owned(),
            mail_domains: r#"["police.example.org"]"#.to_owned(),
            ..court.clone()
        };
        authorities::put(&txn, police.clone()).await.unwrap();
        txn.commit().await.unwrap();
        // Nobody knows yet who asks.
        let mut new = desk.demand("us.sca.subpoena", "LIKE-1", &[Category::SubId]);
        new.receipt.sender = "desk@p0lice.example.org".to_owned();
        new.paper.authority_name = "Somebody".to_owned();
        let demand = desk.receive(new).await;
        assert!(demand.authority.is_none() && demand.asker.signals.contains(&Signal::LookAlike), "{:?}", demand.asker);
        let read = desk.workflow.store().read();
        for (domain, like) in [
            ("police.example.org", false),
            ("mail.police.example.org", false),
            ("police-example.org", true),
            ("police.example.org.example.net", true),
            ("polise.example.org", true),
            ("weather.example.net", false),
        ] {
            assert_eq!(alike::like_another(read, domain).await.unwrap(), like, "{domain}");
        }
        // What is no longer listed is not compared with.
        let txn = desk.workflow.store().begin().await.unwrap();
        let after = AuthorityRow { mail_domains: "[]".to_owned(), version: police.version + 1, ..police.clone() };
        authorities::save(&txn, &police, &after).await.unwrap();
        txn.commit().await.unwrap();
        assert!(!alike::like_another(read, "p0lice.example.org").await.unwrap());
    }
}

/// Whatever two changes make of a domain, the index finds it; a planted fault, a key less, is found out.
#[test]
fn whatever_looks_alike_shares_a_key() {
    let changed = ("[a-z]{6,9}(\\.[a-z]{4,7}){1,2}", proptest::collection::vec((0_usize..40, 0_usize..3, "[a-z.-]"), 0..3));
    let (alike, missed) = (Cell::new(0), Cell::new(0));
    proptest!(|((listed, changes) in changed)| {
        let mut letters: Vec<char> = listed.chars().collect();
        for (at, how, letter) in changes {
            let at = at % letters.len();
            match how {
                0 => letters[at] = letter.chars().next().unwrap(),
                1 => letters.insert(at, letter.chars().next().unwrap()),
                _ => {
                    letters.remove(at);
                }
            }
        }
        let domain: String = letters.into_iter().collect();
        if looks_like(&domain, &listed) {
            let (keys, asked) = (lookalike::keys(&listed), lookalike::asked(&domain));
            prop_assert!(!keys.is_disjoint(&asked), "{} and {}", domain, listed);
            alike.set(alike.get() + 1);
            let fewer: std::collections::BTreeSet<_> = keys.iter().filter(|key| !key.contains(":0:")).cloned().collect();
            missed.set(missed.get() + usize::from(fewer.is_disjoint(&asked)));
        }
    });
    assert!(alike.get() > 30 && missed.get() > 0, "{} alike, {} missed with a key less", alike.get(), missed.get());
}

fn called(number: &str) -> Command {
    Command::CheckRequester {
        method: CheckMethod::CallBack,
        note: "Yes.".to_owned(),
        call: Some(Called::said(number)),
        proof: CheckProof::default(),
    }
}

/// A number that somebody enters coming from a demand never counts for that demand; for another it does.
#[tokio::test]
async fn a_number_entered_from_a_demand_is_not_called_for_it() {
    let database = crate::support::TestDatabase::sqlite();
    let site = Site::open(&database.url, false).await;
    let desk = Desk::open(&database.url).await;
    let mut first = site.member(&[Role::Intake]).await;
    let mut second = site.member(&[Role::Reviewer]).await;
    let demand = desk.receive(desk.demand("us.sca.subpoena", "NUM-1", &[Category::SubId])).await;
    let other = desk.receive(desk.demand("us.sca.subpoena", "NUM-2", &[Category::SubId])).await;
    for id in [demand.id, other.id] {
        desk.does(desk.staff.intake, id, Command::BeginVerification).await;
    }
    let link = format!("/authorities/{}/numbers?demand={}", desk.authority, demand.id);
    let call = first.get(&format!("/demands/{}/check_requester", demand.id)).await;
    assert!(call.body.contains(&link), "{}", call.body);
    let form = first.get(&link).await;
    assert!(form.body.contains(&demand.reference.to_string()), "{}", form.body);
    let id = demand.id.to_string();
    let fields = [("number", "+1 555 0142"), ("source", "The register"), ("found_on", "2026-08-31"), ("demand", id.as_str())];
    let numbers = format!("/authorities/{}/numbers", desk.authority);
    assert!(first.post(&numbers, &fields).await.status.is_redirection());
    let entered = authorities::numbers::of(desk.workflow.store().read(), desk.authority).await.unwrap();
    let row = entered.iter().find(|row| row.number.contains("0142")).unwrap();
    assert_eq!(row.demand_id.map(Key::to::<DemandId>), Some(demand.id));
    let confirmed = second.post(&format!("{numbers}/confirmation"), &[("entry", &row.id.to_string())]).await;
    assert!(confirmed.status.is_redirection(), "{}", confirmed.body);
    assert_eq!(desk.refused(desk.staff.caller, demand.id, called("+1 555 0142")).await, [Reason::NumberFromDemand]);
    desk.does(desk.staff.caller, other.id, called("+1 555 0142")).await;
    // Somebody who may not see a demand does not enter a number from it.
    let nowhere = first.get(&format!("{numbers}?demand={}", Uuid::from_u128(9))).await;
    assert_eq!(nowhere.status, axum::http::StatusCode::NOT_FOUND);
}

/// However a number is written when it is entered and when it is called: what came from a demand is never called for it, what is not
/// listed is never called at all, and for another demand the same number serves.
#[tokio::test]
async fn no_spelling_brings_a_number_from_the_demand_past_the_door() {
    let database = crate::support::TestDatabase::sqlite();
    let desk = Desk::open(&database.url).await;
    let demand = desk.receive(desk.demand("us.sca.subpoena", "NUM-3", &[Category::SubId])).await.id;
    let other = desk.receive(desk.demand("us.sca.subpoena", "NUM-4", &[Category::SubId])).await.id;
    for id in [demand, other] {
        desk.does(desk.staff.intake, id, Command::BeginVerification).await;
    }
    let spell = |digits: &str, how: usize| {
        let (area, rest) = (&digits[..3], &digits[3..]);
        let (a, b) = rest.split_at(3);
        match how {
            0 => format!("+1 {area} {a} {b}"),
            1 => format!("({area}) {a}-{b}"),
            2 => format!("001{digits}"),
            3 => format!("1-{area}-{a}-{b}"),
            4 => format!("Tel.: +1.{area}.{a}.{b}"),
            5 => format!("{digits} ext. 7"),
            6 => digits.chars().map(|c| char::from_u32(0xff10 + c.to_digit(10).unwrap()).unwrap()).collect(),
            _ => format!("\u{ff0b}1\u{a0}{area}\u{2011}{a}\u{2011}{b}"),
        }
    };
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let numbers = ("[2-9][0-9]{2}555[0-9]{4}", 0_usize..4, proptest::collection::vec(0_usize..8, 3));
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..40 {
        let tree = Strategy::new_tree(&numbers, &mut runner).unwrap();
        let (digits, entered, called_as) = proptest::strategy::ValueTree::current(&tree);
        if !seen.insert(digits.clone()) {
            continue;
        }
        let unlisted = spell(&digits, called_as[0]);
        assert_eq!(desk.refused(desk.staff.caller, demand, called(&unlisted)).await, [Reason::NumberNotListed], "{unlisted}");
        let new = ombud::workflow::numbers::NewNumber {
            number: spell(&digits, entered),
            reaches: "Switchboard".to_owned(),
            found: ombud::workflow::sourced::Found { source: "The register".to_owned(), on: desk.now().date_naive() },
            demand: Some(demand),
        };
        let number = desk.workflow.add_number(desk.staff.reviewer, desk.authority, new).await.unwrap();
        desk.workflow.confirm_entry::<authorities::numbers::NumberRow>(desk.staff.intake, desk.authority, number.0).await.unwrap();
        for how in called_as {
            let as_called = spell(&digits, how);
            let why = desk.refused(desk.staff.caller, demand, called(&as_called)).await;
            assert_eq!(why, [Reason::NumberFromDemand], "{as_called}");
        }
    }
    assert!(seen.len() > 30, "{}", seen.len());
    let last = seen.pop_last().unwrap();
    desk.does(desk.staff.caller, other, called(&spell(&last, 1))).await;
    desk.holds().await;
}

/// Whoever began the verification is told that somebody else must call, and somebody else is offered the call.
#[tokio::test]
async fn the_page_offers_the_call_to_whoever_may_make_it() {
    let database = crate::support::TestDatabase::sqlite();
    let site = Site::open(&database.url, false).await;
    let desk = Desk::open(&database.url).await;
    let demand = desk.receive(desk.demand("us.sca.subpoena", "CALL-1", &[Category::SubId])).await;
    let (mut first, mut second) = (site.member(&[Role::Intake]).await, site.member(&[Role::Intake]).await);
    let page = format!("/demands/{}", demand.id);
    let begun = first.post(&format!("{page}/begin_verification"), &[("version", &demand.version.to_string()), ("key", "k1")]).await;
    assert!(begun.status.is_redirection(), "{}", begun.body);
    let (mine, theirs) = (first.get(&page).await.body, second.get(&page).await.body);
    let button = format!("{page}/check_requester");
    assert!(mine.contains("Somebody else must call") && !mine.contains(&button), "{mine}");
    assert!(!theirs.contains("Somebody else must call") && theirs.contains(&button), "{theirs}");
    let shown = first.get(&button).await.body;
    assert!(shown.contains("No mail of the sender"), "{shown}");
}
