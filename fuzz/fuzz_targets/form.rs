//! The body of a form, read as the pages read it.
#![no_main]

use axum::body::Body;
use axum::extract::FromRequest as _;
use axum::http::{Method, Request, header};
use axum_extra::extract::Form;
use futures::executor::block_on;
use libfuzzer_sys::fuzz_target;
use ombud::web::new_demand::form::NewForm;

fuzz_target!(|bytes: &[u8]| {
    let request = Request::builder()
        .method(Method::POST)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(bytes.to_vec()));
    let Ok(request) = request else { return };
    if let Ok(Form(form)) = block_on(Form::<NewForm>::from_request(request, &())) {
        let _ = form.identifiers();
    }
});
