//! Passkeys at the customers' own door, and the challenges that are out. Of a passkey only its public half is kept, of a
//! challenge only a hash.

crate::migration!(
    "
CREATE TABLE passkeys (
    id {text} PRIMARY KEY,
    contact_id {text} NOT NULL REFERENCES contacts (id),
    mail {text} NOT NULL,
    name {text} NOT NULL,
    credential_id {text} NOT NULL,
    credential {text} NOT NULL,
    created_at {time} NOT NULL,
    used_at {time},
    doubted_at {time}
){strict};
CREATE UNIQUE INDEX passkeys_credential ON passkeys (credential_id);
CREATE INDEX passkeys_contact ON passkeys (contact_id, created_at);

CREATE TABLE passkey_challenges (
    token_hash {text} PRIMARY KEY,
    contact_id {text} REFERENCES contacts (id),
    ip {text} NOT NULL,
    created_at {time} NOT NULL,
    expires_at {time} NOT NULL,
    used_at {time}
){strict};
CREATE INDEX passkey_challenges_ip ON passkey_challenges (ip, created_at);
CREATE INDEX passkey_challenges_contact ON passkey_challenges (contact_id, created_at);
CREATE INDEX passkey_challenges_age ON passkey_challenges (created_at);
"
);
