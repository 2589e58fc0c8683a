//! The file beside the fields: its text, with the lines marked that suggestions were read from. Never the file itself,
//! which is somebody else's and may act when it is opened.

use super::super::parts::{Badge, Message, Text, Tone};
use super::super::paths;
use super::picture;
use crate::intake::receive::{Draft, QUARANTINE};
use crate::intake::scan::{Scan, Standing};
use crate::intake::{IntakeError, PdfFacts, Snippet, Source, Suggestions};
use crate::words::{Arg, Words};
use domain::ids::DocumentId;
use domain::text::is_hidden;
use std::collections::BTreeSet;

/// Most lines that are shown of one text.
const MOST_LINES: usize = 2_000;

/// A text of the file.
pub struct Shown {
    /// What it is.
    pub title: Text,
    /// Its lines.
    pub lines: Vec<Line>,
    /// Address and name of the page's picture, where it can be drawn.
    pub picture: Option<(String, Text)>,
    /// Whether the picture is shown at once: the text was read by machine.
    pub by_machine: bool,
}

/// A machine that was surer than this of a line, in percent, is not doubted line by line.
const SURE: u8 = 90;

/// How sure the machine was that read a line of the draft's paper `index`; `None` when no machine read it.
#[must_use]
pub fn sure(scans: &[Scan], index: usize, page: u32, line: usize) -> Option<u8> {
    let scan = scans.iter().find(|s| s.paper == Some(index))?;
    if let Standing::Read(reading) = &scan.standing { reading.sure(page, line) } else { None }
}

/// A line of a text.
pub struct Line {
    /// What stands there.
    pub text: String,
    /// Its id on the page, when something was found in it: then it is marked.
    pub id: Option<String>,
    /// How sure the machine was that read it, where it was not sure.
    pub unsure: Option<Text>,
}

impl Line {
    fn plain(text: String) -> Self {
        Self { text, id: None, unsure: None }
    }
}

/// The id of a line on the page.
#[must_use]
pub fn anchor(source: Source, line: usize) -> String {
    match source {
        Source::MailHeader => "at-header".to_owned(),
        Source::MailText => format!("at-mail-{line}"),
        Source::Pdf { index, page } => format!("at-paper-{index}-{page}-{line}"),
    }
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
    /// Whether a machine is still reading.
    pub waits: bool,
}

impl Beside {
    /// Of a draft.
    #[must_use]
    pub fn new(w: Words, draft: &Draft, scans: &[Scan], file: DocumentId) -> Self {
        let mut messages = messages(w, draft);
        messages.extend(scans.iter().map(|scan| standing(w, scan)));
        let waits = scans.iter().any(|s| s.standing == Standing::Waiting);
        Self { waits, messages, texts: texts(w, draft, scans, file), files: draft.new.documents.iter().map(|d| came(w, d)).collect() }
    }
}

/// How a picture of a paper stands, in a sentence.
fn standing(w: Words, scan: &Scan) -> Message {
    let (tone, text) = match &scan.standing {
        Standing::Waiting => (Tone::Info, w.say("new-scan-waiting")),
        Standing::Read(reading) if reading.whole => (Tone::Soon, w.say("new-scan-read")),
        Standing::Read(reading) => (Tone::Soon, w.say1("new-scan-read-in-part", "n", reading.pages.len())),
        Standing::Failed(why) => (Tone::Soon, w.name("new-scan-failed", why)),
        Standing::Absent => (Tone::Soon, w.say("new-scan-absent")),
    };
    Message::new(tone, text).titled(scan.name.clone())
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

fn texts(w: Words, draft: &Draft, scans: &[Scan], file: DocumentId) -> Vec<Shown> {
    let read = sources(&draft.suggestions);
    let mut texts = Vec::new();
    for (index, (name, facts)) in draft.papers.iter().enumerate() {
        let place = draft.new.documents.iter().position(|d| d.name == *name);
        let drawn = place.filter(|at| draft.new.documents.get(*at).is_some_and(|d| picture::can_be_seen(&d.bytes)));
        for page in &facts.text {
            let title = w.say2("new-page", "name", name, "page", page.page);
            let mut one = shown(title, &page.text, Source::Pdf { index, page: page.page }, &read);
            one.by_machine = scans.iter().any(|s| s.paper == Some(index));
            for (number, line) in (1..).zip(&mut one.lines) {
                let sure = sure(scans, index, page.page, number).filter(|sure| *sure < SURE && !line.text.is_empty());
                line.unsure = sure.map(|sure| w.say1("new-scan-sure", "sure", u32::from(sure)));
            }
            one.picture =
                drawn.map(|at| (paths::new_demand_picture(file, at, page.page), w.say2("new-page", "name", name, "page", page.page)));
            texts.push(one);
        }
    }
    if let Some(mail) = &draft.mail {
        let mut header: Vec<Line> = Vec::new();
        let from = mail.from.iter().map(|a| a.mail.as_str()).collect::<Vec<_>>().join(", ");
        let mut line = |key: &str, value: &str| header.push(Line::plain(clean(&format!("{}: {value}", w.say(key)))));
        line("new-mail-from", &from);
        line("new-mail-to", &mail.to.iter().map(|a| a.mail.as_str()).collect::<Vec<_>>().join(", "));
        line("new-mail-subject", mail.subject.as_deref().unwrap_or_default());
        header.push(Line::plain(String::new()));
        if let Some(first) = header.first_mut().filter(|_| draft.suggestions.authority_mail.is_some()) {
            first.id = Some(anchor(Source::MailHeader, 0));
        }
        let mut text = shown(w.say("new-mail"), &mail.text, Source::MailText, &read);
        header.append(&mut text.lines);
        texts.push(Shown { lines: header, ..text });
    }
    texts
}

fn shown(title: Text, text: &str, source: Source, read: &[&Snippet]) -> Shown {
    let marked: BTreeSet<usize> = read.iter().filter(|s| s.source == source).map(|s| s.line).collect();
    let line =
        |(i, text): (usize, &str)| Line { text: clean(text), id: marked.contains(&(i + 1)).then(|| anchor(source, i + 1)), unsure: None };
    Shown { title, lines: text.lines().take(MOST_LINES).enumerate().map(line).collect(), picture: None, by_machine: false }
}

/// A line without what is not seen or turns the rest round.
fn clean(line: &str) -> String {
    line.chars().filter(|c| *c == '\t' || !is_hidden(*c)).collect()
}

/// Every place that an offer comes from.
fn sources(read: &Suggestions) -> Vec<&Snippet> {
    let single = [read.instrument.as_ref().map(|s| &s.from), read.emergency.as_ref().map(|s| &s.from)];
    let many = read.categories.iter().map(|s| &s.from).chain(read.statutes.iter().map(|s| &s.from));
    single.into_iter().flatten().chain(many).chain(read.found.iter().map(|f| &f.from)).collect()
}
