//! Documents: what a stored blob is and where it came from. The bytes lie in the blob store.

crate::migration!(
    "
CREATE TABLE documents (
    id {text} PRIMARY KEY,
    demand_id {text},
    name {text} NOT NULL,
    media_type {text} NOT NULL,
    bytes {int} NOT NULL,
    sha256 {text} NOT NULL,
    kind {text} NOT NULL,
    added_at {time} NOT NULL,
    added_by {text} NOT NULL,
    note {text} NOT NULL
){strict};
CREATE INDEX documents_demand ON documents (demand_id, added_at, id);
CREATE INDEX documents_kind ON documents (kind, added_at, id);
CREATE INDEX documents_sha256 ON documents (sha256);
"
);
