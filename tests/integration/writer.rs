//! From a demand to a letter: what stands in it, and that it says nothing of others.

use crate::both_databases;
use crate::support::actors::called_back;
use crate::support::mailroom::{Mailroom, OURS, THEIRS, caller, customer_id, intake, reviewer, teller};
use chrono::Duration;
use domain::command::{Act, Command};
use domain::demand::Demand;
use domain::ground::Ground;
use domain::letter::Letter;
use domain::notice::{Notice, NoticeKind};
use domain::paper::{CustomerClass, Decision};
use domain::policy::Policy;
use domain::secrecy::RequestDecision;
use ombud::notify::writer::Writer;
use ombud::store::outbox;
use ombud::words::{Language, Words};
use ombud::workflow::{Error, LetterWriter, Recipient};

fn writer() -> Writer {
    let rulebook = ombud::rulebook::load().unwrap();
    Writer::new("Example Provider", "legal@provider.example.com", chrono_tz::Europe::Stockholm, rulebook, Policy::default())
}

fn contact(language: &str) -> Recipient {
    Recipient { name: "Customer's legal contact".into(), mail: "legal1@customer.example.net".into(), language: language.into() }
}

/// Lines joined again, so that a wrapped phrase is found.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn notice(demand: &Demand, kind: NoticeKind, language: &str) -> String {
    flat(&writer().write(&Letter::Notice { kind, copy: false }, demand, &contact(language), None).unwrap().text)
}

async fn reviewing(room: &Mailroom, accounts: &[&str]) -> Demand {
    let id = room.owed(accounts).await;
    let end = room.clock.now() + Duration::days(1);
    room.does(intake(), id, Command::OfferRedirect { answer_by: end }).await;
    room.does(intake(), id, Command::RecordAnswer { answer: domain::command::RedirectAnswer::Declined { reason: "No.".into() } }).await
}

fn text_of(rows: &[outbox::MessageRow], letter: &str) -> String {
    flat(&rows.iter().find(|r| r.letter == letter).unwrap().body_text)
}

