package io.latchkey.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs the standalone server as the WAR's launcher does, without its class loader. */
final class UnpackedServerMain {
  private static final String SERVER = "io.latchkey.server.standalone.StandaloneServer";
  private static final Path WORK = Path.of("target", "server-work");

  private UnpackedServerMain() {}

  public static void main(String[] arguments) throws IOException, ReflectiveOperationException {
    Path work = Files.createTempDirectory(Files.createDirectories(WORK), "server");
    Runnable nothingToDelete = () -> {};
    int status =
        (int)
            Class.forName(SERVER)
                .getMethod("run", String[].class, Path.class, Runnable.class)
                .invoke(null, arguments, work.toAbsolutePath(), nothingToDelete);
    if (status != 0) {
      System.exit(status);
    }
  }
}
