package io.latchkey.client;

import io.latchkey.base.crypto.Sha256;
import io.latchkey.base.http.AuthorizationHeader;
import io.latchkey.base.http.StandardRoles;
import io.latchkey.base.net.AuthorityPaths;
import io.latchkey.base.net.TlsTrust;
import io.latchkey.base.text.Base64Url;
import io.latchkey.base.threads.Memo;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;

/**
 * Requests certificates from the CA of a server. First, {@link TrustBootstrap} fetches and
 * authenticates the CA certificate. All later connections are validated against this CA only.
 *
 * <pre>{@code
 * CertificateAuthorityClient client =
 *     CertificateAuthorityClient.connect(URI.create("https://ca.example.org:8900"), psk);
 * ComponentCertificate certificate = client.request(CertificateRequest.forName("worker-1"));
 * }</pre>
 *
 * <p>If a supplier provides the credential, each request uses the current key: a new key needs no
 * new client.
 *
 * <p>Safe for use by several threads.
 */
public final class CertificateAuthorityClient {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final Duration TOKEN_LIFETIME = Duration.ofMinutes(2);
  private static final int ID_BYTES = 16;

  private final URI server;
  private final Supplier<Credential> credential;
  private final Memo<Credential, TrustBootstrap> bootstrap;
  private final Memo<Credential, TokenSigner> signer;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private volatile Connection connection;

  private CertificateAuthorityClient(
      URI server, Supplier<Credential> source, KeyDerivation derivation, Clock clock)
      throws ClientException {
    this.server = Endpoints.confidential(Endpoints.base(server));
    this.clock = clock;
    credential = EndingCredential.logged(source, clock);
    bootstrap = Memo.computed(credential, key -> TrustBootstrap.of(server, key, derivation, clock));
    connection = connect(bootstrap.get().fetch());
    signer = Memo.computed(credential, key -> key.signer(derivation, clock));
  }

  /**
   * Fetches and authenticates the CA certificate of a server.
   *
   * @param server the base of its paths, such as {@code https://ca.example.org:8900}
   * @throws ClientException as {@link TrustBootstrap#fetch}
   * @throws IllegalArgumentException if the URL is invalid, or is plain http to another host
   */
  public static CertificateAuthorityClient connect(URI server, PreSharedKey psk)
      throws ClientException {
    return connect(server, psk, KeyDerivation.standard(), Clock.systemUTC());
  }

  /** Fetches and authenticates the CA certificate with another key derivation or clock. */
  public static CertificateAuthorityClient connect(
      URI server, PreSharedKey psk, KeyDerivation derivation, Clock clock) throws ClientException {
    Credential credential = Credential.of(psk);
    return connect(server, () -> credential, derivation, clock);
  }

  /**
   * Fetches and authenticates the CA certificate with a key that may change.
   *
   * @param credential called by any thread for each proof and each token; its exceptions are passed
   *     on
   * @throws ClientException as {@link TrustBootstrap#fetch}
   * @throws IllegalArgumentException if the URL is invalid, or is plain http to another host
   */
  public static CertificateAuthorityClient connect(
      URI server, Supplier<Credential> credential, KeyDerivation derivation, Clock clock)
      throws ClientException {
    return new CertificateAuthorityClient(server, credential, derivation, clock);
  }

  /** The CA certificate that was authenticated last. */
  public AuthenticatedCaCertificate authority() {
    return connection.authority();
  }

  /**
   * Fetches and authenticates the CA certificate again, to detect a new CA.
   *
   * @throws ClientException as {@link TrustBootstrap#fetch}
   */
  public AuthenticatedCaCertificate refreshAuthority() throws ClientException {
    AuthenticatedCaCertificate now = bootstrap.get().fetch();
    if (!now.equals(connection.authority())) {
      connection = connect(now);
    }
    return now;
  }

