//! Demands that were handled before this installation, as lists of them say: each import, and each row.
//!
//! `facts` is JSON. `row_key` is made of the list's name and the row's reference, `content` of all its facts: the same row comes in
//! once. `hidden`: `no`, `matter` (national security) or `existence` (nobody may know that there was a demand).

crate::migration!(
    "
CREATE TABLE past_imports (
    seq {int} PRIMARY KEY,
    source {text} NOT NULL,
    file {text} NOT NULL,
    sha256 {text},
    begun_at {time} NOT NULL,
    done_at {time},
    counts {text}
){strict};
CREATE TABLE past_demands (
    seq {int} PRIMARY KEY,
    row_key {text} NOT NULL UNIQUE,
    import_seq {int} NOT NULL REFERENCES past_imports (seq),
    reference {text} NOT NULL,
    content {text} NOT NULL,
    received_at {time} NOT NULL,
    territory {text} NOT NULL,
    outcome {text} NOT NULL,
    hidden {text} NOT NULL CHECK (hidden IN ('no', 'matter', 'existence')),
    facts {text} NOT NULL
){strict};
CREATE INDEX past_demands_received ON past_demands (received_at, seq);
CREATE INDEX past_demands_reference ON past_demands (reference, seq);
CREATE INDEX past_demands_territory ON past_demands (territory, received_at, seq);
"
);
