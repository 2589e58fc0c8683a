//! Tokens of machines, of which only a hash is kept, and what SCIM keeps of a contact beside the directory's own columns.

crate::migration!(
    "
CREATE TABLE api_tokens (
    id {text} PRIMARY KEY,
    name {text} NOT NULL,
    scopes {text} NOT NULL,
    customer_id {text} REFERENCES customers (id),
    days {int} NOT NULL,
    proposed_by {text},
    proposed_at {time} NOT NULL,
    prefix {text},
    token_hash {text} UNIQUE,
    granted_by {text},
    granted_at {time},
    expires_at {time},
    last_used_at {time},
    revoked_by {text},
    revoked_at {time}
){strict};
CREATE INDEX api_tokens_proposed ON api_tokens (proposed_at, id);

CREATE TABLE scim_users (
    contact_id {text} PRIMARY KEY REFERENCES contacts (id),
    customer_id {text} NOT NULL REFERENCES customers (id),
    user_name {text} NOT NULL,
    user_name_key {text} NOT NULL,
    given_name {text} NOT NULL,
    family_name {text} NOT NULL,
    deleted_at {time}
){strict};
CREATE UNIQUE INDEX scim_users_name ON scim_users (customer_id, user_name_key) WHERE deleted_at IS NULL;
CREATE INDEX scim_users_key ON scim_users (user_name_key);
"
);
