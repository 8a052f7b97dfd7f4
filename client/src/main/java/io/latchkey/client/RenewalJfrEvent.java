package io.latchkey.client;

import java.time.Instant;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** An attempt to renew a certificate, for Java Flight Recorder. */
@Name("io.latchkey.Renewal")
@Label("Renewal")
@Category("Latchkey")
@Description("An attempt to renew a certificate succeeded or failed")
@StackTrace(false)
final class RenewalJfrEvent extends Event {
  @Label("Renewed")
  boolean renewed;

  @Label("Ends At")
  @Description("When the certificate in use expires")
  String expiresAt = "";

  @Label("Problem")
  String problem = "";

  /** Starts the event. */
  RenewalJfrEvent() {
    begin();
  }

  /** Ends the event: the certificate was renewed and expires at {@code end}. */
  void renewed(Instant end) {
    end();
    if (shouldCommit()) {
      renewed = true;
      expiresAt = end.toString();
      commit();
    }
  }

  /** Ends the event: the renewal failed, and the certificate in use expires at {@code end}. */
  void failed(Instant end, Throwable cause) {
    end();
    if (shouldCommit()) {
      expiresAt = end.toString();
      problem = cause.toString();
      commit();
    }
  }
}
