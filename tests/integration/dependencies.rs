//! What is built in: the bans and licences of `deny.toml`, and the heart's few dependencies.
//!
//! cargo-deny does more where it is installed; this needs nothing but cargo, so it is never skipped.
//! `cargo tree` is asked and not `Cargo.lock`, which also names what is never built.

use sea_orm::{ConnectionTrait, Database, DbBackend, Statement};
use std::path::Path;
use std::process::Command;
use toml::Value;

/// One package as it is built.
struct Built {
    name: String,
    version: String,
    licence: String,
}

fn read(file: &str) -> Value {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
    Value::Table(toml::from_str(&text).unwrap())
}

fn built() -> Vec<Built> {
    let tree = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--offline", "--workspace", "--all-features", "--prefix", "none", "--no-dedupe"])
        .args(["--format", "{p}|{l}"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    let tree = String::from_utf8(tree.stdout).unwrap();
    let mut lines: Vec<&str> = tree.lines().filter(|line| line.contains('|')).collect();
    lines.sort_unstable();
    lines.dedup();
    let package = |line: &str| {
        let (package, licence) = line.split_once('|').unwrap();
        let mut words = package.split_whitespace();
        let (name, version) = (words.next().unwrap(), words.next().unwrap().trim_start_matches('v'));
        Built { name: name.to_owned(), version: version.to_owned(), licence: licence.to_owned() }
    };
    lines.into_iter().map(package).collect()
}

/// What `deny` bans among `built`.
fn banned(deny: &Value, built: &[Built]) -> Vec<String> {
    let bans = deny["bans"]["deny"].as_array().unwrap();
    let hit = |ban: &Value, package: &Built| {
        let named = ban["name"].as_str() == Some(&package.name);
        named && ban.get("version").and_then(Value::as_str).is_none_or(|range| below(&package.version, range))
    };
    let found = built.iter().filter_map(|package| bans.iter().find(|ban| hit(ban, package)).map(|ban| (package, ban)));
    found.map(|(package, ban)| format!("{} {}: {}", package.name, package.version, ban["reason"].as_str().unwrap_or("banned"))).collect()
}

/// Whether `version` is below the bound of a range such as `<0.9`, the only kind that deny.toml uses.
fn below(version: &str, range: &str) -> bool {
    let parts = |text: &str| text.split(['.', '-', '+']).take(3).map(|part| part.parse().unwrap_or(0)).collect::<Vec<u64>>();
    parts(version) < parts(range.strip_prefix('<').expect("a range of the kind <1.2"))
}

/// Whether an SPDX expression can be met with the allowed licences alone. `/` is the old way to write OR.
fn allowed(expression: &str, allow: &[&str]) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    any(&words, &mut at, allow) && at == words.len()
}

fn any(words: &[&str], at: &mut usize, allow: &[&str]) -> bool {
    let mut met = all(words, at, allow);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        met |= all(words, at, allow);
    }
    met
}

fn all(words: &[&str], at: &mut usize, allow: &[&str]) -> bool {
    let mut met = one(words, at, allow);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        met &= one(words, at, allow);
    }
    met
}

fn one(words: &[&str], at: &mut usize, allow: &[&str]) -> bool {
    let Some(word) = words.get(*at) else { return false };
    *at += 1;
    if *word == "(" {
        let met = any(words, at, allow);
        *at += 1;
        return met;
    }
    if words.get(*at) != Some(&"WITH") {
        return allow.contains(word);
    }
    *at += 2;
    let exception = words.get(*at - 1).copied().unwrap_or_default();
    allow.contains(&format!("{word} WITH {exception}").as_str())
}

#[test]
fn nothing_banned_is_built() {
    let deny = read("deny.toml");
    let mut built = built();
    assert!(built.iter().any(|package| package.name == "sqlx-core") && built.len() > 100, "cargo tree was not understood");
    assert_eq!(banned(&deny, &built), Vec::<String>::new());

    for (name, version) in [("openssl-sys", "0.9.100"), ("aws-lc-sys", "0.30.0"), ("sqlx-core", "0.8.6")] {
        built.push(Built { name: name.to_owned(), version: version.to_owned(), licence: String::new() });
        assert_eq!(banned(&deny, &built).len(), 1, "a planted {name} {version} is not seen");
        built.pop();
    }
}

#[test]
fn every_licence_is_allowed() {
    let deny = read("deny.toml");
    let allow: Vec<&str> = deny["licenses"]["allow"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let wrong = built().into_iter().filter(|package| !allowed(&package.licence, &allow));
    let wrong: Vec<String> = wrong.map(|package| format!("{} {}: '{}'", package.name, package.version, package.licence)).collect();
    assert!(wrong.is_empty(), "licences that deny.toml does not allow:\n{}", wrong.join("\n"));
}

#[test]
fn licence_expressions_are_understood() {
    let allow = ["MIT", "Apache-2.0", "Apache-2.0 WITH LLVM-exception"];
    for good in
        ["MIT", "Unlicense/MIT", "GPL-2.0-only OR Apache-2.0", "(MIT OR X) AND Apache-2.0", "Apache-2.0 WITH LLVM-exception AND MIT"]
    {
        assert!(allowed(good, &allow), "{good}");
    }
    for bad in ["", "GPL-3.0", "MIT AND GPL-3.0", "(MIT OR X) AND X", "MIT WITH other", "Apache-2.0 WITH LLVM-exception AND X", "MIT )"] {
        assert!(!allowed(bad, &allow), "{bad}");
    }
}

#[test]
fn the_heart_has_five_dependencies_and_no_clock() {
    let heart = read("src/domain/Cargo.toml");
    let names: Vec<&str> = heart["dependencies"].as_table().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names, ["chrono", "chrono-tz", "serde", "thiserror", "uuid"]);
    let chrono = &heart["dependencies"]["chrono"];
    assert_eq!(chrono["default-features"].as_bool(), Some(false));
    assert!(
        !chrono["features"].as_array().unwrap().iter().any(|feature| ["clock", "now", "wasmbind"].contains(&feature.as_str().unwrap()))
    );
}

#[tokio::test]
async fn the_bundled_sqlite_is_a_recent_one() {
    let db = Database::connect("sqlite::memory:").await.unwrap();
    let row = db.query_one_raw(Statement::from_string(DbBackend::Sqlite, "select sqlite_version() as v")).await.unwrap().unwrap();
    let version: String = row.try_get("", "v").unwrap();
    assert!(!below(&version, "<3.51"), "SQLite {version}: which crate brought an older libsqlite3-sys?");
}
