package io.latchkey.ca.policy;

import io.latchkey.pki.KeyType;
import java.security.KeyPair;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Key pairs of requests. Each type is generated once, because an RSA key takes long. */
public final class TestKeys {
  private static final Map<KeyType, KeyPair> PAIRS = new ConcurrentHashMap<>();

  private TestKeys() {}

  /** Returns the same key pair at each call. */
  public static KeyPair of(KeyType type) {
    return PAIRS.computeIfAbsent(type, KeyType::generate);
  }
}
