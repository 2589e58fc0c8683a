//! What the provider's own service says of the accounts that a demand names: when it was asked last, and whose it says they are.

crate::migration!(
    "
CREATE TABLE account_asks (
    demand_id {text} NOT NULL PRIMARY KEY,
    at {time} NOT NULL,
    outcome {text} NOT NULL,
    tries {int} NOT NULL,
    next_at {time}
){strict};

CREATE TABLE accounts_said (
    demand_id {text} NOT NULL,
    value {text} NOT NULL,
    customer_id {text} NOT NULL,
    account {text} NOT NULL,
    at {time} NOT NULL,
    PRIMARY KEY (demand_id, value, customer_id)
){strict};
"
);
