//! Both languages say everything, with the same variables, and everything that is asked for exists.

use crate::support::source::files;
use domain::actor::Role;
use domain::category::Category;
use domain::clocks::{ACKNOWLEDGE, ClockRule};
use domain::ground::Ground;
use ombud::web::problem::Problem;
use ombud::words::{FILES, LETTER_FILE, Language, Words, code_key};
use std::collections::{BTreeMap, BTreeSet};

/// Keys of a Fluent text with the variables each uses.
fn messages(text: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut key = String::new();
    for line in text.lines().filter(|l| !l.starts_with('#')) {
        if let Some((name, _)) = line.split_once('=').filter(|_| line.starts_with(|c: char| c.is_ascii_alphabetic())) {
            key = name.trim().to_owned();
            assert!(all.insert(key.clone(), BTreeSet::new()).is_none(), "{key} stands twice in one file");
        }
        for part in line.split('$').skip(1) {
            let name: String = part.chars().take_while(|c| c.is_alphanumeric() || *c == '_' || *c == '-').collect();
            all.entry(key.clone()).or_default().insert(name);
        }
    }
    all
}

#[test]
fn both_languages_have_the_same_sentences_with_the_same_variables() {
    let mut keys = BTreeSet::new();
    for (file, en, sv) in FILES {
        let (en, sv) = (messages(en), messages(sv));
        assert_eq!(en, sv, "{file}.ftl differs between the languages");
        for key in en.into_keys() {
            assert!(keys.insert(key.clone()), "{key} stands in two files");
        }
    }
}

/// What a letter to an authority says outside its template, in the languages that the screens don't speak.
#[test]
fn letters_to_authorities_have_their_words() {
    let (de, fr) = (messages(LETTER_FILE.0), messages(LETTER_FILE.1));
    assert_eq!(de, fr, "letters.ftl differs between German and French");
    let english: BTreeMap<_, _> = FILES.iter().flat_map(|(_, en, _)| messages(en)).collect();
    for (key, variables) in &de {
        assert!(key.starts_with("instrument-") || english.get(key) == Some(variables), "{key} is not asked for");
    }
    let mut asked: Vec<String> = Ground::ALL.iter().map(|g| format!("ground-{}", g.code())).collect();
    asked.extend((1..=12).map(|n| format!("month-{n}")).chain(["when-day", "when-moment"].map(str::to_owned)));
    asked.extend(["acknowledgement", "redirect", "refusal", "clarification"].map(|letter| format!("letter-{letter}")));
    asked.extend(ombud::rulebook::load().unwrap().instruments.keys().map(|id| code_key("instrument", id.as_str())));
    asked.extend(Category::ALL.iter().map(|c| code_key("category", c.code())));
    asked.extend(["days", "days-in", "both", "from", "to", "open"].map(|range| format!("letter-range-{range}")));
    asked.push("letter-line".to_owned());
    for language in [Language::De, Language::Fr] {
        for key in &asked {
            assert!(Words::of(language).has(key), "{language:?} lacks {key}");
        }
    }
    for text in [LETTER_FILE.0, LETTER_FILE.1] {
        assert!(fluent_bundle::FluentResource::try_new(text.to_owned()).is_ok());
    }
}

#[test]
fn a_missing_sentence_or_variable_would_be_seen() {
    let one = messages("a-b = Text { $n }\nc = Other\n");
    assert_ne!(one, messages("a-b = Text { $n }\n"), "a key is missing");
    assert_ne!(one, messages("a-b = Text\nc = Other\n"), "a variable is missing");
    assert!(!Words::of(Language::Sv).has("no-such-key"));
    assert_eq!(Words::of(Language::Sv).say("no-such-key"), "no-such-key", "a page never fails for a word");
}

#[test]
fn every_file_is_fluent_and_has_no_empty_sentence() {
    for (file, en, sv) in FILES {
        for (language, text) in [("en", en), ("sv", sv)] {
            let parsed = fluent_bundle::FluentResource::try_new((*text).to_owned());
            assert!(parsed.is_ok(), "{language}/{file}.ftl: {:?}", parsed.err().map(|(_, e)| e));
            for key in messages(text).keys() {
                let words = Words::of(Language::from_code(language).unwrap());
                assert!(words.has(key) && !words.say(key).trim().is_empty(), "{language}/{file}.ftl: {key}");
            }
        }
    }
}

/// What is asked for in a literal: `say("…")`, `say1("…"`, `.done("…"`, `page("…"`, `outside(…, "…")`.
fn asked(text: &str) -> Vec<String> {
    let mut keys = Vec::new();
    for call in ["say(\"", "say1(\"", "say2(\"", "say3(\"", "fill(\"", ".done(\"", "session.page(\""] {
        for rest in text.split(call).skip(1) {
            if let Some((key, _)) = rest.split_once('"') {
                keys.push(key.to_owned());
            }
        }
    }
    keys.retain(|k| k.contains('-') && k.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'));
    keys
}

#[test]
fn every_sentence_that_is_asked_for_exists() {
    let english = Words::of(Language::En);
    let mut missing = Vec::new();
    let mut count = 0;
    for (path, text) in files("src", &["rs"]).into_iter().chain(files("templates", &["html", "txt"])) {
        let text = text.split("#[cfg(test)]").next().unwrap_or_default().to_owned();
        for key in asked(&text) {
            count += 1;
            if !english.has(&key) {
                missing.push(format!("{path}: {key}"));
            }
        }
    }
    assert!(missing.is_empty(), "no sentence for:\n{}", missing.join("\n"));
    assert!(count > 100, "only {count} keys were found: does the search still see them?");
}

#[test]
fn every_code_has_a_name() {
    let mut keys: Vec<String> = Vec::new();
    for role in Role::ALL {
        keys.push(code_key("role", role.code()));
        keys.push(format!("{}-does", code_key("role", role.code())));
    }
    keys.extend(Category::ALL.iter().map(|c| code_key("category", c.code())));
    keys.extend(Ground::ALL.iter().map(|g| code_key("ground", g.code())));
    for problem in Problem::ALL {
        keys.extend(["title", "happened", "kept", "next"].map(|part| format!("problem-{}-{part}", problem.code())));
    }
    let book = ombud::rulebook::load().unwrap();
    let clocks = book.instruments.values().flat_map(|i| std::iter::once(&i.clock).chain(&i.emergency_clock));
    keys.extend(clocks.map(ClockRule::id).chain([ACKNOWLEDGE, "D.notice"]).map(|rule| code_key("rule", rule)));
    for language in Language::ALL {
        let words = Words::of(language);
        let missing: Vec<&String> = keys.iter().filter(|k| !words.has(k)).collect();
        assert!(missing.is_empty(), "{}: {missing:?}", language.code());
    }
}

#[test]
fn counts_are_grouped_as_each_language_does() {
    let say = |language, n: u32| Words::of(language).say1("form-errors", "n", n).into_owned();
    assert_eq!(say(Language::En, 1), "One thing needs to be put right");
    assert_eq!(say(Language::En, 1204), "1204 things need to be put right");
    assert_eq!(say(Language::En, 100_000), "100,000 things need to be put right");
    assert_eq!(say(Language::Sv, 100_000), "100\u{a0}000 saker behöver rättas");
}

#[test]
fn the_browser_chooses_the_language() {
    for (header, language) in
        [("sv-SE,sv;q=0.9,en;q=0.8", Language::Sv), ("de,sv;q=0.5", Language::Sv), ("de", Language::En), ("", Language::En)]
    {
        assert_eq!(Language::preferred(header), language, "{header}");
    }
}
