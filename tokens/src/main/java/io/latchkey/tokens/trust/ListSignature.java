package io.latchkey.tokens.trust;

import io.latchkey.base.der.DerElement;
import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PSSParameterSpec;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The signature of a revocation list (RFC 5280 section 5.1.1). It is verified before the list is
 * parsed, because the entries of a parsed list need many times the memory of its bytes, and over
 * {@code http} anyone on the way can send a list.
 */
final class ListSignature {
  private static final String PSS = "RSASSA-PSS";
  private static final int PARTS = 3;

  /** The accepted algorithms, by the content of their object identifiers. */
  private static final Map<String, String> ALGORITHMS =
      Map.of(
          "2a8648ce3d040302", "SHA256withECDSA",
          "2a8648ce3d040303", "SHA384withECDSA",
          "2a8648ce3d040304", "SHA512withECDSA",
          "2a864886f70d01010b", "SHA256withRSA",
          "2a864886f70d01010c", "SHA384withRSA",
          "2a864886f70d01010d", "SHA512withRSA",
          "2a864886f70d01010a", PSS,
          "2b6570", "Ed25519",
          "2b6571", "Ed448");

  private ListSignature() {}

  /**
   * Verifies the signature.
   *
   * @throws IOException if the bytes are not signed data, or the key has not signed them; the
   *     message continues a sentence that begins with the source of the list
   */
  static void verify(byte[] list, PublicKey key) throws IOException {
    List<DerElement> parts = parts(list);
    try {
      DerElement algorithm = parts.get(1);
      Signature signature = signature(algorithm);
      signature.initVerify(key);
      signature.update(parts.get(0).encoded());
      byte[] bits = parts.get(2).content();
      if (bits.length == 0 || !signature.verify(bits, 1, bits.length - 1)) {
        throw ofAnotherKey(null);
      }
    } catch (GeneralSecurityException e) {
      throw ofAnotherKey(e);
    }
  }

  private static IOException ofAnotherKey(@Nullable Throwable cause) {
    return new IOException("answered with a revocation list that another key has signed", cause);
  }

  private static List<DerElement> parts(byte[] list) throws IOException {
    try {
      List<DerElement> outer = DerElement.all(list);
      if (outer.size() == 1) {
        List<DerElement> parts = outer.get(0).parts();
        if (parts.size() == PARTS) {
          return parts;
        }
      }
    } catch (IllegalArgumentException e) {
      throw noList(e);
    }
    throw noList(null);
  }

  private static IOException noList(@Nullable Throwable cause) {
    return new IOException("did not return a certificate revocation list in DER", cause);
  }

  private static Signature signature(DerElement algorithm)
      throws IOException, GeneralSecurityException {
    List<DerElement> parts;
    try {
      parts = algorithm.parts();
    } catch (IllegalArgumentException e) {
      throw noList(e);
    }
    if (parts.isEmpty()) {
      throw noList(null);
    }
    String name =
        Optional.ofNullable(ALGORITHMS.get(HexFormat.of().formatHex(parts.get(0).content())))
            .orElseThrow(
                () ->
                    new IOException(
                        "answered with a revocation list whose signature algorithm is not"
                            + " supported"));
    Signature signature = Signature.getInstance(name);
    if (name.equals(PSS) && parts.size() > 1) {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance(PSS);
      parameters.init(parts.get(1).encoded());
      signature.setParameter(parameters.getParameterSpec(PSSParameterSpec.class));
    }
    return signature;
  }
}
