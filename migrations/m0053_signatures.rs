//! Signatures in what came in: what waits to be checked, and what was found, by the digest of the file. `found` is JSON.
//!
//! A key of the directory keeps the names that stand in it.

crate::migration!(
    "
CREATE TABLE signature_wants (
    document_id {text} PRIMARY KEY,
    asked_at {time} NOT NULL,
    tries {int} NOT NULL
){strict};
CREATE INDEX signature_wants_order ON signature_wants (tries, asked_at, document_id);
CREATE TABLE signature_checks (
    sha256 {text} PRIMARY KEY,
    document_id {text} NOT NULL,
    checked_at {time} NOT NULL,
    found {text} NOT NULL
){strict};
ALTER TABLE authority_keys ADD COLUMN about {text} NOT NULL DEFAULT '';
"
);
