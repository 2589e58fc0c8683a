//! `ombud minimise` without the rest of Ombud, so that measuring needs no build of it: the same arguments, the same engine.
#![allow(missing_docs, clippy::unwrap_used, reason = "a measurement that cannot start should stop")]

use minimise::{Mapping, Scope, run_files};
use std::path::PathBuf;

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|a| a != "minimise").peekable();
    let (mut scope, mut mapping, mut out, mut files) = (PathBuf::new(), PathBuf::new(), PathBuf::new(), Vec::new());
    while let Some(argument) = arguments.next() {
        let mut value = || PathBuf::from(arguments.next().unwrap());
        match argument.as_str() {
            "--scope" => scope = value(),
            "--mapping" => mapping = value(),
            "--out" => out = value(),
            _ => files.push(PathBuf::from(argument)),
        }
    }
    let scope = Scope::from_json(&std::fs::read_to_string(scope).unwrap()).unwrap();
    let mapping = Mapping::from_toml(&std::fs::read_to_string(mapping).unwrap()).unwrap();
    let report = run_files(&scope, &mapping, &out, &files, &|| false, &mut |_| {}).unwrap();
    println!("{} of {} kept", report.rows().kept(), report.rows().read());
}
