//! What is typed above the queue, and the filters of SCIM (RFC 7644 section 3.4.2.2).
#![no_main]

use domain::ids::PersonId;
use libfuzzer_sys::fuzz_target;
use ombud::api::scim::filter::Filter;
use ombud::web::queue::query::{House, Query};

struct Nobody;

impl House for Nobody {
    fn person(&self, _: &str) -> Option<PersonId> {
        None
    }

    fn has_instrument(&self, id: &str) -> bool {
        id.len() % 2 == 0
    }
}

fuzz_target!(|text: &str| {
    let _ = Query::read(text, &Nobody);
    let _ = Filter::parse(text);
});
