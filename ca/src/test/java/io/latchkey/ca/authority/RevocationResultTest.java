package io.latchkey.ca.authority;

import static io.latchkey.ca.testing.RequestBuilder.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.certificate.RevocationResult;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.ca.revocation.Revocation;
import io.latchkey.pki.RevocationReason;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/** A store that fails between the commit of a revocation and the response. */
class RevocationResultTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00.123Z");

  @TempDir Path temporary;
  private final AtomicBoolean armed = new AtomicBoolean();
  private final AtomicBoolean changing = new AtomicBoolean();
  private final AtomicBoolean failing = new AtomicBoolean();
  private DataDirectory directory;
  private CertificateAuthority ca;

  @BeforeEach
  void open() {
    directory = DataDirectory.open(temporary.resolve("data"));
    ca =
        TestBuilder.of(directory)
            .dataSource(dataSource())
            .clock(Clock.fixed(NOW, ZoneOffset.UTC))
            .open();
  }

  @AfterEach
  void close() {
    ca.close();
    directory.close();
  }

  /** Its queries for certificates fail once a change of a revocation has been committed. */
  private DataSource dataSource() {
    SQLiteDataSource source = new SQLiteDataSource();
    source.setUrl("jdbc:sqlite:" + temporary.resolve("store.db"));
    return proxy(
        DataSource.class,
        (method, arguments) -> {
          Object result = method.invoke(source, arguments);
          return result instanceof Connection connection ? failing(connection) : result;
        });
  }

  private Connection failing(Connection connection) {
    return proxy(
        Connection.class,
        (method, arguments) -> {
          if (failing.get()
              && method.getName().equals("prepareStatement")
              && ((String) arguments[0]).contains("c.der")) {
            throw new SQLException("as the test wants it");
          }
          Object result = method.invoke(connection, arguments);
          if (method.getName().equals("prepareStatement")
              && ((String) arguments[0]).contains("SET changes = changes WHERE")) {
            changing.set(true);
          }
          if (armed.get() && method.getName().equals("commit") && changing.getAndSet(false)) {
            failing.set(true);
          }
          return result;
        });
  }

  private interface Calls {
    Object answer(Method method, Object[] arguments) throws Throwable;
  }

  private static <T> T proxy(Class<T> type, Calls calls) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              try {
                return calls.answer(method, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  private RevocationResult changeAndFail(IssuedCertificate issued, RevocationReason reason) {
    changing.set(false);
    armed.set(true);
    try {
      return ca.revoke(issued.serial(), reason).orElseThrow();
    } finally {
      assertThat(failing).isTrue();
      armed.set(false);
      failing.set(false);
    }
  }

  @Test
  void recordUnreadableAfterChange_isReturnedAsChanged() throws Exception {
    IssuedCertificate issued = ca.sign(request().dns("a.local").build(), IssuanceTerms.of("w"));

    RevocationResult held = changeAndFail(issued, RevocationReason.CERTIFICATE_HOLD);
    assertThat(held.accepted()).isTrue();
    assertThat(held.certificate()).isEqualTo(ca.find(issued.serial()).orElseThrow());

    RevocationResult released = changeAndFail(issued, RevocationReason.REMOVE_FROM_CRL);
    assertThat(released.certificate().status().revocation()).isEmpty();

    RevocationResult revoked = changeAndFail(issued, RevocationReason.KEY_COMPROMISE);
    assertThat(revoked.accepted()).isTrue();
    assertThat(revoked.certificate().status().revocation())
        .contains(new Revocation(NOW, RevocationReason.KEY_COMPROMISE))
        .isEqualTo(ca.find(issued.serial()).orElseThrow().status().revocation());
  }

  @Test
  void rejectedChange_isReturnedWithTheRecordBefore() throws Exception {
    IssuedCertificate issued = ca.sign(request().dns("a.local").build(), IssuanceTerms.of("w"));
    ca.revoke(issued.serial(), RevocationReason.KEY_COMPROMISE);

    RevocationResult again = changeAndFail(issued, RevocationReason.SUPERSEDED);

    assertThat(again.accepted()).isFalse();
    assertThat(again.certificate().status().revocation().orElseThrow().reason())
        .isEqualTo(RevocationReason.KEY_COMPROMISE);
  }
}
