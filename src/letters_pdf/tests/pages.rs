//! What the pages say, read again by another library than the one that wrote them.

#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test stops where it fails, and says where pages are to be kept")]

use letters_pdf::{Block, Day, Error, Letter, Paper, Sender, render};
use lopdf::{Document, Object};

fn letter() -> Letter {
    Letter {
        id: "1f7b".into(),
        language: "en".into(),
        paper: Paper::A4,
        sender: Sender {
            name: "Example Provider".into(),
            address: vec!["1 Example Street".into(), "D01 Dublin".into()],
            reach: vec!["legal-desk@provider.example.com".into()],
        },
        recipient: vec!["Example County Court".into(), "Registry".into(), "2 Court Road".into(), "Exampletown".into()],
        date: "22 November 2026".into(),
        day: Day { year: 2026, month: 11, day: 22 },
        references: vec![("Our reference".into(), "D-7KQ2-M4XR".into()), ("Your reference".into(), "ECC-26-9".into())],
        subject: "Referral to the customer".into(),
        body: vec![
            Block::Paragraph("The data that you ask for belongs to the organisation.".into()),
            Block::Heading("What we ask".into()),
            Block::Points(vec!["Whether you have turned to it.".into(), "If not, why.".into()]),
            Block::Facts(vec![("Answer by".into(), "1 December 2026".into())]),
            Block::Table {
                head: vec!["File".into(), "Records".into()],
                rows: vec![vec!["a.csv".into(), "12".into()], vec!["b.csv".into()]],
            },
        ],
        foot: "ECC-26-9".into(),
    }
}

