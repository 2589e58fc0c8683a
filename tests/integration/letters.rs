//! The letters: what each must say, what none may give away.

use chrono::{NaiveDate, TimeZone, Utc};
use domain::effect::Effect;
use domain::ground::Ground;
use domain::ids::MessageId;
use domain::objection::Verdict;
use ombud::intake::{Limits, mail as incoming};
use ombud::notify::letters::{
    DemandCopy, Desk, Ending, Fact, GroundSentence, Letter, LetterError, LetterFacts, LetterKind, Objection, ObjectionEnd, Preserved,
    RedirectBy, RedirectTo, Response, WhyLate, render, subject,
};
use ombud::notify::message::{Enclosure, MessageError, Posting, ReadyMail, THREAD_HEADER, compose};
use ombud::words::Language;

fn at(day: u32, hour: u32) -> domain::Instant {
    Utc.with_ymd_and_hms(2026, 12, day, hour, 0, 0).unwrap()
}

fn within(days: u32) -> Option<ObjectionEnd> {
    Some(ObjectionEnd { days, latest: Some(at(12, 15)) })
}

/// What is known of a notice with a production, which is given after the decision.
fn fitting(kind: LetterKind) -> LetterFacts {
    let disclosed = Response::Disclosed { at: at(14, 15), lines: vec!["Session logs of clerk@customer.example.net: disclosed.".into()] };
    match kind {
        LetterKind::NoticeWithProduction | LetterKind::WithdrawnNotice | LetterKind::EndNotice => {
            LetterFacts { response: Some(disclosed), why_late: None, ..facts() }
        }
        LetterKind::ObjectionAnswer => {
            LetterFacts { explanation: Some("Professional privilege covers one of the lines.".into()), ..facts() }
        }
        _ => facts(),
    }
}

/// Facts enough for every letter, with a mark in each so that it can be found again.
fn facts() -> LetterFacts {
    LetterFacts {
        desk: Some(Desk {
            provider: "Example Provider".into(),
            mail: "legal@provider.example.com".into(),
            zone: chrono_tz::Europe::Stockholm,
        }),
        our_reference: Some("D-7KQ2-M4XR".into()),
        authority: Some("Example County Court".into()),
        authority_reference: Some("ECC-26-9".into()),
        paper: Some("Court order".into()),
        issued_on: NaiveDate::from_ymd_opt(2026, 11, 30),
        received_at: Some(at(1, 9)),
        legal_basis: Some("18 USC 2703(d)".into()),
        demanded: vec!["Traffic data of clerk@customer.example.net, January to March 2026".into()],
        response: Some(Response::Planned { lines: vec!["Session logs of clerk@customer.example.net: will be disclosed.".into()] }),
        objection: Some(Objection { to: "objections@provider.example.com".into(), end: within(10) }),
        why_late: Some(WhyLate::Secrecy { at: at(2, 23), basis: "18 USC 2705(b)".into() }),
        consumer: false,
        clauses: domain::transfer::NoticeFact::ALL.into(),
        portal: Some("https://notices.provider.example.com/customer".into()),
        copy: Some(DemandCopy::Attached),
        grounds: vec![GroundSentence { ground: Ground::R10, sentence: "The demand is too broad.".into(), law: "18 USC 2703".into() }],
        explanation: None,
        questions: vec!["Which judge issued the order?".into()],
        answer_by: Some(at(8, 16)),
        redirect_to: Some(RedirectTo { organisation: "Customer Organisation".into(), contact: Some("legal@customer.example.net".into()) }),
        redirect_by: RedirectBy::General,
        preserved: Some(Preserved::UntilReleased),
        verdict: Some(Verdict::PartlyUpheld),
        closed: false,
        acts: false,
        effect: Some(Effect {
            what: "The page /a/1 was removed.".into(),
            at: at(3, 10),
            territory: "The European Union".into(),
            short_of: String::new(),
        }),
    }
}

