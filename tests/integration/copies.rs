//! A copy of the demand goes with the notice: cleared by two people, shown before it goes, the same bytes on the wire, and nothing
//! that nobody cleared.

use crate::both_databases;
use crate::support::mailroom::{Mailroom, OURS, limits, reviewer, second, teller, to};
use crate::support::smtp_sink::{SmtpSink, Stored};
use crate::web_demand::{Office, does, press, upload};
use axum::http::StatusCode;
use bytes::Bytes;
use domain::actor::{Actor, Role};
use domain::category::Category;
use domain::command::{Act, ActKind, Command};
use domain::customer_view;
use domain::ids::{ContactId, DemandId, DocumentId};
use domain::notice::Notice;
use domain::refusal::Reason;
use mail_parser::{MessageParser, MimeHeaders};
use ombud::notify::outbox::{Limits, deliver_once};
use ombud::notify::page;
use ombud::store::outbox;
use ombud::workflow::customers::{ContactKey, NewContact};
use ombud::workflow::{Error, NewCopy, NewDocument};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

const PAPER: &[u8] = b"The account of a suspect, and of a second suspect who must not know.";
const REDACTED: &[u8] = b"The account of a suspect, and of XXXXXX.";

fn text(kind: &str, bytes: &'static [u8]) -> NewDocument {
    NewDocument { name: format!("{kind}.txt"), media_type: "text/plain".into(), kind: kind.into(), bytes: Bytes::from_static(bytes) }
}

/// A demand whose notice is owed, with its paper.
async fn owed(room: &Mailroom) -> (DemandId, DocumentId) {
    let id = room.owed(&[OURS]).await;
    let demand = room.workflow.add_document(reviewer(), id, text("paper", PAPER), None).await.unwrap();
    (id, demand.documents.last().unwrap().id)
}

async fn prepare(room: &Mailroom, id: DemandId, of: DocumentId, redacted: bool) -> Result<(), Error> {
    let new = NewCopy { of, redacted: redacted.then(|| text("other", REDACTED)), reason: "names a second suspect".into() };
    let read = room.demand(id).await.version;
    room.workflow.prepare_copy(reviewer(), id, read, new, None).await.map(drop)
}

async fn clear(room: &Mailroom, id: DemandId, of: DocumentId, redacted: bool) -> DocumentId {
    prepare(room, id, of, redacted).await.unwrap();
    let act = room.demand(id).await.prepared(ActKind::ClearCopy).unwrap().act.clone();
    room.does(second(), id, Command::Confirm(act)).await.cleared.last().unwrap().copy
}

fn reasons(error: Error) -> Vec<Reason> {
    match error {
        Error::Refused(refusal) => refusal.reasons,
        other => panic!("{other}"),
    }
}

/// The parts of a mail as its reader has them: text, HTML, files with their names.
fn parts(mail: &Stored) -> (String, String, Vec<(String, Vec<u8>)>) {
    let read = MessageParser::default().parse(&mail.bytes).unwrap();
    let files = read.attachments().map(|a| (a.attachment_name().unwrap_or_default().to_owned(), a.contents().to_vec())).collect();
    (read.body_text(0).unwrap().into_owned(), read.body_html(0).unwrap().into_owned(), files)
}

fn plain(text: &str) -> String {
    text.replace("\r\n", "\n").trim_end().to_owned()
}

