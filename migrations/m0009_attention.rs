//! An index of the demands that wait for a second person or hold an unanswered objection: few among however many,
//! and the desk asks for them on every visit. The condition reads the folded state as it is written.

crate::migration!(
    "
CREATE INDEX demands_attention ON demands (due_sort, id)
    WHERE state LIKE '%\"prepared\":[{%' OR state LIKE '%\"answered_at\":null%';
"
);
