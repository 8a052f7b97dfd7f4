package io.latchkey.ca.policy;

import io.latchkey.base.crypto.CryptoProvider;
import io.latchkey.base.crypto.SigningKey;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.ca.issuance.NamePolicy;
import io.latchkey.pki.CertificateSigningRequest;
import io.latchkey.pki.CertificateSigningRequestBuilder;
import io.latchkey.pki.KeyType;
import io.latchkey.pki.MalformedRequestException;
import io.latchkey.pki.Pem;
import io.latchkey.pki.SignatureAlgorithms;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Period;
import java.util.List;
import java.util.Optional;

/**
 * The pipeline of issuance without the store, for a benchmark: the parts and their order are those
 * of the authority. It is in the package of the rules, because it calls what is not exported.
 */
public final class SigningPipeline {
  private static final Clock CLOCK = Clock.systemUTC();

  private final Issuer issuer;
  private final IssuancePolicy policy;
  private final CertificateProfile profile;
  private final ReadBack readBack = new ReadBack();
  private final IssuanceTerms terms = IssuanceTerms.of("benchmark");
  private final byte[] request;
  private final CryptoProvider crypto;
  private final String algorithm;
  private final SigningKey key;
  private final byte[] publicKey;
  private final byte[] message;
  private final byte[] signature;

  private SigningPipeline(CryptoProvider crypto) throws GeneralSecurityException {
    this.crypto = crypto;
    this.issuer =
        Issuer.selfSigned(
                KeyType.EC_P256,
                new RootProfile("Benchmark CA", Optional.empty(), Period.ofDays(3650)),
                CLOCK.instant())
            .using(crypto);
    this.policy =
        new IssuancePolicy(
            NamePolicy.any(),
            ReservedNames.of(List.of("ca.example.org", "198.51.100.1")),
            NameConstraintsRule.of(issuer.chain()),
            new ValidityRule(Duration.ofDays(365), Duration.ofDays(365), issuer.validity()),
            crypto);
    this.profile = new CertificateProfile(issuer.certificate());
    KeyPair pair = KeyType.EC_P256.generate();
    byte[] der =
        new CertificateSigningRequestBuilder()
            .commonName("worker-1.example.org")
            .dnsNames(List.of("worker-1.example.org"))
            .ipAddresses(List.of("192.0.2.1"))
            .build(pair);
    this.request = Pem.block("CERTIFICATE REQUEST", der).getBytes(StandardCharsets.US_ASCII);
    this.algorithm = SignatureAlgorithms.of(pair.getPublic());
    this.key = crypto.signingKey(algorithm, pair.getPrivate());
    this.publicKey = pair.getPublic().getEncoded();
    this.message = der;
    this.signature = key.sign(message);
  }

  /** The pipeline with a crypto provider, as {@code latchkey.crypto-provider} names it. */
  public static SigningPipeline with(String provider) throws GeneralSecurityException {
    return new SigningPipeline(CryptoProvider.named(provider));
  }

  /** Issues a certificate from a request in PEM, and returns it in PEM. */
  public byte[] issue()
      throws IssuanceRejectedException,
          MalformedRequestException,
          IOException,
          GeneralSecurityException {
    var now = CLOCK.instant();
    IssuancePolicy.Admission admission =
        policy.admit(CertificateSigningRequest.parse(request), terms, now);
    byte[] certificate = issuer.sign(profile.build(admission, SerialNumbers.next(now)));
    return Pem.encode(readBack.read(certificate, admission)).getBytes(StandardCharsets.US_ASCII);
  }

  /** Signs and verifies a message of the size of a request; decodes the public key, too. */
  public byte[] signAndVerify() throws GeneralSecurityException {
    Signature verifier = crypto.signature(algorithm);
    verifier.initVerify(crypto.publicKey(algorithm, publicKey));
    verifier.update(message);
    if (!verifier.verify(signature)) {
      throw new GeneralSecurityException("The signature does not verify");
    }
    return key.sign(message);
  }
}
