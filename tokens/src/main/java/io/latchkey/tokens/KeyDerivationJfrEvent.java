package io.latchkey.tokens;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A key was derived from a pre-shared key and the salt of a token, or rejected by the limiter. */
@Name("io.latchkey.KeyDerivation")
@Label("Key Derivation")
@Category("Latchkey")
@Description("The derivation of the key of a salt, including the time in the queue")
@StackTrace(false)
final class KeyDerivationJfrEvent extends Event {
  @Label("Waited")
  @Timespan
  long waited;

  @Label("Derived")
  @Description("Whether the key was derived; if not, too many derivations were waiting")
  boolean derived;
}
