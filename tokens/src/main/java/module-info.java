/** Signs and verifies tokens. */
@SuppressWarnings("module") // the modules that the last package is for come after this one
module io.latchkey.tokens {
  requires io.latchkey.base;
  requires com.github.benmanes.caffeine;
  requires jdk.jfr;
  requires org.jose4j;
  requires static transitive org.jspecify;
  requires tools.jackson.core;

  exports io.latchkey.tokens;
  exports io.latchkey.tokens.component;
  exports io.latchkey.tokens.json to
      io.latchkey.client,
      io.latchkey.enrolment,
      io.latchkey.jaxrs;
  exports io.latchkey.tokens.secrets to
      io.latchkey.filter,
      io.latchkey.jaxrs;
  exports io.latchkey.tokens.trust to
      io.latchkey.filter,
      io.latchkey.jaxrs;
}