  private Connection connect(AuthenticatedCaCertificate authority) {
    Http http =
        new Http(
            TlsTrust.context(
                new KeyManager[0], TlsTrust.trusting(List.of(authority.certificate()))),
            TIMEOUT,
            clock);
    return new Connection(authority, http);
  }

  /**
   * Generates a key in memory and requests a certificate for it.
   *
   * @throws RejectedException if the CA rejects the request
   * @throws ClientException if the CA cannot be reached or its response does not match the request
   */
  public ComponentCertificate request(CertificateRequest request) throws ClientException {
    Connection over = connection;
    KeyPair key = request.keyType().generate();
    byte[] der = request.sign(key);
    String query =
        request.validity().map(validity -> "?days_valid=" + validity.toDays()).orElse("");
    Http.Response response =
        over.http()
            .send(
                HttpRequest.newBuilder(Endpoints.sign(server, query))
                    .header(
                        AuthorizationHeader.NAME,
                        AuthorizationHeader.bearer(oneTimeToken(request, der)))
                    .header("Content-Type", "application/pkcs10")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(der)),
                server);
    List<X509Certificate> chain = chain(response);
    ReturnedCertificate.check(chain, request, key.getPublic(), over.authority(), clock.instant());
    return new ComponentCertificate(key.getPrivate(), chain, over.authority().certificate());
  }

  /**
   * The record of the certificates that the CA signed; read, and revoked, with the role {@code
   * admin}.
   */
  public CertificateRecords records() {
    return new CertificateRecords(
        server,
        () -> connection.http(),
        new TokenSource(signer, claims(VerifiedToken.RECORD_PURPOSE), clock),
        new TokenSource(signer, claims(VerifiedToken.REVOKE_PURPOSE), clock));
  }

  /**
   * Announces a new root of the CA, with the role {@code admin}.
   *
   * @param switchNow whether the CA also switches to the new root at once; a root that was
   *     announced before can be switched to as well
   * @throws RejectedException with the reason {@code rotation_not_possible}, for example if a
   *     rotation is under way
   * @throws ClientException if the CA rejects the request or cannot be reached
   */
  public CaRotation rotate(boolean switchNow) throws ClientException {
    String body = switchNow ? "{\"switch\": \"now\"}" : "";
    String token = signer.get().sign(claims(VerifiedToken.ROTATE_PURPOSE), TOKEN_LIFETIME);
    Http.Response response =
        connection
            .http()
            .send(
                HttpRequest.newBuilder(Endpoints.of(server, AuthorityPaths.ROTATE))
                    .header(AuthorizationHeader.NAME, AuthorizationHeader.bearer(token))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body)),
                server);
    return CaRotation.parse(response.body(), server);
  }

  /** A token that is valid for this request and one signature, and useless to an eavesdropper. */
  private String oneTimeToken(CertificateRequest request, byte[] der) {
    Map<String, String> claims = new HashMap<>();
    claims.put("jti", Base64Url.random(random, ID_BYTES));
    claims.put(VerifiedToken.CSR_CLAIM, Base64Url.encode(Sha256.of(der)));
    if (credential.get().path().isEmpty()) {
      claims.put("sub", request.commonName());
    }
    return signer.get().sign(claims, TOKEN_LIFETIME);
  }

  /**
   * Returns the claims of a token that is good for one purpose. The roles of a component key are in
   * the key.
   */
  private Map<String, String> claims(String purpose) {
    return credential.get().path().isEmpty()
        ? Map.of("sub", "admin", "roles", StandardRoles.ADMIN, VerifiedToken.PURPOSE_CLAIM, purpose)
        : Map.of(VerifiedToken.PURPOSE_CLAIM, purpose);
  }

  private List<X509Certificate> chain(Http.Response response) throws UnusableResponseException {
    try {
      return Certificates.parseAll(response.body());
    } catch (CertificateException e) {
      throw new UnusableResponseException(
          "%s did not return a whole certificate".formatted(server));
    }
  }

  private record Connection(AuthenticatedCaCertificate authority, Http http) {}
}
