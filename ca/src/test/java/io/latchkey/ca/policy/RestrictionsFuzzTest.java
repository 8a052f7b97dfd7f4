package io.latchkey.ca.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.latchkey.ca.caller.CallerRestrictions;
import io.latchkey.ca.caller.CallerRestrictions.Names;
import io.latchkey.ca.caller.CallerRestrictions.Segment;
import io.latchkey.ca.caller.CallerRestrictions.Usage;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.NamePolicy;
import io.latchkey.ca.testing.RequestBuilder;
import io.latchkey.pki.CertificateSigningRequest;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A component key obtains no certificate that the key before it in the path would not obtain: no
 * other name, no longer validity, no other usage. Input is two segments and a name, one a line. A
 * segment is words such as {@code dns=a.test,*.b.test ip=10.0.0.0/8 days=3 eku=client}.
 */
class RestrictionsFuzzTest {
  private static final IssuancePolicy POLICY = TestPolicy.policy(NamePolicy.any());

  @FuzzTest(maxDuration = "10m")
  void child_obtainsNothingThatItsParentDoesNot(byte[] input) {
    String[] lines = new String(input, StandardCharsets.UTF_8).split("\n", 3);
    if (lines.length < 3) {
      return;
    }
    Optional<Segment> parent = segment(lines[0]);
    Optional<Segment> child = segment(lines[1]);
    Optional<CertificateSigningRequest> request = request(lines[2]);
    if (parent.isEmpty() || child.isEmpty() || request.isEmpty()) {
      return;
    }
    Optional<IssuancePolicy.Admission> narrow =
        admit(request.get(), List.of(parent.get(), child.get()));
    if (narrow.isPresent()) {
      for (Segment each : List.of(parent.get(), child.get())) {
        IssuancePolicy.Admission wide = admit(request.get(), List.of(each)).orElseThrow();
        assertThat(narrow.get().period().notAfter()).isBeforeOrEqualTo(wide.period().notAfter());
        assertThat(wide.usages()).containsAll(narrow.get().usages());
      }
    }
  }

  private static Optional<IssuancePolicy.Admission> admit(
      CertificateSigningRequest request, List<Segment> segments) {
    try {
      return Optional.of(
          POLICY.admit(
              request, TestPolicy.TERMS.within(new CallerRestrictions(segments)), TestPolicy.NOW));
    } catch (IssuanceRejectedException e) {
      return Optional.empty();
    }
  }

  private static Optional<CertificateSigningRequest> request(String name) {
    try {
      return Optional.of(RequestBuilder.request().subject("CN=w.test").dns(name).build());
    } catch (IssuanceRejectedException | RuntimeException e) {
      return Optional.empty(); // no name that a request can have
    }
  }

  private static Optional<Segment> segment(String text) {
    try {
      List<String> dns = values(text, "dns");
      List<String> ips = values(text, "ip");
      List<String> uris = values(text, "uri");
      boolean named = !dns.isEmpty() || !ips.isEmpty() || !uris.isEmpty();
      NamePolicy.of(dns, ips);
      return Optional.of(
          new Segment(
              "s",
              named ? Optional.of(new Names(dns, ips, uris)) : Optional.empty(),
              Optional.empty(),
              values(text, "days").stream()
                  .mapToInt(Integer::parseInt)
                  .filter(n -> n > 0)
                  .findFirst(),
              usages(values(text, "eku"))));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static List<String> values(String text, String word) {
    return Stream.of(text.split(" ", -1))
        .filter(part -> part.startsWith(word + "="))
        .flatMap(part -> Stream.of(part.substring(word.length() + 1).split(",", -1)))
        .toList();
  }

  private static Optional<Set<Usage>> usages(List<String> words) {
    Set<Usage> usages = EnumSet.noneOf(Usage.class);
    words.forEach(word -> usages.add(word.equals("server") ? Usage.SERVER : Usage.CLIENT));
    return usages.isEmpty() ? Optional.empty() : Optional.of(usages);
  }
}
