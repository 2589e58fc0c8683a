//! Passphrases for recipients who have no key. The one place where they are drawn.

use age::secrecy::SecretString;
use rand::CryptoRng;

/// RFC 4648's base 32 in lower case: no 0, 1, 8, 9 that could be mistaken for letters.
const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
const GROUPS: usize = 7;
const GROUP: usize = 4;

/// A passphrase of 28 signs in groups of four (`k3vq-…`): 140 random bits, each sign drawn evenly.
///
/// To be told by telephone or letter, never in the mail that announces the package.
pub fn draw(random: &mut impl CryptoRng) -> SecretString {
    let mut bytes = [0_u8; GROUPS * GROUP];
    random.fill_bytes(&mut bytes);
    let signs = bytes.map(|b| char::from(ALPHABET[usize::from(b) % ALPHABET.len()]));
    let groups: Vec<String> = signs.chunks(GROUP).map(|g| g.iter().collect()).collect();
    groups.join("-").into()
}

/// A passphrase from the operating system's randomness, by way of the process's generator.
#[must_use]
pub fn draw_fresh() -> SecretString {
    draw(&mut rand::rng())
}
