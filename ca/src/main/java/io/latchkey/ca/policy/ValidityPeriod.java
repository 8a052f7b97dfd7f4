package io.latchkey.ca.policy;

import java.time.Instant;

/** From when to when a certificate is valid, both ends included, in whole seconds. */
public record ValidityPeriod(Instant notBefore, Instant notAfter) {}