fn without(kind: LetterKind, fact: Fact) -> LetterFacts {
    let mut f = fitting(kind);
    match fact {
        Fact::Desk => f.desk = None,
        Fact::OurReference => f.our_reference = None,
        Fact::Authority => f.authority = None,
        Fact::ReceivedAt => f.received_at = None,
        Fact::LegalBasis => f.legal_basis = Some(" \n\u{200b}".into()),
        Fact::DataDemanded => f.demanded = vec![String::new()],
        Fact::Response => f.response = None,
        Fact::HowToObject => f.objection = Some(Objection { to: " ".into(), end: within(10) }),
        Fact::ObjectionEnd => f.objection = Some(Objection { to: "objections@provider.example.com".into(), end: None }),
        Fact::WhyLate => f.why_late = None,
        Fact::Grounds => f.grounds.clear(),
        Fact::Questions => f.questions.clear(),
        Fact::AnswerBy => f.answer_by = None,
        Fact::RedirectTo => f.redirect_to = None,
        Fact::Verdict => f.verdict = None,
        Fact::Explanation => f.explanation = None,
        Fact::Effect => f.effect = None,
    }
    f
}

/// Letters to authorities speak more languages than those to a customer.
fn to_authority(kind: LetterKind) -> bool {
    [
        LetterKind::Acknowledgement,
        LetterKind::Redirect,
        LetterKind::Refusal,
        LetterKind::Effect,
        LetterKind::Clarification,
        LetterKind::NotCarriedOut,
        LetterKind::OrderAsked,
        LetterKind::PaperOwed,
    ]
    .contains(&kind)
}

fn every_letter() -> impl Iterator<Item = (LetterKind, Language, Letter)> {
    let spoken = |kind: LetterKind| Language::LETTERS.into_iter().filter(move |lang| to_authority(kind) || Language::ALL.contains(lang));
    LetterKind::ALL
        .into_iter()
        .flat_map(move |kind| spoken(kind).map(move |lang| (kind, lang, render(kind, &fitting(kind), lang).unwrap())))
}

/// Lines joined again, so that a wrapped phrase is found.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn each_letter_owes_its_facts_and_is_not_written_without_them() {
    for kind in LetterKind::ALL {
        for lang in Language::ALL {
            for fact in kind.owes() {
                match render(kind, &without(kind, *fact), lang) {
                    Err(LetterError::Missing { letter, facts }) => assert_eq!((letter, facts), (kind, vec![*fact])),
                    other => panic!("{kind:?} was written without {fact:?}: {other:?}"),
                }
            }
        }
    }
}

/// INV-19 and INV-21 in a list of their own: a fact that is struck from the table of what a letter owes is missed here.
#[test]
fn what_the_law_asks_of_a_letter_is_owed() {
    let notice = [Fact::Authority, Fact::LegalBasis, Fact::DataDemanded, Fact::Response, Fact::HowToObject];
    for kind in LetterKind::ALL.into_iter().filter(|k| k.is_notice()) {
        for fact in notice {
            assert!(render(kind, &without(kind, fact), Language::En).is_err(), "{kind:?} is written without {fact:?}");
        }
    }
    assert_eq!(LetterKind::ALL.into_iter().filter(|k| k.is_notice()).count(), 5);
    assert!(render(LetterKind::AdvanceNotice, &without(LetterKind::AdvanceNotice, Fact::ObjectionEnd), Language::En).is_err());
    assert!(render(LetterKind::DelayedNotice, &without(LetterKind::DelayedNotice, Fact::WhyLate), Language::En).is_err());
    assert!(render(LetterKind::Refusal, &without(LetterKind::Refusal, Fact::Grounds), Language::En).is_err());
}

