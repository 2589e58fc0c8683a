//! Taking demands in: the file is kept, the form is filled, and nothing typed is ever lost.

use crate::support::TestDatabase;
use crate::support::site::{Answer, Site, Visitor};
use crate::support::upload::spec;
use axum::http::StatusCode;
use domain::actor::{Actor, Role};
use domain::demand::Demand;
use domain::ids::DemandId;
use domain::instrument::IssuerKind;
use domain::paper::CustomerClass;
use ombud::intake::sample::{SamplePaper, SampleSpec, mail};
use ombud::store::{documents, events};
use ombud::workflow::directory::{NewAuthority, NewCustomer};

async fn customer(site: &Site, name: &str, domain: &str) -> String {
    let new = NewCustomer {
        name: name.to_owned(),
        class: CustomerClass::Enterprise,
        country: "SE".to_owned(),
        language: "sv".to_owned(),
        domains: vec![domain.to_owned()],
        ..NewCustomer::default()
    };
    site.app.workflow.add_customer(Actor::Operator, new).await.unwrap().to_string()
}

/// The demand that a redirect leads to.
async fn led_to(site: &Site, answer: &Answer) -> Demand {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let id: DemandId = answer.leads_to().strip_prefix("/demands/").unwrap().parse().unwrap();
    site.app.workflow.find(&Actor::Operator, id).await.unwrap()
}

async fn all_demands(site: &Site) -> usize {
    ombud::store::demands::all_after(site.app.store.read(), None, 100).await.unwrap().len()
}

/// The value of a field as the page shows it.
fn value(page: &Answer, name: &str) -> String {
    let at = page.body.find(&format!(" name=\"{name}\"")).unwrap_or_else(|| panic!("no field {name}"));
    let tag = &page.body[at..at + page.body[at..].find('>').unwrap()];
    tag.split_once("value=\"").map(|(_, v)| v.split('"').next().unwrap().to_owned()).unwrap_or_default()
}

/// A good form, to be spoilt.
fn good<'a>() -> Vec<(&'a str, &'a str)> {
    vec![
        ("key", "a-key-of-this-form"),
        ("received", "2026-11-22T12:30"),
        ("authority_name", "Example County Court"),
        ("reference", "F-2026-17"),
        ("instrument", "us.sca.warrant"),
        ("issuer", "court"),
        ("issued_on", "2026-11-20"),
        ("accounts", "dana@customer.example.com\r\naccount: 4711\r\n"),
        ("categories", "SUB_ID"),
        ("categories", "CONTENT"),
        ("from", "2026-03-01"),
        ("to", "2026-03-14"),
    ]
}

fn spoilt<'a>(name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    good().into_iter().filter(|(n, _)| *n != name).chain([(name, value)]).collect()
}

async fn intake(site: &Site) -> Visitor {
    site.member(&[Role::Intake]).await
}

