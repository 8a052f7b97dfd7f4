package io.latchkey.integration;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Inspects the memory of a server's process from outside. */
final class Leaks {
  /** An enum constant lives as long as the class loader of its class. */
  private static final Pattern SETTINGS =
      Pattern.compile("\\s(\\d+)\\s+\\d+\\s+io\\.latchkey\\.settings\\.Setting(?:\\s.*)?$");

  /** A Java thread, identified by its name and its unique number in the process. */
  private static final Pattern THREAD = Pattern.compile("^\"(.+)\" (#\\d+) .*");

  /** Threads that the JDK and jcmd start and stop at any time. */
  private static final Pattern JDK =
      Pattern.compile(
          "Attach Listener|C[12] CompilerThread\\d+|Common-Cleaner|process reaper.*"
              + "|ForkJoinPool\\.commonPool-worker-\\d+");

  private Leaks() {}

  /** Counts the constants of the settings enum after a full garbage collection. */
  static int settings(Server server) throws IOException {
    return diagnose(server, "GC.class_histogram").stream()
        .map(SETTINGS::matcher)
        .filter(matcher -> matcher.find())
        .mapToInt(matcher -> Integer.parseInt(matcher.group(1)))
        .sum();
  }

  /** The threads of the process, without those of the pools of the JDK and the server. */
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

  /** Writes a heap dump of the server to a file, for the analysis of a leak. */
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
