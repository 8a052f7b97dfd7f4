package io.latchkey.tokens;

import io.latchkey.base.crypto.Sha256;
import io.latchkey.base.text.Base64Url;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Where a {@link CertificateKeyRing} finds the certificate of a token. */
sealed interface TokenCertificateSource {
  /**
   * Rejects a malformed header. This check is cheap.
   *
   * @param sha256 the fingerprint in {@code x5t#S256}
   */
  void checkHeader(CompactJws jws, byte[] sha256) throws InvalidTokenException;

  /** What distinguishes lookups with different results for the same fingerprint. */
  String variant(CompactJws jws) throws InvalidTokenException;

  /**
   * Finds the certificate with a fingerprint.
   *
   * @return empty if there is none that is trusted
   * @throws IllegalStateException if the lookup is not possible now
   */
  Optional<CertificateKey> find(CompactJws jws, byte[] sha256) throws InvalidTokenException;

  /** The record of this system's CA. */
  record Recorded(CertificateKeys certificates) implements TokenCertificateSource {
    @Override
    public void checkHeader(CompactJws jws, byte[] sha256) {}

    @Override
    public String variant(CompactJws jws) {
      return "";
    }

    @Override
    public Optional<CertificateKey> find(CompactJws jws, byte[] sha256) {
      return certificates.find(sha256);
    }
  }

  /** The certificates in the header of the token: {@code x5c} (RFC 7515 section 4.1.6). */
  record Sent(CertificateChains chains) implements TokenCertificateSource {
    static final String MEMBER = "x5c";
    private static final int MAX_CERTIFICATES = 4;

    @Override
    public void checkHeader(CompactJws jws, byte[] sha256) throws InvalidTokenException {
      if (!Arrays.equals(Sha256.of(decoded(jws).get(0)), sha256)) {
        throw InvalidTokenException.malformed(
            "The header member x5t#S256 of the token is not the fingerprint of the first"
                + " certificate in x5c.");
      }
    }

    private static List<byte[]> decoded(CompactJws jws) throws InvalidTokenException {
      List<String> texts = jws.header().texts(MEMBER);
      if (texts.isEmpty() || texts.size() > MAX_CERTIFICATES) {
        throw InvalidTokenException.malformed(
            "The header member x5c of the token does not have one to four certificates.");
      }
      List<byte[]> certificates = new ArrayList<>();
      for (String text : texts) {
        certificates.add(Base64Text.decodeCertificate(text));
      }
      return certificates;
    }

    /** The other certificates decide whether there is a path. Their digest is short. */
    @Override
    public String variant(CompactJws jws) throws InvalidTokenException {
      return Base64Url.encode(Sha256.of(String.join(",", jws.header().texts(MEMBER))));
    }

    @Override
    public Optional<CertificateKey> find(CompactJws jws, byte[] sha256)
        throws InvalidTokenException {
      try {
        return chains.find(decoded(jws));
      } catch (IllegalArgumentException e) {
        throw InvalidTokenException.malformed(
            "The header member x5c of the token contains something other than certificates.");
      }
    }
  }
}