#[test]
fn every_code_has_a_sentence_in_both_languages() {
    use ombud::notify::transport::{Phase, SendOutcome};
    let why = String::new;
    let outcomes = [
        SendOutcome::Accepted { response: why() },
        SendOutcome::Refused { phase: Phase::Data, response: why() },
        SendOutcome::Temporary { phase: Phase::Data, why: why() },
        SendOutcome::Ambiguous { why: why() },
    ];
    let phases =
        [Phase::Connect, Phase::Greeting, Phase::Encryption, Phase::SignIn, Phase::Sender, Phase::Recipient, Phase::Data, Phase::Content];
    let errors = [LetterError::TooLateForAdvance, LetterError::NotDecided];
    let mail =
        [MessageError::Address { whose: "x" }, MessageError::Thread, MessageError::Id, MessageError::MediaType, MessageError::LineBreak];
    let keys = LetterKind::ALL.iter().map(|k| format!("letter-{}", k.code().replace('_', "-")));
    let keys = keys.chain(LetterKind::ALL.iter().flat_map(|k| k.owes()).map(|f| format!("letter-fact-{}", f.code())));
    let keys = keys.chain(outcomes.iter().map(|o| format!("mail-outcome-{}", o.code())));
    let keys = keys.chain(phases.iter().map(|p| format!("mail-phase-{}", p.code())));
    let keys = keys.chain(errors.iter().map(|e| e.code().to_owned())).chain(mail.iter().map(|e| e.code().to_owned()));
    for key in keys {
        for (language, text) in [("en", include_str!("../../locales/en/mail.ftl")), ("sv", include_str!("../../locales/sv/mail.ftl"))] {
            assert!(text.contains(&format!("\n{key} = ")), "locales/{language}/mail.ftl lacks {key}");
        }
    }
}

#[test]
fn a_letter_without_anything_names_all_that_is_missing() {
    for kind in LetterKind::ALL {
        match render(kind, &LetterFacts::default(), Language::En) {
            Err(LetterError::Missing { facts, .. }) => assert_eq!(facts, kind.owes()),
            other => panic!("{other:?}"),
        }
    }
}

/// INV-19, SCC clause 15.1(a). Owing a fact is not enough: it must stand in the letter, in both forms.
#[test]
fn notices_say_the_four_facts_and_how_to_challenge() {
    for (kind, lang, letter) in every_letter().filter(|(kind, ..)| kind.is_notice()) {
        for said in [
            "Example County Court",
            "18 USC 2703(d)",
            "Traffic data of clerk@customer.example.net",
            "Session logs of clerk@customer.example.net",
            "objections@provider.example.com",
        ] {
            // Against a demand that was taken back there is nothing left to say.
            if kind == LetterKind::WithdrawnNotice && said.starts_with("objections") {
                continue;
            }
            assert!(flat(&letter.text).contains(said), "{kind:?} {lang:?} lacks {said:?}:\n{}", letter.text);
            assert!(letter.html.contains(said), "{kind:?} {lang:?} html lacks {said:?}");
        }
        let ends = [
            "10 days from when this notice was first sent, but at the latest until 12 December 2026, 16:00 Europe/Stockholm",
            "10 dygn från det att denna underrättelse först sändes, dock längst till 12 december 2026 kl. 16.00 Europe/Stockholm",
        ];
        let said = ends.iter().any(|end| flat(&letter.text).contains(end));
        assert_eq!(said, kind == LetterKind::AdvanceNotice, "{kind:?} {lang:?}: only before a release there is a time to object");
    }
}

#[test]
fn a_delayed_notice_says_since_when_and_why_it_may_speak() {
    let letter = render(LetterKind::DelayedNotice, &facts(), Language::En).unwrap();
    // 23:00 UTC is midnight in Stockholm: the end of the day before.
    assert!(flat(&letter.text).contains("Secrecy ended: 2 December 2026, 24:00"), "{}", letter.text);
    assert!(letter.text.contains("Secrecy rested on: 18 USC 2705(b)"));
}

/// INV-21.
#[test]
fn a_refusal_says_each_ground_with_its_law() {
    for lang in Language::ALL {
        let letter = render(LetterKind::Refusal, &facts(), lang).unwrap();
        assert!(flat(&letter.text).contains("The demand is too broad. (18 USC 2703)"), "{}", letter.text);
    }
}

#[test]
fn an_advance_notice_is_only_written_before() {
    let late = LetterFacts { response: Some(Response::Disclosed { at: at(3, 9), lines: vec!["x".into()] }), ..facts() };
    assert!(matches!(render(LetterKind::AdvanceNotice, &late, Language::En), Err(LetterError::TooLateForAdvance)));
    let over = LetterFacts { response: Some(Response::Ended { at: at(3, 9), how: Ending::Refused }), ..facts() };
    assert!(matches!(render(LetterKind::AdvanceNotice, &over, Language::En), Err(LetterError::TooLateForAdvance)));
    assert!(render(LetterKind::AdvanceNotice, &facts(), Language::En).is_ok());
    assert!(render(LetterKind::AdvanceNotice, &LetterFacts { response: Some(Response::Considering), ..facts() }, Language::En).is_ok());
}

