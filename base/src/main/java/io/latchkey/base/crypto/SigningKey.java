package io.latchkey.base.crypto;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;

/**
 * A private key of the provider that signs with it. Safe for use by several threads. {@code
 * toString} does not show the key.
 */
public final class SigningKey {
  private final String algorithm;
  private final Provider provider;
  private final PrivateKey key;

  SigningKey(String algorithm, Provider provider, PrivateKey key) {
    this.algorithm = algorithm;
    this.provider = provider;
    this.key = key;
  }

  /** The JCA name of the signature algorithm, such as {@code SHA256withECDSA}. */
  public String algorithm() {
    return algorithm;
  }

  /** The name of the provider, such as {@code SunEC} or {@code BC}. */
  public String providerName() {
    return provider.getName();
  }

  /**
   * Signs a message.
   *
   * @throws GeneralSecurityException if the provider fails
   */
  public byte[] sign(byte[] message) throws GeneralSecurityException {
    Signature signature = Signature.getInstance(algorithm, provider);
    signature.initSign(key);
    signature.update(message);
    return signature.sign();
  }

  @Override
  public String toString() {
    return "SigningKey[" + algorithm + ", " + providerName() + "]";
  }
}
