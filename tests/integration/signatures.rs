//! Signatures in mails and papers: each shown as what it is, with whom it names, who vouches and what it covers; never as a right to ask.

use crate::both_databases;
use crate::support::TestDatabase;
use crate::support::browser::{Browser, LAPTOP, PHONE};
use crate::support::mailroom::Mailroom;
use crate::support::signer::{REGISTRY, Signer, mail};
use crate::support::site::Site;
use axum::http::StatusCode;
use domain::Instant;
use domain::actor::Role;
use ombud::intake::authenticity::{Dns, Envelope, Trust as MailTrust};
use ombud::intake::door::MailIn;
use ombud::intake::signatures::{Anchors, Checked, Covers, Outcome, Signature, Trust, check, check_waiting};
use ombud::outside::Outside;
use ombud::store::signatures as rows;
use ombud::words::Language;
use std::os::unix::fs::{PermissionsExt, symlink};

const TEXT: &str = "Content-Type: text/plain\r\n\r\nPlease keep the account.\r\n";

fn came() -> Instant {
    "2026-11-02T09:00:00Z".parse().unwrap()
}

fn believed(signer: &Signer) -> Anchors {
    let mut anchors = Anchors::default();
    anchors.add_folder(&signer.believed());
    anchors
}

async fn looked(anchors: &Anchors, bytes: Vec<u8>) -> Checked {
    check(&Outside::default(), anchors, bytes.into(), came()).await.unwrap().remove(0).1
}

async fn only(anchors: &Anchors, bytes: Vec<u8>) -> Signature {
    let mut checked = looked(anchors, bytes).await;
    assert_eq!(checked.signatures.len(), 1, "{checked:?}");
    checked.signatures.remove(0)
}

/// The mail with one letter of its text changed on the way.
fn changed(mail: &[u8]) -> Vec<u8> {
    String::from_utf8(mail.to_vec()).unwrap().replace("keep the account", "give the account").into_bytes()
}

#[tokio::test]
async fn a_signed_mail_says_who_what_and_who_vouches() {
    let signer = Signer::new();
    let (anchors, nobody) = (believed(&signer), Anchors::default());
    let court = Trust::Folder { file: "court.pem".to_owned() };
    for entity in [signer.smime("registry", TEXT), signer.opaque("registry", TEXT)] {
        let signed = mail(REGISTRY, &entity);
        let found = only(&anchors, signed.clone()).await;
        assert_eq!((found.outcome, found.covers, &found.trust, found.sender), (Outcome::Valid, Covers::Body, &court, Some(true)));
        assert_eq!(found.signer.unwrap().name, "O=District court, CN=Registry");
        assert!(found.claimed_at.is_some() && found.tool.starts_with("OpenSSL "), "{}", found.tool);
        // Nobody is believed because the mail brings him along.
        assert_eq!(only(&nobody, signed.clone()).await.trust, Trust::Nobody);
        // A mail that lost its line ends in a pipe is the same mail.
        let piped = String::from_utf8(signed).unwrap().replace("\r\n", "\n").into_bytes();
        assert_eq!(only(&anchors, piped).await.outcome, Outcome::Valid);
        let stranger = only(&anchors, mail("registry@court.example.net", &entity)).await;
        assert_eq!((stranger.outcome, stranger.sender), (Outcome::Valid, Some(false)));
    }
    let own = only(&anchors, mail(REGISTRY, &signer.smime("own", TEXT))).await;
    assert_eq!((own.outcome, own.trust), (Outcome::Valid, Trust::Nobody), "the same name, and nobody vouches");
    let late = only(&anchors, mail(REGISTRY, &signer.smime("late", TEXT))).await;
    assert_eq!((late.outcome, late.trust), (Outcome::Valid, Trust::OutOfTime));
    let tampered = only(&anchors, changed(&mail(REGISTRY, &signer.smime("registry", TEXT)))).await;
    assert_eq!((tampered.outcome, tampered.signer, tampered.trust), (Outcome::Broken, None, Trust::NotAsked));
    // A list puts its own text around it.
    let inner = signer.smime("registry", TEXT);
    let around = format!(
        "Content-Type: multipart/mixed; boundary=list\r\n\r\n--list\r\n{inner}\r\n--list\r\nContent-Type: text/plain\r\n\r\nAnd give all mails.\r\n--list--\r\n"
    );
    assert_eq!(only(&anchors, mail(REGISTRY, &around)).await.covers, Covers::Part);
    let weak = signer.cms("registry", TEXT.as_bytes(), "-md sha1 -nodetach");
    let entity = format!(
        "Content-Type: application/pkcs7-mime; smime-type=signed-data\r\nContent-Transfer-Encoding: base64\r\n\r\n{}",
        signer.base64(&weak)
    );
    assert_eq!(only(&anchors, mail(REGISTRY, &entity)).await.outcome, Outcome::Weak);
    assert!(looked(&anchors, mail(REGISTRY, TEXT)).await.signatures.is_empty(), "not signed");
}

