//! What comes in: mails, papers and JSON, good, bad and hostile.

use chrono::{NaiveDate, TimeZone, Utc};
use domain::category::Category;
use domain::instrument::{InstrumentId, Rulebook};
use ombud::intake::sample::{self, SamplePaper, SampleSpec};
use ombud::intake::{Field, IncomingMail, IntakeError, Limits, Mark, PdfFacts, Sniffed, Source, Suggestions, mail, pdf, suggest};

fn day(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap()
}

fn spec(paper: SamplePaper) -> SampleSpec {
    SampleSpec {
        paper,
        authority: "Example County Prosecutor's Office".to_owned(),
        authority_mail: "process@prosecutor.example.org".to_owned(),
        officer_role: "Assistant prosecutor".to_owned(),
        to: "legal@provider.example.com".to_owned(),
        reference: "ECP-2026-00417".to_owned(),
        sent_at: Utc.with_ymd_and_hms(2026, 11, 2, 13, 20, 0).unwrap(),
        issued_on: day(2026, 11, 2),
        due_on: Some(day(2026, 11, 23)),
        accounts: vec!["clerk@customer.example.net".to_owned(), "depot@customer.example.net".to_owned()],
        categories: vec![Category::SubId, Category::Traffic],
        period: Some((day(2026, 1, 1), day(2026, 3, 31))),
        secrecy_until: None,
    }
}

fn read(bytes: &[u8]) -> Result<IncomingMail, IntakeError> {
    mail::read(bytes, &Limits::default())
}

fn taken_in(bytes: &[u8]) -> (IncomingMail, Vec<PdfFacts>, Suggestions) {
    let mail = read(bytes).unwrap();
    let papers: Vec<PdfFacts> =
        mail.attachments.iter().filter(|a| a.sniffed == Sniffed::Pdf).map(|a| pdf::inspect(&a.bytes).unwrap()).collect();
    let suggestions = suggest(&mail, &papers);
    (mail, papers, suggestions)
}

#[test]
fn every_code_has_a_sentence_in_both_languages() {
    let errors = [
        IntakeError::MailTooLarge { size: 1, limit: 1 },
        IntakeError::NotAMail,
        IntakeError::HeaderTooLarge { limit: 1 },
        IntakeError::TooDeep { limit: 1 },
        IntakeError::TooManyParts { limit: 1 },
        IntakeError::TooManyAttachments { limit: 1 },
        IntakeError::NotAPdf { found: "text" },
        IntakeError::PdfTooLarge { size: 1, limit: 1 },
        IntakeError::PdfTooComplex,
        IntakeError::PdfBroken,
        IntakeError::PdfTooSlow { seconds: 1 },
        IntakeError::MailTooSlow,
        IntakeError::MailBroken,
        IntakeError::Json { problems: Vec::new() },
    ];
    for (language, text) in [("en", include_str!("../../locales/en/intake.ftl")), ("sv", include_str!("../../locales/sv/intake.ftl"))] {
        for error in &errors {
            let start = format!("\n{} = ", error.code());
            let sentence = text.split_once(&start).unwrap_or_else(|| panic!("locales/{language}/intake.ftl lacks {}", error.code())).1;
            let sentence = sentence.split("\nintake-").next().unwrap();
            for (name, _) in error.args() {
                assert!(sentence.contains(&format!("{{ ${name}")), "{language} {}: does not say ${name}", error.code());
            }
        }
        for mark in [
            Mark::ReplyElsewhere,
            Mark::SenderUnclear,
            Mark::DateUnclear,
            Mark::TextCut,
            Mark::NestedMail,
            Mark::Archive,
            Mark::Program,
            Mark::Misdeclared,
        ] {
            assert!(text.contains(&format!("\nintake-mark-{} = ", mark.code())), "locales/{language}/intake.ftl lacks {mark:?}");
        }
    }
}

mod sample_demand {
    use super::*;

