use super::*;
use lopdf::{Dictionary, Document, Object, Stream, dictionary};

fn inspect(bytes: &[u8]) -> Result<PdfFacts, IntakeError> {
    pdf::inspect(bytes)
}

fn one_page(change: impl FnOnce(&mut Document, &mut Dictionary, &mut Dictionary)) -> Vec<u8> {
    let mut document = Document::with_version("1.5");
    let pages = document.new_object_id();
    let mut page = dictionary! { "Type" => "Page", "Parent" => pages };
    let mut catalog = dictionary! { "Type" => "Catalog", "Pages" => pages };
    change(&mut document, &mut page, &mut catalog);
    let page = document.add_object(page);
    document.objects.insert(pages, Object::Dictionary(dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 }));
    let catalog = document.add_object(catalog);
    document.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

#[test]
fn that_is_no_pdf_is_named_by_what_it_is() {
    assert_eq!(inspect(b"PK\x03\x04").unwrap_err(), IntakeError::NotAPdf { found: "archive" });
    assert_eq!(inspect(b"<html><body>order.pdf</body></html>").unwrap_err(), IntakeError::NotAPdf { found: "markup" });
    assert_eq!(inspect(b"").unwrap_err(), IntakeError::NotAPdf { found: "unknown" });
}

#[test]
fn that_only_begins_like_one_is_broken() {
    assert_eq!(inspect(b"%PDF-1.7\nthe rest is prose").unwrap_err(), IntakeError::PdfBroken);
    let whole = sample::paper(&spec(SamplePaper::Subpoena)).unwrap();
    assert!(inspect(&whole[..whole.len() / 3]).is_err());
}

#[test]
fn says_what_acts_by_itself() {
    assert!(!inspect(&one_page(|_, _, _| ())).unwrap().is_active());
    let script = inspect(&one_page(|_, _, catalog| {
        catalog.set("OpenAction", dictionary! { "S" => "JavaScript", "JS" => Object::string_literal("app.alert(1)") });
    }))
    .unwrap();
    assert!(script.javascript && script.open_action && !script.launch && !script.embedded_files);
    let launch = inspect(&one_page(|_, page, _| {
        page.set("AA", dictionary! { "O" => dictionary! { "S" => "Launch", "F" => Object::string_literal("x.exe") } });
    }))
    .unwrap();
    assert!(launch.launch && !launch.javascript);
    let carries = inspect(&one_page(|document, _, catalog| {
        let file = document.add_object(Stream::new(dictionary! { "Type" => "EmbeddedFile" }, b"x".to_vec()));
        catalog.set("Names", dictionary! { "EmbeddedFiles" => dictionary! { "Names" => vec![Object::string_literal("a"), file.into()] } });
    }))
    .unwrap();
    assert!(carries.embedded_files && !carries.javascript);
}

#[test]
fn bomb_in_a_page_costs_its_page_only() {
    let bytes = one_page(|document, page, _| {
        let mut stream = Stream::new(dictionary! {}, vec![b' '; 16 * 1024 * 1024]);
        stream.compress().unwrap();
        let content = document.add_object(stream);
        page.set("Contents", content);
    });
    assert!(bytes.len() < 1024 * 1024, "a bomb is small outside");
    let facts = inspect(&bytes).unwrap();
    assert_eq!((facts.pages, facts.text.len(), facts.text_complete), (1, 0, false));
}

#[test]
fn bomb_in_an_object_stream_is_refused() {
    let bytes = one_page(|document, _, _| {
        let mut stream = Stream::new(dictionary! { "Type" => "ObjStX", "N" => 1, "First" => 4 }, vec![b' '; 16 * 1024 * 1024]);
        stream.compress().unwrap();
        document.add_object(stream);
    });
    // The writer leaves object streams out, so the name is put in afterwards.
    let at = bytes.windows(6).position(|w| w == b"ObjStX").unwrap();
    let bytes = [&bytes[..at], b"ObjStm", &bytes[at + 6..]].concat();
    assert_eq!(inspect(&bytes).unwrap_err(), IntakeError::PdfTooComplex);
}

#[test]
fn that_is_locked_is_known_as_such() {
    use lopdf::{EncryptionState, EncryptionVersion, Permissions};
    let mut document = Document::load_mem(&sample::paper(&spec(SamplePaper::Subpoena)).unwrap()).unwrap();
    document.trailer.set("ID", vec![Object::string_literal("0123456789abcdef"), Object::string_literal("0123456789abcdef")]);
    let version = EncryptionVersion::V2 {
        document: &document,
        owner_password: "owner",
        user_password: "reader",
        key_length: 128,
        permissions: Permissions::all(),
    };
    let state = EncryptionState::try_from(version).unwrap();
    document.encrypt(&state).unwrap();
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    let facts = inspect(&bytes).unwrap();
    assert!(facts.encrypted && facts.text.is_empty());
}

#[test]
fn nested_arrays_do_not_take_the_stack() {
    let mut bytes = b"%PDF-1.4\n1 0 obj\n".to_vec();
    bytes.extend(vec![b'['; 400_000]);
    bytes.extend(vec![b']'; 400_000]);
    bytes.extend(b"\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF");
    assert!(inspect(&bytes).is_err());
}

#[tokio::test]
async fn that_takes_too_long_is_given_up() {
    let accounts = (0..5_000).map(|n| format!("user{n}@customer.example.net")).collect();
    let long = SampleSpec { accounts, ..spec(SamplePaper::Subpoena) };
    let bytes = bytes::Bytes::from(sample::paper(&long).unwrap());
    assert!(pdf::inspect_apart(bytes.clone(), std::time::Duration::from_secs(60)).await.unwrap().pages > 50);
    let error = pdf::inspect_apart(bytes, std::time::Duration::ZERO).await.unwrap_err();
    assert_eq!(error.code(), "intake-pdf-too-slow");
}
