//! What customers were told in sum: how often each gets its report, where that is not the provider's own choice, and each report that
//! was given, once for each period, with its figures as they were.

crate::migration!(
    "
ALTER TABLE customers ADD COLUMN report_interval {text} CHECK (report_interval IN ('never', 'quarterly', 'half_yearly', 'yearly'));
CREATE TABLE customer_reports (
    customer_id {text} NOT NULL REFERENCES customers (id),
    period {text} NOT NULL,
    at {time} NOT NULL,
    figures {text} NOT NULL,
    messages {text} NOT NULL,
    PRIMARY KEY (customer_id, period)
){strict};
"
);
