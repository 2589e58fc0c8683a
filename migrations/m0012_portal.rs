//! The customers' own door: tries to come in by a mailed code, and the sessions that come of them. Of a try, a code and a
//! session only hashes are kept.

crate::migration!(
    "
CREATE TABLE portal_attempts (
    token_hash {text} PRIMARY KEY,
    mail {text} NOT NULL,
    ip {text} NOT NULL,
    language {text} NOT NULL,
    created_at {time} NOT NULL,
    expires_at {time} NOT NULL,
    answered_at {time},
    code_hash {text},
    tries {int} NOT NULL,
    used_at {time}
){strict};
CREATE INDEX portal_attempts_mail ON portal_attempts (mail, created_at);
CREATE INDEX portal_attempts_ip ON portal_attempts (ip, created_at);
CREATE INDEX portal_attempts_open ON portal_attempts (created_at) WHERE answered_at IS NULL;
CREATE INDEX portal_attempts_expiry ON portal_attempts (expires_at);

CREATE TABLE portal_sessions (
    id_hash {text} PRIMARY KEY,
    mail {text} NOT NULL,
    contact_id {text} REFERENCES contacts (id),
    created_at {time} NOT NULL,
    seen_at {time} NOT NULL,
    idle_expires_at {time} NOT NULL,
    absolute_expires_at {time} NOT NULL,
    ip {text} NOT NULL,
    agent {text} NOT NULL
){strict};
CREATE INDEX portal_sessions_expiry ON portal_sessions (absolute_expires_at);
CREATE INDEX portal_sessions_contact ON portal_sessions (contact_id);
"
);
