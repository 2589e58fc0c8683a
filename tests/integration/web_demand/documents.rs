//! Papers from outside: shown where nothing of them can act, saved as bytes, never shown from quarantine.

use super::{Office, upload};
use axum::http::StatusCode;
use domain::actor::Role;
use domain::category::Category;
use domain::ids::DemandId;
use lopdf::{Document, Object, dictionary};
use ombud::store::events;
use ombud::workflow::NewDocument;

const HOSTILE: &[u8] = b"<html><script>alert(1)</script></html>";

/// A PDF with one page; or one that would run a script when it is opened.
fn paper(acts: bool) -> Vec<u8> {
    let mut document = Document::with_version("1.5");
    let pages = document.new_object_id();
    let page = document.add_object(dictionary! { "Type" => "Page", "Parent" => pages });
    document.objects.insert(pages, Object::Dictionary(dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 }));
    let mut catalog = dictionary! { "Type" => "Catalog", "Pages" => pages };
    if acts {
        catalog.set("OpenAction", dictionary! { "S" => "JavaScript", "JS" => Object::string_literal("app.alert(1)") });
    }
    let catalog = document.add_object(catalog);
    document.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

async fn received(office: &Office) -> (DemandId, Vec<(String, String)>) {
    let mut new = office.desk.demand("us.sca.warrant", "24-CV-20", &[Category::SubId]);
    let document = |name: &str, media_type: &str, kind: &str| NewDocument {
        name: name.to_owned(),
        media_type: media_type.to_owned(),
        kind: kind.to_owned(),
        bytes: bytes::Bytes::from_static(HOSTILE),
    };
    let pdf = |name: &str, bytes: Vec<u8>| NewDocument {
        name: name.to_owned(),
        media_type: "application/pdf".to_owned(),
        kind: "paper".to_owned(),
        bytes: bytes.into(),
    };
    new.documents = vec![
        pdf("sound.pdf", paper(false)),
        pdf("acts.pdf", paper(true)),
        document("page.html", "text/html", "attachment"),
        document("picture.png", "image/png", "attachment"),
        document("paper.pdf", "application/pdf", "paper"),
        document("bomb.pdf", "application/pdf", "quarantine"),
        document("räksmörgås \"x\".txt", "text/plain", "attachment"),
    ];
    let demand = office.desk.receive(new).await;
    (demand.id, demand.documents.iter().map(|d| (d.name.clone(), format!("/demands/{}/documents/{}", demand.id, d.id))).collect())
}

#[tokio::test]
async fn nothing_from_outside_acts_in_our_page() {
    let office = Office::open().await;
    let (_, papers) = received(&office).await;
    let mut person = office.person(Role::Intake).await;
    for (name, path) in &papers {
        let page = person.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{name}: {}", page.body);
        assert!(!page.body.contains("<script>alert"), "{name}");
        let download = person.get(&format!("{path}/download")).await;
        assert_eq!(download.status, StatusCode::OK, "{name}");
        assert!(download.header("content-disposition").starts_with("attachment"), "{name}");
        assert_eq!(download.header("content-type"), "application/octet-stream", "{name}");
        assert_eq!(download.header("x-content-type-options"), "nosniff", "{name}");
        let content = person.get(&format!("{path}/content")).await;
        let policy = content.header("content-security-policy").to_owned();
        match name.as_str() {
            "picture.png" => assert!(content.status == StatusCode::OK && policy.contains("sandbox"), "{name}: {policy}"),
            "sound.pdf" => {
                assert!(content.status == StatusCode::OK && policy.contains("default-src 'none'"), "{name}: {policy}");
                assert_eq!(content.header("content-type"), "application/pdf");
            }
            _ => assert_eq!(content.status, StatusCode::NOT_FOUND, "{name} is never shown as it is"),
        }
    }
}

#[tokio::test]
async fn opening_is_on_the_record_and_other_demands_papers_are_not_here() {
    let office = Office::open().await;
    let (id, papers) = received(&office).await;
    let other = office.receive("24-CV-21", &[Category::SubId]).await;
    let mut person = office.person(Role::Reviewer).await;
    let path = &papers.iter().find(|(name, _)| name == "picture.png").unwrap().1;
    person.get(&format!("{path}/content")).await;
    let all = events::of_demand(office.desk.workflow.store().read(), id).await.unwrap();
    let opened = all.iter().filter(|e| e.payload.as_ref().is_some_and(|p| p["looked_at"] == "document")).count();
    assert_eq!(opened, 1);
    let elsewhere = path.replace(&id.to_string(), &other.to_string());
    for what in ["", "/content", "/download"] {
        assert_eq!(person.get(&format!("{elsewhere}{what}")).await.status, StatusCode::NOT_FOUND, "{what}");
    }
}

