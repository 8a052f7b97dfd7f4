package io.latchkey.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import picocli.CommandLine;

/** Gives odd values to the options of every command, in this process. */
public final class OddValues {
  /** A component key. No derivation from a pre-shared key is needed to use it. */
  static final String COMPONENT_KEY = "lk1s." + "A".repeat(43) + ".team-a";

  private static final List<String> KEYS =
      List.of("--psk", "--psk-file", "--private-key", "--certificate", "--under");
  private static final List<String> OUTPUT = List.of("--out", "--out-dir", "--ca-out");
  private static final String SERIAL = "SERIAL";

  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "\t",
          "\n",
          "a\nb",
          "a\u0000b",
          "a\u0007b",
          "\u001b[31mred",
          "\u202eabc",
          "\uFEFF",
          "\uFFFD",
          "\uD800",
          "\u00e9\u00df",
          "\u65e5\u672c",
          "\uD83D\uDE00",
          "'",
          "\"",
          "%s%n",
          "@psk",
          "${sys:user.home}",
          "$(id)",
          "*",
          "*.",
          ".",
          "..",
          "-",
          "--",
          "-a",
          "=",
          "a=",
          "=b",
          "a=b=c",
          "a".repeat(100_000),
          "a.".repeat(40_000),
          "\u00e9".repeat(300),
          "a".repeat(64),
          "a".repeat(65));

  private static final List<String> NUMBERS =
      List.of(
          "-1",
          "0",
          "-0",
          "+1",
          "1e9",
          "0x10",
          "1.5",
          "NaN",
          "2147483647",
          "2147483648",
          "-2147483649",
          "9223372036854775807",
          "9223372036854775808",
          "9".repeat(2000),
          "\u0663",
          "1h",
          "-1h",
          "PT",
          "PT0.5S",
          "-PT1H",
          "P99999999999D",
          "2027-02-30T00:00:00Z",
          "+999999999-12-31T23:59:59Z",
          "-999999999-01-01T00:00:00Z",
          "10.0.0.256",
          "10.0.0.1/8",
          "fe80::1%lo",
          "::ffff:1.2.3.4");

  private static final List<String> URLS =
      List.of(
          "localhost:8900",
          "//localhost",
          "https:",
          "https://",
          "https:///",
          "https:/localhost",
          "ftp://localhost",
          "file:///etc/passwd",
          "https://localhost:0",
          "https://localhost:65536",
          "https://localhost:99999999999",
          "https://localhost:-1",
          "https://user:secret@localhost",
          "https://[::1",
          "https://[::1%25lo]:1",
          "https://b\u00fccher.invalid",
          "https://a_b.invalid",
          "https://a..invalid",
          "https://.invalid",
          "https://localhost:1/?a",
          "https://localhost:1/#a",
          "https://localhost:1/a b",
          "https://localhost:1/%zz",
          "https://localhost:1/%00",
          "https://localhost:1/../..",
          "https://" + "a".repeat(300) + ".invalid",
          "https://localhost:1/" + "a".repeat(100_000),
          "http://192.0.2.1",
          "HTTPS://LOCALHOST:1",
          "file:",
          "file: ",
          "file:\u0000",
          "file:/no/such/file");

  // Created once, because creating it takes longer than most commands. Each execution resets its
  // options.
  private static final CommandLine LATCHKEY = Latchkey.commandLine();

  private final Path directory;
  private final String url;
  private final String key;

  /**
   * Uses its own files in the directory.
   *
   * @param key the pre-shared key or component key of the commands
   */
  public OddValues(Path directory, String url, String key) throws IOException {
    this.key = key;
    this.directory = Files.createDirectory(directory.resolve("work"));
    this.url = url;
    Files.createDirectory(this.directory.resolve("folder"));
    Files.writeString(this.directory.resolve("file"), "no key");
    Files.createFile(this.directory.resolve("empty"));
    Files.write(this.directory.resolve("binary"), new byte[] {0, (byte) 0xFF, (byte) 0xFE, 1});
    Files.createSymbolicLink(directory.resolve("loop"), Path.of("loop"));
  }

  private static final List<String> FILES =
      List.of(
          "/",
          "/proc/self/mem",
          "/no/such/file",
          "folder",
          "file",
          "file/child",
          "empty",
          "binary",
          "loop",
          "n".repeat(300),
          "p/".repeat(3000));

  /** A command and its option, for each option that there is; {@code SERIAL} is a parameter. */
  public static Stream<Arguments> options() {
    return Stream.of(
            "psk generate",
            "token",
            "component-key create",
            "component-key show",
            "component-key secret",
            "keys generate",
            "paths check",
            "ca-cert",
            "ca rotate",
            "certificate create",
            "certificate run",
            "certificate list",
            "certificate show",
            "certificate revoke")
        .flatMap(
            command ->
                Stream.concat(
                        names(command), takesSerial(command) ? Stream.of(SERIAL) : Stream.empty())
                    .map(option -> Arguments.of(command, option)));
  }

  private static boolean takesSerial(String command) {
    return command.matches("certificate (?:show|revoke)");
  }

  private static Stream<String> names(String command) {
    return command(command).getCommandSpec().options().stream()
        .map(option -> option.longestName())
        .filter(name -> !name.equals("--help") && !name.equals("--version"));
  }

  static CommandLine command(String names) {
    CommandLine line = LATCHKEY;
    for (String name : names.split(" ", -1)) {
      line = line.getSubcommands().get(name);
    }
    return line;
  }

  /** The odd values for an option: any text, and URLs or files if the option accepts them. */
  public List<String> of(String command, String option) {
    boolean url = option.matches("--url|--psk|--under|SERIAL");
    boolean file =
        !option.equals(SERIAL)
            && command(command).getCommandSpec().findOption(option).type() == Path.class;
    return Stream.of(
            TEXTS.stream(),
            NUMBERS.stream(),
            url ? URLS.stream() : Stream.<String>empty(),
            file
                ? FILES.stream().map(name -> directory.resolve(name).toString())
                : Stream.<String>empty())
        .flatMap(values -> values)
        .toList();
  }

  /** Runs the command with the value: it succeeds silently, or fails with one clear line. */
  public void check(String command, String option, String value) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        LATCHKEY
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments(command, option, value));

    String said = err.toString();
    assertThat(code).as(said).isBetween(0, 2);
    if (code == 0) {
      assertThat(said).isEmpty();
      return;
    }
    assertThat(out.toString()).isEmpty();
    assertThat(said.endsWith("\n")).isTrue();
    assertThat(said.strip())
        .startsWith("latchkey: ")
        .hasSizeBetween(25, 1200)
        .doesNotContainPattern("\\p{Cc}|Exception|Error|java\\.|defect|(?<!')null|unexpected");
    if (option.equals("--psk") && value.length() > 40 && !value.startsWith("file:")) {
      assertThat(said).doesNotContain(value);
    }
  }

  /** Nothing is written outside the directory. */
  private String inDirectory(String option, String value) {
    boolean written = OUTPUT.contains(option) && !value.isBlank() && !value.startsWith("/");
    return written ? directory + "/" + value : value;
  }

  private String[] arguments(String command, String option, String value) {
    List<String> all = new ArrayList<>(List.of(command.split(" ", -1)));
    Map<String, String> given = new LinkedHashMap<>();
    if (!KEYS.contains(option) || command.contains("generate")) {
      given.put("--psk", key);
    }
    if (option.equals("--private-key-pass-file")) {
      given.remove("--psk");
      given.put("--private-key", directory.resolve("file").toString());
    }
    given.put("--url", url);
    switch (command) {
      case "component-key create" -> {
        given.remove("--psk");
        if (!KEYS.contains(option)) {
          given.put("--under", COMPONENT_KEY);
        }
        given.put("--name", "a");
        given.put("--dns-names", "a.team-a.example");
      }
      case "component-key show", "component-key secret" -> {
        if (!KEYS.contains(option)) {
          given.put("--psk", COMPONENT_KEY);
        }
        if (command.endsWith("secret")) {
          given.put("--protocol", "est");
        }
      }
      case "keys generate" -> given.put("--out", directory.resolve("k.pem").toString());
      case "paths check" -> {
        given.put("--config", directory.resolve("empty").toString());
        all.add("GET /x");
      }
      case "certificate create", "certificate run" -> {
        given.put("--common-name", "a");
        given.put("--out-dir", directory.toString());
        given.put("--key-type", "ec:p256");
        given.put("--ip-addresses", "10.0.0.5");
      }
      default -> {}
    }
    given.put(option, inDirectory(option, value));
    given.remove(SERIAL);
    given.forEach((name, text) -> all.add(name + "=" + text));
    if (command.matches("keys generate|ca-cert|certificate create") && !option.equals("--force")) {
      all.add("--force");
    }
    if (takesSerial(command)) {
      all.add("--");
      all.add(option.equals(SERIAL) ? value : "a1b2");
    }
    return all.toArray(String[]::new);
  }
}