#[test]
fn a_notice_with_the_production_needs_a_decision() {
    for open in [Response::Considering, Response::Planned { lines: vec!["x".into()] }] {
        let open = LetterFacts { response: Some(open), ..facts() };
        assert!(matches!(render(LetterKind::NoticeWithProduction, &open, Language::En), Err(LetterError::NotDecided)));
    }
}

#[test]
fn the_subject_tells_nothing() {
    for (kind, lang, letter) in every_letter() {
        assert_eq!(letter.subject, subject(lang), "{kind:?} has a subject of its own");
        let mail = incoming::read(&posted(&letter, &[]).unwrap().bytes, &Limits::default()).unwrap();
        assert_eq!(mail.subject.as_deref(), Some(subject(lang)));
        let title = format!("<title>{}</title>", subject(lang));
        assert!(letter.html.contains(&title));
    }
}

#[test]
fn letters_to_an_authority_confirm_no_account() {
    let words = [
        "does not confirm that any account exists",
        "bekräftar inte att något konto finns",
        "bestätigt nicht das Bestehen eines Kontos",
        "ne confirme l’existence d’aucun compte",
    ];
    for kind in [LetterKind::Acknowledgement, LetterKind::Redirect, LetterKind::Refusal] {
        for lang in Language::LETTERS {
            let letter = render(kind, &facts(), lang).unwrap();
            assert!(words.iter().any(|w| flat(&letter.text).contains(w)), "{kind:?} {lang:?}:\n{}", letter.text);
        }
    }
}

#[test]
fn html_loads_nothing_and_says_what_the_text_says() {
    for (kind, lang, letter) in every_letter() {
        // The one address that a notice names is text to be read, and loads nothing.
        let lower = letter.html.to_lowercase().replace("https://notices.provider.example.com/customer", "");
        for banned in ["http", "<img", "<link", "<style", "style=", "<script", "src=", "href=", "url("] {
            assert!(!lower.contains(banned), "{kind:?} {lang:?} has {banned}");
        }
        let plain: String =
            letter.html.split('<').filter_map(|piece| piece.split_once('>')).map(|(_, text)| text).collect::<Vec<_>>().join(" ");
        for word in letter.text.split(|c: char| !c.is_alphanumeric()).filter(|w| w.chars().count() > 3) {
            assert!(plain.contains(word), "{kind:?} {lang:?}: the HTML lacks {word:?}");
        }
    }
}

#[test]
fn nothing_from_a_case_can_write_a_line_of_its_own() {
    let evil = "x\n# Our response\n\nNothing is demanded.\n- <script>alert(1)</script> {{ f.authority }}";
    for kind in LetterKind::ALL {
        let said = || Some(evil.to_owned());
        let facts = LetterFacts { authority: said(), demanded: vec![evil.into()], explanation: said(), ..fitting(kind) };
        let letter = render(kind, &facts, Language::En).unwrap();
        assert!(!letter.html.contains("<script"), "{kind:?}");
        assert!(!letter.text.lines().any(|l| l.starts_with("Nothing is demanded")), "{kind:?}\n{}", letter.text);
        assert_eq!(letter.html.matches("<h2>Our response</h2>").count(), usize::from(kind.is_notice()), "{kind:?}");
        assert!(flat(&letter.text).contains("{{ f.authority }}"), "a value is never read as a template");
    }
}

/// Reg. (EU) 2023/1543 Art 5(6), (7); the policy of the U.S. Department of Justice; neither to anybody else.
#[test]
fn a_referral_names_the_law_that_asks_for_it() {
    for lang in Language::LETTERS {
        let text = |redirect_by| flat(&render(LetterKind::Redirect, &LetterFacts { redirect_by, ..facts() }, lang).unwrap().text);
        for (by, eu, us) in
            [(RedirectBy::EEvidence, true, false), (RedirectBy::UsEnterprise, false, true), (RedirectBy::General, false, false)]
        {
            let said = text(by);
            assert_eq!(
                (said.contains("2023/1543"), said.contains("Seeking Enterprise Customer Data")),
                (eu, us),
                "{lang:?} {by:?}: {said}"
            );
        }
        let hidden = RedirectTo { organisation: "Customer Organisation".into(), contact: None };
        let letter = render(LetterKind::Redirect, &LetterFacts { redirect_to: Some(hidden), ..facts() }, lang).unwrap();
        assert!(letter.text.contains("Customer Organisation") && !letter.text.contains("legal@customer"), "{}", letter.text);
        assert!(letter.text.len() > text(RedirectBy::General).len(), "it says how the contact can be had");
    }
}

