//! Mails that came in: how each came, what was found about it, and what became of it. Its bytes are the document of the same id.
//!
//! `envelope`, `facts` and `verdicts` are JSON. `open` marks what a person still has to read.

crate::migration!(
    "
CREATE TABLE mails (
    id {text} PRIMARY KEY REFERENCES documents (id),
    sha256 {text} NOT NULL UNIQUE,
    came_at {time} NOT NULL,
    door {text} NOT NULL CHECK (door IN ('pipe', 'lmtp', 'imap')),
    envelope {text} NOT NULL,
    state {text} NOT NULL CHECK (state IN ('new', 'waiting', 'quarantine', 'filed', 'taken', 'report', 'dismissed')),
    why {text} NOT NULL,
    message_id {text},
    sender {text},
    demand_id {text},
    tie {text},
    suggested_id {text},
    same_as {text},
    facts {text} NOT NULL,
    verdicts {text},
    read_at {time},
    open {bool} NOT NULL,
    asked_by {text},
    asked_at {time},
    decided_by {text},
    decided_at {time}
){strict};
CREATE INDEX mails_state ON mails (state, came_at, id);
CREATE INDEX mails_demand ON mails (demand_id, came_at, id);
CREATE INDEX mails_message_id ON mails (message_id);
CREATE INDEX mails_open ON mails (open, came_at, id);
"
);
