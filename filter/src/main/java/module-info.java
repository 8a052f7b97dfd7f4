/** Authentication of servlet requests by bearer token. */
@SuppressWarnings("module") // the build compiles io.latchkey.security after this module
module io.latchkey.filter {
  requires io.latchkey.base;
  requires com.github.benmanes.caffeine;
  requires static jakarta.cdi;
  requires static javax.servlet.api;
  requires java.xml;
  requires jdk.jfr;
  requires static transitive micrometer.core;
  requires transitive io.latchkey.settings;
  requires transitive io.latchkey.tokens;
  requires transitive jakarta.servlet;
  requires static org.jspecify;
  requires static spring.boot;
  requires static spring.boot.autoconfigure;
  requires static spring.context;
  requires static spring.core;
  requires org.slf4j;

  exports io.latchkey.filter;
  exports io.latchkey.filter.observe;
  exports io.latchkey.filter.rules to
      io.latchkey.security;

  uses io.latchkey.filter.ResourceIdentifier;
  uses io.latchkey.filter.observe.AuthenticationListener;

  provides jakarta.servlet.ServletContainerInitializer with
      io.latchkey.filter.BearerTokenFilterInitializer;
}