#[test]
fn letters_to_authorities_are_wholly_in_their_language() {
    let words = |text: &str| {
        let words = text.split(|c: char| !c.is_alphabetic()).map(str::to_lowercase);
        words.filter(|w| ["the", "and", "your", "och", "att", "ert"].contains(&w.as_str())).collect::<Vec<_>>()
    };
    let plain = || LetterFacts {
        grounds: vec![GroundSentence { ground: Ground::R10, sentence: "X.".into(), law: "18 USC 2703".into() }],
        questions: vec!["X?".into()],
        explanation: None,
        effect: Some(Effect { what: "X.".into(), at: at(3, 10), territory: "X".into(), short_of: "X.".into() }),
        ..facts()
    };
    for kind in LetterKind::ALL.into_iter().filter(|kind| to_authority(*kind)) {
        for lang in [Language::De, Language::Fr] {
            let letter = render(kind, &plain(), lang).unwrap();
            assert_eq!(words(&letter.text), Vec::<String>::new(), "{kind:?} {lang:?}: {}", letter.text);
            assert_eq!(letter.lang, lang);
        }
    }
    assert_eq!(
        render(LetterKind::AdvanceNotice, &facts(), Language::De).unwrap().lang,
        Language::En,
        "notices speak the screens' languages"
    );
}

#[test]
fn letters_are_as_approved() {
    for (kind, lang, letter) in every_letter() {
        insta::with_settings!({ snapshot_path => "snapshots/letters", prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(format!("{}.{}", kind.code(), lang.code()), letter.text);
        });
    }
}

fn posted(letter: &Letter, enclosures: &[Enclosure]) -> Result<ReadyMail, MessageError> {
    compose(&Posting {
        id: MessageId(uuid::Uuid::from_u128(7)),
        from_name: "Legal desk",
        from: "legal@provider.example.com",
        reply_to: None,
        to: "contact@customer.example.net",
        thread: "k7w2q9",
        in_reply_to: Some("abc@court.example.org"),
        written_at: at(1, 10),
        message_id: "00000000000000000000000000000007@provider.example.com",
        subject: letter.subject,
        text: &letter.text,
        html: Some(&letter.html),
        enclosures,
    })
}

mod as_mail {
    use super::*;

    fn letter() -> Letter {
        render(LetterKind::AdvanceNotice, &facts(), Language::Sv).unwrap()
    }

    #[test]
    fn carries_id_thread_and_answer_but_no_reference_in_its_header() {
        let mail = posted(&letter(), &[]).unwrap();
        let text = String::from_utf8(mail.bytes.clone()).unwrap();
        let (header, _) = text.split_once("\r\n\r\n").unwrap();
        assert!(header.contains("Message-ID: <00000000000000000000000000000007@provider.example.com>"), "{header}");
        assert!(header.contains(&format!("{THREAD_HEADER}: k7w2q9")));
        assert!(header.contains("In-Reply-To: <abc@court.example.org>"));
        assert!(header.contains("Date: Tue, 01 Dec 2026 10:00:00 +0000"));
        for secret in ["D-7KQ2", "ECC-26-9", "Example County Court", "Customer Organisation", "otice", "nderr"] {
            assert!(!header.contains(secret), "the header names {secret}");
        }
        assert!(mail.bytes.is_ascii());
        assert_eq!(mail, posted(&letter(), &[]).unwrap(), "the same posting is the same mail");
    }

