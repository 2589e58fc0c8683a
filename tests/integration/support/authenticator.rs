//! An authenticator in software, with one passkey (W3C Web Authentication Level 3, sections 6 and 5.8.1): it answers as a browser
//! would, and wrongly where it is told to.

use data_encoding::BASE64URL_NOPAD;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const ATTESTED: u8 = 0x40;

/// The authenticator, and what it says.
#[derive(Clone)]
pub struct Authenticator {
    /// The private half.
    pub key: SigningKey,
    /// Its id of the passkey.
    pub id: Vec<u8>,
    /// What it was given as the person's handle.
    pub user: Vec<u8>,
    /// What it counts; one that stays at 0 doesn't count, like those that are copied between devices.
    pub counter: u32,
    /// Where the browser says that it is.
    pub origin: String,
    /// What it takes for the relying party; empty for the one that asks.
    pub party: String,
    /// Whether it made sure that it is its owner.
    pub verified: bool,
}

impl Authenticator {
    /// A new one with a passkey of its own.
    pub fn new(seed: u8, origin: &str) -> Self {
        Self {
            key: SigningKey::from_slice(&[seed; 32]).unwrap(),
            id: vec![seed; 20],
            user: Vec::new(),
            counter: 0,
            origin: origin.to_owned(),
            party: String::new(),
            verified: true,
        }
    }

    fn client(&self, kind: &str, challenge: &Value) -> String {
        json!({ "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false }).to_string()
    }

    fn data(&self, party: &Value, flags: u8) -> Vec<u8> {
        let party = if self.party.is_empty() { party.as_str().unwrap() } else { &self.party };
        let verified = if self.verified { VERIFIED } else { 0 };
        [&Sha256::digest(party.as_bytes())[..], &[PRESENT | verified | flags], &self.counter.to_be_bytes()].concat()
    }

    /// Answer `navigator.credentials.create()`.
    pub fn create(&mut self, options: &Value) -> String {
        let options = &options["publicKey"];
        self.user = BASE64URL_NOPAD.decode(options["user"]["id"].as_str().unwrap().as_bytes()).unwrap();
        let point = self.key.verifying_key().to_sec1_point(false);
        let (x, y) = (point.x().unwrap(), point.y().unwrap());
        // COSE: key type EC2, algorithm ES256, curve P-256, both coordinates.
        let cose = [&[0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20], &x[..], &[0x22, 0x58, 0x20], &y[..]].concat();
        let length = u16::try_from(self.id.len()).unwrap().to_be_bytes();
        let data = [self.data(&options["rp"]["id"], ATTESTED), vec![0; 16], length.to_vec(), self.id.clone(), cose].concat();
        let size = u8::try_from(data.len()).unwrap();
        let object = [b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58", &[size][..], &data].concat();
        let client = self.client("webauthn.create", &options["challenge"]);
        let id = BASE64URL_NOPAD.encode(&self.id);
        let response =
            json!({ "attestationObject": BASE64URL_NOPAD.encode(&object), "clientDataJSON": BASE64URL_NOPAD.encode(client.as_bytes()) });
        json!({ "id": id, "rawId": id, "type": "public-key", "response": response, "extensions": {} }).to_string()
    }

    /// Answer `navigator.credentials.get()`.
    pub fn get(&self, options: &Value) -> String {
        let options = &options["publicKey"];
        let client = self.client("webauthn.get", &options["challenge"]);
        let data = self.data(&options["rpId"], 0);
        let signature: Signature = self.key.sign(&[&data[..], &Sha256::digest(client.as_bytes())].concat());
        let id = BASE64URL_NOPAD.encode(&self.id);
        let response = json!({
            "authenticatorData": BASE64URL_NOPAD.encode(&data),
            "clientDataJSON": BASE64URL_NOPAD.encode(client.as_bytes()),
            "signature": BASE64URL_NOPAD.encode(signature.to_der().as_bytes()),
            "userHandle": BASE64URL_NOPAD.encode(&self.user),
        });
        json!({ "id": id, "rawId": id, "type": "public-key", "response": response, "extensions": {} }).to_string()
    }
}

/// What a page asks the browser.
pub fn asked(page: &str) -> Value {
    let text = page.split("data-options=\"").nth(1).expect("a page that asks").split('"').next().unwrap();
    serde_json::from_str(&text.replace("&#34;", "\"").replace("&quot;", "\"").replace("&#38;", "&")).expect("options")
}
