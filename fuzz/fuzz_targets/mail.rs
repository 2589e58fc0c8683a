//! A mail of any bytes, read as a door reads it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ombud::intake::authenticity::Envelope;
use ombud::intake::door::read;
use ombud::intake::mail::Limits;
use ombud::workflow::Sender;

fuzz_target!(|bytes: &[u8]| {
    let sender = Sender {
        name: "Example Provider".into(),
        mail: "legal@provider.example.com".into(),
        address: Vec::new(),
        zone: chrono_tz::UTC,
        bounces: Some("bounces@provider.example.com".into()),
        answers: Some("answers@provider.example.com".into()),
    };
    let _ = read(bytes, &Envelope::default(), &sender, &Limits::default());
});
