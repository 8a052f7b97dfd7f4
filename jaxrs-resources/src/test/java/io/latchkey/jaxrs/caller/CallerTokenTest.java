package io.latchkey.jaxrs.caller;

import static io.latchkey.jaxrs.AuthorityFixture.pem;
import static io.latchkey.jaxrs.AuthorityFixture.post;
import static io.latchkey.jaxrs.AuthorityFixture.request;
import static io.latchkey.jaxrs.ProblemAssertions.assertRejected;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.jaxrs.AuthorityFixture;
import io.latchkey.jaxrs.ContainerRequest;
import io.latchkey.tokens.VerifiedToken;
import java.io.File;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jboss.resteasy.mock.MockHttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a token says about signing, where the server shows the caller in a form of its own. */
class CallerTokenTest {
  @TempDir static Path dir;
  private static AuthorityFixture ca;

  @BeforeAll
  static void open() {
    ca = AuthorityFixture.open(dir);
  }

  @AfterAll
  static void close() {
    ca.close();
  }

  @Test
  void tokenWithReplacedPrincipal_isChecked() throws Exception {
    VerifiedToken once = AuthorityFixture.token(Map.of("jti", "behind-" + System.nanoTime()));

    assertThat(sendBehindPrincipal(once).getStatus()).isEqualTo(200);
    assertRejected(sendBehindPrincipal(once), 401, "replayed");
    assertRejected(
        sendBehindPrincipal(AuthorityFixture.token(Map.of("csr_sha256", "of another request"))),
        401,
        "csr_binding");
    assertRejected(sendBehindPrincipal(AuthorityFixture.issuerToken(false)), 403, "role");
  }

  /** As a server does that makes a principal of its own of the name. */
  private static MockHttpResponse sendBehindPrincipal(Object token) throws Exception {
    ca.comesFrom(ContainerRequest.toSign().withAttribute(VerifiedToken.ATTRIBUTE, token));
    try {
      return ca.send(post(pem(request("w.test"))), () -> "w-1", "service");
    } finally {
      ca.comesFrom(ContainerRequest.toSign());
    }
  }

  @Test
  void tokenOfOtherClassLoader_isRejected() throws Exception {
    for (String maker : List.of("token", "shownToken")) {
      Principal foreign = ofAnotherClassLoader(maker);

      assertRejected(
          ca.send(post(pem(request("w.test"))), foreign, "service"), 500, "configuration");
      assertRejected(sendBehindPrincipal(foreign), 500, "configuration");
    }
  }

  /** A token in another form, as the authentication mechanism shows it. */
  static final class Shown extends VerifiedToken {
    Shown(VerifiedToken verified) {
      super(verified);
    }
  }

  static Principal token(Map<String, Object> claims) throws Exception {
    return AuthorityFixture.token(claims);
  }

  static Principal shownToken(Map<String, Object> claims) throws Exception {
    return new Shown(AuthorityFixture.token(claims));
  }

  private static Principal ofAnotherClassLoader(String maker) throws Exception {
    List<URL> classPath = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      classPath.add(Path.of(entry).toUri().toURL());
    }
    try (URLClassLoader loader =
        new URLClassLoader(classPath.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      Method token =
          loader.loadClass(CallerTokenTest.class.getName()).getDeclaredMethod(maker, Map.class);
      token.setAccessible(true);
      return (Principal) token.invoke(null, Map.of("sub", "w-1", "csr_sha256", "of another"));
    }
  }
}
