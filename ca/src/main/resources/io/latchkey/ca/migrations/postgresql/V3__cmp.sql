-- Times are milliseconds since 1970-01-01T00:00:00Z.

-- Certificates that were requested over CMP and have to be confirmed (RFC 9810 section 5.3.18). transaction_id is a digest of
-- the caller and the transaction id, sender names the key that protects the transaction, serial is the certificate in
-- lower-case hex, request_number is the certReqId, nonce is the nonce that the confirmation answers. state: 0 pending,
-- 1 confirmed or rejected, 2 overdue and to be revoked, 3 overdue and revoked. A row with state 1 or 3 is removed after ends_at.
CREATE TABLE latchkey_cmp_confirmation (
  transaction_id TEXT PRIMARY KEY,
  sender TEXT NOT NULL,
  serial TEXT NOT NULL,
  request_number BIGINT NOT NULL,
  nonce TEXT NOT NULL,
  state SMALLINT NOT NULL,
  due_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL
);
CREATE INDEX latchkey_cmp_confirmation_due ON latchkey_cmp_confirmation (state, due_at);
CREATE INDEX latchkey_cmp_confirmation_end ON latchkey_cmp_confirmation (ends_at);
