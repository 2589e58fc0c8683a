//! Papers that came as pictures: read by machine, said to be, offered and never filled in.

use crate::support::TestDatabase;
use crate::support::site::{Answer, Site, Visitor};
use crate::support::upload::spec;
use axum::http::StatusCode;
use domain::actor::Role;
use ombud::intake::sample::{self, SamplePaper};
use ombud::intake::scan::{self, Seen};
use ombud::outside::{Folder, Limits, Outside, Ran};
use ombud::store::scans;

/// The first page of a sample paper, drawn: what a scanner would have sent.
async fn picture() -> Vec<u8> {
    let paper = sample::paper(&spec(SamplePaper::Warrant, "EX-2026-0815", "dana@customer.example.com")).unwrap();
    let folder = Folder::new().unwrap();
    folder.put("paper.pdf", &paper).unwrap();
    let args: [&(dyn AsRef<std::ffi::OsStr> + Sync); 7] = [&"-r", &"200", &"-png", &"-singlefile", &"-gray", &"paper.pdf", &"page"];
    let Ran::Done(reply) = Outside::default().run("pdftoppm", &args, &folder, Limits::default()).await.unwrap() else {
        panic!("poppler-utils is missing")
    };
    assert_eq!(reply.code, 0, "{}", reply.err);
    folder.get("page.png", 32 << 20).unwrap().unwrap()
}

/// What Tesseract needs is there; `tests/all.sh` sees to it.
fn programs() -> Outside {
    let outside = Outside::default();
    assert!(outside.find("tesseract").is_some() && outside.find("pdftoppm").is_some(), "tests/all.sh installs them");
    outside
}

async fn uploaded(site: &Site, name: &str, bytes: &[u8]) -> (Visitor, String, Answer) {
    let mut person = site.member(&[Role::Intake]).await;
    let form = person.upload("/demands/new/file", name, bytes).await.leads_to().to_owned();
    let page = person.get(&form).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    (person, form, page)
}

crate::both_databases! {
    async fn a_picture_is_read_by_a_job_and_its_values_are_offered_as_doubtful(url: String) {
        let site = Site::open(&url, true).await;
        let outside = programs();
        let (mut person, form, page) = uploaded(&site, "scan.png", &picture().await).await;
        assert!(page.body.contains("A machine is reading it"), "{}", page.body);
        assert_eq!(scan::read_waiting(&site.app.workflow, &outside, 5).await.unwrap(), 1);
        assert_eq!(scan::read_waiting(&site.app.workflow, &outside, 5).await.unwrap(), 0, "once");
        let page = person.get(&form).await;
        assert!(page.body.contains("Read by machine from a picture, and may be wrong"), "{}", page.body);
        assert!(page.body.contains("value=\"reference=EX-2026-0815\""), "{}", page.body);
        assert!(page.body.contains("value=\"accounts=dana@customer.example.com\""), "{}", page.body);
        assert!(page.body.contains("read by machine ("), "each offer says how sure the machine was");
        assert!(!page.body.contains("id=\"reference\" name=\"reference\" type=\"text\" value="), "and nothing was filled in");
        // The picture stands beside the text.
        let (_, rest) = page.body.split_once("<img loading=\"lazy\" src=\"").unwrap();
        let shown = person.get(rest.split('"').next().unwrap()).await;
        assert_eq!(shown.status, StatusCode::OK);
        // Who opens the same picture again finds it read.
        let taken = person.post(&form, &[("take", "reference=EX-2026-0815")]).await;
        assert!(taken.body.contains("value=\"EX-2026-0815\""), "{}", taken.body);
    }
}

/// A PDF that holds the picture and not one letter: what a copier sends.
fn copied(width: i64, height: i64, grey: Vec<u8>) -> Vec<u8> {
    use lopdf::{Document, Object, Stream, dictionary};
    let mut document = Document::with_version("1.5");
    let pages = document.new_object_id();
    let about = dictionary! { "Type" => "XObject", "Subtype" => "Image", "Width" => width, "Height" => height, "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8 };
    let image = document.add_object(Stream::new(about, grey));
    let content = document.add_object(Stream::new(dictionary! {}, b"q 595 0 0 842 0 0 cm /I Do Q".to_vec()));
    let page = document.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages, "Contents" => content,
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
        "Resources" => dictionary! { "XObject" => dictionary! { "I" => image } },
    });
    document.objects.insert(pages, Object::Dictionary(dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 }));
    let root = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    document.trailer.set("Root", root);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

