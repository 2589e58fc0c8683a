//! Encryption to the recipient, in the age format (age-encryption.org/v1).

use super::error::PackageError;
use age::scrypt;
use age::secrecy::SecretString;
use age::stream::{StreamReader, StreamWriter};
use age::{Decryptor, Encryptor, x25519};
use std::io::{BufRead, Write};

/// To whom a package is encrypted.
#[derive(Clone)]
pub enum Lock {
    /// To a passphrase, told on another way than the package.
    Passphrase {
        /// The passphrase; see [`super::passphrase`].
        passphrase: SecretString,
        /// Work factor of scrypt as a power of two; `None` leaves age's own choice (about a second of this machine). Tests lower it.
        work_factor: Option<u8>,
    },
    /// To the recipient's own key.
    Recipient(x25519::Recipient),
}

impl Lock {
    /// To a passphrase, with age's own work factor.
    #[must_use]
    pub const fn passphrase(passphrase: SecretString) -> Self {
        Self::Passphrase { passphrase, work_factor: None }
    }

    /// To a recipient's key as it is written, `age1…`.
    ///
    /// # Errors
    /// When the text is no such key.
    pub fn recipient(key: &str) -> Result<Self, PackageError> {
        let key = key.trim();
        key.parse().map(Self::Recipient).map_err(|_| PackageError::NotAKey(key.chars().take(80).collect()))
    }

    pub(super) fn around<W: Write>(&self, out: W) -> Result<StreamWriter<W>, PackageError> {
        let encryptor = match self {
            Self::Passphrase { passphrase, work_factor } => {
                let mut recipient = scrypt::Recipient::new(passphrase.clone());
                if let Some(log_n) = work_factor {
                    recipient.set_work_factor(*log_n);
                }
                Encryptor::with_recipients(std::iter::once(&recipient as _))
            }
            Self::Recipient(key) => Encryptor::with_recipients(std::iter::once(key as _)),
        };
        // With one recipient of our own making the only error left is that of the writer.
        encryptor.map_err(|e| PackageError::Write(std::io::Error::other(e.to_string())))?.wrap_output(out).map_err(PackageError::Write)
    }
}

/// What opens a package.
pub enum Key {
    /// The passphrase.
    Passphrase(SecretString),
    /// The recipient's secret key.
    Identity(x25519::Identity),
}

/// The inner ZIP of an encrypted package, as a stream.
///
/// # Errors
/// When the passphrase or key is not the right one, or the head of the file was altered. An alteration further on shows as an error of the
/// stream, before a single altered byte is given out.
pub fn open<R: BufRead>(sealed: R, key: &Key) -> Result<StreamReader<R>, PackageError> {
    let closed = |e: age::DecryptError| PackageError::Closed(e.to_string());
    let decryptor = Decryptor::new_buffered(sealed).map_err(closed)?;
    match key {
        Key::Passphrase(passphrase) => {
            let identity = scrypt::Identity::new(passphrase.clone());
            decryptor.decrypt(std::iter::once(&identity as _)).map_err(closed)
        }
        Key::Identity(identity) => decryptor.decrypt(std::iter::once(identity as _)).map_err(closed),
    }
}
