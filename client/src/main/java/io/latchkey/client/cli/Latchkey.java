package io.latchkey.client.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code latchkey}: keys, tokens and certificates from the command line. */
@Command(
    name = "latchkey",
    description = "Keys, tokens and certificates for the components of a system.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      PskCommand.class,
      ComponentKeyCommand.class,
      TokenCommand.class,
      KeysCommand.class,
      CaCertCommand.class,
      CaCommand.class,
      CertificateCommand.class,
      PathsCommand.class,
      GenerateCompletion.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:rejected or failed, with one line that says why", "2:wrong usage"})
public final class Latchkey implements Runnable {
  private static final Pattern OPTION = Pattern.compile("--[a-z][a-z-]*");

  @Spec private CommandSpec spec;

  /** Runs a command and exits with its code. */
  public static void main(String[] arguments) {
    main(arguments, new Object[0]);
  }

  /**
   * Runs a command and exits with its code.
   *
   * @param more further commands, annotated with {@link Command}
   */
  public static void main(String[] arguments, Object... more) {
    // The command itself reports problems; a log would repeat them.
    System.setProperty("slf4j.internal.verbosity", "ERROR");
    System.exit(run(commandLine(more), arguments));
  }

  /** Runs a command; a response that cannot be written is a failure. */
  @SuppressWarnings("IllegalCatch") // such as no memory: one line instead of a stack trace
  private static int run(CommandLine line, String... arguments) {
    try {
      int code = line.execute(arguments);
      if (code == CommandLine.ExitCode.OK && System.out.checkError()) {
        line.getErr().println(Report.problem(line, "The output cannot be written"));
        return CommandLine.ExitCode.SOFTWARE;
      }
      return code;
    } catch (Throwable e) {
      line.getErr().println(Report.problem(line, Report.explain(e)));
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  static CommandLine commandLine(Object... more) {
    CommandLine line = new CommandLine(new Latchkey());
    Stream.of(more).forEach(line::addSubcommand);
    line.registerConverter(Integer.class, Latchkey::wholeNumber);
    line.registerConverter(int.class, Latchkey::wholeNumber);
    line.registerConverter(Path.class, Latchkey::path);
    line.registerConverter(URI.class, Latchkey::url);
    // A value that begins with @ is a value, not a file with arguments.
    line.setExpandAtFiles(false);
    line.setParameterExceptionHandler(Latchkey::wrongUsage);
    line.setExecutionExceptionHandler(Latchkey::failed);
    return line;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }

  private static Integer wholeNumber(String text) {
    try {
      return Integer.valueOf(text);
    } catch (NumberFormatException e) {
      throw new TypeConversionException(
          "'%s' is not a whole number; write digits only, such as 365".formatted(text));
    }
  }

  private static Path path(String text) {
    if (text.isBlank()) {
      throw new TypeConversionException("it is blank; write the name of a file or directory");
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new TypeConversionException(
          "'%s' cannot be the name of a file or directory".formatted(text));
    }
  }

  private static URI url(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new TypeConversionException(
          "'%s' is not the URL of a server; write for example https://localhost:8900"
              .formatted(text));
    }
  }

  private static int wrongUsage(ParameterException problem, String[] arguments) {
    CommandLine line = problem.getCommandLine();
    // An option that is misspelt often shows as another one that is missing, or as a value.
    ParameterException shown =
        unknownOption(line, arguments)
            .<ParameterException>map(
                option -> new UnmatchedArgumentException(line, List.of(option)))
            .orElse(problem);
    String suggestion =
        shown instanceof UnmatchedArgumentException unmatched
            ? suggestion(line, unmatched).map(s -> "; did you mean " + s + "?").orElse("")
            : "";
    line.getErr()
        .println(
            Report.problem(
                line,
                "%s%s (see %s --help)"
                    .formatted(
                        withoutValue(shown), suggestion, line.getCommandSpec().qualifiedName())));
    return CommandLine.ExitCode.USAGE;
  }

  /** Picocli shows a value that begins with the name of an option. It may be a secret. */
  private static String withoutValue(ParameterException problem) {
    String message = String.valueOf(problem.getMessage());
    int value = message.indexOf(" but found '");
    return problem instanceof MissingParameterException && value >= 0
        ? message.substring(0, value) + "; write = before a value that begins with -"
        : message;
  }

  private static Optional<String> suggestion(
      CommandLine line, UnmatchedArgumentException unmatched) {
    // Compared by their pairs of letters, short words with two letters swapped have little in
    // common: so those are looked for as well.
    String typed = letters(unmatched.getUnmatched().get(0));
    return Stream.concat(
            line.getCommandSpec().optionsMap().keySet().stream()
                .filter(known -> letters(known).equals(typed)),
            unmatched.getSuggestions().stream())
        .findFirst();
  }

  private static String letters(String word) {
    char[] all = word.toCharArray();
    Arrays.sort(all);
    return new String(all);
  }

  private static Optional<String> unknownOption(CommandLine line, String[] arguments) {
    Set<String> known = line.getCommandSpec().optionsMap().keySet();
    for (int i = 0; i < arguments.length; i++) {
      String name = arguments[i].replaceFirst("=.*", "");
      boolean isSecret = i > 0 && arguments[i - 1].equals("--psk");
      if (OPTION.matcher(name).matches() && !known.contains(name) && !isSecret) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }

  private static int failed(Exception problem, CommandLine line, CommandLine.ParseResult parsed) {
    line.getErr().println(Report.problem(line, Report.explain(problem)));
    return CommandLine.ExitCode.SOFTWARE;
  }
}
