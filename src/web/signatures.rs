//! Signatures as they are shown: what each is and what it covers, never a tick for the authority's right to ask.

use super::parts::{Badge, Message, Text, Tone};
use super::problem::Problem;
use crate::app::App;
use crate::intake::signatures::{Checked, Covers, Format, Outcome, Signature, Trust};
use crate::store::Key;
use crate::store::{documents, signatures};
use crate::words::Words;
use chrono_tz::Tz;
use domain::Instant;
use domain::ids::DemandId;

/// One signature.
pub struct Shown {
    /// The file, and what kind of signature.
    pub title: Text,
    /// What the check came to.
    pub outcome: Badge,
    /// What there is to know of it, a sentence each.
    pub lines: Vec<Text>,
    /// With what it was checked, and when.
    pub tool: Text,
    /// Whether a person should look twice.
    odd: bool,
}

/// The signatures of a mail or a document.
pub struct Signatures {
    /// Each.
    pub all: Vec<Shown>,
    /// Whether somebody has still to look.
    pub waits: bool,
    /// Whether there are more than were looked at.
    pub more: bool,
}

impl Signatures {
    /// Those of a file, and of the documents in it if it is a mail; `None` when nobody ever looked and nobody will.
    pub(super) async fn of(app: &App, w: Words, zone: &Tz, sha256: &str, document: Key) -> Result<Option<Self>, Problem> {
        let read = app.store.read();
        let mut shown = Self { all: Vec::new(), waits: false, more: false };
        let Some(row) = signatures::of(read, &[sha256.to_owned()]).await?.pop() else {
            shown.waits = signatures::waits(read, document).await?;
            return Ok(shown.waits.then_some(shown));
        };
        let own: Checked = serde_json::from_str(&row.found).unwrap_or_default();
        shown.add(w, zone, "", &own, &row.checked_at);
        let digests: Vec<String> = own.files.iter().map(|(_, sha256)| sha256.clone()).collect();
        let inside = signatures::of(read, &digests).await?;
        for (name, sha256) in &own.files {
            if let Some(row) = inside.iter().find(|row| row.sha256 == *sha256) {
                shown.add(w, zone, name, &serde_json::from_str(&row.found).unwrap_or_default(), &row.checked_at);
            }
        }
        Ok(Some(shown))
    }

    /// Each in a line, and what none of them says.
    fn line(self, w: Words) -> Option<String> {
        let each = self.all.into_iter().map(|one| {
            let said = one.lines.iter().map(AsRef::as_ref).collect::<Vec<&str>>().join(" ");
            format!("{}: {}. {said}", one.title, one.outcome.text)
        });
        let mut each: Vec<String> = each.collect();
        if self.waits {
            each.push(w.say("sig-waits").into_owned());
        }
        (!each.is_empty()).then(|| each.join(" "))
    }

    fn add(&mut self, w: Words, zone: &Tz, file: &str, checked: &Checked, at: &Instant) {
        self.more |= checked.more;
        self.all.extend(checked.signatures.iter().map(|s| Shown::new(w, zone, file, s, at)));
    }

    /// As messages, for a page that has no place for a list.
    pub(super) fn messages(self, w: Words) -> Vec<Message> {
        let mut all: Vec<Message> = Vec::new();
        if self.waits {
            all.push(Message::new(Tone::Info, w.say("sig-waits")).titled(w.say("sig-title")));
        }
        for one in self.all {
            let text = [one.lines.join(" "), one.tool.into_owned()].join(" ");
            all.push(
                Message::new(if one.odd { Tone::Soon } else { Tone::Info }, text).titled(format!("{}: {}", one.title, one.outcome.text)),
            );
        }
        all
    }
}

