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
 * The main class of {@code java -jar latchkey.war}. Makes one class loader over the WAR's classes
 * and libraries and calls the server's main class in it.
 */
public final class Launcher {
  private static final String SERVER = "io.latchkey.server.standalone.StandaloneServer";

  private Launcher() {}

  /** Runs the server until it is stopped; returns while it runs. */
  public static void main(String[] args) throws ReflectiveOperationException {
    UnpackedWar unpacked;
    WarClassLoader loader;
    try {
      unpacked = UnpackedWar.of(war());
      loader = new WarClassLoader(unpacked.classPath());
    } catch (IOException e) {
      System.err.println(
          ("latchkey: cannot unpack the WAR below %s: %s; mend that, or name another"
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
      return "this user may not write there";
    }
    if (e instanceof NoSuchFileException) {
      return "nothing can be created there";
    }
    String why = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
    return why == null ? e.getClass().getSimpleName() : why;
  }

  /** Beside the start, which must not wait for it. */
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
      throw new IllegalStateException("the WAR is in no file", e);
    }
  }
}
