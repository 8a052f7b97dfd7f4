package io.latchkey.client;

import io.latchkey.base.crypto.CertificateUse;
import io.latchkey.base.http.AuthorizationHeader;
import io.latchkey.base.http.ProblemReasons;
import io.latchkey.base.text.Base64Url;
import io.latchkey.pki.Certificates;
import io.latchkey.pki.Fingerprint;
import io.latchkey.tokens.InvalidTokenException;
import io.latchkey.tokens.KeyDerivation;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.Reason;
import io.latchkey.tokens.TokenVerifier;
import io.latchkey.tokens.VerifiedToken;
import io.latchkey.tokens.component.ComponentPath;
import java.net.URI;
import java.net.http.HttpRequest;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Optional;

/**
 * Fetches the CA certificate over unverified TLS and authenticates it with a token. The response
 * carries a token that is signed with a key derived from the pre-shared key, or with the component
 * key of the client, and contains the fingerprint of the certificate and the nonce of the request.
 * Nothing secret is sent.
 *
 * <pre>{@code
 * TrustBootstrap bootstrap =
 *     TrustBootstrap.of(URI.create("https://ca.example.org:8900"), psk);
 * bootstrap.fetch().writeTo(Path.of("ca.pem"));
 * }</pre>
 *
 * <p>Safe for use by several threads.
 */
public final class TrustBootstrap {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int NONCE_BYTES = 16;

  private final URI server;
  private final TokenVerifier verifier;
  private final Optional<ComponentPath> component;
  private final KeyDerivation derivation;
  private final Clock clock;
  private final Http http;
  private final SecureRandom random = new SecureRandom();

  private TrustBootstrap(URI server, Credential credential, KeyDerivation derivation, Clock clock) {
    this.server = server;
    this.clock = clock;
    this.derivation = derivation;
    this.component = credential.path();
    verifier = credential.authorityVerifier(derivation, clock);
    http = new Http(Tls.unvalidated(), TIMEOUT, clock);
  }

  /**
   * Creates a client for a server.
   *
   * @param server the base of its paths, such as {@code https://ca.example.org:8900}
   */
  public static TrustBootstrap of(URI server, PreSharedKey psk) {
    return of(server, psk, KeyDerivation.standard(), Clock.systemUTC());
  }

  /** Creates a client with another key derivation or clock. */
  public static TrustBootstrap of(
      URI server, PreSharedKey psk, KeyDerivation derivation, Clock clock) {
    return of(server, Credential.of(psk), derivation, clock);
  }

  /** Creates a client with a pre-shared key or a component key. */
  public static TrustBootstrap of(
      URI server, Credential credential, KeyDerivation derivation, Clock clock) {
    return new TrustBootstrap(Endpoints.base(server), credential, derivation, clock);
  }

  /**
   * Fetches and authenticates the CA certificate.
   *
   * @throws TrustException if the response does not prove that it comes from the CA
   * @throws UnreachableException if no response arrives within 30 seconds
   * @throws ClientException if the server rejects the request or is not a Latchkey server
   */
  public AuthenticatedCaCertificate fetch() throws ClientException {
    try {
      return fetch(false);
    } catch (TrustException e) {
      if (component.isEmpty() || e.problem() != TrustException.Problem.WRONG_PSK) {
        throw e;
      }
      return fetchOfPreviousKey(e);
    }
  }

  /** The component key may be derived from the previous pre-shared key of the server. */
  private AuthenticatedCaCertificate fetchOfPreviousKey(TrustException failure)
      throws ClientException {
    try {
      return fetch(true);
    } catch (RejectedException e) {
      throw failure; // the server has no previous key
    }
  }

