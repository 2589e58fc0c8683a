//! A message of an authority's system, XML or JSON; what is read is written again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ombud::etsi::{Encoding, Message, read, write};

fuzz_target!(|bytes: &[u8]| {
    let _ = Message::header_alone(bytes);
    if let Ok(message) = read(bytes) {
        let _ = write(&message, Encoding::Xml);
        let _ = write(&message, Encoding::Json);
    }
});