both_databases! {
    async fn a_notice_carries_the_four_facts_and_how_to_object(url: String) {
        let room = Mailroom::open(&url).await;
        let id = room.owed(&[OURS]).await;
        let demand = room.demand(id).await;
        for (language, facts) in [
            ("en", [
                "Example County Court", "ECC-26-9", "18 USC 2703(c)(2)", "Subscriber identity, clerk@customer.example.net, 1 August 2026 to 31 August 2026 inclusive",
                "We have not decided yet", "10 days from when this notice was first sent", "legal@provider.example.com", "30 October 2026", "Subpoena (Stored Communications Act)",
            ]),
            ("sv", [
                "Example County Court", "ECC-26-9", "18 USC 2703(c)(2)", "clerk@customer.example.net, 1 augusti 2026 till och med 31 augusti 2026",
                "Vi har ännu inte beslutat", "10 dygn från det att denna underrättelse först sändes", "legal@provider.example.com", "30 oktober 2026", "föreläggande enligt Stored Communications Act",
            ]),
        ] {
            let text = notice(&demand, NoticeKind::Advance, language);
            for fact in facts {
                assert!(text.contains(fact), "{language} lacks {fact:?}:\n{text}");
            }
        }
    }

    async fn time_passing_changes_no_word_of_it(url: String) {
        let room = Mailroom::open(&url).await;
        let id = room.owed(&[OURS]).await;
        let first = room.workflow.preview_notice(&teller(), id).await.unwrap();
        room.forward(Duration::days(5));
        assert_eq!(room.workflow.preview_notice(&teller(), id).await.unwrap(), first);
        assert_eq!(first.mails.iter().map(|(to, _)| to.language.as_str()).collect::<Vec<_>>(), ["en", "sv"]);
    }

    async fn what_is_said_of_the_window_is_what_is_recorded(url: String) {
        let room = Mailroom::open(&url).await;
        let id = room.queued().await;
        let legal = room.demand(id).await.clock(domain::clocks::ObligationKind::Produce).and_then(|c| c.due.legal);
        let said = flat(&room.messages(id).await[0].body_text);
        let sink = crate::support::smtp_sink::SmtpSink::working().await;
        room.forward(Duration::hours(7));
        room.deliver(&sink).await;
        let Notice::Sent { window: Some(window), .. } = room.demand(id).await.notice else { panic!() };
        let ten = window.opens_at + Duration::days(10);
        let latest = legal.map(|legal| legal - Policy::default().window_margin);
        assert_eq!(window.ends_at, latest.map_or(ten, |latest| latest.min(ten)));
        let words = Words::of(Language::En);
        match latest {
            Some(latest) => assert!(said.contains(&words.deadline(&latest, &chrono_tz::Europe::Stockholm)), "{said}"),
            None => assert!(!said.contains("at the latest"), "{said}"),
        }
    }

    async fn the_date_that_the_law_forces_is_said(url: String) {
        let room = Mailroom::open(&url).await;
        let id = room.owed(&[OURS]).await;
        let mut demand = room.demand(id).await;
        let clock = demand.clocks.iter_mut().find(|c| c.kind == domain::clocks::ObligationKind::Produce).unwrap();
        clock.due.legal = Some("2026-11-06T23:00:00Z".parse().unwrap());
        let text = notice(&demand, NoticeKind::Advance, "en");
        assert!(text.contains("10 days from when this notice was first sent, but at the latest until 6 November 2026, 20:00 Europe/Stockholm"), "{text}");
    }

    async fn nothing_is_said_of_other_people(url: String) {
        let room = Mailroom::open(&url).await;
        let demand = reviewing(&room, &[OURS, THEIRS]).await;
        assert_eq!(demand.customer.as_ref().map(|c| (c.id, c.accounts.clone())), Some((customer_id(0), vec![OURS.to_owned()])));
        assert_eq!(demand.lines.len(), 4);
        let mut decided = demand.clone();
        for line in &mut decided.lines {
            line.decision = Some(Decision::Authorise);
        }
        for demand in [&demand, &decided] {
            for (kind, language) in [(NoticeKind::Advance, "en"), (NoticeKind::Advance, "sv"), (NoticeKind::Delayed, "en")] {
                let mail = writer().write(&Letter::Notice { kind, copy: false }, demand, &contact(language), None).unwrap();
                for secret in [THEIRS, "other.example", "Other Organisation", "someone"] {
                    assert!(!mail.text.contains(secret) && !mail.html.as_ref().unwrap().contains(secret), "{kind:?} names {secret}");
                }
                assert!(mail.text.contains(OURS));
            }
        }
        // Whose the accounts are is not known: then nothing is said rather than too much.
        let unmatched = { let mut d = demand.clone(); d.customer.as_mut().unwrap().accounts.clear(); d };
        let refused = writer().write(&Letter::Notice { kind: NoticeKind::Advance, copy: false }, &unmatched, &contact("en"), None).unwrap_err();
        assert_eq!((refused.code, refused.facts), ("letter-missing", vec!["data-demanded"]));
    }

    async fn the_plan_is_said_line_by_line(url: String) {
        let room = Mailroom::open(&url).await;
        let mut demand = reviewing(&room, &[OURS]).await;
        let [first, second] = demand.lines.as_mut_slice() else { panic!() };
        first.decision = Some(Decision::Refuse { ground: Ground::R10 });
        second.decision = Some(Decision::Narrow { from: Some("2026-08-10T22:00:00Z".parse().unwrap()), to: None, ground: Ground::R17 });
        let text = notice(&demand, NoticeKind::Advance, "en");
        assert!(text.contains("will not be disclosed. The demand is too broad"), "{text}");
        assert!(text.contains("will be disclosed only 11 August 2026 to 31 August 2026 inclusive. "), "{text}");
        demand.lines[1].decision = None;
        let text = notice(&demand, NoticeKind::Advance, "sv");
        assert!(text.contains("prövas ännu") && text.contains("kommer inte att lämnas ut"), "{text}");
    }

    async fn a_delayed_notice_says_why_it_is_late(url: String) {
        let room = Mailroom::open(&url).await;
        let id = room.owed(&[OURS]).await;
        let demand = room.demand(id).await;
        assert!(notice(&demand, NoticeKind::Delayed, "en").contains("It was answered before this notice could be given"));
        let emergency = Demand {
            emergency: domain::demand::Emergency::Confirmed { by: reviewer().person().unwrap(), at: room.clock.now() },
            ..demand
        };
        assert!(notice(&emergency, NoticeKind::Delayed, "en").contains("It was made in an emergency"));
        let silenced = room.does(reviewer(), id, room.order()).await;
        let text = notice(&silenced, NoticeKind::Delayed, "en");
        assert!(text.contains("We were forbidden to tell you") && text.contains("Secrecy rested on: 18 USC 2705(b)"), "{text}");
        assert!(text.contains("Secrecy ended: 31 January 2027"), "{text}");
        let endless = {
            let mut d = silenced;
            d.secrecy.orders[0].end = domain::secrecy::OrderEnd::Indefinite { review_on: room.clock.now() };
            d
        };
        let refused = writer().write(&Letter::Notice { kind: NoticeKind::Delayed, copy: false }, &endless, &contact("en"), None).unwrap_err();
        assert_eq!(refused.facts, ["why-late"]);
    }

    async fn a_consumer_is_no_organisation(url: String) {
        let room = Mailroom::open(&url).await;
        let id = room.owed(&[OURS]).await;
        let mut demand = room.demand(id).await;
        demand.customer.as_mut().unwrap().class = CustomerClass::Consumer;
        for kind in [NoticeKind::Advance, NoticeKind::Delayed] {
            assert!(!notice(&demand, kind, "en").contains("organisation"));
            assert!(!notice(&demand, kind, "sv").contains("organisation"));
        }
    }

    async fn letters_to_the_authority_follow_from_the_acts(url: String) {
        let room = Mailroom::open(&url).await;
        let id = room.receive("us.sca.subpoena", &[OURS, THEIRS]).await;
        room.does(intake(), id, Command::Acknowledge).await;
        let demand = {
            room.does(intake(), id, Command::BeginVerification).await;
            room.does(caller(), id, called_back()).await;
            room.does(intake(), id, Command::CheckForm).await;
            room.does(intake(), id, Command::Verify).await
        };
        room.does(intake(), id, Command::Prepare(Act::ConfirmNoSecrecy)).await;
        room.does(reviewer(), id, Command::Confirm(Act::ConfirmNoSecrecy)).await;
        room.does(intake(), id, Command::OfferRedirect { answer_by: room.clock.now() + Duration::days(3) }).await;
        room.does(intake(), id, Command::RecordAnswer { answer: domain::command::RedirectAnswer::Declined { reason: "No.".into() } }).await;
        room.does(reviewer(), id, Command::AskToClarify { question: "Which judge issued it?".into() }).await;
        room.does(intake(), id, Command::RecordClarification { answer: "The presiding one.".into() }).await;
        room.does(intake(), id, Command::RecordSecrecyRequest { words: "Please do not tell your user.".into() }).await;
        let decision = RequestDecision::AskForOrder { answer_by: room.clock.now() + Duration::days(5) };
        room.does(reviewer(), id, Command::DecideSecrecyRequest { decision, reason: "No court stands behind it.".into() }).await;
        let refuse = Command::Refuse { grounds: vec![Ground::R10, Ground::R03], explanation: "No account is named for the rest.".into() };
        room.does(reviewer(), id, refuse).await;
        let rows = outbox::of_demand(room.workflow.store().read(), id).await.unwrap();
        let mut letters: Vec<&str> = rows.iter().map(|r| r.letter.as_str()).collect();
        letters.sort_unstable();
        assert_eq!(letters, ["acknowledgement", "clarification", "order_asked", "redirect", "refusal"]);
        assert!(text_of(&rows, "order_asked").contains("we tell our customer as far as the law lets us"));
        assert!(rows.iter().all(|r| r.recipient == "registry@court.example.org" && r.side == "authority" && r.thread == rows[0].thread));
        let text = |letter: &str| text_of(&rows, letter);
        assert!(text("redirect").contains("Organisation: Customer Organisation Contact: Customer's legal contact 1, legal1@customer.example.net"));
        assert!(text("clarification").contains("Which judge issued it?"));
        let refusal = text("refusal");
        for (ground, law) in [(Ground::R10, "FRCrP 17(c)(2), 41(e)(2); Decision"), (Ground::R03, "18 USC 2703; FRCrP 17(e), 41(b)")] {
            let sentence = Words::of(Language::En).name("ground", ground.code()).into_owned();
            assert!(refusal.contains(&format!("{sentence} ({law}")), "{refusal}");
        }
        assert!(!refusal.contains("2023/1543"), "a court of one country is not answered with another's law");
        assert!(refusal.contains("No account is named for the rest.") && refusal.contains(&demand.reference.to_string()));
    }

    async fn what_is_missing_is_said_in_both_languages_and_nothing_happens(url: String) {
        let room = Mailroom::open(&url).await;
        let id = room.owed(&[OURS]).await;
        let mut nobody = room.demand(id).await.customer.unwrap();
        nobody.id = customer_id(1);
        room.does(intake(), id, Command::MatchCustomer { customer: nobody }).await;
        room.does(intake(), id, Command::Prepare(Act::ConfirmNoSecrecy)).await;
        room.does(reviewer(), id, Command::Confirm(Act::ConfirmNoSecrecy)).await;
        let offer = Command::OfferRedirect { answer_by: room.clock.now() + Duration::days(3) };
        let Err(Error::Letter { code, facts }) = room.workflow.act(intake(), id, offer, None).await else { panic!() };
        assert_eq!((code, facts.as_slice()), ("letter-missing", &["redirect-to"][..]));
        assert!(Words::of(Language::En).unwritten(code, &facts).contains("to whom the authority is referred"));
        assert!(Words::of(Language::Sv).unwritten(code, &facts).contains("till vem myndigheten hänvisas"));
        assert!(matches!(room.demand(id).await.stage, domain::stage::Stage::Redirecting { offer: None, .. }));
        assert!(outbox::of_demand(room.workflow.store().read(), id).await.unwrap().is_empty());
    }
}

