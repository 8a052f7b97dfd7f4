package io.latchkey.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.filter.observe.AuthenticationEvent;
import io.latchkey.jaxrs.testing.RecordedRequest;
import io.latchkey.pki.CertificateSigningRequest;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.VerifiedToken;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Map;
import java.util.Optional;
import javax.naming.InitialContext;
import javax.sql.DataSource;
import org.assertj.core.api.Assertions;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Facts that are visible only inside the application. Arquillian deploys this class with the
 * application and runs it in the server, so the test sees both the request and the objects that
 * handle it.
 */
@ExtendWith(ArquillianExtension.class)
class InContainerIT {
  private static final String CONTEXT = "inside";
  private static final String REQUEST = "/request.csr";
  private static final String KEY = "/key";
  private static final String SERVER = "/server";
  private static final String POOL = "/pool";

  /** The resource that an operator of Tomcat defines. */
  private static final String TOMCAT_POOL =
      """
      <Context>
        <Resource name="jdbc/latchkey" type="javax.sql.DataSource" driverClassName="org.sqlite.JDBC"
          url="jdbc:sqlite:%s"/>
      </Context>
      """;

  /** The same for a server of Jakarta EE, with the driver of the application. */
  private static final String WILDFLY_POOL =
      """
      <data-source>
        <name>java:app/jdbc/latchkey</name>
        <class-name>org.sqlite.SQLiteDataSource</class-name>
        <transactional>false</transactional>
        <property><name>url</name><value>jdbc:sqlite:%s</value></property>
      </data-source>
      """;

  @Inject CertificateAuthority authority;
  @Inject SeenRequests seen;

  private Application application;

  /** The WAR for this server with the tests. The path of Arquillian's servlet is open. */
  @Deployment
  static WebArchive application() throws IOException {
    Path folder = Folders.create();
    String key = PreSharedKey.generate().reveal();
    War war = War.like(ServerUnderTest.current().latchkeyWar());
    if (ServerUnderTest.current().page() != ServerUnderTest.Page.TOMCAT) {
      war.webXml(WILDFLY_POOL.formatted(folder.resolve("pool")));
    }
    Path file =
        war.contextParam("latchkey.psk", key)
            .contextParam("latchkey.data-dir", folder.resolve("data").toString())
            .contextParam(
                "latchkey.open-paths",
                "GET /ArquillianServletRunnerEE9, POST /ArquillianServletRunnerEE9")
            .classes(SeenRequests.class, SeenRequests.CallerServlet.class, Application.class)
            .file("WEB-INF/classes" + KEY, key)
            .contextParam("latchkey.datasource", pool())
            .file("META-INF/context.xml", TOMCAT_POOL.formatted(folder.resolve("pool")))
            .file("WEB-INF/classes" + POOL, pool())
            .file("WEB-INF/classes" + SERVER, ArquillianContainer.url() + "/" + CONTEXT)
            .file(
                "WEB-INF/classes" + REQUEST, RecordedRequest.all().findFirst().orElseThrow().body())
            .library(Assertions.class)
            .writeTo(folder);
    return ShrinkWrap.create(ZipImporter.class, CONTEXT + ".war")
        .importFrom(file.toFile())
        .as(WebArchive.class);
  }

  private static String pool() {
    return ServerUnderTest.current().page() == ServerUnderTest.Page.TOMCAT
        ? "java:comp/env/jdbc/latchkey"
        : "java:app/jdbc/latchkey";
  }

  @BeforeEach
  void readConnectionOfTheTest() throws Exception {
    application = new Application(URI.create(text(SERVER)), PreSharedKey.of(text(KEY)));
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = InContainerIT.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }

  private static String text(String name) throws IOException {
    return new String(resource(name), StandardCharsets.UTF_8);
  }

  @Test
  void injectedAuthority_signsAndRecords() throws Exception {
    CertificateSigningRequest request = CertificateSigningRequest.parse(resource(REQUEST));

    IssuedCertificate issued = authority.sign(request, IssuanceTerms.of("inside"));

    issued.certificate().verify(authority.certificate().getPublicKey());
    assertThat(authority.find(issued.certificate().getSerialNumber().toString(16)))
        .map(IssuedCertificate::certificate)
        .contains(issued.certificate());
  }

  @Test
  @SuppressWarnings("BanJNDI") // the name that this class has set
  void storeInServerPool_recordsCertificates() throws Exception {
    CertificateSigningRequest request = CertificateSigningRequest.parse(resource(REQUEST));
    DataSource pool = InitialContext.doLookup(text(POOL));

    String serial =
        authority
            .sign(request, IssuanceTerms.of("pooled"))
            .certificate()
            .getSerialNumber()
            .toString(16);

    try (Connection connection = pool.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                "SELECT k.name FROM latchkey_certificate c JOIN latchkey_caller k ON k.id = c.caller"
                    + " WHERE c.serial = ?")) {
      query.setBytes(1, new BigInteger(serial, 16).toByteArray());
      ResultSet row = query.executeQuery();
      assertThat(row.next()).isTrue();
      assertThat(row.getString(1)).isEqualTo("pooled");
    }
  }

  @Test
  void authorityOfTheResources_isTheInjectedOne() throws Exception {
    HttpResponse<String> signed =
        application.sign(resource(REQUEST), application.token("worker-1"));

    String fingerprint = signed.headers().firstValue("SHA256-Fingerprint").orElseThrow();
    assertThat(authority.findByFingerprint(fingerprint))
        .map(IssuedCertificate::caller)
        .contains("worker-1");
  }

  @Test
  void requestCaller_isVerifiedTokenWithClaims() throws Exception {
    HttpResponse<String> response =
        application.get("/caller", application.token(Map.of("sub", "worker-1", "zone", "north")));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(seen.callers().getLast())
        .isInstanceOfSatisfying(
            VerifiedToken.class,
            token -> assertThat(token.claims()).containsEntry("zone", "north"));
  }

  @Test
  void authentication_firesEventForApplicationBeans() throws Exception {
    application.get("/whoami", application.token("worker-2"));
    application.get("/whoami");

    assertThat(seen.events())
        .filteredOn(event -> event.path().endsWith("/whoami"))
        .extracting(AuthenticationEvent::caller, AuthenticationEvent::reason)
        .containsExactly(
            Assertions.tuple(Optional.of("worker-2"), Optional.empty()),
            Assertions.tuple(Optional.empty(), Optional.of("missing")));
  }
}
