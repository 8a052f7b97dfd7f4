package io.latchkey.tokens;

import java.lang.ref.WeakReference;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Supplier;

/**
 * The roots of component keys that the applications of this class loader use. Applications with the
 * same pre-shared key share the root, for example a server and its management port, or the
 * applications that a test suite starts one after the other. A root that no application uses any
 * more is forgotten at the next garbage collection. Safe for use by several threads.
 */
final class DerivedRoots {
  private static final Map<PreSharedKey, WeakReference<byte[]>> IN_USE =
      Collections.synchronizedMap(new WeakHashMap<>());

  private DerivedRoots() {}

  /**
   * Returns the root of a pre-shared key. It is remembered as long as the caller keeps both {@code
   * psk} and the result.
   *
   * @param derivation derives the root, if no application uses it
   * @return an array that the caller must not change
   */
  static byte[] get(PreSharedKey psk, Supplier<byte[]> derivation) {
    WeakReference<byte[]> known = IN_USE.get(psk);
    byte[] used = known == null ? null : known.get();
    if (used != null) {
      return used;
    }
    byte[] derived = derivation.get();
    // A put alone would keep the former key, which may be unreachable.
    IN_USE.remove(psk);
    IN_USE.put(psk, new WeakReference<>(derived));
    return derived;
  }
}
