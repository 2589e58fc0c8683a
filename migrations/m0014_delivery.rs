//! What became of a mail after it was accepted: the address that its reports come back to, the reports, and the reminders
//! that went to staff.
//!
//! A token stands for one message and says nothing about it. `open` marks the reports that wait for a person.

crate::migration!(
    "
CREATE TABLE outbox_envelopes (
    token {text} PRIMARY KEY,
    message_id {text} NOT NULL UNIQUE REFERENCES outbox (id),
    created_at {time} NOT NULL
){strict};

CREATE TABLE outbox_reports (
    id {text} PRIMARY KEY,
    message_id {text} NOT NULL REFERENCES outbox (id),
    at {time} NOT NULL,
    fate {text} NOT NULL CHECK (fate IN ('delayed', 'relayed', 'delivered', 'bounced', 'unclear')),
    status {text} NOT NULL,
    said {text} NOT NULL,
    tied {text} NOT NULL CHECK (tied IN ('token', 'message_id')),
    counts {bool} NOT NULL,
    open {bool} NOT NULL,
    document_id {text} NOT NULL,
    sha256 {text} NOT NULL,
    decided_at {time},
    decided_by {text},
    UNIQUE (message_id, sha256)
){strict};
CREATE INDEX outbox_reports_message ON outbox_reports (message_id, at, id);
CREATE INDEX outbox_reports_open ON outbox_reports (open, message_id);
CREATE INDEX outbox_reports_fate ON outbox_reports (fate);

CREATE TABLE staff_reminders (
    kind {text} NOT NULL,
    day {text} NOT NULL,
    person_id {text} NOT NULL REFERENCES people (id),
    message_id {text} NOT NULL REFERENCES outbox (id),
    at {time} NOT NULL,
    PRIMARY KEY (kind, day, person_id)
){strict};
"
);
