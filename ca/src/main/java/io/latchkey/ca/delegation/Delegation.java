package io.latchkey.ca.delegation;

import io.latchkey.ca.caller.CallerIdentity;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/**
 * What a key of the CA delegates to another key.
 *
 * @param name the common name of the certificate
 * @param caller the caller that the record names
 * @param purpose the extended key usage
 * @param unchecked whether clients do not check the revocation of the certificate ({@code
 *     id-pkix-ocsp-nocheck}, RFC 6960 section 4.2.2.2.1)
 */
public record Delegation(
    String name, CallerIdentity caller, KeyPurposeId purpose, boolean unchecked) {
  /** Signs OCSP responses (RFC 6960 section 4.2.2.2). */
  public static final Delegation OCSP =
      new Delegation(
          "Latchkey OCSP Responder",
          new CallerIdentity("server", "latchkey-ocsp"),
          KeyPurposeId.id_kp_OCSPSigning,
          true);

  /** Signs responses of CMP ({@code id-kp-cmcCA}, RFC 9483 section 1.5). */
  public static final Delegation CMP =
      new Delegation(
          "Latchkey CMP Server",
          new CallerIdentity("server", "latchkey-cmp"),
          KeyPurposeId.id_kp_cmcCA,
          false);
}
