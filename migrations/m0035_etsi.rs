//! Messages by the interface of ETSI TS 103 120: whose token speaks for which authority, each message with its answer, and which object of the
//! other side belongs to which demand.

crate::migration!(
    "
CREATE TABLE etsi_senders (
    token_id {text} PRIMARY KEY REFERENCES api_tokens (id),
    authority_id {text} NOT NULL REFERENCES authorities (id),
    country {text} NOT NULL,
    identifier {text} NOT NULL,
    bound_at {time} NOT NULL
){strict};

CREATE TABLE etsi_messages (
    authority_id {text} NOT NULL REFERENCES authorities (id),
    transaction_id {text} NOT NULL,
    sha256 {text} NOT NULL,
    request {text} NOT NULL,
    response {text} NOT NULL,
    at {time} NOT NULL,
    PRIMARY KEY (authority_id, transaction_id)
){strict};

CREATE TABLE etsi_objects (
    authority_id {text} NOT NULL REFERENCES authorities (id),
    object_id {text} NOT NULL,
    kind {text} NOT NULL,
    demand_id {text} REFERENCES demands (id),
    transaction_id {text} NOT NULL,
    generation {int} NOT NULL,
    body {text} NOT NULL,
    changed_at {time} NOT NULL,
    PRIMARY KEY (authority_id, object_id)
){strict};
CREATE INDEX etsi_objects_changed ON etsi_objects (authority_id, changed_at, object_id);
CREATE INDEX etsi_objects_demand ON etsi_objects (demand_id) WHERE demand_id IS NOT NULL;
"
);
