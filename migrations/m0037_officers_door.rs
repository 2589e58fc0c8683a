//! The authorities' own door: what an officer has said of itself, which demands it has submitted, and forms that are not sent yet.
//! Tries to come in and sessions are kept as those of the customers' door, each marked with its door.

crate::migration!(
    "
ALTER TABLE portal_attempts ADD COLUMN door {text} NOT NULL DEFAULT 'customer';
ALTER TABLE portal_attempts ADD COLUMN claims {text};
ALTER TABLE portal_sessions ADD COLUMN door {text} NOT NULL DEFAULT 'customer';

CREATE TABLE officer_accounts (
    officer_id {text} PRIMARY KEY,
    mail {text} NOT NULL,
    authority_id {text} REFERENCES authorities (id),
    name {text} NOT NULL,
    agency {text} NOT NULL,
    role {text} NOT NULL,
    badge {text} NOT NULL,
    phone {text} NOT NULL,
    supervisor {text} NOT NULL,
    language {text} NOT NULL,
    proved_at {time} NOT NULL,
    created_at {time} NOT NULL
){strict};
CREATE UNIQUE INDEX officer_accounts_mail ON officer_accounts (mail);
CREATE INDEX officer_accounts_authority ON officer_accounts (authority_id);
CREATE INDEX officer_accounts_age ON officer_accounts (created_at, officer_id);

CREATE TABLE officer_demands (
    demand_id {text} PRIMARY KEY REFERENCES demands (id),
    officer_id {text} NOT NULL REFERENCES officer_accounts (officer_id),
    sha256 {text} NOT NULL,
    received_at {time} NOT NULL,
    vetted {bool} NOT NULL,
    fetched_at {time},
    acknowledged_at {time}
){strict};
CREATE INDEX officer_demands_officer ON officer_demands (officer_id, received_at, demand_id);

CREATE TABLE officer_drafts (
    officer_id {text} NOT NULL REFERENCES officer_accounts (officer_id),
    form {text} NOT NULL,
    typed {text} NOT NULL,
    saved_at {time} NOT NULL,
    PRIMARY KEY (officer_id, form)
){strict};
"
);
