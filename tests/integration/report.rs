//! The transparency statistics: from countable facts to published files.

mod checks;
mod counting;
mod files;
mod samples;
mod styles;
mod words;
