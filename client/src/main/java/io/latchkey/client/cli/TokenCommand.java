package io.latchkey.client.cli;

import io.latchkey.client.ClientException;
import io.latchkey.tokens.ClaimsSigner;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "token",
    description =
        "Prints a token that is signed with a key from the pre-shared key, or with a private key.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class TokenCommand implements Callable<Integer> {
  private static final Duration LONGEST_LIFE = Duration.ofDays(3650);

  /** Every server rejects a longer token. */
  private static final int MAX_TOKEN = 8 * 1024;

  private static final String NOT_BEFORE = "nbf";

  /** From 1970 to the year 9999. */
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,11}");

  @Mixin private TokenKeyOptions key;

  @Mixin private Output output;

  @Mixin private UnusedUrl unusedUrl;

  @Option(
      names = "--expire-in",
      paramLabel = "DURATION",
      converter = DurationText.class,
      defaultValue = "3600",
      description = "Lifetime: seconds, 30m, 1h, 2d or PT1H. Default: ${DEFAULT-VALUE} seconds")
  private Duration expireIn;

  @Option(
      names = "--claim",
      paramLabel = "NAME=VALUE",
      arity = "1..*",
      description = "Claims, such as sub=worker-1 roles=admin. nbf takes seconds since 1970.")
  private @Nullable List<String> claims;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws ClientException, IOException {
    if (expireIn.toSeconds() < 1 || expireIn.compareTo(LONGEST_LIFE) > 0) {
      throw Usage.wrong(
          spec,
          "--expire-in must be from 1 to %d s, not %d"
              .formatted(LONGEST_LIFE.toSeconds(), expireIn.toSeconds()));
    }
    Map<String, Object> all = claims(claims == null ? List.of() : claims);
    ClaimsSigner signer = key.signer(output);
    String token = Usage.check(spec, () -> signer.sign(all, expireIn));
    if (token.length() > MAX_TOKEN) {
      throw Usage.wrong(
          spec,
          "the token would have %d bytes, and servers accept at most %d; give less with --claim"
              .formatted(token.length(), MAX_TOKEN));
    }
    output.print(token, Map.of("token", token, "expires_in", expireIn.toSeconds()));
    return 0;
  }

  private Map<String, Object> claims(List<String> entries) {
    Map<String, Object> all = new LinkedHashMap<>();
    for (String entry : entries) {
      int equals = entry.indexOf('=');
      if (equals < 1) {
        throw Usage.wrong(
            spec, "--claim takes NAME=VALUE, such as sub=worker-1, not '%s'".formatted(entry));
      }
      String name = entry.substring(0, equals);
      if (all.put(name, value(name, entry.substring(equals + 1))) != null) {
        throw Usage.wrong(spec, "--claim has '%s' twice; give it once".formatted(name));
      }
    }
    return all;
  }

  /** Text, or the number of a NumericDate (RFC 7519 section 2). The signer sets the other dates. */
  private Object value(String name, String text) {
    if (!name.equals(NOT_BEFORE)) {
      return text;
    }
    if (!SECONDS.matcher(text).matches()) {
      throw Usage.wrong(
          spec,
          "--claim nbf takes seconds since 1970-01-01T00:00:00Z, such as 1767225600, not '%s'"
              .formatted(text));
    }
    return Long.valueOf(text);
  }
}