    #[test]
    fn is_read_back_with_its_enclosures_unchanged() {
        let paper =
            Enclosure { name: "demand.pdf".into(), media_type: "application/pdf".into(), bytes: b"%PDF-1.4\nline\nline\r\n".to_vec() };
        let mail = incoming::read(&posted(&letter(), std::slice::from_ref(&paper)).unwrap().bytes, &Limits::default()).unwrap();
        assert_eq!(mail.text.trim(), letter().text.trim());
        assert_eq!((mail.attachments[0].name.as_str(), &mail.attachments[0].bytes), ("demand.pdf", &paper.bytes));
    }

    #[test]
    fn is_not_written_to_what_is_no_address_or_with_a_token_that_can_be_read() {
        let letter = letter();
        let good = Posting {
            id: MessageId(uuid::Uuid::from_u128(7)),
            from_name: "Legal desk",
            from: "legal@provider.example.com",
            reply_to: None,
            to: "contact@customer.example.net",
            thread: "k7w2q9",
            in_reply_to: None,
            written_at: at(1, 10),
            message_id: "7@provider.example.com",
            subject: letter.subject,
            text: &letter.text,
            html: Some(&letter.html),
            enclosures: &[],
        };
        for to in ["", "contact", "a@b\r\nBcc: x@example.net", "a b@example.net"] {
            assert!(matches!(compose(&Posting { to, ..good.clone() }), Err(MessageError::Address { .. })), "{to:?}");
        }
        for thread in ["", "D-7KQ2-M4XR", "a\r\nBcc: x@example.net"] {
            assert!(matches!(compose(&Posting { thread, ..good.clone() }), Err(MessageError::Thread)), "{thread:?}");
        }
        // An id out of somebody's mail that would break our header is left out.
        let mail = compose(&Posting { in_reply_to: Some("x@y>\r\nBcc: <z@example.net"), ..good.clone() }).unwrap();
        let text = String::from_utf8(mail.bytes).unwrap();
        assert!(!text.contains("Bcc") && !text.contains("In-Reply-To"));
        let mail = compose(&Posting { from_name: "Desk\r\nBcc: z@example.net", ..good }).unwrap();
        assert!(!String::from_utf8(mail.bytes).unwrap().lines().any(|l| l.starts_with("Bcc")));
    }
}

/// An order to act is told whether, when and how far it was followed; a refusal of one speaks of no data; and so does its notice.
#[test]
fn an_order_to_act_is_answered_in_its_own_words() {
    for (lang, followed, part, not) in [
        (Language::En, "have given effect to your order.", "in part", "have not given effect"),
        (Language::Sv, "har verkställt ert föreläggande.", "delvis verkställt", "inte verkställt"),
        (Language::De, "Ihre Anordnung umgesetzt.", "teilweise umgesetzt", "nicht umgesetzt"),
        (Language::Fr, "donné suite à votre injonction.", "une partie", "pas donné suite"),
    ] {
        let write = |kind, facts: &LetterFacts| flat(&render(kind, facts, lang).unwrap().text);
        let whole = write(LetterKind::Effect, &facts());
        assert!(whole.contains(followed) && !whole.contains(part), "{whole}");
        assert!(whole.contains("The page /a/1 was removed.") && whole.contains("The European Union"), "{whole}");
        assert!(!whole.contains("clerk@customer.example.net"), "no account: {whole}");
        let mut less = facts();
        less.effect.as_mut().unwrap().short_of = "The second page is not ours.".into();
        let less = write(LetterKind::Effect, &less);
        assert!(less.contains(part) && less.contains("The second page is not ours."), "{less}");
        let refused = write(LetterKind::Refusal, &LetterFacts { acts: true, ..facts() });
        assert!(refused.contains(not) && !refused.contains("clerk@"), "{refused}");
        assert!(!write(LetterKind::Refusal, &facts()).contains(not));
    }
    let acted = Response::Ended { at: at(3, 10), how: Ending::ActedOn };
    let told = LetterFacts { acts: true, why_late: Some(WhyLate::Acted), response: Some(acted), ..facts() };
    for (lang, says) in [(Language::En, "ordered us to act against content"), (Language::Sv, "förelagt oss att ingripa mot innehåll")] {
        let text = flat(&render(LetterKind::DelayedNotice, &told, lang).unwrap().text);
        assert!(text.contains(says) && text.contains("The page /a/1 was removed.") && text.contains("The European Union"), "{text}");
    }
}
