package io.latchkey.ca.policy;

import static io.latchkey.ca.policy.Rejections.rejection;
import static io.latchkey.ca.testing.RequestBuilder.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.NamePolicy;
import io.latchkey.ca.issuance.RejectionReason;
import io.latchkey.ca.issuance.SubjectPolicy;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubjectPolicyTest {
  private static final List<String> DNS = List.of("*.example.org");
  private static final List<String> ANY = List.of("*");

  private static void check(NamePolicy policy, String subject) throws IssuanceRejectedException {
    new NameRule(policy)
        .check(new SubjectRule().read(request().subject(subject).dns("a.example.org").build()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "O=system:masters,CN=a.example.org | O | latchkey.policy.organizations",
        "OU=admins,CN=a.example.org | OU | latchkey.policy.organizations",
        "CN=a.example.org+O=system:masters | O | latchkey.policy.organizations",
        "CN=system:admin | CN | latchkey.policy.free-text-cn",
        "CN=alice@corp.example | CN | latchkey.policy.free-text-cn",
        "CN=a.example.org,CN=free text | CN | latchkey.policy.free-text-cn",
        "C=DE+CN=free text | CN | latchkey.policy.free-text-cn",
        "CN=x\\,CN\\=y.example.org | CN | latchkey.policy.free-text-cn",
        "CN=\uff41\uff20\uff42 | CN | latchkey.policy.free-text-cn",
        "UID=root,CN=a.example.org | UID | latchkey.policy.subject-attributes",
        "E=root@corp.example | emailAddress | latchkey.policy.subject-attributes",
        "1.2.3.4=x,CN=a.example.org | 1.2.3.4 | latchkey.policy.subject-attributes"
      })
  void restrictedPolicy_rejectsAndNamesAttributeAndSetting(
      String subject, String attribute, String setting) {
    for (NamePolicy policy :
        List.of(NamePolicy.of(DNS, ANY), NamePolicy.of(ANY, List.of("10.0.0.0/8")))) {
      IssuanceRejectedException rejected = rejection(() -> check(policy, subject));

      assertThat(rejected.reason()).isEqualTo(RejectionReason.NAME_NOT_ALLOWED);
      assertThat(rejected.detail()).contains("attribute " + attribute, setting);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "worker, latchkey.policy.dns",
    "a.other.test, latchkey.policy.dns",
    "J\u00fcrgen, latchkey.policy.dns",
    "8.8.8.8, latchkey.policy.ip"
  })
  void disallowedCommonName_isRejectedWithSetting(String commonName, String setting) {
    IssuanceRejectedException rejected =
        rejection(() -> check(NamePolicy.of(DNS, List.of("10.0.0.0/8")), "CN=" + commonName));

    assertThat(rejected.reason()).isEqualTo(RejectionReason.NAME_NOT_ALLOWED);
    assertThat(rejected.detail()).contains("attribute CN;", setting);
    assertThat(rejected.name()).contains(commonName);
  }

  @ParameterizedTest
  @ValueSource(strings = {"C=DE,ST=x,L=y,CN=a.example.org", "CN=db_1.example.org"})
  void standardPolicy_copiesNamesAndPlaces(String subject) {
    assertThatCode(() -> check(NamePolicy.of(DNS, ANY), subject)).doesNotThrowAnyException();
  }

  @Test
  void settings_allowWhatTheyList() {
    NamePolicy policy =
        NamePolicy.of(
            DNS, ANY, SubjectPolicy.of(true, List.of("uid", "1.2.3.4"), List.of("Example")));

    assertThatCode(() -> check(policy, "O=Example,OU=Example,UID=x,1.2.3.4=y,CN=free text"))
        .doesNotThrowAnyException();
    assertThat(rejection(() -> check(policy, "O=example")).name()).contains("example");
    assertThat(rejection(() -> check(policy, "C=DE")).detail()).contains("attribute C;");
    assertThat(rejection(() -> check(policy, "CN=bank.com")).name()).contains("bank.com");
  }

  @Test
  void unrestrictedPolicy_copiesEverySubject() {
    assertThatCode(() -> check(NamePolicy.any(), "O=system:masters,UID=root,CN=system:admin"))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Foo", "O", "ou", "CN", "2.5.4.3", "2.5.4.10", "1.2.", "9.9"})
  void badAttribute_isNamed(String attribute) {
    assertThatThrownBy(() -> SubjectPolicy.of(false, List.of("C", attribute), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + attribute + "'");
  }
}
