//! What the sheet of a letter shows beside its words, kept as it was when the letter was queued.

crate::migration!(
    "
CREATE TABLE outbox_sheets (
    message_id {text} PRIMARY KEY REFERENCES outbox (id),
    sheet {text} NOT NULL
){strict};
"
);