  private AuthenticatedCaCertificate fetch(boolean previous) throws ClientException {
    String nonce = nonce();
    Http.Response response = ask(nonce, previous);
    X509Certificate certificate = certificate(response);
    VerifiedToken token = verify(token(response));
    String fingerprint = Fingerprint.sha256(certificate);
    if (!token.text("sha256_fingerprint").orElse("").equalsIgnoreCase(fingerprint)) {
      throw new TrustException(
          TrustException.Problem.FINGERPRINT_MISMATCH,
          "The certificate from %s does not match its token: the connection is intercepted, and the certificate must not be trusted"
              .formatted(server));
    }
    if (!token.text("nonce").orElse("").equals(nonce)) {
      throw new TrustException(
          TrustException.Problem.STALE,
          "The response from %s does not match this request: an old response was replayed"
              .formatted(server));
    }
    checkAuthority(certificate);
    return new AuthenticatedCaCertificate(certificate, fingerprint);
  }

  private Http.Response ask(String nonce, boolean previous) throws ClientException {
    try {
      return http.send(
          HttpRequest.newBuilder(Endpoints.caCertificate(server, nonce, component, previous)).GET(),
          server);
    } catch (RejectedException e) {
      // A CA's certificate needs no token.
      if (e.reason().equals(ProblemReasons.MISSING)) {
        throw new UnusableResponseException(
            "%s has no CA at this path; is the URL correct?".formatted(server));
      }
      throw e;
    }
  }

  private String nonce() {
    return Base64Url.random(random, NONCE_BYTES);
  }

  private X509Certificate certificate(Http.Response response) throws UnusableResponseException {
    try {
      List<X509Certificate> certificates = Certificates.parseAll(response.body());
      if (certificates.size() == 1) {
        return certificates.get(0);
      }
    } catch (CertificateException e) {
      throw notACertificate();
    }
    throw notACertificate();
  }

  private UnusableResponseException notACertificate() {
    return new UnusableResponseException(
        "%s did not return one certificate; is it a Latchkey server, and is the path correct?"
            .formatted(server));
  }

  private String token(Http.Response response) throws TrustException {
    return response
        .headers()
        .firstValue(AuthorizationHeader.NAME)
        .flatMap(AuthorizationHeader::token)
        .orElseThrow(
            () ->
                new TrustException(
                    TrustException.Problem.NO_TOKEN,
                    "%s does not prove that it is the CA: it has no pre-shared key, or its token was removed on the way"
                        .formatted(server)));
  }

  private VerifiedToken verify(String token) throws ClientException {
    try {
      return verifier.verify(token);
    } catch (InvalidTokenException e) {
      throw rejection(e);
    }
  }

  private ClientException rejection(InvalidTokenException e) {
    Reason reason = e.reason();
    if (reason == Reason.SIGNATURE) {
      return new TrustException(
          TrustException.Problem.WRONG_PSK,
          component.isPresent()
              ? "The component key is not derived from the pre-shared key of %s; ask its operator for a new one"
                  .formatted(server)
              : "The pre-shared key is not the one of %s; give the one that the server has. If it is the same, the server has another number of latchkey.kdf-iterations than %d"
                  .formatted(server, derivation.iterations()));
    }
    if (reason == Reason.EXPIRED || reason == Reason.NOT_YET_VALID) {
      return new TrustException(
          TrustException.Problem.STALE,
          "The response from %s is too old, or a clock is wrong. %s"
              .formatted(server, e.detail().replace("this server's clock", "this host's clock")));
    }
    return new UnusableResponseException(
        "The token from %s cannot be used. %s".formatted(server, e.detail()));
  }

  private void checkAuthority(X509Certificate certificate) throws TrustException {
    if (!CertificateUse.mayIssue(certificate)) {
      throw notACa("is not a CA certificate");
    }
    try {
      certificate.checkValidity(Date.from(clock.instant()));
    } catch (CertificateExpiredException e) {
      throw notACa("expired at " + certificate.getNotAfter().toInstant());
    } catch (CertificateNotYetValidException e) {
      throw notACa("is not valid before " + certificate.getNotBefore().toInstant());
    }
  }

  private TrustException notACa(String problem) {
    return new TrustException(
        TrustException.Problem.NOT_A_CA, "The certificate from %s %s".formatted(server, problem));
  }
}
