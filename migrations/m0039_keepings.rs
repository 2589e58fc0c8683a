//! What is kept, when that ends, and for which production it is kept on. Follows from the folded state and is written with it.

crate::migration!(
    "
CREATE TABLE keepings (
    demand_id {text} NOT NULL PRIMARY KEY,
    state {text} NOT NULL,
    ends_at {time}
){strict};
CREATE INDEX keepings_ends ON keepings (ends_at, demand_id);

CREATE TABLE kept_for (
    demand_id {text} NOT NULL,
    production_id {text} NOT NULL,
    PRIMARY KEY (demand_id, production_id)
){strict};
CREATE INDEX kept_for_production ON kept_for (production_id, demand_id);
"
);
