package io.latchkey.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.KeyFactory;
import java.security.PublicKey;
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
import org.junit.jupiter.api.Test;

/** RFC 7515 appendix A: the examples with public keys, at a time before their {@code exp}. */
class Rfc7515Test {
  private static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(1300819000), ZoneOffset.UTC);

  private static final String PAYLOAD =
      "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
          + "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

  private static final String RS256 =
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
    AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
    curve.init(new ECGenParameterSpec("secp256r1"));
    ECPoint point =
        new ECPoint(
            number("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"),
            number("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"));
    return KeyFactory.getInstance("EC")
        .generatePublic(new ECPublicKeySpec(point, curve.getParameterSpec(ECParameterSpec.class)));
  }

  private static BigInteger number(String base64url) {
    return new BigInteger(1, Base64.getUrlDecoder().decode(base64url));
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
  void a2AndA3_withEachOthersKey_areRefused() throws Exception {
    TokenVerifier rsa = verifier(rsa());
    TokenVerifier ec = verifier(ec());

    assertThatThrownBy(() -> ec.verify(RS256)).isInstanceOf(InvalidTokenException.class);
    assertThatThrownBy(() -> rsa.verify(ES256)).isInstanceOf(InvalidTokenException.class);
  }

  @Test
  void a5_unsecured_isRefused() throws Exception {
    TokenVerifier rsa = verifier(rsa());

    assertThatThrownBy(() -> rsa.verify("eyJhbGciOiJub25lIn0." + PAYLOAD + "."))
        .isInstanceOf(InvalidTokenException.class)
        .extracting("reason")
        .isEqualTo(Reason.UNSUPPORTED);
  }
}
