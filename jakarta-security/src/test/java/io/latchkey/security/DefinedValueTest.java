package io.latchkey.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.settings.Setting;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DefinedValueTest {
  /** Settings that are not about authentication. */
  private static final List<String> OTHERS =
      List.of(
          "CA_",
          "CERT_",
          "CRL_",
          "STORE_",
          "POLICY_",
          "TLS_",
          "JDBC_",
          "DATA",
          "METRICS_",
          "PUBLIC_URL",
          "DISTRIBUTION_URL",
          "ENROLMENT",
          "CMP_");

  /** Settings that are set as context-params or in another source only. */
  private static final Set<String> WITHOUT_ATTRIBUTE =
      Set.of(
          "ROLES",
          "ROLES_DEFAULT",
          "CORS_ORIGINS",
          "CORS_METHODS",
          "CORS_HEADERS",
          "CORS_MAX_AGE",
          "CRYPTO_PROVIDER",
          "LOG_AUTHENTICATION");

  @BearerTokenAuthenticationMechanismDefinition(
      psk = "a",
      previousPsk = "b",
      auth = "c",
      publicKey = {"d", "e"},
      issuer = "f",
      audience = "g",
      tokenType = {"t", "u"},
      prefixCheck = "h",
      acceptCertificateSignedTokens = "r",
      openPaths = "i",
      ambiguousPaths = "j",
      revokedComponents = "t",
      trustedProxies = "k",
      allowPreflight = "l",
      nameClaims = {"x", "y"},
      rolesClaim = "m",
      clockSkew = "n",
      maxTokenLifetime = "o",
      kdfIterations = "p",
      kdfConcurrency = "q",
      jwksRefresh = "r",
      jwksMaxAge = "s",
      trustedCa = {"v", "w"})
  private static final class Everything {}

  @BearerTokenAuthenticationMechanismDefinition(issuer = "#{a.b}")
  private static final class OneOnly {}

  private static List<DefinedValue> of(Class<?> annotated) {
    return DefinedValue.of(
        annotated.getAnnotation(BearerTokenAuthenticationMechanismDefinition.class));
  }

  @Test
  void annotation_hasAttributePerAuthenticationSetting() {
    assertThat(
            Stream.of(BearerTokenAuthenticationMechanismDefinition.class.getDeclaredMethods())
                .map(Method::getName)
                .map(DefinedValueTest::constant))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(Setting.values())
                .map(Setting::name)
                .filter(name -> OTHERS.stream().noneMatch(name::startsWith))
                .filter(name -> !WITHOUT_ATTRIBUTE.contains(name))
                .toList());
  }

  /** {@code PREFIX_CHECK} for {@code prefixCheck}. */
  private static String constant(String attribute) {
    return attribute.replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
  }

  @Test
  void everyAttribute_definesSettingOfSameName() throws Exception {
    var definition =
        Everything.class.getAnnotation(BearerTokenAuthenticationMechanismDefinition.class);
    for (DefinedValue value : of(Everything.class)) {
      Method attribute =
          Stream.of(BearerTokenAuthenticationMechanismDefinition.class.getDeclaredMethods())
              .filter(method -> constant(method.getName()).equals(value.setting().name()))
              .findFirst()
              .orElseThrow();
      Object set = attribute.invoke(definition);
      assertThat(value.parts())
          .isEqualTo(set instanceof String[] list ? List.of(list) : List.of((String) set));
    }
    assertThat(of(Everything.class))
        .hasSameSizeAs(BearerTokenAuthenticationMechanismDefinition.class.getDeclaredMethods());
  }

  @Test
  void attributesLeftOut_areNotSet() {
    assertThat(of(OneOnly.class))
        .singleElement()
        .satisfies(value -> assertThat(value.setting()).isEqualTo(Setting.ISSUER))
        .satisfies(value -> assertThat(value.isDeferred()).isTrue());
  }

  @ParameterizedTest
  @CsvSource({"${a}, false", "#{a}, true", "#{a}x, false", "a#{b}, false", "#{, false"})
  void deferred_isOneWholeExpressionWithAHash(String value, boolean deferred) {
    assertThat(new DefinedValue(Setting.PSK, List.of(value)).isDeferred()).isEqualTo(deferred);
  }

  @ParameterizedTest
  @ValueSource(strings = {"${", "$x{}", "a${b}", "${b}c", "file:/x/${y}/z", "}{"})
  void text_isNoExpression(String text) {
    assertThat(DefinedValue.isExpression(text)).isFalse();
  }

  @Test
  void toString_hasNoValue() {
    assertThat(new DefinedValue(Setting.PSK, List.of("hunter2")).toString())
        .doesNotContain("hunter2");
  }
}
