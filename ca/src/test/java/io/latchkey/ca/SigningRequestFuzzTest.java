package io.latchkey.ca;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A request that is read makes it through each rule or is refused by it, and what is signed in the
 * end is no CA. Every rule is asked, also those that the proof of possession would keep it from.
 */
class SigningRequestFuzzTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final Issuer ISSUER =
      Issuer.selfSigned(
          KeyType.EC_P256, new RootProfile("Root", Optional.empty(), Period.ofDays(3650)), NOW);
  private static final IssuancePolicy POLICY =
      new IssuancePolicy(
          NamePolicy.any(),
          new ValidityRule(Duration.ofDays(365), Duration.ofDays(365), ISSUER.validity()));
  private static final NamePolicy NARROW =
      NamePolicy.of(List.of("*.example.org"), List.of("10.0.0.0/8"));
  private static final List<RequestRule> RULES =
      List.of(new SignatureAlgorithmRule(), new KeyStrengthRule(), new ExtensionsRule());

  /** The recorded requests, and what is in those that are PEM: seeds beside what was found. */
  static Stream<byte[]> recorded() {
    return Requests.files().stream()
        .filter(file -> !file.equals("san-5000.pem")) // so long that it would slow the search
        .flatMap(SigningRequestFuzzTest::forms);
  }

  private static Stream<byte[]> forms(String file) {
    byte[] content = Requests.bytes(file);
    if (!file.endsWith(".pem")) {
      return Stream.of(content);
    }
    String base64 =
        new String(content, StandardCharsets.US_ASCII).replaceAll("(?m)^-----.*-----$", "");
    return Stream.of(content, Base64.getMimeDecoder().decode(base64));
  }

  @MethodSource("recorded")
  @FuzzTest(maxDuration = "10m")
  void anyRequest_isRefusedInOrderOrGetsAPlainCertificate(byte[] input) throws Exception {
    try {
      SigningRequest request = SigningRequest.parse(input);
      for (RequestRule rule : RULES) {
        refusedInOrder(() -> rule.check(request));
      }
      refusedInOrder(() -> NARROW.check(new SubjectRule().read(request)));
      check(
          ISSUER.sign(
              new CertificateProfile(ISSUER.certificate())
                  .build(POLICY.admit(request, Optional.empty(), NOW), BigInteger.TEN)));
    } catch (IssuanceRefusedException e) {
      check(e);
    }
  }

  private static void check(X509Certificate certificate) throws Exception {
    assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
    assertThat(certificate.getKeyUsage()[5]).isFalse();
    assertThat(certificate.getNotAfter().toInstant()).isBefore(NOW.plus(Duration.ofDays(366)));
    certificate.verify(ISSUER.certificate().getPublicKey());
  }

  private static void check(IssuanceRefusedException refusal) {
    assertThat(refusal.getMessage()).isNotBlank().matches("[^\\p{Cntrl}]*+").hasSizeLessThan(1000);
  }

  private static void refusedInOrder(Step step) {
    try {
      step.run();
    } catch (IssuanceRefusedException e) {
      check(e);
    }
  }

  @FunctionalInterface
  private interface Step {
    void run() throws IssuanceRefusedException;
  }
}
