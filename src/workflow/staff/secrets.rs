//! Passwords, tokens and one-time codes. Randomness for all three is drawn here and nowhere else in this room.

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use data_encoding::{BASE32_NOPAD, BASE64URL_NOPAD, HEXLOWER};
use domain::Instant;
use sha2::{Digest, Sha256};
use std::sync::{Arc, OnceLock};
use tokio::sync::Semaphore;
use totp_rs::{Builder, Totp};

/// Fewest characters of a password (NIST SP 800-63B-4, 3.1.1.2, asks for 8 beside a second factor; length is what counts).
pub const SHORTEST_PASSWORD: usize = 12;
/// Most bytes of a password: more is refused rather than hashed.
pub const LONGEST_PASSWORD: usize = 1024;

/// A secret that travels in a cookie or link; only its hash is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// 256 random bits.
    #[must_use]
    pub fn draw() -> Self {
        Self(BASE64URL_NOPAD.encode(&rand::random::<[u8; 32]>()))
    }

    /// What came in a cookie or link. Any text will do: a wrong one has a hash that nobody stored.
    #[must_use]
    pub fn received(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The secret itself, for the cookie or link.
    #[must_use]
    pub fn secret(&self) -> &str {
        &self.0
    }

    /// SHA-256 in hexadecimal: enough for 256 random bits, which no list of guesses covers.
    #[must_use]
    pub fn hash(&self) -> String {
        HEXLOWER.encode(&Sha256::digest(self.0.as_bytes()))
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}

/// The machine refused to hash; nothing was decided about the password.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the password could not be checked on this machine; nothing was changed, try again")]
pub struct HashingFailed;

/// Argon2id, at most two at a time: each takes 19 MiB and a core, and strangers can ask for it.
#[derive(Clone, Debug)]
pub struct Passwords {
    turn: Arc<Semaphore>,
    nobody: Arc<OnceLock<String>>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self { turn: Arc::new(Semaphore::new(2)), nobody: Arc::default() }
    }
}

impl Passwords {
    /// The hash of a new password, as a PHC string.
    ///
    /// # Errors
    /// [`HashingFailed`].
    pub async fn hash(&self, password: String) -> Result<String, HashingFailed> {
        self.work(move || hash(&password)).await?
    }

    /// Whether the password is the one of `stored`. Without one to compare with, the same work is done in vain, so
    /// that the time tells nothing about who exists.
    ///
    /// # Errors
    /// [`HashingFailed`].
    pub async fn check(&self, password: String, stored: Option<String>) -> Result<bool, HashingFailed> {
        let nobody = Arc::clone(&self.nobody);
        self.work(move || {
            let real = stored.is_some();
            let against = match stored {
                Some(hash) => hash,
                None => match nobody.get() {
                    Some(hash) => hash.clone(),
                    None => nobody.get_or_init(|| hash(&HEXLOWER.encode(&rand::random::<[u8; 16]>())).unwrap_or_default()).clone(),
                },
            };
            let same =
                password.len() <= LONGEST_PASSWORD && Argon2::default().verify_password(password.as_bytes(), against.as_str()).is_ok();
            same && real
        })
        .await
    }

    async fn work<T: Send + 'static>(&self, f: impl FnOnce() -> T + Send + 'static) -> Result<T, HashingFailed> {
        let _turn = self.turn.acquire().await.map_err(|_| HashingFailed)?;
        tokio::task::spawn_blocking(f).await.map_err(|_| HashingFailed)
    }
}

fn hash(password: &str) -> Result<String, HashingFailed> {
    Argon2::default().hash_password(password.as_bytes()).map(|h| h.to_string()).map_err(|_| HashingFailed)
}

/// Eight digits, for a mail: few enough to type, too many to guess in the tries that there are.
#[must_use]
pub fn draw_code() -> String {
    format!("{:08}", rand::random_range(0..100_000_000_u32))
}

/// A new secret of a second factor: 160 bits in Base32, as authenticator apps take it (RFC 4226, section 4).
#[must_use]
pub fn draw_totp_secret() -> String {
    BASE32_NOPAD.encode(&rand::random::<[u8; 20]>())
}

/// The `otpauth:` address of a secret, for authenticator apps; `None` if the secret is not one.
#[must_use]
pub fn totp_address(secret: &str, mail: &str) -> Option<String> {
    totp(secret, mail)?.to_url().ok()
}

/// The step that a six-digit code belongs to, if it is right within one step of 30 s to either side (RFC 6238, 5.2)
/// and later than the last one used.
#[must_use]
pub fn totp_step(secret: &str, code: &str, last: Option<i64>, now: Instant) -> Option<i64> {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let seconds = u64::try_from(now.timestamp()).ok()?;
    let step = i64::try_from(totp(secret, "")?.check(&code, seconds)?).ok()?;
    last.is_none_or(|last| step > last).then_some(step)
}

/// The code at a moment; for tests and for the demo's printed hints.
#[must_use]
pub fn totp_code(secret: &str, now: Instant) -> Option<String> {
    Some(totp(secret, "")?.generate(u64::try_from(now.timestamp()).ok()?).to_string())
}

fn totp(secret: &str, mail: &str) -> Option<Totp> {
    let bytes = BASE32_NOPAD.decode(secret.as_bytes()).ok()?;
    let account = mail.replace(':', "");
    Builder::new().with_secret(bytes).with_issuer(Some("Ombud")).with_account_name(account).build().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    fn noon() -> Instant {
        "2026-11-22T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn a_code_is_good_once() {
        let secret = draw_totp_secret();
        let code = totp_code(&secret, noon()).unwrap();
        let step = totp_step(&secret, &code, None, noon()).unwrap();
        assert_eq!(totp_step(&secret, &code, Some(step), noon()), None, "the same step again");
        let next = totp_code(&secret, noon() + TimeDelta::seconds(30)).unwrap();
        assert_eq!(totp_step(&secret, &next, Some(step), noon() + TimeDelta::seconds(30)), Some(step + 1));
    }

    #[test]
    fn a_code_of_long_ago_is_refused() {
        let secret = draw_totp_secret();
        let code = totp_code(&secret, noon() - TimeDelta::seconds(90)).unwrap();
        let now = totp_code(&secret, noon()).unwrap();
        if code != now {
            assert_eq!(totp_step(&secret, &code, None, noon()), None);
        }
        assert_eq!(totp_step("not base32!", &now, None, noon()), None);
    }

    #[tokio::test]
    async fn only_the_password_opens_and_nobody_has_none() {
        let passwords = Passwords::default();
        let hash = passwords.hash("correct horse battery".to_owned()).await.unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(passwords.check("correct horse battery".to_owned(), Some(hash.clone())).await.unwrap());
        assert!(!passwords.check("correct horse".to_owned(), Some(hash)).await.unwrap());
        assert!(!passwords.check("anything".to_owned(), None).await.unwrap());
    }
}
