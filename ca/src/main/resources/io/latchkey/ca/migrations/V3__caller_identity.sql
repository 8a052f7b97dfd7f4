-- Kind of the caller, id of the key that proved it, and client address; the last two may be empty.
-- What was signed before was recorded without its kind: only admins see it.
ALTER TABLE latchkey_certificate ADD COLUMN caller_kind VARCHAR(320) DEFAULT 'unknown' NOT NULL;
ALTER TABLE latchkey_certificate ADD COLUMN caller_key VARCHAR(320) DEFAULT '' NOT NULL;
ALTER TABLE latchkey_certificate ADD COLUMN address VARCHAR(320) DEFAULT '' NOT NULL;
