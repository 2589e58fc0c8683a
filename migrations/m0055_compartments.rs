//! Which demands only the cleared see. Follows from the folded state and the row of the rulebook, and is written with the demand.

crate::migration!(
    "
CREATE TABLE compartments (
    demand_id {text} NOT NULL PRIMARY KEY,
    compartment {text} NOT NULL
){strict};
INSERT INTO compartments (demand_id, compartment)
SELECT id, 'national_security' FROM demands WHERE instrument IN ('us.nsl_2709', 'us.fisa.702', 'us.fisa.other', 'uk.ipa.tcn');
"
);
