//! What a browser is asked about a passkey, and whether its answer is good (W3C Web Authentication Level 3, sections 7.1 and 7.2).
//!
//! The steps of both ceremonies are the crate's; here stand this door's choices: its host is the relying party, user verification
//! is required, passkeys are discoverable, no attestation is asked for. Nothing is read or written.

use crate::workflow::staff::secrets::Token;
use data_encoding::BASE64URL_NOPAD;
use domain::ids::ContactId;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use std::time::Duration;
use url::{Host, Url};
use webauthn_rs_core::WebauthnCore;
use webauthn_rs_core::error::WebauthnError;
use webauthn_rs_core::proto::{
    AttestationFormat, AttestationMetadata, COSEAlgorithm, COSEEC2Key, COSEKey, COSEKeyType, Credential, ECDSACurve, ParsedAttestation,
    ParsedAttestationData, PublicKeyCredential, RegisterPublicKeyCredential, RegisteredExtensions, UserVerificationPolicy,
};

/// Most bytes of an answer: with an RSA key it has about two thousand.
const LONGEST: usize = 16 * 1024;
/// Longest id that an authenticator may give a passkey (Level 3, 4: 1023 bytes).
const LONGEST_ID: usize = 1023;
/// What says in the authenticator's data that a passkey may be copied between devices (Level 3, 6.1: flags, bit 3).
const FLAGS: usize = 32;
const BACKUP_ELIGIBLE: u8 = 0x08;

/// Why an answer opens nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub(super) enum Unfit {
    /// It can't be read, or does not fit the challenge, the host, the passkey or the person.
    #[error("the answer does not fit what was asked")]
    Wrong,
    /// All of it fits but its counter, which is not beyond the last: the passkey may have been copied.
    #[error("the counter of the passkey went back")]
    WentBack,
}

/// This door as a relying party: its origin, and the host that passkeys are bound to.
#[derive(Clone, Debug)]
pub struct Relying {
    core: WebauthnCore,
}

/// Whose passkey is to be added.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Holder {
    /// What the passkey carries of the person: random, and nobody's name.
    pub id: ContactId,
    /// What the authenticator shows: the address.
    pub mail: String,
    /// And the name, with the customer's.
    pub name: String,
    /// The ids of the passkeys that this person has (base64url), so that none is added twice.
    pub known: Vec<String>,
}

/// A new passkey: its authenticator's id (base64url) and what is kept of it (JSON).
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Added {
    pub credential_id: String,
    pub credential: String,
}

/// What a browser answered that wants to come in.
#[derive(Clone, Debug)]
pub(super) struct Answer(PublicKeyCredential);

impl Answer {
    /// Read it; anything but such an answer is none.
    pub(super) fn read(text: &str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let answer: PublicKeyCredential = serde_json::from_str(text).ok()?;
        (answer.type_ == "public-key" && answer.raw_id.len() <= LONGEST_ID).then_some(Self(answer))
    }

    /// The authenticator's id of the passkey, as base64url.
    pub(super) fn credential_id(&self) -> String {
        BASE64URL_NOPAD.encode(&self.0.raw_id)
    }

    /// Whether the authenticator made the passkey for this person.
    pub(super) fn is_of(&self, contact: ContactId) -> bool {
        self.0.get_user_unique_id() == Some(contact.0.as_bytes())
    }

    fn says_backup_eligible(&self) -> bool {
        self.0.response.authenticator_data.get(FLAGS).is_some_and(|flags| flags & BACKUP_ELIGIBLE != 0)
    }
}

impl Relying {
    /// The party at an address; `None` where browsers know no passkeys: without TLS, but for `localhost`, and at a bare network
    /// address, which is no host name (Level 3, 5.1.3, step 8, and 13.4.9).
    #[must_use]
    pub fn at(address: &str, name: &str, valid: Duration) -> Option<Self> {
        let origin = Url::parse(address).ok()?;
        let host = match origin.host()? {
            Host::Domain(host) => host.to_owned(),
            Host::Ipv4(_) | Host::Ipv6(_) => return None,
        };
        let here = host == "localhost" || host.ends_with(".localhost");
        if origin.scheme() != "https" && !here {
            return None;
        }
        // Neither another port nor a host below this one is this door.
        let core = WebauthnCore::new_unsafe_experts_only(name, &host, vec![origin], valid, Some(false), Some(false));
        Some(Self { core })
    }

    /// What `navigator.credentials.create()` is asked, as JSON; and what the answer is held against.
    fn to_add(&self, asked: &Token, holder: &Holder) -> Result<(String, webauthn_rs_core::proto::RegistrationState), Unfit> {
        let known = holder.known.iter().filter_map(|id| BASE64URL_NOPAD.decode(id.as_bytes()).ok()).collect();
        let builder = self
            .core
            .new_challenge_register_builder(holder.id.0.as_bytes(), &holder.mail, &holder.name)
            .map_err(|_| Unfit::Wrong)?
            .user_verification_policy(UserVerificationPolicy::Required)
            .require_resident_key(true)
            .exclude_credentials(Some(known));
        let (mut options, state) = self.core.generate_challenge_register(builder).map_err(|_| Unfit::Wrong)?;
        options.public_key.challenge = challenge(asked);
        Ok((serde_json::to_string(&options).map_err(|_| Unfit::Wrong)?, held_to(&state, asked)?))
    }

    /// What is asked of somebody who adds a passkey, as JSON. The same secret gives the same question.
    pub(super) fn asks_to_add(&self, asked: &Token, holder: &Holder) -> Result<String, Unfit> {
        self.to_add(asked, holder).map(|(options, _)| options)
    }