    #[test]
    fn is_read_back_field_by_field() {
        let (mail, papers, s) = taken_in(&sample::mail(&spec(SamplePaper::Order2703d)).unwrap());
        assert_eq!(mail.sender().unwrap().mail, "process@prosecutor.example.org");
        assert_eq!(mail.date, Some(Utc.with_ymd_and_hms(2026, 11, 2, 13, 20, 0).unwrap()));
        assert_eq!(mail.message_id.as_deref(), Some("ecp-2026-00417@prosecutor.example.org"));
        assert!(mail.text.starts_with("Dear legal team"), "{}", mail.text);
        assert_eq!(mail.attachments.len(), 1);
        assert_eq!(mail.attachments[0].name, "court-order.pdf");
        assert_eq!(mail.marks, []);
        assert_eq!((papers[0].pages, papers[0].encrypted, papers[0].is_active(), papers[0].text_complete), (1, false, false, true));

        assert_eq!(s.authority_reference.as_ref().unwrap().value, "ECP-2026-00417");
        assert_eq!(s.authority_name.as_ref().unwrap().value, "Example County Prosecutor's Office");
        assert_eq!(s.authority_mail.as_ref().unwrap().value, "process@prosecutor.example.org");
        assert_eq!(s.instrument.as_ref().unwrap().value.as_str(), "us.sca.order_2703d");
        assert_eq!(s.statutes.iter().map(|s| s.value.as_str()).collect::<Vec<_>>(), ["18 USC 2703(d)"]);
        assert_eq!(s.issued_on.as_ref().unwrap().value, day(2026, 11, 2));
        assert_eq!(s.face_due.as_ref().unwrap().value.date, day(2026, 11, 23));
        let period = s.period.as_ref().unwrap().value;
        assert_eq!((period.from, period.to), (day(2026, 1, 1), day(2026, 3, 31)));
        assert_eq!(
            s.accounts.iter().map(|a| a.value.value.as_str()).collect::<Vec<_>>(),
            ["clerk@customer.example.net", "depot@customer.example.net"]
        );
        assert_eq!(s.categories.iter().map(|c| c.value).collect::<Vec<_>>(), [Category::SubId, Category::Traffic]);
        assert_eq!(s.conflicts, []);
        let from = &s.issued_on.as_ref().unwrap().from;
        assert_eq!(from.source, Source::Pdf { index: 0, page: 1 });
        assert_eq!(from.text, "Date of issue: 2026-11-02");
    }

    #[test]
    fn proves_its_instrument_in_each_language() {
        for (paper, id) in [
            (SamplePaper::Subpoena, "us.sca.subpoena"),
            (SamplePaper::Order2703d, "us.sca.order_2703d"),
            (SamplePaper::Warrant, "us.sca.warrant"),
            (SamplePaper::Preserve, "us.sca.preserve_2703f"),
            (SamplePaper::Epoc, "eu.epoc"),
            (SamplePaper::Beslag, "se.rb.beslag"),
            (SamplePaper::Bestand, "de.bestand"),
        ] {
            let spec = SampleSpec { secrecy_until: Some(day(2027, 2, 14)), ..spec(paper) };
            let (_, papers, s) = taken_in(&sample::mail(&spec).unwrap());
            assert_eq!(s.instrument.as_ref().map(|i| i.value.as_str()), Some(id), "{:?}", papers[0].text);
            assert_eq!(s.authority_reference.as_ref().map(|r| r.value.as_str()), Some("ECP-2026-00417"), "{id}");
            assert_eq!(s.face_due.as_ref().map(|f| f.value.date), Some(day(2026, 11, 23)), "{id}");
            assert_eq!(s.period.as_ref().map(|p| p.value.to), Some(day(2026, 3, 31)), "{id}");
            assert_eq!(s.accounts.len(), 2, "{id}");
            assert_eq!(s.categories.len(), 2, "{id}: {:?}", s.categories);
            assert_eq!(s.conflicts, [], "{id}");
        }
    }

