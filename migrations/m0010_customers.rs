//! Customers and contacts with all that a notice and a sync need: their own names for them (`external_id`), a version and time of
//! change, the provider's role, who is told first and why, and when an address answered, was asked, or bounced.

crate::migration!(
    "
ALTER TABLE customers ADD COLUMN external_id {text};
ALTER TABLE customers ADD COLUMN product {text} NOT NULL DEFAULT '';
ALTER TABLE customers ADD COLUMN contract {text} NOT NULL DEFAULT '';
ALTER TABLE customers ADD COLUMN role {text} NOT NULL DEFAULT 'processor' CHECK (role IN ('processor', 'controller'));
ALTER TABLE customers ADD COLUMN notice_timing {text} CHECK (notice_timing IN ('before', 'with', 'after'));
ALTER TABLE customers ADD COLUMN notice_timing_by {text};
ALTER TABLE customers ADD COLUMN notice_timing_why {text};
ALTER TABLE customers ADD COLUMN ended_at {time};
ALTER TABLE customers ADD COLUMN changed_at {time} NOT NULL DEFAULT '1970-01-01T00:00:00+00:00';
ALTER TABLE customers ADD COLUMN remind_at {time};
ALTER TABLE customers ADD COLUMN answered_at {time} NOT NULL DEFAULT '1970-01-01T00:00:00+00:00';
UPDATE customers SET changed_at = created_at, remind_at = created_at;
UPDATE customers SET answered_at = COALESCE((SELECT max(verified_at) FROM contacts
    WHERE contacts.customer_id = customers.id AND removed_at IS NULL AND bounced_at IS NULL), answered_at);
CREATE UNIQUE INDEX customers_external ON customers (external_id) WHERE external_id IS NOT NULL;
CREATE INDEX customers_answered ON customers (answered_at, id) WHERE ended_at IS NULL;
CREATE INDEX customers_remind ON customers (remind_at, id) WHERE remind_at IS NOT NULL;

ALTER TABLE contacts ADD COLUMN purpose {text} NOT NULL DEFAULT 'legal_notices' CHECK (purpose IN ('legal_notices', 'security', 'privacy', 'general'));
ALTER TABLE contacts ADD COLUMN external_id {text};
ALTER TABLE contacts ADD COLUMN verified_how {text};
ALTER TABLE contacts ADD COLUMN bounced_why {text};
ALTER TABLE contacts ADD COLUMN asks {int} NOT NULL DEFAULT 0;
ALTER TABLE contacts ADD COLUMN asked_at {time};
ALTER TABLE contacts ADD COLUMN ask_at {time};
ALTER TABLE contacts ADD COLUMN version {int} NOT NULL DEFAULT 1;
ALTER TABLE contacts ADD COLUMN created_at {time} NOT NULL DEFAULT '1970-01-01T00:00:00+00:00';
ALTER TABLE contacts ADD COLUMN changed_at {time} NOT NULL DEFAULT '1970-01-01T00:00:00+00:00';
UPDATE contacts SET ask_at = changed_at WHERE verified_at IS NULL AND removed_at IS NULL AND bounced_at IS NULL;
UPDATE contacts SET ask_at = verified_at WHERE verified_at IS NOT NULL AND removed_at IS NULL AND bounced_at IS NULL;
CREATE UNIQUE INDEX contacts_external ON contacts (customer_id, external_id) WHERE external_id IS NOT NULL AND removed_at IS NULL;
CREATE INDEX contacts_ask ON contacts (ask_at, id) WHERE ask_at IS NOT NULL;

CREATE TABLE contact_links (
    token_hash {text} PRIMARY KEY,
    contact_id {text} NOT NULL REFERENCES contacts (id),
    mail {text} NOT NULL,
    created_at {time} NOT NULL,
    expires_at {time} NOT NULL,
    used_at {time}
){strict};
CREATE INDEX contact_links_contact ON contact_links (contact_id, created_at);

CREATE TABLE customer_reminders (
    id {text} PRIMARY KEY,
    customer_id {text} NOT NULL REFERENCES customers (id),
    at {time} NOT NULL,
    reachable {int} NOT NULL,
    messages {text} NOT NULL
){strict};
CREATE INDEX customer_reminders_customer ON customer_reminders (customer_id, at);
"
);
