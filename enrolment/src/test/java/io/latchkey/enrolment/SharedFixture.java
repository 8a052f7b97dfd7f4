package io.latchkey.enrolment;

import io.latchkey.ca.testing.CreatedCa;
import io.latchkey.tokens.ComponentRoot;
import io.latchkey.tokens.PreSharedKey;
import java.time.Instant;

/** What the servers of all protocols share in tests, because its creation takes long. */
public final class SharedFixture {
  public static final PreSharedKey PSK = PreSharedKey.generate();

  /** Derived once: each derivation takes about half a second. */
  public static final ComponentRoot ROOT = ComponentRoot.of(PSK);

  public static final ComponentRoot OTHER_ROOT = ComponentRoot.of(PreSharedKey.generate());

  /** The time at the start of each test. */
  public static final Instant START = Instant.parse("2026-11-26T12:00:00Z");

  /** A CA without certificates. */
  public static final CreatedCa CA = CreatedCa.at(START);

  private SharedFixture() {}
}
