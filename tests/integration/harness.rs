//! The tools of the tests, tested: a tool that passes everything would hide every fault.

use crate::support::browser::{Browser, LAPTOP, PHONE, WIDE};
use crate::support::guarded::Guarded;
use crate::support::{TestDatabase, for_each_database, postgres};
use sea_orm::{ConnectionTrait, Database};
use std::time::Duration;

crate::both_databases! {
    async fn a_database_is_empty_and_usable(url: String) {
        let db = Database::connect(&url).await.unwrap();
        db.execute_unprepared("create table t (a int)").await.unwrap();
        db.execute_unprepared("insert into t values (1)").await.unwrap();
        db.close().await.unwrap();
    }
}

#[tokio::test]
async fn two_tests_never_share_a_database() {
    for (a, b) in [
        (TestDatabase::sqlite(), TestDatabase::sqlite()), //
        (TestDatabase::postgres().await, TestDatabase::postgres().await),
    ] {
        let (first, second) = (Database::connect(&a.url).await.unwrap(), Database::connect(&b.url).await.unwrap());
        first.execute_unprepared("create table t (a int)").await.unwrap();
        assert!(second.execute_unprepared("select * from t").await.is_err(), "{} shares its tables", a.kind());
        first.close().await.unwrap();
        second.close().await.unwrap();
    }
}

#[tokio::test]
async fn the_failing_database_is_named() {
    let only_postgres = for_each_database(async |url| assert!(url.starts_with("sqlite"), "planted"));
    let failed = tokio::spawn(only_postgres).await.unwrap_err().into_panic();
    let text = failed.downcast_ref::<String>().unwrap();
    assert!(text.contains("postgres: planted") && !text.contains("sqlite"), "{text}");
}

#[tokio::test]
async fn postgresql_listens_in_its_own_folder_only() {
    let url = postgres::database().await;
    let folder = postgres::server().folder().display().to_string();
    assert!(url.ends_with(&format!("host={folder}")), "{url}");
    assert!(std::path::Path::new(&folder).join(".s.PGSQL.5432").exists());
    let db = Database::connect(&url).await.unwrap();
    let asked = sea_orm::Statement::from_string(sea_orm::DbBackend::Postgres, "show listen_addresses");
    let row = db.query_one_raw(asked).await.unwrap().unwrap();
    assert_eq!(row.try_get::<String>("", "listen_addresses").unwrap(), "");
    db.close().await.unwrap();
}

#[test]
fn a_guarded_server_ends_with_its_owner() {
    let script = r#"sleep 600 & echo $!; exec >/dev/null; cat; trap '' TERM; kill -TERM 0; rm -rf "$1""#;
    let guarded = Guarded::start("test", script, &[], false).unwrap();
    let (pid, folder) = (guarded.said().to_owned(), guarded.folder().to_owned());
    assert!(alive(&pid) && folder.exists());
    drop(guarded);
    for _ in 0..100 {
        if !alive(&pid) {
            break;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(!alive(&pid), "the server runs on");
    assert!(!folder.exists(), "the folder is left behind");
}

/// Whether the process still runs; one that waits only to be reaped does not.
fn alive(pid: &str) -> bool {
    let state = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    state.rsplit(')').next().is_some_and(|rest| !rest.trim().is_empty() && !rest.trim().starts_with('Z'))
}

#[test]
fn a_server_that_does_not_start_says_why() {
    let why = Guarded::start("test", r#"echo "no such disk" >"$1/log"; exit 1"#, &[], true).err().unwrap();
    assert_eq!(why.trim(), "no such disk");
}

/// A page with one of each fault that the checks look for.
const STUMBLING: &str = r##"<!doctype html><meta charset=utf-8><body style="background:#fff">
<h1>One</h1><h1>Two</h1><h3>Skips</h3><input name=lone><select name=also></select><a href="#"><svg></svg></a><button></button>
<img src="x.png"><iframe src="about:blank"></iframe><table><tr><td>1</td></tr></table><p id=a>x</p><p id=a>y</p><p tabindex=2>z</p>
<p style="color:#999">pale</p><p style="color:oklch(0.85 0.05 200)">paler</p>"##;

/// The same page, mended.
const PLAIN: &str = r##"<!doctype html><html lang=en><meta charset=utf-8><title>A page</title><meta name=viewport content="width=device-width"><body style="background:#fff">
<main><h1>One</h1><h2>Two</h2><label>Name <input name=lone></label><a href="#" aria-label="Up"><svg></svg></a><button>Go</button>
<img src="x.png" alt=""><iframe title="Paper" src="about:blank"></iframe><table><tr><th>n</th></tr><tr><td>1</td></tr></table>
<p id=a>x</p><p id=b>y</p><p style="color:#555">dark enough</p></main>"##;

#[tokio::test]
async fn the_browser_sees_what_people_stumble_over() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("page.html");
    let url = format!("file://{}", file.display());
    let browser = Browser::start().await;

    std::fs::write(&file, STUMBLING).unwrap();
    browser.page.goto(&url).await.unwrap();
    let found = browser.stumbles().await;
    for planted in [
        "language",
        "no title",
        "telephone",
        "0 main parts",
        "2 main headings",
        "skips a level",
        "'lone' has no label",
        "'also' has no label",
        "<a>",
        "<button>",
        "x.png",
        "<iframe> has no title",
        "no headings",
        "'a' stands 2 times",
        "order of the tab key",
        "\"pale\" has a contrast of 2.85",
        "\"paler\" has a contrast",
    ] {
        assert!(found.iter().any(|fault| fault.contains(planted)), "nothing found for: {planted}\n{found:#?}");
    }

    std::fs::write(&file, PLAIN).unwrap();
    browser.page.goto(&url).await.unwrap();
    assert_eq!(browser.stumbles().await, Vec::<String>::new());

    for size in [WIDE, LAPTOP, PHONE] {
        browser.size(size).await;
        let (width, height) = size;
        assert_eq!(browser.page.execute("return [innerWidth, innerHeight]", vec![]).await.unwrap(), serde_json::json!([width, height]));
    }
    browser.prefer_dark(true).await;
    let dark = browser.page.execute("return matchMedia('(prefers-color-scheme: dark)').matches", vec![]).await.unwrap();
    assert_eq!(dark, true);
    let picture = folder.path().join("page.png");
    browser.screenshot(&picture).await;
    assert!(std::fs::read(&picture).unwrap().starts_with(b"\x89PNG"));

    std::fs::write(&file, "<!doctype html><title>no</title><script>document.title = 'yes'; console.error('planted')</script>").unwrap();
    browser.page.goto(&url).await.unwrap();
    assert!(browser.console().await.iter().any(|line| line.contains("planted")));
    browser.scripts(false).await;
    browser.page.refresh().await.unwrap();
    assert_eq!(browser.page.title().await.unwrap(), "no");
}

#[test]
fn the_programs_in_python_are_those_that_were_pinned() {
    let asked = "import holidays, tzdata, schemathesis; print(holidays.__version__, tzdata.IANA_VERSION)";
    let said = std::process::Command::new(crate::support::python::python()).args(["-c", asked]).output().unwrap();
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    let pinned = std::fs::read_to_string(crate::support::python::script("requirements.txt")).unwrap();
    let (holidays, zones) = said.trim().split_once(' ').unwrap_or_else(|| panic!("{said:?}"));
    assert!(pinned.contains(&format!("\nholidays=={holidays}\n")), "{said}");
    assert!(zones.starts_with("20"), "{said}");
}