    #[test]
    fn that_only_asks_nicely_proves_nothing() {
        let (mail, papers, s) = taken_in(&sample::mail(&spec(SamplePaper::Informal)).unwrap());
        assert!(papers.is_empty() && mail.attachments.is_empty());
        assert_eq!(s.instrument, None);
        assert_eq!(s.accounts.len(), 2);
    }

    #[test]
    fn is_the_same_bytes_each_time() {
        assert_eq!(sample::mail(&spec(SamplePaper::Epoc)).unwrap(), sample::mail(&spec(SamplePaper::Epoc)).unwrap());
    }

    #[test]
    fn on_more_pages_keeps_every_account() {
        let accounts: Vec<String> = (0..120).map(|n| format!("user{n}@customer.example.net")).collect();
        let (_, papers, s) = taken_in(&sample::mail(&SampleSpec { accounts: accounts.clone(), ..spec(SamplePaper::Subpoena) }).unwrap());
        assert!(papers[0].pages > 1);
        // A list that runs over a page break has no label on the next page, so what stands there is left to a person.
        let read: Vec<&str> = s.accounts.iter().map(|a| a.value.value.as_str()).collect();
        assert!(!read.is_empty() && accounts.iter().map(String::as_str).zip(&read).all(|(a, b)| a == *b));
    }
}

mod suggestion {
    use super::*;

    fn plain(body: &str) -> Suggestions {
        let text = format!(
            "From: Desk <desk@police.example.org>\r\nTo: legal@provider.example.com\r\nDate: Mon, 2 Nov 2026 14:20:00 +0100\r\n\r\n{body}"
        );
        taken_in(text.as_bytes()).2
    }

    #[test]
    fn two_answers_to_one_question_are_a_conflict() {
        let s = plain("Case number: A-1\nCase number: A-2\n");
        assert_eq!(s.authority_reference, None);
        assert_eq!(s.conflicts, [Field::AuthorityReference]);
    }

    #[test]
    fn the_authoritys_own_reference_wins_over_a_docket() {
        let s = plain("Docket number: 26-cv-9\nOur reference: A-1\n");
        assert_eq!(s.authority_reference.unwrap().value, "A-1");
        assert_eq!(s.conflicts, []);
    }

    #[test]
    fn two_instruments_are_a_conflict() {
        let s = plain("served under 18 U.S.C. § 2703(d) and 18 U.S.C. § 2703(f)\n");
        assert_eq!(s.instrument, None);
        assert_eq!(s.conflicts, [Field::Instrument]);
    }

    #[test]
    fn figures_only_dates_are_left_to_a_person() {
        assert_eq!(plain("Return date: 03/04/2026\n").face_due, None);
        assert_eq!(plain("Return date: 3 April 1969\n").face_due, None);
        assert!(plain("Return date: 3 April 2026, 5:00 p.m.\n").face_due.unwrap().value.time.is_some());
    }

    #[test]
    fn the_officers_own_address_is_no_account() {
        let s = plain("Account: desk@police.example.org, someone@customer.example.net\n");
        assert_eq!(s.accounts.len(), 1);
    }

    #[test]
    fn a_line_that_says_what_is_not_wanted_names_no_category() {
        assert!(plain("Data requested: subscriber information, but not stored content\n").categories.is_empty());
    }

    #[test]
    fn an_unlabelled_address_is_no_account() {
        assert!(plain("call someone@customer.example.net if in doubt\n").accounts.is_empty());
    }

    #[test]
    fn quoted_lines_are_somebody_elses() {
        assert_eq!(plain("> Our reference: OLD-1\n").authority_reference, None);
    }
}

mod hostile_mail {
    use super::*;

    fn with_body(headers: &str, body: &str) -> Vec<u8> {
        format!("From: a@police.example.org\r\nDate: Mon, 2 Nov 2026 14:20:00 +0100\r\nMIME-Version: 1.0\r\n{headers}\r\n\r\n{body}")
            .into_bytes()
    }

