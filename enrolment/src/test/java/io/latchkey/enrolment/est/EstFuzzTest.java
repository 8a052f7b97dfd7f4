package io.latchkey.enrolment.est;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.enrolment.CallerRejectedException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;

/**
 * Every header and every body has a response or a rejection with a fixed sentence. Input that
 * begins with {@code :} is the value of the header {@code Authorization}; other input is the body
 * of an authenticated caller.
 */
class EstFuzzTest {
  private static final EstFixture SERVER = open();
  private static final IssuanceTerms TERMS = terms();

  private static EstFixture open() {
    try {
      EstFixture opened = EstFixture.open(Files.createTempDirectory("est-fuzz"));
      Runtime.getRuntime().addShutdownHook(new Thread(opened::close, "est-fuzz-end"));
      return opened;
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static IssuanceTerms terms() {
    try {
      return SERVER.terms(EstFixture.component("team-a"));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @FuzzTest(maxDuration = "10m")
  void anyRequest_hasAResponse(byte[] input) throws Exception {
    SERVER.forgetFailures();
    SERVER.watched.clear();
    if (input.length > 0 && input[0] == ':') {
      String header =
          new String(Arrays.copyOfRange(input, 1, input.length), StandardCharsets.ISO_8859_1);
      try {
        IssuanceTerms accepted = SERVER.server().authenticate(header, SERVER.sender());
        assertThat(accepted.caller().kind()).isEqualTo("component");
      } catch (CallerRejectedException e) {
        assertThat(e.detail()).matches("[A-Z][^.]{10,200}\\.");
      }
      return;
    }
    try {
      assertThat(SERVER.enrol(TERMS, input)).isNotNull();
    } catch (IssuanceRejectedException e) {
      assertThat(e.detail()).matches("[A-Z](?s:.){10,300}");
    }
  }
}
