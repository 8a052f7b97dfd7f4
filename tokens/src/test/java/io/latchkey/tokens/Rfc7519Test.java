package io.latchkey.tokens;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigInteger;
import java.security.KeyFactory;
import java.security.spec.RSAPrivateKeySpec;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwe.JsonWebEncryption;
import org.junit.jupiter.api.Test;

/**
 * RFC 7519: its examples are good JWTs and, without a salt, unsecured or encrypted, no tokens of
 * ours.
 */
class Rfc7519Test {
  private static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(1300819000), ZoneOffset.UTC);

  private static final String ENCRYPTED =
      "eyJhbGciOiJSU0ExXzUiLCJlbmMiOiJBMTI4Q0JDLUhTMjU2In0."
          + "QR1Owv2ug2WyPBnbQrRARTeEk9kDO2w8qDcjiHnSJflSdv1iNqhWXaKH4MqAkQtM"
          + "oNfABIPJaZm0HaA415sv3aeuBWnD8J-Ui7Ah6cWafs3ZwwFKDFUUsWHSK-IPKxLG"
          + "TkND09XyjORj_CHAgOPJ-Sd8ONQRnJvWn_hXV1BNMHzUjPyYwEsRhDhzjAD26ima"
          + "sOTsgruobpYGoQcXUwFDn7moXPRfDE8-NoQX7N7ZYMmpUDkR-Cx9obNGwJQ3nM52"
          + "YCitxoQVPzjbl7WBuB7AohdBoZOdZ24WlN1lVIeh8v1K4krB8xgKvRU8kgFrEn_a"
          + "1rZgN5TiysnmzTROF869lQ."
          + "AxY8DCtDaGlsbGljb3RoZQ."
          + "MKOle7UQrG6nSxTLX6Mqwt0orbHvAKeWnDYvpIAeZ72deHxz3roJDXQyhxx0wKaM"
          + "HDjUEOKIwrtkHthpqEanSBNYHZgmNOV7sln1Eu9g3J8."
          + "fiK51VwhsxJ-siBMR-YFiA";

  private static final String NESTED =
      "eyJhbGciOiJSU0ExXzUiLCJlbmMiOiJBMTI4Q0JDLUhTMjU2IiwiY3R5IjoiSldU"
          + "In0."
          + "g_hEwksO1Ax8Qn7HoN-BVeBoa8FXe0kpyk_XdcSmxvcM5_P296JXXtoHISr_DD_M"
          + "qewaQSH4dZOQHoUgKLeFly-9RI11TG-_Ge1bZFazBPwKC5lJ6OLANLMd0QSL4fYE"
          + "b9ERe-epKYE3xb2jfY1AltHqBO-PM6j23Guj2yDKnFv6WO72tteVzm_2n17SBFvh"
          + "DuR9a2nHTE67pe0XGBUS_TK7ecA-iVq5COeVdJR4U4VZGGlxRGPLRHvolVLEHx6D"
          + "YyLpw30Ay9R6d68YCLi9FYTq3hIXPK_-dmPlOUlKvPr1GgJzRoeC9G5qCvdcHWsq"
          + "JGTO_z3Wfo5zsqwkxruxwA."
          + "UmVkbW9uZCBXQSA5ODA1Mg."
          + "VwHERHPvCNcHHpTjkoigx3_ExK0Qc71RMEParpatm0X_qpg-w8kozSjfNIPPXiTB"
          + "BLXR65CIPkFqz4l1Ae9w_uowKiwyi9acgVztAi-pSL8GQSXnaamh9kX1mdh3M_TT"
          + "-FZGQFQsFhu0Z72gJKGdfGE-OE7hS1zuBD5oEUfk0Dmb0VzWEzpxxiSSBbBAzP10"
          + "l56pPfAtrjEYw-7ygeMkwBl6Z_mLS6w6xUgKlvW6ULmkV-uLC4FUiyKECK4e3WZY"
          + "Kw1bpgIqGYsw2v_grHjszJZ-_I5uM-9RA8ycX9KqPRp9gc6pXmoU_-27ATs9XCvr"
          + "ZXUtK2902AUzqpeEUJYjWWxSNsS-r1TJ1I-FMJ4XyAiGrfmo9hQPcNBYxPz3GQb2"
          + "8Y5CLSQfNgKSGt0A4isp1hBUXBHAndgtcslt7ZoQJaKe_nNJgNliWtWpJ_ebuOpE"
          + "l8jdhehdccnRMIwAmU1n7SPkmhIl1HlSOpvcvDfhUN5wuqU955vOBvfkBOh5A11U"
          + "zBuo2WlgZ6hYi9-e3w29bR0C2-pp3jbqxEDw3iWaf2dc5b-LnR0FEYXvI_tYk5rd"
          + "_J9N0mg0tQ6RbpxNEMNoA9QWk5lgdPvbh9BaO195abQ."
          + "AVO9iT5AV4CzvDJCdhSFlQ";

  /** The key of RFC 7516 appendix A.2, which both examples are encrypted to. */
  private static final String MODULUS =
      "sXchDaQebHnPiGvyDOAT4saGEUetSyo9MKLOoWFsueri23bOdgWp4Dy1Wl"
          + "UzewbgBHod5pcM9H95GQRV3JDXboIRROSBigeC5yjU1hGzHHyXss8UDpre"
          + "cbAYxknTcQkhslANGRUZmdTOQ5qTRsLAt6BTYuyvVRdhS8exSZEy_c4gs_"
          + "7svlJJQ4H9_NxsiIoLwAEk7-Q3UXERGYw_75IDrGA84-lA_-Ct4eTlXHBI"
          + "Y2EaV7t7LjJaynVJCpkv4LKjTTAumiGUIuQhrNhZLuF_RJLqHpM2kgWFLU"
          + "7-VTdL1VbC2tejvcI2BlMkEpk1BzBZI0KQB0GaDWFLN-aEAw3vRw";

  private static final String PRIVATE_EXPONENT =
      "VFCWOqXr8nvZNyaaJLXdnNPXZKRaWCjkU5Q2egQQpTBMwhprMzWzpR8Sxq"
          + "1OPThh_J6MUD8Z35wky9b8eEO0pwNS8xlh1lOFRRBoNqDIKVOku0aZb-ry"
          + "nq8cxjDTLZQ6Fz7jSjR1Klop-YKaUHc9GsEofQqYruPhzSA-QgajZGPbE_"
          + "0ZaVDJHfyd7UUBUKunFMScbflYAAOYJqVIVwaYR5zWEEceUjNnTNo_CVSj"
          + "-VvXLO5VZfCUAVLgW4dpf1SrtZjSt34YLsRarSb127reG_DUwg9Ch-Kyvj"
          + "T1SkHgUWRVGcyly7uvVGRSDwsXypdrNinPA4jlhoNdizK2zF2CWQ";

  private final TokenVerifier verifier =
      TokenVerifier.builder()
          .preSharedKeys(List.of(TokenForge.PSK))
          .keyDerivation(TokenForge.FAST)
          .publicKeys(List.of(KeyForge.key(KeyForge.RSA), KeyForge.key(KeyForge.P256)))
          .clock(CLOCK)
          .build();

  private InvalidTokenException rejection(String token) {
    return catchThrowableOfType(InvalidTokenException.class, () -> verifier.verify(token));
  }

  @Test
  void section3_1_unsaltedHs256_isRejected() {
    assertThat(rejection(Rfc7515Test.HS256).detail())
        .isEqualTo("The header of the token has no salt.");
  }

  @Test
  void section6_1_unsecured_isRejected() {
    assertThat(rejection("eyJhbGciOiJub25lIn0." + Rfc7515Test.PAYLOAD + ".").reason())
        .isEqualTo(Reason.UNSUPPORTED);
  }

  @Test
  void a1_encryptedToken_isMalformed() throws Exception {
    assertThat(decrypted(ENCRYPTED))
        .isEqualTo(new String(Base64.getUrlDecoder().decode(Rfc7515Test.PAYLOAD), US_ASCII));

    assertThat(rejection(ENCRYPTED).reason()).isEqualTo(Reason.MALFORMED);
  }

  @Test
  void a2_nestedToken_isMalformed() throws Exception {
    assertThat(decrypted(NESTED)).isEqualTo(Rfc7515Test.RS256);

    assertThat(rejection(NESTED).reason()).isEqualTo(Reason.MALFORMED);
  }

  /** As another library reads it: so the example is what the RFC has. */
  private static String decrypted(String token) throws Exception {
    JsonWebEncryption encryption = new JsonWebEncryption();
    encryption.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
    encryption.setCompactSerialization(token);
    encryption.setKey(
        KeyFactory.getInstance("RSA")
            .generatePrivate(new RSAPrivateKeySpec(number(MODULUS), number(PRIVATE_EXPONENT))));
    return encryption.getPayload();
  }

  private static BigInteger number(String base64url) {
    return new BigInteger(1, Base64.getUrlDecoder().decode(base64url));
  }
}
