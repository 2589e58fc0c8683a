//! What is open and nobody's, and what is open and somebody's, the earliest due first: so that the desk finds its first lines without
//! passing all that was closed.

crate::migration!(
    "
CREATE INDEX demands_open_assignee ON demands (assignee, due_sort, id) WHERE closed_at IS NULL;
CREATE INDEX demands_open_work ON demands (stage, assignee, due_sort, id) WHERE closed_at IS NULL;
"
);
