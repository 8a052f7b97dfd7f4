package io.latchkey.ca.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.base.testing.Tools;
import io.latchkey.pki.Pem;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertPathValidatorException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * OpenSSL, GnuTLS, Go and the JDK verify certificates below a CA with name constraints: all accept
 * what {@link NameConstraintsRule} allows, and at least one rejects what the rule rejects.
 */
class NameConstraintsReadersTest {
  private static final String ROOT = "root.pem";
  private static final String ACCEPTED = " accepted";

  @TempDir static Path temporary;
  private static final List<Signed> ALLOWED = new ArrayList<>();
  private static final List<Signed> REJECTED = new ArrayList<>();
  private static Instant now = Instant.EPOCH;

  /** A certificate of the CA, in a file together with that of the CA. */
  private record Signed(String file, TestCa ca, X509Certificate certificate) {
    boolean isAcceptedByJdk() throws Exception {
      try {
        NameConstraintsRuleTest.validate(ca, certificate, now);
        return true;
      } catch (CertPathValidatorException | NullPointerException e) {
        // It throws the latter for a URI in which it finds no host, such as one with underscores.
        return false;
      }
    }
  }

  @BeforeAll
  static void sign() throws Exception {
    // The tools compare with their own clock.
    now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    Files.writeString(
        temporary.resolve(ROOT), Pem.encode(NameConstraintsRuleTest.ROOT.certificate()));
    for (NameConstraintsRuleTest.Asked asked : NameConstraintsRuleTest.inside().toList()) {
      TestCa ca = NameConstraintsRuleTest.ca(asked);
      sign(ALLOWED, "allowed", ca, asked, NameConstraintsRuleTest.rule(ca));
    }
    NameConstraintsRule none = NameConstraintsRule.of(List.of());
    for (NameConstraintsRuleTest.Asked asked : NameConstraintsRuleTest.outside().toList()) {
      sign(REJECTED, "rejected", NameConstraintsRuleTest.ca(asked), asked, none);
    }
  }

  private static void sign(
      List<Signed> all,
      String kind,
      TestCa ca,
      NameConstraintsRuleTest.Asked asked,
      NameConstraintsRule rule)
      throws Exception {
    X509Certificate leaf = NameConstraintsRuleTest.sign(ca, asked, rule, now);
    String file = "%s-%d.pem".formatted(kind, all.size());
    Files.writeString(temporary.resolve(file), Pem.encode(leaf) + Pem.encode(ca.certificate()));
    all.add(new Signed(file, ca, leaf));
  }

  @Test
  void allowedName_isAcceptedByOpenSsl() throws Exception {
    for (Signed each : ALLOWED) {
      Tools.Result result = openssl(each);
      assertThat(result.status()).as(result.output()).isZero();
    }
  }

  @Test
  void allowedName_passesGnuTlsUnlessStartWarns() throws Exception {
    for (Signed each : ALLOWED) {
      Tools.Result result = certtool(each);
      if (!NameConstraintsRuleTest.rule(each.ca()).hasExclusionUnknownToGnuTls()) {
        assertThat(result.status()).as(each + result.output()).isZero();
      }
    }
  }

  @Test
  void allowedName_passesGoUnlessStartWarns() throws Exception {
    List<String> expected =
        ALLOWED.stream()
            .filter(each -> !NameConstraintsRuleTest.rule(each.ca()).hasKindUnknownToGo())
            .map(each -> each.file() + ACCEPTED)
            .toList();

    assertThat(acceptedByGo(ALLOWED)).containsExactlyElementsOf(expected);
  }

  @Test
  void rejectedName_failsInAtLeastOneClient() throws Exception {
    List<String> accepted = acceptedByGo(REJECTED);

    for (Signed each : REJECTED) {
      boolean acceptedByAll =
          accepted.contains(each.file() + ACCEPTED)
              && openssl(each).status() == 0
              && certtool(each).status() == 0
              && each.isAcceptedByJdk();
      assertThat(acceptedByAll).as(each.toString()).isFalse();
    }
  }

  private static Tools.Result openssl(Signed signed) throws Exception {
    Tools.require("openssl");
    return Tools.run(
        temporary,
        Map.of(),
        "openssl",
        "verify",
        "-x509_strict",
        "-CAfile",
        ROOT,
        "-untrusted",
        signed.file(),
        signed.file());
  }

  private static Tools.Result certtool(Signed signed) throws Exception {
    Tools.require("certtool");
    return Tools.run(
        temporary,
        Map.of(),
        "certtool",
        "--verify",
        "--load-ca-certificate",
        ROOT,
        "--infile",
        signed.file());
  }

  private static List<String> acceptedByGo(List<Signed> all) throws Exception {
    Tools.require("go");
    try (InputStream in =
        NameConstraintsReadersTest.class.getResourceAsStream("/readers/chains.go")) {
      Files.write(temporary.resolve("chains.go"), in.readAllBytes());
    }
    String[] command =
        Stream.concat(Stream.of("go", "run", "chains.go", ROOT), all.stream().map(Signed::file))
            .toArray(String[]::new);
    return Tools.run(temporary, IndependentReadersTest.goEnvironment(), command)
        .success()
        .lines()
        .filter(line -> line.endsWith(ACCEPTED))
        .toList();
  }
}
