//! Sentences for people, in English and Swedish.
//!
//! The texts stand in `locales/<language>/<feature>.ftl` (Fluent) and are part of the binary. [`Words`] is a
//! language to say them in: two bytes, copied freely into every page.

mod args;
mod clocks;
mod mail;
mod marks;
mod rules;
mod when;

pub use args::Arg;
pub use rules::snake;

use domain::instrument::Bilingual;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::types::FluentNumber;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use std::borrow::Cow;
use std::sync::LazyLock;
use unic_langid::LanguageIdentifier;

/// A language. The screens and the letters to customers speak two; letters to authorities speak two more.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Swedish.
    Sv,
    /// German: letters to authorities only.
    De,
    /// French: letters to authorities only.
    Fr,
}

impl Language {
    /// The languages of the screens.
    pub const ALL: [Language; 2] = [Language::En, Language::Sv];
    /// The languages of letters to authorities.
    pub const LETTERS: [Language; 4] = [Language::En, Language::Sv, Language::De, Language::Fr];

    /// The code, as in `<html lang>` and in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Language::En => "en",
            Language::Sv => "sv",
            Language::De => "de",
            Language::Fr => "fr",
        }
    }

    /// The language of the screens of a code; anything else is `None`.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|l| l.code() == code)
    }

    /// The language of a code in which letters to authorities are written; anything else is `None`.
    #[must_use]
    pub fn of_letter(code: &str) -> Option<Self> {
        Self::LETTERS.into_iter().find(|l| l.code() == code)
    }

    /// The first language of an `Accept-Language` header that is spoken here; English if none is.
    ///
    /// Takes the header's own order: browsers write the preferred language first.
    #[must_use]
    pub fn preferred(accept_language: &str) -> Self {
        accept_language
            .split(',')
            .filter_map(|part| part.split([';', '-']).next())
            .find_map(|code| Self::from_code(&code.trim().to_ascii_lowercase()))
            .unwrap_or_default()
    }

    fn id(self) -> LanguageIdentifier {
        // The two codes are well formed, which the tests see by the plural forms.
        self.code().parse().unwrap_or_default()
    }
}

macro_rules! files {
    ($($name:literal),+ $(,)?) => {
        /// The Fluent files: name, English text, Swedish text. A new file is one more name here.
        pub const FILES: &[(&str, &str, &str)] = &[$((
            $name,
            include_str!(concat!("../locales/en/", $name, ".ftl")),
            include_str!(concat!("../locales/sv/", $name, ".ftl")),
        )),+];
    };
}

files![
    "shell",
    "when",
    "who",
    "codes",
    "grounds",
    "problems",
    "auth",
    "people",
    "reasons",
    "lane",
    "secrecy",
    "signatures",
    "verbs",
    "events",
    "acts",
    "clocks",
    "holidays",
    "feed",
    "report",
    "minimise",
    "package",
    "intake",
    "mails",
    "mail",
    "production",
    "desk",
    "newdemand",
    "queue",
    "past",
    "demand",
    "demand_acts",
    "keeping",
    "suspensions",
    "telling",
    "customers",
    "customer_report",
    "lookup",
    "authorities",
    "rulebook",
    "transparency",
    "outbox",
    "delivery",
    "audit",
    "portal",
    "agency",
    "officers",
    "on_call",
    "calendars",
    "passkeys",
    "tokens",
    "forms",
];

type Bundle = FluentBundle<FluentResource>;

/// What letters to authorities need beside their templates: German text, French text.
pub const LETTER_FILE: (&str, &str) = (include_str!("../locales/de/letters.ftl"), include_str!("../locales/fr/letters.ftl"));

static BUNDLES: LazyLock<[Bundle; 4]> = LazyLock::new(|| Language::LETTERS.map(bundle));

fn bundle(language: Language) -> Bundle {
    let mut bundle = FluentBundle::new_concurrent(vec![language.id()]);
    // Isolation marks are for mixed writing directions; here they would only end up in what people copy.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match language {
        Language::En => |value, _| grouped(value, ','),
        Language::Sv | Language::De | Language::Fr => |value, _| grouped(value, '\u{a0}'),
    }));
    let texts: Vec<&str> = match language {
        Language::En => FILES.iter().map(|(_, en, _)| *en).collect(),
        Language::Sv => FILES.iter().map(|(_, _, sv)| *sv).collect(),
        Language::De => vec![LETTER_FILE.0],
        Language::Fr => vec![LETTER_FILE.1],
    };
    for text in texts {
        // What can be read of a file is used; the tests refuse files with errors.
        let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(partial, _)| partial);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

