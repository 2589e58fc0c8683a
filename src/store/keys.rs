//! The installation's keys: three small files, made on the first start and never replaced by the program.

use super::{StoreError, chance};
use crate::record::chain;
use data_encoding::HEXLOWER;
use ed25519_dalek::{Signer, SigningKey};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fs::{self, File, OpenOptions, Permissions};
use std::io::Write;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;
use uuid::Uuid;
use zeroize::Zeroizing;

/// Names of the files in the folder `keys`.
const INSTALLATION: &str = "installation.id";
const SIGNING: &str = "signing.key";
const SESSION: &str = "session.key";

/// The keys of one installation.
pub struct Keys {
    /// Which installation.
    pub installation: Uuid,
    signing: SigningKey,
    session: Zeroizing<[u8; 32]>,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keys").field("installation", &self.installation).finish_non_exhaustive()
    }
}

impl Keys {
    /// Read the keys below `data`, or make them if there is no folder `keys` yet.
    ///
    /// They are made in a folder aside, fsynced and renamed, so that half a set of keys is never found.
    ///
    /// # Errors
    /// [`StoreError::Keys`] when a file is missing, damaged or readable by others; [`StoreError::Io`].
    pub fn open(data: &Path) -> Result<Self, StoreError> {
        let folder = data.join("keys");
        if !folder.try_exists()? {
            make(data, &folder)?;
        }
        let id = read(&folder, INSTALLATION)?;
        let installation =
            Uuid::parse_str(id.trim()).map_err(|e| wrong(&folder, INSTALLATION, &format!("{e}; restore it from the backup")))?;
        Ok(Self { installation, signing: SigningKey::from_bytes(&*secret(&folder, SIGNING)?), session: secret(&folder, SESSION)? })
    }

    /// The public half of the signing key (Ed25519, RFC 8032).
    #[must_use]
    pub fn public_key(&self) -> [u8; 32] {
        self.signing.verifying_key().to_bytes()
    }

    /// Sign `message` for one purpose: a signature for another never fits.
    #[must_use]
    pub fn sign(&self, purpose: &str, message: &[u8]) -> [u8; 64] {
        self.signing.sign(&chain::for_purpose(purpose, message)).to_bytes()
    }

    /// HMAC-SHA-256 of `message` under the session key, for one purpose; lower-case hexadecimal. What is kept of a
    /// session's or a link's secret, so that who reads the database can't use it.
    #[must_use]
    pub fn seal(&self, purpose: &str, message: &[u8]) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(&*self.session).unwrap_or_else(|_| Hmac::<Sha256>::new(&Default::default()));
        mac.update(&chain::for_purpose(purpose, message));
        HEXLOWER.encode(&mac.finalize().into_bytes())
    }
}

fn make(data: &Path, folder: &Path) -> Result<(), StoreError> {
    fs::create_dir_all(data)?;
    let aside = data.join("keys.new");
    // What a start that was cut short left behind was never used.
    if aside.try_exists()? {
        fs::remove_dir_all(&aside)?;
    }
    fs::create_dir(&aside)?;
    fs::set_permissions(&aside, Permissions::from_mode(0o700))?;
    write(&aside.join(INSTALLATION), &Uuid::new_v4().to_string())?;
    for name in [SIGNING, SESSION] {
        write(&aside.join(name), &Zeroizing::new(HEXLOWER.encode(&*Zeroizing::new(chance::bytes32()))))?;
    }
    File::open(&aside)?.sync_all()?;
    fs::rename(&aside, folder)?;
    File::open(data)?.sync_all()?;
    Ok(())
}

fn write(path: &Path, text: &str) -> Result<(), StoreError> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()?;
    Ok(())
}

fn read(folder: &Path, name: &str) -> Result<Zeroizing<String>, StoreError> {
    let path = folder.join(name);
    let mode = match fs::metadata(&path) {
        Ok(found) => found.permissions().mode(),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            return Err(wrong(folder, name, "it is missing; restore the whole folder from the backup"));
        }
        Err(e) => return Err(e.into()),
    };
    if mode & 0o077 != 0 {
        return Err(wrong(folder, name, "others on this host may read it; make it 0600 and consider the key as known"));
    }
    Ok(Zeroizing::new(fs::read_to_string(&path)?))
}

fn secret(folder: &Path, name: &str) -> Result<Zeroizing<[u8; 32]>, StoreError> {
    let text = read(folder, name)?;
    let bytes = HEXLOWER.decode(text.trim().as_bytes()).ok().map(Zeroizing::new);
    let key = bytes.and_then(|b| <[u8; 32]>::try_from(b.as_slice()).ok()).map(Zeroizing::new);
    key.ok_or_else(|| wrong(folder, name, "it is not 32 bytes in hexadecimal; restore it from the backup"))
}

fn wrong(folder: &Path, name: &str, why: &str) -> StoreError {
    StoreError::Keys { file: folder.join(name).display().to_string(), why: why.to_owned() }
}
