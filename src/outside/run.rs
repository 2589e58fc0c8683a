//! One run of one program under limits.

use super::{Folder, OutsideError};
use std::ffi::OsStr;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::time::Duration;

/// What `timeout` answers when the time was over.
const TIME_OVER: i32 = 124;
/// Where the two outputs go, in the folder of the run.
const OUT: &str = "outside-stdout";
const ERR: &str = "outside-stderr";

/// What one run may take.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Until it is ended, by the clock on the wall. Whole seconds, at least one.
    pub wall: Duration,
    /// Processor time. Whole seconds, at least one.
    pub processor: Duration,
    /// Address space in bytes.
    pub memory: u64,
    /// Size of each file that it writes, its outputs included, in bytes.
    pub file: u64,
}

impl Default for Limits {
    /// Enough for a paper of a hundred pages.
    fn default() -> Self {
        Self { wall: Duration::from_secs(20), processor: Duration::from_secs(20), memory: 2 << 30, file: 64 << 20 }
    }
}

/// What a program answered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reply {
    /// Its exit code.
    pub code: i32,
    /// What it wrote to its standard output.
    pub out: Vec<u8>,
    /// What it wrote to its standard error, as text.
    pub err: String,
}

/// How a run ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Ran {
    /// The program, or one of the two that hold the limits, isn't installed.
    Absent(&'static str),
    /// It ended by itself.
    Done(Reply),
}

/// The programs of a system, by the folders where they are looked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outside {
    folders: Vec<PathBuf>,
}

impl Default for Outside {
    fn default() -> Self {
        Self::within(["/usr/local/bin", "/usr/bin", "/bin"])
    }
}

impl Outside {
    /// The programs in these folders, the first that has one wins.
    pub fn within(folders: impl IntoIterator<Item = impl Into<PathBuf>>) -> Self {
        Self { folders: folders.into_iter().map(Into::into).collect() }
    }

    /// Where a program is, if it is there.
    #[must_use]
    pub fn find(&self, program: &str) -> Option<PathBuf> {
        self.folders.iter().map(|folder| folder.join(program)).find(|path| path.is_file())
    }

    /// Run `program` with `args` in `folder` and wait for its end, on a thread that may block.
    ///
    /// # Errors
    /// [`OutsideError`]: it didn't end by itself, and nothing it wrote is to be used.
    pub async fn run(
        &self,
        program: &'static str,
        args: &[&(dyn AsRef<OsStr> + Sync)],
        folder: &Folder,
        limits: Limits,
    ) -> Result<Ran, OutsideError> {
        let mut found = Vec::new();
        for name in ["prlimit", "timeout", program] {
            match self.find(name) {
                Some(path) => found.push(path),
                None => return Ok(Ran::Absent(name)),
            }
        }
        let [prlimit, timeout, path] = found.as_slice() else { return Ok(Ran::Absent(program)) };
        let wall = limits.wall.as_secs().max(1);
        let mut command = Command::new(prlimit);
        command
            .arg(format!("--as={}", limits.memory))
            .arg(format!("--cpu={}", limits.processor.as_secs().max(1)))
            .arg(format!("--fsize={}", limits.file))
            .args(["--nofile=256", "--core=0", "--"])
            .arg(timeout)
            .args(["--kill-after=1", &wall.to_string()])
            .arg(path)
            .args(args.iter().map(|a| (*a).as_ref()));
        let place = folder.path().to_owned();
        command
            .current_dir(&place)
            .env_clear()
            .env("PATH", std::env::join_paths(&self.folders).unwrap_or_default())
            .env("HOME", &place)
            .env("TMPDIR", &place)
            .env("LC_ALL", "C.UTF-8")
            .env("TZ", "UTC");
        let status = on_a_thread(program, command, &place).await?;
        // Killed by a limit: by `timeout` itself at the end of the grace (137), or by the system.
        match status.code() {
            Some(TIME_OVER) => Err(OutsideError::TooLong { program, seconds: wall }),
            None => Err(OutsideError::TooMuch { program }),
            Some(code) if code > 128 => Err(OutsideError::TooMuch { program }),
            Some(code) => {
                let out = folder.get(OUT, limits.file)?.unwrap_or_default();
                let err = folder.get(ERR, limits.file)?.unwrap_or_default();
                Ok(Ran::Done(Reply { code, out, err: String::from_utf8_lossy(&err).into_owned() }))
            }
        }
    }
}

async fn on_a_thread(program: &'static str, mut command: Command, place: &Path) -> Result<ExitStatus, OutsideError> {
    let made = |name: &str| {
        let path = place.join(name);
        File::create(&path).map_err(|source| OutsideError::Folder { doing: "written", path, source })
    };
    command.stdin(Stdio::null()).stdout(made(OUT)?).stderr(made(ERR)?);
    let ended = tokio::task::spawn_blocking(move || command.status()).await;
    let failed = |source| OutsideError::Start { program, source };
    ended.map_err(|e| failed(std::io::Error::other(e)))?.map_err(failed)
}
