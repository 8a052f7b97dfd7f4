-- The orders of a caller that have not ended are counted in the index alone.
DROP INDEX latchkey_acme_order_caller;
CREATE INDEX latchkey_acme_order_caller ON latchkey_acme_order (caller, ends_at, row_bytes);
