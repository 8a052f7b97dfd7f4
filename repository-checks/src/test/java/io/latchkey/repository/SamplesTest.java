package io.latchkey.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each code block in the README of a sample is an exact part of the code of the sample. */
class SamplesTest {
  private static final Path SAMPLES = Repository.ROOT.resolve(Path.of("docs", "samples"));
  private static final Pattern CODE =
      Pattern.compile("```(?:java|xml|yaml)\\n(.*?)```", Pattern.DOTALL);

  static Stream<Path> samples() throws IOException {
    try (Stream<Path> folders = Files.list(SAMPLES)) {
      return folders.filter(Files::isDirectory).toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void readme_quotesTheCodeOfItsSample(Path sample) {
    String page = Repository.text(sample.resolve("README.md"));
    String code = code(sample);

    assertThat(CODE.matcher(page).results().map(block -> block.group(1)))
        .isNotEmpty()
        .allSatisfy(block -> assertThat(code).contains(block));
  }

  private static String code(Path sample) {
    return Stream.concat(
            Stream.of(sample.resolve("pom.xml")),
            Repository.files(sample.resolve("src"), "").stream())
        .map(Repository::text)
        .collect(Collectors.joining());
  }
}
