package io.latchkey.pki;

import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.spec.PSSParameterSpec;
import java.util.Optional;

/**
 * A signature algorithm with its parameters.
 *
 * @param name the JCA name, such as {@code SHA256withECDSA}
 * @param parameters of RSASSA-PSS; empty for every other algorithm
 */
public record SignatureScheme(String name, Optional<PSSParameterSpec> parameters) {
  static SignatureScheme of(String name) {
    return new SignatureScheme(name, Optional.empty());
  }

  /**
   * Sets the parameters of a signature object of this algorithm; call it before initialization.
   *
   * @throws GeneralSecurityException if the provider does not support them
   */
  public void configure(Signature signature) throws GeneralSecurityException {
    if (parameters.isPresent()) {
      signature.setParameter(parameters.get());
    }
  }
}