#[tokio::test]
async fn openpgp_counts_only_with_a_key_that_is_known() {
    let signer = Signer::new();
    let anchors = believed(&signer);
    let signed = mail(REGISTRY, &signer.pgp(REGISTRY, TEXT));
    let found = only(&anchors, signed.clone()).await;
    assert_eq!((found.outcome, found.covers, found.sender), (Outcome::Valid, Covers::Body, Some(true)));
    assert_eq!(found.trust, Trust::Folder { file: "court.asc".to_owned() });
    assert_eq!(found.signer.unwrap().name, "Court registry <registry@court.example.org>");
    assert!(found.tool.starts_with("gpgv (GnuPG)"), "{}", found.tool);
    assert_eq!(only(&Anchors::default(), signed.clone()).await.outcome, Outcome::UnknownKey);
    assert_eq!(only(&anchors, changed(&signed)).await.outcome, Outcome::Broken);
    let stranger = mail(REGISTRY, &signer.pgp("somebody@example.net", TEXT));
    assert_eq!(only(&anchors, stranger).await.outcome, Outcome::UnknownKey);
    let inline = format!("Content-Type: text/plain\r\n\r\nGive all mails.\r\n\r\n{}", signer.clear("Please keep the account.\n"));
    let found = only(&anchors, mail(REGISTRY, &inline)).await;
    assert_eq!((found.outcome, found.covers), (Outcome::Valid, Covers::Part));
    // gpgv's own lines can't be brought along in the text.
    let lies = "[GNUPG:] GOODSIG 1 Court\n[GNUPG:] VALIDSIG 1 2026-11-02 1 0 4 0 22 8 00 1\n-----BEGIN PGP SIGNED MESSAGE-----\n";
    let liar = mail(REGISTRY, &format!("Content-Type: text/plain\r\n\r\n{lies}"));
    assert_ne!(only(&anchors, liar).await.outcome, Outcome::Valid);
}

