package io.latchkey.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.Test;

/**
 * RFC 7515 appendix A, at a time before the {@code exp} of its examples: those that are tokens of
 * ours verify, the others are rejected, each for what it is.
 */
class Rfc7515Test {
  private static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(1300819000), ZoneOffset.UTC);

  static final String PAYLOAD =
      "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
          + "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

  static final String HS256 =
      "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
          + PAYLOAD
          + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

  static final String RS256 =
      "eyJhbGciOiJSUzI1NiJ9."
          + PAYLOAD
          + ".cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7"
          + "AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4"
          + "BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K"
          + "0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqv"
          + "hJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrB"
          + "p0igcN_IoypGlUPQGe77Rw";

  private static final String ES256 =
      "eyJhbGciOiJFUzI1NiJ9."
          + PAYLOAD
          + ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSA"
          + "pmWQxfKTUJqPP3-Kg6NU1Q";

  private static final String ES512 =
      "eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA"
          + ".AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZq"
          + "wqT2SI-KGDKB34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8Kp"
          + "EHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn";

  private static TokenVerifier verifier(PublicKey key) {
    return TokenVerifier.builder()
        .publicKeys(List.of(VerificationKey.of(key)))
        .issuer("joe")
        .clock(CLOCK)
        .build();
  }

  private static PublicKey rsa() throws Exception {
    return KeyFactory.getInstance("RSA")
        .generatePublic(
            new RSAPublicKeySpec(
                number(
                    "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp"
                        + "-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOW"
                        + "vG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUs"
                        + "LA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9k"
                        + "G4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2"
                        + "PAcDTW9gb54h4FRWyuXpoQ"),
                number("AQAB")));
  }

  private static PublicKey ec() throws Exception {
    return ec(
        "secp256r1",
        "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0");
  }

  private static PublicKey ecP521() throws Exception {
    return ec(
        "secp521r1",
        "AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk",
        "ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2");
  }

  private static PublicKey ec(String name, String x, String y) throws Exception {
    AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
    curve.init(new ECGenParameterSpec(name));
    ECPoint point = new ECPoint(number(x), number(y));
    return KeyFactory.getInstance("EC")
        .generatePublic(new ECPublicKeySpec(point, curve.getParameterSpec(ECParameterSpec.class)));
  }

  private static BigInteger number(String base64url) {
    return new BigInteger(1, bytes(base64url));
  }

  private static byte[] bytes(String base64url) {
    return Base64.getUrlDecoder().decode(base64url);
  }

  private static byte[] signingInput(String token) {
    return token.substring(0, token.lastIndexOf('.')).getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] signature(String token) {
    return bytes(lastPart(token));
  }

  private static InvalidTokenException rejection(TokenVerifier verifier, String token) {
    return catchThrowableOfType(InvalidTokenException.class, () -> verifier.verify(token));
  }

  @Test
  void a1_hs256WithoutSalt_isRejected() {
    String secret =
        "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0i"
            + "PS4hcgUuTwjAzZr1Z9CAow";
    TokenVerifier verifier =
        TokenVerifier.builder()
            .preSharedKeys(List.of(PreSharedKey.of(secret)))
            .keyDerivation(TokenForge.FAST)
            .clock(CLOCK)
            .build();

    assertThat(TokenForge.hmac(new HmacKey(bytes(secret)), signingInput(HS256)))
        .isEqualTo(signature(HS256));
    assertThat(rejection(verifier, HS256).detail())
        .isEqualTo("The header of the token has no salt.");
  }

  @Test
  void a2_rs256_verifies() throws Exception {
    assertThat(verifier(rsa()).verify(RS256).claims())
        .containsEntry("iss", "joe")
        .containsEntry("http://example.com/is_root", true);
  }

  @Test
  void a3_es256_verifies() throws Exception {
    assertThat(verifier(ec()).verify(ES256).text("iss")).contains("joe");
  }

  @Test
  void a2_a3_swappedKeys_areRejected() throws Exception {
    TokenVerifier rsa = verifier(rsa());
    TokenVerifier ec = verifier(ec());

    assertThatThrownBy(() -> ec.verify(RS256)).isInstanceOf(InvalidTokenException.class);
    assertThatThrownBy(() -> rsa.verify(ES256)).isInstanceOf(InvalidTokenException.class);
  }

  @Test
  void a4_es512_isRejectedLikeKey() throws Exception {
    PublicKey key = ecP521();
    Signature signature = Signature.getInstance("SHA512withECDSAinP1363Format");
    signature.initVerify(key);
    signature.update(signingInput(ES512));

    assertThat(signature.verify(signature(ES512))).isTrue();
    assertThat(rejection(verifier(ec()), ES512).reason()).isEqualTo(Reason.UNSUPPORTED);
    assertThatThrownBy(() -> VerificationKey.of(key))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("another curve than P-256 and P-384");
  }

  @Test
  void a5_unsecured_isRejected() throws Exception {
    assertThat(rejection(verifier(rsa()), "eyJhbGciOiJub25lIn0." + PAYLOAD + ".").reason())
        .isEqualTo(Reason.UNSUPPORTED);
  }

  @Test
  void a6_generalJsonSerialization_isMalformed() throws Exception {
    String general =
        """
        {"payload":"%s",
         "signatures":[
          {"protected":"eyJhbGciOiJSUzI1NiJ9",
           "header":{"kid":"2010-12-29"},
           "signature":"%s"},
          {"protected":"eyJhbGciOiJFUzI1NiJ9",
           "header":{"kid":"e9bc097a-ce51-4036-9562-d2ade882db0d"},
           "signature":"%s"}]}"""
            .formatted(PAYLOAD, lastPart(RS256), lastPart(ES256));

    assertThat(rejection(verifier(rsa()), general).reason()).isEqualTo(Reason.MALFORMED);
    assertThat(rejection(verifier(ec()), general).reason()).isEqualTo(Reason.MALFORMED);
  }

  @Test
  void a7_flattenedJsonSerialization_isMalformed() throws Exception {
    String flattened =
        """
        {"payload":"%s",
         "protected":"eyJhbGciOiJFUzI1NiJ9",
         "header":{"kid":"e9bc097a-ce51-4036-9562-d2ade882db0d"},
         "signature":"%s"}"""
            .formatted(PAYLOAD, lastPart(ES256));

    assertThat(rejection(verifier(ec()), flattened).reason()).isEqualTo(Reason.MALFORMED);
  }

  private static String lastPart(String token) {
    return token.substring(token.lastIndexOf('.') + 1);
  }
}