/// The signatures in what a demand brought, in a sentence beside the facts of who asks. They are evidence and no fact of their own.
pub(super) async fn beside(app: &App, w: Words, zone: &Tz, demand: DemandId) -> Result<String, Problem> {
    let rows = documents::of_demand(app.store.read(), demand).await?;
    let (mut said, mut unseen) = (Vec::new(), false);
    for row in rows.iter().filter(|row| ["mail", "paper", "attachment"].contains(&row.kind.as_str())) {
        let found = Signatures::of(app, w, zone, &row.sha256, row.id).await?;
        unseen |= found.is_none();
        said.extend(found.and_then(|found| found.line(w)).map(|line| format!("{}: {line}", row.name)));
    }
    let last = match (said.is_empty(), unseen) {
        (true, true) => &["sig-unseen"][..],
        (true, false) => &["sig-none"],
        (false, true) => &["sig-unseen", "sig-note"],
        (false, false) => &["sig-note"],
    };
    said.extend(last.iter().map(|key| w.say(*key).into_owned()));
    Ok(said.join(" "))
}

impl Shown {
    fn new(w: Words, zone: &Tz, file: &str, s: &Signature, at: &Instant) -> Self {
        let format = w.name(
            "sig-format",
            match s.format {
                Format::Smime => "smime",
                Format::Pgp => "pgp",
                Format::Pdf => "pdf",
            },
        );
        let (code, tone, icon) = match s.outcome {
            Outcome::Valid => ("valid", Tone::Info, "dot"),
            Outcome::Broken => ("broken", Tone::Soon, "cross"),
            Outcome::UnknownKey => ("unknown_key", Tone::Soon, "question"),
            Outcome::Weak => ("weak", Tone::Soon, "cross"),
            Outcome::Unreadable => ("unreadable", Tone::Soon, "question"),
            Outcome::Absent => ("absent", Tone::Plain, "ring"),
            Outcome::BrokenOff => ("broken_off", Tone::Plain, "ring"),
        };
        let mut lines = Vec::new();
        match (&s.signer, s.outcome) {
            (Some(signer), Outcome::Valid) => lines.push(w.say1("sig-valid-for", "name", signer.name.clone())),
            (Some(signer), Outcome::Weak) => lines.push(w.say1("sig-weak-for", "name", signer.name.clone())),
            (_, Outcome::Absent) => lines.push(w.say1("sig-why-absent", "tool", s.tool.clone())),
            _ => lines.push(w.name("sig-why", code)),
        }
        match &s.trust {
            Trust::NotAsked => {}
            Trust::Nobody => lines.push(w.say("sig-trust-nobody")),
            Trust::Directory { name, .. } => lines.push(w.say1("sig-trust-directory", "name", name.clone())),
            Trust::Folder { file } => lines.push(w.say1("sig-trust-folder", "file", file.clone())),
            Trust::OutOfTime => lines.push(w.say("sig-trust-out-of-time")),
            Trust::Revoked => lines.push(w.say("sig-trust-revoked")),
        }
        if s.sender == Some(false) {
            lines.push(w.say("sig-sender-other"));
        }
        if s.signer.is_some() {
            lines.push(w.name(
                "sig-covers",
                match s.covers {
                    Covers::Document => "document",
                    Covers::Revision => "revision",
                    Covers::Body => "body",
                    Covers::Part => "part",
                },
            ));
        }
        if let Some(claimed) = &s.claimed_at {
            lines.push(w.say1("sig-claimed", "at", w.short(claimed, zone)));
        }
        if s.timestamp {
            lines.push(w.say("sig-timestamp"));
        }
        let tool = match s.outcome {
            Outcome::Absent => w.say1("sig-looked", "at", w.short(at, zone)),
            _ if s.tool.is_empty() => w.say1("sig-looked", "at", w.short(at, zone)),
            _ => w.say2("sig-tool", "tool", s.tool.clone(), "at", w.short(at, zone)),
        };
        let vouched = matches!(s.trust, Trust::Directory { .. } | Trust::Folder { .. });
        let whole = matches!(s.covers, Covers::Document | Covers::Body);
        Self {
            title: if file.is_empty() { format } else { format!("{file} ({format})").into() },
            outcome: Badge::new(tone, w.name("sig-outcome", code)).drawn(icon),
            lines,
            tool,
            odd: tone == Tone::Soon || (s.signer.is_some() && (!vouched || !whole || s.sender == Some(false))),
        }
    }
}
