package io.latchkey.client.cli;

import java.math.BigInteger;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses a duration: whole seconds, a number with {@code s m h d}, or ISO 8601. */
final class DurationText implements ITypeConverter<Duration> {
  private static final Pattern SHORT = Pattern.compile("(\\d{1,18})([smhd]?)");

  @Override
  public Duration convert(String text) {
    Matcher matcher = SHORT.matcher(text.toLowerCase(Locale.ROOT));
    try {
      if (matcher.matches()) {
        BigInteger seconds =
            new BigInteger(matcher.group(1)).multiply(BigInteger.valueOf(unit(matcher.group(2))));
        return Duration.ofSeconds(seconds.longValueExact());
      }
      return Duration.parse(text);
    } catch (ArithmeticException | DateTimeParseException e) {
      throw new TypeConversionException(
          "'%s' is not a duration; write seconds (3600), 90s, 30m, 1h, 2d or PT1H".formatted(text));
    }
  }

  private static long unit(String letter) {
    return switch (letter) {
      case "m" -> 60;
      case "h" -> 3600;
      case "d" -> 86_400;
      default -> 1;
    };
  }
}
