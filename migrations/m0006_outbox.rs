//! The outbox: rendered messages, and one row per attempt, committed before the socket opens (RFC 1047).

crate::migration!(
    "
CREATE TABLE outbox (
    id {text} PRIMARY KEY,
    demand_id {text},
    letter {text} NOT NULL,
    side {text} NOT NULL CHECK (side IN ('authority', 'customer', 'staff')),
    audience {text} NOT NULL,
    recipient {text} NOT NULL,
    language {text} NOT NULL,
    subject {text} NOT NULL,
    body_text {text} NOT NULL,
    body_html {text},
    attachments {text} NOT NULL,
    state {text} NOT NULL CHECK (state IN ('queued', 'leased', 'sent', 'ambiguous', 'failed', 'dead', 'cancelled')),
    attempts {int} NOT NULL,
    next_at {time} NOT NULL,
    lease_until {time},
    expires_at {time},
    created_at {time} NOT NULL,
    sent_at {time},
    last_response {text},
    message_id {text} NOT NULL UNIQUE,
    thread {text} NOT NULL
){strict};
CREATE INDEX outbox_due ON outbox (next_at, id) WHERE state IN ('queued', 'failed');
CREATE INDEX outbox_leased ON outbox (lease_until) WHERE state = 'leased';
CREATE INDEX outbox_demand ON outbox (demand_id, created_at, id);
CREATE INDEX outbox_thread ON outbox (thread);
CREATE INDEX outbox_created ON outbox (created_at, id);
CREATE INDEX outbox_state ON outbox (state, created_at, id);

CREATE TABLE outbox_attempts (
    id {text} PRIMARY KEY,
    message_id {text} NOT NULL REFERENCES outbox (id),
    started_at {time} NOT NULL,
    ended_at {time},
    outcome {text},
    response {text}
){strict};
CREATE INDEX outbox_attempts_message ON outbox_attempts (message_id, started_at, id);
"
);