#[tokio::test]
async fn a_mail_becomes_one_demand_with_what_a_person_confirmed() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let customer = customer(&site, "Example Industries AB", "customer.example.com").await;
    let mut person = intake(&site).await;
    let bytes = mail(&spec(SamplePaper::Epoc, "EX-2026-0147", "dana@customer.example.com")).unwrap();
    let kept = person.upload("/demands/new/file", "demand.eml", &bytes).await;
    let form = kept.leads_to().to_owned();
    assert!(form.starts_with("/demands/new/form/"), "{}", kept.body);
    let again = person.upload("/demands/new/file", "again.eml", &bytes).await;
    assert_eq!(again.leads_to(), form, "the same bytes are not kept twice");
    assert!(person.get("/demands/new").await.body.contains(&form), "what waits is listed");

    let page = person.get(&form).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    for name in ["reference", "sender", "authority_name", "statute", "issued_on", "due", "from", "to"] {
        assert_eq!(value(&page, name), "", "{name} is nobody's choice yet");
    }
    assert!(!page.body.contains(" checked>") && !page.body.contains("Example Industries AB"), "nothing is chosen, and no account is named");
    // Each offer says its line, and the line is marked beside the form.
    for offer in [
        "reference=EX-2026-0147",
        "sender=desk@prosecution.example.org",
        "accounts=dana@customer.example.com",
        "from=2026-03-01",
        "to=2026-03-14",
        "instrument=eu.epoc",
        "categories=SUB_ID",
    ] {
        let (_, rest) = page.body.split_once(&format!("value=\"{offer}\"")).unwrap_or_else(|| panic!("{offer}: {}", page.body));
        let anchor = rest.split_once("href=\"#").unwrap().1.split('"').next().unwrap().to_owned();
        assert!(page.body.contains(&format!("<mark id=\"{anchor}\"")), "{offer}: {anchor}");
    }
    // Taken one by one: what was taken stands in its field, what was typed stays, nothing else comes with it.
    let taken =
        person.post(&form, &[("reference", "typed"), ("accounts", "account: 4711"), ("take", "accounts=dana@customer.example.com")]).await;
    assert_eq!(taken.status, StatusCode::OK, "{}", taken.body);
    assert!(taken.body.contains("account: 4711\ndana@customer.example.com"), "{}", taken.body);
    assert_eq!(
        (value(&taken, "reference"), value(&taken, "sender"), value(&taken, "from")),
        ("typed".into(), String::new(), String::new())
    );
    assert!(taken.body.contains("Example Industries AB"), "now the customer is proposed");
    assert!(!taken.body.contains("value=\"accounts=dana@customer.example.com\""), "and it is not offered again");
    assert_eq!(person.post(&form, &[("take", "customer=x")]).await.status, StatusCode::UNPROCESSABLE_ENTITY, "only what a field takes");
    assert_eq!(all_demands(&site).await, 0, "taking a value takes nothing in");
    // The planted fault: the form sent as it was shown makes no demand, because nobody has chosen anything.
    let untouched = person.post(&form, &[("received", "2026-11-22T12:30")]).await;
    assert_eq!(untouched.status, StatusCode::UNPROCESSABLE_ENTITY);
    for name in ["reference", "authority_name", "instrument"] {
        assert!(untouched.body.contains(&format!("id=\"{name}-error\"")), "{name}");
    }
    let looked = events::page(site.app.store.read(), 0, 100).await.unwrap();
    assert!(looked.iter().any(|e| e.kind == "looked" && e.demand.is_none()), "that somebody read it is on the record");

    let send: Vec<(&str, &str)> =
        good().into_iter().filter(|(n, _)| *n != "instrument").chain([("instrument", "eu.epoc"), ("customer", &customer)]).collect();
    let done = person.post(&form, &send).await;
    let demand = led_to(&site, &done).await;
    assert_eq!(demand.paper.instrument.as_str(), "eu.epoc");
    assert_eq!(demand.paper.authority_reference, "F-2026-17", "what the person wrote counts, not what was read");
    assert_eq!(demand.lines.len(), 4);
    assert_eq!(demand.customer.as_ref().map(|c| c.name.as_str()), Some("Example Industries AB"));
    let rows = documents::of_demand(site.app.store.read(), demand.id).await.unwrap();
    let kinds: Vec<&str> = rows.iter().map(|r| r.kind.as_str()).collect();
    assert_eq!(kinds.len(), 2, "{kinds:?}");
    assert!(kinds.contains(&"mail") && kinds.contains(&"paper"), "{kinds:?}");
    assert!(
        form.ends_with(&rows.iter().find(|r| r.kind == "mail").unwrap().document().to_string()),
        "the file that was kept is the document"
    );
    assert_eq!(demand.documents.len(), 2);

    // Sent twice, by the same person or by a colleague who had it open: the same demand.
    assert_eq!(person.post(&form, &send).await.leads_to(), done.leads_to());
    let mut colleague = intake(&site).await;
    assert_eq!(colleague.post(&form, &send).await.leads_to(), done.leads_to());
    assert_eq!(colleague.get(&form).await.leads_to(), done.leads_to());
    assert_eq!(all_demands(&site).await, 1);
    assert!(!person.get("/demands/new").await.body.contains(&form));
    // The same bytes once more are said to have come before.
    let third = person.upload("/demands/new/file", "third.eml", &bytes).await.leads_to().to_owned();
    assert!(person.get(&third).await.body.contains(&demand.reference.to_string()));
}

