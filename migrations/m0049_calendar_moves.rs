//! What a changed calendar would move: found once for each set of calendars, and shown until a person has counted it anew.

crate::migration!(
    "
CREATE TABLE calendar_checks (
    calendars {text} PRIMARY KEY,
    at {time} NOT NULL
){strict};

CREATE TABLE calendar_moves (
    demand_id {text} PRIMARY KEY REFERENCES demands (id),
    found_at {time} NOT NULL
){strict};
"
);
