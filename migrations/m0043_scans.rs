//! Pictures of papers that a machine reads: by their own digest, so that the same picture is read once.
//!
//! `document_id` is the file that was kept, in which the picture came. `pages` is JSON.

crate::migration!(
    "
CREATE TABLE scans (
    sha256 {text} PRIMARY KEY,
    document_id {text} NOT NULL,
    state {text} NOT NULL CHECK (state IN ('waiting', 'read', 'failed', 'absent')),
    why {text} NOT NULL,
    asked_at {time} NOT NULL,
    tries {int} NOT NULL,
    pages {text}
){strict};
CREATE INDEX scans_waiting ON scans (state, asked_at, sha256);
"
);