/// Whole numbers in groups of three from 10,000 on.
fn grouped(value: &FluentValue<'_>, separator: char) -> Option<String> {
    let FluentValue::Number(FluentNumber { value, .. }) = value else { return None };
    if value.fract() != 0.0 || value.abs() < 10_000.0 || value.abs() > 9e15 {
        return None;
    }
    let digits = format!("{}", value.abs());
    let mut text = String::with_capacity(digits.len() + 6);
    if *value < 0.0 {
        text.push('\u{2212}');
    }
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    Some(text)
}

/// A language to say things in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Words {
    /// Which.
    pub language: Language,
}

impl Words {
    /// Words in a language.
    #[must_use]
    pub const fn of(language: Language) -> Self {
        Self { language }
    }

    /// The language's code, for `<html lang>`.
    #[must_use]
    pub const fn lang(&self) -> &'static str {
        self.language.code()
    }

    /// Whether a key exists in this language.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.bundle().has_message(key)
    }

    /// The sentence of a key. A key that is missing here is said in English, and one that is missing there as the key.
    pub fn say(&self, key: impl AsRef<str>) -> Cow<'static, str> {
        self.format(key.as_ref(), None)
    }

    /// The sentence of a key with one variable.
    pub fn say1(&self, key: impl AsRef<str>, name: &str, value: impl Arg) -> Cow<'static, str> {
        self.fill(key, &[(name, &value)])
    }

    /// The sentence of a key with two variables.
    pub fn say2(&self, key: impl AsRef<str>, a: &str, va: impl Arg, b: &str, vb: impl Arg) -> Cow<'static, str> {
        self.fill(key, &[(a, &va), (b, &vb)])
    }

    /// The sentence of a key with three variables.
    #[expect(clippy::too_many_arguments, reason = "templates can't write slices of mixed types")]
    pub fn say3(&self, key: impl AsRef<str>, a: &str, va: impl Arg, b: &str, vb: impl Arg, c: &str, vc: impl Arg) -> Cow<'static, str> {
        self.fill(key, &[(a, &va), (b, &vb), (c, &vc)])
    }

    /// The sentence of a key with any number of variables.
    pub fn fill(&self, key: impl AsRef<str>, values: &[(&str, &dyn Arg)]) -> Cow<'static, str> {
        let mut args = FluentArgs::with_capacity(values.len());
        for (name, value) in values {
            args.set((*name).to_owned(), value.value());
        }
        self.format(key.as_ref(), Some(&args))
    }

    /// The name of a code: `name("role", "intake")` says the key `role-intake`, with `_` and `.` of the code as `-`.
    pub fn name(&self, kind: impl AsRef<str>, code: impl AsRef<str>) -> Cow<'static, str> {
        self.say(code_key(kind.as_ref(), code.as_ref()))
    }

    /// A text that stands in English and Swedish.
    #[must_use]
    pub fn of_two<'a>(&self, text: &'a Bilingual) -> &'a str {
        match self.language {
            Language::Sv => &text.sv,
            Language::En | Language::De | Language::Fr => &text.en,
        }
    }

    fn bundle(&self) -> &'static Bundle {
        let [en, sv, de, fr] = &*BUNDLES;
        match self.language {
            Language::En => en,
            Language::Sv => sv,
            Language::De => de,
            Language::Fr => fr,
        }
    }

    fn format(&self, key: &str, args: Option<&FluentArgs<'_>>) -> Cow<'static, str> {
        let english = Words::of(Language::En).bundle();
        [self.bundle(), english]
            .into_iter()
            .find_map(|bundle| {
                let pattern = bundle.get_message(key)?.value()?;
                Some(match args {
                    None => bundle.format_pattern(pattern, None, &mut Vec::new()),
                    Some(args) => Cow::Owned(bundle.format_pattern(pattern, Some(args), &mut Vec::new()).into_owned()),
                })
            })
            .unwrap_or_else(|| {
                tracing::warn!(key, "a text is missing");
                Cow::Owned(key.to_owned())
            })
    }
}

/// The translation key of a code: `("stage", "received")` is `stage-received`.
#[must_use]
pub fn code_key(kind: &str, code: &str) -> String {
    let mut key = String::with_capacity(kind.len() + code.len() + 1);
    key.push_str(kind);
    key.push('-');
    key.extend(code.chars().map(|c| if matches!(c, '_' | '.') { '-' } else { c }));
    key
}