both_databases! {
    /// What is read before it is confirmed is what leaves: words, HTML, the page and the file, byte for byte.
    async fn the_file_in_the_papers_place_goes_and_the_paper_does_not(url: String) {
        let (room, sink) = (Mailroom::open(&url).await, SmtpSink::working().await);
        let (id, of) = owed(&room).await;
        let copy = clear(&room, id, of, true).await;
        assert_ne!(copy, of);
        let read = room.workflow.preview_notice(&teller(), id).await.unwrap();
        assert_eq!(read.copies.iter().map(|d| d.id).collect::<Vec<_>>(), [copy]);
        room.queue(id).await;
        deliver_once(&room.workflow, &to(&sink), &Limits { pages: true, ..limits() }).await.unwrap();
        let demand = room.demand(id).await;
        let Notice::Sent { ordered, .. } = &demand.notice else { panic!("{:?}", demand.notice) };
        assert_eq!((ordered.draft.copies.clone(), &ordered.draft.digest), (vec![copy], &read.digest));

        let sent = sink.stored();
        assert_eq!(sent.len(), 2);
        for (place, (recipient, shown)) in read.mails.iter().enumerate() {
            let mail = sent.iter().find(|m| m.to.iter().any(|t| t.contains(&recipient.mail))).unwrap();
            let (words, html, files) = parts(mail);
            assert_eq!((plain(&words), plain(&html)), (plain(&shown.text), plain(shown.html.as_ref().unwrap())));
            assert!(shown.text.contains("A copy is attached") || shown.text.contains("En kopia är bifogad"), "{}", shown.text);
            let row = room.messages(id).await.into_iter().find(|r| r.recipient == recipient.mail).unwrap();
            // The page holds the date and the message's own id, and nothing else that the preview could not know.
            let before = room.workflow.unsent(&read, id, place).unwrap();
            let before = outbox::MessageRow { id: row.id, created_at: row.created_at, ..before };
            let page = page::before(before, &read.sheet).await.unwrap();
            assert_eq!(files, [("letter.pdf".to_owned(), page), ("document-1.txt".to_owned(), REDACTED.to_vec())]);
            assert!(!mail.bytes.windows(13).any(|w| w == b"second suspec"), "the paper itself");
        }
        let kinds = room.kinds(id).await;
        assert!(kinds.contains(&"copy_cleared".to_owned()));

        // The customer's own door shows what went, and nothing else; under an order neither.
        let see = |demand: &domain::demand::Demand| {
            let customer = demand.customer.as_ref().unwrap().id;
            let view = customer_view::view(demand, customer, room.workflow.rulebook(), room.clock.now());
            view.map(|v| v.copies.iter().map(|d| d.id).collect::<Vec<_>>())
        };
        assert_eq!(see(&demand), Some(vec![copy]));
        room.does(reviewer(), id, room.order()).await;
        let demand = room.demand(id).await;
        assert!(demand.cleared.is_empty() && see(&demand).is_none());
    }

    /// A fault at queueing puts the paper itself into the outbox: the gate before the wire finds it.
    async fn a_paper_that_nobody_cleared_never_leaves(url: String) {
        let (room, sink) = (Mailroom::open(&url).await, SmtpSink::working().await);
        let (id, of) = owed(&room).await;
        clear(&room, id, of, true).await;
        room.queue(id).await;
        let behind = sea_orm::Database::connect(&url).await.unwrap();
        behind.execute_unprepared(&format!("UPDATE outbox SET attachments = '[\"{of}\"]'")).await.unwrap();
        assert_eq!(room.deliver(&sink).await.sent, 0);
        assert!(sink.stored().is_empty());
        let whys: Vec<_> = room.messages(id).await.into_iter().map(|r| r.last_response.unwrap_or_default()).collect();
        assert_eq!(whys, ["not_cleared", "not_cleared"]);
        assert!(!matches!(room.demand(id).await.notice, Notice::Sent { .. }));
    }

    /// Nobody clears alone, nor for a reason that is none, nor what is no paper, nor under an order, nor below a notice on its way.
    async fn what_cannot_be_cleared(url: String) {
        let room = Mailroom::open(&url).await;
        let (id, of) = owed(&room).await;
        let order = room.workflow.add_document(reviewer(), id, text("order", PAPER), None).await.unwrap();
        let order = order.documents.last().unwrap().id;
        for wrong in [order, DocumentId(Uuid::from_u128(9))] {
            assert_eq!(reasons(prepare(&room, id, wrong, false).await.unwrap_err()), [Reason::NoSuchDocument]);
        }
        let before = room.demand(id).await.documents.len();
        prepare(&room, id, of, false).await.unwrap();
        let act = Act::ClearCopy { of, copy: of, reason: "names a second suspect".into() };
        let same = room.workflow.act(reviewer(), id, Command::Confirm(act.clone()), None).await.unwrap_err();
        assert!(matches!(reasons(same).as_slice(), [Reason::SamePerson { .. }]));
        let read = room.workflow.preview_notice(&teller(), id).await.unwrap();
        assert!(read.copies.is_empty(), "half cleared is not cleared");
        let asked = room.workflow.prepare_notice_with(teller(), id, &[of], &read.digest, None).await;
        assert!(matches!(asked, Err(Error::NoticeChanged)), "with it the notice is another than the one that was read");
        let with = room.workflow.preview_notice_with(&teller(), id, &[of]).await.unwrap();
        let refused = room.workflow.prepare_notice_with(teller(), id, &[of], &with.digest, None).await.unwrap_err();
        assert_eq!(reasons(refused), [Reason::CopyNotCleared]);

        room.does(reviewer(), id, room.order()).await;
        assert!(room.demand(id).await.prepared(ActKind::ClearCopy).is_none(), "an order voids the first half");
        let under = reasons(prepare(&room, id, of, true).await.unwrap_err());
        assert!(under.iter().any(|r| matches!(r, Reason::SecrecyInForce { .. })), "{under:?}");
        assert_eq!(room.demand(id).await.documents.len(), before, "and nothing was kept");
    }

    /// A contact's language, a copy that is cleared no longer: what was prepared cannot be confirmed, and nothing goes.
    async fn what_was_read_before_a_change_is_not_confirmed(url: String) {
        let room = Mailroom::open(&url).await;
        let (id, of) = owed(&room).await;
        clear(&room, id, of, false).await;
        let read = room.workflow.preview_notice(&teller(), id).await.unwrap().digest;
        room.workflow.prepare_notice(teller(), id, &read, None).await.unwrap();
        let contact = ContactId(Uuid::from_u128(0xd0));
        let new = NewContact {
            name: "Customer's legal contact 1".into(),
            mail: "legal1@customer.example.net".into(),
            language: "sv".into(),
            ..NewContact::default()
        };
        let customer = room.demand(id).await.customer.unwrap().id;
        room.workflow.put_contact(Actor::Operator, customer, ContactKey::Id(contact), new, None).await.unwrap();
        let late = room.workflow.confirm_notice(second(), id, &read, None).await.unwrap_err();
        assert!(matches!(late, Error::NoticeChanged), "{late}");
        assert!(room.messages(id).await.is_empty());

        room.does(teller(), id, Command::Discard(ActKind::SendNotice)).await;
        let read = room.workflow.preview_notice(&teller(), id).await.unwrap().digest;
        room.workflow.prepare_notice(teller(), id, &read, None).await.unwrap();
        clear(&room, id, of, true).await;
        let late = room.workflow.confirm_notice(second(), id, &read, None).await.unwrap_err();
        assert_eq!(reasons(late), [Reason::CopyNotCleared]);
        assert!(room.messages(id).await.is_empty());
    }
}

