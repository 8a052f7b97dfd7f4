package io.latchkey.filter.observe;

import io.latchkey.filter.rules.Outcome;
import io.latchkey.tokens.Scheme;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A Java Flight Recorder event for the decision about a request. */
@Name("io.latchkey.Authentication")
@Label("Authentication")
@Category("Latchkey")
@Description("A request was accepted with its token, or rejected")
@StackTrace(false)
final class AuthenticationJfrEvent extends Event {
  @Label("Admitted")
  boolean admitted;

  @Label("Reason")
  @Description("Why the request was rejected; empty if it was accepted")
  String reason = "";

  @Label("Address")
  String address = "";

  @Label("Path")
  String path = "";

  @Label("Key ID")
  @Description("The kid of the token, which is untrusted")
  String keyId = "";

  @Label("Scheme")
  String scheme = "";

  @Label("Key")
  @Description("The configured key that verified the token")
  String key = "";

  /** Only asked whether events are enabled. */
  private static final AuthenticationJfrEvent UNUSED = new AuthenticationJfrEvent();

  private AuthenticationJfrEvent() {}

  /** Commits events while a recording is running. */
  static AuthenticationObserver observer() {
    return new AuthenticationObserver() {
      @Override
      public boolean wants(Outcome outcome) {
        return UNUSED.isEnabled();
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
