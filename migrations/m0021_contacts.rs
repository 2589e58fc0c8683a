//! Who entered a contact's address: whoever did does not answer for it too.

crate::migration!("ALTER TABLE contacts ADD COLUMN mail_by {text} NOT NULL DEFAULT ''");