#[tokio::test]
async fn a_copy_is_cleared_chosen_and_left_out_by_buttons() {
    let office = Office::open().await;
    let id = office.receive("24-CV-80", &[Category::SubId]).await;
    office.desk.verify(id).await;
    office.desk.no_secrecy(id).await;
    let mut reviewer = office.site.member(&[Role::Reviewer, Role::Intake]).await;
    let mut other = office.site.member(&[Role::NoticeOfficer]).await;
    let added = upload(&mut reviewer, &format!("/demands/{id}/add_document"), &[("document-kind", "paper")], "demand.txt", PAPER).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.body);
    let paper = office.desk.find(id).await.documents.last().unwrap().id.to_string();
    let path = format!("/demands/{id}/prepare_clear_copy");
    let page = reviewer.get(&path).await.body;
    assert!(page.contains("multipart/form-data") && page.contains("demand.txt") && page.contains("blacks out nothing"), "{page}");
    let fields = |how: &'static str| vec![("paper", paper.clone()), ("copy-as", how.to_owned()), ("reason", "two names".to_owned())];
    for (how, name) in [("original", "redacted.txt"), ("redacted", "")] {
        let all = fields(how);
        let all: Vec<(&str, &str)> = all.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let answer = upload(&mut reviewer, &path, &all, name, REDACTED).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{how}: {}", answer.body);
    }
    let all = fields("redacted");
    let all: Vec<(&str, &str)> = all.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let done = upload(&mut reviewer, &path, &all, "redacted.txt", REDACTED).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let confirm = format!("/demands/{id}/confirm_clear_copy");
    let page = other.get(&confirm).await.body;
    assert!(page.contains("redacted.txt") && page.contains("two names"), "{page}");
    does(&mut other, &confirm, &[]).await;
    let copy = office.desk.find(id).await.cleared[0].copy.to_string();

    let prepare = format!("/demands/{id}/prepare_send_notice");
    let page = other.get(&prepare).await.body;
    assert!(page.contains("document-1.txt") && page.contains(&format!("value=\"{copy}\" checked")), "{page}");
    assert!(page.contains("A copy is attached"), "{page}");
    // Left out: the notice is another one, and is shown before it is prepared.
    let again = press(&mut other, &prepare, &[]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", again.body);
    assert!(!again.body.contains("A copy is attached") && !again.body.contains("document-1.txt"), "{}", again.body);
    does(&mut other, &prepare, &[("copies", &copy)]).await;
    let Some(Act::SendNotice(draft)) = office.desk.find(id).await.prepared(ActKind::SendNotice).map(|p| p.act.clone()) else { panic!() };
    assert_eq!(draft.copies.iter().map(ToString::to_string).collect::<Vec<_>>(), [copy]);
    office.desk.holds().await;
}

#[tokio::test]
async fn an_objection_that_came_by_mail_is_recorded_with_its_papers() {
    let office = Office::open().await;
    let id = office.receive("24-CV-81", &[Category::SubId]).await;
    office.desk.verify(id).await;
    office.desk.no_secrecy(id).await;
    office.desk.notify(id).await;
    let mut intake = office.person(Role::Intake).await;
    let path = format!("/demands/{id}/record_objection");
    let without = upload(&mut intake, &path, &[("text", " ")], "objection.eml", b"From: somebody").await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", without.body);
    assert!(office.desk.find(id).await.objections.is_empty());
    let done = upload(&mut intake, &path, &[("text", "The account is a lawyer's.")], "objection.eml", b"From: somebody").await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let demand = office.desk.find(id).await;
    let [paper] = demand.objections[0].documents.as_slice() else { panic!("{:?}", demand.objections) };
    let kept = demand.documents.iter().find(|d| d.id == *paper).unwrap();
    assert_eq!((kept.name.as_str(), kept.bytes), ("objection.eml", 14));
    let page = intake.get(&format!("/demands/{id}/documents")).await.body;
    assert!(page.contains("objection.eml") && page.contains(&kept.sha256), "{page}");
    office.desk.holds().await;
}