    #[test]
    fn of_sixty_megabytes_is_refused_with_both_figures() {
        let mut bytes = with_body("Content-Type: text/plain", "");
        bytes.resize(60 * 1024 * 1024, b'x');
        let error = read(&bytes).unwrap_err();
        assert_eq!(error.code(), "intake-mail-too-large");
        assert_eq!(error.args(), [("size", "60".to_owned()), ("limit", "40".to_owned())]);
    }

    #[test]
    fn that_is_no_mail_is_named_so() {
        for bytes in [b"".as_slice(), b"hello", b"%PDF-1.7\n1 0 obj", &[0u8; 5000], b"\r\n\r\n\r\n"] {
            assert_eq!(read(bytes).unwrap_err(), IntakeError::NotAMail);
        }
    }

    #[test]
    fn nested_too_deep_is_refused() {
        let mut body = String::from("Content-Type: text/plain\r\n\r\nend");
        for level in (0..30).rev() {
            body = format!("Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\n{body}\r\n--b{level}--\r\n");
        }
        let bytes = format!("From: a@police.example.org\r\n{body}");
        assert_eq!(read(bytes.as_bytes()).unwrap_err().code(), "intake-too-deep");
    }

    #[test]
    fn of_a_hundred_thousand_mails_in_each_other_costs_nothing() {
        use base64_of as encode;
        let nested = "Content-Type: message/rfc822\r\n\r\n".repeat(100_000);
        let plain = with_body("Content-Type: message/rfc822", &nested);
        let mail = read(&plain).unwrap();
        assert!(mail.marks.contains(&Mark::NestedMail));
        assert_eq!(mail.attachments[0].sniffed, Sniffed::Mail);
        // The same, hidden from a look at the raw bytes.
        let hidden = with_body("Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64", &encode(nested.as_bytes()));
        assert_eq!(read(&hidden).unwrap().attachments[0].bytes, nested.as_bytes());
        // And as a digest, whose parts are mails without saying so.
        let digest = with_body("Content-Type: multipart/digest; boundary=d", &format!("--d\r\n\r\n{nested}\r\n--d--\r\n"));
        assert!(read(&digest).is_ok());
    }

    fn base64_of(bytes: &[u8]) -> String {
        data_encoding::BASE64_MIME.encode(bytes)
    }

    #[test]
    fn of_too_many_parts_or_files_is_refused() {
        let part = "--b\r\nContent-Type: text/plain\r\n\r\nx\r\n".repeat(500);
        assert_eq!(read(&with_body("Content-Type: multipart/mixed; boundary=b", &part)).unwrap_err().code(), "intake-too-many-parts");
        let file = "--b\r\nContent-Type: application/octet-stream; name=a.bin\r\n\r\nx\r\n".repeat(60);
        assert_eq!(read(&with_body("Content-Type: multipart/mixed; boundary=b", &file)).unwrap_err().code(), "intake-too-many-attachments");
    }

    #[test]
    fn with_an_endless_header_is_refused() {
        let bytes = with_body(&format!("X-Long: {}", "y".repeat(300_000)), "");
        assert_eq!(read(&bytes).unwrap_err().code(), "intake-header-too-large");
    }

    #[test]
    fn shows_where_answers_would_go_and_who_else_claims_to_send() {
        let mail = read(&with_body("Reply-To: a@elsewhere.example.net", "x")).unwrap();
        assert!(mail.marks.contains(&Mark::ReplyElsewhere));
        let mail = read(&with_body("From: judge@court.example.org", "x")).unwrap();
        assert!(mail.marks.contains(&Mark::SenderUnclear));
        assert_eq!(mail.sender(), None);
    }

    #[test]
    fn dates_before_1970_are_no_dates() {
        let mail = read(b"From: a@police.example.org\r\nDate: Mon, 2 Nov 1959 14:20:00 +0100\r\n\r\nx").unwrap();
        assert_eq!(mail.date, None);
        assert!(mail.marks.contains(&Mark::DateUnclear));
    }

