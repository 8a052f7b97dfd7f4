package io.latchkey.ca.policy;

import io.latchkey.base.net.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * IPv4 addresses in the forms of {@code inet_aton}, which some clients accept: one to four numbers,
 * each decimal, hexadecimal after {@code 0x} or octal after {@code 0}, the last of which fills the
 * remaining bytes.
 */
final class LegacyAddress {
  private LegacyAddress() {}

  /**
   * The addresses that a text may be read as. Clients disagree about leading zeros, so that there
   * may be two.
   */
  static Stream<IpAddress> readings(String text) {
    if (!endsWithDigit(text)) {
      return Stream.empty();
    }
    String[] parts = text.split("\\.", -1);
    if (parts.length > 4) {
      return Stream.empty();
    }
    return Stream.of(8, 10)
        .map(radix -> numbers(parts, radix))
        .flatMap(Optional::stream)
        .map(LegacyAddress::address)
        .flatMap(Optional::stream)
        .distinct();
  }

  /** Decides about most host names at once. */
  private static boolean endsWithDigit(String text) {
    return !text.isEmpty() && Character.digit(text.charAt(text.length() - 1), 16) >= 0;
  }

  private static Optional<List<Long>> numbers(String[] parts, int radixOfLeadingZero) {
    List<Long> numbers = new ArrayList<>();
    for (String part : parts) {
      OptionalLong number = number(part, radixOfLeadingZero);
      if (number.isEmpty()) {
        return Optional.empty();
      }
      numbers.add(number.getAsLong());
    }
    return Optional.of(numbers);
  }

  /** Empty if the part is no number; most names have such a part. */
  private static OptionalLong number(String part, int radixOfLeadingZero) {
    boolean hexadecimal = part.startsWith("0x");
    String digits = hexadecimal ? part.substring(2) : part;
    int radix = hexadecimal ? 16 : digits.startsWith("0") ? radixOfLeadingZero : 10;
    boolean number =
        !digits.isEmpty() && digits.chars().allMatch(digit -> Character.digit(digit, radix) >= 0);
    if (!number) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(digits, radix));
    } catch (NumberFormatException tooLarge) {
      return OptionalLong.empty();
    }
  }

  private static Optional<IpAddress> address(List<Long> numbers) {
    int last = numbers.size() - 1;
    byte[] bytes = new byte[4];
    for (int i = 0; i < last; i++) {
      if (numbers.get(i) > 0xff) {
        return Optional.empty();
      }
      bytes[i] = numbers.get(i).byteValue();
    }
    long rest = numbers.get(last);
    if (rest >= 1L << (8 * (4 - last))) {
      return Optional.empty();
    }
    for (int i = 3; i >= last; i--) {
      bytes[i] = (byte) rest;
      rest >>= 8;
    }
    return IpAddress.of(bytes);
  }
}
