package io.latchkey.ca;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Another application of the same server: it has the same classes, in a class loader of its own.
 */
public final class OtherApplication implements AutoCloseable {
  private final URLClassLoader loader;

  public OtherApplication() throws MalformedURLException {
    List<URL> urls = new ArrayList<>();
    for (String each : System.getProperty("java.class.path").split(java.io.File.pathSeparator)) {
      urls.add(Path.of(each).toUri().toURL());
    }
    loader = new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }

  /** Returns the class of this application. */
  public Class<?> type(Class<?> type) throws ClassNotFoundException {
    return Class.forName(type.getName(), true, loader);
  }

  @Override
  public void close() throws IOException {
    loader.close();
  }
}
