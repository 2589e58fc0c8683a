//! Calendars that people fetch by a secret address: of the secret only a hash is kept.

crate::migration!(
    "
CREATE TABLE calendar_feeds (
    person_id {text} PRIMARY KEY REFERENCES people (id),
    token_hash {text} NOT NULL,
    made_at {time} NOT NULL
){strict};
CREATE UNIQUE INDEX calendar_feeds_token ON calendar_feeds (token_hash);
"
);