#[tokio::test]
async fn a_signed_pdf_shows_what_was_added_behind_the_signature() {
    let signer = Signer::new();
    let anchors = believed(&signer);
    let paper = signer.pdf("registry", 0);
    let found = only(&anchors, paper.clone()).await;
    assert_eq!((found.outcome, found.covers), (Outcome::Valid, Covers::Document));
    assert_eq!((found.trust, found.sender), (Trust::Folder { file: "court.pem".to_owned() }, None));
    assert!(found.tool.contains("pdfsig version") && found.tool.contains("OpenSSL"), "{}", found.tool);
    let later = [paper.as_slice(), b"\n% one page more\n"].concat();
    let found = only(&anchors, later).await;
    assert_eq!((found.outcome, found.covers), (Outcome::Valid, Covers::Revision));
    let text = String::from_utf8(paper.clone()).unwrap();
    let found = only(&anchors, text.replace("0 0 300 300", "0 0 900 300").into_bytes()).await;
    assert_eq!((found.outcome, found.signer), (Outcome::Broken, None));
    // A signature that leaves more out than itself fits, and says nothing.
    let found = only(&anchors, signer.pdf("registry", 40)).await;
    assert_eq!((found.outcome, found.signer), (Outcome::Broken, None));
    // A name can't bring lines of its own.
    let lying = signer.pdf_named("registry", "R\\n  - Signature Validation: Signature is Valid.", 0);
    assert_eq!(only(&anchors, lying).await.outcome, Outcome::Unreadable);
    // In a mail, the paper stands for itself.
    let encoded = signer.base64(&paper);
    let entity = format!("Content-Type: application/pdf; name=order.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n{encoded}");
    let all = check(&Outside::default(), &anchors, mail(REGISTRY, &entity).into(), came()).await.unwrap();
    assert!(all[0].1.signatures.is_empty() && all[0].1.files[0].0 == "order.pdf" && all[0].1.files[0].1 == all[1].0, "{all:?}");
    assert_eq!(all[1].1.signatures[0].outcome, Outcome::Valid);
}

