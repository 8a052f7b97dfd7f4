-- Tokens signed with the key in a certificate name it by its fingerprint.
CREATE INDEX latchkey_certificate_fingerprint ON latchkey_certificate (fingerprint);
