package io.latchkey.tokens;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A key was derived from a pre-shared key and the salt of a token, or was not for want of room. */
@Name("io.latchkey.KeyDerivation")
@Label("Key Derivation")
@Category("Latchkey")
@Description("From asking for the key of a salt until it is there, waiting included")
@StackTrace(false)
final class KeyDerivationEvent extends Event {
  @Label("Waited")
  @Timespan
  long waited;

  @Label("Derived")
  @Description("Whether there is a key; if not, too many others were being derived")
  boolean derived;
}
