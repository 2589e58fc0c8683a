//! Whether a demand of a look-back is known to have come from whom was suspended, or only from the authority.

crate::migration!(
    "
ALTER TABLE lookback ADD COLUMN sender_known {bool} NOT NULL DEFAULT true;
"
);
