package io.latchkey.tokens.secrets;

import io.latchkey.tokens.PreSharedKey;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The configured pre-shared keys. Immutable.
 *
 * @param newest the key to sign with; empty if none is set
 * @param previous the key that is accepted too; empty if none is set
 */
public record PreSharedKeys(Optional<PreSharedKey> newest, Optional<PreSharedKey> previous) {
  /** Returns the keys that are set, newest first. */
  public List<PreSharedKey> all() {
    return Stream.concat(newest.stream(), previous.stream()).toList();
  }
}
