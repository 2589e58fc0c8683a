//! Webhooks for the provider's own systems: subscriptions, messages queued in the transaction of the change, and attempts.

crate::migration!(
    "
CREATE TABLE webhooks (
    id {text} PRIMARY KEY,
    name {text} NOT NULL,
    url {text} NOT NULL,
    kinds {text} NOT NULL,
    cleared {bool} NOT NULL,
    state {text} NOT NULL CHECK (state IN ('good', 'stopped', 'ended')),
    secret {text} NOT NULL,
    secret_before {text},
    secret_before_until {time},
    created_at {time} NOT NULL,
    failing_since {time},
    changed_at {time} NOT NULL
){strict};

CREATE TABLE webhook_messages (
    id {text} PRIMARY KEY,
    webhook_id {text} NOT NULL REFERENCES webhooks (id),
    kind {text} NOT NULL,
    body {text} NOT NULL,
    state {text} NOT NULL CHECK (state IN ('waiting', 'delivered', 'dead')),
    attempts {int} NOT NULL,
    next_at {time} NOT NULL,
    created_at {time} NOT NULL,
    last_at {time},
    last_status {int},
    last_code {text}
){strict};
CREATE INDEX webhook_messages_due ON webhook_messages (next_at, id) WHERE state = 'waiting';
CREATE INDEX webhook_messages_of ON webhook_messages (webhook_id, created_at, id);
"
);
