//! Who is on call for emergencies, who was called to which demand, and who answered.

crate::migration!(
    "
CREATE TABLE on_call (
    id {text} PRIMARY KEY,
    person_id {text} NOT NULL REFERENCES people (id),
    place {int} NOT NULL,
    from_at {time} NOT NULL,
    until_at {time} NOT NULL,
    made_by {text} NOT NULL,
    made_at {time} NOT NULL
){strict};
CREATE INDEX on_call_until ON on_call (until_at, from_at);

CREATE TABLE on_call_calls (
    demand_id {text} NOT NULL REFERENCES demands (id),
    person_id {text} NOT NULL REFERENCES people (id),
    at {time} NOT NULL,
    PRIMARY KEY (demand_id, person_id)
){strict};
CREATE INDEX on_call_calls_person ON on_call_calls (person_id, at);

CREATE TABLE on_call_answers (
    demand_id {text} PRIMARY KEY REFERENCES demands (id),
    person_id {text} NOT NULL,
    at {time} NOT NULL
){strict};
"
);
