package io.latchkey.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.settings.IssuerSetting.Member;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The settings of named issuers, and the URLs among public keys. */
class IssuerSettingTest {
  @TempDir Path dir;

  private SettingsBuilder builder() {
    return Settings.builder().source("test", Map.of("latchkey.data-dir", dir.toString()));
  }

  @Test
  void issuers_areNamedByAnySource() {
    Settings settings =
        builder()
            .source("init-param", Map.of("latchkey.issuers.corp-idp.issuer", "https://corp"))
            .environment(Map.of("LATCHKEY_ISSUERS_PARTNER_ALLOW_CERTIFICATE_SIGNING", "true"))
            .build();

    assertThat(settings.issuers()).containsExactly("corp-idp", "partner");
    assertThat(settings.text(new IssuerSetting("corp-idp", Member.ISSUER)))
        .contains("https://corp");
    assertThat(settings.flag(new IssuerSetting("partner", Member.ALLOW_CERTIFICATE_SIGNING)))
        .isTrue();
  }

  @ParameterizedTest
  @EnumSource(Member.class)
  void member_isFoundByKeyAndEnvironmentVariable(Member member) {
    IssuerSetting setting = new IssuerSetting("corp-idp", member);

    assertThat(IssuerSetting.named(setting.key())).contains(setting);
    assertThat(IssuerSetting.inEnvironment(setting.environmentName())).contains(setting);
  }

  @ParameterizedTest
  @CsvSource({
    "latchkey.issuers.corp.isuer, latchkey.issuers.corp.issuer",
    "latchkey.issuers.corp.public-keys, latchkey.issuers.corp.public-key",
    "latchkey.issuers.corp, latchkey.issuers.corp.issuer",
    "latchkey.issuers.Corp.allow-certificate-singing, latchkey.issuers.name.allow-certificate-signing",
    "latchkey.issuers., latchkey.issuers.name.issuer",
  })
  void unknownName_isRejectedWithTheNearestOne(String name, String nearest) {
    assertThatThrownBy(() -> builder().source("init-param", Map.of(name, "x")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("Unknown setting " + name)
        .hasMessageContaining("did you mean " + nearest);
  }

  @ParameterizedTest
  @CsvSource({"LATCHKEY_ISSUERS_CORP_ISUER", "LATCHKEY_ISSUERS__ISSUER", "LATCHKEY_ISSUERS_ISSUER"})
  void unknownVariable_isRejected(String name) {
    assertThatThrownBy(() -> builder().environment(Map.of(name, "x")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("Unknown setting " + name + " (from environment)");
  }

  @Test
  void issuerPublicKeys_areHiddenInMessages() {
    Settings settings =
        builder().source("x", Map.of("latchkey.issuers.corp.public-key", "hidden")).build();

    assertThat(settings.bad(new IssuerSetting("corp", Member.PUBLIC_KEY), "is bad"))
        .hasMessage("latchkey.issuers.corp.public-key (from x): the value is bad");
  }

  @Test
  void urlsInList_areNeitherFilesNorDocuments() {
    Settings settings =
        builder()
            .source(
                "x",
                Map.of("latchkey.public-key", "https://idp.example/keys?a=b, http://plain.example"))
            .build();

    assertThat(settings.urls(Setting.PUBLIC_KEY))
        .containsExactly("https://idp.example/keys?a=b", "http://plain.example");
    assertThat(settings.documents(Setting.PUBLIC_KEY)).isEmpty();
    assertThat(settings.listedDocuments(Setting.PUBLIC_KEY)).isEmpty();
  }
}
