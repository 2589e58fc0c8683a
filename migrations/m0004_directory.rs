//! The directories: customers with their contacts and accounts, authorities with their domains.

crate::migration!(
    "
CREATE TABLE customers (
    id {text} PRIMARY KEY,
    name {text} NOT NULL,
    class {text} NOT NULL CHECK (class IN ('consumer', 'enterprise', 'public_sector', 'privileged')),
    country {text} NOT NULL,
    language {text} NOT NULL,
    domains {text} NOT NULL,
    note {text} NOT NULL,
    version {int} NOT NULL,
    created_at {time} NOT NULL
){strict};
CREATE INDEX customers_name ON customers (name, id);

CREATE TABLE customer_domains (
    domain {text} NOT NULL,
    customer_id {text} NOT NULL REFERENCES customers (id),
    PRIMARY KEY (domain, customer_id)
){strict};
CREATE INDEX customer_domains_customer ON customer_domains (customer_id);

CREATE TABLE accounts (
    customer_id {text} NOT NULL REFERENCES customers (id),
    kind {text} NOT NULL,
    value {text} NOT NULL,
    account {text} NOT NULL,
    PRIMARY KEY (value, kind, customer_id)
){strict};
CREATE INDEX accounts_customer ON accounts (customer_id);

CREATE TABLE contacts (
    id {text} PRIMARY KEY,
    customer_id {text} NOT NULL REFERENCES customers (id),
    name {text} NOT NULL,
    mail {text} NOT NULL,
    language {text} NOT NULL,
    position {int} NOT NULL,
    verified_at {time},
    bounced_at {time},
    removed_at {time}
){strict};
CREATE INDEX contacts_customer ON contacts (customer_id, position, id);
CREATE INDEX contacts_mail ON contacts (mail);

CREATE TABLE authorities (
    id {text} PRIMARY KEY,
    name {text} NOT NULL,
    territory {text} NOT NULL,
    level {text} NOT NULL,
    kind {text} NOT NULL CHECK (kind IN ('court', 'prosecutor', 'police', 'agency')),
    phone {text},
    mail {text},
    mail_domains {text} NOT NULL,
    standing {text} NOT NULL CHECK (standing IN ('new', 'known', 'frozen')),
    registry_version {text} NOT NULL,
    changed_by {text} NOT NULL,
    note {text} NOT NULL,
    version {int} NOT NULL,
    created_at {time} NOT NULL
){strict};
CREATE INDEX authorities_name ON authorities (name, id);

CREATE TABLE authority_domains (
    domain {text} NOT NULL,
    authority_id {text} NOT NULL REFERENCES authorities (id),
    PRIMARY KEY (domain, authority_id)
){strict};
CREATE INDEX authority_domains_authority ON authority_domains (authority_id);

CREATE TABLE officers (
    id {text} PRIMARY KEY,
    authority_id {text} NOT NULL REFERENCES authorities (id),
    name {text} NOT NULL,
    mail {text},
    phone {text},
    verified_at {time},
    note {text} NOT NULL
){strict};
CREATE INDEX officers_authority ON officers (authority_id, name, id);
"
);
