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
  private final String providerName;
  private final Operation operation;

  /** Signs a message. Safe for use by several threads. */
  @FunctionalInterface
  public interface Operation {
    /**
     * Returns the signature of a message.
     *
     * @throws GeneralSecurityException if the provider fails
     */
    byte[] sign(byte[] message) throws GeneralSecurityException;
  }

  private SigningKey(String algorithm, String providerName, Operation operation) {
    this.algorithm = algorithm;
    this.providerName = providerName;
    this.operation = operation;
  }

  SigningKey(String algorithm, Provider provider, PrivateKey key) {
    this(
        algorithm,
        provider.getName(),
        message -> {
          Signature signature = Signature.getInstance(algorithm, provider);
          signature.initSign(key);
          signature.update(message);
          return signature.sign();
        });
  }

  /**
   * Returns a key that does not leave its device.
   *
   * @param algorithm the JCA name of the signature algorithm
   * @param providerName the name of the provider in messages
   * @param operation signs with the key
   */
  public static SigningKey of(String algorithm, String providerName, Operation operation) {
    return new SigningKey(algorithm, providerName, operation);
  }

  /** The JCA name of the signature algorithm, such as {@code SHA256withECDSA}. */
  public String algorithm() {
    return algorithm;
  }

  /** The name of the provider, such as {@code SunEC} or {@code BC}. */
  public String providerName() {
    return providerName;
  }

  /**
   * Signs a message.
   *
   * @throws GeneralSecurityException if the provider fails
   */
  public byte[] sign(byte[] message) throws GeneralSecurityException {
    return operation.sign(message);
  }

  @Override
  public String toString() {
    return "SigningKey[" + algorithm + ", " + providerName + "]";
  }
}
