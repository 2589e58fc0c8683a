//! The signed parts of a mail, with exactly the bytes that were signed (RFC 1847, RFC 8551 section 3.5, RFC 3156 section 5, RFC 9580
//! section 7).

use super::{Covers, MOST};
use crate::intake::Limits;
use crate::intake::mime::{split_header, split_parts};
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{ContentType, MessageParser, MimeHeaders};

/// How a part is signed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum How {
    /// S/MIME; without content it lies in the signature.
    Smime { signature: Vec<u8>, content: Option<Vec<u8>> },
    /// OpenPGP; without content the text carries its own signature.
    Pgp { signature: Vec<u8>, content: Option<Vec<u8>> },
    /// It says that it is signed, and isn't built like that.
    Unreadable,
}

/// One signed part.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Part {
    pub covers: Covers,
    pub how: How,
}

/// The signed parts of a mail, and whether there are more.
pub(super) fn signed(mail: &[u8], limits: &Limits) -> (Vec<Part>, bool) {
    let mut found = Found::default();
    walk(mail, 1, limits, &mut found);
    let more = found.parts.len() > MOST;
    found.parts.truncate(MOST);
    (found.parts, more)
}

#[derive(Default)]
struct Found {
    parts: Vec<Part>,
    seen: usize,
}

fn walk(entity: &[u8], depth: usize, limits: &Limits, found: &mut Found) {
    found.seen += 1;
    if depth > limits.depth || found.seen > limits.parts || found.parts.len() > MOST {
        return;
    }
    let Ok((header, body)) = split_header(entity, limits.header) else { return };
    let parsed = MessageParser::default().parse_headers(header).unwrap_or_default();
    let root = parsed.parts.first();
    let declared = root.and_then(MimeHeaders::content_type);
    let encoding = root.and_then(MimeHeaders::content_transfer_encoding).unwrap_or_default();
    let covers = if depth == 1 { Covers::Body } else { Covers::Part };
    match declared.map(kind_of).as_deref() {
        Some("multipart/signed") => {
            let parts = boundary(declared).map(|b| split_parts(body, b.as_bytes())).unwrap_or_default();
            found.parts.push(Part { covers, how: detached(declared, &parts, limits) });
            // A signature within what is signed counts as well.
            if let Some(inner) = parts.first() {
                walk(inner, depth + 1, limits, found);
            }
        }
        Some(kind) if kind.starts_with("multipart/") => {
            for part in boundary(declared).map(|b| split_parts(body, b.as_bytes())).unwrap_or_default() {
                walk(part, depth + 1, limits, found);
            }
        }
        Some("application/pkcs7-mime" | "application/x-pkcs7-mime") => {
            let signed = declared.and_then(|c| c.attribute("smime-type")).is_some_and(|t| t.eq_ignore_ascii_case("signed-data"));
            if signed {
                found.parts.push(Part { covers, how: How::Smime { signature: decoded(body, encoding), content: None } });
            }
        }
        None | Some("text/plain") => {
            let text = decoded(body, encoding);
            if text.windows(PGP_TEXT.len()).any(|w| w == PGP_TEXT) {
                found.parts.push(Part { covers: Covers::Part, how: How::Pgp { signature: text, content: None } });
            }
        }
        Some(_) => {}
    }
}

const PGP_TEXT: &[u8] = b"-----BEGIN PGP SIGNED MESSAGE-----";

fn detached(declared: Option<&ContentType<'_>>, parts: &[&[u8]], limits: &Limits) -> How {
    let [content, signature] = parts else { return How::Unreadable };
    let Ok((header, body)) = split_header(signature, limits.header) else { return How::Unreadable };
    let parsed = MessageParser::default().parse_headers(header).unwrap_or_default();
    let root = parsed.parts.first();
    let encoding = root.and_then(MimeHeaders::content_transfer_encoding).unwrap_or_default();
    let (signature, content) = (decoded(body, encoding), Some(canonical(content)));
    let protocol = declared.and_then(|c| c.attribute("protocol")).unwrap_or_default().to_ascii_lowercase();
    // Where the mail doesn't say, the signature's own type does.
    let is = if protocol.is_empty() { root.and_then(MimeHeaders::content_type).map(kind_of).unwrap_or_default() } else { protocol };
    match is.as_str() {
        "application/pkcs7-signature" | "application/x-pkcs7-signature" => How::Smime { signature, content },
        "application/pgp-signature" => How::Pgp { signature, content },
        _ => How::Unreadable,
    }
}

fn kind_of(declared: &ContentType<'_>) -> String {
    format!("{}/{}", declared.ctype(), declared.subtype().unwrap_or("*")).to_ascii_lowercase()
}

fn boundary<'a>(declared: Option<&'a ContentType<'_>>) -> Option<&'a str> {
    declared.and_then(|c| c.attribute("boundary"))
}

/// Without its transfer encoding; the letters stay as they are.
fn decoded(body: &[u8], encoding: &str) -> Vec<u8> {
    let plain = match encoding.to_ascii_lowercase().as_str() {
        "base64" => base64_decode(body),
        "quoted-printable" => quoted_printable_decode(body),
        _ => None,
    };
    plain.unwrap_or_else(|| body.to_vec())
}

/// With the line ends of a mail on the wire, which are what was signed.
fn canonical(content: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(content.len() + content.len() / 40);
    let mut before = 0;
    for byte in content {
        if *byte == b'\n' && before != b'\r' {
            out.push(b'\r');
        }
        out.push(*byte);
        before = *byte;
    }
    out
}
