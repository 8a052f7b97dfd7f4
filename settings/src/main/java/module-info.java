/** Latchkey's configuration: one list of names, read in one place. */
module io.latchkey.settings {
  requires static org.jspecify;

  exports io.latchkey.settings;
}
