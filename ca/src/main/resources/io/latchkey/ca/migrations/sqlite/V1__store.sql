-- Times are milliseconds since 1970-01-01T00:00:00Z. Decision 14 explains the indexes.

-- The chains that certificates were issued under: signing certificate first, root last, in PEM.
CREATE TABLE latchkey_issuer (
  id INTEGER PRIMARY KEY,
  fingerprint TEXT NOT NULL UNIQUE,
  chain TEXT NOT NULL,
  created_at INTEGER NOT NULL
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
  announced_at INTEGER NOT NULL,
  current_at INTEGER NOT NULL,
  former_until INTEGER NOT NULL
);

-- Caller identities.
CREATE TABLE latchkey_caller (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  UNIQUE (name, kind)
);

-- What was signed, in the order of signing. caller_key is the id of the key that authenticated the caller, address is
-- the address of the client.
CREATE TABLE latchkey_certificate (
  id INTEGER PRIMARY KEY,
  serial BLOB NOT NULL,
  issuer INTEGER NOT NULL,
  caller INTEGER NOT NULL,
  issued_at INTEGER NOT NULL,
  not_after INTEGER NOT NULL,
  caller_key TEXT,
  address TEXT,
  der BLOB NOT NULL
);
CREATE UNIQUE INDEX latchkey_certificate_serial ON latchkey_certificate (serial);
CREATE INDEX latchkey_certificate_caller ON latchkey_certificate (caller, id);
CREATE INDEX latchkey_certificate_not_after ON latchkey_certificate (not_after);

-- Finds certificates by name and by fingerprint. A term is 64 bits of a digest. A bucket is a range of certificate ids,
-- so that new rows touch only the few pages of the newest bucket.
CREATE TABLE latchkey_lookup (
  bucket INTEGER NOT NULL,
  term INTEGER NOT NULL,
  certificate INTEGER NOT NULL,
  PRIMARY KEY (bucket, term, certificate)
) WITHOUT ROWID;

-- Permissions that were good for one signature: SHA-256 of the id, per caller identity.
CREATE TABLE latchkey_one_time_use (
  caller INTEGER NOT NULL,
  digest BLOB NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (caller, digest)
) WITHOUT ROWID;
CREATE INDEX latchkey_one_time_use_expiry ON latchkey_one_time_use (expires_at);

-- Certificates that are revoked or on hold, and those that were released from a hold (reason 8). The other columns of the
-- certificate are copied, so that a list can be made without its row. change_number is the value of changes in
-- latchkey_revocation_state after the change, so that each node reads only what it does not know yet.
CREATE TABLE latchkey_revocation (
  certificate INTEGER PRIMARY KEY,
  serial BLOB NOT NULL,
  issuer INTEGER NOT NULL,
  not_after INTEGER NOT NULL,
  revoked_at INTEGER NOT NULL,
  reason INTEGER NOT NULL,
  change_number INTEGER NOT NULL
);
CREATE INDEX latchkey_revocation_change ON latchkey_revocation (change_number);

-- One row: the number of changes, the number of the newest revocation list, the changes that the list contains, and the
-- time until which one node alone may sign the next list.
CREATE TABLE latchkey_revocation_state (
  slot INTEGER PRIMARY KEY CHECK (slot = 1),
  changes INTEGER NOT NULL,
  list_number INTEGER NOT NULL,
  list_changes INTEGER NOT NULL,
  claimed_until INTEGER NOT NULL
);

-- The newest revocation list (CRL) of each key of the CA.
CREATE TABLE latchkey_revocation_list (
  ski TEXT PRIMARY KEY,
  number INTEGER NOT NULL,
  this_update INTEGER NOT NULL,
  next_update INTEGER NOT NULL,
  der BLOB NOT NULL
);

-- Written and emptied to find out whether a store that has failed can be written again.
CREATE TABLE latchkey_write_probe (
  id INTEGER PRIMARY KEY,
  filler BLOB NOT NULL
);
