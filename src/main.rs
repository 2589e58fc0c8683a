//! The one binary.

use std::process::ExitCode;

fn main() -> ExitCode {
    ombud::cli::main()
}
