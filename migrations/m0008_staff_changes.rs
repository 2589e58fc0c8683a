//! Changes of roles and access that one security admin proposes and another decides.

crate::migration!(
    "
CREATE TABLE staff_changes (
    id {text} PRIMARY KEY,
    person_id {text} NOT NULL REFERENCES people (id),
    kind {text} NOT NULL,
    proposed_by {text},
    proposed_at {time} NOT NULL,
    expires_at {time} NOT NULL,
    decided_by {text},
    decided_at {time},
    confirmed {bool}
){strict};
CREATE INDEX staff_changes_person ON staff_changes (person_id, expires_at);
CREATE UNIQUE INDEX staff_changes_open ON staff_changes (person_id) WHERE decided_at IS NULL;
"
);
