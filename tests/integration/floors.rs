//! The house has floors, and imports go downward only. Also: what may be named in one place only.
//!
//! When a room is missing from the table, give it a floor there; when a rule is broken, mend the code, or
//! change the table in a commit of its own that says why.

use crate::support::source::{code, files, rooms_named};

/// Each room with its floor. A room may name its own contents and lower floors.
pub const FLOORS: [(u8, &[&str]); 6] = [
    (0, &["call", "clock", "config", "domain", "eevidence", "outside", "record", "rulebook", "wire", "words"]),
    (1, &["store"]),
    (2, &["workflow"]),
    (3, &["bulk", "etsi", "hooks", "intake", "jobs", "lookup", "notify", "package", "report"]),
    (4, &["app", "installation"]),
    (5, &["agency", "api", "cli", "demo", "portal", "serve", "web"]),
];

/// From this floor upward rooms don't know their neighbours; below they may.
const NO_SIDEWAYS: u8 = 3;

/// Neighbours that may be named all the same.
const SIDEWAYS: [(&str, &[&str], &str); 8] = [
    ("web", &["api"], "one listener and one table of routes for people and programs"),
    ("etsi", &["intake"], "a document inside a message is sorted as one inside a mail is"),
    ("jobs", &["hooks", "intake", "lookup", "notify", "package", "report"], "a job is what calls them when nobody waits"),
    ("cli", &["agency", "api", "demo", "portal", "serve", "web"], "`serve` and `demo` are commands; `api` prints what is served"),
    ("demo", &["serve", "web"], "the demo serves its pages"),
    ("agency", &["web"], "its pages are made of the same parts, its answers pass the same layers"),
    ("portal", &["web"], "its pages are made of the same parts, its answers pass the same layers"),
    ("serve", &["agency", "portal", "web"], "they are the doors that are served"),
];

/// What only the named files and folders may name, and what the others use instead.
const ONLY_IN: [(&[&str], &[&str], &str); 5] = [
    (
        &["commit_checked"],
        &["src/package/", "src/workflow/"],
        "what goes with files goes through crate::package::production, which checks them",
    ),
    (&["sea_orm", "sqlx"], &["src/store/"], "read and write through crate::store"),
    (&["object_store"], &["src/store/"], "documents and packages are kept by crate::store"),
    (&["Utc::now", "Local::now", "SystemTime::now", "time::Instant::now"], &["src/clock.rs"], "time comes in as an argument"),
    (&["unsafe"], &[], "there is always another way"),
];

/// A file that is longer holds two nouns.
const LINES: usize = 500;

fn floor(room: &str) -> Option<u8> {
    FLOORS.iter().find(|(_, rooms)| rooms.contains(&room)).map(|(floor, _)| *floor)
}

/// What is wrong with one file of `src`, one sentence each.
fn faults(path: &str, text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let code = code(text);
    let inside = path.strip_prefix("src/").unwrap_or(path);
    let room = inside.split('/').next().unwrap_or(inside).trim_end_matches(".rs");
    let wiring = ["lib", "main"].contains(&room);
    // The heart, the page maker and the minimiser are packages of their own: their `crate` is another, and cargo sees to what they may name.
    if !wiring && !["domain", "letters_pdf", "minimise"].contains(&room) {
        match floor(room) {
            None => faults.push(format!("{path}: the room '{room}' has no floor; give it one in tests/integration/floors.rs")),
            Some(own) => {
                for named in rooms_named(inside, &code) {
                    let Some(its) = floor(&named) else { continue };
                    let neighbour = SIDEWAYS.iter().any(|(from, to, _)| *from == room && to.contains(&named.as_str()));
                    if named == room || its < own || its == own && (own < NO_SIDEWAYS || neighbour) {
                        continue;
                    }
                    let way = if its > own { "upward" } else { "sideways" };
                    faults.push(format!("{path}: {way} import: '{room}' (floor {own}) names '{named}' (floor {its})"));
                }
            }
        }
    }
    for (names, places, instead) in ONLY_IN {
        for name in names.iter().filter(|name| has_word(&code, name)) {
            if !places.iter().any(|place| path.starts_with(place)) {
                faults.push(format!("{path}: names {name}; {instead}"));
            }
        }
    }
    faults
}

/// Whether `code` has `word` and not merely a longer name that contains it.
fn has_word(code: &str, word: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(word).any(|(at, _)| {
        let (before, after) = (code[..at].chars().next_back(), code[at + word.len()..].chars().next());
        !before.is_some_and(part) && !after.is_some_and(part)
    })
}

