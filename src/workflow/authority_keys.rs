//! The keys of authorities, one by one: whoever confirms one has compared its fingerprint in the source.

use super::directory::WrongField;
use super::sourced::{Entry, Found};
use super::{Error, Workflow};
use crate::store::Key;
use crate::store::authorities::keys::KeyRow;
use domain::actor::Actor;
use domain::ids::AuthorityId;
use domain::text::one_line;
use serde_json::{Value, json};
use uuid::Uuid;

/// A key that was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewKey {
    /// `smime`, `eseal` or `pgp`.
    pub kind: String,
    /// The certificate as PEM, the key with its armour.
    pub material: String,
    /// SHA-256 of the certificate or the fingerprint of the key, lower-case hexadecimal.
    pub fingerprint: String,
    /// The names in it.
    pub about: String,
    /// Where it was found.
    pub found: Found,
}

impl Entry for KeyRow {
    fn detail(&self) -> &str {
        &self.fingerprint
    }

    fn payload(&self) -> Value {
        json!({ "authority": self.authority_id, "kind": self.kind, "fingerprint": self.fingerprint, "source": self.source })
    }
}

impl Workflow {
    /// Enter a key. It counts when somebody else has confirmed it.
    ///
    /// # Errors
    /// [`Error::Field`] without a source, or for a key that the authority has already; [`Error::NotFound`]; [`Error::Store`].
    pub async fn add_key(&self, actor: Actor, id: AuthorityId, new: NewKey) -> Result<Uuid, Error> {
        let entered = self.enter_by_source(actor, id, |_, known: &[KeyRow], by, now| {
            let source = new.found.source()?;
            if known.iter().any(|row| row.fingerprint == new.fingerprint && row.kind == new.kind) {
                return Err(Error::Field(WrongField::Taken));
            }
            Ok(KeyRow {
                id: Key(Uuid::new_v4()),
                authority_id: id.into(),
                officer_id: None,
                kind: new.kind,
                fingerprint: new.fingerprint,
                material: new.material,
                source,
                sourced_on: new.found.on.to_string(),
                entered_by: by,
                entered_at: now,
                confirmed_by: None,
                confirmed_at: None,
                withdrawn_by: None,
                withdrawn_at: None,
                about: one_line(&new.about, 300),
            })
        });
        entered.await
    }
}
