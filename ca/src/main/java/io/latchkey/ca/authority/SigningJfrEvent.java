package io.latchkey.ca.authority;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A request to sign, for Java Flight Recorder. */
@Name("io.latchkey.Signing")
@Label("Signing")
@Category("Latchkey")
@Description("From a parsed request to a certificate that is on record, or to a rejection")
@StackTrace(false)
final class SigningJfrEvent extends Event {
  @Label("Signed")
  boolean signed;

  @Label("Reason")
  @Description("Why nothing was signed; empty if it was, or if the store failed")
  String reason = "";

  @Label("Caller")
  String caller = "";

  @Label("Serial")
  String serial = "";
}
