//! Passphrases and keys.

use super::*;

fn unlock(sealed: &[u8], key: &Key) -> Result<Vec<u8>, String> {
    let mut zip = Vec::new();
    open(Cursor::new(sealed), key).map_err(|e| e.code().to_owned())?.read_to_end(&mut zip).map_err(|e| e.to_string())?;
    Ok(zip)
}

#[test]
fn a_passphrase_opens_and_another_does_not() {
    let desk = Desk::new();
    let (_, zip, sealed) = desk.seal_with(&quick(), |_| {}).unwrap();
    assert_eq!(unlock(&sealed, &Key::Passphrase("correct horse".to_owned().into())).unwrap(), zip);
    assert_eq!(unlock(&sealed, &Key::Passphrase("wrong horse".to_owned().into())).unwrap_err(), "package-closed");
    assert!(!sealed.windows(18).any(|w| w == b"target@example.org"));
}

#[test]
fn a_recipients_key_opens_and_another_does_not() {
    let desk = Desk::new();
    let identity = x25519::Identity::generate();
    let lock = Lock::recipient(&format!(" {}\n", identity.to_public())).unwrap();
    let (_, zip, sealed) = desk.seal_with(&lock, |_| {}).unwrap();
    assert_eq!(unlock(&sealed, &Key::Identity(identity.clone())).unwrap(), zip);
    assert_eq!(unlock(&sealed, &Key::Identity(x25519::Identity::generate())).unwrap_err(), "package-closed");
    let mut altered = sealed.clone();
    *altered.last_mut().unwrap() ^= 1;
    assert!(unlock(&altered, &Key::Identity(identity.clone())).is_err());
    assert!(unlock(&sealed[..sealed.len() - 1], &Key::Identity(identity)).is_err());
}

#[test]
fn what_is_no_key_is_refused() {
    for key in ["", "age1", "AGE-SECRET-KEY-1", "ssh-ed25519 AAAA"] {
        assert_eq!(Lock::recipient(key).err().unwrap().code(), "package-not-a-key", "{key}");
    }
}

#[test]
fn passphrases_are_drawn_from_the_given_randomness() {
    use rand::SeedableRng;
    let draw = |seed| passphrase::draw(&mut rand::rngs::StdRng::seed_from_u64(seed)).expose_secret().to_owned();
    assert_eq!(draw(1), draw(1));
    assert_ne!(draw(1), draw(2));
    let fresh: SecretString = passphrase::draw_fresh();
    let groups: Vec<&str> = fresh.expose_secret().split('-').collect();
    assert!(
        groups.len() == 7 && groups.iter().all(|g| g.len() == 4 && g.bytes().all(|b| b.is_ascii_lowercase() || (b'2'..=b'7').contains(&b)))
    );
}
