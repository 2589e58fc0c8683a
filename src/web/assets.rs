//! Style sheet, script and drawings: part of the binary, addressed by the hash of their bytes.

use super::extract::Ids;
use axum::body::Body;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use data_encoding::HEXLOWER;
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

#[derive(RustEmbed)]
#[folder = "static/"]
struct Files;

/// The style sheets, one file per component, served as one in this order.
const SHEETS: [&str; 20] = [
    "tokens", "base", "shell", "buttons", "forms", "tables", "badges", "stepper", "strip", "tabs", "next", "clocks", "timeline", "filter",
    "desk", "facts", "records", "dialogs", "demand", "print",
];

struct Asset {
    path: String,
    media_type: &'static str,
    bytes: Vec<u8>,
}

impl Asset {
    fn new(name: &str, media_type: &'static str, bytes: Vec<u8>) -> Self {
        let hash = HEXLOWER.encode(&Sha256::digest(&bytes)[..8]);
        Self { path: format!("/static/{hash}/{name}"), media_type, bytes }
    }
}

struct Assets {
    css: Asset,
    js: Asset,
    passkey: Asset,
    icons: Asset,
}

static ASSETS: LazyLock<Assets> = LazyLock::new(|| {
    let read = |path: &str| Files::get(path).map(|f| f.data.into_owned()).unwrap_or_default();
    let css = SHEETS.iter().flat_map(|sheet| read(&format!("css/{sheet}.css"))).collect();
    Assets {
        css: Asset::new("ombud.css", "text/css; charset=utf-8", css),
        js: Asset::new("app.js", "text/javascript; charset=utf-8", read("js/app.js")),
        passkey: Asset::new("passkey.js", "text/javascript; charset=utf-8", read("js/passkey.js")),
        icons: Asset::new("icons.svg", "image/svg+xml", read("icons.svg")),
    }
});

/// Address of the style sheet.
#[must_use]
pub fn css() -> &'static str {
    &ASSETS.css.path
}

/// Address of the script.
#[must_use]
pub fn js() -> &'static str {
    &ASSETS.js.path
}

/// Address of the script for passkeys.
#[must_use]
pub fn passkey_js() -> &'static str {
    &ASSETS.passkey.path
}

/// Address of the drawings.
#[must_use]
pub fn icons() -> &'static str {
    &ASSETS.icons.path
}

/// `GET /static/{hash}/{name}`: the bytes, to be kept for a year because another content has another address.
pub async fn serve(Ids(ids): Ids) -> Response {
    let asked = format!("/static/{}", ids.join("/"));
    let assets = &*ASSETS;
    let Some(asset) = [&assets.css, &assets.js, &assets.passkey, &assets.icons].into_iter().find(|a| a.path == asked) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    (
        [(header::CONTENT_TYPE, asset.media_type), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")],
        Body::from(asset.bytes.as_slice()),
    )
        .into_response()
}
