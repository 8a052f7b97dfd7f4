package io.latchkey.client;

import io.latchkey.base.http.AuthorizationHeader;
import io.latchkey.base.text.Base64Url;
import io.latchkey.base.text.Sha256;
import io.latchkey.pki.Certificates;
import io.latchkey.tokens.KeyDerivation;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.TokenSigner;
import io.latchkey.tokens.VerifiedToken;
import java.net.URI;
import java.net.http.HttpRequest;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;

/**
 * Gets certificates from the CA of a server. Comes to trust the CA first, through {@link
 * TrustBootstrap}; from then on talks to it over connections that are validated against that CA
 * alone.
 *
 * <p>Where the pre-shared key comes from a supplier, each question is asked with the key of the
 * moment: a key that is replaced needs no new client.
 *
 * <p>Safe for use by several threads.
 */
public final class CertificateAuthorityClient {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final Duration TOKEN_LIFETIME = Duration.ofMinutes(2);
  private static final int ID_BYTES = 16;

  /** A token of these claims reads the record and authenticates nothing else. */
  private static final Map<String, String> RECORD_CLAIMS =
      Map.of("sub", "admin", "roles", "admin", VerifiedToken.PURPOSE_CLAIM, "ca-record");

  private final URI server;
  private final PskDerived<TrustBootstrap> bootstrap;
  private final PskDerived<TokenSigner> signer;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private volatile Connection connection;

  private CertificateAuthorityClient(
      URI server, Supplier<PreSharedKey> psk, KeyDerivation derivation, Clock clock)
      throws ClientException {
    this.server = Endpoints.confidential(Endpoints.base(server));
    this.clock = clock;
    bootstrap = new PskDerived<>(psk, key -> TrustBootstrap.of(server, key, derivation, clock));
    connection = connect(bootstrap.get().fetch());
    signer = new PskDerived<>(psk, key -> TokenSigner.of(key, derivation, clock));
  }

  /**
   * Comes to trust the server's CA.
   *
   * @param server the base of its paths, such as {@code https://ca.example.org:8900}
   * @throws ClientException as {@link TrustBootstrap#fetch}
   * @throws IllegalArgumentException if that is no such URL, or one of plain http to another host
   */
  public static CertificateAuthorityClient connect(URI server, PreSharedKey psk)
      throws ClientException {
    return connect(server, psk, KeyDerivation.standard(), Clock.systemUTC());
  }

  /** Comes to trust the server's CA with another derivation or clock. */
  public static CertificateAuthorityClient connect(
      URI server, PreSharedKey psk, KeyDerivation derivation, Clock clock) throws ClientException {
    return connect(server, () -> psk, derivation, clock);
  }

  /**
   * Comes to trust the server's CA with a key that may change.
   *
   * @param psk asked for each proof and each token, by any thread; what it throws, the method
   *     throws that needs the key
   * @throws ClientException as {@link TrustBootstrap#fetch}
   * @throws IllegalArgumentException if that is no such URL, or one of plain http to another host
   */
  public static CertificateAuthorityClient connect(
      URI server, Supplier<PreSharedKey> psk, KeyDerivation derivation, Clock clock)
      throws ClientException {
    return new CertificateAuthorityClient(server, psk, derivation, clock);
  }

  /** The CA as it proved itself last. */
  public TrustedAuthority authority() {
    return connection.authority();
  }

  /**
   * Asks the CA to prove itself again, to find out whether it has been replaced.
   *
   * @throws ClientException as {@link TrustBootstrap#fetch}
   */
  public TrustedAuthority refreshAuthority() throws ClientException {
    TrustedAuthority now = bootstrap.get().fetch();
    if (!now.equals(connection.authority())) {
      connection = connect(now);
    }
    return now;
  }

  private Connection connect(TrustedAuthority authority) {
    Http http =
        new Http(
            Tls.context(new KeyManager[0], Tls.trusting(List.of(authority.certificate()))),
            TIMEOUT,
            clock);
    return new Connection(authority, http);
  }

  /**
   * Makes a key in memory and gets a certificate for it.
   *
   * @throws RefusedException if the CA refuses
   * @throws ClientException if it cannot be reached or its answer is not what was asked for
   */
  public ComponentCertificate request(CertificateRequest request) throws ClientException {
    Connection over = connection;
    KeyPair key = request.keyType().generate();
    byte[] der = request.sign(key);
    String query =
        request.validity().map(validity -> "?days_valid=" + validity.toDays()).orElse("");
    Http.Answer answer =
        over.http()
            .send(
                HttpRequest.newBuilder(Endpoints.sign(server, query))
                    .header(
                        AuthorizationHeader.NAME,
                        AuthorizationHeader.bearer(oneTimeToken(request, der)))
                    .header("Content-Type", "application/pkcs10")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(der)),
                server);
    List<X509Certificate> chain = chain(answer);
    AnsweredCertificate.check(chain, request, key.getPublic(), over.authority(), clock.instant());
    return new ComponentCertificate(key.getPrivate(), chain, over.authority().certificate());
  }

  /** What the CA has signed, asked for with the role {@code admin}. */
  public CertificateRecords records() {
    return new CertificateRecords(
        server, connection.http(), new TokenSource(signer, RECORD_CLAIMS, clock));
  }

  /** Good for this very request and for one signature: worthless to whoever else sees it. */
  private String oneTimeToken(CertificateRequest request, byte[] der) {
    return signer
        .get()
        .sign(
            Map.of(
                "sub", request.commonName(),
                "jti", Base64Url.random(random, ID_BYTES),
                "csr_sha256", Base64Url.encode(Sha256.of(der))),
            TOKEN_LIFETIME);
  }

  private List<X509Certificate> chain(Http.Answer answer) throws UnusableAnswerException {
    try {
      return Certificates.parseAll(answer.body());
    } catch (CertificateException e) {
      throw new UnusableAnswerException(
          "%s did not answer with a certificate, or with half of one".formatted(server));
    }
  }

  private record Connection(TrustedAuthority authority, Http http) {}
}