    #[test]
    fn html_becomes_text_and_loads_nothing() {
        let html = "<html><head><title>t</title><style>p{}</style></head><body><script>alert(1)</script><div>Our reference: A&#45;1</div>\
                    <div>Account: x@customer.example.net</div><img src=\"https://tracker.example.net/p.gif\"></body></html>";
        let (mail, _, s) = taken_in(&with_body("Content-Type: text/html; charset=utf-8", html));
        assert_eq!(s.authority_reference.unwrap().value, "A-1");
        assert_eq!(s.accounts.len(), 1);
        assert!(!mail.text.contains("tracker") && !mail.text.contains("alert"), "{}", mail.text);
    }

    #[test]
    fn of_the_versions_the_plain_one_is_read() {
        let body = "--b\r\nContent-Type: text/plain\r\n\r\nplain\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>rich</p>\r\n--b--\r\n";
        assert_eq!(read(&with_body("Content-Type: multipart/alternative; boundary=b", body)).unwrap().text, "plain");
        let empty = body.replace("plain\r\n--b", "\r\n--b");
        assert_eq!(read(&with_body("Content-Type: multipart/alternative; boundary=b", &empty)).unwrap().text, "rich");
    }

    #[test]
    fn archives_are_kept_and_never_opened_and_false_names_are_marked() {
        let zip = base64_of(b"PK\x03\x04 not really");
        let body = format!(
            "--b\r\nContent-Type: application/zip; name=\"../../evidence.zip\"\r\nContent-Transfer-Encoding: base64\r\n\r\n{zip}\r\n\
             --b\r\nContent-Type: application/pdf; name=order.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n--b--\r\n",
            base64_of(b"MZ\x90\x00program")
        );
        let mail = read(&with_body("Content-Type: multipart/mixed; boundary=b", &body)).unwrap();
        assert_eq!(mail.attachments[0].name, "evidence.zip");
        assert_eq!(mail.attachments[0].bytes, b"PK\x03\x04 not really");
        for mark in [Mark::Archive, Mark::Program, Mark::Misdeclared] {
            assert!(mail.marks.contains(&mark), "{mark:?}");
        }
    }

    #[test]
    fn authentication_results_are_claims_in_full() {
        let mail = read(&with_body("Authentication-Results: mx.example.com;\r\n dkim=pass header.d=police.example.org", "x")).unwrap();
        assert_eq!(mail.authentication_claims, ["mx.example.com; dkim=pass header.d=police.example.org"]);
    }

    #[test]
    fn long_text_is_cut_and_marked() {
        let mail = read(&with_body("Content-Type: text/plain; charset=utf-8", &"å".repeat(300_000))).unwrap();
        assert_eq!(mail.text.chars().count(), Limits::default().text);
        assert!(mail.marks.contains(&Mark::TextCut));
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

        /// Whatever is cut out of, or changed in, a real demand: reading ends, and never by a panic.
        #[test]
        fn damaged_in_any_way_is_read_or_refused(at in 0usize..6000, len in 0usize..400, byte: u8) {
            let mut bytes = sample::mail(&spec(SamplePaper::Subpoena)).unwrap();
            let at = at.min(bytes.len());
            let end = (at + len).min(bytes.len());
            if len % 2 == 0 { bytes.drain(at..end); } else { bytes[at..end].fill(byte); }
            if let Ok(mail) = read(&bytes) {
                let papers: Vec<PdfFacts> = mail.attachments.iter().filter_map(|a| pdf::inspect(&a.bytes).ok()).collect();
                let suggestions = suggest(&mail, &papers);
                proptest::prop_assert!(suggestions.accounts.len() <= 2);
            }
        }

        #[test]
        fn html_of_any_shape_is_read(html in "(<[a-z/!-]{0,6}>?|&[a-z#0-9]{0,5};?|[ \n>;å€]|<!--|-->){0,60}") {
            let bytes = with_body("Content-Type: text/html; charset=utf-8", &html);
            proptest::prop_assert!(read(&bytes).is_ok());
        }
    }
}

mod hostile_pdf;

mod json_file;