both_databases! {
    async fn a_range_that_is_no_whole_days_is_said_to_the_minute(url: String) {
        let room = Mailroom::open(&url).await;
        let id = room.owed(&[OURS]).await;
        let mut demand = room.demand(id).await;
        let set = |demand: &mut Demand, from: &str, to: &str| {
            for line in &mut demand.lines {
                (line.from, line.to) = (from.parse().ok(), to.parse().ok());
            }
        };
        for (from, to, said) in [
            ("2026-08-01T00:00:00Z", "2026-09-01T00:00:00Z", "1 August 2026 to 31 August 2026 inclusive (UTC)"),
            ("2026-08-01T09:30:00Z", "2026-08-31T22:00:00Z", "from 1 August 2026, 11:30 Europe/Stockholm until 31 August 2026, 24:00 Europe/Stockholm"),
            ("2026-08-01T09:30:00Z", "", "from 1 August 2026, 11:30 Europe/Stockholm on"),
            ("", "2026-08-31T22:00:00Z", "until 31 August 2026, 24:00 Europe/Stockholm"),
            ("", "", "without a limit in time"),
        ] {
            set(&mut demand, from, to);
            let text = notice(&demand, NoticeKind::Advance, "en");
            assert!(text.contains(&format!("clerk@customer.example.net, {said}")), "{text}");
        }
    }
}
