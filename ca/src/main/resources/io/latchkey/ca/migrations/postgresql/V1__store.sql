-- Times are milliseconds since 1970-01-01T00:00:00Z. Decision 14 explains the indexes.

-- The chains that certificates were issued under: signing certificate first, root last, in PEM.
CREATE TABLE latchkey_issuer (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  fingerprint TEXT NOT NULL UNIQUE,
  chain TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

-- The keys of the built-in CA. Each rotation adds a generation. The number is unique, so that of several processes that
-- create the CA or begin a rotation at the same time, one succeeds. From current_at on, the generation signs certificates.
-- At former_until the private key of the generation before is deleted: private_key is then NULL. Otherwise it contains
-- the encrypted key (PKCS#8, PBES2). root and the cross-certificates are in PEM: former_crossed is the generation before,
-- signed by this one, and crossed is this generation, signed by the one before. They are NULL if there is none before, or
-- if its root had expired.
CREATE TABLE latchkey_ca_key (
  generation INTEGER PRIMARY KEY,
  private_key TEXT,
  root TEXT NOT NULL,
  former_crossed TEXT,
  crossed TEXT,
  announced_at BIGINT NOT NULL,
  current_at BIGINT NOT NULL,
  former_until BIGINT NOT NULL
);

-- Caller identities.
CREATE TABLE latchkey_caller (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  UNIQUE (name, kind)
);

-- Ids of certificates, in the order of signing on all nodes.
CREATE SEQUENCE latchkey_certificate_id;

-- What was signed, in the order of signing. caller_key is the id of the key that authenticated the caller, address is
-- the address of the client.
CREATE TABLE latchkey_certificate (
  id BIGINT PRIMARY KEY,
  serial BYTEA NOT NULL,
  issuer BIGINT NOT NULL,
  caller BIGINT NOT NULL,
  issued_at BIGINT NOT NULL,
  not_after BIGINT NOT NULL,
  caller_key TEXT,
  address TEXT,
  der BYTEA NOT NULL
);
CREATE UNIQUE INDEX latchkey_certificate_serial ON latchkey_certificate (serial);
CREATE INDEX latchkey_certificate_caller ON latchkey_certificate (caller, id);
CREATE INDEX latchkey_certificate_not_after ON latchkey_certificate (not_after);

-- Finds certificates by name and by fingerprint. A term is 64 bits of a digest. A bucket is a range of certificate ids,
-- so that new rows touch only the few pages of the newest bucket.
CREATE TABLE latchkey_lookup (
  bucket BIGINT NOT NULL,
  term BIGINT NOT NULL,
  certificate BIGINT NOT NULL,
  PRIMARY KEY (bucket, term, certificate)
);

-- Permissions that were good for one signature: SHA-256 of the id, per caller identity.
CREATE TABLE latchkey_one_time_use (
  caller BIGINT NOT NULL,
  digest BYTEA NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (caller, digest)
);
CREATE INDEX latchkey_one_time_use_expiry ON latchkey_one_time_use (expires_at);

-- Certificates that are revoked or on hold, and those that were released from a hold (reason 8). The other columns of the
-- certificate are copied, so that a list can be made without its row. change_number is the value of changes in
-- latchkey_revocation_state after the change, so that each node reads only what it does not know yet.
CREATE TABLE latchkey_revocation (
  certificate BIGINT PRIMARY KEY,
  serial BYTEA NOT NULL,
  issuer BIGINT NOT NULL,
  not_after BIGINT NOT NULL,
  revoked_at BIGINT NOT NULL,
  reason SMALLINT NOT NULL,
  change_number BIGINT NOT NULL
);
CREATE INDEX latchkey_revocation_change ON latchkey_revocation (change_number);

-- One row: the number of changes, the number of the newest revocation list, the changes that the list contains, and the
-- time until which one node alone may sign the next list.
CREATE TABLE latchkey_revocation_state (
  slot SMALLINT PRIMARY KEY CHECK (slot = 1),
  changes BIGINT NOT NULL,
  list_number BIGINT NOT NULL,
  list_changes BIGINT NOT NULL,
  claimed_until BIGINT NOT NULL
);

-- The newest revocation list (CRL) of each key of the CA.
CREATE TABLE latchkey_revocation_list (
  ski TEXT PRIMARY KEY,
  number BIGINT NOT NULL,
  this_update BIGINT NOT NULL,
  next_update BIGINT NOT NULL,
  der BYTEA NOT NULL
);

-- Written and emptied to find out whether a store that has failed can be written again.
CREATE TABLE latchkey_write_probe (
  id BIGINT PRIMARY KEY,
  filler BYTEA NOT NULL
);
