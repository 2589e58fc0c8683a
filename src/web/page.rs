//! What every page has around its content: language, theme, who is signed in, where in the house, what was just done.

use super::parts::{Icon, Message, Text, icon};
use super::{assets, paths};
use crate::words::Words;
use domain::actor::{Role, Roles};

/// Light, dark, or as the browser prefers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Theme {
    /// As the browser prefers.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// All.
    pub const ALL: [Theme; 3] = [Theme::System, Theme::Light, Theme::Dark];

    /// The code, as in `data-theme` and in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// The theme of a code; anything unknown is [`Theme::System`].
    #[must_use]
    pub fn from_code(code: &str) -> Self {
        Self::ALL.into_iter().find(|t| t.code() == code).unwrap_or_default()
    }
}

/// A room of the house, as the bar shows it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Section {
    /// Landing page.
    Desk,
    /// All demands and each of them.
    Queue,
    /// Mails that came in.
    Mails,
    /// The calendar of secrecy.
    Secrecy,
    /// Customers.
    Customers,
    /// Authorities.
    Authorities,
    /// Rulebook.
    Rulebook,
    /// Transparency.
    Transparency,
    /// Outbox.
    Outbox,
    /// People.
    People,
    /// The record of everything.
    Audit,
    /// One's own account, and pages outside.
    Elsewhere,
}

/// A room's door: its address, sentence key, key on the keyboard, and who may enter.
struct Room {
    section: Section,
    href: &'static str,
    word: &'static str,
    key: &'static str,
    may: fn(Roles) -> bool,
}

const fn room(section: Section, href: &'static str, word: &'static str, key: &'static str, may: fn(Roles) -> bool) -> Room {
    Room { section, href, word, key, may }
}

const ROOMS: [Room; 11] = [
    room(Section::Desk, paths::DESK, "nav-desk", "g d", works_on_cases),
    room(Section::Queue, paths::QUEUE, "nav-queue", "g q", works_on_cases),
    room(Section::Mails, paths::MAILS, "nav-mails", "", |r| r.has(Role::Intake)),
    room(Section::Secrecy, paths::SECRECY, "nav-secrecy", "", handles_cases),
    room(Section::Customers, paths::CUSTOMERS, "nav-customers", "", handles_cases),
    room(Section::Authorities, paths::AUTHORITIES, "nav-authorities", "", handles_cases),
    room(Section::Rulebook, paths::RULEBOOK, "nav-rulebook", "", anybody),
    room(Section::Transparency, paths::TRANSPARENCY, "nav-transparency", "", |r| handles_cases(r) || r.has(Role::Auditor)),
    room(Section::Outbox, paths::OUTBOX, "nav-outbox", "", handles_cases),
    room(Section::People, paths::PEOPLE, "nav-people", "", |r| r.has(Role::SecurityAdmin) || r.has(Role::Auditor)),
    room(Section::Audit, paths::AUDIT, "nav-audit", "", |r| r.has(Role::Auditor)),
];

fn anybody(_: Roles) -> bool {
    true
}

fn handles_cases(roles: Roles) -> bool {
    roles.iter().any(Role::handles_cases)
}

fn works_on_cases(roles: Roles) -> bool {
    handles_cases(roles) || roles.has(Role::Custodian)
}

/// Who is signed in, as the bar shows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Viewer {
    /// Name.
    pub name: String,
    /// Roles.
    pub roles: Roles,
}

/// An entry of the bar.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// Address.
    pub href: &'static str,
    /// Word.
    pub label: Text,
    /// Key on the keyboard, empty for none.
    pub key: &'static str,
    /// Whether the page is in it.
    pub current: bool,
}

/// Everything around the content. Templates hold it as `p`.
#[derive(Clone, Debug)]
pub struct Page {
    /// Language.
    pub words: Words,
    /// Title of the page: never content of a case.
    pub title: Text,
    /// Where in the house.
    pub section: Section,
    /// Who is signed in.
    pub viewer: Option<Viewer>,
    /// What was just done, or is to be known.
    pub flash: Option<Message>,
    /// Theme.
    pub theme: Theme,
    /// Whether keys do something.
    pub keyboard: bool,
    /// Whether this is the demo, which a line on every page says.
    pub demo: bool,
    /// Address of the page, for the switch of language.
    pub here: String,
}

impl Page {
    /// A page that nobody is signed in to.
    #[must_use]
    pub fn outside(words: Words, title: impl Into<Text>) -> Self {
        Self {
            words,
            title: title.into(),
            section: Section::Elsewhere,
            viewer: None,
            flash: None,
            theme: Theme::System,
            keyboard: false,
            demo: false,
            here: paths::SIGN_IN.to_owned(),
        }
    }

    /// A sentence in the page's language.
    pub fn say(&self, key: impl AsRef<str>) -> Text {
        self.words.say(key)
    }

    /// A drawing.
    #[must_use]
    pub fn icon(&self, name: &'static str) -> Icon {
        icon(name)
    }

    /// The rooms that the viewer may enter.
    #[must_use]
    pub fn nav(&self) -> Vec<Entry> {
        let roles = self.viewer.as_ref().map(|v| v.roles).unwrap_or_default();
        ROOMS
            .iter()
            .filter(|room| (room.may)(roles))
            .map(|room| Entry { href: room.href, label: self.say(room.word), key: room.key, current: room.section == self.section })
            .collect()
    }

    /// Whether the viewer may take demands in.
    #[must_use]
    pub fn may_take_in(&self) -> bool {
        self.viewer.as_ref().is_some_and(|v| v.roles.has(Role::Intake))
    }

    /// The viewer's roles in words.
    #[must_use]
    pub fn roles(&self) -> String {
        let roles = self.viewer.as_ref().map(|v| v.roles).unwrap_or_default();
        roles.iter().map(|r| self.words.name("role", r.code())).collect::<Vec<_>>().join(", ")
    }

    /// Address of the style sheet.
    #[must_use]
    pub fn css(&self) -> &'static str {
        assets::css()
    }

    /// Address of the script.
    #[must_use]
    pub fn js(&self) -> &'static str {
        assets::js()
    }

    /// Address of the script for passkeys.
    #[must_use]
    pub fn passkey_js(&self) -> &'static str {
        assets::passkey_js()
    }

    /// Address of the drawings.
    #[must_use]
    pub fn icons(&self) -> &'static str {
        assets::icons()
    }
}
