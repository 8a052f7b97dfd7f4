package io.latchkey.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.pki.KeyType;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.PrivateKeyTokenSigner;
import io.latchkey.tokens.Scheme;
import io.latchkey.tokens.TokenSigner;
import io.latchkey.tokens.TokenVerifier;
import io.latchkey.tokens.VerificationKey;
import io.latchkey.tokens.VerifiedToken;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.jose4j.json.JsonUtil;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Latchkey accepts tokens that other implementations of JSON Web Signature have signed, and these
 * implementations accept the tokens of Latchkey.
 */
class JwtLibrariesIT {
  private static final List<String> ALGORITHMS =
      List.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA");

  /** The algorithms of {@link PrivateKeyTokenSigner}. */
  private static final List<String> SIGNED_BY_US = List.of("RS256", "ES256", "ES384", "EdDSA");

  private static final PreSharedKey PSK = PreSharedKey.generate();
  private static final String SALT = "AAECAwQFBgcICQoLDA0ODw==";
  private static final int ITERATIONS = 100_000;
  private static final int KEY_BITS = 256;

  private static final KeyPair RSA = KeyType.RSA_2048.generate();
  private static final KeyPair P256 = KeyType.EC_P256.generate();
  private static final KeyPair P384 = KeyType.EC_P384.generate();
  private static final KeyPair ED25519 = KeyType.ED25519.generate();

  @TempDir Path folder;

  private static KeyPair pairFor(String algorithm) {
    return switch (algorithm) {
      case "ES256" -> P256;
      case "ES384" -> P384;
      case "EdDSA" -> ED25519;
      default -> RSA;
    };
  }

  /** Another pair of the same type. */
  private static KeyPair otherPairFor(String algorithm) {
    return switch (algorithm) {
      case "ES256" -> KeyType.EC_P256.generate();
      case "ES384" -> KeyType.EC_P384.generate();
      case "EdDSA" -> KeyType.ED25519.generate();
      default -> KeyType.RSA_2048.generate();
    };
  }

  static Stream<Arguments> librariesAndAlgorithms() {
    return combinations(ALGORITHMS);
  }

  static Stream<Arguments> librariesAndOurAlgorithms() {
    return combinations(SIGNED_BY_US);
  }

  private static Stream<Arguments> combinations(List<String> algorithms) {
    return Stream.of(JwtLibrary.values())
        .flatMap(
            library ->
                algorithms.stream()
                    .filter(library::supports)
                    .map(algorithm -> Arguments.of(library, algorithm)));
  }

  private static String claims() {
    return "{\"sub\":\"worker-1\",\"roles\":[\"admin\",\"ops\"],\"exp\":%d}"
        .formatted(Instant.now().getEpochSecond() + 300);
  }

  /** The key of a salt (contract of the tokens of pre-shared keys), by the JDK. */
  private static SecretKey derived(String salt) throws GeneralSecurityException {
    PBEKeySpec parameters =
        new PBEKeySpec(
            PSK.reveal().toCharArray(), Base64.getDecoder().decode(salt), ITERATIONS, KEY_BITS);
    return new SecretKeySpec(
        SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
            .generateSecret(parameters)
            .getEncoded(),
        "HmacSHA256");
  }

  @ParameterizedTest
  @MethodSource("librariesAndAlgorithms")
  void publicKeyTokenOfLibrary_isAccepted(JwtLibrary library, String algorithm) throws Exception {
    library.require(folder);
    KeyPair pair = pairFor(algorithm);
    String token = library.sign(folder, algorithm, pair, "{\"typ\":\"JWT\"}", claims());

    VerifiedToken caller =
        TokenVerifier.builder()
            .publicKeys(List.of(VerificationKey.of(pair.getPublic())))
            .build()
            .verify(token);

    assertThat(caller.name()).isEqualTo("worker-1");
    assertThat(caller.roles()).containsExactly("admin", "ops");
    assertThat(caller.scheme()).isEqualTo(Scheme.PUBLIC_KEY);
  }

  @ParameterizedTest
  @EnumSource(JwtLibrary.class)
  void preSharedKeyTokenOfLibrary_isAccepted(JwtLibrary library) throws Exception {
    library.require(folder);
    String header = "{\"salt\":\"%s\",\"typ\":\"JWT\"}".formatted(SALT);
    String token = library.sign(folder, derived(SALT), header, claims());

    VerifiedToken caller =
        TokenVerifier.builder().preSharedKeys(List.of(PSK)).build().verify(token);

    assertThat(caller.name()).isEqualTo("worker-1");
    assertThat(caller.roles()).containsExactly("admin", "ops");
    assertThat(caller.scheme()).isEqualTo(Scheme.PSK);
  }

  @ParameterizedTest
  @MethodSource("librariesAndOurAlgorithms")
  void ourPublicKeyToken_isAcceptedByLibrary(JwtLibrary library, String algorithm)
      throws Exception {
    library.require(folder);
    KeyPair pair = pairFor(algorithm);
    String token =
        PrivateKeyTokenSigner.of(pair.getPrivate(), Optional.of("key-1"), Clock.systemUTC())
            .sign(Map.of("sub", "worker-1"), Duration.ofMinutes(5));

    assertThat(library.subject(folder, algorithm, pair.getPublic(), token)).isEqualTo("worker-1");
    assertThatThrownBy(
            () -> library.subject(folder, algorithm, otherPairFor(algorithm).getPublic(), token))
        .isInstanceOf(AssertionError.class);
  }

  @ParameterizedTest
  @EnumSource(JwtLibrary.class)
  void ourPskToken_isAcceptedByLibrary(JwtLibrary library) throws Exception {
    library.require(folder);
    String token = TokenSigner.of(PSK).sign(Map.of("sub", "worker-1"));
    String header =
        new String(
            Base64.getUrlDecoder().decode(token.substring(0, token.indexOf('.'))),
            StandardCharsets.UTF_8);
    SecretKey key = derived((String) JsonUtil.parseJson(header).get("salt"));

    assertThat(library.subject(folder, JwtLibrary.HS256, key, token)).isEqualTo("worker-1");
    assertThatThrownBy(() -> library.subject(folder, JwtLibrary.HS256, derived(SALT), token))
        .isInstanceOf(AssertionError.class);
  }
}
