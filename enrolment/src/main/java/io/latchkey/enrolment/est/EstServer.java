package io.latchkey.enrolment.est;

import io.latchkey.base.crypto.Sha256;
import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.enrolment.CallerRejectedException;
import io.latchkey.enrolment.CertificateHolders;
import io.latchkey.enrolment.EnrolledCaller;
import io.latchkey.enrolment.EnrolmentCallers;
import io.latchkey.enrolment.KnownSenders;
import io.latchkey.enrolment.Sender;
import io.latchkey.pki.BouncyCastleDer;
import io.latchkey.pki.CertificateSigningRequest;
import io.latchkey.pki.Certificates;
import io.latchkey.pki.Fingerprint;
import io.latchkey.pki.MalformedRequestException;
import io.latchkey.tokens.ComponentKeys;
import io.latchkey.tokens.Reason;
import io.latchkey.tokens.component.ComponentKey;
import io.latchkey.tokens.component.ComponentUse;
import io.latchkey.tokens.component.DerivedSecret;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.est.AttrOrOID;
import org.bouncycastle.asn1.est.CsrAttrs;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * An EST server (RFC 7030). A client authenticates itself with HTTP Basic: the id of a component
 * key and its secret for EST. To renew a certificate, the TLS certificate suffices. The caller of
 * this class authenticates bearer tokens. Safe for use by several threads.
 */
public final class EstServer {
  /** The name of the protocol in the record of a certificate. */
  public static final String PROTOCOL = "est";

  /** The media type of a certificate signing request (RFC 7030 section 4.2.1). */
  public static final String REQUEST_TYPE = "application/pkcs10";

  private static final String CERTIFICATES_TYPE = "application/pkcs7-mime";
  private static final String CERTIFICATE_TYPE = CERTIFICATES_TYPE + "; smime-type=certs-only";
  private static final String ATTRIBUTES_TYPE = "application/csrattrs";

  private static final EstResponse ATTRIBUTES = EstResponse.of(ATTRIBUTES_TYPE, attributes());

  private final CertificateAuthority ca;
  private final EnrolmentCallers callers;
  private final CertificateHolders holders;
  private final KnownSenders known = new KnownSenders();
  private volatile Published published = new Published(List.of(), EstResponse.of("", new byte[0]));

  /** The response for a chain, encoded once. */
  private record Published(List<X509Certificate> chain, EstResponse response) {}

  /** The address of a client has sent too many failed authentications. */
  public static final class TooManyFailuresException extends Exception {
    @Serial private static final long serialVersionUID = 1;
    private final Duration wait;

    TooManyFailuresException(Duration wait) {
      super("Too many failed authentications", null, false, false);
      this.wait = wait;
    }

    /** How long the client has to wait. */
    public Duration waitTime() {
      return wait;
    }
  }

  /**
   * Creates a server.
   *
   * @param ca signs the certificates
   * @param keys supplies the current component keys
   */
  public EstServer(CertificateAuthority ca, Supplier<ComponentKeys> keys, Clock clock) {
    this.ca = ca;
    this.callers = new EnrolmentCallers(keys, ComponentUse.EST);
    this.holders = new CertificateHolders(ca, callers, clock);
  }

  /**
   * Returns the CA certificates (RFC 7030 section 4.1): the root, and the cross-certificates of a
   * rotation.
   */
  public EstResponse caCertificates() {
    List<X509Certificate> chain = ca.chain();
    Published last = published;
    if (!last.chain().equals(chain)) {
      last =
          new Published(chain, EstResponse.of(CERTIFICATES_TYPE, CertificateBundle.encode(chain)));
      published = last;
    }
    return last.response();
  }

  /**
   * Returns the attributes of a request that the CA recommends (RFC 7030 section 4.5): a key on the
   * curve P-256, and a signature with SHA-256. The CA signs requests with other keys too.
   */
  public EstResponse requestAttributes() {
    return ATTRIBUTES;
  }

  private static byte[] attributes() {
    AttrOrOID key =
        new AttrOrOID(
            new Attribute(
                X9ObjectIdentifiers.id_ecPublicKey, new DERSet(SECObjectIdentifiers.secp256r1)));
    AttrOrOID signature = new AttrOrOID(X9ObjectIdentifiers.ecdsa_with_SHA256);
    return BouncyCastleDer.of(new CsrAttrs(new AttrOrOID[] {key, signature}));
  }

