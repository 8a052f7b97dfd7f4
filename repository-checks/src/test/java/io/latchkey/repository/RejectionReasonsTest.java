package io.latchkey.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The tables of rejections in the documentation name each {@code reason} of a problem document, and
 * the code writes each in one class.
 */
class RejectionReasonsTest {
  private static final Pattern REASON = Pattern.compile("\"([a-z_]+)\"");
  private static final Pattern NAMED = Pattern.compile("`([a-z_]+)`");

  private static final String TOKENS = "tokens/src/main/java/io/latchkey/tokens/Reason.java";
  private static final String FILTER = "filter/src/main/java/io/latchkey/filter/rules/Problem.java";
  private static final String CA = "ca/src/main/java/io/latchkey/ca/issuance/RejectionReason.java";
  private static final String RESOURCES =
      "jaxrs-resources/src/main/java/io/latchkey/jaxrs/problem/Rejection.java";
  private static final String SHARED =
      "base/src/main/java/io/latchkey/base/http/ProblemReasons.java";
  private static final String ENROLMENT =
      "enrolment/src/main/java/io/latchkey/enrolment/EnrolmentReasons.java";

  private static final String ACME_ERRORS =
      "enrolment/src/main/java/io/latchkey/enrolment/acme/AcmeError.java";

  /** Types of ACME errors that always have a more precise reason. */
  private static final Set<String> ERRORS_WITH_OTHER_REASONS =
      Set.of("rate_limited", "server_internal", "unauthorized");

  /** Classes that use such a word for something else, such as a claim or a member. */
  private static final Set<String> OTHER_MEANINGS =
      Set.of(
          "AcmeError malformed",
          "AcmeServer account",
          "AcmeServer certificate",
          "Accounts account",
          "Accounts deactivated",
          "Accounts nonce",
          "Accounts time",
          "CertificateAuthorityResource nonce",
          "ExternalAccountBinding nonce",
          "HealthResource expired",
          "HealthResource missing",
          "HealthResource signature",
          "IssuedCertificates certificate",
          "JwsMessage body",
          "JwsMessage signature",
          "JwsMessage url",
          "Messages nonce",
          "Orders certificate",
          "Orders deactivated",
          "Orders expired",
          "PrefixCheck prefix",
          "PrefixCheck role",
          "RequestRejectedException url",
          "RevocationResource body",
          "RotationResource body",
          "WelcomeResource url");

  @ParameterizedTest
  @ValueSource(strings = {TOKENS, FILTER})
  void reasonOfTheFilter_isInItsTable(String source) {
    assertThat(documented("filter.md")).containsAll(reasons(source));
  }

  @ParameterizedTest
  @ValueSource(strings = {CA, RESOURCES, SHARED})
  void reasonOfTheAuthority_isInATable(String source) {
    Set<String> documented = documented("certificate-authority.md");
    documented.addAll(documented("filter.md"));

    assertThat(documented).containsAll(reasons(source));
  }

  @Test
  void reasonOfEnrolment_isInItsTable() {
    Set<String> reasons = reasons(ENROLMENT);
    Pattern.compile("(?m)^  ([A-Z_]+)\\(")
        .matcher(Repository.text(Repository.ROOT.resolve(ACME_ERRORS)))
        .results()
        .forEach(match -> reasons.add(match.group(1).toLowerCase(Locale.ROOT)));
    reasons.removeAll(ERRORS_WITH_OTHER_REASONS);

    Set<String> documented = new TreeSet<>();
    Repository.text(Repository.ROOT.resolve(Path.of("docs", "enrolment.md")))
        .lines()
        .filter(line -> line.startsWith("| `"))
        .flatMap(line -> NAMED.matcher(line.split("\\|")[1]).results())
        .forEach(match -> documented.add(match.group(1)));
    assertThat(documented).containsAll(reasons);
  }

  @Test
  void reason_isWrittenInOneClass() {
    List<String> homes = List.of(TOKENS, CA, SHARED, FILTER, RESOURCES, ENROLMENT);
    Set<String> reasons = new TreeSet<>();
    homes.forEach(home -> reasons.addAll(reasons(home)));

    List<String> others =
        Stream.of("filter", "jaxrs-resources", "enrolment", "server")
            .map(module -> Repository.ROOT.resolve(module).resolve("src/main/java"))
            .flatMap(folder -> Repository.files(folder, ".java").stream())
            .filter(file -> homes.stream().noneMatch(file::endsWith))
            .flatMap(
                file ->
                    words(file).stream()
                        .filter(reasons::contains)
                        .map(word -> type(file) + " " + word))
            .toList();

    assertThat(others).containsExactlyInAnyOrderElementsOf(OTHER_MEANINGS);
    assertThat(homes.stream().flatMap(home -> reasons(home).stream())).doesNotHaveDuplicates();
  }

  private static String type(Path file) {
    return file.getFileName().toString().replace(".java", "");
  }

  private static Set<String> reasons(String source) {
    Set<String> reasons = words(Repository.ROOT.resolve(source));
    assertThat(reasons).isNotEmpty();
    return reasons;
  }

  private static Set<String> words(Path source) {
    Set<String> words = new TreeSet<>();
    REASON.matcher(Repository.text(source)).results().forEach(match -> words.add(match.group(1)));
    return words;
  }

  /** The words in code font in the second column of the rows that begin with a status. */
  private static Set<String> documented(String page) {
    Set<String> named = new TreeSet<>();
    Repository.text(Repository.ROOT.resolve(Path.of("docs", page)))
        .lines()
        .filter(line -> line.matches("\\| [45]\\d\\d.*"))
        .map(line -> line.split("\\|")[2])
        .flatMap(column -> NAMED.matcher(column).results())
        .forEach(match -> named.add(match.group(1)));
    return named;
  }
}
