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
@Description("A certificate was renewed, or could not be")
@StackTrace(false)
public final class RenewalEvent extends Event {
  @Label("Renewed")
  boolean renewed;

  @Label("Ends At")
  @Description("When the certificate in use ends")
  String endsAt = "";

  @Label("Problem")
  String problem = "";

  /** Begins to measure an attempt. */
  public RenewalEvent() {
    begin();
  }

  /** It was renewed, and now ends then. */
  public void renewed(Instant end) {
    end();
    if (shouldCommit()) {
      renewed = true;
      endsAt = end.toString();
      commit();
    }
  }

  /** It could not be renewed, and ends when it did before. */
  public void failed(Instant end, Throwable cause) {
    end();
    if (shouldCommit()) {
      endsAt = end.toString();
      problem = cause.toString();
      commit();
    }
  }
}
