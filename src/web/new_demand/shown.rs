//! The file beside the fields: its text, with the lines marked that suggestions were read from. Never the file itself,
//! which is somebody else's and may act when it is opened.

use super::super::parts::{Badge, Message, Text, Tone};
use crate::intake::receive::{Draft, QUARANTINE};
use crate::intake::{IntakeError, PdfFacts, Snippet, Source, Suggestions};
use crate::words::{Arg, Words};
use domain::text::is_hidden;
use std::collections::BTreeSet;

/// Most lines that are shown of one text.
const MOST_LINES: usize = 2_000;

/// A text of the file.
pub struct Shown {
    /// What it is.
    pub title: Text,
    /// Its lines; those that a suggestion was read from are marked.
    pub lines: Vec<(String, bool)>,
}

/// A file that came.
pub struct Came {
    /// Name.
    pub name: String,
    /// Size in KiB, rounded up.
    pub kib: u64,
    /// What is done with it.
    pub kind: Badge,
}

/// Everything beside the fields.
pub struct Beside {
    /// What a person must see.
    pub messages: Vec<Message>,
    /// Texts.
    pub texts: Vec<Shown>,
    /// Files.
    pub files: Vec<Came>,
}

impl Beside {
    /// Of a draft.
    #[must_use]
    pub fn new(w: Words, draft: &Draft) -> Self {
        Self { messages: messages(w, draft), texts: texts(w, draft), files: draft.new.documents.iter().map(|d| came(w, d)).collect() }
    }
}

fn came(w: Words, document: &crate::workflow::NewDocument) -> Came {
    let kind = if document.kind == QUARANTINE {
        Badge::new(Tone::Soon, w.say("new-file-quarantine")).drawn("ban")
    } else {
        Badge::new(Tone::Plain, w.name("new-file", &document.kind)).drawn("doc")
    };
    Came { name: document.name.clone(), kib: (document.bytes.len() as u64).div_ceil(1024), kind }
}

/// Why something was not read, as a sentence.
#[must_use]
pub fn unread(w: Words, why: &IntakeError) -> Text {
    let args = why.args();
    let args: Vec<(&str, &dyn Arg)> = args.iter().map(|(name, value)| (*name, value as &dyn Arg)).collect();
    w.fill(why.code(), &args)
}

fn messages(w: Words, draft: &Draft) -> Vec<Message> {
    let unread = draft.unread.iter().map(|u| Message::new(Tone::Soon, unread(w, &u.why)).titled(u.name.clone()));
    let marks = draft.marks.iter().map(|m| Message::new(Tone::Soon, w.say(format!("intake-mark-{}", m.code()))));
    let papers = draft
        .papers
        .iter()
        .flat_map(|(name, facts)| flags(facts).into_iter().map(move |key| Message::new(Tone::Soon, w.say(key)).titled(name.clone())));
    unread.chain(marks).chain(papers).collect()
}

/// What a paper holds besides pages.
fn flags(facts: &PdfFacts) -> Vec<&'static str> {
    [
        (facts.encrypted, "intake-pdf-encrypted"),
        (facts.javascript, "intake-pdf-javascript"),
        (facts.launch, "intake-pdf-launch"),
        (facts.embedded_files, "intake-pdf-embedded-files"),
        (facts.open_action, "intake-pdf-open-action"),
        (!facts.text_complete, "intake-pdf-text-incomplete"),
    ]
    .into_iter()
    .filter_map(|(is, key)| is.then_some(key))
    .collect()
}

fn texts(w: Words, draft: &Draft) -> Vec<Shown> {
    let read = sources(&draft.suggestions);
    let mut texts = Vec::new();
    for (index, (name, facts)) in draft.papers.iter().enumerate() {
        for page in &facts.text {
            let title = w.say2("new-page", "name", name, "page", page.page);
            texts.push(shown(title, &page.text, Source::Pdf { index, page: page.page }, &read));
        }
    }
    if let Some(mail) = &draft.mail {
        let mut header: Vec<(String, bool)> = Vec::new();
        let from = mail.from.iter().map(|a| a.mail.as_str()).collect::<Vec<_>>().join(", ");
        let mut line = |key: &str, value: &str| header.push((clean(&format!("{}: {value}", w.say(key))), false));
        line("new-mail-from", &from);
        line("new-mail-to", &mail.to.iter().map(|a| a.mail.as_str()).collect::<Vec<_>>().join(", "));
        line("new-mail-subject", mail.subject.as_deref().unwrap_or_default());
        header.push((String::new(), false));
        let mut text = shown(w.say("new-mail"), &mail.text, Source::MailText, &read);
        header.append(&mut text.lines);
        texts.push(Shown { title: text.title, lines: header });
    }
    texts
}

fn shown(title: Text, text: &str, source: Source, read: &[&Snippet]) -> Shown {
    let marked: BTreeSet<usize> = read.iter().filter(|s| s.source == source).map(|s| s.line).collect();
    let lines = text.lines().take(MOST_LINES).enumerate().map(|(i, line)| (clean(line), marked.contains(&(i + 1)))).collect();
    Shown { title, lines }
}

/// A line without what is not seen or turns the rest round.
fn clean(line: &str) -> String {
    line.chars().filter(|c| *c == '\t' || !is_hidden(*c)).collect()
}

fn sources(read: &Suggestions) -> Vec<&Snippet> {
    let single = [
        read.authority_reference.as_ref().map(|s| &s.from),
        read.authority_name.as_ref().map(|s| &s.from),
        read.instrument.as_ref().map(|s| &s.from),
        read.issued_on.as_ref().map(|s| &s.from),
        read.face_due.as_ref().map(|s| &s.from),
        read.period.as_ref().map(|s| &s.from),
        read.emergency.as_ref().map(|s| &s.from),
    ];
    let many =
        read.accounts.iter().map(|s| &s.from).chain(read.categories.iter().map(|s| &s.from)).chain(read.statutes.iter().map(|s| &s.from));
    single.into_iter().flatten().chain(many).collect()
}
