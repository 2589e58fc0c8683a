//! A rule file, as an operator might write it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ombud::rulebook;

fuzz_target!(|text: &str| {
    let _ = rulebook::parse("fuzz.toml", text);
});
