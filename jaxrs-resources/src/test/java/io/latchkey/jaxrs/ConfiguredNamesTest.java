package io.latchkey.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.ca.testing.RequestBuilder;
import io.latchkey.pki.CertificateSigningRequest;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfiguredNamesTest {
  private static final String POLICY = "latchkey.policy.";

  @TempDir Path dir;

  private static Settings settings(Map<String, String> values) {
    Map<String, String> named = new HashMap<>();
    values.forEach((name, value) -> named.put("latchkey." + name, value));
    return Settings.builder().source("test", named).build();
  }

  /** The rejection of a request, empty if it is signed. */
  private Optional<IssuanceRejectedException> rejection(Map<String, String> values, String subject)
      throws Exception {
    try (DataDirectory directory = DataDirectory.open(dir);
        CertificateAuthority authority = ConfiguredAuthority.open(settings(values), directory)) {
      authority.sign(RequestBuilder.of(subject).build(), IssuanceTerms.of("worker-1"));
      return Optional.empty();
    } catch (IssuanceRejectedException e) {
      return Optional.of(e);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "free-text-cn | yes | must be true or false",
        "subject-attributes | C,Foo | 'Foo' is not a known subject attribute",
        "subject-attributes | O | latchkey.policy.organizations",
        "subject-attributes | 2.5.4.3 | '2.5.4.3' cannot be listed here",
        "subject-attributes | none,C | 'none' is not a known subject attribute"
      })
  void malformedValue_stopsTheStartAndIsNamed(String name, String value, String problem) {
    assertThatThrownBy(() -> ConfiguredNames.policy(settings(Map.of("policy." + name, value))))
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith(POLICY + name)
        .hasMessageContaining(problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "O=Example\\, Inc.,CN=a.example.org | true",
        "OU=Sales,CN=a.example.org | true",
        "O=Example,CN=a.example.org | false",
        "O=Inc.,CN=a.example.org | false"
      })
  void organizations_mayHaveEscapedCommas(String subject, boolean signed) throws Exception {
    Map<String, String> values =
        Map.of("policy.dns", "*.example.org", "policy.organizations", "Example\\, Inc., Sales");

    assertThat(rejection(values, subject).isEmpty()).isEqualTo(signed);
  }

  @Test
  void noneAsSubjectAttributes_rejectsThemAll() throws Exception {
    Map<String, String> values =
        Map.of("policy.ip", "10.0.0.0/8", "policy.subject-attributes", "none");

    assertThat(rejection(values, "C=DE,CN=a.example.org").orElseThrow().detail())
        .contains("subject attribute C;", POLICY + "subject-attributes");
    assertThat(rejection(Map.of("policy.ip", "10.0.0.0/8"), "C=DE,CN=a.example.org")).isEmpty();
  }

  @Test
  void subjectSettingsWithoutNamePolicy_haveNoEffect() throws Exception {
    assertThat(
            rejection(Map.of("policy.organizations", "Example"), "O=system:masters,CN=free text"))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "reserved, ca.example.org, true",
    "reserved, node.example.org, true",
    "reserved, a.example.org, false",
    "any, ca.example.org, false",
    "any, node.example.org, false"
  })
  void ownNames_areReservedUnlessSettingIsAny(String value, String name, boolean reserved)
      throws Exception {
    Settings settings =
        settings(
            Map.of("policy.own-names", value, "public-url", "https://CA.example.org:8900/base"));
    try (DataDirectory directory = DataDirectory.open(dir);
        CertificateAuthority authority =
            ConfiguredAuthority.open(settings, directory, List.of("node.example.org"))) {
      CertificateSigningRequest request = RequestBuilder.of("CN=" + name).build();
      IssuanceRejectedException rejected =
          catchThrowableOfType(
              IssuanceRejectedException.class,
              () -> authority.sign(request, IssuanceTerms.of("worker-1")));

      assertThat(rejected != null).isEqualTo(reserved);
    }
  }

  @Test
  void publicUrlAlone_isReservedByDefault() throws Exception {
    assertThat(
            rejection(Map.of("public-url", "https://ca.example.org"), "CN=ca.example.org")
                .orElseThrow()
                .detail())
        .contains("latchkey.policy.own-names");
  }

  @Test
  void malformedOwnNames_stopsTheStart() {
    assertThatThrownBy(
            () -> ConfiguredNames.reserved(settings(Map.of("policy.own-names", "all")), List.of()))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("must be reserved or any");
  }
}
