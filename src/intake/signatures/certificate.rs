//! What stands in a certificate (X.509), read by OpenSSL.

use super::Signer;
use super::ask::{Heard, ask};
use crate::outside::{Folder, Outside, OutsideError};
use domain::text::one_line;

/// The certificates in a text, each with its two lines around it; at most `most`.
pub(super) fn blocks(text: &str, most: usize) -> Vec<String> {
    const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
    const END: &str = "-----END CERTIFICATE-----";
    let rest = text.split(BEGIN).skip(1);
    rest.filter_map(|part| part.split_once(END)).map(|(inside, _)| format!("{BEGIN}{inside}{END}\n")).take(most).collect()
}

/// What the certificate in a file of `folder` says; `None` when it can't be read.
///
/// # Errors
/// As [`ask`].
pub(super) async fn read(outside: &Outside, folder: &Folder, file: &str) -> Result<Option<Signer>, OutsideError> {
    let about = ask(
        outside,
        "openssl",
        &[
            &"x509",
            &"-in",
            &file,
            &"-noout",
            &"-subject",
            &"-issuer",
            &"-fingerprint",
            &"-sha256",
            // Whatever could break a line in a name is written out as what it is.
            &"-nameopt",
            &"utf8,esc_ctrl,sep_comma_plus_space",
        ],
        folder,
    )
    .await?;
    let mails = ask(outside, "openssl", &[&"x509", &"-in", &file, &"-noout", &"-email"], folder).await?;
    let (Heard::Said(about), Heard::Said(mails)) = (about, mails) else { return Ok(None) };
    if about.code != 0 {
        return Ok(None);
    }
    let text = String::from_utf8_lossy(&about.out);
    let value = |key: &str| text.lines().find_map(|line| line.strip_prefix(key)).map(|v| one_line(v, 300)).unwrap_or_default();
    let fingerprint = text.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("sha256 fingerprint=").map(str::to_owned));
    let plain =
        |mail: &&str| mail.contains('@') && mail.len() <= 320 && !mail.contains([' ', ',', '<', '>']) && !mail.contains(char::is_control);
    let mails = String::from_utf8_lossy(&mails.out);
    Ok(Some(Signer {
        name: value("subject="),
        issuer: value("issuer="),
        fingerprint: fingerprint.unwrap_or_default().replace(':', ""),
        mails: mails.lines().filter(plain).take(20).map(str::to_ascii_lowercase).collect(),
    }))
}
