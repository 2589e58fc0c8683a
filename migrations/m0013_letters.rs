//! What the sheet of a letter shows beside its words, kept as it was when the letter was queued; and how the registry says
//! in which language and to which postal address an authority is written to.

crate::migration!(
    "
CREATE TABLE outbox_sheets (
    message_id {text} PRIMARY KEY REFERENCES outbox (id),
    sheet {text} NOT NULL
){strict};

ALTER TABLE authorities ADD COLUMN language {text} NOT NULL DEFAULT '';
ALTER TABLE authorities ADD COLUMN postal {text} NOT NULL DEFAULT '';
"
);