/// The words of all pages, in the order of drawing.
fn words(file: &[u8]) -> String {
    let pdf = Document::load_mem(file).unwrap();
    let pages: Vec<u32> = pdf.get_pages().keys().copied().collect();
    pdf.extract_text(&pages).unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn pages(file: &[u8]) -> usize {
    Document::load_mem(file).unwrap().get_pages().len()
}

fn catalog(file: &[u8], key: &[u8]) -> Option<Object> {
    let pdf = Document::load_mem(file).unwrap();
    pdf.catalog().unwrap().get(key).ok().map(|found| pdf.dereference(found).unwrap().1.clone())
}

#[test]
fn a_page_holds_what_the_letter_says_in_its_order() {
    let file = render(&letter()).unwrap();
    if let Ok(path) = std::env::var("OMBUD_PAGES") {
        std::fs::write(format!("{path}/letter.pdf"), &file).unwrap();
    }
    let text = words(&file);
    let mut from = 0;
    for part in [
        "Example Provider",
        "Example County Court",
        "2 Court Road",
        "legal-desk@provider.example.com",
        "D-7KQ2-M4XR",
        "22 November 2026",
        "Referral to the customer",
        "belongs to the organisation.",
        "What we ask",
        "Whether you have turned to it.",
        "1 December 2026",
        "Records",
        "b.csv",
    ] {
        let at = text[from..].find(part).unwrap_or_else(|| panic!("{part:?} does not follow in {text:?}"));
        from += at;
    }
    assert!(text.contains("1 (1)") && text.contains("ECC-26-9"), "{text}");
    assert_eq!(pages(&file), 1);
}

#[test]
fn the_same_letter_is_the_same_bytes_and_another_is_not() {
    let first = render(&letter()).unwrap();
    let between = render(&Letter { subject: "Refusal".into(), ..letter() }).unwrap();
    assert_eq!(first, render(&letter()).unwrap());
    assert_ne!(first, between);
    let threads: Vec<_> = (0..4).map(|_| std::thread::spawn(|| render(&letter()).unwrap())).collect();
    assert!(threads.into_iter().all(|done| done.join().unwrap() == first));
}

#[test]
fn it_is_tagged_and_says_its_language_and_title() {
    let file = render(&Letter { language: "sv".into(), ..letter() }).unwrap();
    let said = catalog(&file, b"Lang").and_then(|lang| lang.as_str().ok().map(<[u8]>::to_vec));
    assert_eq!(said.as_deref(), Some(b"sv".as_slice()));
    assert!(catalog(&file, b"StructTreeRoot").is_some() && catalog(&file, b"MarkInfo").is_some());
    let raw = String::from_utf8_lossy(&file);
    assert!(raw.contains("pdfuaid"), "the file does not claim PDF/UA");
    assert!(!raw.contains("1f7b"), "the id of the letter stands in the file");
}

#[test]
fn every_font_is_inside() {
    let pdf = Document::load_mem(&render(&letter()).unwrap()).unwrap();
    let described = pdf.objects.values().filter_map(|object| object.as_dict().ok()).filter(|dict| dict.has_type(b"FontDescriptor"));
    let inside: Vec<bool> = described.map(|font| font.has(b"FontFile2") || font.has(b"FontFile3")).collect();
    assert!(!inside.is_empty() && inside.iter().all(|font| *font));
}

#[test]
fn the_sheet_follows_the_country() {
    let size = |paper| {
        let pdf = Document::load_mem(&render(&Letter { paper, ..letter() }).unwrap()).unwrap();
        let page = *pdf.get_pages().values().next().unwrap();
        let boxed = pdf.get_dictionary(page).unwrap().get(b"MediaBox").unwrap().as_array().unwrap().clone();
        (boxed[2].as_float().unwrap().round(), boxed[3].as_float().unwrap().round())
    };
    assert_eq!(size(Paper::of("US")), (612.0, 792.0));
    assert_eq!(size(Paper::of("SE")), (595.0, 842.0));
}

#[test]
fn a_long_letter_numbers_its_pages_and_names_the_file_on_each() {
    let body = (0..60).map(|n| Block::Paragraph(format!("Paragraph {n}. {}", "Words that fill a line and more. ".repeat(4)))).collect();
    let file = render(&Letter { body, ..letter() }).unwrap();
    let (count, text) = (pages(&file), words(&file));
    assert!(count > 2);
    for n in 1..=count {
        assert!(text.contains(&format!("{n} ({count})")), "page {n} has no number: {text}");
    }
    assert!(text.matches("ECC-26-9").count() > count, "the foot is not on every page");
    assert!((0..60).all(|n| text.contains(&format!("Paragraph {n}."))));
}

#[test]
fn hostile_text_is_shown_and_does_nothing() {
    let nasty = [
        "#panic(\"x\") #import \"@preview/x:1.0.0\": * $x^2$ @label <label> \\ `code` *b* _i_ // c /* d */ ~ ---",
        "#read(\"/etc/passwd\") #sys.inputs = heading\n- point\n+ item\n/ term: x",
        "]]]} #{ } [#[ ) ( \" ' \u{0} \u{1b} \u{7f}",
        "مرحبا بالعالم שלום \u{202e}txt.exe\u{202c} \u{2066}x\u{2069}",
        "😀👩‍👩‍👧‍👦 漢字 \u{fdd0} \u{ffff} \u{10ffff} e\u{301}\u{301}\u{301} \u{e000}",
        "http://example.org/<script>alert(1)</script>?q=' OR 1=1 --",
    ];
    for text in nasty {
        let body = vec![
            Block::Heading(text.into()),
            Block::Paragraph(text.into()),
            Block::Points(vec![text.into()]),
            Block::Facts(vec![(text.into(), text.into())]),
            Block::Table { head: vec![text.into()], rows: vec![vec![text.into(), text.into()]] },
        ];
        let all = Letter {
            subject: text.into(),
            foot: text.into(),
            date: text.into(),
            recipient: vec![text.into(); 9],
            references: vec![(text.into(), text.into())],
            sender: Sender { name: text.into(), address: vec![text.into()], reach: vec![text.into()] },
            body,
            ..letter()
        };
        let file = render(&all).unwrap_or_else(|why| panic!("{text:?}: {why}"));
        assert!(!words(&file).contains("root:"));
    }
    let shown = words(&render(&Letter { body: vec![Block::Paragraph(nasty[0].into())], ..letter() }).unwrap());
    for part in ["#panic(\"x\")", "$x^2$", "@label", "<label>", "*b*", "_i_", "// c /* d */", "---"] {
        assert!(shown.contains(part), "{part} is not shown as it is: {shown}");
    }
    let named = words(&render(&Letter { body: vec![Block::Paragraph("😀".into())], ..letter() }).unwrap());
    assert!(named.contains("[U+1F600]"), "{named}");
}

#[test]
fn a_word_without_end_stays_on_the_sheet() {
    let word = "0123456789abcdef".repeat(20);
    let body = vec![Block::Paragraph(word.clone()), Block::Facts(vec![("Digest".into(), word.clone())]), Block::Points(vec![word.clone()])];
    let file = render(&Letter { body, ..letter() }).unwrap();
    let text: String = words(&file).chars().filter(char::is_ascii_alphanumeric).collect();
    assert_eq!(text.matches(&word).count(), 3, "letters of a long word are lost");
}

#[test]
fn what_is_no_letter_is_refused() {
    let many = vec![Block::Paragraph("x".into()); 20_001];
    assert!(matches!(render(&Letter { body: many, ..letter() }), Err(Error::TooLong)));
    assert!(matches!(render(&Letter { subject: "x".repeat(1_000_001), ..letter() }), Err(Error::TooLong)));
    assert!(matches!(render(&Letter { day: Day { year: 2026, month: 2, day: 30 }, ..letter() }), Err(Error::Date { month: 2, .. })));
    for language in ["", "english", "e", "SV", "s1"] {
        assert!(matches!(render(&Letter { language: language.into(), ..letter() }), Err(Error::Language)), "{language}");
    }
    assert!(render(&Letter { body: Vec::new(), recipient: Vec::new(), foot: String::new(), references: Vec::new(), ..letter() }).is_ok());
}

/// Also the proof that a letter beyond measure ends: seconds, not hours.
#[test]
fn ten_thousand_paragraphs_are_set() {
    let body = (0..10_000).map(|n| Block::Paragraph(format!("Line {n}"))).collect();
    let file = render(&Letter { body, ..letter() }).unwrap();
    assert!(pages(&file) > 100);
    assert!(words(&file).contains("Line 9999"));
}
