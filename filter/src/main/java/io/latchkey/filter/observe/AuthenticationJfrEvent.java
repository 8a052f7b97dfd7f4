package io.latchkey.filter.observe;

import io.latchkey.filter.rules.Outcome;
import io.latchkey.tokens.Scheme;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** The decision about a request, for Java Flight Recorder. */
@Name("io.latchkey.Authentication")
@Label("Authentication")
@Category("Latchkey")
@Description("A request was admitted with its token, or refused")
@StackTrace(false)
final class AuthenticationJfrEvent extends Event {
  @Label("Admitted")
  boolean admitted;

  @Label("Reason")
  @Description("Why it was refused; empty if it was not")
  String reason = "";

  @Label("Address")
  String address = "";

  @Label("Path")
  String path = "";

  @Label("Key ID")
  @Description("The kid of the token, as it claims it")
  String keyId = "";

  @Label("Scheme")
  String scheme = "";

  @Label("Key")
  @Description("Which of the configured keys the token was verified with")
  String key = "";

  private AuthenticationJfrEvent() {}

  /** Hands events over while somebody records them. */
  static AuthenticationObserver observer() {
    return new AuthenticationObserver() {
      @Override
      public boolean wants(Outcome outcome) {
        return new AuthenticationJfrEvent().isEnabled();
      }

      @Override
      public void decided(AuthenticationEvent event) {
        AuthenticationJfrEvent recorded = new AuthenticationJfrEvent();
        recorded.admitted = event.admitted();
        recorded.reason = event.reason().orElse("");
        recorded.address = event.address().orElse("");
        recorded.path = event.path();
        recorded.keyId = event.keyId().orElse("");
        recorded.scheme = event.scheme().map(Scheme::wireName).orElse("");
        recorded.key = event.key().orElse("");
        recorded.commit();
      }
    };
  }
}