#[tokio::test]
async fn each_fault_is_said_at_its_field_and_nothing_typed_is_lost() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let mut person = intake(&site).await;
    for (name, wrong, said) in [
        ("reference", " ", "Write the authority’s own reference"),
        ("authority_name", "", "This must be filled in"),
        ("instrument", "us.sca.nothing", "The rulebook does not know this instrument"),
        ("received", "1969-12-31T12:00", "between 1970 and 9999"),
        ("received", "2026-11-23T12:00", "lies in the future"),
        ("received", "yesterday", "This is not a date"),
        ("issued_on", "1969-12-31", "between 1970 and 9999"),
        ("issued_on", "20 November", "This is not a date"),
        ("due_time", "16:00", "This must be filled in"),
        ("to", "2026-02-01", "The end lies before the start"),
        ("accounts", "", "no account is named"),
        ("categories", "EVERYTHING", "This is not one of the choices"),
        ("authority", "00000000-0000-4000-8000-000000000000", "This is not one of the choices"),
        ("statute", &"x".repeat(301), "longer than can be kept"),
    ] {
        let answer = person.post("/demands/new/form", &spoilt(name, wrong)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}={wrong}: {}", answer.body);
        assert!(answer.body.contains(said), "{name}={wrong}: {said}");
        assert!(answer.body.contains("Nothing has been recorded yet"), "{name}");
        let field = if name == "due_time" { "due" } else { name };
        assert!(answer.body.contains(&format!("id=\"{field}-error\"")), "{name}: not at the field");
        if !matches!(name, "authority" | "instrument" | "accounts" | "categories") {
            assert_eq!(
                value(&answer, name),
                wrong.trim_end_matches(' ').to_owned() + &" ".repeat(usize::from(wrong == " ")),
                "{name} as typed"
            );
        }
        if name != "accounts" {
            assert!(answer.body.contains("dana@customer.example.com"), "the rest as typed");
        }
        assert_eq!(value(&answer, "key"), "a-key-of-this-form");
    }
    assert_eq!(all_demands(&site).await, 0);
    let done = led_to(&site, &person.post("/demands/new/form", &good()).await).await;
    let twice = led_to(&site, &person.post("/demands/new/form", &good()).await).await;
    assert_eq!((done.id, all_demands(&site).await), (twice.id, 1));
    assert_eq!(done.receipt.at.to_rfc3339(), "2026-11-22T11:30:00+00:00", "typed in the desk's time");
    // Days on the paper are days in New York, where its law applies.
    assert_eq!(done.lines[0].from.unwrap().to_rfc3339(), "2026-03-01T05:00:00+00:00");
}

#[tokio::test]
async fn when_nothing_can_be_written_the_form_comes_back() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let mut person = intake(&site).await;
    let bytes = mail(&spec(SamplePaper::Warrant, "F-1", "dana@customer.example.com")).unwrap();
    let form = person.upload("/demands/new/file", "demand.eml", &bytes).await.leads_to().to_owned();
    person.get(&form).await;
    // A hand in the database: the row that every new demand needs cannot be written.
    let refuse = "CREATE TRIGGER full BEFORE INSERT ON demands BEGIN SELECT RAISE(ABORT, 'disk full'); END";
    let pool = sqlx::SqlitePool::connect(&database.url).await.unwrap();
    sqlx::query(refuse).execute(&pool).await.unwrap();
    let answer = person.post(&form, &good()).await;
    assert!(answer.status.is_server_error(), "{}", answer.status);
    assert!(answer.body.contains("dana@customer.example.com") && answer.body.contains("no need to upload it again"), "{}", answer.body);
    sqlx::query("DROP TRIGGER full").execute(&pool).await.unwrap();
    led_to(&site, &person.post(&form, &good()).await).await;
}

#[tokio::test]
async fn what_cannot_be_read_is_kept_apart_and_said() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let mut person = intake(&site).await;
    let bomb = "UEsDBBQAAAAIAA==";
    let with_bomb = format!(
        "From: desk@prosecution.example.org\r\nTo: legal@example.com\r\nSubject: Demand\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nReference: F-9\r\n--b\r\nContent-Type: application/zip; name=\"all.zip\"\r\nContent-Disposition: attachment; filename=\"all.zip\"\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{bomb}\r\n--b--\r\n"
    );
    let mut large = b"From: desk@prosecution.example.org\r\nSubject: Demand\r\n\r\n".to_vec();
    large.resize(60 * 1024 * 1024, b'x');
    let cases: [(&str, &[u8], &str, &[&str]); 4] = [
        ("paper.pdf", b"PK\x03\x04 not a paper", "This file is not a PDF", &["quarantine"]),
        ("demand.eml", with_bomb.as_bytes(), "There is an archive among the files", &["mail", "quarantine"]),
        ("large.eml", &large, "The mail has 60 MiB and at most 40 MiB are taken", &["quarantine"]),
        ("picture.png", b"\x89PNG\r\n\x1A\n", "A machine is reading it", &["attachment"]),
    ];
    for (name, bytes, said, kinds) in cases {
        let form = person.upload("/demands/new/file", name, bytes).await.leads_to().to_owned();
        let page = person.get(&form).await;
        assert_eq!(page.status, StatusCode::OK, "{name}: {}", page.body);
        assert!(page.body.contains(said), "{name}: {said}");
        let reference = spoilt("reference", name);
        let demand = led_to(&site, &person.post(&form, &reference).await).await;
        let rows = documents::of_demand(site.app.store.read(), demand.id).await.unwrap();
        let mut found: Vec<&str> = rows.iter().map(|r| r.kind.as_str()).collect();
        found.sort_unstable();
        assert_eq!(found, kinds, "{name}");
        let sizes: i64 = rows.iter().map(|r| r.bytes).max().unwrap();
        assert_eq!(sizes, i64::try_from(bytes.len()).unwrap(), "{name}: every byte is kept");
    }
    // More than is kept, and nothing at all: said at the field.
    large.resize(ombud::web::new_demand::MOST_UPLOADED + 1, b'x');
    let answer = person.upload("/demands/new/file", "larger.eml", &large).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(answer.body.contains("id=\"file-error\"") && answer.body.contains("larger than 64 MiB"), "{}", answer.body);
    large.resize(ombud::web::new_demand::BODY + 1, b'x');
    let answer = person.upload("/demands/new/file", "largest.eml", &large).await;
    assert!(answer.status == StatusCode::PAYLOAD_TOO_LARGE && answer.body.contains("larger than 64 MiB"), "{}", answer.status);
    let answer = person.upload("/demands/new/file", "empty.eml", b"").await;
    assert!(answer.status == StatusCode::UNPROCESSABLE_ENTITY && answer.body.contains("id=\"file-error\""), "{}", answer.body);
}

