package io.latchkey.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the page of a sample shows of its code is there, word for word. */
class SamplesTest {
  private static final Path SAMPLES = Path.of("..", "docs", "samples");
  private static final Pattern CODE = Pattern.compile("```(?:java|xml)\\n(.*?)```", Pattern.DOTALL);

  static Stream<Path> samples() throws IOException {
    try (Stream<Path> folders = Files.list(SAMPLES)) {
      return folders.filter(Files::isDirectory).toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void page_showsTheCodeOfTheSample(Path sample) throws Exception {
    String page = Files.readString(sample.resolve("README.md"));
    String code = code(sample);

    assertThat(CODE.matcher(page).results().map(block -> block.group(1)))
        .isNotEmpty()
        .allSatisfy(block -> assertThat(code).contains(block));
  }

  private static String code(Path sample) throws IOException {
    try (Stream<Path> sources = Files.walk(sample.resolve("src"))) {
      return Stream.concat(Stream.of(sample.resolve("pom.xml")), sources)
          .filter(Files::isRegularFile)
          .map(SamplesTest::read)
          .collect(Collectors.joining());
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
