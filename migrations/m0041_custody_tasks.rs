//! What the custodian of the data is asked to do, account by account. Follows from the folded state and is written with it.

crate::migration!(
    "
CREATE TABLE custody_tasks (
    id {text} NOT NULL PRIMARY KEY,
    demand_id {text} NOT NULL,
    ask {text} NOT NULL,
    account_kind {text} NOT NULL,
    account {text} NOT NULL,
    categories {text} NOT NULL,
    range_from {time},
    range_to {time},
    due_at {time} NOT NULL,
    failed {text}
){strict};
CREATE INDEX custody_tasks_due ON custody_tasks (due_at, id);
CREATE INDEX custody_tasks_demand ON custody_tasks (demand_id);
CREATE INDEX custody_tasks_account ON custody_tasks (account);
"
);
