//! Which demands an order of secrecy covers, and the dates of secrecy: what ends, is looked at again, or is owed. Both follow from
//! the folded state and are written with it, so that the calendar costs the same however many demands there are.

crate::migration!(
    "
CREATE TABLE secrecy_orders (
    order_id {text} NOT NULL,
    demand_id {text} NOT NULL,
    PRIMARY KEY (order_id, demand_id)
){strict};
CREATE INDEX secrecy_orders_demand ON secrecy_orders (demand_id);

CREATE TABLE secrecy_dates (
    demand_id {text} NOT NULL,
    kind {text} NOT NULL,
    order_id {text} NOT NULL,
    at {time} NOT NULL,
    PRIMARY KEY (demand_id, kind, order_id)
){strict};
CREATE INDEX secrecy_dates_at ON secrecy_dates (at, demand_id, kind, order_id);
CREATE INDEX secrecy_dates_kind ON secrecy_dates (kind, at, demand_id, order_id);
"
);
