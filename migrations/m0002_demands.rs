//! Demands: flat columns for the queue, and the folded state as text.
//!
//! `due_sort` and `stage_rank` follow from other columns, so that paging needs no special case for a demand
//! without a date and the stages sort in the order of a demand's life. Indexes of open demands are partial:
//! they stay as small as the work in hand, however many demands have been closed.

crate::migration!(
    "
CREATE TABLE demands (
    id {text} PRIMARY KEY,
    reference {text} NOT NULL UNIQUE,
    version {int} NOT NULL,
    stage {text} NOT NULL,
    instrument {text} NOT NULL,
    authority_id {text},
    authority_name {text} NOT NULL,
    authority_reference {text} NOT NULL,
    customer_id {text},
    customer_name {text} NOT NULL,
    secrecy {text} NOT NULL CHECK (secrecy IN ('in_force', 'unknown', 'none')),
    due_at {time},
    due_rule {text},
    assignee {text},
    received_at {time} NOT NULL,
    closed_at {time},
    outcome {text},
    emergency {bool} NOT NULL,
    territory {text} NOT NULL,
    notice_state {text} NOT NULL,
    fingerprint {text} NOT NULL,
    state {text} NOT NULL,
    due_sort {time} NOT NULL GENERATED ALWAYS AS (coalesce(due_at, {forever})) STORED,
    stage_rank {int} NOT NULL GENERATED ALWAYS AS (
        CASE stage WHEN 'received' THEN 1 WHEN 'verifying' THEN 2 WHEN 'redirecting' THEN 3 WHEN 'reviewing' THEN 4
            WHEN 'approving' THEN 5 WHEN 'producing' THEN 6 WHEN 'releasing' THEN 7 WHEN 'closed' THEN 9 ELSE 8 END
    ) STORED
){strict};
CREATE INDEX demands_open_due ON demands (due_sort, id) WHERE closed_at IS NULL;
CREATE INDEX demands_open_received ON demands (received_at, id) WHERE closed_at IS NULL;
CREATE INDEX demands_open_stage ON demands (stage_rank, id) WHERE closed_at IS NULL;
CREATE INDEX demands_open_reference ON demands (reference, id) WHERE closed_at IS NULL;
CREATE INDEX demands_due ON demands (due_sort, id);
CREATE INDEX demands_received ON demands (received_at, id);
CREATE INDEX demands_stage ON demands (stage_rank, id);
CREATE INDEX demands_stage_due ON demands (stage, due_sort, id);
CREATE INDEX demands_customer ON demands (customer_id, received_at, id);
CREATE INDEX demands_authority ON demands (authority_id, received_at, id);
CREATE INDEX demands_assignee ON demands (assignee, due_sort, id);
CREATE INDEX demands_notice ON demands (notice_state, due_sort, id);
CREATE INDEX demands_authority_reference ON demands (authority_reference);
CREATE INDEX demands_fingerprint ON demands (fingerprint);

CREATE TABLE demand_accounts (
    demand_id {text} NOT NULL REFERENCES demands (id),
    kind {text} NOT NULL,
    value {text} NOT NULL,
    account {text},
    PRIMARY KEY (demand_id, kind, value)
){strict};
CREATE INDEX demand_accounts_value ON demand_accounts (value, kind);

CREATE TABLE demand_links (
    from_demand {text} NOT NULL REFERENCES demands (id),
    to_demand {text} NOT NULL REFERENCES demands (id),
    kind {text} NOT NULL,
    PRIMARY KEY (from_demand, to_demand, kind)
){strict};
CREATE INDEX demand_links_to ON demand_links (to_demand);
"
);
