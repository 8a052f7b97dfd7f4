package io.latchkey.jaxrs.revocation;

import static io.latchkey.jaxrs.AuthorityFixture.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.latchkey.base.http.RequestAttributes;
import io.latchkey.ca.caller.CallerIdentity;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.ca.revocation.OcspResponse.Outcome;
import io.latchkey.jaxrs.AuthorityFixture;
import io.latchkey.jaxrs.http.RequestBodies;
import io.latchkey.pki.KeyIdentifiers;
import io.latchkey.pki.RevocationReason;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.ws.rs.core.EntityTag;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.jboss.resteasy.mock.MockHttpRequest;
import org.jboss.resteasy.mock.MockHttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DirectResponsesTest {
  private static final String LIST = "/app/ca/crl";
  private static final String OCSP = "/app/ca/ocsp";
  private static final String DER = "application/pkix-crl";

  @TempDir Path dir;
  private final ServletContext context = ServletExchange.context();
  private final DirectResponses filter = new DirectResponses();
  private AuthorityFixture ca;
  private IssuedCertificate issued;

  @BeforeEach
  void open() throws Exception {
    ca = AuthorityFixture.open(dir);
    issued =
        ca.authority()
            .sign(request("a.test").build(), IssuanceTerms.of(new CallerIdentity("psk", "worker")));
    filter.init(
        (FilterConfig)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {FilterConfig.class},
                (proxy, method, arguments) -> context));
  }

  @AfterEach
  void close() {
    ca.close();
  }

  private ServletExchange exchange(String method, String uri) {
    return new ServletExchange(context, method, uri)
        .withAttribute(RequestAttributes.OPEN_REQUEST_CALLER);
  }

  /** Sends a request through Jakarta REST, as the first request of an application goes. */
  private MockHttpResponse resource(ServletExchange exchange) throws Exception {
    String path = exchange.request().getRequestURI().replaceFirst("^/app", "");
    byte[] body = exchange.request().getInputStream().readAllBytes();
    return ca.send(
        MockHttpRequest.create(exchange.request().getMethod(), path).content(body),
        exchange.request());
  }

  private boolean isAnswered(ServletExchange exchange) throws Exception {
    AtomicBoolean passedOn = new AtomicBoolean();
    filter.doFilter(
        exchange.request(), exchange.response(), (request, response) -> passedOn.set(true));
    assertThat(exchange.answered.isEmpty()).isEqualTo(passedOn.get());
    return !passedOn.get();
  }

  private static void assertSame(ServletExchange direct, MockHttpResponse resource) {
    Map<String, String> headers = new TreeMap<>();
    resource.getOutputHeaders().forEach((name, values) -> headers.put(name, text(values.get(0))));
    headers.put("Content-Length", "" + resource.getOutput().length);
    assertThat(direct.answered).isEqualTo(headers);
    assertThat(direct.content.toByteArray()).isEqualTo(resource.getOutput());
  }

  private static String text(Object header) {
    return header instanceof EntityTag tag ? '"' + tag.getValue() + '"' : header.toString();
  }

  private byte[] ocspRequest(boolean withNonce) throws Exception {
    CertificateID id =
        new CertificateID(
            new JcaDigestCalculatorProviderBuilder()
                .build()
                .get(new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256, DERNull.INSTANCE)),
            new JcaX509CertificateHolder(ca.authority().certificate()),
            issued.certificate().getSerialNumber());
    OCSPReqBuilder builder = new OCSPReqBuilder().addRequest(id);
    if (withNonce) {
      builder.setRequestExtensions(
          new Extensions(
              Extension.create(
                  OCSPObjectIdentifiers.id_pkix_ocsp_nonce,
                  false,
                  new DEROctetString(new byte[32]))));
    }
    return builder.build().getEncoded();
  }

  private String ocspPath() throws Exception {
    return OCSP + "/" + Base64.getEncoder().encodeToString(ocspRequest(false));
  }

  @Test
  void list_isThatOfTheResource() throws Exception {
    MockHttpResponse resource = resource(exchange("GET", LIST));
    ServletExchange direct = exchange("GET", LIST);
    ServletExchange ofKey =
        exchange("GET", LIST + "/" + KeyIdentifiers.hex(ca.authority().certificate()));

    assertThat(isAnswered(direct)).isTrue();
    assertThat(isAnswered(ofKey)).isTrue();
    assertSame(direct, resource);
    assertSame(ofKey, resource);
  }

  @Test
  void ocsp_isThatOfTheResource() throws Exception {
    MockHttpResponse get = resource(exchange("GET", ocspPath()));
    byte[] body = ocspRequest(false);
    MockHttpResponse post = resource(exchange("POST", OCSP).withBody(body, 0));
    ServletExchange directGet = exchange("GET", ocspPath());
    ServletExchange directPost = exchange("POST", OCSP).withBody(body, body.length);

    assertThat(isAnswered(directGet)).isTrue();
    assertThat(isAnswered(directPost)).isTrue();
    assertSame(directGet, get);
    assertSame(directPost, post);
    assertThat(ca.ocspStatistics().count(Outcome.GOOD)).isEqualTo(4);
  }

  @Test
  void ocspWithNonce_mustNotBeCached() throws Exception {
    byte[] body = ocspRequest(true);
    resource(exchange("GET", ocspPath()));
    ServletExchange direct = exchange("GET", OCSP + "/" + Base64.getEncoder().encodeToString(body));

    assertThat(isAnswered(direct)).isTrue();
    assertThat(direct.answered)
        .containsEntry("Cache-Control", "no-store")
        .doesNotContainKey("ETag");
  }

  @Test
  void malformedOcsp_isAnswered() throws Exception {
    resource(exchange("GET", ocspPath()));
    ServletExchange direct = exchange("GET", OCSP + "/%2");

    assertThat(isAnswered(direct)).isTrue();
    assertThat(direct.content.toByteArray()).containsExactly(0x30, 3, 0x0a, 1, 1);
    assertThat(ca.ocspStatistics().count(Outcome.MALFORMED)).isEqualTo(1);
  }

  @Test
  void revokedCertificate_isRevokedInTheNextResponse() throws Exception {
    resource(exchange("GET", ocspPath()));
    assertThat(isAnswered(exchange("GET", ocspPath()))).isTrue();

    ca.authority().revoke(issued.serial(), RevocationReason.SUPERSEDED);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                isAnswered(exchange("GET", ocspPath()))
                    && ca.ocspStatistics().count(Outcome.REVOKED) > 0);
  }

  @Test
  void beforeTheResource_nothingIsAnswered() throws Exception {
    assertThat(isAnswered(exchange("GET", LIST))).isFalse();
    assertThat(isAnswered(exchange("GET", ocspPath()))).isFalse();
  }

  @Test
  void resourceAtAnotherPath_offersNothing() throws Exception {
    ca.send(MockHttpRequest.get("/ca/crl"), exchange("GET", "/app/rest/ca/crl").request());

    assertThat(isAnswered(exchange("GET", LIST))).isFalse();
  }

  @Test
  void requestUnseenByFilter_isPassedOn() throws Exception {
    resource(exchange("GET", LIST));

    assertThat(isAnswered(new ServletExchange(context, "GET", LIST))).isFalse();
    assertThat(
            isAnswered(
                new ServletExchange(context, "GET", LIST).withAttribute(RequestAttributes.CALLER)))
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/app/ca/crl/00",
    "HEAD,/app/ca/crl",
    "OPTIONS,/app/ca/crl",
    "POST,/app/ca/crl",
    "GET,/app/ca/crlx",
    "GET,/app/ca/ocsp",
    "GET,/app/ca/ocsp/",
    "HEAD,/app/ca/ocsp/MAA=",
    "PUT,/app/ca/ocsp",
    "POST,/app/ca/ocsp/MAA=",
    "POST,/app/ca/ocsp",
    "GET,/app/%63a/crl",
    "GET,/other"
  })
  void otherRequests_arePassedOn(String method, String uri) throws Exception {
    resource(exchange("GET", LIST));
    resource(exchange("GET", ocspPath()));

    assertThat(isAnswered(exchange(method, uri))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"If-None-Match", "If-Match", "If-Modified-Since", "If-Unmodified-Since"})
  void conditionalRequest_isPassedOn(String condition) throws Exception {
    resource(exchange("GET", LIST));

    assertThat(isAnswered(exchange("GET", LIST).with(condition, "\"x\""))).isFalse();
  }

  @Test
  void accept_decidesWhetherTheListIsInDer() throws Exception {
    resource(exchange("GET", LIST));

    assertThat(isAnswered(exchange("GET", LIST).with("Accept", "*/*"))).isTrue();
    assertThat(isAnswered(exchange("GET", LIST).with("Accept", DER))).isTrue();
    assertThat(isAnswered(exchange("GET", LIST).with("Accept", "application/x-pem-file")))
        .isFalse();
    assertThat(isAnswered(exchange("GET", LIST).with("Accept", DER + ";q=0.1"))).isFalse();
    assertThat(isAnswered(exchange("GET", LIST).with("Accept", DER, "*/*"))).isFalse();
    assertThat(isAnswered(exchange("GET", LIST).withQuery("x=y"))).isFalse();
  }

  @Test
  void incompleteOrLargeBody_isPassedOnUnread() throws Exception {
    resource(exchange("GET", ocspPath()));
    byte[] body = ocspRequest(false);

    assertThat(isAnswered(exchange("POST", OCSP).withBody(body, body.length - 1))).isFalse();
    assertThat(isAnswered(exchange("POST", OCSP).withBody(new byte[0], 0))).isFalse();
    byte[] largest = new byte[RequestBodies.MAX_BYTES];
    assertThat(isAnswered(exchange("POST", OCSP).withBody(largest, largest.length))).isTrue();
    byte[] large = new byte[RequestBodies.MAX_BYTES + 1];
    assertThat(isAnswered(exchange("POST", OCSP).withBody(large, large.length))).isFalse();
  }
}
