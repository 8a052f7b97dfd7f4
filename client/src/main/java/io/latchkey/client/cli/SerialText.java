package io.latchkey.client.cli;

import java.util.Locale;
import java.util.Optional;

/** Parses serial numbers of certificates. */
final class SerialText {
  private SerialText() {}

  /**
   * Returns a serial number in lower-case hex without leading zeros.
   *
   * @param text hex in either case, with or without colons and leading zeros
   * @return empty if the text is not a serial number
   */
  static Optional<String> canonical(String text) {
    return Optional.of(text.replace(":", "").toLowerCase(Locale.ROOT).replaceFirst("^0+(?=.)", ""))
        .filter(serial -> serial.matches("[0-9a-f]{1,40}"));
  }
}
