package io.latchkey.tokens.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComponentPathTest {
  private static boolean isUnsupported(String path) {
    return catchThrowableOfType(ComponentPathException.class, () -> ComponentPath.parse(path))
        .isUnsupported();
  }

  private static Restrictions restrictions(String segment) {
    return ComponentPath.parse(segment).segments().get(0).restrictions();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "~a",
        "a~",
        "a~~b",
        "-a",
        ".a",
        "a b",
        "é",
        "a;",
        "a;dns",
        "a;=x",
        "a;dns=x;",
        "a;dns=a b",
        "a;dns=a\"b",
        "a;dns=a+b",
        "a;ip=fd00::1",
        "a;dns=a\\b",
        "a;dns=a=b",
        "a;roles=é",
        "a;roles=%4",
        "a;roles=%zz",
        "a;no=x~",
        "lk1s.kSfa5-AA-bitIx9oy5Tvl8M4o_kLPA0Kvkk449bEAdM.team-a",
        "lk1.lk1s.kSfa5-AA-bitIx9oy5Tvl8M4o_kLPA0Kvkk449bEAdM.team-a",
        "lk1.a",
        "lk1.",
        "a\n",
        "a~b~c~d~e~f~g~h~i",
        "a;no=1~b c",
      })
  void parse_textWithoutStructure_isMalformed(String path) {
    assertThat(isUnsupported(path)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a;no=1",
        "a;DNS=x.example",
        "a;dns=",
        "a;dns=x.example,",
        "a;dns=,x.example",
        "a;dns=x.example;dns=y.example",
        "a;id=x;id=x",
        "a;roles=%41",
        "a;roles=%c3%a9",
        "a;roles=%00",
        "a;roles=%0A",
        "a;roles=%C2%85",
        "a;roles=%C3",
        "a;roles=%C0%AF",
        "a;roles=%20",
        "a;dns=x_y.example",
        "a;dns=x.example.",
        "a;dns=a.*.example",
        "a;dns=**.example",
        "a;dns=m%C3%BCller.example",
        "a;ip=10.0.0.1/8",
        "a;ip=10.0.0.0/33",
        "a;ip=010.0.0.1",
        "a;ip=%3A%3Affff%3A10.0.0.0/8",
        "a;ip=%3A%3Affff%3A10.0.0.1/104",
        "a;uri=spiffe%3A//team-a",
        "a;uri=/team-a/",
        "a;uri=https%3A//x/?a/",
        "a;uri=https%3A//x/#a/",
        "a;days=0",
        "a;days=36501",
        "a;days=07",
        "a;days=1,2",
        "a;days=-1",
        "a;not-after=20270131T000000",
        "a;not-after=20270230T000000Z",
        "a;not-after=20270131T240000Z",
        "a;not-after=20270131T235960Z",
        "a;not-after=20270131t000000z",
        "a;eku=code",
        "a;eku=Server",
        "a;use=all",
        "a;use=token,Sign",
        "a;id=%C3%A9",
        "a;id=a,b",
      })
  void parse_badRestriction_isUnsupported(String path) {
    assertThat(isUnsupported(path)).isTrue();
  }

  @Test
  void parse_laterNameWithIdPrefix_isAccepted() {
    assertThat(ComponentPath.parse("a~lk1.b").name()).isEqualTo("a/lk1.b");
    assertThat(ComponentPath.parse("lk1").name()).isEqualTo("lk1");
    assertThat(ComponentPath.parse("LK1.a").name()).isEqualTo("LK1.a");
  }

  @Test
  void parse_lengths_areLimited() {
    assertThat(ComponentPath.parse("a".repeat(64)).name()).hasSize(64);
    assertThatThrownBy(() -> ComponentPath.parse("a".repeat(65)))
        .isInstanceOf(ComponentPathException.class);
    String longest = "a;roles=" + "b".repeat(1024 - 8);
    assertThat(ComponentPath.parse(longest).text()).hasSize(1024);
    assertThatThrownBy(() -> ComponentPath.parse(longest + "b"))
        .isInstanceOf(ComponentPathException.class)
        .hasMessageContaining("at most 1024 characters");
    assertThat(ComponentPath.parse("a~b~c~d~e~f~g~h").name()).isEqualTo("a/b/c/d/e/f/g/h");
  }

  @Test
  void parse_everyRestriction_isRead() {
    Restrictions all =
        restrictions(
            "a;id=2;use=token,sign;eku=client;days=36500;not-after=20270131T000000Z;roles=x%20y,z"
                + ";uri=spiffe%3A//a/,urn%3Aa%3A;ip=10.0.0.0/8,fd00%3A%3A1,%3A%3Affff%3A10.1.0.0/112"
                + ";dns=*,*.A.example,b.example");

    assertThat(all.names())
        .contains(
            new Restrictions.Names(
                List.of("*", "*.a.example", "b.example"),
                List.of("10.0.0.0/8", "fd00::1", "10.1.0.0/16"),
                List.of("spiffe://a/", "urn:a:")));
    assertThat(all.roles()).contains(Set.of("x y", "z"));
    assertThat(all.notAfter()).contains(Instant.parse("2027-01-31T00:00:00Z"));
    assertThat(all.days()).hasValue(36_500);
    assertThat(all.certificateUses()).contains(Set.of(CertificateUse.CLIENT));
    assertThat(all.uses()).contains(Set.of(ComponentUse.TOKEN, ComponentUse.SIGN));
    assertThat(all.id()).contains("2");
  }

  @Test
  void roles_laterSegment_canOnlyNarrow() {
    assertThat(ComponentPath.parse("a").roles()).containsExactly("service");
    assertThat(ComponentPath.parse("a~b;roles=admin").roles()).isEmpty();
    assertThat(ComponentPath.parse("a;roles=admin,service~b;roles=admin,x").roles())
        .containsExactly("admin");
    assertThat(ComponentPath.parse("a;roles=admin~b~c").roles()).containsExactly("admin");
  }

  @Test
  void notAfterAndUses_areNarrowestOfSegments() {
    ComponentPath path =
        ComponentPath.parse(
            "a;not-after=20270101T000000Z;use=token,sign~b;not-after=20280101T000000Z;use=sign,cmp");

    assertThat(path.notAfter()).contains(Instant.parse("2027-01-01T00:00:00Z"));
    assertThat(path.uses()).containsExactly(ComponentUse.SIGN);
    assertThat(ComponentPath.parse("a;use=token~b;use=sign").uses()).isEmpty();
  }

  @Test
  void percentText_encodesCharactersOnlyIfNeeded() {
    for (char character = ' '; character < 0x7f; character++) {
      String value = String.valueOf(character);
      boolean raw = " \"%+,:;=\\~".indexOf(character) < 0;
      String encoded = raw ? value : "%%%02X".formatted((int) character);
      assertThat(PercentText.encode(value)).isEqualTo(encoded);
      assertThat(PercentText.decode(encoded)).contains(value);
      assertThat(PercentText.decode("%%%02X".formatted((int) character)).isPresent())
          .isNotEqualTo(raw);
    }
  }
}
