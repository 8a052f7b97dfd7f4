package io.latchkey.ca.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.base.io.TextFile;
import io.latchkey.ca.AuthorityUnavailableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Pkcs11UriTest {
  @TempDir Path temporary;
  private Path library = Path.of("unset");

  @BeforeEach
  void createLibrary() throws Exception {
    library = Files.createFile(temporary.resolve("lib 1.so"));
  }

  private String module() {
    return library.toString().replace(" ", "%20");
  }

  @Test
  void allAttributes_areRead() throws Exception {
    Path pin = Files.writeString(temporary.resolve("pin"), "12+34\n");

    assertThat(
            Pkcs11Uri.parse("pkcs11:slot-id=7?module-path=" + module() + "&pin-source=file:" + pin))
        .isEqualTo(new Pkcs11Uri(library, Optional.of(7L), Optional.of("12+34")));
    assertThat(Pkcs11Uri.parse("pkcs11:?pin-value=a%26+b&module-path=" + module()))
        .isEqualTo(new Pkcs11Uri(library, Optional.empty(), Optional.of("a&+b")));
  }

  @Test
  void byteOrderMarkOfPinFile_isDropped() throws Exception {
    Path pin = Files.writeString(temporary.resolve("pin"), "\uFEFF1234\n");

    assertThat(Pkcs11Uri.parse("pkcs11:?module-path=%s&pin-source=%s".formatted(module(), pin)))
        .isEqualTo(new Pkcs11Uri(library, Optional.empty(), Optional.of("1234")));
  }

  @Test
  void largePinFile_isRejected() throws Exception {
    Path pin = Files.write(temporary.resolve("pin"), new byte[TextFile.MAX_BYTES + 1]);

    assertThatThrownBy(
            () -> Pkcs11Uri.parse("pkcs11:?module-path=%s&pin-source=%s".formatted(module(), pin)))
        .isInstanceOf(AuthorityUnavailableException.class)
        .hasMessageContaining("it is over 4 MiB");
  }

  @Test
  void pin_isNotShown() {
    assertThat(Pkcs11Uri.parse("pkcs11:?pin-value=987654&module-path=" + module()).toString())
        .doesNotContain("987654");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "softhsm|must begin with pkcs11:",
        "pkcs11:|module-path",
        "pkcs11:token=x?module-path=M|attribute 'token'",
        "pkcs11:slot-id=one?module-path=M|'one'",
        "pkcs11:slot-id=1;slot-id=2?module-path=M|twice",
        "pkcs11:slot-id?module-path=M|attribute 'slot-id'",
        "pkcs11:?module-path=lib.so|'lib.so'",
        "pkcs11:?module-path=/no/such/lib.so|'/no/such/lib.so'",
        "pkcs11:?module-path=M&pin-value=%zz|percent-encoding",
        "pkcs11:?module-path=M&pin-source=file:/no/such/pin|/no/such/pin",
        "pkcs11:?module-path=M&pin-value=1&pin-source=file:/pin|both",
      })
  void malformedUri_isRejected(String uri, String part) {
    assertThatThrownBy(() -> Pkcs11Uri.parse(uri.replace("=M", "=" + module())))
        .isInstanceOf(AuthorityUnavailableException.class)
        .hasMessageStartingWith("latchkey.ca.keystore ")
        .hasMessageContaining(part);
  }
}
