//! Versions of resources in headers (RFC 9110, section 13; RFC 7644, section 3.14).

use super::fault::Fault;
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// The tag of what a resource holds: of its content, so that whatever changes it, the tag changes too.
#[must_use]
pub fn of(content: &serde_json::Value) -> String {
    let digest = Sha256::digest(content.to_string().as_bytes());
    format!("W/\"{}\"", HEXLOWER.encode(&digest[..12]))
}

/// What a client says it has read, and what it wants only then or only otherwise.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Conditions {
    if_match: Option<Vec<String>>,
    if_none_match: Option<Vec<String>>,
}

impl Conditions {
    /// From the headers of a request.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Self {
        Self { if_match: tags(headers, header::IF_MATCH), if_none_match: tags(headers, header::IF_NONE_MATCH) }
    }

    /// Whether a change may be made to the resource that has this tag now.
    ///
    /// # Errors
    /// 412 when it is another than the client read.
    pub fn allow(&self, now: &str) -> Result<(), Fault> {
        let fits = self.if_match.as_ref().is_none_or(|tags| named(tags, now));
        let new = self.if_none_match.as_ref().is_none_or(|tags| !named(tags, now));
        if fits && new { Ok(()) } else { Err(Fault::changed_meanwhile()) }
    }

    /// The same, for doors where whoever changes must say what they read.
    ///
    /// # Errors
    /// 428 without If-Match; else as [`Conditions::allow`].
    pub fn demand(&self, now: &str) -> Result<(), Fault> {
        if self.if_match.is_none() {
            let detail = "send If-Match with the ETag that you read, or * for whatever is there; nothing was changed";
            return Err(Fault::new(StatusCode::PRECONDITION_REQUIRED, "if-match", detail));
        }
        self.allow(now)
    }

    /// Whether the client has this already and need not get it again.
    #[must_use]
    pub fn has(&self, now: &str) -> bool {
        self.if_none_match.as_ref().is_some_and(|tags| named(tags, now))
    }
}

/// Weak comparison: our tags are all weak, and some clients drop the mark.
fn named(tags: &[String], now: &str) -> bool {
    let bare = |tag: &str| tag.strip_prefix("W/").unwrap_or(tag).trim_matches('"').to_owned();
    tags.iter().any(|tag| tag == "*" || bare(tag) == bare(now))
}

fn tags(headers: &HeaderMap, name: HeaderName) -> Option<Vec<String>> {
    if !headers.contains_key(&name) {
        return None;
    }
    let all = headers.get_all(name);
    Some(all.iter().filter_map(|v| v.to_str().ok()).flat_map(|v| v.split(',')).map(|tag| tag.trim().to_owned()).collect())
}