#[tokio::test]
async fn a_paper_of_pictures_is_drawn_and_read_page_by_page() {
    let outside = programs();
    let paper = sample::paper(&spec(SamplePaper::Warrant, "EX-2026-0815", "dana@customer.example.com")).unwrap();
    let folder = Folder::new().unwrap();
    folder.put("paper.pdf", &paper).unwrap();
    let args: [&(dyn AsRef<std::ffi::OsStr> + Sync); 6] = [&"-r", &"150", &"-singlefile", &"-gray", &"paper.pdf", &"page"];
    outside.run("pdftoppm", &args, &folder, Limits::default()).await.unwrap();
    // P5, width and height, 255, then one byte for each dot.
    let drawn = folder.get("page.pgm", 32 << 20).unwrap().unwrap();
    let mut head = drawn.splitn(4, |b| *b == b'\n');
    let (_, size, _, grey) = (head.next().unwrap(), head.next().unwrap(), head.next().unwrap(), head.next().unwrap());
    let size: Vec<i64> = std::str::from_utf8(size).unwrap().split(' ').map(|n| n.parse().unwrap()).collect();
    let pdf = copied(size[0], size[1], grey.to_vec());

    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let (mut person, form, page) = uploaded(&site, "copy.pdf", &pdf).await;
    assert!(page.body.contains("A machine is reading it"), "{}", page.body);
    scan::read_waiting(&site.app.workflow, &outside, 5).await.unwrap();
    let page = person.get(&form).await;
    assert!(page.body.contains("value=\"reference=EX-2026-0815\"") && page.body.contains("read by machine ("), "{}", page.body);
    let Seen::Read(reading) = scan::read(&outside, &pdf).await.unwrap() else { panic!("not read") };
    assert!(reading.whole && reading.pages.len() == 1 && reading.languages.contains(&"eng".to_owned()));
    let line = reading.pages[0].lines.iter().find(|l| l.text.contains("EX-2026-0815")).unwrap();
    assert!((1..=100).contains(&line.sure), "{line:?}");
}

#[tokio::test]
async fn what_cannot_be_read_is_said_and_asked_again() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    let (mut person, form, _) = uploaded(&site, "scan.png", &picture().await).await;
    // No program: said, and tried again after a while.
    let nothing = Outside::within(["/nowhere"]);
    scan::read_waiting(&site.app.workflow, &nothing, 5).await.unwrap();
    assert!(person.get(&form).await.body.contains("no program that reads pictures is installed here"));
    assert!(scans::in_state(site.app.store.read(), scans::WAITING, 5).await.unwrap().is_empty());
    site.wait(chrono::TimeDelta::minutes(11));
    assert!(person.get(&form).await.body.contains("A machine is reading it"));
    // A picture that is none.
    let (mut other, broken, _) = uploaded(&site, "broken.png", b"\x89PNG\r\n\x1A\n and nothing else").await;
    scan::read_waiting(&site.app.workflow, &programs(), 5).await.unwrap();
    assert!(other.get(&broken).await.body.contains("the machine could not read it"));
    assert!(person.get(&form).await.body.contains("Read by machine"), "and the next one is read all the same");
    let mut reviewer = site.member(&[Role::Reviewer]).await;
    assert_eq!(reviewer.get(&format!("{form}/page/0/1")).await.status, StatusCode::FORBIDDEN);
    assert_eq!(person.get(&format!("{form}/page/7/1")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_paper_with_text_is_drawn_beside_it() {
    let database = TestDatabase::sqlite();
    let site = Site::open(&database.url, true).await;
    programs();
    let paper = sample::paper(&spec(SamplePaper::Epoc, "EX-2026-0816", "dana@customer.example.com")).unwrap();
    let (mut person, form, page) = uploaded(&site, "paper.pdf", &paper).await;
    assert!(!page.body.contains("Read by machine"), "its own text is read, and no picture");
    assert!(page.body.contains(&format!("src=\"{form}/page/0/1\"")), "{}", page.body);
    assert_eq!(person.get(&format!("{form}/page/0/1")).await.status, StatusCode::OK);
    assert_eq!(person.get(&format!("{form}/page/0/99")).await.status, StatusCode::NOT_FOUND);
    assert!(scans::in_state(site.app.store.read(), scans::WAITING, 5).await.unwrap().is_empty());
}
