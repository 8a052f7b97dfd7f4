-- The tables that grow have no foreign keys and few indexes. H2 makes an index for every foreign
-- key, and writes a page of every index for every certificate; rows are only ever added, in one
-- transaction.

-- The chains that certificates were issued under: signing certificate first, root last, in PEM.
CREATE TABLE latchkey_issuer (
  fingerprint VARCHAR(95) NOT NULL PRIMARY KEY,
  chain VARCHAR(1000000) NOT NULL,
  created_at TIMESTAMP(3) WITH TIME ZONE NOT NULL
);

-- The built-in CA's private key, encrypted (PKCS#8, PBES2). The one possible value of slot is what
-- keeps several processes from making a CA each.
CREATE TABLE latchkey_built_in_ca (
  slot SMALLINT NOT NULL PRIMARY KEY CHECK (slot = 1),
  issuer VARCHAR(95) NOT NULL REFERENCES latchkey_issuer (fingerprint),
  encrypted_key VARCHAR(100000) NOT NULL
);

-- What was signed, in the order of signing. issuer refers to latchkey_issuer.
CREATE TABLE latchkey_certificate (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  serial VARCHAR(40) NOT NULL UNIQUE,
  issuer VARCHAR(95) NOT NULL,
  fingerprint VARCHAR(95) NOT NULL,
  caller VARCHAR(320) NOT NULL,
  issued_at TIMESTAMP(3) WITH TIME ZONE NOT NULL,
  not_before TIMESTAMP(3) WITH TIME ZONE NOT NULL,
  not_after TIMESTAMP(3) WITH TIME ZONE NOT NULL,
  pem VARCHAR(1000000) NOT NULL
);
CREATE INDEX latchkey_certificate_caller ON latchkey_certificate (caller, id);
CREATE INDEX latchkey_certificate_not_after ON latchkey_certificate (not_after);

-- Every name of a certificate, its common names included, in lower case. certificate refers to
-- latchkey_certificate.
CREATE TABLE latchkey_certificate_name (
  name VARCHAR(2048) NOT NULL,
  certificate BIGINT NOT NULL,
  PRIMARY KEY (name, certificate)
);

-- Permissions that were good for one signature, by their SHA-256.
CREATE TABLE latchkey_one_time_use (
  digest VARCHAR(64) NOT NULL PRIMARY KEY,
  expires_at TIMESTAMP(3) WITH TIME ZONE NOT NULL
);
CREATE INDEX latchkey_one_time_use_expiry ON latchkey_one_time_use (expires_at);
