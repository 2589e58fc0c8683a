//! A server that cannot outlive the tests.

use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Debian's user with no rights: PostgreSQL refuses to run as root.
const NOBODY: u32 = 65534;

/// A shell script that starts a server, prints one line when it is ready, then waits for the end of its
/// input and stops the server.
///
/// The other end of that input is held here. It closes when this value is dropped, and also when the test
/// process ends in any other way: statics are never dropped and a killed process runs no code at all.
pub struct Guarded {
    child: Child,
    folder: PathBuf,
    said: String,
}

impl Guarded {
    /// Run `script` with the new folder as `$1` and `arguments` after it; wait for its first line.
    ///
    /// `humble`: when the tests run as root, run the script as nobody, who then owns the folder.
    pub fn start(name: &str, script: &str, arguments: &[&str], humble: bool) -> Result<Self, String> {
        // Always /tmp: a socket's path may have 107 bytes, and nobody must be able to get there.
        let folder = tempfile::Builder::new().prefix(&format!("ombud-{name}-")).tempdir_in("/tmp").map_err(|e| e.to_string())?.keep();
        let mut command = Command::new("sh");
        command.args(["-c", script, "sh"]).arg(&folder).args(arguments).current_dir(&folder);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        // A group of its own, so that the script can stop whatever the server started.
        command.process_group(0);
        let root = std::fs::metadata(&folder).map_err(|e| e.to_string())?.uid() == 0;
        if humble && root {
            chown(&folder, Some(NOBODY), Some(NOBODY)).map_err(|e| e.to_string())?;
            command.uid(NOBODY).gid(NOBODY);
        }
        let mut child = command.spawn().map_err(|e| format!("sh: {e}"))?;
        let mut said = String::new();
        if let Some(stdout) = child.stdout.take() {
            BufReader::new(stdout).read_line(&mut said).map_err(|e| e.to_string())?;
        }
        if said.is_empty() {
            let log = std::fs::File::open(folder.join("log")).map(|file| {
                let mut text = String::new();
                // The first error is what tells; a log of megabytes does not.
                file.take(4000).read_to_string(&mut text).map(|_| text).unwrap_or_default()
            });
            let log = log.unwrap_or_else(|e| format!("(no log: {e})"));
            drop(Self { child, folder, said });
            return Err(log);
        }
        Ok(Self { child, folder, said: said.trim().to_owned() })
    }

    /// The server's folder; it goes when the server does.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What the script said when it was ready.
    pub fn said(&self) -> &str {
        &self.said
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
        // A script run as nobody can empty its folder; the folder itself may be ours.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