#[test]
fn imports_go_downward_and_single_places_stay_single() {
    let sources = files("src", &["rs"]);
    assert!(sources.iter().any(|(path, _)| path == "src/clock.rs") && sources.len() > 10, "the sources were not found");
    let faults: Vec<String> = sources.iter().flat_map(|(path, text)| faults(path, text)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn no_file_holds_two_nouns() {
    let kinds = ["rs", "toml", "js", "css", "html", "txt", "ftl", "sh"];
    let folders = ["src", "tests", "migrations", "templates", "static", "locales"];
    let long = folders.into_iter().flat_map(|folder| files(folder, &kinds)).filter(|(_, text)| text.lines().count() > LINES);
    let long: Vec<String> = long.map(|(path, text)| format!("{path}: {} lines, more than {LINES}", text.lines().count())).collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn the_database_does_not_tell_the_time() {
    let sql = |text: &str| {
        let text = text.to_ascii_lowercase();
        text.contains("current_timestamp")
            || text.contains("datetime('now'")
            || text.lines().any(|l| l.contains('"') && l.contains(" now()"))
    };
    assert!(sql(r#"execute("insert into t values (1, now())")"#.replace("1, ", "1,  ").as_str()), "a planted now() is not seen");
    assert!(sql("default CURRENT_TIMESTAMP"), "a planted default is not seen");
    let found = ["src", "migrations"].into_iter().flat_map(|folder| files(folder, &["rs", "sql"])).filter(|(_, text)| sql(text));
    let found: Vec<String> = found.map(|(path, _)| path).collect();
    assert!(found.is_empty(), "SQL reads a clock in {}", found.join(", "));
}

mod planted {
    use super::faults;

    /// Each forbidden line must be seen, and named.
    #[test]
    fn forbidden_imports_are_seen() {
        let cases = [
            ("src/store/events.rs", "use crate::web::paths;", "upward import: 'store' (floor 1) names 'web' (floor 5)"),
            ("src/store.rs", "use crate::{clock::Clock, workflow};", "names 'workflow'"),
            ("src/store/mod.rs", "use super::workflow::change;", "names 'workflow'"),
            ("src/store/events/page.rs", "use super::super::super::notify;", "names 'notify'"),
            ("src/workflow/review.rs", "fn f() { crate::notify::letters::render(); }", "names 'notify'"),
            ("src/record/mod.rs", "use crate::{\n    clock,\n    store::{Store, Txn},\n};", "names 'store'"),
            ("src/notify/mail.rs", "use crate::report::table;", "sideways import: 'notify' (floor 3) names 'report' (floor 3)"),
            ("src/serve.rs", "use crate::cli::Cli;", "sideways"),
            ("src/web/review.rs", "pub(in crate::cli) fn f() {}", "sideways"),
            ("src/domain/demand.rs", "fn f() -> Instant { chrono::Utc::now() }", "names Utc::now"),
            ("src/jobs.rs", "let t = std::time::Instant::now();", "names time::Instant::now"),
            ("src/web/queue.rs", "use sea_orm::EntityTrait;", "names sea_orm"),
            ("src/package/seal.rs", "let store = object_store::memory::InMemory::new();", "names object_store"),
            ("src/clock.rs", "unsafe { now() }", "names unsafe"),
            ("src/web/package.rs", "app.workflow.commit_checked(actor, id, command, files, None).await", "names commit_checked"),
            ("src/attic/mod.rs", "", "'attic' has no floor"),
        ];
        for (path, text, expected) in cases {
            let found = faults(path, text);
            assert!(found.len() == 1 && found[0].contains(expected), "{path}: {text}\n  expected: {expected}\n  found: {found:?}");
        }
    }

    /// And what is allowed must not be.
    #[test]
    fn allowed_lines_are_let_through() {
        let cases = [
            ("src/web/review.rs", "use crate::{app::App, store, words::Words, workflow::Error};\nuse super::page::Page;"),
            ("src/workflow/mod.rs", "use crate::store::{Store, Txn};\nuse domain::Instant;"),
            ("src/words/when.rs", "use super::{Language, Words};"),
            ("src/rulebook/mod.rs", "use crate::words::Words;"),
            ("src/jobs.rs", "use crate::{notify, package};"),
            ("src/cli/serve.rs", "use crate::web;"),
            ("src/store/demands.rs", "use sea_orm::EntityTrait;\nuse super::events;\nmod tests { use super::*; use crate::store::Store; }"),
            ("src/clock.rs", "use chrono::Utc;\nfn now() { Utc::now(); }"),
            (
                "src/store/mod.rs",
                "// unlike crate::web, this\n/* crate::cli /* nested */ */ let a = \"crate::web::x\"; let b = r#\"crate::\"api\"#; let c = '\"';",
            ),
            ("src/web/clock.rs", "let object_store_url = 1; let unsafety = 2; let later = clock.now();"),
            ("src/lib.rs", "pub use crate::web::router;"),
        ];
        for (path, text) in cases {
            assert_eq!(faults(path, text), Vec::<String>::new(), "{path}: {text}");
        }
    }
}
