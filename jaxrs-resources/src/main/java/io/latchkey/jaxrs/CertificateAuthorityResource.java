package io.latchkey.jaxrs;

import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.Fingerprint;
import io.latchkey.ca.IssuanceRefusedException;
import io.latchkey.ca.IssuanceTerms;
import io.latchkey.ca.IssuedCertificate;
import io.latchkey.ca.Pem;
import io.latchkey.ca.SigningRequest;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.Variant;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code GET /ca/cert}, open to everybody, and {@code POST /ca/sign}. */
@Path("ca")
@Singleton
public class CertificateAuthorityResource {
  /** The longest body of a request to sign, in bytes. */
  static final int MAX_REQUEST_BYTES = 64 * 1024;

  private static final String PEM_FILE = "application/x-pem-file";
  private static final String DER_FILE = "application/pkix-cert";
  private static final String CHAIN_FILE = "application/pem-certificate-chain";
  private static final List<Variant> CERTIFICATE_VARIANTS =
      Variant.mediaTypes(
              MediaType.valueOf(PEM_FILE),
              MediaType.valueOf(DER_FILE),
              MediaType.valueOf(CHAIN_FILE))
          .build();
  private static final String FINGERPRINT_HEADER = "SHA256-Fingerprint";
  private static final Pattern NONCE = Pattern.compile("[A-Za-z0-9_-]{1,128}");
  private static final Pattern DAYS = Pattern.compile("[1-9][0-9]{0,4}");

  private final CertificateAuthority authority;
  private final Authentication authentication;
  private final FingerprintToken fingerprintToken;
  private final String fingerprint;
  private final byte[] rootPem;
  private final byte[] rootDer;
  private final byte[] chainPem;

  /**
   * Never called. RESTEasy insists on a public constructor that it could call itself (Jakarta REST
   * 3.1 section 3.1.2), and then has the container make the bean after all.
   */
  public CertificateAuthorityResource() {
    throw new UnsupportedOperationException("the container makes this with its dependencies");
  }

  /** Takes what the application has one of. */
  @Inject
  CertificateAuthorityResource(
      CertificateAuthority authority,
      Authentication authentication,
      FingerprintToken fingerprintToken) {
    this.authority = authority;
    this.authentication = authentication;
    this.fingerprintToken = fingerprintToken;
    fingerprint = Fingerprint.sha256(authority.root());
    rootPem = Pem.encode(authority.root()).getBytes(StandardCharsets.US_ASCII);
    chainPem = Pem.encode(authority.chain()).getBytes(StandardCharsets.US_ASCII);
    rootDer = der(authority.root());
  }

  private static byte[] der(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("the CA's certificate has no DER form", e);
    }
  }

  /**
   * The CA's root certificate in PEM, or by {@code Accept} in DER, or the whole chain.
   *
   * @param nonce comes back in the token that vouches for the fingerprint
   */
  @GET
  @Path("cert")
  @Produces({PEM_FILE, DER_FILE, CHAIN_FILE})
  public Response certificate(
      @QueryParam("nonce") @Nullable String nonce, @Context Request request) {
    if (nonce != null && !NONCE.matcher(nonce).matches()) {
      throw new RequestRefusedException(
          Refusal.PARAMETER, "The nonce has to be 1 to 128 of A-Z a-z 0-9 - _.");
    }
    MediaType type = request.selectVariant(CERTIFICATE_VARIANTS).getMediaType();
    Response.ResponseBuilder response =
        Response.ok(entity(type), type)
            .header(FINGERPRINT_HEADER, fingerprint)
            .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + file(type) + "\"")
            .header(HttpHeaders.CACHE_CONTROL, "no-store");
    fingerprintToken
        .get(Optional.ofNullable(nonce))
        .ifPresent(token -> response.header(HttpHeaders.AUTHORIZATION, "Bearer " + token));
    return response.build();
  }

  private byte[] entity(MediaType type) {
    return switch (type.toString()) {
      case DER_FILE -> rootDer;
      case CHAIN_FILE -> chainPem;
      default -> rootPem;
    };
  }

  private static String file(MediaType type) {
    return switch (type.toString()) {
      case DER_FILE -> "latchkey_root_ca.cer";
      case CHAIN_FILE -> "latchkey_ca_chain.pem";
      default -> "latchkey_root_ca.pem";
    };
  }

  /**
   * Signs a PKCS#10 request in PEM or DER. Which of both is told by the content: reference clients
   * name no content type.
   */
  @POST
  @Path("sign")
  @Produces(PEM_FILE)
  public Response sign(
      InputStream body,
      @QueryParam("days_valid") @Nullable String daysValid,
      @Context SecurityContext security)
      throws IOException {
    Requester requester =
        Requester.of(security, authentication).requireAny(Requester.SERVICE, Requester.ADMIN);
    byte[] content = read(body);
    IssuedCertificate issued;
    try {
      SigningRequest request = SigningRequest.parse(content);
      requester.token().ifPresent(token -> RequestBinding.check(token, request));
      issued =
          authority.sign(
              request,
              new IssuanceTerms(
                  requester.name(),
                  validity(daysValid),
                  requester.token().flatMap(RequestBinding::oneTimeUse)));
    } catch (IssuanceRefusedException e) {
      throw new RequestRefusedException(e);
    } catch (AuthorityUnavailableException e) {
      throw RequestRefusedException.unavailable();
    }
    return Response.ok(issued.pemChain())
        .header(FINGERPRINT_HEADER, issued.fingerprint())
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }

  private static byte[] read(InputStream body) throws IOException {
    byte[] content = body.readNBytes(MAX_REQUEST_BYTES + 1);
    if (content.length > MAX_REQUEST_BYTES) {
      throw new RequestRefusedException(
          Refusal.CSR_TOO_LARGE, "The certificate request is over 64 KiB.");
    }
    return content;
  }

  private static Optional<Duration> validity(@Nullable String days) {
    if (days == null) {
      return Optional.empty();
    }
    if (!DAYS.matcher(days).matches()) {
      throw new RequestRefusedException(
          Refusal.DAYS_VALID, "days_valid has to be a whole number of days, at least 1.");
    }
    return Optional.of(Duration.ofDays(Long.parseLong(days)));
  }
}
