package io.latchkey.server.standalone;

import io.latchkey.base.text.Printable;
import io.latchkey.settings.EditDistance;
import io.latchkey.settings.Setting;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Parses the command line. Each flag may be given once; the value of a flag may start with a dash.
 */
final class CommandLineParser {
  private static final String HOST = "--host";
  private static final String PORT = "--port";
  private static final String HTTP_PORT = "--http-port";
  private static final String NO_TLS = "--no-tls";
  private static final String NO_AUTH = "--no-auth";
  private static final String PREFIX_CHECK = "--auth-prefix-check";
  private static final String HELP = "--help";
  private static final String VERSION = "--version";

  private static final int MAX_PORT = 65_535;
  private static final Pattern PORT_DIGITS = Pattern.compile("[0-9]{1,5}");

  private final CommandLine commandLine = new CommandLine(spec());

  /**
   * Parses the arguments; empty if they request the help or the version, see {@link #answer}.
   *
   * @throws UsageException if an argument is invalid
   */
  Optional<LaunchOptions> parse(String... args) throws UsageException {
    ParseResult parsed = parsed(args);
    return parsed.isUsageHelpRequested() || parsed.isVersionHelpRequested()
        ? Optional.empty()
        : Optional.of(options(parsed));
  }

  /** The text to print if {@link #parse} returned empty. */
  String answer(String version) {
    return commandLine.getParseResult().isVersionHelpRequested()
        ? "latchkey " + version
        : commandLine.getUsageMessage().stripTrailing();
  }

  private ParseResult parsed(String... args) throws UsageException {
    try {
      return commandLine.parseArgs(args);
    } catch (UnmatchedArgumentException e) {
      throw new UsageException(unmatched(e.getUnmatched().get(0)));
    } catch (ParameterException e) {
      throw new UsageException(
          Objects.toString(e.getMessage(), "invalid command line").replaceAll("\\R.*", ""));
    }
  }

  /** Shows only the name of the flag: the rest may be a secret. */
  private String unmatched(String argument) {
    if (!argument.startsWith("-")) {
      return "an argument belongs to no flag; quote a value that contains spaces";
    }
    String name = argument.replaceFirst("=.*", "");
    return commandLine.getCommandSpec().options().stream()
        .map(OptionSpec::longestName)
        .min(Comparator.comparingInt(known -> EditDistance.between(known, name)))
        .filter(nearest -> EditDistance.between(nearest, name) <= name.length() / 2)
        .map(nearest -> "unknown option %s; did you mean %s?".formatted(name, nearest))
        .orElseGet(() -> "unknown option %s; --help lists all options".formatted(name));
  }

  private static LaunchOptions options(ParseResult parsed) throws UsageException {
    int port = port(parsed, PORT).orElse(LaunchOptions.DEFAULT_PORT);
    OptionalInt httpPort = port(parsed, HTTP_PORT);
    Map<String, Map.Entry<Setting, String>> flags = new LinkedHashMap<>();
    for (Flag flag : Flag.values()) {
      Optional.<String>ofNullable(parsed.matchedOptionValue(flag.text(), null))
          .ifPresent(value -> flags.put(flag.text(), Map.entry(flag.setting(), value)));
    }
    if (parsed.hasMatchedOption(NO_AUTH)) {
      flags.put(NO_AUTH, Map.entry(Setting.AUTH, "disabled"));
    }
    if (parsed.hasMatchedOption(PREFIX_CHECK)) {
      flags.put(PREFIX_CHECK, Map.entry(Setting.PREFIX_CHECK, "true"));
    }
    boolean tls = !parsed.hasMatchedOption(NO_TLS);
    if (!tls && (flags.containsKey("--cert") || flags.containsKey("--cert-key"))) {
      throw new UsageException("--no-tls and --cert exclude each other; remove one of them");
    }
    Optional<String> host = Optional.ofNullable(parsed.matchedOptionValue(HOST, null));
    return new LaunchOptions(new Endpoint(host, port), httpPort, tls, flags);
  }

  private static OptionalInt port(ParseResult parsed, String flag) throws UsageException {
    if (!parsed.hasMatchedOption(flag)) {
      return OptionalInt.empty();
    }
    String text = parsed.matchedOptionValue(flag, "");
    if (!PORT_DIGITS.matcher(text).matches() || Integer.parseInt(text) > MAX_PORT) {
      throw new UsageException(
          "%s must be a number from 0 to %d, not '%s'"
              .formatted(flag, MAX_PORT, Printable.line(text)));
    }
    return OptionalInt.of(Integer.parseInt(text));
  }

  private static CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name("java -jar latchkey.war");
    spec.usageMessage()
        .description(
            "Runs a certificate authority over HTTPS whose clients authenticate with a pre-shared key.")
        .sortOptions(false)
        .width(100);
    spec.addOption(text(HOST, "ADDRESS", "address to listen on; default: all addresses"));
    spec.addOption(text(PORT, "PORT", "port to listen on; default: 8900; 0: any free port"));
    spec.addOption(
        text(
            HTTP_PORT,
            "PORT",
            "plain HTTP port for revocation lists, OCSP and the CA certificate only"));
    spec.addOption(toggle(NO_TLS, "serve plain HTTP").build());
    spec.addOption(
        toggle(NO_AUTH, "accept every request without authentication; for tests only").build());
    spec.addOption(toggle(PREFIX_CHECK, "check the prefix claim of public-key tokens").build());
    for (Flag flag : Flag.values()) {
      spec.addOption(text(flag.text(), flag.value(), flag.description()));
    }
    spec.addOption(toggle(HELP, "show this text").usageHelp(true).build());
    spec.addOption(toggle(VERSION, "show the version").versionHelp(true).build());
    return spec;
  }

  private static OptionSpec text(String name, String label, String description) {
    return OptionSpec.builder(name)
        .paramLabel(label)
        .type(String.class)
        .description(description)
        .build();
  }

  private static OptionSpec.Builder toggle(String name, String description) {
    return OptionSpec.builder(name).type(boolean.class).arity("0").description(description);
  }
}