  /**
   * Authenticates a client with HTTP Basic.
   *
   * @param authorization the value of the header {@code Authorization}
   * @return the terms for its certificates
   * @throws CallerRejectedException if the header is malformed, the secret is wrong, or the
   *     component key is not accepted; a failed authentication counts against the address
   * @throws TooManyFailuresException if the address has to wait
   */
  public IssuanceTerms authenticate(String authorization, Sender from)
      throws CallerRejectedException, TooManyFailuresException {
    Optional<BasicCredentials> sent = BasicCredentials.parse(authorization);
    return authenticated(sent.map(BasicCredentials::id).orElse(""), from, () -> holder(sent))
        .terms(PROTOCOL, from);
  }

  private EnrolledCaller holder(Optional<BasicCredentials> sent) throws CallerRejectedException {
    BasicCredentials credentials =
        sent.orElseThrow(
            () ->
                CallerRejectedException.malformed(
                    "The Authorization header is not Basic, one space and base64 of the id of a"
                        + " component key, a colon and its secret."));
    return callers.authenticate(credentials.id(), key -> isSecret(key, credentials.secret()));
  }

  private static boolean isSecret(ComponentKey key, String given) {
    return MessageDigest.isEqual(
        key.secretText(DerivedSecret.EST).getBytes(StandardCharsets.UTF_8),
        given.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Authenticates a client by the certificate that it renews (RFC 7030 section 4.2.2). The
   * certificate is one of this CA for TLS clients, valid now, and was requested with a component
   * key, which is checked again.
   *
   * @param presented the certificate of the TLS client, which has proved its key
   * @return the terms for a certificate that names no more than this one
   * @throws CallerRejectedException if the certificate or its component key is not accepted
   * @throws TooManyFailuresException if the address has to wait
   */
  public IssuanceTerms authenticate(X509Certificate presented, Sender from)
      throws CallerRejectedException, TooManyFailuresException {
    byte[] der = Certificates.der(presented);
    return authenticated(
        Fingerprint.of(Sha256.of(der)),
        from,
        () -> {
          Optional<IssuedCertificate> issued = holders.find(der);
          if (issued.isEmpty()) {
            throw CallerRejectedException.notAuthenticated(
                Reason.SIGNATURE.wireName(),
                "The certificate of the TLS client is not one of this CA.");
          }
          requireClient(issued.get());
          return holders.recognise(issued.get()).terms(PROTOCOL, from).renewing(issued.get());
        });
  }

  /**
   * The holder of a certificate for servers only does not authenticate itself with it. Unlike for
   * tokens, an extended key usage is required: every certificate of this CA has one, so that its
   * absence is unexpected here, and no restriction in a certificate of another CA (RFC 5280 section
   * 4.2.1.12).
   */
  private static void requireClient(IssuedCertificate issued) throws CallerRejectedException {
    boolean isForClients;
    try {
      List<String> usages = issued.certificate().getExtendedKeyUsage();
      isForClients = usages != null && usages.contains(KeyPurposeId.id_kp_clientAuth.getId());
    } catch (CertificateParsingException e) {
      isForClients = false;
    }
    if (!isForClients) {
      throw CallerRejectedException.notAuthenticated(
          Reason.PURPOSE.wireName(),
          "The certificate of the TLS client is not for TLS clients (clientAuth).");
    }
  }

  @FunctionalInterface
  private interface Check<T> {
    T run() throws CallerRejectedException;
  }

  private <T> T authenticated(String sender, Sender from, Check<T> check)
      throws CallerRejectedException, TooManyFailuresException {
    Optional<Duration> wait = known.waitTime(sender, from);
    if (wait.isPresent()) {
      throw new TooManyFailuresException(wait.get());
    }
    try {
      T result = check.run();
      known.add(sender);
      return result;
    } catch (CallerRejectedException e) {
      if (e.isFailedAuthentication()) {
        from.recordFailure(e.reason());
      } else {
        from.watch().rejected(e.reason());
      }
      throw e;
    }
  }

  /**
   * Signs a certificate (RFC 7030 section 4.2).
   *
   * @param terms of an authenticated caller
   * @param request a certificate signing request in base64 or DER
   * @return the certificate alone
   * @throws IssuanceRejectedException if a rule of the CA rejects the request
   * @throws AuthorityUnavailableException if the store fails
   */
  public EstResponse enrol(IssuanceTerms terms, byte[] request, Sender from)
      throws IssuanceRejectedException {
    IssuedCertificate issued =
        from.watch().sign(terms.caller(), () -> ca.sign(parsed(request), terms));
    return EstResponse.of(
        CERTIFICATE_TYPE, CertificateBundle.encode(List.of(issued.certificate())));
  }

  private static CertificateSigningRequest parsed(byte[] request) throws IssuanceRejectedException {
    try {
      return CertificateSigningRequest.parseBase64(request);
    } catch (MalformedRequestException e) {
      throw IssuanceRejectedException.of(e);
    }
  }
}
