package io.latchkey.jaxrs;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.ca.DataDirectory;
import io.latchkey.settings.SettingsException;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Instance;
import jakarta.servlet.ServletContext;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateAuthorityProducerTest {
  @TempDir Path directory;
  private final Map<String, Object> attributes = new HashMap<>();

  @SuppressWarnings("unchecked")
  private CertificateAuthorityProducer producer(Map<String, String> settings) {
    return new CertificateAuthorityProducer(
        context(settings), stub(Instance.class), event(), event(), event());
  }

  private ServletContext context(Map<String, String> settings) {
    return (ServletContext)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {ServletContext.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getAttribute" -> attributes.get(arguments[0]);
                  case "setAttribute" -> attributes.put((String) arguments[0], arguments[1]);
                  case "getInitParameterNames" -> Collections.enumeration(settings.keySet());
                  case "getInitParameter" -> settings.get(arguments[0]);
                  case "getClassLoader" -> getClass().getClassLoader();
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private static <T> T stub(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              throw new UnsupportedOperationException(method.getName());
            }));
  }

  @SuppressWarnings("unchecked")
  private static <T> Event<T> event() {
    return (Event<T>) stub(Event.class);
  }

  @Test
  void failureAfterTheAuthorityWasOpened_closesIt() {
    Map<String, String> settings =
        Map.of(
            "latchkey.data-dir",
            directory.toString(),
            "latchkey.psk",
            "file:" + directory.resolve("missing"));

    assertThatThrownBy(() -> producer(settings))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("there is no such file");

    assertDirectoryIsFree();
  }

  @Test
  void closedProducer_hasClosedTheAuthority() {
    CertificateAuthorityProducer producer =
        producer(Map.of("latchkey.data-dir", directory.toString()));
    assertThatThrownBy(() -> DataDirectory.open(directory)).isNotNull();

    producer.close();

    assertDirectoryIsFree();
  }

  /** A process that uses a data directory locks it. */
  private void assertDirectoryIsFree() {
    assertThatCode(() -> DataDirectory.open(directory).close()).doesNotThrowAnyException();
  }
}
