//! What can be wrong with settings.

use std::path::PathBuf;

/// Where a value came from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Origin {
    /// Nobody set it.
    Default,
    /// A file, with the line from 1.
    File {
        /// Which.
        path: PathBuf,
        /// Line.
        line: usize,
    },
    /// A variable of the environment.
    Variable(String),
    /// A flag on the command line.
    Flag,
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Origin::Default => f.write_str("default"),
            Origin::File { path, line } => write!(f, "{}:{line}", path.display()),
            Origin::Variable(name) => f.write_str(name),
            Origin::Flag => f.write_str("flag"),
        }
    }
}

/// One wrong setting.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// Key, as written.
    pub key: String,
    /// Where.
    pub origin: Origin,
    /// What is wrong.
    pub problem: String,
    /// What to write; follows "write".
    pub advice: String,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Problem { key, origin, problem, advice } = self;
        // A variable that is no setting is its own place.
        let place = origin.to_string();
        if *origin == Origin::Default || place == *key {
            write!(f, "{key}: {problem}; write {advice}")
        } else {
            write!(f, "{place}: {key}: {problem}; write {advice}")
        }
    }
}

/// Why the settings can't be used. Nothing was started or changed.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file can't be read.
    #[error("the configuration file {} can't be read: {source}. Nothing was started", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is not TOML.
    #[error("{}:{line}: this is not TOML ({why}); write key = \"value\", one to a line. Nothing was started", path.display())]
    Syntax {
        /// Which.
        path: PathBuf,
        /// Line, from 1.
        line: usize,
        /// What the parser says.
        why: String,
    },
    /// Keys that are wrong: all of them.
    #[error("{}\nNothing was started", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Wrong(Vec<Problem>),
}

impl ConfigError {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            ConfigError::Unreadable { .. } => "config-unreadable",
            ConfigError::Syntax { .. } => "config-syntax",
            ConfigError::Wrong(_) => "config-wrong",
        }
    }
}
