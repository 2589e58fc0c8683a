//! Timers that are found by polling, and the answers kept for commands that are asked twice.

crate::migration!(
    "
CREATE TABLE timers (
    demand_id {text} NOT NULL,
    kind {text} NOT NULL,
    due_at {time} NOT NULL,
    PRIMARY KEY (demand_id, kind)
){strict};
CREATE INDEX timers_due ON timers (due_at, demand_id, kind);

CREATE TABLE idempotency (
    key {text} NOT NULL,
    actor {text} NOT NULL,
    demand_id {text},
    result {text} NOT NULL,
    at {time} NOT NULL,
    PRIMARY KEY (key, actor)
){strict};
CREATE INDEX idempotency_at ON idempotency (at);
"
);
