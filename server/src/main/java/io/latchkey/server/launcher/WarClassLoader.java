package io.latchkey.server.launcher;

import java.net.URL;
import java.net.URLClassLoader;

final class WarClassLoader extends URLClassLoader {
  static {
    registerAsParallelCapable();
  }

  WarClassLoader(URL[] urls) {
    super("latchkey", urls, getPlatformClassLoader());
  }
}
