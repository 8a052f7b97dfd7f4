package io.latchkey.integration;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks from outside at what is left in a server's memory. */
final class Leaks {
  /** Lives as long as the class loader that has loaded it: an enum's constants are its statics. */
  private static final Pattern SETTINGS =
      Pattern.compile("\\s(\\d+)\\s+\\d+\\s+io\\.latchkey\\.settings\\.Setting(?:\\s.*)?$");

  /** A thread of Java, by its name and the number that no other thread of the process gets. */
  private static final Pattern THREAD = Pattern.compile("^\"(.+)\" (#\\d+) .*");

  /** What the JDK itself, and jcmd, start and end at any time. */
  private static final Pattern JDK =
      Pattern.compile(
          "Attach Listener|C[12] CompilerThread\\d+|Common-Cleaner|process reaper.*"
              + "|ForkJoinPool\\.commonPool-worker-\\d+");

  private Leaks() {}

  /** How many of our settings' constants are left after a full collection. */
  static int settings(Server server) throws IOException {
    return diagnose(server, "GC.class_histogram").stream()
        .map(SETTINGS::matcher)
        .filter(matcher -> matcher.find())
        .mapToInt(matcher -> Integer.parseInt(matcher.group(1)))
        .sum();
  }

  /** Its threads but for those of the JDK's and the server's own pools, which come and go. */
  static Set<String> threads(Server server) throws IOException {
    Pattern pools = ServerUnderTest.current().pools();
    Set<String> threads = new TreeSet<>();
    for (String line : diagnose(server, "Thread.print")) {
      Matcher thread = THREAD.matcher(line);
      if (thread.matches()
          && !JDK.matcher(thread.group(1)).matches()
          && !pools.matcher(thread.group(1)).matches()) {
        threads.add(thread.group(1) + " " + thread.group(2));
      }
    }
    return threads;
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
                "-J-XX:TieredStopAtLevel=1",
                "-J-XX:+UseSerialGC",
                Long.toString(server.process().pid()),
                command)
            .redirectErrorStream(true)
            .start();
    String output = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (exitStatus(jcmd) != 0) {
      throw new IllegalStateException("jcmd " + command + " failed: " + output);
    }
    return output.lines().toList();
  }

  private static int exitStatus(Process ended) {
    try {
      return ended.waitFor();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
