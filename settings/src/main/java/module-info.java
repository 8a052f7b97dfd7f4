/** Latchkey's configuration: one list of names, read in one place. */
module io.latchkey.settings {
  requires io.latchkey.base;
  requires static transitive org.jspecify;

  exports io.latchkey.settings;
  exports io.latchkey.settings.paths;
}
