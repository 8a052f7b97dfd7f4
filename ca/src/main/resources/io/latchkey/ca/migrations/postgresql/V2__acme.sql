-- Times are milliseconds since 1970-01-01T00:00:00Z.

-- The enrolment protocol over which a certificate was requested, such as acme; NULL for POST /ca/sign.
ALTER TABLE latchkey_certificate ADD COLUMN protocol TEXT;

-- ACME accounts (RFC 8555 section 7.1.2). caller is the name that limits count, caller_key names the component key that
-- the account is bound to, as in latchkey_certificate. public_key is a JWK, contacts has one URI a line. state: 0 valid,
-- 1 deactivated. The row is removed after ends_at.
CREATE TABLE latchkey_acme_account (
  account_id TEXT PRIMARY KEY,
  thumbprint TEXT NOT NULL UNIQUE,
  public_key TEXT NOT NULL,
  caller TEXT NOT NULL,
  caller_key TEXT NOT NULL,
  contacts TEXT NOT NULL,
  state SMALLINT NOT NULL,
  row_bytes BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL
);
CREATE INDEX latchkey_acme_account_caller ON latchkey_acme_account (caller);
CREATE INDEX latchkey_acme_account_end ON latchkey_acme_account (ends_at);

-- ACME orders (RFC 8555 section 7.1.3). names has one name a line. serial is the certificate in lower-case hex; NULL while
-- the order is ready. not_after is the end that was asked for. replaces is the serial of the certificate that this one
-- replaces (RFC 9773 section 5). The row is removed after ends_at.
CREATE TABLE latchkey_acme_order (
  order_id TEXT PRIMARY KEY,
  account TEXT NOT NULL,
  caller TEXT NOT NULL,
  names TEXT NOT NULL,
  serial TEXT,
  not_after BIGINT,
  replaces TEXT,
  row_bytes BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL
);
CREATE INDEX latchkey_acme_order_caller ON latchkey_acme_order (caller);
CREATE INDEX latchkey_acme_order_account ON latchkey_acme_order (account, created_at);
CREATE INDEX latchkey_acme_order_end ON latchkey_acme_order (ends_at);

-- The account that ordered a certificate, and the order whose certificate has replaced it.
CREATE TABLE latchkey_acme_certificate (
  certificate BIGINT PRIMARY KEY,
  account TEXT NOT NULL,
  replaced_by TEXT
);
