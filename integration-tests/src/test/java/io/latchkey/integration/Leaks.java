package io.latchkey.integration;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Looks from outside at what is left in a server's memory. */
final class Leaks {
  /** Lives as long as the class loader that has loaded it: an enum's constants are its statics. */
  private static final Pattern SETTINGS =
      Pattern.compile("\\s(\\d+)\\s+\\d+\\s+io\\.latchkey\\.settings\\.Setting(?:\\s.*)?$");

  private static final Pattern THREAD = Pattern.compile("^\"([^\"]+)\"");

  private Leaks() {}

  /** How many of our settings' constants are left after a full collection. */
  static int settings(Server server) throws IOException {
    return diagnose(server, "GC.class_histogram").stream()
        .map(SETTINGS::matcher)
        .filter(matcher -> matcher.find())
        .mapToInt(matcher -> Integer.parseInt(matcher.group(1)))
        .sum();
  }

  /** The names of its threads, but for those of its pools that come and go. */
  static Set<String> threads(Server server) throws IOException {
    Set<String> names = new TreeSet<>();
    for (String line : diagnose(server, "Thread.print")) {
      var matcher = THREAD.matcher(line);
      if (matcher.find()
          && matcher.group(1).matches("(?i).*(latchkey|hikari|h2|weld|resteasy).*")) {
        names.add(matcher.group(1));
      }
    }
    return names;
  }

  /** Writes all of the server's memory to a file, for somebody to look who holds on to what. */
  static Path dump(Server server, Path folder) throws IOException {
    Path file = folder.resolve("leak.hprof");
    diagnose(server, "GC.heap_dump " + file);
    return file;
  }

  private static List<String> diagnose(Server server, String command) throws IOException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(server.process().pid()),
                command)
            .redirectErrorStream(true)
            .start();
    String output = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return output.lines().toList();
  }
}
