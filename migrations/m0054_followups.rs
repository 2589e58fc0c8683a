//! Papers that came through the authorities' door after their demand and wait to be opened.

crate::migration!(
    "
CREATE TABLE followups (
    document_id {text} PRIMARY KEY,
    demand_id {text} NOT NULL REFERENCES demands (id),
    name {text} NOT NULL,
    came_at {time} NOT NULL,
    seen_by {text},
    seen_at {time}
){strict};
CREATE INDEX followups_unseen ON followups (came_at, document_id) WHERE seen_at IS NULL;
"
);
