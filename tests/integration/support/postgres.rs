//! A private PostgreSQL: one server per test binary, one database per test.
//!
//! It listens on a socket in its own folder and nowhere else, keeps nothing, and is stopped when the test
//! process ends.

use super::guarded::Guarded;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

static SERVER: OnceLock<Result<Guarded, String>> = OnceLock::new();
static DATABASES: AtomicU32 = AtomicU32::new(0);

/// Makes a cluster, starts it, waits. Nothing here is worth an fsync.
const SCRIPT: &str = r#"
folder=$1; bin=$2
{
    "$bin/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync &&
    "$bin/pg_ctl" -D "$folder/data" -l "$folder/server.log" -w -t 60 -o "-k '$folder' \
        -c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
        -c max_connections=300 -c shared_buffers=64MB -c timezone=UTC" start
} >"$folder/log" 2>&1 || { cat "$folder/server.log" >>"$folder/log" 2>/dev/null; exit 1; }
echo ready
exec >/dev/null
cat
"$bin/pg_ctl" -D "$folder/data" -m immediate stop
cd / && rm -rf "$folder" 2>/dev/null
"#;

/// A new, empty database: its URL.
pub async fn database() -> String {
    tokio::task::spawn_blocking(create).await.expect("the thread that makes a database")
}

/// The private server, started at the first call.
pub fn server() -> &'static Guarded {
    let server = SERVER.get_or_init(|| {
        let bin = programs().ok_or("PostgreSQL is not installed; `bash tests/all.sh` installs it")?;
        Guarded::start("postgres", SCRIPT, &[&bin.to_string_lossy()], true)
    });
    server.as_ref().unwrap_or_else(|why| panic!("no private PostgreSQL: {why}"))
}

fn create() -> String {
    let folder = server().folder().display().to_string();
    let name = format!("t{}", DATABASES.fetch_add(1, Ordering::Relaxed));
    let bin = programs().expect("the server runs, so its programs are there");
    let made = Command::new(bin.join("psql"))
        .args(["--no-psqlrc", "--quiet", "-h", &folder, "-U", "postgres", "-d", "postgres"])
        .args(["-c", &format!("create database {name}")])
        .current_dir("/")
        .output()
        .expect("psql runs");
    assert!(made.status.success(), "create database: {}", String::from_utf8_lossy(&made.stderr));
    format!("postgres://postgres@localhost/{name}?host={folder}")
}

/// Where `initdb`, `pg_ctl` and `psql` are: Debian's newest version, or whatever the path names.
fn programs() -> Option<PathBuf> {
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|entry| entry.path().join("bin"));
    let version = |bin: &PathBuf| bin.parent().and_then(Path::file_name).and_then(|v| v.to_string_lossy().parse::<u32>().ok());
    let newest = debian.filter(|bin| bin.join("initdb").exists()).max_by_key(version);
    newest.or_else(|| {
        let path = std::env::var_os("PATH")?;
        std::env::split_paths(&path).find(|bin| bin.join("initdb").exists() && bin.join("pg_ctl").exists())
    })
}
