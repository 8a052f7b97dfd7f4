package io.latchkey.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.latchkey.tokens.component.ComponentPath;
import io.latchkey.tokens.component.DerivedSecret;
import io.latchkey.tokens.component.RevokedComponents;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The order of the rules in {@link TokenVerifier}: a token that breaks several rules is rejected by
 * the first of them. Each row mends one fault of the row before.
 */
class RuleOrderTest {
  private static final ComponentRoot ROOT = ComponentRoot.of(TokenForge.PSK);
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final String PURPOSE = "\"sha256_fingerprint\":\"x\",";
  private static final String EXPIRED = "\"exp\":1";
  private static final String VALID = "\"exp\":1795262700";

  private final TokenVerifierBuilder builder =
      TokenVerifier.builder()
          .keyDerivation(TokenForge.FAST)
          .clock(Clock.fixed(NOW, ZoneOffset.UTC));

  private Reason reason(String token) {
    TokenVerifier verifier = builder.build();
    return catchThrowableOfType(InvalidTokenException.class, () -> verifier.verify(token)).reason();
  }

  private static String unsigned(String header, String claims) {
    return TokenForge.url(TokenForge.utf8(header)) + "." + TokenForge.url(TokenForge.utf8(claims));
  }

  /** A token with a signature of this length that no key has made. */
  private static String forged(String header, String claims, int signatureBytes) {
    byte[] signature = new byte[signatureBytes];
    Arrays.fill(signature, (byte) 1);
    return unsigned(header, claims) + "." + TokenForge.url(signature);
  }

  @ParameterizedTest
  @CsvSource({
    "none, !, 31, purpose expired name, UNSUPPORTED",
    "HS256, !, 31, purpose expired name, MALFORMED",
    "HS256, AAECAwQFBgcICQoLDA0ODw==, 31, purpose expired name, SIGNATURE",
    "HS256, AAECAwQFBgcICQoLDA0ODw==, 32, purpose expired name, PURPOSE",
    "HS256, AAECAwQFBgcICQoLDA0ODw==, 32, expired name, EXPIRED",
    "HS256, AAECAwQFBgcICQoLDA0ODw==, 32, name, MALFORMED",
    "HS256, AAECAwQFBgcICQoLDA0ODw==, 32, '', SIGNATURE",
  })
  void preSharedKey_rejectsByTheFirstRule(
      String alg, String salt, int signatureBytes, String faults, Reason expected) {
    builder.preSharedKeys(List.of(TokenForge.PSK));
    String header = "{\"alg\":\"%s\",\"salt\":\"%s\"}".formatted(alg, salt);

    assertThat(reason(forged(header, claims(faults), signatureBytes))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "a;new=1, 31, purpose expired name, UNSUPPORTED",
    "a;not-after=20200101T000000Z, 31, purpose expired name, SIGNATURE",
    "a;not-after=20200101T000000Z, 32, purpose expired name, PURPOSE",
    "a;not-after=20200101T000000Z, 32, expired name, EXPIRED",
    "a;not-after=20200101T000000Z, 32, name, SIGNATURE",
    "a;not-after=20200101T000000Z, signed, name, MALFORMED",
    "a;not-after=20200101T000000Z, signed, '', REVOKED",
    "b;not-after=20200101T000000Z, signed, '', EXPIRED",
  })
  void componentKey_rejectsByTheFirstRule(
      String path, String signature, String faults, Reason expected) throws Exception {
    builder
        .preSharedKeys(List.of(TokenForge.PSK))
        .componentKeys(List.of(ROOT))
        .revokedComponents(RevokedComponents.parse("a"));
    String header = "{\"alg\":\"HS256\",\"kid\":\"lk1.%s\"}".formatted(path);

    String token;
    if (signature.equals("signed")) {
      HmacKey key = new HmacKey(ROOT.key(ComponentPath.parse(path)).secret(DerivedSecret.TOKEN));
      String input = unsigned(header, claims(faults));
      token = input + "." + TokenForge.url(TokenForge.hmac(key, TokenForge.utf8(input)));
    } else {
      token = forged(header, claims(faults), Integer.parseInt(signature));
    }

    assertThat(reason(token)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "purpose expired name, other, PURPOSE",
    "expired name, other, EXPIRED",
    "name, other, ISSUER",
    "name bound, idp, AUDIENCE",
    "name bound audience, idp, UNSUPPORTED",
    "name audience, idp, MALFORMED",
    "audience, idp, SIGNATURE",
  })
  void publicKey_rejectsByTheFirstRule(String faults, String issuer, Reason expected) {
    builder.publicKeys(List.of(KeyForge.key(KeyForge.P256))).issuer("idp").audience("orders");
    String claims = claims(faults).replaceFirst("\\{", "{\"iss\":\"" + issuer + "\",");

    // The length of the signature is wrong too: only the key checks its form.
    assertThat(reason(forged("{\"alg\":\"ES256\"}", claims, 63))).isEqualTo(expected);
  }

  private static String claims(String faults) {
    List<String> listed = List.of(faults.split(" ", -1));
    return "{"
        + (listed.contains("purpose") ? PURPOSE : "")
        + (listed.contains("name") ? "\"sub\":7," : "")
        + (listed.contains("bound") ? "\"cnf\":{}," : "")
        + (listed.contains("audience") ? "\"aud\":\"orders\"," : "")
        + (listed.contains("expired") ? EXPIRED : VALID)
        + "}";
  }
}
