package io.latchkey.tokens;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The roots of component keys in an application. Its filters and its CA share them, so that each
 * root is derived once. Safe for use by several threads.
 */
public final class ComponentRoots {
  /** More than the pre-shared keys that are configured at once. */
  private static final int MAX_KEPT = 8;

  private final Map<PreSharedKey, ComponentRoot> kept =
      new LinkedHashMap<>(MAX_KEPT * 2, 0.75f, true);

  /** Creates an object without roots. */
  public ComponentRoots() {}

  /**
   * Returns the root of a pre-shared key. The first call for a key starts the derivation in another
   * thread.
   *
   * @return empty if the key is {@linkplain PreSharedKey#weakness() weak}
   */
  public synchronized Optional<ComponentRoot> of(PreSharedKey psk) {
    ComponentRoot known = kept.get(psk);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<ComponentRoot> started = ComponentRoot.inBackground(psk);
    started.ifPresent(root -> kept.put(psk, root));
    if (kept.size() > MAX_KEPT) {
      kept.remove(kept.keySet().iterator().next());
    }
    return started;
  }

  /** Waits for derivations that are running, see {@link ComponentRoot#awaitEndOfThread}. */
  public void awaitEndOfThreads() {
    List<ComponentRoot> all;
    synchronized (this) {
      all = List.copyOf(kept.values());
    }
    all.forEach(ComponentRoot::awaitEndOfThread);
  }
}
