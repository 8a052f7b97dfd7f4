package io.latchkey.benchmarks.report;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.stream.Stream;

/** Describes the machine on which a run measures. */
public final class Machine {
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
  private static final Path MEMORY = Path.of("/proc/meminfo");

  private Machine() {}

  /** Returns a table of the hardware, the operating system and the Java runtime. */
  public static String description(Path data) throws IOException {
    FileStore disk = Files.getFileStore(data);
    return new Table("", "")
        .add("processor", line(PROCESSORS, "model name") + ", " + processors() + " processors")
        .add("memory", line(MEMORY, "MemTotal"))
        .add("file system of the stores", disk.type())
        .add(
            "operating system",
            System.getProperty("os.name") + " " + System.getProperty("os.version"))
        .add(
            "Java",
            System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"))
        .toString();
  }

  /** Returns the time and the load of the machine in one line. */
  public static String moment() {
    return String.format(
        Locale.ROOT,
        "%s, load average %.1f",
        Instant.now().truncatedTo(ChronoUnit.MINUTES),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  private static int processors() {
    return Runtime.getRuntime().availableProcessors();
  }

  private static String line(Path file, String name) throws IOException {
    if (Files.notExists(file)) {
      return "unknown";
    }
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    }
  }
}