/// A folder of programs: the two that hold the limits, and what `own` names, with its script.
fn programs(own: &[(&str, &str)]) -> (tempfile::TempDir, Outside) {
    let folder = tempfile::tempdir().unwrap();
    for name in ["prlimit", "timeout"] {
        symlink(Outside::default().find(name).unwrap(), folder.path().join(name)).unwrap();
    }
    for (name, script) in own {
        let path = folder.path().join(name);
        std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    let outside = Outside::within([folder.path()]);
    (folder, outside)
}

#[tokio::test]
async fn a_missing_program_and_a_broken_off_check_are_said() {
    let signer = Signer::new();
    let anchors = believed(&signer);
    let files = [
        ("openssl", mail(REGISTRY, &signer.smime("registry", TEXT))),
        ("gpgv", mail(REGISTRY, &signer.pgp(REGISTRY, TEXT))),
        ("pdfsig", signer.pdf("registry", 0)),
    ];
    for (program, bytes) in files {
        let (_none, outside) = programs(&[]);
        let found = check(&outside, &anchors, bytes.clone().into(), came()).await.unwrap().remove(0).1;
        assert_eq!((found.signatures[0].outcome, found.signatures[0].tool.as_str()), (Outcome::Absent, program));
        let (_fell, outside) = programs(&[(program, "kill -SEGV $$")]);
        let found = check(&outside, &anchors, bytes.into(), came()).await.unwrap().remove(0).1;
        assert_eq!(found.signatures[0].outcome, Outcome::BrokenOff, "{program}");
    }
    // pdfsig alone is not enough: it and OpenSSL have to agree.
    let real = Outside::default().find("pdfsig").unwrap();
    let (_lone, outside) = programs(&[("pdfsig", &format!("exec {} \"$@\"", real.display()))]);
    let found = check(&outside, &anchors, signer.pdf("registry", 0).into(), came()).await.unwrap().remove(0).1;
    assert_eq!(found.signatures[0].outcome, Outcome::Absent);
}

async fn take(room: &Mailroom, bytes: Vec<u8>) -> String {
    let door = MailIn::new(room.workflow.clone(), MailTrust::default(), Dns::Off);
    let kept = door.keep("lmtp", &Envelope::default(), bytes.into()).await.unwrap();
    door.read(kept.id()).await.unwrap();
    kept.id().to_string()
}

async fn look(room: &Mailroom) -> u64 {
    check_waiting(&room.workflow, &Outside::default(), None, 50).await.unwrap()
}

both_databases! {
    async fn a_key_of_the_directory_vouches_once_two_people_stand_behind_it(url: String) {
        let room = Mailroom::open(&url).await;
        let site = Site::over(room.workflow.clone());
        let signer = Signer::new();
        let authority = room.authority();
        let page = format!("/authorities/{authority}");
        let (mut one, mut two) = (site.member(&[Role::Intake]).await, site.member(&[Role::Intake]).await);
        assert_eq!(one.get(&page).await.status, StatusCode::OK, "the desk knows it");
        let keys = format!("{page}/keys");
        let form = |material: &str| vec![("kind", "smime".to_owned()), ("material", material.to_owned()), ("source", "court.example.org/keys".to_owned()), ("found_on", "2026-11-01".to_owned())];
        let plain = |fields: Vec<(&'static str, String)>| fields;
        for wrong in ["", "a key", &signer.text("court.asc"), &format!("{}{}", signer.text("ca.pem"), signer.text("registry.pem"))] {
            let typed = plain(form(wrong));
            let fields: Vec<(&str, &str)> = typed.iter().map(|(k, v)| (*k, v.as_str())).collect();
            let refused = one.post(&keys, &fields).await;
            assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.body.contains("href=\"#material\""), "{}", refused.body);
        }
        let typed = form(&signer.text("ca.pem"));
        let fields: Vec<(&str, &str)> = typed.iter().map(|(k, v)| (*k, v.as_str())).collect();
        assert_eq!(one.post(&keys, &fields).await.status, StatusCode::SEE_OTHER);
        assert_eq!(one.post(&keys, &fields).await.status, StatusCode::UNPROCESSABLE_ENTITY, "once");

        // A mail that is kept is looked at whatever else waits beside it.
        let first = take(&room, mail(REGISTRY, &signer.smime("registry", TEXT))).await;
        let broken = take(&room, b"From: a@b.example\r\nContent-Type: multipart/signed; boundary=x\r\n\r\n--x\r\n".to_vec()).await;
        assert!(one.get(&format!("/mails/{first}")).await.body.contains("Nobody has looked for signatures yet"));
        assert_eq!(look(&room).await, 2);
        assert_eq!(look(&room).await, 0, "once");
        let shown = one.get(&format!("/mails/{first}")).await.body;
        assert!(shown.contains("The signature is valid for O=District court, CN=Registry."), "{shown}");
        assert!(shown.contains("says nothing about the authority’s right to ask") && shown.contains("Nobody we know vouches"), "{shown}");
        assert!(shown.contains("but not sender, subject and date") && shown.contains("OpenSSL 3"), "{shown}");
        assert!(!shown.contains("badge good"), "never a tick: {shown}");
        assert!(one.get(&format!("/mails/{broken}")).await.body.contains("nobody here can check"));
        // What was found is on the record, and on the form beside the fields.
        let offered = one.get(&format!("/demands/new/form/{first}")).await.body;
        assert!(offered.contains("The signature is valid for O=District court, CN=Registry."), "{offered}");

        // The key counts from the second person on, for what comes then.
        let own = one.get(&page).await.body;
        assert!(own.contains("O=Court service, CN=Seal authority") && !own.contains("keys/confirmation"), "{own}");
        let other = two.get(&page).await.body;
        let key = other.split_once("keys/confirmation\"><input type=\"hidden\" name=\"entry\" value=\"").unwrap().1.split('"').next().unwrap().to_owned();
        assert_ne!(one.post(&format!("{keys}/confirmation"), &[("entry", &key)]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(two.post(&format!("{keys}/confirmation"), &[("entry", &key)]).await.status, StatusCode::SEE_OTHER);
        let later = take(&room, mail(REGISTRY, &signer.smime("registry", &TEXT.replace("keep", "preserve")))).await;
        look(&room).await;
        let shown = one.get(&format!("/mails/{later}")).await.body;
        assert!(shown.contains("that stands in the directory vouches for the name") && !shown.contains("badge good"), "{shown}");
        assert!(one.get(&format!("/mails/{first}")).await.body.contains("Nobody we know vouches"), "what was found then stays");

        // Taken out, it vouches for nobody.
        assert_eq!(two.post(&format!("{keys}/withdrawal"), &[("entry", &key)]).await.status, StatusCode::SEE_OTHER);
        let last = take(&room, mail(REGISTRY, &signer.smime("registry", &TEXT.replace("keep", "hold")))).await;
        look(&room).await;
        assert!(one.get(&format!("/mails/{last}")).await.body.contains("Nobody we know vouches"));
        let mut auditor = site.member(&[Role::Auditor]).await;
        assert_ne!(auditor.post(&keys, &fields).await.status, StatusCode::SEE_OTHER);
    }

    async fn bytes_that_are_gone_hold_up_nobody(url: String) {
        let room = Mailroom::open(&url).await;
        let first = take(&room, mail(REGISTRY, TEXT)).await;
        let second = take(&room, mail(REGISTRY, &TEXT.replace("keep", "hold"))).await;
        let gone = ombud::store::documents::find(room.workflow.store().read(), first.parse().unwrap()).await.unwrap().unwrap();
        std::fs::write(room.blob(gone.document()), b"not what was sealed").unwrap();
        for round in 0..8 {
            look(&room).await;
            let left = rows::waiting(room.workflow.store().read(), 10).await.unwrap();
            assert!(left.iter().all(|want| want.document_id.to_string() == first), "round {round}: {second} was looked at");
        }
        assert!(rows::waiting(room.workflow.store().read(), 10).await.unwrap().is_empty(), "and it isn't tried for ever");
    }

    async fn a_demands_papers_show_their_signatures(url: String) {
        let room = Mailroom::open(&url).await;
        let site = Site::over(room.workflow.clone());
        let signer = Signer::new();
        let paper = [signer.pdf("registry", 0).as_slice(), b"\n% more\n"].concat();
        let id = room.receive("us.sca.subpoena", &["clerk@customer.example.net"]).await;
        let mut clerk = site.member(&[Role::Intake]).await;
        let form = clerk.upload("/demands/new/file", "order.pdf", &paper).await.leads_to().to_owned();
        assert!(clerk.get(&form).await.body.contains("Nobody has looked for signatures yet"));
        look(&room).await;
        let shown = clerk.get(&form).await.body;
        assert!(shown.contains("It covers an earlier revision"), "{shown}");
        assert!(rows::waiting(room.workflow.store().read(), 10).await.unwrap().is_empty());
        assert_eq!(clerk.get(&format!("/demands/{id}/documents")).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn signatures_look_right() {
    let database = TestDatabase::sqlite();
    let room = Mailroom::open(&database.url).await;
    let site = Site::over(room.workflow.clone());
    let signer = Signer::new();
    let signed = take(&room, mail(REGISTRY, &signer.smime("registry", TEXT))).await;
    let changed = take(&room, changed(&mail("someone@court.example.net", &signer.smime("registry", TEXT)))).await;
    check_waiting(&room.workflow, &Outside::default(), Some(&signer.believed()), 50).await.unwrap();
    let authority = room.authority();
    let base = site.serve().await;
    let browser = Browser::start().await;
    let mut faults = Vec::new();
    let (id, _, link) = site.invite(&[Role::Intake]).await;
    browser.enter(&base, &link).await;
    for language in [Language::En, Language::Sv] {
        site.app.staff.prefer(id, language, "system", true).await.unwrap();
        let code = language.code();
        let pages = [
            (format!("/mails/{signed}"), "signed"),
            (format!("/mails/{changed}"), "changed"),
            (format!("/demands/new/form/{signed}"), "form"),
            (format!("/authorities/{authority}"), "authority"),
            (format!("/authorities/{authority}/keys"), "key"),
        ];
        faults.extend(browser.look(&base, ("signatures", code), &pages, &[LAPTOP, PHONE]).await);
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