    /// The passkey that was made in answer to this.
    pub(super) fn added(&self, asked: &Token, holder: &Holder, answer: &str) -> Result<Added, Unfit> {
        if answer.len() > LONGEST {
            return Err(Unfit::Wrong);
        }
        let answer: RegisterPublicKeyCredential = serde_json::from_str(answer).map_err(|_| Unfit::Wrong)?;
        let (_, state) = self.to_add(asked, holder)?;
        let made = self.core.register_credential(&answer, &state, None).map_err(|_| Unfit::Wrong)?;
        if !made.user_verified || made.cred_id.len() > LONGEST_ID {
            return Err(Unfit::Wrong);
        }
        let credential_id = BASE64URL_NOPAD.encode(&made.cred_id);
        Ok(Added { credential_id, credential: serde_json::to_string(&made).map_err(|_| Unfit::Wrong)? })
    }

    /// What `navigator.credentials.get()` is asked, as JSON; and what the answer is held against.
    fn to_come_in(&self, asked: &Token) -> Result<(String, webauthn_rs_core::proto::AuthenticationState), Unfit> {
        let required = Some(UserVerificationPolicy::Required);
        let builder = self.core.new_challenge_authenticate_builder(Vec::new(), required).map_err(|_| Unfit::Wrong)?;
        let (mut options, state) = self.core.generate_challenge_authenticate(builder).map_err(|_| Unfit::Wrong)?;
        options.public_key.challenge = challenge(asked);
        Ok((serde_json::to_string(&options).map_err(|_| Unfit::Wrong)?, held_to(&state, asked)?))
    }

    /// What is asked of somebody who wants to come in, as JSON: it names no passkey, so it is the same for everybody.
    pub(super) fn asks_to_come_in(&self, asked: &Token) -> Result<String, Unfit> {
        self.to_come_in(asked).map(|(options, _)| options)
    }

    /// Hold an answer against what is kept of a passkey (JSON). Returns what is to be kept from now on. Without a passkey the same
    /// work is done in vain.
    pub(super) fn comes_in(&self, asked: &Token, answer: &Answer, kept: Option<&str>) -> Result<String, Unfit> {
        let (_, state) = self.to_come_in(asked)?;
        let real = kept.and_then(|kept| serde_json::from_str::<Credential>(kept).ok());
        let is_real = real.is_some();
        let mut against = real.unwrap_or_else(|| nobodys(answer));
        let checked = self.core.authenticate_single_credential(&answer.0, &state, &against);
        if !is_real {
            return Err(Unfit::Wrong);
        }
        let checked = checked.map_err(|why| match why {
            WebauthnError::CredentialPossibleCompromise => Unfit::WentBack,
            _ => Unfit::Wrong,
        })?;
        (against.counter, against.backup_state) = (checked.counter(), checked.backup_state());
        serde_json::to_string(&against).map_err(|_| Unfit::Wrong)
    }
}

/// The challenge of the secret that a browser keeps. Neither gives away what is stored, nor the stored hash the challenge.
fn challenge(asked: &Token) -> Vec<u8> {
    Sha256::digest(format!("passkey challenge:{}", asked.secret())).to_vec()
}

/// The crate's state of a ceremony with our challenge instead of the one that it drew. Were the field ever called otherwise, the
/// drawn one would stay and no answer fit.
fn held_to<S: Serialize + DeserializeOwned>(state: &S, asked: &Token) -> Result<S, Unfit> {
    let mut state = serde_json::to_value(state).map_err(|_| Unfit::Wrong)?;
    state["challenge"] = BASE64URL_NOPAD.encode(&challenge(asked)).into();
    serde_json::from_value(state).map_err(|_| Unfit::Wrong)
}

/// A passkey with the id of the answer that is nobody's: its key is the base point of P-256 (FIPS 186-4, D.1.2.3). What fits it is
/// refused all the same.
fn nobodys(answer: &Answer) -> Credential {
    const X: [u8; 32] = [
        0x6b, 0x17, 0xd1, 0xf2, 0xe1, 0x2c, 0x42, 0x47, 0xf8, 0xbc, 0xe6, 0xe5, 0x63, 0xa4, 0x40, 0xf2, 0x77, 0x03, 0x7d, 0x81, 0x2d, 0xeb,
        0x33, 0xa0, 0xf4, 0xa1, 0x39, 0x45, 0xd8, 0x98, 0xc2, 0x96,
    ];
    const Y: [u8; 32] = [
        0x4f, 0xe3, 0x42, 0xe2, 0xfe, 0x1a, 0x7f, 0x9b, 0x8e, 0xe7, 0xeb, 0x4a, 0x7c, 0x0f, 0x9e, 0x16, 0x2b, 0xce, 0x33, 0x57, 0x6b, 0x31,
        0x5e, 0xce, 0xcb, 0xb6, 0x40, 0x68, 0x37, 0xbf, 0x51, 0xf5,
    ];
    Credential {
        cred_id: answer.0.raw_id.clone(),
        cred: COSEKey {
            type_: COSEAlgorithm::ES256,
            key: COSEKeyType::EC_EC2(COSEEC2Key { curve: ECDSACurve::SECP256R1, x: X.to_vec(), y: Y.to_vec() }),
        },
        counter: 0,
        transports: None,
        user_verified: true,
        backup_eligible: answer.says_backup_eligible(),
        backup_state: false,
        registration_policy: UserVerificationPolicy::Required,
        extensions: RegisteredExtensions::none(),
        attestation: ParsedAttestation { data: ParsedAttestationData::None, metadata: AttestationMetadata::None },
        attestation_format: AttestationFormat::None,
    }
}
