package io.latchkey.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.pki.KeyType;
import io.latchkey.tokens.InvalidTokenException;
import io.latchkey.tokens.PrivateKeyTokenSigner;
import io.latchkey.tokens.TokenVerifier;
import io.latchkey.tokens.VerificationKey;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Public-key tokens with each crypto provider, where all of them are on the class path. */
class TokenCryptoProvidersTest {
  private static final List<KeyPair> PAIRS =
      Stream.of(KeyType.EC_P256, KeyType.EC_P384, KeyType.ED25519, KeyType.RSA_2048)
          .map(KeyType::generate)
          .toList();

  static Stream<Arguments> providersAndKeys() {
    boolean isLinuxOnX86 =
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64");
    return (isLinuxOnX86
            ? Stream.of("auto", "jdk", "bc", "accp", "conscrypt")
            : Stream.of("jdk", "bc"))
        .flatMap(name -> PAIRS.stream().map(pair -> Arguments.of(name, pair)));
  }

  @ParameterizedTest
  @MethodSource("providersAndKeys")
  void token_isVerifiedByEachProvider(String provider, KeyPair pair) throws Exception {
    TokenVerifier verifier = verifier(provider, pair);

    for (int i = 0; i < 2; i++) {
      assertThat(verifier.verify(token(pair, i)).name()).isEqualTo("worker-1");
    }
  }

  @ParameterizedTest
  @MethodSource("providersAndKeys")
  void alteredToken_isRejectedByEachProvider(String provider, KeyPair pair) {
    TokenVerifier verifier = verifier(provider, pair);
    String[] good = token(pair, 1).split("\\.", -1);
    String[] other = token(pair, 2).split("\\.", -1);

    assertThatThrownBy(() -> verifier.verify(good[0] + "." + good[1] + "." + other[2]))
        .isInstanceOf(InvalidTokenException.class)
        .hasMessageContaining("not signed");
  }

  private static TokenVerifier verifier(String provider, KeyPair pair) {
    return TokenVerifier.builder()
        .cryptoProvider(provider)
        .publicKeys(List.of(VerificationKey.of(pair.getPublic())))
        .build();
  }

  private static String token(KeyPair pair, int number) {
    return PrivateKeyTokenSigner.of(pair.getPrivate(), Optional.empty(), Clock.systemUTC())
        .sign(Map.of("sub", "worker-1", "n", number), Duration.ofMinutes(5));
  }
}
