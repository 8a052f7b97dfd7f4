package io.latchkey.server.launcher;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The main class of {@code java -jar latchkey.war}. It creates one class loader for the classes and
 * libraries of the WAR, and calls the main class of the standalone server in it. If the class path
 * has the server already, as after {@link Unpack}, it calls it at once.
 */
public final class Launcher {
  private static final String SERVER = "io.latchkey.server.standalone.StandaloneServer";

  private Launcher() {}

  /** Starts the server. Returns while the server runs. */
  public static void main(String[] args) throws ReflectiveOperationException {
    UnpackedWar unpacked;
    ClassLoader loader = Launcher.class.getClassLoader();
    try {
      if (hasServer(loader)) {
        unpacked = UnpackedWar.empty();
      } else {
        Path war = war();
        unpacked = UnpackedWar.of(war);
        loader = new WarClassLoader(classPath(unpacked, war));
      }
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

  private static boolean hasServer(ClassLoader loader) {
    return loader.getResource(SERVER.replace('.', '/') + ".class") != null;
  }

  /**
   * The content of the WAR, then the jars that follow the WAR in {@code java -cp}, such as a native
   * crypto provider. With {@code -jar} there are none.
   */
  private static URL[] classPath(UnpackedWar unpacked, Path war) throws IOException {
    List<URL> urls = new ArrayList<>(List.of(unpacked.classPath()));
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path path = Path.of(entry).toAbsolutePath().normalize();
      if (!entry.isEmpty() && !path.equals(war.toAbsolutePath().normalize())) {
        urls.add(path.toUri().toURL());
      }
    }
    return urls.toArray(URL[]::new);
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

  private static int run(String[] args, UnpackedWar unpacked, ClassLoader loader)
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

  static Path war() {
    try {
      return Path.of(Launcher.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the location of the WAR is not a file", e);
    }
  }
}
