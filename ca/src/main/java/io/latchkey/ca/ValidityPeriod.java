package io.latchkey.ca;

import java.time.Instant;

/** From when to when a certificate is valid, both ends included, in whole seconds. */
record ValidityPeriod(Instant notBefore, Instant notAfter) {}