#[tokio::test]
async fn what_was_gathered_is_no_paper_of_the_case() {
    let office = Office::open().await;
    let id = office.receive("24-CV-22", &[Category::SubId]).await;
    office.desk.to_producing(id).await;
    office.desk.collect(id).await;
    let rows = ombud::store::documents::of_demand(office.desk.workflow.store().read(), id).await.unwrap();
    let gathered = rows.iter().find(|r| r.kind == "collected").unwrap();
    let mut person = office.person(Role::DisclosureOfficer).await;
    let path = format!("/demands/{id}/documents/{}", gathered.document());
    for what in ["", "/content", "/download"] {
        assert_eq!(person.get(&format!("{path}{what}")).await.status, StatusCode::NOT_FOUND, "{what}");
    }
    assert_eq!(person.get(&format!("/demands/{id}/package/file")).await.status, StatusCode::NOT_FOUND, "nothing has been released");
}

#[tokio::test]
async fn a_document_is_added_with_what_it_is() {
    let office = Office::open().await;
    let id = office.receive("24-CV-23", &[Category::SubId]).await;
    let mut person = office.person(Role::Intake).await;
    let path = format!("/demands/{id}/add_document");
    let none = upload(&mut person, &path, &[("document-kind", "order")], "order.txt", b"").await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let done = upload(&mut person, &path, &[("document-kind", "order")], "order.html", HOSTILE).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let row = person.get(done.leads_to()).await;
    assert!(row.body.contains("order.html") && !row.body.contains("<script>alert"));
    let added = office.desk.find(id).await.documents.pop().unwrap();
    assert_ne!(added.media_type, "text/html", "the bytes say what it is, never the name");
}

#[tokio::test]
async fn a_gathered_file_that_cannot_be_read_says_why_and_changes_nothing() {
    let office = Office::open().await;
    let id = office.receive("24-CV-24", &[Category::SubId]).await;
    office.desk.to_producing(id).await;
    let mut custodian = office.person(Role::Custodian).await;
    let line = office.desk.find(id).await.lines[0].id.to_string();
    let path = format!("/demands/{id}/record_collection");
    let fields = |account: &'static str| {
        [("line", line.as_str()), ("found", "file"), ("account-field", account), ("time-field", "at"), ("time-format", "rfc3339")]
    };
    let missing = upload(&mut custodian, &path, &fields("nobody"), "export.csv", b"user,at\na,2026-08-01T00:00:00Z\n").await;
    assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", missing.body);
    assert!(missing.body.contains("nobody"), "the column is named and kept");
    let unnamed = upload(&mut custodian, &path, &fields(""), "export.csv", b"user,at\n").await;
    assert!(unnamed.body.contains("href=\"#account-field\""));
    assert!(office.desk.find(id).await.lines[0].collected.is_none());
    let mut none = fields("");
    none[1] = ("found", "nothing");
    let looked = upload(&mut custodian, &path, &[none[0], none[1], ("looked", "Both stores of the mail system.")], "", b"").await;
    assert_eq!(looked.status, StatusCode::SEE_OTHER, "{}", looked.body);
}

#[tokio::test]
async fn a_notice_is_read_as_it_will_be_sent() {
    let office = Office::open().await;
    let id = office.receive("24-CV-25", &[Category::SubId]).await;
    office.desk.verify(id).await;
    office.desk.no_secrecy(id).await;
    let mut teller = office.person(Role::NoticeOfficer).await;
    let page = teller.get(&format!("/demands/{id}/prepare_send_notice")).await;
    let preview = office.desk.workflow.preview_notice(&office.desk.staff.notice, id).await.unwrap();
    assert!(page.body.contains(&preview.digest) && page.body.contains("Example Customer"));
    assert!(preview.mails.iter().all(|(_, mail)| mail.html.is_some()), "the real letters");
    for (place, (_, mail)) in preview.mails.iter().enumerate() {
        let html = teller.get(&format!("/demands/{id}/notice/{place}")).await;
        assert_eq!(Some(&html.body), mail.html.as_ref());
        assert!(html.header("content-security-policy").contains("sandbox"), "nothing in it runs");
    }
    assert_eq!(teller.get(&format!("/demands/{id}/notice/99")).await.status, StatusCode::NOT_FOUND);
    super::does(&mut teller, &format!("/demands/{id}/prepare_send_notice"), &[]).await;
    let mut approver = office.person(Role::Approver).await;
    let sent = super::press(&mut approver, &format!("/demands/{id}/confirm_send_notice"), &[]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    assert!(approver.get(&format!("/demands/{id}/correspondence")).await.body.contains("legal0@customer.example.com"));
}
