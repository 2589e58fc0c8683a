//! The rows of the rulebook that were ever in force here, so that a demand stays on the one under which it came; and which row each
//! demand is on.

crate::migration!(
    "
CREATE TABLE rule_rows (
    version {text} NOT NULL,
    instrument {text} NOT NULL,
    hash {text} NOT NULL,
    content {text} NOT NULL,
    first_seen {time} NOT NULL,
    PRIMARY KEY (version, instrument, hash)
){strict};
ALTER TABLE demands ADD COLUMN rule_row {text};
"
);
