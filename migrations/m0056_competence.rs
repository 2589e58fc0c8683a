//! What an authority may do itself, by a public register: the table that waited for it had no source and nobody behind it.

crate::migration!(
    "
DROP TABLE authority_competence;
CREATE TABLE authority_competence (
    id {text} PRIMARY KEY,
    authority_id {text} NOT NULL REFERENCES authorities (id),
    instrument {text} NOT NULL,
    part {text} NOT NULL CHECK (part IN ('issues', 'validates')),
    area {text} NOT NULL,
    source {text} NOT NULL,
    sourced_on {text} NOT NULL,
    entered_by {text} NOT NULL,
    entered_at {time} NOT NULL,
    confirmed_by {text},
    confirmed_at {time},
    withdrawn_by {text},
    withdrawn_at {time}
){strict};
CREATE INDEX authority_competence_authority ON authority_competence (authority_id, entered_at, id);
"
);
