package io.latchkey.server.launcher;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URISyntaxException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The main class of {@code java -jar latchkey.war}. It creates one class loader for the classes and
 * libraries of the WAR, and calls the main class of the standalone server in it.
 */
public final class Launcher {
  private static final String SERVER = "io.latchkey.server.standalone.StandaloneServer";

  private Launcher() {}

  /** Starts the server. Returns while the server runs. */
  public static void main(String[] args) throws ReflectiveOperationException {
    UnpackedWar unpacked;
    WarClassLoader loader;
    try {
      unpacked = UnpackedWar.of(war());
      loader = new WarClassLoader(unpacked.classPath());
    } catch (IOException e) {
      System.err.println(
          ("latchkey: cannot unpack the WAR below %s: %s; correct this, or name another"
                  + " directory with java -Djava.io.tmpdir=DIR -jar latchkey.war")
              .formatted(System.getProperty("java.io.tmpdir"), reason(e)));
      System.exit(1);
      return;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(unpacked::delete, "latchkey-unpacked-war"));
    deleteLeftovers(unpacked);
    int status = run(args, unpacked, loader);
    if (status != 0) {
      System.exit(status);
    }
  }

  private static String reason(IOException e) {
    if (!Files.isDirectory(Path.of(System.getProperty("java.io.tmpdir")))) {
      return "there is no such directory";
    }
    if (e instanceof AccessDeniedException) {
      return "this user has no permission to write to it";
    }
    if (e instanceof NoSuchFileException) {
      return "no file can be created in it";
    }
    String why = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
    return why == null ? e.getClass().getSimpleName() : why;
  }

  /** In the background, so that the start does not wait for it. */
  private static void deleteLeftovers(UnpackedWar unpacked) {
    Thread thread = new Thread(unpacked::deleteLeftovers, "latchkey-leftovers");
    thread.setDaemon(true);
    thread.start();
  }

  private static int run(String[] args, UnpackedWar unpacked, WarClassLoader loader)
      throws ReflectiveOperationException {
    Thread.currentThread().setContextClassLoader(loader);
    try {
      return (int)
          loader
              .loadClass(SERVER)
              .getMethod("run", String[].class, Path.class, Runnable.class)
              .invoke(null, args, unpacked.directory(), (Runnable) unpacked::delete);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("the server failed; please report this", e.getCause());
    }
  }

  private static Path war() {
    try {
      return Path.of(Launcher.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the location of the WAR is not a file", e);
    }
  }
}
