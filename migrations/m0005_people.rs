//! Staff, their sessions and their one-time links. Of a session or a link only a hash of the secret is kept.

crate::migration!(
    "
CREATE TABLE people (
    id {text} PRIMARY KEY,
    name {text} NOT NULL,
    mail {text} NOT NULL UNIQUE,
    roles {text} NOT NULL,
    password_hash {text},
    totp_secret {text},
    totp_confirmed {bool} NOT NULL,
    last_totp_step {int},
    language {text} NOT NULL,
    theme {text} NOT NULL,
    keyboard {bool} NOT NULL,
    version {int} NOT NULL,
    created_at {time} NOT NULL,
    disabled_at {time}
){strict};
CREATE INDEX people_name ON people (name, id);

CREATE TABLE sessions (
    id_hash {text} PRIMARY KEY,
    person_id {text} NOT NULL REFERENCES people (id),
    created_at {time} NOT NULL,
    seen_at {time} NOT NULL,
    idle_expires_at {time} NOT NULL,
    absolute_expires_at {time} NOT NULL,
    fresh_at {time},
    ip {text} NOT NULL,
    agent {text} NOT NULL
){strict};
CREATE INDEX sessions_person ON sessions (person_id, created_at);
CREATE INDEX sessions_expiry ON sessions (absolute_expires_at);

CREATE TABLE one_time_links (
    token_hash {text} PRIMARY KEY,
    person_id {text} NOT NULL REFERENCES people (id),
    purpose {text} NOT NULL,
    created_at {time} NOT NULL,
    expires_at {time} NOT NULL,
    used_at {time}
){strict};
CREATE INDEX one_time_links_person ON one_time_links (person_id, purpose);
"
);
