package io.latchkey.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.client.CertificateSource.Supply;
import io.latchkey.pki.KeyType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that cannot be read for a while although their content stays. */
class FileSourceTest {
  @TempDir Path directory;

  private final Supply first = supply();
  private final Supply second = supply();
  private OwnCertificateFiles files;
  private FileSource source;
  private FileSource.Reader reader = any -> first;

  private static Supply supply() {
    Instant now = Instant.now();
    return new Supply(
        TestAuthority.named("CA").component(KeyType.EC_P256, now, now.plusSeconds(60), "a"));
  }

  @BeforeEach
  void change() throws Exception {
    files = OwnCertificateFiles.of(write("a.crt", "1"), write("a.key", "1"), write("ca.pem", "1"));
    source =
        new FileSource(
            files, Duration.ofSeconds(5), Clock.systemUTC(), given -> reader.read(given));
    assertThat(source.first()).isSameAs(first);
    write("a.crt", "2");
    assertThat(source.next(first)).isSameAs(first);
  }

  private Path write(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), content);
  }

  private void fail(String problem) {
    reader =
        any -> {
          throw new UnusableFilesException(problem, null);
        };
  }

  @Test
  void unreadableFiles_areReadAgain() throws Exception {
    fail("too many open files");
    assertThatThrownBy(() -> source.next(first)).hasMessage("too many open files");

    reader = any -> second;

    assertThat(source.next(first)).isSameAs(second);
    fail("no further change");
    assertThat(source.next(second)).isSameAs(second);
  }

  @Test
  void filesAfterError_areReadAgain() throws Exception {
    reader =
        any -> {
          throw new OutOfMemoryError("as the test wants it");
        };
    assertThatThrownBy(() -> source.next(first)).isInstanceOf(OutOfMemoryError.class);

    reader = any -> second;

    assertThat(source.next(first)).isSameAs(second);
  }

  @Test
  void sameProblem_isReportedOnce() throws Exception {
    fail("broken");
    assertThatThrownBy(() -> source.next(first)).hasMessage("broken");
    assertThat(source.next(first)).isSameAs(first);

    fail("broken in another way");
    assertThatThrownBy(() -> source.next(first)).hasMessage("broken in another way");
  }

  @Test
  void sameProblemAfterSuccess_isReportedAgain() throws Exception {
    fail("broken");
    assertThatThrownBy(() -> source.next(first)).hasMessage("broken");
    reader = any -> second;
    assertThat(source.next(first)).isSameAs(second);

    write("a.crt", "3");
    fail("broken");
    assertThat(source.next(second)).isSameAs(second);
    assertThatThrownBy(() -> source.next(second)).hasMessage("broken");
  }
}
