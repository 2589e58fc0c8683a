//! A form of Regulation (EU) 2023/1543, XML or JSON; what is read is checked, typed out and read again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ombud::eevidence::check::points;
use ombud::eevidence::entry::Typed;
use ombud::eevidence::{Paper, read};

fuzz_target!(|bytes: &[u8]| {
    if let Some(Ok(Paper::Order { form, .. })) = read(bytes) {
        let _ = points(&form);
        if let Some(typed) = Typed::from(&form) {
            let _ = typed.form(form.kind(), chrono_tz::UTC);
        }
    }
});
