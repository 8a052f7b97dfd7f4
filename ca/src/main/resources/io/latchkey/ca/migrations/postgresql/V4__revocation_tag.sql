-- A random number for each change of a revocation. A node that knows a change number with another tag has read changes that
-- the store has lost, for example in a failover. 0: a change that was made before this column existed.
ALTER TABLE latchkey_revocation ADD COLUMN change_tag BIGINT NOT NULL DEFAULT 0;

-- The tag of the newest change.
ALTER TABLE latchkey_revocation_state ADD COLUMN change_tag BIGINT NOT NULL DEFAULT 0;
