//! Marks of duties at which people were reminded: once per demand, duty, due date and mark. Timers are found by their kind.

crate::migration!(
    "
CREATE TABLE escalations (
    demand_id {text} NOT NULL REFERENCES demands (id),
    duty_id {text} NOT NULL,
    due_at {time} NOT NULL,
    mark {text} NOT NULL,
    kind {text} NOT NULL,
    whom {text} NOT NULL,
    people {text} NOT NULL,
    at {time} NOT NULL,
    PRIMARY KEY (demand_id, duty_id, due_at, mark)
){strict};
CREATE INDEX escalations_at ON escalations (at);

DROP INDEX timers_due;
CREATE INDEX timers_due ON timers (kind, due_at, demand_id);
"
);