#[tokio::test]
async fn among_several_customers_a_person_chooses() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let first = customer(&site, "Example Group AB", "customer.example.com").await;
    customer(&site, "Example Sales AB", "customer.example.com").await;
    let mut person = intake(&site).await;
    let asked = person.post("/demands/new/form", &good()).await;
    assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(asked.body.contains("id=\"customer-error\"") && asked.body.contains("Example Sales AB"), "{}", asked.body);
    let stranger = spoilt("customer", "00000000-0000-4000-8000-000000000000");
    assert_eq!(person.post("/demands/new/form", &stranger).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let chosen = led_to(&site, &person.post("/demands/new/form", &spoilt("customer", &first)).await).await;
    assert_eq!(chosen.customer.unwrap().name, "Example Group AB");
    let mut later = spoilt("customer", "later");
    later.retain(|(n, _)| *n != "key");
    later.push(("key", "another"));
    assert_eq!(led_to(&site, &person.post("/demands/new/form", &later).await).await.customer, None);
}

#[tokio::test]
async fn only_those_who_take_in_see_what_came_in() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let mut person = intake(&site).await;
    let form = person.upload("/demands/new/file", "note.txt", b"a note").await.leads_to().to_owned();
    let mut reviewer = site.member(&[Role::Reviewer]).await;
    assert_eq!(reviewer.get(&form).await.status, StatusCode::FORBIDDEN);
    assert_eq!(person.get("/demands/new/form/00000000-0000-4000-8000-000000000000").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_authority_is_pointed_out_only_where_domain_and_name_agree() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let mut ids = Vec::new();
    for name in ["Example Public Prosecution Office", "Example Customs Office"] {
        let new = NewAuthority {
            name: name.to_owned(),
            territory: "SE".to_owned(),
            level: "federal".to_owned(),
            kind: IssuerKind::Prosecutor,
            phone: "+46 8 000 00 00".to_owned(),
            mail: "office@prosecution.example.org".to_owned(),
            language: String::new(),
            postal: Vec::new(),
            domains: vec!["prosecution.example.org".to_owned()],
            note: String::new(),
        };
        ids.push(site.app.workflow.add_authority(Actor::Operator, new).await.unwrap());
    }
    let mut person = intake(&site).await;
    let proposed = async |person: &mut Visitor, authority: &str| {
        let spec = SampleSpec { authority: authority.to_owned(), ..spec(SamplePaper::Epoc, authority, "dana@customer.example.com") };
        let form = person.upload("/demands/new/file", "demand.eml", &mail(&spec).unwrap()).await.leads_to().to_owned();
        let page = person.get(&form).await;
        for id in &ids {
            assert!(page.body.contains(&format!("value=\"{id}\"")), "both have the domain and can be chosen");
            assert!(!page.body.contains(&format!("value=\"{id}\" selected")), "and nobody is chosen unasked");
        }
        let agrees = |id: &String| {
            let (_, rest) = page.body.split_once(&format!("<option value=\"{id}\"")).unwrap();
            rest.split("</option>").next().unwrap().contains("domain and name agree")
        };
        ids.iter().map(ToString::to_string).position(|id| agrees(&id))
    };
    assert_eq!(proposed(&mut person, "Example Public Prosecution Office").await, Some(0));
    assert_eq!(proposed(&mut person, "Example Customs Office").await, Some(1));
    assert_eq!(proposed(&mut person, "Example Coast Guard").await, None, "a mailbox alone proposes nobody");
}
