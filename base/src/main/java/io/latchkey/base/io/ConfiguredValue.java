package io.latchkey.base.io;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** One setting, for code that does not know where settings come from. Safe for several threads. */
public interface ConfiguredValue {
  /** The file that the value is read from; empty if it is not in a file of its own. */
  Set<Path> files();

  /** Reads the value; empty if it is not set. */
  Optional<String> text();

  /** Reads a whole number; empty if it is not set. */
  Optional<Integer> integer(int least, int most);

  /** Returns the exception for a value of which a part is bad. */
  RuntimeException badPart(String problem);

  /** The type of what the other methods throw for a bad value. */
  Class<? extends RuntimeException> rejection();
}
