//! What a mail proves of its sender, beside what was found about it; the keys under which a listed domain is found by one that is
//! taken for it, written when the domain is; and the index that says whether anybody of a country has been given data.

crate::migration!(
    "
ALTER TABLE mails ADD COLUMN proof {text};
CREATE TABLE domain_keys (
    key {text} NOT NULL,
    domain {text} NOT NULL,
    PRIMARY KEY (key, domain)
){strict};
CREATE INDEX demands_given ON demands (territory, outcome) WHERE outcome IS NOT NULL;
"
);
