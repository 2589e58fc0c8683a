//! Programs in Python that the tests hold ours against: a virtual environment of their own, with versions that
//! `tests/python/requirements.txt` pins.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

const REQUIREMENTS: &str = include_str!("../../python/requirements.txt");
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/python");

/// The interpreter of the environment, made and filled the first time it is asked for.
///
/// # Panics
/// If it can't be made: Python 3 with its `venv` module and the package index have to be there.
pub fn python() -> PathBuf {
    let stamp = data_encoding::HEXLOWER.encode(&<sha2::Sha256 as sha2::Digest>::digest(REQUIREMENTS)[..6]);
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("python-{stamp}"));
    let (ready, interpreter) = (home.join("ready"), home.join("bin/python"));
    // Two test programs at once would fill it twice.
    let lock = File::create(home.with_extension("lock")).expect("the target folder can be written");
    lock.lock().expect("a lock in the target folder");
    if !ready.exists() {
        let _ = fs::remove_dir_all(&home);
        run(
            Command::new("python3").args(["-m", "venv"]).arg(&home),
            "making a virtual environment; Debian's package python3-venv brings it",
        );
        let list = Path::new(FOLDER).join("requirements.txt");
        let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--requirement"];
        run(Command::new(&interpreter).args(pip).arg(list), "installing what tests/python/requirements.txt names");
        File::create(&ready).expect("the target folder can be written");
    }
    interpreter
}

/// The path of a script of ours under `tests/python`.
pub fn script(name: &str) -> PathBuf {
    Path::new(FOLDER).join(name)
}

fn run(command: &mut Command, doing: &str) {
    let done = command.output().unwrap_or_else(|e| panic!("{doing}: {e}"));
    assert!(done.status.success(), "{doing}: {}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
}
