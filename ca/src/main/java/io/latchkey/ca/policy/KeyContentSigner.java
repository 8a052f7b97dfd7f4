package io.latchkey.ca.policy;

import io.latchkey.base.crypto.SigningKey;
import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.pki.SignatureAlgorithms;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.operator.ContentSigner;

/** Signs one structure of Bouncy Castle with the key of a CA. */
final class KeyContentSigner implements ContentSigner {
  private final SigningKey key;
  private final ByteArrayOutputStream content = new ByteArrayOutputStream();

  KeyContentSigner(SigningKey key) {
    this.key = key;
  }

  @Override
  public AlgorithmIdentifier getAlgorithmIdentifier() {
    return AlgorithmIdentifier.getInstance(SignatureAlgorithms.identifier(key.algorithm()));
  }

  @Override
  public OutputStream getOutputStream() {
    return content;
  }

  @Override
  public byte[] getSignature() {
    try {
      return key.sign(content.toByteArray());
    } catch (GeneralSecurityException e) {
      throw new AuthorityUnavailableException(
          "Signing with %s of %s failed".formatted(key.algorithm(), key.providerName()), e);
    }
  }
}
