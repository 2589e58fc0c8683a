//! The mails of a notice that two people confirmed, for those who stand later in the customer's order: outside the outbox until
//! it is their turn. And the index of what waits for somebody finds an objection by its answer.

crate::migration!(
    "
CREATE TABLE outbox_held (
    id {text} PRIMARY KEY,
    demand_id {text} NOT NULL,
    message {text} NOT NULL
){strict};
CREATE INDEX outbox_held_demand ON outbox_held (demand_id);
DROP INDEX demands_attention;
CREATE INDEX demands_attention ON demands (due_sort, id)
    WHERE state LIKE '%\"prepared\":[{%' OR state LIKE '%\"answer\":null%';
"
);
